/* The scanner: head of the file, encoding, one walk over the data set, frames. */
#include "dicom/scanner.h"

#include "core/wire.h"
#include "dicom/attributes.h"
#include "dicom/color.h"
#include "dicom/encoding.h"
#include "dicom/fragments.h"
#include "dicom/inflate.h"
#include "dicom/walk.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_REFERENCES 100000

/* What the walk finds besides the header. */
typedef struct {
  HfScan *scan;
  double n_frames;
  gboolean has_pixels;
  gboolean has_float_pixels;
  HfElement pixels;
  HfOffsets extended;
  double *grid_offsets; /* mm along the normal, RT dose; owned */
  guint n_grid_offsets;
  HfLut palette[3]; /* red, green, blue; owned */
  guint palette_bits;
  char sop_class[HF_UID_LENGTH]; /* of the file meta information */
  guint64 dataset_at;
} Finding;

static void G_GNUC_PRINTF (3, 4) reject (HfScan *self, HfCode code, const char *format, ...)
{
  va_list args;

  if (self->header.code != HF_CODE_OK)
    return;
  self->header.code = code;
  va_start (args, format);
  g_vsnprintf (self->header.reason, sizeof self->header.reason, _ (format), args);
  va_end (args);
}

static HfStep
meta_func (HfWalk *walk, const HfElement *element, gpointer data)
{
  Finding *finding = data;
  HfHeader *header = &finding->scan->header;

  finding->dataset_at = element->start;
  if (element->tag >> 16 != 0x0002)
    return HF_STEP_STOP;
  if (element->tag == HF_TAG (0x0002, 0x0010))
    hf_attributes_text (walk, element, header->transfer_syntax, sizeof header->transfer_syntax);
  if (element->tag == HF_TAG (0x0002, 0x0002))
    hf_attributes_text (walk, element, finding->sop_class, sizeof finding->sop_class);
  finding->dataset_at = element->at + element->length;
  return HF_STEP_OVER;
}

/* File meta information: explicit little endian by the standard, up to the first element of another
   group whatever its length says. */
static void
read_meta (Finding *finding, guint64 at)
{
  HfReader *reader = &finding->scan->reader;
  const guint8 *head = hf_reader_peek (reader, at, 8);
  HfWalk walk;

  finding->dataset_at = at;
  if (!head || head[0] != 2 || head[1] != 0)
    return;
  finding->scan->is_meta_explicit = hf_walk_is_vr (head + 4);
  hf_walk_init (&walk, reader, finding->scan->is_meta_explicit, FALSE, meta_func, finding);
  hf_walk_run (&walk, at, reader->size, NULL); /* where it breaks, the data set starts or ends */
}

/* Looks at the first element: byte order and VR are what they are, whatever the meta information
   says. */
static gboolean
sniff_dataset (HfReader *reader, guint64 at, gboolean *is_explicit, gboolean *is_big_endian)
{
  const guint8 *head = hf_reader_peek (reader, at, 8);

  if (!head || head[0] == head[1])
    return FALSE;
  *is_big_endian = head[0] == 0;
  *is_explicit = hf_walk_is_vr (head + 4);
  if ((*is_big_endian ? head[1] : head[0]) > 0x60 || (head[0] != 0 && head[1] != 0))
    return FALSE;
  if (*is_explicit)
    return TRUE;
  return (*is_big_endian ? head[4] | head[5] : head[6] | head[7]) == 0;
}

/* Where the first element is; FALSE where this is no DICOM file. Data sets without a preamble start
   with group 0002, 0004 or 0008. */
static gboolean
find_start (HfScan *self, guint64 *at)
{
  const guint8 *head = hf_reader_peek (&self->reader, 0, 132);
  gboolean is_explicit, is_big_endian;

  *at = 132;
  if (head && memcmp (head + 128, "DICM", 4) == 0)
    return TRUE;
  *at = 0;
  head = hf_reader_peek (&self->reader, 0, 8);
  return head && sniff_dataset (&self->reader, 0, &is_explicit, &is_big_endian) &&
         (head[0] | head[1]) <= 8 && (head[2] == 0 || head[3] == 0) &&
         hf_reader_peek (&self->reader, 0, 64);
}

