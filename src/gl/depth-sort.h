/* Triangles of several meshes from far to near, so that blending them in this order is right. */
#pragma once

#include "gl/coverage.h"

G_BEGIN_DECLS

typedef struct {
  HfMesh *mesh;
  guint32 base; /* added to its vertex numbers */
} HfDepthPart;

/* towards_eye: unit, LPS. Returns 3 vertex numbers a triangle, for hf_pages_free; NULL where there is no
 * memory; *n_triangles: how many. No OpenGL: safe in any thread. */
guint32 *hf_depth_sort (const HfDepthPart *parts,
                        guint n_parts,
                        const float towards_eye[3],
                        guint32 *n_triangles);

/* The same triangles, back faces of all parts in their order first, then the front faces in the
 * opposite order. eye: x y z 1, LPS mm; x y z 0: a direction, orthographic. coverage: nullable; those
 * that no pixel shows are left out. */
guint32 *hf_depth_split (const HfDepthPart *parts,
                         guint n_parts,
                         const float eye[4],
                         const HfCoverage *coverage,
                         guint32 *n_triangles);

G_END_DECLS
