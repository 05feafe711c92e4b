/* What is written for a voxel: whole numbers where they say it, float where they cannot. */
#include "files/values.h"

#include "core/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* What of a volume decides how it is written. */
typedef struct {
  int min; /* voxels with data */
  int max;
  gboolean has_padding;
  gboolean padding_is_data; /* a voxel with data is written as the padding value, too */
} Facts;

typedef struct {
  const HfVolume *volume;
  gint16 twin;  /* the voxel that would be written as padding */
  Facts *facts; /* of slice k */
} Study;

/* 16 bits wide and without branches, so that the loop becomes vectors. Less one, padding turns into
   the largest number of all. */
static void
study_row (const gint16 *row, int n, Facts *facts)
{
  gint16 max = G_MININT16, least = G_MAXINT16, most = G_MININT16;

  for (int i = 0; i < n; i++) {
    gint16 less = (gint16) ((guint16) row[i] - 1);

    max = MAX (max, row[i]);
    least = MIN (least, less);
    most = MAX (most, less);
  }
  if (least < G_MAXINT16)
    facts->min = MIN (facts->min, least + 1);
  facts->max = MAX (facts->max, max);
  facts->has_padding |= most == G_MAXINT16;
}

static void
study_slices (gsize begin, gsize end, gpointer data)
{
  Study *study = data;
  const int *size = hf_volume_size (study->volume);

  for (gsize k = begin; k < end; k++) {
    study->facts[k] = (Facts){ .min = G_MAXINT16, .max = G_MININT16 };
    for (int j = 0; j < size[1]; j++)
      study_row (hf_volume_row (study->volume, j, (int) k), size[0], &study->facts[k]);
  }
}

static void
find_twins (gsize begin, gsize end, gpointer data)
{
  Study *study = data;
  const int *size = hf_volume_size (study->volume);

  for (gsize k = begin; k < end; k++)
    for (int j = 0; j < size[1]; j++) {
      const gint16 *row = hf_volume_row (study->volume, j, (int) k);
      guint16 twins = 0;

      for (int i = 0; i < size[0]; i++)
        twins |= row[i] == study->twin;
      study->facts[k].padding_is_data |= twins != 0;
    }
}

static Facts
gather (const HfVolume *volume)
{
  double twin =
      (hf_volume_padding_value (volume) - hf_volume_offset (volume)) / hf_volume_scale (volume);
  gsize n = (gsize) hf_volume_size (volume)[2];
  g_autofree Facts *facts = g_new0 (Facts, n);
  Study study = { volume, 0, facts };
  Facts all = { G_MAXINT16, G_MININT16, FALSE, FALSE };

  hf_parallel_for (n, 4, study_slices, &study);
  for (gsize k = 0; k < n; k++) {
    all.min = MIN (all.min, facts[k].min);
    all.max = MAX (all.max, facts[k].max);
    all.has_padding |= facts[k].has_padding;
  }
  if (all.has_padding && fabs (twin) <= G_MAXINT16) {
    study.twin = (gint16) lrint (twin);
    hf_parallel_for (n, 4, find_twins, &study);
  }
  for (gsize k = 0; k < n; k++)
    all.padding_is_data |= facts[k].padding_is_data;
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
  return !whole;
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

HfValues
hf_values_study (const HfVolume *volume)
{
  Facts facts = gather (volume);
  gboolean as_float = needs_float (volume, &facts);
  gboolean padded = facts.has_padding && hf_volume_padding_value (volume) != HF_VOLUME_PADDING;

  return (HfValues){ .as_float = as_float,
                     .as_is = !as_float && !padded && hf_volume_scale (volume) == 1 &&
                              hf_volume_offset (volume) == 0 && G_BYTE_ORDER == G_LITTLE_ENDIAN,
                     .padding_is_plain = facts.has_padding && !facts.padding_is_data };
}

gsize
hf_values_slice_bytes (const HfVolume *volume, const HfValues *values)
{
  const int *size = hf_volume_size (volume);

  return (gsize) size[0] * (gsize) size[1] * (values->as_float ? sizeof (float) : sizeof (gint16));
}

void
hf_values_slice (const HfVolume *volume, const HfValues *values, int k, gpointer to)
{
  if (values->as_float)
    slice_to_float (volume, k, to);
  else
    slice_to_int16 (volume, k, to);
}

/* For loops over slices: tells progress, and TRUE with an error when it is time to give up. */
gboolean
hf_values_stopped (HfProgress *progress, int k, int n, GError **error)
{
  if (hf_progress_cancelled (progress)) {
    g_set_error (error, HF_ERROR, HF_CODE_CANCELLED, _ ("Cancelled; nothing was written"));
    return TRUE;
  }
  if (progress)
    hf_progress_set (progress, (double) k / n);
  return FALSE;
}
