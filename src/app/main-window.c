/* The widgets of a window and how they follow the session. */
#include "app/main-window-private.h"

#include "app/settings.h"
#include "core/text.h"
#include "view/init.h"
#include "view/mesh-view.h"

#include <glib/gi18n.h>

#define LARGE_WIDTH 1600 /* px: from here inspector and preview start open */
#define LARGE_HEIGHT 900

G_DEFINE_FINAL_TYPE (HfMainWindow, hf_main_window, GTK_TYPE_APPLICATION_WINDOW)

HfSession *
hf_main_window_session (HfMainWindow *self)
{
  return self->session;
}

gboolean
hf_main_window_is_empty (HfMainWindow *self)
{
  return hf_session_state (self->session) == HF_STATE_EMPTY;
}

HfSliceView *
hf_main_window_active_view (HfMainWindow *self)
{
  int active = hf_pane_grid_active (self->grid);

  return hf_slice_pane_view (self->panes[active < HF_N_PLANES ? active : HF_PLANE_AXIAL]);
}

void
hf_main_window_set_tool (HfMainWindow *self, HfTool tool)
{
  for (int plane = 0; plane < HF_N_PLANES; plane++)
    hf_slice_view_set_tool (hf_slice_pane_view (self->panes[plane]), tool);
}

/* Something of ours is being made, for seconds, before it can be opened. */
void
hf_main_window_set_waiting (HfMainWindow *self, const char *text)
{
  hf_load_bar_set_waiting (self->load_bar, text);
  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), "open-sample")),
      text == NULL);
}

/* --- following the session --- */

static void
update_title (HfMainWindow *self)
{
  g_autofree char *patient = hf_slice_text_patient (self->session);
  g_autofree char *series = hf_slice_text_series (self->session);
  g_autofree char *both =
      g_strdup_printf ("%s%s%s", patient, patient[0] && series[0] ? " · " : "", series);
  g_autofree char *title = g_strdup_printf ("%s%sHounsfield", both, both[0] ? " — " : "");

  if (self->alone) {
    g_free (title);
    g_free (both);
    both = g_strdup (hf_session_privacy (self->session) ? _ ("Name hidden")
                                                        : hf_session_alone (self->session)->name);
    title = g_strdup_printf ("%s — Hounsfield", both);
  }
  gtk_label_set_text (self->title, both[0] ? both : "Hounsfield");
  gtk_window_set_title (GTK_WINDOW (self), title);
}

static void
update_preset (HfMainWindow *self)
{
  const char *name = hf_session_preset_name (self->session);
  g_autofree char *text = NULL;

  if (!hf_session_volume (self->session))
    text = g_strdup (_ ("Window"));
  else if (name[0])
    text = g_strdup (_ (name));
  else {
    int digits = hf_volume_digits (hf_session_volume (self->session));

    text = g_strdup_printf (
        "W %.*f  L %.*f", digits, hf_session_get (self->session, HF_PARAM_WINDOW_WIDTH), digits,
        hf_text_number (hf_session_get (self->session, HF_PARAM_WINDOW_LEVEL), digits));
  }
  gtk_menu_button_set_label (self->preset_button, text);
}

static gboolean
is_on (HfMainWindow *self, const char *action)
{
  g_autoptr (GVariant) state = g_action_group_get_action_state (G_ACTION_GROUP (self), action);

  return state && g_variant_get_boolean (state);
}

/* Mesh files by themselves: nothing but their pane has anything to show. */
static void
follow_alone (HfMainWindow *self, gboolean alone)
{
  if (alone == self->alone)
    return;
  self->alone = alone;
  if (alone)
    hf_main_window_fill (self, -1); /* what a hand had made large */
  hf_pane_grid_set_maximized (self->grid, alone ? HF_PANE_SURFACE : -1);
  hf_pane_grid_set_active (self->grid, alone ? HF_PANE_SURFACE : HF_PLANE_AXIAL);
  if (alone)
    gtk_widget_grab_focus (self->surface_pane);
}

void
hf_main_window_update_chrome (HfMainWindow *self)
{
  gboolean open = hf_session_volume (self->session) != NULL;
  gboolean any = open || hf_session_kept_surfaces (self->session)->len > 0;

  follow_alone (self, any && !open);
  gtk_stack_set_visible_child_name (self->stack, any ? "panes" : "start");
  gtk_widget_set_visible (self->inspector, any && is_on (self, "inspector"));
  gtk_widget_set_visible (self->rail, any && !is_on (self, "inspector"));
  for (int n = 0; n < HF_SECTION_SURFACES; n++)
    gtk_widget_set_visible (self->sections[n], open);
  gtk_widget_set_visible (self->preview, open && is_on (self, "preview"));
  gtk_widget_set_visible (self->bottom_rail, open && !is_on (self, "preview"));
}

