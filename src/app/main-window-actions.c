/* Everything that a person can do in a window is an action of its map, so that menus, keys, D-Bus and
   tests do the same things. Slices are counted from 0 here, as the command line does. What leaves the window as a file or a
   picture: main-window-export.c. */
#include "app/main-window-private.h"

#include "app/settings.h"
#include "core/error.h"
#include "view/export.h"
#include "view/resample-dialog.h"

#include <glib/gi18n.h>

static const char *const overlays[] = { "all", "minimal", "none", NULL };
static const char *const tools[] = { "none", "distance", "angle", "ellipse", NULL };
static const char *const layouts[] = { "quad", "row", "main", NULL };
static const char *const panes[] = { "axial", "sagittal", "coronal", "surface", NULL };

/* -1: none of them; the session tells. */
static int
find (HfMainWindow *self, const char *const *names, GVariant *name)
{
  const char *text = g_variant_get_string (name, NULL);
  g_autofree char *all = NULL;
  g_autoptr (GError) error = NULL;

  for (int n = 0; names[n]; n++)
    if (g_str_equal (names[n], text))
      return n;
  all = g_strjoinv (", ", (char **) names);
  error = g_error_new (HF_ERROR, HF_CODE_BAD_VALUE, _ ("“%s” is none of %s"), text, all);
  hf_session_set_message (self->session, error);
  return -1;
}

/* --- opening --- */

static void
open_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_main_window_open (data, g_variant_get_string (parameter, NULL));
}

static void
open_folder_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_main_window_choose (data, TRUE);
}

static void
open_file_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_main_window_choose (data, FALSE);
}

static void
open_sample_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_main_window_open_sample (data);
}

static void
open_series_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfMainWindow *self = data;
  HfSource *source = hf_session_source (self->session);
  int index = g_variant_get_int32 (parameter);

  if (source && index >= 0 && index < (int) hf_source_series (source)->series->len)
    hf_session_open_series (self->session, index);
}

static void
close_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_session_close (HF_MAIN_WINDOW (data)->session);
}

static void
cancel_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_session_cancel (HF_MAIN_WINDOW (data)->session);
}

/* --- where one looks --- */

static void
slice_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfMainWindow *self = data;
  g_autoptr (GVariant) name = g_variant_get_child_value (parameter, 0);
  int plane = find (self, panes, name), index;

  g_variant_get_child (parameter, 1, "i", &index);
  if (plane >= 0 && plane < HF_N_PLANES)
    hf_session_set_slice (self->session, plane, index);
}

static void
step_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_slice_view_step (hf_main_window_active_view (data), g_variant_get_int32 (parameter), FALSE);
}

static void
cursor_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  double mm[3];

  g_variant_get (parameter, "(ddd)", &mm[0], &mm[1], &mm[2]);
  hf_session_set_cursor (HF_MAIN_WINDOW (data)->session, mm);
}

static void
window_level_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  double width, level;

  g_variant_get (parameter, "(dd)", &width, &level);
  hf_session_set_window (HF_MAIN_WINDOW (data)->session, width, level);
}

static void
preset_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_session_preset (HF_MAIN_WINDOW (data)->session, g_variant_get_int32 (parameter));
}

static void
set_param_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfMainWindow *self = data;
  g_autoptr (GError) error = NULL;
  const char *name;
  double value;
  int id;

  g_variant_get (parameter, "(&sd)", &name, &value);
  id = hf_param_find (name);
  if (id >= 0) {
    hf_session_set (self->session, id, value);
    return;
  }
  error = g_error_new (HF_ERROR, HF_CODE_BAD_VALUE, _ ("There is no parameter “%s”"), name);
  hf_session_set_message (self->session, error);
}

static gboolean
set_choice (HfMainWindow *self, HfParamId id, GVariant *name)
{
  int n = find (self, hf_param (id)->choices, name);

  if (n >= 0)
    hf_session_set (self->session, id, n);
  return n >= 0;
}

/* The next window begins with it: the setting has the parameter's name. */
static void
set_and_keep_choice (HfMainWindow *self, HfParamId id, GVariant *name)
{
  if (set_choice (self, id, name))
    hf_settings_set_string (hf_param (id)->name, g_variant_get_string (name, NULL));
}

static void
colormap_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  set_and_keep_choice (data, HF_PARAM_COLORMAP, parameter);
}

