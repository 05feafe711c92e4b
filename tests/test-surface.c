/* The laws: the surface of a known body has its volume, area, genus and number of parts, to within
   1 % at a radius of 20 voxels and closer at 40, in true mm also where the stack leans or its gaps
   differ; it is closed, manifold and looks outwards for every way in which corners can lie (noise
   has them all); the number of threads changes nothing; nothing (padding, holes, the border) is
   never crossed; what cannot be made is refused with what to do. */
#include "core/error.h"
#include "mesh-volumes.h"
#include "mesh/report.h"
#include "mesh/surface.h"

#include <string.h>

typedef struct {
  double center[3]; /* voxels */
  double radius;
  double tube;                /* of a torus; 0: a ball */
  const HfGeometry *geometry; /* not NULL: center and radius in mm */
} Body;

/* 100 HU a voxel of distance from the body's skin; the level 0 is the skin. */
static double
body (double i, double j, double k, gpointer data)
{
  const Body *b = data;
  double p[3] = { i, j, k }, x, y, z;

  if (b->geometry)
    hf_geometry_voxel_to_patient (b->geometry, (double[3]){ i, j, k }, p);
  x = p[0] - b->center[0];
  y = p[1] - b->center[1];
  z = p[2] - b->center[2];
  if (b->tube > 0)
    return 100 * (b->tube - hypot (hypot (x, y) - b->radius, z));
  return 100 * (b->radius - sqrt (x * x + y * y + z * z));
}

static double
noise (double i, double j, double k, gpointer data)
{
  GRand *rand = data;

  return g_rand_int_range (rand, -5, 6);
}

static double
filled (double i, double j, double k, gpointer data)
{
  return 1000;
}

static HfMesh *
surface (const HfVolume *volume, double level, int step, gboolean close)
{
  const HfSurfaceOptions options = { .level = level, .step = step, .close_border = close };
  GError *error = NULL;
  HfMesh *mesh = hf_surface (volume, &options, NULL, &error);

  g_assert_no_error (error);
  return mesh;
}

static void
assert_trusted (const HfMesh *mesh, guint components, int genus)
{
  HfMeshReport report;

  hf_mesh_report (mesh, &report);
  g_assert_true (report.watertight);
  g_assert_true (report.oriented);
  g_assert_cmpuint (report.nonmanifold_vertices, ==, 0);
  g_assert_cmpuint (report.boundary_loops, ==, 0);
  if (components > 0) {
    g_assert_cmpuint (report.components, ==, components);
    g_assert_cmpint (report.genus, ==, genus);
  }
}

/* Share by which volume and area miss the truth; checks the rest. */
static double
worst_error (const HfMesh *mesh, double ml, double cm2, int genus)
{
  HfMeshReport report;

  assert_trusted (mesh, 1, genus);
  hf_mesh_report (mesh, &report);
  return MAX (fabs (report.volume_ml / ml - 1), fabs (report.area_cm2 / cm2 - 1));
}

static double
ball_error (double radius)
{
  int n = 2 * (int) radius + 6;
  Body ball = { .center = { n / 2 + 0.3, n / 2 - 0.2, n / 2 + 0.1 }, .radius = radius };
  g_autoptr (HfVolume) volume = volume_of (even_geometry (n, n, n, 1, 1, 1), body, &ball);
  g_autoptr (HfMesh) mesh = surface (volume, 0, 1, TRUE);

  return worst_error (mesh, 4 / 3.0 * G_PI * pow (radius, 3) / 1000,
                      4 * G_PI * radius * radius / 100, 0);
}

static void
test_ball (void)
{
  double coarse = ball_error (20), fine = ball_error (40);

  g_assert_cmpfloat (coarse, <, 0.01);
  g_assert_cmpfloat (fine, <, coarse / 3);
}

static double
torus_error (double scale)
{
  int n = (int) (64 * scale);
  Body torus = { .center = { n / 2 + 0.3, n / 2, n / 4 }, .radius = 20 * scale, .tube = 8 * scale };
  g_autoptr (HfVolume) volume = volume_of (even_geometry (n, n, n / 2, 1, 1, 1), body, &torus);
  g_autoptr (HfMesh) mesh = surface (volume, 0, 1, TRUE);

  return worst_error (mesh, 2 * G_PI * G_PI * torus.radius * torus.tube * torus.tube / 1000,
                      4 * G_PI * G_PI * torus.radius * torus.tube / 100, 1);
}

