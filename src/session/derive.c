/* The graph of results: what is out of date, and in which order it is made anew. The work is in derive-jobs.c.

   A key (the parameters that a result depends on, and the address of what it is made from) tells
   whether a result is up to date; what is out of date stays visible until the new one is there. */
#include "session/derive.h"

#include "core/error.h"
#include "session/derive-jobs.h"
#include "session/latest.h"
#include "session/part-edits.h"

#include <string.h>

/* Above this many voxels a dragged level is shown on a coarser grid. */
#define COARSE_VOXELS (16u << 20)

struct _HfDerive {
  HfDerivedFunc changed;
  gpointer data;
  int holds[HF_N_WANTS];
  HfVolume *original; /* nullable */
  HfParams params;
  GArray *edits; /* of the surface; nullable */
  gboolean dragging;

  HfVolume *volume; /* what is shown: original or resampled */
  HfLatest *resample;
  HfParams resample_key;
  HfParams shown; /* of these parameters */

  HfMask *mask;
  HfVolume *mask_volume; /* borrowed keys: what was last asked for; never dereferenced */
  HfParams mask_key;
  HfLatest *mask_job;

  HfHistogram *histogram;
  HfHistogram *inside;
  gpointer histogram_volume;
  gpointer inside_mask;
  HfLatest *histogram_job;

  HfDerivedSurface *surface;
  gpointer surface_volume;
  gpointer surface_mask;
  HfParams surface_key;
  GArray *surface_edits;       /* a key too; nullable */
  gboolean surface_wants_fine; /* the last job was a coarse one */
  GError *surface_error;       /* of the last job; nullable */
  HfLatest *surface_job;
};

static void update (HfDerive *self);

static gboolean
same_values (const HfParams *a, const HfParams *b, HfParamId first, HfParamId last)
{
  return memcmp (&a->value[first], &b->value[first], sizeof (double) * (last - first + 1)) == 0;
}

static gboolean
same_mask_params (const HfParams *a, const HfParams *b)
{
  if (!same_values (a, b, HF_PARAM_ABOVE, HF_PARAM_MASK_LARGEST) || a->n_steps != b->n_steps)
    return FALSE;
  for (guint n = 0; n < a->n_steps; n++)
    if (a->chain[n].op != b->chain[n].op || a->chain[n].off != b->chain[n].off)
      return FALSE;
  return TRUE;
}

gboolean
hf_derive_same_surface (const HfParams *a, const HfParams *b)
{
  return same_values (a, b, HF_PARAM_LEVEL, HF_PARAM_DECIMATE) &&
         same_values (a, b, HF_PARAM_RESAMPLE, HF_PARAM_RESAMPLE_LOWPASS) &&
         (!a->value[HF_PARAM_IN_MASK] || same_mask_params (a, b));
}

static void
emit (HfDerive *self, HfDerived kind, const GError *error)
{
  self->changed (kind, error, self->data);
}

static void
set_volume (HfDerive *self, HfVolume *volume)
{
  if (self->volume == volume)
    return;
  g_clear_pointer (&self->volume, hf_volume_unref);
  self->volume = volume ? hf_volume_ref (volume) : NULL;
  g_clear_pointer (&self->mask, hf_mask_unref);
  g_clear_pointer (&self->histogram, hf_histogram_unref);
  g_clear_pointer (&self->inside, hf_histogram_unref);
  g_clear_pointer (&self->surface, hf_derived_surface_free);
  g_clear_error (&self->surface_error);
  self->mask_volume = self->histogram_volume = self->inside_mask = NULL;
  self->surface_volume = self->surface_mask = NULL;
  hf_latest_cancel (self->mask_job);
  hf_latest_cancel (self->histogram_job);
  hf_latest_cancel (self->surface_job);
  emit (self, HF_DERIVED_VOLUME, NULL);
}

static void
resample_done_cb (gpointer result, const GError *error, gpointer data)
{
  HfDerive *self = data;
  g_autoptr (HfVolume) volume = result;

  if (volume && self->params.value[HF_PARAM_RESAMPLE]) {
    self->shown = self->resample_key;
    set_volume (self, volume);
  } else
    emit (self, HF_DERIVED_VOLUME, error);
  update (self);
}