static void
slab_mode_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  set_choice (data, HF_PARAM_SLAB_MODE, parameter);
}

static void
interpolation_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  set_and_keep_choice (data, HF_PARAM_INTERPOLATION, parameter);
}

static void
interpolation_next_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfMainWindow *self = data;
  int next = ((int) hf_session_get (self->session, HF_PARAM_INTERPOLATION) + 1) % 3;

  g_action_group_activate_action (
      data, "interpolation",
      g_variant_new_string (hf_param (HF_PARAM_INTERPOLATION)->choices[next]));
}

static void
reset_view_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfMainWindow *self = data;

  hf_slice_view_reset (hf_main_window_active_view (self));
  hf_session_set (self->session, HF_PARAM_SLAB_MM, 0);
}

static void
escape_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfMainWindow *self = data;
  HfTool tool;

  if (hf_notes_cancel (hf_notes_of (self->session))) /* a half-made one */
    return;
  g_object_get (hf_main_window_active_view (self), "tool", &tool, NULL);
  if (tool != HF_TOOL_NONE)
    g_action_group_activate_action (data, "tool", g_variant_new_string ("none"));
  else
    g_action_group_activate_action (data, "reset-view", NULL);
}

static void
fit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfMainWindow *self = data;

  for (int plane = 0; plane < HF_N_PLANES; plane++)
    hf_slice_view_reset (hf_slice_pane_view (self->panes[plane]));
}

static void
zoom_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfSliceView *view = hf_main_window_active_view (data);
  double factor = g_variant_get_double (parameter);

  if (factor > 0)
    hf_slice_view_zoom_at (view, factor, gtk_widget_get_width (GTK_WIDGET (view)) / 2.0,
                           gtk_widget_get_height (GTK_WIDGET (view)) / 2.0);
}

/* --- how the panes lie --- */

/* A pane that fills the window leaves what lies beside the panes its rail; all comes back with the other panes. */
void
hf_main_window_fill (HfMainWindow *self, int pane)
{
  static const char *const beside[] = { "inspector", "preview" };
  gboolean fills = pane >= 0, filled = hf_pane_grid_maximized (self->grid) >= 0;
  GActionGroup *actions = G_ACTION_GROUP (self);

  hf_pane_grid_set_maximized (self->grid, pane);
  for (gsize n = 0; n < G_N_ELEMENTS (beside) && fills != filled; n++) {
    g_autoptr (GVariant) open = g_action_group_get_action_state (actions, beside[n]);

    if (fills)
      self->was_open[n] = g_variant_get_boolean (open);
    if (self->was_open[n])
      g_action_group_change_action_state (actions, beside[n], g_variant_new_boolean (!fills));
  }
}

static void
layout_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfMainWindow *self = data;
  int layout = find (self, layouts, parameter);

  if (layout < 0)
    return;
  hf_main_window_fill (self, -1);
  hf_pane_grid_set_layout (self->grid, layout);
  hf_settings_set_string ("layout", layouts[layout]);
  g_simple_action_set_state (action, parameter);
}

static void
active_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfMainWindow *self = data;
  int pane = find (self, panes, parameter);

  if (pane < 0)
    return;
  hf_pane_grid_set_active (self->grid, pane);
  if (pane < HF_N_PLANES)
    gtk_widget_grab_focus (GTK_WIDGET (hf_main_window_active_view (self)));
}

static void
maximize_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfMainWindow *self = data;
  int active = hf_pane_grid_active (self->grid);

  hf_main_window_fill (self, hf_pane_grid_maximized (self->grid) >= 0 ? -1 : active);
}

static void
fold_cb (GSimpleAction *action, GVariant *state, gpointer data)
{
  g_simple_action_set_state (action, state);
  hf_main_window_update_chrome (data);
}

/* By hand: remembered. A change of state alone (as at the start) is not. */
static void
fold_toggle_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  g_autoptr (GVariant) state = g_action_get_state (G_ACTION (action));
  gboolean open = !g_variant_get_boolean (state);

  g_action_change_state (G_ACTION (action), g_variant_new_boolean (open));
  hf_settings_set_string (g_action_get_name (G_ACTION (action)), open ? "open" : "folded");
}

static void
fullscreen_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkWindow *window = data;

  if (gtk_window_is_fullscreen (window))
    gtk_window_unfullscreen (window);
  else
    gtk_window_fullscreen (window);
}

/* --- what is seen --- */

