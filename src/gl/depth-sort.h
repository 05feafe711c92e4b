/* Triangles of several meshes from far to near, so that blending them in this order is right. */
#pragma once

#include "gl/coverage.h"

G_BEGIN_DECLS

typedef struct {
  HfMesh *mesh;
  guint32 base; /* added to its vertex numbers */
} HfDepthPart;

/* towards_eye: unit, LPS. coverage: nullable; triangles that no pixel of it shows are left out. Returns 3
 * vertex numbers a triangle, for hf_pages_free; NULL where there is no memory; *n_triangles: how many. No
 * OpenGL: safe in any thread. */
guint32 *hf_depth_sort (const HfDepthPart *parts,
                        guint n_parts,
                        const float towards_eye[3],
                        const HfCoverage *coverage,
                        guint32 *n_triangles);

G_END_DECLS
