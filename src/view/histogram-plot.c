/* What is drawn comes from files/chart.h; here are the choice of the histogram and the pointer. */
#include "view/histogram-plot.h"

#include "session/latest.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define GRAB_PX 7
#define ANCHOR_HU 20 /* a click on a tissue of one value takes this much to each side */

typedef enum {
  GRAB_NONE,
  GRAB_ABOVE,
  GRAB_BELOW,
  GRAB_BLACK,
  GRAB_WHITE,
  GRAB_LEVEL,
  GRAB_ZOOM,
  GRAB_TISSUE,
} Grab;

struct _HfHistogramPlot {
  HfPanel parent_instance;

  HfScope scope;
  double low, high;       /* shown range, NAN: everything */
  HfHistogram *histogram; /* owned, nullable: of the scope */
  HfBins *bins;           /* owned, nullable: as they are shown */
  gboolean stale;         /* histogram and bins must be made anew */
  HfLatest *outside;      /* histogram of what is not in the mask */
  HfHistogram *rest;      /* its newest result; owned, nullable */

  int hover_bin, hover_tissue;
  Grab grab;
  double grab_x;     /* where the drag began, px */
  double grab_value; /* the window's level there */
  double drag_x;     /* where the drag is, px */
};

G_DEFINE_FINAL_TYPE (HfHistogramPlot, hf_histogram_plot, HF_TYPE_PANEL)

enum { UPDATED, N_SIGNALS };
static guint signals[N_SIGNALS];

typedef struct {
  HfVolume *volume;
  HfMask *mask;
} OutsideInput;

static void
free_outside_input (gpointer data)
{
  OutsideInput *input = data;

  hf_volume_unref (input->volume);
  hf_mask_unref (input->mask);
  g_free (input);
}

static gpointer
count_outside (gpointer data, HfProgress *progress, GError **error)
{
  OutsideInput *input = data;

  return hf_histogram_new (input->volume, input->mask, FALSE);
}

static void update (HfHistogramPlot *self);

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  update (HF_HISTOGRAM_PLOT (widget));
  gtk_widget_queue_draw (widget);
  return G_SOURCE_REMOVE;
}

/* Once a frame, before the layout: who shows numbers beside the plot changes its labels then. */
static void
invalidate (HfHistogramPlot *self)
{
  if (!self->stale)
    gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
  self->stale = TRUE;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
outside_done (gpointer result, const GError *error, gpointer data)
{
  HfHistogramPlot *self = data;

  g_clear_pointer (&self->rest, hf_histogram_unref);
  self->rest = result;
  invalidate (self);
}

static void
mask_changed_cb (HfHistogramPlot *self)
{
  HfSession *session = hf_panel_session (self);

  if (self->scope == HF_SCOPE_OUTSIDE && hf_session_mask (session) && hf_session_volume (session)) {
    OutsideInput *input = g_new (OutsideInput, 1);

    input->volume = hf_volume_ref (hf_session_volume (session));
    input->mask = hf_mask_ref (hf_session_mask (session));
    hf_latest_push (self->outside, input);
  }
  if (self->scope == HF_SCOPE_INSIDE)
    invalidate (self);
}

/* Of the scope, as far as it is there; (transfer full). */
static HfHistogram *
find_histogram (HfHistogramPlot *self)
{
  HfSession *session = hf_panel_session (self);
  HfHistogram *found = NULL;

  if (!session || !hf_session_volume (session))
    return NULL;
  if (self->scope >= HF_SCOPE_AXIAL && self->scope <= HF_SCOPE_CORONAL) {
    HfPlane plane = self->scope == HF_SCOPE_AXIAL      ? HF_PLANE_AXIAL
                    : self->scope == HF_SCOPE_SAGITTAL ? HF_PLANE_SAGITTAL
                                                       : HF_PLANE_CORONAL;

    return hf_histogram_new_slice (hf_session_volume (session), plane,
                                   hf_session_slice (session, plane));
  }
  found = self->scope == HF_SCOPE_INSIDE    ? hf_session_histogram_inside (session)
          : self->scope == HF_SCOPE_OUTSIDE ? self->rest
                                            : hf_session_histogram (session);
  return found ? hf_histogram_ref (found) : NULL;
}

static void
update (HfHistogramPlot *self)
{
  HfSession *session = hf_panel_session (self);

  if (!self->stale)
    return;
  self->stale = FALSE;
  g_clear_pointer (&self->histogram, hf_histogram_unref);
  g_clear_pointer (&self->bins, hf_bins_free);
  self->hover_bin = -1;
  self->histogram = find_histogram (self);
  if (self->histogram)
    self->bins = hf_bins_new (self->histogram, self->low, self->high,
                              (guint) hf_session_get (session, HF_PARAM_BINS),
                              hf_volume_info (hf_session_volume (session))->is_hu);
  g_signal_emit (self, signals[UPDATED], 0);
}

static void
layout_of (HfHistogramPlot *self, HfChartLayout *layout)
{
  HfChartOptions options;

  hf_histogram_plot_options (self, &options);
  hf_chart_layout (self->bins, &options, gtk_widget_get_width (GTK_WIDGET (self)),
                   gtk_widget_get_height (GTK_WIDGET (self)), layout);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HfHistogramPlot *self = HF_HISTOGRAM_PLOT (widget);
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, width, height);
  HfChartOptions options;
  HfChartLayout layout;
  cairo_t *cr;

  if (!self->bins)
    return;
  hf_histogram_plot_options (self, &options);
  cr = gtk_snapshot_append_cairo (snapshot, &bounds);
  hf_chart_histogram (cr, self->bins, &options, width, height);
  if (self->grab == GRAB_ZOOM) {
    layout_of (self, &layout);
    cairo_set_source_rgba (cr, 0.55, 0.70, 0.88, 0.25);
    cairo_rectangle (cr, MIN (self->grab_x, self->drag_x), layout.plot.y,
                     fabs (self->drag_x - self->grab_x), layout.plot.height);
    cairo_fill (cr);
  }
  cairo_destroy (cr);
}

