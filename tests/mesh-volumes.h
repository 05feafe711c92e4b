/* Volumes of functions, for tests of surfaces. */
#pragma once

#include "core/volume.h"

#include <math.h>

typedef double (*Field) (double i, double j, double k, gpointer data); /* HU at a voxel */

static inline HfVolume *
volume_of (HfGeometry *geometry, Field field, gpointer data)
{
  HfVolume *volume = hf_volume_new (geometry, hf_volume_info_new (), NULL);
  const int *size = hf_volume_size (volume);

  for (int k = 0; k < size[2]; k++)
    for (int j = 0; j < size[1]; j++) {
      gint16 *row = (gint16 *) hf_volume_row (volume, j, k);

      for (int i = 0; i < size[0]; i++)
        row[i] = (gint16) CLAMP (round (field (i, j, k, data)), -32768, 32767);
    }
  return volume;
}

static inline HfGeometry *
even_geometry (int ni, int nj, int nk, double si, double sj, double sk)
{
  const int size[3] = { ni, nj, nk };
  const double origin[3] = { 10, -20, 30 }, direction[9] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
  const double spacing[3] = { si, sj, sk };

  return hf_geometry_new_even (size, origin, direction, spacing, NULL);
}

/* Slices of their own: z of each, moved by shear * z along the columns. */
static inline HfGeometry *
stack_geometry (int ni, int nj, const double *z, int nk, double shear, gboolean find_holes)
{
  g_autofree double *origins = g_new0 (double, 3 * nk);
  const int size[3] = { ni, nj, nk };
  const double row[3] = { 1, 0, 0 }, column[3] = { 0, 1, 0 }, spacing[3] = { 1, 1, 1 };

  for (int k = 0; k < nk; k++) {
    origins[3 * k + 1] = shear * z[k];
    origins[3 * k + 2] = z[k];
  }
  return hf_geometry_new (size, row, column, spacing, origins, find_holes, NULL);
}
