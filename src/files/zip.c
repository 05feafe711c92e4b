/* Every offset and size is held against the file's length before it is used. What a member unpacks to
   is bounded by the size that the directory gives, and that by the member's size in the zip: deflate
   could make 1032 bytes of one, XML of meshes becomes 5 to 30 times as large. */
#include "files/zip.h"

#include "core/error.h"

#include <string.h>
#include <zlib.h>

#define MAX_INFLATION 100
#define MAX_SMALL (1 << 20) /* bytes that any member may have */
#define PART (256 << 10)    /* bytes handed on at a time */

#define LOCAL 0x04034b50 /* signatures */
#define ENTRY 0x02014b50
#define END 0x06054b50
#define END64 0x06064b50
#define LOCATOR64 0x07064b50

#define LOCAL_BYTES 30
#define ENTRY_BYTES 46
#define END_BYTES 22
#define END64_BYTES 56
#define LOCATOR64_BYTES 20

static guint64
number_at (const guint8 *p, int n_bytes)
{
  guint64 number = 0;

  for (int n = 0; n < n_bytes; n++)
    number |= (guint64) p[n] << 8 * n;
  return number;
}

static gboolean
fail_broken (const HfZip *self, GError **error)
{
  return hf_fail (self->name, HF_CODE_CORRUPT, error,
                  "is no whole zip: it is cut off or damaged. Copy it, or save it, again.");
}

/* The place of the last record, which a comment of up to 65535 bytes may follow; n: there is none. */
static gsize
find_end (const guint8 *data, gsize n)
{
  const gsize first = n > END_BYTES + 65535 ? n - END_BYTES - 65535 : 0;

  for (gsize at = n < END_BYTES ? 0 : n - END_BYTES + 1; at-- > first;)
    if (number_at (data + at, 4) == END &&
        number_at (data + at + 20, 2) <= (guint64) (n - at - END_BYTES))
      return at;
  return n;
}

/* The larger record of ZIP64 that the last one, at end, stands for; NULL: there is none. */
static const guint8 *
find_end64 (const HfZip *self, gsize end)
{
  guint64 at;

  if (end < LOCATOR64_BYTES + END64_BYTES ||
      number_at (self->data + end - LOCATOR64_BYTES, 4) != LOCATOR64)
    return NULL;
  at = number_at (self->data + end - LOCATOR64_BYTES + 8, 8);
  return at <= end - LOCATOR64_BYTES - END64_BYTES && number_at (self->data + at, 4) == END64
             ? self->data + at
             : NULL;
}

/* The sizes that do not fit 32 bits are in the first extra field of ID 1, in this order. */
static gboolean
read_extra64 (const guint8 *extra, gsize n, HfZipMember *member)
{
  guint64 *const wide[] = { &member->size, &member->packed, &member->offset };
  gsize at = 4, length;

  while (n >= 4 && number_at (extra, 2) != 1) {
    length = 4 + number_at (extra + 2, 2);
    if (length > n)
      return FALSE;
    extra += length;
    n -= length;
  }
  if (n < 4)
    return FALSE;
  n = MIN (n, 4 + number_at (extra + 2, 2));
  for (gsize w = 0; w < G_N_ELEMENTS (wide); w++)
    if (*wide[w] == G_MAXUINT32) {
      if (at + 8 > n)
        return FALSE;
      *wide[w] = number_at (extra + at, 8);
      at += 8;
    }
  return TRUE;
}

/* The member of the directory at *at, and on to the next one. FALSE: broken. */
static gboolean
next_member (const HfZip *self, gsize *at, HfZipMember *member)
{
  const guint8 *p = self->data + *at;
  gsize n_extra, length;

  if (self->end - *at < ENTRY_BYTES || number_at (p, 4) != ENTRY)
    return FALSE;
  member->name = (const char *) p + ENTRY_BYTES;
  member->n_name = number_at (p + 28, 2);
  member->flags = (guint) number_at (p + 8, 2);
  member->method = (guint) number_at (p + 10, 2);
  member->crc = (guint32) number_at (p + 16, 4);
  member->packed = number_at (p + 20, 4);
  member->size = number_at (p + 24, 4);
  member->offset = number_at (p + 42, 4);
  n_extra = number_at (p + 30, 2);
  length = ENTRY_BYTES + member->n_name + n_extra + number_at (p + 32, 2);
  if (length > self->end - *at)
    return FALSE;
  *at += length;
  if (member->packed != G_MAXUINT32 && member->size != G_MAXUINT32 && member->offset != G_MAXUINT32)
    return TRUE;
  return read_extra64 (p + ENTRY_BYTES + member->n_name, n_extra, member);
}

