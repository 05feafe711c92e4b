/* The widget: its pages, its texts, its properties. */
#include "view/mesh-view-private.h"

#include "view/accessible.h"

#include <glib/gi18n-lib.h>

#define SECTION_BUTTON_WIDTH 36
#define HOVER_HEIGHT 28 /* px, of the coordinates in the upper left corner */

G_DEFINE_FINAL_TYPE (HfMeshView, hf_mesh_view, HF_TYPE_PANEL)

enum {
  PROP_0,
  PROP_ORTHOGRAPHIC,
  PROP_FREE_ROTATION,
  PROP_EDGES,
  PROP_AXES,
  PROP_SLICES,
  PROP_TURNTABLE,
  PROP_BACKGROUND,
  PROP_CLIP, /* the first of 2 for each plane: HfMeshView.clips */
  N_PROPS = PROP_CLIP + 2 * HF_N_PLANES
};
static GParamSpec *props[N_PROPS];

const char *
hf_mesh_view_page (HfMeshView *self)
{
  return gtk_stack_get_visible_child_name (self->stack);
}

HfCamera *
hf_mesh_view_camera (HfMeshView *self)
{
  return &self->scene.camera;
}

static const char *
look_label (HfMeshView *self)
{
  const char *const names[] = { N_ ("Anterior"), N_ ("Posterior"), N_ ("Left"),   N_ ("Right"),
                                N_ ("Superior"), N_ ("Inferior"),  N_ ("Oblique") };
  const int look = hf_look_find (hf_camera_name (&self->scene.camera));

  return look >= 0 ? _ (names[look]) : "";
}

void
hf_mesh_view_update_texts (HfMeshView *self)
{
  g_autofree char *info =
      self->shows_previous ? g_strdup (gtk_label_get_text (self->info))
                           : g_strconcat (self->told ? self->told : "",
                                          self->told && self->slow ? _ (" · drawing…") : "", NULL);
  g_autofree char *look = g_strdup_printf (
      "%s · %s", look_label (self), self->orthographic ? _ ("orthographic") : _ ("perspective"));
  g_autofree char *told = g_strdup_printf (_ ("Surface, %s, seen from: %s"), info, look);

  if (!self->shows_previous)
    gtk_label_set_text (self->info, info);
  gtk_label_set_text (self->look, look);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->scene.n_surfaces > 0 ? told
                                  : self->no_gl_error        ? gtk_label_get_text (self->no_gl)
                                                             : hf_surface_state_text (self->empty),
                                  -1);
}

void
hf_mesh_view_camera_moved (HfMeshView *self)
{
  self->fitted = TRUE;
  hf_mesh_view_update_texts (self);
  hf_mesh_view_invalidate (self);
}

void
hf_mesh_view_update_page (HfMeshView *self)
{
  if (!self->no_gl_error)
    gtk_stack_set_visible_child_name (self->stack,
                                      self->scene.n_surfaces > 0 ? "surface" : "empty");
  hf_mesh_view_update_texts (self);
}

static void
refresh (HfPanel *panel)
{
  hf_mesh_view_refresh_scene (HF_MESH_VIEW (panel));
}

void
hf_mesh_view_look (HfMeshView *self, HfLook look)
{
  hf_camera_look (&self->scene.camera, look);
  hf_mesh_view_refit (self);
  hf_mesh_view_camera_moved (self);
}

void
hf_mesh_view_reset (HfMeshView *self)
{
  self->moved = FALSE;
  hf_camera_look (&self->scene.camera, HF_LOOK_OBLIQUE);
  hf_mesh_view_fit (self);
  hf_mesh_view_camera_moved (self);
}

static void
look_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  const int look = hf_look_find (g_variant_get_string (parameter, NULL));

  if (look >= 0)
    hf_mesh_view_look (HF_MESH_VIEW (widget), look);
}

static void
reset_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  hf_mesh_view_reset (HF_MESH_VIEW (widget));
}

/* Of mesh files alone, which have an opacity each. */
static void
toggle_kept (HfMeshView *self, HfSession *session)
{
  GPtrArray *kept = hf_session_kept_surfaces (session);
  const double now = hf_session_alone (session)->opacity;

  if (now < 1)
    self->opacity_before = now;
  for (guint n = 0; n < kept->len; n++) {
    const HfKeptSurface *surface = g_ptr_array_index (kept, n);

    hf_session_set_kept (session, n, surface->rgb, now < 1 ? 1 : self->opacity_before,
                         surface->visible);
  }
}

/* Opaque and back to what it was. */
static void
opacity_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HfMeshView *self = HF_MESH_VIEW (widget);
  HfSession *session = hf_panel_session (self);
  double now;

  if (!session)
    return;
  if (hf_session_alone (session)) {
    toggle_kept (self, session);
    return;
  }
  now = hf_session_get (session, HF_PARAM_SURFACE_OPACITY);
  if (now < 1)
    self->opacity_before = now;
  hf_session_set (session, HF_PARAM_SURFACE_OPACITY, now < 1 ? 1 : self->opacity_before);
}

