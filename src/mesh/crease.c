/* A mesh as it is drawn: where two faces meet at a sharp edge, each keeps a normal of its own. A mean
   normal makes a piece of soap of a cube.

   Corners of triangles about a vertex that are joined by edges that are not sharp share a vertex;
   vertices with several such groups are repeated. Smooth meshes are found by their normals in one
   pass: a face at a sharp edge lies at least half the angle off the mean. */
#include "mesh/mesh-private.h"
#include "mesh/process.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST 500000       /* triangles: of more, each is hardly larger than a pixel */
#define SHARP 0.766f      /* cosine of 40 degrees */
#define HALF_SHARP 0.940f /* of 20 degrees */

typedef struct {
  guint32 low, high; /* vertices */
  guint32 triangle, edge;
} Edge;

static void
unit_normal (const HfMesh *mesh, gsize triangle, float n[3])
{
  float length;

  hf_mesh_triangle_normal (mesh, triangle, n);
  length = sqrtf (n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);
  for (int a = 0; a < 3; a++)
    n[a] = length > 0 ? n[a] / length : 0;
}

static inline float
dot (const float a[3], const float b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static gboolean
may_be_sharp (const HfMesh *mesh)
{
  const float *normals = hf_mesh_normals (mesh);
  const guint32 *v = hf_mesh_triangles (mesh);

  for (guint32 t = 0; t < hf_mesh_n_triangles (mesh); t++, v += 3) {
    float n[3];

    unit_normal (mesh, t, n);
    for (int c = 0; c < 3 && dot (n, n) > 0; c++)
      if (dot (n, normals + 3 * (gsize) v[c]) < HALF_SHARP)
        return TRUE;
  }
  return FALSE;
}

static int
compare_edges (gconstpointer a, gconstpointer b)
{
  const Edge *one = a, *two = b;

  if (one->low != two->low)
    return one->low < two->low ? -1 : 1;
  if (one->high != two->high)
    return one->high < two->high ? -1 : 1;
  return one->triangle < two->triangle ? -1 : one->triangle > two->triangle;
}

static Edge *
sorted_edges (const HfMesh *mesh, gsize n)
{
  const guint32 *v = hf_mesh_triangles (mesh);
  Edge *edges = g_new (Edge, n + 1);

  for (gsize e = 0; e < n; e++) {
    const guint32 from = v[e], to = v[e % 3 == 2 ? e - 2 : e + 1];

    edges[e] = (Edge){ MIN (from, to), MAX (from, to), (guint32) (e / 3), (guint32) (e % 3) };
  }
  qsort (edges, n, sizeof *edges, compare_edges);
  return edges;
}

static guint32
find_group (guint32 *group, guint32 corner)
{
  while (group[corner] != corner)
    corner = group[corner] = group[group[corner]];
  return corner;
}

/* The corners of both triangles at one end of their common edge. */
static void
join_at (const guint32 *triangles, const Edge *one, const Edge *two, guint32 vertex, guint32 *group)
{
  guint32 corner[2] = { 3 * one->triangle, 3 * two->triangle };

  for (int side = 0; side < 2; side++) {
    while (triangles[corner[side]] != vertex)
      corner[side]++;
    corner[side] = find_group (group, corner[side]);
  }
  group[MAX (corner[0], corner[1])] = MIN (corner[0], corner[1]);
}

/* Of every corner: the first one of its group. */
static guint32 *
find_groups (const HfMesh *mesh)
{
  const gsize n = 3 * (gsize) hf_mesh_n_triangles (mesh);
  const guint32 *triangles = hf_mesh_triangles (mesh);
  g_autofree Edge *edges = sorted_edges (mesh, n);
  guint32 *group = g_new (guint32, n + 1);

  for (gsize c = 0; c < n; c++)
    group[c] = (guint32) c;
  for (gsize e = 1; e < n; e++) {
    const Edge *one = &edges[e - 1], *two = &edges[e];
    float a[3], b[3];

    if (one->low != two->low || one->high != two->high)
      continue;
    unit_normal (mesh, one->triangle, a);
    unit_normal (mesh, two->triangle, b);
    if (dot (a, a) > 0 && dot (b, b) > 0 && dot (a, b) < SHARP)
      continue;
    join_at (triangles, one, two, one->low, group);
    join_at (triangles, one, two, one->high, group);
  }
  for (gsize c = 0; c < n; c++)
    group[c] = find_group (group, (guint32) c);
  return group;
}

/* From the group of every corner to its vertex. Returns how many there are; from: of each, the one it was. */
static guint32
number_vertices (const HfMesh *mesh, guint32 *group, GArray *from)
{
  const gsize n = 3 * (gsize) hf_mesh_n_triangles (mesh);
  const guint32 *triangles = hf_mesh_triangles (mesh), n_before = hf_mesh_n_vertices (mesh);
  g_autofree guint8 *taken = g_malloc0 ((gsize) n_before + 1);

  for (guint32 v = 0; v < n_before; v++)
    g_array_append_val (from, v);
  for (gsize c = 0; c < n; c++) { /* the first one of a group comes first */
    const guint32 v = triangles[c];

    if (group[c] != c) {
      group[c] = group[group[c]];
    } else if (!taken[v]) {
      taken[v] = 1;
      group[c] = v;
    } else {
      g_array_append_val (from, v);
      group[c] = from->len - 1;
    }
  }
  return from->len;
}

HfMesh *
hf_mesh_crease (const HfMesh *mesh)
{
  const guint32 n = hf_mesh_n_triangles (mesh);
  g_autoptr (GArray) from = NULL;
  g_autofree guint32 *group = NULL;
  HfMesh *creased;

  if (n > MOST || !may_be_sharp (mesh))
    return hf_mesh_ref ((HfMesh *) mesh);
  group = find_groups (mesh);
  from = g_array_new (FALSE, FALSE, sizeof (guint32));
  creased = number_vertices (mesh, group, from) > hf_mesh_n_vertices (mesh)
                ? hf_mesh_new (from->len, n)
                : NULL;
  if (!creased)
    return hf_mesh_ref ((HfMesh *) mesh);
  for (guint v = 0; v < from->len; v++)
    memcpy (hf_mesh_positions (creased) + 3 * (gsize) v,
            hf_mesh_positions (mesh) + 3 * (gsize) g_array_index (from, guint32, v), 12);
  memcpy (hf_mesh_triangles (creased), group, 12 * (gsize) n);
  hf_mesh_update_normals (creased);
  return creased;
}
