/* The laws: the tree finds what looking at every triangle finds, for every vertex and the middle of every triangle, also
   where triangles have no area; what decimation cuts off is seen from the mesh after it, whose vertices all lie on the
   one before; a surface is 0 mm from itself; two balls about one center are as far apart
   as their radii, both ways; the number of threads changes nothing; what cannot be measured is
   refused. */
#include "mesh-volumes.h"
#include "mesh/distance.h"
#include "mesh/process.h"
#include "mesh/surface.h"

#include <string.h>

static double
ball (double i, double j, double k, gpointer data)
{
  const double *radius = data;

  return 100 * (*radius - sqrt ((i - 30) * (i - 30) + (j - 29) * (j - 29) + (k - 31) * (k - 31)));
}

static HfMesh *
ball_of (double radius)
{
  g_autoptr (HfVolume) volume = volume_of (even_geometry (60, 60, 60, 1, 1, 1), ball, &radius);
  const HfSurfaceOptions options = { .level = 0, .step = 1 };

  return hf_surface (volume, &options, NULL, NULL);
}

/* Triangles anywhere, every tenth without area: two corners in one place, or three in a row. */
static HfMesh *
wild (guint32 n, GRand *rand)
{
  HfMesh *mesh = hf_mesh_new (3 * n, n);
  float *p = hf_mesh_positions (mesh);

  for (guint32 t = 0; t < n; t++, p += 9) {
    const double size = t % 7 == 0 ? 40 : 3;

    for (int a = 0; a < 3; a++) {
      const double middle = g_rand_double_range (rand, 100, 160);

      for (int c = 0; c < 3; c++)
        p[3 * c + a] = (float) (middle + g_rand_double_range (rand, -size, size));
      if (t % 20 == 0)
        p[3 + a] = p[a];
      else if (t % 10 == 0)
        p[6 + a] = (p[a] + p[3 + a]) / 2;
    }
  }
  for (guint32 c = 0; c < 3 * n; c++)
    hf_mesh_triangles (mesh)[c] = c;
  return mesh;
}

static double
to_segment (const float *p, const float *a, const float *b)
{
  double uu = 0, uw = 0, sum = 0, t;

  for (int x = 0; x < 3; x++) {
    uu += ((double) b[x] - a[x]) * ((double) b[x] - a[x]);
    uw += ((double) b[x] - a[x]) * ((double) p[x] - a[x]);
  }
  t = uu > 0 ? CLAMP (uw / uu, 0, 1) : 0;
  for (int x = 0; x < 3; x++)
    sum += pow ((double) p[x] - a[x] - t * ((double) b[x] - a[x]), 2);
  return sqrt (sum);
}

/* In another way than the tree's: the plane where the foot lies inside of all edges, else the
   nearest edge. */
