/* One CT image as a DICOM file (PS3.10), for the sample and for tests: every transfer syntax that
   needs no codec, and on request the mistakes that real files have. Written by hand, without GDCM,
   so that the loader is tested against something else than itself. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  HF_SYNTAX_IMPLICIT,
  HF_SYNTAX_EXPLICIT,
  HF_SYNTAX_BIG_ENDIAN,
  HF_SYNTAX_DEFLATED,
  HF_SYNTAX_RLE,
  HF_N_SYNTAXES
} HfSyntax;

typedef struct {
  HfSyntax syntax;
  gboolean no_preamble; /* and no file meta information: old files */
  const char *study_uid;
  const char *series_uid;
  const char *sop_uid;
  const char *frame_uid; /* of reference */
  const char *patient_name;
  const char *patient_id;
  const char *series_description;
  const char *manufacturer;
  int instance_number;
  int series_number;
  int columns;
  int rows;
  double spacing[2]; /* mm between columns (i), between rows (j) */
  double thickness;  /* mm */
  double position[3];
  double orientation[6];
  double tilt_deg;    /* what the tag says; nobody should believe it */
  int bits_allocated; /* 8 or 16 */
  int bits_stored;
  gboolean is_signed;
  double slope;
  double intercept;
  gboolean no_rescale; /* leave slope and intercept out */
  gboolean has_padding;
  int padding; /* stored value */
  double window_width;
  double window_level;
  const void *pixels; /* stored values in native byte order, rows without gaps */
} HfDicomImage;

void hf_dicom_image_init (HfDicomImage *self); /* 16 bit unsigned, 12 stored, slope 1, -1024 */
GByteArray *hf_dicom_image_format (const HfDicomImage *self);
const char *hf_syntax_uid (HfSyntax syntax);

G_END_DECLS
