/* Fragments to frames: by their number, by an offset table, or by the markers that start a code
   stream; whichever fits the number of frames. */
#include "dicom/fragments.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_FRAGMENTS 1000000u

static guint32
read_u32 (const guint8 *bytes)
{
  return bytes[0] | bytes[1] << 8 | bytes[2] << 16 | (guint32) bytes[3] << 24;
}

static guint64
read_u64 (const guint8 *bytes)
{
  return read_u32 (bytes) | (guint64) read_u32 (bytes + 4) << 32;
}

/* Items up to the delimiter or to the end of the file; the last may be cut. The first item is the
   basic offset table. */
static gboolean
read_items (HfScan *self, guint64 at, HfOffsets *basic, GError **error)
{
  gboolean is_first = TRUE;

  for (;;) {
    const guint8 *head = hf_reader_peek (&self->reader, at, 8);
    guint64 length, left;

    if (!head || memcmp (head, "\xfe\xff\xdd\xe0", 4) == 0)
      return TRUE;
    length = read_u32 (head + 4);
    left = self->reader.size - (at + 8);
    if (memcmp (head, "\xfe\xff\x00\xe0", 4) != 0 || length == 0xffffffffu) {
      g_set_error (error, HF_ERROR, HF_CODE_CORRUPT,
                   _ ("the compressed pixels are no sequence of fragments at byte %llu"),
                   (unsigned long long) at);
      return FALSE;
    }
    if (self->fragments->len >= MAX_FRAGMENTS) {
      g_set_error (error, HF_ERROR, HF_CODE_TOO_LARGE, _ ("more than %u fragments"), MAX_FRAGMENTS);
      return FALSE;
    }
    at += 8;
    if (is_first)
      *basic = (HfOffsets){ at, MIN (length, left) };
    else if (left > 0 && length > 0)
      g_array_append_val (self->fragments, ((HfFragment){ at, MIN (length, left) }));
    if (length > left) {
      self->header.flags |= HF_IS_TRUNCATED;
      return TRUE;
    }
    is_first = FALSE;
    at += length;
  }
}

/* Every offset must be that of a fragment, and they must grow. */
static gboolean
assign_by_offsets (HfScan *self, HfOffsets table, gsize width)
{
  const HfFragment *fragments = (const HfFragment *) self->fragments->data;
  guint64 base = fragments[0].at;
  guint32 fragment = 0;

  if (table.length / width != self->n_frames)
    return FALSE;
  for (guint32 frame = 0; frame < self->n_frames; frame++) {
    const guint8 *bytes = hf_reader_peek (&self->reader, table.at + frame * width, width);
    guint64 offset;

    if (!bytes)
      return FALSE;
    offset = width == 8 ? read_u64 (bytes) : read_u32 (bytes);
    while (fragment < self->fragments->len && fragments[fragment].at - base < offset)
      fragment++;
    if (fragment >= self->fragments->len || fragments[fragment].at - base != offset ||
        (frame > 0 && fragment <= self->first_fragment[frame - 1]) || (frame == 0 && fragment > 0))
      return FALSE;
    self->first_fragment[frame] = fragment;
  }
  return TRUE;
}

/* An RLE head (PS3.5 G.5): how many segments, the first at byte 64, growing, zeros for the rest. */
static gboolean
starts_rle (HfScan *self, const HfFragment *fragment)
{
  const guint8 *bytes =
      fragment->length >= 64 ? hf_reader_peek (&self->reader, fragment->at, 64) : NULL;
  guint32 n_segments = bytes ? read_u32 (bytes) : 0;

  if (n_segments < 1 || n_segments > 15 || read_u32 (bytes + 4) != 64)
    return FALSE;
  for (guint32 n = 1; n < 15; n++) {
    guint32 offset = read_u32 (bytes + 4 + 4 * n);

    if (n < n_segments ? offset <= read_u32 (bytes + 4 * n) : offset != 0)
      return FALSE;
  }
  return TRUE;
}

static gboolean
starts_stream (HfScan *self, const HfFragment *fragment)
{
  const guint8 *bytes =
      fragment->length >= 4 ? hf_reader_peek (&self->reader, fragment->at, 4) : NULL;

  return bytes && (memcmp (bytes, "\xff\xd8\xff", 3) == 0 ||
                   memcmp (bytes, "\xff\x4f\xff\x51", 4) == 0 || starts_rle (self, fragment));
}

static gboolean
assign_by_markers (HfScan *self)
{
  guint32 frame = 0;

  for (guint32 n = 0; n < self->fragments->len; n++) {
    if (!starts_stream (self, &g_array_index (self->fragments, HfFragment, n)))
      continue;
    if (frame == self->n_frames)
      return FALSE;
    self->first_fragment[frame++] = n;
  }
  return frame == self->n_frames && self->first_fragment[0] == 0;
}

/* Files that were cut end in the middle of a frame: what is there is assigned, the rest has none. */
static gboolean
assign_one_each (HfScan *self)
{
  guint32 n_fragments = self->fragments->len;

  if (n_fragments != self->n_frames &&
      !(self->header.flags & HF_IS_TRUNCATED && n_fragments < self->n_frames))
    return FALSE;
  for (guint32 frame = 0; frame < self->n_frames; frame++)
    self->first_fragment[frame] = MIN (frame, n_fragments);
  return TRUE;
}

gboolean
hf_fragments_read (HfScan *self, guint64 at, HfOffsets extended, GError **error)
{
  HfOffsets basic = { 0 };

  if (!read_items (self, at, &basic, error))
    return FALSE;
  if (self->fragments->len == 0) {
    g_set_error (error, HF_ERROR, HF_CODE_CORRUPT, _ ("the compressed pixels are missing"));
    return FALSE;
  }
  self->first_fragment = g_new0 (guint32, self->n_frames + 1);
  self->first_fragment[self->n_frames] = self->fragments->len;
  if (self->n_frames == 1 || self->fragments->len == self->n_frames) {
    for (guint32 frame = 0; frame < self->n_frames; frame++)
      self->first_fragment[frame] = frame;
    return TRUE;
  }
  if (assign_by_offsets (self, extended, 8) || assign_by_offsets (self, basic, 4) ||
      assign_by_markers (self) || assign_one_each (self))
    return TRUE;
  g_set_error (error, HF_ERROR, HF_CODE_CORRUPT,
               _ ("%u fragments of compressed pixels do not fit to %u frames"),
               self->fragments->len, self->n_frames);
  return FALSE;
}
