/* The laws: across an edge that is blurred by a Gaussian the profile is the Gaussian's integral, it
   passes the level at 0 mm wherever the surface is picked, high inside and low outside, in a stack
   that leans and has uneven gaps too; padding, holes and what lies outside of the volume are NAN;
   the normal at a place is that of the corners, mixed. */
#include "mesh-volumes.h"
#include "mesh/profile.h"
#include "mesh/surface.h"

#include <string.h>

#define RADIUS 25 /* mm */
#define SIGMA 1.5 /* mm */

typedef struct {
  double center[3]; /* mm */
  const HfGeometry *geometry;
} Ball;

/* 1000 HU inside, 0 outside, 500 at the skin. */
static double
edge_hu (double outwards_mm)
{
  return 500 * erfc (outwards_mm / (SIGMA * sqrt (2)));
}

static double
blurred_ball (double i, double j, double k, gpointer data)
{
  const Ball *ball = data;
  const double voxel[3] = { i, j, k };
  double mm[3], sum = 0;

  hf_geometry_voxel_to_patient (ball->geometry, voxel, mm);
  for (int a = 0; a < 3; a++)
    sum += (mm[a] - ball->center[a]) * (mm[a] - ball->center[a]);
  return edge_hu (sqrt (sum) - RADIUS);
}

static void
assert_edge (HfGeometry *geometry, const double center[3])
{
  Ball ball = { { center[0], center[1], center[2] }, geometry };
  g_autoptr (HfVolume) volume = volume_of (geometry, blurred_ball, &ball);
  const HfSurfaceOptions options = { .level = 500, .step = 1 };
  g_autoptr (HfMesh) mesh = hf_surface (volume, &options, NULL, NULL);
  guint looked_at = 0;

  g_assert_nonnull (mesh);
  for (guint32 t = 0; t < hf_mesh_n_triangles (mesh); t += 97) {
    const guint32 *corner = hf_mesh_triangles (mesh) + 3 * t;
    HfPick pick = { .triangle = t };
    HfProfile profile;

    for (int a = 0; a < 3; a++)
      for (int c = 0; c < 3; c++)
        pick.mm[a] += hf_mesh_positions (mesh)[3 * corner[c] + a] / 3;
    hf_profile_of_pick (&profile, volume, mesh, &pick);
    g_assert_cmpfloat_with_epsilon (hf_profile_crossing (&profile, 500), 0, 0.06);
    for (guint n = 0; n < HF_PROFILE_N; n++)
      if (!isnan (profile.value[n])) {
        g_assert_cmpfloat_with_epsilon (profile.value[n], edge_hu (hf_profile_mm (n)), 45);
        looked_at++;
      }
    g_assert_cmpfloat (profile.value[0], >, 990);
  }
  g_assert_cmpuint (looked_at, >, 10000);
}

static void
test_edge (void)
{
  const double center[3] = { 10 + 35, -20 + 35, 30 + 34.7 };

  assert_edge (even_geometry (71, 71, 71, 1, 1, 1), center);
}

static void
test_edge_tilted_uneven (void)
{
  const double center[3] = { 40, 40 + 0.4 * 45, 45 };
  double z[70];

  z[0] = 0;
  for (int k = 1; k < 70; k++)
    z[k] = z[k - 1] + (k < 30 ? 1 : k == 30 ? 0.3 : 1.4);
  assert_edge (stack_geometry (80, 80, z, 70, 0.4, FALSE), center);
}

static double
ramp (double i, double j, double k, gpointer data)
{
  return 100 * i;
}

