/* What is written for a voxel: whole numbers where they say it, float where they cannot. */
#include "files/values.h"

#include "core/error.h"
#include "core/wide.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define BATCH (1 << 20) /* bytes that are made while as many are written: they stay in the cache */

/* The voxels of slices that have data. */
typedef struct {
  int min;
  int max;
  gboolean has_padding;
} Range;

typedef struct {
  const HfVolume *volume;
  Range *ranges; /* of slice k */
} Study;

/* 16 bits wide and without branches, so that the loop becomes vectors. Less one, padding turns into
   the largest number of all. */
static void
study_row (const gint16 *row, int n, Range *range)
{
  gint16 max = G_MININT16, least = G_MAXINT16, most = G_MININT16;

  for (int i = 0; i < n; i++) {
    gint16 less = (gint16) ((guint16) row[i] - 1);

    max = MAX (max, row[i]);
    least = MIN (least, less);
    most = MAX (most, less);
  }
  if (least < G_MAXINT16)
    range->min = MIN (range->min, least + 1);
  range->max = MAX (range->max, max);
  range->has_padding |= most == G_MAXINT16;
}

static void
study_slices (gsize begin, gsize end, gpointer data)
{
  Study *study = data;
  const int *size = hf_volume_size (study->volume);

  for (gsize k = begin; k < end; k++) {
    study->ranges[k] = (Range){ .min = G_MAXINT16, .max = G_MININT16 };
    for (int j = 0; j < size[1]; j++)
      study_row (hf_volume_row (study->volume, j, (int) k), size[0], &study->ranges[k]);
  }
}