static void
test_torus (void)
{
  double coarse = torus_error (1), fine = torus_error (2);

  g_assert_cmpfloat (coarse, <, 0.01);
  g_assert_cmpfloat (fine, <, coarse / 3);
}

/* All of the volume is inside the mask's box of 41 x 31 x 21 voxels; the level is met nowhere: the
   box ends half a voxel beyond its last voxels. */
static void
test_box_of_mask (void)
{
  const int size[3] = { 64, 48, 32 };
  g_autoptr (HfVolume) volume = volume_of (even_geometry (64, 48, 32, 0.5, 0.7, 2), filled, NULL);
  g_autoptr (HfMask) mask = hf_mask_new (size);
  HfSurfaceOptions options = { .level = 300, .step = 1, .mask = mask };
  g_autoptr (HfMesh) mesh = NULL;
  HfMeshReport report;

  for (int k = 5; k < 26; k++)
    for (int j = 8; j < 39; j++)
      for (int i = 10; i < 51; i++)
        hf_mask_row (mask, j, k)[i / 64] |= 1ull << (i % 64);
  mesh = hf_surface (volume, &options, NULL, NULL);
  assert_trusted (mesh, 1, 0);
  hf_mesh_report (mesh, &report);
  g_assert_cmpfloat_with_epsilon (report.volume_ml / (41 * 0.5 * 31 * 0.7 * 21 * 2 / 1000), 1,
                                  0.01);
  g_assert_cmpfloat_with_epsilon (report.bounds_mm[0], 10 + 9.5 * 0.5, 1e-4);
  g_assert_cmpfloat_with_epsilon (report.bounds_mm[5], 30 + 25.5 * 2, 1e-4);
  g_assert_cmpuint (hf_mesh_n_cap (mesh), ==, 0);
}

/* Where the mask is wider than the level the surface is that of the level, to the last bit. */
static void
test_wide_mask (void)
{
  Body ball = { .center = { 20, 20, 20 }, .radius = 12 };
  g_autoptr (HfVolume) volume = volume_of (even_geometry (40, 40, 40, 1, 1, 1), body, &ball);
  g_autoptr (HfMask) mask = hf_mask_threshold (volume, -300, INFINITY);
  HfSurfaceOptions options = { .level = 0, .step = 1, .mask = mask };
  g_autoptr (HfMesh) masked = hf_surface (volume, &options, NULL, NULL);
  g_autoptr (HfMesh) plain = surface (volume, 0, 1, FALSE);

  g_assert_cmpuint (hf_mesh_n_vertices (masked), ==, hf_mesh_n_vertices (plain));
  g_assert_cmpmem (hf_mesh_positions (masked), 12 * hf_mesh_n_vertices (masked),
                   hf_mesh_positions (plain), 12 * hf_mesh_n_vertices (plain));
}

static void
test_tilted_uneven (void)
{
  double z[60];
  g_autoptr (HfVolume) volume = NULL;
  g_autoptr (HfMesh) mesh = NULL;
  Body ball = { .center = { 40, 40 + 0.4 * 45, 45 }, .radius = 25 };

  z[0] = 0;
  for (int k = 1; k < 60; k++)
    z[k] = z[k - 1] + (k < 30 ? 1 : k == 30 ? 0.3 : 2.1);
  ball.geometry = stack_geometry (80, 80, z, 60, 0.4, FALSE);
  volume = volume_of ((HfGeometry *) ball.geometry, body, &ball);
  mesh = surface (volume, 0, 1, TRUE);
  g_assert_cmpfloat (
      worst_error (mesh, 4 / 3.0 * G_PI * pow (25, 3) / 1000, 4 * G_PI * 25 * 25 / 100, 0), <,
      0.01);

  /* the normals of a ball point away from its center, in the leaning stack as well */
  for (guint v = 0; v < hf_mesh_n_vertices (mesh); v++) {
    const float *p = hf_mesh_positions (mesh) + 3 * v, *n = hf_mesh_normals (mesh) + 3 * v;
    double out = 0, length = 0, distance = 0;

    for (int a = 0; a < 3; a++) {
      out += (p[a] - ball.center[a]) * n[a];
      length += n[a] * n[a];
      distance += (p[a] - ball.center[a]) * (p[a] - ball.center[a]);
    }
    g_assert_cmpfloat_with_epsilon (length, 1, 1e-5);
    g_assert_cmpfloat (out / sqrt (distance), >, 0.98);
  }
}

