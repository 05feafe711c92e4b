/* hounsfield-loader: reads DICOM files for the viewer, in a process of its own that may crash, hang
   or eat its memory without harm. Started by session/loader-client.c; talks on descriptor 0.

   Every request is answered; what is wrong with a file is an answer too. */
#include "core/language.h"
#include "core/wire.h"
#include "dicom/codec.h"
#include "dicom/color.h"
#include "dicom/dump.h"
#include "dicom/pixels.h"
#include "dicom/rle.h"
#include "dicom/sandbox.h"
#include "dicom/scanner.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SOCKET 0
#define REQUEST_SECONDS 20 /* longer than the viewer waits: for when there is no viewer any more */

typedef struct {
  int volume; /* memfd, -1: none yet */
  guint64 volume_bytes;
  HfScan *scan; /* of the file that the last slice came from: frames of one file share it */
  int scan_fd;
  guint32 scan_file;
  void *cells; /* grows, is kept */
  gsize cells_room;
  gint16 *voxels;
  gsize voxels_room;
} Loader;

static guint64
file_size (int fd)
{
  off_t size = lseek (fd, 0, SEEK_END);

  return size > 0 ? (guint64) size : 0;
}

static gboolean
send_message (HfWireMessage *message)
{
  return hf_wire_send (SOCKET, message, -1, FALSE) == HF_WIRE_DONE;
}

/* One header a frame, after the files that it names if it is a DICOMDIR. */
static gboolean
scan_file (guint32 file, int fd)
{
  g_autoptr (HfScan) scan = hf_scan_new (fd, file_size (fd), file);
  HfWireMessage message;
  guint32 n_frames = 1;

  for (guint n = 0; n < scan->references->len; n++) {
    memset (&message, 0, hf_wire_size (HF_WIRE_REFERENCE));
    message.type = HF_WIRE_REFERENCE;
    message.reference.file = file;
    g_strlcpy (message.reference.path, scan->references->pdata[n], HF_MAX_REFERENCE);
    if (!send_message (&message))
      return FALSE;
  }
  for (guint32 frame = 0; frame < n_frames; frame++) {
    message.type = HF_WIRE_HEADER;
    message.unused = 0;
    hf_scan_header (scan, frame, &message.header);
    n_frames = message.header.n_frames;
    if (!send_message (&message))
      return FALSE;
  }
  return TRUE;
}

static gboolean
send_element (const HfWireElement *element, gpointer data)
{
  HfWireMessage message = { .type = HF_WIRE_ELEMENT };

  message.element = *element;
  return send_message (&message);
}

/* Its elements, and an end that says what broke. */
static gboolean
dump_file (guint32 file, int fd)
{
  g_autoptr (HfScan) scan = hf_scan_new (fd, file_size (fd), file);
  g_autoptr (GError) error = NULL;
  HfWireElement last = { .is_last = TRUE, .vr = "UN" };

  if (!hf_dump (scan, send_element, NULL, &error) && error) {
    last.code = (guint32) error->code;
    g_strlcpy (last.value, error->message, sizeof last.value);
  }
  return send_element (&last, NULL);
}

static void
drop_scan (Loader *self)
{
  g_clear_pointer (&self->scan, hf_scan_free);
  if (self->scan_fd >= 0)
    close (self->scan_fd);
  self->scan_fd = -1;
}

/* Takes fd. */
static HfScan *
scan_of (Loader *self, guint32 file, int fd)
{
  if (self->scan && self->scan_file == file) {
    close (fd);
    return self->scan;
  }
  drop_scan (self);
  self->scan_fd = fd;
  self->scan_file = file;
  self->scan = hf_scan_new (fd, file_size (fd), file);
  return self->scan;
}

static gboolean
reserve (void **bytes, gsize *room, gsize want)
{
  if (want <= *room)
    return TRUE;
  g_free (*bytes);
  *bytes = g_try_malloc (want);
  *room = *bytes ? want : 0;
  return *bytes != NULL;
}

static gboolean G_GNUC_PRINTF (3, 4)
    refuse (HfWireSlice *slice, HfCode code, const char *format, ...)
{
  va_list args;

  slice->code = code;
  va_start (args, format);
  g_vsnprintf (slice->reason, sizeof slice->reason, _ (format), args);
  va_end (args);
  return FALSE;
}

/* Room for the cells of a frame, and what its header says about them. */
static gboolean
prepare_pixels (Loader *self, const HfHeader *header, HfPixels *pixels, HfWireSlice *slice)
{
  gsize n = (gsize) header->rows * header->columns;
  gsize room = n * header->samples_per_pixel * header->bits_allocated / 8 + 2;

  *pixels = (HfPixels){ .n_cells = n,
                        .bits_allocated = header->bits_allocated,
                        .bits_stored = header->bits_stored,
                        .high_bit = header->high_bit,
                        .is_signed = header->is_signed };
  if (header->bits_allocated != 8 && header->bits_allocated != 16 && header->bits_allocated != 32)
    return refuse (slice, HF_CODE_UNSUPPORTED_BITS, "%u bits a pixel are not supported",
                   header->bits_allocated);
  if (!reserve (&self->cells, &self->cells_room, room))
    return refuse (slice, HF_CODE_TOO_LARGE, "an image of %u x %u pixels needs too much memory",
                   header->columns, header->rows);
  pixels->cells = self->cells;
  return TRUE;
}

