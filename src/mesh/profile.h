/* The values of a volume along the normal of a surface: what lies inside, what outside, and how
   sharp the edge is between them.

   A plain value; places are mm along the normal from a place on the surface: below 0 is inside the
   body, above 0 outside. */
#pragma once

#include "core/volume.h"
#include "mesh/pick.h"

G_BEGIN_DECLS

#define HF_PROFILE_REACH_MM 10.0
#define HF_PROFILE_STEP_MM 0.25
#define HF_PROFILE_N 81 /* from -HF_PROFILE_REACH_MM to +HF_PROFILE_REACH_MM */

typedef struct {
  double at[3];               /* LPS mm: where 0 mm is */
  double normal[3];           /* unit, out of the body */
  double value[HF_PROFILE_N]; /* in the volume's unit, HU for CT, between voxels trilinear; NAN: no
                                 data, outside of the volume, in a hole */
} HfProfile;

/* The normal of the surface at a place on one of its triangles: that of the vertices, mixed. */
void hf_mesh_normal_at (const HfMesh *mesh, guint32 triangle, const float mm[3], double normal[3]);

void hf_profile_measure (HfProfile *self,
                         const HfVolume *volume,
                         const double at[3],
                         const double normal[3]); /* of any length but 0 */
void hf_profile_of_pick (HfProfile *self,
                         const HfVolume *volume,
                         const HfMesh *mesh,
                         const HfPick *pick);

double hf_profile_mm (guint n); /* of value n, along the normal */
/* Where the value passes the level nearest to 0 mm, linear between the values; NAN: nowhere. */
double hf_profile_crossing (const HfProfile *self, double level);

G_END_DECLS
