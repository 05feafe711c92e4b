/* What the files of this folder know about a mesh beyond mesh.h. */
#pragma once

#include "core/parallel.h"
#include "mesh/mesh.h"

G_BEGIN_DECLS

gsize hf_mesh_bytes_for (guint64 n_vertices, guint64 n_triangles);
void hf_mesh_triangle_normal (const HfMesh *self,
                              gsize triangle,
                              float normal[3]); /* twice the area long */
void hf_mesh_shrink (HfMesh *self, guint32 n_vertices, guint32 n_triangles);
void hf_mesh_set_places (HfMesh *self, guint32 *places, guint32 n_places);
HfMesh *hf_mesh_keep (const HfMesh *self, const guint8 *keep);
guint32 hf_mesh_find_parts (const HfMesh *mesh, guint32 *part);

/* The corners of a triangle, each the first vertex at its place; places: of the mesh, may be NULL. */
static inline void
hf_mesh_corners (const guint32 triangle[3], const guint32 *places, guint32 corner[3])
{
  for (int c = 0; c < 3; c++)
    corner[c] = places ? places[triangle[c]] : triangle[c];
}

/* curve.c: neighbors in space come together; order has room for all of them */
void hf_mesh_sort_triangles (const HfMesh *mesh, guint32 *order);
void hf_mesh_sort_vertices (const HfMesh *mesh, guint32 *order);

/* ranges.c: triangles [begin, end) for the vertices [low, high) */
typedef void (*HfRangeFunc) (
    const HfMesh *mesh, gsize begin, gsize end, guint32 low, guint32 high, gpointer data);
void hf_mesh_for_ranges (const HfMesh *mesh, HfRangeFunc func, gpointer data);

G_END_DECLS
