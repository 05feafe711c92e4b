/* Axial, sagittal and coronal of a volume that may have been scanned in any orientation.

   The three voxel axes are given to the three planes so that together they lean as little as can be
   from the patient's axes. Pictures are spanned by the orthonormal directions row, column and row x
   column, never by the vector from slice to slice: proportions are true for tilted and uneven
   stacks too. Sides follow docs/conventions.md: axial and coronal show the patient's right on the
   left, sagittal shows anterior on the left; anterior (axial) or superior is up. */
#include "image/reslice.h"

#include <math.h>
#include <string.h>

/* The patient axis (x, y, z) that each plane is cut across. */
static const int across[HF_N_PLANES] = {
  [HF_PLANE_AXIAL] = 2, [HF_PLANE_SAGITTAL] = 0, [HF_PLANE_CORONAL] = 1
};

static double
dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* Unit vector of voxel axis 0..2; for k the normal. */
static const double *
axis_direction (const HfGeometry *geometry, int axis)
{
  return axis == 0   ? hf_geometry_row (geometry)
         : axis == 1 ? hf_geometry_column (geometry)
                     : hf_geometry_normal (geometry);
}

/* axis[a]: the voxel axis that runs along patient axis a, one for each. */
static void
match_axes (const HfGeometry *geometry, int axis[3])
{
  static const int orders[6][3] = { { 0, 1, 2 }, { 0, 2, 1 }, { 1, 0, 2 },
                                    { 1, 2, 0 }, { 2, 0, 1 }, { 2, 1, 0 } };
  double best = -1;

  for (int n = 0; n < 6; n++) {
    double sum = 0;

    for (int a = 0; a < 3; a++)
      sum += fabs (axis_direction (geometry, orders[n][a])[a]);
    if (sum > best + 1e-9) {
      best = sum;
      memcpy (axis, orders[n], sizeof orders[n]);
    }
  }
}

int
hf_plane_axis (const HfGeometry *geometry, HfPlane plane)
{
  int axis[3];

  match_axes (geometry, axis);
  return axis[across[plane]];
}

/* The voxel axis along patient axis a as a unit vector that points to its positive side. */
static void
patient_direction (const HfGeometry *geometry, int a, double direction[3])
{
  int axis[3];
  const double *vector;

  match_axes (geometry, axis);
  vector = axis_direction (geometry, axis[a]);
  for (int b = 0; b < 3; b++)
    direction[b] = vector[a] < 0 ? -vector[b] : vector[b];
}

const char *
hf_plane_name (HfPlane plane)
{
  static const char *const names[HF_N_PLANES] = { "axial", "sagittal", "coronal" };

  g_return_val_if_fail (plane < HF_N_PLANES, NULL);
  return names[plane];
}

int
hf_plane_n_slices (const HfGeometry *geometry, HfPlane plane)
{
  return hf_geometry_size (geometry)[hf_plane_axis (geometry, plane)];
}

/* The place of a slice along its voxel axis, mm. Rows and columns of a tilted stack wander from
   slice to slice: those of the middle slice count, so that the place does not depend on k. */
static double
place_along (const HfGeometry *geometry, int axis, int index)
{
  int middle = hf_geometry_size (geometry)[2] / 2;

  if (axis == 2)
    return hf_geometry_position (geometry, index);
  return dot (hf_geometry_origin (geometry, middle), axis_direction (geometry, axis)) +
         index * hf_geometry_spacing (geometry)[axis];
}

/* The slice nearest to a place; the first or last one outside of the volume. */
int
hf_plane_slice_at (const HfGeometry *geometry, HfPlane plane, const double mm[3])
{
  int axis = hf_plane_axis (geometry, plane);
  int last = hf_geometry_size (geometry)[axis] - 1;
  double index, voxel[3];

  hf_geometry_patient_to_voxel (geometry, mm, voxel);
  if (axis == 2)
    index = voxel[2];
  else
    index = (dot (mm, axis_direction (geometry, axis)) - place_along (geometry, axis, 0)) /
            hf_geometry_spacing (geometry)[axis];
  return (int) floor (CLAMP (index, 0, last) + 0.5);
}

/* Grows to the left (sagittal), to posterior (coronal), to superior (axial); with the index or
   against it. */
double
hf_plane_slice_mm (const HfGeometry *geometry, HfPlane plane, int index)
{
  int a = across[plane], axis = hf_plane_axis (geometry, plane);
  double place;

  index = CLAMP (index, 0, hf_geometry_size (geometry)[axis] - 1);
  place = place_along (geometry, axis, index);
  return axis_direction (geometry, axis)[a] < 0 ? -place : place;
}

/* Moves a place straight across the plane into slice index; the other two planes stay where they
   are. */
