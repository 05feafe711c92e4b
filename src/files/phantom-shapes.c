/* Distances (Quilez' bound for ellipsoids), smooth unions, value noise on a hashed lattice. */
#include "files/phantom-shapes.h"

#include <math.h>

#define FAR_MM 1000.0f

static inline float
lattice (gint32 x, gint32 y, gint32 z, guint32 seed)
{
  guint32 h =
      (guint32) x * 0x8da6b343u ^ (guint32) y * 0xd8163841u ^ (guint32) z * 0xcb1ab31fu ^ seed;

  h = (h ^ h >> 15) * 0x2c1b3c6du;
  h = (h ^ h >> 12) * 0x297a2d39u;
  h ^= h >> 15;
  return (float) (gint32) (h >> 8) * (2.0f / 16777215.0f) - 1;
}

static inline float
mix (float a, float b, float t)
{
  return a + (b - a) * t;
}

static inline gint32
whole_below (float x)
{
  gint32 n = (gint32) x;

  return (float) n > x ? n - 1 : n;
}

/* Cells a mm along x, y, z. */
static const float frequencies[HF_N_NOISES][3] = {
  { 0.7f, 0.7f, 0.7f },       { 0.33f, 0.33f, 0.33f }, { 0.8f, 0.8f, 0.8f },
  { 0.09f, 0.14f, 0.05f },    { 0.3f, 0.3f, 0.12f },   { 0.15f, 0.15f, 0.15f },
  { 0.04f, 0.04f, 0.04f },    { 0.05f, 0.05f, 0.05f }, { 0.05f, 0.05f, 0.05f },
  { 0.072f, 0.072f, 0.072f }, { 0.15f, 0.15f, 0.15f }, { 0.17f, 0.17f, 0.37f },
  { 0.36f, 0.36f, 0.36f },
};

/* Between the four corners of the cell at whole x. */
static float
plane_at (const HfNoise *noise, gint32 i, guint32 seed)
{
  return mix (mix (lattice (i, noise->j, noise->k, seed), lattice (i, noise->j + 1, noise->k, seed),
                   noise->y),
              mix (lattice (i, noise->j, noise->k + 1, seed),
                   lattice (i, noise->j + 1, noise->k + 1, seed), noise->y),
              noise->z);
}

static float
smooth (float t)
{
  return t * t * (3 - 2 * t);
}

static void
noise_start (HfNoise *self, const HfPhantomRow *row, HfNoiseId id)
{
  float y = row->y * frequencies[id][1], z = row->z * frequencies[id][2];

  self->started = TRUE;
  self->j = whole_below (y);
  self->k = whole_below (z);
  self->y = smooth (y - (float) self->j);
  self->z = smooth (z - (float) self->k);
  self->i = G_MININT32;
}

float
hf_phantom_noise (const HfPhantomRow *row, float x, HfNoiseId id)
{
  HfNoise *noise = &row->noises[id];
  gint32 i;

  if (!noise->started)
    noise_start (noise, row, id);
  x *= frequencies[id][0];
  i = whole_below (x);
  if (i != noise->i) {
    noise->i = i;
    noise->left = plane_at (noise, i, id + 1u);
    noise->right = plane_at (noise, i + 1, id + 1u);
  }
  return mix (noise->left, noise->right, smooth (x - (float) i));
}

float
hf_phantom_texture (const HfPhantomRow *row, HfTexture texture, float value, float x)
{
  float noise;

  switch (texture) {
  case HF_TEXTURE_SPONGE:
    noise = hf_phantom_noise (row, x, HF_NOISE_SPONGE);
    return value + 0.7f * value * noise;
  case HF_TEXTURE_CELLS:
    noise = hf_phantom_noise (row, x, HF_NOISE_CELLS) +
            0.5f * hf_phantom_noise (row, x, HF_NOISE_CELLS_FINE);
    return mix (value, -850, hf_phantom_cover ((0.05f - noise) * 2.5f));
  case HF_TEXTURE_FLESH:
    noise = hf_phantom_noise (row, x, HF_NOISE_FLESH) +
            0.4f * hf_phantom_noise (row, x, HF_NOISE_FLESH_FINE);
    noise = 1 - 9 * fabsf (noise - 0.1f); /* strands where the noise crosses a level */
    return mix (value, -80, noise < 0 ? 0 : noise * 0.9f);
  case HF_TEXTURE_CLOT:
    return value + 7 * hf_phantom_noise (row, x, HF_NOISE_CLOT);
  default:
    return value;
  }
}

void
hf_phantom_distance_reset (const HfPhantomRow *row, float *distance)
{
  for (int i = 0; i < row->n; i++)
    distance[i] = FAR_MM;
}

/* The samples of the row that a shape (mirrored: side -1) can reach within margin: [begin, end). */
static gboolean
reach (
    const HfPhantomRow *row, const HfShape *shape, float side, float margin, int *begin, int *end)
{
  float low[3], high[3], from, to;

  for (int a = 0; a < 3; a++) {
    gboolean capsule = shape->kind == HF_SHAPE_CAPSULE;
    float first = capsule ? MIN (shape->a[a], shape->b[a]) : shape->a[a] - shape->b[a];
    float last = capsule ? MAX (shape->a[a], shape->b[a]) : shape->a[a] + shape->b[a];

    low[a] = first - shape->radius - margin;
    high[a] = last + shape->radius + margin;
  }
  if (row->y < low[1] || row->y > high[1] || row->z < low[2] || row->z > high[2])
    return FALSE;
  from = ((side > 0 ? low[0] : -high[0]) - row->x0) / row->dx;
  to = ((side > 0 ? high[0] : -low[0]) - row->x0) / row->dx;
  *begin = from <= 0 ? 0 : from > row->n ? row->n : -whole_below (-from);
  *end = to < 0 ? 0 : to > row->n - 1 ? row->n : whole_below (to) + 1;
  return *begin < *end;
}

