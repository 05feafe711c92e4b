/* A radix sort of 16 bits of depth: on a head that is a step of 4 micrometers, below what can be
   seen. About 10 ns a triangle. */
#include "gl/depth-sort.h"

#include "core/pages.h"
#include "core/parallel.h"

#include <string.h>

#define STEPS 65535.0f

typedef struct {
  const float *positions;
  const guint32 *triangles;
  const float *axis;
  float low, scale; /* depth -> 0..STEPS */
  guint16 *keys;
} Keys;

static void
make_keys (gsize begin, gsize end, gpointer data)
{
  const Keys *self = data;
  const float x = self->axis[0] / 3, y = self->axis[1] / 3, z = self->axis[2] / 3;

  for (gsize t = begin; t < end; t++) {
    const guint32 *v = self->triangles + 3 * t;
    const float *a = self->positions + 3 * (gsize) v[0];
    const float *b = self->positions + 3 * (gsize) v[1];
    const float *c = self->positions + 3 * (gsize) v[2];
    const float depth =
        x * (a[0] + b[0] + c[0]) + y * (a[1] + b[1] + c[1]) + z * (a[2] + b[2] + c[2]);

    self->keys[t] = (guint16) CLAMP ((depth - self->low) * self->scale, 0, STEPS);
  }
}

/* The depth of the boxes of all meshes. */
static void
depth_range (const HfDepthPart *parts, guint n_parts, const float axis[3], float *low, float *high)
{
  *low = G_MAXFLOAT;
  *high = -G_MAXFLOAT;
  for (guint p = 0; p < n_parts; p++) {
    float box[2][3], near = 0, far = 0;

    hf_mesh_bounds (parts[p].mesh, box[0], box[1]);
    for (int n = 0; n < 3; n++) {
      far += axis[n] * box[axis[n] < 0][n];
      near += axis[n] * box[axis[n] >= 0][n];
    }
    *low = MIN (*low, far);
    *high = MAX (*high, near);
  }
}

static void
radix_pass (guint32 n, const guint16 *keys, int shift, const guint32 *from, guint32 *to)
{
  guint32 start[256] = { 0 }, sum = 0;

  for (guint32 t = 0; t < n; t++)
    start[keys[t] >> shift & 255]++;
  for (int d = 0; d < 256; d++) {
    const guint32 count = start[d];

    start[d] = sum;
    sum += count;
  }
  for (guint32 n_done = 0; n_done < n; n_done++) {
    const guint32 t = from ? from[n_done] : n_done;

    to[start[keys[t] >> shift & 255]++] = t;
  }
}

/* Triangle t of all meshes together, found by the first number of each mesh. The order may be the last third of the indices. */
static void
write_indices (
    const HfDepthPart *parts, guint n_parts, const guint32 *order, guint32 n, guint32 *indices)
{
  g_autofree guint32 *first = g_new0 (guint32, n_parts + 1);

  for (guint p = 0; p < n_parts; p++)
    first[p + 1] = first[p] + hf_mesh_n_triangles (parts[p].mesh);
  for (guint32 t = 0; t < n; t++) {
    const guint32 triangle = order[t];
    const guint32 *v;
    guint p = 0;

    while (triangle >= first[p + 1])
      p++;
    v = hf_mesh_triangles (parts[p].mesh) + 3 * (gsize) (triangle - first[p]);
    for (int corner = 0; corner < 3; corner++)
      indices[3 * (gsize) t + corner] = v[corner] + parts[p].base;
  }
}

guint32 *
hf_depth_sort (const HfDepthPart *parts,
               guint n_parts,
               const float towards_eye[3],
               guint32 *n_triangles)
{
  guint32 *indices, *spare, *order, n = 0;
  guint16 *keys;
  float low, high;

  for (guint p = 0; p < n_parts; p++)
    n += hf_mesh_n_triangles (parts[p].mesh);
  /* 18 MB for a skull, 33 were each of them on its own. */
  indices = hf_pages_new (sizeof *indices * 3 * MAX (n, 1));
  if (!indices)
    return NULL;
  spare = indices;
  keys = (guint16 *) (indices + n);
  order = indices + 2 * (gsize) n;
  depth_range (parts, n_parts, towards_eye, &low, &high);
  for (guint32 p = 0, done = 0; p < n_parts; p++) {
    Keys job = { hf_mesh_positions (parts[p].mesh),
                 hf_mesh_triangles (parts[p].mesh),
                 towards_eye,
                 low,
                 STEPS / MAX (high - low, 1e-6f),
                 keys + done };

    hf_parallel_for (hf_mesh_n_triangles (parts[p].mesh), 65536, make_keys, &job);
    done += hf_mesh_n_triangles (parts[p].mesh);
  }
  radix_pass (n, keys, 0, NULL, spare);
  radix_pass (n, keys, 8, spare, order);
  write_indices (parts, n_parts, order, n, indices);
  *n_triangles = n;
  return indices;
}

#define CHUNK 65536 /* triangles */

enum { BACK, FRONT, UNSEEN };

