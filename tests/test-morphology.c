/* The laws: every operation is bit for bit that of scipy.ndimage (golden/morphology.py), for widths
   that are no whole words, single rows and single voxels; a ball in mm is one by the distance between
   voxels, also where slices are uneven or tilted; opening and closing are idempotent and
   nested; erosion is the dual of dilation; stages are the steps one by one; neither the number of
   threads nor the way of fusing matters; a cancelled chain gives nothing. */
#include "image/morphology.h"

#include "boxes.h"
#include "golden/morphology.h"
#include "image/components.h"

#include <string.h>

static const int odd_size[3] = { 130, 31, 12 };
static const double unit[3] = { 1, 1, 1 };

static gboolean
is_equal (const HfMask *a, const HfMask *b)
{
  const int *size = hf_mask_size (a);

  return memcmp (size, hf_mask_size (b), sizeof (int[3])) == 0 &&
         memcmp (hf_mask_row (a, 0, 0), hf_mask_row (b, 0, 0),
                 sizeof (guint64) * hf_mask_words (a) * size[1] * size[2]) == 0;
}

static void
test_golden (void)
{
  for (guint n = 0; n < G_N_ELEMENTS (golden); n++) {
    g_autoptr (HfMask) mask = boxes_mask (golden[n].size, golden[n].seed);
    g_autoptr (HfMask) result =
        hf_morphology (mask, golden[n].op, &golden[n].spec, golden[n].spacing, NULL);
    g_autofree char *md5 = mask_md5 (result);

    if (g_test_verbose ())
      g_test_message ("%d x %d x %d, %s, element %d, radius %d, %g mm, per slice %d",
                      golden[n].size[0], golden[n].size[1], golden[n].size[2],
                      hf_op_name (golden[n].op), golden[n].spec.element, golden[n].spec.radius,
                      golden[n].spec.radius_mm, golden[n].spec.per_slice);
    g_assert_cmpuint (hf_mask_count (result), ==, golden[n].count);
    g_assert_cmpstr (md5, ==, golden[n].md5);
  }
}

static HfMask *
run (const HfMask *mask, HfOp op, HfElement element, int radius)
{
  const HfElementSpec spec = { element, radius, 0, FALSE };

  return hf_morphology (mask, op, &spec, unit, NULL);
}

static void
test_laws (void)
{
  for (int element = HF_ELEMENT_CROSS; element <= HF_ELEMENT_BALL; element++)
    for (int radius = 1; radius < 5; radius++) {
      g_autoptr (HfMask) mask = boxes_mask (odd_size, 7);
      g_autoptr (HfMask) opened = run (mask, HF_OP_OPEN, element, radius);
      g_autoptr (HfMask) again = run (opened, HF_OP_OPEN, element, radius);
      g_autoptr (HfMask) eroded = run (mask, HF_OP_ERODE, element, radius);
      g_autoptr (HfMask) dilated = run (eroded, HF_OP_DILATE, element, radius);
      g_autoptr (HfMask) closed = run (mask, HF_OP_CLOSE, element, radius);
      g_autoptr (HfMask) closed_again = run (closed, HF_OP_CLOSE, element, radius);
      g_autoptr (HfMask) same = run (mask, HF_OP_CLOSE, element, 0);

      g_assert_true (is_equal (opened, again));
      g_assert_true (is_equal (closed, closed_again));
      g_assert_true (is_equal (opened, dilated));
      g_assert_false (is_equal (opened, mask));
      g_assert_false (is_equal (closed, mask));
      g_assert_true (is_equal (same, mask));
      g_assert_cmpuint (hf_mask_count (eroded), <, hf_mask_count (opened));
    }
}

