/* The laws: gray levels are pydicom's for all three functions of PS3.3 C.11.2.1 (golden/display.py);
   padding is black, also inverted; the colors are matplotlib's; BGRA in memory; the automatic
   window is the 1st to the 99th percentile of the voxels with data. */
#include "image/display.h"

#include "boxes.h"
#include "golden/display.h"

#include <math.h>

static const int size[3] = { 10, 10, 10 };
static const double spacing[3] = { 1, 1, 1 };

static void
test_golden (void)
{
  g_autoptr (HfVolume) volume = random_volume (size, spacing, 1, 0, 1);

  for (guint n = 0; n < G_N_ELEMENTS (golden); n++)
    for (int inverted = 0; inverted < 2; inverted++) {
      const HfWindow window = { golden[n].width, golden[n].level, golden[n].function,
                                HF_COLORMAP_GRAY, inverted };
      g_autoptr (HfDisplay) display = hf_display_new (volume, &window);

      for (guint v = 0; v < G_N_ELEMENTS (values); v++) {
        guint32 color = hf_display_color (display, values[v]);
        double expected = inverted ? 255 - golden[n].gray[v] : golden[n].gray[v];

        g_assert_cmpfloat_with_epsilon (color & 0xff, expected, 0.51);
        g_assert_cmphex (color, ==, 0xff000000u | (color & 0xff) * 0x010101u);
      }
      g_assert_cmphex (hf_display_color (display, HF_VOLUME_PADDING), ==, 0xff000000u);
    }
}

static void
test_colormaps (void)
{
  /* matplotlib's colors 0, 128 and 255 */
  static const guint32 expected[HF_N_COLORMAPS][3] = {
    { 0xff000000, 0xff808080, 0xffffffff }, { 0xff440154, 0xff21918c, 0xfffde725 },
    { 0xff0d0887, 0xffcc4778, 0xfff0f921 }, { 0xff000004, 0xffbc3754, 0xfffcffa4 },
    { 0xff000004, 0xffb73779, 0xfffcfdbf }, { 0xff00224e, 0xff7d7c78, 0xfffee838 },
  };

  for (int map = 0; map < HF_N_COLORMAPS; map++) {
    g_assert_cmphex (hf_colormap_at (map, -1), ==, expected[map][0]);
    g_assert_cmphex (hf_colormap_at (map, NAN), ==, expected[map][0]);
    g_assert_cmphex (hf_colormap_at (map, 128 / 255.0), ==, expected[map][1]);
    g_assert_cmphex (hf_colormap_at (map, 2), ==, expected[map][2]);
  }
  g_assert_cmpstr (hf_colormap_name (HF_COLORMAP_CIVIDIS), ==, "cividis");
}

static void
test_map (void)
{
  g_autoptr (HfVolume) volume = random_volume (size, spacing, 1, 0, 1);
  const HfWindow window = { 256, 128, HF_WINDOW_LINEAR, HF_COLORMAP_INFERNO, FALSE };
  g_autoptr (HfDisplay) display = hf_display_new (volume, &window);
  gint16 pixels[6] = { 0, 128, HF_VOLUME_PADDING, 255, -5, 128 };
  const HfImage image = { pixels, 3, 2 };
  guint8 bytes[2][16] = { { 0 } };

  hf_display_map (display, &image, (guint32 *) bytes, 16);
  g_assert_cmphex (bytes[0][4], ==, 0x54);
  g_assert_cmphex (bytes[0][5], ==, 0x37);
  g_assert_cmphex (bytes[0][6], ==, 0xbc);
  g_assert_cmphex (bytes[0][7], ==, 0xff);
  g_assert_cmpmem (bytes[0] + 4, 4, bytes[1] + 8, 4);
  g_assert_cmphex (bytes[0][8], ==, 0);
  g_assert_cmphex (bytes[0][11], ==, 0xff);
  g_assert_cmphex (bytes[1][0], ==, 0xa4);
  g_assert_cmphex (bytes[0][15], ==, 0); /* past the width: untouched */
}

/* Values between 0 and 1 have their greys, too: a window counts no whole steps there. */
static void
test_fractions (void)
{
  g_autoptr (HfVolume) volume = random_volume (size, spacing, 1, 0, 1);
  const HfWindow window = { 0.5, 0.5, HF_WINDOW_LINEAR, HF_COLORMAP_GRAY, FALSE };
  g_autoptr (HfDisplay) display = NULL;

  hf_volume_set_scale (volume, 1e-4, 0);
  display = hf_display_new (volume, &window);
  g_assert_cmphex (hf_display_color (display, 2500), ==, 0xff000000);
  g_assert_cmphex (hf_display_color (display, 5000) & 0xff, ==, 0x80);
  g_assert_cmphex (hf_display_color (display, 7500), ==, 0xffffffff);
}

static void
test_auto (void)
{
  g_autoptr (HfVolume) volume = random_volume (size, spacing, 1, 0, 1);
  double width, level;

  for (int n = 0; n < 1000; n++)
    ((gint16 *) hf_volume_row (volume, n / 10 % 10, n / 100))[n % 10] =
        (gint16) (n % 2 ? n : HF_VOLUME_PADDING); /* 1, 3 .. 999 */
  hf_window_auto (volume, &width, &level);
  g_assert_cmpfloat_with_epsilon (level, 500, 1e-6);
  g_assert_cmpfloat_with_epsilon (width, 0.98 * 998, 1e-6);
  for (int k = 0; k < 10; k++)
    hf_volume_set_slice_status (volume, k, HF_SLICE_PENDING);
  hf_window_auto (volume, &width, &level);
  g_assert_cmpfloat (width, ==, hf_param (HF_PARAM_WINDOW_WIDTH)->fallback);
  g_assert_cmpfloat (level, ==, hf_param (HF_PARAM_WINDOW_LEVEL)->fallback);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/display/golden", test_golden);
  g_test_add_func ("/display/colormaps", test_colormaps);
  g_test_add_func ("/display/map", test_map);
  g_test_add_func ("/display/fractions", test_fractions);
  g_test_add_func ("/display/auto", test_auto);
  return g_test_run ();
}
