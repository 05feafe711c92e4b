/* What can be done at a place on a surface: its menu, its part, its coordinates, the values along its
   normal. The place is where the menu was opened or a click fell; for who has no mouse, where the
   crosshair is seen, else the middle of the picture. */
#include "view/init.h"
#include "view/mesh-view-private.h"

#include "core/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct {
  HfMesh *mesh;
  HfPartEdit edit;
  HfMesh *result;
  HfMeshReport report;
} Edit;

static void
edit_free (gpointer data)
{
  Edit *self = data;

  hf_mesh_unref (self->mesh);
  g_clear_pointer (&self->result, hf_mesh_unref);
  g_free (self);
}

static gpointer
run_edit (gpointer data, HfProgress *progress, GError **error)
{
  const Edit *input = data;
  HfMesh *mesh = hf_part_edit_apply (input->mesh, input->edit);
  Edit *result;

  if (!mesh) {
    g_set_error_literal (error, HF_ERROR, HF_CODE_BAD_VALUE,
                         _ ("This is the only part of its surface: nothing would be left"));
    return NULL;
  }
  result = g_new0 (Edit, 1);
  *result = (Edit){ hf_mesh_ref (input->mesh), input->edit, mesh, { 0 } };
  hf_mesh_report (result->result, &result->report);
  return result;
}

static void
edit_done_cb (gpointer data, const GError *error, gpointer user_data)
{
  HfMeshView *self = user_data;
  HfSession *session = hf_panel_session (self);
  Edit *edit = data;

  if (error && session)
    hf_session_set_message (session, error);
  if (edit && session)
    hf_session_edit_surface (session, edit->mesh, edit->edit, edit->result, &edit->report);
  g_clear_pointer (&edit, edit_free);
}

static void
forget_place (HfMeshView *self)
{
  g_clear_pointer (&self->place_mesh, hf_mesh_unref);
}

static gboolean
is_shown (HfMeshView *self, HfMesh *mesh)
{
  for (guint n = 0; mesh && n < self->scene.n_surfaces; n++)
    if (self->scene.surfaces[n].mesh == mesh && self->scene.surfaces[n].visible)
      return TRUE;
  return FALSE;
}

gboolean
hf_mesh_view_set_place (HfMeshView *self, double x, double y)
{
  forget_place (self);
  self->place_mesh = hf_mesh_view_find (self, x, y, &self->place);
  if (self->place_mesh)
    hf_mesh_ref (self->place_mesh);
  return self->place_mesh != NULL;
}

/* FALSE: there is no surface, which is told. */
static gboolean
need_place (HfMeshView *self)
{
  const int width = gtk_widget_get_width (self->area), height = gtk_widget_get_height (self->area);
  HfSession *session = hf_panel_session (self);
  g_autoptr (GError) error = NULL;
  double mm[3];

  if (is_shown (self, self->place_mesh))
    return TRUE;
  if (session && hf_session_volume (session)) {
    float at[3], screen[3];

    hf_session_cursor (session, mm);
    for (int n = 0; n < 3; n++)
      at[n] = (float) mm[n];
    if (width > 0 && height > 0 &&
        hf_camera_project (&self->scene.camera, at, width, height, screen) &&
        hf_mesh_view_set_place (self, screen[0], screen[1]))
      return TRUE;
  }
  if (hf_mesh_view_set_place (self, width / 2.0, height / 2.0))
    return TRUE;
  if (session) {
    g_set_error_literal (&error, HF_ERROR, HF_CODE_BAD_VALUE,
                         _ ("There is no surface at this place: click on it first"));
    hf_session_set_message (session, error);
  }
  return FALSE;
}

static void
edit (GtkWidget *widget, gboolean remove)
{
  HfMeshView *self = HF_MESH_VIEW (widget);
  Edit *input;

  if (!need_place (self))
    return;
  input = g_new0 (Edit, 1);
  *input =
      (Edit){ .mesh = hf_mesh_ref (self->place_mesh), .edit = { self->place.triangle, remove } };
  hf_latest_push (self->editing, input);
}

static void
keep_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  edit (widget, FALSE);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  edit (widget, TRUE);
}

static void
all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  if (hf_panel_session (widget))
    hf_session_whole_surfaces (hf_panel_session (widget));
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HfMeshView *self = HF_MESH_VIEW (widget);
  g_autofree char *text = NULL;

  if (!need_place (self))
    return;
  text =
      g_strdup_printf ("%.2f, %.2f, %.2f", self->place.mm[0], self->place.mm[1], self->place.mm[2]);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

/* Of the surface that the place is on; NAN: of a file. */
static double
level_of_place (HfMeshView *self)
{
  HfSession *session = hf_panel_session (self);
  GPtrArray *kept = hf_session_kept_surfaces (session);

  for (guint n = 0; n < kept->len; n++) {
    const HfKeptSurface *surface = g_ptr_array_index (kept, n);

    if (surface->mesh == self->place_mesh)
      return surface->level;
  }
  return hf_session_get (session, HF_PARAM_LEVEL);
}

