/* Triangles or vertices in an order in which neighbors in the row are neighbors in space: along a
   Hilbert curve, 10 bits an axis, by a radix sort. A Z-order curve would be simpler, but it jumps,
   and boxes about a jump are large. */
#include "mesh/mesh-private.h"

#define BITS 10       /* of an axis */
#define RADIX_BITS 10 /* three passes */

typedef struct {
  const float *positions;
  const guint32 *triangles; /* NULL: the vertices are sorted */
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

/* The place of a cell on the curve (Skilling, Programming the Hilbert curve, 2004). */
static guint32
find_key (guint32 x[3])
{
  guint32 turn = 0;

  for (guint32 bit = 1u << (BITS - 1); bit > 1; bit >>= 1)
    for (int a = 0; a < 3; a++) {
      const guint32 below = bit - 1, swap = (x[0] ^ x[a]) & below;
      const gboolean is_set = (x[a] & bit) != 0;

      x[0] ^= is_set ? below : swap;
      x[a] ^= is_set ? 0 : swap;
    }
  x[1] ^= x[0];
  x[2] ^= x[1];
  for (guint32 bit = 1u << (BITS - 1); bit > 1; bit >>= 1)
    turn ^= x[2] & bit ? bit - 1 : 0;
  return spread_bits (x[0] ^ turn) << 2 | spread_bits (x[1] ^ turn) << 1 |
         spread_bits (x[2] ^ turn);
}

static void
make_keys (gsize begin, gsize end, gpointer data)
{
  const Build *build = data;

  for (gsize t = begin; t < end; t++) {
    const guint32 itself[3] = { (guint32) t, (guint32) t, (guint32) t };
    const guint32 *v = build->triangles ? build->triangles + 3 * t : itself;
    guint32 cell[3];

    for (int a = 0; a < 3; a++) {
      const float sum = build->positions[3 * (gsize) v[0] + a] +
                        build->positions[3 * (gsize) v[1] + a] +
                        build->positions[3 * (gsize) v[2] + a];
      const float at = (sum / 3 - build->low[a]) * build->scale;

      cell[a] = (guint32) CLAMP (at, 0, (1 << BITS) - 1);
    }
    build->keys[t] = find_key (cell);
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

static void
sort_along_curve (const HfMesh *mesh, guint32 n, const guint32 *triangles, guint32 *order)
{
  g_autofree guint32 *keys = g_new (guint32, (gsize) n + 1);
  g_autofree guint32 *spare = g_new (guint32, (gsize) n + 1);
  Build build = { hf_mesh_positions (mesh), triangles, .keys = keys };
  float high[3], extent = 1e-3f;

  hf_mesh_bounds (mesh, build.low, high);
  for (int axis = 0; axis < 3; axis++)
    extent = MAX (extent, high[axis] - build.low[axis]);
  build.scale = ((1 << BITS) - 1) / extent;
  hf_parallel_for (n, 65536, make_keys, &build);
  sort_by_key (n, keys, order, spare);
}

void
hf_mesh_sort_triangles (const HfMesh *mesh, guint32 *order)
{
  sort_along_curve (mesh, hf_mesh_n_triangles (mesh), hf_mesh_triangles (mesh), order);
}

void
hf_mesh_sort_vertices (const HfMesh *mesh, guint32 *order)
{
  sort_along_curve (mesh, hf_mesh_n_vertices (mesh), NULL, order);
}
