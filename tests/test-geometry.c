/* The laws: voxel -> patient -> voxel is the identity on every kind of stack; tilt, uneven gaps and
   holes are read from the positions alone; a stack that makes no sense is refused. */
#include "core/error.h"
#include "core/geometry.h"

#include <math.h>
#include <string.h>

static const double axial[6] = { 1, 0, 0, 0, 1, 0 };

static HfGeometry *
stack (const double *z, int n, double shear)
{
  g_autofree double *origins = g_new0 (double, 3 * n);
  const int size[3] = { 20, 30, n };
  const double spacing[3] = { 0.5, 0.7, 5 };

  for (int k = 0; k < n; k++) {
    origins[3 * k] = -10;
    origins[3 * k + 1] = -20 + shear * (z[k] - z[0]);
    origins[3 * k + 2] = z[k];
  }
  return hf_geometry_new (size, axial, axial + 3, spacing, origins, TRUE, NULL);
}

static void
assert_round_trip (const HfGeometry *geometry)
{
  for (double k = -1.3; k < hf_geometry_size (geometry)[2] + 1; k += 0.37) {
    const double voxel[3] = { 3.25, 17.5, k };
    double mm[3], back[3];

    hf_geometry_voxel_to_patient (geometry, voxel, mm);
    hf_geometry_patient_to_voxel (geometry, mm, back);
    for (int a = 0; a < 3; a++)
      g_assert_cmpfloat_with_epsilon (back[a], voxel[a], 1e-9);
  }
}

static void
test_even (void)
{
  const double z[] = { 0, 2.5, 5, 7.5 };
  g_autoptr (HfGeometry) geometry = stack (z, 4, 0);

  g_assert_true (hf_geometry_is_even (geometry));
  g_assert_false (hf_geometry_is_tilted (geometry));
  g_assert_cmpfloat (hf_geometry_spacing (geometry)[2], ==, 2.5);
  assert_round_trip (geometry);
}

/* The gaps of the GE head in the real data: 4.002 x 13, 1.081, 6.999 x 13, tilted by 18.5 degrees.
 */
static void
test_tilted_uneven (void)
{
  double z[28] = { 0 };
  g_autoptr (HfGeometry) geometry = NULL;

  for (int k = 1; k < 28; k++)
    z[k] = z[k - 1] + (k <= 13 ? 4.002 : k == 14 ? 1.081 : 6.999);
  geometry = stack (z, 28, tan (18.5 * G_PI / 180));
  g_assert_false (hf_geometry_is_even (geometry));
  g_assert_cmpfloat_with_epsilon (hf_geometry_tilt_deg (geometry), 18.5, 1e-6);
  g_assert_cmpint (hf_geometry_n_missing (geometry), ==, 0);
  assert_round_trip (geometry);
}

static void
test_hole (void)
{
  const double z[] = { 0, 1, 2, 5, 6, 7 };
  g_autoptr (HfGeometry) geometry = stack (z, 6, 0);

  g_assert_false (hf_geometry_is_even (geometry));
  g_assert_cmpint (hf_geometry_n_missing (geometry), ==, 2);
  g_assert_cmpint (hf_geometry_missing_after (geometry, 2), ==, 2);
  g_assert_false (hf_geometry_in_hole (geometry, 2.1));
  g_assert_true (hf_geometry_in_hole (geometry, 2.5));
  g_assert_false (hf_geometry_in_hole (geometry, 2.9));
  g_assert_false (hf_geometry_in_hole (geometry, 1.5));
  assert_round_trip (geometry);
}

static void
test_single (void)
{
  const double z[] = { 12 };
  g_autoptr (HfGeometry) geometry = stack (z, 1, 0);
  const double inside[3] = { -10, -20, 14 }, outside[3] = { -10, -20, 15 };
  double voxel[3];

  g_assert_true (hf_geometry_patient_to_voxel (geometry, inside, voxel));
  g_assert_false (hf_geometry_patient_to_voxel (geometry, outside, voxel));
  assert_round_trip (geometry);
}

static void
test_refused (void)
{
  const int size[3] = { 2, 2, 2 };
  const double spacing[3] = { 1, 1, 1 }, zero[3] = { 1, 0, 1 };
  const double flat[6] = { 0 }, good[6] = { 0, 0, 0, 0, 0, 1 }, wild[6] = { NAN };
  const double bent[3] = { 0.5, 0.5, 0 };
  g_autoptr (GError) error = NULL;

  g_assert_null (hf_geometry_new (size, axial, axial + 3, spacing, flat, TRUE, &error));
  g_assert_error (error, HF_ERROR, HF_CODE_BAD_GEOMETRY);
  g_assert_null (hf_geometry_new (size, axial, bent, spacing, good, TRUE, NULL));
  g_assert_null (hf_geometry_new (size, axial, axial + 3, zero, good, TRUE, NULL));
  g_assert_null (hf_geometry_new (size, axial, axial + 3, spacing, wild, TRUE, NULL));
}

static void
test_letters (void)
{
  const double left[3] = { 1, 0, 0 }, oblique[3] = { 0, -0.8, 0.6 };
  char letters[4];

  g_assert_cmpint (hf_geometry_letter (left), ==, 'L');
  hf_geometry_letters (oblique, letters);
  g_assert_cmpstr (letters, ==, "AS");
  hf_geometry_letters (left, letters);
  g_assert_cmpstr (letters, ==, "L");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/geometry/even", test_even);
  g_test_add_func ("/geometry/tilted-uneven", test_tilted_uneven);
  g_test_add_func ("/geometry/hole", test_hole);
  g_test_add_func ("/geometry/single", test_single);
  g_test_add_func ("/geometry/refused", test_refused);
  g_test_add_func ("/geometry/letters", test_letters);
  return g_test_run ();
}
