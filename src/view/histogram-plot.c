/* What is drawn comes from files/chart.h; here is the choice of the histogram. The pointer:
   histogram-pointer.c, the keys: histogram-keys.c. */
#include "view/histogram-plot-private.h"

#include "view/theme.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

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

void
hf_histogram_plot_say (HfHistogramPlot *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[UPDATED], 0);
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
set_is_hu (HfHistogramPlot *self, gboolean is_hu)
{
  if (self->is_hu == is_hu)
    return;
  self->is_hu = is_hu;
  gtk_widget_queue_resize (GTK_WIDGET (self)); /* there are no tissues */
}

/* The same bins of other counts: what is pointed at stays. */
static gboolean
same_edges (const HfBins *a, const HfBins *b)
{
  return a && b && a->n_bins == b->n_bins && a->edges[0] == b->edges[0] &&
         a->edges[a->n_bins] == b->edges[b->n_bins];
}

static void
update (HfHistogramPlot *self)
{
  HfSession *session = hf_panel_session (self);
  g_autoptr (HfBins) before = NULL;
  gboolean is_hu = TRUE;

  if (!self->stale)
    return;
  self->stale = FALSE;
  g_clear_pointer (&self->histogram, hf_histogram_unref);
  before = g_steal_pointer (&self->bins);
  g_clear_pointer (&self->chart, gsk_render_node_unref);
  self->histogram = find_histogram (self);
  if (session && hf_session_volume (session))
    is_hu = hf_volume_info (hf_session_volume (session))->is_hu;
  set_is_hu (self, is_hu);
  if (self->histogram)
    self->bins = hf_bins_new (self->histogram, self->low, self->high,
                              (guint) hf_session_get (session, HF_PARAM_BINS), is_hu);
  if (!same_edges (before, self->bins)) {
    self->hover_bin = self->hover_tissue = -1;
    if (session)
      hf_session_set_highlight (session, NAN, NAN);
  }
  g_signal_emit (self, signals[UPDATED], 0);
}

/* All but the window's strip, kept while only that changes: it has a name for every tissue. */
static GskRenderNode *
update_chart (HfHistogramPlot *self, HfChartOptions options, int width, int height)
{
  graphene_rect_t bounds = GRAPHENE_RECT_INIT (0, 0, width, height), drawn;
  cairo_t *cr;

  options.black = options.white = NAN;
  if (self->chart) {
    gsk_render_node_get_bounds (self->chart, &drawn);
    if (graphene_rect_equal (&bounds, &drawn) &&
        memcmp (&options, &self->chart_options, sizeof options) == 0)
      return self->chart;
    gsk_render_node_unref (self->chart);
  }
  self->chart_options = options;
  self->chart = gsk_cairo_node_new (&bounds);
  cr = gsk_cairo_node_get_draw_context (self->chart);
  hf_chart_histogram (cr, self->bins, &options, width, height);
  cairo_destroy (cr);
  return self->chart;
}

static void
draw_window (GtkSnapshot *snapshot, const HfChartOptions *options, const HfChartLayout *layout)
{
  const HfChartBox *strip = &layout->strip;
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT ((float) strip->x, (float) strip->y, (float) strip->width,
                                     (float) strip->height));

  hf_chart_window (cr, options, layout);
  cairo_destroy (cr);
}

/* What the keys are on, and the range that a drag picks. */
static void
draw_marks (HfHistogramPlot *self, GtkSnapshot *snapshot, const HfChartLayout *layout)
{
  GtkWidget *widget = GTK_WIDGET (self);
  cairo_t *cr;

  if (self->part == GRAB_NONE && self->grab != GRAB_ZOOM)
    return;
  cr =
      gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget),
                                                                gtk_widget_get_height (widget)));
  hf_histogram_plot_draw_keys (self, cr, layout);
  if (self->grab == GRAB_ZOOM) {
    cairo_set_source_rgba (cr, 0.55, 0.70, 0.88, 0.25);
    cairo_rectangle (cr, MIN (self->grab_x, self->drag_x), layout->plot.y,
                     fabs (self->drag_x - self->grab_x), layout->plot.height);
    cairo_fill (cr);
  }
  cairo_destroy (cr);
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HfHistogramPlot *self = HF_HISTOGRAM_PLOT (widget);
  HfChartOptions options;
  HfChartLayout layout;

  if (!self->bins)
    return;
  hf_histogram_plot_options (self, &options);
  hf_histogram_plot_layout (self, &layout);
  gtk_snapshot_append_node (snapshot, update_chart (self, options, gtk_widget_get_width (widget),
                                                    gtk_widget_get_height (widget)));
  draw_window (snapshot, &options, &layout);
  draw_marks (self, snapshot, &layout);
}

