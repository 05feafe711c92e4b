/* The values that are measured in a picture. Without a slab these are voxels as they are, also where
   the picture is interpolated; with one the slab's maximum, minimum or mean, as the picture has it. */
#pragma once

#include "image/reslice.h"

G_BEGIN_DECLS

/* Of every pixel of view, row by row, in the volume's unit; NAN where there is nothing. (transfer full) */
double *
hf_shown_values (const HfVolume *volume, const HfView *view, const HfResliceOptions *options);
/* At a place in a plane, LPS mm. */
double hf_shown_value (const HfVolume *volume,
                       HfPlane plane,
                       const HfResliceOptions *options,
                       const double mm[3]);

G_END_DECLS