static double
to_triangle (const float *p, const float *const corner[3])
{
  double u[3], v[3], n[3], length, height = 0, nearest = INFINITY;
  gboolean inside = TRUE;

  for (int x = 0; x < 3; x++) {
    u[x] = (double) corner[1][x] - corner[0][x];
    v[x] = (double) corner[2][x] - corner[0][x];
  }
  for (int x = 0; x < 3; x++)
    n[x] = u[(x + 1) % 3] * v[(x + 2) % 3] - u[(x + 2) % 3] * v[(x + 1) % 3];
  length = sqrt (n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
  for (int c = 0; c < 3; c++) {
    const float *a = corner[c], *b = corner[(c + 1) % 3];
    double side = 0;

    nearest = MIN (nearest, to_segment (p, a, b));
    for (int x = 0; x < 3; x++) {
      const int y = (x + 1) % 3, z = (x + 2) % 3;

      side += n[x] * (((double) b[y] - a[y]) * ((double) p[z] - a[z]) -
                      ((double) b[z] - a[z]) * ((double) p[y] - a[y]));
    }
    inside = inside && side >= 0;
  }
  for (int x = 0; x < 3; x++)
    height += n[x] * ((double) p[x] - corner[0][x]);
  return inside && length > 1e-9 ? fabs (height) / length : nearest;
}

/* Of vertices and of middles of triangles. */
static guint32
count_points (const HfMesh *mesh)
{
  return hf_mesh_n_vertices (mesh) + hf_mesh_n_triangles (mesh);
}

static void
get_point (const HfMesh *mesh, guint32 n, float point[3])
{
  const guint32 n_vertices = hf_mesh_n_vertices (mesh);

  for (int x = 0; x < 3; x++) {
    float sum = 0;

    for (int c = 0; n >= n_vertices && c < 3; c++)
      sum += hf_mesh_positions (mesh)[3 * hf_mesh_triangles (mesh)[3 * (n - n_vertices) + c] + x];
    point[x] = n < n_vertices ? hf_mesh_positions (mesh)[3 * n + x] : sum / 3;
  }
}

static void
look_at_all (const HfMesh *from, const HfMesh *to, HfMeshDistance *distance)
{
  const guint32 n = count_points (from);

  *distance = (HfMeshDistance){ 0 };
  for (guint32 v = 0; v < n; v++) {
    double nearest = INFINITY;
    float point[3];

    get_point (from, v, point);
    for (guint32 t = 0; t < hf_mesh_n_triangles (to); t++) {
      const float *corner[3];

      for (int c = 0; c < 3; c++)
        corner[c] = hf_mesh_positions (to) + 3 * hf_mesh_triangles (to)[3 * t + c];
      nearest = MIN (nearest, to_triangle (point, corner));
    }
    distance->max_mm = MAX (distance->max_mm, nearest);
    distance->mean_mm += nearest / n;
    distance->rms_mm += nearest * nearest / n;
  }
  distance->rms_mm = sqrt (distance->rms_mm);
}

static void
assert_equal (const HfMeshDistance *a, const HfMeshDistance *b)
{
  g_assert_cmpfloat_with_epsilon (a->max_mm, b->max_mm, 1e-5);
  g_assert_cmpfloat_with_epsilon (a->mean_mm, b->mean_mm, 1e-5);
  g_assert_cmpfloat_with_epsilon (a->rms_mm, b->rms_mm, 1e-5);
}

static void
test_all (void)
{
  const guint32 sizes[] = { 1, 2, 3, 4, 5, 16, 17, 63, 65, 700 };
  GRand *rand = g_rand_new_with_seed (3);

  for (guint n = 0; n < G_N_ELEMENTS (sizes); n++) {
    g_autoptr (HfMesh) from = wild (150, rand), to = wild (sizes[n], rand);
    HfMeshDistance fast, slow;

    g_assert_true (hf_mesh_distance (from, to, NULL, &fast));
    look_at_all (from, to, &slow);
    assert_equal (&fast, &slow);
  }
  g_rand_free (rand);
}

/* Decimated: long and short triangles side by side. */
static void
test_decimated (void)
{
  g_autoptr (HfMesh) before = ball_of (9), after = hf_mesh_decimate (before, 0.1, NULL, NULL);
  HfMeshDistance fast, slow;
  HfMeshChange change;

  g_assert_true (hf_mesh_change (before, after, NULL, &change));
  look_at_all (before, after, &slow);
  assert_equal (&change.there, &slow);
  look_at_all (after, before, &slow);
  assert_equal (&change.back, &slow);
  g_assert_cmpfloat (change.there.max_mm, >, 0.01);
  g_assert_cmpfloat (change.after_ml, <, change.before_ml);

  g_assert_true (hf_mesh_distance (before, before, NULL, &fast));
  g_assert_cmpfloat (fast.max_mm, <, 1e-5);
}

/* A pyramid whose tip was cut off: all vertices after are vertices before. */
static void
test_subset (void)
{
  const float places[] = { 0, 0, 0, 30, 0, 0, 0, 30, 0, 10, 10, 6 };
  const guint32 sides[] = { 0, 1, 3, 1, 2, 3, 2, 0, 3 };
  g_autoptr (HfMesh) before = hf_mesh_new (4, 3), after = hf_mesh_new (3, 1);
  HfMeshChange change;

  memcpy (hf_mesh_positions (before), places, sizeof places);
  memcpy (hf_mesh_triangles (before), sides, sizeof sides);
  memcpy (hf_mesh_positions (after), places, 9 * sizeof *places);
  memcpy (hf_mesh_triangles (after), sides, 2 * sizeof *sides);
  hf_mesh_triangles (after)[2] = 2;
  g_assert_true (hf_mesh_change (before, after, NULL, &change));
  g_assert_cmpfloat_with_epsilon (change.there.max_mm, 6, 1e-6); /* the tip */
  /* the middle of the base lies below the tip, 10 / sqrt (2) mm from the edge of the nearest side */
  g_assert_cmpfloat_with_epsilon (change.back.max_mm, 6 * cos (atan (0.6 * G_SQRT2)), 1e-5);
  g_assert_cmpfloat_with_epsilon (change.back.mean_mm, change.back.max_mm / 4, 1e-6);
}

static void
test_balls (void)
{
  g_autoptr (HfMesh) small = ball_of (20), large = ball_of (21.5);
  HfMeshChange change;

  g_assert_true (hf_mesh_change (small, large, NULL, &change));
  g_assert_cmpfloat_with_epsilon (change.there.mean_mm, 1.5, 0.02);
  g_assert_cmpfloat_with_epsilon (change.there.rms_mm, 1.5, 0.02);
  g_assert_cmpfloat_with_epsilon (change.there.max_mm, 1.5, 0.05);
  g_assert_cmpfloat_with_epsilon (change.back.mean_mm, 1.5, 0.02);
  g_assert_cmpfloat_with_epsilon (change.back.max_mm, 1.5, 0.05);
  g_assert_cmpfloat_with_epsilon (change.before_ml, 4 / 3.0 * G_PI * 8, 0.1);
}

static void
test_threads (void)
{
  g_autoptr (HfMesh) small = ball_of (20), large = ball_of (22);
  HfMeshDistance one, many;

  hf_parallel_set_threads (1);
  g_assert_true (hf_mesh_distance (small, large, NULL, &one));
  hf_parallel_set_threads (5);
  g_assert_true (hf_mesh_distance (small, large, NULL, &many));
  hf_parallel_set_threads (0);
  g_assert_cmpmem (&one, sizeof one, &many, sizeof many);
}

static void
test_refused (void)
{
  g_autoptr (HfMesh) mesh = ball_of (5), empty = hf_mesh_new (0, 0);
  HfProgress progress = { 0 };
  HfMeshDistance distance;

  g_assert_false (hf_mesh_distance (mesh, empty, NULL, &distance));
  g_assert_false (hf_mesh_distance (empty, mesh, NULL, &distance));
  hf_progress_cancel (&progress);
  g_assert_false (hf_mesh_distance (mesh, mesh, &progress, &distance));
}

static void
test_json (void)
{
  const HfMeshChange change = { 1.5, 1.25, { 1, 0.25, 0.5 }, { 0.125, 0, 0 } };
  g_autofree char *json = hf_mesh_change_json (&change);

  g_assert_cmpstr (json, ==,
                   "{\"before_ml\": 1.5, \"after_ml\": 1.25, "
                   "\"before_to_after_mm\": {\"max\": 1, \"mean\": 0.25, \"rms\": 0.5}, "
                   "\"after_to_before_mm\": {\"max\": 0.125, \"mean\": 0, \"rms\": 0}}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/distance/all", test_all);
  g_test_add_func ("/distance/decimated", test_decimated);
  g_test_add_func ("/distance/subset", test_subset);
  g_test_add_func ("/distance/balls", test_balls);
  g_test_add_func ("/distance/threads", test_threads);
  g_test_add_func ("/distance/refused", test_refused);
  g_test_add_func ("/distance/json", test_json);
  return g_test_run ();
}