static double
font_px (GtkWidget *widget)
{
  return 11 * hf_theme_text_scale (widget);
}

/* Narrower, the names of the tissues need more rows. */
static GtkSizeRequestMode
get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
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
  if (orientation == GTK_ORIENTATION_HORIZONTAL) {
    *minimum = 200;
    *natural = 316;
  } else {
    *minimum = *natural = (int) hf_chart_height (HF_HISTOGRAM_PLOT (widget)->is_hu,
                                                 for_size > 0 ? for_size : 316, font_px (widget));
  }
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

/* Handles are elsewhere: only the keys say where. */
static void
handles_changed_cb (HfHistogramPlot *self)
{
  if (self->part != GRAB_NONE)
    hf_histogram_plot_say (self);
  else
    gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
dispose (GObject *object)
{
  HfHistogramPlot *self = HF_HISTOGRAM_PLOT (object);

  g_clear_pointer (&self->outside, hf_latest_free);
  g_clear_pointer (&self->rest, hf_histogram_unref);
  g_clear_pointer (&self->histogram, hf_histogram_unref);
  g_clear_pointer (&self->bins, hf_bins_free);
  g_clear_pointer (&self->chart, gsk_render_node_unref);
  G_OBJECT_CLASS (hf_histogram_plot_parent_class)->dispose (object);
}

static void
hf_histogram_plot_class_init (HfHistogramPlotClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = dispose;
  HF_PANEL_CLASS (class)->refresh = refresh;
  widget_class->snapshot = snapshot;
  widget_class->get_request_mode = get_request_mode;
  widget_class->measure = measure;
  widget_class->query_tooltip = hf_histogram_plot_query_tooltip;
  signals[UPDATED] = g_signal_new ("updated", HF_TYPE_HISTOGRAM_PLOT, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "histogramplot");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
hf_histogram_plot_init (HfHistogramPlot *self)
{
  self->low = self->high = NAN;
  self->is_hu = TRUE;
  self->hover_bin = self->hover_tissue = -1;
  self->outside = hf_latest_new (count_outside, free_outside_input,
                                 (GDestroyNotify) hf_histogram_unref, outside_done, self);
  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  hf_histogram_plot_add_gestures (self);
  hf_histogram_plot_add_keys (self);
  hf_panel_want (self, HF_WANT_HISTOGRAM, TRUE);
  hf_panel_on (self, "changed::volume", G_CALLBACK (volume_changed_cb));
  hf_panel_on (self, "changed::histogram", G_CALLBACK (invalidate));
  hf_panel_on (self, "notify::bins", G_CALLBACK (invalidate));
  hf_panel_on (self, "changed::view", G_CALLBACK (gtk_widget_queue_draw));
  hf_panel_on (self, "changed::params", G_CALLBACK (handles_changed_cb));
  hf_panel_on (self, "changed::slices", G_CALLBACK (cursor_changed_cb));
  hf_panel_on (self, "changed::cursor", G_CALLBACK (cursor_changed_cb));
  hf_panel_on (self, "changed::window", G_CALLBACK (handles_changed_cb));
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
  options->light = hf_theme_is_light (GTK_WIDGET (self));
  options->font_px = font_px (GTK_WIDGET (self));
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

void
hf_histogram_plot_layout (HfHistogramPlot *self, HfChartLayout *layout)
{
  HfChartOptions options;

  hf_histogram_plot_options (self, &options);
  hf_chart_layout (self->bins, &options, gtk_widget_get_width (GTK_WIDGET (self)),
                   gtk_widget_get_height (GTK_WIDGET (self)), layout);
}
