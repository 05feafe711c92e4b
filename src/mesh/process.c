/* The whole road from a volume to a mesh, as the parameters say. */
#include "mesh/process.h"

#include "core/error.h"
#include "mesh/surface.h"

#include <glib/gi18n-lib.h>

/* Goes on with the next mesh; NULL where a step failed, with the reason. */
static gboolean
go_on (HfMesh **mesh, HfMesh *next, HfProgress *progress, GError **error)
{
  g_clear_pointer (mesh, hf_mesh_unref);
  *mesh = next;
  if (next && !hf_progress_cancelled (progress))
    return TRUE;
  g_clear_pointer (mesh, hf_mesh_unref);
  if (error && *error)
    return FALSE;
  if (hf_progress_cancelled (progress))
    g_set_error_literal (error, HF_ERROR, HF_CODE_CANCELLED, _ ("The surface was cancelled"));
  else
    g_set_error_literal (
        error, HF_ERROR, HF_CODE_NO_MEMORY,
        _ ("There is no memory for another copy of the surface: choose a larger step"));
  return FALSE;
}

static gboolean
is_empty (const HfMesh *mesh, double min_ml, GError **error)
{
  if (hf_mesh_n_triangles (mesh) > 0)
    return FALSE;
  g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE,
               _ ("No part of the surface encloses %g ml: choose a smaller minimum"), min_ml);
  return TRUE;
}

/* The mesh, or NULL and why. */
static HfMesh *
settle (gboolean ok, HfMesh *mesh, GError *reason, GError **error)
{
  if (ok)
    return mesh;
  g_clear_pointer (&mesh, hf_mesh_unref);
  g_propagate_error (error, reason);
  return NULL;
}

HfMesh *
hf_mesh_plain (const HfVolume *volume,
               const HfMask *mask,
               const HfParams *params,
               HfProgress *progress,
               GError **error)
{
  const double *value = params->value;
  const HfSurfaceOptions options = {
    .level = value[HF_PARAM_LEVEL],
    .step = (int) value[HF_PARAM_STEP],
    .mask = value[HF_PARAM_IN_MASK] != 0 ? mask : NULL,
    .close_border = value[HF_PARAM_CLOSE_BORDER] != 0,
    .most_triangles = (guint64) (value[HF_PARAM_MOST] * 1e6),
  };
  GError *reason = NULL;
  HfMesh *mesh = hf_surface (volume, &options, progress, &reason);
  gboolean ok = mesh != NULL;

  if (ok && value[HF_PARAM_KEEP_LARGEST] != 0)
    ok = go_on (&mesh, hf_mesh_largest_part (mesh, NULL), progress, &reason);
  if (ok && value[HF_PARAM_MIN_ML] > 0)
    ok =
        go_on (&mesh, hf_mesh_drop_small (mesh, value[HF_PARAM_MIN_ML], NULL), progress, &reason) &&
        !is_empty (mesh, value[HF_PARAM_MIN_ML], &reason);
  return settle (ok, mesh, reason, error);
}

HfMesh *
hf_mesh_finish (const HfMesh *plain, const HfParams *params, HfProgress *progress, GError **error)
{
  const double *value = params->value;
  HfMesh *mesh = hf_mesh_ref ((HfMesh *) plain);
  GError *reason = NULL;
  gboolean ok = TRUE;

  if (value[HF_PARAM_SMOOTH] > 0)
    ok = go_on (&mesh, hf_mesh_smooth (mesh, (int) value[HF_PARAM_SMOOTH], progress), progress,
                &reason);
  if (ok && value[HF_PARAM_DECIMATE] < 1)
    ok = go_on (&mesh, hf_mesh_decimate (mesh, value[HF_PARAM_DECIMATE], progress, &reason),
                progress, &reason);
  return settle (ok, mesh, reason, error);
}

HfMesh *
hf_mesh_from_params (const HfVolume *volume,
                     const HfMask *mask,
                     const HfParams *params,
                     HfProgress *progress,
                     GError **error)
{
  HfMesh *plain = hf_mesh_plain (volume, mask, params, progress, error);
  HfMesh *mesh = plain ? hf_mesh_finish (plain, params, progress, error) : NULL;

  g_clear_pointer (&plain, hf_mesh_unref);
  return mesh;
}