/* Random corners: all 256 cases and all their neighborhoods, values equal to the level among them.
 */
static void
test_noise (void)
{
  for (guint seed = 0; seed < 12; seed++) {
    GRand *rand = g_rand_new_with_seed (seed);
    int step = 1 + (int) seed % 3;
    g_autoptr (HfVolume) volume =
        volume_of (even_geometry (70 + (int) seed, 23, 19, 1, 1, 1), noise, rand);
    g_autoptr (HfMesh) mesh = surface (volume, seed % 2 ? 0 : 0.5, step, TRUE);

    assert_trusted (mesh, 0, 0);
    g_rand_free (rand);
  }
}

/* No two vertices share a place: so the mesh stays closed in formats without shared vertices. */
static void
test_distinct_vertices (void)
{
  GRand *rand = g_rand_new_with_seed (5);
  g_autoptr (HfVolume) volume = volume_of (even_geometry (30, 30, 30, 0.45, 0.45, 1), noise, rand);
  g_autoptr (HfMesh) mesh = surface (volume, 0, 1, TRUE);
  g_autoptr (GHashTable) places =
      g_hash_table_new_full (g_bytes_hash, g_bytes_equal, (GDestroyNotify) g_bytes_unref, NULL);

  for (guint v = 0; v < hf_mesh_n_vertices (mesh); v++)
    g_assert_true (g_hash_table_add (places, g_bytes_new (hf_mesh_positions (mesh) + 3 * v, 12)));
  g_rand_free (rand);
}

static void
test_threads (void)
{
  GRand *rand = g_rand_new_with_seed (9);
  g_autoptr (HfVolume) volume = volume_of (even_geometry (90, 40, 50, 1, 1, 1), noise, rand);
  g_autoptr (HfMesh) one = NULL, many = NULL;

  hf_parallel_set_threads (1);
  one = surface (volume, 1, 1, TRUE);
  hf_parallel_set_threads (7);
  many = surface (volume, 1, 1, TRUE);
  hf_parallel_set_threads (0);
  g_assert_cmpmem (hf_mesh_positions (one), 24 * hf_mesh_n_vertices (one), hf_mesh_positions (many),
                   24 * hf_mesh_n_vertices (many));
  g_assert_cmpmem (hf_mesh_triangles (one), 12 * hf_mesh_n_triangles (one),
                   hf_mesh_triangles (many), 12 * hf_mesh_n_triangles (many));
  g_rand_free (rand);
}

/* A ball cut by the border: open without caps; with them closed, the caps flat, last and known. */
static void
test_border (void)
{
  Body ball = { .center = { 20, 20, 0 }, .radius = 15 };
  g_autoptr (HfVolume) volume = volume_of (even_geometry (40, 40, 30, 1, 1, 1), body, &ball);
  g_autoptr (HfMesh) closed = surface (volume, 0, 1, TRUE), open = surface (volume, 0, 1, FALSE);
  guint n = hf_mesh_n_triangles (closed), n_cap = hf_mesh_n_cap (closed);
  HfMeshReport report;

  g_assert_cmpfloat (
      worst_error (closed, 2 / 3.0 * G_PI * pow (15, 3) / 1000, 3 * G_PI * 15 * 15 / 100, 0), <,
      0.01);
  g_assert_cmpuint (n_cap, >, 0);
  g_assert_cmpuint (hf_mesh_n_triangles (open), ==, n - n_cap);
  g_assert_cmpuint (hf_mesh_n_cap (open), ==, 0);
  for (guint t = 0; t < n; t++)
    for (int c = 0; c < 3; c++) {
      const float *p = hf_mesh_positions (closed) + 3 * hf_mesh_triangles (closed)[3 * t + c];

      if (t >= n - n_cap)
        g_assert_cmpfloat_with_epsilon (p[2], 30, 0.005);
    }
  hf_mesh_report (open, &report);
  g_assert_false (report.watertight);
  g_assert_cmpuint (report.boundary_loops, ==, 1);
  g_assert_true (report.oriented);
}

static void
fill_padding (HfVolume *volume, int k0, int k1)
{
  for (int k = k0; k < k1; k++)
    for (int j = 0; j < hf_volume_size (volume)[1]; j++)
      for (int i = 0; i < hf_volume_size (volume)[0]; i++)
        ((gint16 *) hf_volume_row (volume, j, k))[i] = HF_VOLUME_PADDING;
}

