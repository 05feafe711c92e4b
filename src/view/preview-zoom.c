/* In mm from the middle of the slice, so that a picture of another size shows the same place. */
#include "view/preview-zoom.h"

#include <math.h>

static double
mm_per_px (const HfView *fit)
{
  return sqrt (fit->right[0] * fit->right[0] + fit->right[1] * fit->right[1] +
               fit->right[2] * fit->right[2]);
}

void
hf_preview_zoom_init (HfPreviewZoom *self)
{
  *self = (HfPreviewZoom){ .zoom = 1 };
}

void
hf_preview_zoom_apply (const HfPreviewZoom *self, HfView *view)
{
  const double mm = mm_per_px (view),
               middle[2] = { (view->width - 1) / 2.0, (view->height - 1) / 2.0 };

  if (self->zoom == 1)
    return;
  for (int a = 0; a < 3; a++) {
    double center = view->origin[a] + (middle[0] + self->center[0] / mm) * view->right[a] +
                    (middle[1] + self->center[1] / mm) * view->down[a];

    view->right[a] /= self->zoom;
    view->down[a] /= self->zoom;
    view->origin[a] = center - middle[0] * view->right[a] - middle[1] * view->down[a];
  }
}

/* The picture's edge does not come into the picture. */
static void
stay_inside (HfPreviewZoom *self, const HfView *fit)
{
  const int size[2] = { fit->width, fit->height };

  for (int d = 0; d < 2; d++) {
    double most = size[d] * mm_per_px (fit) / 2 * (1 - 1 / self->zoom);

    self->center[d] = CLAMP (self->center[d], -most, most);
  }
}

void
hf_preview_zoom_at (HfPreviewZoom *self, const HfView *fit, double x, double y, double factor)
{
  const double at[2] = { x, y }, before = self->zoom;
  const int size[2] = { fit->width, fit->height };

  self->zoom = CLAMP (self->zoom * factor, 1, HF_PREVIEW_ZOOM_MAX);
  for (int d = 0; d < 2; d++)
    self->center[d] +=
        (at[d] - (size[d] - 1) / 2.0) * mm_per_px (fit) * (1 / before - 1 / self->zoom);
  stay_inside (self, fit);
}

void
hf_preview_zoom_pan (HfPreviewZoom *self, const HfView *fit, double dx, double dy)
{
  self->center[0] -= dx * mm_per_px (fit) / self->zoom;
  self->center[1] -= dy * mm_per_px (fit) / self->zoom;
  stay_inside (self, fit);
}
