/* Fewer triangles by edge collapses that keep the surface what it is. */
#pragma once

#include "core/parallel.h"
#include "mesh/mesh.h"

G_BEGIN_DECLS

/* At most about target triangles, where topology and shape let it; every vertex is one of the mesh's.
   A closed manifold stays one, with its parts and its genus. NULL: cancelled, or no memory. */
HfMesh *hf_mesh_collapse (const HfMesh *mesh, guint32 target, HfProgress *progress);

G_END_DECLS
