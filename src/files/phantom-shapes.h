/* A row of the phantom: distances to shapes, and painting with soft edges. Millimeters in patient
   space (LPS), HU. Single floats, only + - * / and sqrt, no library functions, no contraction: the
   same bits on every machine. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HF_PHANTOM_MAX_ROW 4096 /* samples */

typedef enum { HF_SHAPE_ELLIPSOID, HF_SHAPE_CAPSULE, HF_SHAPE_BOX } HfShapeKind;

typedef enum {
  HF_TEXTURE_NONE,
  HF_TEXTURE_SPONGE, /* marrow between trabeculae */
  HF_TEXTURE_CELLS,  /* bone around cells of air */
  HF_TEXTURE_FLESH,  /* muscle with strands of fat */
  HF_TEXTURE_CLOT
} HfTexture;

enum {
  HF_SHAPE_BOTH = 1 << 0,      /* also on the other side: x mirrored */
  HF_SHAPE_IN_BODY = 1 << 1,   /* only inside the skin */
  HF_SHAPE_IN_CAVITY = 1 << 2, /* only inside the skull */
};

typedef struct {
  HfShapeKind kind;
  float a[3];   /* ellipsoid, box: center; capsule: one end */
  float b[3];   /* ellipsoid: radii; box: half sides; capsule: the other end */
  float radius; /* capsule; box: of its rounded edges */
  float value;  /* HU */
  HfTexture texture;
  guint flags;
} HfShape;

typedef enum {
  HF_NOISE_SPONGE,
  HF_NOISE_CELLS,
  HF_NOISE_CELLS_FINE,
  HF_NOISE_FLESH,
  HF_NOISE_FLESH_FINE,
  HF_NOISE_CLOT,
  HF_NOISE_FAT,
  HF_NOISE_SKULL,
  HF_NOISE_DEPTH,
  HF_NOISE_FOLDS,
  HF_NOISE_FOLDS_FINE,
  HF_NOISE_LEAVES,
  HF_NOISE_LEAVES_FINE,
  HF_N_NOISES
} HfNoiseId;

/* Where a row stands in the lattice of one noise: the two ends of the cell that x is in. */
typedef struct {
  gboolean started;
  gint32 i, j, k;
  float y, z; /* place in the cell, smoothed */
  float left, right;
} HfNoise;

/* Samples at x0 + i * dx for i < n. */
typedef struct {
  int n;
  float x0, dx, y, z; /* mm */
  float *value;       /* HU */
  float *body;        /* mm to the skin, negative inside */
  float *cavity;      /* mm to the inside of the skull, negative inside */
  HfNoise *noises;    /* HF_N_NOISES, zero at first */
} HfPhantomRow;

#define HF_PHANTOM_EDGE_MM 0.8f /* an edge goes from one value to the other within this */

/* 0..1: how much of a sample lies inside */
static inline float
hf_phantom_cover (float distance)
{
  float cover = 0.5f - distance * (1 / HF_PHANTOM_EDGE_MM);

  return cover < 0 ? 0 : cover > 1 ? 1 : cover;
}

void hf_phantom_distance_reset (const HfPhantomRow *row, float *distance);
void hf_phantom_distance_join (const HfPhantomRow *row,
                               const HfShape *shape,
                               float blend_mm,
                               float *distance);
void hf_phantom_paint (const HfPhantomRow *row, const HfShape *shapes, gsize n);
/* -1..1, smooth; fast where x moves on by small steps */
float hf_phantom_noise (const HfPhantomRow *row, float x, HfNoiseId id);
float hf_phantom_texture (const HfPhantomRow *row, HfTexture texture, float value, float x);

G_END_DECLS
