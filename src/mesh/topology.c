/* How the triangles of a mesh hang together, read from the fan around every vertex.

   Each vertex gets a list of its triangles as pairs (next, last) of the other two corners. Around a
   vertex inside a good surface these pairs make one ring; that is checked in a few steps and is all
   for nearly every vertex. Only where it fails are the edges of the vertex counted. */
#include "mesh/report-private.h"

#include "core/parallel.h"
#include "mesh/mesh-private.h"

#include <stdlib.h>
#include <string.h>

#define GRAIN 16384 /* vertices */
#define RING_MAX 32 /* longer fans are sorted, so that a hostile mesh costs no quadratic time */

typedef struct {
  guint32 next; /* the corner after the vertex */
  guint32 last; /* the corner before it */
} Pair;

/* The end of a pair at an edge of the vertex. */
typedef struct {
  guint32 other; /* the vertex at the far end */
  guint32 pair;  /* number in the fan */
  guint32 is_out;
} End;

typedef struct {
  const HfMesh *mesh;
  gsize *first; /* of each vertex's pairs */
  Pair *pairs;
  HfMeshTopology *partial; /* one for GRAIN vertices; their loose edges may be NULL: none */
} Fans;

static gboolean
is_degenerate (const guint32 *t)
{
  return t[0] == t[1] || t[1] == t[2] || t[2] == t[0];
}

/* A triangle that has a place twice is no face. */
static gboolean
get_face (const guint32 *triangle, const guint32 *places, guint32 corner[3])
{
  hf_mesh_corners (triangle, places, corner);
  return !is_degenerate (corner);
}

/* Every vertex here is the first one at its place. */
static void
collect_pairs (Fans *fans, HfMeshTopology *sum)
{
  const gsize n = hf_mesh_n_vertices (fans->mesh), n_triangles = hf_mesh_n_triangles (fans->mesh);
  const guint32 *triangles = hf_mesh_triangles (fans->mesh), *places = hf_mesh_places (fans->mesh);
  gsize *first = fans->first;
  guint32 corner[3];

  /* Counted two places up, so that after the filling first[v] is where v's pairs begin. */
  for (gsize t = 0; t < n_triangles; t++)
    if (get_face (triangles + 3 * t, places, corner)) {
      sum->faces++;
      for (int c = 0; c < 3; c++)
        first[corner[c] + 2]++;
    } else
      sum->degenerate += is_degenerate (triangles + 3 * t);
  for (gsize v = 2; v < n + 2; v++)
    first[v] += first[v - 1];
  for (gsize t = 0; t < n_triangles; t++)
    if (get_face (triangles + 3 * t, places, corner))
      for (int c = 0; c < 3; c++)
        fans->pairs[first[corner[c] + 1]++] = (Pair){ corner[(c + 1) % 3], corner[(c + 2) % 3] };
}

/* Do the pairs make one closed ring? */
static gboolean
is_ring (const Pair *pairs, gsize n)
{
  guint32 at = pairs[0].last;
  gsize visited = 1;

  if (n > RING_MAX)
    return FALSE;
  while (at != pairs[0].next && visited < n) {
    gsize p = 0;

    while (p < n && pairs[p].next != at)
      p++;
    if (p == n)
      return FALSE;
    at = pairs[p].last;
    visited++;
  }
  return visited == n && at == pairs[0].next;
}

static int
compare_ends (gconstpointer a, gconstpointer b)
{
  const End *x = a, *y = b;

  return x->other < y->other ? -1 : x->other > y->other;
}

static guint32
find (guint32 *set, guint32 p)
{
  while (set[p] != p)
    p = set[p] = set[set[p]];
  return p;
}

static void
add_loose_edge (HfMeshTopology *sum, guint32 a, guint32 b, gboolean is_border)
{
  const HfLooseEdge edge = { a, b, is_border };

  if (!sum->loose)
    sum->loose = g_array_new (FALSE, FALSE, sizeof (HfLooseEdge));
  g_array_append_val (sum->loose, edge);
}

/* The general case: sorts the ends of the pairs by edge, counts each edge at its lower vertex, and
   counts the fans that do not hang together. */
