/* Mouse, touchpad and keys of a slice view: the table of docs/guide.md, "In a slice view".

   Dragging changes the session or the view at once; what a drag does is decided when the button goes
   down, by button, modifiers, tool and what lies under the pointer. */
#include "image/shown.h"
#include "view/preset-menu.h"
#include "view/slice-view-private.h"

#include <math.h>

#define NEAR_PX 8  /* a crosshair line or a point of a note is grabbed from here */
#define CLICK_PX 3 /* a press that moved less is a click */
#define ZOOM_NOTCH 1.15
#define SURFACE_NOTCH 30 /* px of a touchpad that are one slice */

static GdkModifierType
modifiers (gpointer controller)
{
  return gtk_event_controller_get_current_event_state (controller);
}

/* --- what lies under the pointer --- */

static gboolean
near_crosshair (HfSliceView *self, double x, double y, gboolean axis[2])
{
  double cursor[3], cx, cy;

  axis[0] = axis[1] = FALSE;
  if (!self->session || !hf_session_crosshair (self->session))
    return FALSE;
  hf_session_cursor (self->session, cursor);
  if (!hf_slice_view_from_patient (self, cursor, &cx, &cy))
    return FALSE;
  axis[0] = fabs (x - cx) <= NEAR_PX;
  axis[1] = fabs (y - cy) <= NEAR_PX;
  return axis[0] || axis[1];
}

static gboolean
near_note (HfSliceView *self, double x, double y, guint *which, int *point)
{
  for (guint n = hf_notes_n (self->notes); n-- > 0;) {
    const HfNote *note = hf_notes_get (self->notes, n);

    if (!hf_slice_view_shows_note (self, note))
      continue;
    for (int p = 0; p < note->n_points; p++) {
      double px, py;

      hf_slice_view_from_patient (self, note->points[p], &px, &py);
      if (hypot (px - x, py - y) <= NEAR_PX) {
        *which = n;
        *point = p;
        return TRUE;
      }
    }
  }
  return FALSE;
}

/* A half-made note of the slice that is seen here. */
static const HfNote *
draft_here (HfSliceView *self)
{
  const HfNote *draft = hf_notes_draft (self->notes);

  return draft && hf_slice_view_shows_note (self, draft) ? draft : NULL;
}

static void
move_cursor (HfSliceView *self, double x, double y, const gboolean axis[2])
{
  double cursor[3], cx, cy, mm[3];

  hf_session_cursor (self->session, cursor);
  if (!hf_slice_view_from_patient (self, cursor, &cx, &cy))
    return;
  if (hf_slice_view_to_patient (self, axis[0] ? x : cx, axis[1] ? y : cy, mm))
    hf_session_set_cursor (self->session, mm);
}

/* A click: into the volume only, what lies beside it is no place to go to. */
static void
jump_cursor (HfSliceView *self, double x, double y)
{
  double mm[3], voxel[3];

  if (hf_slice_view_to_patient (self, x, y, mm) &&
      hf_geometry_patient_to_voxel (hf_volume_geometry (hf_session_volume (self->session)), mm,
                                    voxel))
    hf_session_set_cursor (self->session, mm);
}

/* --- drags --- */

/* The next point of a note, one that is there, or the first of another. */
static gboolean
press_note (HfSliceView *self, double x, double y)
{
  double mm[3];
  guint note;
  int point;

  if (!hf_slice_view_to_patient (self, x, y, mm))
    return FALSE;
  if (draft_here (self)) {
    hf_notes_move (self->notes, mm);
    return TRUE;
  }
  hf_notes_cancel (self->notes);
  self->drag.grabbed = near_note (self, x, y, &note, &point);
  if (self->drag.grabbed)
    hf_notes_grab (self->notes, note, point);
  else if (self->tool != HF_TOOL_NONE)
    hf_notes_begin (self->notes, self->tool, self->plane, mm);
  return hf_notes_draft (self->notes) != NULL;
}

