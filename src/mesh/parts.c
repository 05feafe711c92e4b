/* The parts of a mesh: triangles that hang together by vertices at the same place, found by union-find on all
   cores (Anderson, Woll 1991): a set's root is its lowest vertex, and every link goes downwards, so
   that the result does not depend on who links first. */
#include "mesh/mesh-private.h"
#include "mesh/process.h"

#include <math.h>
#include <string.h>

#define CHUNK 16384 /* triangles */

typedef struct {
  const HfMesh *mesh;
  const guint32 *places; /* NULL: each vertex is at its own */
  guint32 *part;
  guint8 *used; /* of each vertex that is the first at its place */
} Join;

static inline guint32
find (guint32 *set, guint32 v)
{
  for (;;) {
    guint32 up = __atomic_load_n (&set[v], __ATOMIC_RELAXED), top;

    if (up == v)
      return v;
    top = __atomic_load_n (&set[up], __ATOMIC_RELAXED);
    if (top == up)
      return up;
    __atomic_store_n (&set[v], top, __ATOMIC_RELAXED); /* still above v: a shorter way */
    v = top;
  }
}

static guint32
join (guint32 *set, guint32 a, guint32 b)
{
  for (;;) {
    guint32 low, high;

    a = find (set, a);
    b = find (set, b);
    if (a == b)
      return a;
    low = MIN (a, b);
    high = MAX (a, b);
    if (__atomic_compare_exchange_n (&set[high], &(guint32){ high }, low, FALSE, __ATOMIC_RELAXED,
                                     __ATOMIC_RELAXED))
      return low;
  }
}

static void
join_triangles (gsize begin, gsize end, gpointer data)
{
  Join *self = data;
  const guint32 *corner = hf_mesh_triangles (self->mesh) + 3 * begin;

  for (gsize t = begin; t < end; t++, corner += 3) {
    join (self->part, join (self->part, corner[0], corner[1]), corner[2]);
    for (int c = 0; c < 3; c++)
      __atomic_store_n (&self->used[self->places ? self->places[corner[c]] : corner[c]], 1,
                        __ATOMIC_RELAXED);
  }
}

static void
start_at_places (gsize begin, gsize end, gpointer data)
{
  Join *self = data;

  for (gsize v = begin; v < end; v++)
    self->part[v] = self->places ? self->places[v] : (guint32) v;
}

static void
find_roots (gsize begin, gsize end, gpointer data)
{
  Join *self = data;

  for (gsize v = begin; v < end; v++)
    __atomic_store_n (&self->part[v], find (self->part, (guint32) v), __ATOMIC_RELAXED);
}

/* part (n_vertices of them) gets the number of each vertex's part, in the order of the parts' first
   vertices; G_MAXUINT32 where no triangle uses the vertex or another one at its place. Returns how many parts there are. */
