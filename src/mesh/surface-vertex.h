/* Vertices of the surface: one on every edge between two samples of which one is inside. */
#pragma once

#include "mesh/surface-private.h"

G_BEGIN_DECLS

#define HF_VERTEX_BATCH 16

/* A vertex keeps this share of its edge away from both ends: so vertices never coincide and no
   triangle is without area, also where a voxel equals the level, as whole HU often do; and at a cap
   it is the distance from the last voxel to the cap. */
#define HF_VERTEX_MARGIN (1.0f / 256)

/* The voxels around one end of the edges of a row, and what turns their differences into a
   gradient. */
typedef struct {
  const gint16 *at, *before_y, *after_y, *before_z, *after_z; /* rows */
  float per_y;    /* 1 / mm between before_y and after_y */
  float per_z;    /* 1 / mm between before_z and after_z, along the normal */
  float shear[2]; /* mm that the slices move along row and column from before_z to after_z */
} HfStencil;

/* The edges along one axis from the samples of one row. */
typedef struct {
  /* the same for all rows */
  const HfLattice *lattice;
  HfMesh *mesh;
  float frame[3][3];  /* unit vectors of row, column, normal */
  float along_x[3];   /* mm to the next sample */
  float per_x, per_y; /* 1 / mm to the next sample */
  gssize step;        /* voxels to the next sample */
  gssize last;        /* voxel of the last sample of a row */

  int axis; /* 0 x, 1 y, 2 z */
  int y, z;
  HfStencil first, second; /* at both ends; for x they are the same rows */
  float base[3];           /* mm of sample 1 of the row */
  float along_edge[3];     /* mm to the other end */

  /* No counter is an int: what is gathered is, and the compiler would read counters anew. */
  gsize n;                     /* vertices that wait */
  guint32 id[HF_VERTEX_BATCH]; /* their numbers */
  gint32 x[HF_VERTEX_BATCH];   /* samples from sample 1 */
  gint32 value[2][HF_VERTEX_BATCH];
  gint32 difference[2][3][HF_VERTEX_BATCH]; /* of voxels along x (two steps), y, z */
} HfVertexRow;

void hf_vertex_row_init (HfVertexRow *self, const HfLattice *lattice, HfMesh *mesh);
void hf_vertex_row_begin (HfVertexRow *self, int axis, int y, int z);
gboolean hf_vertex_row_is_plain (const HfVertexRow *self); /* both ends are rows of voxels */
void hf_vertex_row_add_special (HfVertexRow *self, guint32 id, int x); /* any other */
void hf_vertex_row_flush (HfVertexRow *self);

static inline void
hf_vertex_row_gather (HfVertexRow *self, int end, const HfStencil *s, gssize i)
{
  const gsize n = self->n;
  const gssize before = i > 0 ? i - self->step : i, after = i < self->last ? i + self->step : i;
  const int is_one_sided = after - before == self->step;

  self->value[end][n] = s->at[i];
  self->difference[end][0][n] = (s->at[after] - s->at[before]) * (1 << is_one_sided);
  self->difference[end][1][n] = s->after_y[i] - s->before_y[i];
  self->difference[end][2][n] = s->after_z[i] - s->before_z[i];
}

/* x: the sample at which the edge begins; it, its other end and all their neighbors hold data, or
   are nothing (then the difference is one-sided). */
static inline void
hf_vertex_row_add (HfVertexRow *self, guint32 id, int x)
{
  const gssize i = (x - 1) * self->step;
  const gsize n = self->n;

  hf_vertex_row_gather (self, 0, &self->first, i);
  hf_vertex_row_gather (self, 1, &self->second, self->axis == 0 ? i + self->step : i);
  /* the surface goes on in the next row, whose voxels in the farthest slice nobody has read yet */
  __builtin_prefetch (self->second.after_z + self->lattice->pitch + i);
  if (G_UNLIKELY (self->value[0][n] >= self->lattice->inside.low &&
                  self->value[1][n] >= self->lattice->inside.low)) {
    hf_vertex_row_add_special (self, id, x); /* the mask's edge, not the level's */
    return;
  }
  self->id[n] = id;
  self->x[n] = x - 1;
  self->n = n + 1;
  if (self->n == HF_VERTEX_BATCH)
    hf_vertex_row_flush (self);
}

/* surface-special.c */
void
hf_vertex_special (const HfLattice *lattice, HfMesh *mesh, guint32 id, const int at[3], int axis);

G_END_DECLS
