/* The scanner: one walk over the data set, its images and their frames. */
#include "core/wire.h"
#include "dicom/attributes.h"
#include "dicom/encoding.h"
#include "dicom/fragments.h"
#include "dicom/palette.h"
#include "dicom/scan-private.h"

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
  HfPalette palette;
  char sop_class[HF_UID_LENGTH]; /* of the file meta information */
} Finding;

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
      hf_scan_reject (scan, HF_CODE_CORRUPT, "Number of Frames comes after what it counts");
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
    if (!hf_palette_take (&finding->palette, walk, element, &scan->header))
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
         (header->bits_allocated == 8 || header->bits_allocated == 16);
}

/* Checks that need no pixels, in the order in which a person would ask. */
static gboolean
check_image (HfScan *self, const Finding *finding)
{
  HfHeader *header = &self->header;

  if (self->references->len > 0 || strcmp (finding->sop_class, "1.2.840.10008.1.3.10") == 0)
    hf_scan_reject (self, HF_CODE_DIRECTORY, "a directory of other files (DICOMDIR), no image");
  else if (finding->has_float_pixels)
    hf_scan_reject (self, HF_CODE_UNSUPPORTED_BITS, "pixels in floating point are not supported");
  else if (!finding->has_pixels && (header->rows > 0 || is_image_class (header->sop_class)))
    hf_scan_reject (self, HF_CODE_CORRUPT, "the file ends before its pixels");
  else if (!finding->has_pixels)
    hf_scan_reject (self, HF_CODE_NO_IMAGES, "holds no image%s%s",
                    *header->modality ? _ (", modality ") : "", header->modality);
  else if (header->rows == 0 || header->columns == 0)
    hf_scan_reject (self, HF_CODE_CORRUPT, "the image has %u rows and %u columns", header->rows,
                    header->columns);
  else if ((guint64) header->rows * header->columns > HF_MAX_PIXELS)
    hf_scan_reject (self, HF_CODE_TOO_LARGE, "the image is said to have %u x %u pixels",
                    header->columns, header->rows);
  else if (!is_known_color (header))
    hf_scan_reject (self, HF_CODE_NOT_GRAYSCALE, "a color picture, not gray values");
  else if (header->bits_allocated != 8 && header->bits_allocated != 16 &&
           header->bits_allocated != 32)
    hf_scan_reject (self, HF_CODE_UNSUPPORTED_BITS, "%u bits a pixel are not supported",
                    header->bits_allocated);
  else if (finding->n_frames > HF_MAX_FRAMES)
    hf_scan_reject (self, HF_CODE_TOO_LARGE, "%.0f frames in one file", finding->n_frames);
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
    hf_scan_reject (self, error->code, "%s", error->message);
  else if (!hf_encoding_find (self))
    hf_scan_reject (self, HF_CODE_UNSUPPORTED_SYNTAX,
                    "compressed in a way that is not supported (%s)",
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
      !hf_palette_to_gray (&finding->palette, &self->lut))
    hf_scan_reject (self, HF_CODE_NOT_GRAYSCALE, "a color picture without the table of its colors");
}

static void
scan (HfScan *self)
{
  Finding finding = { .scan = self };
  g_autoptr (GError) error = NULL;
  HfWalk walk;

  if (!hf_scan_head (self, finding.sop_class))
    return;
  hf_walk_init (&walk, &self->reader, self->is_explicit, self->is_big_endian, dataset_func,
                &finding);
  if (!hf_walk_run (&walk, self->dataset_at, self->reader.size, &error))
    hf_scan_reject (self, error->code, "damaged: %s", error->message);
  hf_attributes_finish (&self->header);
  for (guint32 frame = 0; self->frames && frame < self->n_frames; frame++)
    hf_attributes_finish (&self->frames[frame]);
  if (check_image (self, &finding)) {
    find_pixels (self, &finding);
    place_grid (self, &finding);
    unplace_frames (self);
    prepare_colors (self, &finding);
  }
  hf_palette_clear (&finding.palette);
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
hf_scan_reject (HfScan *self, HfCode code, const char *format, ...)
{
  va_list args;

  if (self->header.code != HF_CODE_OK)
    return;
  self->header.code = code;
  va_start (args, format);
  g_vsnprintf (self->header.reason, sizeof self->header.reason, _ (format), args);
  va_end (args);
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
