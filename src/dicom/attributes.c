/* The attributes that a slice needs (PS3.6). Numbers are read without the locale, and those that
   make no sense stay unknown. */
#include "dicom/attributes.h"

#include <math.h>
#include <string.h>

/* A text as it is in the file, without padding at its end. */
void
hf_attributes_text (HfWalk *walk, const HfElement *element, char *text, gsize size)
{
  gsize length = MIN (element->length, size - 1);
  const guint8 *bytes = hf_reader_peek (walk->reader, element->at, length);

  memset (text, 0, size);
  if (!bytes)
    return;
  memcpy (text, bytes, length);
  length = strlen (text);
  while (length > 0 && (text[length - 1] == ' ' || text[length - 1] == '\n'))
    text[--length] = 0;
}

/* UIDs and codes: also without blanks in front. */
static void
take_code (HfWalk *walk, const HfElement *element, char *text, gsize size)
{
  gsize blanks;

  hf_attributes_text (walk, element, text, size);
  blanks = strspn (text, " ");
  memmove (text, text + blanks, size - blanks);
}

/* FD */
guint
hf_attributes_doubles (HfWalk *walk, const HfElement *element, double *numbers, guint most)
{
  guint n = MIN (element->length / 8, most);
  const guint8 *bytes = hf_reader_peek (walk->reader, element->at, 8 * n);

  for (guint i = 0; bytes && i < n; i++) {
    guint64 bits;

    memcpy (&bits, bytes + 8 * i, sizeof bits);
    bits = walk->is_big_endian ? GUINT64_FROM_BE (bits) : GUINT64_FROM_LE (bits);
    memcpy (&numbers[i], &bits, sizeof bits);
  }
  return bytes ? n : 0;
}

/* Decimal or integer strings with backslashes between them: as many as are good, from the first. */
guint
hf_attributes_numbers (HfWalk *walk, const HfElement *element, double *numbers, guint most)
{
  char text[512];
  char *at = text;
  guint n = 0;

  hf_attributes_text (walk, element, text, sizeof text);
  while (n < most) {
    char *end;
    double number;

    at += strspn (at, " ");
    if (strcspn (at, "0123456789+-.") != 0)
      break;
    number = g_ascii_strtod (at, &end);
    if (end == at || !isfinite (number))
      break;
    numbers[n++] = number;
    end += strspn (end, " ");
    if (*end != '\\')
      break;
    at = end + 1;
  }
  return n;
}

static double
one_number (HfWalk *walk, const HfElement *element, double otherwise)
{
  double number;

  return hf_attributes_numbers (walk, element, &number, 1) ? number : otherwise;
}

static gint32
one_integer (HfWalk *walk, const HfElement *element)
{
  return (gint32) CLAMP (one_number (walk, element, 0), G_MININT32, G_MAXINT32);
}

static void
take_voi (HfWalk *walk, const HfElement *element, HfHeader *header)
{
  double numbers[HF_N_VOI];
  guint n = hf_attributes_numbers (walk, element, numbers, HF_N_VOI);

  for (guint i = 0; i < n; i++)
    if (element->tag == HF_TAG (0x0028, 0x1050))
      header->voi[i].level = numbers[i];
    else
      header->voi[i].width = numbers[i];
  header->n_voi = element->tag == HF_TAG (0x0028, 0x1050) ? n : MIN (n, header->n_voi);
}

static void
take_explanations (HfWalk *walk, const HfElement *element, HfHeader *header)
{
  char text[HF_N_VOI * 64];
  char *at = text;

  hf_attributes_text (walk, element, text, sizeof text);
  for (guint n = 0; n < HF_N_VOI && at; n++) {
    char *end = strchr (at, '\\');

    if (end)
      *end++ = 0;
    g_strlcpy (header->voi[n].explanation, at, sizeof header->voi[n].explanation);
    at = end;
  }
}