typedef struct {
  const HfDepthPart *part;
  const float *eye;
  const float *screen; /* of every vertex: px; NULL: every triangle is drawn */
  guint8 *facing;      /* of every triangle */
  gsize (
      *n_before)[2]; /* back and front faces before every chunk; while counted, of the one before */
  guint32 *to[2];    /* where back and front faces go */
  gsize n, n_chunks;
} Split;

static inline guint8
facing (const float *a, const float *b, const float *c, const float eye[4])
{
  const float e[3] = { b[0] - a[0], b[1] - a[1], b[2] - a[2] };
  const float f[3] = { c[0] - a[0], c[1] - a[1], c[2] - a[2] };
  const float towards = (e[1] * f[2] - e[2] * f[1]) * (eye[0] - eye[3] * a[0]) +
                        (e[2] * f[0] - e[0] * f[2]) * (eye[1] - eye[3] * a[1]) +
                        (e[0] * f[1] - e[1] * f[0]) * (eye[2] - eye[3] * a[2]);

  return towards > 0 ? FRONT : BACK;
}

static void
find_facing (gsize begin, gsize end, gpointer data)
{
  const Split *self = data;
  const float *p = hf_mesh_positions (self->part->mesh), *screen = self->screen;
  const guint32 *triangles = hf_mesh_triangles (self->part->mesh);

  for (gsize chunk = begin; chunk < end; chunk++) {
    gsize count[3] = { 0 };

    for (gsize t = chunk * CHUNK; t < MIN ((chunk + 1) * CHUNK, self->n); t++) {
      const guint32 *v = triangles + 3 * t;
      const gsize a = v[0], b = v[1], c = v[2];

      if (screen && !hf_coverage_has_pixel (screen + 2 * a, screen + 2 * b, screen + 2 * c))
        self->facing[t] = UNSEEN;
      else
        self->facing[t] = facing (p + 3 * a, p + 3 * b, p + 3 * c, self->eye);
      count[self->facing[t]]++;
    }
    memcpy (self->n_before[chunk + 1], count, sizeof *self->n_before);
  }
}

static void
write_split (gsize begin, gsize end, gpointer data)
{
  const Split *self = data;
  const guint32 *triangles = hf_mesh_triangles (self->part->mesh), base = self->part->base;

  for (gsize chunk = begin; chunk < end; chunk++) {
    guint32 *to[2] = { self->to[BACK] + 3 * self->n_before[chunk][BACK],
                       self->to[FRONT] + 3 * self->n_before[chunk][FRONT] };

    for (gsize t = chunk * CHUNK; t < MIN ((chunk + 1) * CHUNK, self->n); t++)
      for (int corner = 0; corner < 3 && self->facing[t] != UNSEEN; corner++)
        *to[self->facing[t]]++ = triangles[3 * t + corner] + base;
  }
}

/* Which triangles of a part are back and front faces, and how many. */
static void
split_init (Split *self, const HfDepthPart *part, const float eye[4], const HfCoverage *coverage)
{
  const gsize n = hf_mesh_n_triangles (part->mesh), n_chunks = (n + CHUNK - 1) / CHUNK;
  g_autofree float *screen = coverage ? hf_coverage_project (coverage, part->mesh) : NULL;

  *self = (Split){ .part = part, .eye = eye, .screen = screen, .n = n, .n_chunks = n_chunks };
  self->facing = g_new (guint8, n + 1);
  self->n_before = g_malloc0 ((n_chunks + 1) * sizeof *self->n_before);
  hf_parallel_for (n_chunks, 1, find_facing, self);
  for (gsize chunk = 0; chunk < n_chunks; chunk++)
    for (int side = BACK; side <= FRONT; side++)
      self->n_before[chunk + 1][side] += self->n_before[chunk][side];
  self->screen = NULL;
}

guint32 *
hf_depth_split (const HfDepthPart *parts,
                guint n_parts,
                const float eye[4],
                const HfCoverage *coverage,
                guint32 *n_triangles)
{
  g_autofree Split *splits = g_new (Split, n_parts);
  guint32 *indices, *first, *last;
  gsize n = 0;

  for (guint p = 0; p < n_parts; p++) {
    split_init (&splits[p], &parts[p], eye, coverage);
    n += splits[p].n_before[splits[p].n_chunks][BACK];
    n += splits[p].n_before[splits[p].n_chunks][FRONT];
  }
  first = indices = hf_pages_new (sizeof *indices * 3 * MAX (n, 1));
  last = indices + 3 * n;
  for (guint p = 0; p < n_parts; p++) {
    Split *split = &splits[p];

    last -= 3 * split->n_before[split->n_chunks][FRONT];
    split->to[BACK] = first;
    split->to[FRONT] = last;
    if (indices)
      hf_parallel_for (split->n_chunks, 1, write_split, split);
    first += 3 * split->n_before[split->n_chunks][BACK];
    g_free (split->facing);
    g_free (split->n_before);
  }
  *n_triangles = (guint32) n;
  return indices;
}
