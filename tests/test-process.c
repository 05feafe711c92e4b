/* The laws: parts are told apart by what they enclose; smoothing takes noise away and keeps volume,
   borders and caps; decimation reaches its share and stays a closed surface near the old one, or
   fails aloud; a proxy keeps to its limit; the road from the parameters is the sum of its steps. */
#include "core/error.h"
#include "mesh-volumes.h"
#include "mesh/process.h"
#include "mesh/report.h"
#include "mesh/surface.h"

#include <string.h>

/* A large ball, a small one, and a hollow inside the large one. */
static double
three_balls (double i, double j, double k, gpointer data)
{
  double large = 20 - sqrt ((i - 30) * (i - 30) + (j - 30) * (j - 30) + (k - 30) * (k - 30));
  double small = 5 - sqrt ((i - 60) * (i - 60) + (j - 30) * (j - 30) + (k - 30) * (k - 30));
  double hollow = 8 - sqrt ((i - 32) * (i - 32) + (j - 30) * (j - 30) + (k - 30) * (k - 30));
  double roughness = data ? g_rand_double_range (data, -0.4, 0.4) : 0;

  return 100 * (MIN (MAX (large, small), -hollow) + roughness);
}

static HfVolume *
balls (GRand *noise)
{
  return volume_of (even_geometry (70, 60, 60, 1, 1, 1), three_balls, noise);
}

static HfMesh *
surface (const HfVolume *volume)
{
  const HfSurfaceOptions options = { .level = 0, .step = 1, .close_border = TRUE };

  return hf_surface (volume, &options, NULL, NULL);
}

static HfMeshReport
report_of (const HfMesh *mesh)
{
  HfMeshReport report;

  hf_mesh_report (mesh, &report);
  return report;
}

static double
ball_ml (double radius)
{
  return 4 / 3.0 * G_PI * radius * radius * radius / 1000;
}

static void
test_parts (void)
{
  g_autoptr (HfVolume) volume = balls (NULL);
  g_autoptr (HfMesh) all = surface (volume);
  guint n = 0, dropped = 0;
  g_autoptr (HfMesh) largest = hf_mesh_largest_part (all, &n);
  g_autoptr (HfMesh) without = hf_mesh_drop_small (all, 1, &dropped);
  g_autoptr (HfMesh) picked = NULL;

  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpfloat_with_epsilon (report_of (largest).volume_ml, ball_ml (20), 0.1);
  g_assert_true (report_of (largest).watertight);
  g_assert_cmpuint (dropped, ==, 1);
  g_assert_cmpuint (report_of (without).components, ==, 2);

  for (guint t = 0; t < hf_mesh_n_triangles (all) && !picked; t++)
    if (hf_mesh_positions (all)[3 * hf_mesh_triangles (all)[3 * t]] > 10 + 54)
      picked = hf_mesh_part_of (all, t);
  g_assert_cmpfloat_with_epsilon (report_of (picked).volume_ml, ball_ml (5), 0.02);
}

/* Mean distance of the vertices from the skin of the large ball, mm. */
static double
roughness (const HfMesh *mesh)
{
  double sum = 0;

  for (guint v = 0; v < hf_mesh_n_vertices (mesh); v++) {
    const float *p = hf_mesh_positions (mesh) + 3 * v;

    sum += fabs (sqrt (pow (p[0] - 40, 2) + pow (p[1] - 10, 2) + pow (p[2] - 60, 2)) - 20);
  }
  return sum / hf_mesh_n_vertices (mesh);
}

static void
test_smooth (void)
{
  GRand *rand = g_rand_new_with_seed (1);
  g_autoptr (HfVolume) volume = balls (rand);
  g_autoptr (HfMesh) all = surface (volume), rough = hf_mesh_largest_part (all, NULL);

  for (int iterations = 5; iterations <= 80; iterations *= 2) {
    g_autoptr (HfMesh) smooth = hf_mesh_smooth (rough, iterations, NULL);

    g_assert_cmpfloat_with_epsilon (report_of (smooth).volume_ml / report_of (rough).volume_ml, 1,
                                    0.002);
    g_assert_true (report_of (smooth).watertight);
    g_assert_cmpfloat (report_of (smooth).area_cm2, <, report_of (rough).area_cm2);
    g_assert_cmpfloat (roughness (smooth), <, 0.8 * roughness (rough));
  }
  g_rand_free (rand);
}

