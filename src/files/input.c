/* Untrusted bytes. Read, not mapped: a file that shrinks while it is mapped would kill the program.
 */
#include "files/input.h"

#include "core/error.h"
#include "core/parallel.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>
#include <zlib.h>

#define CHUNK 65536 /* bytes read at once for inflate */
#define ROWS_AT_ONCE 256
#define MAX_INFLATION                                                                              \
  1032 /* deflate makes at most this many bytes of one (zlib's technical notes) */

struct _HfInput {
  int fd;             /* -1: memory */
  const guint8 *data; /* memory, borrowed */
  guint64 size;       /* bytes of the file */
  guint64 position;   /* next byte of the file */
  char *name;
  gboolean inflating;
  z_stream stream;
  gboolean stream_ended;
  guint8 *buffer; /* CHUNK, while inflating */
};

static HfInput *
fail_open (const char *path, HfCode code, const char *why, GError **error)
{
  g_set_error (error, HF_ERROR, code, "%s: %s", path, _ (why));
  return NULL;
}

static HfInput *
fail_errno (const char *path, int number, GError **error)
{
  HfCode code = number == EACCES || number == EPERM ? HF_CODE_NO_PERMISSION
                : number == ENXIO                   ? HF_CODE_NOT_A_FILE
                                                    : HF_CODE_IO;

  if (number == ENOENT || number == ENOTDIR)
    return fail_open (
        path, code,
        _ ("It is not there. Is it moved or deleted, or on a disk that is not connected?"), error);
  return fail_open (path, code, g_strerror (number), error);
}

HfInput *
hf_input_open (const char *path, GError **error)
{
  int fd = open (path, O_RDONLY | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
  struct stat about;
  HfInput *self;

  if (fd < 0)
    return fail_errno (path, errno, error);
  if (fstat (fd, &about) != 0 || !S_ISREG (about.st_mode)) {
    close (fd);
    return S_ISDIR (about.st_mode)
               ? fail_open (path, HF_CODE_DIRECTORY, "This is a folder, not a file", error)
               : fail_open (path, HF_CODE_NOT_A_FILE, "This is not a regular file", error);
  }
  self = g_new0 (HfInput, 1);
  self->fd = fd;
  self->size = (guint64) about.st_size;
  self->name = g_filename_display_basename (path);
  posix_fadvise (fd, 0, 0, POSIX_FADV_SEQUENTIAL);
  return self;
}

HfInput *
hf_input_new_memory (gconstpointer data, gsize n)
{
  HfInput *self = g_new0 (HfInput, 1);

  self->fd = -1;
  self->data = data;
  self->size = n;
  self->name = g_strdup ("memory");
  return self;
}

void
hf_input_free (HfInput *self)
{
  if (self->fd >= 0)
    close (self->fd);
  if (self->inflating)
    inflateEnd (&self->stream);
  g_free (self->buffer);
  g_free (self->name);
  g_free (self);
}

const char *
hf_input_name (const HfInput *self)
{
  return self->name;
}

/* Bytes of the file itself, at most n, at a place; 0 at its end. */
static gsize
raw_at (HfInput *self, guint64 position, gpointer to, gsize n, GError **error)
{
  ssize_t got;

  if (position >= self->size)
    return 0;
  n = MIN (n, self->size - position);
  if (self->fd < 0) {
    memcpy (to, self->data + position, n);
    return n;
  }
  do
    got = pread (self->fd, to, MIN (n, 1u << 30), (off_t) position);
  while (got < 0 && errno == EINTR);
  if (got < 0)
    g_set_error (error, HF_ERROR, HF_CODE_IO, "%s: %s", self->name, g_strerror (errno));
  return got < 0 ? 0 : (gsize) got;
}

gboolean
hf_input_starts_with (HfInput *self, const char *magic, gsize n)
{
  char start[16];

  return n <= sizeof start && raw_at (self, 0, start, n, NULL) == n &&
         memcmp (start, magic, n) == 0;
}

void
hf_input_gunzip (HfInput *self)
{
  g_return_if_fail (!self->inflating);
  self->inflating = TRUE;
  self->buffer = g_malloc (CHUNK);
  inflateInit2 (&self->stream, 15 + 32); /* gzip or zlib, whichever it is */
}

void
hf_input_rewind (HfInput *self)
{
  if (self->inflating)
    inflateEnd (&self->stream);
  g_clear_pointer (&self->buffer, g_free);
  self->stream = (z_stream){ 0 };
  self->inflating = self->stream_ended = FALSE;
  self->position = 0;
}

guint64
hf_input_limit (const HfInput *self)
{
  guint64 left = self->size - MIN (self->position, self->size);

  if (!self->inflating)
    return left;
  return (left + self->stream.avail_in + CHUNK) * MAX_INFLATION; /* CHUNK: what zlib still holds */
}

/* More compressed bytes for the stream. FALSE at the end of the file. */
static gboolean
refill (HfInput *self, GError **error)
{
  gsize got = raw_at (self, self->position, self->buffer, CHUNK, error);

  self->position += got;
  self->stream.next_in = self->buffer;
  self->stream.avail_in = (uInt) got;
  return got > 0;
}

static gsize
inflate_some (HfInput *self, guint8 *to, gsize n, GError **error)
{
  self->stream.next_out = to;
  self->stream.avail_out = (uInt) MIN (n, 1u << 30);
  while (self->stream.next_out == to) {
    int result;

    if (self->stream.avail_in == 0 && !refill (self, error))
      return 0;
    if (self->stream_ended) { /* another member, or zeros behind the last one */
      if (self->stream.next_in[0] != 0x1f || inflateReset (&self->stream) != Z_OK)
        return 0;
      self->stream_ended = FALSE;
    }
    result = inflate (&self->stream, Z_NO_FLUSH);
    self->stream_ended = result == Z_STREAM_END;
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR) {
      g_set_error (error, HF_ERROR, HF_CODE_CORRUPT, _ ("%s: the compressed data are damaged (%s)"),
                   self->name, self->stream.msg ? self->stream.msg : _ ("zlib error"));
      return 0;
    }
  }
  return (gsize) (self->stream.next_out - to);
}