/* Padding is US or SS; what it means follows the pixels' sign, not the element's VR. */
static gint32
stored_value (HfWalk *walk, const HfElement *element, const HfHeader *header)
{
  if (element->length >= 4)
    return (gint32) hf_walk_u32 (walk, element);
  return header->is_signed ? (gint16) hf_walk_u16 (walk, element)
                           : (gint32) hf_walk_u16 (walk, element);
}

static void
take_spacing (HfWalk *walk, const HfElement *element, HfHeader *header, guint32 flag)
{
  double numbers[2];

  if (hf_attributes_numbers (walk, element, numbers, 2) != 2 || !(numbers[0] > 0 && numbers[1] > 0))
    return;
  if (flag == HF_HAS_IMAGER_SPACING && header->flags & HF_HAS_SPACING)
    return;
  header->spacing[0] = numbers[1]; /* the file gives rows first */
  header->spacing[1] = numbers[0];
  header->flags = (header->flags & ~HF_HAS_IMAGER_SPACING) | flag;
}

static gboolean
take_place (HfWalk *walk, const HfElement *element, HfHeader *header)
{
  double numbers[6];

  switch (element->tag) {
  case HF_TAG (0x0018, 0x0050):
    header->slice_thickness = one_number (walk, element, 0);
    return TRUE;
  case HF_TAG (0x0018, 0x1164):
    take_spacing (walk, element, header, HF_HAS_IMAGER_SPACING);
    return TRUE;
  case HF_TAG (0x0028, 0x0030):
    take_spacing (walk, element, header, HF_HAS_SPACING);
    return TRUE;
  case HF_TAG (0x0020, 0x0032):
    if (hf_attributes_numbers (walk, element, numbers, 3) == 3) {
      memcpy (header->position, numbers, sizeof header->position);
      header->flags |= HF_HAS_POSITION;
    }
    return TRUE;
  case HF_TAG (0x0020, 0x0037):
    if (hf_attributes_numbers (walk, element, numbers, 6) == 6) {
      memcpy (header->orientation, numbers, sizeof header->orientation);
      header->flags |= HF_HAS_ORIENTATION;
    }
    return TRUE;
  default:
    return FALSE;
  }
}

static void
take_photometric (HfWalk *walk, const HfElement *element, HfHeader *header)
{
  static const struct {
    const char *name;
    HfPhotometric photometric;
  } known[] = {
    { "MONOCHROME2", HF_PHOTOMETRIC_MONOCHROME2 },
    { "MONOCHROME1", HF_PHOTOMETRIC_MONOCHROME1 },
    { "RGB", HF_PHOTOMETRIC_RGB },
    { "YBR_FULL", HF_PHOTOMETRIC_YBR },
    { "YBR_FULL_422", HF_PHOTOMETRIC_YBR_422 },
    { "YBR_ICT", HF_PHOTOMETRIC_YBR_J2K },
    { "YBR_RCT", HF_PHOTOMETRIC_YBR_J2K },
    { "PALETTE COLOR", HF_PHOTOMETRIC_PALETTE },
  };
  char text[32];

  take_code (walk, element, text, sizeof text);
  header->photometric = HF_PHOTOMETRIC_OTHER;
  for (gsize n = 0; n < G_N_ELEMENTS (known); n++)
    if (strcmp (text, known[n].name) == 0)
      header->photometric = known[n].photometric;
}

