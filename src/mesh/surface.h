/* The isosurface of a volume: marching cubes from one bit a voxel (see docs/performance.md). */
#pragma once

#include "core/parallel.h"
#include "image/mask.h"
#include "mesh/mesh.h"

G_BEGIN_DECLS

#define HF_SURFACE_MOST_TRIANGLES 100000000u /* more no program turns, checks or prints */

typedef struct {
  double level; /* HU: the surface passes where the value is this; inside is value >= level */
  int step;     /* take every n-th voxel */
  const HfMask
      *mask; /* nullable: only inside, grey-value smooth where the mask follows the level */
  gboolean close_border;  /* cap the surface where it leaves the volume */
  guint64 most_triangles; /* more are refused before they are made; 0: HF_SURFACE_MOST_TRIANGLES */
} HfSurfaceOptions;

/* How many triangles there would be, and bytes for them; fast. */
gboolean hf_surface_estimate (const HfVolume *volume,
                              const HfSurfaceOptions *options,
                              guint64 *triangles,
                              guint64 *bytes);
/* BAD_VALUE names the range where the level lies outside; CANCELLED; TOO_LARGE (more than asked for) and
   NO_MEMORY say how many triangles and how much memory it would be, before it is taken, and offer a
   step: hf_error_offer(). */
HfMesh *hf_surface (const HfVolume *volume,
                    const HfSurfaceOptions *options,
                    HfProgress *progress,
                    GError **error);

G_END_DECLS
