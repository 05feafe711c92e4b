/* A coarse stand-in for a mesh, by vertex clustering (Rossignac, Borrel 1993): all vertices in one
   cube of a grid that look to the same side become one, at their mean, with their mean normal;
   triangles with two corners in one of these clusters vanish, and of those that join the same three
   clusters one stays. The side keeps the two faces of a thin wall apart, whose normals would cancel.
   Linear, and the same for every number of threads.

   How large a cube has to be is found on a sample of the triangles, which cannot know how many of
   them join the same clusters: where the normals waver (stairs of a phantom) nearly all do. */
#include "mesh/mesh-private.h"
#include "mesh/process.h"

#include <math.h>
#include <string.h>

#define BLOCK 64             /* triangles that are sampled together */
#define SAMPLE 24576         /* triangles, about */
#define CHUNK 65536          /* triangles that one thread takes */
#define MAX_CELLS (1u << 22) /* of the grid */
#define SIDES 4              /* that the vertices of a cell may look to */
#define RANGES 8             /* of clusters, that are added up side by side */
#define AIM 0.94             /* of the triangles allowed: a sample errs */
#define ENOUGH 0.6           /* of the triangles allowed: a finer grid is not tried */
#define ROUNDS 8             /* of finer grids */

typedef struct {
  const HfMesh *mesh;
  float low[3], size[3]; /* mm */
  float per_mm;          /* cells */
  guint32 n_cells[3];
  guint32 *cell;            /* of every vertex: its cluster, SIDES for every cell */
  guint32 *number;          /* of every cluster: its vertex in the proxy, from 1 in every range */
  guint32 used[RANGES + 1]; /* vertices of the ranges before; while counted, of each range */
  guint32 per_range;        /* clusters */
  gsize *first;             /* of every chunk: where its triangles begin; while counted, how many */
  guint32 *out;             /* triangles of the proxy; until it is made, their clusters */
} Grid;

static void
set_scale (Grid *self, double per_mm)
{
  double largest = fmax (self->size[0], fmax (self->size[1], self->size[2]));

  for (per_mm = fmin (per_mm, 4000 / largest);; per_mm *= 0.9) {
    double cells = 1;

    for (int a = 0; a < 3; a++)
      cells *= self->size[a] * per_mm + 1;
    if (!(cells > MAX_CELLS))
      break;
  }
  self->per_mm = (float) per_mm;
  for (int a = 0; a < 3; a++)
    self->n_cells[a] = (guint32) (self->size[a] * self->per_mm) + 1;
}

/* The corner of a tetrahedron that a normal looks to. Where normals waver between two or three
   corners, opposite ones waver between the others: so two sides of a wall have none in common. */
static inline guint32
side_of (const float n[3])
{
  const float a = n[0] + n[1] + n[2], b = n[0] - n[1] - n[2];
  const float c = n[1] - n[0] - n[2], d = n[2] - n[0] - n[1];
  const float ab = a > b ? a : b, cd = c > d ? c : d;

  return ab > cd ? a <= b : 2 + (c <= d);
}

static inline guint32
cell_of (const Grid *self, guint32 vertex)
{
  const float *p = hf_mesh_positions (self->mesh) + 3 * (gsize) vertex;
  guint32 at[3];

  for (int a = 0; a < 3; a++) {
    const float cells = (p[a] - self->low[a]) * self->per_mm;

    at[a] = (guint32) (int) (cells > 0 ? cells : 0);
    at[a] = MIN (at[a], self->n_cells[a] - 1);
  }
  return ((at[2] * self->n_cells[1] + at[1]) * self->n_cells[0] + at[0]) * SIDES +
         side_of (hf_mesh_normals (self->mesh) + 3 * (gsize) vertex);
}

