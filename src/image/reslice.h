/* A picture of HU along any plane through a volume, at the pixels of the device. */
#pragma once

#include "core/params.h"
#include "core/volume.h"

G_BEGIN_DECLS

typedef enum { HF_PLANE_AXIAL, HF_PLANE_SAGITTAL, HF_PLANE_CORONAL, HF_N_PLANES } HfPlane;

/* Where the pixels of a picture lie: pixel (x, y), y downwards, shows origin + x * right + y *
   down, LPS mm. */
typedef struct {
  double origin[3]; /* center of pixel (0, 0) */
  double right[3];  /* to the next pixel */
  double down[3];
  int width; /* pixels */
  int height;
} HfView;

/* An int16 picture in voxel units of its volume (value = scale * pixel + offset); HF_VOLUME_PADDING
   where there is nothing. */
typedef struct {
  gint16 *pixels; /* height rows of width, owned by the caller */
  int width;
  int height;
} HfImage;

typedef struct {
  HfInterpolation interpolation;
  double slab_mm; /* 0: a plane */
  HfSlabMode slab_mode;
} HfResliceOptions;

const char *hf_plane_name (HfPlane plane); /* "axial" */

int hf_plane_axis (const HfGeometry *geometry,
                   HfPlane plane); /* the voxel axis across it: 0, 1, 2 for i, j, k */

/* The slices of a plane, in the volume's own grid: how many, and which one holds a place. */
int hf_plane_n_slices (const HfGeometry *geometry, HfPlane plane);
int hf_plane_slice_at (const HfGeometry *geometry, HfPlane plane, const double mm[3]);
double hf_plane_slice_mm (const HfGeometry *geometry,
                          HfPlane plane,
                          int index); /* its place along the plane's axis, LPS mm */
void hf_plane_move_to (const HfGeometry *geometry,
                       HfPlane plane,
                       int index,
                       double mm[3]); /* in out: the cursor */
void
hf_plane_directions (const HfGeometry *geometry, HfPlane plane, double right[3], double down[3]);
void hf_plane_axes (const HfGeometry *geometry, HfPlane plane, int axis[2], gboolean flip[2]);
void hf_plane_fit (const HfGeometry *geometry,
                   HfPlane plane,
                   const double cursor[3],
                   int width,
                   int height,
                   HfView *view);
/* Cuts off of view what lies beside the volume, so that nothing is computed and painted there. x, y: pixels
   that went on the left and above. At least one pixel stays. */
void hf_view_trim (const HfGeometry *geometry, HfView *view, int *x, int *y);

/* Fills image (width x height of view). Thread-safe; uses the caller's thread and, for large
   pictures, the pool. */
void hf_reslice (const HfVolume *volume,
                 const HfView *view,
                 const HfResliceOptions *options,
                 HfImage *image);

G_END_DECLS