static void
mask_done_cb (gpointer result, const GError *error, gpointer data)
{
  HfDerive *self = data;

  if (result) {
    g_clear_pointer (&self->mask, hf_mask_unref);
    self->mask = result;
  }
  emit (self, HF_DERIVED_MASK, error);
  update (self);
}

static void
histogram_done_cb (gpointer result, const GError *error, gpointer data)
{
  HfDerive *self = data;
  HfDerivedHistograms *histograms = result;

  if (histograms->whole) {
    g_clear_pointer (&self->histogram, hf_histogram_unref);
    self->histogram = g_steal_pointer (&histograms->whole);
  }
  g_clear_pointer (&self->inside, hf_histogram_unref);
  self->inside = g_steal_pointer (&histograms->inside);
  hf_derived_histograms_free (histograms);
  emit (self, HF_DERIVED_HISTOGRAM, error);
  update (self);
}

/* Where a coarse pass meets no voxel of that level, the fine one may; what else fails would fail it as well. */
static void
surface_done_cb (gpointer result, const GError *error, gpointer data)
{
  HfDerive *self = data;

  if (self->surface_wants_fine && g_error_matches (error, HF_ERROR, HF_CODE_BAD_VALUE))
    error = NULL;
  else if (error)
    self->surface_wants_fine = FALSE;
  if (result || error)
    g_clear_pointer (&self->surface, hf_derived_surface_free);
  self->surface = result ? result : self->surface;
  g_clear_error (&self->surface_error);
  self->surface_error = error ? g_error_copy (error) : NULL;
  emit (self, HF_DERIVED_SURFACE, error);
  update (self);
}

static void
update_volume (HfDerive *self)
{
  if (!self->original || !self->params.value[HF_PARAM_RESAMPLE]) {
    hf_latest_cancel (self->resample);
    memset (&self->resample_key, 0, sizeof self->resample_key);
    self->shown = self->params;
    set_volume (self, self->original);
    return;
  }
  if (!hf_volume_is_complete (self->original) ||
      same_values (&self->params, &self->resample_key, HF_PARAM_RESAMPLE,
                   HF_PARAM_RESAMPLE_LOWPASS))
    return;
  if (!self->volume) {
    self->shown = self->params;
    self->shown.value[HF_PARAM_RESAMPLE] = 0;
    set_volume (self, self->original);
  }
  self->resample_key = self->params;
  hf_latest_cancel (self->resample);
  hf_latest_push (self->resample, hf_derive_input_new (self->original, NULL, &self->params));
  emit (self, HF_DERIVED_PROGRESS, NULL);
}

static gboolean
wants_mask (HfDerive *self)
{
  return self->holds[HF_WANT_MASK] > 0 ||
         (self->holds[HF_WANT_SURFACE] > 0 && self->params.value[HF_PARAM_IN_MASK]);
}

static void
update_mask (HfDerive *self)
{
  if (!wants_mask (self) ||
      (self->mask_volume == self->volume && same_mask_params (&self->params, &self->mask_key)))
    return;
  self->mask_volume = self->volume;
  self->mask_key = self->params;
  hf_latest_push (self->mask_job, hf_derive_input_new (self->volume, NULL, &self->params));
  emit (self, HF_DERIVED_PROGRESS, NULL);
}

static void
update_histogram (HfDerive *self)
{
  HfDeriveInput *input;

  if (self->holds[HF_WANT_HISTOGRAM] <= 0 ||
      (self->histogram_volume == self->volume && self->inside_mask == self->mask))
    return;
  input = hf_derive_input_new (self->volume, self->mask, &self->params);
  input->has_whole = self->histogram && self->histogram_volume == self->volume;
  self->histogram_volume = self->volume;
  self->inside_mask = self->mask;
  hf_latest_push (self->histogram_job, input);
}

static void
set_edits (GArray **place, GArray *edits)
{
  GArray *old = *place;

  *place = edits ? g_array_ref (edits) : NULL;
  g_clear_pointer (&old, g_array_unref);
}

