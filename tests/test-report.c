/* The laws: the certificate counts what can be counted by hand on small meshes, good and broken in
   each way that has a name, and tells them apart; its JSON has the contract's names. */
#include "mesh/mesh.h"
#include "mesh/report.h"

#include <math.h>
#include <string.h>

static const float cube_corners[] = { 0, 0, 0,  10, 0, 0,  0, 10, 0,  10, 10, 0,
                                      0, 0, 10, 10, 0, 10, 0, 10, 10, 10, 10, 10 };
static const guint32 cube[] = { 0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6, 0, 1, 5, 0, 5, 4,
                                2, 6, 7, 2, 7, 3, 0, 4, 6, 0, 6, 2, 1, 3, 7, 1, 7, 5 };

/* The first n_triangles of the cube, and more triangles and vertices of the caller's. */
static HfMesh *
cube_and (guint n_triangles,
          guint n_more_vertices,
          const float *more_vertices,
          guint n_more,
          const guint32 *more)
{
  HfMesh *mesh = hf_mesh_new (8 + n_more_vertices, n_triangles + n_more);

  memcpy (hf_mesh_positions (mesh), cube_corners, sizeof cube_corners);
  if (n_more_vertices)
    memcpy (hf_mesh_positions (mesh) + 24, more_vertices, 12 * n_more_vertices);
  memcpy (hf_mesh_triangles (mesh), cube, 12 * n_triangles);
  if (n_more)
    memcpy (hf_mesh_triangles (mesh) + 3 * n_triangles, more, 12 * n_more);
  return mesh;
}

static HfMeshReport
report_of (HfMesh *mesh)
{
  HfMeshReport report;

  hf_mesh_report (mesh, &report);
  hf_mesh_unref (mesh);
  return report;
}

