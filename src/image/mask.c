/* Masks: their memory, the thresholds that fill them, and what can be read from them. */
#include "image/mask.h"

#include "core/wide.h"
#include "image/mask-private.h"

#include <math.h>
#include <string.h>

struct _HfMask {
  gatomicrefcount refs;
  int size[3];
  gsize words; /* of a row */
  guint64 *bits;
};

HfMask *
hf_mask_new (const int size[3])
{
  HfMask *self = g_new0 (HfMask, 1);

  g_atomic_ref_count_init (&self->refs);
  memcpy (self->size, size, sizeof self->size);
  self->words = ((gsize) size[0] + 63) / 64;
  self->bits = g_malloc0_n (self->words * size[1] * size[2], sizeof *self->bits);
  return self;
}

HfMask *
hf_mask_copy (const HfMask *self)
{
  HfMask *copy = hf_mask_new (self->size);

  memcpy (copy->bits, self->bits, sizeof (guint64) * self->words * self->size[1] * self->size[2]);
  return copy;
}

HfMask *
hf_mask_ref (HfMask *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
hf_mask_unref (HfMask *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->bits);
  g_free (self);
}

const int *
hf_mask_size (const HfMask *self)
{
  return self->size;
}

gsize
hf_mask_words (const HfMask *self)
{
  return self->words;
}

guint64 *
hf_mask_row (const HfMask *self, int j, int k)
{
  return self->bits + self->words * ((gsize) k * self->size[1] + j);
}

gboolean
hf_mask_get (const HfMask *self, int i, int j, int k)
{
  return hf_mask_row (self, j, k)[i / 64] >> (i % 64) & 1;
}

typedef struct {
  const HfVolume *volume;
  HfThreshold threshold;
  HfMask *mask;
} Job;

static void
threshold_slices (gsize begin, gsize end, gpointer data)
{
  const Job *job = data;

  for (gsize k = begin; k < end; k++) {
    if (hf_volume_slice_status (job->volume, (int) k) != HF_SLICE_READY)
      continue;
    for (int j = 0; j < job->mask->size[1]; j++)
      hf_threshold_row (&job->threshold, hf_volume_row (job->volume, j, (int) k),
                        job->mask->size[0], hf_mask_row (job->mask, j, (int) k));
  }
}

HfMask *
hf_mask_threshold (const HfVolume *volume, double above, double below)
{
  HfMask *self = hf_mask_new (hf_volume_size (volume));
  Job job = { volume, hf_threshold_new (volume, above, below), self };

  hf_parallel_for (self->size[2], 16, threshold_slices, &job);
  return self;
}

/* n voxels that are step apart to bits. */
static void
threshold_line (
    const HfThreshold *threshold, const gint16 *voxels, gssize step, int n, guint64 *bits)
{
  for (int x = 0; x < n; x += 64) {
    guint64 word = 0;

    for (int b = 0; b < MIN (n - x, 64); b++, voxels += step)
      word |= (guint64) ((*voxels >= threshold->low) & (*voxels <= threshold->high)) << b;
    bits[x / 64] = word;
  }
}

/* Clears the voxels of slices without data in a row that runs along k. */
static void
clear_slices (const HfVolume *volume, gboolean flip, int n, guint64 *bits)
{
  for (int x = 0; x < n; x++)
    if (hf_volume_slice_status (volume, flip ? n - 1 - x : x) != HF_SLICE_READY)
      bits[x / 64] &= ~((guint64) 1 << x % 64);
}

/* One slice of a plane as it lies on the screen (to the right, down), one bit a voxel: a mask of
   (width, height, 1). */
HfMask *
hf_mask_threshold_slice (
    const HfVolume *volume, HfPlane plane, int index, double above, double below)
{
  const HfGeometry *geometry = hf_volume_geometry (volume);
  const int *size = hf_volume_size (volume);
  const gssize stride[3] = { 1, (gssize) hf_volume_pitch (volume),
                             (gssize) hf_volume_pitch (volume) * size[1] };
  const HfThreshold threshold = hf_threshold_new (volume, above, below);
  int across = hf_plane_axis (geometry, plane), axis[2], voxel[3];
  gboolean flip[2];
  HfMask *self;

  hf_plane_axes (geometry, plane, axis, flip);
  self = hf_mask_new ((int[3]){ size[axis[0]], size[axis[1]], 1 });
  voxel[across] = CLAMP (index, 0, size[across] - 1);
  voxel[axis[0]] = flip[0] ? self->size[0] - 1 : 0;
  for (int y = 0; y < self->size[1]; y++) {
    guint64 *bits = hf_mask_row (self, y, 0);
    const gint16 *first;

    voxel[axis[1]] = flip[1] ? self->size[1] - 1 - y : y;
    first = hf_volume_row (volume, voxel[1], voxel[2]) + voxel[0];
    if (axis[0] != 2 && hf_volume_slice_status (volume, voxel[2]) != HF_SLICE_READY)
      continue;
    if (axis[0] == 0 && !flip[0])
      hf_threshold_row (&threshold, first, self->size[0], bits);
    else
      threshold_line (&threshold, first, flip[0] ? -stride[axis[0]] : stride[axis[0]],
                      self->size[0], bits);
    if (axis[0] == 2)
      clear_slices (volume, flip[0], self->size[0], bits);
  }
  return self;
}

HF_WIDE static guint64
count_slice (const HfMask *self, int k)
{
  const guint64 *bits = hf_mask_row (self, 0, k);
  guint64 count = 0;

  for (gsize w = 0; w < self->words * self->size[1]; w++)
    count += (guint64) __builtin_popcountll (bits[w]);
  return count;
}

guint64
hf_mask_count (const HfMask *self)
{
  guint64 count = 0;

  for (int k = 0; k < self->size[2]; k++)
    count += count_slice (self, k);
  return count;
}

/* What a slice stands for along the normal: half way to its neighbors, and at the ends and beside
   missing slices as far out as on its other side, or the median step. */
static double
thickness_mm (const HfGeometry *geometry, int k)
{
  double median = hf_geometry_spacing (geometry)[2], sides[2] = { median, median };
  int last = hf_geometry_size (geometry)[2] - 1;
  gboolean known[2] = { k > 0 && !hf_geometry_missing_after (geometry, k - 1),
                        k < last && !hf_geometry_missing_after (geometry, k) };

  for (int s = 0; s < 2; s++)
    if (known[s])
      sides[s] = fabs (hf_geometry_position (geometry, k + 2 * s - 1) -
                       hf_geometry_position (geometry, k));
  for (int s = 0; s < 2; s++)
    if (!known[s] && known[1 - s])
      sides[s] = sides[1 - s];
  return (sides[0] + sides[1]) / 2;
}

/* The volume of the set in milliliters. */
double
hf_mask_ml (const HfMask *self, const HfGeometry *geometry)
{
  const double *spacing = hf_geometry_spacing (geometry);
  double mm3 = 0;

  for (int k = 0; k < self->size[2]; k++)
    mm3 += (double) count_slice (self, k) * spacing[0] * spacing[1] * thickness_mm (geometry, k);
  return mm3 / 1000;
}

void
hf_mask_bytes (const HfMask *self, guint8 *bytes)
{
  for (int k = 0; k < self->size[2]; k++)
    for (int j = 0; j < self->size[1]; j++) {
      const guint64 *row = hf_mask_row (self, j, k);

      for (int i = 0; i < self->size[0]; i++)
        *bytes++ = row[i / 64] >> (i % 64) & 1;
    }
}