static Range
range_of (const HfVolume *volume)
{
  gsize n = (gsize) hf_volume_size (volume)[2];
  g_autofree Range *ranges = g_new0 (Range, n);
  Study study = { volume, ranges };
  Range all = { G_MAXINT16, G_MININT16, FALSE };

  hf_parallel_for (n, 4, study_slices, &study);
  for (gsize k = 0; k < n; k++) {
    all.min = MIN (all.min, ranges[k].min);
    all.max = MAX (all.max, ranges[k].max);
    all.has_padding |= ranges[k].has_padding;
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
fits (const HfVolume *volume, const Range *range)
{
  double scale = hf_volume_scale (volume), offset = hf_volume_offset (volume);

  return fits_int16 (scale * range->min + offset) && fits_int16 (scale * range->max + offset) &&
         (!range->has_padding || fits_int16 (hf_volume_padding_value (volume)));
}

/* The voxels are only looked at where they decide; of a CT they do not. */
HfValues
hf_values_begin (const HfVolume *volume)
{
  const Range widest = { HF_VOLUME_PADDING + 1, G_MAXINT16, TRUE };
  double scale = hf_volume_scale (volume), offset = hf_volume_offset (volume);
  double twin = (hf_volume_padding_value (volume) - offset) / scale;
  HfValues values = { .twin = HF_VOLUME_PADDING };

  if (scale != rint (scale) || offset != rint (offset))
    values.as_float = TRUE;
  else if (!fits (volume, &widest)) {
    Range range = range_of (volume);

    values.as_float = !fits (volume, &range);
  }
  if (fabs (twin) <= G_MAXINT16)
    values.twin = (gint16) lrint (twin);
  return values;
}

gboolean
hf_values_padding_is_plain (const HfValues *values)
{
  return values->has_padding && !values->padding_is_data;
}

/* TRUE: there is padding in the row. */
HF_WIDE static gboolean
note_row (HfValues *values, const gint16 *row, int n)
{
  const gint16 twin = values->twin;
  guint16 paddings = 0, twins = 0;

  for (int i = 0; i < n; i++) {
    paddings |= row[i] == HF_VOLUME_PADDING;
    twins |= row[i] == twin;
  }
  values->has_padding |= paddings != 0;
  values->padding_is_data |= twins != 0 && twin != HF_VOLUME_PADDING;
  return paddings != 0;
}

static void
row_to_int16 (const HfVolume *volume, const gint16 *row, int n, gboolean has_padding, gint16 *to)
{
  double scale = hf_volume_scale (volume), offset = hf_volume_offset (volume);

  if (scale == 1 && offset == 0)
    memcpy (to, row, sizeof *row * (gsize) n);
  else
    for (int i = 0; i < n; i++)
      to[i] = row[i] == HF_VOLUME_PADDING ? 0 : (gint16) rint (scale * row[i] + offset);
  if (has_padding) {
    gint16 padding = (gint16) rint (hf_volume_padding_value (volume));

    for (int i = 0; i < n; i++)
      to[i] = row[i] == HF_VOLUME_PADDING ? padding : to[i];
  }
  if (G_BYTE_ORDER != G_LITTLE_ENDIAN)
    for (int i = 0; i < n; i++)
      to[i] = GINT16_TO_LE (to[i]);
}

static void
row_to_float (const HfVolume *volume, const gint16 *row, int n, float *to)
{
  double scale = hf_volume_scale (volume), offset = hf_volume_offset (volume);

  for (int i = 0; i < n; i++)
    to[i] = (float) (row[i] == HF_VOLUME_PADDING ? hf_volume_padding_value (volume)
                                                 : scale * row[i] + offset);
}

static gsize
slice_bytes (const HfVolume *volume, const HfValues *values)
{
  const int *size = hf_volume_size (volume);

  return (gsize) size[0] * (gsize) size[1] * (values->as_float ? sizeof (float) : sizeof (gint16));
}

gsize
hf_values_bytes (const HfVolume *volume, const HfValues *values)
{
  return slice_bytes (volume, values) * (gsize) hf_volume_size (volume)[2];
}

/* Row by row, so that each is read from memory once. */
static void
convert_slice (const HfVolume *volume, HfValues *values, int k, gpointer to)
{
  const int *size = hf_volume_size (volume);

  for (int j = 0; j < size[1]; j++) {
    const gint16 *row = hf_volume_row (volume, j, k);
    gsize at = (gsize) size[0] * (gsize) j;
    gboolean has_padding = note_row (values, row, size[0]);

    if (values->as_float)
      row_to_float (volume, row, size[0], (float *) to + at);
    else
      row_to_int16 (volume, row, size[0], has_padding, (gint16 *) to + at);
  }
}

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

/* Slices [first, end) of the volume, converted in memory. */
typedef struct {
  gpointer data;
  int first, end;
} Batch;

/* One batch is written while the next one is made: the file costs what the system's copy costs. */
typedef struct {
  const HfVolume *volume;
  HfValues *values;
  gsize slice_bytes; /* converted */
  Batch made, next;
  HfValuesWriteFunc write;
  gpointer file;
  GError *error; /* of the write */
} Relay;

static void
make_or_write (gsize begin, gsize end, gpointer data)
{
  Relay *relay = data;

  for (gsize hand = begin; hand < end; hand++)
    if (hand == 0) {
      gsize bytes = relay->slice_bytes * (gsize) (relay->made.end - relay->made.first);

      if (bytes > 0)
        relay->write (relay->file, relay->made.data, bytes, &relay->error);
    } else
      for (int k = relay->next.first; k < relay->next.end; k++)
        convert_slice (relay->volume, relay->values, k,
                       (guint8 *) relay->next.data +
                           relay->slice_bytes * (gsize) (k - relay->next.first));
}

gboolean
hf_values_write (const HfVolume *volume,
                 HfValues *values,
                 HfProgress *progress,
                 HfValuesWriteFunc write,
                 gpointer file,
                 GError **error)
{
  const int n = hf_volume_size (volume)[2];
  const gsize bytes = slice_bytes (volume, values);
  const int most = (int) CLAMP (BATCH / bytes, 1, (gsize) n); /* slices of a batch */
  g_autofree gpointer one = g_malloc (bytes * (gsize) most),
                      other = g_malloc (bytes * (gsize) most);
  Relay relay = { volume, values, bytes, { other, 0, 0 }, { one, 0, 0 }, write, file, NULL };

  while (relay.made.end < n || relay.made.first < relay.made.end) {
    Batch written = relay.made;

    if (hf_values_stopped (progress, relay.made.first, n, error))
      return FALSE;
    relay.next.first = relay.made.end;
    relay.next.end = MIN (relay.next.first + most, n);
    hf_parallel_for (2, 1, make_or_write, &relay);
    if (relay.error) {
      g_propagate_error (error, relay.error);
      return FALSE;
    }
    relay.made = relay.next;
    relay.next = written;
  }
  return TRUE;
}
