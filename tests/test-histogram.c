/* The laws: bins, mean, deviation and quantiles are numpy's (golden/display.py); inside and outside
   of a mask add up to all; the slices of a plane add up to all; padding and slices without data
   are never counted; the number of threads does not matter. */
#include "image/histogram.h"

#include "boxes.h"
#include "golden/histogram.h"

#include <math.h>

static const int size[3] = { 37, 23, 11 };
static const double spacing[3] = { 1, 1, 2 };

static void
test_golden (void)
{
  g_autoptr (HfVolume) volume = random_volume (size, spacing, 4000, -1024, 3072);
  g_autoptr (HfHistogram) histogram = hf_histogram_new (volume, NULL, TRUE);

  g_assert_cmpuint (hf_histogram_n_voxels (histogram), ==, 37 * 23 * 11);
  g_assert_cmpfloat_with_epsilon (hf_histogram_mean (histogram), expected_mean, 1e-6);
  g_assert_cmpfloat_with_epsilon (hf_histogram_deviation (histogram), expected_deviation, 1e-6);
  for (guint n = 0; n < G_N_ELEMENTS (quantiles); n++)
    g_assert_cmpfloat_with_epsilon (hf_histogram_quantile (histogram, quantiles[n][0]),
                                    quantiles[n][1], 1e-6);
  for (guint n = 0; n < G_N_ELEMENTS (golden); n++) {
    g_autofree double *edges = g_new (double, golden[n].n_bins + 1);
    g_autofree guint64 *counts = g_new (guint64, golden[n].n_bins);
    guint64 total = 0, weighted = 0;

    hf_histogram_bins (histogram, golden[n].low, golden[n].high, golden[n].n_bins, edges, counts);
    for (guint b = 0; b < golden[n].n_bins; b++) {
      total += counts[b];
      weighted += counts[b] * (b + 1);
    }
    g_assert_cmpuint (total, ==, golden[n].total);
    g_assert_cmpuint (weighted, ==, golden[n].weighted);
    g_assert_cmpfloat_with_epsilon (edges[golden[n].n_bins - 1], golden[n].edge, 1e-9);
    if (golden[n].low < golden[n].high)
      g_assert_cmpuint (hf_histogram_count (histogram, golden[n].low, golden[n].high, TRUE), ==,
                        total);
  }
}

static void
test_mask (void)
{
  g_autoptr (HfVolume) volume = random_volume (size, spacing, 4001, -100, 100);
  g_autoptr (HfMask) mask = boxes_mask (size, 3);
  g_autoptr (HfHistogram) all = hf_histogram_new (volume, NULL, TRUE);
  g_autoptr (HfHistogram) inside = hf_histogram_new (volume, mask, TRUE);
  g_autoptr (HfHistogram) outside = hf_histogram_new (volume, mask, FALSE);

  g_assert_cmpuint (hf_histogram_n_voxels (inside), ==, hf_mask_count (mask));
  g_assert_cmpuint (hf_histogram_n_voxels (inside), >, 0);
  for (int v = -101; v < 101; v++)
    g_assert_cmpuint (hf_histogram_count (all, v, v, TRUE), ==,
                      hf_histogram_count (inside, v, v, TRUE) +
                          hf_histogram_count (outside, v, v, TRUE));
}

static void
test_slices (void)
{
  g_autoptr (HfVolume) volume = random_volume (size, spacing, 4002, -3, 3);
  g_autoptr (HfHistogram) all = hf_histogram_new (volume, NULL, TRUE);

  for (int plane = 0; plane < HF_N_PLANES; plane++)
    for (int v = -3; v < 3; v++) {
      guint64 sum = 0;

      for (int n = 0; n < hf_plane_n_slices (hf_volume_geometry (volume), plane); n++) {
        g_autoptr (HfHistogram) one = hf_histogram_new_slice (volume, plane, n);

        sum += hf_histogram_count (one, v, v + 1, FALSE);
      }
      g_assert_cmpuint (sum, ==, hf_histogram_count (all, v, v + 1, FALSE));
    }
}

static void
test_no_data (void)
{
  g_autoptr (HfVolume) volume = random_volume (size, spacing, 4003, 5, 10);
  g_autoptr (HfHistogram) histogram = NULL;
  double min, max;

  for (int k = 0; k < size[2]; k++) {
    if (k < 3)
      ((gint16 *) hf_volume_row (volume, 4, k))[5] = HF_VOLUME_PADDING;
    else
      hf_volume_set_slice_status (volume, k, k % 2 ? HF_SLICE_PENDING : HF_SLICE_DAMAGED);
  }
  histogram = hf_histogram_new (volume, NULL, TRUE);
  g_assert_cmpuint (hf_histogram_n_voxels (histogram), ==, 3 * (37 * 23 - 1));
  g_assert_true (hf_histogram_range (histogram, &min, &max));
  g_assert_cmpfloat (min, ==, 5);
  g_assert_cmpfloat (max, ==, 9);
  for (int k = 0; k < 3; k++)
    hf_volume_set_slice_status (volume, k, HF_SLICE_PENDING);
  g_clear_pointer (&histogram, hf_histogram_unref);
  histogram = hf_histogram_new (volume, NULL, TRUE);
  g_assert_false (hf_histogram_range (histogram, &min, &max));
  g_assert_true (isnan (hf_histogram_mean (histogram)));
  g_assert_true (isnan (hf_histogram_quantile (histogram, 0.5)));
}

static void
test_scale (void)
{
  g_autoptr (HfVolume) volume = random_volume (size, spacing, 4004, 0, 11);
  g_autoptr (HfHistogram) histogram = NULL;

  hf_volume_set_scale (volume, 0.25, -1);
  histogram = hf_histogram_new (volume, NULL, TRUE);
  g_assert_cmpfloat (hf_histogram_quantile (histogram, 0), ==, -1);
  g_assert_cmpfloat (hf_histogram_quantile (histogram, 1), ==, 1.5);
  g_assert_cmpuint (hf_histogram_count (histogram, -1, 1.5, TRUE), ==, 37 * 23 * 11);
}

static void
test_threads (void)
{
  g_autoptr (HfVolume) volume = random_volume (size, spacing, 4005, -300, 300);
  g_autoptr (HfHistogram) one = NULL, many = NULL;

  hf_parallel_set_threads (1);
  one = hf_histogram_new (volume, NULL, TRUE);
  hf_parallel_set_threads (5);
  many = hf_histogram_new (volume, NULL, TRUE);
  hf_parallel_set_threads (0);
  for (int v = -300; v < 300; v++)
    g_assert_cmpuint (hf_histogram_count (one, v, v, TRUE), ==,
                      hf_histogram_count (many, v, v, TRUE));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/histogram/golden", test_golden);
  g_test_add_func ("/histogram/mask", test_mask);
  g_test_add_func ("/histogram/slices", test_slices);
  g_test_add_func ("/histogram/no-data", test_no_data);
  g_test_add_func ("/histogram/scale", test_scale);
  g_test_add_func ("/histogram/threads", test_threads);
  return g_test_run ();
}
