/* A triangle mesh in LPS mm: shared vertices, normals out of the body, triangles counter-clockwise
   seen from outside.

   Immutable once it is shared, reference counted. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HfMesh HfMesh;

HfMesh *
hf_mesh_new (guint32 n_vertices,
             guint32 n_triangles); /* zeros, to be filled by who makes it; NULL: no memory */
HfMesh *hf_mesh_ref (HfMesh *self);
void hf_mesh_unref (HfMesh *self);

guint32 hf_mesh_n_vertices (const HfMesh *self);
guint32 hf_mesh_n_triangles (const HfMesh *self);
float *hf_mesh_positions (const HfMesh *self);   /* n_vertices x 3, LPS mm */
float *hf_mesh_normals (const HfMesh *self);     /* n_vertices x 3, unit */
guint32 *hf_mesh_triangles (const HfMesh *self); /* n_triangles x 3 */
guint32 hf_mesh_n_cap (
    const HfMesh *self); /* the last n triangles close the surface at the volume's border */
void hf_mesh_set_n_cap (HfMesh *self, guint32 n);
/* Of each vertex the first one at the same place, to the last bit: files give a corner of the surface several
   vertices where its normals or textures differ. What hangs together (parts, topology) goes by places, what is
   drawn and written by vertices. NULL: no two vertices share a place. */
const guint32 *hf_mesh_places (const HfMesh *self);
guint32 hf_mesh_n_places (const HfMesh *self);
void hf_mesh_find_places (
    HfMesh *self); /* before it is shared; until then every vertex is at its own place */
/* Of the vertices that triangles use. Remembered: the mesh is final when it is first called. */
void hf_mesh_bounds (const HfMesh *self, float low[3], float high[3]);
void hf_mesh_update_normals (HfMesh *self); /* area-weighted, before it is shared */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfMesh, hf_mesh_unref)

G_END_DECLS