static gboolean
inside (const HfChartBox *box, double x, double y, double slack)
{
  return x >= box->x - slack && x <= box->x + box->width + slack && y >= box->y - slack &&
         y <= box->y + box->height + slack;
}

static gboolean
near (const HfChartLayout *layout, double value, double x)
{
  return !isnan (value) && fabs (hf_chart_x (layout, value) - x) <= GRAB_PX;
}

/* What a press at a place would take hold of. */
static Grab
grab_at (HfHistogramPlot *self, double x, double y)
{
  HfChartLayout layout;
  HfChartOptions options;

  if (!self->bins)
    return GRAB_NONE;
  layout_of (self, &layout);
  hf_histogram_plot_options (self, &options);
  if (inside (&layout.strip, x, y, 4)) {
    if (near (&layout, options.black, x))
      return GRAB_BLACK;
    if (near (&layout, options.white, x))
      return GRAB_WHITE;
    return GRAB_LEVEL;
  }
  if (inside (&layout.plot, x, y, 5)) {
    if (near (&layout, options.below, x) &&
        (!near (&layout, options.above, x) || x > hf_chart_x (&layout, options.below)))
      return GRAB_BELOW;
    return near (&layout, options.above, x) ? GRAB_ABOVE : GRAB_ZOOM;
  }
  return hf_chart_tissue_at (&layout, x, y) >= 0 ? GRAB_TISSUE : GRAB_NONE;
}

static void
show_hover (HfHistogramPlot *self, int bin, int tissue)
{
  HfSession *session = hf_panel_session (self);

  if (bin == self->hover_bin && tissue == self->hover_tissue)
    return;
  self->hover_bin = bin;
  self->hover_tissue = tissue;
  if (session && bin >= 0)
    hf_session_set_highlight (session, self->bins->edges[bin], self->bins->edges[bin + 1]);
  else if (session)
    hf_session_set_highlight (session, NAN, NAN);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[UPDATED], 0);
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
  layout_of (self, &layout);
  if (inside (&layout.plot, x, y, 0))
    bin = hf_bins_at (self->bins, hf_chart_value (&layout, x));
  show_hover (self, bin, hf_chart_tissue_at (&layout, x, y));
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), cursors[grab_at (self, x, y)]);
}

static void
leave_cb (HfHistogramPlot *self)
{
  show_hover (self, -1, -1);
}

/* The range of a tissue, both ends in it; one step of undo. */
static void
take_tissue (HfHistogramPlot *self, int which)
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
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  layout_of (self, &layout);
  self->grab_x = self->drag_x = x;
  self->grab_value = hf_session_get (session, HF_PARAM_WINDOW_LEVEL);
  if (self->grab == GRAB_TISSUE)
    take_tissue (self, hf_chart_tissue_at (&layout, x, y));
  hf_session_begin_drag (session);
}

