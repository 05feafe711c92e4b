/* The picture of one slice view as a texture: resliced at device pixels, colored, with the mask and
   the hatching over it.

   Kept as long as nothing that it shows has changed; buffers are pooled, because fresh ones cost a
   page fault a page. No widget: it is tested without a window. */
#pragma once

#include "image/display.h"
#include "image/mask.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct {
  HfVolume *volume;   /* borrowed */
  HfDisplay *display; /* borrowed */
  HfMask *mask;       /* borrowed, nullable */
  double mask_opacity;
  gboolean has_highlight; /* voxels of highlight[0] <= value < highlight[1] are lit up */
  double highlight[2];
  HfView view; /* device pixels */
  HfResliceOptions options;
  guint revision; /* grows when more slices of the same volume are there */
} HfPictureInput;

typedef struct _HfSlicePicture HfSlicePicture;

HfSlicePicture *hf_slice_picture_new (void);
void hf_slice_picture_free (HfSlicePicture *self);
/* Makes the pixels of what input says, where they are not those from before. */
void hf_slice_picture_update (HfSlicePicture *self, const HfPictureInput *input);
/* What update() gave last. The same node as long as nothing has changed, so that nothing is painted
   again. */
GskRenderNode *hf_slice_picture_node (HfSlicePicture *self,
                                      GtkWidget *widget,
                                      double width,
                                      double height); /* logical px; (transfer none) */
guint hf_slice_picture_n_made (HfSlicePicture *self); /* pictures, not kept ones */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfSlicePicture, hf_slice_picture_free)

G_END_DECLS
