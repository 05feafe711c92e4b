/* What a path is, and who reads it. */
#include "session/source.h"

#include "files/formats.h"
#include "files/phantom.h"
#include "image/histogram.h"
#include "session/dicom-load.h"
#include "session/folder.h"
#include "session/loader-client.h"
#include "session/voxels.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

struct _HfSource {
  gatomicrefcount refs;
  char *path;
  HfSeriesList *list;  /* owned */
  GPtrArray *warnings; /* of HfWarning, owned */
  HfFolder *folder;    /* owned */
  GArray *spare; /* of HfHeader: whole images that are in no series, by file; owned, nullable */
  /* DICOM */
  HfLoaderClient *client; /* owned, nullable */
  HfVolume *filled;       /* borrowed: the volume that voxels are of; only compared */
  HfVoxels *voxels;       /* owned, nullable: of the volume that waits to be loaded */
  /* other formats: read at once */
  HfVolume *volume; /* owned, nullable */
  gboolean asks_spacing;
};

static HfSource *
source_new (const char *path)
{
  HfSource *self = g_new0 (HfSource, 1);

  g_atomic_ref_count_init (&self->refs);
  self->path = g_strdup (path);
  self->warnings = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_warning_free);
  return self;
}

HfSource *
hf_source_ref (HfSource *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
hf_source_unref (HfSource *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->client, hf_loader_client_free);
  g_clear_pointer (&self->voxels, hf_voxels_unref);
  g_clear_pointer (&self->volume, hf_volume_unref);
  g_clear_pointer (&self->list, hf_series_list_free);
  g_clear_pointer (&self->folder, hf_folder_free);
  g_clear_pointer (&self->spare, g_array_unref);
  g_ptr_array_unref (self->warnings);
  g_free (self->path);
  g_free (self);
}

static gboolean
is_spacing_assumed (GPtrArray *warnings)
{
  for (guint n = 0; n < warnings->len; n++)
    if (((HfWarning *) warnings->pdata[n])->code == HF_CODE_ASSUMED_SPACING)
      return TRUE;
  return FALSE;
}

/* A file of another format becomes a list of one series. */
static gboolean
open_volume (HfSource *self, const double *spacing, GError **error)
{
  g_autofree char *name = g_path_get_basename (self->path);
  HfSeries *series;

  self->volume = hf_format_read (self->path, spacing, self->warnings, error);
  if (!self->volume)
    return FALSE;
  self->asks_spacing = spacing || is_spacing_assumed (self->warnings);
  hf_folder_add (self->folder, name);
  self->list = hf_series_list_new (NULL, 0);
  series = g_new0 (HfSeries, 1);
  series->geometry = hf_geometry_ref (hf_volume_geometry (self->volume));
  series->n_slices = hf_volume_size (self->volume)[2];
  series->info = hf_volume_info_copy (hf_volume_info (self->volume), series->n_slices);
  series->headers = g_new0 (HfHeader, series->n_slices);
  series->warnings = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_warning_free);
  series->scale = hf_volume_scale (self->volume);
  series->offset = hf_volume_offset (self->volume);
  series->padding_value = hf_volume_padding_value (self->volume);
  g_ptr_array_add (self->list->series, series);
  return TRUE;
}

/* A name out of a DICOMDIR must stay below its folder: FALSE where it does not. Discs that were mounted
   or copied often have their names in small letters. */
static gboolean
add_reference (HfSource *self, GHashTable *seen, const char *reference)
{
  g_autofree char *lower = g_ascii_strdown (reference, -1);
  g_autofree char *path = g_build_filename (self->folder->path, reference, NULL);
  g_autofree char *lower_path = g_build_filename (self->folder->path, lower, NULL);
  g_auto (GStrv) parts = g_strsplit (reference, "/", -1);
  const char *name = reference;

  if (g_path_is_absolute (reference) || g_strv_contains ((const char *const *) parts, ".."))
    return FALSE;
  if (!g_file_test (path, G_FILE_TEST_EXISTS) && g_file_test (lower_path, G_FILE_TEST_EXISTS))
    name = lower;
  if (g_hash_table_add (seen, g_strdup (name)))
    hf_folder_add (self->folder, name);
  return TRUE;
}

static gboolean
is_any_there (const HfSource *self, guint first)
{
  for (guint n = first; n < self->folder->files->len; n++) {
    g_autofree char *path = hf_folder_file_path (self->folder, n);

    if (g_file_test (path, G_FILE_TEST_EXISTS))
      return TRUE;
  }
  return FALSE;
}

