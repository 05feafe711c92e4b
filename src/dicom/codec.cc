/* GDCM decodes single frames here: gdcm::Bitmap, given what the code stream itself says, and never
   its readers (Debian's 3.0.21 aborts on valid files there). */
#include "dicom/codec.h"

#include <gdcmBitmap.h>
#include <gdcmDataElement.h>
#include <gdcmDicts.h>
#include <gdcmFragment.h>
#include <gdcmGlobal.h>
#include <gdcmSequenceOfFragments.h>
#include <gdcmTrace.h>

#include <cstring>
#include <exception>
#include <glib/gi18n-lib.h>
#include <vector>

namespace
{

/* What the markers of a code stream say. */
struct Stream {
  gdcm::TransferSyntax::TSType syntax;
  guint32 columns;
  guint32 rows;
  guint32 components;
  guint32 precision;
  bool is_signed;
  bool
      has_color_step; /* JPEG 2000 made the components from red, green and blue, and makes these again */
};

guint32
read_u16 (const guint8 *bytes)
{
  return bytes[0] << 8 | bytes[1];
}

guint32
read_u32 (const guint8 *bytes)
{
  return read_u16 (bytes) << 16 | read_u16 (bytes + 2);
}

/* The multiple component transformation, in the COD marker (ISO 15444-1 A.6.1) before the first tile. */
bool
has_color_step (const guint8 *at, const guint8 *end)
{
  while (end - at >= 4 && at[0] == 0xff && at[1] != 0x90) {
    if (at[1] == 0x52)
      return end - at > 8 && at[8] != 0;
    at += 2 + read_u16 (at + 2);
  }
  return false;
}

/* The SIZ marker of JPEG 2000 (ISO 15444-1 A.5.1). HTJ2K has the same, and OpenJPEG decodes both,
   but GDCM only asks it where the label is JPEG 2000. */
bool
look_at_j2k (const guint8 *at, gsize length, Stream *stream)
{
  if (length < 2 + 2 + 38 + 3 || read_u16 (at + 2) != 0xff51)
    return false;
  stream->has_color_step = has_color_step (at + 2, at + length);
  at += 6;
  stream->columns = read_u32 (at + 2) - read_u32 (at + 10);
  stream->rows = read_u32 (at + 6) - read_u32 (at + 14);
  stream->components = read_u16 (at + 34);
  stream->precision = (at[36] & 0x7f) + 1;
  stream->is_signed = at[36] & 0x80;
  stream->syntax = gdcm::TransferSyntax::JPEG2000Lossless;
  return true;
}

/* JP2 files around the code stream: GDCM skips the boxes itself; we only need the markers. */
const guint8 *
find_j2k (const guint8 *stream, gsize length)
{
  if (length >= 4 && read_u32 (stream) == 0xff4fff51)
    return stream;
  for (gsize n = 12; n + 4 < MIN (length, (gsize) 4096); n++)
    if (memcmp (stream, "\0\0\0\x0cjP  ", 8) == 0 && read_u32 (stream + n) == 0xff4fff51)
      return stream + n;
  return nullptr;
}

gdcm::TransferSyntax::TSType
syntax_of_frame (guint8 marker, guint32 precision)
{
  switch (marker) {
  case 0xc0:
    return gdcm::TransferSyntax::JPEGBaselineProcess1;
  case 0xc1:
    return precision == 8 ? gdcm::TransferSyntax::JPEGBaselineProcess1
                          : gdcm::TransferSyntax::JPEGExtendedProcess2_4;
  case 0xc2:
    return gdcm::TransferSyntax::JPEGExtendedProcess2_4;
  case 0xc3:
    return gdcm::TransferSyntax::JPEGLosslessProcess14_1;
  case 0xf7:
    return gdcm::TransferSyntax::JPEGLSLossless;
  default:
    return gdcm::TransferSyntax::TS_END;
  }
}

/* The SOF marker of JPEG and JPEG-LS (ISO 10918-1 B.2.2, 14495-1 C.2.2). */
bool
look_at_jpeg (const guint8 *bytes, gsize length, Stream *stream)
{
  gsize at = 2;

  while (at + 4 <= length) {
    guint8 marker;

    if (bytes[at] != 0xff)
      return false;
    marker = bytes[at + 1];
    if (marker == 0xff) {
      at++;
      continue;
    }
    if ((marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc) ||
        marker == 0xf7) {
      if (at + 10 > length)
        return false;
      stream->precision = bytes[at + 4];
      stream->rows = read_u16 (bytes + at + 5);
      stream->columns = read_u16 (bytes + at + 7);
      stream->components = bytes[at + 9];
      stream->is_signed = false;
      stream->syntax = syntax_of_frame (marker, stream->precision);
      return stream->syntax != gdcm::TransferSyntax::TS_END;
    }
    at += 2 + read_u16 (bytes + at + 2);
  }
  return false;
}

bool
look_at (const guint8 *bytes, gsize length, Stream *stream)
{
  const guint8 *j2k = find_j2k (bytes, length);

  if (j2k)
    return look_at_j2k (j2k, length - (j2k - bytes), stream);
  return length >= 4 && read_u16 (bytes) == 0xffd8 && look_at_jpeg (bytes, length, stream);
}

bool
is_jpeg (const Stream &stream)
{
  return stream.syntax != gdcm::TransferSyntax::JPEG2000Lossless &&
         stream.syntax != gdcm::TransferSyntax::JPEGLSLossless;
}

/* Whether three components are Y Cb Cr. Of JPEG that loses, Adobe's marker, JFIF's and the letters
   R G B as names say so, as every JPEG reader has it; else the header does, but not of JPEG 2000 that
   has turned its own colors back. */
bool
is_ybr (const guint8 *bytes, gsize length, const Stream &stream, const HfHeader *header)
{
  const bool is_said = (header->photometric == HF_PHOTOMETRIC_YBR ||
                        header->photometric == HF_PHOTOMETRIC_YBR_422) &&
                       !stream.has_color_step;
  const bool is_dct =
      is_jpeg (stream) && stream.syntax != gdcm::TransferSyntax::JPEGLosslessProcess14_1;
  gsize at = 2;

  while (is_dct && at + 20 <= length && bytes[at] == 0xff && bytes[at + 1] != 0xda) {
    const guint8 marker = bytes[at + 1];

    if (marker == 0xff) {
      at++;
      continue;
    }
    if (marker == 0xee && read_u16 (bytes + at + 2) >= 14 &&
        memcmp (bytes + at + 4, "Adobe", 5) == 0)
      return bytes[at + 15] != 0;
    if (marker == 0xe0 && memcmp (bytes + at + 4, "JFIF", 5) == 0)
      return true;
    if (marker >= 0xc0 && marker <= 0xc2 && bytes[at + 10] == 'R' && bytes[at + 13] == 'G' &&
        bytes[at + 16] == 'B')
      return false;
    at += 2 + read_u16 (bytes + at + 2);
  }
  return is_said;
}

bool
run_gdcm (const guint8 *bytes, gsize length, const Stream &stream, std::vector<char> *out)
{
  const unsigned allocated = stream.precision > 8 ? 16 : 8;
  gdcm::Bitmap image;
  gdcm::DataElement pixels (gdcm::Tag (0x7fe0, 0x0010));
  gdcm::SmartPointer<gdcm::SequenceOfFragments> sequence = new gdcm::SequenceOfFragments;
  gdcm::Fragment fragment;

  image.SetNumberOfDimensions (2);
  image.SetDimension (0, stream.columns);
  image.SetDimension (1, stream.rows);
  image.SetPixelFormat (gdcm::PixelFormat (static_cast<unsigned short> (stream.components),
                                           allocated, stream.precision, stream.precision - 1,
                                           stream.is_signed));
  image.SetPhotometricInterpretation (
      stream.components == 1 ? gdcm::PhotometricInterpretation::MONOCHROME2
      : is_jpeg (stream)     ? gdcm::PhotometricInterpretation::YBR_FULL /* left as it is */
                             : gdcm::PhotometricInterpretation::RGB);
  image.SetTransferSyntax (stream.syntax);
  fragment.SetByteValue (reinterpret_cast<const char *> (bytes), static_cast<guint32> (length));
  sequence->AddFragment (fragment);
  pixels.SetValue (*sequence);
  image.SetDataElement (pixels);
  out->assign (image.GetBufferLength () + 64, 0);
  if (!image.GetBuffer (out->data ()))
    return false;
  out->resize (image.GetBufferLength ());
  return out->size () >= (gsize) stream.columns * stream.rows * stream.components * (allocated / 8);
}

/* Some encoders leave a zero before JPEG-LS's end marker, at which CharLS gives up. */
bool
run_without_zero (const guint8 *bytes, gsize length, const Stream &stream, std::vector<char> *out)
{
  std::vector<guint8> copy (bytes, bytes + length);

  for (gsize n = length; n-- > 2;)
    if (copy[n] == 0xd9 && copy[n - 1] == 0xff && copy[n - 2] == 0) {
      copy.erase (copy.begin () + (n - 2));
      return run_gdcm (copy.data (), copy.size (), stream, out);
    }
  return false;
}

/* The marker EOI. */
bool
has_end (const guint8 *bytes, gsize length)
{
  for (gsize n = length; n-- > 1;)
    if (bytes[n] == 0xd9 && bytes[n - 1] == 0xff)
      return true;
  return false;
}

bool
decode (const guint8 *bytes, gsize length, const Stream &stream, std::vector<char> *out)
{
  const bool is_ls = stream.syntax == gdcm::TransferSyntax::JPEGLSLossless;

  if (is_ls && !has_end (bytes, length))
    return false; /* CharLS would look for it for ever */
  return run_gdcm (bytes, length, stream, out) ||
         (is_ls && run_without_zero (bytes, length, stream, out));
}

/* What the decoded bits mean: a code stream that says "signed" is right; else the header is. */
void
take_bits (const Stream &stream, const HfHeader *header, HfPixels *pixels)
{
  pixels->bits_allocated = stream.precision > 8 ? 16 : 8;
  if (stream.components > 1) { /* levels: the stream knows how many */
    pixels->bits_stored = stream.precision;
    pixels->high_bit = stream.precision - 1;
    pixels->is_signed = FALSE;
    return;
  }
  if (stream.is_signed) {
    pixels->bits_stored = pixels->bits_allocated;
    pixels->high_bit = pixels->bits_allocated - 1;
    pixels->is_signed = TRUE;
    return;
  }
  pixels->bits_stored = MIN (header->bits_stored, pixels->bits_allocated);
  pixels->high_bit = MIN (header->high_bit, pixels->bits_allocated - 1);
  pixels->high_bit = MAX (pixels->high_bit, pixels->bits_stored - 1);
  pixels->is_signed = header->is_signed;
}

gboolean
fail (GError **error, HfCode code, const char *what)
{
  g_set_error_literal (error, HF_ERROR, code, _ (what));
  return FALSE;
}

} // namespace

