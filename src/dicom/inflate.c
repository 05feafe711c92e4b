/* zlib's raw inflate into a buffer that grows up to a limit: a bomb of 1 KB may want gigabytes. */
#include "dicom/inflate.h"

#include <glib/gi18n-lib.h>
#include <zlib.h>

/* What could be inflated, also where the stream is cut; NULL where nothing could or it is too much. */
guint8 *
hf_inflate (HfReader *reader, guint64 at, gsize *length, GError **error)
{
  z_stream stream = { 0 };
  guint8 in[32768];
  gsize room = 1 << 20;
  guint8 *out = g_malloc (room);
  int result = inflateInit2 (&stream, -MAX_WBITS);

  *length = 0;
  while (result == Z_OK || result == Z_BUF_ERROR) {
    if (stream.avail_in == 0) {
      stream.avail_in = hf_reader_copy (reader, at, sizeof in, in);
      stream.next_in = in;
      at += stream.avail_in;
      if (stream.avail_in == 0)
        break;
    }
    if (*length == room && room < HF_INFLATE_MOST)
      out = g_realloc (out, room *= 2);
    if (*length == room) {
      result = Z_MEM_ERROR;
      break;
    }
    stream.next_out = out + *length;
    stream.avail_out = room - *length;
    result = inflate (&stream, Z_NO_FLUSH);
    *length = room - stream.avail_out;
  }
  inflateEnd (&stream);
  if (result != Z_MEM_ERROR && *length > 0)
    return out;
  g_free (out);
  g_set_error (error, HF_ERROR, *length ? HF_CODE_TOO_LARGE : HF_CODE_CORRUPT,
               *length ? _ ("the deflated data set is larger than %u MiB")
                       : _ ("the data set cannot be inflated"),
               HF_INFLATE_MOST >> 20);
  return NULL;
}
