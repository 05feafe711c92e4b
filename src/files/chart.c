/* Layout and drawing of the histogram: bars, axes, threshold and window. The bins are in
   chart-bins.c, the scale of tissues in chart-tissues.c. */
#include "files/chart-private.h"

#include "core/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MARGIN_LEFT 40
#define MARGIN_RIGHT 10
#define STRIP_HEIGHT 7
#define BARS_HEIGHT                                                                                \
  110 /* in a chart of the height that it wishes for; twice as high without tissues */

static const HfChartPalette dark = {
  .back = { 0.149, 0.149, 0.161 },
  .text = { 0.902, 0.902, 0.902 },
  .dim = { 0.604, 0.604, 0.627 },
  .grid = { 0.22, 0.22, 0.235 },
  .bar = { 0.47, 0.53, 0.62 },
  .threshold = { 0.93, 0.67, 0.28 },
  .window = { 0.55, 0.70, 0.88 },
  .lane = { { 0.48, 0.66, 0.76 }, { 0.80, 0.56, 0.52 }, { 0.66, 0.66, 0.58 } },
};

static const HfChartPalette light = {
  .back = { 1, 1, 1 },
  .text = { 0.1, 0.1, 0.11 },
  .dim = { 0.36, 0.36, 0.38 },
  .grid = { 0.89, 0.89, 0.9 },
  .bar = { 0.45, 0.53, 0.65 },
  .threshold = { 0.76, 0.46, 0.05 },
  .window = { 0.18, 0.40, 0.66 },
  .lane = { { 0.30, 0.53, 0.66 }, { 0.74, 0.43, 0.38 }, { 0.50, 0.50, 0.42 } },
};

void
hf_chart_options_init (HfChartOptions *self)
{
  *self = (HfChartOptions){ .log_scale = TRUE,
                            .above = NAN,
                            .below = NAN,
                            .black = NAN,
                            .white = NAN,
                            .hover_bin = -1,
                            .hover_tissue = -1 };
}

static double
font_px (const HfChartOptions *options)
{
  return options->font_px > 0 ? options->font_px : 11;
}

static double
inner_width (double width, double font_px)
{
  return MAX (width - MARGIN_LEFT * font_px / 11 - MARGIN_RIGHT, 1);
}

double
hf_chart_height (gboolean is_hu, double width, double font_px)
{
  int row[HF_CHART_TISSUES];
  int n_rows = is_hu ? hf_chart_pack_tissues (inner_width (width, font_px), font_px, row) : 0;

  return ceil ((is_hu ? 1 : 2) * BARS_HEIGHT + 3 * font_px * 1.5 + STRIP_HEIGHT + 9 +
               n_rows * hf_chart_tissue_row (font_px));
}

/* Where there is no room for the names, the rows of the tissues are thinner: the bars keep a third. */
void
hf_chart_layout (const HfBins *bins,
                 const HfChartOptions *options,
                 double width,
                 double height,
                 HfChartLayout *layout)
{
  int row[HF_CHART_TISSUES];
  double px = font_px (options), line = px * 1.5, left = MARGIN_LEFT * px / 11;
  double inner = inner_width (width, px), rest = height - 3 * line - STRIP_HEIGHT - 8;
  int n_rows = bins->is_hu ? hf_chart_pack_tissues (inner, px, row) : 0;
  double row_height = MAX (MIN (hf_chart_tissue_row (px), rest * 0.62 / MAX (n_rows, 1)), 4);
  double below = STRIP_HEIGHT + line + n_rows * row_height + 6 + line;

  *layout = (HfChartLayout){ .row_height = row_height,
                             .font_px = px,
                             .low = bins->edges[0],
                             .high = bins->edges[bins->n_bins],
                             .height = height };
  layout->plot = (HfChartBox){ left, line + 2, inner, MAX (height - line - 2 - below, 20) };
  layout->strip =
      (HfChartBox){ left, layout->plot.y + layout->plot.height + 1, inner, STRIP_HEIGHT };
  layout->tissues =
      (HfChartBox){ left, layout->strip.y + STRIP_HEIGHT + line + 3, inner, n_rows * row_height };
}

double
hf_chart_x (const HfChartLayout *layout, double value)
{
  return layout->plot.x + (value - layout->low) / (layout->high - layout->low) * layout->plot.width;
}

double
hf_chart_handle_x (const HfChartLayout *layout, double value)
{
  return hf_chart_x (layout, CLAMP (value, layout->low, layout->high));
}

double
hf_chart_value (const HfChartLayout *layout, double x)
{
  return layout->low + (x - layout->plot.x) / layout->plot.width * (layout->high - layout->low);
}

