/* The values of a volume as other formats hold them: int16 for HU and all whole values, float32 where
   int16 would lose fractions of another unit or where values do not fit. Little endian, without
   gaps. */
#pragma once

#include "core/parallel.h"
#include "core/volume.h"

G_BEGIN_DECLS

typedef struct {
  gboolean as_float;
  gboolean as_is;            /* int16 voxels are what is written, byte for byte */
  gboolean padding_is_plain; /* there is padding, and no voxel with data has its value */
} HfValues;

HfValues hf_values_study (const HfVolume *volume);
gsize hf_values_slice_bytes (const HfVolume *volume, const HfValues *values);
void hf_values_slice (const HfVolume *volume, const HfValues *values, int k, gpointer to);
gboolean hf_values_stopped (HfProgress *progress, int k, int n, GError **error);

G_END_DECLS
