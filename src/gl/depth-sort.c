/* A radix sort of 16 bits of depth: on a head that is a step of 4 micrometers, below what can be
   seen. About 10 ns a triangle. */
#include "gl/depth-sort.h"

#include "core/parallel.h"

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

/* Triangle t of all meshes together, found by the first number of each mesh. */
static void
write_indices (
    const HfDepthPart *parts, guint n_parts, const guint32 *order, guint32 n, guint32 *indices)
{
  g_autofree guint32 *first = g_new0 (guint32, n_parts + 1);

  for (guint p = 0; p < n_parts; p++)
    first[p + 1] = first[p] + hf_mesh_n_triangles (parts[p].mesh);
  for (guint32 t = 0; t < n; t++) {
    const guint32 *v;
    guint p = 0;

    while (order[t] >= first[p + 1])
      p++;
    v = hf_mesh_triangles (parts[p].mesh) + 3 * (gsize) (order[t] - first[p]);
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
  g_autofree guint16 *keys = NULL;
  g_autofree guint32 *spare = NULL, *order = NULL;
  guint32 *indices, n = 0;
  float low, high;

  for (guint p = 0; p < n_parts; p++)
    n += hf_mesh_n_triangles (parts[p].mesh);
  keys = g_new (guint16, n);
  spare = g_new (guint32, n);
  order = g_new (guint32, n);
  indices = g_new (guint32, 3 * (gsize) n);
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

typedef struct {
  const HfDepthPart *part;
  const float *eye;
  guint8 *front;    /* of every triangle: turned towards the eye */
  gsize *n_front;   /* of every chunk */
  guint32 *back_to; /* where its back faces go */
  guint32 *front_to;
  gsize n;
} Split;

static void
find_facing (gsize begin, gsize end, gpointer data)
{
  const Split *self = data;
  const float *p = hf_mesh_positions (self->part->mesh), *eye = self->eye;
  const guint32 *triangles = hf_mesh_triangles (self->part->mesh);

  for (gsize chunk = begin; chunk < end; chunk++) {
    gsize count = 0;

    for (gsize t = chunk * CHUNK; t < MIN ((chunk + 1) * CHUNK, self->n); t++) {
      const guint32 *v = triangles + 3 * t;
      const float *a = p + 3 * (gsize) v[0], *b = p + 3 * (gsize) v[1], *c = p + 3 * (gsize) v[2];
      const float e[3] = { b[0] - a[0], b[1] - a[1], b[2] - a[2] };
      const float f[3] = { c[0] - a[0], c[1] - a[1], c[2] - a[2] };
      const float towards = (e[1] * f[2] - e[2] * f[1]) * (eye[0] - eye[3] * a[0]) +
                            (e[2] * f[0] - e[0] * f[2]) * (eye[1] - eye[3] * a[1]) +
                            (e[0] * f[1] - e[1] * f[0]) * (eye[2] - eye[3] * a[2]);

      self->front[t] = towards > 0;
      count += towards > 0;
    }
    self->n_front[chunk] = count;
  }
}

static void
write_split (gsize begin, gsize end, gpointer data)
{
  const Split *self = data;
  const guint32 *triangles = hf_mesh_triangles (self->part->mesh), base = self->part->base;

  for (gsize chunk = begin; chunk < end; chunk++) {
    gsize n_front = 0;
    guint32 *to[2];

    for (gsize c = 0; c < chunk; c++)
      n_front += self->n_front[c];
    to[0] = self->back_to + 3 * (chunk * CHUNK - n_front);
    to[1] = self->front_to + 3 * n_front;
    for (gsize t = chunk * CHUNK; t < MIN ((chunk + 1) * CHUNK, self->n); t++)
      for (int corner = 0; corner < 3; corner++)
        *to[self->front[t]]++ = triangles[3 * t + corner] + base;
  }
}

guint32 *
hf_depth_split (const HfDepthPart *parts, guint n_parts, const float eye[4], guint32 *n_triangles)
{
  guint32 *indices, *first, *last;
  gsize n = 0;

  for (guint p = 0; p < n_parts; p++)
    n += hf_mesh_n_triangles (parts[p].mesh);
  first = indices = g_new (guint32, 3 * MAX (n, 1));
  last = indices + 3 * n;
  for (guint p = 0; p < n_parts; p++) {
    const gsize own = hf_mesh_n_triangles (parts[p].mesh), n_chunks = (own + CHUNK - 1) / CHUNK;
    g_autofree guint8 *front = g_new (guint8, MAX (own, 1));
    g_autofree gsize *n_front = g_new0 (gsize, MAX (n_chunks, 1));
    Split job = { &parts[p], eye, front, n_front, first, NULL, own };
    gsize in_front = 0;

    hf_parallel_for (n_chunks, 1, find_facing, &job);
    for (gsize chunk = 0; chunk < n_chunks; chunk++)
      in_front += n_front[chunk];
    last -= 3 * in_front;
    first += 3 * (own - in_front);
    job.front_to = last;
    hf_parallel_for (n_chunks, 1, write_split, &job);
  }
  *n_triangles = (guint32) n;
  return indices;
}
