/* Between a volume's geometry and the 3 x 4 matrices of other formats (voxel -> LPS mm, row by row:
   x = m[0] i + m[1] j + m[2] k + m[3] ...). */
#pragma once

#include "files/samples.h"

G_BEGIN_DECLS

/* Geometry of an even stack. Our slices ascend along row x column: where the file's descend, samples
 * and the origin are turned around, so that every value stays at its place. */
HfGeometry *
hf_affine_geometry (const double matrix[12], const int size[3], HfSamples *samples, GError **error);

/* The other way. Refuses what no matrix can say: uneven gaps, missing slices, a crooked stack. */
gboolean hf_affine_from_geometry (const HfGeometry *geometry, double matrix[12], GError **error);

/* LPS <-> RAS: both turn x and y around. */
void hf_affine_flip_xy (double matrix[12]);

G_END_DECLS
