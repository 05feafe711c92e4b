/* Three ways that give the same voxels: whole numbers for CT (the loop that the compiler can
   vectorize), a table of all 65536 cells for other slopes and for modality LUTs, and double
   arithmetic a pixel for 32 bits. */
#include "dicom/pixels.h"

#include "core/wide.h"

#include <math.h>
#include <string.h>

#define LOW (HF_VOLUME_PADDING + 1)
#define HIGH G_MAXINT16

/* What every pixel goes through. */
typedef struct {
  guint up;   /* shift left to bring the sign bit to the top */
  guint down; /* then right */
  gboolean is_signed;
  gint32 pad_low; /* stored values that are no data; pad_low > pad_high: none */
  gint32 pad_high;
  double slope; /* voxel = slope * stored + intercept */
  double intercept;
  const HfLut *lut; /* nullable */
  double lut_slope; /* voxel = lut_slope * value + intercept */
} Mapping;

typedef struct {
  gint16 low;
  gint16 high;
  guint n_padding;
  guint n_clipped_low;
  guint n_clipped_high;
} Count;

void
hf_pixels_swap (void *cells, gsize n, guint32 bits_allocated)
{
  guint16 *words = cells;
  guint32 *longs = cells;

  if (bits_allocated == 16)
    for (gsize i = 0; i < n; i++)
      words[i] = GUINT16_SWAP_LE_BE (words[i]);
  if (bits_allocated == 32)
    for (gsize i = 0; i < n; i++)
      longs[i] = GUINT32_SWAP_LE_BE (longs[i]);
}

static Mapping
mapping_for (const HfPixels *self, const HfWireDecode *decode, const HfLut *lut, guint bits)
{
  const HfHeader *header = &decode->header;
  Mapping mapping = { .up = bits - 1 - self->high_bit,
                      .down = bits - self->bits_stored,
                      .is_signed = self->is_signed,
                      .pad_low = 1,
                      .pad_high = 0,
                      .slope = header->slope / decode->scale,
                      .intercept = (header->intercept - decode->offset) / decode->scale };

  if (header->flags & HF_HAS_PADDING) {
    mapping.pad_low = MIN (header->padding, header->padding_limit);
    mapping.pad_high = MAX (header->padding, header->padding_limit);
    if (!(header->flags & HF_HAS_PADDING_LIMIT))
      mapping.pad_low = mapping.pad_high = header->padding;
  }
  if (lut && lut->n > 0 && lut->values) {
    mapping.lut = lut;
    mapping.lut_slope = 1 / decode->scale;
    mapping.intercept = -decode->offset / decode->scale;
  }
  return mapping;
}

static double
exact_voxel (const Mapping *mapping, gint64 stored)
{
  const HfLut *lut = mapping->lut;

  if (!lut)
    return floor (mapping->slope * stored + mapping->intercept + 0.5);
  return floor (mapping->lut_slope *
                    lut->values[CLAMP (stored - lut->first, 0, (gint64) lut->n - 1)] +
                mapping->intercept + 0.5);
}

static gint16
clip_voxel (double voxel, Count *count)
{
  if (voxel < LOW) {
    count->n_clipped_low++;
    return LOW;
  }
  if (voxel > HIGH) {
    count->n_clipped_high++;
    return HIGH;
  }
  return (gint16) voxel;
}

static void
count_voxel (gint16 voxel, Count *count)
{
  count->low = MIN (count->low, voxel);
  count->high = MAX (count->high, voxel);
}

/* A cell of 16 bits: the stored value. */
static inline gint32
stored_16 (guint16 cell, guint up, guint down, gboolean is_signed)
{
  guint16 top = (guint16) (cell << up);

  return is_signed ? (gint16) top >> down : top >> down;
}

/* Padding may be given as the whole cell even where fewer bits are stored (a sign in bits that are
   not). */
