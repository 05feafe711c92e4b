/* A set of voxels, one bit each: the common currency of preview, morphology, components, overlay,
   histogram and surface.

   Bit i % 64 of word i / 64 of row (j, k) is voxel (i, j, k); bits past the width are zero; rows
   are hf_mask_words() words apart. Immutable once it is shared, reference counted. */
#pragma once

#include "core/parallel.h"
#include "core/params.h"
#include "core/volume.h"
#include "image/reslice.h"

G_BEGIN_DECLS

typedef struct _HfMask HfMask;

HfMask *hf_mask_new (const int size[3]); /* empty */
HfMask *
hf_mask_threshold (const HfVolume *volume, double above, double below); /* above < value < below */
HfMask *hf_mask_threshold_slice (
    const HfVolume *volume, HfPlane plane, int index, double above, double below);
HfMask *hf_mask_copy (const HfMask *self);
HfMask *hf_mask_ref (HfMask *self);
void hf_mask_unref (HfMask *self);

const int *hf_mask_size (const HfMask *self);
gsize hf_mask_words (const HfMask *self); /* of a row */
guint64 *
hf_mask_row (const HfMask *self, int j, int k); /* written only before the mask is shared */
gboolean hf_mask_get (const HfMask *self, int i, int j, int k);
guint64 hf_mask_count (const HfMask *self);
double hf_mask_ml (const HfMask *self,
                   const HfGeometry *geometry);         /* true also where gaps are uneven */
void hf_mask_bytes (const HfMask *self, guint8 *bytes); /* 0/1, order (k, j, i), no gaps */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfMask, hf_mask_unref)

G_END_DECLS
