/* The tables of a picture with PALETTE COLOR (PS3.3 C.7.6.3.1.5, C.7.9), whole or in segments, made one table of gray levels. */
#pragma once

#include "dicom/scanner.h"
#include "dicom/walk.h"

G_BEGIN_DECLS

typedef struct {
  HfLut table[3]; /* red, green, blue; owned */
  guint bits;     /* of their entries */
} HfPalette;

/* FALSE where the element is no part of a palette. */
gboolean
hf_palette_take (HfPalette *self, HfWalk *walk, const HfElement *element, const HfHeader *header);
/* FALSE where a table is missing. */
gboolean hf_palette_to_gray (const HfPalette *self, HfLut *gray);
void hf_palette_clear (HfPalette *self);

G_END_DECLS