static gboolean
take_pixels (HfWalk *walk, const HfElement *element, HfHeader *header)
{
  char text[32];

  switch (element->tag) {
  case HF_TAG (0x0028, 0x0002):
    header->samples_per_pixel = hf_walk_u16 (walk, element);
    return TRUE;
  case HF_TAG (0x0028, 0x0004):
    take_photometric (walk, element, header);
    return TRUE;
  case HF_TAG (0x0028, 0x0006):
    header->is_planar = hf_walk_u16 (walk, element) == 1;
    return TRUE;
  case HF_TAG (0x0028, 0x0010):
    header->rows = hf_walk_u16 (walk, element);
    return TRUE;
  case HF_TAG (0x0028, 0x0011):
    header->columns = hf_walk_u16 (walk, element);
    return TRUE;
  case HF_TAG (0x0028, 0x0100):
    header->bits_allocated = hf_walk_u16 (walk, element);
    return TRUE;
  case HF_TAG (0x0028, 0x0101):
    header->bits_stored = hf_walk_u16 (walk, element);
    return TRUE;
  case HF_TAG (0x0028, 0x0102):
    header->high_bit = hf_walk_u16 (walk, element);
    return TRUE;
  case HF_TAG (0x0028, 0x0103):
    header->is_signed = hf_walk_u16 (walk, element) == 1;
    return TRUE;
  case HF_TAG (0x0028, 0x0120):
    header->padding = header->padding_limit = stored_value (walk, element, header);
    header->flags |= element->length >= 2 ? HF_HAS_PADDING : 0;
    return TRUE;
  case HF_TAG (0x0028, 0x0121):
    header->padding_limit = stored_value (walk, element, header);
    header->flags |= element->length >= 2 ? HF_HAS_PADDING_LIMIT : 0;
    return TRUE;
  case HF_TAG (0x0028, 0x2110):
    take_code (walk, element, text, sizeof text);
    if (strcmp (text, "01") == 0)
      header->flags |= HF_IS_LOSSY;
    return TRUE;
  default:
    return FALSE;
  }
}

static gboolean
take_values (HfWalk *walk, const HfElement *element, HfHeader *header)
{
  char text[32];
  double number;

  switch (element->tag) {
  case HF_TAG (0x0028, 0x1050):
  case HF_TAG (0x0028, 0x1051):
    take_voi (walk, element, header);
    return TRUE;
  case HF_TAG (0x0028, 0x1055):
    take_explanations (walk, element, header);
    return TRUE;
  case HF_TAG (0x0028, 0x1056):
    take_code (walk, element, text, sizeof text);
    header->voi_function = strcmp (text, "SIGMOID") == 0        ? HF_VOI_SIGMOID
                           : strcmp (text, "LINEAR_EXACT") == 0 ? HF_VOI_LINEAR_EXACT
                                                                : HF_VOI_LINEAR;
    return TRUE;
  case HF_TAG (0x0028, 0x1052):
    if (hf_attributes_numbers (walk, element, &number, 1))
      header->intercept = number;
    return TRUE;
  case HF_TAG (0x3004, 0x000e): /* Dose Grid Scaling */
  case HF_TAG (0x0028, 0x1053):
    if (hf_attributes_numbers (walk, element, &number, 1) && number != 0) {
      header->slope = number;
      header->flags |= HF_HAS_RESCALE;
    }
    return TRUE;
  case HF_TAG (0x0028, 0x1054):
    take_code (walk, element, text, sizeof text);
    header->flags = strcmp (text, "HU") == 0 ? header->flags | HF_IS_HU : header->flags & ~HF_IS_HU;
    return TRUE;
  default:
    return FALSE;
  }
}

/* FL */
static double
one_float (HfWalk *walk, const HfElement *element)
{
  guint32 bits = hf_walk_u32 (walk, element);
  float number;

  memcpy (&number, &bits, sizeof number);
  return number;
}

static void
take_dimensions (HfWalk *walk, const HfElement *element, HfHeader *header)
{
  for (guint n = 0; n < HF_N_DIMENSIONS && 4 * n + 4 <= element->length; n++)
    header->dimension[n] =
        hf_walk_u32 (walk, &(HfElement){ .at = element->at + 4 * n, .length = 4 });
}

