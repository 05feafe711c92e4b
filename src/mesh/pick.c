/* Ray and triangle by Moeller and Trumbore (1997), both sides count: a surface may be open. */
#include "mesh/pick.h"

#include "mesh/mesh-private.h"

#include <math.h>
#include <string.h>

#define BOX 64   /* triangles */
#define GROUP 64 /* boxes */

typedef struct {
  float low[3], high[3];
} Box;

struct _HfPicker {
  gatomicrefcount refs;
  HfMesh *mesh;
  guint32 n;      /* triangles */
  guint32 *order; /* triangles along the curve */
  Box *boxes;     /* of BOX triangles each */
  Box *groups;    /* of GROUP boxes each */
  guint32 n_boxes, n_groups;
};

typedef struct {
  const float *positions;
  const guint32 *triangles;
  HfPicker *picker;
} Build;

static void
box_reset (Box *box)
{
  for (int n = 0; n < 3; n++) {
    box->low[n] = G_MAXFLOAT;
    box->high[n] = -G_MAXFLOAT;
  }
}

static void
make_boxes (gsize begin, gsize end, gpointer data)
{
  const Build *build = data;
  HfPicker *self = build->picker;

  for (gsize b = begin; b < end; b++) {
    const guint32 last = MIN ((b + 1) * BOX, self->n);

    box_reset (&self->boxes[b]);
    for (guint32 t = b * BOX; t < last; t++)
      for (int corner = 0; corner < 3; corner++) {
        const float *p =
            build->positions + 3 * (gsize) build->triangles[3 * (gsize) self->order[t] + corner];

        for (int n = 0; n < 3; n++) {
          self->boxes[b].low[n] = MIN (self->boxes[b].low[n], p[n]);
          self->boxes[b].high[n] = MAX (self->boxes[b].high[n], p[n]);
        }
      }
  }
}

static void
make_groups (HfPicker *self)
{
  for (guint32 g = 0; g < self->n_groups; g++) {
    box_reset (&self->groups[g]);
    for (guint32 b = g * GROUP; b < MIN ((g + 1) * GROUP, self->n_boxes); b++)
      for (int n = 0; n < 3; n++) {
        self->groups[g].low[n] = MIN (self->groups[g].low[n], self->boxes[b].low[n]);
        self->groups[g].high[n] = MAX (self->groups[g].high[n], self->boxes[b].high[n]);
      }
  }
}

HfPicker *
hf_picker_new (HfMesh *mesh)
{
  HfPicker *self = g_new0 (HfPicker, 1);
  const guint32 n = hf_mesh_n_triangles (mesh);
  Build build = { hf_mesh_positions (mesh), hf_mesh_triangles (mesh), self };

  g_atomic_ref_count_init (&self->refs);
  self->mesh = hf_mesh_ref (mesh);
  self->n = n;
  self->n_boxes = (n + BOX - 1) / BOX;
  self->n_groups = (self->n_boxes + GROUP - 1) / GROUP;
  self->order = g_new (guint32, (gsize) n + 1);
  self->boxes = g_new (Box, self->n_boxes);
  self->groups = g_new (Box, self->n_groups);
  hf_mesh_sort_triangles (mesh, self->order);
  hf_parallel_for (self->n_boxes, 1024, make_boxes, &build);
  make_groups (self);
  return self;
}

