/* The threshold of one row, for those who fuse it with what they do next. Private to the image
   layer. */
#pragma once

#include "image/mask.h"

G_BEGIN_DECLS

typedef struct {
  gint16 low; /* voxel values, both included; low > high: none */
  gint16 high;
} HfThreshold;

HfThreshold hf_threshold_new (const HfVolume *volume, double above, double below);
void hf_threshold_row (const HfThreshold *self, const gint16 *voxels, gsize n, guint64 *bits);

G_END_DECLS
