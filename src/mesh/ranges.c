/* Loops over triangles that add to their vertices, on all cores: every thread has a range of
   vertices and looks at the blocks of triangles that reach into it. So nothing is written by two
   threads, and a vertex sees its triangles in their order, however many threads there are.

   Meshes that were made row by row keep neighbors together, so a block reaches into one range or
   two; of a mesh in wild order every thread looks at all, which is right, only slower. */
#include "mesh/mesh-private.h"

#define BLOCK 4096  /* triangles */
#define RANGE 32768 /* vertices, at least */
#define MAX_RANGES 16

typedef struct {
  const HfMesh *mesh;
  HfRangeFunc func;
  gpointer data;
  gsize n_ranges;
  guint32 *reach; /* of each block: lowest and highest vertex */
} Ranges;

static void
find_reach (gsize begin, gsize end, gpointer data)
{
  Ranges *self = data;
  const guint32 *triangles = hf_mesh_triangles (self->mesh);
  gsize n = 3 * (gsize) hf_mesh_n_triangles (self->mesh);

  for (gsize block = begin; block < end; block++) {
    guint32 low = G_MAXUINT32, high = 0;

    for (gsize c = 3 * BLOCK * block; c < MIN (3 * BLOCK * (block + 1), n); c++) {
      low = triangles[c] < low ? triangles[c] : low;
      high = triangles[c] > high ? triangles[c] : high;
    }
    self->reach[2 * block] = low;
    self->reach[2 * block + 1] = high;
  }
}

static void
run_ranges (gsize begin, gsize end, gpointer data)
{
  const Ranges *self = data;
  const guint64 n_vertices = hf_mesh_n_vertices (self->mesh);
  const gsize n = hf_mesh_n_triangles (self->mesh);

  for (gsize range = begin; range < end; range++) {
    guint32 low = (guint32) (n_vertices * range / self->n_ranges);
    guint32 high = (guint32) (n_vertices * (range + 1) / self->n_ranges);

    for (gsize t = 0; t < n; t += BLOCK) {
      const guint32 *reach = self->reach + 2 * (t / BLOCK);

      if (reach[0] < high && reach[1] >= low)
        self->func (self->mesh, t, MIN (t + BLOCK, n), low, high, self->data);
    }
  }
}

/* Calls func for blocks of triangles [begin, end), in their order, with a range of vertices
   [low, high): what belongs to other vertices is not for this call. */
void
hf_mesh_for_ranges (const HfMesh *mesh, HfRangeFunc func, gpointer data)
{
  const gsize n_blocks = ((gsize) hf_mesh_n_triangles (mesh) + BLOCK - 1) / BLOCK;
  g_autofree guint32 *reach = g_new (guint32, 2 * n_blocks + 1);
  Ranges self = { mesh, func, data, CLAMP (hf_mesh_n_vertices (mesh) / RANGE, 1, MAX_RANGES),
                  reach };

  hf_parallel_for (n_blocks, 16, find_reach, &self);
  hf_parallel_for (self.n_ranges, 1, run_ranges, &self);
}
