/* The laws: however far a closed manifold is decimated it stays one, with its parts, its genus and
   the way it looks; it stays near; every vertex that is left is one of the mesh's; caps stay on their
   planes and holes stay open; what is not manifold does not get worse; the number of threads changes
   nothing; what cannot get smaller stays, and ends. */
#include "mesh-volumes.h"
#include "mesh/collapse.h"
#include "mesh/distance.h"
#include "mesh/places.h"
#include "mesh/report.h"
#include "mesh/surface.h"

#include <string.h>

static double
ball (double i, double j, double k, gpointer data)
{
  return 100 * (33 - sqrt ((i - 40) * (i - 40) + (j - 40) * (j - 40) + (k - 40) * (k - 40)));
}

static double
torus (double i, double j, double k, gpointer data)
{
  const double ring = sqrt ((i - 40) * (i - 40) + (j - 40) * (j - 40)) - 26;

  return 100 * (9 - sqrt (ring * ring + (k - 40) * (k - 40)));
}

/* Corners at 20 and 40 along every axis: they touch in one voxel's corner, or along an edge. */
static double
two_boxes (double i, double j, double k, gpointer data)
{
  const gboolean edge = data != NULL;
  const gboolean one = i >= 20 && i < 40 && j >= 20 && j < 40 && k >= 20 && k < 40;
  const gboolean two =
      i >= 40 && i < 60 && j >= 40 && j < 60 && (edge ? k >= 20 && k < 40 : k >= 40 && k < 60);

  return one || two ? 100 : -100;
}

/* Random corners, thinly: thousands of parts and handles. */
static double
noise (double i, double j, double k, gpointer data)
{
  return g_rand_int_range (data, -100, 60);
}

/* The border cuts it at three sides. */
static double
corner (double i, double j, double k, gpointer data)
{
  return 100 * (50 - sqrt (i * i + j * j + k * k) + 3 * sin (i / 3) * sin (j / 4));
}

static HfMesh *
surface_of (Field field, gpointer data, int n, gboolean close)
{
  g_autoptr (HfVolume) volume = volume_of (even_geometry (n, n, n, 1, 1, 1), field, data);
  const HfSurfaceOptions options = { .level = 0, .step = 1, .close_border = close };

  return hf_surface (volume, &options, NULL, NULL);
}

/* The vertices are some of the mesh's. */
static void
assert_subset (const HfMesh *small, const HfMesh *mesh)
{
  const float *positions = hf_mesh_positions (mesh);
  const guint32 n = hf_mesh_n_vertices (mesh);
  g_auto (HfPlaces) places = { 0 };

  for (guint32 v = 0; v < n; v++)
    hf_places_find (&places, positions, v, positions + 3 * v);
  for (guint32 v = 0; v < hf_mesh_n_vertices (small); v++)
    g_assert_cmpuint (hf_places_find (&places, positions, n, hf_mesh_positions (small) + 3 * v), <,
                      n);
}

/* In shares of the triangles; returns the last, smallest one. */
static HfMesh *
assert_stays (HfMesh *mesh, double least, double far_mm)
{
  HfMeshReport before, after;
  HfMesh *small = NULL;

  hf_mesh_report (mesh, &before);
  g_assert_true (before.watertight);
  for (double share = 0.5; share >= least; share *= 0.5) {
    const guint32 target = (guint32) (share * before.triangles);
    HfMeshChange change;

    g_clear_pointer (&small, hf_mesh_unref);
    small = hf_mesh_collapse (mesh, target, NULL);
    hf_mesh_report (small, &after);
    g_assert_true (after.watertight);
    g_assert_true (after.oriented);
    g_assert_cmpuint (after.nonmanifold_vertices, ==, 0);
    g_assert_cmpuint (after.components, ==, before.components);
    g_assert_cmpint (after.genus, ==, before.genus);
    g_assert_cmpuint (after.triangles, <=, before.triangles);
    if (far_mm > 0) {
      g_assert_cmpuint (after.triangles, <=, target + 16);
      g_assert_cmpuint (after.triangles, >, target * 0.9);
      g_assert_true (hf_mesh_change (mesh, small, NULL, &change));
      g_assert_cmpfloat (change.there.max_mm, <, far_mm);
      g_assert_cmpfloat (change.back.max_mm, <, far_mm);
      assert_subset (small, mesh);
      g_assert_cmpfloat_with_epsilon (change.after_ml / change.before_ml, 1, 0.03);
    }
  }
  return small;
}