/* Away from the border erosion is the dilation of the complement. */
static void
test_duality (void)
{
  for (int element = HF_ELEMENT_CROSS; element <= HF_ELEMENT_BALL; element++) {
    g_autoptr (HfMask) mask = boxes_mask (odd_size, 8), complement = hf_mask_new (odd_size);
    g_autoptr (HfMask) eroded = run (mask, HF_OP_ERODE, element, 3), grown = NULL;

    for (int k = 0; k < odd_size[2]; k++)
      for (int j = 0; j < odd_size[1]; j++)
        for (int i = 0; i < odd_size[0]; i++)
          if (!hf_mask_get (mask, i, j, k))
            hf_mask_row (complement, j, k)[i / 64] |= (guint64) 1 << i % 64;
    grown = run (complement, HF_OP_DILATE, element, 3);
    for (int k = 3; k < odd_size[2] - 3; k++)
      for (int j = 3; j < odd_size[1] - 3; j++)
        for (int i = 3; i < odd_size[0] - 3; i++)
          g_assert_cmpint (hf_mask_get (eroded, i, j, k), !=, hf_mask_get (grown, i, j, k));
  }
}

static HfVolume *
volume_of (const HfMask *mask)
{
  const int *size = hf_mask_size (mask);
  const double spacing[3] = { 0.5, 0.5, 2 };
  HfVolume *volume = random_volume (size, spacing, 5, -500, 251);

  for (int k = 0; k < size[2]; k++)
    for (int j = 0; j < size[1]; j++)
      for (int i = 0; i < size[0]; i++)
        if (hf_mask_get (mask, i, j, k))
          ((gint16 *) hf_volume_row (volume, j, k))[i] = (gint16) (251 + i);
  return volume;
}

/* The fused chain gives what the steps give one after the other, and hands out all stages. */
static void
assert_stages (const char *chain, HfElement element, int radius, double radius_mm, int per_slice)
{
  g_autoptr (HfMask) mask = boxes_mask (odd_size, 9), result = NULL, plain = NULL;
  g_autoptr (HfVolume) volume = volume_of (mask);
  g_autoptr (GPtrArray) stages = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_mask_unref);
  const double *spacing = hf_geometry_spacing (hf_volume_geometry (volume));
  const HfElementSpec spec = { element, radius, radius_mm, per_slice };
  HfParams params;

  hf_params_init (&params);
  g_assert_true (hf_params_parse_chain (&params, chain, NULL));
  params.value[HF_PARAM_ELEMENT] = element;
  params.value[HF_PARAM_RADIUS] = radius;
  params.value[HF_PARAM_RADIUS_MM] = radius_mm;
  params.value[HF_PARAM_PER_SLICE] = per_slice;
  result = hf_mask_from_params (volume, &params, stages, NULL);
  plain = hf_mask_from_params (volume, &params, NULL, NULL);
  g_assert_true (is_equal (result, plain));
  g_assert_cmpuint (stages->len, ==, params.n_steps + 1);
  g_assert_true (is_equal (stages->pdata[0], mask));
  g_assert_true (is_equal (stages->pdata[params.n_steps], result));
  for (guint n = 0; n < params.n_steps; n++) {
    g_autoptr (HfMask) next =
        params.chain[n].off
            ? hf_mask_ref (stages->pdata[n])
            : hf_morphology (stages->pdata[n], params.chain[n].op, &spec, spacing, NULL);

    g_assert_true (is_equal (next, stages->pdata[n + 1]));
  }
}

static void
test_chain (void)
{
  for (int per_slice = 0; per_slice < 2; per_slice++) {
    assert_stages ("open,erode,close,dilate", HF_ELEMENT_CROSS, 1, 0, per_slice);
    assert_stages ("open,-erode,close,dilate,dilate", HF_ELEMENT_CROSS, 5, 0, per_slice);
    assert_stages ("close,open", HF_ELEMENT_CROSS, 9, 0, per_slice);
    assert_stages ("-open", HF_ELEMENT_CROSS, 1, 0, per_slice);
    assert_stages ("", HF_ELEMENT_CROSS, 1, 0, per_slice);
    assert_stages ("open,-erode,dilate", HF_ELEMENT_BALL, 2, 0, per_slice);
    assert_stages ("close,erode", HF_ELEMENT_CROSS, 2, 2.5, per_slice);
  }
}

