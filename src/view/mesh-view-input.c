/* The hand: left drag orbits about what was picked, Shift + left or middle drag pans, right drag and
   wheel dolly; a click moves the crosshair; keys as in CONVENTIONS "Mesh view", and arrows, plus and
   minus for who has no mouse. */
#include "view/mesh-view-private.h"

#include "core/text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define CLICK_PX 4
#define REST_MS 180          /* the wheel stands still */
#define TURN_SPEED 0.6       /* rad/s of the turntable */
#define STEP_RAD (G_PI / 12) /* an arrow key, and the turntable without animations */

static int
width_of (HfMeshView *self)
{
  return gtk_widget_get_width (self->area);
}

static int
height_of (HfMeshView *self)
{
  return gtk_widget_get_height (self->area);
}

static void
set_moving (HfMeshView *self, gboolean moving)
{
  if (self->moving == moving)
    return;
  self->moving = moving;
  hf_mesh_view_invalidate (self);
}

static gboolean
rest_cb (gpointer data)
{
  HfMeshView *self = data;

  self->rest_id = 0;
  if (!self->button && !self->turn_id)
    set_moving (self, FALSE);
  return G_SOURCE_REMOVE;
}

void
hf_mesh_view_nudge (HfMeshView *self)
{
  set_moving (self, TRUE);
  hf_mesh_view_invalidate (self);
  if (self->rest_id)
    g_source_remove (self->rest_id);
  self->rest_id = g_timeout_add (REST_MS, rest_cb, self);
}

/* A movement without a button that is held: it ends when nothing follows. */
static void
nudge_camera (HfMeshView *self)
{
  self->fitted = self->moved = TRUE;
  hf_mesh_view_nudge (self);
  hf_mesh_view_update_texts (self);
}

HfMesh *
hf_mesh_view_find (HfMeshView *self, double x, double y, HfPick *pick)
{
  float origin[3], direction[3];
  HfMesh *nearest = NULL;

  if (width_of (self) < 1 || height_of (self) < 1)
    return NULL;
  hf_camera_ray (&self->scene.camera, x, y, width_of (self), height_of (self), origin, direction);
  for (guint n = 0; n < self->scene.n_surfaces; n++) {
    HfPreparedMesh *made = hf_prepared_find (self->prepared, self->scene.surfaces[n].mesh);
    HfPick found;

    if (!self->scene.surfaces[n].visible || !made || !made->picker)
      continue;
    if (hf_picker_pick (made->picker, origin, direction, (const float (*)[4]) self->scene.clips,
                        self->scene.n_clips, &found) &&
        (!nearest || found.distance < pick->distance)) {
      nearest = made->mesh;
      *pick = found;
    }
  }
  return nearest;
}

gboolean
hf_mesh_view_pick (HfMeshView *self, double x, double y, double mm[3])
{
  HfPick found;

  if (!hf_mesh_view_find (self, x, y, &found))
    return FALSE;
  for (int n = 0; n < 3; n++)
    mm[n] = found.mm[n];
  return TRUE;
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, HfMeshView *self)
{
  const GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));
  HfPick found;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  self->panning = self->button == GDK_BUTTON_MIDDLE ||
                  (self->button == GDK_BUTTON_PRIMARY && state & GDK_SHIFT_MASK);
  self->drag_x = self->drag_y = 0;
  self->press_x = x;
  self->press_y = y;
  memcpy (self->pivot,
          hf_mesh_view_find (self, x, y, &found) ? found.mm : self->scene.camera.center,
          sizeof self->pivot);
}

static void
drag_update_cb (GtkGestureDrag *gesture, double x, double y, HfMeshView *self)
{
  const double dx = x - self->drag_x, dy = y - self->drag_y;
  HfCamera *camera = &self->scene.camera;
  const int width = width_of (self), height = height_of (self);

  if (!self->moving && hypot (x, y) < CLICK_PX)
    return;
  if (width < 1 || height < 1)
    return;
  set_moving (self, TRUE);
  if (self->panning)
    hf_camera_pan (camera, dx, dy, self->pivot, width, height);
  else if (self->button == GDK_BUTTON_SECONDARY)
    hf_camera_dolly (camera, exp (-dy * 3.0 / height), self->press_x, self->press_y, width, height);
  else
    hf_camera_orbit (camera, dx * G_PI / MIN (width, height), dy * G_PI / MIN (width, height),
                     self->pivot);
  self->drag_x = x;
  self->drag_y = y;
  self->moved = TRUE;
  hf_mesh_view_camera_moved (self);
}