static gboolean
take_order (HfWalk *walk, const HfElement *element, HfHeader *header)
{
  switch (element->tag) {
  case HF_TAG (0x0018, 0x0060):
    header->kvp = one_number (walk, element, 0);
    return TRUE;
  case HF_TAG (0x0018, 0x0081):
    header->echo_time = one_number (walk, element, 0);
    return TRUE;
  case HF_TAG (0x0018, 0x9082): /* Effective Echo Time, FD */
    hf_attributes_doubles (walk, element, &header->echo_time, 1);
    return TRUE;
  case HF_TAG (0x0018, 0x0086):
    header->echo_number = one_integer (walk, element);
    return TRUE;
  case HF_TAG (0x0018, 0x1060):
    header->trigger_time = one_number (walk, element, 0);
    return TRUE;
  case HF_TAG (0x0018, 0x9087): /* Diffusion b-value, FD */
    hf_attributes_doubles (walk, element, &header->phase, 1);
    return TRUE;
  case HF_TAG (0x0020, 0x9241): /* Nominal Percentage of Cardiac Phase, FL */
    header->phase = one_float (walk, element);
    return TRUE;
  case HF_TAG (0x0020, 0x9157): /* Dimension Index Values, UL */
    take_dimensions (walk, element, header);
    return TRUE;
  case HF_TAG (0x0020, 0x0011):
    header->series_number = one_integer (walk, element);
    return TRUE;
  case HF_TAG (0x0020, 0x0012):
    header->acquisition_number = one_integer (walk, element);
    return TRUE;
  case HF_TAG (0x0020, 0x9156): /* Frame Acquisition Number, US */
    header->acquisition_number = hf_walk_u16 (walk, element);
    return TRUE;
  case HF_TAG (0x0020, 0x0013):
    header->instance_number = one_integer (walk, element);
    return TRUE;
  case HF_TAG (0x0020, 0x0100): /* Temporal Position Identifier, IS */
    header->temporal_position = one_integer (walk, element);
    header->flags |= HF_HAS_TEMPORAL;
    return TRUE;
  case HF_TAG (0x0020, 0x9128): /* Temporal Position Index, UL */
    header->temporal_position = (gint32) MIN (hf_walk_u32 (walk, element), G_MAXINT32);
    header->flags |= HF_HAS_TEMPORAL;
    return TRUE;
  default:
    return FALSE;
  }
}

static void
take_image_type (HfWalk *walk, const HfElement *element, HfHeader *header)
{
  g_auto (GStrv) parts = NULL;

  hf_attributes_text (walk, element, header->image_type, sizeof header->image_type);
  parts = g_strsplit (header->image_type, "\\", 4);
  if (g_strv_length (parts) >= 3 && strcmp (g_strstrip (parts[2]), "LOCALIZER") == 0)
    header->flags |= HF_IS_LOCALIZER;
}

