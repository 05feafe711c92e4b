/* Which triangle a ray hits first, and where.

   Triangles are put into boxes of 64 neighbors along a space-filling curve; a ray looks at the boxes and
   then only into those that it enters. Immutable, reference counted, free of OpenGL: safe in any
   thread. */
#pragma once

#include "mesh/mesh.h"

G_BEGIN_DECLS

typedef struct _HfPicker HfPicker;

typedef struct {
  float mm[3];
  guint32 triangle;
  float distance; /* mm along the ray */
} HfPick;

HfPicker *hf_picker_new (HfMesh *mesh); /* refs; takes about 60 ns a triangle */
HfPicker *hf_picker_ref (HfPicker *self);
void hf_picker_unref (HfPicker *self);
HfMesh *hf_picker_mesh (HfPicker *self); /* (transfer none) */
/* Hits where any of the clip planes (a b c d: visible where ax + by + cz + d >= 0) hides the
 * surface do not count. */
gboolean hf_picker_pick (const HfPicker *self,
                         const float origin[3],
                         const float direction[3],
                         const float (*clips)[4],
                         guint n_clips,
                         HfPick *pick);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfPicker, hf_picker_unref)

G_END_DECLS
