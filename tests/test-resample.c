/* The laws: on both grids the values are those of scipy.ndimage within 1 (golden/zoom.py), borders
   included; on any stack the exact grid shows at every place what the probe shows there; the
   result says truly where it is; padding, holes and slices without data never mix in; clamping
   keeps the input's range; progress, cancel, and a spacing that cannot be are answered. */
#include "image/resample.h"

#include "boxes.h"
#include "core/error.h"

#include <math.h>
#include <string.h>

typedef struct {
  gint32 old_size[3], size[3], seed, grid, order, smooth;
  double old_spacing[3], spacing[3];
} Golden;

static void
compare (const Golden *golden, const gint16 *expected)
{
  static const HfInterpolation ways[] = { HF_INTERPOLATION_NEAREST, HF_INTERPOLATION_LINEAR, 0,
                                          HF_INTERPOLATION_CUBIC };
  const HfResampleOptions options = { { golden->spacing[0], golden->spacing[1],
                                        golden->spacing[2] },
                                      ways[golden->order],
                                      golden->grid,
                                      FALSE,
                                      golden->smooth };
  g_autoptr (HfVolume) volume =
      random_volume (golden->old_size, golden->old_spacing, golden->seed, -1000, 2000);
  g_autoptr (HfVolume) result = hf_resample (volume, &options, NULL, NULL);

  g_assert_nonnull (result);
  g_assert_cmpmem (hf_volume_size (result), sizeof (int[3]), golden->size, sizeof golden->size);
  for (int k = 0; k < golden->size[2]; k++)
    for (int j = 0; j < golden->size[1]; j++)
      for (int i = 0; i < golden->size[0]; i++) {
        gint16 voxel = hf_volume_row (result, j, k)[i];

        if (ABS (voxel - *expected) > 1)
          g_error ("grid %d, order %d, smooth %d, seed %d, voxel (%d, %d, %d): %d, not %d",
                   golden->grid, golden->order, golden->smooth, golden->seed, i, j, k, voxel,
                   *expected);
        expected++;
      }
}

static void
test_golden (void)
{
  g_autofree char *bytes = NULL;
  gsize length, at = 0;
  int cases = 0;

  g_assert_true (g_file_get_contents (HF_TEST_DIR "/golden/zoom.bin", &bytes, &length, NULL));
  while (at < length) {
    g_autofree gint16 *expected = NULL;
    Golden golden;
    gsize n;

    memcpy (&golden, bytes + at, sizeof golden);
    at += sizeof golden;
    n = (gsize) golden.size[0] * golden.size[1] * golden.size[2];
    expected = g_memdup2 (bytes + at, 2 * n);
    at += 2 * n;
    compare (&golden, expected);
    cases++;
  }
  g_assert_cmpint (cases, ==, 80);
}

#define NI 23
#define NJ 17
#define NK 9

/* A stack with its own gaps (NULL: 2 mm) that drifts along row and column, mm a slice. */
static HfVolume *
stack (const double *gaps, double drift_row, double drift_column)
{
  const int size[3] = { NI, NJ, NK };
  const double row[3] = { 0.8, 0.6, 0 }, column[3] = { -0.6, 0.8, 0 };
  const double spacing[3] = { 0.5, 0.75, 2 };
  double origins[3 * NK], place = -3;
  guint32 seed = 77;
  HfVolume *volume;

  for (int k = 0; k < NK; k++) {
    for (int a = 0; a < 3; a++)
      origins[3 * k + a] = 4 + k * drift_row * row[a] + k * drift_column * column[a];
    origins[3 * k + 2] = place;
    place += gaps ? gaps[k] : 2;
  }
  volume = hf_volume_new (hf_geometry_new (size, row, column, spacing, origins, TRUE, NULL),
                          hf_volume_info_new (), NULL);
  for (int k = 0; k < NK; k++)
    for (int j = 0; j < NJ; j++)
      for (int i = 0; i < NI; i++)
        ((gint16 *) hf_volume_row (volume, j, k))[i] =
            (gint16) (100 * k + 10 * j + random_below (&seed, 300));
  return volume;
}

