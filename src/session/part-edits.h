/* Parts of a surface that a hand took out of it. An edit names its part by one triangle of the mesh that
   it was made on, so that a list of edits makes the same mesh from the same whole again: undo stores
   edits, not meshes. A list is never changed: with an edit more it is another list. NULL: no edit. */
#pragma once

#include "mesh/mesh.h"

G_BEGIN_DECLS

typedef struct {
  guint32 triangle;
  gboolean remove; /* its part; else all others */
} HfPartEdit;

GArray *hf_part_edits_with (GArray *edits, HfPartEdit edit); /* (transfer full), of HfPartEdit */
gboolean hf_part_edits_equal (const GArray *a, const GArray *b);
/* NULL: nothing would be left, or there is no such triangle. */
HfMesh *hf_part_edit_apply (HfMesh *mesh, HfPartEdit edit);
HfMesh *hf_part_edits_apply (HfMesh *whole, const GArray *edits);

G_END_DECLS
