/* Color pictures as gray ones: the luminance of ITU-R BT.601, 0.299 R + 0.587 G + 0.114 B, in levels of 0 .. 255.
   Only for "show anyway": a color picture is no image of values. */
#pragma once

#include "dicom/scanner.h"

G_BEGIN_DECLS

/* How the samples of a native or decoded frame lie. */
typedef enum {
  HF_COLOR_INTERLEAVED,
  HF_COLOR_PLANAR,
  HF_COLOR_PAIRS,   /* Y Y Cb Cr for two pixels: YBR_FULL_422 that is not compressed */
  HF_COLOR_REVERSED /* the last sample first, as RLE leaves it in cells of three bytes */
} HfColorLayout;

guint8 hf_color_gray (double red, double green, double blue); /* of levels 0 .. 255 */
/* In place, samples of 16 bits to levels of 8. */
void hf_color_narrow (void *samples, gsize n, guint bits_stored, guint high_bit);
/* In place, one byte a pixel from the start of bytes. How many of n pixels are there. */
gsize
hf_color_to_gray (guint8 *bytes, gsize n_bytes, gsize n, HfColorLayout layout, gboolean is_ybr);
/* A record of the gray picture: levels of 8 bits, no Hounsfield units, no rescale, no padding. */
void hf_color_make_plain (HfHeader *header);
/* Bytes of a frame that is not compressed. */
guint64 hf_color_frame_bytes (const HfHeader *header);

G_END_DECLS
