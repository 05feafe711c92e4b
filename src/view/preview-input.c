/* See preview-input.h; as in the slice views, view/slice-input.c. */
#include "view/preview-input.h"

#include <math.h>

#define ZOOM_NOTCH 1.15  /* as one notch of the wheel */
#define SURFACE_NOTCH 10 /* px of a touchpad that are one notch */

typedef struct {
  HfPreviewPictures *pictures; /* borrowed: it owns this */
  double pointer[2], last[2];  /* logical px; the drag's way so far */
  double scroll;               /* notches that are no whole slice yet */
  double scale;                /* of the pinch so far */
} Input;

static gboolean
scroll_cb (GtkEventControllerScroll *scroll, double dx, double dy, Input *input)
{
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (scroll));
  HfSession *session = hf_panel_session (input->pictures);
  HfPlane plane = hf_preview_pictures_plane (input->pictures);
  int whole;

  if (!session || !hf_session_volume (session))
    return FALSE;
  if (gtk_event_controller_scroll_get_unit (scroll) == GDK_SCROLL_UNIT_SURFACE)
    dy /= SURFACE_NOTCH;
  if (state & GDK_CONTROL_MASK) {
    hf_preview_pictures_zoom_at (input->pictures, input->pointer[0], input->pointer[1],
                                 pow (ZOOM_NOTCH, -dy));
    return TRUE;
  }
  input->scroll += dy;
  whole = (int) input->scroll;
  input->scroll -= whole;
  if (whole)
    hf_session_set_slice (session, plane, hf_session_slice (session, plane) - whole);
  return TRUE;
}

static void
motion_cb (GtkEventController *motion, double x, double y, Input *input)
{
  input->pointer[0] = x;
  input->pointer[1] = y;
}

static void
drag_begin_cb (GtkGestureDrag *drag, double x, double y, Input *input)
{
  guint button = gtk_gesture_single_get_current_button (GTK_GESTURE_SINGLE (drag));
  GdkModifierType state =
      gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (drag));
  gboolean pans =
      button == GDK_BUTTON_MIDDLE || (button == GDK_BUTTON_PRIMARY && state & GDK_SHIFT_MASK);

  input->last[0] = input->last[1] = 0;
  gtk_gesture_set_state (GTK_GESTURE (drag),
                         pans ? GTK_EVENT_SEQUENCE_CLAIMED : GTK_EVENT_SEQUENCE_DENIED);
}

static void
drag_update_cb (GtkGestureDrag *drag, double x, double y, Input *input)
{
  double start[2];

  gtk_gesture_drag_get_start_point (drag, &start[0], &start[1]);
  hf_preview_pictures_pan (input->pictures, start[0], x - input->last[0], y - input->last[1]);
  input->last[0] = x;
  input->last[1] = y;
}

static void
pressed_cb (GtkGestureClick *click, int n_press, double x, double y, Input *input)
{
  if (n_press == 2)
    hf_preview_pictures_zoom_at (input->pictures, x, y, 0);
}

static void
pinch_begin_cb (GtkGesture *pinch, GdkEventSequence *sequence, Input *input)
{
  input->scale = 1;
}

static void
pinch_cb (GtkGesture *pinch, double scale, Input *input)
{
  double x, y;

  if (!gtk_gesture_get_bounding_box_center (pinch, &x, &y))
    return;
  hf_preview_pictures_zoom_at (input->pictures, x, y, scale / input->scale);
  input->scale = scale;
}

void
hf_preview_input_add (HfPreviewPictures *pictures)
{
  Input *input = g_new0 (Input, 1);
  GtkGesture *drag = gtk_gesture_drag_new (), *click = gtk_gesture_click_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll =
      gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_VERTICAL);
  const gpointer all[] = { drag, click, pinch, motion, scroll };

  input->pictures = pictures;
  g_object_set_data_full (G_OBJECT (pictures), "hf-preview-input", input, g_free);
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (drag), 0);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), input);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), input);
  g_signal_connect (click, "pressed", G_CALLBACK (pressed_cb), input);
  g_signal_connect (pinch, "begin", G_CALLBACK (pinch_begin_cb), input);
  g_signal_connect (pinch, "scale-changed", G_CALLBACK (pinch_cb), input);
  g_signal_connect (scroll, "scroll", G_CALLBACK (scroll_cb), input);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), input);
  g_signal_connect (motion, "enter", G_CALLBACK (motion_cb), input);
  for (gsize n = 0; n < G_N_ELEMENTS (all); n++)
    gtk_widget_add_controller (GTK_WIDGET (pictures), all[n]);
}
