/* What a report is put together from. */
#pragma once

#include "mesh/report.h"

G_BEGIN_DECLS

/* An edge along which not as many triangles run one way as the other: the surface ends there, or the triangles do
   not agree on which side is out. */
typedef struct {
  guint32 a, b;       /* vertices */
  gboolean is_border; /* of one triangle */
} HfLooseEdge;

/* By places (mesh.h): vertices at one place are one. */
typedef struct {
  guint64 faces; /* triangles with three places; the others are looked at no further */
  guint64 edges; /* that join at least one face */
  guint64 boundary_edges;
  guint64 nonmanifold_edges; /* more than two faces */
  guint64 turned_edges;      /* two or more faces, not as many along it one way as the other */
  guint64 nonmanifold_vertices;
  guint64 vertices; /* that belong to a face */
  guint32 boundary_loops;
  guint64 degenerate; /* triangles with a vertex twice */
  GArray *loose;      /* of HfLooseEdge */
} HfMeshTopology;

void hf_mesh_topology (const HfMesh *mesh, HfMeshTopology *topology);
void hf_mesh_topology_clear (HfMeshTopology *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HfMeshTopology, hf_mesh_topology_clear)

/* Of one part of a mesh */
typedef struct {
  double six_volumes; /* mm3 */
  double two_areas;   /* mm2 */
  guint32 triangle;   /* one of it */
  gboolean closed;    /* no loose edge */
} HfMeshPart;

/* inside-out.c: parts that enclose less than nothing and are no cavity. part: of each vertex */
guint32 hf_mesh_count_inside_out (const HfMesh *mesh,
                                  const guint32 *part,
                                  const HfMeshPart *parts,
                                  guint32 n_parts);

G_END_DECLS
