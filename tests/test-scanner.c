/* The laws: what a file says is read in every encoding that it may have, whatever its meta
   information claims; nothing is believed about lengths, depth, counts or sizes; every file gives
   records that hf_header_check() passes, and a reason where it is no slice. */
#include "core/wire.h"
#include "dicom-bytes.h"
#include "dicom/scanner.h"

#include <zlib.h>

static HfHeader
scan_bytes (const GByteArray *bytes, gsize length, guint32 frame)
{
  g_autoptr (HfScan) scan = hf_scan_new_memory (bytes->data, length, 5);
  HfHeader header;

  hf_scan_header (scan, frame, &header);
  g_assert_cmpuint (header.file, ==, 5);
  g_assert_true (hf_header_check (&header, NULL) || header.code != HF_CODE_OK);
  g_assert_true (header.code == HF_CODE_OK || *header.reason);
  return header;
}

static HfHeader
scan_maker (Maker *maker)
{
  HfHeader header = scan_bytes (maker->bytes, maker->bytes->len, 0);

  g_byte_array_unref (maker->bytes);
  return header;
}

static void
check_plain (const HfHeader *header)
{
  g_assert_cmpuint (header->code, ==, HF_CODE_OK);
  g_assert_cmpstr (header->series_uid, ==, "1.2.3");
  g_assert_cmpstr (header->patient_name, ==, "Phantom^Test");
  g_assert_cmpuint (header->columns, ==, COLUMNS);
  g_assert_cmpuint (header->rows, ==, ROWS);
  g_assert_cmpfloat (header->position[0], ==, -10.5);
  g_assert_cmpfloat (header->position[2], ==, 30.25);
  g_assert_cmpfloat (header->orientation[4], ==, 1);
  g_assert_cmpfloat (header->spacing[0], ==, 0.5); /* between columns */
  g_assert_cmpfloat (header->spacing[1], ==, 0.7);
  g_assert_cmpfloat (header->intercept, ==, -1024);
  g_assert_cmpuint (header->bits_stored, ==, 12);
  g_assert_cmpint (header->padding, ==, 3000);
  g_assert_cmpuint (header->n_voi, ==, 2);
  g_assert_cmpfloat (header->voi[1].width, ==, 1500);
  g_assert_cmpint (header->instance_number, ==, 7);
  g_assert_true (header->flags & HF_IS_HU);
  g_assert_true (header->flags & HF_HAS_PADDING);
  g_assert_false (header->flags & (HF_IS_TRUNCATED | HF_IS_LOSSY | HF_IS_LOCALIZER));
  g_assert_cmpuint (header->pixel_length, ==, PIXEL_BYTES);
}

static void
test_plain (void)
{
  Maker maker = plain_file ();
  guint64 end = maker.bytes->len;
  HfHeader header = scan_maker (&maker);

  check_plain (&header);
  g_assert_cmpuint (header.pixel_offset, ==, end - PIXEL_BYTES);
}

/* Four encodings, under a meta information that names the right one and under one that lies. */
static void
test_encodings (void)
{
  static const char *const syntaxes[] = { "1.2.840.10008.1.2", "1.2.840.10008.1.2.1",
                                          "1.2.840.10008.1.2.2" };

  for (guint said = 0; said < 3; said++)
    for (guint real = 0; real < 3; real++) {
      Maker maker = start_file (syntaxes[said], real == 0, real == 2);
      HfHeader header;

      put_image (&maker, NULL);
      put_pixels (&maker, 1);
      header = scan_maker (&maker);
      check_plain (&header);
      g_assert_cmpstr (header.transfer_syntax, ==, syntaxes[real]);
    }
}

static void
test_no_preamble (void)
{
  for (guint is_implicit = 0; is_implicit < 2; is_implicit++) {
    Maker maker = { g_byte_array_new (), is_implicit, FALSE };
    HfHeader header;

    put_image (&maker, NULL);
    put_pixels (&maker, 1);
    header = scan_maker (&maker);
    check_plain (&header);
  }
}

static guint
code_of (const void *bytes, gsize length)
{
  GByteArray array = { (guint8 *) bytes, (guint) length };

  return scan_bytes (&array, length, 0).code;
}

