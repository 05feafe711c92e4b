/* Reading folders. Files are opened only where stat() says that they are regular: opening a FIFO or
   a device may wait, or do something. */
#include "session/folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

HfFolder *
hf_folder_new (const char *path)
{
  HfFolder *self = g_new0 (HfFolder, 1);

  self->path = g_strdup (path);
  self->files = g_ptr_array_new ();
  return self;
}

void
hf_folder_clear (HfFolder *self)
{
  for (guint n = 0; n < self->files->len; n++) {
    HfFolderFile *file = self->files->pdata[n];

    g_free (file->name);
    g_free (file);
  }
  g_ptr_array_set_size (self->files, 0);
}

void
hf_folder_free (HfFolder *self)
{
  hf_folder_clear (self);
  g_ptr_array_unref (self->files);
  g_free (self->path);
  g_free (self);
}

void
hf_folder_add (HfFolder *self, const char *name)
{
  HfFolderFile *file = g_new0 (HfFolderFile, 1);

  file->name = g_strdup (name);
  g_ptr_array_add (self->files, file);
}

char *
hf_folder_file_path (const HfFolder *self, guint32 file)
{
  return g_build_filename (self->path, ((HfFolderFile *) self->files->pdata[file])->name, NULL);
}

static gboolean
read_level (HfFolder *self, const char *below, guint depth, GHashTable *seen, GError **error);

static gboolean
is_folder (const char *path, const struct dirent *entry)
{
  struct stat info;

  if (entry->d_type != DT_UNKNOWN && entry->d_type != DT_LNK)
    return entry->d_type == DT_DIR;
  return stat (path, &info) == 0 && S_ISDIR (info.st_mode);
}

/* A folder that links lead to a second time is not read again. */
static gboolean
is_seen (DIR *folder, GHashTable *seen)
{
  struct stat info;

  if (fstat (dirfd (folder), &info) != 0)
    return TRUE;
  return !g_hash_table_add (seen, g_strdup_printf ("%" G_GUINT64_FORMAT ":%" G_GUINT64_FORMAT,
                                                   (guint64) info.st_dev, (guint64) info.st_ino));
}

static void
read_entries (HfFolder *self, DIR *folder, const char *below, guint depth, GHashTable *seen)
{
  struct dirent *entry;

  while ((entry = readdir (folder))) {
    g_autofree char *name = NULL, *path = NULL;

    if (entry->d_name[0] == '.')
      continue;
    if (self->files->len >= HF_FOLDER_FILES) {
      self->is_cut = TRUE;
      return;
    }
    name = *below ? g_build_filename (below, entry->d_name, NULL) : g_strdup (entry->d_name);
    path = g_build_filename (self->path, name, NULL);
    hf_progress_ask (self->progress, path);
    if (!is_folder (path, entry))
      hf_folder_add (self, name);
    else if (depth > 0)
      read_level (self, name, depth - 1, seen, NULL);
  }
}

static gboolean
read_level (HfFolder *self, const char *below, guint depth, GHashTable *seen, GError **error)
{
  g_autofree char *path = g_build_filename (self->path, below, NULL);
  DIR *folder;

  hf_progress_ask (self->progress, path);
  folder = opendir (path);
  if (!folder) {
    int reason = errno;

    g_set_error (error, HF_ERROR, reason == EACCES ? HF_CODE_NO_PERMISSION : HF_CODE_NOT_A_FILE,
                 _ ("The folder %s cannot be read: %s. %s"), path, g_strerror (reason),
                 reason == EACCES
                     ? _ ("Ask for the right to read it, or copy it to a folder of yours.")
                     : _ ("Look whether it is still there, or try again."));
    return FALSE;
  }
  if (!is_seen (folder, seen))
    read_entries (self, folder, below, depth, seen);
  closedir (folder);
  return TRUE;
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  const HfFolderFile *const *first = a, *const *second = b;

  return strcmp ((*first)->name, (*second)->name);
}

gboolean
hf_folder_read (HfFolder *self, gboolean is_recursive, GError **error)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  gboolean ok = read_level (self, "", is_recursive ? HF_FOLDER_DEPTH : 0, seen, error);

  hf_progress_answered (self->progress);
  g_ptr_array_sort (self->files, compare_names);
  return ok;
}

static int
refuse (GError **error, HfCode code, const char *reason)
{
  g_set_error_literal (error, HF_ERROR, code, _ (reason));
  return -1;
}

static int
refuse_errno (GError **error, int reason)
{
  if (reason == EACCES || reason == EPERM)
    return refuse (error, HF_CODE_NO_PERMISSION, "may not be read by you");
  if (reason == ENOENT)
    return refuse (error, HF_CODE_NOT_A_FILE, "is not there");
  if (reason == ELOOP)
    return refuse (error, HF_CODE_NOT_A_FILE, "is a link that leads to itself");
  return refuse (error, HF_CODE_IO, g_strerror (reason));
}

static const char *
kind_of (mode_t mode)
{
  return S_ISFIFO (mode)   ? N_ ("is a pipe")
         : S_ISSOCK (mode) ? N_ ("is a socket")
         : S_ISDIR (mode)  ? N_ ("is a folder")
                           : N_ ("is a device");
}

/* Files that were replaced since they were looked at would give wrong pixels. */
static gboolean
is_same (HfFolderFile *file, const struct stat *info)
{
  gint64 changed = info->st_mtim.tv_sec * (gint64) 1000000000 + info->st_mtim.tv_nsec;

  if (!file->is_known) {
    file->device = info->st_dev;
    file->inode = info->st_ino;
    file->size = info->st_size;
    file->changed = changed;
    file->is_known = TRUE;
  }
  return file->device == info->st_dev && file->inode == info->st_ino &&
         file->size == (guint64) info->st_size && file->changed == changed;
}

static int
open_path (HfFolder *self, guint32 file, const char *path, GError **error)
{
  struct stat info;
  int fd;

  if (stat (path, &info) != 0)
    return refuse_errno (error, errno);
  if (!S_ISREG (info.st_mode))
    return refuse (error, HF_CODE_NOT_A_FILE, kind_of (info.st_mode));
  fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  if (fd < 0)
    return refuse_errno (error, errno);
  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && is_same (self->files->pdata[file], &info))
    return fd;
  close (fd);
  return refuse (error, HF_CODE_CORRUPT, "was changed while it was read");
}

int
hf_folder_open (HfFolder *self, guint32 file, GError **error)
{
  g_autofree char *path = hf_folder_file_path (self, file);
  int fd;

  hf_progress_ask (self->progress, path);
  fd = open_path (self, file, path, error);
  hf_progress_answered (self->progress);
  return fd;
}