static void
test_largest (void)
{
  g_autoptr (HfMask) mask = boxes_mask (odd_size, 9), result = NULL, expected = NULL;
  g_autoptr (HfVolume) volume = volume_of (mask);
  HfParams params;

  hf_params_init (&params);
  hf_params_parse_chain (&params, "erode", NULL);
  params.value[HF_PARAM_PER_SLICE] = FALSE;
  params.value[HF_PARAM_MASK_LARGEST] = TRUE;
  result = hf_mask_from_params (volume, &params, NULL, NULL);
  expected = run (mask, HF_OP_ERODE, HF_ELEMENT_CROSS, 1);
  g_assert_cmpuint (hf_mask_count (result), <, hf_mask_count (expected));
  g_assert_cmpuint (hf_components_count (result), ==, 1);
}

/* The axial preview of a slice is that slice of the mask per slice; the other planes show theirs as
   on the screen. */
static void
test_slices (void)
{
  g_autoptr (HfMask) mask = boxes_mask (odd_size, 9), whole = NULL, sagittal = NULL;
  g_autoptr (HfVolume) volume = volume_of (mask);
  HfParams params;

  hf_params_init (&params);
  whole = hf_mask_from_params (volume, &params, NULL, NULL);
  for (int k = 0; k < odd_size[2]; k++) {
    g_autoptr (HfMask) slice = hf_mask_slice_from_params (volume, HF_PLANE_AXIAL, k, &params, NULL);

    for (int j = 0; j < odd_size[1]; j++)
      g_assert_cmpmem (hf_mask_row (slice, j, 0), 24, hf_mask_row (whole, j, k), 24);
  }
  hf_params_parse_chain (&params, "", NULL);
  sagittal = hf_mask_slice_from_params (volume, HF_PLANE_SAGITTAL, 40, &params, NULL);
  g_assert_cmpint (hf_mask_size (sagittal)[0], ==, odd_size[1]);
  g_assert_cmpint (hf_mask_size (sagittal)[1], ==, odd_size[2]);
  for (int k = 0; k < odd_size[2]; k++)
    for (int j = 0; j < odd_size[1]; j++)
      g_assert_cmpint (hf_mask_get (sagittal, j, odd_size[2] - 1 - k, 0), ==,
                       hf_mask_get (mask, 40, j, k));
}

/* Is some voxel of the wanted kind (the outside is empty) within the radius of voxel at? By the
   distance in mm, voxel by voxel. */
static gboolean
is_near (
    const HfMask *mask, const HfGeometry *geometry, const int at[3], double radius_mm, gboolean set)
{
  const int *size = hf_mask_size (mask), margin = 14;
  double center[3], mm[3];

  hf_geometry_voxel_to_patient (geometry, (double[]){ at[0], at[1], at[2] }, center);
  for (int k = -1; k <= size[2]; k++)
    for (int j = at[1] - margin; j <= at[1] + margin; j++)
      for (int i = at[0] - margin; i <= at[0] + margin; i++) {
        gboolean inside = i >= 0 && j >= 0 && k >= 0 && i < size[0] && j < size[1] && k < size[2];
        double square = 0;

        if (set != (inside && hf_mask_get (mask, i, j, k)))
          continue;
        hf_geometry_voxel_to_patient (geometry, (double[]){ i, j, k }, mm);
        for (int a = 0; a < 3; a++)
          square += (mm[a] - center[a]) * (mm[a] - center[a]);
        if (square <= radius_mm * radius_mm)
          return TRUE;
      }
  return FALSE;
}

/* A ball in mm is one in mm, however the slices lie: gaps of many lengths, slices beside each other.
   The mask goes over the ends of words and the border. */
