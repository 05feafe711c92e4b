/* Which parts of a mesh are inside out: closed, they enclose less than nothing, and they are no cavity of another
   part, where that is as it should be.

   What a part lies in is counted by a ray from one place of it, along z: it meets the other closed parts an odd
   number of times where it begins inside an odd number of them. All rays are cast in one pass over the triangles,
   which find the rays that they may meet in a grid over x and y. Rays through edges and vertices are moved aside
   by less than any number (Edelsbrunner, Muecke 1990), so that each surface is met the right number of times. */
#include "mesh/mesh-private.h"
#include "mesh/report-private.h"

#include <math.h>

#define CHUNK 16384 /* triangles */
#define MAX_SIDE 512
/* Of a triangle, on average over a chunk: a mesh that needs more was made to take for ever, and is not counted right. */
#define MAX_TESTS 256
#define FLAT 1e-9 /* of area times extent: what rounding leaves of a volume of nothing */

typedef struct {
  double from[3];
  guint32 part;
  gsize cell;
} Ray;

typedef struct {
  const HfMesh *mesh;
  const guint32 *part;
  const HfMeshPart *parts;
  GArray *rays;           /* of Ray, by cell */
  guint32 *first;         /* ray of each cell */
  gsize side;             /* cells along x and y */
  double low[2], high[2]; /* of the rays */
  double per_cell[2];     /* cells a mm */
  guint8 *is_cavity;      /* of each ray: it met an odd number so far */
} Cast;

static gsize
cell_at (const Cast *self, int axis, double x)
{
  return (gsize) CLAMP ((x - self->low[axis]) * self->per_cell[axis], 0, (double) (self->side - 1));
}

/* Does "at", moved by an epsilon along x and by its square along y, lie left of the way from a to b? The same
   answer for both triangles of an edge: it is always looked at from its lower vertex. */
static gboolean
is_left (const float *positions, guint32 a, guint32 b, const double at[3])
{
  const gboolean turned = a > b;
  const float *p = positions + 3 * (gsize) MIN (a, b), *q = positions + 3 * (gsize) MAX (a, b);
  const double dx = (double) q[0] - p[0], dy = (double) q[1] - p[1];
  const double side = dx * (at[1] - p[1]) - dy * (at[0] - p[0]);
  const gboolean left = side != 0 ? side > 0 : dy != 0 ? dy < 0 : dx > 0;

  return left != turned;
}

/* Is the triangle met above the beginning of the ray? */
static gboolean
meets (const float *positions, const guint32 corner[3], const double from[3])
{
  const gboolean left = is_left (positions, corner[0], corner[1], from);
  const float *a = positions + 3 * (gsize) corner[0], *b = positions + 3 * (gsize) corner[1];
  const float *c = positions + 3 * (gsize) corner[2];
  double u[3], v[3], w[3], along_z;

  if (is_left (positions, corner[1], corner[2], from) != left ||
      is_left (positions, corner[2], corner[0], from) != left)
    return FALSE;
  for (int x = 0; x < 3; x++) {
    u[x] = (double) b[x] - a[x];
    v[x] = (double) c[x] - a[x];
    w[x] = from[x] - a[x];
  }
  along_z = u[0] * v[1] - u[1] * v[0];
  if (along_z == 0)
    return FALSE;
  /* the plane's z at the ray, less the ray's */
  return ((u[2] * v[1] - u[1] * v[2]) * w[0] + (u[0] * v[2] - u[2] * v[0]) * w[1]) / along_z > w[2];
}

/* Casts the rays at one triangle; returns how many it looked at. */
static gsize
cast_at (const Cast *self, guint32 part, const guint32 corner[3])
{
  const float *positions = hf_mesh_positions (self->mesh);
  float low[3], high[3];
  gsize tests = 0, left, right;

  for (int a = 0; a < 3; a++) {
    const float x = positions[3 * (gsize) corner[0] + a], y = positions[3 * (gsize) corner[1] + a],
                z = positions[3 * (gsize) corner[2] + a];

    low[a] = MIN (x, MIN (y, z));
    high[a] = MAX (x, MAX (y, z));
  }
  for (int a = 0; a < 2; a++)
    if (high[a] < self->low[a] || low[a] > self->high[a])
      return 0;
  left = cell_at (self, 0, low[0]);
  right = cell_at (self, 0, high[0]);
  for (gsize row = cell_at (self, 1, low[1]); row <= cell_at (self, 1, high[1]); row++) {
    const guint32 end = self->first[row * self->side + right + 1];

    for (guint32 r = self->first[row * self->side + left]; r < end; r++, tests++) {
      const Ray *ray = &g_array_index (self->rays, Ray, r);

      if (ray->part != part && ray->from[2] < high[2] && meets (positions, corner, ray->from))
        __atomic_fetch_xor (&self->is_cavity[r], 1, __ATOMIC_RELAXED);
    }
    tests++;
  }
  return tests;
}

