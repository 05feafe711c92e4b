/* The pixels of the preview: a slice's mask, one bit a voxel as it lies on the screen, brought to the
   pixels of the device. No widget: it is tested without a window. */
#pragma once

#include "image/mask.h"
#include "image/reslice.h"

G_BEGIN_DECLS

/* For every pixel of view the bit of a mask of hf_mask_threshold_slice(), counted from the mask's
   first row, rows of whole words; -1 outside of the slice. */
void hf_preview_map (const HfVolume *volume, HfPlane plane, const HfView *view, gint32 *map);

/* The plane through cursor (LPS mm) as hf_mask_threshold_slice() lays it out; in a tilted stack the
   plane is flat in mm and wanders through the voxels. hf_preview_cut: NULL where the mask is not of
   this volume. */
HfMask *hf_preview_threshold (
    const HfVolume *volume, HfPlane plane, const double cursor[3], double above, double below);
HfMask *
hf_preview_cut (const HfVolume *volume, const HfMask *mask, HfPlane plane, const double cursor[3]);

/* White where the mask is, black elsewhere; with before also green what is new and red what is
   gone. BGRA, n pixels. */
void hf_preview_paint (
    const gint32 *map, gsize n, const HfMask *mask, const HfMask *before, guint32 *bgra);

G_END_DECLS
