/* The two kinds of jobs for hf_loader_client_run(), and what their answers mean. */
#include "session/dicom-load.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <unistd.h>

#define SCAN_DEPTH 16
#define DECODE_DEPTH 2
#define MAX_HEADERS 131072 /* 0.5 GB of records; a folder of so many images is no series */

typedef struct {
  HfFolder *folder;
  guint first;
  GArray *headers;
  GPtrArray *references;
  guint32 *n_told; /* frames of each job's file that have come */
} Scan;

static void
add_rejected (Scan *self, guint32 file, HfCode code, const char *reason)
{
  HfHeader header = { .version = HF_HEADER_VERSION, .file = file, .n_frames = 1, .code = code };

  g_strlcpy (header.reason, reason, sizeof header.reason);
  g_array_append_val (self->headers, header);
}

static gboolean
prepare_scan (guint job, HfWireMessage *message, int *fd, gpointer data)
{
  Scan *self = data;
  g_autoptr (GError) error = NULL;

  *fd = hf_folder_open (self->folder, self->first + job, &error);
  if (*fd < 0) {
    add_rejected (self, self->first + job, error->code, error->message);
    return FALSE;
  }
  message->type = HF_WIRE_SCAN;
  message->unused = 0;
  message->scan.file = self->first + job;
  return TRUE;
}

static HfAnswer
scan_answered (guint job, const HfWireMessage *message, gpointer data)
{
  Scan *self = data;

  if (message->type == HF_WIRE_REFERENCE) {
    if (self->references && self->references->len < HF_FOLDER_FILES)
      g_ptr_array_add (self->references, g_strdup (message->reference.path));
    return HF_ANSWER_MORE;
  }
  if (message->type != HF_WIRE_HEADER)
    return HF_ANSWER_NONSENSE;
  if (message->header.frame != self->n_told[job]++)
    return HF_ANSWER_NONSENSE;
  if (self->headers->len < MAX_HEADERS) {
    g_array_append_val (self->headers, message->header);
    /* whose file it is we know better */
    g_array_index (self->headers, HfHeader, self->headers->len - 1).file = self->first + job;
  }
  return message->header.frame + 1 >= message->header.n_frames ? HF_ANSWER_LAST : HF_ANSWER_MORE;
}

static void
scan_failed (guint job, HfCode code, const char *reason, gpointer data)
{
  Scan *self = data;

  for (guint n = self->headers->len; self->n_told[job] > 0 && n > 0; n--) /* what it told is void */
    if (g_array_index (self->headers, HfHeader, n - 1).file == self->first + job)
      g_array_remove_index_fast (self->headers, n - 1);
  add_rejected (self, self->first + job, code, reason);
}

static gint
compare_headers (gconstpointer a, gconstpointer b)
{
  const HfHeader *first = a, *second = b;

  if (first->file != second->file)
    return first->file < second->file ? -1 : 1;
  return first->frame < second->frame ? -1 : first->frame > second->frame;
}

GArray *
hf_dicom_scan (HfLoaderClient *client,
               HfFolder *folder,
               guint first,
               GPtrArray *references,
               HfProgress *progress,
               GError **error)
{
  g_autofree guint32 *n_told = g_new0 (guint32, folder->files->len - first + 1);
  Scan scan = { folder, first, NULL, references, n_told };
  HfLoaderJobs jobs = { .n = folder->files->len - first,
                        .depth = SCAN_DEPTH,
                        .prepare = prepare_scan,
                        .answered = scan_answered,
                        .failed = scan_failed,
                        .data = &scan,
                        .volume = -1 };

  scan.headers = g_array_sized_new (FALSE, FALSE, sizeof (HfHeader), jobs.n);
  if (!hf_loader_client_run (client, &jobs, progress, error)) {
    g_array_unref (scan.headers);
    return NULL;
  }
  g_array_sort (scan.headers, compare_headers);
  return scan.headers;
}

typedef struct {
  HfDicomLoad *load;
  int *order; /* slice of the volume of each job */
  guint n_clipped_low;
  guint n_clipped_high;
} Decode;

/* Middle first, then outwards on both sides. */
static int *
order_from (int first, int n)
{
  int *order = g_new (int, n);
  int low = CLAMP (first, 0, n - 1), high = low + 1;

  low = high - 1;
  for (int i = 0; i < n;) {
    if (low >= 0)
      order[i++] = low--;
    if (high < n && i < n)
      order[i++] = high++;
  }
  return order;
}

static const HfHeader *
header_of (const HfDicomLoad *self, int k)
{
  return &self->series->headers[self->base + k];
}

static void
warn_slice (HfDicomLoad *self, int k, HfCode code, const char *what, const char *reason)
{
  guint32 file = header_of (self, k)->file;
  double position = hf_geometry_position (self->series->geometry, self->base + k);
  HfWarning *warning =
      hf_warning_new (code, "Slice %d is %s: %s", self->base + k + 1, what, reason);

  warning->files = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_array_append_val (warning->files, file);
  warning->positions = g_array_new (FALSE, FALSE, sizeof (double));
  g_array_append_val (warning->positions, position);
  g_ptr_array_add (self->warnings, warning);
}

static void
finish_slice (HfDicomLoad *self, int k, HfSliceStatus status)
{
  hf_volume_set_slice_status (self->volume, k, status);
  if (self->on_slice)
    self->on_slice (k, status, self->data);
}