static void
overlay_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfMainWindow *self = data;
  int overlay = find (self, overlays, parameter);

  if (overlay < 0)
    return;
  hf_session_set_overlay (self->session, overlay);
  hf_settings_set_string ("overlay", overlays[overlay]);
}

static void
overlay_next_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  int next = (hf_session_overlay (HF_MAIN_WINDOW (data)->session) + 1) % HF_N_OVERLAYS;

  g_action_group_activate_action (data, "overlay", g_variant_new_string (overlays[next]));
}

static void
privacy_cb (GSimpleAction *action, GVariant *state, gpointer data)
{
  hf_session_set_privacy (HF_MAIN_WINDOW (data)->session, g_variant_get_boolean (state));
}

static void
crosshair_cb (GSimpleAction *action, GVariant *state, gpointer data)
{
  hf_session_set_crosshair (HF_MAIN_WINDOW (data)->session, g_variant_get_boolean (state));
  hf_settings_set_boolean ("crosshair", g_variant_get_boolean (state));
}

static void
show_mask_cb (GSimpleAction *action, GVariant *state, gpointer data)
{
  hf_session_set_show_mask (HF_MAIN_WINDOW (data)->session, g_variant_get_boolean (state));
}

static void
cine_cb (GSimpleAction *action, GVariant *state, gpointer data)
{
  HfMainWindow *self = data;

  for (int plane = 0; plane < HF_N_PLANES; plane++) {
    HfSliceView *view = hf_slice_pane_view (self->panes[plane]);

    g_object_set (view, "cine",
                  g_variant_get_boolean (state) && view == hf_main_window_active_view (self), NULL);
  }
  g_simple_action_set_state (action, state);
}

/* --- measuring --- */

static void
tool_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfMainWindow *self = data;
  g_autoptr (GVariant) state = g_action_get_state (G_ACTION (action));
  int tool = find (self, tools, parameter);

  if (tool < 0)
    return;
  if (g_variant_equal (state, parameter))
    tool = HF_TOOL_NONE; /* the same key again puts the tool away */
  hf_main_window_set_tool (self, tool);
  g_simple_action_set_state (action, g_variant_new_string (tools[tool]));
}

static void
delete_note_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfNotes *notes = hf_notes_of (HF_MAIN_WINDOW (data)->session);

  if (hf_notes_selected (notes) >= 0)
    hf_notes_remove (notes, hf_notes_selected (notes));
  else if (hf_notes_n (notes))
    hf_notes_remove (notes, hf_notes_n (notes) - 1);
}

static void
clear_notes_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_notes_clear (hf_notes_of (HF_MAIN_WINDOW (data)->session));
}

/* --- the surface --- */

/* A detailed action of the mesh view, e.g. "look::anterior" or "edges": view/mesh-view.h has them. */
static void
mesh_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfMainWindow *self = data;
  g_autofree char *detailed = g_strdup_printf ("mesh.%s", g_variant_get_string (parameter, NULL));
  g_autofree char *name = NULL;
  g_autoptr (GVariant) target = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_action_parse_detailed_name (detailed, &name, &target, &error))
    hf_session_set_message (self->session, error);
  else
    gtk_widget_activate_action_variant (self->surface_pane, name, target);
}

/* --- the rest --- */

static void
resample_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_resample_dialog_present (data, HF_MAIN_WINDOW (data)->session);
}

static void
undo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_session_undo (HF_MAIN_WINDOW (data)->session);
}

static void
redo_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_session_redo (HF_MAIN_WINDOW (data)->session);
}

static void
files_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_main_window_show_files (data);
}

/* A number of hf_session_files(). */
static void
show_file_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfSession *session = HF_MAIN_WINDOW (data)->session;
  HfSource *source = hf_session_files (session);

  if (source && g_variant_get_uint32 (parameter) < hf_source_n_files (source))
    hf_session_show_file (session, source, g_variant_get_uint32 (parameter));
}

static void
tags_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_main_window_show_tags (data);
}

