/* Tilted and uneven stacks are brought to the screen in true mm, by the same conversion as
   everything else; where slices are even the conversion is affine and three points say it all. */
#include "view/preview-image.h"

#include <math.h>

#define INK 0xffe6e6e6u
#define PAPER 0xff000000u
#define ADDED 0xff57c06au
#define REMOVED 0xfff0685fu

static void
voxel_at (const HfVolume *volume, const HfView *view, double x, double y, double voxel[3])
{
  double mm[3];

  for (int a = 0; a < 3; a++)
    mm[a] = view->origin[a] + x * view->right[a] + y * view->down[a];
  hf_geometry_patient_to_voxel (hf_volume_geometry (volume), mm, voxel);
}

void
hf_preview_map (const HfVolume *volume, HfPlane plane, const HfView *view, gint32 *map)
{
  HfGeometry *geometry = hf_volume_geometry (volume);
  gboolean affine = hf_geometry_is_even (geometry), flip[2];
  const int *size = hf_volume_size (volume);
  double origin[3], right[3], down[3];
  int axis[2];

  hf_plane_axes (geometry, plane, axis, flip);
  voxel_at (volume, view, 0, 0, origin);
  voxel_at (volume, view, 1, 0, right);
  voxel_at (volume, view, 0, 1, down);
  for (int y = 0; y < view->height; y++)
    for (int x = 0; x < view->width; x++) {
      double voxel[3];
      int at[2];

      if (affine)
        for (int a = 0; a < 3; a++)
          voxel[a] = origin[a] + x * (right[a] - origin[a]) + y * (down[a] - origin[a]);
      else
        voxel_at (volume, view, x, y, voxel);
      for (int d = 0; d < 2; d++) {
        at[d] = (int) floor (voxel[axis[d]] + 0.5);
        if (flip[d])
          at[d] = size[axis[d]] - 1 - at[d];
      }
      *map++ = at[0] < 0 || at[1] < 0 || at[0] >= size[axis[0]] || at[1] >= size[axis[1]]
                   ? -1
                   : at[1] * size[axis[0]] + at[0];
    }
}

/* The voxel along the axis across the plane that lies on it in slice k. */
static int
across_in_slice (HfGeometry *geometry, int axis, const double cursor[3], int k)
{
  const double *direction = axis == 0 ? hf_geometry_row (geometry) : hf_geometry_column (geometry);
  const double *origin = hf_geometry_origin (geometry, k);
  double way = 0;

  for (int a = 0; a < 3; a++)
    way += (cursor[a] - origin[a]) * direction[a];
  return (int) floor (way / hf_geometry_spacing (geometry)[axis] + 0.5);
}

typedef struct {
  const HfVolume *volume;
  const HfMask *mask; /* or by threshold: NULL */
  double above, below;
} Source;

static gboolean
is_in (const Source *source, const int voxel[3])
{
  double value;

  if (source->mask)
    return hf_mask_get (source->mask, voxel[0], voxel[1], voxel[2]);
  if (hf_volume_slice_status (source->volume, voxel[2]) != HF_SLICE_READY)
    return FALSE;
  value = hf_volume_value (source->volume,
                           hf_volume_row (source->volume, voxel[1], voxel[2])[voxel[0]]);
  return value > source->above && value < source->below; /* no data is NAN: neither */
}

static HfMask *
cut (const Source *source, HfPlane plane, const double cursor[3])
{
  HfGeometry *geometry = hf_volume_geometry (source->volume);
  const int *size = hf_volume_size (source->volume);
  int across = hf_plane_axis (geometry, plane), axis[2], voxel[3];
  int index = hf_plane_slice_at (geometry, plane, cursor);
  gboolean flip[2];
  HfMask *slice;

  hf_plane_axes (geometry, plane, axis, flip);
  slice = hf_mask_new ((int[3]){ size[axis[0]], size[axis[1]], 1 });
  for (int y = 0; y < size[axis[1]]; y++) {
    guint64 *row = hf_mask_row (slice, y, 0);

    voxel[axis[1]] = flip[1] ? size[axis[1]] - 1 - y : y;
    for (int x = 0; x < size[axis[0]]; x++) {
      voxel[axis[0]] = flip[0] ? size[axis[0]] - 1 - x : x;
      if (across == 2)
        voxel[2] = index;
      else if (x == 0 || axis[0] == 2)
        voxel[across] = across_in_slice (geometry, across, cursor, voxel[2]);
      if (voxel[across] >= 0 && voxel[across] < size[across])
        row[x / 64] |= (guint64) is_in (source, voxel) << (x % 64);
    }
  }
  return slice;
}

HfMask *
hf_preview_threshold (
    const HfVolume *volume, HfPlane plane, const double cursor[3], double above, double below)
{
  if (hf_plane_axis (hf_volume_geometry (volume), plane) == 2)
    return hf_mask_threshold_slice (volume, plane,
                                    hf_plane_slice_at (hf_volume_geometry (volume), plane, cursor),
                                    above, below);
  if (below >= hf_param (HF_PARAM_BELOW)->max)
    below = INFINITY;
  return cut (&(Source){ volume, NULL, above, below }, plane, cursor);
}

HfMask *
hf_preview_cut (const HfVolume *volume, const HfMask *mask, HfPlane plane, const double cursor[3])
{
  const int *size = hf_volume_size (volume), *masked = hf_mask_size (mask);

  if (size[0] != masked[0] || size[1] != masked[1] || size[2] != masked[2])
    return NULL;
  return cut (&(Source){ volume, mask, 0, 0 }, plane, cursor);
}

void
hf_preview_paint (
    const gint32 *map, gsize n, const HfMask *mask, const HfMask *before, guint32 *bgra)
{
  int width = hf_mask_size (mask)[0];

  for (gsize p = 0; p < n; p++) {
    gboolean now, was;

    bgra[p] = PAPER;
    if (map[p] < 0)
      continue;
    now = hf_mask_get (mask, map[p] % width, map[p] / width, 0);
    was = before ? hf_mask_get (before, map[p] % width, map[p] / width, 0) : now;
    bgra[p] = now && was ? INK : now ? ADDED : was ? REMOVED : PAPER;
  }
}
