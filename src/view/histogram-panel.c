/* Controls and numbers around view/histogram-plot.h. */
#include "view/histogram-panel.h"

#include "core/text.h"
#include "files/atomic.h"
#include "view/accessible.h"
#include "view/count-text.h"
#include "view/histogram-plot.h"
#include "view/init.h"
#include "view/param-row.h"
#include "view/save-dialog.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define PNG_WIDTH 1400
#define PNG_HEIGHT 900

struct _HfHistogramPanel {
  HfPanel parent_instance;

  /* template */
  HfHistogramPlot *plot;
  GtkDropDown *scope;
  GtkDropDown *range;
  GtkLabel *hover;
  GtkLabel *caveat;
  GtkLabel *numbers;
  GtkToggleButton *each;
  HfParamRow *bins;
  HfParamRow *log_scale;

  double other_bins; /* when "1 HU" is switched off again */
};

G_DEFINE_FINAL_TYPE (HfHistogramPanel, hf_histogram_panel, HF_TYPE_PANEL)

static void
scope_cb (HfHistogramPanel *self)
{
  hf_histogram_plot_set_scope (self->plot, gtk_drop_down_get_selected (self->scope));
}

static void
range_cb (HfHistogramPanel *self)
{
  static const double ranges[][2] = { { NAN, NAN }, { -200, 300 }, { 100, 2000 } };
  guint selected = gtk_drop_down_get_selected (self->range);
  HfSession *session = hf_panel_session (self);

  if (selected < G_N_ELEMENTS (ranges)) {
    hf_histogram_plot_set_range (self->plot, ranges[selected][0], ranges[selected][1]);
  } else if (session) {
    double width = hf_session_get (session, HF_PARAM_WINDOW_WIDTH);
    double level = hf_session_get (session, HF_PARAM_WINDOW_LEVEL);

    hf_histogram_plot_set_range (self->plot, floor (level - width / 2), ceil (level + width / 2));
  }
}

static void
each_cb (HfHistogramPanel *self)
{
  HfSession *session = hf_panel_session (self);
  gboolean each = gtk_toggle_button_get_active (self->each);
  double bins;

  if (!session)
    return;
  bins = hf_session_get (session, HF_PARAM_BINS);
  if (each == (bins == 0))
    return;
  if (each)
    self->other_bins = bins;
  hf_session_set (session, HF_PARAM_BINS, each ? 0 : self->other_bins);
}

static void
bins_changed_cb (HfHistogramPanel *self)
{
  double bins = hf_session_get (hf_panel_session (self), HF_PARAM_BINS);

  gtk_toggle_button_set_active (self->each, bins == 0);
  gtk_widget_set_sensitive (GTK_WIDGET (self->bins), bins != 0);
}

/* "1,234,567 voxels · mean -12.3 · sd 45.6 · -1024 … 3071 HU" */
static char *
describe (HfHistogram *histogram, gboolean is_hu)
{
  g_autofree char *voxels = NULL;
  double min, max;

  if (!histogram || !hf_histogram_range (histogram, &min, &max))
    return NULL;
  voxels = hf_count_text (hf_histogram_n_voxels (histogram));
  return g_strdup_printf (_ ("%s voxels\nmean %.1f, sd %.1f, min %.8g, max %.8g%s"), voxels,
                          hf_text_number (hf_histogram_mean (histogram), 1),
                          hf_histogram_deviation (histogram), min, max, is_hu ? " HU" : "");
}

