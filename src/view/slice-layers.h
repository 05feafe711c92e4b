/* What lies over the pixels of a slice: the mask in color, and hatching where there are no slices.
   Buffers are BGRA, premultiplied, width * 4 bytes a row. */
#pragma once

#include "image/mask.h"
#include "image/reslice.h"

G_BEGIN_DECLS

#define HF_MASK_COLOR 0x3DB8F5      /* RGB */
#define HF_HIGHLIGHT_COLOR 0xF2C14E /* RGB */

void hf_layer_mask (
    const HfVolume *volume, const HfMask *mask, const HfView *view, double opacity, guint32 *bgra);
void hf_layer_highlight (const HfVolume *volume,
                         const HfView *view,
                         double low,
                         double high,
                         gint16 *scratch,
                         guint32 *bgra); /* low <= value < high; scratch: a pixel's value each */
void hf_layer_hatch (const HfVolume *volume, const HfView *view, guint32 *bgra);

G_END_DECLS
