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

/* From voxels to the bits of a mask of the slice. */
typedef struct {
  int axis[2], size[2];
  gboolean flip[2];
  int pitch; /* bits */
} Bits;

/* Along direction d of the slice; -1 outside. */
static int
bits_along (const Bits *bits, int d, double at)
{
  int n = (int) floor (at + 0.5);

  if (n < 0 || n >= bits->size[d])
    return -1;
  return bits->flip[d] ? bits->size[d] - 1 - n : n;
}

static gint32
bit_at (const Bits *bits, const double voxel[3])
{
  int x = bits_along (bits, 0, voxel[bits->axis[0]]);
  int y = bits_along (bits, 1, voxel[bits->axis[1]]);

  return x < 0 || y < 0 ? -1 : y * bits->pitch + x;
}

/* Columns of pixels are columns of voxels, and rows rows: one look-up for each. */
static void
map_grid (const Bits *bits,
          const HfView *view,
          const double origin[3],
          const double right[3],
          const double down[3],
          gint32 *map)
{
  g_autofree gint32 *columns = g_new (gint32, view->width);
  int a = bits->axis[0], b = bits->axis[1];

  for (int x = 0; x < view->width; x++)
    columns[x] = bits_along (bits, 0, origin[a] + x * (right[a] - origin[a]));
  for (int y = 0; y < view->height; y++, map += view->width) {
    int row = bits_along (bits, 1, origin[b] + y * (down[b] - origin[b]));

    for (int x = 0; x < view->width; x++)
      map[x] = row < 0 || columns[x] < 0 ? -1 : row * bits->pitch + columns[x];
  }
}

void
hf_preview_map (const HfVolume *volume, HfPlane plane, const HfView *view, gint32 *map)
{
  HfGeometry *geometry = hf_volume_geometry (volume);
  gboolean affine = hf_geometry_is_even (geometry);
  const int *size = hf_volume_size (volume);
  double origin[3], right[3], down[3];
  Bits bits;

  hf_plane_axes (geometry, plane, bits.axis, bits.flip);
  for (int d = 0; d < 2; d++)
    bits.size[d] = size[bits.axis[d]];
  bits.pitch = (bits.size[0] + 63) / 64 * 64;
  voxel_at (volume, view, 0, 0, origin);
  voxel_at (volume, view, 1, 0, right);
  voxel_at (volume, view, 0, 1, down);
  if (affine && fabs (right[bits.axis[1]] - origin[bits.axis[1]]) * view->width < 1e-4 &&
      fabs (down[bits.axis[0]] - origin[bits.axis[0]]) * view->height < 1e-4) {
    map_grid (&bits, view, origin, right, down, map);
    return;
  }
  for (int y = 0; y < view->height; y++)
    for (int x = 0; x < view->width; x++) {
      double voxel[3];

      if (affine)
        for (int a = 0; a < 3; a++)
          voxel[a] = origin[a] + x * (right[a] - origin[a]) + y * (down[a] - origin[a]);
      else
        voxel_at (volume, view, x, y, voxel);
      *map++ = bit_at (&bits, voxel);
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
  if (below >= hf_param (HF_PARAM_BELOW)->max)
    below = INFINITY;
  if (hf_plane_axis (hf_volume_geometry (volume), plane) == 2)
    return hf_mask_threshold_slice (volume, plane,
                                    hf_plane_slice_at (hf_volume_geometry (volume), plane, cursor),
                                    above, below);
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
  static const guint32 inks[2][2] = { { PAPER, ADDED }, { REMOVED, INK } }; /* was, is */
  const guint64 *bits = hf_mask_row (mask, 0, 0);
  const guint64 *old = before ? hf_mask_row (before, 0, 0) : bits;

  for (gsize p = 0; p < n; p++) {
    gint32 at = map[p];

    bgra[p] = at < 0 ? PAPER : inks[old[at >> 6] >> (at & 63) & 1][bits[at >> 6] >> (at & 63) & 1];
  }
}
