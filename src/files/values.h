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
  gboolean has_padding;     /* in the slices that were written so far */
  gboolean padding_is_data; /* in them: a twin has data */
} HfValues;

HfValues hf_values_begin (const HfVolume *volume);
gsize hf_values_bytes (const HfVolume *volume,
                       const HfValues *values); /* that they take in a file */
/* All slices in their order, x fastest, in parts of at least a slice. write gets one part after the other, in any thread.
   progress: nullable. FALSE: cancelled, or write failed. */
typedef gboolean (*HfValuesWriteFunc) (gpointer file, gconstpointer data, gsize n, GError **error);
gboolean hf_values_write (const HfVolume *volume,
                          HfValues *values,
                          HfProgress *progress,
                          HfValuesWriteFunc write,
                          gpointer file,
                          GError **error);
/* After all were written: there is padding, and no voxel with data has its value. */
gboolean hf_values_padding_is_plain (const HfValues *values);
/* For other loops over n slices: tells progress, and TRUE with an error when it is time to give up. */
gboolean hf_values_stopped (HfProgress *progress, int k, int n, GError **error);

G_END_DECLS