/* Pixels that lie in a file or in memory as they are. */
static void
read_native (HfReader *reader, guint64 at, gsize bytes, HfPixels *pixels, gboolean is_swapped)
{
  gsize width = pixels->bits_allocated / 8;

  pixels->n_cells = hf_reader_copy (reader, at, bytes, pixels->cells) / width;
  if (is_swapped != (G_BYTE_ORDER == G_BIG_ENDIAN))
    hf_pixels_swap (pixels->cells, pixels->n_cells, pixels->bits_allocated);
}

/* Bytes in big endian words: each pair is turned around, wherever a frame begins or ends in it. */
static void
read_words (HfReader *reader, guint64 at, guint64 from, gsize bytes, HfPixels *pixels)
{
  gsize before = from & 1;
  gsize there =
      hf_reader_copy (reader, at + from - before, (bytes + before + 1) & ~(gsize) 1, pixels->cells);

  hf_pixels_swap (pixels->cells, there / 2, 16);
  pixels->n_cells = MIN (bytes, MAX (there, before) - before);
  memmove (pixels->cells, (guint8 *) pixels->cells + before, pixels->n_cells);
}

static gboolean
read_scanned (
    Loader *self, HfScan *scan, const HfHeader *header, HfPixels *pixels, HfWireSlice *slice)
{
  gsize bytes = hf_color_frame_bytes (header);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) stream = NULL;
  gsize length;
  const guint8 *data;

  if (scan->fragments->len == 0) {
    guint64 from = MIN (header->frame * bytes, scan->pixels_length);

    bytes = MIN (bytes, scan->pixels_length - from);
    if (scan->encoding == HF_ENCODING_BIG && header->bits_allocated == 8 && scan->pixels_are_words)
      read_words (&scan->reader, scan->pixels_at, from, bytes, pixels);
    else
      read_native (&scan->reader, scan->pixels_at + from, bytes, pixels,
                   scan->encoding == HF_ENCODING_BIG);
    return TRUE;
  }
  stream = hf_scan_stream (scan, header->frame, &error);
  if (!stream)
    return refuse (slice, error->code, "%s", error->message);
  data = g_bytes_get_data (stream, &length);
  if (scan->encoding == HF_ENCODING_RLE) {
    pixels->n_cells =
        header->samples_per_pixel *
        hf_rle_decode (data, length, header->samples_per_pixel * header->bits_allocated / 8,
                       pixels->cells, pixels->n_cells);
    return TRUE;
  }
  pixels->cells = NULL;
  if (!hf_codec_decode (data, length, header, pixels, &error))
    return refuse (slice, error->code, "%s", error->message);
  g_free (self->cells);
  self->cells = pixels->cells;
  self->cells_room = pixels->n_cells * pixels->bits_allocated / 8;
  return TRUE;
}

/* Three samples a pixel to one. What a code stream says about its colors is right (dicom/codec.h); the
   header is that of the gray picture. */
static void
make_gray (const HfScan *scan, const HfHeader *header, HfPixels *pixels)
{
  gboolean is_ybr =
      header->photometric == HF_PHOTOMETRIC_YBR || header->photometric == HF_PHOTOMETRIC_YBR_422;
  HfColorLayout layout = HF_COLOR_INTERLEAVED;

  if (scan->encoding == HF_ENCODING_STREAM)
    is_ybr = pixels->is_ybr;
  else if (scan->encoding == HF_ENCODING_RLE)
    layout = G_BYTE_ORDER == G_LITTLE_ENDIAN ? HF_COLOR_REVERSED : HF_COLOR_INTERLEAVED;
  else if (header->photometric == HF_PHOTOMETRIC_YBR_422)
    layout = HF_COLOR_PAIRS;
  else if (header->is_planar)
    layout = HF_COLOR_PLANAR;
  if (pixels->bits_allocated == 16) {
    const gboolean is_stream = scan->encoding == HF_ENCODING_STREAM;

    hf_color_narrow (pixels->cells, pixels->n_cells,
                     is_stream ? pixels->bits_stored : scan->header.bits_stored,
                     is_stream ? pixels->high_bit : scan->header.high_bit);
    pixels->bits_allocated = pixels->bits_stored = 8;
    pixels->high_bit = 7;
  }
  pixels->n_cells = hf_color_to_gray (pixels->cells, pixels->n_cells,
                                      (gsize) header->rows * header->columns, layout, is_ybr);
}

