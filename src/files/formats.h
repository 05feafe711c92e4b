/* Files that hold one volume, by their ending: .npy, .nii, .nii.gz, .nrrd (read and written) and .inv3
   (read). */
#pragma once

#include "core/parallel.h"
#include "core/series.h"

G_BEGIN_DECLS

gboolean hf_format_can_read (const char *path); /* looks at the name alone */
gboolean hf_format_can_write (const char *path);

/* spacing: mm of i, j, k for files that do not know theirs, nullable; warnings: of HfWarning,
 * appended to, nullable. */
HfVolume *
hf_format_read (const char *path, const double *spacing, GPtrArray *warnings, GError **error);
gboolean hf_format_write (const char *path,
                          const HfVolume *volume,
                          gboolean with_patient,
                          HfProgress *progress,
                          GError **error);

G_END_DECLS
