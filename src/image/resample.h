/* A volume on another grid. */
#pragma once

#include "core/parallel.h"
#include "core/params.h"
#include "core/volume.h"

G_BEGIN_DECLS

typedef struct {
  double spacing[3];             /* mm: i, j, k */
  HfInterpolation interpolation; /* cubic: B-spline with prefilter (Unser 1991), as
                                    scipy.ndimage.zoom order 3 */
  HfGrid grid;    /* notebook: scipy's own grid: shape = round (shape * old / new), ends on ends */
  gboolean clamp; /* keep within the input's range */
  gboolean lowpass; /* when shrinking */
} HfResampleOptions;

gboolean hf_resample_size (const HfGeometry *geometry,
                           const HfResampleOptions *options,
                           int size[3],
                           GError **error);
HfVolume *hf_resample (const HfVolume *volume,
                       const HfResampleOptions *options,
                       HfProgress *progress,
                       GError **error);

G_END_DECLS