static void
damage_slice (HfDicomLoad *self, int k, HfCode code, const char *reason)
{
  g_free (self->last_reason);
  self->last_reason = g_strdup (reason);
  hf_voxels_fill_slice (self->voxels, hf_volume_size (self->volume), k);
  warn_slice (self, k, code, _ ("missing from the picture"), reason);
  finish_slice (self, k, HF_SLICE_DAMAGED);
}

static gboolean
prepare_decode (guint job, HfWireMessage *message, int *fd, gpointer data)
{
  Decode *self = data;
  HfDicomLoad *load = self->load;
  int k = self->order[job];
  const HfHeader *header = header_of (load, k);
  g_autoptr (GError) error = NULL;

  *fd = hf_folder_open (load->folder, header->file, &error);
  if (*fd < 0) {
    damage_slice (load, k, error->code, error->message);
    return FALSE;
  }
  message->type = HF_WIRE_DECODE;
  message->unused = 0;
  message->decode.k = k;
  message->decode.pitch = hf_volume_pitch (load->volume);
  message->decode.at =
      (guint64) k * hf_volume_size (load->volume)[1] * message->decode.pitch * sizeof (gint16);
  message->decode.scale = load->series->scale;
  message->decode.offset = load->series->offset;
  message->decode.header = *header;
  return TRUE;
}

/* A code stream that was cut may decode to a whole picture of wrong values. Of RLE and plain pixels it
   is known which are there. */
static gboolean
is_cut_stream (const HfDicomLoad *self, int k)
{
  const HfHeader *header = header_of (self, k);

  return (header->flags & HF_IS_TRUNCATED) && header->pixel_offset == 0 &&
         g_str_has_prefix (header->transfer_syntax, "1.2.840.10008.1.2.4.");
}

static HfAnswer
decode_answered (guint job, const HfWireMessage *message, gpointer data)
{
  Decode *self = data;
  HfDicomLoad *load = self->load;
  int k = self->order[job];
  const HfWireSlice *slice = &message->slice;

  if (message->type != HF_WIRE_SLICE || slice->k != k)
    return HF_ANSWER_NONSENSE;
  if ((slice->code != HF_CODE_OK && slice->code != HF_CODE_TRUNCATED_SLICE) ||
      is_cut_stream (load, k)) {
    gboolean is_cut = is_cut_stream (load, k);

    damage_slice (load, k, is_cut ? HF_CODE_TRUNCATED_SLICE : slice->code,
                  is_cut ? _ ("the file ends in the middle of its compressed pixels")
                         : slice->reason);
    return HF_ANSWER_LAST;
  }
  if (slice->code == HF_CODE_TRUNCATED_SLICE) {
    const int *size = hf_volume_size (load->volume);
    guint32 n_rows = (slice->n_missing + (guint32) size[0] - 1) / (guint32) size[0];

    hf_volume_set_missing_rows (load->volume, k, (int) MIN (n_rows, (guint32) size[1]));
    warn_slice (load, k, slice->code, _ ("incomplete"), slice->reason);
  }
  self->n_clipped_low += slice->n_clipped_low;
  self->n_clipped_high += slice->n_clipped_high;
  load->n_read++;
  finish_slice (load, k, HF_SLICE_READY);
  return HF_ANSWER_LAST;
}

static void
decode_failed (guint job, HfCode code, const char *reason, gpointer data)
{
  Decode *self = data;

  damage_slice (self->load, self->order[job], code, reason);
}

/* Whether a frame is a code stream of the JPEG family. */
static gboolean
needs_codec (const HfDicomLoad *self)
{
  static const char *const plain[] = { "1.2.840.10008.1.2",   "1.2.840.10008.1.2.1",
                                       "1.2.840.10008.1.2.2", "1.2.840.10008.1.2.1.99",
                                       "1.2.840.10008.1.2.5", NULL };

  for (int k = 0; k < hf_volume_size (self->volume)[2]; k++)
    if (header_of (self, k)->pixel_offset == 0 &&
        !g_strv_contains (plain, header_of (self, k)->transfer_syntax))
      return TRUE;
  return FALSE;
}

/* They came as slices were decoded: from the middle outwards. */
static gint
compare_warnings (gconstpointer a, gconstpointer b)
{
  const HfWarning *x = *(const HfWarning *const *) a, *y = *(const HfWarning *const *) b;
  double first = g_array_index (x->positions, double, 0),
         second = g_array_index (y->positions, double, 0);

  return first < second ? -1 : first > second;
}

gboolean
hf_dicom_load (HfDicomLoad *self, HfProgress *progress, GError **error)
{
  int n = hf_volume_size (self->volume)[2];
  g_autofree int *order = order_from (self->first_slice, n);
  Decode decode = { .load = self, .order = order };
  HfLoaderJobs jobs = { .n = n,
                        .depth = DECODE_DEPTH,
                        .prepare = prepare_decode,
                        .answered = decode_answered,
                        .failed = decode_failed,
                        .data = &decode,
                        .needs_codec = needs_codec (self),
                        .volume = hf_voxels_fd (self->voxels),
                        .volume_bytes = hf_voxels_bytes (self->voxels) };

  gboolean ok = hf_loader_client_run (self->client, &jobs, progress, error);

  hf_loader_client_stop (self->client); /* then nobody else holds the volume's memory */
  g_ptr_array_sort (self->warnings, compare_warnings);
  if (!ok)
    return FALSE;
  if (decode.n_clipped_low + decode.n_clipped_high > 0)
    g_ptr_array_add (
        self->warnings,
        hf_warning_new (HF_CODE_CLIPPED,
                        "%u voxels were below and %u above what a voxel can hold; they "
                        "show the limit",
                        decode.n_clipped_low, decode.n_clipped_high));
  return TRUE;
}