static const GActionEntry actions[] = {
  { "open", open_cb, "s" },
  { "open-folder", open_folder_cb },
  { "open-file", open_file_cb },
  { "open-sample", open_sample_cb },
  { "open-series", open_series_cb, "i" },
  { "close", close_cb },
  { "cancel", cancel_cb },
  { "status", NULL, NULL, "('empty', '')" },
  { "slice", slice_cb, "(si)" },
  { "step", step_cb, "i" },
  { "cursor", cursor_cb, "(ddd)" },
  { "window-level", window_level_cb, "(dd)" },
  { "preset", preset_cb, "i" },
  { "set", set_param_cb, "(sd)" },
  { "colormap", colormap_cb, "s", "'gray'" },
  { "slab-mode", slab_mode_cb, "s", "'mip'" },
  { "interpolation", interpolation_cb, "s", "'linear'" },
  { "interpolation-next", interpolation_next_cb },
  { "reset-view", reset_view_cb },
  { "escape", escape_cb },
  { "fit", fit_cb },
  { "zoom", zoom_cb, "d" },
  { "layout", layout_cb, "s", "'quad'" },
  { "active", active_cb, "s" },
  { "maximize", maximize_cb },
  { "inspector", fold_toggle_cb, NULL, "false", fold_cb },
  { "preview", fold_toggle_cb, NULL, "false", fold_cb },
  { "fullscreen", fullscreen_cb },
  { "overlay", overlay_cb, "s", "'all'" },
  { "overlay-next", overlay_next_cb },
  { "privacy", NULL, NULL, "false", privacy_cb },
  { "crosshair", NULL, NULL, "true", crosshair_cb },
  { "show-mask", NULL, NULL, "false", show_mask_cb },
  { "cine", NULL, NULL, "false", cine_cb },
  { "tool", tool_cb, "s", "'none'" },
  { "delete-note", delete_note_cb },
  { "clear-notes", clear_notes_cb },
  { "mesh", mesh_cb, "s" },
  { "resample", resample_cb },
  { "undo", undo_cb },
  { "redo", redo_cb },
  { "files", files_cb },
  { "show-file", show_file_cb, "u" },
  { "tags", tags_cb },
};

void
hf_main_window_add_actions (HfMainWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  hf_main_window_add_export_actions (self);
}

static void
set_state (HfMainWindow *self, const char *name, GVariant *state)
{
  g_simple_action_set_state (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), name)), state);
}

static void
set_choice_state (HfMainWindow *self, const char *name, HfParamId id)
{
  int n = (int) hf_session_get (self->session, id);

  set_state (self, name, g_variant_new_string (hf_param (id)->choices[n]));
}

static void
set_enabled (HfMainWindow *self, const char *name, gboolean enabled)
{
  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), name)), enabled);
}

/* For scripts: what the session is doing, and what it has to say. */
static void
set_status (HfMainWindow *self)
{
  static const char *const states[] = { "empty", "scanning", "loading", "ready" };
  g_autofree char *message = hf_session_message_text (self->session);

  set_state (
      self, "status",
      g_variant_new ("(ss)", states[hf_session_state (self->session)], message ? message : ""));
}

void
hf_main_window_sync_actions (HfMainWindow *self)
{
  static const char *const with_volume[] = {
    "close",      "slice",    "step",       "cursor",   "preset",        "preset-keep",
    "zoom",       "fit",      "reset-view", "maximize", "copy-view",     "save-view",
    "print",      "print-to", "cine",       "resample", "export-volume", "export-volume-to",
    "export-mask"
  };
  HfSession *session = self->session;
  gboolean open = hf_session_volume (session) != NULL;

  set_status (self);
  set_choice_state (self, "colormap", HF_PARAM_COLORMAP);
  set_choice_state (self, "slab-mode", HF_PARAM_SLAB_MODE);
  set_choice_state (self, "interpolation", HF_PARAM_INTERPOLATION);
  set_state (self, "overlay", g_variant_new_string (overlays[hf_session_overlay (session)]));
  set_state (self, "privacy", g_variant_new_boolean (hf_session_privacy (session)));
  set_state (self, "crosshair", g_variant_new_boolean (hf_session_crosshair (session)));
  set_state (self, "show-mask", g_variant_new_boolean (hf_session_show_mask (session)));
  set_enabled (self, "undo", hf_session_can_undo (session));
  set_enabled (self, "redo", hf_session_can_redo (session));
  set_enabled (self, "files", hf_session_files (session) != NULL);
  set_enabled (self, "tags", hf_session_source (session) != NULL);
  for (guint n = 0; n < G_N_ELEMENTS (with_volume); n++)
    set_enabled (self, with_volume[n], open);
  set_enabled (self, "export-surface", hf_export_certified (session, NULL) != NULL);
  set_enabled (self, "close", open || self->alone);
}