static void
test_ball (void)
{
  g_autoptr (HfMesh) mesh = surface_of (ball, NULL, 80, TRUE);
  hf_mesh_unref (assert_stays (mesh, 0.02, 0.5));
}

static void
test_torus (void)
{
  g_autoptr (HfMesh) mesh = surface_of (torus, NULL, 80, TRUE);
  hf_mesh_unref (assert_stays (mesh, 0.02, 0.7));
}

static void
test_two_boxes (void)
{
  for (int edge = 0; edge < 2; edge++) {
    g_autoptr (HfMesh) mesh = surface_of (two_boxes, GINT_TO_POINTER (edge), 80, TRUE);
    hf_mesh_unref (assert_stays (mesh, 0.05, 1.0));
  }
}

static void
test_noise (void)
{
  for (guint seed = 0; seed < 3; seed++) {
    GRand *rand = g_rand_new_with_seed (seed);
    g_autoptr (HfMesh) mesh = surface_of (noise, rand, 20, TRUE);
    hf_mesh_unref (assert_stays (mesh, 0.02, 0));

    g_rand_free (rand);
  }
}

/* As far as it goes: every part that is a ball becomes a tetrahedron. */
static void
test_to_the_end (void)
{
  g_autoptr (HfMesh) mesh = surface_of (ball, NULL, 80, TRUE);
  g_autoptr (HfMesh) least = hf_mesh_collapse (mesh, 1, NULL);
  g_autoptr (HfMesh) again = hf_mesh_collapse (least, 1, NULL);
  HfMeshReport report;

  hf_mesh_report (least, &report);
  g_assert_true (report.watertight);
  g_assert_cmpint (report.genus, ==, 0);
  g_assert_cmpuint (report.triangles, <=, 40);
  g_assert_cmpuint (report.triangles, >=, 4);
  g_assert_cmpuint (hf_mesh_n_triangles (again), <=, report.triangles);
}

static void
test_caps (void)
{
  g_autoptr (HfMesh) mesh = surface_of (corner, NULL, 60, TRUE);
  g_autoptr (HfMesh) small = assert_stays (mesh, 0.05, 0.7);
  const guint32 n = hf_mesh_n_triangles (small), n_cap = hf_mesh_n_cap (small);
  float low[3];
  const float high[3] = { 0 };

  hf_mesh_bounds (mesh, low, (float *) high);
  g_assert_cmpuint (n_cap, >, 3);
  g_assert_cmpuint (n_cap, <, n / 2);
  for (guint32 t = n - n_cap; t < n; t++) {
    int on_plane = 0;

    for (int a = 0; a < 3; a++) {
      int there = 0;

      for (int c = 0; c < 3; c++)
        there += fabsf (hf_mesh_positions (small)[3 * hf_mesh_triangles (small)[3 * t + c] + a] -
                        low[a]) < 0.01f;
      on_plane += there == 3;
    }
    g_assert_cmpint (on_plane, >=, 1);
  }
}

static void
test_open (void)
{
  g_autoptr (HfMesh) mesh = surface_of (corner, NULL, 60, FALSE);
  g_autoptr (HfMesh) small = hf_mesh_collapse (mesh, hf_mesh_n_triangles (mesh) / 20, NULL);
  HfMeshReport before, after;
  HfMeshChange change;

  hf_mesh_report (mesh, &before);
  hf_mesh_report (small, &after);
  g_assert_cmpuint (before.boundary_loops, >, 0);
  g_assert_cmpuint (after.boundary_loops, ==, before.boundary_loops);
  g_assert_cmpuint (after.components, ==, before.components);
  g_assert_cmpuint (after.nonmanifold_edges + after.nonmanifold_vertices, ==, 0);
  g_assert_true (after.oriented);
  g_assert_cmpuint (after.triangles, <=, before.triangles / 20 + 16);
  g_assert_true (hf_mesh_change (mesh, small, NULL, &change));
  g_assert_cmpfloat (change.there.max_mm, <, 0.7);
}