static void
test_not_dicom (void)
{
  guint8 preamble[140] = { 0 };

  memcpy (preamble + 128, "DICM", 4);
  g_assert_cmpuint (code_of ("", 0), ==, HF_CODE_NO_DICOM);
  g_assert_cmpuint (code_of ("a text that is no image at all, but long enough", 47), ==,
                    HF_CODE_NO_DICOM);
  g_assert_cmpuint (code_of (preamble, 132), ==, HF_CODE_CORRUPT);
  g_assert_cmpuint (code_of (preamble, 140), ==, HF_CODE_CORRUPT);
}

/* Cut anywhere: in the pixels the slice is there and says so; before them there is none. */
static void
test_cut (void)
{
  Maker maker = plain_file ();
  guint64 pixels = maker.bytes->len - PIXEL_BYTES;

  for (gsize length = 0; length < maker.bytes->len; length++) {
    HfHeader header = scan_bytes (maker.bytes, length, 0);

    if (length <= pixels)
      g_assert_cmpuint (header.code, !=, HF_CODE_OK);
    else {
      g_assert_cmpuint (header.code, ==, HF_CODE_OK);
      g_assert_true (header.flags & HF_IS_TRUNCATED);
      g_assert_cmpuint (header.pixel_length, ==, length - pixels);
    }
  }
  g_byte_array_unref (maker.bytes);
}

/* Any byte, any bit: never a record that the viewer would refuse. */
static void
test_flips (void)
{
  Maker maker = plain_file ();

  for (gsize at = 0; at < maker.bytes->len - PIXEL_BYTES; at++)
    for (guint bit = 0; bit < 8; bit++) {
      maker.bytes->data[at] ^= 1 << bit;
      scan_bytes (maker.bytes, maker.bytes->len, 0);
      maker.bytes->data[at] ^= 1 << bit;
    }
  g_byte_array_unref (maker.bytes);
}

static guint
code_of_nested (guint depth, gboolean is_closed)
{
  Maker maker = start_file ("1.2.840.10008.1.2.1", FALSE, FALSE);

  for (guint n = 0; n < depth; n++) {
    put_head (&maker, 0x00080006, "SQ", 0xffffffff);
    put_head (&maker, 0xfffee000, "", 0xffffffff);
  }
  for (guint n = 0; n < depth && is_closed; n++) {
    put_head (&maker, 0xfffee00d, "", 0);
    put_head (&maker, 0xfffee0dd, "", 0);
  }
  put_image (&maker, NULL);
  put_pixels (&maker, 1);
  return scan_maker (&maker).code;
}

static void
test_depth (void)
{
  g_assert_cmpuint (code_of_nested (60, TRUE), ==, HF_CODE_OK);
  g_assert_cmpuint (code_of_nested (70, TRUE), ==, HF_CODE_CORRUPT);
  g_assert_cmpuint (code_of_nested (3, FALSE), ==, HF_CODE_CORRUPT);
  g_assert_cmpuint (code_of_nested (100000, FALSE), ==, HF_CODE_CORRUPT);
}

static void
test_lying_length (void)
{
  Maker maker = start_file ("1.2.840.10008.1.2.1", FALSE, FALSE);

  put_head (&maker, 0x00090010, "OB", 0x20000000);
  put_image (&maker, NULL);
  put_pixels (&maker, 1);
  g_assert_cmpuint (scan_maker (&maker).code, ==, HF_CODE_CORRUPT);
}

static void
put_measures (Maker *maker, const char *position, const char *slope)
{
  put_head (maker, 0x00209113, "SQ", 0xffffffff); /* plane position */
  put_head (maker, 0xfffee000, "", 0xffffffff);
  put_text (maker, 0x00200032, "DS", position);
  put_head (maker, 0xfffee00d, "", 0);
  put_head (maker, 0xfffee0dd, "", 0);
  put_head (maker, 0x00289145, "SQ", 0xffffffff); /* pixel value transformation */
  put_head (maker, 0xfffee000, "", 0xffffffff);
  put_text (maker, 0x00281052, "DS", "-1000");
  put_text (maker, 0x00281053, "DS", slope);
  put_text (maker, 0x00281054, "LO", "HU");
  put_head (maker, 0xfffee00d, "", 0);
  put_head (maker, 0xfffee0dd, "", 0);
}

