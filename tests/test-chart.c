/* The laws: bins are those of the histogram and add up; what is drawn at x is the value at x; every
   tissue in view can be hit where it is drawn; the table says what was counted; and the picture
   shows the bars where the voxels are. */
#include "files/chart-private.h"

#include "core/volume.h"

#include <math.h>
#include <string.h>

/* 10 x 10 x 10 voxels: 500 of -1000, 300 of 40, 150 of 1000, 50 of padding. */
static HfVolume *
make_volume (void)
{
  const int size[3] = { 10, 10, 10 };
  const double origin[3] = { 0 }, direction[9] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
  const double spacing[3] = { 1, 1, 1 };
  HfGeometry *geometry = hf_geometry_new_even (size, origin, direction, spacing, NULL);
  HfVolumeInfo *info = hf_volume_info_new ();
  HfVolume *volume;

  info->is_hu = TRUE;
  volume = hf_volume_new (geometry, info, NULL);
  for (int n = 0; n < 1000; n++) {
    gint16 *row = hf_volume_writable (volume) + (n / 10) * hf_volume_pitch (volume);

    row[n % 10] = n < 500 ? -1000 : n < 800 ? 40 : n < 950 ? 1000 : HF_VOLUME_PADDING;
  }
  for (int k = 0; k < 10; k++)
    hf_volume_set_slice_status (volume, k, HF_SLICE_READY);
  return volume;
}

static HfBins *
make_bins (double low, double high, guint n_bins)
{
  g_autoptr (HfVolume) volume = make_volume ();
  g_autoptr (HfHistogram) histogram = hf_histogram_new (volume, NULL, TRUE);

  return hf_bins_new (histogram, low, high, n_bins, TRUE);
}

static void
test_bins (void)
{
  g_autoptr (HfBins) all = make_bins (NAN, NAN, 50);
  g_autoptr (HfBins) each = make_bins (NAN, NAN, 0);
  g_autoptr (HfBins) part = make_bins (0, 100, 10);
  guint64 sum = 0;

  for (guint n = 0; n < all->n_bins; n++)
    sum += all->counts[n];
  g_assert_cmpuint (sum, ==, 950);
  g_assert_cmpfloat (all->edges[0], ==, -1000);
  g_assert_cmpfloat (all->edges[50], ==, 1000);
  g_assert_cmpuint (all->highest, ==, 500);
  g_assert_cmpuint (each->n_bins, ==, 2001);
  g_assert_cmpuint (each->counts[hf_bins_at (each, 40.5)], ==, 300);
  g_assert_cmpuint (each->counts[2000], ==, 150);
  g_assert_cmpuint (part->counts[4], ==, 300);
  g_assert_cmpuint (part->highest, ==, 300);
  g_assert_cmpint (hf_bins_at (part, -1), ==, -1);
  g_assert_cmpint (hf_bins_at (part, 100), ==, 9);
  g_assert_cmpint (hf_bins_at (part, NAN), ==, -1);
}

static void
test_layout (void)
{
  static const int sizes[][2] = { { 316, 300 }, { 316, 240 }, { 316, 460 }, { 1200, 800 } };
  g_autoptr (HfBins) bins = make_bins (-1024, 3071, 50);
  guint n_tissues;
  const HfTissue *tissues = hf_tissues (&n_tissues);
  HfChartOptions options;
  HfChartLayout layout;

  hf_chart_options_init (&options);
  for (gsize n = 0; n < G_N_ELEMENTS (sizes); n++) {
    hf_chart_layout (bins, &options, sizes[n][0], sizes[n][1], &layout);
    g_assert_cmpfloat (layout.plot.height, >=, 60);
    g_assert_cmpfloat (layout.tissues.y + layout.tissues.height, <, sizes[n][1]);
    for (double value = -1000; value < 3000; value += 500)
      g_assert_cmpfloat_with_epsilon (hf_chart_value (&layout, hf_chart_x (&layout, value)), value,
                                      1e-9);
    for (guint t = 0; t < n_tissues; t++) {
      double x = hf_chart_x (&layout, MIN ((tissues[t].low + tissues[t].high) / 2, layout.high));
      gboolean hit = FALSE;

      for (double y = layout.tissues.y; y < layout.tissues.y + layout.tissues.height; y++)
        hit |= hf_chart_tissue_at (&layout, x, y) == (int) t;
      g_assert_true (hit);
    }
    g_assert_cmpint (hf_chart_tissue_at (&layout, layout.plot.x, layout.plot.y), ==, -1);
    if (layout.row_height > 12) /* there are names, which are hit as well: "white matter" */
      for (double y = layout.tissues.y; y < layout.tissues.y + layout.tissues.height; y++)
        if (hf_chart_tissue_at (&layout, hf_chart_x (&layout, 25), y) == 6)
          g_assert_cmpint (hf_chart_tissue_at (&layout, hf_chart_x (&layout, 30) + 30, y), ==, 6);
  }
  bins->is_hu = FALSE; /* no tissues where values are not HU */
  hf_chart_layout (bins, &options, 316, 300, &layout);
  g_assert_cmpfloat (layout.tissues.height, ==, 0);
  g_assert_cmpint (hf_chart_tissue_at (&layout, layout.plot.x + 50, layout.tissues.y), ==, -1);
}