/* 1, 2 or 5 times a power of ten: about n steps over the span. */
static double
nice_step (double span, double n)
{
  double raw = span / MAX (n, 1);
  double power = pow (10, floor (log10 (raw)));
  double rest = raw / power;

  return power * (rest <= 1 ? 1 : rest <= 2 ? 2 : rest <= 5 ? 5 : 10);
}

static char *
value_text (double value)
{
  return g_strdup_printf ("%.8g", value);
}

static char *
count_text (double count)
{
  if (count >= 1e9)
    return g_strdup_printf ("%g G", count / 1e9);
  if (count >= 1e6)
    return g_strdup_printf ("%g M", count / 1e6);
  if (count >= 1e3)
    return g_strdup_printf ("%g k", count / 1e3);
  return g_strdup_printf ("%g", count);
}

/* Height of a count, 0..1. One voxel shows on a logarithmic axis. */
static double
count_share (const HfBins *bins, gboolean log_scale, double count)
{
  if (bins->highest == 0)
    return 0;
  if (log_scale)
    return count > 0 ? log1p (count) / log1p (bins->highest) : 0;
  return count / bins->highest;
}

static void
draw_count_axis (cairo_t *cr,
                 const HfBins *bins,
                 const HfChartOptions *options,
                 const HfChartLayout *layout,
                 const HfChartPalette *palette)
{
  const HfChartBox *plot = &layout->plot;
  double px = font_px (options);
  double step = options->log_scale ? 10 : nice_step (bins->highest, plot->height / 34);
  double last = plot->y + plot->height + px;

  for (double count = options->log_scale ? 1 : step; count <= bins->highest && step > 0;
       count = options->log_scale ? count * step : count + step) {
    double y = plot->y + plot->height * (1 - count_share (bins, options->log_scale, count));
    g_autofree char *text = count_text (count);

    if (last - y < px * 1.6)
      continue;
    last = y;
    hf_ink_color (cr, &palette->grid, 1);
    hf_ink_fill (cr, plot->x, round (y), plot->width, 1);
    hf_ink_color (cr, &palette->dim, 1);
    hf_ink_text (cr, px, text, plot->x - 4, y - px * 0.75, 1);
  }
  hf_ink_color (cr, &palette->dim, 1);
  hf_ink_text (cr, px, _ ("Voxels"), 4, 0, 0);
}

static void
draw_value_axis (cairo_t *cr,
                 const HfBins *bins,
                 const HfChartOptions *options,
                 const HfChartLayout *layout,
                 const HfChartPalette *palette)
{
  double px = font_px (options);
  double step = nice_step (layout->high - layout->low, layout->plot.width / (px * 5));
  double y = layout->strip.y + layout->strip.height;
  double end = -G_MAXDOUBLE;

  hf_ink_color (cr, &palette->dim, 1);
  for (double value = ceil (layout->low / step) * step; value <= layout->high; value += step) {
    double x = hf_chart_x (layout, value);
    g_autofree char *text = value_text (fabs (value) < step / 1000 ? 0 : value);
    double width = hf_ink_text_width (px, text);

    hf_ink_fill (cr, round (x), y, 1, 3);
    x = CLAMP (x, layout->plot.x + width / 2, layout->plot.x + layout->plot.width - width / 2);
    if (x - width / 2 < end + 4)
      continue;
    end = x + width / 2;
    hf_ink_text (cr, px, text, x, y + 2, 0.5);
  }
  hf_ink_text (cr, px,
               bins->is_hu ? _ ("Hounsfield units (HU)") : _ ("Value (not Hounsfield units)"),
               layout->plot.x + layout->plot.width / 2, layout->height - px * 1.5, 0.5);
}

static gboolean
in_threshold (const HfChartOptions *options, double low, double high)
{
  if (isnan (options->above))
    return FALSE;
  return high > options->above && (isnan (options->below) || low < options->below);
}

/* A bin, or where bins are finer than pixels the highest of a pixel's bins, so that thin peaks stay
   visible. */
static void
draw_bars (cairo_t *cr,
           const HfBins *bins,
           const HfChartOptions *options,
           const HfChartLayout *layout,
           const HfChartPalette *palette)
{
  const HfChartBox *plot = &layout->plot;
  double bin_px = plot->width / bins->n_bins;
  guint n_bars = bin_px >= 1 ? bins->n_bins : (guint) plot->width;
  double bar_px = plot->width / n_bars;

  for (guint bar = 0; bar < n_bars; bar++) {
    guint first = (guint) ((guint64) bar * bins->n_bins / n_bars);
    guint next = MAX ((guint) ((guint64) (bar + 1) * bins->n_bins / n_bars), first + 1);
    double x = plot->x + bar * bar_px;
    gboolean hovered = options->hover_bin >= (int) first && options->hover_bin < (int) next;
    guint64 count = 0;
    double height;

    for (guint n = first; n < next; n++)
      count = MAX (count, bins->counts[n]);
    height = plot->height * count_share (bins, options->log_scale, count);
    if (count > 0)
      height = MAX (height, 1);
    if (hovered) {
      hf_ink_color (cr, &palette->text, 0.14);
      hf_ink_fill (cr, x, plot->y, MAX (bar_px, 2), plot->height);
    }
    hf_ink_color (cr,
                  hovered ? &palette->text
                  : in_threshold (options, bins->edges[first], bins->edges[next])
                      ? &palette->threshold
                      : &palette->bar,
                  1);
    hf_ink_fill (cr, x, plot->y + plot->height - height, bar_px >= 4 ? bar_px - 1 : bar_px + 0.05,
                 height);
  }
}

