/* The mesh while its edges collapse: what one vertex knows (collapse-star.c) and the passes over all
   of them (collapse.c). */
#pragma once

#include "mesh/mesh-private.h"

G_BEGIN_DECLS

#define HF_STAR_MAX 40 /* triangles about a vertex; more are left alone, and are never made */

/* Sum of squared distances to the planes of triangles, each times the triangle's area (Garland,
   Heckbert 1997), of a place d away from its vertex: d A d + 2 b d + c. About the vertex itself the
   numbers are small, so that floats hold them. */
typedef struct {
  float a[6]; /* xx yy zz xy xz yz */
  float b[3];
  float c;
  float weight; /* mm2: area of the triangles */
} HfQuadric;

typedef enum {
  HF_PLACE_INNER,    /* of the surface */
  HF_PLACE_CAP,      /* all triangles are caps */
  HF_PLACE_RIM,      /* where caps and surface meet: goes along the rim only */
  HF_PLACE_BOUNDARY, /* goes along the boundary only */
  HF_PLACE_FIXED,    /* not manifold, or too many triangles */
} HfPlace;

typedef struct {
  guint32 n_vertices, n_triangles;
  guint32 n_open;     /* triangles that are no caps: they come first */
  float *positions;   /* mm */
  guint32 *triangles; /* corners change while edges collapse */
  HfQuadric *quadrics;
  guint32 *first; /* of each vertex's triangles, as the pass began; one more than vertices */
  guint32 *around;
  guint8 *dead; /* of each triangle */
  guint8
      *locked;   /* of each vertex: took part in a collapse of this pass, so first[] is not right */
  guint8 *place; /* of each vertex: HfPlace */
  guint8 *slab;  /* of each vertex: who works on it; with HF_SLAB_BORDER: nobody */
  float *cost;   /* of each vertex: of its cheapest edge, mm2; INFINITY: none */
} HfCollapse;

#define HF_SLAB_BORDER 0x80 /* has a neighbor in another slab */

/* The triangles about a vertex: the corners after and before it. */
typedef struct {
  guint n;
  guint32 next[HF_STAR_MAX], last[HF_STAR_MAX];
  guint32 triangle[HF_STAR_MAX];
} HfStar;

/* FALSE: more triangles than a star holds. */
gboolean hf_star_find (HfStar *self, const HfCollapse *collapse, guint32 vertex);
HfPlace hf_star_place (const HfStar *self, const HfCollapse *collapse);
void hf_star_quadric (const HfStar *self,
                      const HfCollapse *collapse,
                      guint32 vertex,
                      HfQuadric *quadric);
/* mm2; INFINITY: the rules of its place forbid it */
float hf_star_cost (const HfStar *self, const HfCollapse *collapse, guint32 vertex, guint32 target);
/* Moves vertex to target and drops the triangles between them, where the surface stays what it is;
   returns how many were dropped, 0: nothing was done. */
guint hf_star_collapse (const HfStar *self, HfCollapse *collapse, guint32 vertex, guint32 target);

G_END_DECLS
