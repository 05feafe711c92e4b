/* Triangles of several meshes from far to near, so that blending them in this order is right. */
#pragma once

#include "mesh/mesh.h"

G_BEGIN_DECLS

typedef struct {
  HfMesh *mesh;
  guint32 base; /* added to its vertex numbers */
} HfDepthPart;

/* towards_eye: unit, LPS. Returns 3 vertex numbers a triangle (transfer full); *n_triangles: how
 * many. No OpenGL: safe in any thread. */
guint32 *hf_depth_sort (const HfDepthPart *parts,
                        guint n_parts,
                        const float towards_eye[3],
                        guint32 *n_triangles);

G_END_DECLS