static void
draw_threshold (cairo_t *cr,
                const HfChartOptions *options,
                const HfChartLayout *layout,
                const HfChartPalette *palette)
{
  const double ends[] = { options->above, options->below };
  const HfChartBox *plot = &layout->plot;

  for (int n = 0; n < 2; n++) {
    double x = hf_chart_handle_x (layout, ends[n]);
    int side = n == 0 ? 1 : -1; /* the grip points into the range */

    if (isnan (ends[n]))
      continue;
    hf_ink_color (cr, &palette->threshold, 1);
    if (ends[n] >= layout->low && ends[n] <= layout->high)
      hf_ink_fill (cr, round (x) - 0.5, plot->y - 2, 1.5, plot->height + 2);
    cairo_move_to (cr, round (x), plot->y - 4);
    cairo_line_to (cr, round (x) + 9 * side, plot->y + 1);
    cairo_line_to (cr, round (x), plot->y + 6);
    cairo_close_path (cr);
    cairo_fill (cr);
  }
}

/* The greys of the window under the bars, with a grip at each end. */
void
hf_chart_window (cairo_t *cr, const HfChartOptions *options, const HfChartLayout *layout)
{
  const HfChartPalette *palette = options->light ? &light : &dark;
  const HfChartBox *strip = &layout->strip;
  double left = hf_chart_x (layout, options->black);
  double right = hf_chart_x (layout, options->white);
  cairo_pattern_t *greys;

  if (isnan (options->black) || isnan (options->white))
    return;
  greys = cairo_pattern_create_linear (left, 0, MAX (right, left + 0.5), 0);
  cairo_pattern_add_color_stop_rgb (greys, 0, 0, 0, 0);
  cairo_pattern_add_color_stop_rgb (greys, 1, 1, 1, 1);
  cairo_save (cr);
  cairo_rectangle (cr, strip->x, strip->y, strip->width, strip->height);
  cairo_clip (cr);
  cairo_set_source (cr, greys);
  cairo_paint (cr);
  cairo_pattern_destroy (greys);
  hf_ink_color (cr, &palette->window, 1);
  hf_ink_fill (cr, round (left) - 1, strip->y, 3, strip->height);
  hf_ink_fill (cr, round (right) - 1, strip->y, 3, strip->height);
  cairo_restore (cr);
}

void
hf_chart_histogram (
    cairo_t *cr, const HfBins *bins, const HfChartOptions *options, double width, double height)
{
  const HfChartPalette *palette = options->light ? &light : &dark;
  HfChartLayout layout;

  hf_chart_layout (bins, options, width, height, &layout);
  cairo_save (cr);
  draw_count_axis (cr, bins, options, &layout, palette);
  draw_bars (cr, bins, options, &layout, palette);
  hf_ink_color (cr, &palette->dim, 1);
  hf_ink_fill (cr, layout.plot.x, layout.plot.y + layout.plot.height, layout.plot.width, 1);
  hf_chart_window (cr, options, &layout);
  draw_threshold (cr, options, &layout, palette);
  draw_value_axis (cr, bins, options, &layout, palette);
  hf_chart_draw_tissues (cr, options, &layout, palette);
  cairo_restore (cr);
}

static cairo_status_t
append_bytes (void *closure, const unsigned char *data, unsigned int length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

GBytes *
hf_chart_png (
    const HfBins *bins, const HfChartOptions *options, int width, int height, GError **error)
{
  const HfChartPalette *palette = options->light ? &light : &dark;
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  cairo_status_t status;

  hf_ink_color (cr, &palette->back, 1);
  cairo_paint (cr);
  hf_chart_histogram (cr, bins, options, width, height);
  status = cairo_status (cr);
  cairo_destroy (cr);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_write_to_png_stream (surface, append_bytes, bytes);
  cairo_surface_destroy (surface);
  if (status != CAIRO_STATUS_SUCCESS) {
    g_set_error (error, HF_ERROR, HF_CODE_IO, _ ("the histogram of %d x %d pixels: %s"), width,
                 height, cairo_status_to_string (status));
    return NULL;
  }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}