/* PATH is a DICOMDIR: the files that it names, instead of itself. */
static GArray *
scan_references (HfSource *self, GPtrArray *references, HfProgress *progress, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint first = self->folder->files->len, n_outside = 0;

  for (guint n = 0; n < references->len; n++)
    n_outside += !add_reference (self, seen, references->pdata[n]);
  if (n_outside)
    g_ptr_array_add (self->warnings,
                     hf_warning_new (HF_CODE_SKIPPED_FILES,
                                     "The directory names %u files outside of its own folder; they "
                                     "were not opened",
                                     n_outside));
  if (!is_any_there (self, first)) {
    /* copied without its folders: what lies beside it is most likely what it means */
    hf_folder_clear (self->folder);
    first = 0;
    g_ptr_array_add (self->warnings,
                     hf_warning_new (HF_CODE_SKIPPED_FILES,
                                     "None of the files that the directory names is there: the "
                                     "files in its folder were opened instead"));
    if (!hf_folder_read (self->folder, TRUE, error))
      return NULL;
  }
  return hf_dicom_scan (self->client, self->folder, first, NULL, progress, error);
}

/* Of the files beside the one that was opened: those of its series. */
static void
keep_series_of (HfSource *self, GArray *headers, const HfHeader *opened)
{
  guint kept = 0, n_files = 0;
  guint32 last = G_MAXUINT32;

  for (guint n = 0; n < headers->len; n++) {
    HfHeader *header = &g_array_index (headers, HfHeader, n);
    gboolean is_of_series = header->code == HF_CODE_OK && *opened->series_uid &&
                            strcmp (header->series_uid, opened->series_uid) == 0 &&
                            strcmp (header->study_uid, opened->study_uid) == 0;

    if (!is_of_series && header->file != opened->file)
      continue;
    n_files += header->file != last;
    last = header->file;
    if (kept != n)
      g_array_index (headers, HfHeader, kept) = *header;
    kept++;
  }
  g_array_set_size (headers, kept);
  if (n_files > 1)
    g_ptr_array_add (
        self->warnings,
        hf_warning_new (HF_CODE_OTHER_SERIES,
                        "The series of this file was opened: %u of the %u files in its "
                        "folder",
                        n_files, self->folder->files->len));
}

static const HfHeader *
find_file (const HfSource *self, GArray *headers, const char *name)
{
  for (guint n = 0; n < headers->len; n++) {
    const HfHeader *header = &g_array_index (headers, HfHeader, n);
    const HfFolderFile *file = self->folder->files->pdata[header->file];

    if (strcmp (file->name, name) == 0)
      return header;
  }
  return NULL;
}

/* The opened file first and alone: it may be a DICOMDIR, or no image at all, and then its
   neighbors do not matter. */
static GArray *
scan_file (HfSource *self, const char *name, HfProgress *progress, GError **error)
{
  g_autoptr (GPtrArray) references = g_ptr_array_new_with_free_func (g_free);
  GArray *headers, *all;
  const HfHeader *found;
  HfHeader opened;

  hf_folder_add (self->folder, name);
  headers = hf_dicom_scan (self->client, self->folder, 0, references, progress, error);
  if (!headers || headers->len == 0)
    return headers;
  opened = g_array_index (headers, HfHeader, 0);
  if (references->len > 0) {
    g_array_unref (headers);
    return scan_references (self, references, progress, error);
  }
  if (opened.code != HF_CODE_OK || !*opened.series_uid)
    return headers;
  hf_folder_clear (self->folder);
  if (!hf_folder_read (self->folder, FALSE, NULL) ||
      !(all = hf_dicom_scan (self->client, self->folder, 0, NULL, progress, error))) {
    g_array_unref (headers);
    return NULL;
  }
  found = find_file (self, all, name);
  if (found) {
    opened = *found;
    keep_series_of (self, all, &opened);
  }
  g_array_unref (headers);
  return all;
}

/* Files that may be slices, and could not be read. Reports, directories, localizers and texts beside
   the images are no loss. */
static void
warn_of_skipped (HfSource *self)
{
  GPtrArray *rejected = self->list->rejected;
  GArray *files = g_array_new (FALSE, FALSE, sizeof (guint32));
  HfWarning *warning;

  for (guint n = 0; n < rejected->len; n++) {
    const HfRejected *file = rejected->pdata[n];

    if (file->code != HF_CODE_NO_DICOM && file->code != HF_CODE_NO_IMAGES &&
        file->code != HF_CODE_DIRECTORY && file->code != HF_CODE_LOCALIZER &&
        file->code != HF_CODE_NOT_GRAYSCALE && file->code != HF_CODE_DUPLICATE_SLICES)
      g_array_append_val (files, file->file);
  }
  if (files->len == 0) {
    g_array_unref (files);
    return;
  }
  warning = hf_warning_new (HF_CODE_SKIPPED_FILES, "%u of %u files could not be read", files->len,
                            self->folder->files->len);
  warning->files = files;
  g_ptr_array_add (self->warnings, warning);
}

