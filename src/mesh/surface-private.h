/* What the files of the surface share: the samples that take part, their bits, and what marching
   cubes does with the 256 ways in which the corners of a cell can lie.

   Space of samples: (x, y, z), every step-th voxel, with a ring of "nothing" around, so that x = 0
   and x = size[0] - 1 (y and z alike) hold no voxel. Slices that are missing, pending or damaged
   are planes of nothing too. Nothing is always outside; where the surface meets it lies a cap. */
#pragma once

#include "image/mask-private.h"
#include "mesh/surface.h"

G_BEGIN_DECLS

#define HF_CASE_TRIANGLES 12 /* more than any case has */

/* Four numbers that are added at once. */
typedef guint32 HfLanes __attribute__ ((vector_size (16)));

/* Corner c of a cell is sample (c & 1, c >> 1 & 1, c >> 2) from its first one; bit c of the case
   says that it is inside. Edges: 0-3 along x of the rows (y, z) (y + 1, z) (y, z + 1) (y + 1, z +
   1); 4, 5 along y at z, z + 1 and 6, 7 along z at y, y + 1, all of them at x; 8-11 the same at
   x + 1. */
typedef struct {
  HfLanes along_x[256]; /* crossings on edges 0-3 */
  HfLanes at_x[256];    /* crossings on edges 4-7 */
  guint8 n[256];        /* triangles */
  guint8 edge[256][3 * HF_CASE_TRIANGLES];
} HfCases;

const HfCases *hf_cases (void);
gboolean hf_cases_share_face (int edge_a, int edge_b); /* two edges of a cell */

/* One plane of samples. The vectors are LPS mm. */
typedef struct {
  int k;                /* slice; -1: nothing here */
  const gint16 *voxels; /* of sample (1, 1) */
  int below, above;     /* planes for the gradient: z - 1 and z + 1; z itself next to nothing */
  double origin[3];     /* of sample (1, 1) */
  double step[3];       /* to the next plane (to where it would be, next to nothing) */
  float per_z;          /* 1 / mm from plane below to plane above, along the normal; 0: the same */
  float shear[2];       /* mm that slices move along row and column from below to above */
} HfLatticePlane;

/* Where the vertices and triangles of a row begin (while it is counted: how many they are). */
typedef struct {
  guint32 x, y, z; /* vertices on edges along x, y, z from the samples of this row */
  guint32 triangles;
  guint32 caps; /* triangles of cells that touch nothing */
} HfLatticeRow;

typedef struct {
  const HfVolume *volume;
  const HfMask *mask;     /* nullable */
  int step;               /* voxels */
  float level;            /* in voxel units */
  HfThreshold inside;     /* the voxels with value >= level */
  int size[3];            /* samples, ring and planes of nothing included */
  HfLatticePlane *planes; /* size[2] */
  double row[3];          /* mm from sample to sample along x, LPS */
  double column[3];
  gsize pitch;        /* voxels from row to row of samples */
  gsize words;        /* of a row: one more than the bits need, zero */
  guint64 *bits;      /* inside */
  guint64 *valid;     /* holds a voxel with data; filled only for rows that are padded */
  guint8 *padded;     /* of every row: has padding */
  gint has_padding;   /* atomic: any row has */
  gboolean has_caps;  /* what touches nothing is counted and made, else it is left out */
  HfLatticeRow *rows; /* one more than there are, for the end of the last */
  guint64 n_vertices;
  guint64 n_triangles; /* without caps */
  guint64 n_caps;
} HfLattice;

/* lattice.c */
HfLattice *hf_lattice_new (const HfVolume *volume, const HfSurfaceOptions *options);
void hf_lattice_free (HfLattice *self);
void hf_lattice_find_inside (HfLattice *self, HfProgress *progress);
void hf_lattice_count (HfLattice *self, gboolean has_caps, HfProgress *progress);

/* surface-emit.c: fills positions, normals and triangles, caps last */
void hf_lattice_emit (const HfLattice *self, HfMesh *mesh, HfProgress *progress);

static inline gsize
hf_lattice_row (const HfLattice *self, int y, int z)
{
  return (gsize) z * self->size[1] + y;
}

/* Is there a voxel behind the samples of this row? */
static inline gboolean
hf_lattice_is_real (const HfLattice *self, int y, int z)
{
  return y > 0 && y < self->size[1] - 1 && z >= 0 && z < self->size[2] && self->planes[z].k >= 0;
}

static inline const gint16 *
hf_lattice_voxels (const HfLattice *self, int y, int z)
{
  return self->planes[z].voxels + (gsize) (y - 1) * self->pitch;
}

/* Edges along x from and to the ring, of a word. */
static inline guint64
hf_lattice_at_ring (const HfLattice *self, gsize word)
{
  gsize last = (gsize) self->size[0] - 2;

  return (word == 0) | (guint64) (last / 64 == word) << last % 64;
}

/* The edges from the samples of a word that are crossed: along x, or to another row. Where there
   are no caps, none that leads to nothing; of rows to each other the caller knows. */
static inline guint64
hf_lattice_crossed (const HfLattice *self, const guint64 *row, const guint64 *other, gsize word)
{
  guint64 crossed;

  if (other)
    return row[word] ^ other[word];
  crossed = row[word] ^ (row[word] >> 1 | row[word + 1] << 63);
  return self->has_caps ? crossed : crossed & ~hf_lattice_at_ring (self, word);
}

/* 64 bits of a row from bit 32 * block on. */
static inline guint64
hf_lattice_window (const guint64 *row, gsize block)
{
  return block & 1 ? row[block / 2] >> 32 | row[block / 2 + 1] << 32 : row[block / 2];
}

/* Are all samples of the four rows from (y, z) on voxels with data, but for the ring? */
gboolean hf_lattice_is_plain (const HfLattice *self, int y, int z);
guint64 hf_lattice_find_cap_cells (const HfLattice *self, int y, int z, gsize block);

/* Cells of a block of 32 that touch nothing or padding: of plain rows the first and the last. */
static inline guint64
hf_lattice_cap_cells (const HfLattice *self, gboolean is_plain, int y, int z, gsize block)
{
  gsize last = (gsize) self->size[0] - 2;

  if (!is_plain)
    return hf_lattice_find_cap_cells (self, y, z, block);
  return (block == 0) | (guint64) (last / 32 == block) << last % 32;
}

/* The cells of a word that the surface crosses, from their four rows. */
static inline guint64
hf_lattice_active (const guint64 *const rows[4], gsize word)
{
  const guint64 any = rows[0][word] | rows[1][word] | rows[2][word] | rows[3][word];
  const guint64 all = rows[0][word] & rows[1][word] & rows[2][word] & rows[3][word];
  const guint64 *next[4] = { rows[0] + word + 1, rows[1] + word + 1, rows[2] + word + 1,
                             rows[3] + word + 1 };

  return (any | any >> 1 | (*next[0] | *next[1] | *next[2] | *next[3]) << 63) &
         ~(all & (all >> 1 | (*next[0] & *next[1] & *next[2] & *next[3]) << 63));
}

static inline guint
hf_lattice_case (const guint64 window[4], int cell)
{
  return (guint) ((window[0] >> cell & 3) | (window[1] >> cell & 3) << 2 |
                  (window[2] >> cell & 3) << 4 | (window[3] >> cell & 3) << 6);
}

G_END_DECLS
