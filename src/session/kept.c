/* Kept surfaces own their mesh and know its certificate. */
#include "session/kept.h"

static void
kept_free (gpointer data)
{
  HfKeptSurface *kept = data;

  g_free (kept->name);
  hf_mesh_unref (kept->mesh);
  g_free (kept);
}

GPtrArray *
hf_kept_list_new (void)
{
  return g_ptr_array_new_with_free_func (kept_free);
}

void
hf_kept_list_add (GPtrArray *list, HfMesh *mesh, const char *name, guint32 rgb, double opacity)
{
  HfKeptSurface *kept = g_new0 (HfKeptSurface, 1);

  *kept = (HfKeptSurface){ .name = g_strdup (name),
                           .mesh = hf_mesh_ref (mesh),
                           .rgb = rgb,
                           .opacity = opacity,
                           .visible = TRUE };
  hf_mesh_report (mesh, &kept->report);
  g_ptr_array_add (list, kept);
}
