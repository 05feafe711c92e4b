/* The values of a volume as other formats hold them: int16 for HU and all whole values, float32 where
   int16 would lose fractions of another unit or where values do not fit. Little endian, without
   gaps. */
#pragma once

#include "core/parallel.h"
#include "core/volume.h"

G_BEGIN_DECLS

typedef struct {
  gboolean as_float;
  gint16 twin;              /* the voxel that is written as padding is; HF_VOLUME_PADDING: none */
  gboolean has_padding;     /* in the slices that were made so far */
  gboolean padding_is_data; /* in them: a twin has data */
} HfValues;

HfValues hf_values_begin (const HfVolume *volume);
gsize hf_values_slice_bytes (const HfVolume *volume, const HfValues *values);
void hf_values_slice (const HfVolume *volume, HfValues *values, int k, gpointer to);
/* After all slices were made: there is padding, and no voxel with data has its value. */
gboolean hf_values_padding_is_plain (const HfValues *values);
gboolean hf_values_stopped (HfProgress *progress, int k, int n, GError **error);

G_END_DECLS