static inline gboolean
is_padding (const Mapping *mapping, gint32 stored, guint16 cell)
{
  return (stored >= mapping->pad_low && stored <= mapping->pad_high) ||
         (mapping->pad_low == mapping->pad_high && cell == (guint16) mapping->pad_low &&
          mapping->pad_low >= G_MININT16 && mapping->pad_low <= G_MAXUINT16);
}

/* Slope 1 and a whole intercept: CT. Branch-free, so that the compiler can use lanes of 32 bits: the
   sign is extended by turning its bit around and subtracting it; padding is told by range, unsigned
   so that one comparison does. */
HF_WIDE static void
convert_whole (const guint16 *restrict cells,
               gsize n,
               const Mapping *mapping,
               gint16 *restrict voxels,
               Count *count)
{
  const gint32 add = (gint32) mapping->intercept;
  const gint32 up = mapping->up, down = mapping->down;
  const gint32 bias = mapping->is_signed ? 0x8000 : 0, stored_bias = bias >> down;
  const gint32 pad_low = mapping->pad_low;
  const guint32 pad_range = (guint32) mapping->pad_high - (guint32) mapping->pad_low;
  const gboolean has_padding = mapping->pad_low <= mapping->pad_high;
  const gint32 pad_cell =
      has_padding && pad_range == 0 && pad_low >= G_MININT16 && pad_low <= G_MAXUINT16
          ? (guint16) pad_low
          : -1;
  gint32 low = HIGH, high = LOW, n_low = 0, n_high = 0, n_padding = 0;

  if (!has_padding) {
    for (gsize i = 0; i < n; i++) {
      gint32 value = ((((cells[i] << up) & 0xffff) ^ bias) >> down) - stored_bias + add;
      gint32 voxel = value < LOW ? LOW : value > HIGH ? HIGH : value;

      n_low += value < LOW;
      n_high += value > HIGH;
      low = voxel < low ? voxel : low;
      high = voxel > high ? voxel : high;
      voxels[i] = (gint16) voxel;
    }
  } else {
    for (gsize i = 0; i < n; i++) {
      gint32 cell = cells[i];
      gint32 stored = ((((cell << up) & 0xffff) ^ bias) >> down) - stored_bias;
      gint32 pad = -(gint32) ((guint32) stored - (guint32) pad_low <= pad_range) |
                   -(gint32) (cell == pad_cell);
      gint32 value = stored + add;
      gint32 voxel = value < LOW ? LOW : value > HIGH ? HIGH : value;
      gint32 as_low = (voxel & ~pad) | (HIGH & pad), as_high = (voxel & ~pad) | (LOW & pad);

      n_padding -= pad;
      n_low += (value < LOW) & ~pad;
      n_high += (value > HIGH) & ~pad;
      low = as_low < low ? as_low : low;
      high = as_high > high ? as_high : high;
      voxels[i] = (gint16) ((voxel & ~pad) | (HF_VOLUME_PADDING & pad));
    }
  }
  count->low = MIN (count->low, low);
  count->high = MAX (count->high, high);
  count->n_padding += n_padding;
  count->n_clipped_low += n_low;
  count->n_clipped_high += n_high;
}

/* All cells at once; then a look-up a pixel. */
static void
fill_table (const Mapping *mapping, gint16 *table)
{
  Count ignored = { 0 };

  for (guint cell = 0; cell < 65536; cell++) {
    gint32 stored = stored_16 (cell, mapping->up, mapping->down, mapping->is_signed);

    table[cell] = is_padding (mapping, stored, cell)
                      ? HF_VOLUME_PADDING
                      : clip_voxel (exact_voxel (mapping, stored), &ignored);
  }
}

static void
convert_table (const guint16 *cells,
               gsize n,
               const Mapping *mapping,
               const gint16 *table,
               gint16 *voxels,
               Count *count)
{
  for (gsize i = 0; i < n; i++) {
    gint16 voxel = table[cells[i]];

    voxels[i] = voxel;
    if (voxel == HF_VOLUME_PADDING) {
      count->n_padding++;
      continue;
    }
    count_voxel (voxel, count);
    if (voxel == LOW || voxel == HIGH)
      clip_voxel (exact_voxel (mapping, stored_16 (cells[i], mapping->up, mapping->down,
                                                   mapping->is_signed)),
                  count);
  }
}