static void
take_text (HfWalk *walk, const HfElement *element, HfHeader *header)
{
#define TEXT(group, number, field)                                                                 \
  case HF_TAG (group, number):                                                                     \
    hf_attributes_text (walk, element, header->field, sizeof header->field);                       \
    break
#define CODE(group, number, field)                                                                 \
  case HF_TAG (group, number):                                                                     \
    take_code (walk, element, header->field, sizeof header->field);                                \
    break

  switch (element->tag) {
    TEXT (0x0008, 0x0005, charset);
    CODE (0x0008, 0x0016, sop_class);
    CODE (0x0008, 0x0018, sop_uid);
    CODE (0x0008, 0x0020, study_date);
    CODE (0x0008, 0x0030, study_time);
    CODE (0x0008, 0x0033, content_time);
    CODE (0x0008, 0x002a, acquisition_time);
    CODE (0x0018, 0x9074, acquisition_time); /* Frame Acquisition DateTime */
  case HF_TAG (0x0008, 0x0032):
    if (!*header->acquisition_time) /* the one with a date came before */
      take_code (walk, element, header->acquisition_time, sizeof header->acquisition_time);
    break;
    TEXT (0x0008, 0x0070, manufacturer);
    TEXT (0x0008, 0x1030, study_description);
    TEXT (0x0008, 0x103e, series_description);
    TEXT (0x0010, 0x0010, patient_name);
    TEXT (0x0010, 0x0020, patient_id);
    CODE (0x0010, 0x0030, birth_date);
    CODE (0x0010, 0x0040, sex);
    TEXT (0x0018, 0x1210, kernel);
    CODE (0x0020, 0x000d, study_uid);
    CODE (0x0020, 0x000e, series_uid);
    CODE (0x0020, 0x0052, frame_of_reference_uid);
    TEXT (0x0020, 0x9056, stack_id);
  case HF_TAG (0x0008, 0x0060):
    take_code (walk, element, header->modality, sizeof header->modality);
    if (strcmp (header->modality, "CT") == 0)
      header->flags |= HF_IS_HU; /* unless Rescale Type says otherwise */
    break;
  case HF_TAG (0x0008, 0x0008):
  case HF_TAG (0x0008, 0x9007): /* Frame Type */
    take_image_type (walk, element, header);
    break;
  default:
    break;
  }
#undef TEXT
#undef CODE
}

void
hf_attributes_take (HfWalk *walk, const HfElement *element, HfHeader *header)
{
  guint32 group = element->tag >> 16;

  if (group != 0x0008 && group != 0x0010 && group != 0x0018 && group != 0x0020 && group != 0x0028 &&
      group != 0x3004)
    return;
  if (take_place (walk, element, header) || take_pixels (walk, element, header) ||
      take_values (walk, element, header) || take_order (walk, element, header))
    return;
  take_text (walk, element, header);
}

/* An element of an item of Modality LUT Sequence, or one of a palette under the tags of those. */
void
hf_attributes_lut (HfWalk *walk, const HfElement *element, const HfHeader *header, HfLut *lut)
{
  if (element->tag == HF_TAG (0x0028, 0x3002) && element->length >= 6) {
    HfElement part = *element;

    lut->n = hf_walk_u16 (walk, &part);
    lut->n = lut->n ? lut->n : 65536;
    part.at += 2;
    lut->first = stored_value (walk, &(HfElement){ .at = part.at, .length = 2 }, header);
  }
  if (element->tag == HF_TAG (0x0028, 0x3006) && lut->n > 0 && !lut->values) {
    gsize there =
        element->length / 2; /* 8-bit tables are stored in words too, or in half of them */
    gboolean is_bytes = there < lut->n && element->length >= lut->n;
    guint is_swapped = walk->is_big_endian && element->vr != HF_VR ('O', 'B'); /* in pairs */
    const guint8 *bytes = hf_reader_peek (walk->reader, element->at, MIN (element->length, 131072));

    lut->n = MIN (lut->n, is_bytes ? element->length : there);
    lut->values = bytes && lut->n ? g_new (guint16, lut->n) : NULL;
    for (guint32 n = 0; lut->values && n < lut->n; n++)
      lut->values[n] = is_bytes              ? bytes[n ^ is_swapped]
                       : walk->is_big_endian ? bytes[2 * n] << 8 | bytes[2 * n + 1]
                                             : bytes[2 * n + 1] << 8 | bytes[2 * n];
  }
}

/* Bits that contradict each other are taken from the one that is surest: how many are allocated. */
void
hf_attributes_finish (HfHeader *header)
{
  if (header->bits_stored == 0 || header->bits_stored > header->bits_allocated)
    header->bits_stored = header->bits_allocated;
  if (header->bits_stored > 0 &&
      (header->high_bit + 1 < header->bits_stored || header->high_bit >= header->bits_allocated))
    header->high_bit = header->bits_stored - 1;
  if (!(header->flags & HF_HAS_PADDING))
    header->flags &= ~HF_HAS_PADDING_LIMIT;
}