/* Exact on a ramp: along i, half a voxel off the centers. */
static void
test_ramp (void)
{
  const double at[3] = { 10 + 14.5, -20 + 3.5, 30 + 4.25 }, normal[3] = { -2, 0, 0 };
  g_autoptr (HfVolume) volume = volume_of (even_geometry (30, 8, 9, 1, 1, 1), ramp, NULL);
  HfProfile profile;

  hf_profile_measure (&profile, volume, at, normal);
  g_assert_cmpfloat (profile.normal[0], ==, -1);
  g_assert_cmpfloat (hf_profile_mm (0), ==, -10);
  g_assert_cmpfloat (hf_profile_mm (40), ==, 0);
  g_assert_cmpfloat (hf_profile_mm (HF_PROFILE_N - 1), ==, 10);
  for (guint n = 0; n < HF_PROFILE_N; n++)
    g_assert_cmpfloat_with_epsilon (profile.value[n], 1450 - 100 * hf_profile_mm (n), 1e-6);
  g_assert_cmpfloat_with_epsilon (hf_profile_crossing (&profile, 1400), 0.5, 1e-9);
  g_assert_cmpfloat_with_epsilon (hf_profile_crossing (&profile, 1450), 0, 1e-9);
  g_assert_true (isnan (hf_profile_crossing (&profile, 2900)));
}

/* From voxel 25 on padding, the volume ends at 30: NAN from there. Of two crossings the nearer. */
static void
test_nothing (void)
{
  const double at[3] = { 10 + 20, -20 + 3, 30 + 4 }, normal[3] = { 1, 0, 0 };
  g_autoptr (HfVolume) volume = volume_of (even_geometry (31, 8, 9, 1, 1, 1), ramp, NULL);
  HfProfile profile;

  for (int k = 0; k < 9; k++)
    for (int j = 0; j < 8; j++)
      for (int i = 25; i < 31; i++)
        ((gint16 *) hf_volume_row (volume, j, k))[i] = HF_VOLUME_PADDING;
  hf_profile_measure (&profile, volume, at, normal);
  for (guint n = 0; n < HF_PROFILE_N; n++)
    if (hf_profile_mm (n) <= 4)
      g_assert_cmpfloat_with_epsilon (profile.value[n], 2000 + 100 * hf_profile_mm (n), 1e-6);
    else if (hf_profile_mm (n) >= 4.5)
      g_assert_true (isnan (profile.value[n]));

  for (guint n = 0; n < HF_PROFILE_N; n++)
    profile.value[n] = n == 50 ? NAN : fabs (hf_profile_mm (n) - 1) * 10;
  g_assert_cmpfloat_with_epsilon (hf_profile_crossing (&profile, 20), -1, 1e-9);
}

static void
test_normal (void)
{
  g_autoptr (HfMesh) mesh = hf_mesh_new (3, 1);
  const float positions[9] = { 0, 0, 0, 4, 0, 0, 0, 4, 0 };
  const float normals[9] = { 0, 0, 1, 0.6f, 0, 0.8f, 0, 0, -1 };
  const float corner[3] = { 4, 0, 0 }, middle[3] = { 2, 0, 0 }, cancelled[3] = { 0, 2, 0 };
  double normal[3];

  memcpy (hf_mesh_positions (mesh), positions, sizeof positions);
  memcpy (hf_mesh_normals (mesh), normals, sizeof normals);
  for (guint32 c = 0; c < 3; c++)
    hf_mesh_triangles (mesh)[c] = c;
  hf_mesh_normal_at (mesh, 0, corner, normal);
  g_assert_cmpfloat_with_epsilon (normal[0], 0.6, 1e-6);
  hf_mesh_normal_at (mesh, 0, middle, normal);
  g_assert_cmpfloat_with_epsilon (normal[0], 0.6 / sqrt (0.6 * 0.6 + 1.8 * 1.8), 1e-6);
  hf_mesh_normal_at (mesh, 0, cancelled, normal);
  g_assert_cmpfloat_with_epsilon (fabs (normal[2]), 1, 1e-6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/profile/edge", test_edge);
  g_test_add_func ("/profile/edge-tilted-uneven", test_edge_tilted_uneven);
  g_test_add_func ("/profile/ramp", test_ramp);
  g_test_add_func ("/profile/nothing", test_nothing);
  g_test_add_func ("/profile/normal", test_normal);
  return g_test_run ();
}