static void
ellipsoid (const HfPhantomRow *row, const HfShape *shape, float side, int begin, int end, float *to)
{
  float rx = 1 / shape->b[0], ry = 1 / shape->b[1], rz = 1 / shape->b[2], cx = side * shape->a[0];
  float py = (row->y - shape->a[1]) * ry, pz = (row->z - shape->a[2]) * rz;
  float rest = py * py + pz * pz, slope = py * py * ry * ry + pz * pz * rz * rz + 1e-12f;

  for (int i = begin; i < end; i++) {
    float px = (row->x0 + (float) i * row->dx - cx) * rx;
    float level = sqrtf (px * px + rest);

    to[i] = level * (level - 1) / sqrtf (px * px * rx * rx + slope);
  }
}

static void
capsule (const HfPhantomRow *row, const HfShape *shape, float side, int begin, int end, float *to)
{
  float bx = side * (shape->b[0] - shape->a[0]), by = shape->b[1] - shape->a[1],
        bz = shape->b[2] - shape->a[2];
  float py = row->y - shape->a[1], pz = row->z - shape->a[2];
  float along = 1 / (bx * bx + by * by + bz * bz + 1e-12f), rest = py * by + pz * bz;

  for (int i = begin; i < end; i++) {
    float px = row->x0 + (float) i * row->dx - side * shape->a[0];
    float t = (px * bx + rest) * along, dx, dy, dz;

    t = t < 0 ? 0 : t > 1 ? 1 : t;
    dx = px - t * bx;
    dy = py - t * by;
    dz = pz - t * bz;
    to[i] = sqrtf (dx * dx + dy * dy + dz * dz) - shape->radius;
  }
}

static void
box (const HfPhantomRow *row, const HfShape *shape, float side, int begin, int end, float *to)
{
  float qy = fabsf (row->y - shape->a[1]) - shape->b[1];
  float qz = fabsf (row->z - shape->a[2]) - shape->b[2];
  float py = MAX (qy, 0), pz = MAX (qz, 0), inner = MAX (qy, qz);

  for (int i = begin; i < end; i++) {
    float qx = fabsf (row->x0 + (float) i * row->dx - side * shape->a[0]) - shape->b[0];
    float px = MAX (qx, 0), most = MAX (qx, inner);

    to[i] = sqrtf (px * px + py * py + pz * pz) + MIN (most, 0) - shape->radius;
  }
}

static void
distances (const HfPhantomRow *row, const HfShape *shape, float side, int begin, int end, float *to)
{
  if (shape->kind == HF_SHAPE_ELLIPSOID)
    ellipsoid (row, shape, side, begin, end, to);
  else if (shape->kind == HF_SHAPE_CAPSULE)
    capsule (row, shape, side, begin, end, to);
  else
    box (row, shape, side, begin, end, to);
}

static void
join_side (const HfPhantomRow *row, const HfShape *shape, float side, float blend, float *distance)
{
  float own[HF_PHANTOM_MAX_ROW];
  int begin, end;

  if (!reach (row, shape, side, 32, &begin, &end))
    return;
  distances (row, shape, side, begin, end, own);
  for (int i = begin; i < end; i++) {
    float near = MIN (own[i], distance[i]);
    float h = blend - fabsf (own[i] - distance[i]);

    h = h < 0 ? 0 : h;
    distance[i] = near - h * h / (4 * blend);
  }
}

/* Smooth union: shapes closer than blend_mm flow into each other. */
void
hf_phantom_distance_join (const HfPhantomRow *row,
                          const HfShape *shape,
                          float blend_mm,
                          float *distance)
{
  join_side (row, shape, 1, blend_mm, distance);
  if (shape->flags & HF_SHAPE_BOTH)
    join_side (row, shape, -1, blend_mm, distance);
}

static void
paint_side (const HfPhantomRow *row, const HfShape *shape, float side)
{
  float distance[HF_PHANTOM_MAX_ROW];
  int begin, end;

  if (!reach (row, shape, side, HF_PHANTOM_EDGE_MM, &begin, &end))
    return;
  distances (row, shape, side, begin, end, distance);
  for (int i = begin; i < end; i++) {
    float d = distance[i], value = shape->value;

    if (shape->flags & HF_SHAPE_IN_BODY)
      d = MAX (d, row->body[i]);
    if (shape->flags & HF_SHAPE_IN_CAVITY)
      d = MAX (d, row->cavity[i]);
    if (d >= HF_PHANTOM_EDGE_MM)
      continue;
    if (shape->texture != HF_TEXTURE_NONE)
      value = hf_phantom_texture (row, shape->texture, value, row->x0 + (float) i * row->dx);
    row->value[i] += (value - row->value[i]) * hf_phantom_cover (d);
  }
}

/* In order: the later shape covers the earlier one. */
void
hf_phantom_paint (const HfPhantomRow *row, const HfShape *shapes, gsize n)
{
  for (gsize s = 0; s < n; s++) {
    paint_side (row, &shapes[s], 1);
    if (shapes[s].flags & HF_SHAPE_BOTH)
      paint_side (row, &shapes[s], -1);
  }
}
