/* Any bytes as a DICOM file: scanned, every frame's record checked, every code stream put together, RLE unpacked and
   native pixels converted. What would kill the loader must not be in our own code. */
#include "core/wire.h"
#include "dicom/dump.h"
#include "dicom/pixels.h"
#include "dicom/rle.h"
#include "dicom/scanner.h"

#include <stdlib.h>

#define MOST_FRAMES 8
#define MOST_PIXELS 65536

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size);

static gboolean
ignore_element (const HfWireElement *element, gpointer data)
{
  return TRUE;
}

static void
convert (HfScan *scan, const HfHeader *header)
{
  HfWireDecode decode = { .pitch = header->columns, .scale = 1, .header = *header };
  gsize n = (gsize) header->columns * header->rows, bytes = n * header->bits_allocated / 8;
  g_autofree guint8 *cells = g_malloc0 (bytes);
  g_autofree gint16 *voxels = g_new (gint16, n);
  g_autoptr (GBytes) stream =
      scan->fragments->len ? hf_scan_stream (scan, header->frame, NULL) : NULL;
  HfPixels pixels = {
    cells, n, header->bits_allocated, header->bits_stored, header->high_bit, header->is_signed
  };
  HfWireSlice slice;

  if (stream)
    pixels.n_cells = hf_rle_decode (g_bytes_get_data (stream, NULL), g_bytes_get_size (stream),
                                    header->bits_allocated / 8, cells, n);
  else
    pixels.n_cells = hf_reader_copy (&scan->reader, scan->pixels_at, bytes, cells) /
                     (header->bits_allocated / 8);
  hf_pixels_convert (&pixels, &decode, &scan->lut, voxels, &slice);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size)
{
  g_autoptr (HfScan) scan = hf_scan_new_memory (bytes, size, 0);

  for (guint32 frame = 0; frame < MIN (scan->n_frames, MOST_FRAMES); frame++) {
    HfHeader header;

    hf_scan_header (scan, frame, &header);
    if (!hf_header_check (&header, NULL) && header.code == HF_CODE_OK)
      abort ();
    if (header.code == HF_CODE_OK && header.columns * header.rows <= MOST_PIXELS)
      convert (scan, &header);
    if (header.n_frames == 1)
      break;
  }
  hf_dump (scan, ignore_element, NULL, NULL);
  return 0;
}
