/* Elements in ascending order of their tags, PS3.5 chapter 7; RLE by PS3.5 annex G. */
#include "files/dicom-write.h"

#include <string.h>
#include <zlib.h>

#define CT_CLASS "1.2.840.10008.5.1.4.1.1.2"
#define IMPLEMENTATION "2.25.294906137512906342097183560416312341017"

typedef struct {
  GByteArray *bytes;
  gboolean implicit;
  gboolean big;
} Stream;

const char *
hf_syntax_uid (HfSyntax syntax)
{
  static const char *const uids[] = { "1.2.840.10008.1.2", "1.2.840.10008.1.2.1",
                                      "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99",
                                      "1.2.840.10008.1.2.5" };

  return uids[syntax];
}

void
hf_dicom_image_init (HfDicomImage *self)
{
  *self = (HfDicomImage){
    .syntax = HF_SYNTAX_EXPLICIT,
    .study_uid = "2.25.1",
    .series_uid = "2.25.2",
    .sop_uid = "2.25.3",
    .frame_uid = "2.25.4",
    .patient_name = "Nobody^Test",
    .patient_id = "TEST",
    .series_description = "Test",
    .manufacturer = "Hounsfield",
    .instance_number = 1,
    .series_number = 1,
    .columns = 1,
    .rows = 1,
    .spacing = { 1, 1 },
    .thickness = 1,
    .orientation = { 1, 0, 0, 0, 1, 0 },
    .bits_allocated = 16,
    .bits_stored = 12,
    .slope = 1,
    .intercept = -1024,
    .window_width = 400,
    .window_level = 40,
  };
}

static void
put_u16 (Stream *s, guint value)
{
  const guint8 little[2] = { value & 255, value >> 8 & 255 };
  const guint8 big[2] = { little[1], little[0] };

  g_byte_array_append (s->bytes, s->big ? big : little, 2);
}

static void
put_u32 (Stream *s, guint32 value)
{
  put_u16 (s, s->big ? value >> 16 : value & 0xffff);
  put_u16 (s, s->big ? value & 0xffff : value >> 16);
}

/* Tag, representation and length. */
static void
put_head (Stream *s, guint32 tag, const char *vr, guint32 length)
{
  gboolean long_form = strcmp (vr, "OW") == 0 || strcmp (vr, "OB") == 0;

  put_u16 (s, tag >> 16);
  put_u16 (s, tag & 0xffff);
  if (s->implicit) {
    put_u32 (s, length);
    return;
  }
  g_byte_array_append (s->bytes, (const guint8 *) vr, 2);
  if (long_form) {
    put_u16 (s, 0);
    put_u32 (s, length);
  } else {
    put_u16 (s, length);
  }
}

static void
put_text (Stream *s, guint32 tag, const char *vr, const char *text)
{
  gsize n = strlen (text);
  const guint8 fill = strcmp (vr, "UI") == 0 ? 0 : ' ';

  put_head (s, tag, vr, (guint32) (n + n % 2));
  g_byte_array_append (s->bytes, (const guint8 *) text, (guint) n);
  if (n % 2)
    g_byte_array_append (s->bytes, &fill, 1);
}

static void
put_short (Stream *s, guint32 tag, const char *vr, int value)
{
  put_head (s, tag, vr, 2);
  put_u16 (s, (guint) value & 0xffff);
}

/* Decimal strings of at most 16 characters each, as PS3.5 6.2 demands. */
static void
put_numbers (Stream *s, guint32 tag, const double *numbers, int n)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int a = 0; a < n; a++) {
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    for (int digits = 15; digits >= 6; digits--) {
      char format[8];

      g_snprintf (format, sizeof format, "%%.%dg", digits);
      g_ascii_formatd (number, sizeof number, format, numbers[a] + 0.0);
      if (strlen (number) <= 16)
        break;
    }
    g_string_append_printf (text, "%s%s", a ? "\\" : "", number);
  }
  put_text (s, tag, "DS", text->str);
}

static void
put_number (Stream *s, guint32 tag, double number)
{
  put_numbers (s, tag, &number, 1);
}

static void
put_integer (Stream *s, guint32 tag, int value)
{
  g_autofree char *text = g_strdup_printf ("%d", value);

  put_text (s, tag, "IS", text);
}

