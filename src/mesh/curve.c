/* Triangles in an order in which neighbors in space are neighbors in the row: along a Z-order curve
   (Morton 1966) of their centroids, 10 bits an axis, by a radix sort. */
#include "mesh/mesh-private.h"

#define RADIX_BITS 10 /* three passes */

typedef struct {
  const float *positions;
  const guint32 *triangles;
  float low[3], scale;
  guint32 *keys;
} Build;

static guint32
spread_bits (guint32 v) /* 10 bits, two zeros between each */
{
  v = (v | v << 16) & 0x030000ff;
  v = (v | v << 8) & 0x0300f00f;
  v = (v | v << 4) & 0x030c30c3;
  return (v | v << 2) & 0x09249249;
}

static void
make_keys (gsize begin, gsize end, gpointer data)
{
  const Build *build = data;

  for (gsize t = begin; t < end; t++) {
    const guint32 *v = build->triangles + 3 * t;
    guint32 key = 0;

    for (int n = 0; n < 3; n++) {
      const float sum = build->positions[3 * (gsize) v[0] + n] +
                        build->positions[3 * (gsize) v[1] + n] +
                        build->positions[3 * (gsize) v[2] + n];
      const float at = (sum / 3 - build->low[n]) * build->scale;

      key |= spread_bits ((guint32) CLAMP (at, 0, 1023)) << n;
    }
    build->keys[t] = key;
  }
}

/* Least significant digit first; order ends in "order". */
static void
sort_by_key (guint32 n, const guint32 *keys, guint32 *order, guint32 *spare)
{
  guint32 *from = spare, *to = order;

  for (guint32 t = 0; t < n; t++)
    from[t] = t;
  for (int pass = 0; pass < 3; pass++) {
    guint32 start[1 << RADIX_BITS] = { 0 }, sum = 0;
    const int shift = pass * RADIX_BITS;
    guint32 *swap;

    for (guint32 t = 0; t < n; t++)
      start[keys[t] >> shift & ((1 << RADIX_BITS) - 1)]++;
    for (int d = 0; d < 1 << RADIX_BITS; d++) {
      const guint32 count = start[d];

      start[d] = sum;
      sum += count;
    }
    for (guint32 t = 0; t < n; t++)
      to[start[keys[from[t]] >> shift & ((1 << RADIX_BITS) - 1)]++] = from[t];
    swap = from;
    from = to;
    to = swap;
  }
  /* Three passes: the last one wrote into "order". */
}

/* order: room for one of every triangle */
void
hf_mesh_sort_along_curve (const HfMesh *mesh, guint32 *order)
{
  const guint32 n = hf_mesh_n_triangles (mesh);
  g_autofree guint32 *keys = g_new (guint32, (gsize) n + 1);
  g_autofree guint32 *spare = g_new (guint32, (gsize) n + 1);
  Build build = { hf_mesh_positions (mesh), hf_mesh_triangles (mesh), .keys = keys };
  float high[3], extent = 1e-3f;

  hf_mesh_bounds (mesh, build.low, high);
  for (int axis = 0; axis < 3; axis++)
    extent = MAX (extent, high[axis] - build.low[axis]);
  build.scale = 1023 / extent;
  hf_parallel_for (n, 65536, make_keys, &build);
  sort_by_key (n, keys, order, spare);
}