void
hf_plane_move_to (const HfGeometry *geometry, HfPlane plane, int index, double mm[3])
{
  int axis = hf_plane_axis (geometry, plane);
  const double *direction = axis_direction (geometry, axis);
  double way;

  index = CLAMP (index, 0, hf_geometry_size (geometry)[axis] - 1);
  way = place_along (geometry, axis, index) - dot (mm, direction);
  for (int a = 0; a < 3; a++)
    mm[a] += way * direction[a];
}

/* Unit vectors, LPS: to the right and down on the screen. */
void
hf_plane_directions (const HfGeometry *geometry, HfPlane plane, double right[3], double down[3])
{
  patient_direction (geometry, plane == HF_PLANE_SAGITTAL ? 1 : 0, right);
  patient_direction (geometry, plane == HF_PLANE_AXIAL ? 1 : 2, down);
  if (plane != HF_PLANE_AXIAL)
    for (int a = 0; a < 3; a++)
      down[a] = -down[a];
}

/* The voxel axes that run to the right and down on the screen, and whether their indices fall on
   the way. */
void
hf_plane_axes (const HfGeometry *geometry, HfPlane plane, int axis[2], gboolean flip[2])
{
  double directions[2][3];

  hf_plane_directions (geometry, plane, directions[0], directions[1]);
  for (int d = 0; d < 2; d++)
    for (int a = 0; a < 3; a++) {
      double along = dot (directions[d], axis_direction (geometry, a));

      if (fabs (along) < 0.5)
        continue;
      axis[d] = a;
      flip[d] = along < 0;
    }
}

/* The range of the voxels' outer edges along a direction, mm. With even steps the ends decide. */
static void
extent_along (const HfGeometry *geometry, const double direction[3], double *low, double *high)
{
  const int *size = hf_geometry_size (geometry);
  const int step = hf_geometry_is_even (geometry) ? size[2] + 1 : 1;

  *low = G_MAXDOUBLE;
  *high = -G_MAXDOUBLE;
  for (int k = -1; k <= size[2]; k += step)
    for (int corner = 0; corner < 4; corner++) {
      const double voxel[3] = { corner & 1 ? size[0] - 0.5 : -0.5,
                                corner & 2 ? size[1] - 0.5 : -0.5, CLAMP (k, -0.5, size[2] - 0.5) };
      double mm[3], place;

      hf_geometry_voxel_to_patient (geometry, voxel, mm);
      place = dot (mm, direction);
      *low = MIN (*low, place);
      *high = MAX (*high, place);
    }
}

/* The view through the cursor that shows the whole volume in the middle of width x height square
   pixels. */
void
hf_plane_fit (const HfGeometry *geometry,
              HfPlane plane,
              const double cursor[3],
              int width,
              int height,
              HfView *view)
{
  double across_direction[3], right[3], down[3];
  double low_x, high_x, low_y, high_y, mm_per_px, x, y, depth;

  hf_plane_directions (geometry, plane, right, down);
  patient_direction (geometry, across[plane], across_direction);
  extent_along (geometry, right, &low_x, &high_x);
  extent_along (geometry, down, &low_y, &high_y);
  view->width = MAX (width, 1);
  view->height = MAX (height, 1);
  mm_per_px = MAX ((high_x - low_x) / view->width, (high_y - low_y) / view->height);

  x = (low_x + high_x) / 2 - (view->width - 1) / 2.0 * mm_per_px;
  y = (low_y + high_y) / 2 - (view->height - 1) / 2.0 * mm_per_px;
  depth = dot (cursor, across_direction);
  for (int a = 0; a < 3; a++) {
    view->origin[a] = x * right[a] + y * down[a] + depth * across_direction[a];
    view->right[a] = mm_per_px * right[a];
    view->down[a] = mm_per_px * down[a];
  }
}

/* first, n: the pixels along step (mm to the next one) that can show something, of those from 0 to n - 1. */
static void
trim_along (
    const HfGeometry *geometry, const HfView *view, const double step[3], int *first, int *n)
{
  const double mm_per_px = sqrt (dot (step, step));
  const double direction[3] = { step[0] / mm_per_px, step[1] / mm_per_px, step[2] / mm_per_px };
  const double start = dot (view->origin, direction);
  double low, high;
  int end;

  extent_along (geometry, direction, &low, &high);
  *first = (int) CLAMP (floor ((low - start) / mm_per_px), 0, *n - 1);
  end = (int) CLAMP (ceil ((high - start) / mm_per_px) + 1, *first + 1, *n);
  *n = end - *first;
}

void
hf_view_trim (const HfGeometry *geometry, HfView *view, int *x, int *y)
{
  trim_along (geometry, view, view->right, x, &view->width);
  trim_along (geometry, view, view->down, y, &view->height);
  for (int a = 0; a < 3; a++)
    view->origin[a] += *x * view->right[a] + *y * view->down[a];
}
