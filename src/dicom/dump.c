/* Values as people read them: text as it is (in the file's character set), numbers in decimal, parted
   by backslashes as in DICOM, bytes in hexadecimal. Long values are cut. */
#include "dicom/dump.h"

#include "dicom/codec.h"
#include "dicom/walk.h"

#include <string.h>

#define MAX_ELEMENTS 50000
#define MAX_BYTES 32 /* of a value that is shown in hexadecimal */

typedef struct {
  HfDumpFunc func;
  gpointer data;
  guint n_elements;
  gboolean is_refused;
} Dump;

static gboolean
is_text (guint16 vr)
{
  static const char texts[] = "AE AS CS DA DS DT IS LO LT PN SH ST TM UC UI UR UT ";

  for (const char *text = texts; *text; text += 3)
    if (vr == HF_VR (text[0], text[1]))
      return TRUE;
  return FALSE;
}

/* Bytes of one number of a VR; 0: no numbers. */
static guint
number_size (guint16 vr)
{
  switch (vr) {
  case HF_VR ('U', 'S'):
  case HF_VR ('S', 'S'):
    return 2;
  case HF_VR ('U', 'L'):
  case HF_VR ('S', 'L'):
  case HF_VR ('F', 'L'):
  case HF_VR ('A', 'T'):
    return 4;
  case HF_VR ('F', 'D'):
  case HF_VR ('U', 'V'):
  case HF_VR ('S', 'V'):
    return 8;
  default:
    return 0;
  }
}

static guint64
read_number (const HfWalk *walk, const guint8 *bytes, guint size)
{
  guint64 number = 0;

  for (guint n = 0; n < size; n++)
    number = number << 8 | bytes[walk->is_big_endian ? n : size - 1 - n];
  return number;
}

static void
append_number (const HfWalk *walk, guint16 vr, const guint8 *bytes, GString *text)
{
  guint64 bits = read_number (walk, bytes, number_size (vr));
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];
  double wide;
  float narrow;
  guint32 low = (guint32) bits;

  switch (vr) {
  case HF_VR ('S', 'S'):
    g_string_append_printf (text, "%d", (gint16) bits);
    break;
  case HF_VR ('S', 'L'):
    g_string_append_printf (text, "%d", (gint32) bits);
    break;
  case HF_VR ('S', 'V'):
    g_string_append_printf (text, "%" G_GINT64_FORMAT, (gint64) bits);
    break;
  case HF_VR ('F', 'L'):
    memcpy (&narrow, &low, sizeof narrow);
    g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, "%.9g", narrow));
    break;
  case HF_VR ('F', 'D'):
    memcpy (&wide, &bits, sizeof wide);
    g_string_append (text, g_ascii_formatd (buffer, sizeof buffer, "%.17g", wide));
    break;
  case HF_VR ('A', 'T'): /* two numbers of 16 bits */
    g_string_append_printf (text, "(%04x,%04x)", (guint) read_number (walk, bytes, 2),
                            (guint) read_number (walk, bytes + 2, 2));
    break;
  default:
    g_string_append_printf (text, "%" G_GUINT64_FORMAT, bits);
  }
}

static gboolean
is_printable (const guint8 *bytes, gsize n)
{
  while (n > 0 && (bytes[n - 1] == 0 || bytes[n - 1] == ' '))
    n--;
  for (gsize i = 0; i < n; i++)
    if (bytes[i] < 0x20 || bytes[i] == 0x7f)
      return FALSE;
  return n > 0;
}

static void
format_value (HfWalk *walk, const HfElement *element, guint16 vr, HfWireElement *out)
{
  gsize most = sizeof out->value - 1, length = (gsize) MIN (element->length, most);
  const guint8 *bytes = length ? hf_reader_peek (walk->reader, element->at, length) : NULL;
  guint size = number_size (vr);
  g_autoptr (GString) text = g_string_new (NULL);

  out->is_cut = element->length > length;
  if (!bytes)
    return;
  if (is_text (vr) || (vr == HF_VR ('U', 'N') && is_printable (bytes, length))) {
    memcpy (out->value, bytes, length);
    return;
  }
  if (size)
    for (gsize n = 0; n + size <= length && text->len < most - 32; n += size) {
      if (n)
        g_string_append_c (text, '\\');
      append_number (walk, vr, bytes + n, text);
    }
  for (gsize n = 0; !size && n < MIN (length, MAX_BYTES); n++)
    g_string_append_printf (text, n ? " %02x" : "%02x", bytes[n]);
  out->is_cut = out->is_cut || (!size && element->length > MAX_BYTES);
  g_strlcpy (out->value, text->str, sizeof out->value);
}

static HfStep
dump_func (HfWalk *walk, const HfElement *element, gpointer data)
{
  Dump *dump = data;
  HfWireElement out = { .tag = element->tag,
                        .depth = walk->depth,
                        .item = walk->depth ? walk->item[walk->depth - 1] : 0,
                        .is_undefined = element->is_undefined,
                        .length = element->promised };
  guint16 vr = element->vr;
  gboolean is_pixels = element->tag == HF_TAG_PIXELS && walk->depth == 0;
  gboolean is_sequence;

  hf_codec_dictionary (element->tag, out.vr, out.name, sizeof out.name);
  if (vr && !(vr == HF_VR ('U', 'N') && out.vr[0] && !element->is_undefined)) {
    out.vr[0] = (char) (vr >> 8);
    out.vr[1] = (char) (vr & 0xff);
  }
  if (!out.vr[0])
    memcpy (out.vr, element->is_undefined ? "SQ" : "UN", 3);
  vr = HF_VR (out.vr[0], out.vr[1]);
  is_sequence = !is_pixels && (vr == HF_VR ('S', 'Q') || element->is_undefined);
  if (!is_pixels && !is_sequence)
    format_value (walk, element, vr, &out);
  dump->is_refused = ++dump->n_elements > MAX_ELEMENTS || !dump->func (&out, dump->data);
  if (is_pixels || dump->is_refused)
    return HF_STEP_STOP;
  return is_sequence ? HF_STEP_INTO : HF_STEP_OVER;
}

/* Group 0002 ends where another group starts. */
static HfStep
meta_func (HfWalk *walk, const HfElement *element, gpointer data)
{
  return element->tag >> 16 == 0x0002 ? dump_func (walk, element, data) : HF_STEP_STOP;
}

gboolean
hf_dump (HfScan *scan, HfDumpFunc func, gpointer data, GError **error)
{
  Dump dump = { func, data, 0, FALSE };
  HfWalk walk;

  if (!scan->has_dataset) {
    g_set_error_literal (error, HF_ERROR, scan->header.code, scan->header.reason);
    return FALSE;
  }
  if (!scan->inflated && scan->meta_at < scan->dataset_at) {
    hf_walk_init (&walk, &scan->reader, scan->is_meta_explicit, FALSE, meta_func, &dump);
    if (!hf_walk_run (&walk, scan->meta_at, scan->dataset_at, error))
      return FALSE;
  }
  hf_walk_init (&walk, &scan->reader, scan->is_explicit, scan->is_big_endian, dump_func, &dump);
  return hf_walk_run (&walk, scan->dataset_at, scan->reader.size, error) && !dump.is_refused;
}
