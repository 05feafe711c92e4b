/* Our side of the image layer's rows. Usage: bench-image VOLUME.npy (with its spacing beside it). */
#include "files/npy.h"
#include "image/components.h"
#include "image/display.h"
#include "image/histogram.h"
#include "image/morphology.h"
#include "image/resample.h"

#include <stdio.h>

#include "bench.h"

#define LEVEL 250 /* HU */

static HfVolume *volume;
static HfMask *mask; /* over LEVEL */

static double
histogram (void)
{
  g_autoptr (HfHistogram) all = hf_histogram_new (volume, NULL, TRUE);

  return (double) hf_histogram_count (all, 0, 100, FALSE);
}

static HfMask *
middle_slice (const HfParams *params)
{
  return hf_mask_slice_from_params (volume, HF_PLANE_AXIAL, hf_volume_size (volume)[2] / 2, params,
                                    NULL);
}

/* As while the threshold is dragged: the slice has been looked at just before. */
static double
chain_2d (void)
{
  g_autoptr (HfMask) slice = NULL;
  HfParams params;

  hf_params_init (&params);
  params.value[HF_PARAM_ABOVE] = LEVEL + 1;
  hf_mask_unref (middle_slice (&params));
  params.value[HF_PARAM_ABOVE] = LEVEL;
  bench_begin ();
  slice = middle_slice (&params);
  bench_done ();
  return (double) hf_mask_count (slice);
}

static double
chain_3d (void)
{
  g_autoptr (HfMask) result = NULL;
  HfParams params;

  hf_params_init (&params);
  params.value[HF_PARAM_ABOVE] = LEVEL;
  params.value[HF_PARAM_PER_SLICE] = FALSE;
  result = hf_mask_from_params (volume, &params, NULL, NULL);
  return (double) hf_mask_count (result);
}

static double
ball_5_mm (void)
{
  const HfElementSpec spec = { HF_ELEMENT_BALL, 1, 5, FALSE };
  g_autoptr (HfMask) grown = hf_morphology (
      mask, HF_OP_DILATE, &spec, hf_geometry_spacing (hf_volume_geometry (volume)), NULL);

  return (double) hf_mask_count (grown);
}

static double
largest (void)
{
  g_autoptr (HfMask) result = hf_components_largest (mask, NULL);

  return (double) hf_mask_count (result);
}

/* The mean of every 7th voxel of every 5th row. */
static double
mean_of (HfVolume *resampled)
{
  const int *size = hf_volume_size (resampled);
  double sum = 0, n = 0;

  for (int k = 0; k < size[2]; k++)
    for (int j = 0; j < size[1]; j += 5)
      for (int i = 0; i < size[0]; i += 7, n++)
        sum += hf_volume_row (resampled, j, k)[i];
  hf_volume_unref (resampled);
  return sum / n;
}

static double
resample (HfInterpolation interpolation)
{
  const HfResampleOptions options = { { 1, 1, 1 }, interpolation, HF_GRID_EXACT, FALSE, FALSE };

  HfVolume *resampled = hf_resample (volume, &options, NULL, NULL);

  bench_done ();
  return mean_of (resampled);
}

static double
resample_linear (void)
{
  return resample (HF_INTERPOLATION_LINEAR);
}

static double
resample_cubic (void)
{
  return resample (HF_INTERPOLATION_CUBIC);
}

/* Three views of 800 x 800 pixels; the check is the middle of them all. */
static double
three_views (void)
{
  const HfGeometry *geometry = hf_volume_geometry (volume);
  const HfResliceOptions options = { HF_INTERPOLATION_CUBIC, 0, HF_SLAB_MIP };
  const int *size = hf_volume_size (volume);
  const double center[3] = { size[0] / 2 + 0.3, size[1] / 2 + 0.3, size[2] / 2 + 0.3 };
  static gint16 pixels[800 * 800];
  HfImage image = { pixels, 800, 800 };
  double mm[3], sum = 0;

  hf_geometry_voxel_to_patient (geometry, center, mm);
  for (int plane = 0; plane < HF_N_PLANES; plane++) {
    HfView view;

    hf_plane_fit (geometry, plane, mm, 800, 800, &view);
    hf_reslice (volume, &view, &options, &image);
    for (int y = 350; y < 450; y++)
      for (int x = 350; x < 450; x++)
        sum += pixels[800 * y + x];
  }
  return sum / 30000;
}

int
main (int argc, char **argv)
{
  static const BenchRow rows[] = {
    { "histogram", histogram },
    { "chain-2d", chain_2d },
    { "chain-3d", chain_3d },
    { "ball-5mm", ball_5_mm },
    { "largest", largest },
    { "resample-linear", resample_linear },
    { "resample-cubic", resample_cubic },
    { "three-views", three_views },
    BENCH_END,
  };
  g_autoptr (GError) error = NULL;
  const double spacing[3] = { argc > 2 ? g_ascii_strtod (argv[2], NULL) : 1,
                              argc > 3 ? g_ascii_strtod (argv[3], NULL) : 1,
                              argc > 4 ? g_ascii_strtod (argv[4], NULL) : 1 };

  volume = argc > 1 ? hf_npy_read (argv[1], spacing, NULL, &error) : NULL;
  if (!volume) {
    g_printerr ("usage: bench-image VOLUME.npy SPACING_I SPACING_J SPACING_K%s%s\n",
                error ? ": " : "", error ? error->message : "");
    return 2;
  }
  mask = hf_mask_threshold (volume, LEVEL, G_MAXDOUBLE);
  return bench_main (rows);
}