static void
volume_changed_cb (HfMainWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  hf_main_window_update_chrome (self);
  update_title (self);
  update_preset (self);
  hf_main_window_sync_actions (self);
  if (hf_session_volume (self->session) &&
      (!focus || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->grid))))
    gtk_widget_grab_focus (GTK_WIDGET (hf_main_window_active_view (self)));
}

static void
surfaces_changed_cb (HfMainWindow *self)
{
  hf_main_window_update_chrome (self);
  update_title (self);
  hf_main_window_sync_actions (self);
}

static void
series_changed_cb (HfMainWindow *self)
{
  hf_main_window_update_recent (self);
  volume_changed_cb (self);
}

static void
window_changed_cb (HfMainWindow *self)
{
  update_preset (self);
  hf_main_window_sync_actions (self);
}

static void
view_changed_cb (HfMainWindow *self)
{
  update_title (self);
  hf_main_window_update_recent (self);
  hf_main_window_sync_actions (self);
}

static void
connect_session (HfMainWindow *self)
{
  static const struct {
    const char *signal;
    void (*callback) (HfMainWindow *self);
  } signals[] = { { "changed::volume", volume_changed_cb },
                  { "changed::series", series_changed_cb },
                  { "changed::window", window_changed_cb },
                  { "changed::view", view_changed_cb },
                  { "changed::message", hf_main_window_forget_missing },
                  { "changed::params", hf_main_window_sync_actions },
                  { "changed::undo", hf_main_window_sync_actions },
                  { "changed::surface", hf_main_window_sync_actions },
                  { "changed::surfaces", surfaces_changed_cb },
                  { "changed::state", series_changed_cb } };

  for (guint n = 0; n < G_N_ELEMENTS (signals); n++)
    g_signal_connect_object (self->session, signals[n].signal, G_CALLBACK (signals[n].callback),
                             self, G_CONNECT_SWAPPED);
}

/* --- building --- */

static void
maximize_cb (HfSliceView *view, HfMainWindow *self)
{
  g_action_group_activate_action (G_ACTION_GROUP (self), "maximize", NULL);
}

static void
surface_pressed_cb (GtkGestureClick *click, int n_press, double x, double y, HfMainWindow *self)
{
  if (n_press % 2)
    return;
  hf_pane_grid_set_active (self->grid, HF_PANE_SURFACE);
  g_action_group_activate_action (G_ACTION_GROUP (self), "maximize", NULL);
}

static void
add_panes (HfMainWindow *self)
{
  double rate = hf_settings_number ("cine-rate", 15);
  GtkGesture *click;

  for (int plane = 0; plane < HF_N_PLANES; plane++) {
    HfSliceView *view;

    self->panes[plane] =
        g_object_new (HF_TYPE_SLICE_PANE, "plane", plane, "session", self->session, NULL);
    view = hf_slice_pane_view (self->panes[plane]);
    g_object_set (view, "cine-rate", rate, NULL);
    g_signal_connect (view, "maximize", G_CALLBACK (maximize_cb), self);
  }
  hf_pane_grid_set_pane (self->grid, 0, GTK_WIDGET (self->panes[HF_PLANE_AXIAL]));
  hf_pane_grid_set_pane (self->grid, 1, GTK_WIDGET (self->panes[HF_PLANE_SAGITTAL]));
  hf_pane_grid_set_pane (self->grid, 2, GTK_WIDGET (self->panes[HF_PLANE_CORONAL]));
  self->surface_pane = hf_mesh_view_new (self->session);
  click = gtk_gesture_click_new ();
  g_signal_connect (click, "pressed", G_CALLBACK (surface_pressed_cb), self);
  gtk_widget_add_controller (self->surface_pane, GTK_EVENT_CONTROLLER (click));
  hf_pane_grid_set_pane (self->grid, HF_PANE_SURFACE, self->surface_pane);
}

/* Built when it is wanted for the first time: it has more widgets than all menus. */
static void
show_help_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GtkApplicationWindow *window = data;

  if (!gtk_application_window_get_help_overlay (window)) {
    g_autoptr (GtkBuilder) help =
        gtk_builder_new_from_resource (HF_RESOURCE_PREFIX "ui/help-overlay.ui");

    gtk_application_window_set_help_overlay (
        window, GTK_SHORTCUTS_WINDOW (gtk_builder_get_object (help, "help_overlay")));
  }
  gtk_window_present (GTK_WINDOW (gtk_application_window_get_help_overlay (window)));
}