static void
updated_cb (HfHistogramPanel *self)
{
  HfSession *session = hf_panel_session (self);
  HfVolume *volume = session ? hf_session_volume (session) : NULL;
  gboolean is_hu = !volume || hf_volume_info (volume)->is_hu;
  HfHistogram *histogram = hf_histogram_plot_histogram (self->plot);
  g_autofree char *numbers = describe (histogram, is_hu);
  g_autofree char *hover = hf_histogram_plot_hover_text (self->plot);
  g_autofree char *words =
      g_strjoin (hover && numbers ? "\n" : "", hover ? hover : "", numbers ? numbers : "", NULL);

  gtk_label_set_text (self->numbers, numbers     ? numbers
                                     : !volume   ? _ ("Open a series to see its histogram")
                                     : histogram ? _ ("No voxels to count")
                                                 : _ ("Counting…"));
  gtk_label_set_text (self->hover, hover ? hover : numbers ? _ ("Point at a bar or a tissue") : "");
  gtk_widget_set_visible (GTK_WIDGET (self->caveat), !is_hu);
  gtk_button_set_label (GTK_BUTTON (self->each), is_hu ? _ ("1 HU") : _ ("Each value"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->plot), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Histogram"), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, words, -1);
}

void
hf_histogram_panel_save (HfHistogramPanel *self, const char *path)
{
  const HfBins *bins = hf_histogram_plot_bins (self->plot);
  HfSession *session = hf_panel_session (self);
  g_autoptr (GError) error = NULL;
  HfChartOptions options;

  if (!bins || !session)
    return;
  hf_histogram_plot_options (self->plot, &options);
  options.light = TRUE;
  options.font_px = 20;
  options.hover_bin = options.hover_tissue = -1;
  if (g_str_has_suffix (path, ".csv")) {
    g_autofree char *text = hf_chart_csv (bins);

    hf_atomic_write_file (path, text, strlen (text), &error);
  } else {
    g_autoptr (GBytes) png = hf_chart_png (bins, &options, PNG_WIDTH, PNG_HEIGHT, &error);

    if (png)
      hf_atomic_write_file (path, g_bytes_get_data (png, NULL), g_bytes_get_size (png), &error);
  }
  if (error)
    hf_session_set_message_about (session, error, path);
  else
    hf_session_set_saved (session, path);
}

static void
save_chosen_cb (const char *path, gpointer data)
{
  hf_histogram_panel_save (data, path);
}

static void
save_cb (HfHistogramPanel *self)
{
  hf_save_dialog (GTK_WIDGET (self), _ ("Save the histogram"), "histogram.png",
                  _ ("By its ending: .png .csv|*.png;*.csv"), save_chosen_cb, g_object_ref (self),
                  g_object_unref);
}

static void
refresh (HfPanel *panel)
{
  HfHistogramPanel *self = HF_HISTOGRAM_PANEL (panel);
  HfSession *session = hf_panel_session (self);

  g_object_set (self->plot, "session", session, NULL);
  g_object_set (self->bins, "session", session, NULL);
  g_object_set (self->log_scale, "session", session, NULL);
  bins_changed_cb (self);
}

static void
volume_changed_cb (HfHistogramPanel *self)
{
  gtk_drop_down_set_selected (self->range, 0);
  updated_cb (self);
}

static void
hf_histogram_panel_class_init (HfHistogramPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  g_type_ensure (HF_TYPE_HISTOGRAM_PLOT);
  g_type_ensure (HF_TYPE_PARAM_ROW);
  HF_PANEL_CLASS (class)->refresh = refresh;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HF_RESOURCE_PREFIX "ui/histogram-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, HfHistogramPanel, plot);
  gtk_widget_class_bind_template_child (widget_class, HfHistogramPanel, scope);
  gtk_widget_class_bind_template_child (widget_class, HfHistogramPanel, range);
  gtk_widget_class_bind_template_child (widget_class, HfHistogramPanel, hover);
  gtk_widget_class_bind_template_child (widget_class, HfHistogramPanel, caveat);
  gtk_widget_class_bind_template_child (widget_class, HfHistogramPanel, numbers);
  gtk_widget_class_bind_template_child (widget_class, HfHistogramPanel, each);
  gtk_widget_class_bind_template_child (widget_class, HfHistogramPanel, bins);
  gtk_widget_class_bind_template_child (widget_class, HfHistogramPanel, log_scale);
  gtk_widget_class_bind_template_callback (widget_class, scope_cb);
  gtk_widget_class_bind_template_callback (widget_class, range_cb);
  gtk_widget_class_bind_template_callback (widget_class, each_cb);
  gtk_widget_class_bind_template_callback (widget_class, updated_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_set_css_name (widget_class, "histogrampanel");
}

static void
hf_histogram_panel_init (HfHistogramPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hf_accessible_name (GTK_WIDGET (self->scope), _ ("What is counted"));
  hf_accessible_name (GTK_WIDGET (self->range), _ ("Part of the axis"));
  self->other_bins = hf_param (HF_PARAM_BINS)->fallback;
  hf_panel_on (self, "notify::bins", G_CALLBACK (bins_changed_cb));
  hf_panel_on (self, "changed::volume", G_CALLBACK (volume_changed_cb));
}
