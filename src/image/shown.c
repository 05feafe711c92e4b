/* What is measured is what is seen: one way for the pointer, the box of the window and the ellipse, and it is the picture's own. */
#include "image/shown.h"

#include <string.h>

double *
hf_shown_values (const HfVolume *volume, const HfView *view, const HfResliceOptions *options)
{
  const gsize n = (gsize) view->width * view->height;
  g_autofree gint16 *pixels = g_new (gint16, n);
  HfImage image = { pixels, view->width, view->height };
  HfResliceOptions measured = *options;
  double *values = g_new (double, n);

  if (!(options->slab_mm > 0))
    measured.interpolation = HF_INTERPOLATION_NEAREST;
  hf_reslice (volume, view, &measured, &image);
  for (gsize p = 0; p < n; p++)
    values[p] = hf_volume_value (volume, pixels[p]);
  return values;
}

double
hf_shown_value (const HfVolume *volume,
                HfPlane plane,
                const HfResliceOptions *options,
                const double mm[3])
{
  HfView view = { .width = 1, .height = 1 };
  g_autofree double *value = NULL;

  memcpy (view.origin, mm, sizeof view.origin);
  hf_plane_directions (hf_volume_geometry (volume), plane, view.right, view.down);
  value = hf_shown_values (volume, &view, options);
  return value[0];
}
