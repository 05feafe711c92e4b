/* Code streams of the JPEG family to stored pixels. The only way to GDCM, and the only C++. */
#pragma once

#include "dicom/pixels.h"

G_BEGIN_DECLS

/* cells (owned by the caller, g_free) and what their bits mean, by header and code stream.
   UNSUPPORTED_SYNTAX, NOT_GRAYSCALE, CORRUPT. */
gboolean hf_codec_decode (
    const guint8 *stream, gsize length, const HfHeader *header, HfPixels *pixels, GError **error);
/* A tag's VR ("" where unknown) and name in the standard ("" for private ones). */
void hf_codec_dictionary (guint32 tag, char vr[3], char *name, gsize size);
void hf_codec_init (void); /* before the sandbox closes */

G_END_DECLS