static void
push_surface (HfDerive *self, gboolean coarse)
{
  gboolean in_mask = self->params.value[HF_PARAM_IN_MASK] != 0;
  HfDeriveInput *input =
      hf_derive_input_new (self->volume, in_mask ? self->mask : NULL, &self->params);

  input->coarse = coarse;
  input->edits = self->edits ? g_array_ref (self->edits) : NULL;
  self->surface_wants_fine = coarse;
  hf_latest_push (self->surface_job, input);
  emit (self, HF_DERIVED_PROGRESS, NULL);
}

/* A coarse pass first, again and again while a slider is dragged; the fine pass when the hand
   rests. Only the fine pass is cancelled by a newer value. */
static void
update_surface (HfDerive *self)
{
  gpointer mask = self->params.value[HF_PARAM_IN_MASK] ? self->mask : NULL;
  gboolean large;

  if (self->holds[HF_WANT_SURFACE] <= 0 || (self->params.value[HF_PARAM_IN_MASK] && !mask))
    return;
  if (self->surface_volume == self->volume && self->surface_mask == mask &&
      same_values (&self->params, &self->surface_key, HF_PARAM_LEVEL, HF_PARAM_DECIMATE) &&
      hf_part_edits_equal (self->edits, self->surface_edits)) {
    if (self->surface_wants_fine && !self->dragging && !hf_latest_is_busy (self->surface_job))
      push_surface (self, FALSE);
    return;
  }
  self->surface_volume = self->volume;
  self->surface_mask = mask;
  self->surface_key = self->params;
  set_edits (&self->surface_edits, self->edits);
  if (!self->surface_wants_fine)
    hf_latest_cancel (self->surface_job);
  large = hf_volume_n_voxels (self->volume) > COARSE_VOXELS ||
          self->params.value[HF_PARAM_SMOOTH] > 0 || self->params.value[HF_PARAM_DECIMATE] < 1;
  push_surface (self, large && (self->dragging || !self->surface));
}

/* Starts what is out of date. While a series loads nothing is derived from it. */
static void
update (HfDerive *self)
{
  update_volume (self);
  if (!self->volume || !hf_volume_is_complete (self->volume))
    return;
  update_mask (self);
  update_histogram (self);
  update_surface (self);
}

HfDerive *
hf_derive_new (HfDerivedFunc changed, gpointer data)
{
  HfDerive *self = g_new0 (HfDerive, 1);

  self->changed = changed;
  self->data = data;
  hf_params_init (&self->params);
  self->resample = hf_latest_new (hf_derive_run_resample, hf_derive_input_free,
                                  (GDestroyNotify) hf_volume_unref, resample_done_cb, self);
  self->mask_job = hf_latest_new (hf_derive_run_mask, hf_derive_input_free,
                                  (GDestroyNotify) hf_mask_unref, mask_done_cb, self);
  self->histogram_job = hf_latest_new (hf_derive_run_histogram, hf_derive_input_free,
                                       hf_derived_histograms_free, histogram_done_cb, self);
  self->surface_job = hf_latest_new (hf_derive_run_surface, hf_derive_input_free,
                                     hf_derived_surface_free, surface_done_cb, self);
  return self;
}

void
hf_derive_free (HfDerive *self)
{
  hf_latest_free (self->resample);
  hf_latest_free (self->mask_job);
  hf_latest_free (self->histogram_job);
  hf_latest_free (self->surface_job);
  g_clear_pointer (&self->original, hf_volume_unref);
  g_clear_pointer (&self->volume, hf_volume_unref);
  g_clear_pointer (&self->mask, hf_mask_unref);
  g_clear_pointer (&self->histogram, hf_histogram_unref);
  g_clear_pointer (&self->inside, hf_histogram_unref);
  g_clear_pointer (&self->surface, hf_derived_surface_free);
  g_clear_error (&self->surface_error);
  set_edits (&self->edits, NULL);
  set_edits (&self->surface_edits, NULL);
  g_free (self);
}

/* The only way in: called after anything changed, also when the last slice of original has arrived.
 */