HfPicker *
hf_picker_ref (HfPicker *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
hf_picker_unref (HfPicker *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  hf_mesh_unref (self->mesh);
  g_free (self->order);
  g_free (self->boxes);
  g_free (self->groups);
  g_free (self);
}

HfMesh *
hf_picker_mesh (HfPicker *self)
{
  return self->mesh;
}

/* TRUE where the ray enters the box before "nearest". inverse: 1 / direction, finite. */
static gboolean
enters (const Box *box, const float origin[3], const float inverse[3], float nearest)
{
  float t0 = 0, t1 = nearest;

  for (int n = 0; n < 3; n++) {
    const float a = (box->low[n] - origin[n]) * inverse[n];
    const float b = (box->high[n] - origin[n]) * inverse[n];

    t0 = fmaxf (t0, fminf (a, b));
    t1 = fminf (t1, fmaxf (a, b));
  }
  return t0 <= t1 * 1.00001f + 1e-4f;
}

static float
hit_triangle (const float *a, const float *b, const float *c, const float o[3], const float d[3])
{
  const float e1[3] = { b[0] - a[0], b[1] - a[1], b[2] - a[2] };
  const float e2[3] = { c[0] - a[0], c[1] - a[1], c[2] - a[2] };
  const float s[3] = { o[0] - a[0], o[1] - a[1], o[2] - a[2] };
  const float p[3] = { d[1] * e2[2] - d[2] * e2[1], d[2] * e2[0] - d[0] * e2[2],
                       d[0] * e2[1] - d[1] * e2[0] };
  const float q[3] = { s[1] * e1[2] - s[2] * e1[1], s[2] * e1[0] - s[0] * e1[2],
                       s[0] * e1[1] - s[1] * e1[0] };
  const float det = e1[0] * p[0] + e1[1] * p[1] + e1[2] * p[2];
  const float u = (s[0] * p[0] + s[1] * p[1] + s[2] * p[2]) / det;
  const float v = (d[0] * q[0] + d[1] * q[1] + d[2] * q[2]) / det;
  const float t = (e2[0] * q[0] + e2[1] * q[1] + e2[2] * q[2]) / det;
  const float slack = 1e-5f; /* a ray through an edge hits one of the two */

  /* det == 0 gives infinities and NaN, which fail here */
  return u >= -slack && v >= -slack && u + v <= 1 + slack && t > 0 ? t : INFINITY;
}

static gboolean
is_clipped (const float mm[3], const float (*clips)[4], guint n_clips)
{
  for (guint n = 0; n < n_clips; n++)
    if (clips[n][0] * mm[0] + clips[n][1] * mm[1] + clips[n][2] * mm[2] + clips[n][3] < 0)
      return TRUE;
  return FALSE;
}

typedef struct {
  const float *origin, *direction;
  const float (*clips)[4];
  guint n_clips;
} Ray;

static void
look_into_box (const HfPicker *self, guint32 box, const Ray *ray, HfPick *pick)
{
  const float *positions = hf_mesh_positions (self->mesh);
  const guint32 *triangles = hf_mesh_triangles (self->mesh);

  for (guint32 n = box * BOX; n < MIN ((box + 1) * BOX, self->n); n++) {
    const guint32 *v = triangles + 3 * (gsize) self->order[n];
    const float t = hit_triangle (positions + 3 * (gsize) v[0], positions + 3 * (gsize) v[1],
                                  positions + 3 * (gsize) v[2], ray->origin, ray->direction);
    float mm[3];

    if (!(t < pick->distance))
      continue;
    for (int axis = 0; axis < 3; axis++)
      mm[axis] = ray->origin[axis] + t * ray->direction[axis];
    if (is_clipped (mm, ray->clips, ray->n_clips))
      continue;
    memcpy (pick->mm, mm, sizeof mm);
    pick->triangle = self->order[n];
    pick->distance = t;
  }
}

gboolean
hf_picker_pick (const HfPicker *self,
                const float origin[3],
                const float direction[3],
                const float (*clips)[4],
                guint n_clips,
                HfPick *pick)
{
  float inverse[3];
  const Ray ray = { origin, direction, clips, n_clips };

  pick->distance = G_MAXFLOAT;
  /* Large instead of infinite: a box that begins at the origin of the ray gives 0, not NaN. */
  for (int n = 0; n < 3; n++)
    inverse[n] = fabsf (direction[n]) > 1e-18f ? 1 / direction[n] : 1e18f;
  for (guint32 g = 0; g < self->n_groups; g++) {
    if (!enters (&self->groups[g], origin, inverse, pick->distance))
      continue;
    for (guint32 b = g * GROUP; b < MIN ((g + 1) * GROUP, self->n_boxes); b++)
      if (enters (&self->boxes[b], origin, inverse, pick->distance))
        look_into_box (self, b, &ray, pick);
  }
  return pick->distance < G_MAXFLOAT;
}
