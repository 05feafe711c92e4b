/* What a DICOM file holds, found without GDCM: our own reading of the structure, in which every
   length is held against the size of the file. GDCM later sees single frames of code stream only.

   Follows PS3.5 (encoding), PS3.10 (file), PS3.3 C.7.6.16 (functional groups of enhanced
   multi-frame images). */
#pragma once

#include "core/header.h"
#include "dicom/reader.h"

G_BEGIN_DECLS

/* How the pixels are stored; of compressed ones, what the code stream itself says. */
typedef enum {
  HF_ENCODING_LITTLE,
  HF_ENCODING_BIG,
  HF_ENCODING_DEFLATED, /* little endian, in memory */
  HF_ENCODING_RLE,
  HF_ENCODING_STREAM /* JPEG, JPEG-LS, JPEG 2000: dicom/codec.h looks which */
} HfEncoding;

typedef struct {
  guint64 at; /* bytes from the start of the file */
  guint64 length;
} HfFragment;

/* Modality LUT (PS3.3 C.11.1): value = values[CLAMP (stored - first, 0, n - 1)] */
typedef struct {
  gint32 first;
  guint32 n;       /* 0: none */
  guint16 *values; /* owned */
} HfLut;

typedef struct {
  HfReader reader;  /* of the file, or of what was inflated */
  guint8 *inflated; /* owned, nullable */
  HfHeader header;  /* of the file; its code says why it holds no slices */
  HfHeader *frames; /* n_frames, where functional groups differ; owned, nullable */
  guint32 n_frames;
  guint64 meta_at;      /* first element of the file meta information */
  guint64 dataset_at;   /* first element of the data set, in the reader */
  gboolean has_dataset; /* the three below and dataset_at are set */
  gboolean is_explicit;
  gboolean is_big_endian;
  gboolean is_meta_explicit;
  HfEncoding encoding;
  guint64 pixels_at; /* native pixels */
  guint64 pixels_length;
  gboolean pixels_are_words; /* 8-bit pixels of big endian files are swapped in pairs */
  GArray *fragments;         /* of HfFragment: encapsulated pixels, without the offset table */
  guint32
      *first_fragment; /* n_frames + 1 entries: those of frame f are [f] .. [f + 1] - 1; owned */
  HfLut lut;
  GPtrArray *references; /* of char *: the files that a DICOMDIR names */
} HfScan;

/* fd is borrowed and must live as long. Never fails: the header's code says what is wrong. */
HfScan *hf_scan_new (int fd, guint64 size, guint32 file);
HfScan *hf_scan_new_memory (const void *bytes, gsize size, guint32 file);
void hf_scan_free (HfScan *self);

/* The record of one frame, which hf_header_check() has passed (or its code says why not). */
void hf_scan_header (const HfScan *self, guint32 frame, HfHeader *header);
/* The code stream of a frame, fragments put together; NULL where there is none. (transfer full) */
GBytes *hf_scan_stream (HfScan *self, guint32 frame, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfScan, hf_scan_free)

G_END_DECLS