/* Our own phantom is nobody's secret. */
static void
mark_sample (HfSource *self)
{
  for (guint n = 0; n < self->list->series->len; n++) {
    HfVolumeInfo *info = ((HfSeries *) self->list->series->pdata[n])->info;

    info->is_sample = strcmp (info->study_uid, HF_PHANTOM_STUDY) == 0 &&
                      strcmp (info->series_uid, HF_PHANTOM_SERIES) == 0;
  }
}

static gboolean
is_rejected (const HfSource *self, guint32 file)
{
  for (guint n = 0; n < self->list->rejected->len; n++)
    if (((HfRejected *) self->list->rejected->pdata[n])->file == file)
      return TRUE;
  return FALSE;
}

/* Records of gray images that were left out: what "show anyway" needs. */
static void
keep_spare (HfSource *self, const GArray *headers)
{
  guint32 last = G_MAXUINT32;
  gboolean is_spare = FALSE;

  self->spare = g_array_new (FALSE, FALSE, sizeof (HfHeader));
  for (guint n = 0; n < headers->len; n++) {
    const HfHeader *header = &g_array_index (headers, HfHeader, n);

    if (header->file != last)
      is_spare = is_rejected (self, header->file);
    last = header->file;
    if (is_spare && header->code == HF_CODE_OK && header->samples_per_pixel == 1 &&
        header->photometric != HF_PHOTOMETRIC_OTHER)
      g_array_append_vals (self->spare, header, 1);
  }
}

static gboolean
open_dicom (
    HfSource *self, gboolean is_folder, const char *name, HfProgress *progress, GError **error)
{
  GArray *headers = NULL;

  self->client = hf_loader_client_new ();
  hf_loader_client_start (self->client, is_folder ? G_MAXUINT : 1);
  if (!is_folder)
    headers = scan_file (self, name, progress, error);
  else if (hf_folder_read (self->folder, TRUE, error))
    headers = hf_dicom_scan (self->client, self->folder, 0, NULL, progress, error);
  if (!headers)
    return FALSE;
  self->list = hf_series_list_new ((const HfHeader *) headers->data, headers->len);
  keep_spare (self, headers);
  g_array_unref (headers);
  mark_sample (self);
  warn_of_skipped (self);
  if (self->folder->is_cut)
    g_ptr_array_add (self->warnings,
                     hf_warning_new (HF_CODE_SKIPPED_FILES,
                                     "The folder holds more than %d files; the others were not "
                                     "looked at",
                                     HF_FOLDER_FILES));
  if (!hf_loader_client_is_confined (self->client))
    g_ptr_array_add (self->warnings,
                     hf_warning_new (HF_CODE_NO_SANDBOX,
                                     "This system's kernel cannot confine the process that reads "
                                     "files (Landlock or seccomp is missing)"));
  return TRUE;
}

/* NOT_A_FILE, NO_PERMISSION, CANCELLED, what a reader says, or that the loader is missing. Files
   without any image are no error here: the list is empty and says why. */
HfSource *
hf_source_open_spaced (const char *path,
                       const double *spacing,
                       HfProgress *progress,
                       GError **error)
{
  g_autoptr (HfSource) self = source_new (path);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  gboolean is_folder;
  struct stat info;

  if (stat (path, &info) != 0 || !(S_ISDIR (info.st_mode) || S_ISREG (info.st_mode))) {
    const char *reason =
        stat (path, &info) != 0 ? g_strerror (errno) : "it is neither a file nor a folder";

    g_set_error (error, HF_ERROR, errno == EACCES ? HF_CODE_NO_PERMISSION : HF_CODE_NOT_A_FILE,
                 "%s cannot be opened: %s", path, reason);
    return NULL;
  }
  is_folder = S_ISDIR (info.st_mode);
  self->folder = hf_folder_new (is_folder ? path : folder);
  if (!is_folder && hf_format_can_read (path)
          ? !open_volume (self, spacing, error)
          : !open_dicom (self, is_folder, name, progress, error))
    return NULL;
  return g_steal_pointer (&self);
}

HfSource *
hf_source_open (const char *path, HfProgress *progress, GError **error)
{
  return hf_source_open_spaced (path, NULL, progress, error);
}

