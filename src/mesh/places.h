/* Vertices by their place: two are one where all bits of their coordinates are equal (0 and -0 are).

   For readers of formats that know corners and no vertices (STL), and for the topology of files that
   give a corner more than one vertex, because its normals or textures differ (mesh.h). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  guint32 *slots;    /* open addressing: the number of a vertex plus one, 0: free */
  gsize n_slots;     /* a power of two, at least half as much again as vertices */
  guint32 n_entered; /* vertices that the slots know, repeated ones too */
} HfPlaces;

void hf_places_clear (HfPlaces *self);
/* The first of the n vertices (positions: n x 3) that lies at the point. n: none does, and from now on the
   caller's vertex n lies there. n never falls from call to call. */
guint32 hf_places_find (HfPlaces *self, const float *positions, guint32 n, const float point[3]);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HfPlaces, hf_places_clear)

G_END_DECLS
