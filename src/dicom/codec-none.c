/* The plain loader has no GDCM: starting it takes 3 ms instead of 25, and most series need none.
   The viewer starts the other one, hounsfield-decoder, for those that do. */
#include "dicom/codec.h"

#include <glib/gi18n-lib.h>

void
hf_codec_init (void)
{
}

void
hf_codec_dictionary (guint32 tag, char vr[3], char *name, gsize size)
{
  vr[0] = *name = '\0';
}

gboolean
hf_codec_decode (
    const guint8 *stream, gsize length, const HfHeader *header, HfPixels *pixels, GError **error)
{
  g_set_error_literal (error, HF_ERROR, HF_CODE_UNSUPPORTED_SYNTAX,
                       _ ("the pixels are compressed, and hounsfield-decoder was not asked"));
  return FALSE;
}