/* No name lies on another one, on another bar or off the axis, and none stands beyond another bar, whatever part of the axis
   is seen and however far it goes. */
static void
test_names_apart (void)
{
  static const double ranges[][2] = { { -3024, 3071 },  { -8000, 3071 }, { -1024, 14000 },
                                      { -1024, 32767 }, { -200, 300 },   { 0, 60 } };
  static const double widths[] = { 250, 316, 400, 600, 900, 1000, 1200 };

  for (gsize r = 0; r < G_N_ELEMENTS (ranges); r++)
    for (gsize w = 0; w < G_N_ELEMENTS (widths); w++) {
      g_autoptr (HfBins) bins = make_bins (ranges[r][0], ranges[r][1], 50);
      HfChartOptions options;
      HfChartLayout layout;
      HfChartTissues places;
      int n_names = 0;

      hf_chart_options_init (&options);
      hf_chart_layout (bins, &options, widths[w], hf_chart_height (TRUE, widths[w], 11), &layout);
      hf_chart_place_tissues (&layout, &places);
      for (int a = 0; a < HF_CHART_TISSUES; a++) {
        const HfChartBox *name = &places.name[a], *bar = &places.bar[a];
        const double from = MIN (name->x, bar->x + bar->width);
        const double until = MAX (name->x + name->width, bar->x);

        n_names += name->width > 0;
        for (int b = 0; b < HF_CHART_TISSUES; b++)
          if (a != b && name->width > 0 && places.row[a] == places.row[b])
            for (int kind = 0; kind < 2; kind++) {
              const HfChartBox *other = kind ? &places.name[b] : &places.bar[b];

              g_assert_true (other->width == 0 || until <= other->x ||
                             other->x + other->width <= from);
            }
        if (name->width > 0) {
          g_assert_cmpfloat (name->x, >=, layout.plot.x);
          g_assert_cmpfloat (name->x + name->width, <=, layout.plot.x + layout.plot.width);
        }
      }
      g_assert_cmpint (n_names, >, 7);
    }
}

/* Every name can be read in the panel as it wishes to be and in a picture: its letters are as dark as
   text on white, also on a bar. A zoomed axis leaves the rows where they are. */
static void
test_names (void)
{
  static const struct {
    double width, font_px;
  } charts[] = { { 250, 11 }, { 316, 11 }, { 316, 16 }, { 1200, 14 }, { 1400, 20 } };
  g_autoptr (HfBins) bins = make_bins (-1024, 3071, 50);
  g_autoptr (HfBins) zoomed = make_bins (-200, 300, 50);

  for (gsize n = 0; n < G_N_ELEMENTS (charts); n++) {
    HfChartOptions options;
    HfChartLayout layout, other;
    double height = hf_chart_height (TRUE, charts[n].width, charts[n].font_px);
    cairo_surface_t *surface =
        cairo_image_surface_create (CAIRO_FORMAT_RGB24, (int) charts[n].width, (int) height);
    cairo_t *cr = cairo_create (surface);

    hf_chart_options_init (&options);
    options.light = TRUE;
    options.font_px = charts[n].font_px;
    cairo_set_source_rgb (cr, 1, 1, 1);
    cairo_paint (cr);
    hf_chart_histogram (cr, bins, &options, charts[n].width, height);
    cairo_destroy (cr);
    hf_chart_layout (bins, &options, charts[n].width, height, &layout);
    hf_chart_layout (zoomed, &options, charts[n].width, height, &other);
    g_assert_cmpfloat (layout.plot.height, >=, 100);
    g_assert_cmpmem (&layout.tissues, sizeof layout.tissues, &other.tissues, sizeof other.tissues);
    for (double y = layout.tissues.y; y < layout.tissues.y + layout.tissues.height - 1;
         y += layout.row_height) {
      guchar darkest = 255;

      for (int line = (int) y; line < y + layout.row_height; line++)
        for (int x = (int) layout.plot.x; x < charts[n].width; x++)
          darkest = MIN (darkest,
                         cairo_image_surface_get_data (
                             surface)[line * cairo_image_surface_get_stride (surface) + 4 * x + 1]);
      g_assert_cmpint (darkest, <, 100); /* bars are paler */
    }
    cairo_surface_destroy (surface);
  }
}