static void
put_meta (Stream *s, const HfDicomImage *image)
{
  static const guint8 preamble[128], version[2] = { 0, 1 };
  guint start;

  g_byte_array_append (s->bytes, preamble, 128);
  g_byte_array_append (s->bytes, (const guint8 *) "DICM", 4);
  put_head (s, 0x00020000, "UL", 4);
  put_u32 (s, 0);
  start = s->bytes->len;
  put_head (s, 0x00020001, "OB", 2);
  g_byte_array_append (s->bytes, version, 2);
  put_text (s, 0x00020002, "UI", CT_CLASS);
  put_text (s, 0x00020003, "UI", image->sop_uid);
  put_text (s, 0x00020010, "UI", hf_syntax_uid (image->syntax));
  put_text (s, 0x00020012, "UI", IMPLEMENTATION);
  put_text (s, 0x00020013, "SH", "HOUNSFIELD");
  s->bytes->data[start - 4] = (s->bytes->len - start) & 255;
  s->bytes->data[start - 3] = (s->bytes->len - start) >> 8 & 255;
}

static void
put_identity (Stream *s, const HfDicomImage *image)
{
  put_text (s, 0x00080005, "CS", "ISO_IR 192");
  put_text (s, 0x00080008, "CS", "ORIGINAL\\PRIMARY\\AXIAL");
  put_text (s, 0x00080016, "UI", CT_CLASS);
  put_text (s, 0x00080018, "UI", image->sop_uid);
  put_text (s, 0x00080020, "DA", "20240101");
  put_text (s, 0x00080021, "DA", "20240101");
  put_text (s, 0x00080030, "TM", "120000");
  put_text (s, 0x00080050, "SH", "");
  put_text (s, 0x00080060, "CS", "CT");
  put_text (s, 0x00080070, "LO", image->manufacturer);
  put_text (s, 0x00080090, "PN", "");
  put_text (s, 0x00081030, "LO", "Phantom study");
  put_text (s, 0x0008103e, "LO", image->series_description);
  put_text (s, 0x00100010, "PN", image->patient_name);
  put_text (s, 0x00100020, "LO", image->patient_id);
  put_text (s, 0x00100030, "DA", "");
  put_text (s, 0x00100040, "CS", "O");
}

static void
put_acquisition (Stream *s, const HfDicomImage *image)
{
  put_number (s, 0x00180050, image->thickness);
  put_number (s, 0x00180060, 120);
  put_number (s, 0x00181120, image->tilt_deg);
  put_text (s, 0x00181210, "SH", "H30");
  put_text (s, 0x00185100, "CS", "HFS");
  put_text (s, 0x0020000d, "UI", image->study_uid);
  put_text (s, 0x0020000e, "UI", image->series_uid);
  put_text (s, 0x00200010, "SH", "1");
  put_integer (s, 0x00200011, image->series_number);
  put_integer (s, 0x00200012, 1);
  put_integer (s, 0x00200013, image->instance_number);
  put_numbers (s, 0x00200032, image->position, 3);
  put_numbers (s, 0x00200037, image->orientation, 6);
  put_text (s, 0x00200052, "UI", image->frame_uid);
  put_text (s, 0x00201040, "LO", "");
}

static void
put_format (Stream *s, const HfDicomImage *image)
{
  const double spacing[2] = { image->spacing[1], image->spacing[0] }; /* between rows first */

  put_short (s, 0x00280002, "US", 1);
  put_text (s, 0x00280004, "CS", "MONOCHROME2");
  put_short (s, 0x00280010, "US", image->rows);
  put_short (s, 0x00280011, "US", image->columns);
  put_numbers (s, 0x00280030, spacing, 2);
  put_short (s, 0x00280100, "US", image->bits_allocated);
  put_short (s, 0x00280101, "US", image->bits_stored);
  put_short (s, 0x00280102, "US", image->bits_stored - 1);
  put_short (s, 0x00280103, "US", image->is_signed);
  if (image->has_padding)
    put_short (s, 0x00280120, image->is_signed ? "SS" : "US", image->padding);
  put_number (s, 0x00281050, image->window_level);
  put_number (s, 0x00281051, image->window_width);
  if (image->no_rescale)
    return;
  put_number (s, 0x00281052, image->intercept);
  put_number (s, 0x00281053, image->slope);
  put_text (s, 0x00281054, "LO", "HU");
}

/* PackBits of one row of one byte plane. */
static void
pack_row (GByteArray *to, const guint8 *row, gsize n)
{
  for (gsize at = 0; at < n;) {
    gsize run = 1, literal = 0;

    while (at + run < n && run < 128 && row[at + run] == row[at])
      run++;
    if (run > 2) {
      const guint8 code[2] = { (guint8) (257 - run), row[at] };

      g_byte_array_append (to, code, 2);
      at += run;
      continue;
    }
    while (at + literal < n && literal < 128 &&
           !(at + literal + 2 < n && row[at + literal] == row[at + literal + 1] &&
             row[at + literal] == row[at + literal + 2]))
      literal++;
    g_byte_array_append (to, (const guint8[]){ (guint8) (literal - 1) }, 1);
    g_byte_array_append (to, row + at, (guint) literal);
    at += literal;
  }
}

