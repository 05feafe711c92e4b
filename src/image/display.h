/* From HU to colors: the window and the color map as one table (DICOM PS3.3 C.11.2.1). */
#pragma once

#include "core/params.h"
#include "core/volume.h"
#include "image/reslice.h"

G_BEGIN_DECLS

typedef enum { HF_WINDOW_LINEAR, HF_WINDOW_LINEAR_EXACT, HF_WINDOW_SIGMOID } HfWindowFunction;

typedef struct {
  double width; /* in the volume's unit */
  double level;
  HfWindowFunction function;
  HfColormap colormap;
  gboolean inverted; /* MONOCHROME1 */
} HfWindow;

typedef struct _HfDisplay
    HfDisplay; /* 65536 colors, one a voxel value; immutable, reference counted */

HfDisplay *hf_display_new (const HfVolume *volume, const HfWindow *window);
HfDisplay *hf_display_ref (HfDisplay *self);
void hf_display_unref (HfDisplay *self);

/* BGRA bytes, premultiplied (= GDK_MEMORY_B8G8R8A8_PREMULTIPLIED on little endian), stride in
   bytes. Padding is opaque black. */
void hf_display_map (const HfDisplay *self, const HfImage *image, guint32 *bgra, gsize stride);
guint32 hf_display_color (const HfDisplay *self, gint16 voxel);
guint32 hf_colormap_at (HfColormap colormap, double t); /* t in 0..1 -> 0xAARRGGBB, opaque */
const char *hf_colormap_name (HfColormap colormap);     /* "viridis" */

/* 1st to 99th percentile of the voxels with data. */
void hf_window_auto (const HfVolume *volume, double *width, double *level);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfDisplay, hf_display_unref)

G_END_DECLS
