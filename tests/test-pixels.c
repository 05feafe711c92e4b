/* The law: all three ways from stored pixels to voxels equal the plain formula of the standard, for
   any bits, sign, padding, slope and size; what is missing is padding; RLE gives back what was
   packed, and never reads or writes outside. */
#include "core/volume.h"
#include "dicom/pixels.h"
#include "dicom/rle.h"

#include <math.h>
#include <string.h>

/* The standard's words, one pixel at a time. */
static gint16
expected (const HfPixels *pixels, const HfWireDecode *decode, guint32 cell, guint *low, guint *high)
{
  const HfHeader *header = &decode->header;
  guint64 mask = (1ull << pixels->bits_stored) - 1;
  gint64 stored =
      (gint64) (((guint64) cell >> (pixels->high_bit + 1 - pixels->bits_stored)) & mask);
  double voxel;

  if (pixels->is_signed && stored >> (pixels->bits_stored - 1))
    stored -= (gint64) mask + 1;
  if (header->flags & HF_HAS_PADDING) {
    gint32 limit = header->flags & HF_HAS_PADDING_LIMIT ? header->padding_limit : header->padding;

    if (stored >= MIN (header->padding, limit) && stored <= MAX (header->padding, limit))
      return HF_VOLUME_PADDING;
  }
  voxel = floor (
      (header->slope * (double) stored + header->intercept - decode->offset) / decode->scale + 0.5);
  *low += voxel < -32767;
  *high += voxel > 32767;
  return (gint16) CLAMP (voxel, -32767, 32767);
}

static void
check_case (
    GRand *random, guint bits, double slope, double intercept, double offset, gboolean is_padded)
{
  guint stored = (guint) g_rand_int_range (random, bits == 32 ? 17 : 2, (gint32) bits + 1);
  HfWireDecode decode = { .pitch = 48, .scale = 1, .offset = offset };
  guint32 cells[35 * 7];
  guint8 bytes[sizeof cells];
  gint16 voxels[48 * 7];
  HfPixels pixels = {
    .cells = bytes, .n_cells = 35 * 7 - 10, .bits_allocated = bits, .bits_stored = stored
  };
  HfWireSlice slice = { 0 };
  guint low = 0, high = 0;

  pixels.high_bit = (guint) g_rand_int_range (random, (gint32) stored - 1, (gint32) bits);
  pixels.is_signed = g_rand_boolean (random);
  decode.header.columns = 35;
  decode.header.rows = 7;
  decode.header.slope = slope;
  decode.header.intercept = intercept;
  decode.header.flags = is_padded ? HF_HAS_PADDING | HF_HAS_PADDING_LIMIT : 0;
  decode.header.padding = 1;
  decode.header.padding_limit = -3;
  for (guint n = 0; n < 35 * 7; n++) {
    cells[n] = g_rand_int (random) >> (n % 3 ? 32 - bits : 31 - stored / 2);
    cells[n] &= bits == 32 ? G_MAXUINT32 : (1u << bits) - 1;
    memcpy (bytes + n * bits / 8, &cells[n], bits / 8); /* little endian machines */
  }
  hf_pixels_convert (&pixels, &decode, NULL, voxels, &slice);
  for (guint n = 0; n < 35 * 7; n++)
    g_assert_cmpint (voxels[n / 35 * 48 + n % 35], ==,
                     n < pixels.n_cells ? expected (&pixels, &decode, cells[n], &low, &high)
                                        : HF_VOLUME_PADDING);
  g_assert_cmpint (voxels[35], ==, HF_VOLUME_PADDING); /* between the rows */
  g_assert_cmpuint (slice.n_clipped_low, ==, low);
  g_assert_cmpuint (slice.n_clipped_high, ==, high);
}

static void
test_convert (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  static const guint bits[] = { 8, 16, 32 };

  for (guint n = 0; n < 3000; n++)
    check_case (random, bits[n % 3], n & 4 ? 1 : g_rand_double_range (random, -3, 3) + 1e-3,
                n & 8 ? -1024 : g_rand_double_range (random, -5000, 50000), n & 16 ? 0 : 12.5,
                n & 32);
}

