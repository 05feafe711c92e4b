/* DICOM files in memory, element by element, for the tests of what reads them. */
#pragma once

#include <glib.h>
#include <string.h>

typedef struct {
  GByteArray *bytes;
  gboolean is_implicit;
  gboolean is_big_endian;
} Maker;

static inline void
put_number (Maker *self, guint64 number, guint size)
{
  for (guint n = 0; n < size; n++) {
    guint8 byte = (guint8) (number >> 8 * (self->is_big_endian ? size - 1 - n : n));

    g_byte_array_append (self->bytes, &byte, 1);
  }
}

/* length 0xffffffff: undefined, and the value is what follows */
static inline void
put_head (Maker *self, guint32 tag, const char *vr, guint32 length)
{
  put_number (self, tag >> 16, 2);
  put_number (self, tag & 0xffff, 2);
  if (tag >> 16 == 0xfffe || self->is_implicit) {
    put_number (self, length, 4);
    return;
  }
  g_byte_array_append (self->bytes, (const guint8 *) vr, 2);
  if (strstr ("OB OW SQ UN OV", vr)) {
    put_number (self, 0, 2);
    put_number (self, length, 4);
  } else
    put_number (self, length, 2);
}

static inline void
put_text (Maker *self, guint32 tag, const char *vr, const char *text)
{
  gsize length = strlen (text);

  put_head (self, tag, vr, (guint32) (length + length % 2));
  g_byte_array_append (self->bytes, (const guint8 *) text, (guint) length);
  if (length % 2)
    g_byte_array_append (self->bytes, (const guint8 *) " ", 1);
}

static inline void
put_u16 (Maker *self, guint32 tag, guint16 number)
{
  put_head (self, tag, "US", 2);
  put_number (self, number, 2);
}

/* Preamble and meta information, always explicit little endian. */
static inline Maker
start_file (const char *syntax, gboolean is_implicit, gboolean is_big_endian)
{
  Maker self = { g_byte_array_new (), FALSE, FALSE };
  const guint8 zeros[128] = { 0 };

  g_byte_array_append (self.bytes, zeros, sizeof zeros);
  g_byte_array_append (self.bytes, (const guint8 *) "DICM", 4);
  put_text (&self, 0x00020010, "UI", syntax);
  self.is_implicit = is_implicit;
  self.is_big_endian = is_big_endian;
  return self;
}

#define COLUMNS 6
#define ROWS 4
#define PIXEL_BYTES (COLUMNS * ROWS * 2)

/* A small CT image up to its pixels. */
static inline void
put_image (Maker *self, const char *n_frames)
{
  put_text (self, 0x00080008, "CS", "ORIGINAL\\PRIMARY\\AXIAL");
  put_text (self, 0x00080018, "UI", "1.2.3.4");
  put_text (self, 0x00080060, "CS", "CT");
  put_text (self, 0x00100010, "PN", "Phantom^Test");
  put_text (self, 0x00180050, "DS", "2.5");
  put_text (self, 0x0020000d, "UI", "1.2");
  put_text (self, 0x0020000e, "UI", "1.2.3");
  put_text (self, 0x00200013, "IS", "7");
  put_text (self, 0x00200032, "DS", "-10.5\\20\\30.25");
  put_text (self, 0x00200037, "DS", "1\\0\\0\\0\\1\\0");
  put_u16 (self, 0x00280002, 1);
  put_text (self, 0x00280004, "CS", "MONOCHROME2");
  if (n_frames)
    put_text (self, 0x00280008, "IS", n_frames);
  put_u16 (self, 0x00280010, ROWS);
  put_u16 (self, 0x00280011, COLUMNS);
  put_text (self, 0x00280030, "DS", "0.7\\0.5");
  put_u16 (self, 0x00280100, 16);
  put_u16 (self, 0x00280101, 12);
  put_u16 (self, 0x00280102, 11);
  put_u16 (self, 0x00280103, 0);
  put_u16 (self, 0x00280120, 3000);
  put_text (self, 0x00281050, "DS", "40\\400");
  put_text (self, 0x00281051, "DS", "80\\1500");
  put_text (self, 0x00281052, "DS", "-1024");
  put_text (self, 0x00281053, "DS", "1");
}

static inline void
put_pixels (Maker *self, guint n_frames)
{
  put_head (self, 0x7fe00010, "OW", PIXEL_BYTES * n_frames);
  for (guint n = 0; n < COLUMNS * ROWS * n_frames; n++)
    put_number (self, n, 2);
}

static inline Maker
plain_file (void)
{
  Maker self = start_file ("1.2.840.10008.1.2.1", FALSE, FALSE);

  put_image (&self, NULL);
  put_pixels (&self, 1);
  return self;
}
