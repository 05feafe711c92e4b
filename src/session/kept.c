/* Kept surfaces own their mesh and know its certificate. */
#include "session/kept.h"

#include <math.h>

static void
kept_free (gpointer data)
{
  HfKeptSurface *kept = data;

  g_free (kept->name);
  hf_mesh_unref (kept->mesh);
  g_clear_pointer (&kept->whole, hf_mesh_unref);
  g_free (kept);
}

GPtrArray *
hf_kept_list_new (void)
{
  return g_ptr_array_new_with_free_func (kept_free);
}

HfKeptSurface *
hf_kept_list_add (
    GPtrArray *list, HfMesh *mesh, const HfMeshReport *report, const char *name, guint32 rgb)
{
  HfKeptSurface *kept = g_new0 (HfKeptSurface, 1);

  *kept = (HfKeptSurface){ .name = g_strdup (name),
                           .mesh = hf_mesh_ref (mesh),
                           .rgb = rgb,
                           .opacity = 1,
                           .level = NAN,
                           .visible = TRUE };
  if (report)
    kept->report = *report;
  else
    hf_mesh_report (mesh, &kept->report);
  g_ptr_array_add (list, kept);
  return kept;
}

static void
replace (HfKeptSurface *kept, HfMesh *mesh, const HfMeshReport *report)
{
  hf_mesh_ref (mesh);
  hf_mesh_unref (kept->mesh);
  kept->mesh = mesh;
  if (report)
    kept->report = *report;
  else
    hf_mesh_report (mesh, &kept->report);
}

gboolean
hf_kept_list_edit (GPtrArray *list, HfMesh *was, HfMesh *mesh, const HfMeshReport *report)
{
  for (guint n = 0; n < list->len; n++) {
    HfKeptSurface *kept = g_ptr_array_index (list, n);

    if (kept->mesh != was)
      continue;
    if (!kept->whole)
      kept->whole = hf_mesh_ref (was);
    replace (kept, mesh, report);
    return TRUE;
  }
  return FALSE;
}

gboolean
hf_kept_list_restore (GPtrArray *list)
{
  gboolean any = FALSE;

  for (guint n = 0; n < list->len; n++) {
    HfKeptSurface *kept = g_ptr_array_index (list, n);
    g_autoptr (HfMesh) whole = g_steal_pointer (&kept->whole);

    if (whole)
      replace (kept, whole, NULL);
    any = any || whole;
  }
  return any;
}