static gboolean *
flag_of (HfMeshView *self, guint id)
{
  gboolean *const flags[N_PROPS] = {
    [PROP_ORTHOGRAPHIC] = &self->orthographic,
    [PROP_EDGES] = &self->edges,
    [PROP_FREE_ROTATION] = &self->free_rotation,
    [PROP_AXES] = &self->axes,
    [PROP_SLICES] = &self->slices,
    [PROP_TURNTABLE] = &self->turntable,
    [PROP_BACKGROUND] = &self->background,
  };

  return id < PROP_CLIP ? flags[id] : &self->clips[(id - PROP_CLIP) / 2][(id - PROP_CLIP) % 2];
}

/* Both sides of a slice are all there is. */
static guint
other_side (guint clip_id)
{
  return PROP_CLIP + ((clip_id - PROP_CLIP) ^ 1);
}

static void
set_flag (HfMeshView *self, guint id, gboolean value)
{
  if (*flag_of (self, id) == value)
    return;
  *flag_of (self, id) = value;
  g_object_notify_by_pspec (G_OBJECT (self), props[id]);
  if (id >= PROP_CLIP && value)
    set_flag (self, other_side (id), FALSE);
  self->scene.camera.orthographic = self->orthographic;
  self->scene.axes = self->axes;
  if (id == PROP_FREE_ROTATION)
    hf_camera_set_free (&self->scene.camera, value);
  if (id == PROP_SLICES)
    hf_mesh_view_show_slices (self);
  if (id == PROP_AXES || id == PROP_ORTHOGRAPHIC)
    hf_mesh_view_refit (self);
  hf_mesh_view_update_scene (self);
}

static void
whole_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  for (guint id = PROP_CLIP; id < N_PROPS; id++)
    set_flag (HF_MESH_VIEW (widget), id, FALSE);
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_boolean (value, *flag_of (HF_MESH_VIEW (object), id));
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HfMeshView *self = HF_MESH_VIEW (object);

  if (id == PROP_TURNTABLE)
    hf_mesh_view_set_turntable (self, g_value_get_boolean (value));
  else
    set_flag (self, id, g_value_get_boolean (value));
}

static void
dispose (GObject *object)
{
  HfMeshView *self = HF_MESH_VIEW (object);

  hf_mesh_view_stop_input (self);
  hf_mesh_view_stop_inspect (self);
  hf_mesh_view_stop_scene (self);
  G_OBJECT_CLASS (hf_mesh_view_parent_class)->dispose (object);
  hf_mesh_view_stop_drawing (self);
  hf_scene_clear (&self->scene);
  g_clear_pointer (&self->told, g_free);
}

static void
install_properties (GObjectClass *class)
{
  static const char *const names[N_PROPS] = {
    [PROP_ORTHOGRAPHIC] = "orthographic",
    [PROP_FREE_ROTATION] = "free-rotation",
    [PROP_EDGES] = "edges",
    [PROP_AXES] = "axes",
    [PROP_SLICES] = "slices",
    [PROP_TURNTABLE] = "turntable",
    [PROP_BACKGROUND] = "background",
    [PROP_CLIP + 2 * HF_PLANE_AXIAL] = "clip-above",
    [PROP_CLIP + 2 * HF_PLANE_AXIAL + 1] = "clip-below",
    [PROP_CLIP + 2 * HF_PLANE_SAGITTAL] = "clip-left",
    [PROP_CLIP + 2 * HF_PLANE_SAGITTAL + 1] = "clip-right",
    [PROP_CLIP + 2 * HF_PLANE_CORONAL] = "clip-front",
    [PROP_CLIP + 2 * HF_PLANE_CORONAL + 1] = "clip-back",
  };
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  for (guint id = PROP_ORTHOGRAPHIC; id < N_PROPS; id++)
    props[id] = g_param_spec_boolean (names[id], NULL, NULL, id == PROP_AXES, flags);
  g_object_class_install_properties (class, N_PROPS, props);
}

static void
hf_mesh_view_class_init (HfMeshViewClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = get_property;
  object_class->set_property = set_property;
  object_class->dispose = dispose;
  HF_PANEL_CLASS (class)->refresh = refresh;
  install_properties (object_class);
  for (guint id = PROP_ORTHOGRAPHIC; id < N_PROPS; id++) {
    g_autofree char *action = g_strconcat ("mesh.", props[id]->name, NULL);

    gtk_widget_class_install_property_action (widget_class, g_intern_string (action),
                                              props[id]->name);
  }
  gtk_widget_class_install_action (widget_class, "mesh.look", "s", look_action);
  gtk_widget_class_install_action (widget_class, "mesh.reset", NULL, reset_action);
  gtk_widget_class_install_action (widget_class, "mesh.opacity", NULL, opacity_action);
  gtk_widget_class_install_action (widget_class, "mesh.clip-none", NULL, whole_action);
  hf_mesh_view_class_init_save (widget_class);
  hf_mesh_view_class_init_inspect (widget_class);
  hf_mesh_view_class_init_keys (widget_class);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  gtk_widget_class_set_css_name (widget_class, "meshview");
}

