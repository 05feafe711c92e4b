/* Values along a normal. Every place is a probe of its own, so that tilt, uneven gaps and holes are
   as everywhere. */
#include "mesh/profile.h"

#include <math.h>

/* Weights of the corners at a place in the triangle's plane (Ericson 2005, 3.4); thirds where the
   triangle has no area. */
static void
find_weights (const float *a, const float *b, const float *c, const float p[3], double weight[3])
{
  double uu = 0, uv = 0, vv = 0, pu = 0, pv = 0, det;

  for (int x = 0; x < 3; x++) {
    const double u = (double) b[x] - a[x], v = (double) c[x] - a[x], w = (double) p[x] - a[x];

    uu += u * u;
    uv += u * v;
    vv += v * v;
    pu += w * u;
    pv += w * v;
  }
  det = uu * vv - uv * uv;
  weight[1] = det > 0 ? CLAMP ((vv * pu - uv * pv) / det, 0, 1) : 1 / 3.0;
  weight[2] = det > 0 ? CLAMP ((uu * pv - uv * pu) / det, 0, 1 - weight[1]) : 1 / 3.0;
  weight[0] = 1 - weight[1] - weight[2];
}

static gboolean
normalize (double v[3])
{
  const double length = sqrt (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);

  if (!(length > 1e-12))
    return FALSE;
  for (int x = 0; x < 3; x++)
    v[x] /= length;
  return TRUE;
}

void
hf_mesh_normal_at (const HfMesh *mesh, guint32 triangle, const float mm[3], double normal[3])
{
  const guint32 *corner = hf_mesh_triangles (mesh) + 3 * (gsize) triangle;
  const float *p[3], *n[3];
  double weight[3];

  g_return_if_fail (triangle < hf_mesh_n_triangles (mesh));
  for (int c = 0; c < 3; c++) {
    p[c] = hf_mesh_positions (mesh) + 3 * (gsize) corner[c];
    n[c] = hf_mesh_normals (mesh) + 3 * (gsize) corner[c];
  }
  find_weights (p[0], p[1], p[2], mm, weight);
  for (int x = 0; x < 3; x++)
    normal[x] = weight[0] * n[0][x] + weight[1] * n[1][x] + weight[2] * n[2][x];
  if (!normalize (normal)) { /* the normals of a sharp edge may cancel */
    for (int x = 0; x < 3; x++)
      normal[x] = n[0][x];
    if (!normalize (normal))
      normal[2] = 1;
  }
}

double
hf_profile_mm (guint n)
{
  return n * HF_PROFILE_STEP_MM - HF_PROFILE_REACH_MM;
}

void
hf_profile_measure (HfProfile *self,
                    const HfVolume *volume,
                    const double at[3],
                    const double normal[3])
{
  for (int x = 0; x < 3; x++) {
    self->at[x] = at[x];
    self->normal[x] = normal[x];
  }
  if (!normalize (self->normal))
    self->normal[2] = 1;
  for (guint n = 0; n < HF_PROFILE_N; n++) {
    double mm[3];

    for (int x = 0; x < 3; x++)
      mm[x] = at[x] + hf_profile_mm (n) * self->normal[x];
    self->value[n] = hf_volume_probe (volume, mm, TRUE);
  }
}

void
hf_profile_of_pick (HfProfile *self, const HfVolume *volume, const HfMesh *mesh, const HfPick *pick)
{
  const double at[3] = { pick->mm[0], pick->mm[1], pick->mm[2] };
  double normal[3];

  hf_mesh_normal_at (mesh, pick->triangle, pick->mm, normal);
  hf_profile_measure (self, volume, at, normal);
}

double
hf_profile_crossing (const HfProfile *self, double level)
{
  double nearest = NAN;

  for (guint n = 0; n + 1 < HF_PROFILE_N; n++) {
    const double a = self->value[n] - level, b = self->value[n + 1] - level;
    double at;

    /* NAN fails both */
    if (!(a <= 0 && b >= 0) && !(a >= 0 && b <= 0))
      continue;
    at = hf_profile_mm (n) + (a == b ? 0 : HF_PROFILE_STEP_MM * a / (a - b));
    if (isnan (nearest) || fabs (at) < fabs (nearest))
      nearest = at;
  }
  return nearest;
}