void
hf_derive_set_input (
    HfDerive *self, HfVolume *original, const HfParams *params, GArray *edits, gboolean dragging)
{
  if (self->original != original) {
    g_clear_pointer (&self->original, hf_volume_unref);
    self->original = original ? hf_volume_ref (original) : NULL;
    memset (&self->resample_key, 0, sizeof self->resample_key);
    hf_latest_cancel (self->resample);
    set_volume (self, NULL);
  }
  self->params = *params;
  set_edits (&self->edits, edits);
  self->dragging = dragging;
  update (self);
}

void
hf_derive_hold (HfDerive *self, HfWant want, int delta)
{
  self->holds[want] += delta;
  g_return_if_fail (self->holds[want] >= 0);
  if (delta > 0)
    update (self);
}

void
hf_derive_shown_resampling (HfDerive *self, HfParams *params)
{
  for (int id = HF_PARAM_RESAMPLE; id <= HF_PARAM_RESAMPLE_LOWPASS; id++)
    params->value[id] = self->shown.value[id];
}

void
hf_derive_rebuild_surface (HfDerive *self)
{
  self->surface_volume = NULL;
  update (self);
}

/* What is seen would not be what the parameters say. */
static void
forget_surface (HfDerive *self)
{
  g_clear_pointer (&self->surface, hf_derived_surface_free);
  g_clear_error (&self->surface_error);
  self->surface_error =
      g_error_new_literal (HF_ERROR, HF_CODE_CANCELLED, "The surface was cancelled");
  self->surface_wants_fine = FALSE;
  emit (self, HF_DERIVED_SURFACE, NULL);
}

void
hf_derive_cancel (HfDerive *self)
{
  const gboolean building = hf_latest_is_busy (self->surface_job);

  hf_latest_cancel (self->resample);
  hf_latest_cancel (self->mask_job);
  hf_latest_cancel (self->histogram_job);
  hf_latest_cancel (self->surface_job);
  if (building)
    forget_surface (self);
  emit (self, HF_DERIVED_PROGRESS, NULL); /* who was cancelled says nothing himself */
}

static HfLatest *
job_of (HfDerive *self, HfWant want)
{
  switch (want) {
  case HF_WANT_MASK:
    return self->mask_job;
  case HF_WANT_HISTOGRAM:
    return self->histogram_job;
  case HF_WANT_SURFACE:
    return self->surface_job;
  case HF_WANT_VOLUME:
  default:
    return self->resample;
  }
}

gboolean
hf_derive_is_busy (HfDerive *self, HfWant want)
{
  return hf_latest_is_busy (job_of (self, want));
}

double
hf_derive_progress (HfDerive *self, HfWant want)
{
  HfProgress *progress = hf_latest_progress (job_of (self, want));

  return progress ? hf_progress_get (progress) : 0;
}

HfVolume *
hf_derive_volume (HfDerive *self)
{
  return self->volume;
}

HfHistogram *
hf_derive_histogram (HfDerive *self)
{
  return self->histogram;
}

HfHistogram *
hf_derive_histogram_inside (HfDerive *self)
{
  return self->inside;
}

HfMask *
hf_derive_mask (HfDerive *self)
{
  return self->mask;
}

HfMesh *
hf_derive_surface (HfDerive *self)
{
  return self->surface ? self->surface->mesh : NULL;
}

void
hf_derive_edit_surface (HfDerive *self, GArray *edits, HfMesh *mesh, const HfMeshReport *report)
{
  g_return_if_fail (self->surface);
  set_edits (&self->edits, edits);
  set_edits (&self->surface_edits, edits);
  hf_mesh_ref (mesh);
  hf_mesh_unref (self->surface->mesh);
  self->surface->mesh = mesh;
  self->surface->report = *report;
  emit (self, HF_DERIVED_SURFACE, NULL);
}

gboolean
hf_derive_surface_is_coarse (HfDerive *self)
{
  return self->surface && self->surface->coarse;
}

const HfMeshReport *
hf_derive_surface_report (HfDerive *self)
{
  return self->surface && !self->surface->coarse ? &self->surface->report : NULL;
}

const GError *
hf_derive_surface_error (HfDerive *self)
{
  return self->surface_error;
}
