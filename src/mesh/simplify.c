/* Decimation, and what is said where it cannot be had. */
#include "core/error.h"
#include "mesh/collapse.h"
#include "mesh/process.h"

#include <glib/gi18n-lib.h>

static HfMesh *
fail (GError **error, HfProgress *progress)
{
  if (hf_progress_cancelled (progress))
    g_set_error_literal (error, HF_ERROR, HF_CODE_CANCELLED, _ ("The decimation was cancelled"));
  else
    g_set_error_literal (error, HF_ERROR, HF_CODE_NO_MEMORY,
                         _ ("There is no memory for the decimated mesh"));
  return NULL;
}

/* About ratio times as many triangles. An error where that cannot be had: a mesh that is hardly
   smaller is not what was asked for. */
HfMesh *
hf_mesh_decimate (const HfMesh *mesh, double ratio, HfProgress *progress, GError **error)
{
  const guint32 n_before = hf_mesh_n_triangles (mesh);
  const guint32 target = MAX ((guint32) (ratio * n_before), 1);
  g_autoptr (HfMesh) result = NULL;
  guint32 n;

  if (!(ratio > 0 && ratio <= 1)) {
    g_set_error (
        error, HF_ERROR, HF_CODE_BAD_VALUE,
        _ ("A mesh cannot be decimated to %g of its triangles: choose a share above 0 and at "
           "most 1"),
        ratio);
    return NULL;
  }
  if (ratio == 1 || n_before == 0)
    return hf_mesh_ref ((HfMesh *) mesh);
  result = hf_mesh_collapse (mesh, target, progress);
  if (!result)
    return fail (error, progress);
  n = hf_mesh_n_triangles (result);
  if (n > 2 * (guint64) target && n > n_before / 10) {
    g_set_error (
        error, HF_ERROR, HF_CODE_BAD_VALUE,
        _ ("The mesh has %u triangles and its shape lets them be reduced to %u, not to %u: "
           "choose a larger share, keep only the largest part, or smooth first"),
        n_before, n, target);
    return NULL;
  }
  return g_steal_pointer (&result);
}