static void
drag_window (HfHistogramPlot *self, double value, double shift)
{
  HfSession *session = hf_panel_session (self);
  double width = hf_session_get (session, HF_PARAM_WINDOW_WIDTH);
  double level = hf_session_get (session, HF_PARAM_WINDOW_LEVEL);
  double black = level - width / 2, white = level + width / 2;

  if (self->grab == GRAB_LEVEL) {
    hf_session_set_window (session, width, self->grab_value + shift);
    return;
  }
  if (self->grab == GRAB_BLACK)
    black = MIN (value, white - 1);
  else
    white = MAX (value, black + 1);
  hf_session_set_window (session, white - black, (white + black) / 2);
}

static void
drag_update_cb (HfHistogramPlot *self, double dx, double dy)
{
  HfSession *session = hf_panel_session (self);
  HfChartLayout layout;
  double value;

  if (!self->bins || self->grab == GRAB_NONE || self->grab == GRAB_TISSUE)
    return;
  layout_of (self, &layout);
  self->drag_x = CLAMP (self->grab_x + dx, layout.plot.x, layout.plot.x + layout.plot.width);
  value = round (hf_chart_value (&layout, self->drag_x));
  if (self->grab == GRAB_ABOVE)
    hf_session_set (session, HF_PARAM_ABOVE,
                    MIN (value, hf_session_get (session, HF_PARAM_BELOW) - 1));
  else if (self->grab == GRAB_BELOW)
    hf_session_set (session, HF_PARAM_BELOW,
                    self->drag_x >= layout.plot.x + layout.plot.width
                        ? hf_param (HF_PARAM_BELOW)->max
                        : MAX (value, hf_session_get (session, HF_PARAM_ABOVE) + 1));
  else if (self->grab == GRAB_ZOOM)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  else
    drag_window (self, value, round (dx / layout.plot.width * (layout.high - layout.low)));
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
    layout_of (self, &layout);
    hf_histogram_plot_set_range (self,
                                 floor (hf_chart_value (&layout, MIN (self->grab_x, self->drag_x))),
                                 ceil (hf_chart_value (&layout, MAX (self->grab_x, self->drag_x))));
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
pressed_cb (HfHistogramPlot *self, int n_press, double x, double y)
{
  HfChartLayout layout;

  if (n_press != 2 || !self->bins)
    return;
  layout_of (self, &layout);
  if (inside (&layout.plot, x, y, 0))
    hf_histogram_plot_set_range (self, NAN, NAN);
}

static gboolean
query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  HfHistogramPlot *self = HF_HISTOGRAM_PLOT (widget);
  guint n;
  const HfTissue *tissue;
  g_autofree char *text = NULL;

  if (self->hover_tissue < 0)
    return FALSE;
  tissue = &hf_tissues (&n)[self->hover_tissue];
  text = g_strdup_printf (
      _ ("%s: %g to %g HU (some sources: %g to %g)\nClick: threshold this range.\n\nThe ranges "
         "depend "
         "on tube voltage, kernel and contrast medium,\nand do not hold for cone-beam CT."),
      _ (tissue->name), tissue->low, tissue->high, tissue->outer_low, tissue->outer_high);
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
measure (GtkWidget *widget,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 200 : 290;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 316 : 300;
  *minimum_baseline = *natural_baseline = -1;
}

static void
refresh (HfPanel *panel)
{
  HfHistogramPlot *self = HF_HISTOGRAM_PLOT (panel);

  mask_changed_cb (self);
  invalidate (self);
}

static void
volume_changed_cb (HfHistogramPlot *self)
{
  self->low = self->high = NAN;
  g_clear_pointer (&self->rest, hf_histogram_unref);
  invalidate (self);
}

static void
cursor_changed_cb (HfHistogramPlot *self)
{
  if (self->scope >= HF_SCOPE_AXIAL && self->scope <= HF_SCOPE_CORONAL)
    invalidate (self);
}

static void
dispose (GObject *object)
{
  HfHistogramPlot *self = HF_HISTOGRAM_PLOT (object);

  g_clear_pointer (&self->outside, hf_latest_free);
  g_clear_pointer (&self->rest, hf_histogram_unref);
  g_clear_pointer (&self->histogram, hf_histogram_unref);
  g_clear_pointer (&self->bins, hf_bins_free);
  G_OBJECT_CLASS (hf_histogram_plot_parent_class)->dispose (object);
}

static void
hf_histogram_plot_class_init (HfHistogramPlotClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = dispose;
  HF_PANEL_CLASS (class)->refresh = refresh;
  widget_class->snapshot = snapshot;
  widget_class->measure = measure;
  widget_class->query_tooltip = query_tooltip;
  signals[UPDATED] = g_signal_new ("updated", HF_TYPE_HISTOGRAM_PLOT, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "histogramplot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
add_gestures (HfHistogramPlot *self)
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
  gtk_gesture_group (click, drag);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}

static void
hf_histogram_plot_init (HfHistogramPlot *self)
{
  self->low = self->high = NAN;
  self->hover_bin = self->hover_tissue = -1;
  self->outside = hf_latest_new (count_outside, free_outside_input,
                                 (GDestroyNotify) hf_histogram_unref, outside_done, self);
  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  add_gestures (self);
  hf_panel_want (self, HF_WANT_HISTOGRAM, TRUE);
  hf_panel_on (self, "changed::volume", G_CALLBACK (volume_changed_cb));
  hf_panel_on (self, "changed::histogram", G_CALLBACK (invalidate));
  hf_panel_on (self, "notify::bins", G_CALLBACK (invalidate));
  hf_panel_on (self, "changed::view", G_CALLBACK (gtk_widget_queue_draw));
  hf_panel_on (self, "changed::params", G_CALLBACK (gtk_widget_queue_draw));
  hf_panel_on (self, "changed::slices", G_CALLBACK (cursor_changed_cb));
  hf_panel_on (self, "changed::cursor", G_CALLBACK (cursor_changed_cb));
  hf_panel_on (self, "changed::window", G_CALLBACK (gtk_widget_queue_draw));
  hf_panel_on (self, "changed::mask", G_CALLBACK (mask_changed_cb));
}

void
hf_histogram_plot_set_scope (HfHistogramPlot *self, HfScope scope)
{
  if (scope == self->scope)
    return;
  self->scope = scope;
  hf_panel_want (self, HF_WANT_MASK, scope == HF_SCOPE_INSIDE || scope == HF_SCOPE_OUTSIDE);
  if (hf_panel_session (self))
    mask_changed_cb (self);
  invalidate (self);
}

void
hf_histogram_plot_set_range (HfHistogramPlot *self, double low, double high)
{
  self->low = low;
  self->high = high;
  invalidate (self);
}

HfHistogram *
hf_histogram_plot_histogram (HfHistogramPlot *self)
{
  update (self);
  return self->histogram;
}

const HfBins *
hf_histogram_plot_bins (HfHistogramPlot *self)
{
  update (self);
  return self->bins;
}

/* As it is drawn now. */
void
hf_histogram_plot_options (HfHistogramPlot *self, HfChartOptions *options)
{
  HfSession *session = hf_panel_session (self);
  double width, level;

  hf_chart_options_init (options);
  options->hover_bin = self->hover_bin;
  options->hover_tissue = self->hover_tissue;
  if (!session)
    return;
  width = hf_session_get (session, HF_PARAM_WINDOW_WIDTH);
  level = hf_session_get (session, HF_PARAM_WINDOW_LEVEL);
  options->log_scale = hf_session_get (session, HF_PARAM_LOG_SCALE) != 0;
  options->black = level - width / 2;
  options->white = level + width / 2;
  options->above = hf_session_get (session, HF_PARAM_ABOVE);
  options->below = hf_session_get (session, HF_PARAM_BELOW);
  if (options->below >= hf_param (HF_PARAM_BELOW)->max)
    options->below = NAN;
}

char *
hf_histogram_plot_hover_text (HfHistogramPlot *self)
{
  const HfBins *bins = self->bins;
  const char *unit = bins && bins->is_hu ? " HU" : "";
  guint n;

  if (self->hover_tissue >= 0) {
    const HfTissue *tissue = &hf_tissues (&n)[self->hover_tissue];

    return g_strdup_printf (_ ("%s: %g … %g HU"), _ (tissue->name), tissue->low, tissue->high);
  }
  if (!bins || self->hover_bin < 0)
    return NULL;
  return g_strdup_printf (_ ("%.4g … %.4g%s: %'" G_GUINT64_FORMAT " voxels, %.3g %%"),
                          bins->edges[self->hover_bin], bins->edges[self->hover_bin + 1], unit,
                          bins->counts[self->hover_bin],
                          100.0 * bins->counts[self->hover_bin] / MAX (bins->n_voxels, 1));
}
