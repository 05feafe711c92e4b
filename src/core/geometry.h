/* Where the voxels are: the one place that knows how voxel indices and patient millimeters belong
   together.

   Patient space is DICOM's LPS in mm (x to the patient's left, y to posterior, z to superior; PS3.3
   C.7.6.2.1.1). Voxel indices are (i, j, k): i along a row of pixels, j along a column, k over the
   slices; the center of a voxel has whole numbers. Every slice has its own origin, so that gantry
   tilt, uneven gaps and missing slices are shown in true mm.

   Immutable and reference counted: may be shared by threads. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HfGeometry HfGeometry;

HfGeometry *hf_geometry_new (const int size[3],
                             const double row[3],
                             const double column[3],
                             const double spacing[3],
                             const double *origins,
                             gboolean find_holes,
                             GError **error);
HfGeometry *hf_geometry_new_even (const int size[3],
                                  const double origin[3],
                                  const double direction[9],
                                  const double spacing[3],
                                  GError **error);
HfGeometry *hf_geometry_ref (HfGeometry *self);
void hf_geometry_unref (HfGeometry *self);

const int *hf_geometry_size (const HfGeometry *self);      /* 3: voxels along i, j, k */
const double *hf_geometry_row (const HfGeometry *self);    /* unit vector of growing i, LPS */
const double *hf_geometry_column (const HfGeometry *self); /* unit vector of growing j */
const double *
hf_geometry_normal (const HfGeometry *self); /* row x column: slices are ordered along it */
const double *hf_geometry_spacing (
    const HfGeometry *self); /* 3, mm: i, j, and k (the median step along the normal) */
const double *hf_geometry_origin (const HfGeometry *self,
                                  int k);                    /* center of voxel (0, 0, k), LPS mm */
double hf_geometry_position (const HfGeometry *self, int k); /* of slice k along the normal, mm */
void hf_geometry_step (const HfGeometry *self,
                       double step[3]); /* mean vector from slice k to k + 1 */

gboolean
hf_geometry_is_even (const HfGeometry *self); /* equal steps along the normal (tilt allowed) */
gboolean hf_geometry_is_tilted (const HfGeometry *self);
double hf_geometry_tilt_deg (const HfGeometry *self); /* angle between the stack and the normal */
int hf_geometry_missing_after (const HfGeometry *self,
                               int k); /* slices missing between k and k + 1: do not interpolate */
int hf_geometry_n_missing (const HfGeometry *self); /* all of them together */
gboolean hf_geometry_in_hole (const HfGeometry *self,
                              double k); /* a continuous index nearest to a missing slice */

void hf_geometry_voxel_to_patient (const HfGeometry *self, const double voxel[3], double mm[3]);
gboolean hf_geometry_patient_to_voxel (const HfGeometry *self, const double mm[3], double voxel[3]);
void hf_geometry_bounds (const HfGeometry *self,
                         double low[3],
                         double high[3]);            /* of the voxel centers, LPS mm */
char hf_geometry_letter (const double direction[3]); /* L R P A S I: the main patient direction */
void hf_geometry_letters (const double direction[3],
                          char letters[4]); /* "A", or "AS" where oblique */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfGeometry, hf_geometry_unref)

G_END_DECLS