/* -2000 as an unsigned word, in pixels of 12 bits: the whole cell is compared. */
static void
test_padding_cell (void)
{
  guint16 cells[4] = { 63536, 2096, 5, 4095 };
  HfPixels pixels = { cells, 4, 16, 12, 11, FALSE };
  HfWireDecode decode = { .pitch = 4, .scale = 1 };
  gint16 voxels[4];
  HfWireSlice slice;

  decode.header.columns = 4;
  decode.header.rows = 1;
  decode.header.slope = 1;
  decode.header.flags = HF_HAS_PADDING;
  decode.header.padding = 63536;
  for (guint n = 0; n < 2; n++) {
    hf_pixels_convert (&pixels, &decode, NULL, voxels, &slice);
    g_assert_cmpint (voxels[0], ==, HF_VOLUME_PADDING);
    g_assert_cmpint (voxels[1], !=, HF_VOLUME_PADDING);
    g_assert_cmpuint (slice.n_padding, ==, 1);
    decode.header.slope = 0.5; /* now by the table */
  }
}

static void
test_lut (void)
{
  guint16 table[3] = { 100, 200, 40000 };
  HfLut lut = { .first = 10, .n = 3, .values = table };
  guint16 cells[5] = { 0, 10, 11, 12, 9999 };
  HfPixels pixels = { cells, 5, 16, 16, 15, FALSE };
  HfWireDecode decode = { .pitch = 5, .scale = 1 };
  gint16 voxels[5];
  HfWireSlice slice;

  decode.header.columns = 5;
  decode.header.rows = 1;
  decode.header.slope = 1;
  hf_pixels_convert (&pixels, &decode, &lut, voxels, &slice);
  g_assert_cmpint (voxels[0], ==, 100);
  g_assert_cmpint (voxels[1], ==, 100);
  g_assert_cmpint (voxels[2], ==, 200);
  g_assert_cmpint (voxels[3], ==, 32767);
  g_assert_cmpint (voxels[4], ==, 32767);
  g_assert_cmpuint (slice.n_clipped_high, ==, 2);
}

static void
put_u32 (guint8 *at, guint32 number)
{
  number = GUINT32_TO_LE (number);
  memcpy (at, &number, 4);
}

/* Two segments: a run and a literal; then cut, then random bytes in a block of exactly their size. */
static void
test_rle (void)
{
  guint8 stream[64 + 2 + 5] = { 0 };
  const guint8 packed[] = { 0xfd, 0x12, 3, 1, 2, 3, 4 };
  guint16 cells[4];
  g_autoptr (GRand) random = g_rand_new_with_seed (3);

  put_u32 (stream, 2);
  put_u32 (stream + 4, 64);
  put_u32 (stream + 8, 66);
  memcpy (stream + 64, packed, sizeof packed);
  g_assert_cmpuint (hf_rle_decode (stream, sizeof stream, 2, (guint8 *) cells, 4), ==, 4);
  g_assert_cmphex (cells[0], ==, 0x1201);
  g_assert_cmphex (cells[3], ==, 0x1204);
  g_assert_cmpuint (hf_rle_decode (stream, sizeof stream - 2, 2, (guint8 *) cells, 4), ==, 2);
  g_assert_cmpuint (hf_rle_decode (stream, sizeof stream, 1, (guint8 *) cells, 4), ==, 0);
  for (guint n = 0; n < 20000; n++) {
    gsize length = (gsize) g_rand_int_range (random, 64, 120);
    g_autofree guint8 *noise = g_malloc (length);
    g_autofree guint8 *out = g_malloc (100);

    for (gsize i = 0; i < length; i++)
      noise[i] = (guint8) g_rand_int (random);
    put_u32 (noise, 2);
    put_u32 (noise + 4, g_rand_int (random) >> (n % 32));
    put_u32 (noise + 8, g_rand_int (random) >> (n % 31));
    g_assert_cmpuint (hf_rle_decode (noise, length, 2, out, 50), <=, 50);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pixels/convert", test_convert);
  g_test_add_func ("/pixels/padding-cell", test_padding_cell);
  g_test_add_func ("/pixels/lut", test_lut);
  g_test_add_func ("/pixels/rle", test_rle);
  return g_test_run ();
}
