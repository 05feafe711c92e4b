/* See PS3.5 annex A for the names of transfer syntaxes. */
#include "dicom/encoding.h"

#include <string.h>

/* JPEG family, and HTJ2K; video is left out. */
static gboolean
is_stream_syntax (const char *syntax)
{
  static const char *const known[] = { ".4.50",  ".4.51",  ".4.57", ".4.70", ".4.80",
                                       ".4.81",  ".4.90",  ".4.91", ".4.92", ".4.93",
                                       ".4.201", ".4.202", ".4.203" };

  if (!g_str_has_prefix (syntax, HF_SYNTAX))
    return FALSE;
  for (guint n = 0; n < G_N_ELEMENTS (known); n++)
    if (strcmp (syntax + strlen (HF_SYNTAX), known[n]) == 0)
      return TRUE;
  return FALSE;
}

/* The process of a JPEG frame by its SOF marker, as the end of a transfer syntax; NULL: none that is
   known. */
static const char *
syntax_of_marker (guint8 marker)
{
  switch (marker) {
  case 0xc0:
    return ".4.50";
  case 0xc1:
  case 0xc2:
    return ".4.51";
  case 0xc3:
    return ".4.70";
  case 0xf7:
    return ".4.80";
  default:
    return NULL;
  }
}

/* JPEG 2000, JPEG and JPEG-LS may stand for each other where a label lies; variants of one family
   (57 and 70, 90 and 91 ...) are not told apart here, and the label stays. */
static void
correct_syntax (HfScan *self, const char *found, const char *const *family)
{
  char *syntax = self->header.transfer_syntax;

  for (guint n = 0; family[n]; n++)
    if (g_str_has_suffix (syntax, family[n]) && is_stream_syntax (syntax))
      return;
  g_snprintf (syntax, HF_UID_LENGTH, HF_SYNTAX "%s", found);
}

/* What the markers of the first code stream say about its kind, and whether something was lost,
   whatever the header says: a JPEG process other than lossless, JPEG-LS with an error allowed (NEAR),
   the irreversible wavelet of JPEG 2000 (ISO 15444-1 table A.20). */
static void
look_at_stream (HfScan *self)
{
  static const char *const j2k[] = { ".4.90",  ".4.91",  ".4.92",  ".4.93",
                                     ".4.201", ".4.202", ".4.203", NULL };
  static const char *const lossless[] = { ".4.57", ".4.70", NULL };
  static const char *const lossy[] = { ".4.50", ".4.51", NULL };
  static const char *const ls[] = { ".4.80", ".4.81", NULL };
  const HfFragment *first = &g_array_index (self->fragments, HfFragment, 0);
  gsize length = MIN (first->length, 4096), at = 2;
  const guint8 *bytes = hf_reader_peek (&self->reader, first->at, length);
  gboolean is_j2k = bytes && bytes[1] == 0x4f, is_ls = FALSE;

  if (is_j2k)
    correct_syntax (self, j2k[0], j2k);
  while (bytes && at + 14 <= length && bytes[at] == 0xff) {
    guint8 marker = bytes[at + 1];
    const char *syntax = is_j2k ? NULL : syntax_of_marker (marker);

    if (is_j2k && marker == 0x52 && bytes[at + 13] == 0)
      self->header.flags |= HF_IS_LOSSY;
    if (syntax) {
      is_ls = marker == 0xf7;
      correct_syntax (self, syntax, is_ls ? ls : marker == 0xc3 ? lossless : lossy);
    }
    if (!is_j2k && marker == 0xda) {
      gsize near = at + 5 + 2 * (gsize) bytes[at + 4];

      if (is_ls && near < length && bytes[near] > 0)
        self->header.flags |= HF_IS_LOSSY;
      return;
    }
    at += marker == 0xff ? 1 : 2 + (bytes[at + 2] << 8 | bytes[at + 3]);
  }
}

static gboolean
find_encoding (HfScan *self)
{
  const HfFragment *first = &g_array_index (self->fragments, HfFragment, 0);
  const guint8 *bytes = first->length >= 12 ? hf_reader_peek (&self->reader, first->at, 12) : NULL;
  char *syntax = self->header.transfer_syntax;

  self->encoding = HF_ENCODING_STREAM;
  if (bytes && bytes[0] == 0xff && (bytes[1] == 0xd8 || bytes[1] == 0x4f)) {
    look_at_stream (self); /* the codec reads the markers, too */
    return is_stream_syntax (syntax);
  }
  if (bytes && memcmp (bytes, "\0\0\0\x0cjP  ", 8) == 0)
    return is_stream_syntax (syntax);
  if (bytes && bytes[0] >= 1 && bytes[0] <= 15 && !bytes[1] && !bytes[2] && !bytes[3] &&
      bytes[4] == 64) {
    self->encoding = HF_ENCODING_RLE;
    g_strlcpy (syntax, HF_SYNTAX_RLE, HF_UID_LENGTH);
    return TRUE;
  }
  return is_stream_syntax (syntax);
}

static gboolean
is_lossy_syntax (const char *syntax)
{
  return g_str_has_suffix (syntax, ".4.50") || g_str_has_suffix (syntax, ".4.51") ||
         g_str_has_suffix (syntax, ".4.81");
}

gboolean
hf_encoding_find (HfScan *self)
{
  gboolean is_known = find_encoding (self);

  if (is_lossy_syntax (self->header.transfer_syntax))
    self->header.flags |= HF_IS_LOSSY;
  return is_known;
}
