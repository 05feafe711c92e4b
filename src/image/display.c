/* The window and the color map as one table: a picture needs one look-up a pixel, and a change of
   the window costs the same for every picture. The functions are those of DICOM PS3.3 C.11.2.1. */
#include "image/display.h"

#include "core/parallel.h"
#include "image/histogram.h"

#include <math.h>

#define N_VALUES 65536
#define BLACK 0xff000000u
#define PIXELS_A_THREAD 131072 /* fewer do not pay for waking one */

struct _HfDisplay {
  gatomicrefcount refs;
  guint32 colors[N_VALUES]; /* by (guint16) voxel, 0xAARRGGBB */
};

/* Where a value lies between black (0) and white (1). */
static double
apply_window (const HfWindow *window, double x)
{
  double c = window->level, w = MAX (window->width, 1);

  switch (window->function) {
  case HF_WINDOW_SIGMOID:
    return 1 / (1 + exp (-4 * (x - c) / w));
  case HF_WINDOW_LINEAR_EXACT:
    w = window->width;
    return w > 0 ? CLAMP ((x - c) / w + 0.5, 0, 1) : x > c;
  case HF_WINDOW_LINEAR:
  default:
    if (x <= c - 0.5 - (w - 1) / 2)
      return 0;
    if (x > c - 0.5 + (w - 1) / 2)
      return 1;
    return (x - (c - 0.5)) / (w - 1) + 0.5;
  }
}

HfDisplay *
hf_display_new (const HfVolume *volume, const HfWindow *asked)
{
  HfDisplay *self = g_new (HfDisplay, 1);
  HfWindow window = *asked;
  guint32 colors[256];

  if (hf_volume_digits (volume) > 0 && window.function == HF_WINDOW_LINEAR)
    window.function = HF_WINDOW_LINEAR_EXACT; /* the other one counts whole steps */
  g_atomic_ref_count_init (&self->refs);
  for (int n = 0; n < 256; n++)
    colors[n] = hf_colormap_at (window.colormap, n / 255.0);
  for (int voxel = -32768; voxel < 32768; voxel++) {
    double t = apply_window (&window, hf_volume_scale (volume) * voxel + hf_volume_offset (volume));

    if (window.inverted)
      t = 1 - t;
    self->colors[(guint16) voxel] = colors[(int) (t * 255 + 0.5)];
  }
  self->colors[(guint16) HF_VOLUME_PADDING] = BLACK;
  return self;
}

HfDisplay *
hf_display_ref (HfDisplay *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
hf_display_unref (HfDisplay *self)
{
  if (g_atomic_ref_count_dec (&self->refs))
    g_free (self);
}

typedef struct {
  const HfDisplay *display;
  const HfImage *image;
  char *bgra;
  gsize stride; /* bytes */
} Map;

static void
map_rows (gsize begin, gsize end, gpointer data)
{
  const Map *map = data;
  const guint32 *colors = map->display->colors;
  const int width = map->image->width;

  for (gsize y = begin; y < end; y++) {
    const gint16 *pixels = map->image->pixels + y * width;
    guint32 *row = (guint32 *) (map->bgra + y * map->stride);

    for (int x = 0; x < width; x++)
      row[x] = GUINT32_TO_LE (colors[(guint16) pixels[x]]);
  }
}

void
hf_display_map (const HfDisplay *self, const HfImage *image, guint32 *bgra, gsize stride)
{
  Map map = { self, image, (char *) bgra, stride };

  hf_parallel_for (image->height, MAX (PIXELS_A_THREAD / MAX (image->width, 1), 1), map_rows, &map);
}

guint32
hf_display_color (const HfDisplay *self, gint16 voxel)
{
  return self->colors[(guint16) voxel];
}

void
hf_window_auto (const HfVolume *volume, double *width, double *level)
{
  g_autoptr (HfHistogram) histogram = hf_histogram_new (volume, NULL, TRUE);
  double low = hf_histogram_quantile (histogram, 0.01);
  double high = hf_histogram_quantile (histogram, 0.99);

  if (isnan (low)) { /* no voxel with data yet */
    low = hf_param (HF_PARAM_WINDOW_LEVEL)->fallback -
          0.5 * hf_param (HF_PARAM_WINDOW_WIDTH)->fallback;
    high = low + hf_param (HF_PARAM_WINDOW_WIDTH)->fallback;
  }
  *width = MAX (high - low, hf_volume_step (volume));
  *level = (low + high) / 2;
}
