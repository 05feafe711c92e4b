/* Tables in segments (C.7.9.2) are written out: entries one by one, straight lines, and repeats of segments before. */
#include "dicom/palette.h"

#include "dicom/attributes.h"
#include "dicom/color.h"

#define MOST_BYTES 131072 /* of a table */

enum { SEGMENT_ENTRIES, SEGMENT_LINE, SEGMENT_REPEAT };

/* A table in segments as numbers of 8 or of 16 bits. */
typedef struct {
  const guint16 *words;
  guint n;
  guint width; /* bytes of a number in the file */
} Segments;

static void
add_line (HfLut *table, guint32 most, guint length, double end)
{
  double start = table->values[table->n - 1];

  for (guint i = 1; i <= length && table->n < most; i++)
    table->values[table->n++] = (guint16) (start + (end - start) * i / length + 0.5);
}

/* n_segments from the number at on, to the end of table, which has room for most. FALSE: not as the standard says. */
static gboolean
expand (const Segments *self, guint64 at, guint n_segments, HfLut *table, guint32 most)
{
  const gboolean is_repeat = n_segments < G_MAXUINT;

  while (n_segments-- > 0 && at + 2 < self->n && table->n < most) {
    const guint kind = self->words[at], length = self->words[at + 1];
    guint64 from = 0;

    at += 2;
    if (kind == SEGMENT_ENTRIES) {
      for (guint i = 0; i < length && at + i < self->n && table->n < most; i++)
        table->values[table->n++] = self->words[at + i];
      at += length;
    } else if (kind == SEGMENT_LINE && table->n > 0) {
      add_line (table, most, length, self->words[at++]);
    } else if (kind == SEGMENT_REPEAT && table->n > 0 && !is_repeat) {
      for (guint i = 0; i < 4 / self->width && at < self->n; i++)
        from |= (guint64) self->words[at++] << (8 * self->width * i);
      if (!expand (self, from / self->width, length, table, most))
        return FALSE;
    } else
      return FALSE;
  }
  return TRUE;
}

static void
take_segments (HfPalette *self, HfWalk *walk, const HfElement *element, HfLut *table)
{
  const guint width = self->bits > 8 ? 2 : 1;
  const gsize length = MIN (element->length, MOST_BYTES);
  const guint8 *bytes = hf_reader_peek (walk->reader, element->at, length);
  const guint swap = walk->is_big_endian && (width == 2 || element->vr != HF_VR ('O', 'B'));
  const guint32 most = table->n;
  g_autofree guint16 *words = g_new (guint16, length / width + 1);
  const Segments segments = { words, length / width, width };

  if (!bytes || most == 0 || table->values)
    return;
  for (guint i = 0; i < segments.n; i++)
    words[i] = width == 1 ? bytes[MIN (i ^ swap, length - 1)]
                          : bytes[(2 * i) ^ swap] | bytes[(2 * i + 1) ^ swap] << 8;
  table->values = g_new (guint16, most);
  table->n = 0;
  if (!expand (&segments, 0, G_MAXUINT, table, most) || table->n < most)
    g_clear_pointer (&table->values, g_free);
  table->n = most;
}

gboolean
hf_palette_take (HfPalette *self, HfWalk *walk, const HfElement *element, const HfHeader *header)
{
  HfElement part = *element; /* descriptors and tables are made like those of a modality LUT */
  guint color = (element->tag & 0xf) - 1;

  if (color > 2)
    return FALSE;
  switch (element->tag & 0xfffffff0) {
  case HF_TAG (0x0028, 0x1100):
    self->bits = hf_walk_u16 (walk, &(HfElement){ .at = element->at + 4, .length = 2 });
    part.tag = HF_TAG (0x0028, 0x3002);
    break;
  case HF_TAG (0x0028, 0x1200):
    part.tag = HF_TAG (0x0028, 0x3006);
    break;
  case HF_TAG (0x0028, 0x1220):
    take_segments (self, walk, element, &self->table[color]);
    return TRUE;
  default:
    return FALSE;
  }
  hf_attributes_lut (walk, &part, header, &self->table[color]);
  return TRUE;
}

gboolean
hf_palette_to_gray (const HfPalette *self, HfLut *gray)
{
  const HfLut *table = self->table;
  const double scale = 255.0 / (self->bits > 8 ? 65535 : 255);

  for (guint c = 0; c < 3; c++)
    if (table[c].n != table[0].n || table[c].n == 0 || !table[c].values ||
        table[c].first != table[0].first)
      return FALSE;
  *gray =
      (HfLut){ .first = table[0].first, .n = table[0].n, .values = g_new (guint16, table[0].n) };
  for (guint32 entry = 0; entry < gray->n; entry++)
    gray->values[entry] =
        hf_color_gray (table[0].values[entry] * scale, table[1].values[entry] * scale,
                       table[2].values[entry] * scale);
  return TRUE;
}

void
hf_palette_clear (HfPalette *self)
{
  for (guint color = 0; color < 3; color++)
    g_clear_pointer (&self->table[color].values, g_free);
}
