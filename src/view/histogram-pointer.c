/* The pointer over the histogram: hovering, the handles, the tissues, the zoom. */
#include "view/histogram-plot-private.h"

#include "view/count-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define GRAB_PX 7
#define ANCHOR_HU 20 /* a click on a tissue of one value takes this much to each side */

static gboolean
inside (const HfChartBox *box, double x, double y, double slack)
{
  return x >= box->x - slack && x <= box->x + box->width + slack && y >= box->y - slack &&
         y <= box->y + box->height + slack;
}

/* A handle that is off the axis waits at its end. */
static gboolean
near (const HfChartLayout *layout, double value, double x)
{
  return !isnan (value) && fabs (hf_chart_handle_x (layout, value) - x) <= GRAB_PX;
}

/* The nearer end, so that both can be had where the window is narrower than a hand is sure. */
static Grab
grab_window (const HfChartLayout *layout, const HfChartOptions *options, double x)
{
  double middle = hf_chart_x (layout, (options->black + options->white) / 2);

  if (near (layout, options->black, x) && x < middle)
    return GRAB_BLACK;
  return near (layout, options->white, x) && x >= middle ? GRAB_WHITE : GRAB_LEVEL;
}

/* What a press at a place would take hold of. */
static Grab
grab_at (HfHistogramPlot *self, double x, double y)
{
  HfChartLayout layout;
  HfChartOptions options;

  if (!self->bins)
    return GRAB_NONE;
  hf_histogram_plot_layout (self, &layout);
  hf_histogram_plot_options (self, &options);
  if (inside (&layout.strip, x, y, 4))
    return grab_window (&layout, &options, x);
  if (inside (&layout.plot, x, y, 5)) {
    if (near (&layout, options.below, x) &&
        (!near (&layout, options.above, x) || x > hf_chart_handle_x (&layout, options.below)))
      return GRAB_BELOW;
    return near (&layout, options.above, x) ? GRAB_ABOVE : GRAB_ZOOM;
  }
  return hf_chart_tissue_at (&layout, x, y) >= 0 ? GRAB_TISSUE : GRAB_NONE;
}

void
hf_histogram_plot_point_at (HfHistogramPlot *self, int bin, int tissue)
{
  HfSession *session = hf_panel_session (self);

  if (bin == self->hover_bin && tissue == self->hover_tissue)
    return;
  self->hover_bin = bin;
  self->hover_tissue = tissue;
  if (session && bin >= 0) {
    double high = self->bins->edges[bin + 1];

    if (bin == (int) self->bins->n_bins - 1)
      high = nextafter (high, INFINITY); /* the last bin holds its upper edge */
    hf_session_set_highlight (session, self->bins->edges[bin], high);
  } else if (session)
    hf_session_set_highlight (session, NAN, NAN);
  hf_histogram_plot_say (self);
}

static void
motion_cb (HfHistogramPlot *self, double x, double y)
{
  static const char *const cursors[] = {
    [GRAB_NONE] = "default",    [GRAB_ABOVE] = "ew-resize", [GRAB_BELOW] = "ew-resize",
    [GRAB_BLACK] = "ew-resize", [GRAB_WHITE] = "ew-resize", [GRAB_LEVEL] = "grab",
    [GRAB_ZOOM] = "crosshair",  [GRAB_TISSUE] = "pointer",
  };
  HfChartLayout layout;
  int bin = -1;

  if (!self->bins || self->grab != GRAB_NONE)
    return;
  hf_histogram_plot_layout (self, &layout);
  if (inside (&layout.plot, x, y, 0))
    bin = hf_bins_at (self->bins, hf_chart_value (&layout, x));
  hf_histogram_plot_point_at (self, bin, hf_chart_tissue_at (&layout, x, y));
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), cursors[grab_at (self, x, y)]);
}

static void
leave_cb (HfHistogramPlot *self)
{
  hf_histogram_plot_point_at (self, -1, -1);
}

