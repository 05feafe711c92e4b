/* Connected components of a mask (6 neighbors in 3D, 4 in 2D), by runs and union-find on the bits.
 */
#pragma once

#include "image/mask.h"

G_BEGIN_DECLS

HfMask *hf_components_largest (const HfMask *mask, guint *n_components);
HfMask *hf_components_at (const HfMask *mask,
                          const int voxel[3]); /* the one that holds the voxel; empty where none */
HfMask *hf_components_min_size (const HfMask *mask, guint64 voxels);
guint hf_components_count (const HfMask *mask);

G_END_DECLS
