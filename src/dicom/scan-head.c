/* What stands before the data set: the preamble, the file meta information (PS3.10 7.1), and, whatever that says, how the
   data set is really written. */
#include "dicom/attributes.h"
#include "dicom/encoding.h"
#include "dicom/inflate.h"
#include "dicom/scan-private.h"
#include "dicom/walk.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/* What the file meta information says. */
typedef struct {
  HfScan *scan;
  char *sop_class;
  guint64 dataset_at;
} Meta;

static HfStep
meta_func (HfWalk *walk, const HfElement *element, gpointer data)
{
  Meta *meta = data;
  HfHeader *header = &meta->scan->header;

  meta->dataset_at = element->start;
  if (element->tag >> 16 != 0x0002)
    return HF_STEP_STOP;
  if (element->tag == HF_TAG (0x0002, 0x0010))
    hf_attributes_text (walk, element, header->transfer_syntax, sizeof header->transfer_syntax);
  if (element->tag == HF_TAG (0x0002, 0x0002))
    hf_attributes_text (walk, element, meta->sop_class, HF_UID_LENGTH);
  meta->dataset_at = element->at + element->length;
  return HF_STEP_OVER;
}

/* File meta information: explicit little endian by the standard, up to the first element of another
   group whatever its length says. */
static void
read_meta (Meta *meta, guint64 at)
{
  HfReader *reader = &meta->scan->reader;
  const guint8 *head = hf_reader_peek (reader, at, 8);
  HfWalk walk;

  meta->dataset_at = at;
  if (!head || head[0] != 2 || head[1] != 0)
    return;
  meta->scan->is_meta_explicit = hf_walk_is_vr (head + 4);
  hf_walk_init (&walk, reader, meta->scan->is_meta_explicit, FALSE, meta_func, meta);
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

static void
set_syntax (HfScan *self)
{
  char *syntax = self->header.transfer_syntax;
  gboolean is_native = !*syntax || strcmp (syntax, HF_SYNTAX) == 0 ||
                       strcmp (syntax, HF_SYNTAX_EXPLICIT) == 0 ||
                       strcmp (syntax, HF_SYNTAX_BIG) == 0;

  self->encoding = self->inflated ? HF_ENCODING_DEFLATED : HF_ENCODING_LITTLE;
  if (self->is_big_endian || (!self->is_explicit && strcmp (syntax, HF_SYNTAX_GE) == 0))
    self->encoding = HF_ENCODING_BIG; /* of the pixels */
  if (self->is_big_endian || is_native)
    g_strlcpy (syntax,
               self->is_big_endian ? HF_SYNTAX_BIG
               : self->is_explicit ? HF_SYNTAX_EXPLICIT
                                   : HF_SYNTAX,
               HF_UID_LENGTH);
}

/* A first element that says nothing: then the meta information is believed. */
static gboolean
trust_meta (HfScan *self)
{
  const char *syntax = self->header.transfer_syntax;

  self->is_explicit = strcmp (syntax, HF_SYNTAX) != 0;
  self->is_big_endian = strcmp (syntax, HF_SYNTAX_BIG) == 0;
  return *syntax && strcmp (syntax, HF_SYNTAX_DEFLATED) != 0 &&
         self->dataset_at + 8 <= self->reader.size;
}

static gboolean
sniff_own (HfScan *self)
{
  return sniff_dataset (&self->reader, self->dataset_at, &self->is_explicit, &self->is_big_endian);
}

/* Deflated or not, the reader is at the data set afterwards. */
static gboolean
open_dataset (HfScan *self)
{
  g_autoptr (GError) error = NULL;
  gsize length;

  if (sniff_own (self) || trust_meta (self))
    return TRUE;
  if (strcmp (self->header.transfer_syntax, HF_SYNTAX_DEFLATED) != 0) {
    hf_scan_reject (self, HF_CODE_CORRUPT,
                    self->dataset_at >= self->reader.size
                        ? N_ ("nothing follows the head of the file")
                        : N_ ("what follows the head of the file is no data set"));
    return FALSE;
  }
  self->inflated = hf_inflate (&self->reader, self->dataset_at, &length, &error);
  if (!self->inflated) {
    hf_scan_reject (self, error->code, "%s", error->message);
    return FALSE;
  }
  hf_reader_clear (&self->reader);
  hf_reader_init_memory (&self->reader, self->inflated, length);
  self->dataset_at = 0;
  if (sniff_own (self))
    return TRUE;
  hf_scan_reject (self, HF_CODE_CORRUPT, "what was deflated is no data set");
  return FALSE;
}

gboolean
hf_scan_head (HfScan *self, char sop_class[HF_UID_LENGTH])
{
  Meta meta = { .scan = self, .sop_class = sop_class };

  if (self->reader.size == 0) {
    hf_scan_reject (self, HF_CODE_NO_DICOM, "the file is empty");
    return FALSE;
  }
  if (!find_start (self, &self->meta_at)) {
    hf_scan_reject (self, HF_CODE_NO_DICOM, "not a DICOM file");
    return FALSE;
  }
  read_meta (&meta, self->meta_at);
  self->dataset_at = meta.dataset_at;
  self->has_dataset = open_dataset (self);
  if (self->has_dataset)
    set_syntax (self);
  return self->has_dataset;
}
