/* The value at any place, one at a time; reslice.c has the fast way for whole rows, with the same
   weights. */
#include "image/sample.h"

#include <math.h>

void
hf_sampler_init (HfSampler *self, const HfVolume *volume)
{
  const int *size = hf_volume_size (volume);

  self->volume = volume;
  self->geometry = hf_volume_geometry (volume);
  for (int a = 0; a < 3; a++)
    self->size[a] = size[a];
  self->stride[0] = 1;
  self->stride[1] = hf_volume_pitch (volume);
  self->stride[2] = hf_volume_pitch (volume) * size[1];
  self->voxels = hf_volume_slice (volume, 0);
  self->has_data = g_new (guint8, size[2]);
  for (int k = 0; k < size[2]; k++)
    self->has_data[k] = hf_volume_slice_status (volume, k) == HF_SLICE_READY;
}

void
hf_sampler_clear (HfSampler *self)
{
  g_clear_pointer (&self->has_data, g_free);
}

/* Weights without regard to what the voxels hold; f is 0..1 between index and index + 1. */
static void
plain_taps (int index, double f, int last, HfInterpolation interpolation, HfTaps *taps)
{
  if (interpolation == HF_INTERPOLATION_NEAREST || f == 0) {
    *taps = (HfTaps){ 1, { MIN (index + (f >= 0.5), last) }, { 1 } };
    return;
  }
  if (interpolation == HF_INTERPOLATION_LINEAR) {
    *taps = (HfTaps){ 2, { index, MIN (index + 1, last) }, { (float) (1 - f), (float) f } };
    return;
  }
  taps->n = 4;
  for (int t = 0; t < 4; t++)
    taps->index[t] = CLAMP (index + t - 1, 0, last);
  taps->weight[0] = (float) (f * (-0.5 + f * (1 - 0.5 * f)));
  taps->weight[1] = (float) (1 + f * f * (-2.5 + 1.5 * f));
  taps->weight[2] = (float) (f * (0.5 + f * (2 - 1.5 * f)));
  taps->weight[3] = (float) (f * f * (-0.5 + 0.5 * f));
}

/* May the values of slice k and k + 1 be mixed? */
static gboolean
are_neighbors (const HfSampler *self, int k)
{
  return self->has_data[k] && self->has_data[k + 1] &&
         !hf_geometry_missing_after (self->geometry, k);
}

/* Slices that cannot be used are replaced by the one before them, seen from the place. */
static void
mend_slices (const HfSampler *self, double at, int below, HfTaps *taps)
{
  int last = self->size[2] - 1;
  int nearest = MIN (below + (at - below >= 0.5), last);

  if (!self->has_data[nearest] || hf_geometry_in_hole (self->geometry, at))
    taps->n = 0;
  else if (taps->n > 1 && below < last && !are_neighbors (self, below))
    *taps = (HfTaps){ 1, { nearest }, { 1 } };
  else if (taps->n == 4) {
    if (taps->index[0] < below && !are_neighbors (self, below - 1))
      taps->index[0] = below;
    if (taps->index[3] > below + 1 && !are_neighbors (self, below + 1))
      taps->index[3] = below + 1;
  }
}

/* The voxels along one axis that make the value at a continuous index; taps->n is 0 outside of the
   volume and where a slice has no data. */
void
hf_sampler_taps (
    const HfSampler *self, int axis, double at, HfInterpolation interpolation, HfTaps *taps)
{
  int last = self->size[axis] - 1;
  double whole = floor (at + 0.5);
  int below;

  taps->n = 0;
  if (!(at >= -0.5 - HF_SNAP && at <= last + 0.5 + HF_SNAP))
    return;
  if (fabs (at - whole) < HF_SNAP)
    at = whole;
  at = CLAMP (at, 0, last);
  below = (int) at;
  plain_taps (below, at - below, last, interpolation, taps);
  if (axis == 2)
    mend_slices (self, at, below, taps);
}

/* FALSE where one of the voxels has no data. */
static gboolean
mix (const HfSampler *self, const double voxel[3], HfInterpolation interpolation, float *value)
{
  HfTaps taps[3];
  float sum = 0;

  for (int a = 0; a < 3; a++)
    hf_sampler_taps (self, a, voxel[a], interpolation, &taps[a]);
  if (!taps[0].n || !taps[1].n || !taps[2].n)
    return FALSE;
  for (int k = 0; k < taps[2].n; k++)
    for (int j = 0; j < taps[1].n; j++) {
      const gint16 *row =
          self->voxels + self->stride[2] * taps[2].index[k] + self->stride[1] * taps[1].index[j];
      float weight = taps[2].weight[k] * taps[1].weight[j];

      for (int i = 0; i < taps[0].n; i++) {
        gint16 v = row[taps[0].index[i]];

        if (v == HF_VOLUME_PADDING)
          return FALSE;
        sum += weight * taps[0].weight[i] * v;
      }
    }
  *value = sum;
  return TRUE;
}

/* The value at a continuous voxel index, HF_VOLUME_PADDING where there is none. */
gint16
hf_sampler_at (const HfSampler *self, const double voxel[3], HfInterpolation interpolation)
{
  float value;

  if (!mix (self, voxel, HF_INTERPOLATION_NEAREST, &value))
    return HF_VOLUME_PADDING;
  for (int way = (int) interpolation; way > HF_INTERPOLATION_NEAREST; way--) {
    float finer;

    if (mix (self, voxel, way, &finer))
      return hf_sample_round (finer);
  }
  return hf_sample_round (value);
}