/* Makes a tissue's range the threshold, both ends in it; one step of undo. */
void
hf_histogram_plot_take_tissue (HfHistogramPlot *self, guint which)
{
  HfSession *session = hf_panel_session (self);
  guint n;
  const HfTissue *tissue = &hf_tissues (&n)[which];
  double above = tissue->low - 1, below = tissue->high + 1;

  if (tissue->low == tissue->high) {
    above -= ANCHOR_HU;
    below += ANCHOR_HU;
    if (tissue->lane == HF_LANE_THRESHOLD) {
      above = tissue->low;
      below = G_MAXDOUBLE;
    }
  }
  if (tissue->high >= G_MAXINT16) {
    above = tissue->low;
    below = G_MAXDOUBLE;
  }
  hf_session_begin_drag (session);
  hf_session_set (session, HF_PARAM_ABOVE, hf_param_clamp (HF_PARAM_ABOVE, above));
  hf_session_set (session, HF_PARAM_BELOW, hf_param_clamp (HF_PARAM_BELOW, below));
  hf_session_end_drag (session);
}

static void
drag_begin_cb (HfHistogramPlot *self, double x, double y, GtkGesture *gesture)
{
  HfSession *session = hf_panel_session (self);
  HfChartLayout layout;

  self->grab = grab_at (self, x, y);
  if (!session || self->grab == GRAB_NONE) {
    gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_DENIED);
    return;
  }
  gtk_widget_grab_focus (GTK_WIDGET (self)); /* the arrow keys go on from here */
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  hf_histogram_plot_layout (self, &layout);
  self->grab_x = self->drag_x = x;
  self->grab_value = hf_session_get (session, HF_PARAM_WINDOW_LEVEL);
  if (self->grab == GRAB_TISSUE)
    hf_histogram_plot_take_tissue (self, hf_chart_tissue_at (&layout, x, y));
  hf_session_begin_drag (session);
}

/* Where a handle stands, in the volume's unit. */
double
hf_histogram_plot_handle (HfHistogramPlot *self, Grab handle)
{
  HfSession *session = hf_panel_session (self);
  double width = hf_session_get (session, HF_PARAM_WINDOW_WIDTH);
  double level = hf_session_get (session, HF_PARAM_WINDOW_LEVEL);

  switch (handle) {
  case GRAB_ABOVE:
    return hf_session_get (session, HF_PARAM_ABOVE);
  case GRAB_BELOW:
    return hf_session_get (session, HF_PARAM_BELOW);
  case GRAB_BLACK:
    return level - width / 2;
  case GRAB_WHITE:
    return level + width / 2;
  default:
    return level;
  }
}

/* The nearest value that a hand can want. */
static double
rounded (HfHistogramPlot *self, double value)
{
  double step = hf_volume_step (hf_session_volume (hf_panel_session (self)));

  return round (value / step) * step;
}

/* A handle does not pass its twin; the level carries the whole window. */
void
hf_histogram_plot_move (HfHistogramPlot *self, Grab handle, double value)
{
  HfSession *session = hf_panel_session (self);
  double step = hf_volume_step (hf_session_volume (session));
  double black = hf_histogram_plot_handle (self, GRAB_BLACK);
  double white = hf_histogram_plot_handle (self, GRAB_WHITE);

  if (handle == GRAB_ABOVE)
    hf_session_set (session, HF_PARAM_ABOVE,
                    MIN (value, hf_session_get (session, HF_PARAM_BELOW) - step));
  else if (handle == GRAB_BELOW)
    hf_session_set (session, HF_PARAM_BELOW,
                    MAX (value, hf_session_get (session, HF_PARAM_ABOVE) + step));
  else if (handle == GRAB_LEVEL)
    hf_session_set_window (session, white - black, value);
  else {
    if (handle == GRAB_BLACK)
      black = MIN (value, white - step);
    else
      white = MAX (value, black + step);
    hf_session_set_window (session, white - black, (white + black) / 2);
  }
}