/* Where a measure is under way the click is a place of it; else the crosshair goes there. */
static void
click (HfMeshView *self)
{
  HfSession *session = hf_panel_session (self);
  double mm[3];

  if (!session || !hf_mesh_view_set_place (self, self->press_x, self->press_y))
    return;
  for (int n = 0; n < 3; n++)
    mm[n] = self->place.mm[n];
  if (hf_mesh_view_measure_at (self, mm) || !hf_session_volume (session))
    return;
  hf_session_set_cursor (session, mm);
  if (gtk_widget_get_visible (GTK_WIDGET (self->profile)))
    hf_mesh_view_show_profile (self);
}

static void
drag_end_cb (GtkGestureDrag *gesture, double x, double y, HfMeshView *self)
{
  const gboolean clicked = !self->panning && !self->moving && hypot (x, y) < CLICK_PX;
  const guint button = self->button;

  self->button = 0;
  if (!self->turn_id)
    set_moving (self, FALSE);
  if (clicked && button == GDK_BUTTON_PRIMARY)
    click (self);
  if (clicked && button == GDK_BUTTON_SECONDARY)
    hf_mesh_view_show_menu (self, self->press_x, self->press_y);
}

static gboolean
scroll_cb (GtkEventControllerScroll *scroll, double dx, double dy, HfMeshView *self)
{
  const int width = width_of (self), height = height_of (self);

  hf_camera_dolly (&self->scene.camera, pow (1.12, -dy), width / 2.0, height / 2.0, width, height);
  nudge_camera (self);
  return TRUE;
}

static void
zoom_begin_cb (HfMeshView *self)
{
  self->zoom_scale = 1;
}

static void
zoom_cb (GtkGestureZoom *gesture, double scale, HfMeshView *self)
{
  double x = width_of (self) / 2.0, y = height_of (self) / 2.0;

  gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y);
  hf_camera_dolly (&self->scene.camera, scale / self->zoom_scale, x, y, width_of (self),
                   height_of (self));
  self->zoom_scale = scale;
  nudge_camera (self);
}

static void
motion_cb (GtkEventControllerMotion *motion, double x, double y, HfMeshView *self)
{
  g_autofree char *text = NULL;
  double mm[3];

  if (self->moving)
    return;
  if (hf_mesh_view_pick (self, x, y, mm))
    text = g_strdup_printf ("x %.1f   y %.1f   z %.1f mm", hf_text_number (mm[0], 1),
                            hf_text_number (mm[1], 1), hf_text_number (mm[2], 1));
  gtk_label_set_text (self->hover, text ? text : "");
}

static void
leave_cb (HfMeshView *self)
{
  gtk_label_set_text (self->hover, "");
}

static gboolean
turn_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  HfMeshView *self = HF_MESH_VIEW (widget);
  const gint64 now = gdk_frame_clock_get_frame_time (clock);
  const double seconds = self->turn_time ? (now - self->turn_time) / 1e6 : 0;

  self->turn_time = now;
  hf_camera_orbit (&self->scene.camera, MIN (seconds, 0.2) * TURN_SPEED, 0,
                   self->scene.camera.center);
  self->moved = TRUE;
  hf_mesh_view_camera_moved (self);
  return G_SOURCE_CONTINUE;
}

/* Who wants no animations gets a step instead. */
void
hf_mesh_view_set_turntable (HfMeshView *self, gboolean turn)
{
  gboolean animations = TRUE;

  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self)), "gtk-enable-animations", &animations,
                NULL);
  if (turn && !animations) {
    hf_camera_orbit (&self->scene.camera, STEP_RAD, 0, self->scene.camera.center);
    nudge_camera (self);
    return;
  }
  if (turn == self->turntable)
    return;
  self->turntable = turn;
  if (turn) {
    self->turn_time = 0;
    self->turn_id = gtk_widget_add_tick_callback (GTK_WIDGET (self), turn_cb, NULL, NULL);
    set_moving (self, TRUE);
  } else {
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->turn_id);
    self->turn_id = 0;
    set_moving (self, FALSE);
  }
  g_object_notify (G_OBJECT (self), "turntable");
}

