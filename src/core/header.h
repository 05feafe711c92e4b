/* What the loader tells about one image (a file, or a frame of one): a fixed-size record that
   crosses the process border.

   Nothing in it is trusted: hf_header_check() is called on every record that arrives. Numbers are
   in range after it, text ends with a zero. Text is as in the file, in the file's own character
   set; core/text.h turns it into UTF-8 on the viewer's side. */
#pragma once

#include "core/error.h"

G_BEGIN_DECLS

#define HF_HEADER_VERSION 2
#define HF_UID_LENGTH 65 /* 64 and a zero: PS3.5 6.2 */
#define HF_TEXT_LENGTH 256
#define HF_N_VOI 8
#define HF_N_DIMENSIONS 6

typedef enum {
  HF_PHOTOMETRIC_MONOCHROME2,
  HF_PHOTOMETRIC_MONOCHROME1,
  HF_PHOTOMETRIC_RGB, /* from here on colors, which are no slices: shown in gray on request */
  HF_PHOTOMETRIC_YBR,
  HF_PHOTOMETRIC_YBR_422,
  HF_PHOTOMETRIC_YBR_J2K, /* YBR_ICT and YBR_RCT: RGB once it is decoded */
  HF_PHOTOMETRIC_PALETTE,
  HF_PHOTOMETRIC_OTHER
} HfPhotometric;
typedef enum { HF_VOI_LINEAR, HF_VOI_LINEAR_EXACT, HF_VOI_SIGMOID } HfVoiFunction;

/* Which numbers the file really gave. */
enum {
  HF_HAS_POSITION = 1 << 0,
  HF_HAS_ORIENTATION = 1 << 1,
  HF_HAS_SPACING = 1 << 2, /* Pixel Spacing, else HF_HAS_IMAGER_SPACING */
  HF_HAS_IMAGER_SPACING = 1 << 3,
  HF_HAS_RESCALE = 1 << 4,
  HF_HAS_PADDING = 1 << 5,
  HF_HAS_PADDING_LIMIT = 1 << 6,
  HF_HAS_MODALITY_LUT = 1 << 7,
  HF_HAS_TEMPORAL = 1 << 8,
  HF_IS_LOSSY = 1 << 9,
  HF_IS_LOCALIZER = 1 << 10,
  HF_IS_TRUNCATED = 1 << 11, /* fewer pixel bytes than the header promises */
  HF_IS_HU = 1 << 12,        /* Rescale Type is HU or absent in CT */
};

typedef struct {
  double width;
  double level;
  char explanation[64]; /* raw text */
} HfHeaderVoi;

typedef struct {
  guint32 version; /* HF_HEADER_VERSION */
  guint32 file;    /* number of the file, given by the viewer */
  guint32 frame;   /* 0 .. n_frames - 1 in the file */
  guint32 n_frames;
  guint32 code;                /* HfCode: OK, or why this file is no slice */
  char reason[HF_TEXT_LENGTH]; /* in the program's language, no patient data; with code */
  guint32 flags;               /* HF_HAS_..., HF_IS_... */

  char study_uid[HF_UID_LENGTH];
  char series_uid[HF_UID_LENGTH];
  char sop_uid[HF_UID_LENGTH];
  char sop_class[HF_UID_LENGTH];
  char frame_of_reference_uid[HF_UID_LENGTH];
  char transfer_syntax[HF_UID_LENGTH]; /* the one that the bytes really have */

  guint32 columns;       /* i */
  guint32 rows;          /* j */
  double position[3];    /* center of the first voxel, LPS mm */
  double orientation[6]; /* direction of growing i, then of growing j */
  double spacing[2]; /* mm between columns (i), between rows (j): the other way around than Pixel
                        Spacing */
  double slice_thickness; /* mm, 0: unknown */
  char stack_id[32];      /* enhanced multi-frame */

  guint32 bits_allocated;
  guint32 bits_stored;
  guint32 high_bit;
  guint32 is_signed;
  guint32 samples_per_pixel;
  guint32 is_planar;   /* colors, not compressed: all of one sample, then the next */
  guint32 photometric; /* HfPhotometric */
  double slope;        /* 1 where absent or 0 */
  double intercept;
  gint32 padding; /* stored value */
  gint32 padding_limit;
  guint32 n_voi;
  guint32 voi_function; /* HfVoiFunction */
  HfHeaderVoi voi[HF_N_VOI];

  guint64 pixel_offset; /* bytes from the start of the file to the frame's pixels; 0 where they must
                           be decoded */
  guint64 pixel_length; /* bytes that are there */

  gint32 instance_number;
  gint32 series_number;
  gint32 acquisition_number;
  gint32 temporal_position;
  gint32 echo_number;
  double echo_time; /* ms */
  double trigger_time;
  double phase; /* % of the cardiac cycle, or b-value: what tells frames apart */
  guint32 dimension[HF_N_DIMENSIONS]; /* Dimension Index Values of a frame; 0: none */
  double kvp;

  char charset[128]; /* Specific Character Set */
  char patient_name[HF_TEXT_LENGTH];
  char patient_id[64];
  char birth_date[16];
  char sex[16];
  char study_date[16];
  char study_time[32];
  char content_time[32];
  char acquisition_time[32]; /* with its date, where there is one */
  char study_description[128];
  char series_description[128];
  char modality[16];
  char manufacturer[64];
  char kernel[64];
  char image_type[128];
} HfHeader;

/* A reason that crossed the border is UTF-8 and has an end after this: where it breaks. */
void hf_header_end_reason (char reason[HF_TEXT_LENGTH]);
gboolean hf_header_is_color (const HfHeader *self);
gboolean hf_header_check (HfHeader *self,
                          GError **error); /* in header.c: ranges, ends of text, finite numbers */

G_END_DECLS