static void
study_vertex (const Fans *fans, guint32 v, HfMeshTopology *sum)
{
  const Pair *pairs = fans->pairs + fans->first[v];
  gsize n = fans->first[v + 1] - fans->first[v];
  g_autofree End *ends = g_new (End, 2 * n);
  g_autofree guint32 *set = g_new (guint32, n);
  gsize n_fans = n;

  for (gsize p = 0; p < n; p++) {
    ends[2 * p] = (End){ pairs[p].next, (guint32) p, TRUE };
    ends[2 * p + 1] = (End){ pairs[p].last, (guint32) p, FALSE };
    set[p] = (guint32) p;
  }
  qsort (ends, 2 * n, sizeof *ends, compare_ends);
  for (gsize begin = 0, end; begin < 2 * n; begin = end) {
    gsize n_out = 0;

    for (end = begin; end < 2 * n && ends[end].other == ends[begin].other; end++) {
      guint32 a = find (set, ends[begin].pair), b = find (set, ends[end].pair);

      n_out += ends[end].is_out;
      n_fans -= a != b;
      set[MAX (a, b)] = MIN (a, b);
    }
    if (ends[begin].other < v)
      continue;
    sum->edges++;
    if (2 * n_out != end - begin)
      add_loose_edge (sum, v, ends[begin].other, end - begin == 1);
    sum->nonmanifold_edges += end - begin > 2;
  }
  sum->nonmanifold_vertices += n_fans > 1;
}

static void
study_vertices (gsize begin, gsize end, gpointer data)
{
  Fans *fans = data;

  for (gsize v = begin; v < end; v++) {
    const Pair *pairs = fans->pairs + fans->first[v];
    gsize n = fans->first[v + 1] - fans->first[v];
    HfMeshTopology *sum = &fans->partial[v / GRAIN];

    if (n == 0)
      continue;
    sum->vertices++;
    if (is_ring (pairs, n))
      for (gsize p = 0; p < n; p++)
        sum->edges += pairs[p].next > v;
    else
      study_vertex (fans, (guint32) v, sum);
  }
}

/* Border edges that hang together are one loop. */
static void
count_loops (const HfMesh *mesh, HfMeshTopology *sum)
{
  gsize n = hf_mesh_n_vertices (mesh);
  g_autofree guint32 *set = g_new (guint32, n + 1);
  g_autofree guint8 *seen = g_malloc0 (n + 1);

  for (gsize v = 0; v < n; v++)
    set[v] = (guint32) v;
  for (gsize e = 0; e < sum->loose->len; e++) {
    const HfLooseEdge *edge = &g_array_index (sum->loose, HfLooseEdge, e);
    guint32 a, b;

    if (!edge->is_border) {
      sum->turned_edges++;
      continue;
    }
    sum->boundary_edges++;
    a = find (set, edge->a);
    b = find (set, edge->b);
    sum->boundary_loops += !seen[edge->a];
    seen[edge->a] = 1;
    sum->boundary_loops += !seen[edge->b];
    seen[edge->b] = 1;
    sum->boundary_loops -= a != b;
    set[MAX (a, b)] = MIN (a, b);
  }
}

static void
add_up (const Fans *fans, gsize n_partial, HfMeshTopology *sum)
{
  sum->loose = g_array_new (FALSE, FALSE, sizeof (HfLooseEdge));
  for (gsize p = 0; p < n_partial; p++) {
    HfMeshTopology *partial = &fans->partial[p];

    sum->edges += partial->edges;
    sum->nonmanifold_edges += partial->nonmanifold_edges;
    sum->nonmanifold_vertices += partial->nonmanifold_vertices;
    sum->vertices += partial->vertices;
    if (partial->loose)
      g_array_append_vals (sum->loose, partial->loose->data, partial->loose->len);
    hf_mesh_topology_clear (partial);
  }
  if (sum->loose->len > 0)
    count_loops (fans->mesh, sum);
}

void
hf_mesh_topology_clear (HfMeshTopology *self)
{
  g_clear_pointer (&self->loose, g_array_unref);
}

void
hf_mesh_topology (const HfMesh *mesh, HfMeshTopology *topology)
{
  gsize n = hf_mesh_n_vertices (mesh), n_partial = n / GRAIN + 1;
  g_autofree gsize *first = g_new0 (gsize, n + 2);
  g_autofree Pair *pairs = g_new (Pair, 3 * (gsize) hf_mesh_n_triangles (mesh) + 1);
  g_autofree HfMeshTopology *partial = g_new0 (HfMeshTopology, n_partial);
  Fans fans = { mesh, first, pairs, partial };

  *topology = (HfMeshTopology){ 0 };
  collect_pairs (&fans, topology);
  hf_parallel_for (n, GRAIN, study_vertices, &fans);
  add_up (&fans, n_partial, topology);
}