static double
half_ball (double i, double j, double k, gpointer data)
{
  return 100 * (15 - sqrt ((i - 20) * (i - 20) + (j - 20) * (j - 20) + k * k));
}

/* What lies on the border stays there, with caps and without. */
static void
test_smooth_border (void)
{
  g_autoptr (HfVolume) volume = volume_of (even_geometry (40, 40, 30, 1, 1, 1), half_ball, NULL);

  for (int close = 0; close < 2; close++) {
    const HfSurfaceOptions options = { .level = 0, .step = 1, .close_border = close };
    g_autoptr (HfMesh) mesh = hf_surface (volume, &options, NULL, NULL);
    g_autoptr (HfMesh) smooth = hf_mesh_smooth (mesh, 20, NULL);
    guint n_border = 0, n_moved = 0;

    g_assert_cmpuint (hf_mesh_n_cap (smooth), ==, hf_mesh_n_cap (mesh));
    for (guint v = 0; v < hf_mesh_n_vertices (mesh); v++) {
      const float *a = hf_mesh_positions (mesh) + 3 * v, *b = hf_mesh_positions (smooth) + 3 * v;
      gboolean moved = memcmp (a, b, 12) != 0;

      n_moved += moved;
      if (a[2] < 30.001f) {
        n_border++;
        g_assert_false (moved);
      }
    }
    g_assert_cmpuint (n_border, >, 80);
    g_assert_cmpuint (n_moved, >, hf_mesh_n_vertices (mesh) / 4);
  }
}

static void
test_decimate (void)
{
  g_autoptr (HfVolume) volume = balls (NULL);
  g_autoptr (HfMesh) all = surface (volume), ball = hf_mesh_largest_part (all, NULL);
  guint n = hf_mesh_n_triangles (ball);

  for (double ratio = 0.5; ratio > 0.05; ratio /= 3) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HfMesh) small = hf_mesh_decimate (ball, ratio, NULL, &error);

    g_assert_no_error (error);
    g_assert_cmpuint (hf_mesh_n_triangles (small), <=, (guint) (1.06 * ratio * n));
    g_assert_cmpuint (hf_mesh_n_triangles (small), >, (guint) (0.5 * ratio * n));
    g_assert_true (report_of (small).watertight);
    g_assert_cmpfloat_with_epsilon (report_of (small).volume_ml / report_of (ball).volume_ml, 1,
                                    0.03);
    g_assert_cmpfloat (roughness (small), <, 0.4);
  }
}

/* Where every triangle lies there twice no edge is one that may be collapsed. */
static void
test_decimate_refused (void)
{
  g_autoptr (HfMesh) loose = hf_mesh_new (3000, 2000);
  g_autoptr (GError) error = NULL;

  for (guint v = 0; v < 3000; v++) {
    hf_mesh_triangles (loose)[v] = hf_mesh_triangles (loose)[3000 + v] = v;
    hf_mesh_positions (loose)[3 * v] = (float) (v / 3 * 10 + v % 3);
    hf_mesh_positions (loose)[3 * v + 1] = (float) (v % 3 == 1);
  }
  g_assert_null (hf_mesh_decimate (loose, 0.1, NULL, &error));
  g_assert_error (error, HF_ERROR, HF_CODE_BAD_VALUE);
  g_clear_error (&error);
  g_assert_null (hf_mesh_decimate (loose, 0, NULL, &error));
  g_assert_error (error, HF_ERROR, HF_CODE_BAD_VALUE);
}

static void
test_decimate_caps (void)
{
  const HfSurfaceOptions options = { .level = 0, .step = 1, .close_border = TRUE };
  g_autoptr (HfVolume) volume = volume_of (even_geometry (40, 40, 30, 1, 1, 1), half_ball, NULL);
  g_autoptr (HfMesh) mesh = hf_surface (volume, &options, NULL, NULL);
  g_autoptr (HfMesh) small = hf_mesh_decimate (mesh, 0.2, NULL, NULL);
  guint n = hf_mesh_n_triangles (small);

  g_assert_cmpuint (hf_mesh_n_cap (small), >, 0);
  g_assert_cmpuint (hf_mesh_n_cap (small), <, n / 2);
  for (guint c = 3 * (n - hf_mesh_n_cap (small)); c < 3 * n; c++)
    g_assert_cmpfloat (hf_mesh_positions (small)[3 * hf_mesh_triangles (small)[c] + 2], <, 30.01);
}

