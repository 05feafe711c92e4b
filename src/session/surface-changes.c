/* A second walk along the road of hf_mesh_from_params(), with stops. */
#include "session/surface-changes.h"

#include "image/components.h"
#include "mesh/report.h"

#include <math.h>

static double
count_ml (const HfVolume *volume, const HfMask *mask, const HfParams *params)
{
  double level = params->value[HF_PARAM_LEVEL];
  g_autoptr (HfMask) body =
      hf_mask_threshold (volume, nextafter (level, -INFINITY), hf_param (HF_PARAM_BELOW)->max);
  const int *size = hf_mask_size (body);

  for (int k = 0; mask && k < size[2]; k++)
    for (int j = 0; j < size[1]; j++) {
      guint64 *bits = hf_mask_row (body, j, k);
      const guint64 *keep = hf_mask_row ((HfMask *) mask, j, k);

      for (gsize w = 0; w < hf_mask_words (body); w++)
        bits[w] &= keep[w];
    }
  if (params->value[HF_PARAM_KEEP_LARGEST]) {
    g_autoptr (HfMask) largest = hf_components_largest (body, NULL);

    return hf_mask_ml (largest, hf_volume_geometry (volume));
  }
  return hf_mask_ml (body, hf_volume_geometry (volume));
}

static double
enclosed_ml (const HfMesh *mesh)
{
  HfMeshReport report;

  hf_mesh_report (mesh, &report);
  return report.volume_ml;
}

static void
measure_moves (const HfMesh *before, const HfMesh *after, HfSurfaceChanges *changes)
{
  guint32 n = hf_mesh_n_vertices (before);
  const float *a = hf_mesh_positions ((HfMesh *) before);
  const float *b = hf_mesh_positions ((HfMesh *) after);
  double sum = 0, most = 0;

  if (n == 0 || n != hf_mesh_n_vertices (after))
    return;
  for (guint32 v = 0; v < n; v++) {
    double x = b[3 * v] - a[3 * v], y = b[3 * v + 1] - a[3 * v + 1],
           z = b[3 * v + 2] - a[3 * v + 2];
    double moved = sqrt (x * x + y * y + z * z);

    sum += moved;
    most = MAX (most, moved);
  }
  changes->smooth_mean_mm = sum / n;
  changes->smooth_max_mm = most;
}

gboolean
hf_surface_changes (const HfVolume *volume,
                    const HfMask *mask,
                    const HfParams *params,
                    HfProgress *progress,
                    HfSurfaceChanges *changes)
{
  HfParams plain = *params;
  g_autoptr (HfMesh) before = NULL;
  g_autoptr (HfMesh) smooth = NULL;

  *changes = (HfSurfaceChanges){ .voxel_ml = NAN, .plain_ml = NAN, .smooth_ml = NAN };
  if (params->value[HF_PARAM_MIN_ML] == 0)
    changes->voxel_ml = count_ml (volume, mask, params);
  if (params->value[HF_PARAM_SMOOTH] == 0 && params->value[HF_PARAM_DECIMATE] == 1)
    return TRUE;
  plain.value[HF_PARAM_SMOOTH] = 0;
  plain.value[HF_PARAM_DECIMATE] = 1;
  before = hf_mesh_from_params (volume, mask, &plain, progress, NULL);
  if (!before)
    return FALSE;
  changes->plain_ml = changes->smooth_ml = enclosed_ml (before);
  if (params->value[HF_PARAM_SMOOTH] == 0)
    return TRUE;
  smooth = hf_mesh_smooth (before, (int) params->value[HF_PARAM_SMOOTH], progress);
  if (!smooth)
    return FALSE;
  changes->smooth_ml = enclosed_ml (smooth);
  measure_moves (before, smooth, changes);
  return TRUE;
}