/* Padding, a damaged slice and a missing one are a border: two half balls, not one ball. */
static void
test_nothing (void)
{
  double z[41];
  Body ball = { .center = { 20, 20, 20 }, .radius = 15 };
  g_autoptr (HfVolume) padded = volume_of (even_geometry (40, 40, 41, 1, 1, 1), body, &ball);
  g_autoptr (HfVolume) damaged = volume_of (even_geometry (40, 40, 41, 1, 1, 1), body, &ball);
  g_autoptr (HfVolume) missing = NULL;
  const HfVolume *volumes[3];

  for (int k = 0; k < 41; k++)
    z[k] = k < 20 ? k : k + 1;
  missing = volume_of (stack_geometry (40, 40, z, 41, 0, TRUE), body, &ball);
  g_assert_cmpint (hf_geometry_n_missing (hf_volume_geometry (missing)), ==, 1);
  fill_padding (padded, 20, 21);
  hf_volume_set_slice_status (damaged, 20, HF_SLICE_DAMAGED);
  volumes[0] = padded;
  volumes[1] = damaged;
  volumes[2] = missing;
  for (int n = 0; n < 3; n++) {
    g_autoptr (HfMesh) closed = surface (volumes[n], 0, 1, TRUE);
    g_autoptr (HfMesh) open = surface (volumes[n], 0, 1, FALSE);
    HfMeshReport report;

    assert_trusted (closed, 2, 0);
    g_assert_cmpuint (hf_mesh_n_cap (closed), >, 1000);
    hf_mesh_report (open, &report);
    g_assert_cmpuint (report.boundary_loops, ==, 2);
    g_assert_cmpuint (report.components, ==, 2);
    for (guint v = 0; v < 3 * hf_mesh_n_vertices (closed); v++)
      g_assert_true (isfinite (hf_mesh_positions (closed)[v]) &&
                     fabsf (hf_mesh_normals (closed)[v]) <= 1.0001f);
  }
}

/* Padding around the circle that a scanner sees: closed, no vertex leaves the voxels with data, no
   normal is made from padding. */
static void
test_padded_circle (void)
{
  Body ball = { .center = { 20, 20, 20 }, .radius = 15 };
  g_autoptr (HfVolume) volume = volume_of (even_geometry (70, 41, 41, 1, 1, 1), body, &ball);
  g_autoptr (HfMesh) closed = NULL, open = NULL;
  HfMeshReport report;

  for (int k = 0; k < 41; k++)
    for (int j = 0; j < 41; j++)
      for (int i = 24; i < 70; i++)
        ((gint16 *) hf_volume_row (volume, j, k))[i] = HF_VOLUME_PADDING;
  closed = surface (volume, 0, 1, TRUE);
  open = surface (volume, 0, 1, FALSE);
  assert_trusted (closed, 1, 0);
  hf_mesh_report (open, &report);
  g_assert_cmpuint (report.boundary_loops, ==, 1);
  g_assert_cmpfloat (report.bounds_mm[3], <=, 10 + 23);
  for (guint v = 0; v < hf_mesh_n_vertices (open); v++) {
    const float *p = hf_mesh_positions (open) + 3 * v, *n = hf_mesh_normals (open) + 3 * v;
    double out = ((p[0] - 30) * n[0] + p[1] * n[1] + (p[2] - 50) * n[2]) / 15;

    g_assert_cmpfloat (out, >, 0.9);
  }
}

static void
test_step (void)
{
  Body ball = { .center = { 40.3, 41, 39 }, .radius = 35 };
  g_autoptr (HfVolume) volume = volume_of (even_geometry (85, 83, 80, 1, 1, 1), body, &ball);

  for (int step = 2; step <= 4; step++) {
    g_autoptr (HfMesh) mesh = surface (volume, 0, step, TRUE);

    g_assert_cmpfloat (
        worst_error (mesh, 4 / 3.0 * G_PI * pow (35, 3) / 1000, 4 * G_PI * 35 * 35 / 100, 0), <,
        0.02);
  }
}