static void
assert_like_probe (const HfVolume *volume, HfInterpolation interpolation)
{
  const HfResampleOptions options = {
    { 0.61371, 0.52913, 0.87137 }, interpolation, HF_GRID_EXACT, TRUE, FALSE
  };
  g_autoptr (HfVolume) result = hf_resample (volume, &options, NULL, NULL);
  const int *size = hf_volume_size (result);
  int seen = 0;

  for (int a = 0; a < 3; a++)
    g_assert_cmpfloat_with_epsilon (hf_geometry_spacing (hf_volume_geometry (result))[a],
                                    options.spacing[a], 1e-9);
  for (int k = 0; k < size[2]; k++)
    for (int j = 0; j < size[1]; j++)
      for (int i = 0; i < size[0]; i++) {
        const double voxel[3] = { i, j, k };
        gint16 value = hf_volume_row (result, j, k)[i];
        double mm[3], expected;

        hf_geometry_voxel_to_patient (hf_volume_geometry (result), voxel, mm);
        expected = hf_volume_probe (volume, mm, interpolation == HF_INTERPOLATION_LINEAR);
        g_assert_cmpint ((value == HF_VOLUME_PADDING), ==, (isnan (expected) != 0));
        if (value != HF_VOLUME_PADDING)
          g_assert_cmpfloat_with_epsilon (value, expected, 0.6);
        seen += value != HF_VOLUME_PADDING;
      }
  g_assert_cmpint (seen, >, 1000);
}

static void
test_like_probe (void)
{
  static const double uneven[NK] = { 2, 1, 3, 2, 0.5, 2, 2, 2 };
  static const double holes[NK] = { 2, 2, 6, 2, 2, 4, 2, 2 };

  for (int kind = 0; kind < 24; kind++) {
    const double *gaps = kind % 3 == 1 ? uneven : kind % 3 == 2 ? holes : NULL;
    double drift = kind / 3 % 2 ? 0.37 : 0;
    g_autoptr (HfVolume) volume = stack (gaps, drift / 2, -drift);

    if (kind / 6 % 2)
      for (int n = 0; n < 40; n++)
        ((gint16 *) hf_volume_row (volume, n * 7 % NJ, n * 5 % NK))[n * 3 % NI] = HF_VOLUME_PADDING;
    if (kind / 12) {
      hf_volume_set_slice_status (volume, 2, HF_SLICE_PENDING);
      hf_volume_set_slice_status (volume, 6, HF_SLICE_DAMAGED);
      for (gsize n = 0; n < hf_volume_pitch (volume) * NJ; n++)
        ((gint16 *) hf_volume_slice (volume, 6))[n] = HF_VOLUME_PADDING;
    }
    assert_like_probe (volume, HF_INTERPOLATION_NEAREST);
    assert_like_probe (volume, HF_INTERPOLATION_LINEAR);
  }
}

static double
ramp (const double mm[3])
{
  return 20 * mm[0] - 30 * mm[1] + 25 * mm[2] + 100;
}

/* Away from the border a cubic keeps what is linear in mm, on a tilted stack too; padding there
   stays where it is, and its neighbors hold. */
