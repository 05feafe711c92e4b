/* How far one surface is from another, in mm: what smoothing and decimation changed, and how near
   two ways to the same surface come. */
#pragma once

#include "core/parallel.h"
#include "mesh/mesh.h"

G_BEGIN_DECLS

typedef struct {
  double
      max_mm; /* of both directions the larger one is the Hausdorff distance, as those points see it */
  double mean_mm;
  double rms_mm;
} HfMeshDistance;

typedef struct {
  double before_ml, after_ml; /* enclosed; of open meshes they mean nothing */
  HfMeshDistance there;       /* from the mesh before to the surface after */
  HfMeshDistance back;        /* from the mesh after to the surface before */
} HfMeshChange;

/* From every vertex of "from" that belongs to a triangle and from the middle of every triangle to the nearest
   place on the triangles of "to", exactly; every point counts once. About 3 us a point and core, more where the
   surfaces are far apart: for the background. FALSE: cancelled, or one of them has no triangle. */
gboolean hf_mesh_distance (const HfMesh *from,
                           const HfMesh *to,
                           HfProgress *progress,
                           HfMeshDistance *distance);
gboolean hf_mesh_change (const HfMesh *before,
                         const HfMesh *after,
                         HfProgress *progress,
                         HfMeshChange *change);
char *hf_mesh_change_json (const HfMeshChange *change); /* one object on one line, C locale */

G_END_DECLS
