/* A second walk along the road of hf_mesh_from_params(), with stops. */
#include "session/surface-changes.h"

#include "image/components.h"
#include "mesh/report.h"

#include <math.h>

static double
count_ml (const HfVolume *volume, const HfMask *mask, const HfParams *params)
{
  double level = params->value[HF_PARAM_LEVEL];
  g_autoptr (HfMask) body = hf_mask_threshold (volume, nextafter (level, -INFINITY), G_MAXDOUBLE);
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
  double ml, cm2;

  hf_mesh_measure (mesh, &ml, &cm2);
  return ml;
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

/* Smoothing by itself, which moves vertices and keeps their number. */
static gboolean
measure_smoothing (const HfMesh *plain,
                   int iterations,
                   HfProgress *progress,
                   HfSurfaceChanges *changes)
{
  g_autoptr (HfMesh) smooth = hf_mesh_smooth (plain, iterations, progress);

  if (!smooth)
    return FALSE;
  changes->smooth_ml = enclosed_ml (smooth);
  measure_moves (plain, smooth, changes);
  return TRUE;
}

gboolean
hf_surface_changes (const HfVolume *volume,
                    const HfMask *mask,
                    const HfParams *params,
                    HfProgress *progress,
                    HfSurfaceChanges *changes)
{
  const int iterations = (int) params->value[HF_PARAM_SMOOTH];
  g_autoptr (HfMesh) plain = NULL;
  g_autoptr (HfMesh) after = NULL;

  *changes = (HfSurfaceChanges){ .voxel_ml = NAN, .plain_ml = NAN, .smooth_ml = NAN };
  if (params->value[HF_PARAM_MIN_ML] == 0)
    changes->voxel_ml = count_ml (volume, mask, params);
  if (iterations == 0 && params->value[HF_PARAM_DECIMATE] == 1)
    return TRUE;
  changes->is_decimated = params->value[HF_PARAM_DECIMATE] < 1;
  plain = hf_mesh_plain (volume, mask, params, progress, NULL);
  if (!plain)
    return FALSE;
  changes->plain_ml = changes->smooth_ml = enclosed_ml (plain);
  if (iterations > 0 && !measure_smoothing (plain, iterations, progress, changes))
    return FALSE;
  after = hf_mesh_finish (plain, params, progress, NULL);
  changes->has_change = after && hf_mesh_change (plain, after, progress, &changes->change);
  return changes->has_change;
}