/* About how many triangles are left. */
static double
estimate (const Grid *self)
{
  const guint32 *triangles = hf_mesh_triangles (self->mesh);
  gsize n = hf_mesh_n_triangles (self->mesh), stride = MAX (n / SAMPLE, 1) * BLOCK;
  gsize left = 0, looked_at = 0;

  for (gsize block = 0; block < n; block += stride)
    for (gsize t = block; t < MIN (block + BLOCK, n); t++, looked_at++) {
      guint32 a = cell_of (self, triangles[3 * t]), b = cell_of (self, triangles[3 * t + 1]);
      guint32 c = cell_of (self, triangles[3 * t + 2]);

      left += a != b && b != c && c != a;
    }
  return (double) left / (double) looked_at * (double) n;
}

/* The number of triangles grows with the square of the scale, nearly. */
static void
find_scale (Grid *self, guint32 max_triangles)
{
  set_scale (self, 64 / fmax (self->size[0], fmax (self->size[1], self->size[2])));
  for (int round = 0; round < 8; round++) {
    double n = estimate (self), factor = sqrt (AIM * max_triangles / fmax (n, 1));

    if (fabs (factor - 1) < 0.01)
      break;
    set_scale (self, self->per_mm * CLAMP (factor, 0.25, 4));
  }
}

static void
find_cells (gsize begin, gsize end, gpointer data)
{
  Grid *self = data;

  for (gsize v = begin; v < end; v++)
    self->cell[v] = cell_of (self, (guint32) v);
}

static inline gboolean
get_cells (const Grid *self, const guint32 *corner, guint32 cell[3])
{
  for (int c = 0; c < 3; c++)
    cell[c] = self->cell[corner[c]];
  return cell[0] != cell[1] && cell[1] != cell[2] && cell[2] != cell[0];
}

static void
count_chunks (gsize begin, gsize end, gpointer data)
{
  Grid *self = data;
  const guint32 *triangles = hf_mesh_triangles (self->mesh);
  gsize n = hf_mesh_n_triangles (self->mesh);

  for (gsize chunk = begin; chunk < end; chunk++) {
    gsize left = 0;

    for (gsize t = chunk * CHUNK; t < MIN ((chunk + 1) * CHUNK, n); t++) {
      guint32 cell[3];

      left += get_cells (self, triangles + 3 * t, cell);
    }
    self->first[chunk + 1] = left;
  }
}

static void
emit_chunks (gsize begin, gsize end, gpointer data)
{
  const Grid *self = data;
  const guint32 *triangles = hf_mesh_triangles (self->mesh);
  gsize n = hf_mesh_n_triangles (self->mesh);

  for (gsize chunk = begin; chunk < end; chunk++) {
    guint32 *out = self->out + 3 * self->first[chunk];

    for (gsize t = chunk * CHUNK; t < MIN ((chunk + 1) * CHUNK, n); t++) {
      guint32 cell[3];

      if (!get_cells (self, triangles + 3 * t, cell))
        continue;
      memcpy (out, cell, sizeof cell);
      out += 3;
    }
  }
}

static inline guint32
hash (const guint32 cell[3])
{
  guint64 x = (cell[0] * 0x9e3779b97f4a7c15u) ^ (cell[1] * 0xbf58476d1ce4e5b9u) ^
              (cell[2] * 0x94d049bb133111ebu);

  return (guint32) (x >> 32);
}

/* Triangles between the same clusters, in the same sense, become one. Stops at one more than may
   stay; returns how many did. */
static gsize
drop_repeated (guint32 *triangles, gsize n, gsize most)
{
  gsize size = 64, left = 0;
  g_autofree guint32 *slots = NULL; /* by hash: number of a triangle that stays, from 1 */

  while (size < 2 * MIN (n, most + 1))
    size *= 2;
  slots = g_new0 (guint32, size);
  for (gsize t = 0; t < n && left <= most; t++) {
    const guint32 *from = triangles + 3 * t;
    const int low = from[0] < from[1] ? (from[0] < from[2] ? 0 : 2) : (from[1] < from[2] ? 1 : 2);
    const guint32 cell[3] = { from[low], from[(low + 1) % 3], from[(low + 2) % 3] };
    gsize at = hash (cell) & (size - 1);

    while (slots[at] && memcmp (triangles + 3 * ((gsize) slots[at] - 1), cell, sizeof cell) != 0)
      at = (at + 1) & (size - 1);
    if (slots[at])
      continue;
    memcpy (triangles + 3 * left, cell, sizeof cell);
    slots[at] = (guint32) ++left;
  }
  return left;
}

