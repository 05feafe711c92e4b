/* One matrix for a whole stack. */
#include "files/affine.h"

#include "core/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define STRAIGHT_MM 0.1 /* an origin may be this far from where the matrix puts it */

void
hf_affine_flip_xy (double matrix[12])
{
  for (int a = 0; a < 8; a++)
    matrix[a] = -matrix[a];
}

static double
length (const double v[3])
{
  return sqrt (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);
}

/* Whether i, j, k are a right-handed system. */
static gboolean
is_right_handed (double axes[3][3])
{
  const double *i = axes[0], *j = axes[1], *k = axes[2];

  return (i[1] * j[2] - i[2] * j[1]) * k[0] + (i[2] * j[0] - i[0] * j[2]) * k[1] +
             (i[0] * j[1] - i[1] * j[0]) * k[2] >
         0;
}

static void
turn_slices_around (double axes[3][3], double origin[3], const int size[3], HfSamples *samples)
{
  for (int a = 0; a < 3; a++) {
    origin[a] += axes[2][a] * (size[2] - 1);
    axes[2][a] = -axes[2][a];
  }
  samples->first += samples->stride[2] * (size[2] - 1);
  samples->stride[2] = -samples->stride[2];
}

HfGeometry *
hf_affine_geometry (const double matrix[12], const int size[3], HfSamples *samples, GError **error)
{
  double axes[3][3], origin[3], spacing[3], direction[9];

  for (int axis = 0; axis < 3; axis++)
    for (int a = 0; a < 3; a++)
      axes[axis][a] = matrix[4 * a + axis];
  for (int a = 0; a < 3; a++)
    origin[a] = matrix[4 * a + 3];
  if (!is_right_handed (axes))
    turn_slices_around (axes, origin, size, samples);
  for (int axis = 0; axis < 3; axis++) {
    spacing[axis] = length (axes[axis]);
    if (!(spacing[axis] > 1e-6 && spacing[axis] < 1e6)) {
      g_set_error (error, HF_ERROR, HF_CODE_BAD_GEOMETRY,
                   _ ("The file gives the voxels a side of %g mm"), spacing[axis]);
      return NULL;
    }
    for (int a = 0; a < 3; a++)
      direction[3 * axis + a] = axes[axis][a] / spacing[axis];
  }
  return hf_geometry_new_even (size, origin, direction, spacing, error);
}

gboolean
hf_affine_from_geometry (const HfGeometry *geometry, double matrix[12], GError **error)
{
  const int *size = hf_geometry_size (geometry);
  const double *spacing = hf_geometry_spacing (geometry), *first = hf_geometry_origin (geometry, 0);
  double step[3], off = 0;

  hf_geometry_step (geometry, step);
  for (int k = 0; k < size[2]; k++)
    for (int a = 0; a < 3; a++)
      off = MAX (off, fabs (hf_geometry_origin (geometry, k)[a] - first[a] - k * step[a]));
  if (!hf_geometry_is_even (geometry) || off > STRAIGHT_MM) {
    g_set_error (
        error, HF_ERROR, HF_CODE_UNEVEN_SPACING,
        _ ("The slices are not evenly spaced (a place is up to %.3g mm off), and this format "
           "cannot say so. Resample the volume first, or save it as .npy"),
        off);
    return FALSE;
  }
  for (int a = 0; a < 3; a++) {
    matrix[4 * a] = hf_geometry_row (geometry)[a] * spacing[0];
    matrix[4 * a + 1] = hf_geometry_column (geometry)[a] * spacing[1];
    matrix[4 * a + 2] = step[a];
    matrix[4 * a + 3] = first[a];
  }
  return TRUE;
}