const char *
hf_source_path (const HfSource *self)
{
  return self->path;
}

gboolean
hf_source_asks_spacing (const HfSource *self)
{
  return self->asks_spacing;
}

const HfSeriesList *
hf_source_series (const HfSource *self)
{
  return self->list;
}

guint
hf_source_n_files (const HfSource *self)
{
  return self->folder->files->len;
}

const char *
hf_source_file_name (const HfSource *self, guint32 file)
{
  g_return_val_if_fail (file < self->folder->files->len, "");
  return ((HfFolderFile *) self->folder->files->pdata[file])->name;
}

char *
hf_source_file_path (const HfSource *self, guint32 file)
{
  g_return_val_if_fail (file < self->folder->files->len, NULL);
  return hf_folder_file_path (self->folder, file);
}

GPtrArray *
hf_source_warnings (const HfSource *self)
{
  return self->warnings;
}

/* The spare records of a file; NULL: none. */
static const HfHeader *
find_spare (const HfSource *self, guint32 file, gsize *n)
{
  const HfHeader *first = NULL;

  *n = 0;
  for (guint i = 0; self->spare && i < self->spare->len; i++) {
    const HfHeader *header = &g_array_index (self->spare, HfHeader, i);

    if (header->file != file)
      continue;
    first = first ? first : header;
    ++*n;
  }
  return first;
}

gboolean
hf_source_can_show_file (const HfSource *self, guint32 file)
{
  gsize n;

  return find_spare (self, file, &n) != NULL;
}

int
hf_source_show_file (HfSource *self, guint32 file, GError **error)
{
  gsize n;
  const HfHeader *spare = find_spare (self, file, &n);
  int index = spare ? hf_series_list_add_picture (self->list, spare, n) : -1;

  if (index < 0)
    g_set_error (error, HF_ERROR, HF_CODE_NO_IMAGES, "%s cannot be shown as a gray picture",
                 hf_source_file_name (self, file));
  return index;
}

/* A rejected file by its name; -1: none. */
static int
find_rejected_file (const HfSource *self, const char *name)
{
  for (guint n = 0; name && n < self->list->rejected->len; n++) {
    guint32 file = ((HfRejected *) self->list->rejected->pdata[n])->file;

    if (strcmp (hf_source_file_name (self, file), name) == 0)
      return (int) file;
  }
  return -1;
}

/* series: a number of the list, a UID, or the name of a rejected file; NULL: the largest. */
int
hf_source_find (HfSource *self, const char *series, GError **error)
{
  int file = find_rejected_file (self, series);
  guint64 number;

  if (self->list->series->len == 0 && file >= 0)
    return hf_source_show_file (self, (guint32) file, error);
  if (self->list->series->len == 0) {
    g_set_error (error, HF_ERROR, HF_CODE_NO_IMAGES, "%s holds no images that can be shown",
                 self->path);
    return -1;
  }
  if (!series)
    return 0;
  if (g_ascii_string_to_unsigned (series, 10, 0, self->list->series->len - 1, &number, NULL))
    return (int) number;
  for (guint n = 0; n < self->list->series->len; n++) {
    const HfSeries *candidate = self->list->series->pdata[n];

    if (strcmp (candidate->info->series_uid, series) == 0)
      return (int) n;
  }
  if (file >= 0)
    return hf_source_show_file (self, (guint32) file, error);
  g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE, "There is no series %s; there are %u, from 0",
               series, self->list->series->len);
  return -1;
}

static const HfSeries *
nth_series (const HfSource *self, int series, GError **error)
{
  if (series >= 0 && series < (int) self->list->series->len)
    return self->list->series->pdata[series];
  g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE, "There is no series %d", series);
  return NULL;
}

HfVolume *
hf_source_volume_new (HfSource *self, int series, GError **error)
{
  const HfSeries *wanted = nth_series (self, series, error);

  if (!wanted)
    return NULL;
  if (self->volume)
    return hf_volume_ref (self->volume);
  g_clear_pointer (&self->voxels, hf_voxels_unref);
  self->voxels = hf_voxels_new (hf_geometry_size (wanted->geometry), error);
  if (!self->voxels)
    return NULL;
  self->filled = hf_voxels_volume (self->voxels, wanted, 0, wanted->n_slices);
  return self->filled;
}

/* Everything is there already. */
static gboolean
tell_all (HfVolume *volume, HfSliceFunc on_slice, gpointer data)
{
  for (int k = 0; on_slice && k < hf_volume_size (volume)[2]; k++)
    on_slice (k, HF_SLICE_READY, data);
  return TRUE;
}

