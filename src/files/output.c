/* gzip at level 1: CT noise compresses no better at higher ones, only slower. */
#include "files/output.h"

#include "files/atomic.h"

#include <zlib.h>

#define LEVEL 1
#define CHUNK 65536 /* bytes */

struct _HfOutput {
  HfAtomic *file; /* owned */
  gboolean gzip;
  z_stream stream;
  guint8 buffer[CHUNK];
};

HfOutput *
hf_output_new (const char *path, gboolean gzip, GError **error)
{
  HfAtomic *file = hf_atomic_new (path, error);
  HfOutput *self;

  if (file == NULL)
    return NULL;
  self = g_new0 (HfOutput, 1);
  self->file = file;
  self->gzip = gzip;
  if (gzip)
    deflateInit2 (&self->stream, LEVEL, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  return self;
}

void
hf_output_free (HfOutput *self)
{
  if (self->gzip)
    deflateEnd (&self->stream);
  hf_atomic_free (self->file);
  g_free (self);
}

static gboolean
deflate_all (HfOutput *self, int flush, GError **error)
{
  do {
    self->stream.next_out = self->buffer;
    self->stream.avail_out = CHUNK;
    deflate (&self->stream, flush);
    if (!hf_atomic_write (self->file, self->buffer, CHUNK - self->stream.avail_out, error))
      return FALSE;
  } while (self->stream.avail_out == 0);
  return TRUE;
}

gboolean
hf_output_write (HfOutput *self, gconstpointer data, gsize n, GError **error)
{
  const guint8 *from = data;

  if (!self->gzip)
    return hf_atomic_write (self->file, data, n, error);
  while (n > 0) {
    uInt part = (uInt) MIN (n, 1u << 30);

    self->stream.next_in = (guint8 *) from;
    self->stream.avail_in = part;
    if (!deflate_all (self, Z_NO_FLUSH, error))
      return FALSE;
    from += part;
    n -= part;
  }
  return TRUE;
}

gboolean
hf_output_commit (HfOutput *self, GError **error)
{
  return (!self->gzip || deflate_all (self, Z_FINISH, error)) &&
         hf_atomic_commit (self->file, error);
}
