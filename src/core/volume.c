/* The volume: voxels with a geometry and an owner. */
#include "core/volume.h"

#include "core/error.h"
#include "core/pages.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include <sys/mman.h>

struct _HfVolume {
  gatomicrefcount refs;
  HfGeometry *geometry; /* owned */
  HfVolumeInfo *info;   /* owned */
  gint16 *voxels;       /* (k, j, i), of owner */
  gsize pitch;          /* voxels from row to row */
  gpointer owner;
  GDestroyNotify free_owner;
  double scale; /* value = scale * voxel + offset */
  double offset;
  double padding_value;
  gint *status;       /* atomic HfSliceStatus of every slice, owned */
  gint *missing_rows; /* atomic, of every slice, owned */
};

HfVolumeInfo *
hf_volume_info_new (void)
{
  HfVolumeInfo *self = g_new0 (HfVolumeInfo, 1);
  char **texts[] = {
    &self->patient_name,
    &self->patient_id,
    &self->birth_date,
    &self->sex,
    &self->study_date,
    &self->study_time,
    &self->study_description,
    &self->study_uid,
    &self->series_uid,
    &self->series_description,
    &self->modality,
    &self->manufacturer,
    &self->kernel,
    &self->transfer_syntax,
    &self->frame_of_reference_uid,
  };

  for (gsize n = 0; n < G_N_ELEMENTS (texts); n++)
    *texts[n] = g_strdup ("");
  return self;
}

/* A copy. n_slices: how many slices' slope and intercept to keep; 0 where the copy describes other
   slices than the original. */
HfVolumeInfo *
hf_volume_info_copy (const HfVolumeInfo *self, int n_slices)
{
  HfVolumeInfo *copy = g_memdup2 (self, sizeof *self);
  char **texts[] = {
    &copy->patient_name,
    &copy->patient_id,
    &copy->birth_date,
    &copy->sex,
    &copy->study_date,
    &copy->study_time,
    &copy->study_description,
    &copy->study_uid,
    &copy->series_uid,
    &copy->series_description,
    &copy->modality,
    &copy->manufacturer,
    &copy->kernel,
    &copy->transfer_syntax,
    &copy->frame_of_reference_uid,
  };

  for (gsize n = 0; n < G_N_ELEMENTS (texts); n++)
    *texts[n] = g_strdup (*texts[n]);
  copy->voi = g_new0 (HfVoi, self->n_voi + 1);
  for (guint n = 0; n < self->n_voi; n++) {
    copy->voi[n] = self->voi[n];
    copy->voi[n].explanation = g_strdup (self->voi[n].explanation);
    copy->voi[n].function = g_strdup (self->voi[n].function);
  }
  copy->slice_slope =
      n_slices > 0 ? g_memdup2 (self->slice_slope, sizeof (double) * n_slices) : NULL;
  copy->slice_intercept =
      n_slices > 0 ? g_memdup2 (self->slice_intercept, sizeof (double) * n_slices) : NULL;
  return copy;
}

void
hf_volume_info_free (HfVolumeInfo *self)
{
  char *texts[] = {
    self->patient_name,
    self->patient_id,
    self->birth_date,
    self->sex,
    self->study_date,
    self->study_time,
    self->study_description,
    self->study_uid,
    self->series_uid,
    self->series_description,
    self->modality,
    self->manufacturer,
    self->kernel,
    self->transfer_syntax,
    self->frame_of_reference_uid,
  };

  for (gsize n = 0; n < G_N_ELEMENTS (texts); n++)
    g_free (texts[n]);
  for (guint n = 0; n < self->n_voi; n++) {
    g_free (self->voi[n].explanation);
    g_free (self->voi[n].function);
  }
  g_free (self->voi);
  g_free (self->slice_slope);
  g_free (self->slice_intercept);
  g_free (self);
}

/* Rows start on 64-byte lines and one line more than needed apart, so that columns do not fall on
   the same cache sets. */
gsize
hf_volume_pitch_for (int width)
{
  return ((gsize) width + 31) / 32 * 32 + 32;
}

/* Bytes that the voxels of a volume need, slack included; 0 where that cannot be counted. */
gsize
hf_volume_bytes_for (const int size[3])
{
  gsize voxels;

  if (!g_size_checked_mul (&voxels, hf_volume_pitch_for (size[0]), (gsize) size[1]) ||
      !g_size_checked_mul (&voxels, voxels, (gsize) size[2]) ||
      !g_size_checked_add (&voxels, voxels, HF_VOLUME_SLACK) ||
      !g_size_checked_mul (&voxels, voxels, sizeof (gint16)))
    return 0;
  return voxels;
}

