/* The table of formats. */
#include "files/formats.h"

#include "core/error.h"
#include "core/series.h"
#include "files/inv3.h"
#include "files/nifti.h"
#include "files/npy.h"
#include "files/nrrd.h"

#include <glib/gi18n-lib.h>

#define COARSE 0.1 /* of a file's unit: a tenth of a Hounsfield unit */

typedef struct {
  const char *ending;
  HfVolume *(*read) (const char *path, GPtrArray *warnings, GError **error);
  gboolean (*write) (const char *path,
                     const HfVolume *volume,
                     gboolean with_patient,
                     HfProgress *progress,
                     GError **error);
} Format;

static const Format formats[] = {
  { ".npy", NULL, hf_npy_write }, /* read with a spacing, below */
  { ".nii", hf_nifti_read, hf_nifti_write },
  { ".nii.gz", hf_nifti_read, hf_nifti_write },
  { ".nrrd", hf_nrrd_read, hf_nrrd_write },
  { ".inv3", hf_inv3_read, NULL },
};

static const Format *
find (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (gsize n = 0; n < G_N_ELEMENTS (formats); n++)
    if (g_str_has_suffix (lower, formats[n].ending))
      return &formats[n];
  return NULL;
}

gboolean
hf_format_can_read (const char *path)
{
  return find (path) != NULL;
}

gboolean
hf_format_can_write (const char *path)
{
  const Format *format = find (path);

  return format && format->write;
}

/* Fractions of a step are nothing that is seen or measured; whole steps are. */
static void
warn_of_rounding (const HfVolume *volume, GPtrArray *warnings)
{
  const double step = hf_volume_info (volume)->rounded_to;

  if (step >= COARSE)
    g_ptr_array_add (warnings, hf_warning_new (HF_CODE_CLIPPED,
                                               "The values need more than 16 bits: they are "
                                               "rounded to steps of %g",
                                               step));
}

HfVolume *
hf_format_read (const char *path, const double *spacing, GPtrArray *warnings, GError **error)
{
  const Format *format = find (path);
  HfVolume *volume;

  if (format == NULL) {
    g_set_error (error, HF_ERROR, HF_CODE_NO_DICOM,
                 _ ("%s ends in none of .npy, .nii, .nii.gz, .nrrd, .inv3"), path);
    return NULL;
  }
  volume = format->read ? format->read (path, warnings, error)
                        : hf_npy_read (path, spacing, warnings, error);
  if (volume && warnings)
    warn_of_rounding (volume, warnings);
  return volume;
}

gboolean
hf_format_write (const char *path,
                 const HfVolume *volume,
                 gboolean with_patient,
                 HfProgress *progress,
                 GError **error)
{
  const Format *format = find (path);

  if (format == NULL || format->write == NULL) {
    g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE,
                 _ ("%s ends in none of .npy, .nii, .nii.gz, .nrrd: these can be written"), path);
    return FALSE;
  }
  return format->write (path, volume, with_patient, progress, error);
}
