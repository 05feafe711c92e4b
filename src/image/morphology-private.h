/* The two engines of morphology. Private to the image layer. */
#pragma once

#include "image/mask-private.h"

G_BEGIN_DECLS

#define HF_CROSS_MAX_PASSES 16 /* of one run: more would only redo each other's borders */

/* Repeated erosions and dilations with a cross of radius 1, from a mask or straight from the
   voxels. */
typedef struct {
  const HfMask *mask; /* what to begin with; NULL: the threshold of volume */
  const HfVolume *volume;
  HfThreshold threshold;
  gboolean per_slice;                   /* 4 neighbors instead of 6 */
  guint n_passes;                       /* <= HF_CROSS_MAX_PASSES */
  gboolean grow[HF_CROSS_MAX_PASSES];   /* TRUE: dilation */
  HfMask *out[HF_CROSS_MAX_PASSES + 1]; /* nullable: filled with the mask after n passes; owned */
  HfProgress *progress;
} HfCross;

gboolean hf_cross_run (HfCross *self, const int size[3]); /* FALSE: cancelled */

/* One erosion or dilation with the ellipsoid (x / radius[0])^2 + ... <= 1, radii in voxels. With
   geometry a ball of one radius in mm in a stack that need not be even, and radius[2] counts the median
   step; without it slices lie straight above each other. NULL: cancelled. */
HfMask *hf_ball_run (const HfMask *mask,
                     gboolean grow,
                     const double radius[3],
                     const HfGeometry *geometry,
                     HfProgress *progress);

G_END_DECLS
