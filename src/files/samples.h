/* Numbers of any type, as files hold them, and the voxels of a volume made of them. What cannot be
   Hounsfield units loses their name: unsigned numbers, and fractions of a range below some hundred.

   Where the values are whole numbers that fit, voxels are the values (scale 1, offset 0). Else one
   scale and offset for the whole volume is chosen: exact while the stored numbers are whole and
   span less than 65535, and with an error of at most half of range / 65534 otherwise. What is not a
   finite number becomes padding. */
#pragma once

#include "core/parallel.h"
#include "core/volume.h"
#include "files/input.h"

G_BEGIN_DECLS

typedef enum {
  HF_SAMPLE_U8,
  HF_SAMPLE_I8,
  HF_SAMPLE_U16,
  HF_SAMPLE_I16,
  HF_SAMPLE_U32,
  HF_SAMPLE_I32,
  HF_SAMPLE_U64,
  HF_SAMPLE_I64,
  HF_SAMPLE_F16,
  HF_SAMPLE_F32,
  HF_SAMPLE_F64
} HfSampleType;

typedef struct {
  const guint8 *first; /* the sample of voxel (0, 0, 0) */
  gssize stride[3];    /* bytes from sample to sample along i, j, k; may be negative */
  HfSampleType type;
  gboolean big_endian;
  double slope; /* value = slope * sample + intercept */
  double intercept;
  double padding; /* value that means "no data"; NAN: none */
  double scale;   /* of the volume, where it is known; 0: choose */
  double offset;
} HfSamples;

gsize hf_sample_bytes (HfSampleType type);
void hf_samples_init (HfSamples *self,
                      const guint8 *first,
                      HfSampleType type,
                      gboolean big_endian,
                      const int size[3]); /* in order (k, j, i) without gaps */
HfVolume *hf_samples_volume (const HfSamples *self,
                             HfGeometry *geometry,
                             HfVolumeInfo *info,
                             GError **error); /* takes geometry and info */

/* The bytes of size[0] * size[1] * size[2] samples, or an error before anything is allocated: sizes
   below 1, beyond memory, or more than limit bytes. */
gboolean hf_samples_check (const char *name,
                           const gint64 size[3],
                           HfSampleType type,
                           guint64 limit,
                           gsize *bytes,
                           GError **error);
/* The samples follow in the input, bytes of them in order (k, j, i) or Fortran's: first is set here. */
HfVolume *hf_samples_read_volume (HfSamples *self,
                                  HfInput *input,
                                  gsize bytes,
                                  HfGeometry *geometry,
                                  HfVolumeInfo *info,
                                  GError **error);                     /* takes geometry and info */
guint8 *hf_samples_read (HfInput *input, gsize bytes, GError **error); /* of checked size */

G_END_DECLS