static void
append (HfMesh **mesh, const HfMesh *more, guint32 shared)
{
  const guint32 n = hf_mesh_n_vertices (*mesh), n_triangles = hf_mesh_n_triangles (*mesh);
  HfMesh *all =
      hf_mesh_new (n + hf_mesh_n_vertices (more), n_triangles + hf_mesh_n_triangles (more));
  guint32 *corner = hf_mesh_triangles (all);

  memcpy (hf_mesh_positions (all), hf_mesh_positions (*mesh), 12 * n);
  memcpy (hf_mesh_positions (all) + 3 * n, hf_mesh_positions (more),
          12 * hf_mesh_n_vertices (more));
  memcpy (corner, hf_mesh_triangles (*mesh), 12 * n_triangles);
  for (guint32 c = 0; c < 3 * hf_mesh_n_triangles (more); c++) {
    const guint32 v = hf_mesh_triangles (more)[c];

    corner[3 * n_triangles + c] = v < shared ? v : v + n;
  }
  hf_mesh_unref (*mesh);
  *mesh = all;
}

/* Two balls that share their first vertices, triangles between them too, twice; and a triangle that
   has one corner twice. */
static void
test_not_manifold (void)
{
  HfMesh *mesh = surface_of (ball, NULL, 80, TRUE);
  g_autoptr (HfMesh) small = NULL;
  HfMeshReport before, after;

  append (&mesh, mesh, 8);
  hf_mesh_triangles (mesh)[301] = hf_mesh_triangles (mesh)[300];
  hf_mesh_report (mesh, &before);
  small = hf_mesh_collapse (mesh, before.triangles / 20, NULL);
  hf_mesh_report (small, &after);
  g_assert_cmpuint (before.nonmanifold_vertices + before.nonmanifold_edges, >, 0);
  g_assert_cmpuint (after.nonmanifold_edges, <=, before.nonmanifold_edges);
  g_assert_cmpuint (after.nonmanifold_vertices, <=, before.nonmanifold_vertices);
  g_assert_cmpuint (after.boundary_loops, <=, before.boundary_loops);
  g_assert_cmpuint (after.triangles, <, before.triangles / 10);
  hf_mesh_unref (mesh);
}

static void
test_threads (void)
{
  g_autoptr (HfMesh) mesh = surface_of (corner, NULL, 90, TRUE);
  g_autoptr (HfMesh) one = NULL, many = NULL;

  g_assert_cmpuint (hf_mesh_n_vertices (mesh), >, 3 * 4096); /* enough for slabs */
  hf_parallel_set_threads (1);
  one = hf_mesh_collapse (mesh, hf_mesh_n_triangles (mesh) / 10, NULL);
  hf_parallel_set_threads (7);
  many = hf_mesh_collapse (mesh, hf_mesh_n_triangles (mesh) / 10, NULL);
  hf_parallel_set_threads (0);
  g_assert_cmpmem (hf_mesh_positions (one), 24 * hf_mesh_n_vertices (one), hf_mesh_positions (many),
                   24 * hf_mesh_n_vertices (many));
  g_assert_cmpmem (hf_mesh_triangles (one), 12 * hf_mesh_n_triangles (one),
                   hf_mesh_triangles (many), 12 * hf_mesh_n_triangles (many));
}

static void
test_cancelled (void)
{
  g_autoptr (HfMesh) mesh = surface_of (ball, NULL, 80, TRUE);
  HfProgress progress = { 0 };

  hf_progress_cancel (&progress);
  g_assert_null (hf_mesh_collapse (mesh, 100, &progress));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/collapse/ball", test_ball);
  g_test_add_func ("/collapse/torus", test_torus);
  g_test_add_func ("/collapse/two-boxes", test_two_boxes);
  g_test_add_func ("/collapse/noise", test_noise);
  g_test_add_func ("/collapse/to-the-end", test_to_the_end);
  g_test_add_func ("/collapse/caps", test_caps);
  g_test_add_func ("/collapse/open", test_open);
  g_test_add_func ("/collapse/not-manifold", test_not_manifold);
  g_test_add_func ("/collapse/threads", test_threads);
  g_test_add_func ("/collapse/cancelled", test_cancelled);
  return g_test_run ();
}
