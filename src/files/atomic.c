/* Write beside, fsync where an old file is replaced, rename: the order in which an old file survives a
   full disk, a crash and a power cut. Small writes are gathered. */
#include "files/atomic.h"

#include "core/error.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define BUFFER 65536 /* bytes */

struct _HfAtomic {
  char *path;      /* where it shall be, links followed */
  char *temporary; /* NULL: path is written directly, or committed */
  int fd;
  gboolean replaces; /* an old file that holds something */
  gsize used;        /* bytes waiting in buffer */
  guint8 buffer[BUFFER];
};

static gboolean
fail (const char *path, int number, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, HF_ERROR,
               number == EACCES || number == EPERM || number == EROFS ? HF_CODE_NO_PERMISSION
                                                                      : HF_CODE_IO,
               _ ("Could not write %s: %s"), name, g_strerror (number));
  return FALSE;
}

/* The temporary file, in the folder of path, readable as a new file would be. */
static gboolean
open_temporary (HfAtomic *self, const struct stat *old, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (self->path);
  g_autofree char *base = g_path_get_basename (self->path);
  mode_t mask = umask (0);

  umask (mask);
  if (strlen (base) > 200)
    base[200] = '\0'; /* names end at 255 bytes */
  self->temporary = g_strdup_printf ("%s/.%s.XXXXXX", folder, base);
  self->fd = mkostemp (self->temporary, O_CLOEXEC);
  if (self->fd < 0) {
    g_clear_pointer (&self->temporary, g_free);
    return fail (self->path, errno, error);
  }
  if (fchmod (self->fd, old ? old->st_mode & 0777 : 0666 & ~mask) != 0)
    g_debug ("mode of a new file: %s", g_strerror (errno));
  return TRUE;
}

HfAtomic *
hf_atomic_new (const char *path, GError **error)
{
  g_autoptr (HfAtomic) self = g_new0 (HfAtomic, 1);
  char *real = realpath (path, NULL);
  struct stat old;
  gboolean exists = stat (path, &old) == 0;

  self->fd = -1;
  self->path = g_strdup (real ? real : path);
  free (real);
  if (exists && S_ISDIR (old.st_mode)) {
    fail (path, EISDIR, error);
    return NULL;
  }
  if (exists && !S_ISREG (old.st_mode)) {
    self->fd = open (path, O_WRONLY | O_CLOEXEC);
    if (self->fd < 0) {
      fail (path, errno, error);
      return NULL;
    }
    return g_steal_pointer (&self);
  }
  self->replaces = exists && old.st_size > 0;
  return open_temporary (self, exists ? &old : NULL, error) ? g_steal_pointer (&self) : NULL;
}

static gboolean
write_all (HfAtomic *self, const guint8 *data, gsize n, GError **error)
{
  while (n > 0) {
    ssize_t done = write (self->fd, data, MIN (n, 1u << 30));

    if (done < 0 && errno == EINTR)
      continue;
    if (done <= 0)
      return fail (self->path, done < 0 ? errno : ENOSPC, error);
    data += done;
    n -= (gsize) done;
  }
  return TRUE;
}

static gboolean
flush (HfAtomic *self, GError **error)
{
  gsize n = self->used;

  self->used = 0;
  return write_all (self, self->buffer, n, error);
}

/* Blocks that are there already cost the kernel a third less than those which it finds one by one while it writes. Where the
   file system cannot do that, nothing is lost. */
gboolean
hf_atomic_reserve (HfAtomic *self, gsize bytes, GError **error)
{
#ifdef __linux__
  if (self->temporary && bytes > BUFFER &&
      fallocate (self->fd, FALLOC_FL_KEEP_SIZE, 0, (off_t) bytes) != 0 &&
      (errno == ENOSPC || errno == EDQUOT || errno == EFBIG))
    return fail (self->path, errno, error);
#endif
  return TRUE;
}

gboolean
hf_atomic_write (HfAtomic *self, gconstpointer data, gsize n, GError **error)
{
  if (self->used + n > BUFFER && !flush (self, error))
    return FALSE;
  if (n > BUFFER)
    return write_all (self, data, n, error);
  memcpy (self->buffer + self->used, data, n);
  self->used += n;
  return TRUE;
}

gboolean
hf_atomic_commit (HfAtomic *self, GError **error)
{
  int fd;

  if (!flush (self, error))
    return FALSE;
  if (self->temporary && self->replaces && fdatasync (self->fd) != 0)
    return fail (self->path, errno, error);
  fd = self->fd;
  self->fd = -1;
  if (close (fd) != 0)
    return fail (self->path, errno, error);
  if (self->temporary == NULL)
    return TRUE;
  if (rename (self->temporary, self->path) != 0)
    return fail (self->path, errno, error);
  g_clear_pointer (&self->temporary, g_free);
  return TRUE;
}

void
hf_atomic_free (HfAtomic *self)
{
  if (self->fd >= 0)
    close (self->fd);
  if (self->temporary)
    unlink (self->temporary);
  g_free (self->temporary);
  g_free (self->path);
  g_free (self);
}

/* Where the portal mounts its documents: the folder of each is named after its number there. */
gboolean
hf_atomic_can_write_beside (const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *user = g_build_filename (g_get_user_runtime_dir (), "doc/", NULL);

  return !g_str_has_prefix (absolute, user) && !g_str_has_prefix (absolute, "/run/flatpak/doc/");
}

gboolean
hf_atomic_write_file (const char *path, gconstpointer data, gsize n, GError **error)
{
  g_autoptr (HfAtomic) file = hf_atomic_new (path, error);

  return file != NULL && hf_atomic_write (file, data, n, error) && hf_atomic_commit (file, error);
}