static gboolean
is_group_sequence (guint32 tag)
{
  switch (tag) {
  case HF_TAG (0x0018, 0x9314): /* CT Reconstruction */
  case HF_TAG (0x0018, 0x9325): /* CT X-Ray Details */
  case HF_TAG (0x0018, 0x9329): /* CT Image Frame Type */
  case HF_TAG (0x0020, 0x9111): /* Frame Content */
  case HF_TAG (0x0020, 0x9113): /* Plane Position */
  case HF_TAG (0x0020, 0x9116): /* Plane Orientation */
  case HF_TAG (0x0028, 0x9110): /* Pixel Measures */
  case HF_TAG (0x0028, 0x9132): /* Frame VOI LUT */
  case HF_TAG (0x0028, 0x9145): /* Pixel Value Transformation */
  case HF_TAG (0x0020, 0x9171): /* Unassigned Per-Frame Converted Attributes */
  case HF_TAG (0x0020, 0x9170): /* Unassigned Shared Converted Attributes */
    return TRUE;
  default:
    return FALSE;
  }
}

#define TAG_SHARED HF_TAG (0x5200, 0x9229)
#define TAG_PER_FRAME HF_TAG (0x5200, 0x9230)
#define TAG_LUT HF_TAG (0x0028, 0x3000)
#define TAG_RECORDS HF_TAG (0x0004, 0x1220)

static void
take_reference (Finding *finding, HfWalk *walk, const HfElement *element)
{
  GPtrArray *references = finding->scan->references;
  char text[HF_MAX_REFERENCE];

  if (references->len >= MAX_REFERENCES || element->length >= sizeof text)
    return;
  hf_attributes_text (walk, element, text, sizeof text);
  g_strdelimit (text, "\\", '/');
  if (*text)
    g_ptr_array_add (references, g_strdup (text));
}

/* Elements of items. */
static HfStep
nested_func (HfWalk *walk, const HfElement *element, Finding *finding)
{
  HfScan *scan = finding->scan;
  HfHeader *header = &scan->header;

  switch (walk->path[0]) {
  case TAG_LUT:
    if (walk->item[0] == 0)
      hf_attributes_lut (walk, element, header, &scan->lut);
    return HF_STEP_OVER;
  case TAG_RECORDS:
    if (element->tag == HF_TAG (0x0004, 0x1500))
      take_reference (finding, walk, element);
    return HF_STEP_OVER;
  case TAG_PER_FRAME:
    if (walk->item[0] >= scan->n_frames || !scan->frames)
      return HF_STEP_OVER;
    header = &scan->frames[walk->item[0]];
    break;
  default:
    break;
  }
  if (walk->depth == 1)
    return is_group_sequence (element->tag) ? HF_STEP_INTO : HF_STEP_OVER;
  hf_attributes_take (walk, element, header);
  return HF_STEP_OVER;
}

static void
start_frames (HfScan *self)
{
  if (self->frames)
    return;
  self->frames = g_new (HfHeader, self->n_frames);
  for (guint32 frame = 0; frame < self->n_frames; frame++)
    self->frames[frame] = self->header;
}

static void
take_grid (Finding *finding, HfWalk *walk, const HfElement *element)
{
  gsize length = MIN (element->length, HF_READER_MOST - 1);
  const guint8 *bytes = hf_reader_peek (walk->reader, element->at, length);
  g_autofree char *text = bytes ? g_strndup ((const char *) bytes, length) : NULL;
  g_auto (GStrv) parts = text ? g_strsplit (text, "\\", HF_MAX_FRAMES) : NULL;

  if (!parts || finding->grid_offsets)
    return;
  finding->n_grid_offsets = g_strv_length (parts);
  finding->grid_offsets = g_new0 (double, finding->n_grid_offsets);
  for (guint n = 0; n < finding->n_grid_offsets; n++)
    finding->grid_offsets[n] = g_ascii_strtod (parts[n], NULL);
}

/* Descriptors and tables of a palette (PS3.3 C.7.6.3.1.5) are made like those of a modality LUT. */
static gboolean
take_palette (Finding *finding, HfWalk *walk, const HfElement *element)
{
  const HfHeader *header = &finding->scan->header;
  HfElement part = *element;
  guint color = (element->tag & 0xf) - 1;

  if (color > 2)
    return FALSE;
  switch (element->tag & 0xfffffff0) {
  case HF_TAG (0x0028, 0x1100):
    part.tag = HF_TAG (0x0028, 0x3002);
    part.at += 4;
    finding->palette_bits = hf_walk_u16 (walk, &(HfElement){ .at = part.at, .length = 2 });
    part.at = element->at;
    break;
  case HF_TAG (0x0028, 0x1200):
    part.tag = HF_TAG (0x0028, 0x3006);
    break;
  default:
    return FALSE;
  }
  hf_attributes_lut (walk, &part, header, &finding->palette[color]);
  return TRUE;
}