gsize
hf_input_read_some (HfInput *self, gpointer to, gsize n, GError **error)
{
  gsize got;

  if (n == 0)
    return 0;
  if (self->inflating)
    return inflate_some (self, to, n, error);
  got = raw_at (self, self->position, to, n, error);
  self->position += got;
  return got;
}

gboolean
hf_input_read (HfInput *self, gpointer to, gsize n, GError **error)
{
  GError *local = NULL;
  gsize done = 0;

  while (done < n) {
    gsize got = hf_input_read_some (self, (guint8 *) to + done, n - done, &local);

    if (got == 0) {
      if (local == NULL)
        g_set_error (&local, HF_ERROR, HF_CODE_CORRUPT,
                     _ ("%s: the file ends early: %zu bytes are missing"), self->name, n - done);
      g_propagate_error (error, local);
      return FALSE;
    }
    done += got;
  }
  return TRUE;
}

typedef struct {
  HfInput *input;
  guint8 *to;
  gsize row; /* bytes */
  gsize pitch;
  gint is_short; /* atomic: something is missing */
} Rows;

/* Rows one by one, where the system gave less than was asked for. */
static gboolean
read_rows_slowly (Rows *self, gsize begin, gsize end)
{
  for (gsize n = begin; n < end; n++)
    for (gsize done = 0, got; done < self->row; done += got) {
      got = raw_at (self->input, self->input->position + n * self->row + done,
                    self->to + n * self->pitch + done, self->row - done, NULL);
      if (got == 0)
        return FALSE;
    }
  return TRUE;
}

static void
read_rows_cb (gsize begin, gsize end, gpointer data)
{
  Rows *self = data;
  struct iovec rows[ROWS_AT_ONCE];

  for (gsize n; begin < end; begin += n) {
    n = MIN (end - begin, ROWS_AT_ONCE);
    for (gsize r = 0; r < n; r++)
      rows[r] = (struct iovec){ self->to + (begin + r) * self->pitch, self->row };
    if (preadv (self->input->fd, rows, (int) n,
                (off_t) (self->input->position + begin * self->row)) != (ssize_t) (n * self->row) &&
        !read_rows_slowly (self, begin, begin + n)) {
      g_atomic_int_set (&self->is_short, TRUE);
      return;
    }
  }
}

gboolean
hf_input_read_rows (
    HfInput *self, gpointer to, gsize n_rows, gsize row, gsize pitch, GError **error)
{
  Rows rows = { self, to, row, pitch, FALSE };

  if (self->fd >= 0 && !self->inflating) {
    hf_parallel_for (n_rows, 4 * ROWS_AT_ONCE, read_rows_cb, &rows);
    if (!g_atomic_int_get (&rows.is_short)) {
      self->position += n_rows * row;
      return TRUE;
    }
  }
  for (gsize n = 0; n < n_rows; n++) /* in order, so that the error says what is missing */
    if (!hf_input_read (self, rows.to + n * pitch, row, error))
      return FALSE;
  return TRUE;
}

gboolean
hf_input_skip (HfInput *self, guint64 n, GError **error)
{
  g_autofree guint8 *waste = g_malloc (CHUNK);

  while (n > 0) {
    gsize step = (gsize) MIN (n, CHUNK);

    if (!hf_input_read (self, waste, step, error))
      return FALSE;
    n -= step;
  }
  return TRUE;
}

guint8 *
hf_input_contents (const char *path, gsize max, gsize *n, GError **error)
{
  g_autoptr (HfInput) input = hf_input_open (path, error);
  g_autofree guint8 *data = NULL;

  if (input == NULL)
    return NULL;
  if (input->size > max) {
    g_set_error (error, HF_ERROR, HF_CODE_TOO_LARGE, _ ("%s: %llu bytes are too many"), input->name,
                 (unsigned long long) input->size);
    return NULL;
  }
  *n = (gsize) input->size;
  data = g_malloc (*n + 1);
  data[*n] = 0;
  return hf_input_read (input, data, *n, error) ? g_steal_pointer (&data) : NULL;
}
