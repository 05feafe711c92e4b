/* From stored pixels to voxels: bits, sign, padding, modality LUT, rescale, clipping. */
#pragma once

#include "core/volume.h"
#include "core/wire.h"
#include "dicom/scanner.h"

G_BEGIN_DECLS

/* Stored pixels of one frame, in the machine's byte order, rows without gaps. */
typedef struct {
  void *cells;   /* guint8, guint16 or guint32; may be changed */
  gsize n_cells; /* that are there: fewer than columns * rows where the file was cut */
  guint32 bits_allocated;
  guint32 bits_stored;
  guint32 high_bit;
  gboolean is_signed;
  gboolean is_ybr; /* of three samples from a code stream: not RGB */
} HfPixels;

void hf_pixels_swap (void *cells, gsize n, guint32 bits_allocated); /* byte order */
/* Fills rows of pitch voxels; what is missing and what lies behind the columns becomes padding.
   slice takes range and counts. */
void hf_pixels_convert (const HfPixels *self,
                        const HfWireDecode *decode,
                        const HfLut *lut,
                        gint16 *voxels,
                        HfWireSlice *slice);

G_END_DECLS
