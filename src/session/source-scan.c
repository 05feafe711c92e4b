/* What a path is: a volume of another format, a folder, one file of a series, or a DICOMDIR; and which
   series lie there. */
#include "files/formats.h"
#include "files/phantom.h"
#include "session/dicom-load.h"
#include "session/source-private.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>

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
  hf_series_warn_of_geometry (series);
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
  if (opened.code != HF_CODE_OK || !*opened.series_uid || hf_header_is_color (&opened))
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

/* Records of images that were left out: what "show anyway" needs. */
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
    if (is_spare && header->code == HF_CODE_OK)
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
  self->n_found = self->list->series->len;
  if (self->n_found == 0)
    hf_loader_client_stop (self->client); /* else they wait for what will be loaded */
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

/* What there is at the path: a file or a folder; else the reason, and what to do. */
static gboolean
look_at (const char *path, struct stat *info, HfProgress *progress, GError **error)
{
  int reason;

  hf_progress_ask (progress, path);
  reason = stat (path, info) != 0 ? errno : 0;
  hf_progress_answered (progress);

  if (reason == ENOENT || reason == ENOTDIR)
    g_set_error (error, HF_ERROR, HF_CODE_NOT_A_FILE,
                 _ ("%s is not there. Is it moved or deleted, or on a disk that is not connected? "
                    "Open it where it is now."),
                 path);
  else if (reason == EACCES || reason == EPERM)
    g_set_error (error, HF_ERROR, HF_CODE_NO_PERMISSION,
                 _ ("%s may not be read by you. Ask for the right to read it, or copy it to a "
                    "folder of yours."),
                 path);
  else if (reason)
    g_set_error (error, HF_ERROR, HF_CODE_NOT_A_FILE,
                 _ ("%s cannot be opened: %s. Try again, or copy it to another disk."), path,
                 g_strerror (reason));
  else if (!S_ISDIR (info->st_mode) && !S_ISREG (info->st_mode))
    g_set_error (error, HF_ERROR, HF_CODE_NOT_A_FILE,
                 _ ("%s is neither a file nor a folder. Choose the folder with the files of a CT "
                    "series, or one of these files."),
                 path);
  else
    return TRUE;
  return FALSE;
}

/* NOT_A_FILE, NO_PERMISSION, CANCELLED, what a reader says, or that the loader is missing. Files
   without any image are no error here: the list is empty and says why. */
HfSource *
hf_source_open_spaced (const char *path,
                       const double *spacing,
                       HfProgress *progress,
                       GError **error)
{
  g_autoptr (HfSource) self = hf_source_new (path);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  gboolean is_folder, ok;
  struct stat info;

  if (!look_at (path, &info, progress, error))
    return NULL;
  is_folder = S_ISDIR (info.st_mode);
  self->folder = hf_folder_new (is_folder ? path : folder);
  self->folder->progress = progress;
  ok = !is_folder && hf_format_can_read (path)
           ? open_volume (self, spacing, error)
           : open_dicom (self, is_folder, name, progress, error);
  self->folder->progress = NULL; /* it lives no longer than we are asked to scan */
  return ok ? g_steal_pointer (&self) : NULL;
}

HfSource *
hf_source_open (const char *path, HfProgress *progress, GError **error)
{
  return hf_source_open_spaced (path, NULL, progress, error);
}
