/* The walk: elements, sequences, items. Recursion is bounded by HF_WALK_DEPTH. */
#include "dicom/walk.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define UNDEFINED 0xffffffffu
#define TAG_ITEM HF_TAG (0xfffe, 0xe000)
#define TAG_ITEM_END HF_TAG (0xfffe, 0xe00d)
#define TAG_SEQUENCE_END HF_TAG (0xfffe, 0xe0dd)

void
hf_walk_init (HfWalk *self,
              HfReader *reader,
              gboolean is_explicit,
              gboolean is_big_endian,
              HfWalkFunc func,
              gpointer data)
{
  memset (self, 0, sizeof *self);
  self->reader = reader;
  self->is_explicit = is_explicit;
  self->is_big_endian = is_big_endian;
  self->func = func;
  self->data = data;
}

static guint32
read_u16 (const HfWalk *self, const guint8 *bytes)
{
  return self->is_big_endian ? bytes[0] << 8 | bytes[1] : bytes[1] << 8 | bytes[0];
}

static guint32
read_u32 (const HfWalk *self, const guint8 *bytes)
{
  guint32 first = read_u16 (self, bytes), second = read_u16 (self, bytes + 2);

  return self->is_big_endian ? first << 16 | second : second << 16 | first;
}

guint32
hf_walk_u16 (HfWalk *self, const HfElement *element)
{
  const guint8 *bytes = element->length >= 2 ? hf_reader_peek (self->reader, element->at, 2) : NULL;

  return bytes ? read_u16 (self, bytes) : 0;
}

guint32
hf_walk_u32 (HfWalk *self, const HfElement *element)
{
  const guint8 *bytes = element->length >= 4 ? hf_reader_peek (self->reader, element->at, 4) : NULL;

  return bytes ? read_u32 (self, bytes) : 0;
}

gboolean
hf_walk_is_vr (const guint8 letters[2])
{
  static const char all[] =
      "AE AS AT CS DA DS DT FL FD IS LO LT OB OD OF OL OV OW PN SH SL SQ SS ST "
      "SV TM UC UI UL UN UR US UT UV ";

  for (const char *vr = all; *vr; vr += 3)
    if (letters[0] == vr[0] && letters[1] == vr[1])
      return TRUE;
  return FALSE;
}

/* VRs whose length has 32 bits (PS3.5 7.1.2). */
static gboolean
is_long_vr (guint16 vr)
{
  switch (vr) {
  case HF_VR ('O', 'B'):
  case HF_VR ('O', 'D'):
  case HF_VR ('O', 'F'):
  case HF_VR ('O', 'L'):
  case HF_VR ('O', 'V'):
  case HF_VR ('O', 'W'):
  case HF_VR ('S', 'Q'):
  case HF_VR ('S', 'V'):
  case HF_VR ('U', 'C'):
  case HF_VR ('U', 'N'):
  case HF_VR ('U', 'R'):
  case HF_VR ('U', 'T'):
  case HF_VR ('U', 'V'):
    return TRUE;
  default:
    return FALSE;
  }
}

static gboolean
fail (GError **error, guint64 at, const char *what)
{
  g_set_error (error, HF_ERROR, HF_CODE_CORRUPT, _ ("%s at byte %llu"), _ (what),
               (unsigned long long) at);
  return FALSE;
}

/* The element at *at, whose value must end before end; *at goes behind its head. */
static gboolean
read_element (HfWalk *self, guint64 *at, guint64 end, HfElement *element, GError **error)
{
  const guint8 *head = *at + 8 <= end ? hf_reader_peek (self->reader, *at, 8) : NULL;
  guint64 start = *at;
  guint32 length;

  if (!head)
    return fail (error, start, "the file ends in the middle of an element");
  if (++self->n_elements > HF_WALK_ELEMENTS)
    return fail (error, start, "too many elements");
  *element =
      (HfElement){ .tag = read_u16 (self, head) << 16 | read_u16 (self, head + 2), .start = start };
  *at += 8;
  if (element->tag >> 16 == 0xfffe || !self->is_explicit) {
    length = read_u32 (self, head + 4);
  } else {
    element->vr = HF_VR (head[4], head[5]);
    length = read_u16 (self, head + 6);
    if (is_long_vr (element->vr)) {
      head = *at + 4 <= end ? hf_reader_peek (self->reader, *at, 4) : NULL;
      if (!head)
        return fail (error, start, "the file ends in the middle of an element");
      length = read_u32 (self, head);
      *at += 4;
    }
  }
  element->at = *at;
  element->is_undefined = length == UNDEFINED;
  element->promised = element->is_undefined ? 0 : length;
  element->length = MIN (element->promised, end - *at);
  if (element->length < element->promised && !(element->tag == HF_TAG_PIXELS && self->depth == 0)) {
    g_set_error (
        error, HF_ERROR, HF_CODE_CORRUPT,
        _ ("element (%04x,%04x) at byte %llu says that it has %u bytes, but only %llu are there"),
        element->tag >> 16, element->tag & 0xffff, (unsigned long long) start, length,
        (unsigned long long) element->length);
    return FALSE;
  }
  return TRUE;
}