static GtkLabel *
corner_label (GtkOverlay *overlay, GtkAlign across, GtkAlign down)
{
  GtkWidget *label = gtk_label_new (NULL);
  PangoAttrList *attributes = pango_attr_list_new ();

  /* Over the picture, which is dark in every theme. */
  pango_attr_list_insert (attributes, pango_attr_foreground_new (0xd8d8, 0xd8d8, 0xdcdc));
  pango_attr_list_insert (attributes, pango_attr_size_new ((int) (9.75 * PANGO_SCALE)));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum"));
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
  pango_attr_list_unref (attributes);
  gtk_widget_set_halign (label, across);
  gtk_widget_set_valign (label, down);
  gtk_widget_set_margin_start (label, 8);
  gtk_widget_set_margin_end (label, 8);
  gtk_widget_set_margin_top (label, 6);
  gtk_widget_set_margin_bottom (label, 6);
  gtk_widget_set_can_target (label, FALSE);
  gtk_overlay_add_overlay (overlay, label);
  return GTK_LABEL (label);
}

/* Level, opacity and color are in the inspector, below what else is there. */
static void
add_section_button (GtkOverlay *overlay, GtkWidget *beside)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("hf-surface-symbolic");

  gtk_actionable_set_detailed_action_name (GTK_ACTIONABLE (button), "win.section::surfaces");
  gtk_button_set_has_frame (GTK_BUTTON (button), FALSE);
  hf_accessible_name (button, _ ("Level, opacity and color"));
  gtk_widget_set_tooltip_text (button, _ ("Level, opacity and color"));
  gtk_widget_set_halign (button, GTK_ALIGN_END);
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_overlay_add_overlay (overlay, button);
  gtk_widget_set_margin_end (beside, SECTION_BUTTON_WIDTH);
}

static void
make_pages (HfMeshView *self)
{
  GtkWidget *overlay = gtk_overlay_new ();

  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_overlay_set_child (GTK_OVERLAY (overlay), self->area);
  self->info = corner_label (GTK_OVERLAY (overlay), GTK_ALIGN_END, GTK_ALIGN_START);
  add_section_button (GTK_OVERLAY (overlay), GTK_WIDGET (self->info));
  self->look = corner_label (GTK_OVERLAY (overlay), GTK_ALIGN_END, GTK_ALIGN_END);
  self->hover = corner_label (GTK_OVERLAY (overlay), GTK_ALIGN_START, GTK_ALIGN_START);
  self->profile = HF_PROFILE_CARD (hf_profile_card_new ());
  gtk_widget_set_halign (GTK_WIDGET (self->profile), GTK_ALIGN_START);
  gtk_widget_set_valign (GTK_WIDGET (self->profile), GTK_ALIGN_START); /* the cube is below */
  gtk_widget_set_margin_top (GTK_WIDGET (self->profile), HOVER_HEIGHT);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), GTK_WIDGET (self->profile));
  self->no_gl = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (self->no_gl, TRUE);
  gtk_label_set_selectable (self->no_gl, TRUE);
  gtk_label_set_justify (self->no_gl, GTK_JUSTIFY_CENTER);
  gtk_widget_set_margin_start (GTK_WIDGET (self->no_gl), 18);
  gtk_widget_set_margin_end (GTK_WIDGET (self->no_gl), 18);
  self->empty = HF_SURFACE_STATE (hf_surface_state_new ());
  g_object_bind_property (self, "session", self->empty, "session", G_BINDING_SYNC_CREATE);
  gtk_widget_set_margin_start (GTK_WIDGET (self->empty), 18);
  gtk_widget_set_margin_end (GTK_WIDGET (self->empty), 18);
  gtk_widget_set_halign (GTK_WIDGET (self->empty), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self->empty), GTK_ALIGN_CENTER);
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->empty), "empty");
  gtk_stack_add_named (self->stack, overlay, "surface");
  gtk_stack_add_named (self->stack, GTK_WIDGET (self->no_gl), "no-gl");
  gtk_widget_set_vexpand (GTK_WIDGET (self->stack), TRUE);
  gtk_widget_set_parent (GTK_WIDGET (self->stack), GTK_WIDGET (self));
}

static void
hf_mesh_view_init (HfMeshView *self)
{
  self->axes = TRUE;
  self->opacity_before = 0.5;
  hf_mesh_view_init_scene (self);
  hf_mesh_view_init_drawing (self);
  hf_mesh_view_init_input (self);
  hf_mesh_view_init_inspect (self);
  make_pages (self);
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  hf_panel_want (self, HF_WANT_SURFACE, TRUE);
  hf_mesh_view_update_page (self);
}

GtkWidget *
hf_mesh_view_new (HfSession *session)
{
  return g_object_new (HF_TYPE_MESH_VIEW, "session", session, NULL);
}