static void
test_proxy (void)
{
  g_autoptr (HfVolume) volume = balls (NULL);
  g_autoptr (HfMesh) all = surface (volume);
  g_autoptr (HfMesh) proxy = hf_mesh_proxy (all, 2000), same = hf_mesh_proxy (all, 10000000);

  g_assert_cmpuint (hf_mesh_n_triangles (proxy), <=, 2000);
  g_assert_cmpuint (hf_mesh_n_triangles (proxy), >, 200);
  g_assert_true (same == all);
}

/* A wall of two voxels, leaning and bent, so that its normals look everywhere. */
static double
thin_wall (double i, double j, double k, gpointer data)
{
  const double r = sqrt ((i - 30) * (i - 30) + (j - 30) * (j - 30) + (k - 30) * (k - 30));

  return 100 * (1 - fabs (r - 25));
}

/* Its two sides stay apart, where a cluster is three times as thick. */
/* Dust and noise: clusters leave nothing of it, or too much of it. */
static void
test_proxy_of_noise (void)
{
  const guint32 n_triangles = 20000;
  g_autoptr (HfMesh) noise = hf_mesh_new (3 * n_triangles, n_triangles), proxy = NULL;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);

  for (guint32 n = 0; n < 9 * n_triangles; n++)
    hf_mesh_positions (noise)[n] = (float) g_rand_double_range (random, 0, 100);
  for (guint32 n = 0; n < 3 * n_triangles; n++) {
    hf_mesh_normals (noise)[3 * n + n % 3] = n % 2 ? 1 : -1;
    hf_mesh_triangles (noise)[n] = n;
  }
  proxy = hf_mesh_proxy (noise, 300);
  g_assert_cmpuint (hf_mesh_n_triangles (proxy), <=, 300);
  g_assert_cmpuint (hf_mesh_n_triangles (proxy), >, 0);
}

static void
test_proxy_of_wall (void)
{
  g_autoptr (HfVolume) volume = volume_of (even_geometry (60, 60, 60, 1, 1, 1), thin_wall, NULL);
  g_autoptr (HfMesh) wall = surface (volume), proxy = hf_mesh_proxy (wall, 2500), same = NULL;
  guint n_between = 0; /* vertices */

  for (guint v = 0; v < hf_mesh_n_vertices (proxy); v++) {
    const float *p = hf_mesh_positions (proxy) + 3 * v;
    const double r = sqrt (pow (p[0] - 40, 2) + pow (p[1] - 10, 2) + pow (p[2] - 60, 2));

    n_between += fabs (r - 25) < 0.3;
  }
  g_assert_cmpuint (n_between, <, hf_mesh_n_vertices (proxy) / 50);
  hf_parallel_set_threads (1);
  same = hf_mesh_proxy (wall, 2500);
  hf_parallel_set_threads (0);
  g_assert_cmpmem (hf_mesh_positions (proxy), 24 * hf_mesh_n_vertices (proxy),
                   hf_mesh_positions (same), 24 * hf_mesh_n_vertices (same));
  g_assert_cmpmem (hf_mesh_triangles (proxy), 12 * hf_mesh_n_triangles (proxy),
                   hf_mesh_triangles (same), 12 * hf_mesh_n_triangles (same));
}

/* A phantom's ball: no voxel is partly filled, so that the normals waver from stair to stair. */
static double
stairs (double i, double j, double k, gpointer data)
{
  const double r = sqrt ((i - 45) * (i - 45) + (j - 45) * (j - 45) + (k - 45) * (k - 45));

  return r < 40 ? 900 : -1000;
}

/* Its triangles are as small as their number allows: many between the same few clusters would cover
   the picture again and again, and show a crystal. */