gboolean
hf_source_load (HfSource *self,
                int series,
                HfVolume *volume,
                int first_slice,
                HfSliceFunc on_slice,
                gpointer data,
                HfProgress *progress,
                GPtrArray **warnings,
                GError **error)
{
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_warning_free);
  g_autofree char *reason = NULL;
  HfDicomLoad load = { self->client,
                       self->folder,
                       nth_series (self, series, error),
                       self->voxels,
                       volume,
                       0,
                       first_slice,
                       on_slice,
                       data,
                       told,
                       0,
                       NULL };
  gboolean ok;

  if (!load.series)
    return FALSE;
  if (self->volume == volume) {
    if (warnings)
      *warnings = g_steal_pointer (&told);
    return tell_all (volume, on_slice, data);
  }
  g_return_val_if_fail (self->voxels && volume == self->filled, FALSE);
  ok = hf_dicom_load (&load, progress, error);
  reason = load.last_reason;
  hf_loader_client_stop (self->client); /* nobody else holds the memory now */
  hf_voxels_seal (self->voxels);
  g_clear_pointer (&self->voxels, hf_voxels_unref);
  self->filled = NULL;
  if (ok && load.n_read == 0) {
    g_set_error (error, HF_ERROR, HF_CODE_CORRUPT, "No slice of %s could be read: %s", self->path,
                 reason);
    return FALSE;
  }
  if (warnings)
    *warnings = g_steal_pointer (&told);
  return ok;
}

static gboolean
has_clipped (const GPtrArray *warnings)
{
  for (guint n = 0; warnings && n < warnings->len; n++)
    if (((HfWarning *) warnings->pdata[n])->code == HF_CODE_CLIPPED)
      return TRUE;
  return FALSE;
}

gboolean
hf_source_refine (HfSource *self, int series, const HfVolume *volume, GPtrArray *warnings)
{
  HfSeries *loaded = self->list->series->pdata[series];
  gboolean clipped = has_clipped (warnings);
  g_autoptr (HfHistogram) histogram = NULL;
  double low, high;

  if (self->volume || (!clipped && !has_clipped (loaded->warnings)))
    return FALSE;
  histogram = hf_histogram_new (volume, NULL, FALSE);
  if (!hf_histogram_range (histogram, &low, &high))
    return FALSE;
  return hf_series_refine (loaded, low, high,
                           clipped && low <= hf_volume_value (volume, -G_MAXINT16),
                           clipped && high >= hf_volume_value (volume, G_MAXINT16));
}

HfVolume *
hf_source_load_slice (HfSource *self, int series, int k, GError **error)
{
  const HfSeries *wanted = nth_series (self, series, error);
  g_autoptr (GPtrArray) warnings =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hf_warning_free);
  g_autoptr (HfVoxels) voxels = NULL;
  g_autoptr (HfVolume) volume = NULL;
  HfDicomLoad load;
  int size[3];

  if (!wanted)
    return NULL;
  memcpy (size, hf_geometry_size (wanted->geometry), sizeof size);
  if (self->volume)
    return hf_volume_ref (self->volume);
  k = CLAMP (k, 0, size[2] - 1);
  size[2] = 1;
  voxels = hf_voxels_new (size, error);
  volume = voxels ? hf_voxels_volume (voxels, wanted, k, 1) : NULL;
  if (!volume)
    return NULL;
  load = (HfDicomLoad){ .client = self->client,
                        .folder = self->folder,
                        .series = wanted,
                        .voxels = voxels,
                        .volume = volume,
                        .base = k,
                        .warnings = warnings };
  if (!hf_dicom_load (&load, NULL, error))
    return NULL;
  g_free (load.last_reason);
  if (load.n_read == 1)
    return g_steal_pointer (&volume);
  g_set_error (error, HF_ERROR, HF_CODE_CORRUPT, "%s", ((HfWarning *) warnings->pdata[0])->message);
  return NULL;
}

/* With a process of its own: what loads meanwhile is not disturbed. */
GPtrArray *
hf_source_tags (HfSource *self, guint32 file, GError **error)
{
  g_autoptr (HfLoaderClient) client = NULL;

  g_return_val_if_fail (file < self->folder->files->len, NULL);
  if (self->volume) {
    g_set_error (error, HF_ERROR, HF_CODE_NO_DICOM, "%s is no DICOM file and has no tags",
                 self->path);
    return NULL;
  }
  client = hf_loader_client_new ();
  return hf_tags_read (client, self->folder, file, error);
}