/* Enhanced multi-frame: what is shared counts where a frame says nothing else. */
static void
test_frames (void)
{
  Maker maker = start_file ("1.2.840.10008.1.2.1", FALSE, FALSE);
  HfHeader second, third;

  put_image (&maker, "3");
  put_head (&maker, 0x52009229, "SQ", 0xffffffff);
  put_head (&maker, 0xfffee000, "", 0xffffffff);
  put_head (&maker, 0x00289110, "SQ", 0xffffffff); /* pixel measures */
  put_head (&maker, 0xfffee000, "", 0xffffffff);
  put_text (&maker, 0x00280030, "DS", "0.25\\0.125");
  put_head (&maker, 0xfffee00d, "", 0);
  put_head (&maker, 0xfffee0dd, "", 0);
  put_head (&maker, 0xfffee00d, "", 0);
  put_head (&maker, 0xfffee0dd, "", 0);
  put_head (&maker, 0x52009230, "SQ", 0xffffffff);
  for (guint n = 0; n < 2; n++) {
    put_head (&maker, 0xfffee000, "", 0xffffffff);
    put_measures (&maker, n ? "1\\2\\5" : "1\\2\\3", n ? "2" : "1");
    put_head (&maker, 0xfffee00d, "", 0);
  }
  put_head (&maker, 0xfffee0dd, "", 0);
  put_pixels (&maker, 3);
  second = scan_bytes (maker.bytes, maker.bytes->len, 1);
  third = scan_bytes (maker.bytes, maker.bytes->len, 2);
  g_assert_cmpuint (second.n_frames, ==, 3);
  g_assert_cmpfloat (second.position[2], ==, 5);
  g_assert_cmpfloat (second.slope, ==, 2);
  g_assert_cmpfloat (second.intercept, ==, -1000);
  g_assert_cmpfloat (second.spacing[0], ==, 0.125);
  g_assert_cmpuint (second.pixel_offset, ==, maker.bytes->len - 2 * PIXEL_BYTES);
  g_assert_cmpfloat (third.position[2], ==, 30.25); /* no item of its own */
  g_assert_cmpfloat (third.spacing[1], ==, 0.25);
  g_byte_array_unref (maker.bytes);
}

/* n_offsets: entries of the basic offset table; fragments of 4 bytes, each frame starts one with the
   marker of JPEG. */
static HfScan *
scan_fragments (
    Maker *maker, const char *n_frames, const guint32 *offsets, guint n_offsets, const char *marks)
{
  *maker = start_file ("1.2.840.10008.1.2.4.70", FALSE, FALSE);
  put_image (maker, n_frames);
  put_head (maker, 0x7fe00010, "OB", 0xffffffff);
  put_head (maker, 0xfffee000, "", 4 * n_offsets);
  for (guint n = 0; n < n_offsets; n++)
    put_number (maker, offsets[n], 4);
  for (; *marks; marks++) {
    put_head (maker, 0xfffee000, "", 4);
    g_byte_array_append (maker->bytes,
                         (const guint8 *) (*marks == 'S' ? "\xff\xd8\xff\xc3" : "\1\2\3\4"), 4);
  }
  put_head (maker, 0xfffee0dd, "", 0);
  return hf_scan_new_memory (maker->bytes->data, maker->bytes->len, 5);
}

static void
check_fragments (const char *n_frames,
                 const guint32 *offsets,
                 guint n_offsets,
                 const char *marks,
                 int second,
                 HfCode code)
{
  Maker maker;
  g_autoptr (HfScan) scan = scan_fragments (&maker, n_frames, offsets, n_offsets, marks);

  g_assert_cmpuint (scan->header.code, ==, code);
  if (second >= 0)
    g_assert_cmpuint (scan->first_fragment[1], ==, second);
  g_byte_array_unref (maker.bytes);
}

static void
test_fragments (void)
{
  const guint32 good[] = { 0, 24 }, bad[] = { 0, 25 }, back[] = { 24, 0 };
  Maker maker;
  g_autoptr (HfScan) scan = NULL;
  g_autoptr (GBytes) stream = NULL;

  check_fragments ("2", NULL, 0, "SS", 1, HF_CODE_OK);
  check_fragments ("2", good, 2, "....", 2, HF_CODE_OK);
  check_fragments ("2", NULL, 0, "S..S", 3, HF_CODE_OK);
  check_fragments ("2", bad, 2, "S...", -1, HF_CODE_CORRUPT);
  check_fragments ("2", back, 2, "S...", -1, HF_CODE_CORRUPT);
  check_fragments ("2", NULL, 0, "SSS", -1, HF_CODE_CORRUPT);
  check_fragments (NULL, NULL, 0, "", -1, HF_CODE_CORRUPT);
  scan = scan_fragments (&maker, NULL, NULL, 0, "S..");
  stream = hf_scan_stream (scan, 0, NULL);
  g_assert_cmpuint (g_bytes_get_size (stream), ==, 12);
  g_byte_array_unref (maker.bytes);
}

