/* What smoothing and decimation did to a surface, and what a plain count of voxels says: the numbers
   beside the certificate. */
#pragma once

#include "mesh/distance.h"
#include "mesh/process.h"

G_BEGIN_DECLS

typedef struct {
  double voxel_ml;       /* of the voxels at or above the level, where a surface keeps one part also
                            only of the largest component; NAN: not counted */
  double plain_ml;       /* enclosed before smoothing and decimation; NAN: the same as now */
  double smooth_ml;      /* enclosed after smoothing alone */
  double smooth_mean_mm; /* how far smoothing moved the vertices */
  double smooth_max_mm;
  gboolean is_decimated;
  gboolean has_change; /* smoothed or decimated: change says what both did together, in ml and mm */
  HfMeshChange change;
} HfSurfaceChanges;

/* Builds the surface again, step by step, and measures: seconds, for the background. FALSE where it was cancelled or cannot be built. mask:
   nullable, as for hf_mesh_from_params. */
gboolean hf_surface_changes (const HfVolume *volume,
                             const HfMask *mask,
                             const HfParams *params,
                             HfProgress *progress,
                             HfSurfaceChanges *changes);

G_END_DECLS
