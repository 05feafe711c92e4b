/* Binary morphology on bit masks, equal bit for bit to scipy.ndimage (outside of the volume is 0,
   as scipy's default; a closing therefore loses what touches the border, as there). */
#pragma once

#include "image/mask.h"

G_BEGIN_DECLS

typedef struct {
  HfElement element;
  int radius;       /* voxels: iterations of a cross, radius of a ball; used where radius_mm is 0 */
  double radius_mm; /* over 0: a ball in mm (element does not count), voxel spacing respected */
  gboolean per_slice; /* 2D, every slice k for itself */
  const HfGeometry
      *geometry; /* nullable, borrowed: where slices lie that are not even, for a ball in mm */
} HfElementSpec;

HfMask *hf_morphology (const HfMask *mask,
                       HfOp op,
                       const HfElementSpec *spec,
                       const double spacing[3],
                       HfProgress *progress);

/* Threshold, the chain and the largest component as the parameters say; NULL where it was
   cancelled. With stages, also the mask after the threshold and after every step (n_steps + 1 of
   them, steps that are off included as they were before). */
HfMask *hf_mask_from_params (const HfVolume *volume,
                             const HfParams *params,
                             GPtrArray *stages,
                             HfProgress *progress);

/* The same for one slice of a plane, always 2D: a mask of size (width, height, 1), one bit a voxel,
   as it lies on the screen (hf_plane_axes). */
HfMask *hf_mask_slice_from_params (
    const HfVolume *volume, HfPlane plane, int index, const HfParams *params, GPtrArray *stages);

G_END_DECLS
