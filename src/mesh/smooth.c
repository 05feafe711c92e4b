/* Smoothing that keeps the volume: a windowed sinc filter over the neighbors of every vertex
   (Taubin, Zhang, Golub 1996): the low-pass as a sum of Chebyshev polynomials of the Laplacian.

   Vertices at a boundary and on caps stay where they are: they have no neighbors here. */
#include "core/pages.h"
#include "mesh/mesh-private.h"
#include "mesh/process.h"

#include <math.h>
#include <string.h>

#define PASS_BAND 0.1 /* of the Laplacian's range, 0 to 2: as VTK's filter has it by default */
#define GRAIN 16384   /* vertices */

typedef float Point __attribute__ ((vector_size (16))); /* x y z in mm, 0 */

typedef struct {
  gsize n;
  guint32 *first;     /* of each vertex's neighbors */
  guint32 *neighbors; /* one a triangle: the next corner */
  guint8 *fixed;      /* of each vertex */
  const float *from;  /* positions before and after */
  float *to;
  float middle[3]; /* coordinates are about it, where floats are finest */
  Point *last, *now, *sum;
  float weight[2]; /* of the polynomial before the one that is made, and of that one */
} Filter;

static inline guint64
scatter (guint32 v)
{
  guint64 x = (v + 1) * 0x9e3779b97f4a7c15u;

  return (x ^ x >> 29) * 0xbf58476d1ce4e5b9u;
}

typedef struct {
  Filter *filter;
  guint64 *balance; /* of each vertex */
} Count;

static void
count_neighbors (
    const HfMesh *mesh, gsize begin, gsize end, guint32 low, guint32 high, gpointer data)
{
  const Count *count = data;
  const guint32 *corner = hf_mesh_triangles (mesh) + 3 * begin;
  const gsize n_open = hf_mesh_n_triangles (mesh) - hf_mesh_n_cap (mesh);

  for (gsize t = begin; t < end; t++, corner += 3)
    for (int c = 0; c < 3; c++) {
      if (corner[c] - low >= high - low)
        continue;
      count->balance[corner[c]] += scatter (corner[(c + 1) % 3]) - scatter (corner[(c + 2) % 3]);
      count->filter->first[(gsize) corner[c] + 2]++;
      if (t >= n_open)
        count->filter->fixed[corner[c]] = 1;
    }
}

static void
fill_neighbors (
    const HfMesh *mesh, gsize begin, gsize end, guint32 low, guint32 high, gpointer data)
{
  const Filter *self = data;
  const guint32 *corner = hf_mesh_triangles (mesh) + 3 * begin;

  for (gsize t = begin; t < end; t++, corner += 3)
    for (int c = 0; c < 3; c++)
      if (corner[c] - low < high - low && !self->fixed[corner[c]])
        self->neighbors[self->first[(gsize) corner[c] + 1]++] = corner[(c + 1) % 3];
}

/* Around a vertex inside a closed fan every neighbor comes once as the next and once as the last
   corner of a triangle: where that does not balance there is a boundary. */
static void
find_neighbors (Filter *self, const HfMesh *mesh)
{
  g_autofree guint64 *balance = g_new0 (guint64, self->n + 1);
  Count count = { self, balance };

  hf_mesh_for_ranges (mesh, count_neighbors, &count);
  /* Counted two places up, so that after the filling first[v] is where v's neighbors begin. */
  for (gsize v = 0; v < self->n; v++) {
    self->fixed[v] |= balance[v] != 0;
    self->first[v + 2] = self->first[v + 1] + (self->fixed[v] ? 0 : self->first[v + 2]);
  }
  hf_mesh_for_ranges (mesh, fill_neighbors, self);
}

static inline Point
mean_of_neighbors (const Filter *self, const Point *points, gsize v)
{
  const guint32 first = self->first[v], n = self->first[v + 1] - first;
  Point sum = { 0 };

  if (n == 0)
    return points[v];
  for (guint32 k = 0; k < n; k++)
    sum += points[self->neighbors[first + k]];
  return sum * (1.0f / (float) n);
}

static void
take_positions (gsize begin, gsize end, gpointer data)
{
  const Filter *self = data;
  const float *p = self->from + 3 * begin, *middle = self->middle;

  for (gsize v = begin; v < end; v++, p += 3)
    self->last[v] = (Point){ p[0] - middle[0], p[1] - middle[1], p[2] - middle[2], 0 };
}

/* The first two Chebyshev polynomials, 1 and x, of x = 1 - laplacian / 2. */
static void
begin_recursion (gsize begin, gsize end, gpointer data)
{
  const Filter *self = data;

  for (gsize v = begin; v < end; v++) {
    self->now[v] = 0.5f * (self->last[v] + mean_of_neighbors (self, self->last, v));
    self->sum[v] = self->weight[0] * self->last[v] + self->weight[1] * self->now[v];
  }
}

/* One more in the place of the last but one, T[k + 1] = 2 x T[k] - T[k - 1]. */
static void
recur (gsize begin, gsize end, gpointer data)
{
  const Filter *self = data;
  const gboolean adds = self->weight[0] != 0 || self->weight[1] != 0;

  for (gsize v = begin; v < end; v++) {
    const Point now = self->now[v];
    const Point next = now + mean_of_neighbors (self, self->now, v) - self->last[v];

    self->last[v] = next;
    if (adds)
      self->sum[v] += self->weight[0] * now + self->weight[1] * next;
  }
}

