/* The laws: a closed part that encloses less than nothing is inside out, unless it is a cavity; what hangs together goes by
   places, what is counted as vertices does not; bounds are of what triangles use; the volume is exact where the surface ends
   nowhere and agrees with itself, manifold or not. The certificate counts what can be counted by hand on small meshes, good and broken in
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

/* Cubes of a size at a place, each with its sides out or in. */
static HfMesh *
cubes (guint n, const float at[][4], const gboolean *inwards)
{
  HfMesh *mesh = hf_mesh_new (8 * n, 12 * n);

  for (guint c = 0; c < n; c++) {
    for (guint i = 0; i < 24; i++)
      hf_mesh_positions (mesh)[24 * c + i] = at[c][i % 3] + at[c][3] * cube_corners[i] / 10;
    for (guint i = 0; i < 36; i++)
      hf_mesh_triangles (mesh)[36 * c + i] = 8 * c + cube[inwards[c] ? 35 - i : i];
  }
  return mesh;
}

static guint
count_inside_out (guint n, const float at[][4], const gboolean *inwards)
{
  return report_of (cubes (n, at, inwards)).inside_out;
}

static void
test_inside_out (void)
{
  const float beside[][4] = { { 0, 0, 0, 10 }, { 20, 0, 0, 10 } };
  const float above[][4] = { { 0, 0, 0, 10 }, { 0, 0, 20, 10 } };
  const float nested[][4] = { { 0, 0, 0, 10 }, { 1, 1, 1, 8 }, { 2, 2, 2, 5 }, { 3, 3, 3, 1 } };
  const gboolean good[] = { FALSE, FALSE }, second[] = { FALSE, TRUE }, both[] = { TRUE, TRUE };
  const gboolean shells[] = { FALSE, TRUE, FALSE, TRUE }, third[] = { FALSE, TRUE, TRUE };

  g_assert_cmpuint (count_inside_out (1, beside, good), ==, 0);
  g_assert_cmpuint (count_inside_out (1, beside, both), ==, 1);
  g_assert_cmpuint (count_inside_out (2, beside, good), ==, 0);
  g_assert_cmpuint (count_inside_out (2, beside, second), ==, 1);
  g_assert_cmpuint (count_inside_out (2, beside, both), ==, 2);
  g_assert_cmpuint (count_inside_out (2, above, both), ==, 2); /* a ray meets the other twice */
  g_assert_cmpuint (count_inside_out (2, nested, second), ==, 0);
  g_assert_cmpuint (count_inside_out (4, nested, shells), ==, 0);
  g_assert_cmpuint (count_inside_out (3, nested, third), ==, 1); /* in a cavity, but no cavity */
}

/* A small pyramid in an octahedron: the ray from the middle of its first side goes through the octahedron's tip, where four
   triangles meet and four edges, two of them along x and two along y. */
static void
test_ray_through_tip (void)
{
  const float places[] = { 20, 0, 0,   -20, 0,  0, 0, 20, 0, 0, -20, 0, 0, 0, 20,
                           0,  0, -20, -3,  -3, 0, 3, 0,  0, 0, 3,   0, 0, 0, 1 };
  const guint32 triangles[] = { 0, 2, 4, 2, 1, 4, 1, 3, 4, 3, 0, 4, 2, 0, 5, 1, 2, 5,
                                3, 1, 5, 0, 3, 5, 6, 7, 8, 6, 9, 7, 7, 9, 8, 8, 9, 6 };
  HfMesh *mesh = hf_mesh_new (10, 12);
  HfMeshReport r;

  memcpy (hf_mesh_positions (mesh), places, sizeof places);
  memcpy (hf_mesh_triangles (mesh), triangles, sizeof triangles);
  r = report_of (mesh);
  g_assert_cmpuint (r.components, ==, 2);
  g_assert_true (r.watertight && r.oriented);
  g_assert_cmpfloat (r.volume_ml, <, 4 / 3.0 * 8); /* the pyramid takes away */
  g_assert_cmpuint (r.inside_out, ==, 0);
}

