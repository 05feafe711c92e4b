/* The voxels of a slice whose centers lie in an ellipse.

   The rows of a tilted stack wander from slice to slice, so that a plane across them meets another
   row of voxels in each. The voxels are therefore looked up row by row in the plane, as the picture
   does (image/shown.h), at places where one of each is met: their centers, moved straight into the
   plane. With a slab the same places are measured through it. */
#include "image/ellipse.h"

#include "image/shown.h"

#include <math.h>

typedef struct {
  const HfVolume *volume;
  const HfResliceOptions *options;
  double center[3]; /* in the plane of the slice, LPS mm */
  int axis[2]; /* voxel axes: along a row of voxels, from row to row; slices only from row to row */
  int across;  /* the third */
  int slice;   /* index on that one */
  double way[2][3];  /* unit, LPS: where the indices of both grow in the plane */
  double half_mm[2]; /* the half axes, along both */
} Ellipse;

static double
dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void
ellipse_init (Ellipse *self, HfPlane plane, const double a[3], const double b[3])
{
  const HfGeometry *geometry = hf_volume_geometry (self->volume);
  double directions[2][3], span[3];
  gboolean flip[2];
  int axis[2];

  for (int c = 0; c < 3; c++) {
    self->center[c] = (a[c] + b[c]) / 2;
    span[c] = b[c] - a[c];
  }
  self->slice = hf_plane_slice_at (geometry, plane, self->center);
  hf_plane_move_to (geometry, plane, self->slice, self->center);
  hf_plane_directions (geometry, plane, directions[0], directions[1]);
  hf_plane_axes (geometry, plane, axis, flip);
  self->across = 3 - axis[0] - axis[1];
  for (int n = 0; n < 2; n++) {
    int from = axis[0] == 2 ? 1 - n : n;

    self->axis[n] = axis[from];
    for (int c = 0; c < 3; c++)
      self->way[n][c] = flip[from] ? -directions[from][c] : directions[from][c];
    self->half_mm[n] = fabs (dot (span, self->way[n])) / 2;
  }
}

/* The center of the first voxel of a row, in the plane. */
static void
row_start (const Ellipse *self, int row, double mm[3])
{
  double voxel[3] = { 0 }, from[3], along[2];

  voxel[self->axis[1]] = row;
  voxel[self->across] = self->slice;
  hf_geometry_voxel_to_patient (hf_volume_geometry (self->volume), voxel, mm);
  for (int c = 0; c < 3; c++)
    from[c] = mm[c] - self->center[c];
  for (int n = 0; n < 2; n++)
    along[n] = dot (from, self->way[n]);
  for (int c = 0; c < 3; c++)
    mm[c] = self->center[c] + along[0] * self->way[0][c] + along[1] * self->way[1][c];
}

/* The part of a row that is inside; FALSE: none of it. */
static gboolean
row_inside (const Ellipse *self, int row, HfView *view)
{
  const HfGeometry *geometry = hf_volume_geometry (self->volume);
  const double spacing = hf_geometry_spacing (geometry)[self->axis[0]];
  double start[3], from[3], v, half, middle;
  int first, last;

  row_start (self, row, start);
  for (int c = 0; c < 3; c++)
    from[c] = start[c] - self->center[c];
  v = dot (from, self->way[1]) / self->half_mm[1];
  if (fabs (v) > 1)
    return FALSE;
  half = sqrt (1 - v * v) * self->half_mm[0] / spacing;
  middle = -dot (from, self->way[0]) / spacing;
  first = (int) CLAMP (ceil (middle - half), 0, hf_geometry_size (geometry)[self->axis[0]]);
  last = (int) CLAMP (floor (middle + half), -1, hf_geometry_size (geometry)[self->axis[0]] - 1);
  for (int c = 0; c < 3; c++) {
    view->origin[c] = start[c] + first * spacing * self->way[0][c];
    view->right[c] = spacing * self->way[0][c];
    view->down[c] = self->way[1][c];
  }
  view->width = last - first + 1;
  view->height = 1;
  return first <= last;
}

static void
add_row (const Ellipse *self, int row, HfEllipseStats *stats, double *squares)
{
  g_autofree double *values = NULL;
  HfView view;

  if (!row_inside (self, row, &view))
    return;
  values = hf_shown_values (self->volume, &view, self->options);
  for (int x = 0; x < view.width; x++) {
    double value = values[x];

    if (isnan (value))
      continue;
    stats->min = stats->n ? MIN (stats->min, value) : value;
    stats->max = stats->n ? MAX (stats->max, value) : value;
    stats->mean += value;
    *squares += value * value;
    stats->n++;
  }
}

/* The index from row to row at the ends of the ellipse: along a column, or over the slices, where it depends on nothing else. */
static void
find_rows (const Ellipse *self, int *first, int *last)
{
  const HfGeometry *geometry = hf_volume_geometry (self->volume);
  const int n_rows = hf_geometry_size (geometry)[self->axis[1]];
  double ends[2];

  for (int end = 0; end < 2; end++) {
    double mm[3], voxel[3];

    for (int c = 0; c < 3; c++)
      mm[c] = self->center[c] + (end ? 1 : -1) * self->half_mm[1] * self->way[1][c];
    hf_geometry_patient_to_voxel (geometry, mm, voxel);
    ends[end] = voxel[self->axis[1]];
  }
  *first = (int) CLAMP (floor (ends[0]), 0, n_rows);
  *last = (int) CLAMP (ceil (ends[1]), -1, n_rows - 1);
}

void
hf_ellipse_stats (const HfVolume *volume,
                  HfPlane plane,
                  const HfResliceOptions *options,
                  const double a[3],
                  const double b[3],
                  HfEllipseStats *stats)
{
  Ellipse ellipse = { .volume = volume, .options = options };
  int first, last;
  double squares = 0;

  *stats = (HfEllipseStats){ 0 };
  ellipse_init (&ellipse, plane, a, b);
  stats->area_mm2 = G_PI * ellipse.half_mm[0] * ellipse.half_mm[1];
  if (!(stats->area_mm2 > 0))
    return;
  find_rows (&ellipse, &first, &last);
  for (int row = first; row <= last; row++)
    add_row (&ellipse, row, stats, &squares);
  if (!stats->n)
    return;
  stats->mean /= stats->n;
  stats->deviation = sqrt (MAX (0, squares / stats->n - stats->mean * stats->mean));
}