static void
test_csv (void)
{
  g_autoptr (HfBins) bins = make_bins (0, 100, 2);
  g_autofree char *text = hf_chart_csv (bins);

  g_assert_cmpstr (text, ==, "low_hu,high_hu,voxels\n0,50,300\n50,100,0\n");
  bins->edges[1] = 266.64; /* in as few digits as tell it apart */
  g_free (text);
  text = hf_chart_csv (bins);
  g_assert_cmpstr (text, ==, "low_hu,high_hu,voxels\n0,266.64,300\n266.64,100,0\n");
}

/* The color of the plot's column that holds a value, a quarter up from its foot. */
static guint32
color_at (const HfBins *bins, const HfChartOptions *options, double value)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 600, 400);
  cairo_t *cr = cairo_create (surface);
  HfChartLayout layout;
  const guchar *row;
  guint32 color;

  hf_chart_histogram (cr, bins, options, 600, 400);
  cairo_surface_flush (surface);
  hf_chart_layout (bins, options, 600, 400, &layout);
  row = cairo_image_surface_get_data (surface) +
        (int) (layout.plot.y + layout.plot.height * 0.7) * cairo_image_surface_get_stride (surface);
  memcpy (&color, row + 4 * (int) hf_chart_x (&layout, value), 4);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return color & 0xffffff;
}

static void
test_picture (void)
{
  g_autoptr (HfBins) bins = make_bins (-1000, 1000, 20);
  g_autoptr (GBytes) png = NULL;
  HfChartOptions options;
  guint32 plain, chosen;

  hf_chart_options_init (&options);
  plain = color_at (bins, &options, 40);
  g_assert_cmphex (plain, !=, 0);
  g_assert_cmphex (color_at (bins, &options, 445), ==, 0); /* an empty bin shows nothing */
  options.above = 0;
  options.below = 300;
  chosen = color_at (bins, &options, 40);
  g_assert_cmphex (chosen, !=, plain); /* inside of the threshold */
  g_assert_cmphex (color_at (bins, &options, -960), ==, plain);
  options.hover_bin = hf_bins_at (bins, 40);
  g_assert_cmphex (color_at (bins, &options, 40), !=, chosen);
  png = hf_chart_png (bins, &options, 600, 400, NULL);
  g_assert_nonnull (png);
  g_assert_cmpmem (g_bytes_get_data (png, NULL), 8, "\x89PNG\r\n\x1a\n", 8);
}

/* One value only, and none at all. */
static void
test_degenerate (void)
{
  g_autoptr (HfVolume) volume = make_volume ();
  g_autoptr (HfMask) nothing = hf_mask_new (hf_volume_size (volume));
  g_autoptr (HfMask) metal = hf_mask_threshold (volume, 999, 1001);
  g_autoptr (HfHistogram) empty = hf_histogram_new (volume, nothing, TRUE);
  g_autoptr (HfHistogram) single = hf_histogram_new (volume, metal, TRUE);
  g_autoptr (HfBins) bins = hf_bins_new (single, NAN, NAN, 50, TRUE);
  guint64 sum = 0;

  g_assert_null (hf_bins_new (empty, NAN, NAN, 50, TRUE));
  for (guint n = 0; n < bins->n_bins; n++)
    sum += bins->counts[n];
  g_assert_cmpuint (sum, ==, 150);
  g_assert_cmpfloat (bins->edges[0], <, bins->edges[50]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/bins", test_bins);
  g_test_add_func ("/chart/layout", test_layout);
  g_test_add_func ("/chart/names", test_names);
  g_test_add_func ("/chart/names-apart", test_names_apart);
  g_test_add_func ("/chart/csv", test_csv);
  g_test_add_func ("/chart/picture", test_picture);
  g_test_add_func ("/chart/degenerate", test_degenerate);
  return g_test_run ();
}
