/* The pictures of the preview side by side: Original, Binarized, Optimized, and on request the
   notebook's own. One slice of one plane, made anew in the frame that shows it. */
#pragma once

#include "view/panel.h"

G_BEGIN_DECLS

#define HF_TYPE_PREVIEW_PICTURES (hf_preview_pictures_get_type ())
G_DECLARE_FINAL_TYPE (HfPreviewPictures, hf_preview_pictures, HF, PREVIEW_PICTURES, HfPanel)

/* Signal "updated": other pictures were drawn, other numbers hold. */
void hf_preview_pictures_set_plane (HfPreviewPictures *self, HfPlane plane);
HfPlane hf_preview_pictures_plane (HfPreviewPictures *self);
/* About a place in logical px of the widget, the same in all pictures; factor 0: all of the slice. */
void hf_preview_pictures_zoom_at (HfPreviewPictures *self, double x, double y, double factor);
void hf_preview_pictures_pan (HfPreviewPictures *self, double x, double dx, double dy);
void hf_preview_pictures_set_differences (HfPreviewPictures *self, gboolean shown);
/* Of the slice: pixels of the threshold alone and of the result. FALSE where nothing is shown. */
gboolean
hf_preview_pictures_counts (HfPreviewPictures *self, guint64 *binarized, guint64 *optimized);

G_END_DECLS
