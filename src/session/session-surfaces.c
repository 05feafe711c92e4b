/* Surfaces that stay, parts that a hand took out, and the way back to them. */
#include "session/kept.h"
#include "session/session-private.h"

#include <math.h>

GPtrArray *
hf_session_kept_surfaces (HfSession *self)
{
  return self->kept;
}

const HfKeptSurface *
hf_session_alone (HfSession *self)
{
  return self->document.original || self->kept->len == 0
             ? NULL
             : g_ptr_array_index (self->kept, self->kept->len - 1);
}

void
hf_session_remember (HfSession *self, HfUndoState *state)
{
  *state = (HfUndoState){ .params = self->params,
                          .notes = self->document.notes ? g_array_ref (self->document.notes) : NULL,
                          .edits = self->edits ? g_array_ref (self->edits) : NULL,
                          .kept = hf_kept_list_remember (self->kept),
                          .live_id = self->live_id };
}

void
hf_session_push_undo (HfSession *self, const HfUndoState *before)
{
  hf_undo_push (self->undo, before);
  hf_session_emit (self, "undo");
}

void
hf_session_begin_step (HfSession *self)
{
  g_auto (HfUndoState) before = { 0 };

  hf_session_remember (self, &before);
  hf_session_push_undo (self, &before);
}

static gpointer
make_kept (gpointer stale, HfProgress *progress, GError **error)
{
  hf_kept_list_make (stale);
  return g_ptr_array_ref (stale);
}

static void
kept_made_cb (gpointer result, const GError *error, gpointer data)
{
  HfSession *self = data;
  g_autoptr (GPtrArray) made = result;

  hf_kept_list_settle (self->kept, made);
  hf_session_emit (self, "surfaces");
}

/* Where another surface was the live one, each gets back the looks that it has now: they are no step of undo. */
static void
recall_looks (HfSession *self, guint live_id, GPtrArray *now)
{
  HfKeptSurface *was_live = hf_kept_list_find (self->kept, self->live_id);
  const HfKeptSurface *becomes_live = hf_kept_list_find (now, live_id);

  if (live_id == self->live_id)
    return;
  self->live_id = live_id;
  if (was_live) {
    was_live->rgb = self->surface_rgb;
    was_live->opacity = self->params.value[HF_PARAM_SURFACE_OPACITY];
  }
  if (becomes_live) {
    self->surface_rgb = becomes_live->rgb;
    hf_session_set_param_quietly (self, HF_PARAM_SURFACE_OPACITY, becomes_live->opacity);
  }
}

void
hf_session_recall_surfaces (HfSession *self, const HfUndoState *state)
{
  GPtrArray *now = self->kept, *stale;

  g_clear_pointer (&self->edits, g_array_unref);
  self->edits = state->edits ? g_array_ref (state->edits) : NULL;
  self->kept = hf_kept_list_recall (state->kept, now);
  recall_looks (self, state->live_id, now);
  g_ptr_array_unref (now);
  stale = hf_kept_list_stale (self->kept);
  if (stale)
    hf_latest_push (self->making_kept, stale);
  hf_session_rest (self);
  hf_session_emit (self, "surfaces");
}

static gboolean
is_kept (HfSession *self, HfMesh *mesh)
{
  gboolean found = FALSE;

  for (guint n = 0; n < self->kept->len; n++)
    found = found || ((const HfKeptSurface *) g_ptr_array_index (self->kept, n))->mesh == mesh;
  return found;
}

/* While another one is built, an edit would be of what is about to go, and a kept one of another level than is said. */
static gboolean
is_live (HfSession *self, HfMesh *mesh)
{
  return mesh == hf_session_surface (self) && !hf_session_surface_is_coarse (self) &&
         !hf_session_is_busy (self, HF_WANT_SURFACE) &&
         !hf_session_is_busy (self, HF_WANT_VOLUME) &&
         !(self->params.value[HF_PARAM_IN_MASK] && hf_session_is_busy (self, HF_WANT_MASK));
}