static gboolean walk_elements (HfWalk *self,
                               guint64 *at,
                               guint64 end,
                               gboolean is_undefined,
                               gboolean is_seen,
                               GError **error);

/* What is in an UN element of undefined length is implicit VR by the letter (PS3.5 6.2.2 note 2),
   and explicit in the files of some makers: its first element shows which. */
static void
sniff_item (HfWalk *self, guint64 at, guint64 end)
{
  const guint8 *head = at + 8 <= end ? hf_reader_peek (self->reader, at, 8) : NULL;

  if (head && read_u16 (self, head) != 0xfffe)
    self->is_explicit = hf_walk_is_vr (head + 4);
}

static gboolean
walk_items (HfWalk *self,
            const HfElement *sequence,
            guint64 *at,
            guint64 end,
            gboolean is_seen,
            GError **error)
{
  guint64 limit = sequence->is_undefined ? end : sequence->at + sequence->length;
  gboolean was_explicit = self->is_explicit;
  guint n = 0;

  while (*at < limit && !self->is_stopped) {
    HfElement item;
    guint64 item_end;

    if (!read_element (self, at, limit, &item, error))
      return FALSE;
    if (item.tag == TAG_SEQUENCE_END)
      return TRUE;
    if (item.tag != TAG_ITEM)
      return fail (error, *at, "no item where one should be");
    self->item[self->depth - 1] = n++;
    item_end = item.is_undefined ? limit : item.at + item.length;
    if (sequence->vr == HF_VR ('U', 'N'))
      sniff_item (self, *at, item_end);
    if (!item.is_undefined && !is_seen)
      *at = item_end;
    else if (!walk_elements (self, at, item_end, item.is_undefined, is_seen, error))
      return FALSE;
    self->is_explicit = was_explicit;
  }
  if (sequence->is_undefined && !self->is_stopped)
    return fail (error, *at, "a sequence has no end");
  return TRUE;
}

static gboolean
walk_sequence (HfWalk *self,
               const HfElement *sequence,
               guint64 *at,
               guint64 end,
               gboolean is_seen,
               GError **error)
{
  gboolean ok;

  if (self->depth >= HF_WALK_DEPTH)
    return fail (error, *at, "sequences are nested too deeply");
  self->path[self->depth++] = sequence->tag;
  ok = walk_items (self, sequence, at, end, is_seen, error);
  self->depth--;
  return ok;
}

/* Elements up to end, or to the end of an item of undefined length. */
static gboolean
walk_elements (
    HfWalk *self, guint64 *at, guint64 end, gboolean is_undefined, gboolean is_seen, GError **error)
{
  while (*at < end && !self->is_stopped) {
    HfElement element;
    HfStep step;

    if (!is_undefined && self->depth == 0 && end - *at < 8)
      return TRUE; /* a few bytes of padding at the end of the file */
    if (!read_element (self, at, end, &element, error))
      return FALSE;
    if (element.tag == TAG_ITEM_END && is_undefined)
      return TRUE;
    step = is_seen ? self->func (self, &element, self->data) : HF_STEP_OVER;
    if (step == HF_STEP_STOP)
      self->is_stopped = TRUE;
    else if (element.is_undefined || step == HF_STEP_INTO) {
      if (!walk_sequence (self, &element, at, end, step == HF_STEP_INTO, error))
        return FALSE;
    } else
      *at = element.at + element.length;
  }
  if (is_undefined && !self->is_stopped)
    return fail (error, *at, "an item has no end");
  return TRUE;
}

gboolean
hf_walk_run (HfWalk *self, guint64 start, guint64 end, GError **error)
{
  return walk_elements (self, &start, end, FALSE, TRUE, error);
}