static HfDragMode
primary_mode (HfSliceView *self, GdkModifierType state, double x, double y)
{
  if (press_note (self, x, y))
    return HF_DRAG_NOTE;
  hf_notes_select (self->notes, -1);
  if (state & GDK_CONTROL_MASK)
    return HF_DRAG_BOX;
  if (state & GDK_SHIFT_MASK)
    return HF_DRAG_PAN;
  return near_crosshair (self, x, y, self->drag.axis) ? HF_DRAG_CROSSHAIR : HF_DRAG_WINDOW;
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, HfSliceView *self)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (gesture));
  double step;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  self->drag = (HfDrag){ .start = { x, y } };
  self->backlog = 0;
  if (!self->session || !hf_session_volume (self->session))
    return;
  step = hf_volume_step (hf_session_volume (self->session));
  self->drag.rate =
      CLAMP (hf_session_get (self->session, HF_PARAM_WINDOW_WIDTH) / 150, 0.25 * step, 8);
  if (button == GDK_BUTTON_PRIMARY)
    self->drag.mode = primary_mode (self, modifiers (gesture), x, y);
  else if (button == GDK_BUTTON_MIDDLE)
    self->drag.mode = HF_DRAG_PAN;
  else if (button == GDK_BUTTON_SECONDARY)
    self->drag.mode = HF_DRAG_ZOOM;
}

static void
drag_window (HfSliceView *self, double dx, double dy, gboolean fine)
{
  double rate = self->drag.rate * (fine ? 0.1 : 1);
  double width = hf_session_get (self->session, HF_PARAM_WINDOW_WIDTH) + dx * rate;
  double level = hf_session_get (self->session, HF_PARAM_WINDOW_LEVEL) - dy * rate;

  hf_session_set_window (self->session, MAX (1, width), level);
}

