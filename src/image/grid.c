/* The new grid: its size, its place in the patient, and its voxels in the old grid.

   exact: the new voxels' centers start at the old first one's and are the asked spacing apart, along
   row, column and row x column; a tilted stack is put upright, in a box that holds all of it.
   notebook: scipy.ndimage.zoom's grid, first center on first and last on last. The geometry of
   either says where the voxels really are. */
#include "image/resample-private.h"

#include "core/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define SHEAR 0.01 /* voxels: slices that wander by more are not straight above each other */

static double
dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static gboolean
check_spacing (const double spacing[3], GError **error)
{
  for (int a = 0; a < 3; a++) {
    const HfParam *param = hf_param ((HfParamId) (HF_PARAM_SPACING_X + a));

    if (spacing[a] >= param->min && spacing[a] <= param->max)
      continue;
    g_set_error (
        error, HF_ERROR, HF_CODE_BAD_VALUE,
        _ ("A voxel spacing of %g x %g x %g mm is not possible: each must lie between %g and "
           "%g mm"),
        spacing[0], spacing[1], spacing[2], param->min, param->max);
    return FALSE;
  }
  return TRUE;
}

/* The ranges of the voxels' centers along row, column and normal, mm from the first one. */
static void
ranges (const HfGeometry *geometry, double low[3], double high[3])
{
  const double *axes[2] = { hf_geometry_row (geometry), hf_geometry_column (geometry) };
  const double *first = hf_geometry_origin (geometry, 0);
  const int *size = hf_geometry_size (geometry);

  for (int a = 0; a < 2; a++) {
    low[a] = high[a] = 0;
    for (int k = 0; k < size[2]; k++) {
      double away = dot (hf_geometry_origin (geometry, k), axes[a]) - dot (first, axes[a]);

      low[a] = MIN (low[a], away);
      high[a] = MAX (high[a], away);
    }
    if (high[a] - low[a] < SHEAR * hf_geometry_spacing (geometry)[a])
      low[a] = high[a] = 0;
    high[a] += (size[a] - 1) * hf_geometry_spacing (geometry)[a];
  }
  low[2] = 0;
  high[2] = hf_geometry_position (geometry, size[2] - 1) - hf_geometry_position (geometry, 0);
}

static void
exact_size (const HfGeometry *geometry, const double spacing[3], double size[3])
{
  double low[3], high[3];

  ranges (geometry, low, high);
  for (int a = 0; a < 3; a++)
    size[a] = floor ((high[a] - low[a]) / spacing[a] + 1e-6) + 1;
}

/* Python's round (shape * (old / new)), halves to even also where the spacing carries the rounding
   errors of the positions that it came from; at least 1. */
static void
notebook_size (const HfGeometry *geometry, const double spacing[3], double size[3])
{
  for (int a = 0; a < 3; a++) {
    double zoom = hf_geometry_spacing (geometry)[a] / spacing[a];
    double wanted = hf_geometry_size (geometry)[a] * zoom, half = nearbyint (2 * wanted) / 2;

    size[a] = MAX (nearbyint (fabs (wanted - half) < 1e-6 ? half : wanted), 1);
  }
}

/* kB that are free, 0 where the system does not say. */
static double
free_memory (void)
{
  g_autofree char *text = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/meminfo", &text, NULL, NULL))
    return 0;
  line = strstr (text, "MemAvailable:");
  return line ? g_ascii_strtod (line + strlen ("MemAvailable:"), NULL) * 1024 : 0;
}

/* What the cubic keeps beside the result, in voxels of 4 bytes: every old slice at the new size, or
   as it is where the stack is tilted. */
static double
work_bytes (const HfGeometry *geometry, const HfResampleOptions *options, const double size[3])
{
  const int *old = hf_geometry_size (geometry);

  if (options->interpolation != HF_INTERPOLATION_CUBIC && !options->lowpass)
    return 0;
  if (hf_geometry_is_tilted (geometry) && options->grid == HF_GRID_EXACT)
    return 4.0 * old[0] * old[1] * old[2];
  return 4.0 * size[0] * size[1] * old[2];
}

static gboolean
check_size (const HfGeometry *geometry,
            const HfResampleOptions *options,
            const double size[3],
            GError **error)
{
  const double gib = 1 << 30;
  double work = work_bytes (geometry, options, size), available = free_memory ();
  double bytes = 2 * (size[0] + 64) * size[1] * size[2] + work;

  for (int a = 0; a < 3; a++)
    if (size[a] > 32768) {
      g_set_error (
          error, HF_ERROR, HF_CODE_NO_MEMORY,
          _ ("With this spacing the volume would have %.0f x %.0f x %.0f voxels (%.1f GiB); at "
             "most 32768 along each axis are possible"),
          size[0], size[1], size[2], bytes / gib);
      return FALSE;
    }
  if (available > 0 && bytes > 0.9 * available) {
    g_set_error (
        error, HF_ERROR, HF_CODE_NO_MEMORY,
        _ ("With this spacing the volume would have %.0f x %.0f x %.0f voxels and need %.1f "
           "GiB of memory; %.1f GiB are free"),
        size[0], size[1], size[2], bytes / gib, available / gib);
    return FALSE;
  }
  return TRUE;
}