/* A level between two whole values is not rounded to one of them. */
static void
test_fraction (void)
{
  Body ball = { .center = { 15, 15, 15 }, .radius = 10 };
  g_autoptr (HfVolume) volume = volume_of (even_geometry (31, 31, 31, 1, 1, 1), body, &ball);
  g_autoptr (HfMesh) a = NULL, b = NULL;
  HfMeshReport ra, rb;

  hf_volume_set_scale (volume, 0.01, 5); /* one unit a voxel now, the skin at 5 */
  a = surface (volume, 5.25, 1, TRUE);
  b = surface (volume, 5.255, 1, TRUE);
  hf_mesh_report (a, &ra);
  hf_mesh_report (b, &rb);
  g_assert_cmpfloat_with_epsilon (ra.volume_ml, 4 / 3.0 * G_PI * pow (9.75, 3) / 1000, 0.03);
  g_assert_cmpfloat (rb.volume_ml, <, ra.volume_ml);
}

static void
assert_refused (const HfVolume *volume, double level, int step, HfCode code, const char *says)
{
  const HfSurfaceOptions options = { .level = level, .step = step, .close_border = TRUE };
  g_autoptr (GError) error = NULL;

  g_assert_null (hf_surface (volume, &options, NULL, &error));
  g_assert_error (error, HF_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, says));
}

static void
test_refused (void)
{
  Body ball = { .center = { 15, 15, 15 }, .radius = 10 };
  g_autoptr (HfVolume) volume = volume_of (even_geometry (31, 31, 31, 1, 1, 1), body, &ball);
  HfProgress progress = { 0 };
  HfSurfaceOptions options = { .level = 0, .step = 1 };
  g_autoptr (GError) error = NULL;
  guint64 triangles, bytes;
  g_autoptr (HfMesh) mesh = surface (volume, 0, 1, FALSE);

  assert_refused (volume, 2000, 1, HF_CODE_BAD_VALUE, "-1598 to 1000");
  assert_refused (volume, -2000, 1, HF_CODE_BAD_VALUE, "-1598 to 1000");
  assert_refused (volume, 40000, 1, HF_CODE_BAD_VALUE, "-1598 to 1000");
  assert_refused (volume, -40000, 1, HF_CODE_BAD_VALUE, "-1598 to 1000");
  assert_refused (volume, 0, 31, HF_CODE_BAD_VALUE, "step");
  assert_refused (volume, 0, 0, HF_CODE_BAD_VALUE, "step");
  assert_refused (volume, NAN, 1, HF_CODE_BAD_VALUE, "level");

  hf_progress_cancel (&progress);
  g_assert_null (hf_surface (volume, &options, &progress, &error));
  g_assert_error (error, HF_ERROR, HF_CODE_CANCELLED);

  /* too many: said before they are made, with the memory and a step that is small enough */
  g_clear_error (&error);
  options.most_triangles = hf_mesh_n_triangles (mesh) / 8;
  g_assert_null (hf_surface (volume, &options, NULL, &error));
  g_assert_error (error, HF_ERROR, HF_CODE_TOO_LARGE);
  g_assert_cmpfloat (hf_error_offer (error), ==, 3);
  g_assert_nonnull (strstr (error->message, "iB")); /* small numbers are told too */
  g_assert_null (strstr (error->message, " 0.0"));
  g_assert_nonnull (strstr (error->message, "a step of 3 "));
  options.most_triangles = hf_mesh_n_triangles (mesh);
  g_clear_pointer (&mesh, hf_mesh_unref);
  mesh = hf_surface (volume, &options, NULL, NULL);
  g_assert_nonnull (mesh);

  g_assert_true (hf_surface_estimate (volume, &options, &triangles, &bytes));
  g_assert_cmpuint (triangles, ==, hf_mesh_n_triangles (mesh));
  g_assert_cmpuint (bytes, >, 0);
  fill_padding (volume, 0, 31);
  assert_refused (volume, 0, 1, HF_CODE_BAD_VALUE, "no voxel with data");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/surface/ball", test_ball);
  g_test_add_func ("/surface/torus", test_torus);
  g_test_add_func ("/surface/box-of-mask", test_box_of_mask);
  g_test_add_func ("/surface/wide-mask", test_wide_mask);
  g_test_add_func ("/surface/tilted-uneven", test_tilted_uneven);
  g_test_add_func ("/surface/noise", test_noise);
  g_test_add_func ("/surface/distinct-vertices", test_distinct_vertices);
  g_test_add_func ("/surface/threads", test_threads);
  g_test_add_func ("/surface/border", test_border);
  g_test_add_func ("/surface/nothing", test_nothing);
  g_test_add_func ("/surface/padded-circle", test_padded_circle);
  g_test_add_func ("/surface/step", test_step);
  g_test_add_func ("/surface/fraction", test_fraction);
  g_test_add_func ("/surface/refused", test_refused);
  return g_test_run ();
}
