/* What a report is put together from. */
#pragma once

#include "mesh/report.h"

G_BEGIN_DECLS

typedef struct {
  guint64 edges; /* that join at least one triangle */
  guint64 boundary_edges;
  guint64 nonmanifold_edges; /* more than two triangles */
  guint64 turned_edges;      /* two triangles that run along it in the same direction */
  guint64 nonmanifold_vertices;
  guint64 vertices; /* that belong to a triangle */
  guint32 boundary_loops;
  guint64 degenerate; /* triangles with a vertex twice: looked at no further */
} HfMeshTopology;

void hf_mesh_topology (const HfMesh *mesh, HfMeshTopology *topology);

G_END_DECLS
