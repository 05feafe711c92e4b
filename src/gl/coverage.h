/* Which triangles a picture of one sample a pixel cannot show: no middle of a pixel lies in them. Of
   a head a quarter is that small, and in software each costs as much as one that is seen. */
#pragma once

#include "mesh/mesh.h"

G_BEGIN_DECLS

typedef struct {
  float matrix[16];  /* LPS mm to clip space, by columns */
  int width, height; /* px of the canvas */
} HfCoverage;

/* x y of every vertex in px (transfer full); NAN where it is behind the eye or far outside. */
float *hf_coverage_project (const HfCoverage *self, const HfMesh *mesh);
/* TRUE also where it is not sure: drivers move corners a little. */
gboolean hf_coverage_has_pixel (const float a[2], const float b[2], const float c[2]);

G_END_DECLS