/* A lattice of 12 x 12 x 12 cubes in a large one. */
static void
test_many_cavities (void)
{
  enum { SIDE = 12, N = SIDE * SIDE * SIDE };
  g_autofree float (*at)[4] = g_malloc (sizeof *at * (N + 1));
  g_autofree gboolean *inwards = g_new (gboolean, N + 1);

  for (int n = 0; n < N; n++) {
    const float cell[4] = { (float) (2 * (n % SIDE)), (float) (2 * (n / SIDE % SIDE)),
                            (float) (2 * (n / SIDE / SIDE)), 1 };

    memcpy (at[n], cell, sizeof cell);
    inwards[n] = TRUE;
  }
  memcpy (at[N], (const float[4]){ -1, -1, -1, 2 * SIDE + 1 }, sizeof at[N]);
  inwards[N] = FALSE;
  g_assert_cmpuint (count_inside_out (N, at, inwards), ==, N);
  g_assert_cmpuint (count_inside_out (N + 1, at, inwards), ==, 0);
}

/* An open part may hold cavities: only what lies outside of its box is said to be inside out. */
static void
test_inside_out_open (void)
{
  const float at[][4] = { { 0, 0, 0, 10 }, { 1, 1, 1, 8 }, { 20, 0, 0, 10 } };
  const gboolean inwards[] = { FALSE, TRUE, TRUE };
  HfMesh *mesh = cubes (3, at, inwards);
  HfMeshReport r;

  memset (hf_mesh_triangles (mesh), 0, 12); /* one off the first cube */
  r = report_of (mesh);
  g_assert_cmpuint (r.boundary_loops, ==, 1);
  g_assert_false (r.volume_exact);
  g_assert_cmpuint (r.inside_out, ==, 1);
}

/* Two cubes that share an edge: four triangles there, two each way. */
static void
test_shared_edge (void)
{
  const float at[][4] = { { 0, 0, 0, 10 }, { 10, 10, 0, 10 } };
  const gboolean good[] = { FALSE, FALSE };
  HfMesh *mesh = cubes (2, at, good);
  HfMeshReport r;

  hf_mesh_find_places (mesh);
  r = report_of (mesh);
  g_assert_cmpuint (r.vertices, ==, 16);
  g_assert_cmpuint (r.places, ==, 14);
  g_assert_cmpuint (r.nonmanifold_edges, ==, 1);
  g_assert_false (r.watertight);
  g_assert_true (r.oriented && r.volume_exact);
  g_assert_cmpuint (r.boundary_loops, ==, 0);
  g_assert_cmpfloat_with_epsilon (r.volume_ml, 2, 1e-9);
}

/* A cube of 36 vertices, some of them at -0, and one more that no triangle uses. */
static void
test_places (void)
{
  HfMesh *mesh = hf_mesh_new (37, 12);
  HfMeshReport before, after;

  for (guint i = 0; i < 36; i++) {
    memcpy (hf_mesh_positions (mesh) + 3 * i, cube_corners + 3 * cube[i], 12);
    for (int a = 0; a < 3; a++)
      if (i % 2 && hf_mesh_positions (mesh)[3 * i + a] == 0)
        hf_mesh_positions (mesh)[3 * i + a] = -0.0f;
    hf_mesh_triangles (mesh)[i] = i;
  }
  for (int a = 0; a < 3; a++)
    hf_mesh_positions (mesh)[3 * 36 + a] = 99;
  hf_mesh_report (mesh, &before);
  hf_mesh_find_places (mesh);
  after = report_of (mesh);
  g_assert_cmpuint (before.components, ==, 12);
  g_assert_false (before.watertight);
  g_assert_cmpuint (before.places, ==, 37);
  g_assert_cmpuint (after.vertices, ==, 37);
  g_assert_cmpuint (after.places, ==, 9);
  g_assert_cmpuint (after.components, ==, 1);
  g_assert_true (after.watertight && after.oriented);
  g_assert_cmpint (after.genus, ==, 0);
  g_assert_cmpfloat (after.bounds_mm[5], ==, 10);
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
                   "\"bounds_mm\": [0, 0, 0, 10, 10, 10], \"places\": 8, \"inside_out\": 0, "
                   "\"volume_exact\": true}");
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
  g_test_add_func ("/report/inside-out", test_inside_out);
  g_test_add_func ("/report/ray-through-tip", test_ray_through_tip);
  g_test_add_func ("/report/many-cavities", test_many_cavities);
  g_test_add_func ("/report/inside-out-open", test_inside_out_open);
  g_test_add_func ("/report/shared-edge", test_shared_edge);
  g_test_add_func ("/report/places", test_places);
  g_test_add_func ("/report/json", test_json);
  return g_test_run ();
}
