/* The laws: a voxel is in the mask where above < value < below, at the limits of int16 and in other
   units too; padding and slices without data never are; bits past the width are zero; a slice of a
   plane lies as on the screen; milliliters count every slice with its own thickness. */
#include "image/mask.h"

#include "boxes.h"

#include <math.h>

static const double spacing[3] = { 0.5, 0.8, 2 };

static void
test_threshold (void)
{
  static const int widths[] = { 1, 31, 63, 64, 65, 127, 128, 200 };
  static const double limits[][2] = {
    { 250, G_MAXDOUBLE }, { -10, 10 },      { 3.5, 4.5 },   { 0, 0 },       { -40000, 40000 },
    { 100, -5 },          { -1e9, -32767 }, { 32766, 1e9 }, { 32767, 1e9 }, { -2, 32767 }
  };

  for (guint n = 0; n < G_N_ELEMENTS (widths); n++)
    for (guint l = 0; l < G_N_ELEMENTS (limits); l++)
      for (int scaled = 0; scaled < 2; scaled++) {
        const int size[3] = { widths[n], 3, 2 };
        g_autoptr (HfVolume) volume = random_volume (size, spacing, n + 1, -300, 300);
        g_autoptr (HfMask) mask = NULL;
        guint64 count = 0;

        ((gint16 *) hf_volume_row (volume, 1, 0))[0] = HF_VOLUME_PADDING;
        ((gint16 *) hf_volume_row (volume, 2, 0))[0] = 32767;
        ((gint16 *) hf_volume_row (volume, 1, 1))[0] = -32767;
        if (scaled)
          hf_volume_set_scale (volume, 0.5, 3);
        mask = hf_mask_threshold (volume, limits[l][0], limits[l][1]);
        for (int k = 0; k < 2; k++)
          for (int j = 0; j < 3; j++) {
            for (int i = 0; i < widths[n]; i++) {
              double value = hf_volume_value (volume, hf_volume_row (volume, j, k)[i]);
              gboolean expected = value > limits[l][0] && value < limits[l][1];

              g_assert_cmpint (hf_mask_get (mask, i, j, k), ==, expected);
              count += expected;
            }
            if (widths[n] % 64)
              g_assert_cmphex (hf_mask_row (mask, j, k)[hf_mask_words (mask) - 1] >> widths[n] % 64,
                               ==, 0);
          }
        g_assert_cmpuint (hf_mask_count (mask), ==, count);
      }
}

static void
test_no_data (void)
{
  const int size[3] = { 70, 4, 3 };
  g_autoptr (HfVolume) volume = random_volume (size, spacing, 1, 500, 600);
  g_autoptr (HfMask) mask = NULL, slice = NULL;

  hf_volume_set_slice_status (volume, 0, HF_SLICE_PENDING);
  hf_volume_set_slice_status (volume, 2, HF_SLICE_DAMAGED);
  mask = hf_mask_threshold (volume, 250, G_MAXDOUBLE);
  g_assert_cmpuint (hf_mask_count (mask), ==, 280);
  g_assert_true (hf_mask_get (mask, 69, 3, 1));
  slice = hf_mask_threshold_slice (volume, HF_PLANE_CORONAL, 2, 250, G_MAXDOUBLE);
  g_assert_cmpuint (hf_mask_count (slice), ==, 70);
  g_assert_true (hf_mask_get (slice, 0, 1, 0));
}

/* Feet first: i runs to the right, k to inferior. The pictures' sides stay the patient's. */
static void
test_slice (void)
{
  const int size[3] = { 70, 5, 4 };
  const double origin[3] = { 0 }, direction[9] = { -1, 0, 0, 0, 1, 0, 0, 0, -1 };
  HfGeometry *geometry = hf_geometry_new_even (size, origin, direction, spacing, NULL);
  g_autoptr (HfVolume) volume = hf_volume_new (geometry, hf_volume_info_new (), NULL);
  g_autoptr (HfMask) axial = NULL, sagittal = NULL, coronal = NULL;

  for (int k = 0; k < 4; k++)
    for (int j = 0; j < 5; j++)
      for (int i = 0; i < 70; i++)
        ((gint16 *) hf_volume_row (volume, j, k))[i] = i == 66 && j == 1 && k == 3 ? 300 : 0;
  axial = hf_mask_threshold_slice (volume, HF_PLANE_AXIAL, 3, 250, G_MAXDOUBLE);
  g_assert_cmpuint (hf_mask_count (axial), ==, 1);
  g_assert_true (hf_mask_get (axial, 3, 1, 0));
  sagittal = hf_mask_threshold_slice (volume, HF_PLANE_SAGITTAL, 66, 250, G_MAXDOUBLE);
  g_assert_cmpuint (hf_mask_count (sagittal), ==, 1);
  g_assert_true (hf_mask_get (sagittal, 1, 3, 0));
  coronal = hf_mask_threshold_slice (volume, HF_PLANE_CORONAL, 1, 250, G_MAXDOUBLE);
  g_assert_cmpuint (hf_mask_count (coronal), ==, 1);
  g_assert_true (hf_mask_get (coronal, 3, 3, 0));
  g_clear_pointer (&coronal, hf_mask_unref);
  coronal = hf_mask_threshold_slice (volume, HF_PLANE_CORONAL, 2, 250, G_MAXDOUBLE);
  g_assert_cmpuint (hf_mask_count (coronal), ==, 0);
}

