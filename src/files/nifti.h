/* NIfTI-1 in one file (.nii, .nii.gz; nifti.nimh.nih.gov), read and written.

   Read: 3D (or 4D with one volume), every integer and float type, both byte orders; the sform wins
   over the qform; RAS becomes LPS. Written: int16 with scl_slope and scl_inter, so that every value
   is exact; qform and sform, or only the sform where the stack is tilted (a shear). Uneven stacks
   are refused. Nothing of the patient is written. */
#pragma once

#include "core/parallel.h"
#include "core/series.h"
#include "files/input.h"

G_BEGIN_DECLS

HfVolume *hf_nifti_read (const char *path, GPtrArray *warnings, GError **error);
HfVolume *hf_nifti_read_input (HfInput *input, GPtrArray *warnings, GError **error);
gboolean hf_nifti_write (const char *path,
                         const HfVolume *volume,
                         gboolean with_patient, /* not used: there is no place for it */
                         HfProgress *progress,
                         GError **error);

G_END_DECLS