/* Finds the triangles of this grid. Returns how many they are; over max_triangles not all of them
   are there. */
static gsize
find_triangles (Grid *self, guint32 max_triangles)
{
  const gsize n_chunks = (hf_mesh_n_triangles (self->mesh) + CHUNK - 1) / CHUNK;

  hf_parallel_for (hf_mesh_n_vertices (self->mesh), CHUNK, find_cells, self);
  hf_parallel_for (n_chunks, 1, count_chunks, self);
  self->first[0] = 0;
  for (gsize chunk = 0; chunk < n_chunks; chunk++)
    self->first[chunk + 1] += self->first[chunk];
  g_free (self->out);
  self->out = g_new (guint32, 3 * self->first[n_chunks] + 1);
  hf_parallel_for (n_chunks, 1, emit_chunks, self);
  return drop_repeated (self->out, self->first[n_chunks], max_triangles);
}

/* The grid and its triangles: not too many, and hardly fewer than allowed where that is to be had. */
static gsize
fit (Grid *self, guint32 max_triangles)
{
  gsize n;

  find_scale (self, max_triangles);
  n = find_triangles (self, max_triangles);
  for (int round = 0; round < ROUNDS && n < ENOUGH * max_triangles; round++) {
    const float before = self->per_mm;

    set_scale (self, before * CLAMP (sqrt (AIM * max_triangles / MAX (n, 1)), 1.1, 4));
    if (self->per_mm <= before)
      break;
    n = find_triangles (self, max_triangles);
  }
  for (; n > max_triangles; n = find_triangles (self, max_triangles))
    set_scale (self, self->per_mm * 0.9);
  return n;
}

typedef float Sum __attribute__ ((vector_size (16))); /* x y z, how many */

typedef struct {
  Grid *grid;
  Sum *sums[RANGES]; /* two of every vertex of the proxy */
} Sums;

/* Sums over all vertices of the clusters in a range, positions from the low corner of the grid:
   floats are finer there. */
static void
add_up (gsize begin, gsize end, gpointer data)
{
  Sums *sums = data;
  Grid *self = sums->grid;
  const float *positions = hf_mesh_positions (self->mesh), *normals = hf_mesh_normals (self->mesh);
  const gsize n = hf_mesh_n_vertices (self->mesh);

  for (gsize range = begin; range < end; range++) {
    const guint32 low = (guint32) range * self->per_range;
    GArray *array = g_array_sized_new (FALSE, FALSE, 2 * sizeof (Sum), 4096);

    for (gsize v = 0; v < n; v++) {
      const float *p = positions + 3 * v, *normal = normals + 3 * v;
      Sum *sum;

      if (self->cell[v] - low >= self->per_range)
        continue;
      if (self->number[self->cell[v]] == 0) {
        g_array_set_size (array, array->len + 1);
        self->number[self->cell[v]] = array->len;
        sum = (Sum *) (gpointer) array->data + 2 * ((gsize) array->len - 1);
        sum[0] = sum[1] = (Sum){ 0 };
      } else
        sum = (Sum *) (gpointer) array->data + 2 * ((gsize) self->number[self->cell[v]] - 1);
      sum[0] += (Sum){ p[0] - self->low[0], p[1] - self->low[1], p[2] - self->low[2], 1 };
      sum[1] += (Sum){ normal[0], normal[1], normal[2], 0 };
    }
    self->used[range] = array->len;
    sums->sums[range] = (Sum *) (gpointer) g_array_free (array, FALSE);
  }
}

