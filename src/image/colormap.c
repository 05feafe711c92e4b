/* The color maps: gray, and matplotlib's perceptually even ones, taken over color for color. */
#include "image/colormap-tables.inc"
#include "image/display.h"

static const char *const tables[HF_N_COLORMAPS] = {
  [HF_COLORMAP_VIRIDIS] = viridis, [HF_COLORMAP_PLASMA] = plasma,   [HF_COLORMAP_INFERNO] = inferno,
  [HF_COLORMAP_MAGMA] = magma,     [HF_COLORMAP_CIVIDIS] = cividis,
};

const char *
hf_colormap_name (HfColormap colormap)
{
  g_return_val_if_fail (colormap < HF_N_COLORMAPS, NULL);
  return hf_param (HF_PARAM_COLORMAP)->choices[colormap];
}

static guint32
byte_at (const char *digits)
{
  return (guint32) (g_ascii_xdigit_value (digits[0]) * 16 + g_ascii_xdigit_value (digits[1]));
}

guint32
hf_colormap_at (HfColormap colormap, double t)
{
  guint32 n = t > 0 ? (guint32) (MIN (t, 1) * 255 + 0.5) : 0; /* also for a NAN */
  const char *digits = colormap < HF_N_COLORMAPS ? tables[colormap] : NULL;

  if (!digits)
    return 0xff000000u | n << 16 | n << 8 | n;
  digits += 6 * n;
  return 0xff000000u | byte_at (digits) << 16 | byte_at (digits + 2) << 8 | byte_at (digits + 4);
}
