/* The mesh: three arrays with one owner, in pages of their own. */
#include "core/pages.h"
#include "mesh/mesh-private.h"

#include <math.h>
#include <string.h>

#define CHUNK 196608 /* corners whose box is looked for by itself */

struct _HfMesh {
  gatomicrefcount refs;
  guint32 n_vertices;
  guint32 n_triangles;
  guint32 n_cap; /* the last triangles */
  float *positions;
  float *normals;
  guint32 *triangles;
  float low[3], high[3]; /* valid once has_bounds is 1 */
  gsize has_bounds;      /* g_once */
  gpointer memory;       /* holds all three */
  guint32 *places;       /* NULL: every vertex has one of its own */
  guint32 n_places;
};

gsize
hf_mesh_bytes_for (guint64 n_vertices, guint64 n_triangles)
{
  return (gsize) (n_vertices * 24 + n_triangles * 12);
}

HfMesh *
hf_mesh_new (guint32 n_vertices, guint32 n_triangles)
{
  HfMesh *self;
  gpointer memory = hf_pages_new (hf_mesh_bytes_for (n_vertices, n_triangles) + sizeof (float));

  if (!memory)
    return NULL;
  self = g_new0 (HfMesh, 1);
  g_atomic_ref_count_init (&self->refs);
  self->n_vertices = n_vertices;
  self->n_triangles = n_triangles;
  self->n_places = n_vertices;
  self->memory = memory;
  self->positions = memory;
  self->normals = self->positions + 3 * (gsize) n_vertices;
  self->triangles = (guint32 *) (self->normals + 3 * (gsize) n_vertices);
  return self;
}

