/* The decoder: segments are the bytes of the cells, the most significant first (PS3.5 G.2). */
#include "dicom/rle.h"

#include <string.h>

#define HEAD 64

static guint32
read_u32 (const guint8 *bytes)
{
  return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | (guint32) bytes[3] << 24;
}

/* One segment into every step-th byte. How many of the n bytes were there. */
static gsize
unpack (const guint8 *at, const guint8 *end, guint8 *out, gsize n, guint step)
{
  gsize done = 0;

  while (done < n && at < end) {
    guint8 control = *at++;
    gsize run = control < 128 ? control + 1u : 257u - control;

    run = MIN (run, n - done);
    if (control < 128) {
      run = MIN (run, (gsize) (end - at));
      for (gsize i = 0; i < run; i++)
        out[(done + i) * step] = at[i];
      at += run;
    } else if (control > 128) {
      if (at == end)
        break;
      for (gsize i = 0; i < run; i++)
        out[(done + i) * step] = *at;
      at++;
    } else
      continue;
    done += run;
  }
  return done;
}

gsize
hf_rle_decode (const guint8 *stream, gsize length, guint bytes_per_cell, guint8 *cells, gsize n)
{
  gsize complete = n;

  memset (cells, 0, n * bytes_per_cell);
  if (length < HEAD || read_u32 (stream) != bytes_per_cell)
    return 0;
  for (guint segment = 0; segment < bytes_per_cell; segment++) {
    guint byte = G_BYTE_ORDER == G_LITTLE_ENDIAN ? bytes_per_cell - 1 - segment : segment;
    gsize start = read_u32 (stream + 4 * (segment + 1));
    gsize end = segment + 1 < bytes_per_cell ? read_u32 (stream + 4 * (segment + 2)) : length;
    gsize done = 0;

    if (start >= HEAD && start < length)
      done = unpack (stream + start, stream + MIN (MAX (end, start), length), cells + byte, n,
                     bytes_per_cell);
    complete = MIN (complete, done);
  }
  return complete;
}
