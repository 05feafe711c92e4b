/* The certificate of a mesh. */
#include "mesh/report.h"

#include "core/parallel.h"
#include "mesh/mesh-private.h"
#include "mesh/report-private.h"

#include <math.h>

#define CHUNK 65536 /* triangles that are summed up by themselves, for any number of threads */

typedef struct {
  const HfMesh *mesh;
  const guint32 *part; /* of each vertex; NULL: all is one */
  double center[3];
  GArray **runs; /* of each chunk: of Run */
} Measure;

/* Triangles of one part in a row */
typedef struct {
  guint32 part;
  HfMeshPart sum;
} Run;

static inline void
add_triangle (const float *positions,
              const guint32 corner[3],
              const double center[3],
              HfMeshPart *sum)
{
  double p[3][3], u[3], v[3], n[3];

  for (int c = 0; c < 3; c++)
    for (int a = 0; a < 3; a++)
      p[c][a] = positions[3 * (gsize) corner[c] + a] - center[a];
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
measure_chunks (gsize begin, gsize end, gpointer data)
{
  const Measure *self = data;
  const gsize n = hf_mesh_n_triangles (self->mesh);
  const guint32 *triangles = hf_mesh_triangles (self->mesh);
  const float *positions = hf_mesh_positions (self->mesh);

  for (gsize chunk = begin; chunk < end; chunk++) {
    Run run = { .part = G_MAXUINT32 };

    self->runs[chunk] = g_array_new (FALSE, FALSE, sizeof (Run));
    for (gsize t = chunk * CHUNK; t < MIN ((chunk + 1) * CHUNK, n); t++) {
      const guint32 part = self->part ? self->part[triangles[3 * t]] : 0;

      if (part != run.part) {
        if (run.part != G_MAXUINT32)
          g_array_append_val (self->runs[chunk], run);
        run = (Run){ part, { .triangle = (guint32) t } };
      }
      add_triangle (positions, triangles + 3 * t, self->center, &run.sum);
    }
    g_array_append_val (self->runs[chunk], run);
  }
}

/* Adds up what each part encloses, about the middle of the mesh: about a far origin large numbers would cancel.
   part: of each vertex, NULL: all is one */
static void
measure_parts (const HfMesh *mesh, const guint32 *part, HfMeshPart *parts)
{
  const gsize n_chunks = ((gsize) hf_mesh_n_triangles (mesh) + CHUNK - 1) / CHUNK;
  g_autofree GArray **runs = g_new (GArray *, n_chunks + 1);
  Measure measure = { .mesh = mesh, .part = part, .runs = runs };
  float low[3], high[3];

  hf_mesh_bounds (mesh, low, high);
  for (int a = 0; a < 3; a++)
    measure.center[a] = ((double) low[a] + high[a]) / 2;
  hf_parallel_for (n_chunks, 1, measure_chunks, &measure);
  for (gsize chunk = 0; chunk < n_chunks; chunk++) { /* in order: the same sums for any threads */
    for (guint r = 0; r < runs[chunk]->len; r++) {
      const Run *run = &g_array_index (runs[chunk], Run, r);
      HfMeshPart *to = &parts[run->part];

      to->six_volumes += run->sum.six_volumes;
      to->two_areas += run->sum.two_areas;
      to->triangle = run->sum.triangle;
    }
    g_array_unref (runs[chunk]);
  }
}

static void
sum_parts (const HfMeshPart *parts, guint32 n_parts, double *volume_ml, double *area_cm2)
{
  double six_volumes = 0, two_areas = 0;

  for (guint32 p = 0; p < n_parts; p++) {
    six_volumes += parts[p].six_volumes;
    two_areas += parts[p].two_areas;
  }
  *volume_ml = six_volumes / 6 / 1000;
  *area_cm2 = two_areas / 2 / 100;
}

void
hf_mesh_measure (const HfMesh *mesh, double *volume_ml, double *area_cm2)
{
  HfMeshPart all = { 0 };

  measure_parts (mesh, NULL, &all);
  sum_parts (&all, 1, volume_ml, area_cm2);
}

static void
report_parts (const HfMesh *mesh, const GArray *loose, HfMeshReport *report)
{
  g_autofree guint32 *part = g_new (guint32, (gsize) hf_mesh_n_vertices (mesh) + 1);
  g_autofree HfMeshPart *parts = NULL;

  report->components = hf_mesh_find_parts (mesh, part);
  parts = g_new0 (HfMeshPart, (gsize) report->components + 1);
  for (guint32 p = 0; p < report->components; p++)
    parts[p].closed = TRUE;
  for (guint e = 0; e < loose->len; e++)
    parts[part[g_array_index (loose, HfLooseEdge, e).a]].closed = FALSE;
  measure_parts (mesh, part, parts);
  sum_parts (parts, report->components, &report->volume_ml, &report->area_cm2);
  report->inside_out = hf_mesh_count_inside_out (mesh, part, parts, report->components);
}

static void
report_topology (const HfMeshTopology *topology, HfMeshReport *report)
{
  report->boundary_loops = topology->boundary_loops;
  report->nonmanifold_edges = (guint32) topology->nonmanifold_edges;
  report->nonmanifold_vertices = (guint32) topology->nonmanifold_vertices;
  report->oriented = topology->turned_edges == 0;
  report->volume_exact = report->triangles > 0 && topology->loose->len == 0;
  report->watertight = report->triangles > 0 && topology->boundary_edges == 0 &&
                       topology->nonmanifold_edges == 0 && topology->degenerate == 0;
  report->genus = -1;
  if (report->watertight && report->oriented && topology->nonmanifold_vertices == 0) {
    gint64 euler =
        (gint64) topology->vertices - (gint64) topology->edges + (gint64) topology->faces;

    report->genus = (int) (report->components - euler / 2);
  }
}

void
hf_mesh_report (const HfMesh *mesh, HfMeshReport *report)
{
  g_auto (HfMeshTopology) topology = { 0 };
  float low[3], high[3];

  *report = (HfMeshReport){ .triangles = hf_mesh_n_triangles (mesh),
                            .vertices = hf_mesh_n_vertices (mesh),
                            .places = hf_mesh_n_places (mesh) };
  hf_mesh_topology (mesh, &topology);
  report_parts (mesh, topology.loose, report);
  report_topology (&topology, report);
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
  g_string_append_printf (text, "], \"places\": %u, \"inside_out\": %u, \"volume_exact\": %s}",
                          report->places, report->inside_out,
                          report->volume_exact ? "true" : "false");
  return g_string_free (text, FALSE);
}
