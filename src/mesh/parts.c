/* The parts of a mesh: triangles that hang together by shared vertices, found by union-find. */
#include "mesh/mesh-private.h"
#include "mesh/process.h"

#include <math.h>
#include <string.h>

static inline guint32
find (guint32 *set, guint32 v)
{
  while (set[v] != v)
    v = set[v] = set[set[v]];
  return v;
}

/* part (n_vertices of them) gets the number of each vertex's part, in the order of the parts' first
   vertices; G_MAXUINT32 where no triangle uses the vertex. Returns how many parts there are. */
guint32
hf_mesh_find_parts (const HfMesh *mesh, guint32 *part)
{
  guint32 n = hf_mesh_n_vertices (mesh), n_parts = 0;
  gsize n_triangles = hf_mesh_n_triangles (mesh);
  const guint32 *triangles = hf_mesh_triangles (mesh);
  g_autofree guint8 *used = g_malloc0 ((gsize) n + 1);

  for (guint32 v = 0; v < n; v++)
    part[v] = v;
  for (gsize t = 0; t < n_triangles; t++) {
    guint32 a = find (part, triangles[3 * t]);

    used[triangles[3 * t]] = 1;
    for (int c = 1; c < 3; c++) {
      guint32 b = find (part, triangles[3 * t + c]);

      used[triangles[3 * t + c]] = 1;
      part[MAX (a, b)] = MIN (a, b);
      a = MIN (a, b);
    }
  }
  /* The lowest vertex of a set is its root, so a root is numbered before anyone asks for it. */
  for (guint32 v = 0; v < n; v++)
    if (!used[v])
      part[v] = G_MAXUINT32;
    else if (part[v] == v)
      part[v] = n_parts++;
    else
      part[v] = part[part[v]];
  return n_parts;
}

/* The parts of one mesh, and how large they are. */
typedef struct {
  guint32 n_parts;
  guint32 *part;   /* of each vertex */
  double *ml;      /* of each part: what it encloses */
  guint32 *n_tris; /* of each part */
} Parts;

static void
parts_clear (Parts *self)
{
  g_free (self->part);
  g_free (self->ml);
  g_free (self->n_tris);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Parts, parts_clear)

/* Six times the volume between a triangle and the center. */
static double
six_volumes (const HfMesh *mesh, gsize triangle, const float center[3])
{
  const guint32 *corner = hf_mesh_triangles (mesh) + 3 * triangle;
  double p[3][3];

  for (int c = 0; c < 3; c++)
    for (int a = 0; a < 3; a++)
      p[c][a] = (double) hf_mesh_positions (mesh)[3 * (gsize) corner[c] + a] - center[a];
  return p[0][0] * (p[1][1] * p[2][2] - p[1][2] * p[2][1]) +
         p[0][1] * (p[1][2] * p[2][0] - p[1][0] * p[2][2]) +
         p[0][2] * (p[1][0] * p[2][1] - p[1][1] * p[2][0]);
}

static void
parts_init (Parts *self, const HfMesh *mesh)
{
  float low[3], high[3], center[3];

  self->part = g_new (guint32, (gsize) hf_mesh_n_vertices (mesh) + 1);
  self->n_parts = hf_mesh_find_parts (mesh, self->part);
  self->ml = g_new0 (double, (gsize) self->n_parts + 1);
  self->n_tris = g_new0 (guint32, (gsize) self->n_parts + 1);
  hf_mesh_bounds (mesh, low, high);
  for (int a = 0; a < 3; a++)
    center[a] = (low[a] + high[a]) / 2;
  for (gsize t = 0; t < hf_mesh_n_triangles (mesh); t++) {
    guint32 p = self->part[hf_mesh_triangles (mesh)[3 * t]];

    self->ml[p] += six_volumes (mesh, t, center) / 6000;
    self->n_tris[p]++;
  }
}

/* A mesh of the parts for which keep is not 0. */
static HfMesh *
keep_parts (const HfMesh *mesh, const Parts *parts, const guint8 *keep)
{
  gsize n = hf_mesh_n_triangles (mesh);
  g_autofree guint8 *keep_triangle = g_malloc (n + 1);

  for (gsize t = 0; t < n; t++)
    keep_triangle[t] = keep[parts->part[hf_mesh_triangles (mesh)[3 * t]]];
  return hf_mesh_keep (mesh, keep_triangle);
}

HfMesh *
hf_mesh_largest_part (const HfMesh *mesh, guint *n_parts)
{
  g_auto (Parts) parts = { 0 };
  g_autofree guint8 *keep = NULL;
  guint32 best = 0;

  parts_init (&parts, mesh);
  keep = g_malloc0 ((gsize) parts.n_parts + 1);
  for (guint32 p = 1; p < parts.n_parts; p++) {
    double ml = fabs (parts.ml[p]), best_ml = fabs (parts.ml[best]);

    if (ml > best_ml || (ml == best_ml && parts.n_tris[p] > parts.n_tris[best]))
      best = p;
  }
  keep[best] = 1;
  if (n_parts)
    *n_parts = parts.n_parts;
  return keep_parts (mesh, &parts, keep);
}

/* Drops parts that enclose less than min_ml, air pockets inside of others as well. */
HfMesh *
hf_mesh_drop_small (const HfMesh *mesh, double min_ml, guint *n_dropped)
{
  g_auto (Parts) parts = { 0 };
  g_autofree guint8 *keep = NULL;
  guint dropped = 0;

  parts_init (&parts, mesh);
  keep = g_malloc0 ((gsize) parts.n_parts + 1);
  for (guint32 p = 0; p < parts.n_parts; p++) {
    keep[p] = fabs (parts.ml[p]) >= min_ml;
    dropped += !keep[p];
  }
  if (n_dropped)
    *n_dropped = dropped;
  return keep_parts (mesh, &parts, keep);
}

HfMesh *
hf_mesh_part_of (const HfMesh *mesh, guint32 triangle)
{
  g_auto (Parts) parts = { 0 };
  g_autofree guint8 *keep = NULL;

  g_return_val_if_fail (triangle < hf_mesh_n_triangles (mesh), NULL);
  parts_init (&parts, mesh);
  keep = g_malloc0 ((gsize) parts.n_parts + 1);
  keep[parts.part[hf_mesh_triangles (mesh)[3 * (gsize) triangle]]] = 1;
  return keep_parts (mesh, &parts, keep);
}