static void
add_menus (HfMainWindow *self)
{
  static const GActionEntry show_help = { .name = "show-help-overlay", .activate = show_help_cb };
  g_autoptr (GtkBuilder) menus = gtk_builder_new_from_resource (HF_RESOURCE_PREFIX "ui/menus.ui");
  g_autoptr (GMenu) open = g_menu_new (), ways = g_menu_new ();
  static const struct {
    const char *id;
    gsize button;
  } buttons[] = { { "preset_menu", G_STRUCT_OFFSET (HfMainWindow, preset_button) },
                  { "tool_menu", G_STRUCT_OFFSET (HfMainWindow, tool_button) },
                  { "layout_menu", G_STRUCT_OFFSET (HfMainWindow, layout_button) },
                  { "main_menu", G_STRUCT_OFFSET (HfMainWindow, menu_button) } };

  for (guint n = 0; n < G_N_ELEMENTS (buttons); n++)
    gtk_menu_button_set_menu_model (G_STRUCT_MEMBER (GtkMenuButton *, self, buttons[n].button),
                                    G_MENU_MODEL (gtk_builder_get_object (menus, buttons[n].id)));
  g_menu_append (ways, _ ("Open _folder…"), "win.open-folder");
  g_menu_append (ways, _ ("Open fi_le…"), "win.open-file");
  g_menu_append (ways, _ ("Show the _sample"), "win.open-sample");
  g_menu_append_section (open, NULL, G_MENU_MODEL (ways));
  self->window_presets = g_object_ref (G_MENU (gtk_builder_get_object (menus, "window_presets")));
  self->keep_presets = g_object_ref (G_MENU (gtk_builder_get_object (menus, "keep_presets")));
  hf_main_window_add_presets (self);
  self->recent_menu = g_menu_new ();
  g_menu_append_section (open, _ ("Opened before"), G_MENU_MODEL (self->recent_menu));
  gtk_menu_button_set_menu_model (self->open_button, G_MENU_MODEL (open));
  g_action_map_add_action_entries (G_ACTION_MAP (self), &show_help, 1, self);
}

static gboolean
starts_open (const char *key, gboolean large)
{
  g_autofree char *value = hf_settings_string (key, "auto");

  return g_str_equal (value, "open") || (large && !g_str_equal (value, "folded"));
}

/* The size from last time, no larger than the screen; small screens start folded. */
static void
restore_size (HfMainWindow *self)
{
  GListModel *monitors = gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (self)));
  g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, 0);
  GdkRectangle screen = { 0, 0, 1920, 1080 };
  gboolean large;

  if (monitor)
    gdk_monitor_get_geometry (monitor, &screen);
  gtk_window_set_default_size (GTK_WINDOW (self),
                               MIN (hf_settings_integer ("width", 1600), screen.width),
                               MIN (hf_settings_integer ("height", 960), screen.height));
  if (hf_settings_boolean ("maximized", FALSE))
    gtk_window_maximize (GTK_WINDOW (self));
  large = screen.width >= LARGE_WIDTH && screen.height >= LARGE_HEIGHT;
  g_action_group_change_action_state (G_ACTION_GROUP (self), "inspector",
                                      g_variant_new_boolean (starts_open ("inspector", large)));
  g_action_group_change_action_state (G_ACTION_GROUP (self), "preview",
                                      g_variant_new_boolean (starts_open ("preview", large)));
}

static int
index_of (const char *const *names, const char *name)
{
  for (int n = 0; names[n]; n++)
    if (g_str_equal (names[n], name))
      return n;
  return 0;
}

static void
restore_choice (HfMainWindow *self, HfParamId id)
{
  const HfParam *param = hf_param (id);
  g_autofree char *value = hf_settings_string (param->name, param->choices[(int) param->fallback]);

  hf_session_set (self->session, id, index_of (param->choices, value));
}

static void
restore_view (HfMainWindow *self)
{
  static const char *const overlays[] = { "all", "minimal", "none", NULL };
  g_autofree char *overlay = hf_settings_string ("overlay", "all");
  g_autofree char *layout = hf_settings_string ("layout", "quad");

  hf_session_set_overlay (self->session, index_of (overlays, overlay));
  restore_choice (self, HF_PARAM_INTERPOLATION);
  restore_choice (self, HF_PARAM_COLORMAP);
  hf_session_set_crosshair (self->session, hf_settings_boolean ("crosshair", TRUE));
  hf_session_set_privacy (self->session, hf_settings_boolean ("privacy", FALSE));
  g_action_group_activate_action (G_ACTION_GROUP (self), "layout", g_variant_new_string (layout));
}

