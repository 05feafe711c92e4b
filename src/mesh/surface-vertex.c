/* Vertices between two voxels with data, which nearly all are: gathered one by one, finished in
   batches that the compiler turns into vector code.

   Position: linear between the values at the ends, in mm between the true places of the two voxels.
   Normal: the gradient of the values by central differences at both ends (one-sided next to
   nothing), interpolated, in mm space: a difference between two slices is one along the vector
   between them, which leans where the gantry was tilted. */
#include "mesh/surface-vertex.h"

#include "core/wide.h"

#include <math.h>

static double
dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

void
hf_vertex_row_init (HfVertexRow *self, const HfLattice *lattice, HfMesh *mesh)
{
  const HfGeometry *geometry = hf_volume_geometry (lattice->volume);

  *self = (HfVertexRow){ .lattice = lattice,
                         .mesh = mesh,
                         .step = lattice->step,
                         .last = (gssize) (lattice->size[0] - 3) * lattice->step };
  for (int a = 0; a < 3; a++) {
    self->frame[0][a] = (float) hf_geometry_row (geometry)[a];
    self->frame[1][a] = (float) hf_geometry_column (geometry)[a];
    self->frame[2][a] = (float) hf_geometry_normal (geometry)[a];
    self->along_x[a] = (float) lattice->row[a];
  }
  self->per_x = (float) (1 / sqrt (dot (lattice->row, lattice->row)));
  self->per_y = (float) (1 / sqrt (dot (lattice->column, lattice->column)));
}

static void
begin_stencil (HfStencil *self, const HfVertexRow *row, int y, int z)
{
  const HfLattice *lattice = row->lattice;
  const HfLatticePlane *plane = &lattice->planes[z];
  int before = MAX (y - 1, 1), after = MIN (y + 1, lattice->size[1] - 2);

  self->at = hf_lattice_voxels (lattice, y, z);
  self->before_y = hf_lattice_voxels (lattice, before, z);
  self->after_y = hf_lattice_voxels (lattice, after, z);
  self->before_z = hf_lattice_voxels (lattice, y, plane->below);
  self->after_z = hf_lattice_voxels (lattice, y, plane->above);
  self->per_y = after - before == 2 ? row->per_y / 2 : row->per_y;
  self->per_z = plane->per_z;
  self->shear[0] = plane->shear[0];
  self->shear[1] = plane->shear[1];
}

/* Goes on with the edges along an axis from row (y, z). */
void
hf_vertex_row_begin (HfVertexRow *self, int axis, int y, int z)
{
  const HfLattice *lattice = self->lattice;
  const HfLatticePlane *plane = &lattice->planes[z];

  self->axis = axis;
  self->y = y;
  self->z = z;
  if (!hf_vertex_row_is_plain (self))
    return;

  begin_stencil (&self->first, self, y, z);
  begin_stencil (&self->second, self, y + (axis == 1), z + (axis == 2));
  for (int a = 0; a < 3; a++) {
    const double *edge = axis == 0 ? lattice->row : axis == 1 ? lattice->column : plane->step;

    self->base[a] = (float) (plane->origin[a] + (y - 1) * lattice->column[a]);
    self->along_edge[a] = (float) edge[a];
  }
}

gboolean
hf_vertex_row_is_plain (const HfVertexRow *self)
{
  return hf_lattice_is_real (self->lattice, self->y, self->z) &&
         hf_lattice_is_real (self->lattice, self->y + (self->axis == 1),
                             self->z + (self->axis == 2));
}

void
hf_vertex_row_add_special (HfVertexRow *self, guint32 id, int x)
{
  hf_vertex_special (self->lattice, self->mesh, id, (int[3]){ x, self->y, self->z }, self->axis);
}

/* The gradient at one end, in value / mm along row, column and normal. */
static inline void
gradient (const HfVertexRow *self, int end, const HfStencil *s, gsize n, float out[3])
{
  float x = 0.5f * (float) self->difference[end][0][n] * self->per_x;
  float y = (float) self->difference[end][1][n] * s->per_y;

  out[0] = x;
  out[1] = y;
  out[2] = ((float) self->difference[end][2][n] - s->shear[0] * x - s->shear[1] * y) * s->per_z;
}

static HF_WIDE void
finish_batch (HfVertexRow *self)
{
  float position[3][HF_VERTEX_BATCH], normal[3][HF_VERTEX_BATCH], length[HF_VERTEX_BATCH];
  float *positions = hf_mesh_positions (self->mesh), *normals = hf_mesh_normals (self->mesh);
  float level = self->lattice->level;
  gsize rounded = (self->n + 3) & ~(gsize) 3; /* whole vectors */

  for (gsize n = 0; n < rounded; n++) { /* those past self->n are left over: not stored */
    float value = (float) self->value[0][n], x = (float) self->x[n];
    float t = (level - value) / (float) (self->value[1][n] - self->value[0][n]);
    float g[2][3], mixed[3], square;

    t = t < HF_VERTEX_MARGIN ? HF_VERTEX_MARGIN : t;
    t = t > 1 - HF_VERTEX_MARGIN ? 1 - HF_VERTEX_MARGIN : t;
    gradient (self, 0, &self->first, n, g[0]);
    gradient (self, 1, &self->second, n, g[1]);
    for (int a = 0; a < 3; a++)
      mixed[a] = g[0][a] + t * (g[1][a] - g[0][a]);
    square = mixed[0] * mixed[0] + mixed[1] * mixed[1] + mixed[2] * mixed[2];
    length[n] = square;
    square = -1 / sqrtf (square);
    for (int a = 0; a < 3; a++) {
      position[a][n] = self->base[a] + x * self->along_x[a] + t * self->along_edge[a];
      normal[a][n] = square * (mixed[0] * self->frame[0][a] + mixed[1] * self->frame[1][a] +
                               mixed[2] * self->frame[2][a]);
    }
  }
  for (gsize n = 0; n < self->n; n++) {
    gsize to = 3 * (gsize) self->id[n];

    if (G_UNLIKELY (!(length[n] > 0))) { /* a ridge between equal neighbors */
      hf_vertex_row_add_special (self, self->id[n], self->x[n] + 1);
      continue;
    }
    for (int a = 0; a < 3; a++) {
      positions[to + a] = position[a][n];
      normals[to + a] = normal[a][n];
    }
  }
  self->n = 0;
}

/* A function of its own: clang builds nothing twice that a header's inline function calls already. */
void
hf_vertex_row_flush (HfVertexRow *self)
{
  if (self->n > 0)
    finish_batch (self);
}