static void
test_cubic_in_mm (void)
{
  for (int tilted = 0; tilted < 2; tilted++) {
    g_autoptr (HfVolume) volume = stack (NULL, 0, tilted ? 0.31 : 0), result = NULL;
    const HfResampleOptions options = {
      { 0.61371, 0.52913, 0.87137 }, HF_INTERPOLATION_CUBIC, HF_GRID_EXACT, TRUE, FALSE
    };
    const HfGeometry *old = hf_volume_geometry (volume), *new;
    int seen = 0, padding = 0;

    for (int k = 0; k < NK; k++)
      for (int j = 0; j < NJ; j++)
        for (int i = 0; i < NI; i++) {
          const double voxel[3] = { i, j, k };
          double mm[3];

          hf_geometry_voxel_to_patient (old, voxel, mm);
          ((gint16 *) hf_volume_row (volume, j, k))[i] = (gint16) round (ramp (mm));
        }
    for (int j = 0; j < NJ; j++)
      ((gint16 *) hf_volume_row (volume, j, 4))[0] = HF_VOLUME_PADDING;
    result = hf_resample (volume, &options, NULL, NULL);
    new = hf_volume_geometry (result);
    for (int k = 0; k < hf_geometry_size (new)[2]; k++)
      for (int j = 0; j < hf_geometry_size (new)[1]; j++)
        for (int i = 0; i < hf_geometry_size (new)[0]; i++) {
          const double voxel[3] = { i, j, k };
          gint16 value = hf_volume_row (result, j, k)[i];
          double mm[3], at[3];
          gboolean inside;

          hf_geometry_voxel_to_patient (new, voxel, mm);
          inside = hf_geometry_patient_to_voxel (old, mm, at);
          if (at[2] > 3.51 && at[2] < 4.49 && at[0] > -0.49 && at[0] < 0.49 && inside) {
            g_assert_cmpint (value, ==, HF_VOLUME_PADDING);
            padding++;
          }
          for (int a = 0; a < 3; a++)
            inside = inside && at[a] > 5 - 3.5 * (a == 2) &&
                     at[a] < hf_geometry_size (old)[a] - (a == 2 ? 2.5 : 5);
          if (inside && (seen = seen + 1))
            g_assert_cmpfloat_with_epsilon (value, ramp (mm), 3);
        }
    g_assert_cmpint (seen, >, 200);
    g_assert_cmpint (padding, >, 10);
  }
}

static void
test_clamp (void)
{
  const int size[3] = { 16, 16, 4 };
  const double spacing[3] = { 1, 1, 1 };
  g_autoptr (HfVolume) volume = random_volume (size, spacing, 9, 0, 2);

  for (int k = 0; k < 4; k++)
    for (int j = 0; j < 16; j++)
      for (int i = 0; i < 16; i++)
        ((gint16 *) hf_volume_row (volume, j, k))[i] = i < 8 ? -1000 : 3000;
  for (int clamp = 0; clamp < 2; clamp++) {
    const HfResampleOptions options = {
      { 0.3, 1, 1 }, HF_INTERPOLATION_CUBIC, HF_GRID_EXACT, clamp, FALSE
    };
    g_autoptr (HfVolume) result = hf_resample (volume, &options, NULL, NULL);
    int low = 0, high = 0;

    for (int i = 0; i < hf_volume_size (result)[0]; i++) {
      low = MIN (low, hf_volume_row (result, 3, 2)[i]);
      high = MAX (high, hf_volume_row (result, 3, 2)[i]);
    }
    if (clamp) {
      g_assert_cmpint (low, ==, -1000);
      g_assert_cmpint (high, ==, 3000);
    } else {
      g_assert_cmpint (low, <, -1100);
      g_assert_cmpint (high, >, 3100);
    }
  }
}

static void
test_refused (void)
{
  const double bad[][3] = { { 0, 1, 1 }, { 1, -1, 1 }, { 1, 1, 1e9 }, { NAN, 1, 1 } };
  const int size[3] = { 4000, 4000, 4000 };
  const double spacing[3] = { 5, 5, 5 }, origin[3] = { 0 };
  const double direction[9] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
  g_autoptr (HfGeometry) geometry = hf_geometry_new_even (size, origin, direction, spacing, NULL);
  HfResampleOptions options = {
    { 0.7, 0.7, 0.7 }, HF_INTERPOLATION_CUBIC, HF_GRID_EXACT, TRUE, FALSE
  };
  g_autoptr (GError) error = NULL;
  int result[3];

  for (guint n = 0; n < G_N_ELEMENTS (bad); n++) {
    HfResampleOptions wrong = options;
    g_autoptr (GError) why = NULL;

    memcpy (wrong.spacing, bad[n], sizeof bad[n]);
    g_assert_false (hf_resample_size (geometry, &wrong, result, &why));
    g_assert_error (why, HF_ERROR, HF_CODE_BAD_VALUE);
  }
  g_assert_false (hf_resample_size (geometry, &options, result, &error));
  g_assert_error (error, HF_ERROR, HF_CODE_NO_MEMORY);
  g_assert_nonnull (strstr (error->message, "GiB"));
}