static void
test_uneven (void)
{
  const int size[3] = { 66, 9, 6 };
  const double row[3] = { 1, 0, 0 }, column[3] = { 0, 0.96, -0.28 }, spacing[3] = { 0.6, 0.9, 1 };
  const double ways[6] = { 0, 0.8, 1.5, 3.9, 4.4, 7.1 }; /* along the normal */
  g_autoptr (HfMask) mask = boxes_mask (size, 11);

  for (int tilt = 0; tilt < 2; tilt++) {
    double origins[18], aside = tilt * 0.37;
    g_autoptr (HfGeometry) geometry = NULL;

    for (int k = 0; k < 6; k++) {
      origins[3 * k] = aside * ways[k] * (k % 2 ? 1 : -1);
      origins[3 * k + 1] = 0.28 * ways[k] + aside * ways[k];
      origins[3 * k + 2] = 0.96 * ways[k];
    }
    geometry = hf_geometry_new (size, row, column, spacing, origins, FALSE, NULL);
    g_assert_nonnull (geometry);
    for (double radius = 1.05; radius < 4.2; radius += 1.51)
      for (int grow = 0; grow < 2; grow++) {
        const HfElementSpec spec = { HF_ELEMENT_BALL, 1, radius, FALSE, geometry };
        g_autoptr (HfMask) result = hf_morphology (mask, grow ? HF_OP_DILATE : HF_OP_ERODE, &spec,
                                                   hf_geometry_spacing (geometry), NULL);

        for (int k = 0; k < size[2]; k++)
          for (int j = 0; j < size[1]; j++)
            for (int i = 0; i < size[0]; i++)
              g_assert_cmpint (hf_mask_get (result, i, j, k), ==,
                               grow == is_near (mask, geometry, (int[]){ i, j, k }, radius, grow));
      }
  }
}

static void
test_threads (void)
{
  for (int element = HF_ELEMENT_CROSS; element <= HF_ELEMENT_BALL; element++) {
    g_autoptr (HfMask) mask = boxes_mask (odd_size, 10), one = NULL;

    hf_parallel_set_threads (1);
    one = run (mask, HF_OP_CLOSE, element, 4);
    for (int threads = 2; threads < 20; threads += 3) {
      g_autoptr (HfMask) many = NULL;

      hf_parallel_set_threads (threads);
      many = run (mask, HF_OP_CLOSE, element, 4);
      g_assert_true (is_equal (one, many));
    }
  }
  hf_parallel_set_threads (0);
}

static void
test_cancelled (void)
{
  for (int element = HF_ELEMENT_CROSS; element <= HF_ELEMENT_BALL; element++) {
    g_autoptr (HfMask) mask = boxes_mask (odd_size, 10);
    g_autoptr (HfVolume) volume = volume_of (mask);
    g_autoptr (GPtrArray) stages = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_mask_unref);
    const HfElementSpec spec = { element, 20, 0, FALSE };
    HfProgress progress = { 0 };
    HfParams params;

    hf_progress_cancel (&progress);
    g_assert_null (hf_morphology (mask, HF_OP_CLOSE, &spec, unit, &progress));
    hf_params_init (&params);
    params.value[HF_PARAM_ELEMENT] = element;
    params.value[HF_PARAM_RADIUS] = 9;
    g_assert_null (hf_mask_from_params (volume, &params, stages, &progress));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/morphology/golden", test_golden);
  g_test_add_func ("/morphology/laws", test_laws);
  g_test_add_func ("/morphology/duality", test_duality);
  g_test_add_func ("/morphology/chain", test_chain);
  g_test_add_func ("/morphology/largest", test_largest);
  g_test_add_func ("/morphology/slices", test_slices);
  g_test_add_func ("/morphology/uneven", test_uneven);
  g_test_add_func ("/morphology/threads", test_threads);
  g_test_add_func ("/morphology/cancelled", test_cancelled);
  return g_test_run ();
}
