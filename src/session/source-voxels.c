/* The voxels of an opened path: memory for them, loading, and the scale that keeps their values. */
#include "image/histogram.h"
#include "session/dicom-load.h"
#include "session/source-private.h"

#include <glib/gi18n-lib.h>

#define SLICE_ROUNDS 3 /* values of 32 bits take two or three */

static const HfSeries *
nth_series (HfSource *self, int series, GError **error)
{
  const HfSeries *found = NULL;

  g_mutex_lock (&self->changing);
  if (series >= 0 && series < (int) self->list->series->len)
    found = self->list->series->pdata[series];
  g_mutex_unlock (&self->changing);
  if (found)
    return found;
  g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE, _ ("There is no series %d"), series);
  return NULL;
}

HfVolume *
hf_source_volume_new (HfSource *self, int series, GError **error)
{
  const HfSeries *wanted = nth_series (self, series, error);
  HfVoxels *voxels;
  HfVolume *volume;

  if (!wanted)
    return NULL;
  if (self->volume)
    return hf_volume_ref (self->volume);
  voxels = hf_voxels_new (hf_geometry_size (wanted->geometry), error);
  if (!voxels)
    return NULL;
  volume = hf_voxels_volume (voxels, wanted, 0, wanted->n_slices);
  g_mutex_lock (&self->changing);
  g_clear_pointer (&self->voxels, hf_voxels_unref);
  self->voxels = voxels;
  self->filled = volume;
  g_mutex_unlock (&self->changing);
  return volume;
}

/* The memory of a volume, which from now on is the caller's; NULL where a newer volume was asked for
   meanwhile. */
static HfVoxels *
take_voxels (HfSource *self, const HfVolume *volume, GError **error)
{
  HfVoxels *voxels = NULL;

  g_mutex_lock (&self->changing);
  if (self->filled == volume)
    voxels = g_steal_pointer (&self->voxels);
  g_mutex_unlock (&self->changing);
  if (!voxels)
    g_set_error_literal (error, HF_ERROR, HF_CODE_CANCELLED,
                         _ ("Another series was wanted meanwhile"));
  return voxels;
}

/* Everything is there already. */
static gboolean
tell_all (HfVolume *volume, HfSliceFunc on_slice, gpointer data)
{
  for (int k = 0; on_slice && k < hf_volume_size (volume)[2]; k++)
    on_slice (k, HF_SLICE_READY, data);
  return TRUE;
}

/* Alone with the files: a source serves one reader at a time, and each source for itself. */
static gboolean
load_alone (HfSource *self, HfDicomLoad *load, HfProgress *progress, GError **error)
{
  gboolean ok;

  g_mutex_lock (&self->reading);
  self->folder->progress = progress;
  ok = hf_dicom_load (load, progress, error);
  self->folder->progress = NULL;
  g_mutex_unlock (&self->reading);
  return ok;
}

gboolean
hf_source_load (HfSource *self,
                int series,
                HfVolume *volume,
                int first_slice,
                HfSliceFunc on_slice,
                gpointer data,
                HfProgress *progress,
                GPtrArray **warnings,
                GError **error)
{
  g_autoptr (GPtrArray) told = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_warning_free);
  const HfSeries *wanted = nth_series (self, series, error);
  g_autoptr (HfVoxels) voxels = NULL;
  g_autofree char *reason = NULL;
  HfDicomLoad load;
  gboolean ok;

  if (!wanted)
    return FALSE;
  if (self->volume == volume) {
    if (warnings)
      *warnings = g_steal_pointer (&told);
    return tell_all (volume, on_slice, data);
  }
  voxels = take_voxels (self, volume, error);
  if (!voxels)
    return FALSE;
  load = (HfDicomLoad){ .client = self->client,
                        .folder = self->folder,
                        .series = wanted,
                        .voxels = voxels,
                        .volume = volume,
                        .first_slice = first_slice,
                        .on_slice = on_slice,
                        .data = data,
                        .warnings = told };
  ok = load_alone (self, &load, progress, error);
  reason = load.last_reason;
  hf_voxels_seal (voxels);
  if (ok && load.n_read == 0) {
    g_set_error (error, HF_ERROR, HF_CODE_CORRUPT,
                 _ ("No slice of %s could be read: %s. Copy the files once more from where they "
                    "come, or export the series again."),
                 self->path, reason);
    return FALSE;
  }
  if (warnings)
    *warnings = g_steal_pointer (&told);
  return ok;
}