static gboolean
hf_main_window_close_request (GtkWindow *window)
{
  HfMainWindow *self = HF_MAIN_WINDOW (window);
  int width, height;

  gtk_window_get_default_size (window, &width, &height);
  hf_settings_set_boolean ("maximized", gtk_window_is_maximized (window));
  if (!gtk_window_is_maximized (window) && !gtk_window_is_fullscreen (window)) {
    hf_settings_set_integer ("width", width);
    hf_settings_set_integer ("height", height);
  }
  hf_session_cancel (self->session);
  return GTK_WINDOW_CLASS (hf_main_window_parent_class)->close_request (window);
}

static void
hf_main_window_dispose (GObject *object)
{
  HfMainWindow *self = HF_MAIN_WINDOW (object);

  if (self->session)
    g_signal_handlers_disconnect_by_data (self->session, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), HF_TYPE_MAIN_WINDOW);
  g_clear_object (&self->recent_menu);
  g_clear_object (&self->window_presets);
  g_clear_object (&self->keep_presets);
  g_clear_pointer (&self->wanted, g_free);
  g_clear_pointer (&self->noted_mesh, g_free);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (hf_main_window_parent_class)->dispose (object);
}

static void
ensure_types (void)
{
  g_type_ensure (HF_TYPE_LOAD_BAR);
  g_type_ensure (HF_TYPE_MESSAGE_BAR);
  g_type_ensure (HF_TYPE_PANE_GRID);
  g_type_ensure (HF_TYPE_SERIES_STRIP);
  g_type_ensure (HF_TYPE_SAVED_TOAST);
  g_type_ensure (HF_TYPE_SPACING_BAR);
  g_type_ensure (HF_TYPE_START_PAGE);
}

static void
hf_main_window_class_init (HfMainWindowClass *klass)
{
  static const struct {
    const char *name;
    gsize offset;
  } children[] = { { "title", G_STRUCT_OFFSET (HfMainWindow, title) },
                   { "open_button", G_STRUCT_OFFSET (HfMainWindow, open_button) },
                   { "preset_button", G_STRUCT_OFFSET (HfMainWindow, preset_button) },
                   { "tool_button", G_STRUCT_OFFSET (HfMainWindow, tool_button) },
                   { "layout_button", G_STRUCT_OFFSET (HfMainWindow, layout_button) },
                   { "menu_button", G_STRUCT_OFFSET (HfMainWindow, menu_button) },
                   { "load_bar", G_STRUCT_OFFSET (HfMainWindow, load_bar) },
                   { "message_bar", G_STRUCT_OFFSET (HfMainWindow, message_bar) },
                   { "spacing_bar", G_STRUCT_OFFSET (HfMainWindow, spacing_bar) },
                   { "saved_toast", G_STRUCT_OFFSET (HfMainWindow, saved_toast) },
                   { "series_strip", G_STRUCT_OFFSET (HfMainWindow, series_strip) },
                   { "start_page", G_STRUCT_OFFSET (HfMainWindow, start_page) },
                   { "stack", G_STRUCT_OFFSET (HfMainWindow, stack) },
                   { "grid", G_STRUCT_OFFSET (HfMainWindow, grid) },
                   { "inspector", G_STRUCT_OFFSET (HfMainWindow, inspector) },
                   { "inspector_box", G_STRUCT_OFFSET (HfMainWindow, inspector_box) },
                   { "rail", G_STRUCT_OFFSET (HfMainWindow, rail) },
                   { "preview", G_STRUCT_OFFSET (HfMainWindow, preview) },
                   { "bottom_rail", G_STRUCT_OFFSET (HfMainWindow, bottom_rail) } };
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_main_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = hf_main_window_close_request;
  ensure_types ();
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HF_RESOURCE_PREFIX "ui/main-window.ui");
  for (guint n = 0; n < G_N_ELEMENTS (children); n++)
    gtk_widget_class_bind_template_child_full (widget_class, children[n].name, FALSE,
                                               children[n].offset);
}

static void
hf_main_window_init (HfMainWindow *self)
{
  self->session = hf_session_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  hf_main_window_add_actions (self);
  hf_main_window_add_keys (self);
  hf_main_window_add_drop (self);
  add_menus (self);
  add_panes (self);
  hf_main_window_add_inspector (self);
  g_object_set (self->load_bar, "session", self->session, NULL);
  g_object_set (self->message_bar, "session", self->session, NULL);
  g_object_set (self->spacing_bar, "session", self->session, NULL);
  g_object_set (self->saved_toast, "session", self->session, NULL);
  g_object_set (self->series_strip, "session", self->session, NULL);
  g_object_set (self->start_page, "session", self->session, NULL);
  connect_session (self);
  restore_view (self);
  restore_size (self);
  hf_main_window_update_recent (self);
  volume_changed_cb (self);
}

HfMainWindow *
hf_main_window_new (HfApplication *application)
{
  return g_object_new (HF_TYPE_MAIN_WINDOW, "application", application, NULL);
}