static void
convert_long (const guint32 *cells, gsize n, const Mapping *mapping, gint16 *voxels, Count *count)
{
  for (gsize i = 0; i < n; i++) {
    guint32 top = cells[i] << mapping->up;
    gint64 stored = mapping->is_signed ? (gint64) ((gint32) top >> mapping->down)
                                       : (gint64) (top >> mapping->down);

    if (stored >= mapping->pad_low && stored <= mapping->pad_high) {
      voxels[i] = HF_VOLUME_PADDING;
      count->n_padding++;
      continue;
    }
    voxels[i] = clip_voxel (exact_voxel (mapping, stored), count);
    count_voxel (voxels[i], count);
  }
}

/* One row of cells to one row of voxels. */
typedef struct {
  const HfPixels *pixels;
  Mapping mapping;
  gboolean is_whole;
  gint16 *table;    /* owned, nullable */
  guint16 *widened; /* one row of 8-bit cells as words; owned, nullable */
} Converter;

static void
convert_row (const Converter *self, gsize first, gsize n, gint16 *voxels, Count *count)
{
  const guint16 *words = (const guint16 *) self->pixels->cells + first;

  if (self->pixels->bits_allocated == 32) {
    convert_long ((const guint32 *) self->pixels->cells + first, n, &self->mapping, voxels, count);
    return;
  }
  if (self->widened) {
    for (gsize i = 0; i < n; i++)
      self->widened[i] = ((const guint8 *) self->pixels->cells)[first + i];
    words = self->widened;
  }
  if (self->is_whole)
    convert_whole (words, n, &self->mapping, voxels, count);
  else
    convert_table (words, n, &self->mapping, self->table, voxels, count);
}

static void
converter_init (Converter *self,
                const HfPixels *pixels,
                const HfWireDecode *decode,
                const HfLut *lut)
{
  const Mapping *mapping = &self->mapping;

  *self = (Converter){ .pixels = pixels };
  self->mapping = mapping_for (pixels, decode, lut, pixels->bits_allocated == 32 ? 32 : 16);
  self->is_whole = !mapping->lut && mapping->slope == 1 && fabs (mapping->intercept) < 1e8 &&
                   mapping->intercept == floor (mapping->intercept);
  if (pixels->bits_allocated == 8)
    self->widened = g_new (guint16, decode->header.columns);
  if (pixels->bits_allocated != 32 && !self->is_whole) {
    self->table = g_new (gint16, 65536);
    fill_table (mapping, self->table);
  }
}

void
hf_pixels_convert (const HfPixels *self,
                   const HfWireDecode *decode,
                   const HfLut *lut,
                   gint16 *voxels,
                   HfWireSlice *slice)
{
  const gsize columns = decode->header.columns, rows = decode->header.rows;
  Count count = { .low = HIGH, .high = LOW };
  Converter converter;

  converter_init (&converter, self, decode, lut);
  for (gsize j = 0; j < rows; j++) {
    gsize first = j * columns;
    gsize n = self->n_cells > first ? MIN (columns, self->n_cells - first) : 0;

    convert_row (&converter, first, n, voxels, &count);
    count.n_padding += columns - n;
    for (gsize i = n; i < decode->pitch; i++)
      voxels[i] = HF_VOLUME_PADDING;
    voxels += decode->pitch;
  }
  g_free (converter.table);
  g_free (converter.widened);
  slice->low = count.low;
  slice->high = count.high;
  slice->n_padding = count.n_padding;
  slice->n_missing = (guint32) (rows * columns - MIN (self->n_cells, rows * columns));
  slice->n_clipped_low = count.n_clipped_low;
  slice->n_clipped_high = count.n_clipped_high;
}