/* Takes fd. */
static gboolean
read_pixels (
    Loader *self, const HfHeader *header, int fd, HfPixels *pixels, HfLut **lut, HfWireSlice *slice)
{
  HfScan *scan;
  HfReader reader;

  *lut = NULL;
  if (!prepare_pixels (self, header, pixels, slice)) {
    close (fd);
    return FALSE;
  }
  if (header->pixel_offset && !(header->flags & HF_HAS_MODALITY_LUT)) {
    gsize bytes = pixels->n_cells * (header->bits_allocated / 8);

    hf_reader_init_file (&reader, fd, G_MAXINT64);
    read_native (&reader, header->pixel_offset, MIN (bytes, header->pixel_length), pixels, FALSE);
    close (fd);
    return TRUE;
  }
  scan = scan_of (self, header->file, fd);
  *lut = &scan->lut;
  if (scan->header.code != HF_CODE_OK || header->frame >= scan->n_frames ||
      scan->header.rows != header->rows || scan->header.columns != header->columns ||
      scan->header.bits_allocated != header->bits_allocated ||
      scan->header.samples_per_pixel != header->samples_per_pixel ||
      scan->header.photometric != header->photometric)
    return refuse (slice, HF_CODE_CORRUPT, "the file was changed while it was read");
  if (!read_scanned (self, scan, header, pixels, slice))
    return FALSE;
  if (header->samples_per_pixel == 3)
    make_gray (scan, header, pixels);
  return TRUE;
}

static gboolean
write_voxels (Loader *self, const HfWireDecode *decode, gsize bytes)
{
  gsize done = 0;

  if (self->volume < 0 || decode->at > self->volume_bytes ||
      bytes > self->volume_bytes - decode->at)
    return FALSE;
  while (done < bytes) {
    gssize put = pwrite (self->volume, (char *) self->voxels + done, bytes - done,
                         (off_t) (decode->at + done));

    if (put < 0 && errno == EINTR)
      continue;
    if (put <= 0)
      return FALSE;
    done += put;
  }
  return TRUE;
}

/* Takes fd. */
static void
decode_slice (Loader *self, const HfWireDecode *decode, int fd, HfWireSlice *slice)
{
  const HfHeader *header = &decode->header;
  gsize bytes = (gsize) decode->pitch * header->rows * sizeof (gint16);
  gsize n = (gsize) header->rows * header->columns;
  void *voxels = self->voxels;
  HfPixels pixels;
  HfLut *lut;

  if (!read_pixels (self, header, fd, &pixels, &lut, slice))
    return;
  if (pixels.n_cells == 0) {
    refuse (slice, HF_CODE_CORRUPT, "no pixel of the image could be read");
    return;
  }
  if (!reserve (&voxels, &self->voxels_room, bytes)) {
    self->voxels = NULL;
    refuse (slice, HF_CODE_TOO_LARGE, "the image needs too much memory");
    return;
  }
  self->voxels = voxels;
  hf_pixels_convert (&pixels, decode, lut, self->voxels, slice);
  if (!write_voxels (self, decode, bytes))
    refuse (slice, HF_CODE_NO_MEMORY, "the voxels could not be written");
  else if (pixels.n_cells < n)
    refuse (slice, HF_CODE_TRUNCATED_SLICE, "only %.1f %% of the pixels are in the file",
            100.0 * pixels.n_cells / n);
}

static gboolean
answer (Loader *self, HfWireMessage *message, int fd)
{
  HfWireMessage reply;

  switch ((HfWireType) message->type) {
  case HF_WIRE_SCAN: {
    gboolean ok = scan_file (message->scan.file, fd);

    close (fd);
    return ok;
  }
  case HF_WIRE_DUMP: {
    gboolean ok = dump_file (message->scan.file, fd);

    close (fd);
    return ok;
  }
  case HF_WIRE_VOLUME:
    if (self->volume >= 0)
      close (self->volume);
    self->volume = fd;
    self->volume_bytes = message->volume.bytes;
    return TRUE;
  case HF_WIRE_DECODE:
    memset (&reply, 0, hf_wire_size (HF_WIRE_SLICE));
    reply.type = HF_WIRE_SLICE;
    reply.slice.k = message->decode.k;
    decode_slice (self, &message->decode, fd, &reply.slice);
    return send_message (&reply);
  default:
    return FALSE;
  }
}

/* Reasons are told in the language of the program that started us, which names it; numbers are read and written as in files. */
int
main (int argc, char *argv[])
{
  Loader self = { .volume = -1, .scan_fd = -1 };
  HfWireMessage message = { .type = HF_WIRE_HELLO };
  HfSandbox sandbox;
  int fd;

  setlocale (LC_MESSAGES, argc > 1 ? argv[1] : "C");
  hf_language_init ();
  hf_codec_init ();
  sandbox = hf_sandbox_enter ();
  message.hello = (HfWireHello){ HF_WIRE_VERSION, sandbox.has_landlock, sandbox.has_seccomp };
  if (!send_message (&message))
    return 1;
  for (;;) {
    alarm (0);
    if (hf_wire_receive (SOCKET, &message, &fd, FALSE) != HF_WIRE_DONE)
      return 0;
    alarm (REQUEST_SECONDS);
    if (!answer (&self, &message, fd))
      return 1;
  }
}
