/* How near and where the pictures of the preview look: the same for all of them. */
#pragma once

#include "image/reslice.h"

G_BEGIN_DECLS

#define HF_PREVIEW_ZOOM_MAX 40

typedef struct {
  double zoom;      /* 1: all of the slice is seen */
  double center[2]; /* mm along right and down from the middle of that */
} HfPreviewZoom;

void hf_preview_zoom_init (HfPreviewZoom *self);
/* view: of hf_plane_fit(); afterwards what is seen. */
void hf_preview_zoom_apply (const HfPreviewZoom *self, HfView *view);
/* fit: of hf_plane_fit(); x, y: px of it. What lies there stays there. */
void hf_preview_zoom_at (HfPreviewZoom *self, const HfView *fit, double x, double y, double factor);
void hf_preview_zoom_pan (HfPreviewZoom *self, const HfView *fit, double dx, double dy); /* px */

G_END_DECLS