/* The means of a range. */
static void
set_vertices (const Grid *self, guint range, const Sum *sums, HfMesh *proxy)
{
  float *p = hf_mesh_positions (proxy) + 3 * (gsize) self->used[range];
  float *normal = hf_mesh_normals (proxy) + 3 * (gsize) self->used[range];

  for (gsize v = self->used[range]; v < self->used[range + 1]; v++) {
    float length =
        sqrtf (sums[1][0] * sums[1][0] + sums[1][1] * sums[1][1] + sums[1][2] * sums[1][2]);

    for (int a = 0; a < 3; a++) {
      p[a] = self->low[a] + sums[0][a] / sums[0][3];
      normal[a] = length > 0 ? sums[1][a] / length : a == 2;
    }
    sums += 2;
    p += 3;
    normal += 3;
  }
}

static HfMesh *
make (Grid *self, gsize n_triangles)
{
  const guint32 n_clusters = SIDES * self->n_cells[0] * self->n_cells[1] * self->n_cells[2];
  g_autofree guint32 *number = g_new0 (guint32, n_clusters);
  Sums sums = { .grid = self };
  guint32 n_used = 0;
  HfMesh *proxy;

  self->number = number;
  self->per_range = n_clusters / RANGES + 1;
  hf_parallel_for (RANGES, 1, add_up, &sums);
  for (guint range = 0; range <= RANGES; range++) {
    const guint32 n = range < RANGES ? self->used[range] : 0;

    self->used[range] = n_used;
    n_used += n;
  }
  proxy = hf_mesh_new (n_used, (guint32) n_triangles);
  for (guint range = 0; range < RANGES; range++) {
    if (proxy)
      set_vertices (self, range, sums.sums[range], proxy);
    g_free (sums.sums[range]);
  }
  if (!proxy)
    return NULL;
  for (gsize c = 0; c < 3 * n_triangles; c++)
    hf_mesh_triangles (proxy)[c] =
        self->used[self->out[c] / self->per_range] + number[self->out[c]] - 1;
  return proxy;
}

/* Every n-th triangle: where every triangle lies in fewer than three clusters, as of dust. */
static HfMesh *
thin (const HfMesh *mesh, guint32 max_triangles)
{
  const gsize n = hf_mesh_n_triangles (mesh), every = n / max_triangles + 1;
  g_autofree guint8 *keep = g_malloc0 (n);

  for (gsize t = 0; t < n; t += every)
    keep[t] = 1;
  return hf_mesh_keep (mesh, keep);
}

/* At most max_triangles, for pictures only: parts may merge or vanish. The normals are means of
   those of the full mesh. Falls back to the full mesh where clustering leaves nothing. */
HfMesh *
hf_mesh_proxy (const HfMesh *mesh, guint32 max_triangles)
{
  gsize n_before = hf_mesh_n_triangles (mesh), n;
  g_autofree guint32 *cell = NULL;
  g_autofree gsize *first = NULL;
  Grid grid = { .mesh = mesh };
  HfMesh *proxy = NULL;
  float high[3];

  if (n_before <= max_triangles)
    return hf_mesh_ref ((HfMesh *) mesh);
  grid.cell = cell = g_new (guint32, hf_mesh_n_vertices (mesh));
  grid.first = first = g_new (gsize, n_before / CHUNK + 2);
  hf_mesh_bounds (mesh, grid.low, high);
  for (int a = 0; a < 3; a++)
    grid.size[a] = fmaxf (high[a] - grid.low[a], 1e-3f);
  n = fit (&grid, max_triangles);
  proxy = n == 0 ? thin (mesh, max_triangles) : make (&grid, n);
  g_free (grid.out);
  return proxy ? proxy : hf_mesh_ref ((HfMesh *) mesh);
}