void
hf_codec_init (void)
{
  gdcm::Trace::SetDebug (false);
  gdcm::Trace::SetWarning (false);
  gdcm::Trace::SetError (false);
}

/* Where the standard leaves a choice ("US or SS"), its first. */
void
hf_codec_dictionary (guint32 tag, char vr[3], char *name, gsize size)
{
  const gdcm::Tag wanted (static_cast<uint16_t> (tag >> 16), static_cast<uint16_t> (tag & 0xffff));
  vr[0] = vr[1] = vr[2] = '\0';
  *name = '\0';
  if (wanted.IsPrivate ()) {
    if ((tag & 0xffff) >= 0x10 && (tag & 0xffff) <= 0xff) {
      memcpy (vr, "LO", 3);
      g_strlcpy (name, "Private Creator", size);
    }
    return;
  }
  if (wanted.IsGroupLength ()) {
    memcpy (vr, "UL", 3);
    g_strlcpy (name, "Group Length", size);
    return;
  }
  try {
    const gdcm::DictEntry &entry = gdcm::Global::GetInstance ().GetDicts ().GetDictEntry (wanted);
    const char *letters = gdcm::VR::GetVRString (entry.GetVR ());
    g_strlcpy (name, entry.GetName () ? entry.GetName () : "", size);
    if (*name && letters && g_ascii_isupper (letters[0]) && g_ascii_isupper (letters[1]))
      memcpy (vr, letters, 2);
  } catch (...) {
  }
}