static void
test_cube (void)
{
  HfMeshReport r = report_of (cube_and (12, 0, NULL, 0, NULL));

  g_assert_cmpuint (r.triangles, ==, 12);
  g_assert_cmpuint (r.vertices, ==, 8);
  g_assert_cmpuint (r.components, ==, 1);
  g_assert_true (r.watertight && r.oriented);
  g_assert_cmpint (r.genus, ==, 0);
  g_assert_cmpfloat_with_epsilon (r.volume_ml, 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (r.area_cm2, 6, 1e-9);
  g_assert_cmpfloat (r.bounds_mm[0], ==, 0);
  g_assert_cmpfloat (r.bounds_mm[5], ==, 10);
}

static void
test_open (void)
{
  HfMeshReport one = report_of (cube_and (11, 0, NULL, 0, NULL));
  HfMeshReport two = report_of (cube_and (8, 0, NULL, 0, NULL)); /* both x sides off */

  g_assert_false (one.watertight);
  g_assert_cmpuint (one.boundary_loops, ==, 1);
  g_assert_true (one.oriented);
  g_assert_cmpint (one.genus, ==, -1);
  g_assert_cmpuint (two.boundary_loops, ==, 2);
}

static void
test_turned (void)
{
  HfMesh *mesh = cube_and (12, 0, NULL, 0, NULL);
  guint32 *t = hf_mesh_triangles (mesh), swap = t[0];
  HfMeshReport r;

  t[0] = t[1];
  t[1] = swap;
  r = report_of (mesh);
  g_assert_false (r.oriented);
  g_assert_true (r.watertight); /* every edge has two triangles */
  g_assert_cmpint (r.genus, ==, -1);
}

/* A fin on an edge, and two pyramids that touch in a point. */
static void
test_not_manifold (void)
{
  const float tip[] = { -5, -5, 5 };
  const guint32 fin[] = { 0, 4, 8 };
  const float pyramid[] = { 20, 10, 10, 10, 20, 10, 10, 10, 20 };
  const guint32 faces[] = { 7, 9, 8, 7, 8, 10, 7, 10, 9, 8, 9, 10 };
  HfMeshReport edge = report_of (cube_and (12, 1, tip, 1, fin));
  HfMeshReport vertex = report_of (cube_and (12, 3, pyramid, 4, faces));

  g_assert_cmpuint (edge.nonmanifold_edges, ==, 1);
  g_assert_false (edge.watertight);
  g_assert_cmpuint (edge.components, ==, 1);
  g_assert_cmpuint (edge.boundary_loops, ==, 1);
  g_assert_cmpuint (vertex.nonmanifold_edges, ==, 0);
  g_assert_cmpuint (vertex.nonmanifold_vertices, ==, 1);
  g_assert_true (vertex.watertight);
  g_assert_cmpint (vertex.genus, ==, -1);
}

static void
test_parts_and_degenerate (void)
{
  const float far[] = { 50, 0, 0, 60, 0, 0, 50, 10, 0, 50, 0, 10, 99, 99, 99 };
  const guint32 tetra[] = { 8, 10, 9, 8, 9, 11, 8, 11, 10, 9, 10, 11 };
  const guint32 flat[] = { 0, 0, 1 };
  HfMeshReport parts = report_of (cube_and (12, 5, far, 4, tetra));
  HfMeshReport degenerate = report_of (cube_and (12, 0, NULL, 1, flat));

  g_assert_cmpuint (parts.components, ==, 2); /* the vertex that no triangle uses is none */
  g_assert_true (parts.watertight);
  g_assert_cmpint (parts.genus, ==, 0);
  g_assert_cmpfloat_with_epsilon (parts.volume_ml, 1 + 1 / 6.0, 1e-6);
  g_assert_false (degenerate.watertight);
}

/* A ring of few sides: genus 1. */
static void
test_torus (void)
{
  enum { M = 12, N = 7 };
  HfMesh *mesh = hf_mesh_new (M * N, 2 * M * N);
  guint32 *t = hf_mesh_triangles (mesh);
  HfMeshReport r;

  for (guint32 m = 0; m < M; m++)
    for (guint32 n = 0; n < N; n++) {
      double u = 2 * G_PI * m / M, v = 2 * G_PI * n / N;
      guint32 a = m * N + n, b = (m + 1) % M * N + n, c = (m + 1) % M * N + (n + 1) % N,
              d = m * N + (n + 1) % N;
      const float p[3] = { (float) ((30 + 10 * cos (v)) * cos (u)),
                           (float) ((30 + 10 * cos (v)) * sin (u)), (float) (10 * sin (v)) };
      const guint32 two[6] = { a, b, c, a, c, d };

      memcpy (hf_mesh_positions (mesh) + 3 * a, p, sizeof p);
      memcpy (t, two, sizeof two);
      t += 6;
    }
  r = report_of (mesh);
  g_assert_cmpint (r.genus, ==, 1);
  g_assert_cmpfloat (r.volume_ml, >, 0);
}

/* A fan of very many triangles at one vertex takes no time that a person would see. */
static void
test_large_fan (void)
{
  guint32 n = 300000;
  HfMesh *mesh = hf_mesh_new (2 * n + 1, n);
  HfMeshReport r;

  for (guint32 t = 0; t < n; t++) {
    hf_mesh_triangles (mesh)[3 * t + 1] = 2 * t + 1;
    hf_mesh_triangles (mesh)[3 * t + 2] = 2 * t + 2;
  }
  r = report_of (mesh);
  g_assert_cmpuint (r.nonmanifold_vertices, ==, 1);
  g_assert_cmpuint (r.components, ==, 1);
  g_assert_cmpuint (r.boundary_loops, ==, 1);
}

static void
test_empty (void)
{
  HfMeshReport r = report_of (hf_mesh_new (0, 0));

  g_assert_false (r.watertight);
  g_assert_cmpuint (r.components, ==, 0);
}

static void
test_json (void)
{
  HfMeshReport r = report_of (cube_and (12, 0, NULL, 0, NULL));
  g_autofree char *json = hf_mesh_report_json (&r);

  g_assert_cmpstr (json, ==,
                   "{\"triangles\": 12, \"vertices\": 8, \"components\": 1, \"watertight\": true, "
                   "\"boundary_loops\": 0, \"nonmanifold_edges\": 0, \"nonmanifold_vertices\": 0, "
                   "\"oriented\": true, \"genus\": 0, \"volume_ml\": 1, \"area_cm2\": 6, "
                   "\"bounds_mm\": [0, 0, 0, 10, 10, 10]}");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/report/cube", test_cube);
  g_test_add_func ("/report/open", test_open);
  g_test_add_func ("/report/turned", test_turned);
  g_test_add_func ("/report/not-manifold", test_not_manifold);
  g_test_add_func ("/report/parts-and-degenerate", test_parts_and_degenerate);
  g_test_add_func ("/report/torus", test_torus);
  g_test_add_func ("/report/large-fan", test_large_fan);
  g_test_add_func ("/report/empty", test_empty);
  g_test_add_func ("/report/json", test_json);
  return g_test_run ();
}
