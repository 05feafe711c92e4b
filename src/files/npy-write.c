/* Writing .npy: the array and its sidecar are both complete beside their places before either is
   renamed, so that a full disk leaves both old files. */
#include "files/npy.h"

#include "core/error.h"
#include "files/atomic.h"

#include <math.h>
#include <string.h>

typedef struct {
  HfAtomic *array;
  HfAtomic *sidecar;
} Pair;

static void
pair_clear (Pair *self)
{
  g_clear_pointer (&self->array, hf_atomic_free);
  g_clear_pointer (&self->sidecar, hf_atomic_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

/* Magic, version, length, dict; padded with spaces to 64 bytes, as numpy does. */
static gboolean
write_header (HfAtomic *file, const char *descr, const int size[3], GError **error)
{
  g_autofree char *dict =
      g_strdup_printf ("{'descr': '%s', 'fortran_order': False, 'shape': (%d, %d, %d), }", descr,
                       size[2], size[1], size[0]);
  guint length = (guint) (10 + strlen (dict) + 1 + 63) / 64 * 64 - 10;
  g_autofree char *padded = g_strdup_printf ("%-*s\n", (int) length - 1, dict);
  const guint8 start[10] = { 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, length & 255, length >> 8 };

  return hf_atomic_write (file, start, sizeof start, error) &&
         hf_atomic_write (file, padded, length, error);
}

static gboolean
write_pair (Pair *pair, const char *path, const char *descr, const HfVolume *volume, GError **error)
{
  g_autofree char *sidecar = hf_sidecar_path (path);

  pair->array = hf_atomic_new (path, error);
  if (pair->array == NULL)
    return FALSE;
  pair->sidecar = hf_atomic_new (sidecar, error);
  return pair->sidecar != NULL && write_header (pair->array, descr, hf_volume_size (volume), error);
}

static gboolean
commit_pair (Pair *pair, const char *json, GError **error)
{
  return hf_atomic_write (pair->sidecar, json, strlen (json), error) &&
         hf_atomic_write (pair->sidecar, "\n", 1, error) && hf_atomic_commit (pair->array, error) &&
         hf_atomic_commit (pair->sidecar, error);
}

/* What of a volume decides how it is written. */
typedef struct {
  int min; /* voxels with data */
  int max;
  gboolean has_padding;
  gboolean padding_is_data; /* a voxel with data is written as the padding value, too */
} Facts;

typedef struct {
  const HfVolume *volume;
  gint16 twin;  /* the voxel that would be written as padding; PADDING: none */
  Facts *facts; /* of slice k */
} Study;

static void
study_slices (gsize begin, gsize end, gpointer data)
{
  Study *study = data;
  const int *size = hf_volume_size (study->volume);

  for (gsize k = begin; k < end; k++) {
    gint16 min = G_MAXINT16, max = G_MININT16;
    gboolean padding = FALSE, twins = FALSE;

    for (int j = 0; j < size[1]; j++) {
      const gint16 *row = hf_volume_row (study->volume, j, (int) k);

      for (int i = 0; i < size[0]; i++) {
        gint16 data_or_max = row[i] == HF_VOLUME_PADDING ? G_MAXINT16 : row[i];

        padding |= row[i] == HF_VOLUME_PADDING;
        twins |= row[i] == study->twin;
        min = MIN (min, data_or_max);
        max = MAX (max, row[i]);
      }
    }
    study->facts[k] = (Facts){ min, max, padding, twins && study->twin != HF_VOLUME_PADDING };
  }
}

static Facts
study_volume (const HfVolume *volume)
{
  double twin =
      (hf_volume_padding_value (volume) - hf_volume_offset (volume)) / hf_volume_scale (volume);
  gsize n = (gsize) hf_volume_size (volume)[2];
  g_autofree Facts *facts = g_new0 (Facts, n);
  Study study = { volume, HF_VOLUME_PADDING, facts };
  Facts all = { G_MAXINT16, G_MININT16, FALSE, FALSE };

  if (fabs (twin) <= G_MAXINT16)
    study.twin = (gint16) lrint (twin);
  hf_parallel_for (n, 4, study_slices, &study);
  for (gsize k = 0; k < n; k++) {
    all.min = MIN (all.min, facts[k].min);
    all.max = MAX (all.max, facts[k].max);
    all.has_padding |= facts[k].has_padding;
    all.padding_is_data |= facts[k].padding_is_data;
  }
  if (all.min > all.max)
    all.min = all.max = 0;
  return all;
}

static gboolean
fits_int16 (double value)
{
  return value >= G_MININT16 && value <= G_MAXINT16;
}

/* int16 or float32, see npy.h. */
static gboolean
needs_float (const HfVolume *volume, const Facts *facts)
{
  double scale = hf_volume_scale (volume), offset = hf_volume_offset (volume);
  gboolean whole = scale == rint (scale) && offset == rint (offset);

  if (!fits_int16 (scale * facts->min + offset) || !fits_int16 (scale * facts->max + offset))
    return TRUE;
  if (facts->has_padding && !fits_int16 (hf_volume_padding_value (volume)))
    return TRUE;
  return !whole && !hf_volume_info (volume)->is_hu;
}

static void
slice_to_int16 (const HfVolume *volume, int k, gint16 *to)
{
  const int *size = hf_volume_size (volume);
  double scale = hf_volume_scale (volume), offset = hf_volume_offset (volume);
  gint16 padding = (gint16) CLAMP (rint (hf_volume_padding_value (volume)), G_MININT16, G_MAXINT16);

  for (int j = 0; j < size[1]; j++, to += size[0]) {
    const gint16 *row = hf_volume_row (volume, j, k);

    if (scale == 1 && offset == 0)
      memcpy (to, row, sizeof *row * (gsize) size[0]);
    else
      for (int i = 0; i < size[0]; i++)
        to[i] = row[i] == HF_VOLUME_PADDING ? HF_VOLUME_PADDING
                                            : (gint16) rint (scale * row[i] + offset);
    for (int i = 0; i < size[0]; i++)
      to[i] = row[i] == HF_VOLUME_PADDING ? padding : to[i];
    for (int i = 0; i < size[0]; i++)
      to[i] = GINT16_TO_LE (to[i]);
  }
}

static void
slice_to_float (const HfVolume *volume, int k, float *to)
{
  const int *size = hf_volume_size (volume);
  double scale = hf_volume_scale (volume), offset = hf_volume_offset (volume);

  for (int j = 0; j < size[1]; j++, to += size[0]) {
    const gint16 *row = hf_volume_row (volume, j, k);

    for (int i = 0; i < size[0]; i++)
      to[i] = (float) (row[i] == HF_VOLUME_PADDING ? hf_volume_padding_value (volume)
                                                   : scale * row[i] + offset);
  }
}

static gboolean
stopped (HfProgress *progress, int k, int n, GError **error)
{
  if (hf_progress_cancelled (progress)) {
    g_set_error (error, HF_ERROR, HF_CODE_CANCELLED, "Cancelled; nothing was written");
    return TRUE;
  }
  if (progress)
    hf_progress_set (progress, (double) k / n);
  return FALSE;
}

static gboolean
write_slices (
    HfAtomic *file, const HfVolume *volume, gboolean as_float, HfProgress *progress, GError **error)
{
  const int *size = hf_volume_size (volume);
  gsize bytes = (gsize) size[0] * (gsize) size[1] * (as_float ? sizeof (float) : sizeof (gint16));
  g_autofree gpointer slice = g_malloc (bytes);

  for (int k = 0; k < size[2]; k++) {
    if (stopped (progress, k, size[2], error))
      return FALSE;
    if (as_float)
      slice_to_float (volume, k, slice);
    else
      slice_to_int16 (volume, k, slice);
    if (!hf_atomic_write (file, slice, bytes, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
hf_npy_write (const char *path,
              const HfVolume *volume,
              gboolean with_patient,
              HfProgress *progress,
              GError **error)
{
  Facts facts = study_volume (volume);
  gboolean as_float = needs_float (volume, &facts);
  g_auto (Pair) pair = { NULL, NULL };
  g_autofree char *json = NULL;

  if (!write_pair (&pair, path, as_float ? "<f4" : "<i2", volume, error) ||
      !write_slices (pair.array, volume, as_float, progress, error))
    return FALSE;
  json = hf_sidecar_format (volume, with_patient, facts.has_padding && !facts.padding_is_data,
                            as_float);
  return commit_pair (&pair, json, error);
}

gboolean
hf_npy_write_mask (const char *path,
                   const HfMask *mask,
                   const HfVolume *volume,
                   HfProgress *progress,
                   GError **error)
{
  const int *size = hf_mask_size (mask);
  g_autofree guint8 *row = g_malloc ((gsize) size[0]);
  g_auto (Pair) pair = { NULL, NULL };
  g_autofree char *json = NULL;

  if (!write_pair (&pair, path, "|u1", volume, error))
    return FALSE;
  for (int k = 0; k < size[2]; k++) {
    if (stopped (progress, k, size[2], error))
      return FALSE;
    for (int j = 0; j < size[1]; j++) {
      const guint64 *bits = hf_mask_row (mask, j, k);

      for (int i = 0; i < size[0]; i++)
        row[i] = bits[i / 64] >> i % 64 & 1;
      if (!hf_atomic_write (pair.array, row, (gsize) size[0], error))
        return FALSE;
    }
  }
  json = hf_sidecar_format (volume, FALSE, FALSE, FALSE);
  return commit_pair (&pair, json, error);
}
