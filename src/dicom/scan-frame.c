/* What a scanned file says of one of its frames: the record, and the code stream. */
#include "dicom/color.h"
#include "dicom/inflate.h"
#include "dicom/scanner.h"

#include <glib/gi18n-lib.h>

/* Where frame's pixels are, and how many of them. */
static void
set_place (const HfScan *self, HfHeader *header)
{
  guint64 bytes = hf_color_frame_bytes (header);
  guint64 from = MIN (header->frame * bytes, self->pixels_length);

  if (self->fragments->len > 0) {
    header->pixel_length = 0;
    for (guint32 n = self->first_fragment[header->frame];
         n < self->first_fragment[header->frame + 1]; n++)
      header->pixel_length += g_array_index (self->fragments, HfFragment, n).length;
    if (header->frame + 1 < self->n_frames)
      header->flags &= ~HF_IS_TRUNCATED; /* only the last is cut */
  } else {
    header->pixel_length = MIN (bytes, self->pixels_length - from);
    if (self->encoding == HF_ENCODING_LITTLE && !hf_header_is_color (header))
      header->pixel_offset = self->pixels_at + from;
    if (header->pixel_length < bytes)
      header->flags |= HF_IS_TRUNCATED;
  }
  if (header->pixel_length > 0)
    return;
  header->code = HF_CODE_CORRUPT;
  g_strlcpy (header->reason, _ ("the file ends before the pixels of this image"),
             sizeof header->reason);
}

void
hf_scan_header (const HfScan *self, guint32 frame, HfHeader *header)
{
  g_autoptr (GError) error = NULL;

  *header = self->frames && self->header.code == HF_CODE_OK ? self->frames[frame] : self->header;
  header->rows = self->header.rows; /* functional groups have no say in these */
  header->columns = self->header.columns;
  header->bits_allocated = self->header.bits_allocated;
  header->samples_per_pixel = self->header.samples_per_pixel;
  header->photometric = self->header.photometric;
  header->is_planar = self->header.is_planar;
  header->frame = frame;
  header->n_frames = self->header.code == HF_CODE_OK ? self->n_frames : 1;
  header->flags |= self->header.flags & (HF_IS_TRUNCATED | HF_IS_LOSSY);
  if (self->lut.values)
    header->flags |= HF_HAS_MODALITY_LUT;
  if (hf_header_is_color (header))
    hf_color_make_plain (header);
  if (header->code == HF_CODE_OK)
    set_place (self, header);
  else
    header->rows = header->columns = 0;
  if (hf_header_check (header, &error))
    return;
  header->code = error->code;
  g_strlcpy (header->reason, error->message, sizeof header->reason);
}

GBytes *
hf_scan_stream (HfScan *self, guint32 frame, GError **error)
{
  guint64 length = 0;
  guint8 *bytes;
  gsize done = 0;

  for (guint32 n = self->first_fragment[frame]; n < self->first_fragment[frame + 1]; n++)
    length += g_array_index (self->fragments, HfFragment, n).length;
  if (length == 0 || length > HF_INFLATE_MOST) {
    g_set_error (error, HF_ERROR, length ? HF_CODE_TOO_LARGE : HF_CODE_CORRUPT,
                 length ? _ ("the frame's code stream is too large")
                        : _ ("the frame has no code stream"));
    return NULL;
  }
  bytes = g_malloc (length);
  for (guint32 n = self->first_fragment[frame]; n < self->first_fragment[frame + 1]; n++) {
    const HfFragment *fragment = &g_array_index (self->fragments, HfFragment, n);

    done += hf_reader_copy (&self->reader, fragment->at, fragment->length, bytes + done);
  }
  return g_bytes_new_take (bytes, done);
}