static void
test_proxy_of_stairs (void)
{
  g_autoptr (HfVolume) volume = volume_of (even_geometry (90, 90, 90, 1, 1, 1), stairs, NULL);
  g_autoptr (HfMesh) ball = surface (volume), proxy = hf_mesh_proxy (ball, 2000);
  const guint32 n = hf_mesh_n_triangles (proxy), *corner = hf_mesh_triangles (proxy);
  double longest = 0;

  g_assert_cmpuint (n, <=, 2000);
  g_assert_cmpuint (n, >, 1000);
  for (guint32 c = 0; c < 3 * n; c++) {
    const float *a = hf_mesh_positions (proxy) + 3 * (gsize) corner[c];
    const float *b = hf_mesh_positions (proxy) + 3 * (gsize) corner[c % 3 == 2 ? c - 2 : c + 1];

    longest = MAX (longest, hypot (hypot (a[0] - b[0], a[1] - b[1]), a[2] - b[2]));
  }
  g_assert_cmpfloat (longest, <, 20);
}

static void
test_params (void)
{
  g_autoptr (HfVolume) volume = balls (NULL);
  HfParams params;
  g_autoptr (HfMesh) one = NULL, all = NULL, masked = NULL;
  g_autoptr (HfMask) mask = hf_mask_threshold (volume, 500, INFINITY);
  g_autoptr (GError) error = NULL;
  HfProgress progress = { 0 };

  hf_params_init (&params);
  params.value[HF_PARAM_LEVEL] = 0;
  one = hf_mesh_from_params (volume, NULL, &params, NULL, NULL);
  g_assert_cmpuint (report_of (one).components, ==, 1);
  params.value[HF_PARAM_KEEP_LARGEST] = 0;
  all = hf_mesh_from_params (volume, NULL, &params, NULL, NULL);
  g_assert_cmpuint (report_of (all).components, ==, 3);
  params.value[HF_PARAM_IN_MASK] = 1;
  masked = hf_mesh_from_params (volume, mask, &params, NULL, NULL);
  g_assert_cmpfloat (report_of (masked).volume_ml, <, 0.8 * report_of (all).volume_ml);

  params.value[HF_PARAM_IN_MASK] = 0;
  params.value[HF_PARAM_MIN_ML] = 1000;
  g_assert_null (hf_mesh_from_params (volume, NULL, &params, NULL, &error));
  g_assert_error (error, HF_ERROR, HF_CODE_BAD_VALUE);
  g_clear_error (&error);
  hf_progress_cancel (&progress);
  g_assert_null (hf_mesh_from_params (volume, NULL, &params, &progress, &error));
  g_assert_error (error, HF_ERROR, HF_CODE_CANCELLED);
}

/* A prism of many sides with its two lids. */
static HfMesh *
make_prism (int sides)
{
  HfMesh *mesh = hf_mesh_new ((guint32) (2 * sides + 2), (guint32) (4 * sides));
  guint32 *t = hf_mesh_triangles (mesh);

  for (int s = 0; s < 2 * sides + 2; s++) {
    float *p = hf_mesh_positions (mesh) + 3 * s;
    const double angle = 2 * G_PI * (s / 2) / sides;

    p[0] = s < 2 * sides ? (float) (10 * cos (angle)) : 0;
    p[1] = s < 2 * sides ? (float) (10 * sin (angle)) : 0;
    p[2] = s % 2 ? 5 : -5;
  }
  for (int s = 0; s < sides; s++) {
    const guint32 a = 2 * s, b = 2 * ((s + 1) % sides), low = 2 * sides, high = low + 1;
    const guint32 corners[12] = { a, b, b + 1, a, b + 1, a + 1, low, b, a, high, a + 1, b + 1 };

    memcpy (t + 12 * s, corners, sizeof corners);
  }
  hf_mesh_update_normals (mesh);
  return mesh;
}

