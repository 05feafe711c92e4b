/* The same test volumes as in golden/_boxes.py: boxes put and taken away by a small random
   generator. */
#pragma once

#include "image/mask.h"

static inline int
random_below (guint32 *state, int n)
{
  *state = (*state * 1103515245u + 12345u) & 0x7fffffffu;
  return (int) ((*state >> 8) % (guint32) n);
}

static inline HfMask *
boxes_mask (const int size[3], guint32 seed)
{
  HfMask *mask = hf_mask_new (size);

  for (int n = 0; n < 40; n++) {
    int low[3], high[3];

    for (int a = 0; a < 3; a++)
      low[a] = random_below (&seed, size[a]);
    for (int a = 0; a < 3; a++) {
      high[a] = low[a] + 1 + random_below (&seed, size[a] / (n % 4 < 3 ? 2 : 8) + 1);
      high[a] = MIN (high[a], size[a]);
    }
    for (int k = low[2]; k < high[2]; k++)
      for (int j = low[1]; j < high[1]; j++)
        for (int i = low[0]; i < high[0]; i++) {
          guint64 *word = hf_mask_row (mask, j, k) + i / 64, bit = (guint64) 1 << i % 64;

          *word = n % 4 < 3 ? *word | bit : *word & ~bit;
        }
  }
  return mask;
}

/* An axial volume with the spacing in mm and, in it, values low..high - 1. */
static inline HfVolume *
random_volume (const int size[3], const double spacing[3], guint32 seed, int low, int high)
{
  const double origin[3] = { -7, 11, 13 };
  const double direction[9] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
  HfGeometry *geometry = hf_geometry_new_even (size, origin, direction, spacing, NULL);
  HfVolume *volume = hf_volume_new (geometry, hf_volume_info_new (), NULL);

  for (int k = 0; k < size[2]; k++)
    for (int j = 0; j < size[1]; j++)
      for (int i = 0; i < size[0]; i++)
        ((gint16 *) hf_volume_row (volume, j, k))[i] =
            (gint16) (low + random_below (&seed, high - low));
  return volume;
}

static inline char *
mask_md5 (const HfMask *mask)
{
  const int *size = hf_mask_size (mask);
  gsize n = (gsize) size[0] * size[1] * size[2];
  g_autofree guint8 *bytes = g_new (guint8, n);

  hf_mask_bytes (mask, bytes);
  return g_compute_checksum_for_data (G_CHECKSUM_MD5, bytes, n);
}
