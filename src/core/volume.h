/* A CT volume: voxels, where they are, and what they mean.

   Voxels are int16 in order (k, j, i), i fastest; rows are "pitch" voxels apart (more than the
   width: rows of 1024 bytes alias the cache, see docs/performance.md) and may be read up to
   HF_VOLUME_SLACK voxels past their end. The value of a voxel in its unit (HU for CT) is scale *
   voxel + offset; for CT scale is 1 and offset 0, so that a voxel IS its HU. HF_VOLUME_PADDING
   marks a voxel without data (outside of the scanner's circle, a damaged slice): it is below every
   value, stays out of histogram, automatic window, interpolation, mask and surface, and is written
   as padding_value.

   Immutable and reference counted: may be shared by threads, and its address is the key of
   everything derived from it. While a series loads the voxels of pending slices still change;
   is_complete() says when no more. */
#pragma once

#include "core/geometry.h"

G_BEGIN_DECLS

#define HF_VOLUME_PADDING G_MININT16
#define HF_VOLUME_SLACK 64

typedef enum {
  HF_SLICE_READY,
  HF_SLICE_PENDING, /* not decoded yet */
  HF_SLICE_DAMAGED, /* could not be decoded: all padding */
} HfSliceStatus;

typedef struct {
  double width;
  double level;
  char *explanation; /* nullable, UTF-8 */
  char *function;    /* "LINEAR", "LINEAR_EXACT" or "SIGMOID" */
} HfVoi;

/* What a person reads about a series. All text is UTF-8 and never NULL; unknown is "". Dates are as
   in DICOM (YYYYMMDD). */
typedef struct {
  char *patient_name; /* PN as in DICOM, all component groups: see hf_text_name() */
  char *patient_id;
  char *birth_date;
  char *sex;
  char *study_date;
  char *study_time;
  char *study_description;
  char *study_uid;
  char *series_uid;
  char *series_description;
  int series_number;
  char *modality;
  char *manufacturer;
  char *kernel;
  double kvp;             /* 0: unknown */
  double slice_thickness; /* mm, 0: unknown; never used as spacing */
  char *transfer_syntax;
  char *frame_of_reference_uid;
  gboolean is_lossy;    /* was compressed with loss */
  gboolean is_hu;       /* values are Hounsfield units */
  gboolean is_inverted; /* MONOCHROME1: shown inverted, values untouched */
  gboolean is_sample;   /* our phantom: may be shown anywhere */
  double
      rounded_to; /* a file's numbers that need more than 16 bits were rounded to steps of this; 0: they were not */
  HfVoi *voi; /* n_voi windows of the middle slice, in the file's order, without repeats */
  guint n_voi;
  double *slice_slope; /* stored -> value of each slice; NULL where the file holds values */
  double *slice_intercept;
} HfVolumeInfo;

HfVolumeInfo *hf_volume_info_new (void);
HfVolumeInfo *hf_volume_info_copy (const HfVolumeInfo *self, int n_slices);
void hf_volume_info_free (HfVolumeInfo *self);

typedef struct _HfVolume HfVolume;

gsize hf_volume_pitch_for (int width);         /* voxels */
gsize hf_volume_bytes_for (const int size[3]); /* 0 where it overflows */
gboolean hf_volume_fits (gsize bytes);         /* with what is made of it; else errno says why */
HfVolume *hf_volume_new (HfGeometry *geometry, HfVolumeInfo *info, GError **error);
HfVolume *hf_volume_new_take (HfGeometry *geometry,
                              HfVolumeInfo *info,
                              gint16 *voxels,
                              gsize pitch,
                              gpointer owner,
                              GDestroyNotify free_owner);
HfVolume *hf_volume_ref (HfVolume *self);
void hf_volume_unref (HfVolume *self);

HfGeometry *hf_volume_geometry (const HfVolume *self); /* (transfer none) */
const HfVolumeInfo *hf_volume_info (const HfVolume *self);
const int *hf_volume_size (const HfVolume *self);
gsize hf_volume_pitch (const HfVolume *self); /* voxels from row to row */
gsize hf_volume_n_voxels (const HfVolume *self);
const gint16 *hf_volume_slice (const HfVolume *self, int k);
const gint16 *hf_volume_row (const HfVolume *self, int j, int k);
gint16 *hf_volume_writable (HfVolume *self); /* for who builds it, before it is shared */

void hf_volume_set_scale (HfVolume *self, double scale, double offset); /* before it is shared */
double hf_volume_scale (const HfVolume *self);
double hf_volume_offset (const HfVolume *self);
int hf_volume_digits (const HfVolume *self);  /* decimals that tell values apart; 0 for HU */
double hf_volume_step (const HfVolume *self); /* the least change that makes a difference to see */
double hf_volume_value (const HfVolume *self, gint16 voxel); /* NAN for padding */
gint16 hf_volume_voxel_at_most (const HfVolume *self,
                                double value); /* the largest voxel whose value is <= value */
void hf_volume_set_padding_value (HfVolume *self, double value); /* before it is shared */
double hf_volume_padding_value (
    const HfVolume *self); /* what padding is written as; the file's own, in its unit */

HfSliceStatus hf_volume_slice_status (const HfVolume *self, int k); /* atomic */
void
hf_volume_set_slice_status (HfVolume *self, int k, HfSliceStatus status); /* atomic; the loader's */
/* The last rows of a slice whose file ends before them: all padding. */
int hf_volume_missing_rows (const HfVolume *self, int k); /* atomic */
void
hf_volume_set_missing_rows (HfVolume *self, int k, int missing_rows); /* atomic; the loader's */
gboolean hf_volume_is_complete (const HfVolume *self);                /* no slice is pending */

double hf_volume_probe (const HfVolume *self,
                        const double mm[3],
                        gboolean linear); /* value, NAN outside */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfVolume, hf_volume_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfVolumeInfo, hf_volume_info_free)

G_END_DECLS
