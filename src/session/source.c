/* An opened path: its files and series. What the path is finds session/source-scan.c, the voxels are
   source-voxels.c's. */
#include "session/source.h"

#include "session/source-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_NAMED 20 /* files of a warning; "Files and why" has all */

HfSource *
hf_source_new (const char *path)
{
  HfSource *self = g_new0 (HfSource, 1);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->reading);
  g_mutex_init (&self->changing);
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
  g_mutex_clear (&self->reading);
  g_mutex_clear (&self->changing);
  g_free (self->path);
  g_free (self);
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

/* Why a file is in no series; NULL: it is in one. */
static const char *
reason_of (const HfSource *self, guint32 file)
{
  for (guint n = 0; n < self->list->rejected->len; n++) {
    const HfRejected *rejected = self->list->rejected->pdata[n];

    if (rejected->file == file)
      return rejected->reason;
  }
  return NULL;
}

/* "message (file)", or a line a file, each with its reason. Of loss in compression all files would be named: they are not. */
char *
hf_source_warning_text (const HfSource *self, const HfWarning *warning, gboolean is_hidden)
{
  const GArray *files = warning->code == HF_CODE_LOSSY || is_hidden ? NULL : warning->files;
  GString *text = g_string_new (warning->message);

  for (guint n = 0; files && n < MIN (files->len, MAX_NAMED); n++) {
    guint32 file = g_array_index (files, guint32, n);
    const char *reason = reason_of (self, file);
    g_autofree char *name = g_filename_display_name (hf_source_file_name (self, file));

    if (files->len == 1 && !reason)
      g_string_append_printf (text, " (%s)", name);
    else
      g_string_append_printf (text, "\n    %s%s%s", name, reason ? ": " : "", reason ? reason : "");
  }
  if (files && files->len > MAX_NAMED) {
    g_string_append (text, "\n    ");
    g_string_append_printf (text, _ ("and %u more"), files->len - MAX_NAMED);
  }
  return g_string_free (text, FALSE);
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
hf_source_can_show_any (const HfSource *self)
{
  return self->spare && self->spare->len > 0;
}

gboolean
hf_source_can_show_file (const HfSource *self, guint32 file)
{
  gsize n;

  return find_spare (self, file, &n) != NULL;
}

/* The series that a file was made; -1: none. Pictures are added behind the n_found that were found. */
static int
shown_before (const HfSource *self, guint32 file)
{
  for (guint n = self->n_found; n < self->list->series->len; n++)
    if (((HfSeries *) self->list->series->pdata[n])->headers[0].file == file)
      return (int) n;
  return -1;
}

int
hf_source_show_file (HfSource *self, guint32 file, GError **error)
{
  gsize n;
  const HfHeader *spare = find_spare (self, file, &n);
  int index = shown_before (self, file);

  if (index >= 0)
    return index;
  g_mutex_lock (&self->changing);
  if (spare)
    index = hf_series_list_add_picture (self->list, spare, n);
  g_mutex_unlock (&self->changing);
  if (index < 0)
    g_set_error (error, HF_ERROR, HF_CODE_NO_IMAGES,
                 _ ("%s cannot be shown as a gray picture. Choose another file of the series."),
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

/* After what most files were rejected for; OK: there are none. */
static const char *
what_to_do (HfCode code)
{
  switch (code) {
  case HF_CODE_OK:
    return _ ("Choose the folder with the files of a CT series.");
  case HF_CODE_DIRECTORY:
    return _ ("The files that it names are not beside it: copy the whole disc, with its folders.");
  case HF_CODE_CORRUPT:
    return _ ("Copy them once more from where they come, or export the series again.");
  case HF_CODE_NO_PERMISSION:
    return _ ("Ask for the right to read them, or copy them to a folder of yours.");
  case HF_CODE_UNSUPPORTED_SYNTAX:
  case HF_CODE_UNSUPPORTED_BITS:
    return _ ("Export the series uncompressed.");
  default:
    return _ ("Choose the folder with the files of a CT series, or one of these files.");
  }
}

/* How much a file has to do with images: 2: is one, or may be; 1: lies beside images; 0: any other. */
static int
nearness (HfCode code)
{
  switch (code) {
  case HF_CODE_NO_DICOM:
  case HF_CODE_NOT_A_FILE:
    return 0;
  case HF_CODE_DIRECTORY:
  case HF_CODE_NO_IMAGES:
    return 1;
  default:
    return 2;
  }
}

/* The reason of the only file, or how many there are of the code that most have. An image that is none of a series tells more
   than all that is no image. */
static char *
why_nothing (const HfSource *self, HfCode *code)
{
  const GPtrArray *rejected = self->list->rejected;
  guint counts[HF_N_CODES] = { 0 };
  const HfRejected *usual = NULL;

  for (guint n = 0; n < rejected->len; n++)
    counts[((HfRejected *) rejected->pdata[n])->code]++;
  for (guint n = 0; n < rejected->len; n++) {
    const HfRejected *file = rejected->pdata[n];
    int nearer = usual ? nearness (file->code) - nearness (usual->code) : 1;

    if (nearer > 0 || (nearer == 0 && counts[file->code] > counts[usual->code]))
      usual = file;
  }
  *code = usual ? (HfCode) usual->code : HF_CODE_OK;
  if (!usual)
    return g_strdup (_ ("there are no files in it"));
  if (rejected->len == 1)
    return g_strdup (usual->reason);
  return g_strdup_printf (_ ("%u of %u files: %s"), counts[usual->code], rejected->len,
                          usual->reason);
}

/* The only series with that DICOM Series Number; -1: none, or several. */
static int
find_series_number (const HfSource *self, gint64 number)
{
  int found = -1;

  for (guint n = 0; n < self->list->series->len; n++) {
    const HfSeries *candidate = self->list->series->pdata[n];

    if (candidate->info->series_number != number)
      continue;
    if (found >= 0)
      return -1;
    found = (int) n;
  }
  return found;
}

/* series: a number of the list, a UID, the name of a rejected file, or a DICOM Series Number that is not in the list's range;
   NULL: the largest. */
int
hf_source_find (HfSource *self, const char *series, GError **error)
{
  int file = find_rejected_file (self, series);
  guint64 number;

  if (self->list->series->len == 0 && file >= 0)
    return hf_source_show_file (self, (guint32) file, error);
  if (self->list->series->len == 0) {
    HfCode code;
    g_autofree char *why = why_nothing (self, &code);

    g_set_error (error, HF_ERROR, HF_CODE_NO_IMAGES,
                 _ ("%s holds no images that can be shown: %s. %s"), self->path, why,
                 what_to_do (code));
    return -1;
  }
  if (!series)
    return 0;
  if (g_ascii_string_to_unsigned (series, 10, 0, G_MAXINT, &number, NULL)) {
    int index = number < self->list->series->len ? (int) number
                                                 : find_series_number (self, (gint64) number);

    if (index >= 0)
      return index;
  }
  for (guint n = 0; n < self->list->series->len; n++) {
    const HfSeries *candidate = self->list->series->pdata[n];

    if (strcmp (candidate->info->series_uid, series) == 0)
      return (int) n;
  }
  if (file >= 0)
    return hf_source_show_file (self, (guint32) file, error);
  g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE,
               _ ("There is no series %s; there are %u, from 0"), series, self->list->series->len);
  return -1;
}

/* With a process of its own, which is not full of slices. */
GPtrArray *
hf_source_tags (HfSource *self, guint32 file, GError **error)
{
  g_autoptr (HfLoaderClient) client = NULL;
  GPtrArray *tags;

  g_return_val_if_fail (file < self->folder->files->len, NULL);
  if (self->volume) {
    g_set_error (error, HF_ERROR, HF_CODE_NO_DICOM,
                 _ ("%s is no DICOM file and has no tags. Open a DICOM file to see them."),
                 self->path);
    return NULL;
  }
  client = hf_loader_client_new ();
  g_mutex_lock (&self->reading); /* who opens a file notes what it was */
  tags = hf_tags_read (client, self->folder, file, error);
  g_mutex_unlock (&self->reading);
  return tags;
}
