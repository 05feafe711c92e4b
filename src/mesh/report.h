/* The certificate of a mesh: what can be trusted about it. */
#pragma once

#include "mesh/mesh.h"

G_BEGIN_DECLS

typedef struct {
  guint32 triangles;
  guint32 vertices; /* of the mesh, as in its file; of STL, which has none: places */
  guint32 places;   /* of vertices, to the last bit: all below goes by them */
  guint32 components;
  guint32
      inside_out; /* components that are closed and oriented, enclose less than nothing, and are no
                          cavity: they lie inside no other such component (or inside two ...) */
  gboolean watertight; /* every edge has exactly two triangles */
  guint32 boundary_loops;
  guint32 nonmanifold_edges;
  guint32 nonmanifold_vertices;
  gboolean
      oriented; /* neighbors agree on which side is out: where edges have two triangles or more, as many run
                        along them one way as the other */
  int genus; /* of all components together; -1 where it means nothing (open or not manifold) */
  double volume_ml;      /* signed sum of the divergence theorem */
  gboolean volume_exact; /* no open border, and oriented: volume_ml is the same about any origin */
  double area_cm2;
  double bounds_mm[6]; /* low x y z, high x y z, of the triangles */
} HfMeshReport;

void hf_mesh_report (const HfMesh *mesh, HfMeshReport *report);
/* Volume and area alone: a tenth of the time. */
void hf_mesh_measure (const HfMesh *mesh, double *volume_ml, double *area_cm2);
char *hf_mesh_report_json (const HfMeshReport *report); /* C locale */

G_END_DECLS
