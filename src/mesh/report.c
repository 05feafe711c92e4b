/* The certificate of a mesh. */
#include "mesh/report.h"

#include "core/parallel.h"
#include "mesh/mesh-private.h"
#include "mesh/report-private.h"

#include <math.h>

#define GRAIN 65536 /* triangles that are summed up by themselves, for any number of threads */

typedef struct {
  double six_volumes; /* mm3 */
  double two_areas;   /* mm2 */
} Sum;

typedef struct {
  const HfMesh *mesh;
  double center[3];
  Sum *sums; /* one for GRAIN triangles */
} Measure;

static void
add_triangle (const Measure *measure, gsize triangle, Sum *sum)
{
  const guint32 *corner = hf_mesh_triangles (measure->mesh) + 3 * triangle;
  const float *positions = hf_mesh_positions (measure->mesh);
  double p[3][3], u[3], v[3], n[3];

  for (int c = 0; c < 3; c++)
    for (int a = 0; a < 3; a++)
      p[c][a] = positions[3 * (gsize) corner[c] + a] - measure->center[a];
  for (int a = 0; a < 3; a++) {
    u[a] = p[1][a] - p[0][a];
    v[a] = p[2][a] - p[0][a];
  }
  n[0] = u[1] * v[2] - u[2] * v[1];
  n[1] = u[2] * v[0] - u[0] * v[2];
  n[2] = u[0] * v[1] - u[1] * v[0];
  sum->two_areas += sqrt (n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
  sum->six_volumes += p[0][0] * n[0] + p[0][1] * n[1] + p[0][2] * n[2];
}

static void
measure_triangles (gsize begin, gsize end, gpointer data)
{
  Measure *measure = data;

  for (gsize t = begin; t < end; t++)
    add_triangle (measure, t, &measure->sums[t / GRAIN]);
}

/* The volume is taken about the middle of the mesh: about a far origin large numbers would cancel.
 */
void
hf_mesh_measure (const HfMesh *mesh, double *volume_ml, double *area_cm2)
{
  gsize n = hf_mesh_n_triangles (mesh), n_sums = n / GRAIN + 1;
  g_autofree Sum *sums = g_new0 (Sum, n_sums);
  Measure measure = { .mesh = mesh, .sums = sums };
  float low[3], high[3];
  Sum all = { 0 };

  hf_mesh_bounds (mesh, low, high);
  for (int a = 0; a < 3; a++)
    measure.center[a] = ((double) low[a] + high[a]) / 2;
  hf_parallel_for (n, GRAIN, measure_triangles, &measure);
  for (gsize s = 0; s < n_sums; s++) {
    all.six_volumes += sums[s].six_volumes;
    all.two_areas += sums[s].two_areas;
  }
  *volume_ml = all.six_volumes / 6 / 1000;
  *area_cm2 = all.two_areas / 2 / 100;
}

void
hf_mesh_report (const HfMesh *mesh, HfMeshReport *report)
{
  g_autofree guint32 *part = g_new (guint32, (gsize) hf_mesh_n_vertices (mesh) + 1);
  HfMeshTopology topology;
  float low[3], high[3];

  *report = (HfMeshReport){ .triangles = hf_mesh_n_triangles (mesh),
                            .vertices = hf_mesh_n_vertices (mesh),
                            .components = hf_mesh_find_parts (mesh, part) };
  hf_mesh_topology (mesh, &topology);
  report->boundary_loops = topology.boundary_loops;
  report->nonmanifold_edges = (guint32) topology.nonmanifold_edges;
  report->nonmanifold_vertices = (guint32) topology.nonmanifold_vertices;
  report->oriented = topology.turned_edges == 0 && topology.nonmanifold_edges == 0;
  report->watertight = report->triangles > 0 && topology.boundary_edges == 0 &&
                       topology.nonmanifold_edges == 0 && topology.degenerate == 0;
  report->genus = -1;
  if (report->watertight && report->oriented && topology.nonmanifold_vertices == 0) {
    gint64 euler = (gint64) topology.vertices - (gint64) topology.edges + report->triangles;

    report->genus = (int) (report->components - euler / 2);
  }
  hf_mesh_measure (mesh, &report->volume_ml, &report->area_cm2);
  hf_mesh_bounds (mesh, low, high);
  for (int a = 0; a < 3; a++) {
    report->bounds_mm[a] = low[a];
    report->bounds_mm[3 + a] = high[a];
  }
}

static void
append_number (GString *text, const char *name, double value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (text, "%s%s", name,
                          g_ascii_formatd (digits, sizeof digits, "%.9g", value));
}

/* One JSON object on one line, in the C locale. */
char *
hf_mesh_report_json (const HfMeshReport *report)
{
  GString *text = g_string_new (NULL);

  g_string_printf (text,
                   "{\"triangles\": %u, \"vertices\": %u, \"components\": %u, \"watertight\": %s, "
                   "\"boundary_loops\": %u, \"nonmanifold_edges\": %u, "
                   "\"nonmanifold_vertices\": %u, \"oriented\": %s, \"genus\": ",
                   report->triangles, report->vertices, report->components,
                   report->watertight ? "true" : "false", report->boundary_loops,
                   report->nonmanifold_edges, report->nonmanifold_vertices,
                   report->oriented ? "true" : "false");
  if (report->genus >= 0)
    g_string_append_printf (text, "%d", report->genus);
  else
    g_string_append (text, "null");
  append_number (text, ", \"volume_ml\": ", report->volume_ml);
  append_number (text, ", \"area_cm2\": ", report->area_cm2);
  for (int n = 0; n < 6; n++)
    append_number (text, n ? ", " : ", \"bounds_mm\": [", report->bounds_mm[n]);
  g_string_append (text, "]}");
  return g_string_free (text, FALSE);
}
