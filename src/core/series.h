/* From records of single images to ordered series. Plain C on the viewer's side, no files: unit
   tests make records.

   Grouping, order and splitting follow what is true in patient space (see docs/formats.md): the key
   is study, series, size, pixel spacing and orientation; slices are ordered by position along row x
   column; only where positions repeat is a series split, by the first tag that makes every part
   unique. */
#pragma once

#include "core/header.h"
#include "core/volume.h"

G_BEGIN_DECLS

typedef struct {
  HfCode code;
  char *message;     /* a sentence with units, for people; names no file */
  GArray *positions; /* of double, mm along the normal; or NULL */
  GArray *files;     /* of guint32, file numbers; or NULL */
} HfWarning;

typedef struct {
  HfGeometry *geometry; /* owned */
  HfVolumeInfo *info;   /* owned, UTF-8 */
  HfHeader *headers;    /* of slice k, owned */
  int n_slices;
  GPtrArray *warnings;  /* of HfWarning, owned */
  double padding_value; /* what padding is written as, in the value's unit */
  gboolean has_padding;
  double scale; /* value = scale * voxel + offset, see core/volume.h */
  double offset;
} HfSeries;

typedef struct {
  guint32 file; /* number of the file */
  HfCode code;
  char *reason; /* a sentence in the program's language */
} HfRejected;

typedef struct {
  GPtrArray *series;   /* of HfSeries: volumes, slices, doses and segmentations, other pictures; of
                          each the one with most voxels first; owned */
  GPtrArray *rejected; /* of HfRejected, by file; owned */
} HfSeriesList;

HfSeriesList *hf_series_list_new (const HfHeader *headers, gsize n);
/* "Show anyway": the frames of one file that belongs to no series (a localizer, a repeat, an image
   without a place) as a series at the end of the list; its index, or -1. */
int hf_series_list_add_picture (HfSeriesList *self, const HfHeader *headers, gsize n);
/* What a person must be told about the places of the slices: MISSING_SLICES, UNEVEN_SPACING, GANTRY_TILT. Those of a list
   have it. */
void hf_series_warn_of_geometry (HfSeries *self);
gboolean hf_series_refine (
    HfSeries *self, double low, double high, gboolean clipped_low, gboolean clipped_high);
void hf_series_list_free (HfSeriesList *self);
HfWarning *hf_warning_new (HfCode code, const char *format, ...) G_GNUC_PRINTF (2, 3);
void hf_warning_free (HfWarning *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfSeriesList, hf_series_list_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfWarning, hf_warning_free)

G_END_DECLS
