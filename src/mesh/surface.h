/* The isosurface of a volume: marching cubes from one bit a voxel (see docs/performance.md). */
#pragma once

#include "core/parallel.h"
#include "image/mask.h"
#include "mesh/mesh.h"

G_BEGIN_DECLS

typedef struct {
  double level; /* HU: the surface passes where the value is this; inside is value >= level */
  int step;     /* take every n-th voxel */
  const HfMask
      *mask; /* nullable: only inside, grey-value smooth where the mask follows the level */
  gboolean close_border; /* cap the surface where it leaves the volume */
} HfSurfaceOptions;

/* How many triangles there would be, and bytes for them; fast. */
gboolean hf_surface_estimate (const HfVolume *volume,
                              const HfSurfaceOptions *options,
                              guint64 *triangles,
                              guint64 *bytes);
/* BAD_VALUE names the range where the level lies outside; CANCELLED; NO_MEMORY says how much and
   offers a step. */
HfMesh *hf_surface (const HfVolume *volume,
                    const HfSurfaceOptions *options,
                    HfProgress *progress,
                    GError **error);

G_END_DECLS
