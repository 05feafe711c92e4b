/* RLE of DICOM (PS3.5 annex G): byte planes, each packed as PackBits. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* cells: n of bytes_per_cell bytes in the machine's byte order; what the stream does not have stays
   0. How many cells are complete. */
gsize
hf_rle_decode (const guint8 *stream, gsize length, guint bytes_per_cell, guint8 *cells, gsize n);

G_END_DECLS