static HfStep
dataset_func (HfWalk *walk, const HfElement *element, gpointer data)
{
  Finding *finding = data;
  HfScan *scan = finding->scan;

  if (walk->depth > 0)
    return nested_func (walk, element, finding);
  switch (element->tag) {
  case TAG_SHARED:
  case TAG_LUT:
  case TAG_RECORDS:
    return HF_STEP_INTO;
  case TAG_PER_FRAME:
    start_frames (scan);
    return HF_STEP_INTO;
  case HF_TAG (0x0028, 0x0008):
    if (scan->frames) /* their number is settled; elements stand in the order of their tags */
      reject (scan, HF_CODE_CORRUPT, "Number of Frames comes after what it counts");
    else if (hf_attributes_numbers (walk, element, &finding->n_frames, 1))
      scan->n_frames = (guint32) CLAMP (finding->n_frames, 1, HF_MAX_FRAMES);
    return HF_STEP_OVER;
  case HF_TAG (0x3004, 0x000c):
    take_grid (finding, walk, element);
    return HF_STEP_OVER;
  case HF_TAG (0x7fe0, 0x0001):
    finding->extended = (HfOffsets){ element->at, element->length };
    return HF_STEP_OVER;
  case HF_TAG (0x7fe0, 0x0008):
  case HF_TAG (0x7fe0, 0x0009):
    finding->has_float_pixels = TRUE;
    return HF_STEP_STOP;
  case HF_TAG_PIXELS:
    finding->pixels = *element;
    finding->has_pixels = TRUE;
    return HF_STEP_STOP;
  default:
    if (!take_palette (finding, walk, element))
      hf_attributes_take (walk, element, &scan->header);
    return HF_STEP_OVER;
  }
}

/* Slices and secondary captures: without pixels something is wrong with them. */
static gboolean
is_image_class (const char *sop_class)
{
  static const char *const ends[] = { "2", "2.1", "2.2", "4",   "4.1", "4.4",
                                      "7", "7.3", "20",  "128", "130", "481.2" };
  static const char storage[] = "1.2.840.10008.5.1.4.1.1.";

  if (!g_str_has_prefix (sop_class, storage))
    return FALSE;
  for (gsize n = 0; n < G_N_ELEMENTS (ends); n++)
    if (strcmp (sop_class + strlen (storage), ends[n]) == 0)
      return TRUE;
  return FALSE;
}

/* Gray, or colors of which a gray picture can be made. */
static gboolean
is_known_color (const HfHeader *header)
{
  if (header->photometric < HF_PHOTOMETRIC_RGB || header->photometric == HF_PHOTOMETRIC_PALETTE)
    return header->samples_per_pixel == 1;
  return header->photometric != HF_PHOTOMETRIC_OTHER && header->samples_per_pixel == 3 &&
         header->bits_allocated == 8;
}

/* Checks that need no pixels, in the order in which a person would ask. */
static gboolean
check_image (HfScan *self, const Finding *finding)
{
  HfHeader *header = &self->header;

  if (self->references->len > 0 || strcmp (finding->sop_class, "1.2.840.10008.1.3.10") == 0)
    reject (self, HF_CODE_DIRECTORY, "a directory of other files (DICOMDIR), no image");
  else if (finding->has_float_pixels)
    reject (self, HF_CODE_UNSUPPORTED_BITS, "pixels in floating point are not supported");
  else if (!finding->has_pixels && (header->rows > 0 || is_image_class (header->sop_class)))
    reject (self, HF_CODE_CORRUPT, "the file ends before its pixels");
  else if (!finding->has_pixels)
    reject (self, HF_CODE_NO_IMAGES, "holds no image%s%s",
            *header->modality ? _ (", modality ") : "", header->modality);
  else if (header->rows == 0 || header->columns == 0)
    reject (self, HF_CODE_CORRUPT, "the image has %u rows and %u columns", header->rows,
            header->columns);
  else if ((guint64) header->rows * header->columns > HF_MAX_PIXELS)
    reject (self, HF_CODE_TOO_LARGE, "the image is said to have %u x %u pixels", header->columns,
            header->rows);
  else if (!is_known_color (header))
    reject (self, HF_CODE_NOT_GRAYSCALE, "a color picture, not gray values");
  else if (header->bits_allocated != 8 && header->bits_allocated != 16 &&
           header->bits_allocated != 32)
    reject (self, HF_CODE_UNSUPPORTED_BITS, "%u bits a pixel are not supported",
            header->bits_allocated);
  else if (finding->n_frames > HF_MAX_FRAMES)
    reject (self, HF_CODE_TOO_LARGE, "%.0f frames in one file", finding->n_frames);
  return header->code == HF_CODE_OK;
}

