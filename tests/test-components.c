/* The laws: components are those of scipy.ndimage.label (golden/morphology.py) with 6 neighbors;
   all of them together are the mask; the one at a voxel holds it. */
#include "image/components.h"
#include "image/morphology.h"

#include "boxes.h"
#include "golden/components.h"

static void
test_golden (void)
{
  for (guint n = 0; n < G_N_ELEMENTS (golden); n++) {
    const HfElementSpec cross = { HF_ELEMENT_CROSS, 1, 0, FALSE };
    g_autoptr (HfMask) mask = boxes_mask (golden[n].size, golden[n].seed);
    g_autoptr (HfMask) largest = NULL, over_ten = NULL;
    g_autofree char *md5 = NULL;
    guint count = 99;

    if (golden[n].seed % 2) { /* those were eroded, to fall apart */
      HfMask *eroded = hf_morphology (mask, HF_OP_ERODE, &cross, (double[]){ 1, 1, 1 }, NULL);

      hf_mask_unref (mask);
      mask = eroded;
    }
    largest = hf_components_largest (mask, &count);
    md5 = mask_md5 (largest);
    g_assert_cmpuint (count, ==, golden[n].n_components);
    g_assert_cmpuint (hf_components_count (mask), ==, golden[n].n_components);
    g_assert_cmpuint (hf_mask_count (largest), ==, golden[n].largest);
    g_assert_cmpstr (md5, ==, golden[n].md5);
    over_ten = hf_components_min_size (mask, 10);
    g_assert_cmpuint (hf_mask_count (over_ten), ==, golden[n].over_ten);
  }
}

static void
set (HfMask *mask, int i, int j, int k)
{
  hf_mask_row (mask, j, k)[i / 64] |= (guint64) 1 << i % 64;
}

/* A U whose arms meet in the last row only, a voxel at its corner (no neighbor), and a full row. */
static void
test_at (void)
{
  const int size[3] = { 128, 5, 3 }, in_u[3] = { 10, 0, 0 }, corner[3] = { 21, 4, 1 };
  const int nothing[3] = { 15, 1, 0 }, outside[3] = { 128, 0, 0 };
  g_autoptr (HfMask) mask = hf_mask_new (size), u = NULL, one = NULL, none = NULL, all = NULL;

  for (int j = 0; j < 4; j++) {
    set (mask, 10, j, 0);
    set (mask, 20, j, 0);
  }
  for (int i = 10; i <= 20; i++)
    set (mask, i, 3, 0);
  set (mask, 21, 4, 1);
  for (int i = 0; i < 128; i++)
    set (mask, i, 0, 2);
  g_assert_cmpuint (hf_components_count (mask), ==, 3);
  u = hf_components_at (mask, in_u);
  g_assert_cmpuint (hf_mask_count (u), ==, 17);
  g_assert_true (hf_mask_get (u, 20, 0, 0));
  one = hf_components_at (mask, corner);
  g_assert_cmpuint (hf_mask_count (one), ==, 1);
  none = hf_components_at (mask, nothing);
  g_assert_cmpuint (hf_mask_count (none), ==, 0);
  g_clear_pointer (&none, hf_mask_unref);
  none = hf_components_at (mask, outside);
  g_assert_cmpuint (hf_mask_count (none), ==, 0);
  all = hf_components_min_size (mask, 0);
  g_assert_cmpuint (hf_mask_count (all), ==, hf_mask_count (mask));
  g_clear_pointer (&all, hf_mask_unref);
  all = hf_components_largest (mask, NULL);
  g_assert_cmpuint (hf_mask_count (all), ==, 128);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/components/golden", test_golden);
  g_test_add_func ("/components/at", test_at);
  return g_test_run ();
}