#define ROOM ((gsize) 448 << 20) /* code, threads and drivers of a viewer: measured, 410 MiB */

/* A volume is not all: its masks and surfaces take up to half of it again, and where no thread can be had GLib ends the
   process. So what would fill the last of the addresses (ulimit -v) is refused. */
gboolean
hf_volume_fits (gsize bytes)
{
  gsize all;
  void *addresses;

  if (bytes == 0 || !g_size_checked_add (&all, bytes, bytes / 2) ||
      !g_size_checked_add (&all, all, ROOM))
    return FALSE;
  addresses = mmap (NULL, all, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (addresses == MAP_FAILED)
    return FALSE;
  munmap (addresses, all);
  return TRUE;
}

/* A volume of zeros to be filled through hf_volume_writable(). Takes geometry and info. NO_MEMORY
   where it does not fit. */
HfVolume *
hf_volume_new (HfGeometry *geometry, HfVolumeInfo *info, GError **error)
{
  const int *size = hf_geometry_size (geometry);
  gsize bytes = hf_volume_bytes_for (size);
  gpointer voxels = hf_volume_fits (bytes) ? hf_pages_new (bytes) : NULL;

  if (!voxels) {
    g_set_error (error, HF_ERROR, HF_CODE_NO_MEMORY,
                 _ ("A volume of %d x %d x %d voxels needs %.1f GiB of memory, which is not there"),
                 size[0], size[1], size[2], 2.0 * size[0] * size[1] * size[2] / (1 << 30));
    hf_geometry_unref (geometry);
    hf_volume_info_free (info);
    return NULL;
  }
  return hf_volume_new_take (geometry, info, voxels, hf_volume_pitch_for (size[0]), voxels,
                             hf_pages_free);
}

/* A volume over voxels that owner holds. Takes geometry, info and owner. */
HfVolume *
hf_volume_new_take (HfGeometry *geometry,
                    HfVolumeInfo *info,
                    gint16 *voxels,
                    gsize pitch,
                    gpointer owner,
                    GDestroyNotify free_owner)
{
  HfVolume *self = g_new0 (HfVolume, 1);

  g_atomic_ref_count_init (&self->refs);
  self->geometry = geometry;
  self->info = info;
  self->voxels = voxels;
  self->pitch = pitch;
  self->owner = owner;
  self->free_owner = free_owner;
  self->scale = 1;
  self->padding_value = HF_VOLUME_PADDING;
  self->status = g_new0 (gint, hf_geometry_size (geometry)[2]);
  self->missing_rows = g_new0 (gint, hf_geometry_size (geometry)[2]);
  return self;
}

HfVolume *
hf_volume_ref (HfVolume *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
hf_volume_unref (HfVolume *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  if (self->free_owner)
    self->free_owner (self->owner);
  hf_geometry_unref (self->geometry);
  hf_volume_info_free (self->info);
  g_free (self->status);
  g_free (self->missing_rows);
  g_free (self);
}

HfGeometry *
hf_volume_geometry (const HfVolume *self)
{
  return self->geometry;
}

const HfVolumeInfo *
hf_volume_info (const HfVolume *self)
{
  return self->info;
}

const int *
hf_volume_size (const HfVolume *self)
{
  return hf_geometry_size (self->geometry);
}

gsize
hf_volume_pitch (const HfVolume *self)
{
  return self->pitch;
}

gsize
hf_volume_n_voxels (const HfVolume *self)
{
  const int *size = hf_volume_size (self);

  return (gsize) size[0] * size[1] * size[2];
}

const gint16 *
hf_volume_slice (const HfVolume *self, int k)
{
  return self->voxels + self->pitch * hf_volume_size (self)[1] * k;
}

const gint16 *
hf_volume_row (const HfVolume *self, int j, int k)
{
  return hf_volume_slice (self, k) + self->pitch * j;
}

gint16 *
hf_volume_writable (HfVolume *self)
{
  return self->voxels;
}

void
hf_volume_set_scale (HfVolume *self, double scale, double offset)
{
  self->scale = scale;
  self->offset = offset;
}

double
hf_volume_scale (const HfVolume *self)
{
  return self->scale;
}

double
hf_volume_offset (const HfVolume *self)
{
  return self->offset;
}

/* A thousandth of the values that the voxels can have, as far as windows and thresholds go: 1 where
   they span hundreds, 0.001 where they lie between 0 and 1. */
int
hf_volume_digits (const HfVolume *self)
{
  return (int) CLAMP (rint (-log10 (self->scale * 65.536)), 0, 3);
}

double
hf_volume_step (const HfVolume *self)
{
  return pow (10, -hf_volume_digits (self));
}

double
hf_volume_value (const HfVolume *self, gint16 voxel)
{
  return voxel == HF_VOLUME_PADDING ? NAN : self->scale * voxel + self->offset;
}

/* For thresholds: "voxel > hf_volume_voxel_at_most (v, value)" says "HU > value". Never below
   -32768 or above 32767. */
gint16
hf_volume_voxel_at_most (const HfVolume *self, double value)
{
  double voxel = floor ((value - self->offset) / self->scale);

  return (gint16) CLAMP (voxel, G_MININT16, G_MAXINT16);
}

void
hf_volume_set_padding_value (HfVolume *self, double value)
{
  self->padding_value = value;
}

double
hf_volume_padding_value (const HfVolume *self)
{
  return self->padding_value;
}

HfSliceStatus
hf_volume_slice_status (const HfVolume *self, int k)
{
  return g_atomic_int_get (&self->status[k]);
}

void
hf_volume_set_slice_status (HfVolume *self, int k, HfSliceStatus status)
{
  g_atomic_int_set (&self->status[k], status);
}

int
hf_volume_missing_rows (const HfVolume *self, int k)
{
  return g_atomic_int_get (&self->missing_rows[k]);
}

void
hf_volume_set_missing_rows (HfVolume *self, int k, int missing_rows)
{
  g_atomic_int_set (&self->missing_rows[k], CLAMP (missing_rows, 0, hf_volume_size (self)[1]));
}

gboolean
hf_volume_is_complete (const HfVolume *self)
{
  for (int k = 0; k < hf_volume_size (self)[2]; k++)
    if (hf_volume_slice_status (self, k) == HF_SLICE_PENDING)
      return FALSE;
  return TRUE;
}

static gint16
voxel_at (const HfVolume *self, int i, int j, int k)
{
  return hf_volume_slice_status (self, k) == HF_SLICE_PENDING ? HF_VOLUME_PADDING
                                                              : hf_volume_row (self, j, k)[i];
}

/* Trilinear between voxel centers, clamped at the border. The two sides of a hole or of a slice
   without data never mix: there it is the nearest slice; nor does padding: there it is the nearest
   voxel. */
static double
probe_linear (const HfVolume *self, const double voxel[3])
{
  const int *size = hf_volume_size (self);
  int low[3], high[3];
  double f[3], sum = 0;

  for (int a = 0; a < 3; a++) {
    double x = CLAMP (voxel[a], 0, size[a] - 1), whole = floor (x + 0.5);

    if (fabs (x - whole) <
        1e-4) /* at a voxel's center its neighbors do not count, padding either */
      x = whole;
    low[a] = (int) x;
    high[a] = MIN (low[a] + 1, size[a] - 1);
    f[a] = x - low[a];
  }
  if (hf_geometry_missing_after (self->geometry, low[2]) ||
      hf_volume_slice_status (self, low[2]) != HF_SLICE_READY ||
      hf_volume_slice_status (self, high[2]) != HF_SLICE_READY)
    low[2] = high[2] = f[2] < 0.5 ? low[2] : high[2];
  for (int corner = 0; corner < 8; corner++) {
    double weight = (corner & 1 ? f[0] : 1 - f[0]) * (corner & 2 ? f[1] : 1 - f[1]) *
                    (corner & 4 ? f[2] : 1 - f[2]);
    gint16 v = voxel_at (self, corner & 1 ? high[0] : low[0], corner & 2 ? high[1] : low[1],
                         corner & 4 ? high[2] : low[2]);

    if (weight == 0)
      continue;
    if (v == HF_VOLUME_PADDING)
      return NAN;
    sum += weight * v;
  }
  return self->scale * sum + self->offset;
}

/* The value at a place in LPS mm: that of the voxel that holds it, or interpolated. NAN outside, on
   padding and in a slice that is still pending. */
double
hf_volume_probe (const HfVolume *self, const double mm[3], gboolean linear)
{
  const int *size = hf_volume_size (self);
  double voxel[3], value = NAN;
  int nearest[3];

  if (!hf_geometry_patient_to_voxel (self->geometry, mm, voxel) ||
      hf_geometry_in_hole (self->geometry, voxel[2]))
    return NAN;
  if (linear)
    value = probe_linear (self, voxel);
  if (!isnan (value))
    return value;
  for (int a = 0; a < 3; a++)
    nearest[a] = CLAMP ((int) floor (voxel[a] + 0.5), 0, size[a] - 1);
  return hf_volume_value (self, voxel_at (self, nearest[0], nearest[1], nearest[2]));
}