static void
drag_update_cb (GtkGestureDrag *gesture, double x, double y, HfSliceView *self)
{
  HfDrag *drag = &self->drag;
  double dx = x - drag->last[0], dy = y - drag->last[1], mm[3];

  if (drag->mode == HF_DRAG_NONE || (!drag->moved && hypot (x, y) < CLICK_PX))
    return;
  drag->moved = TRUE;
  drag->last[0] = x;
  drag->last[1] = y;
  switch (drag->mode) {
  case HF_DRAG_WINDOW:
    drag_window (self, dx, dy, modifiers (gesture) & GDK_SHIFT_MASK);
    break;
  case HF_DRAG_PAN:
    hf_slice_view_pan_by (self, dx, dy);
    break;
  case HF_DRAG_ZOOM:
    hf_slice_view_zoom_at (self, exp (-dy / 150), drag->start[0], drag->start[1]);
    break;
  case HF_DRAG_CROSSHAIR:
    move_cursor (self, drag->start[0] + x, drag->start[1] + y, drag->axis);
    break;
  case HF_DRAG_NOTE:
    if (hf_notes_draft (self->notes) &&
        hf_slice_view_to_patient (self, drag->start[0] + x, drag->start[1] + y, mm))
      hf_notes_move (self->notes, mm);
    break;
  default:
    gtk_widget_queue_draw (GTK_WIDGET (self));
  }
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

/* The box as a picture of at most 256 x 256 pixels. */
static gboolean
view_of_box (HfSliceView *self, HfView *view)
{
  const HfDrag *drag = &self->drag;
  const double width = fabs (drag->last[0]), height = fabs (drag->last[1]);
  const double step_x = MAX (1, width / 255), step_y = MAX (1, height / 255);

  if (!hf_slice_view_mapping (self, 1, view) ||
      !hf_slice_view_to_patient (self, MIN (drag->start[0], drag->start[0] + drag->last[0]),
                                 MIN (drag->start[1], drag->start[1] + drag->last[1]),
                                 view->origin))
    return FALSE;
  for (int n = 0; n < 3; n++) {
    view->right[n] *= step_x;
    view->down[n] *= step_y;
  }
  view->width = (int) (width / step_x + 1e-6) + 1;
  view->height = (int) (height / step_y + 1e-6) + 1;
  return TRUE;
}

/* The window that shows what is seen in the box: 1st to 99th percentile. */
static void
window_from_box (HfSliceView *self)
{
  HfVolume *volume = hf_session_volume (self->session);
  const HfResliceOptions options = hf_session_reslice_options (self->session);
  g_autofree double *values = NULL;
  HfView view;
  gsize n = 0;

  if (!view_of_box (self, &view))
    return;
  values = hf_shown_values (volume, &view, &options);
  for (gsize p = 0; p < (gsize) view.width * view.height; p++)
    if (!isnan (values[p]))
      values[n++] = values[p];
  if (n < 2)
    return;
  qsort (values, n, sizeof *values, compare_doubles);
  {
    double low = values[n / 100], high = values[n - 1 - n / 100];

    hf_session_set_window (self->session, MAX (1, high - low), (low + high) / 2);
  }
}

static void
show_menu (HfSliceView *self, double x, double y)
{
  if (!self->menu) {
    g_autoptr (GtkBuilder) builder =
        gtk_builder_new_from_resource ("/io/github/hounsfield_viewer/Hounsfield/ui/slice-menu.ui");

    self->menu = gtk_popover_menu_new_from_model (
        G_MENU_MODEL (gtk_builder_get_object (builder, "slice_menu")));
    self->presets = g_object_ref (G_MENU (gtk_builder_get_object (builder, "slice_presets")));
    gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
    gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
    gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
  }
  hf_preset_menu_fill (self->presets, self->session, "win.preset", TRUE);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle){ (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

/* A point of a new note that lies on the one before is not placed yet: that was the click which began it, or a double click.
   It follows the pointer to the next click. */
static void
end_note (HfSliceView *self)
{
  const HfNote *draft = hf_notes_draft (self->notes);
  int point = hf_notes_draft_point (self->notes);
  double x, y, before_x, before_y;

  if (!draft)
    return;
  if (!self->drag.grabbed) {
    hf_slice_view_from_patient (self, draft->points[point - 1], &before_x, &before_y);
    hf_slice_view_from_patient (self, draft->points[point], &x, &y);
    if (hypot (x - before_x, y - before_y) < CLICK_PX)
      return;
  }
  hf_notes_place (self->notes);
}

static void
drag_end_cb (GtkGestureDrag *gesture, double x, double y, HfSliceView *self)
{
  HfDrag drag = self->drag;

  if (drag.mode == HF_DRAG_NOTE)
    end_note (self);
  else if (drag.mode == HF_DRAG_BOX && drag.moved)
    window_from_box (self);
  else if (drag.mode == HF_DRAG_ZOOM && !drag.moved)
    show_menu (self, drag.start[0], drag.start[1]);
  else if ((drag.mode == HF_DRAG_WINDOW || drag.mode == HF_DRAG_CROSSHAIR) && !drag.moved &&
           !self->is_double)
    jump_cursor (self, drag.start[0], drag.start[1]);
  self->drag.mode = HF_DRAG_NONE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Something else took the pointer: what was grabbed goes back. */
static void
drag_cancel_cb (GtkGesture *gesture, GdkEventSequence *sequence, HfSliceView *self)
{
  if (self->drag.mode == HF_DRAG_NOTE)
    hf_notes_cancel (self->notes);
  self->drag.mode = HF_DRAG_NONE;
}

/* The first click of a double click has moved the cursor, and nobody meant it: it goes back. */
static void
pressed_cb (GtkGestureClick *gesture, int n_press, double x, double y, HfSliceView *self)
{
  self->is_double = n_press % 2 == 0 && self->tool == HF_TOOL_NONE;
  if (!self->session || !hf_session_volume (self->session))
    return;
  if (self->is_double)
    hf_session_set_cursor (self->session, self->pressed_cursor);
  else
    hf_session_cursor (self->session, self->pressed_cursor);
}

/* At its end: the panes move under the pointer, which holds nothing then. */
static void
released_cb (GtkGestureClick *gesture, int n_press, double x, double y, HfSliceView *self)
{
  if (self->is_double)
    g_signal_emit_by_name (self, "maximize");
}

/* --- wheel and pinch --- */

static void
change_slab (HfSliceView *self, double notches)
{
  const HfGeometry *geometry = hf_volume_geometry (hf_session_volume (self->session));
  double step = MAX (0.5, hf_geometry_spacing (geometry)[2]);

  hf_session_set (self->session, HF_PARAM_SLAB_MM,
                  MAX (0, hf_session_get (self->session, HF_PARAM_SLAB_MM) + notches * step));
}

/* A touchpad tells pixels. */
static double
notches (GtkEventControllerScroll *scroll, double dy)
{
  return gtk_event_controller_scroll_get_unit (scroll) == GDK_SCROLL_UNIT_SURFACE
             ? dy / SURFACE_NOTCH
             : dy;
}

gboolean
hf_slice_view_scroll (HfSliceView *self, GtkEventControllerScroll *scroll, double dy)
{
  GdkModifierType state = modifiers (scroll);
  int whole;

  if (!self->session || !hf_session_volume (self->session))
    return FALSE;
  self->scroll += notches (scroll, dy);
  whole = (int) self->scroll;
  self->scroll -= whole;
  if (whole && state & GDK_ALT_MASK)
    change_slab (self, -whole);
  else if (whole)
    hf_slice_view_step (self, -whole, TRUE);
  return TRUE;
}

static gboolean
scroll_cb (GtkEventControllerScroll *scroll, double dx, double dy, HfSliceView *self)
{
  if (!self->session || !hf_session_volume (self->session) ||
      !(modifiers (scroll) & GDK_CONTROL_MASK))
    return hf_slice_view_scroll (self, scroll, dy);
  hf_slice_view_zoom_at (self, pow (ZOOM_NOTCH, -notches (scroll, dy)), self->pointer[0],
                         self->pointer[1]);
  return TRUE;
}

static void
pinch_begin_cb (GtkGesture *gesture, GdkEventSequence *sequence, HfSliceView *self)
{
  self->pinch_zoom = self->zoom;
}

static void
pinch_cb (GtkGestureZoom *gesture, double scale, HfSliceView *self)
{
  double x, y;

  if (gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    hf_slice_view_zoom_at (self, self->pinch_zoom * scale / self->zoom, x, y);
}

/* --- pointer --- */

static void
motion_cb (GtkEventControllerMotion *motion, double x, double y, HfSliceView *self)
{
  gboolean axis[2];
  double mm[3];

  self->has_pointer = TRUE;
  self->pointer[0] = x;
  self->pointer[1] = y;
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (self->drag.mode != HF_DRAG_NONE || !self->session || !hf_session_volume (self->session))
    return;
  if (draft_here (self) && hf_slice_view_to_patient (self, x, y, mm))
    hf_notes_move (self->notes, mm);
  if (modifiers (motion) & GDK_SHIFT_MASK)
    jump_cursor (self, x, y);
  else if (self->tool == HF_TOOL_NONE)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (self), !near_crosshair (self, x, y, axis) ? NULL
                                                        : axis[0] && axis[1]               ? "move"
                                                        : axis[0] ? "ew-resize"
                                                                  : "ns-resize");
}

static void
leave_cb (GtkEventControllerMotion *motion, HfSliceView *self)
{
  self->has_pointer = FALSE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* --- keys --- */

static const struct {
  guint key;
  guint keypad;
  int slices;
} step_keys[] = {
  { GDK_KEY_Up, GDK_KEY_KP_Up, -1 },
  { GDK_KEY_Down, GDK_KEY_KP_Down, 1 },
  { GDK_KEY_Page_Up, GDK_KEY_KP_Page_Up, -10 },
  { GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down, 10 },
  { GDK_KEY_Home, GDK_KEY_KP_Home, -G_MAXINT16 },
  { GDK_KEY_End, GDK_KEY_KP_End, G_MAXINT16 },
};

/* data: the view that steps; NULL: the widget itself. */
static gboolean
step_key_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  HfSliceView *self = data ? data : HF_SLICE_VIEW (widget);
  int slices = g_variant_get_int32 (args);

  if (!self->session || !hf_session_volume (self->session))
    return FALSE;
  self->n_skipped = 0;
  if (ABS (slices) == 1)
    hf_slice_view_step (self, slices, FALSE);
  else
    hf_session_set_slice (self->session, self->plane,
                          hf_session_slice (self->session, self->plane) + slices);
  return TRUE;
}

void
hf_slice_view_class_add_keys (GtkWidgetClass *klass)
{
  for (guint n = 0; n < G_N_ELEMENTS (step_keys); n++) {
    gtk_widget_class_add_binding (klass, step_keys[n].key, 0, step_key_cb, "i",
                                  step_keys[n].slices);
    gtk_widget_class_add_binding (klass, step_keys[n].keypad, 0, step_key_cb, "i",
                                  step_keys[n].slices);
  }
}

void
hf_slice_view_add_step_keys (HfSliceView *self, GtkWidget *widget)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  for (guint n = 0; n < G_N_ELEMENTS (step_keys); n++)
    for (int pad = 0; pad < 2; pad++)
      gtk_shortcut_controller_add_shortcut (
          GTK_SHORTCUT_CONTROLLER (keys),
          gtk_shortcut_new_with_arguments (
              gtk_keyval_trigger_new (pad ? step_keys[n].keypad : step_keys[n].key, 0),
              gtk_callback_action_new (step_key_cb, self, NULL), "i", step_keys[n].slices));
  gtk_widget_add_controller (widget, keys);
}

void
hf_slice_view_add_input (HfSliceView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkGesture *drag = gtk_gesture_drag_new (), *click = gtk_gesture_click_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  GtkEventController *motion = gtk_event_controller_motion_new ();

  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect (drag, "cancel", G_CALLBACK (drag_cancel_cb), self);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect (click, "released", G_CALLBACK (released_cb), self);
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect (motion, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (click));
  gtk_widget_add_controller (widget, GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (widget, scroll);
  gtk_widget_add_controller (widget, motion);
}