gboolean
hf_codec_decode (
    const guint8 *bytes, gsize length, const HfHeader *header, HfPixels *pixels, GError **error)
{
  Stream stream = {};
  std::vector<char> out;

  if (!look_at (bytes, length, &stream))
    return fail (error, HF_CODE_CORRUPT, "the compressed pixels are of no known kind, or damaged");
  if (stream.components != header->samples_per_pixel)
    return fail (error, HF_CODE_NOT_GRAYSCALE,
                 "the compressed picture and its header do not agree whether it has colors");
  if (stream.columns != header->columns || stream.rows != header->rows)
    return fail (error, HF_CODE_CORRUPT,
                 "the compressed picture has another size than its header says");
  if (stream.precision < 2 || stream.precision > 16)
    return fail (error, HF_CODE_UNSUPPORTED_BITS,
                 "the compressed picture has an unsupported number of bits");
  try {
    if (!decode (bytes, length, stream, &out))
      return fail (error, HF_CODE_CORRUPT, "the compressed pixels are damaged");
  } catch (const std::exception &) {
    return fail (error, HF_CODE_CORRUPT, "the compressed pixels are damaged");
  } catch (...) {
    return fail (error, HF_CODE_CORRUPT, "the compressed pixels are damaged");
  }
  take_bits (stream, header, pixels);
  pixels->is_ybr = is_ybr (bytes, length, stream, header);
  pixels->n_cells = (gsize) stream.columns * stream.rows * stream.components;
  pixels->cells = g_memdup2 (out.data (), pixels->n_cells * pixels->bits_allocated / 8);
  return TRUE;
}