static void
find_pixels (HfScan *self, const Finding *finding)
{
  g_autoptr (GError) error = NULL;

  if (!finding->pixels.is_undefined) {
    self->pixels_at = finding->pixels.at;
    self->pixels_length = finding->pixels.length;
    self->pixels_are_words = finding->pixels.vr != HF_VR ('O', 'B') && self->is_big_endian;
    return;
  }
  if (!hf_fragments_read (self, finding->pixels.at, finding->extended, &error))
    reject (self, error->code, "%s", error->message);
  else if (!hf_encoding_find (self))
    reject (self, HF_CODE_UNSUPPORTED_SYNTAX, "compressed in a way that is not supported (%s)",
            *self->header.transfer_syntax ? self->header.transfer_syntax : _ ("not named"));
}

/* RT dose: one position, and every frame's distance from it. */
static void
place_grid (HfScan *self, const Finding *finding)
{
  const double *o = self->header.orientation;
  double normal[3] = { o[1] * o[5] - o[2] * o[4], o[2] * o[3] - o[0] * o[5],
                       o[0] * o[4] - o[1] * o[3] };

  if (finding->n_grid_offsets != self->n_frames || self->n_frames < 2 || self->frames ||
      !(self->header.flags & HF_HAS_POSITION) || !(self->header.flags & HF_HAS_ORIENTATION))
    return;
  start_frames (self);
  for (guint32 frame = 0; frame < self->n_frames; frame++)
    for (int a = 0; a < 3; a++)
      self->frames[frame].position[a] +=
          (finding->grid_offsets[frame] - finding->grid_offsets[0]) * normal[a];
}

/* Frames that all lie at the place of the file lie nowhere: the one position cannot be that of more
   than one of them. */
static void
unplace_frames (HfScan *self)
{
  if (self->n_frames > 1 && !self->frames)
    self->header.flags &= ~HF_HAS_POSITION;
}

/* The table that makes a palette gray takes the place of the modality LUT, which colors cannot have. */
static void
prepare_colors (HfScan *self, const Finding *finding)
{
  if (!hf_header_is_color (&self->header))
    return;
  g_clear_pointer (&self->lut.values, g_free);
  self->lut.n = 0;
  if (self->header.photometric == HF_PHOTOMETRIC_PALETTE &&
      !hf_color_palette_to_gray (finding->palette, finding->palette_bits, &self->lut))
    reject (self, HF_CODE_NOT_GRAYSCALE, "a color picture without the table of its colors");
}

static void
set_syntax (HfScan *self, gboolean is_explicit, gboolean is_big_endian)
{
  char *syntax = self->header.transfer_syntax;
  gboolean is_native = !*syntax || strcmp (syntax, HF_SYNTAX) == 0 ||
                       strcmp (syntax, HF_SYNTAX_EXPLICIT) == 0 ||
                       strcmp (syntax, HF_SYNTAX_BIG) == 0;

  self->encoding = self->inflated ? HF_ENCODING_DEFLATED : HF_ENCODING_LITTLE;
  if (is_big_endian || (!is_explicit && strcmp (syntax, HF_SYNTAX_GE) == 0))
    self->encoding = HF_ENCODING_BIG; /* of the pixels */
  if (is_big_endian || is_native)
    g_strlcpy (syntax,
               is_big_endian ? HF_SYNTAX_BIG
               : is_explicit ? HF_SYNTAX_EXPLICIT
                             : HF_SYNTAX,
               HF_UID_LENGTH);
}

/* A first element that says nothing: then the meta information is believed. */
static gboolean
trust_meta (HfScan *self, guint64 at, gboolean *is_explicit, gboolean *is_big_endian)
{
  const char *syntax = self->header.transfer_syntax;

  *is_explicit = strcmp (syntax, HF_SYNTAX) != 0;
  *is_big_endian = strcmp (syntax, HF_SYNTAX_BIG) == 0;
  return *syntax && strcmp (syntax, HF_SYNTAX_DEFLATED) != 0 && at + 8 <= self->reader.size;
}

