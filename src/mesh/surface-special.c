/* Vertices on the edges where something ends: at the border of the volume, at padding, at a hole
   and at the mask's edge; and next to padding, where central differences would see it. One at a
   time, in double, with every neighbor asked for.

   Towards nothing the vertex lies at the last voxel with data (as if nothing were infinitely far
   below every level) and looks straight out. At the edge of the mask it lies in the middle, and the
   mask's own slope gives the normal. */
#include "mesh/surface-vertex.h"

#include <math.h>

static double
dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* FALSE: nothing there. */
static gboolean
voxel_at (const HfLattice *self, const int at[3], gint16 *voxel)
{
  if (at[0] < 1 || at[0] > self->size[0] - 2 || !hf_lattice_is_real (self, at[1], at[2]))
    return FALSE;
  *voxel = hf_lattice_voxels (self, at[1], at[2])[(at[0] - 1) * self->step];
  return *voxel != HF_VOLUME_PADDING;
}

static gboolean
is_inside (const HfLattice *self, const int at[3])
{
  const guint64 *row = self->bits + hf_lattice_row (self, at[1], at[2]) * self->words;

  return row[at[0] / 64] >> (at[0] % 64) & 1;
}

/* Where a sample lies: out is set for samples of planes that hold slices only. */
static void
place (const HfLattice *self, const int at[3], double mm[3])
{
  for (int a = 0; a < 3; a++)
    mm[a] =
        self->planes[at[2]].origin[a] + (at[0] - 1) * self->row[a] + (at[1] - 1) * self->column[a];
}

/* The vector from a sample to the next one along an axis. */
static void
step_along (const HfLattice *self, const int at[3], int axis, int direction, double mm[3])
{
  const HfLatticePlane *planes = self->planes;
  const double *step = axis == 0                                   ? self->row
                       : axis == 1                                 ? self->column
                       : direction < 0 && planes[at[2] - 1].k >= 0 ? planes[at[2] - 1].step
                                                                   : planes[at[2]].step;

  for (int a = 0; a < 3; a++)
    mm[a] = direction * step[a];
}

/* Differences along x, y, z of a sample, each with the vector over which it was taken, to a
   gradient in mm. Row, column and normal stand at right angles; only z leans. */
static void
to_mm (const HfLattice *self, const double difference[3], const double z_vector[3], double out[3])
{
  const HfGeometry *geometry = hf_volume_geometry (self->volume);
  const double *row = hf_geometry_row (geometry), *column = hf_geometry_column (geometry);
  const double *normal = hf_geometry_normal (geometry);
  double x = difference[0] / sqrt (dot (self->row, self->row));
  double y = difference[1] / sqrt (dot (self->column, self->column));
  double z = (difference[2] - dot (z_vector, row) * x - dot (z_vector, column) * y) /
             dot (z_vector, normal);

  for (int a = 0; a < 3; a++)
    out[a] = x * row[a] + y * column[a] + z * normal[a];
}

/* One neighbor's value, or that of the sample itself where there is none. */
static double
neighbor (const HfLattice *self, const int at[3], int axis, int direction, gboolean of_mask, int *n)
{
  int next[3] = { at[0], at[1], at[2] };
  gint16 voxel = 0;

  next[axis] += direction;
  if (of_mask)
    return (*n)++, is_inside (self, next);
  if (voxel_at (self, next, &voxel))
    (*n)++;
  else
    voxel_at (self, at, &voxel);
  return voxel;
}

static void
gradient_at (const HfLattice *self, const int at[3], gboolean of_mask, double out[3])
{
  double difference[3], up[3], down[3], z_vector[3];

  step_along (self, at, 2, 1, up);
  step_along (self, at, 2, -1, down);
  for (int axis = 0; axis < 3; axis++) {
    int n_after = 0, n_before = 0;
    double after = neighbor (self, at, axis, 1, of_mask, &n_after);
    double before = neighbor (self, at, axis, -1, of_mask, &n_before);

    difference[axis] = after - before;
    if (axis < 2)
      difference[axis] /= MAX (n_after + n_before, 1);
    else
      for (int a = 0; a < 3; a++)
        z_vector[a] = n_after + n_before == 0 ? up[a] : n_after * up[a] - n_before * down[a];
  }
  to_mm (self, difference, z_vector, out);
}

/* Straight along an axis, in the direction in which values would fall. */
static void
straight (const HfLattice *self, const int inside[3], int axis, int direction, double out[3])
{
  double difference[3] = { 0 }, up[3];

  step_along (self, inside, 2, 1, up);
  difference[axis] = -direction;
  to_mm (self, difference, up, out);
}

static void
store (HfMesh *mesh, guint32 id, const double mm[3], const double gradient[3])
{
  double length = sqrt (dot (gradient, gradient));

  for (int a = 0; a < 3; a++) {
    hf_mesh_positions (mesh)[3 * (gsize) id + a] = (float) mm[a];
    hf_mesh_normals (mesh)[3 * (gsize) id + a] = (float) (-gradient[a] / length);
  }
}

/* The vertex on the edge from sample at to the next one along the axis. */
void
hf_vertex_special (const HfLattice *lattice, HfMesh *mesh, guint32 id, const int at[3], int axis)
{
  int inside[3] = { at[0], at[1], at[2] }, outside[3] = { at[0], at[1], at[2] };
  int direction = is_inside (lattice, at) ? 1 : -1;
  gint16 value_in = 0, value_out = 0;
  double t = HF_VERTEX_MARGIN, mm[3], step[3], gradient[3] = { 0 };

  (direction > 0 ? outside : inside)[axis]++;
  voxel_at (lattice, inside, &value_in);
  if (voxel_at (lattice, outside, &value_out)) {
    gboolean of_mask = value_out >= lattice->inside.low;
    double other[3];

    if (of_mask)
      t = 0.5;
    else
      t = ((double) value_in - lattice->level) / ((double) value_in - value_out);
    t = CLAMP (t, HF_VERTEX_MARGIN, 1 - HF_VERTEX_MARGIN);
    gradient_at (lattice, inside, of_mask, gradient);
    gradient_at (lattice, outside, of_mask, other);
    for (int a = 0; a < 3; a++)
      gradient[a] += t * (other[a] - gradient[a]);
  }
  if (!(dot (gradient, gradient) > 1e-12))
    straight (lattice, inside, axis, direction, gradient);

  place (lattice, inside, mm);
  step_along (lattice, inside, axis, direction, step);
  for (int a = 0; a < 3; a++)
    mm[a] += t * step[a];
  store (mesh, id, mm, gradient);
}