guint32
hf_mesh_find_parts (const HfMesh *mesh, guint32 *part)
{
  guint32 n = hf_mesh_n_vertices (mesh), n_parts = 0;
  g_autofree guint8 *used = g_malloc0 ((gsize) n + 1);
  Join self = { mesh, hf_mesh_places (mesh), part, used };

  hf_parallel_for (n, 65536, start_at_places, &self);
  hf_parallel_for (hf_mesh_n_triangles (mesh), CHUNK, join_triangles, &self);
  hf_parallel_for (n, 65536, find_roots, &self);
  /* The lowest vertex of a set is its root, so a root is numbered before anyone asks for it. */
  for (guint32 v = 0; v < n; v++)
    if (!used[self.places ? self.places[v] : v])
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

/* Six times the volume between a triangle and the center. Of short edges, so that floats keep what
   a triangle adds to a few parts in a million. */
static inline float
six_volumes (const float *positions, const guint32 corner[3], const float center[3])
{
  const float *a = positions + 3 * (gsize) corner[0], *b = positions + 3 * (gsize) corner[1];
  const float *c = positions + 3 * (gsize) corner[2];
  const float ux = b[0] - a[0], uy = b[1] - a[1], uz = b[2] - a[2];
  const float vx = c[0] - a[0], vy = c[1] - a[1], vz = c[2] - a[2];

  return (a[0] - center[0]) * (uy * vz - uz * vy) + (a[1] - center[1]) * (uz * vx - ux * vz) +
         (a[2] - center[2]) * (ux * vy - uy * vx);
}

/* Triangles of one part in a row */
typedef struct {
  guint32 part, n_tris;
  double ml;
} Run;

typedef struct {
  const HfMesh *mesh;
  const guint32 *part;
  float center[3];
  GArray **runs; /* of each chunk */
} Sizes;

static void
find_runs (gsize begin, gsize end, gpointer data)
{
  Sizes *self = data;
  const gsize n = hf_mesh_n_triangles (self->mesh);
  const guint32 *corners = hf_mesh_triangles (self->mesh);
  const float *positions = hf_mesh_positions (self->mesh);

  for (gsize chunk = begin; chunk < end; chunk++) {
    GArray *runs = g_array_new (FALSE, FALSE, sizeof (Run));
    Run run = { 0 };

    for (gsize t = chunk * CHUNK; t < MIN ((chunk + 1) * CHUNK, n); t++) {
      const guint32 part = self->part[corners[3 * t]];

      if (part != run.part && run.n_tris > 0) {
        g_array_append_val (runs, run);
        run = (Run){ 0 };
      }
      run.part = part;
      run.n_tris++;
      run.ml += (double) six_volumes (positions, corners + 3 * t, self->center) / 6000;
    }
    g_array_append_val (runs, run);
    self->runs[chunk] = runs;
  }
}

static void
parts_init (Parts *self, const HfMesh *mesh)
{
  const gsize n_chunks = ((gsize) hf_mesh_n_triangles (mesh) + CHUNK - 1) / CHUNK;
  g_autofree GArray **runs = g_new (GArray *, n_chunks + 1);
  Sizes sizes = { .mesh = mesh, .runs = runs };
  float low[3], high[3];

  sizes.part = self->part = g_new (guint32, (gsize) hf_mesh_n_vertices (mesh) + 1);
  self->n_parts = hf_mesh_find_parts (mesh, self->part);
  self->ml = g_new0 (double, (gsize) self->n_parts + 1);
  self->n_tris = g_new0 (guint32, (gsize) self->n_parts + 1);
  hf_mesh_bounds (mesh, low, high);
  for (int a = 0; a < 3; a++)
    sizes.center[a] = (low[a] + high[a]) / 2;
  hf_parallel_for (n_chunks, 1, find_runs, &sizes);
  for (gsize chunk = 0; chunk < n_chunks; chunk++) { /* in order: the same sums for any threads */
    for (guint r = 0; r < runs[chunk]->len; r++) {
      const Run *run = &g_array_index (runs[chunk], Run, r);

      self->ml[run->part] += run->ml;
      self->n_tris[run->part] += run->n_tris;
    }
    g_array_unref (runs[chunk]);
  }
}

typedef struct {
  const guint32 *triangles, *part;
  const guint8 *keep;
  guint8 *keep_triangle;
} Choice;

static void
choose (gsize begin, gsize end, gpointer data)
{
  const Choice *self = data;

  for (gsize t = begin; t < end; t++)
    self->keep_triangle[t] = self->keep[self->part[self->triangles[3 * t]]];
}

/* A mesh of the parts for which keep is not 0. */
static HfMesh *
keep_parts (const HfMesh *mesh, const Parts *parts, const guint8 *keep)
{
  gsize n = hf_mesh_n_triangles (mesh);
  g_autofree guint8 *keep_triangle = g_malloc (n + 1);
  Choice choice = { hf_mesh_triangles (mesh), parts->part, keep, keep_triangle };

  hf_parallel_for (n, 65536, choose, &choice);
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

/* own, others: whether to keep the part of the triangle, and all others. */
static HfMesh *
keep_by_part (const HfMesh *mesh, guint32 triangle, guint8 own, guint8 others)
{
  g_auto (Parts) parts = { 0 };
  g_autofree guint8 *keep = NULL;

  g_return_val_if_fail (triangle < hf_mesh_n_triangles (mesh), NULL);
  parts_init (&parts, mesh);
  keep = g_malloc ((gsize) parts.n_parts + 1);
  memset (keep, others, (gsize) parts.n_parts + 1);
  keep[parts.part[hf_mesh_triangles (mesh)[3 * (gsize) triangle]]] = own;
  return keep_parts (mesh, &parts, keep);
}

HfMesh *
hf_mesh_part_of (const HfMesh *mesh, guint32 triangle)
{
  return keep_by_part (mesh, triangle, 1, 0);
}

HfMesh *
hf_mesh_without_part (const HfMesh *mesh, guint32 triangle)
{
  return keep_by_part (mesh, triangle, 0, 1);
}
