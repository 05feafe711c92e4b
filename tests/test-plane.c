/* The laws: for each orientation of the scan the three planes show the patient as
   docs/conventions.md says; the slices of a plane are the volume's own; moving to a slice moves
   across the plane only; a fitted view shows the whole volume, centered, with square pixels. */
#include "image/reslice.h"

#include <math.h>
#include <string.h>

/* Row and column of head-first supine axial, feet-first prone, sagittal, coronal and turned scans.
 */
static const double orientations[][6] = {
  { 1, 0, 0, 0, 1, 0 },
  { -1, 0, 0, 0, -1, 0 },
  { 0, 1, 0, 0, 0, -1 },
  { 1, 0, 0, 0, 0, -1 },
  { 0, -1, 0, 1, 0, 0 },
  { 0.8, 0.6, 0, -0.6, 0.8, 0 },
  { 1, 0, 0, 0, 0.9, -0.43588989435406733 },
  { -1, 0, 0, 0, 1, 0 },
};

/* drift: mm along the column a slice, as a tilted gantry does. */
static HfGeometry *
stack (int n, double drift)
{
  const double *o = orientations[n];
  const double normal[3] = { o[1] * o[5] - o[2] * o[4], o[2] * o[3] - o[0] * o[5],
                             o[0] * o[4] - o[1] * o[3] };
  const int size[3] = { 7, 5, 4 };
  const double spacing[3] = { 0.5, 0.75, 2 };
  const double gaps[4] = { 0, 2, 4, 7 };
  double origins[12];

  for (int k = 0; k < 4; k++)
    for (int a = 0; a < 3; a++)
      origins[3 * k + a] = 10 * (a + 1) + gaps[k] * normal[a] + drift * k * o[3 + a];
  return hf_geometry_new (size, o, o + 3, spacing, origins, FALSE, NULL);
}

static double
dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void
test_directions (void)
{
  static const char expected[HF_N_PLANES][3] = { "LP", "PI", "LI" };

  for (guint n = 0; n < G_N_ELEMENTS (orientations); n++)
    for (int plane = 0; plane < HF_N_PLANES; plane++) {
      g_autoptr (HfGeometry) geometry = stack (n, n % 2 ? 0.3 : 0);
      double right[3], down[3];

      hf_plane_directions (geometry, plane, right, down);
      g_assert_cmpint (hf_geometry_letter (right), ==, expected[plane][0]);
      g_assert_cmpint (hf_geometry_letter (down), ==, expected[plane][1]);
      g_assert_cmpfloat_with_epsilon (dot (right, right), 1, 1e-12);
      g_assert_cmpfloat_with_epsilon (dot (down, down), 1, 1e-12);
      g_assert_cmpfloat_with_epsilon (dot (right, down), 0, 1e-12);
    }
}

static void
test_slices (void)
{
  for (guint n = 0; n < G_N_ELEMENTS (orientations); n++)
    for (int plane = 0; plane < HF_N_PLANES; plane++) {
      g_autoptr (HfGeometry) geometry = stack (n, 0.2);
      int axis = hf_plane_axis (geometry, plane);
      int n_slices = hf_plane_n_slices (geometry, plane);

      g_assert_cmpint (n_slices, ==, hf_geometry_size (geometry)[axis]);
      for (int index = 0; index < n_slices; index++) {
        const double center[3] = { 3, 2, 2 };
        double mm[3], before[3], right[3], down[3];

        hf_geometry_voxel_to_patient (geometry, center, mm);
        memcpy (before, mm, sizeof mm);
        hf_plane_move_to (geometry, plane, index, mm);
        g_assert_cmpint (hf_plane_slice_at (geometry, plane, mm), ==, index);
        hf_plane_directions (geometry, plane, right, down);
        g_assert_cmpfloat_with_epsilon (dot (mm, right), dot (before, right), 1e-9);
        g_assert_cmpfloat_with_epsilon (dot (mm, down), dot (before, down), 1e-9);
        for (int other = 0; other < HF_N_PLANES; other++)
          if (other != plane)
            g_assert_cmpint (hf_plane_slice_at (geometry, other, mm), ==,
                             hf_plane_slice_at (geometry, other, before));
      }
    }
}

