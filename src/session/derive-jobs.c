/* The work behind the results that derive.c keeps up to date. */
#include "session/derive-jobs.h"

#include "image/morphology.h"
#include "image/resample.h"
#include "mesh/process.h"
#include "session/part-edits.h"

HfDeriveInput *
hf_derive_input_new (HfVolume *volume, HfMask *mask, const HfParams *params)
{
  HfDeriveInput *input = g_new0 (HfDeriveInput, 1);

  input->volume = hf_volume_ref (volume);
  input->mask = mask ? hf_mask_ref (mask) : NULL;
  input->params = *params;
  return input;
}

void
hf_derive_input_free (gpointer data)
{
  HfDeriveInput *input = data;

  hf_volume_unref (input->volume);
  g_clear_pointer (&input->mask, hf_mask_unref);
  g_clear_pointer (&input->edits, g_array_unref);
  g_free (input);
}

void
hf_derived_histograms_free (gpointer data)
{
  HfDerivedHistograms *histograms = data;

  g_clear_pointer (&histograms->whole, hf_histogram_unref);
  g_clear_pointer (&histograms->inside, hf_histogram_unref);
  g_free (histograms);
}

void
hf_derived_surface_free (gpointer data)
{
  HfDerivedSurface *surface = data;

  hf_mesh_unref (surface->mesh);
  g_free (surface);
}

gpointer
hf_derive_run_resample (gpointer data, HfProgress *progress, GError **error)
{
  HfDeriveInput *input = data;
  const double *value = input->params.value;
  const HfResampleOptions options = {
    .spacing = { value[HF_PARAM_SPACING_X], value[HF_PARAM_SPACING_Y], value[HF_PARAM_SPACING_Z] },
    .interpolation = value[HF_PARAM_RESAMPLE_INTERPOLATION],
    .grid = value[HF_PARAM_RESAMPLE_GRID],
    .clamp = value[HF_PARAM_RESAMPLE_CLAMP],
    .lowpass = value[HF_PARAM_RESAMPLE_LOWPASS],
  };

  return hf_resample (input->volume, &options, progress, error);
}

gpointer
hf_derive_run_mask (gpointer data, HfProgress *progress, GError **error)
{
  HfDeriveInput *input = data;

  return hf_mask_from_params (input->volume, &input->params, NULL, progress);
}

gpointer
hf_derive_run_histogram (gpointer data, HfProgress *progress, GError **error)
{
  HfDeriveInput *input = data;
  HfDerivedHistograms *histograms = g_new0 (HfDerivedHistograms, 1);

  if (!input->has_whole)
    histograms->whole = hf_histogram_new (input->volume, NULL, TRUE);
  if (input->mask)
    histograms->inside = hf_histogram_new (input->volume, input->mask, TRUE);
  return histograms;
}

/* Takes the mesh. Edits of this surface have left something of it before. */
static HfMesh *
edit_parts (HfMesh *whole, const GArray *edits)
{
  HfMesh *mesh = hf_part_edits_apply (whole, edits);

  if (!mesh)
    return whole;
  hf_mesh_unref (whole);
  return mesh;
}

gpointer
hf_derive_run_surface (gpointer data, HfProgress *progress, GError **error)
{
  HfDeriveInput *input = data;
  HfDerivedSurface *surface;
  HfMesh *mesh;

  if (input->coarse) {
    input->params.value[HF_PARAM_STEP] = MAX (input->params.value[HF_PARAM_STEP], 3);
    input->params.value[HF_PARAM_SMOOTH] = 0;
    input->params.value[HF_PARAM_DECIMATE] = 1;
  }
  mesh = hf_mesh_from_params (input->volume, input->mask, &input->params, progress, error);
  if (mesh && input->edits && !input->coarse)
    mesh = edit_parts (mesh, input->edits);
  if (!mesh)
    return NULL;
  surface = g_new0 (HfDerivedSurface, 1);
  surface->mesh = mesh;
  surface->coarse = input->coarse;
  if (!input->coarse)
    hf_mesh_report (mesh, &surface->report);
  return surface;
}
