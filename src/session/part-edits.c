#include "session/part-edits.h"

#include "mesh/process.h"

#include <string.h>

static guint
n_edits (const GArray *edits)
{
  return edits ? edits->len : 0;
}

GArray *
hf_part_edits_with (GArray *edits, HfPartEdit edit)
{
  GArray *more = g_array_new (FALSE, FALSE, sizeof (HfPartEdit));

  if (n_edits (edits) > 0)
    g_array_append_vals (more, edits->data, edits->len);
  return g_array_append_val (more, edit);
}

gboolean
hf_part_edits_equal (const GArray *a, const GArray *b)
{
  if (n_edits (a) != n_edits (b))
    return FALSE;
  for (guint n = 0; n < n_edits (a); n++) {
    const HfPartEdit *one = &g_array_index (a, HfPartEdit, n);
    const HfPartEdit *other = &g_array_index (b, HfPartEdit, n);

    if (one->triangle != other->triangle || one->remove != other->remove)
      return FALSE;
  }
  return TRUE;
}

HfMesh *
hf_part_edit_apply (HfMesh *mesh, HfPartEdit edit)
{
  g_autoptr (HfMesh) result = NULL;

  if (edit.triangle >= hf_mesh_n_triangles (mesh))
    return NULL;
  result = edit.remove ? hf_mesh_without_part (mesh, edit.triangle)
                       : hf_mesh_part_of (mesh, edit.triangle);
  return result && hf_mesh_n_triangles (result) > 0 ? g_steal_pointer (&result) : NULL;
}

HfMesh *
hf_part_edits_apply (HfMesh *whole, const GArray *edits)
{
  HfMesh *mesh = hf_mesh_ref (whole);

  for (guint n = 0; mesh && n < n_edits (edits); n++) {
    g_autoptr (HfMesh) before = mesh;

    mesh = hf_part_edit_apply (before, g_array_index (edits, HfPartEdit, n));
  }
  return mesh;
}
