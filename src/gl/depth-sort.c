/* A counting sort by 11 bits of depth: on a head that is a step of 0.1 mm, a quarter of a triangle.
   Within a step triangles keep the order of their mesh, so that neighbors, which share vertices, stay
   together: a driver in software works every vertex out about half as often as with a finer order.

   Both passes go over chunks of triangles, on all cores; the result is the same for every number of
   them. About 10 ns a triangle. */
#include "gl/depth-sort.h"

#include "core/pages.h"
#include "core/parallel.h"

#include <string.h>

#define STEPS 2048
#define UNSEEN G_MAXUINT16 /* instead of a step */
#define CHUNK 65536        /* triangles */

typedef struct {
  const HfDepthPart *part;
  const float *screen; /* of every vertex of the part: px; NULL: every triangle is drawn */
  guint32 first, n;    /* triangles of the part */
  guint16 *steps;      /* of these triangles */
  guint32 *to;         /* of every step: how many; then the place of the next one in the order */
} Chunk;

typedef struct {
  Chunk *chunks;
  const float *axis;
  float low, scale; /* depth -> 0 .. STEPS */
  guint32 *indices;
} Sort;

static void
find_steps (gsize begin, gsize end, gpointer data)
{
  const Sort *self = data;
  const float x = self->axis[0] / 3, y = self->axis[1] / 3, z = self->axis[2] / 3;

  for (const Chunk *chunk = self->chunks + begin; chunk < self->chunks + end; chunk++) {
    const float *positions = hf_mesh_positions (chunk->part->mesh), *screen = chunk->screen;
    const guint32 *v = hf_mesh_triangles (chunk->part->mesh) + 3 * (gsize) chunk->first;

    for (guint32 t = 0; t < chunk->n; t++, v += 3) {
      const gsize i = v[0], j = v[1], k = v[2];
      const float *a = positions + 3 * i, *b = positions + 3 * j, *c = positions + 3 * k;
      const float depth =
          x * (a[0] + b[0] + c[0]) + y * (a[1] + b[1] + c[1]) + z * (a[2] + b[2] + c[2]);
      const float step = (depth - self->low) * self->scale;

      if (screen && !hf_coverage_has_pixel (screen + 2 * i, screen + 2 * j, screen + 2 * k)) {
        chunk->steps[t] = UNSEEN;
        continue;
      }
      chunk->steps[t] = (guint16) CLAMP (step, 0, STEPS - 1);
      chunk->to[chunk->steps[t]]++;
    }
  }
}

static void
write_indices (gsize begin, gsize end, gpointer data)
{
  const Sort *self = data;

  for (const Chunk *chunk = self->chunks + begin; chunk < self->chunks + end; chunk++) {
    const guint32 *v = hf_mesh_triangles (chunk->part->mesh) + 3 * (gsize) chunk->first;
    const guint32 base = chunk->part->base;

    for (guint32 t = 0; t < chunk->n; t++, v += 3) {
      guint32 *to;

      if (chunk->steps[t] == UNSEEN)
        continue;
      to = self->indices + 3 * (gsize) chunk->to[chunk->steps[t]]++;
      to[0] = v[0] + base;
      to[1] = v[1] + base;
      to[2] = v[2] + base;
    }
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

static GArray *
cut (const HfDepthPart *parts, guint n_parts, float **screens)
{
  GArray *chunks = g_array_new (FALSE, FALSE, sizeof (Chunk));

  for (guint p = 0; p < n_parts; p++) {
    const guint32 n = hf_mesh_n_triangles (parts[p].mesh);

    for (guint32 first = 0; first < n; first += MIN (CHUNK, n - first)) {
      const Chunk chunk = { &parts[p],
                            screens[p],
                            first,
                            MIN (CHUNK, n - first),
                            g_new (guint16, CHUNK),
                            g_new0 (guint32, STEPS) };

      g_array_append_val (chunks, chunk);
    }
  }
  return chunks;
}

/* From how many to where: step by step, in each the chunks in turn. Returns how many there are. */
static guint32
find_places (GArray *chunks)
{
  guint32 sum = 0;

  for (int step = 0; step < STEPS; step++)
    for (guint c = 0; c < chunks->len; c++) {
      guint32 *to = g_array_index (chunks, Chunk, c).to + step;
      const guint32 count = *to;

      *to = sum;
      sum += count;
    }
  return sum;
}

guint32 *
hf_depth_sort (const HfDepthPart *parts,
               guint n_parts,
               const float towards_eye[3],
               const HfCoverage *coverage,
               guint32 *n_triangles)
{
  g_autofree float **screens = g_new0 (float *, n_parts + 1);
  g_autoptr (GArray) chunks = NULL;
  Sort sort = { .axis = towards_eye };
  float high;

  for (guint p = 0; p < n_parts && coverage; p++)
    screens[p] = hf_coverage_project (coverage, parts[p].mesh);
  chunks = cut (parts, n_parts, screens);
  sort.chunks = (Chunk *) (gpointer) chunks->data;
  depth_range (parts, n_parts, towards_eye, &sort.low, &high);
  sort.scale = STEPS / MAX (high - sort.low, 1e-6f);
  hf_parallel_for (chunks->len, 1, find_steps, &sort);
  *n_triangles = find_places (chunks);
  sort.indices = hf_pages_new (sizeof *sort.indices * 3 * MAX (*n_triangles, 1));
  if (sort.indices)
    hf_parallel_for (chunks->len, 1, write_indices, &sort);
  for (guint c = 0; c < chunks->len; c++) {
    g_free (sort.chunks[c].steps);
    g_free (sort.chunks[c].to);
  }
  for (guint p = 0; p < n_parts; p++)
    g_free (screens[p]);
  return sort.indices;
}
