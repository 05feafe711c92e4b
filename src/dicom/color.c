/* See PS3.3 C.7.6.3.1.2 for the color models: YBR_FULL is that of JPEG (BT.601 over the full range). */
#include "dicom/color.h"

#include <math.h>

static guint8
level_of (double value)
{
  return (guint8) CLAMP (floor (value + 0.5), 0, 255);
}

guint8
hf_color_gray (double red, double green, double blue)
{
  return level_of (0.299 * red + 0.587 * green + 0.114 * blue);
}

/* By way of the RGB that a color viewer shows: what lies outside of it is clipped there, too. */
static guint8
gray_of_ybr (int y, int cb, int cr)
{
  return hf_color_gray (level_of (y + 1.402 * (cr - 128)),
                        level_of (y - 0.344136 * (cb - 128) - 0.714136 * (cr - 128)),
                        level_of (y + 1.772 * (cb - 128)));
}

static gsize
pairs_to_gray (guint8 *bytes, gsize n_bytes, gsize n)
{
  gsize there = MIN (n, n_bytes / 4 * 2);

  for (gsize pixel = 0; pixel < there; pixel += 2) {
    const guint8 *four = bytes + 2 * pixel;
    guint8 first = gray_of_ybr (four[0], four[2], four[3]);
    guint8 second = gray_of_ybr (four[1], four[2], four[3]);

    bytes[pixel] = first; /* never beyond what was read */
    if (pixel + 1 < there)
      bytes[pixel + 1] = second;
  }
  return there;
}

void
hf_color_narrow (void *samples, gsize n, guint bits_stored, guint high_bit)
{
  const guint32 most = (1u << bits_stored) - 1;

  for (gsize i = 0; i < n; i++) {
    guint32 stored = ((guint16 *) samples)[i] >> (high_bit + 1 - bits_stored) & most;

    ((guint8 *) samples)[i] = (stored * 255 + most / 2) / most; /* never beyond what was read */
  }
}

gsize
hf_color_to_gray (guint8 *bytes, gsize n_bytes, gsize n, HfColorLayout layout, gboolean is_ybr)
{
  const gsize step = layout == HF_COLOR_PLANAR ? 1 : 3;
  const gsize next = layout == HF_COLOR_PLANAR ? n : 1;
  const gsize first = layout == HF_COLOR_REVERSED ? 2 : 0, last = 2 * next - first;
  gsize there = layout == HF_COLOR_PLANAR ? (n_bytes > 2 * n ? MIN (n, n_bytes - 2 * n) : 0)
                                          : MIN (n, n_bytes / 3);

  if (layout == HF_COLOR_PAIRS)
    return pairs_to_gray (bytes, n_bytes, n);
  for (gsize pixel = 0; pixel < there; pixel++) {
    const guint8 *at = bytes + step * pixel;

    bytes[pixel] = is_ybr ? gray_of_ybr (at[first], at[next], at[last])
                          : hf_color_gray (at[first], at[next], at[last]);
  }
  return there;
}

void
hf_color_make_plain (HfHeader *header)
{
  header->flags &=
      ~(HF_HAS_RESCALE | HF_HAS_PADDING | HF_HAS_PADDING_LIMIT | HF_HAS_MODALITY_LUT | HF_IS_HU);
  header->slope = 1;
  header->intercept = 0;
  if (header->photometric != HF_PHOTOMETRIC_PALETTE) {
    header->bits_stored = 8;
    header->high_bit = 7;
    header->is_signed = FALSE;
  }
  header->n_voi = 1;
  header->voi_function = HF_VOI_LINEAR;
  header->voi[0] = (HfHeaderVoi){ .width = 256, .level = 128 };
}

guint64
hf_color_frame_bytes (const HfHeader *header)
{
  guint64 n = (guint64) header->rows * header->columns;

  if (header->photometric == HF_PHOTOMETRIC_YBR_422)
    return 2 * n * header->bits_allocated / 8;
  return n * header->samples_per_pixel * header->bits_allocated / 8;
}
