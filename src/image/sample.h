/* Values between voxels: which voxels with which weights make the value at a continuous index.
   Private to the image layer.

   nearest: the voxel that holds the place. linear: the 2 nearest along each axis. cubic: 4 along
   each axis with the weights of Catmull-Rom (Keys 1981, a = -1/2), which pass through the voxels'
   own values; made for display, the resampler uses B-splines. Places outside of the outer voxels'
   centers are clamped to them.

   Voxels without data never mix in: a slice that is pending, damaged or behind a hole is replaced
   by its neighbor on the near side; where padding is among the voxels of a value, fewer are taken
   (cubic, linear, nearest), and where the nearest is padding, so is the value. */
#pragma once

#include "core/params.h"
#include "core/volume.h"

G_BEGIN_DECLS

#define HF_SNAP 1e-4 /* voxels: as near to a whole index as this counts as being there */

typedef struct {
  int n; /* 1, 2 or 4; 0: no data here */
  int index[4];
  float weight[4];
} HfTaps;

typedef struct {
  const HfVolume *volume;
  const HfGeometry *geometry;
  int size[3];
  gsize stride[3];      /* voxels, of i, j, k */
  const gint16 *voxels; /* borrowed */
  guint8 *has_data;     /* size[2]: the slice may be read; owned */
} HfSampler;

void hf_sampler_init (HfSampler *self, const HfVolume *volume);
void hf_sampler_clear (HfSampler *self);
void hf_sampler_taps (
    const HfSampler *self, int axis, double at, HfInterpolation interpolation, HfTaps *taps);
gint16 hf_sampler_at (const HfSampler *self, const double voxel[3], HfInterpolation interpolation);

static inline gint16
hf_sample_round (float value)
{
  float clamped = value < -32767.0f ? -32767.0f : value > 32767.0f ? 32767.0f : value;

  return (gint16) __builtin_lrintf (clamped);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HfSampler, hf_sampler_clear)

G_END_DECLS
