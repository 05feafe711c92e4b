/* Zips in memory, member by member, in every way to write them that 3MF knows, for the tests of what reads
   them. */
#pragma once

#include <glib.h>
#include <string.h>
#include <zlib.h>

typedef struct {
  GByteArray *bytes;
  GByteArray *directory;
  guint n;
  gboolean is_stored;       /* else deflated */
  gboolean has_descriptors; /* the sizes stand behind the members */
  gboolean is_zip64;        /* and in 64 bits */
} ZipMaker;

static inline void
zip_put (GByteArray *to, guint64 number, int n_bytes)
{
  for (int n = 0; n < n_bytes; n++) {
    const guint8 byte = (guint8) (number >> 8 * n);

    g_byte_array_append (to, &byte, 1);
  }
}

static inline GByteArray *
zip_deflate (const void *data, gsize n)
{
  GByteArray *packed = g_byte_array_new ();
  z_stream stream = { 0 };

  deflateInit2 (&stream, 9, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  g_byte_array_set_size (packed, (guint) deflateBound (&stream, n));
  stream.next_in = (Bytef *) data;
  stream.avail_in = (uInt) n;
  stream.next_out = packed->data;
  stream.avail_out = packed->len;
  deflate (&stream, Z_FINISH);
  g_byte_array_set_size (packed, (guint) stream.total_out);
  deflateEnd (&stream);
  return packed;
}

/* What the header and the directory have in common; sizes of -1: they are elsewhere. */
static inline void
zip_put_member (const ZipMaker *self,
                GByteArray *to,
                guint32 crc,
                gint64 packed,
                gint64 size,
                const char *name,
                guint n_extra)
{
  zip_put (to, self->is_zip64 ? 45 : 20, 2);
  zip_put (to, self->has_descriptors ? 8 : 0, 2);
  zip_put (to, self->is_stored ? 0 : Z_DEFLATED, 2);
  zip_put (to, 0x00210000, 4);
  zip_put (to, crc, 4);
  zip_put (to, (guint64) packed, 4);
  zip_put (to, (guint64) size, 4);
  zip_put (to, strlen (name), 2);
  zip_put (to, n_extra, 2);
}

static inline void
zip_put_directory (
    ZipMaker *self, const char *name, guint32 crc, guint packed, gsize size, guint offset)
{
  zip_put (self->directory, 0x02014b50, 4);
  zip_put (self->directory, 20, 2);
  zip_put_member (self, self->directory, crc, self->is_zip64 ? -1 : (gint64) packed,
                  self->is_zip64 ? -1 : (gint64) size, name, self->is_zip64 ? 34 : 0);
  zip_put (self->directory, 0, 8);
  zip_put (self->directory, 0, 2);
  zip_put (self->directory, self->is_zip64 ? G_MAXUINT32 : offset, 4);
  g_byte_array_append (self->directory, (const guint8 *) name, (guint) strlen (name));
  if (!self->is_zip64)
    return;
  zip_put (self->directory, 0x00025455, 4); /* of another kind, of two bytes */
  zip_put (self->directory, 0, 2);
  zip_put (self->directory, 0x00180001, 4);
  zip_put (self->directory, size, 8);
  zip_put (self->directory, packed, 8);
  zip_put (self->directory, offset, 8);
}

static inline void
zip_add (ZipMaker *self, const char *name, const void *data, gsize n)
{
  const guint32 crc = (guint32) crc32 (0, data, (uInt) n);
  g_autoptr (GByteArray) packed = self->is_stored ? g_byte_array_new () : zip_deflate (data, n);
  guint offset;

  if (self->is_stored)
    g_byte_array_append (packed, data, (guint) n);
  if (!self->bytes) {
    self->bytes = g_byte_array_new ();
    self->directory = g_byte_array_new ();
  }
  offset = self->bytes->len;
  zip_put (self->bytes, 0x04034b50, 4);
  if (self->has_descriptors)
    zip_put_member (self, self->bytes, 0, 0, 0, name, 0);
  else
    zip_put_member (self, self->bytes, crc, packed->len, (gint64) n, name, 0);
  g_byte_array_append (self->bytes, (const guint8 *) name, (guint) strlen (name));
  g_byte_array_append (self->bytes, packed->data, packed->len);
  if (self->has_descriptors) {
    zip_put (self->bytes, 0x08074b50, 4);
    zip_put (self->bytes, crc, 4);
    zip_put (self->bytes, packed->len, 4);
    zip_put (self->bytes, n, 4);
  }
  zip_put_directory (self, name, crc, packed->len, n, offset);
  self->n++;
}

/* The whole zip, to be freed; a 0 follows that does not count. */
static inline guint8 *
zip_end (ZipMaker *self, gsize *n)
{
  const guint64 at = self->bytes->len, size = self->directory->len;
  GByteArray *bytes = g_steal_pointer (&self->bytes);

  g_byte_array_append (bytes, self->directory->data, self->directory->len);
  if (self->is_zip64) {
    zip_put (bytes, 0x06064b50, 4);
    zip_put (bytes, 44, 8);
    zip_put (bytes, 45 << 16 | 45, 4);
    zip_put (bytes, 0, 8);
    zip_put (bytes, self->n, 8);
    zip_put (bytes, self->n, 8);
    zip_put (bytes, size, 8);
    zip_put (bytes, at, 8);
    zip_put (bytes, 0x07064b50, 4);
    zip_put (bytes, 0, 4);
    zip_put (bytes, at + size, 8);
    zip_put (bytes, 1, 4);
  }
  zip_put (bytes, 0x06054b50, 4);
  zip_put (bytes, 0, 4);
  zip_put (bytes, self->n, 2);
  zip_put (bytes, self->n, 2);
  zip_put (bytes, size, 4);
  zip_put (bytes, self->is_zip64 ? G_MAXUINT32 : at, 4);
  zip_put (bytes, 0, 2);
  g_clear_pointer (&self->directory, g_byte_array_unref);
  *n = bytes->len;
  zip_put (bytes, 0, 1);
  return g_byte_array_free (bytes, FALSE);
}
