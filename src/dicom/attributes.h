/* From elements to the numbers and texts of a header record. */
#pragma once

#include "dicom/scanner.h"
#include "dicom/walk.h"

G_BEGIN_DECLS

void hf_attributes_text (HfWalk *walk, const HfElement *element, char *text, gsize size);
guint hf_attributes_doubles (HfWalk *walk, const HfElement *element, double *numbers, guint most);
guint hf_attributes_numbers (HfWalk *walk, const HfElement *element, double *numbers, guint most);
/* Takes what it knows; the same attributes stand in the data set and in functional groups. */
void hf_attributes_take (HfWalk *walk, const HfElement *element, HfHeader *header);
void hf_attributes_lut (HfWalk *walk, const HfElement *element, const HfHeader *header, HfLut *lut);
void hf_attributes_finish (HfHeader *header); /* what follows from several of them */

G_END_DECLS