static void
orbit_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HfMeshView *self = HF_MESH_VIEW (widget);
  double right, down;

  g_variant_get (parameter, "(dd)", &right, &down);
  hf_camera_orbit (&self->scene.camera, right, down, self->scene.camera.center);
  nudge_camera (self);
}

static void
dolly_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HfMeshView *self = HF_MESH_VIEW (widget);
  const int width = width_of (self), height = height_of (self);

  hf_camera_dolly (&self->scene.camera, g_variant_get_double (parameter), width / 2.0, height / 2.0,
                   width, height);
  nudge_camera (self);
}

void
hf_mesh_view_class_init_keys (GtkWidgetClass *class)
{
  static const struct {
    guint key, pad;
    const char *look, *opposite;
  } looks[] = { { GDK_KEY_1, GDK_KEY_KP_1, "anterior", "posterior" },
                { GDK_KEY_3, GDK_KEY_KP_3, "left", "right" },
                { GDK_KEY_7, GDK_KEY_KP_7, "superior", "inferior" } };
  static const struct {
    guint key;
    const char *action;
  } simple[] = { { GDK_KEY_KP_5, "mesh.orthographic" }, { GDK_KEY_5, "mesh.orthographic" },
                 { GDK_KEY_Home, "mesh.reset" },        { GDK_KEY_e, "mesh.edges" },
                 { GDK_KEY_b, "mesh.opacity" },         { GDK_KEY_g, "mesh.axes" },
                 { GDK_KEY_space, "mesh.turntable" },   { GDK_KEY_t, "mesh.free-rotation" },
                 { GDK_KEY_s, "mesh.slices" } };

  hf_mesh_view_class_init_measure (class);
  gtk_widget_class_install_action (class, "mesh.orbit", "(dd)", orbit_action);
  gtk_widget_class_install_action (class, "mesh.dolly", "d", dolly_action);
  for (guint n = 0; n < G_N_ELEMENTS (looks); n++)
    for (int plain = 0; plain < 2; plain++) { /* menus show the last one */
      const guint key = plain ? looks[n].key : looks[n].pad;

      gtk_widget_class_add_binding_action (class, key, 0, "mesh.look", "s", looks[n].look);
      gtk_widget_class_add_binding_action (class, key, GDK_CONTROL_MASK, "mesh.look", "s",
                                           looks[n].opposite);
    }
  for (guint n = 0; n < G_N_ELEMENTS (simple); n++)
    gtk_widget_class_add_binding_action (class, simple[n].key, 0, simple[n].action, NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Left, 0, "mesh.orbit", "(dd)", -STEP_RAD, 0.);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Right, 0, "mesh.orbit", "(dd)", STEP_RAD, 0.);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Up, 0, "mesh.orbit", "(dd)", 0., -STEP_RAD);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Down, 0, "mesh.orbit", "(dd)", 0., STEP_RAD);
  gtk_widget_class_add_binding_action (class, GDK_KEY_plus, 0, "mesh.dolly", "d", 1.2);
  gtk_widget_class_add_binding_action (class, GDK_KEY_minus, 0, "mesh.dolly", "d", 1 / 1.2);
}

void
hf_mesh_view_init_input (HfMeshView *self)
{
  GtkGesture *drag = gtk_gesture_drag_new (), *zoom = gtk_gesture_zoom_new ();
  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkEventController *motion = gtk_event_controller_motion_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (zoom, "begin", G_CALLBACK (zoom_begin_cb), self);
  g_signal_connect (zoom, "scale-changed", G_CALLBACK (zoom_cb), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (self->area, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (self->area, GTK_EVENT_CONTROLLER (zoom));
  gtk_widget_add_controller (self->area, scroll);
  gtk_widget_add_controller (self->area, motion);
}

void
hf_mesh_view_stop_input (HfMeshView *self)
{
  g_clear_handle_id (&self->rest_id, g_source_remove);
  if (self->turn_id)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->turn_id);
  self->turn_id = 0;
}