/* The last of the list. */
static HfKeptSurface *
keep_live (HfSession *self, const char *name, guint32 rgb)
{
  HfKeptSurface *kept = hf_kept_list_add (self->kept, hf_session_surface (self),
                                          hf_session_surface_report (self), name, rgb);

  kept->opacity = self->params.value[HF_PARAM_SURFACE_OPACITY];
  kept->level = self->params.value[HF_PARAM_LEVEL];
  kept->params = self->params;
  kept->document = self->document.serial;
  kept->live_edits = self->edits ? g_array_ref (self->edits) : NULL;
  return kept;
}

void
hf_session_keep_surface (HfSession *self, const char *name, guint32 rgb)
{
  if (!hf_session_surface (self) || !is_live (self, hf_session_surface (self)))
    return;
  hf_session_begin_step (self);
  keep_live (self, name, rgb);
  hf_session_emit (self, "surfaces");
}

/* All parts that a hand took out of it; NULL: none, or those of now would be others. */
static GArray *
all_edits (HfSession *self, const HfKeptSurface *kept)
{
  HfParams now = self->params;
  GArray *edits = NULL;

  now.value[HF_PARAM_MOST] = kept->params.value[HF_PARAM_MOST]; /* makes no other surface */
  if (!hf_derive_same_surface (&kept->params, &now))
    return NULL;
  edits = kept->live_edits ? g_array_ref (kept->live_edits) : NULL;
  for (guint n = 0; kept->edits && n < kept->edits->len; n++) {
    g_autoptr (GArray) before = edits;

    edits = hf_part_edits_with (before, g_array_index (kept->edits, HfPartEdit, n));
  }
  return edits;
}

/* It is built again, with what it was built with. */
static void
make_live (HfSession *self, const HfKeptSurface *kept)
{
  for (int id = HF_PARAM_LEVEL; id <= HF_PARAM_DECIMATE; id++)
    if (id != HF_PARAM_MOST)
      hf_session_set_param_quietly (self, id, kept->params.value[id]);
  hf_session_set_param_quietly (self, HF_PARAM_SURFACE_OPACITY, kept->opacity);
  g_clear_pointer (&self->edits, g_array_unref);
  self->edits = all_edits (self, kept);
  self->surface_rgb = kept->rgb;
  self->live_id = kept->id;
}

gboolean
hf_session_can_change_kept (HfSession *self, const HfKeptSurface *surface)
{
  return !isnan (surface->level) && surface->document == self->document.serial;
}

void
hf_session_change_kept (HfSession *self, guint index, const char *name)
{
  HfMesh *live = hf_session_surface (self);
  HfKeptSurface *chosen;

  g_return_if_fail (index < self->kept->len);
  chosen = g_ptr_array_index (self->kept, index);
  if (!hf_session_can_change_kept (self, chosen))
    return;
  hf_session_begin_step (self);
  if (live && is_live (self, live) && !is_kept (self, live)) { /* it stays, in the same place */
    HfKeptSurface *kept = keep_live (self, name, self->surface_rgb);

    kept->id = self->live_id;
    g_ptr_array_insert (self->kept, (int) index,
                        g_ptr_array_steal_index (self->kept, self->kept->len - 1));
    index++;
  }
  make_live (self, chosen);
  g_ptr_array_remove_index (self->kept, index);
  hf_session_feed_derive (self);
  hf_session_emit (self, "params");
  hf_session_emit (self, "view");
  hf_session_emit (self, "surfaces");
}

void
hf_session_note_changes (HfSession *self, HfMesh *mesh, const HfSurfaceChanges *changes)
{
  for (guint n = 0; n < self->kept->len; n++) {
    HfKeptSurface *kept = g_ptr_array_index (self->kept, n);

    if (kept->whole != mesh)
      continue;
    kept->is_measured = TRUE;
    kept->changes = *changes;
    hf_session_emit (self, "surfaces");
  }
}

