/* Pixels of a picture are carried to voxels row by row: along a row the voxel index is linear as
   long as the row stays in one slice or the slices are even; only where neither is so, each pixel
   is converted by itself. */
#include "view/slice-layers.h"

#include "core/parallel.h"

#include <math.h>

typedef struct {
  const HfVolume *volume;
  const HfMask *mask;
  const HfView *view;
  guint32 alpha; /* 0..256 */
  guint32 *bgra;
} Work;

typedef struct {
  double at[3];   /* voxel of the first pixel */
  double step[3]; /* to the next pixel */
  gboolean linear;
} Row;

static void
pixel_mm (const HfView *view, double x, double y, double mm[3])
{
  for (int n = 0; n < 3; n++)
    mm[n] = view->origin[n] + x * view->right[n] + y * view->down[n];
}

static void
pixel_voxel (const Work *work, double x, double y, double voxel[3])
{
  double mm[3];

  pixel_mm (work->view, x, y, mm);
  hf_geometry_patient_to_voxel (hf_volume_geometry (work->volume), mm, voxel);
}

static void
row_init (Row *row, const Work *work, int y)
{
  int last = work->view->width - 1;
  double end[3];

  pixel_voxel (work, 0, y, row->at);
  pixel_voxel (work, last, y, end);
  for (int n = 0; n < 3; n++)
    row->step[n] = last ? (end[n] - row->at[n]) / last : 0;
  row->linear =
      fabs (end[2] - row->at[2]) < 1e-4 || hf_geometry_is_even (hf_volume_geometry (work->volume));
}

static inline void
row_voxel (const Row *row, const Work *work, int x, int y, double voxel[3])
{
  if (row->linear)
    for (int n = 0; n < 3; n++)
      voxel[n] = row->at[n] + x * row->step[n];
  else
    pixel_voxel (work, x, y, voxel);
}

static inline guint32
blend (guint32 below, guint32 above, guint32 alpha)
{
  guint32 rb = ((below & 0xff00ff) * (256 - alpha) + (above & 0xff00ff) * alpha) >> 8;
  guint32 g = ((below & 0x00ff00) * (256 - alpha) + (above & 0x00ff00) * alpha) >> 8;

  return 0xff000000 | (rb & 0xff00ff) | (g & 0x00ff00);
}

/* The pixels [*first, *last) of a row whose voxel n lies within the volume. */
static void
clip (const Row *row, int n, int size, int *first, int *last)
{
  double low = -0.5, high = size - 0.5, a, b;

  if (fabs (row->step[n]) < 1e-12) {
    if (row->at[n] < low || row->at[n] >= high)
      *last = *first;
    return;
  }
  a = (low - row->at[n]) / row->step[n];
  b = (high - row->at[n]) / row->step[n];
  *first = MAX (*first, (int) ceil (MIN (a, b) + 1e-6));
  *last = MIN (*last, (int) floor (MAX (a, b) - 1e-6) + 1);
}

/* A row in one row of voxels, or along any straight line: 32.32 fixed point. */
static void
mask_linear_row (const Work *work, const Row *row, guint32 *pixels)
{
  const int *size = hf_mask_size (work->mask);
  int first = 0, last = work->view->width;
  gint64 at[3], step[3];

  for (int n = 0; n < 3; n++)
    clip (row, n, size[n], &first, &last);
  for (int n = 0; n < 3; n++) {
    at[n] = (gint64) ((row->at[n] + 0.5 + first * row->step[n]) * 4294967296.0);
    step[n] = (gint64) (row->step[n] * 4294967296.0);
  }
  for (int x = first; x < last; x++) {
    int i = CLAMP ((int) (at[0] >> 32), 0, size[0] - 1);
    int j = CLAMP ((int) (at[1] >> 32), 0, size[1] - 1);
    int k = CLAMP ((int) (at[2] >> 32), 0, size[2] - 1);

    if (hf_mask_row (work->mask, j, k)[i >> 6] >> (i & 63) & 1)
      pixels[x] = blend (pixels[x], HF_MASK_COLOR, work->alpha);
    for (int n = 0; n < 3; n++)
      at[n] += step[n];
  }
}

static void
mask_free_row (const Work *work, int y, guint32 *pixels)
{
  const int *size = hf_mask_size (work->mask);

  for (int x = 0; x < work->view->width; x++) {
    double voxel[3];
    int at[3];

    pixel_voxel (work, x, y, voxel);
    for (int n = 0; n < 3; n++)
      at[n] = (int) floor (voxel[n] + 0.5);
    if (at[0] >= 0 && at[1] >= 0 && at[2] >= 0 && at[0] < size[0] && at[1] < size[1] &&
        at[2] < size[2] && hf_mask_get (work->mask, at[0], at[1], at[2]))
      pixels[x] = blend (pixels[x], HF_MASK_COLOR, work->alpha);
  }
}

