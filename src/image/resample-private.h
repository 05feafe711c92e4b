/* What the three files of the resampler share. Private to the image layer. */
#pragma once

#include "image/axis.h"
#include "image/resample.h"
#include "image/sample.h"

G_BEGIN_DECLS

/* Where the new voxels are in the old grid. */
typedef struct {
  int size[3];
  double step[3];     /* old voxels from one new one to the next, along i and j */
  double (*start)[3]; /* of each new slice: the continuous old index of its first voxel; owned */
  gboolean sheared;   /* start differs in i or j from slice to slice */
  gboolean as_scipy;
  HfGeometry *geometry; /* owned */
} HfGrid3;

gboolean hf_grid3_init (HfGrid3 *self,
                        const HfGeometry *geometry,
                        const HfResampleOptions *options,
                        GError **error);
void hf_grid3_clear (HfGrid3 *self);

/* One resampling on its way. */
typedef struct {
  HfSampler sampler; /* of the old volume; slices without any data count as not there */
  const HfGrid3 *grid;
  const HfResampleOptions *options;
  HfAxis x, y, z; /* x and y for all slices, or for one where the grid is sheared */
  HfVolume *out;
  gint16 low, high;    /* the range of the result: of the input with clamp */
  guint8 *has_padding; /* of each old slice: some voxels are padding; owned */
  HfProgress *progress;
  gint done; /* atomic: slices so far */
  gint all;
} HfResample;

void hf_resample_axes (const HfResample *self, int k, HfAxis *x, HfAxis *y);
void hf_resample_place_slices (HfResample *self);
void hf_resample_step (HfResample *self);
/* Into the range of the result, to the nearest whole number, as hf_sample_round. */
void hf_resample_round_row (const HfResample *self, const float *values, int n, gint16 *out);
gint16 *hf_resample_row (const HfResample *self, int j, int k);
gboolean hf_resample_spline (HfResample *self, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HfGrid3, hf_grid3_clear)

G_END_DECLS