static void
give_positions (gsize begin, gsize end, gpointer data)
{
  const Filter *self = data;

  for (gsize v = begin; v < end; v++)
    for (int a = 0; a < 3; a++)
      self->to[3 * v + a] =
          self->fixed[v] ? self->from[3 * v + a] : self->sum[v][a] + self->middle[a];
}

/* Weights of the polynomials for a low-pass up to an angle (x = cos of it), under a Hamming window;
   they add up to 1, so that what does not vary stays. Returns how fast the response falls at 0. */
static double
make_low_pass (int n, double angle, double *weight)
{
  double sum = 0, falls = 0;

  for (int k = 0; k <= n; k++) {
    double window = 0.54 + 0.46 * cos (k * G_PI / (n + 1));

    weight[k] = window * (k == 0 ? angle / G_PI : 2 * sin (k * angle) / (k * G_PI));
    sum += weight[k];
  }
  for (int k = 0; k <= n; k++) {
    weight[k] /= sum;
    falls += weight[k] * k * k;
  }
  return falls;
}

/* The narrowest low-pass, from the pass band on, that is flat at 0: the window alone would let it
   fall or rise from there, and the mesh would shrink or swell. */
static double *
make_weights (int n)
{
  double *weight = g_new (double, n + 1);
  double low = acos (1 - PASS_BAND / 2), high = low, step = (G_PI - low) / 1000;
  gboolean falls = make_low_pass (n, low, weight) > 0;

  while (high < G_PI && (make_low_pass (n, high, weight) > 0) == falls) {
    low = high;
    high += step;
  }
  for (int bisection = 0; bisection < 40; bisection++) {
    double middle = (low + high) / 2;

    if ((make_low_pass (n, middle, weight) > 0) == falls)
      low = middle;
    else
      high = middle;
  }
  make_low_pass (n, high, weight);
  return weight;
}

/* Two polynomials are added up at a time, which reads and writes the sum half as often. */
static gboolean
run_filter (Filter *self, int iterations, HfProgress *progress)
{
  g_autofree double *weight = make_weights (iterations);

  hf_parallel_for (self->n, GRAIN, take_positions, self);
  for (int k = 1; k <= iterations; k++) {
    const gboolean is_second = k % 2 == 1, is_last = k == iterations;
    Point *made = self->last;

    if (hf_progress_cancelled (progress))
      return FALSE;
    self->weight[0] = is_second ? (float) weight[k - 1] : 0;
    self->weight[1] = is_second || is_last ? (float) weight[k] : 0;
    hf_parallel_for (self->n, GRAIN, k == 1 ? begin_recursion : recur, self);
    if (k > 1) {
      self->last = self->now;
      self->now = made;
    }
  }
  return TRUE;
}

/* A copy with the moved points. */
static HfMesh *
give_mesh (Filter *self, const HfMesh *mesh)
{
  HfMesh *smooth = hf_mesh_new (hf_mesh_n_vertices (mesh), hf_mesh_n_triangles (mesh));

  if (!smooth)
    return NULL;
  memcpy (hf_mesh_triangles (smooth), hf_mesh_triangles (mesh),
          sizeof (guint32) * 3 * hf_mesh_n_triangles (mesh));
  hf_mesh_set_n_cap (smooth, hf_mesh_n_cap (mesh));
  self->to = hf_mesh_positions (smooth);
  hf_parallel_for (self->n, GRAIN, give_positions, self);
  hf_mesh_update_normals (smooth);
  return smooth;
}

/* NULL: cancelled, or no memory. */
HfMesh *
hf_mesh_smooth (const HfMesh *mesh, int iterations, HfProgress *progress)
{
  const gsize n = hf_mesh_n_vertices (mesh);
  g_autofree guint8 *fixed = g_malloc0 (n + 1);
  HF_AUTO_PAGES guint32 *first = hf_pages_new (sizeof (guint32) * (n + 2));
  HF_AUTO_PAGES guint32 *neighbors =
      hf_pages_new (sizeof (guint32) * 3 * (gsize) hf_mesh_n_triangles (mesh));
  HF_AUTO_PAGES Point *points = hf_pages_new (sizeof (Point) * 3 * n);
  Filter filter = { .n = n,
                    .first = first,
                    .neighbors = neighbors,
                    .fixed = fixed,
                    .from = hf_mesh_positions (mesh),
                    .last = points,
                    .now = points + n,
                    .sum = points + 2 * n };
  float low[3], high[3];

  if (iterations <= 0)
    return hf_mesh_ref ((HfMesh *) mesh);
  if (!first || !neighbors || !points)
    return NULL;
  hf_mesh_bounds (mesh, low, high);
  for (int a = 0; a < 3; a++)
    filter.middle[a] = (low[a] + high[a]) / 2;
  find_neighbors (&filter, mesh);
  return run_filter (&filter, iterations, progress) ? give_mesh (&filter, mesh) : NULL;
}