void
hf_mesh_view_show_profile (HfMeshView *self)
{
  HfVolume *volume = hf_session_volume (hf_panel_session (self));
  HfProfile profile;

  hf_profile_of_pick (&profile, volume, self->place_mesh, &self->place);
  hf_profile_card_show (self->profile, &profile, level_of_place (self), volume);
}

const char *
hf_mesh_view_profile_text (HfMeshView *self)
{
  return hf_profile_card_text (self->profile);
}

static void
profile_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HfMeshView *self = HF_MESH_VIEW (widget);
  HfSession *session = hf_panel_session (self);

  if (session && hf_session_volume (session) && need_place (self))
    hf_mesh_view_show_profile (self);
}

void
hf_mesh_view_forget_places (HfMeshView *self)
{
  forget_place (self);
  hf_latest_cancel (self->editing);
  gtk_widget_set_visible (GTK_WIDGET (self->profile), FALSE);
  gtk_label_set_text (self->hover, "");
  hf_mesh_view_start_measure (self, 0);
}

static void
distance_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HfMeshView *self = HF_MESH_VIEW (widget);
  double mm[3];

  if (!need_place (self))
    return;
  for (int n = 0; n < 3; n++)
    mm[n] = self->place.mm[n];
  hf_mesh_view_start_measure (self, 2);
  hf_mesh_view_measure_at (self, mm);
}

/* The actions work without the menu too, at the place that need_place() finds. */
static void
menu_closed (HfMeshView *self)
{
  static const char *const all[] = { "mesh.part-keep",      "mesh.part-remove", "mesh.place-copy",
                                     "mesh.place-distance", "mesh.profile",     "mesh.part-all" };

  for (guint n = 0; n < G_N_ELEMENTS (all); n++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), all[n], TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (self)); /* what had it is gone, if a submenu was open */
}

/* Its parent is the view, whose layout presents a popover anew when what it says needs more room. */
static GtkWidget *
make_menu (HfMeshView *self)
{
  g_autoptr (GtkBuilder) builder =
      gtk_builder_new_from_resource (HF_RESOURCE_PREFIX "ui/mesh-menu.ui");
  GtkWidget *menu = gtk_popover_menu_new_from_model (
      G_MENU_MODEL (gtk_builder_get_object (builder, "mesh_menu")));

  gtk_popover_set_has_arrow (GTK_POPOVER (menu), FALSE);
  gtk_widget_set_halign (menu, GTK_ALIGN_START);
  gtk_widget_set_parent (menu, GTK_WIDGET (self));
  g_signal_connect_swapped (menu, "closed", G_CALLBACK (menu_closed), self);
  return menu;
}

void
hf_mesh_view_show_menu (HfMeshView *self, double x, double y)
{
  HfSession *session = hf_panel_session (self);
  const gboolean found = hf_mesh_view_set_place (self, x, y);
  static const char *const at_place[] = { "mesh.part-keep", "mesh.part-remove", "mesh.place-copy",
                                          "mesh.place-distance" };

  if (!session)
    return;
  for (guint n = 0; n < G_N_ELEMENTS (at_place); n++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), at_place[n], found);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "mesh.profile",
                                 found && hf_session_volume (session));
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "mesh.part-all",
                                 hf_session_surface_is_edited (session));
  if (!self->menu)
    self->menu = make_menu (self);
  gtk_widget_translate_coordinates (self->area, GTK_WIDGET (self), x, y, &x, &y);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static void
menu_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HfMeshView *self = HF_MESH_VIEW (widget);

  hf_mesh_view_show_menu (self, gtk_widget_get_width (self->area) / 2.0,
                          gtk_widget_get_height (self->area) / 2.0);
}

void
hf_mesh_view_class_init_inspect (GtkWidgetClass *class)
{
  gtk_widget_class_install_action (class, "mesh.part-keep", NULL, keep_action);
  gtk_widget_class_install_action (class, "mesh.part-remove", NULL, remove_action);
  gtk_widget_class_install_action (class, "mesh.part-all", NULL, all_action);
  gtk_widget_class_install_action (class, "mesh.place-copy", NULL, copy_action);
  gtk_widget_class_install_action (class, "mesh.place-distance", NULL, distance_action);
  gtk_widget_class_install_action (class, "mesh.profile", NULL, profile_action);
  gtk_widget_class_install_action (class, "mesh.menu", NULL, menu_action);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Menu, 0, "mesh.menu", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_F10, GDK_SHIFT_MASK, "mesh.menu", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_n, 0, "mesh.profile", NULL);
}

void
hf_mesh_view_init_inspect (HfMeshView *self)
{
  self->editing = hf_latest_new (run_edit, edit_free, edit_free, edit_done_cb, self);
}

void
hf_mesh_view_stop_inspect (HfMeshView *self)
{
  forget_place (self);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_pointer (&self->editing, hf_latest_free);
}