/* The place is that on the patient's axis, and out of range is the nearest slice. */
static void
test_place (void)
{
  g_autoptr (HfGeometry) geometry = stack (0, 0);
  const double far[3] = { -1e4, 1e4, 1e4 };

  g_assert_cmpfloat_with_epsilon (hf_plane_slice_mm (geometry, HF_PLANE_AXIAL, 3), 37, 1e-9);
  g_assert_cmpfloat_with_epsilon (hf_plane_slice_mm (geometry, HF_PLANE_SAGITTAL, 2), 11, 1e-9);
  g_assert_cmpfloat_with_epsilon (hf_plane_slice_mm (geometry, HF_PLANE_CORONAL, 4), 23, 1e-9);
  g_assert_cmpint (hf_plane_slice_at (geometry, HF_PLANE_AXIAL, far), ==, 3);
  g_assert_cmpint (hf_plane_slice_at (geometry, HF_PLANE_SAGITTAL, far), ==, 0);
  g_assert_cmpint (hf_plane_slice_at (geometry, HF_PLANE_CORONAL, far), ==, 4);
}

static void
test_place_is_signed (void)
{
  g_autoptr (HfGeometry) geometry = stack (1, 0); /* i runs to the right, j to anterior */

  g_assert_cmpfloat (hf_plane_slice_mm (geometry, HF_PLANE_SAGITTAL, 1), <,
                     hf_plane_slice_mm (geometry, HF_PLANE_SAGITTAL, 0));
  g_assert_cmpfloat_with_epsilon (hf_plane_slice_mm (geometry, HF_PLANE_SAGITTAL, 2), 9, 1e-9);
}

static void
test_fit (void)
{
  for (guint n = 0; n < G_N_ELEMENTS (orientations); n++)
    for (int plane = 0; plane < HF_N_PLANES; plane++) {
      g_autoptr (HfGeometry) geometry = stack (n, 0.4);
      const double cursor[3] = { 10.3, 20.2, 30.7 };
      double scale, low[2] = { 1e9, 1e9 }, high[2] = { -1e9, -1e9 }, normal[3];
      HfView view;

      hf_plane_fit (geometry, plane, cursor, 200, 100, &view);
      scale = sqrt (dot (view.right, view.right));
      g_assert_cmpfloat_with_epsilon (sqrt (dot (view.down, view.down)), scale, 1e-12);
      for (int corner = 0; corner < 16; corner++) {
        const double voxel[3] = { corner & 1 ? 6.5 : -0.5, corner & 2 ? 4.5 : -0.5,
                                  (const double[4]){ -0.5, 1, 2, 3.5 }[corner / 4] };
        double mm[3], away[3];

        hf_geometry_voxel_to_patient (geometry, voxel, mm);
        for (int a = 0; a < 3; a++)
          away[a] = mm[a] - view.origin[a];
        low[0] = MIN (low[0], dot (away, view.right) / scale / scale + 0.5);
        high[0] = MAX (high[0], dot (away, view.right) / scale / scale + 0.5);
        low[1] = MIN (low[1], dot (away, view.down) / scale / scale + 0.5);
        high[1] = MAX (high[1], dot (away, view.down) / scale / scale + 0.5);
      }
      g_assert_cmpfloat_with_epsilon (low[0] + high[0], 200, 1e-6);
      g_assert_cmpfloat_with_epsilon (low[1] + high[1], 100, 1e-6);
      g_assert_cmpfloat_with_epsilon (MIN (low[0], low[1]), 0, 1e-6);
      /* through the cursor */
      for (int a = 0; a < 3; a++) {
        int b = (a + 1) % 3, c = (a + 2) % 3;

        normal[a] = view.right[b] * view.down[c] - view.right[c] * view.down[b];
      }
      g_assert_cmpfloat_with_epsilon (dot (normal, cursor), dot (normal, view.origin), 1e-6);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plane/directions", test_directions);
  g_test_add_func ("/plane/slices", test_slices);
  g_test_add_func ("/plane/place", test_place);
  g_test_add_func ("/plane/place-is-signed", test_place_is_signed);
  g_test_add_func ("/plane/fit", test_fit);
  return g_test_run ();
}