/* The data set, deflated. */
static void
deflate_after (Maker *maker, guint from, gsize zeros)
{
  g_autofree guint8 *plain = g_malloc0 (maker->bytes->len - from + zeros);
  gsize n = maker->bytes->len - from;
  z_stream stream = { 0 };
  gsize room;
  g_autofree guint8 *out = NULL;

  memcpy (plain, maker->bytes->data + from, n);
  deflateInit2 (&stream, 1, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  room = deflateBound (&stream, n + zeros);
  out = g_malloc (room);
  stream.next_in = plain;
  stream.avail_in = n + zeros;
  stream.next_out = out;
  stream.avail_out = room;
  g_assert_cmpint (deflate (&stream, Z_FINISH), ==, Z_STREAM_END);
  g_byte_array_set_size (maker->bytes, from);
  g_byte_array_append (maker->bytes, out, (guint) (room - stream.avail_out));
  deflateEnd (&stream);
}

static void
test_deflated (void)
{
  for (guint is_bomb = 0; is_bomb < 2; is_bomb++) {
    Maker maker = start_file ("1.2.840.10008.1.2.1.99", FALSE, FALSE);
    guint from = maker.bytes->len;
    HfHeader header;

    put_image (&maker, NULL);
    put_pixels (&maker, 1);
    deflate_after (&maker, from, is_bomb ? 300u << 20 : 0);
    header = scan_maker (&maker);
    if (is_bomb)
      g_assert_cmpuint (header.code, ==, HF_CODE_TOO_LARGE);
    else {
      check_plain (&header);
      g_assert_cmpuint (header.pixel_offset, ==, 0); /* they must be inflated again */
    }
  }
}

static void
test_refused (void)
{
  static const struct {
    guint32 tag;
    guint16 number;
    HfCode code;
  } changes[] = {
    { 0x00280002, 3, HF_CODE_NOT_GRAYSCALE },
    { 0x00280010, 0, HF_CODE_CORRUPT },
    { 0x00280100, 12, HF_CODE_UNSUPPORTED_BITS },
    { 0x00280100, 1, HF_CODE_UNSUPPORTED_BITS },
  };
  Maker maker = start_file ("1.2.840.10008.1.2.4.100", FALSE, FALSE); /* video */

  for (guint n = 0; n < G_N_ELEMENTS (changes); n++) {
    Maker changed = start_file ("1.2.840.10008.1.2.1", FALSE, FALSE);

    put_image (&changed, NULL);
    put_u16 (&changed, changes[n].tag, changes[n].number); /* the last one counts */
    put_pixels (&changed, 1);
    g_assert_cmpuint (scan_maker (&changed).code, ==, changes[n].code);
  }
  put_image (&maker, NULL);
  put_head (&maker, 0x7fe00010, "OB", 0xffffffff);
  put_head (&maker, 0xfffee000, "", 0);
  put_head (&maker, 0xfffee000, "", 4);
  put_number (&maker, 0x01000000, 4);
  g_assert_cmpuint (scan_maker (&maker).code, ==, HF_CODE_UNSUPPORTED_SYNTAX);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/scanner/plain", test_plain);
  g_test_add_func ("/scanner/encodings", test_encodings);
  g_test_add_func ("/scanner/no-preamble", test_no_preamble);
  g_test_add_func ("/scanner/not-dicom", test_not_dicom);
  g_test_add_func ("/scanner/cut", test_cut);
  g_test_add_func ("/scanner/flips", test_flips);
  g_test_add_func ("/scanner/depth", test_depth);
  g_test_add_func ("/scanner/lying-length", test_lying_length);
  g_test_add_func ("/scanner/frames", test_frames);
  g_test_add_func ("/scanner/fragments", test_fragments);
  g_test_add_func ("/scanner/deflated", test_deflated);
  g_test_add_func ("/scanner/refused", test_refused);
  return g_test_run ();
}