/* Deflated or not, the reader is at the data set afterwards. */
static gboolean
open_dataset (HfScan *self, guint64 *at, gboolean *is_explicit, gboolean *is_big_endian)
{
  g_autoptr (GError) error = NULL;
  gsize length;

  if (sniff_dataset (&self->reader, *at, is_explicit, is_big_endian) ||
      trust_meta (self, *at, is_explicit, is_big_endian))
    return TRUE;
  if (strcmp (self->header.transfer_syntax, HF_SYNTAX_DEFLATED) != 0) {
    reject (self, HF_CODE_CORRUPT,
            *at >= self->reader.size ? N_ ("nothing follows the head of the file")
                                     : N_ ("what follows the head of the file is no data set"));
    return FALSE;
  }
  self->inflated = hf_inflate (&self->reader, *at, &length, &error);
  if (!self->inflated) {
    reject (self, error->code, "%s", error->message);
    return FALSE;
  }
  hf_reader_clear (&self->reader);
  hf_reader_init_memory (&self->reader, self->inflated, length);
  *at = 0;
  if (sniff_dataset (&self->reader, 0, is_explicit, is_big_endian))
    return TRUE;
  reject (self, HF_CODE_CORRUPT, "what was deflated is no data set");
  return FALSE;
}

static void
scan (HfScan *self)
{
  Finding finding = { .scan = self };
  gboolean is_explicit, is_big_endian;
  g_autoptr (GError) error = NULL;
  HfWalk walk;
  guint64 at;

  if (self->reader.size == 0) {
    reject (self, HF_CODE_NO_DICOM, "the file is empty");
    return;
  }
  if (!find_start (self, &at)) {
    reject (self, HF_CODE_NO_DICOM, "not a DICOM file");
    return;
  }
  self->meta_at = at;
  read_meta (&finding, at);
  at = finding.dataset_at;
  if (!open_dataset (self, &at, &is_explicit, &is_big_endian))
    return;
  self->has_dataset = TRUE;
  self->dataset_at = at;
  self->is_explicit = is_explicit;
  self->is_big_endian = is_big_endian;
  set_syntax (self, is_explicit, is_big_endian);
  hf_walk_init (&walk, &self->reader, is_explicit, is_big_endian, dataset_func, &finding);
  if (!hf_walk_run (&walk, at, self->reader.size, &error))
    reject (self, error->code, "damaged: %s", error->message);
  hf_attributes_finish (&self->header);
  for (guint32 frame = 0; self->frames && frame < self->n_frames; frame++)
    hf_attributes_finish (&self->frames[frame]);
  if (check_image (self, &finding)) {
    find_pixels (self, &finding);
    place_grid (self, &finding);
    unplace_frames (self);
    prepare_colors (self, &finding);
  }
  for (guint color = 0; color < 3; color++)
    g_free (finding.palette[color].values);
  g_free (finding.grid_offsets);
}

static HfScan *
scan_new (guint32 file)
{
  HfScan *self = g_new0 (HfScan, 1);

  self->header.version = HF_HEADER_VERSION;
  self->header.file = file;
  self->header.samples_per_pixel = 1;
  self->header.photometric = HF_PHOTOMETRIC_MONOCHROME2;
  self->header.slope = 1;
  self->n_frames = 1;
  self->fragments = g_array_new (FALSE, FALSE, sizeof (HfFragment));
  self->references = g_ptr_array_new_with_free_func (g_free);
  return self;
}

HfScan *
hf_scan_new (int fd, guint64 size, guint32 file)
{
  HfScan *self = scan_new (file);

  hf_reader_init_file (&self->reader, fd, size);
  scan (self);
  return self;
}

HfScan *
hf_scan_new_memory (const void *bytes, gsize size, guint32 file)
{
  HfScan *self = scan_new (file);

  hf_reader_init_memory (&self->reader, bytes, size);
  scan (self);
  return self;
}

void
hf_scan_free (HfScan *self)
{
  hf_reader_clear (&self->reader);
  g_free (self->inflated);
  g_free (self->frames);
  g_array_unref (self->fragments);
  g_free (self->first_fragment);
  g_free (self->lut.values);
  g_ptr_array_unref (self->references);
  g_free (self);
}
