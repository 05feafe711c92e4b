/* Deflated data sets (PS3.5 A.5), with a limit. */
#pragma once

#include "core/error.h"
#include "dicom/reader.h"

G_BEGIN_DECLS

#define HF_INFLATE_MOST (256u << 20) /* bytes */

guint8 *hf_inflate (HfReader *reader, guint64 at, gsize *length, GError **error);

G_END_DECLS