static gboolean
has_clipped (const GPtrArray *warnings)
{
  for (guint n = 0; warnings && n < warnings->len; n++)
    if (((HfWarning *) warnings->pdata[n])->code == HF_CODE_CLIPPED)
      return TRUE;
  return FALSE;
}

gboolean
hf_source_measure (
    HfSource *self, int series, const HfVolume *volume, GPtrArray *warnings, double range[2])
{
  const HfSeries *loaded = nth_series (self, series, NULL);
  g_autoptr (HfHistogram) histogram = NULL;

  if (!loaded || self->volume || (!has_clipped (warnings) && !has_clipped (loaded->warnings)))
    return FALSE;
  histogram = hf_histogram_new (volume, NULL, FALSE);
  return hf_histogram_range (histogram, &range[0], &range[1]);
}

/* After what the voxels of a volume show: a better scale. */
static gboolean
refine (HfSeries *series, const HfVolume *volume, gboolean is_clipped, const double range[2])
{
  return hf_series_refine (series, range[0], range[1],
                           is_clipped && range[0] <= hf_volume_value (volume, -G_MAXINT16),
                           is_clipped && range[1] >= hf_volume_value (volume, G_MAXINT16));
}

gboolean
hf_source_refine (
    HfSource *self, int series, const HfVolume *volume, GPtrArray *warnings, const double range[2])
{
  gboolean is_better;

  g_mutex_lock (&self->changing);
  is_better = refine (self->list->series->pdata[series], volume, has_clipped (warnings), range);
  g_mutex_unlock (&self->changing);
  return is_better;
}

/* Slice k as the series has it: with its scale. */
static HfVolume *
load_one (HfSource *self, const HfSeries *series, int k, gboolean *is_clipped, GError **error)
{
  g_autoptr (GPtrArray) warnings =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hf_warning_free);
  const int *all = hf_geometry_size (series->geometry), size[3] = { all[0], all[1], 1 };
  g_autoptr (HfVoxels) voxels = hf_voxels_new (size, error);
  g_autoptr (HfVolume) volume = voxels ? hf_voxels_volume (voxels, series, k, 1) : NULL;
  HfDicomLoad load = { .client = self->client,
                       .folder = self->folder,
                       .series = series,
                       .voxels = voxels,
                       .volume = volume,
                       .base = k,
                       .warnings = warnings };

  if (!volume || !load_alone (self, &load, NULL, error))
    return NULL;
  g_free (load.last_reason);
  *is_clipped = has_clipped (warnings);
  if (load.n_read == 1)
    return g_steal_pointer (&volume);
  g_set_error (error, HF_ERROR, HF_CODE_CORRUPT, "%s", ((HfWarning *) warnings->pdata[0])->message);
  return NULL;
}

static gboolean
improve (HfSeries *series, const HfVolume *slice, gboolean is_clipped)
{
  g_autoptr (HfHistogram) histogram = NULL;
  double range[2];

  if (series->info->is_hu && !is_clipped)
    return FALSE;
  histogram = hf_histogram_new (slice, NULL, FALSE);
  return hf_histogram_range (histogram, &range[0], &range[1]) &&
         refine (series, slice, is_clipped, range);
}

/* Nobody has looked at all values of a series that is not open: its scale may clip or round this slice away. So the slice gets
   one of its own, and is the same whatever became of that of the series. */
HfVolume *
hf_source_load_slice (HfSource *self, int series, int k, GError **error)
{
  const HfSeries *wanted = nth_series (self, series, error);
  g_autoptr (GPtrArray) unheard = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_warning_free);
  HfSeries own;

  if (!wanted)
    return NULL;
  if (self->volume)
    return hf_volume_ref (self->volume);
  g_mutex_lock (&self->changing);
  own = *wanted;
  g_mutex_unlock (&self->changing);
  own.warnings = unheard;
  for (int round = 0;; round++) {
    gboolean is_clipped = FALSE;
    g_autoptr (HfVolume) volume =
        load_one (self, &own, CLAMP (k, 0, own.n_slices - 1), &is_clipped, error);

    if (!volume || round == SLICE_ROUNDS || !improve (&own, volume, is_clipped))
      return g_steal_pointer (&volume);
  }
}
