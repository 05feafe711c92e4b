/* NumPy's .npy (format versions 1 to 3; NEP 1), with a sidecar for the geometry.

   Written: order (k, j, i), C order, little endian, version 1; int16 for HU and all whole values
   (fractions of a HU are rounded), float32 where the unit is another one and int16 would lose
   fractions, or where values do not fit int16. Voxels without data are written as the volume's
   padding value. Masks are uint8, 0 and 1.

   Read: 2D (one slice) and 3D arrays of bool, every integer and every float type up to 8 bytes,
   both byte orders, C and Fortran order. */
#pragma once

#include "core/parallel.h"
#include "core/series.h"
#include "core/volume.h"
#include "files/input.h"
#include "files/sidecar.h"
#include "image/mask.h"

G_BEGIN_DECLS

gboolean hf_npy_write (const char *path,
                       const HfVolume *volume,
                       gboolean with_patient,
                       HfProgress *progress,
                       GError **error);
gboolean hf_npy_write_mask (const char *path,
                            const HfMask *mask,
                            const HfVolume *volume,
                            HfProgress *progress,
                            GError **error);

/* spacing: mm of i, j, k where there is no sidecar; NULL: 1 mm, with the warning ASSUMED_SPACING.
   warnings: of HfWarning, appended to; may be NULL. */
HfVolume *
hf_npy_read (const char *path, const double *spacing, GPtrArray *warnings, GError **error);
HfVolume *hf_npy_read_input (HfInput *input,
                             const HfSidecar *sidecar,
                             const double *spacing,
                             GPtrArray *warnings,
                             GError **error);

G_END_DECLS