static void
mask_rows (gsize begin, gsize end, gpointer data)
{
  const Work *work = data;

  for (gsize y = begin; y < end; y++) {
    guint32 *pixels = work->bgra + y * work->view->width;
    Row row;

    row_init (&row, work, y);
    if (row.linear)
      mask_linear_row (work, &row, pixels);
    else
      mask_free_row (work, y, pixels);
  }
}

/* Colors the pixels whose nearest voxel is in the mask. */
void
hf_layer_mask (
    const HfVolume *volume, const HfMask *mask, const HfView *view, double opacity, guint32 *bgra)
{
  Work work = { volume, mask, view, (guint32) (opacity * 256 + 0.5), bgra };
  const int *size = hf_volume_size (volume), *masked = hf_mask_size (mask);

  if (work.alpha == 0 || size[0] != masked[0] || size[1] != masked[1] || size[2] != masked[2])
    return;
  hf_parallel_for (view->height, 64, mask_rows, &work);
}

/* Lights up the pixels whose nearest voxel has a value of the range: interpolated values would light
   up every border between air and bone. */
void
hf_layer_highlight (const HfVolume *volume,
                    const HfView *view,
                    double low,
                    double high,
                    gint16 *scratch,
                    guint32 *bgra)
{
  HfImage image = { .pixels = scratch, .width = view->width, .height = view->height };
  const HfResliceOptions options = { .interpolation = HF_INTERPOLATION_NEAREST };
  int first = hf_volume_voxel_at_most (volume, nextafter (low, -INFINITY)) + 1;
  int last = hf_volume_voxel_at_most (volume, nextafter (high, -INFINITY));
  gsize n = (gsize) view->width * view->height;

  hf_reslice (volume, view, &options, &image);
  for (gsize p = 0; p < n; p++)
    if (scratch[p] >= first && scratch[p] <= last)
      bgra[p] = blend (bgra[p], HF_HIGHLIGHT_COLOR, 190);
}

/* No voxel at a continuous index: its slice is missing from the series or not readable, or its file ends before it. */
static gboolean
nothing_at (const HfVolume *volume, const double voxel[3])
{
  const int *size = hf_volume_size (volume);
  int j = (int) floor (voxel[1] + 0.5), k = (int) floor (voxel[2] + 0.5);

  if (k < 0 || k >= size[2])
    return FALSE;
  return hf_volume_slice_status (volume, k) == HF_SLICE_DAMAGED ||
         hf_geometry_in_hole (hf_volume_geometry (volume), voxel[2]) ||
         (j < size[1] && j >= size[1] - hf_volume_missing_rows (volume, k));
}

static gboolean
is_whole (const HfVolume *volume, int k)
{
  return hf_volume_slice_status (volume, k) != HF_SLICE_DAMAGED &&
         hf_volume_missing_rows (volume, k) == 0;
}

static gboolean
has_gaps (const HfVolume *volume)
{
  if (hf_geometry_n_missing (hf_volume_geometry (volume)))
    return TRUE;
  for (int k = 0; k < hf_volume_size (volume)[2]; k++)
    if (!is_whole (volume, k))
      return TRUE;
  return FALSE;
}

/* Something is missing at the place of a slice. */
static gboolean
has_gap_at (const HfVolume *volume, double k)
{
  int nearest = (int) floor (k + 0.5);

  return nearest >= 0 && nearest < hf_volume_size (volume)[2] &&
         (!is_whole (volume, nearest) || hf_geometry_in_hole (hf_volume_geometry (volume), k));
}

static void
hatch_row (const Work *work, int y)
{
  const int *size = hf_volume_size (work->volume);
  guint32 *pixels = work->bgra + (gsize) y * work->view->width;
  Row row;
  int first = 0, last = work->view->width;

  row_init (&row, work, y);
  if (fabs (row.step[2]) * work->view->width < 1e-4 && !has_gap_at (work->volume, row.at[2]))
    return;
  if (row.linear)
    for (int n = 0; n < 2; n++)
      clip (&row, n, size[n], &first, &last);
  for (int x = first; x < last; x++) {
    double voxel[3];

    if ((x + y) % 12 >= 2)
      continue;
    row_voxel (&row, work, x, y, voxel);
    if (nothing_at (work->volume, voxel))
      pixels[x] = blend (pixels[x], 0x9a9aa0, 128);
  }
}

/* Hatches where slices are missing, damaged or cut short, so that nobody takes black for air. */
void
hf_layer_hatch (const HfVolume *volume, const HfView *view, guint32 *bgra)
{
  Work work = { volume, NULL, view, 0, bgra };

  if (!has_gaps (volume))
    return;
  for (int y = 0; y < view->height; y++)
    hatch_row (&work, y);
}
