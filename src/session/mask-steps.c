/* Counting on the bits; see image/mask.h. */
#include "session/mask-steps.h"

#include "core/wide.h"
#include "image/morphology.h"

HF_WIDE static void
compare_row (const guint64 *before, const guint64 *now, gsize words, HfMaskStep *step)
{
  for (gsize w = 0; w < words; w++) {
    step->added += (guint64) __builtin_popcountll (now[w] & ~before[w]);
    step->removed += (guint64) __builtin_popcountll (before[w] & ~now[w]);
  }
}

HfMaskStep
hf_mask_compare (const HfMask *before, const HfMask *now)
{
  const int *size = hf_mask_size (now);
  HfMaskStep step = { 0 };

  for (int k = 0; k < size[2]; k++)
    for (int j = 0; j < size[1]; j++)
      compare_row (hf_mask_row ((HfMask *) before, j, k), hf_mask_row ((HfMask *) now, j, k),
                   hf_mask_words (now), &step);
  return step;
}

gboolean
hf_mask_steps (const HfVolume *volume,
               const HfMask *mask,
               const HfParams *params,
               gboolean with_steps,
               HfProgress *progress,
               HfMaskSteps *steps)
{
  g_autoptr (GPtrArray) stages = NULL;
  g_autoptr (HfMask) again = NULL;

  *steps = (HfMaskSteps){ .voxels = hf_mask_count (mask),
                          .ml = hf_mask_ml (mask, hf_volume_geometry (volume)) };
  if (!with_steps)
    return TRUE;
  stages = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_mask_unref);
  again = hf_mask_from_params (volume, params, stages, progress);
  if (!again || stages->len != params->n_steps + 1)
    return FALSE;
  steps->threshold = hf_mask_count (g_ptr_array_index (stages, 0));
  steps->n_steps = params->n_steps;
  for (guint n = 0; n < params->n_steps; n++)
    steps->step[n] =
        hf_mask_compare (g_ptr_array_index (stages, n), g_ptr_array_index (stages, n + 1));
  return TRUE;
}

gboolean
hf_notebook_threshold (
    const HfVolume *volume, int k, double above, double *hu, double *slope, double *intercept)
{
  const HfVolumeInfo *info = hf_volume_info (volume);

  if (!info->slice_slope || !info->slice_intercept || k < 0 || k >= hf_volume_size (volume)[2])
    return FALSE;
  *slope = info->slice_slope[k];
  *intercept = info->slice_intercept[k];
  *hu = *slope * above + *intercept;
  return TRUE;
}