static void
drag_update_cb (HfHistogramPlot *self, double dx, double dy)
{
  HfChartLayout layout;
  double value;

  if (!self->bins || self->grab == GRAB_NONE || self->grab == GRAB_TISSUE)
    return;
  hf_histogram_plot_layout (self, &layout);
  self->drag_x = CLAMP (self->grab_x + dx, layout.plot.x, layout.plot.x + layout.plot.width);
  value = rounded (self, hf_chart_value (&layout, self->drag_x));
  if (self->grab == GRAB_ZOOM) {
    gtk_widget_queue_draw (GTK_WIDGET (self));
    return;
  }
  if (self->grab == GRAB_BELOW && self->drag_x >= layout.plot.x + layout.plot.width)
    value = hf_param (HF_PARAM_BELOW)->max;
  if (self->grab == GRAB_LEVEL)
    value = self->grab_value + rounded (self, dx / layout.plot.width * (layout.high - layout.low));
  hf_histogram_plot_move (self, self->grab, value);
}

static void
drag_end_cb (HfHistogramPlot *self, double dx, double dy)
{
  HfSession *session = hf_panel_session (self);
  Grab grab = self->grab;
  HfChartLayout layout;

  self->grab = GRAB_NONE;
  if (session && grab != GRAB_NONE)
    hf_session_end_drag (session);
  if (grab == GRAB_ZOOM && self->bins && fabs (self->drag_x - self->grab_x) > 4) {
    hf_histogram_plot_layout (self, &layout);
    hf_histogram_plot_set_range (
        self, rounded (self, hf_chart_value (&layout, MIN (self->grab_x, self->drag_x))),
        rounded (self, hf_chart_value (&layout, MAX (self->grab_x, self->drag_x))));
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
pressed_cb (HfHistogramPlot *self, int n_press, double x, double y)
{
  HfChartLayout layout;

  if (n_press != 2 || !self->bins)
    return;
  hf_histogram_plot_layout (self, &layout);
  if (inside (&layout.plot, x, y, 0))
    hf_histogram_plot_set_range (self, NAN, NAN);
}

gboolean
hf_histogram_plot_query_tooltip (
    GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  HfHistogramPlot *self = HF_HISTOGRAM_PLOT (widget);
  guint n;
  const HfTissue *tissue;
  g_autofree char *others = NULL, *text = NULL;

  if (self->hover_tissue < 0)
    return FALSE;
  tissue = &hf_tissues (&n)[self->hover_tissue];
  if (tissue->outer_low < tissue->low || tissue->outer_high > tissue->high)
    others =
        g_strdup_printf (_ (" (some sources: %g to %g)"), tissue->outer_low, tissue->outer_high);
  text = g_strdup_printf (_ ("%s: %g to %g HU%s\nClick: threshold this range.\n\nThe ranges depend "
                             "on tube voltage, kernel and contrast medium,\nand do not hold for "
                             "cone-beam CT."),
                          _ (tissue->name), tissue->low, tissue->high, others ? others : "");
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

void
hf_histogram_plot_add_gestures (HfHistogramPlot *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (pressed_cb), self);
  g_signal_connect_swapped (self, "unmap", G_CALLBACK (leave_cb), self);
  gtk_gesture_group (click, drag);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

char *
hf_histogram_plot_hover_text (HfHistogramPlot *self)
{
  const HfBins *bins = self->bins;
  const char *unit = bins && bins->is_hu ? " HU" : "";
  g_autofree char *count = NULL;
  guint n;

  if (self->hover_tissue >= 0) {
    const HfTissue *tissue = &hf_tissues (&n)[self->hover_tissue];

    return g_strdup_printf (_ ("%s: %g … %g HU"), _ (tissue->name), tissue->low, tissue->high);
  }
  if (!bins || self->hover_bin < 0)
    return hf_histogram_plot_keys_text (self);
  count = hf_count_text (bins->counts[self->hover_bin]);
  return g_strdup_printf (_ ("%.8g … %.8g%s: %s voxels, %.3g %%"), bins->edges[self->hover_bin],
                          bins->edges[self->hover_bin + 1], unit, count,
                          100.0 * bins->counts[self->hover_bin] / MAX (bins->n_voxels, 1));
}
