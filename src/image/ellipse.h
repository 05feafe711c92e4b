/* What an ellipse on a slice measures. */
#pragma once

#include "image/reslice.h"

G_BEGIN_DECLS

/* Values in the volume's unit. */
typedef struct {
  guint64 n; /* voxels of the slice with data whose center is inside */
  double mean;
  double deviation; /* of the population */
  double min;
  double max;
  double area_mm2; /* of the ellipse itself */
} HfEllipseStats;

/* Of the ellipse with opposite corners a and b, LPS mm, in the slice of the plane that holds its center. */
void hf_ellipse_stats (const HfVolume *volume,
                       HfPlane plane,
                       const HfResliceOptions *options,
                       const double a[3],
                       const double b[3],
                       HfEllipseStats *stats);

G_END_DECLS