HfMesh *
hf_mesh_ref (HfMesh *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
hf_mesh_unref (HfMesh *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  hf_pages_free (self->memory);
  g_free (self->places);
  g_free (self);
}

guint32
hf_mesh_n_vertices (const HfMesh *self)
{
  return self->n_vertices;
}

guint32
hf_mesh_n_triangles (const HfMesh *self)
{
  return self->n_triangles;
}

float *
hf_mesh_positions (const HfMesh *self)
{
  return self->positions;
}

float *
hf_mesh_normals (const HfMesh *self)
{
  return self->normals;
}

guint32 *
hf_mesh_triangles (const HfMesh *self)
{
  return self->triangles;
}

guint32
hf_mesh_n_cap (const HfMesh *self)
{
  return self->n_cap;
}

void
hf_mesh_set_n_cap (HfMesh *self, guint32 n)
{
  g_return_if_fail (n <= self->n_triangles);
  self->n_cap = n;
}

const guint32 *
hf_mesh_places (const HfMesh *self)
{
  return self->places;
}

guint32
hf_mesh_n_places (const HfMesh *self)
{
  return self->n_places;
}

/* places (transfer full) */
void
hf_mesh_set_places (HfMesh *self, guint32 *places, guint32 n_places)
{
  g_free (self->places);
  self->places = places;
  self->n_places = n_places;
}

typedef struct {
  const HfMesh *mesh;
  float (*boxes)[6]; /* low, -high of each chunk */
} Bounds;

/* High is kept as -(-high): one kind of comparison, six at a time. */
static void
bound_chunks (gsize begin, gsize end, gpointer data)
{
  const Bounds *self = data;
  const gsize n = 3 * (gsize) self->mesh->n_triangles;

  for (gsize chunk = begin; chunk < end; chunk++) {
    float box[6];

    for (int i = 0; i < 6; i++)
      box[i] = G_MAXFLOAT;
    for (gsize c = chunk * CHUNK; c < MIN ((chunk + 1) * CHUNK, n); c++) {
      const float *p = self->mesh->positions + 3 * (gsize) self->mesh->triangles[c];

      for (int a = 0; a < 3; a++) {
        box[a] = p[a] < box[a] ? p[a] : box[a];
        box[3 + a] = -p[a] < box[3 + a] ? -p[a] : box[3 + a];
      }
    }
    memcpy (self->boxes[chunk], box, sizeof box);
  }
}

/* Zeros where there is no triangle. A vertex that no triangle uses is nowhere on the surface. */
static void
find_bounds (HfMesh *self)
{
  const gsize n_chunks = (3 * (gsize) self->n_triangles + CHUNK - 1) / CHUNK;
  g_autofree float (*boxes)[6] = g_malloc (sizeof *boxes * (n_chunks + 1));
  Bounds bounds = { self, boxes };

  hf_parallel_for (n_chunks, 1, bound_chunks, &bounds);
  for (gsize chunk = 0; chunk < n_chunks; chunk++)
    for (int a = 0; a < 3; a++) {
      self->low[a] = chunk ? MIN (self->low[a], boxes[chunk][a]) : boxes[chunk][a];
      self->high[a] = chunk ? MAX (self->high[a], -boxes[chunk][3 + a]) : -boxes[chunk][3 + a];
    }
}

/* Looked for once: every step through the slices asks for them. */
void
hf_mesh_bounds (const HfMesh *self, float low[3], float high[3])
{
  HfMesh *mutable = (HfMesh *) self;

  if (g_once_init_enter (&mutable->has_bounds)) {
    find_bounds (mutable);
    g_once_init_leave (&mutable->has_bounds, 1);
  }
  memcpy (low, self->low, sizeof self->low);
  memcpy (high, self->high, sizeof self->high);
}

/* Twice the area, along the normal. */
void
hf_mesh_triangle_normal (const HfMesh *self, gsize triangle, float normal[3])
{
  const guint32 *corner = self->triangles + 3 * triangle;
  const float *a = self->positions + 3 * (gsize) corner[0];
  const float *b = self->positions + 3 * (gsize) corner[1];
  const float *c = self->positions + 3 * (gsize) corner[2];
  float u[3] = { b[0] - a[0], b[1] - a[1], b[2] - a[2] };
  float v[3] = { c[0] - a[0], c[1] - a[1], c[2] - a[2] };

  normal[0] = u[1] * v[2] - u[2] * v[1];
  normal[1] = u[2] * v[0] - u[0] * v[2];
  normal[2] = u[0] * v[1] - u[1] * v[0];
}

static void
normalize_some (gsize begin, gsize end, gpointer data)
{
  float *normals = data;

  for (gsize v = begin; v < end; v++) {
    float *n = normals + 3 * v;
    float length = sqrtf (n[0] * n[0] + n[1] * n[1] + n[2] * n[2]);

    if (!(length > 0)) { /* a vertex of triangles without area: any direction, but a unit one */
      n[0] = n[1] = 0;
      n[2] = length = 1;
    }
    for (int a = 0; a < 3; a++)
      n[a] /= length;
  }
}

static void
add_normals (const HfMesh *mesh, gsize begin, gsize end, guint32 low, guint32 high, gpointer data)
{
  float *normals = data;

  for (gsize t = begin; t < end; t++) {
    const guint32 *corner = mesh->triangles + 3 * t;
    float normal[3];

    if (corner[0] - low >= high - low && corner[1] - low >= high - low &&
        corner[2] - low >= high - low)
      continue;
    hf_mesh_triangle_normal (mesh, t, normal);
    for (int c = 0; c < 3; c++)
      for (int a = 0; a < 3 && corner[c] - low < high - low; a++)
        normals[3 * (gsize) corner[c] + a] += normal[a];
  }
}

void
hf_mesh_update_normals (HfMesh *self)
{
  memset (self->normals, 0, sizeof (float) * 3 * self->n_vertices);
  hf_mesh_for_ranges (self, add_normals, self->normals);
  hf_parallel_for (self->n_vertices, 65536, normalize_some, self->normals);
}

/* Leaves out what comes after; before it is shared. */
void
hf_mesh_shrink (HfMesh *self, guint32 n_vertices, guint32 n_triangles)
{
  self->n_vertices = n_vertices;
  self->n_triangles = n_triangles;
  self->n_cap = 0;
  hf_mesh_set_places (self, NULL, n_vertices);
}
