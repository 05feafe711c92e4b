/* Vertices between two voxels with data, which nearly all are: gathered one by one, finished in
   batches that the compiler turns into vector code.

   Position: linear between the values at the ends, in mm between the true places of the two voxels.
   Normal: the gradient of the values by central differences at both ends (one-sided next to
   nothing), interpolated, in mm space: a difference between two slices is one along the vector
   between them, which leans where the gantry was tilted. */
#include "mesh/surface-vertex.h"

#include <math.h>

static double
dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void
init_stencil (HfStencil *self, const HfSamples *samples, int y, int z)
{
  const HfGeometry *geometry = hf_volume_geometry (samples->volume);
  const HfPlaneOfSamples *plane = &samples->planes[z];
  const double *high = samples->planes[plane->above].origin;
  const double *low = samples->planes[plane->below].origin;
  double between[3] = { high[0] - low[0], high[1] - low[1], high[2] - low[2] };
  int before = MAX (y - 1, 1), after = MIN (y + 1, samples->size[1] - 2);
  double mm_y = (after - before) * sqrt (dot (samples->column, samples->column));

  self->at = hf_samples_voxels (samples, y, z);
  self->before_y = hf_samples_voxels (samples, before, z);
  self->after_y = hf_samples_voxels (samples, after, z);
  self->before_z = hf_samples_voxels (samples, y, plane->below);
  self->after_z = hf_samples_voxels (samples, y, plane->above);
  self->per_y = after > before ? (float) (1 / mm_y) : 0;
  self->per_z =
      plane->above > plane->below ? (float) (1 / dot (between, hf_geometry_normal (geometry))) : 0;
  self->shear[0] = (float) dot (between, hf_geometry_row (geometry));
  self->shear[1] = (float) dot (between, hf_geometry_column (geometry));
}

void
hf_vertex_row_init (
    HfVertexRow *self, const HfSamples *samples, HfMesh *mesh, int axis, int y, int z)
{
  const HfGeometry *geometry = hf_volume_geometry (samples->volume);
  const HfPlaneOfSamples *plane = &samples->planes[z];

  self->samples = samples;
  self->mesh = mesh;
  self->axis = axis;
  self->y = y;
  self->z = z;
  self->n = 0;
  if (!hf_vertex_row_is_plain (self))
    return;

  init_stencil (&self->first, samples, y, z);
  init_stencil (&self->second, samples, y + (axis == 1), z + (axis == 2));
  for (int a = 0; a < 3; a++) {
    self->base[a] = (float) (plane->origin[a] + (y - 1) * samples->column[a]);
    self->along_x[a] = (float) samples->row[a];
    self->along_edge[a] = (float) (axis == 0   ? samples->row[a]
                                   : axis == 1 ? samples->column[a]
                                               : plane->step[a]);
    self->frame[0][a] = (float) hf_geometry_row (geometry)[a];
    self->frame[1][a] = (float) hf_geometry_column (geometry)[a];
    self->frame[2][a] = (float) hf_geometry_normal (geometry)[a];
  }
  self->per_x = (float) (1 / sqrt (dot (samples->row, samples->row)));
}

gboolean
hf_vertex_row_is_plain (const HfVertexRow *self)
{
  return hf_samples_is_real (self->samples, self->y, self->z) &&
         hf_samples_is_real (self->samples, self->y + (self->axis == 1),
                             self->z + (self->axis == 2));
}

static inline void
gather (HfVertexRow *self, int end, const HfStencil *s, int x)
{
  const HfSamples *samples = self->samples;
  int step = samples->step, n = self->n, i = (x - 1) * step;
  int before = x > 1 ? i - step : i, after = x < samples->size[0] - 2 ? i + step : i;
  float span = after - before > step ? 0.5f : 1;

  self->value[end][n] = s->at[i];
  self->difference[end][0][n] = span * (float) (s->at[after] - s->at[before]);
  self->difference[end][1][n] = (float) (s->after_y[i] - s->before_y[i]);
  self->difference[end][2][n] = (float) (s->after_z[i] - s->before_z[i]);
}

/* x: the sample at which the edge begins; it, its other end and all their neighbors hold data, or
   are nothing (then the difference is one-sided). */
void
hf_vertex_row_add (HfVertexRow *self, guint32 id, int x)
{
  gather (self, 0, &self->first, x);
  gather (self, 1, &self->second, x + (self->axis == 0));
  if (G_UNLIKELY (self->value[0][self->n] > self->samples->cut &&
                  self->value[1][self->n] > self->samples->cut)) {
    hf_vertex_row_add_special (self, id, x); /* the mask's edge, not the level's */
    return;
  }
  self->id[self->n] = id;
  self->x[self->n] = (float) (x - 1);
  if (++self->n == HF_VERTEX_BATCH)
    hf_vertex_row_flush (self);
}

void
hf_vertex_row_add_special (HfVertexRow *self, guint32 id, int x)
{
  hf_vertex_special (self->samples, self->mesh, id, (int[3]){ x, self->y, self->z }, self->axis);
}

/* The gradient at one end, in value / mm along row, column and normal. */
static inline void
gradient (const HfVertexRow *self, int end, const HfStencil *s, int n, float out[3])
{
  float x = self->difference[end][0][n] * self->per_x;
  float y = self->difference[end][1][n] * s->per_y;

  out[0] = x;
  out[1] = y;
  out[2] = (self->difference[end][2][n] - s->shear[0] * x - s->shear[1] * y) * s->per_z;
}

void
hf_vertex_row_flush (HfVertexRow *self)
{
  float position[3][HF_VERTEX_BATCH], normal[3][HF_VERTEX_BATCH], length[HF_VERTEX_BATCH];
  float *positions = hf_mesh_positions (self->mesh), *normals = hf_mesh_normals (self->mesh);
  float level = self->samples->level;

  if (self->n == 0)
    return;
  for (int n = 0; n < HF_VERTEX_BATCH; n++) { /* those past self->n are left over: not stored */
    float t = (level - self->value[0][n]) / (self->value[1][n] - self->value[0][n]);
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
      position[a][n] = self->base[a] + self->x[n] * self->along_x[a] + t * self->along_edge[a];
      normal[a][n] = square * (mixed[0] * self->frame[0][a] + mixed[1] * self->frame[1][a] +
                               mixed[2] * self->frame[2][a]);
    }
  }
  for (int n = 0; n < self->n; n++) {
    gsize to = 3 * (gsize) self->id[n];

    if (G_UNLIKELY (!(length[n] > 0))) { /* a ridge between equal neighbors */
      hf_vertex_row_add_special (self, self->id[n], (int) self->x[n] + 1);
      continue;
    }
    for (int a = 0; a < 3; a++) {
      positions[to + a] = position[a][n];
      normals[to + a] = normal[a][n];
    }
  }
  self->n = 0;
}
