/* What can be wrong with the input, as one list of codes: GError codes, the "code" of every warning
   in `info --json` and the reason that a file was left out. docs/codes.md says what each means. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  HF_CODE_OK,
  /* warnings: the series opens, and a person must be told */
  HF_CODE_MISSING_SLICES,
  HF_CODE_DUPLICATE_SLICES,
  HF_CODE_UNEVEN_SPACING,
  HF_CODE_GANTRY_TILT,
  HF_CODE_NO_RESCALE,
  HF_CODE_LOSSY,
  HF_CODE_TRUNCATED_SLICE,
  HF_CODE_SKIPPED_FILES,
  HF_CODE_SINGLE_SLICE,
  HF_CODE_ASSUMED_SPACING,
  HF_CODE_OTHER_SERIES,
  HF_CODE_PADDING,
  HF_CODE_CLIPPED,
  HF_CODE_NO_SANDBOX,
  /* a file that is rejected, or a path that is refused */
  HF_CODE_NO_DICOM,
  HF_CODE_NO_IMAGES,
  HF_CODE_UNSUPPORTED_SYNTAX,
  HF_CODE_NOT_GRAYSCALE,
  HF_CODE_CORRUPT,
  HF_CODE_TOO_LARGE,
  HF_CODE_BAD_GEOMETRY,
  HF_CODE_UNSUPPORTED_BITS,
  HF_CODE_LOCALIZER,
  HF_CODE_DIRECTORY,
  HF_CODE_NOT_A_FILE,
  HF_CODE_NO_PERMISSION,
  HF_CODE_DECODER_DIED,
  HF_CODE_TIMEOUT,
  /* our own operations */
  HF_CODE_BAD_VALUE, /* a parameter out of its range */
  HF_CODE_NO_MEMORY, /* the result would not fit */
  HF_CODE_CANCELLED,
  HF_CODE_IO, /* reading or writing failed: the message has the system's reason */
  HF_N_CODES
} HfCode;

#define HF_ERROR (hf_error_quark ())

GQuark hf_error_quark (void);
/* What would work in the place of the value that failed (of a surface: another step); 0: nothing is known. */
double hf_error_offer (const GError *error);
void hf_error_set_offer (GError *error, double offer);
const char *hf_code_name (HfCode code); /* "MISSING_SLICES"; static */

/* Sets the error "NAME: what is wrong", name being the file's, in the language of the program. Returns
   FALSE, to be returned. */
gboolean hf_fail (const char *name, HfCode code, GError **error, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

G_END_DECLS