static HfMesh *
make_ring (int n)
{
  HfMesh *mesh = hf_mesh_new ((guint32) (n * n), (guint32) (2 * n * n));
  guint32 *t = hf_mesh_triangles (mesh);

  for (int u = 0; u < n; u++)
    for (int v = 0; v < n; v++) {
      const guint32 a = u * n + v, b = (u + 1) % n * n + v;
      const guint32 c = (u + 1) % n * n + (v + 1) % n, d = u * n + (v + 1) % n;
      const double across = 2 * G_PI * v / n, along = 2 * G_PI * u / n;
      const guint32 corners[6] = { a, b, c, a, c, d };
      float *p = hf_mesh_positions (mesh) + 3 * a;

      p[0] = (float) ((30 + 10 * cos (across)) * cos (along));
      p[1] = (float) ((30 + 10 * cos (across)) * sin (along));
      p[2] = (float) (10 * sin (across));
      memcpy (t + 6 * a, corners, sizeof corners);
    }
  hf_mesh_update_normals (mesh);
  return mesh;
}

/* How far the normals of its corners are off a triangle, at most: a cosine. */
static double
worst_normal (const HfMesh *mesh)
{
  double worst = 1;

  for (guint32 t = 0; t < hf_mesh_n_triangles (mesh); t++) {
    const guint32 *v = hf_mesh_triangles (mesh) + 3 * t;
    const float *p[3];
    double n[3], length = 0;

    for (int c = 0; c < 3; c++)
      p[c] = hf_mesh_positions (mesh) + 3 * v[c];
    for (int a = 0; a < 3; a++) {
      const int b = (a + 1) % 3, c = (a + 2) % 3;

      n[a] = (p[1][b] - p[0][b]) * (p[2][c] - p[0][c]) - (p[1][c] - p[0][c]) * (p[2][b] - p[0][b]);
      length += n[a] * n[a];
    }
    for (int c = 0; c < 3; c++) {
      const float *normal = hf_mesh_normals (mesh) + 3 * v[c];

      worst = MIN (worst, (n[0] * normal[0] + n[1] * normal[1] + n[2] * normal[2]) / sqrt (length));
    }
  }
  return worst;
}

/* Of a box every side has normals of its own; a round prism stays round, but for the rims of its lids; a smooth mesh is
   not copied. */
static void
test_crease (void)
{
  g_autoptr (HfMesh) smooth = make_ring (40);
  g_autoptr (HfMesh) box = make_prism (4);
  g_autoptr (HfMesh) round = make_prism (60);
  g_autoptr (HfMesh) same = hf_mesh_crease (smooth);
  g_autoptr (HfMesh) creased_box = hf_mesh_crease (box);
  g_autoptr (HfMesh) creased_round = hf_mesh_crease (round);

  g_assert_true (same == smooth);
  g_assert_cmpfloat (worst_normal (box), <, 0.7);
  g_assert_cmpfloat (worst_normal (creased_box), >, 0.9999);
  g_assert_cmpuint (hf_mesh_n_vertices (creased_box), ==, 6 * 4 + 2);
  g_assert_cmpfloat (worst_normal (round), <, 0.8);
  g_assert_cmpfloat (worst_normal (creased_round), >, 0.99);
  g_assert_cmpuint (hf_mesh_n_vertices (creased_round), ==, 60 * 4 + 2);
  for (guint32 i = 0; i < 3 * hf_mesh_n_triangles (box); i++)
    for (int a = 0; a < 3; a++)
      g_assert_cmpfloat (
          hf_mesh_positions (box)[3 * hf_mesh_triangles (box)[i] + a], ==,
          hf_mesh_positions (creased_box)[3 * hf_mesh_triangles (creased_box)[i] + a]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/process/parts", test_parts);
  g_test_add_func ("/process/smooth", test_smooth);
  g_test_add_func ("/process/smooth-border", test_smooth_border);
  g_test_add_func ("/process/decimate", test_decimate);
  g_test_add_func ("/process/decimate-refused", test_decimate_refused);
  g_test_add_func ("/process/decimate-caps", test_decimate_caps);
  g_test_add_func ("/process/proxy", test_proxy);
  g_test_add_func ("/process/proxy-of-wall", test_proxy_of_wall);
  g_test_add_func ("/process/proxy-of-stairs", test_proxy_of_stairs);
  g_test_add_func ("/process/proxy-of-noise", test_proxy_of_noise);
  g_test_add_func ("/process/crease", test_crease);
  g_test_add_func ("/process/params", test_params);
  return g_test_run ();
}