/* So that bone and skin, and meshes of several files, differ without a click. */
guint32
hf_session_next_rgb (HfSession *self)
{
  static const guint32 colors[] = {
    HF_LIGHT_BLUE, 0xE8D8B0, 0xE8A898, 0x9CCB8F, 0xC9A0DC, 0xF0C060
  };

  for (guint c = 0; c < G_N_ELEMENTS (colors); c++) {
    gboolean taken = self->document.original && self->surface_rgb == colors[c];

    for (guint n = 0; n < self->kept->len; n++)
      taken |= ((const HfKeptSurface *) g_ptr_array_index (self->kept, n))->rgb == colors[c];
    if (!taken)
      return colors[c];
  }
  return colors[self->kept->len % G_N_ELEMENTS (colors)];
}

/* The first thing that is open is no step that could be taken back. */
void
hf_session_add_mesh (HfSession *self, HfMesh *mesh, const HfMeshReport *report, const char *name)
{
  if (self->document.original || self->kept->len > 0)
    hf_session_begin_step (self);
  hf_kept_list_add (self->kept, mesh, report, name, hf_session_next_rgb (self));
  hf_session_emit (self, "surfaces");
}

/* How things are shown is no step of undo. */
void
hf_session_set_kept (HfSession *self, guint index, guint32 rgb, double opacity, gboolean visible)
{
  HfKeptSurface *kept;

  g_return_if_fail (index < self->kept->len);
  kept = g_ptr_array_index (self->kept, index);
  kept->rgb = rgb;
  kept->opacity = CLAMP (opacity, 0, 1);
  kept->visible = !!visible;
  hf_session_emit (self, "surfaces");
}

void
hf_session_remove_kept (HfSession *self, guint index)
{
  g_return_if_fail (index < self->kept->len);
  hf_session_begin_step (self);
  g_ptr_array_remove_index (self->kept, index);
  hf_session_rest (self);
  hf_session_emit (self, "surfaces");
}

/* A surface that was just kept is both. */
void
hf_session_edit_surface (
    HfSession *self, HfMesh *was, HfPartEdit edit, HfMesh *mesh, const HfMeshReport *report)
{
  const gboolean live = is_live (self, was);

  if (!live && !is_kept (self, was))
    return;
  hf_session_begin_step (self);
  if (live) {
    g_autoptr (GArray) before = self->edits;

    self->edits = hf_part_edits_with (before, edit);
    hf_derive_edit_surface (self->derive, self->edits, mesh, report);
  }
  if (hf_kept_list_edit (self->kept, was, edit, mesh, report))
    hf_session_emit (self, "surfaces");
}

void
hf_session_whole_surfaces (HfSession *self)
{
  if (!hf_session_surface_is_edited (self))
    return;
  hf_session_begin_step (self);
  g_clear_pointer (&self->edits, g_array_unref);
  hf_kept_list_restore (self->kept);
  hf_session_feed_derive (self);
  hf_session_emit (self, "surfaces");
}

gboolean
hf_session_surface_is_edited (HfSession *self)
{
  return self->edits || hf_kept_list_is_edited (self->kept);
}

guint32
hf_session_surface_rgb (HfSession *self)
{
  return self->surface_rgb;
}

void
hf_session_set_surface_rgb (HfSession *self, guint32 rgb)
{
  if (self->surface_rgb == rgb)
    return;
  self->surface_rgb = rgb;
  hf_session_emit (self, "surfaces");
}

void
hf_session_init_surfaces (HfSession *self)
{
  self->kept = hf_kept_list_new ();
  self->making_kept = hf_latest_new (make_kept, (GDestroyNotify) g_ptr_array_unref,
                                     (GDestroyNotify) g_ptr_array_unref, kept_made_cb, self);
  self->surface_rgb = HF_LIGHT_BLUE;
}

void
hf_session_free_surfaces (HfSession *self)
{
  hf_latest_free (self->making_kept);
  g_ptr_array_unref (self->kept);
  g_clear_pointer (&self->edits, g_array_unref);
}
