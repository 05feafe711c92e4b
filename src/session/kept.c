/* Kept surfaces own their mesh and know its certificate. Of a surface with edited parts the whole stays
   too: edits can be replayed on it. */
#include "session/kept.h"

#include <math.h>

static void
kept_free (gpointer data)
{
  HfKeptSurface *kept = data;

  g_free (kept->name);
  g_clear_pointer (&kept->mesh, hf_mesh_unref);
  hf_mesh_unref (kept->whole);
  g_clear_pointer (&kept->edits, g_array_unref);
  g_clear_pointer (&kept->live_edits, g_array_unref);
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
  static guint last_id;
  HfKeptSurface *kept = g_new0 (HfKeptSurface, 1);

  *kept = (HfKeptSurface){ .id = ++last_id,
                           .name = g_strdup (name),
                           .mesh = hf_mesh_ref (mesh),
                           .whole = hf_mesh_ref (mesh),
                           .report = *report,
                           .whole_report = *report,
                           .rgb = rgb,
                           .opacity = 1,
                           .level = NAN,
                           .visible = TRUE };
  g_ptr_array_add (list, kept);
  return kept;
}

static void
set_mesh (HfKeptSurface *kept, HfMesh *mesh)
{
  hf_mesh_ref (mesh);
  g_clear_pointer (&kept->mesh, hf_mesh_unref);
  kept->mesh = mesh;
}

gboolean
hf_kept_list_edit (
    GPtrArray *list, HfMesh *was, HfPartEdit edit, HfMesh *mesh, const HfMeshReport *report)
{
  for (guint n = 0; n < list->len; n++) {
    HfKeptSurface *kept = g_ptr_array_index (list, n);
    g_autoptr (GArray) before = NULL;

    if (kept->mesh != was || kept->stale)
      continue;
    before = kept->edits;
    kept->edits = hf_part_edits_with (before, edit);
    set_mesh (kept, mesh);
    kept->report = *report;
    return TRUE;
  }
  return FALSE;
}

gboolean
hf_kept_list_is_edited (GPtrArray *list)
{
  for (guint n = 0; n < list->len; n++)
    if (((const HfKeptSurface *) g_ptr_array_index (list, n))->edits)
      return TRUE;
  return FALSE;
}

void
hf_kept_list_restore (GPtrArray *list)
{
  for (guint n = 0; n < list->len; n++) {
    HfKeptSurface *kept = g_ptr_array_index (list, n);

    g_clear_pointer (&kept->edits, g_array_unref);
    set_mesh (kept, kept->whole);
    kept->report = kept->whole_report;
    kept->stale = FALSE;
  }
}

HfKeptSurface *
hf_kept_list_find (GPtrArray *list, guint id)
{
  for (guint n = 0; n < list->len; n++) {
    HfKeptSurface *kept = g_ptr_array_index (list, n);

    if (kept->id == id)
      return kept;
  }
  return NULL;
}

GPtrArray *
hf_kept_list_take_levels (GPtrArray *list)
{
  g_autoptr (GPtrArray) taken = hf_kept_list_new ();

  for (guint n = list->len; n-- > 0;)
    if (!isnan (((const HfKeptSurface *) g_ptr_array_index (list, n))->level))
      g_ptr_array_insert (taken, 0, g_ptr_array_steal_index (list, n));
  return taken->len > 0 ? g_steal_pointer (&taken) : NULL;
}

/* Without the mesh. */
static HfKeptSurface *
copy (const HfKeptSurface *kept)
{
  HfKeptSurface *other = g_new (HfKeptSurface, 1);

  *other = *kept;
  other->name = g_strdup (kept->name);
  other->mesh = NULL;
  other->whole = hf_mesh_ref (kept->whole);
  other->edits = kept->edits ? g_array_ref (kept->edits) : NULL;
  other->live_edits = kept->live_edits ? g_array_ref (kept->live_edits) : NULL;
  return other;
}

GPtrArray *
hf_kept_list_remember (GPtrArray *list)
{
  GPtrArray *remembered = hf_kept_list_new ();

  for (guint n = 0; n < list->len; n++)
    g_ptr_array_add (remembered, copy (g_ptr_array_index (list, n)));
  return remembered;
}

GPtrArray *
hf_kept_list_recall (GPtrArray *remembered, GPtrArray *now)
{
  GPtrArray *list = hf_kept_list_remember (remembered);

  for (guint n = 0; n < list->len; n++) {
    HfKeptSurface *kept = g_ptr_array_index (list, n);
    const HfKeptSurface *present = hf_kept_list_find (now, kept->id);

    if (present) {
      kept->rgb = present->rgb;
      kept->opacity = present->opacity;
      kept->visible = present->visible;
      kept->is_measured = present->is_measured;
      kept->changes = present->changes;
    }
    kept->stale = kept->edits != NULL;
    if (present && kept->edits && hf_part_edits_equal (present->edits, kept->edits))
      kept->stale = present->stale;
    set_mesh (kept, kept->edits && present ? present->mesh : kept->whole);
  }
  return list;
}

GPtrArray *
hf_kept_list_stale (GPtrArray *list)
{
  g_autoptr (GPtrArray) stale = hf_kept_list_new ();

  for (guint n = 0; n < list->len; n++) {
    const HfKeptSurface *kept = g_ptr_array_index (list, n);

    if (kept->stale)
      g_ptr_array_add (stale, copy (kept));
  }
  return stale->len > 0 ? g_steal_pointer (&stale) : NULL;
}

void
hf_kept_list_make (GPtrArray *stale)
{
  for (guint n = 0; n < stale->len; n++) {
    HfKeptSurface *kept = g_ptr_array_index (stale, n);

    kept->mesh = hf_part_edits_apply (kept->whole, kept->edits);
  }
}

void
hf_kept_list_settle (GPtrArray *list, GPtrArray *made)
{
  for (guint n = 0; n < made->len; n++) {
    const HfKeptSurface *one = g_ptr_array_index (made, n);
    HfKeptSurface *kept = hf_kept_list_find (list, one->id);

    if (!kept || !one->mesh || !hf_part_edits_equal (kept->edits, one->edits))
      continue;
    set_mesh (kept, one->mesh);
    kept->stale = FALSE;
  }
}