/* Scanned sagittally: a row of the axial picture runs along k. Every plane shows what probing the
   volume there gives. */
static void
test_slice_along_k (void)
{
  static const double rows[2][3] = { { 0, 1, 0 }, { 0, -1, 0 } };
  const double column[3] = { 0, 0, -1 };
  const int size[3] = { 5, 6, 70 };

  for (int n = 0; n < 2; n++) {
    double origins[210] = { 0 };
    g_autoptr (HfVolume) volume = NULL;
    g_autoptr (HfMask) mask = NULL;

    for (int k = 0; k < 70; k++)
      origins[3 * k] = n ? k : -k;
    volume = hf_volume_new (hf_geometry_new (size, rows[n], column, spacing, origins, FALSE, NULL),
                            hf_volume_info_new (), NULL);
    for (int k = 0; k < 70; k++)
      ((gint16 *) hf_volume_row (volume, 3, k))[2] = (gint16) k;
    hf_volume_set_slice_status (volume, 60, HF_SLICE_PENDING);
    mask = hf_mask_threshold_slice (volume, HF_PLANE_AXIAL, 3, 50, G_MAXDOUBLE);
    g_assert_cmpint (hf_mask_size (mask)[0], ==, 70);
    g_assert_cmpuint (hf_mask_count (mask), ==, 18);
    for (int x = 0; x < 70; x++) {
      int k = n ? x : 69 - x;

      g_assert_cmpint (hf_mask_get (mask, x, 2, 0), ==, k > 50 && k != 60);
    }
  }
}

static void
test_ml (void)
{
  /* thickness: 1, (1 + 3) / 2, (3 + 1) / 2, 1 | two missing | 1, 1 */
  const double places[] = { 0, 1, 4, 5, 8, 9 };
  const double thickness[] = { 1, 2, 2, 1, 1, 1 };
  const double axis[6] = { 1, 0, 0, 0, 1, 0 };
  const int size[3] = { 70, 3, 6 };
  double origins[18] = { 0 };
  g_autoptr (HfGeometry) geometry = NULL, single = NULL;
  g_autoptr (HfMask) one = hf_mask_new ((int[3]){ 70, 3, 1 });

  for (int k = 0; k < 6; k++)
    origins[3 * k + 2] = places[k];
  geometry = hf_geometry_new (size, axis, axis + 3, spacing, origins, TRUE, NULL);
  for (int k = 0; k < 6; k++) {
    g_autoptr (HfMask) mask = hf_mask_new (size);
    double expected = thickness[k];

    if (hf_geometry_missing_after (geometry, 1) && (k == 1 || k == 2))
      expected = 1; /* 3 mm is two missing slices, too */
    hf_mask_row (mask, 1, k)[1] = 7;
    g_assert_cmpfloat_with_epsilon (hf_mask_ml (mask, geometry), 3 * 0.5 * 0.8 * expected / 1000,
                                    1e-12);
  }
  single = hf_geometry_new ((int[3]){ 70, 3, 1 }, axis, axis + 3, spacing, origins, TRUE, NULL);
  hf_mask_row (one, 0, 0)[0] = 1;
  g_assert_cmpfloat_with_epsilon (hf_mask_ml (one, single), 0.5 * 0.8 * 2 / 1000, 1e-12);
}

static void
test_copy_and_bytes (void)
{
  const int size[3] = { 65, 2, 2 };
  g_autoptr (HfMask) mask = boxes_mask (size, 12), copy = hf_mask_copy (mask);
  guint8 bytes[260];
  guint64 sum = 0;

  hf_mask_bytes (copy, bytes);
  for (int n = 0; n < 260; n++) {
    g_assert_cmpint (bytes[n], ==, hf_mask_get (mask, n % 65, n / 65 % 2, n / 130));
    sum += bytes[n];
  }
  g_assert_cmpuint (sum, ==, hf_mask_count (mask));
  hf_mask_row (copy, 0, 0)[0] ^= 1;
  g_assert_cmpint (hf_mask_get (copy, 0, 0, 0), !=, hf_mask_get (mask, 0, 0, 0));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mask/threshold", test_threshold);
  g_test_add_func ("/mask/no-data", test_no_data);
  g_test_add_func ("/mask/slice", test_slice);
  g_test_add_func ("/mask/slice-along-k", test_slice_along_k);
  g_test_add_func ("/mask/ml", test_ml);
  g_test_add_func ("/mask/copy-and-bytes", test_copy_and_bytes);
  return g_test_run ();
}
