/* What every step of the chain did: the numbers beside it in the panel. */
#pragma once

#include "image/mask.h"

G_BEGIN_DECLS

typedef struct {
  guint64 added; /* voxels */
  guint64 removed;
} HfMaskStep;

typedef struct {
  guint64 voxels;    /* of the whole result */
  double ml;         /* of the result */
  guint64 threshold; /* voxels that the threshold alone holds; with steps */
  guint n_steps;     /* 0 where steps were not asked for */
  HfMaskStep step[HF_CHAIN_MAX];
} HfMaskSteps;

/* Voxels that are in now and were not in before, and the other way round. Masks of one size. */
HfMaskStep hf_mask_compare (const HfMask *before, const HfMask *now);

/* mask: the result that is known already. With with_steps the chain is walked again, step by step.
 * FALSE where it was cancelled. */
gboolean hf_mask_steps (const HfVolume *volume,
                        const HfMask *mask,
                        const HfParams *params,
                        gboolean with_steps,
                        HfProgress *progress,
                        HfMaskSteps *steps);

/* The threshold that the notebook really sets: it compares stored values, not HU. Of slice k; FALSE
 * where stored values are the values. */
gboolean hf_notebook_threshold (
    const HfVolume *volume, int k, double above, double *hu, double *slope, double *intercept);

G_END_DECLS