gboolean
hf_zip_open (HfZip *self, const char *name, const guint8 *data, gsize n, GError **error)
{
  guint64 offset, size;
  const guint8 *end64;
  HfZipMember member;
  gsize at;

  *self = (HfZip){ .name = name, .data = data, .n = n, .end = find_end (data, n) };
  if (self->end == n)
    return fail_broken (self, error);
  self->n_members = number_at (data + self->end + 10, 2);
  size = number_at (data + self->end + 12, 4);
  offset = number_at (data + self->end + 16, 4);
  if (self->n_members == G_MAXUINT16 || size == G_MAXUINT32 || offset == G_MAXUINT32) {
    end64 = find_end64 (self, self->end);
    if (!end64)
      return fail_broken (self, error);
    self->n_members = number_at (end64 + 32, 8);
    size = number_at (end64 + 40, 8);
    offset = number_at (end64 + 48, 8);
  }
  if (offset > self->end || size > self->end - offset)
    return fail_broken (self, error);
  self->directory = at = (gsize) offset;
  self->end = (gsize) (offset + size);
  for (guint64 m = 0; m < self->n_members; m++)
    if (!next_member (self, &at, &member))
      return fail_broken (self, error);
  return TRUE;
}

gboolean
hf_zip_find (const HfZip *self, const char *name, HfZipMember *member)
{
  const gsize n_name = strlen (name);
  gsize at = self->directory;

  for (guint64 m = 0; m < self->n_members && next_member (self, &at, member); m++)
    if (member->n_name == n_name && g_ascii_strncasecmp (member->name, name, n_name) == 0)
      return TRUE;
  return FALSE;
}

/* The packed bytes of a member; NULL: they do not lie in the file. */
static const guint8 *
find_packed (const HfZip *self, const HfZipMember *member)
{
  const guint8 *p;
  gsize left, skip;

  if (self->directory < LOCAL_BYTES || member->offset > self->directory - LOCAL_BYTES)
    return NULL;
  p = self->data + member->offset;
  if (number_at (p, 4) != LOCAL)
    return NULL;
  left = self->directory - (gsize) member->offset;
  skip = LOCAL_BYTES + number_at (p + 26, 2) + number_at (p + 28, 2);
  return skip <= left && member->packed <= left - skip ? p + skip : NULL;
}

/* Where what was unpacked goes, and what is known of it. */
typedef struct {
  const HfZipMember *member;
  HfZipTakeFunc take;
  gpointer to;
  guint64 size; /* so far */
  guint32 crc;
} Sink;

/* FALSE without an error: it is more than the directory says. */
static gboolean
sink_take (Sink *self, const guint8 *bytes, gsize n, GError **error)
{
  if (n > self->member->size - self->size)
    return FALSE;
  self->size += n;
  self->crc = (guint32) crc32 (self->crc, bytes, (uInt) n);
  return n == 0 || self->take (self->to, (const char *) bytes, n, error);
}

static gboolean
copy (Sink *sink, const guint8 *packed, GError **error)
{
  for (gsize at = 0, n; at < sink->member->packed; at += n) {
    n = MIN (PART, (gsize) sink->member->packed - at);
    if (!sink_take (sink, packed + at, n, error))
      return FALSE;
  }
  return TRUE;
}

/* FALSE without an error: the packed bytes are damaged. */
static gboolean
unpack (Sink *sink, const guint8 *packed, GError **error)
{
  g_autofree guint8 *part = g_malloc (PART);
  z_stream stream = { 0 };
  gsize left = (gsize) sink->member->packed;
  int result = Z_OK;

  if (inflateInit2 (&stream, -MAX_WBITS) != Z_OK)
    return FALSE;
  stream.next_in = (Bytef *) packed;
  while (result == Z_OK) {
    const uInt given = (uInt) MIN (left, 1u << 30);

    stream.avail_in = given;
    stream.next_out = part;
    stream.avail_out = PART;
    result = inflate (&stream, Z_NO_FLUSH);
    left -= given - stream.avail_in;
    if ((result == Z_OK || result == Z_STREAM_END) &&
        !sink_take (sink, part, PART - stream.avail_out, error))
      result = Z_DATA_ERROR;
  }
  inflateEnd (&stream);
  return result == Z_STREAM_END;
}

gboolean
hf_zip_read (const HfZip *self,
             const HfZipMember *member,
             guint64 max,
             HfZipTakeFunc take,
             gpointer to,
             GError **error)
{
  const guint8 *packed = find_packed (self, member);
  const int n_name = (int) member->n_name;
  Sink sink = { member, take, to, 0, 0 };
  GError *local = NULL;

  if (!packed)
    return fail_broken (self, error);
  if (member->flags & 0x2001) /* the member, or the directory */
    return hf_fail (self->name, HF_CODE_UNSUPPORTED_SYNTAX, error,
                    "is encrypted. Save it without a password.");
  if (member->method != 0 && member->method != Z_DEFLATED)
    return hf_fail (
        self->name, HF_CODE_UNSUPPORTED_SYNTAX, error,
        "“%.*s” is compressed by method %u of zip, which is not read. Pack it anew with "
        "deflate.",
        n_name, member->name, member->method);
  if (member->size > max || member->size > MAX_SMALL + MAX_INFLATION * member->packed)
    return hf_fail (self->name, HF_CODE_TOO_LARGE, error,
                    "“%.*s” would become %llu bytes out of %llu: no sound file does that. Save it "
                    "anew, or as STL.",
                    n_name, member->name, (unsigned long long) member->size,
                    (unsigned long long) member->packed);
  if ((member->method == 0 ? copy (&sink, packed, &local) : unpack (&sink, packed, &local)) &&
      sink.size == member->size && sink.crc == member->crc)
    return TRUE;
  if (!local)
    return fail_broken (self, error);
  g_propagate_error (error, local);
  return FALSE;
}
