/* A path that was opened: what it holds, and how its voxels get into memory.

   A folder, a DICOM file or a DICOMDIR goes through the loader processes (session/loader-client.h);
   a .npy, .nii, .nii.gz, .nrrd or .inv3 file is read by src/files. Blocking, and free of GTK and of
   the main loop: the session calls it in a thread, the command line directly.

   load, load_slice, measure and tags may be called from several threads: a source reads from its files for
   one at a time, and others wait (on this source alone). Everything else is for one thread, the one
   that opened it or took it over, and does not wait for them. */
#pragma once

#include "core/parallel.h"
#include "core/series.h"
#include "session/tags.h"

G_BEGIN_DECLS

typedef struct _HfSource HfSource;

/* Called in the loading thread after slice k was decoded or given up. */
typedef void (*HfSliceFunc) (int k, HfSliceStatus status, gpointer data);

HfSource *hf_source_open (const char *path, HfProgress *progress, GError **error);
/* spacing: mm of i, j, k for a file that does not know its own (a bare .npy); nullable */
HfSource *hf_source_open_spaced (const char *path,
                                 const double *spacing,
                                 HfProgress *progress,
                                 GError **error);
HfSource *hf_source_ref (HfSource *self);
void hf_source_unref (HfSource *self);

const char *hf_source_path (const HfSource *self);
gboolean hf_source_asks_spacing (const HfSource *self); /* the file does not know its own */
const HfSeriesList *hf_source_series (
    const HfSource *self); /* also when there is nothing to show: then series is empty */
guint hf_source_n_files (const HfSource *self);
const char *hf_source_file_name (const HfSource *self,
                                 guint32 file); /* path below the opened one, UTF-8 */
char *hf_source_file_path (const HfSource *self, guint32 file);
GPtrArray *
hf_source_warnings (const HfSource *self); /* of HfWarning: of the whole path, not of one series */
/* A warning of this source with the files that it is about and why, where names may be seen. (transfer full) */
char *hf_source_warning_text (const HfSource *self, const HfWarning *warning, gboolean is_hidden);
/* Number, UID, or the name of a rejected file that can be shown anyway; NULL: 0. */
int hf_source_find (HfSource *self, const char *series, GError **error);
/* "Show anyway": can this rejected file be a picture of its own (a localizer, a repeat, an image
   without a place)? show_file makes it the last series, and gives its index; -1 where it cannot. */
gboolean hf_source_can_show_file (const HfSource *self, guint32 file);
gboolean hf_source_can_show_any (const HfSource *self);
int hf_source_show_file (HfSource *self, guint32 file, GError **error);

/* A volume whose slices are all pending: it can be shown at once. */
HfVolume *hf_source_volume_new (HfSource *self, int series, GError **error);
/* Fills it, first_slice first and outwards from there. Damaged slices do not fail it: they are in
   warnings (of HfWarning, transfer container) and in the status of the slice. FALSE where it was
   cancelled or nothing at all could be read. */
gboolean hf_source_load (HfSource *self,
                         int series,
                         HfVolume *volume,
                         int first_slice,
                         HfSliceFunc on_slice,
                         gpointer data,
                         HfProgress *progress,
                         GPtrArray **warnings,
                         GError **error);
/* After a loading, and as slow as a histogram: TRUE where it clipped or rounded values; range: of those that it kept.
   Rare: 32 bits, or CT beyond +-32767 HU. */
gboolean hf_source_measure (
    HfSource *self, int series, const HfVolume *volume, GPtrArray *warnings, double range[2]);
/* TRUE where another loading will keep values better: make a new volume and load again. */
gboolean hf_source_refine (
    HfSource *self, int series, const HfVolume *volume, GPtrArray *warnings, const double range[2]);
/* One picture without a volume: thumbnails, "show anyway". Middle slice of the series; voxels as a
   volume of one slice. */
HfVolume *hf_source_load_slice (HfSource *self, int series, int k, GError **error);

/* The data set of a file, also of a rejected one. (element-type HfTag) (transfer full) */
GPtrArray *hf_source_tags (HfSource *self, guint32 file, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfSource, hf_source_unref)

G_END_DECLS