static void
test_progress (void)
{
  g_autoptr (HfVolume) volume = stack (NULL, 0, 0);

  for (int way = HF_INTERPOLATION_LINEAR; way <= HF_INTERPOLATION_CUBIC; way++) {
    const HfResampleOptions options = { { 0.3, 0.3, 0.3 }, way, HF_GRID_NOTEBOOK, TRUE, FALSE };
    HfProgress progress = { 0 };
    g_autoptr (GError) error = NULL;
    g_autoptr (HfVolume) done = hf_resample (volume, &options, &progress, NULL), none = NULL;

    g_assert_nonnull (done);
    g_assert_cmpfloat (hf_progress_get (&progress), ==, 1);
    hf_progress_cancel (&progress);
    none = hf_resample (volume, &options, &progress, &error);
    g_assert_null (none);
    g_assert_error (error, HF_ERROR, HF_CODE_CANCELLED);
  }
}

static void
test_threads (void)
{
  g_autoptr (HfVolume) volume = stack (NULL, 0.2, 0.3);

  for (int way = 0; way <= HF_INTERPOLATION_CUBIC; way++) {
    const HfResampleOptions options = { { 0.7, 0.6, 0.5 }, way, HF_GRID_EXACT, TRUE, TRUE };
    g_autoptr (HfVolume) one = NULL, many = NULL;

    hf_parallel_set_threads (1);
    one = hf_resample (volume, &options, NULL, NULL);
    hf_parallel_set_threads (7);
    many = hf_resample (volume, &options, NULL, NULL);
    hf_parallel_set_threads (0);
    for (int k = 0; k < hf_volume_size (one)[2]; k++)
      for (int j = 0; j < hf_volume_size (one)[1]; j++)
        g_assert_cmpmem (hf_volume_row (one, j, k), 2 * hf_volume_size (one)[0],
                         hf_volume_row (many, j, k), 2 * hf_volume_size (one)[0]);
  }
}

/* One line from stored values to Hounsfield units is that of the new slices, too; of several lines
   none is left. */
static void
test_stored (void)
{
  const int old_size[3] = { 8, 7, 6 };
  const double spacing[3] = { 1, 1, 2 };

  for (int same = 0; same < 2; same++) {
    g_autoptr (HfVolume) volume = random_volume (old_size, spacing, 1, -1000, 2000);
    HfVolumeInfo *info = (HfVolumeInfo *) hf_volume_info (volume);
    const HfResampleOptions options = { .spacing = { 1, 1, 1 } };
    g_autoptr (HfVolume) result = NULL;

    info->slice_slope = g_new (double, 6);
    info->slice_intercept = g_new (double, 6);
    for (int k = 0; k < 6; k++) {
      info->slice_slope[k] = 0.5;
      info->slice_intercept[k] = same ? -1024 : -1024 + k;
    }
    result = hf_resample (volume, &options, NULL, NULL);
    g_assert_nonnull (result);
    info = (HfVolumeInfo *) hf_volume_info (result);
    if (!same)
      g_assert_null (info->slice_slope);
    for (int k = 0; same && k < hf_volume_size (result)[2]; k++) {
      g_assert_cmpfloat (info->slice_slope[k], ==, 0.5);
      g_assert_cmpfloat (info->slice_intercept[k], ==, -1024);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/resample/golden", test_golden);
  g_test_add_func ("/resample/like-probe", test_like_probe);
  g_test_add_func ("/resample/cubic-in-mm", test_cubic_in_mm);
  g_test_add_func ("/resample/clamp", test_clamp);
  g_test_add_func ("/resample/refused", test_refused);
  g_test_add_func ("/resample/progress", test_progress);
  g_test_add_func ("/resample/threads", test_threads);
  g_test_add_func ("/resample/stored", test_stored);
  return g_test_run ();
}