/* Offset table and one fragment: a header of 64 bytes, then the byte planes, the high one first. */
static void
put_rle (Stream *s, const HfDicomImage *image)
{
  g_autoptr (GByteArray) packed = g_byte_array_new ();
  guint planes = (guint) image->bits_allocated / 8;
  g_autofree guint8 *row = g_malloc ((gsize) image->columns);
  guint8 header[64] = { (guint8) planes };

  for (guint plane = 0; plane < planes; plane++) {
    guint offset = 64 + packed->len;

    for (int a = 0; a < 4; a++)
      header[4 + 4 * plane + a] = offset >> 8 * a & 255;
    for (int y = 0; y < image->rows; y++) {
      for (int x = 0; x < image->columns; x++) {
        gsize n = (gsize) y * image->columns + x;
        guint value = planes == 2 ? ((const guint16 *) image->pixels)[n]
                                  : ((const guint8 *) image->pixels)[n];

        row[x] = value >> 8 * (planes - 1 - plane) & 255;
      }
      pack_row (packed, row, (gsize) image->columns);
    }
    if (packed->len % 2)
      g_byte_array_append (packed, (const guint8[]){ 0 }, 1);
  }
  put_head (s, 0x7fe00010, "OB", 0xffffffff);
  put_u32 (s, 0xe000fffe);
  put_u32 (s, 0);
  put_u32 (s, 0xe000fffe);
  put_u32 (s, 64 + packed->len);
  g_byte_array_append (s->bytes, header, 64);
  g_byte_array_append (s->bytes, packed->data, packed->len);
  put_u32 (s, 0xe0ddfffe);
  put_u32 (s, 0);
}

static void
put_pixels (Stream *s, const HfDicomImage *image)
{
  gsize n = (gsize) image->columns * image->rows, bytes = n * image->bits_allocated / 8;

  if (image->syntax == HF_SYNTAX_RLE) {
    put_rle (s, image);
    return;
  }
  put_head (s, 0x7fe00010, "OW", (guint32) (bytes + bytes % 2));
  if (image->bits_allocated == 16 && (s->big || G_BYTE_ORDER == G_BIG_ENDIAN))
    for (gsize a = 0; a < n; a++)
      put_u16 (s, ((const guint16 *) image->pixels)[a]);
  else
    g_byte_array_append (s->bytes, image->pixels, (guint) bytes);
  if (bytes % 2)
    g_byte_array_append (s->bytes, (const guint8[]){ 0 }, 1);
}

/* Everything after the meta information as one raw deflate stream (PS3.5 A.5). */
static void
deflate_from (GByteArray *bytes, guint start)
{
  z_stream stream = { 0 };
  gsize limit;
  g_autofree guint8 *packed = NULL;

  deflateInit2 (&stream, 6, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
  limit = deflateBound (&stream, bytes->len - start);
  packed = g_malloc (limit);
  stream.next_in = bytes->data + start;
  stream.avail_in = bytes->len - start;
  stream.next_out = packed;
  stream.avail_out = (uInt) limit;
  deflate (&stream, Z_FINISH);
  g_byte_array_set_size (bytes, start);
  g_byte_array_append (bytes, packed, (guint) stream.total_out);
  deflateEnd (&stream);
  if (bytes->len % 2)
    g_byte_array_append (bytes, (const guint8[]){ 0 }, 1);
}

GByteArray *
hf_dicom_image_format (const HfDicomImage *self)
{
  gsize bytes = (gsize) self->columns * self->rows * self->bits_allocated / 8;
  Stream s = { g_byte_array_sized_new ((guint) (bytes + 4096)), FALSE, FALSE };
  guint start;

  if (!self->no_preamble)
    put_meta (&s, self);
  s.implicit = self->syntax == HF_SYNTAX_IMPLICIT;
  s.big = self->syntax == HF_SYNTAX_BIG_ENDIAN;
  start = s.bytes->len;
  put_identity (&s, self);
  put_acquisition (&s, self);
  put_format (&s, self);
  put_pixels (&s, self);
  if (self->syntax == HF_SYNTAX_DEFLATED)
    deflate_from (s.bytes, start);
  return s.bytes;
}