static void
cast_chunks (gsize begin, gsize end, gpointer data)
{
  const Cast *self = data;
  const gsize n = hf_mesh_n_triangles (self->mesh);
  const guint32 *triangles = hf_mesh_triangles (self->mesh), *places = hf_mesh_places (self->mesh);

  for (gsize chunk = begin; chunk < end; chunk++) {
    gsize tests = 0;

    for (gsize t = chunk * CHUNK; t < MIN ((chunk + 1) * CHUNK, n) && tests < CHUNK * MAX_TESTS;
         t++) {
      const guint32 part = self->part[triangles[3 * t]];
      guint32 corner[3];

      if (!self->parts[part].closed)
        continue;
      hf_mesh_corners (triangles + 3 * t, places, corner);
      tests += cast_at (self, part, corner);
    }
  }
}

/* The box of all that is open: whether a part inside of it is a cavity of an open part, nobody can tell. */
static void
bound_open (const HfMesh *mesh, const guint32 *part, const HfMeshPart *parts, float box[2][3])
{
  const float *p = hf_mesh_positions (mesh);
  const guint32 n = hf_mesh_n_vertices (mesh);

  for (int a = 0; a < 3; a++) {
    box[0][a] = G_MAXFLOAT;
    box[1][a] = -G_MAXFLOAT;
  }
  for (guint32 v = 0; v < n; v++, p += 3)
    if (part[v] != G_MAXUINT32 && !parts[part[v]].closed)
      for (int a = 0; a < 3; a++) {
        box[0][a] = MIN (box[0][a], p[a]);
        box[1][a] = MAX (box[1][a], p[a]);
      }
}

/* From the middle of one triangle of each part in question. */
static void
make_rays (Cast *self, guint32 n_parts, double extent)
{
  const float *positions = hf_mesh_positions (self->mesh);
  float open[2][3];

  bound_open (self->mesh, self->part, self->parts, open);
  for (guint32 p = 0; p < n_parts; p++) {
    const HfMeshPart *part = &self->parts[p];
    const guint32 *corner = hf_mesh_triangles (self->mesh) + 3 * (gsize) part->triangle;
    Ray ray = { .part = p };
    gboolean in_open = TRUE;

    if (!part->closed || part->six_volumes >= -FLAT * extent * part->two_areas)
      continue;
    for (int a = 0; a < 3; a++) {
      for (int c = 0; c < 3; c++)
        ray.from[a] += (double) positions[3 * (gsize) corner[c] + a] / 3;
      in_open = in_open && ray.from[a] >= open[0][a] && ray.from[a] <= open[1][a];
    }
    if (!in_open)
      g_array_append_val (self->rays, ray);
  }
}

static int
compare_cells (gconstpointer a, gconstpointer b)
{
  const Ray *x = a, *y = b;

  return x->cell < y->cell ? -1 : x->cell > y->cell;
}

/* About one ray a cell. */
static void
sort_rays (Cast *self)
{
  gsize n_cells, cell = 0;

  self->side = (gsize) CLAMP (sqrt (self->rays->len), 1, MAX_SIDE);
  n_cells = self->side * self->side;
  for (int a = 0; a < 2; a++) {
    self->low[a] = INFINITY;
    self->high[a] = -INFINITY;
    for (guint r = 0; r < self->rays->len; r++) {
      self->low[a] = MIN (self->low[a], g_array_index (self->rays, Ray, r).from[a]);
      self->high[a] = MAX (self->high[a], g_array_index (self->rays, Ray, r).from[a]);
    }
    self->per_cell[a] =
        self->high[a] > self->low[a] ? self->side / (self->high[a] - self->low[a]) : 0;
  }
  for (guint r = 0; r < self->rays->len; r++) {
    Ray *ray = &g_array_index (self->rays, Ray, r);

    ray->cell = cell_at (self, 1, ray->from[1]) * self->side + cell_at (self, 0, ray->from[0]);
  }
  g_array_sort (self->rays, compare_cells);
  self->first = g_new (guint32, n_cells + 1);
  for (guint r = 0; r < self->rays->len; r++)
    while (cell <= g_array_index (self->rays, Ray, r).cell)
      self->first[cell++] = r;
  while (cell <= n_cells)
    self->first[cell++] = self->rays->len;
}

guint32
hf_mesh_count_inside_out (const HfMesh *mesh,
                          const guint32 *part,
                          const HfMeshPart *parts,
                          guint32 n_parts)
{
  g_autoptr (GArray) rays = g_array_new (FALSE, FALSE, sizeof (Ray));
  g_autofree guint32 *first = NULL;
  g_autofree guint8 *is_cavity = NULL;
  Cast cast = { .mesh = mesh, .part = part, .parts = parts, .rays = rays };
  const gsize n = hf_mesh_n_triangles (mesh);
  float low[3], high[3];
  guint32 inside_out = 0;

  hf_mesh_bounds (mesh, low, high);
  make_rays (&cast, n_parts, hypot (high[0] - low[0], hypot (high[1] - low[1], high[2] - low[2])));
  if (rays->len == 0)
    return 0;
  sort_rays (&cast);
  first = cast.first;
  cast.is_cavity = is_cavity = g_malloc0 (rays->len);
  if (n_parts > 1)
    hf_parallel_for ((n + CHUNK - 1) / CHUNK, 1, cast_chunks, &cast);
  for (guint r = 0; r < rays->len; r++)
    inside_out += !is_cavity[r];
  return inside_out;
}