/* How many voxels there will be. BAD_VALUE for a spacing that makes no sense, NO_MEMORY where the
   result would not fit. */
gboolean
hf_resample_size (const HfGeometry *geometry,
                  const HfResampleOptions *options,
                  int size[3],
                  GError **error)
{
  double wanted[3];

  if (!check_spacing (options->spacing, error))
    return FALSE;
  if (options->grid == HF_GRID_NOTEBOOK)
    notebook_size (geometry, options->spacing, wanted);
  else
    exact_size (geometry, options->spacing, wanted);
  if (!check_size (geometry, options, wanted, error))
    return FALSE;
  for (int a = 0; a < 3; a++)
    size[a] = (int) wanted[a];
  return TRUE;
}

static gboolean
place_exact (HfGrid3 *self, const HfGeometry *geometry, const double spacing[3], GError **error)
{
  const double *row = hf_geometry_row (geometry), *column = hf_geometry_column (geometry);
  const double *normal = hf_geometry_normal (geometry), *first = hf_geometry_origin (geometry, 0);
  double low[3], high[3], origin[3], direction[9];

  ranges (geometry, low, high);
  for (int a = 0; a < 3; a++) {
    origin[a] = first[a] + low[0] * row[a] + low[1] * column[a];
    direction[a] = row[a];
    direction[3 + a] = column[a];
    direction[6 + a] = normal[a];
  }
  for (int k = 0; k < self->size[2]; k++) {
    double mm[3];

    for (int a = 0; a < 3; a++)
      mm[a] = origin[a] + k * spacing[2] * normal[a];
    hf_geometry_patient_to_voxel (geometry, mm, self->start[k]);
    for (int a = 0; a < 2; a++)
      self->sheared |= fabs (self->start[k][a] - self->start[0][a]) > SHEAR;
  }
  for (int a = 0; a < 2; a++)
    self->step[a] = spacing[a] / hf_geometry_spacing (geometry)[a];
  for (int k = 0; k < self->size[2] && !self->sheared; k++)
    self->start[k][0] = self->start[k][1] = 0;
  self->geometry = hf_geometry_new_even (self->size, origin, direction, spacing, error);
  return self->geometry != NULL;
}

static gboolean
place_as_scipy (HfGrid3 *self, const HfGeometry *geometry, const double spacing[3], GError **error)
{
  const int *old = hf_geometry_size (geometry);
  g_autofree double *origins = g_new (double, 3 * self->size[2]);
  double new_spacing[3];

  self->as_scipy = TRUE;
  for (int a = 0; a < 3; a++) {
    self->step[a] = self->size[a] > 1 ? (double) (old[a] - 1) / (self->size[a] - 1) : 1;
    new_spacing[a] = old[a] > 1 && self->size[a] > 1
                         ? self->step[a] * hf_geometry_spacing (geometry)[a]
                         : spacing[a];
  }
  for (int k = 0; k < self->size[2]; k++) {
    self->start[k][2] = old[2] > 1 ? k * self->step[2] : 0;
    hf_geometry_voxel_to_patient (geometry, self->start[k], origins + 3 * k);
  }
  if (old[2] == 1) /* scipy repeats a single slice */
    for (int k = 0; k < self->size[2]; k++)
      for (int a = 0; a < 3; a++)
        origins[3 * k + a] += k * spacing[2] * hf_geometry_normal (geometry)[a];
  self->geometry =
      hf_geometry_new (self->size, hf_geometry_row (geometry), hf_geometry_column (geometry),
                       new_spacing, origins, FALSE, error);
  return self->geometry != NULL;
}

gboolean
hf_grid3_init (HfGrid3 *self,
               const HfGeometry *geometry,
               const HfResampleOptions *options,
               GError **error)
{
  if (!hf_resample_size (geometry, options, self->size, error))
    return FALSE;
  self->start = g_malloc0_n (self->size[2], sizeof *self->start);
  return options->grid == HF_GRID_NOTEBOOK
             ? place_as_scipy (self, geometry, options->spacing, error)
             : place_exact (self, geometry, options->spacing, error);
}

void
hf_grid3_clear (HfGrid3 *self)
{
  g_clear_pointer (&self->start, g_free);
  g_clear_pointer (&self->geometry, hf_geometry_unref);
}
