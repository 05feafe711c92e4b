/* NRRD (teem.sourceforge.net/nrrd/format.html), attached, encodings raw and gzip; read and written.

   Read: 2 or 3 dimensions, every integer and float type, both byte orders, spaces LPS, RAS and LAS
   (what is anything else is taken for LPS, with a warning). Written: LPS, raw, the values that
   files/values.h chooses. Uneven stacks are refused. Nothing of the patient is written. */
#pragma once

#include "core/parallel.h"
#include "core/series.h"
#include "files/input.h"

G_BEGIN_DECLS

HfVolume *hf_nrrd_read (const char *path, GPtrArray *warnings, GError **error);
HfVolume *hf_nrrd_read_input (HfInput *input, GPtrArray *warnings, GError **error);
gboolean hf_nrrd_write (const char *path,
                        const HfVolume *volume,
                        gboolean with_patient, /* not used: there is no place for it */
                        HfProgress *progress,
                        GError **error);

G_END_DECLS
