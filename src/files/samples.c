/* Samples to voxels: rows become doubles (exact for every type but 64-bit integers over 2^53), a
   first pass finds the range, a second one writes voxels. int16 without slope is copied. */
#include "files/samples.h"

#include "core/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_SIDE 32768
#define HU_MOST 1e5
#define SPAN 65534 /* steps between the lowest and the highest voxel that is not padding */

gsize
hf_sample_bytes (HfSampleType type)
{
  static const guint8 bytes[] = { 1, 1, 2, 2, 4, 4, 8, 8, 2, 4, 8 };

  return bytes[type];
}

void
hf_samples_init (
    HfSamples *self, const guint8 *first, HfSampleType type, gboolean big_endian, const int size[3])
{
  gssize bytes = (gssize) hf_sample_bytes (type);

  *self = (HfSamples){
    first, { bytes, bytes * size[0], bytes * size[0] * size[1] }, type, big_endian, 1, 0, NAN, 0, 0
  };
}

gboolean
hf_samples_check (const char *name,
                  const gint64 size[3],
                  HfSampleType type,
                  guint64 limit,
                  gsize *bytes,
                  GError **error)
{
  guint64 n = hf_sample_bytes (type);

  for (int a = 0; a < 3; a++) {
    if (size[a] < 1 || size[a] > MAX_SIDE) {
      g_set_error (error, HF_ERROR, HF_CODE_BAD_GEOMETRY,
                   _ ("%s: a side of %lld voxels; 1 to %d are possible"), name, (long long) size[a],
                   MAX_SIDE);
      return FALSE;
    }
    n *= (guint64) size[a]; /* at most 2^48: cannot overflow */
  }
  if (n > limit) {
    g_set_error (
        error, HF_ERROR, HF_CODE_CORRUPT,
        _ ("%s: the header promises %llu bytes of voxels, the file holds no more than %llu"), name,
        (unsigned long long) n, (unsigned long long) limit);
    return FALSE;
  }
  *bytes = (gsize) n;
  return TRUE;
}

static double
half_to_double (guint16 bits)
{
  int exponent = bits >> 10 & 31, fraction = bits & 1023;
  double value = exponent == 0    ? ldexp (fraction, -24)
                 : exponent == 31 ? (fraction ? NAN : INFINITY)
                                  : ldexp (1024 + fraction, exponent - 25);

  return bits & 0x8000 ? -value : value;
}

static inline guint64
load (const guint8 *from, int bytes, gboolean big_endian)
{
  guint64 value = 0;

  for (int n = 0; n < bytes; n++)
    value |= (guint64) from[big_endian ? bytes - 1 - n : n] << 8 * n;
  return value;
}

static inline double
bits_to_float (guint32 bits)
{
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static inline double
bits_to_double (guint64 bits)
{
  double value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

/* One row of samples as doubles. The case is chosen once a row, so that the loops stay tight. */
static void
row_values (const HfSamples *self, const guint8 *from, int n, double *to)
{
  gboolean big = self->big_endian;
  gssize step = self->stride[0];

#define EACH(expression)                                                                           \
  for (int i = 0; i < n; i++) {                                                                    \
    const guint8 *p = from + i * step;                                                             \
    to[i] = (double) (expression);                                                                 \
  }                                                                                                \
  break
  switch (self->type) {
  case HF_SAMPLE_U8:
    EACH (*p);
  case HF_SAMPLE_I8:
    EACH ((gint8) *p);
  case HF_SAMPLE_U16:
    EACH ((guint16) load (p, 2, big));
  case HF_SAMPLE_I16:
    EACH ((gint16) load (p, 2, big));
  case HF_SAMPLE_U32:
    EACH ((guint32) load (p, 4, big));
  case HF_SAMPLE_I32:
    EACH ((gint32) load (p, 4, big));
  case HF_SAMPLE_U64:
    EACH (load (p, 8, big));
  case HF_SAMPLE_I64:
    EACH ((gint64) load (p, 8, big));
  case HF_SAMPLE_F16:
    EACH (half_to_double ((guint16) load (p, 2, big)));
  case HF_SAMPLE_F32:
    EACH (bits_to_float ((guint32) load (p, 4, big)));
  case HF_SAMPLE_F64:
    EACH (bits_to_double (load (p, 8, big)));
  }
#undef EACH
}

static const guint8 *
row_at (const HfSamples *self, int j, int k)
{
  return self->first + self->stride[1] * j + self->stride[2] * k;
}

typedef struct {
  double low; /* sample, not value */
  double high;
  gboolean whole; /* all finite samples are whole numbers */
} Range;

typedef struct {
  const HfSamples *samples;
  HfVolume *volume;
  Range *ranges; /* of slice k */
  /* voxel = rint ((sample - shift) * factor) */
  double shift;
  double factor;
} Job;

static gboolean
is_padding (const HfSamples *self, double sample)
{
  return !isfinite (sample) || self->slope * sample + self->intercept == self->padding;
}

static void
range_of_slices (gsize begin, gsize end, gpointer data)
{
  Job *job = data;
  const int *size = hf_volume_size (job->volume);
  g_autofree double *row = g_new (double, size[0]);

  for (gsize k = begin; k < end; k++) {
    Range range = { INFINITY, -INFINITY, TRUE };

    for (int j = 0; j < size[1]; j++) {
      row_values (job->samples, row_at (job->samples, j, (int) k), size[0], row);
      for (int i = 0; i < size[0]; i++) {
        if (is_padding (job->samples, row[i]))
          continue;
        range.low = MIN (range.low, row[i]);
        range.high = MAX (range.high, row[i]);
        range.whole = range.whole && row[i] == rint (row[i]);
      }
    }
    job->ranges[k] = range;
  }
}

static void
fill_slices (gsize begin, gsize end, gpointer data)
{
  Job *job = data;
  const int *size = hf_volume_size (job->volume);
  gsize pitch = hf_volume_pitch (job->volume);
  g_autofree double *row = g_new (double, size[0]);

  for (gsize k = begin; k < end; k++)
    for (int j = 0; j < size[1]; j++) {
      gint16 *to = hf_volume_writable (job->volume) + pitch * ((gsize) size[1] * k + (gsize) j);

      row_values (job->samples, row_at (job->samples, j, (int) k), size[0], row);
      for (int i = 0; i < size[0]; i++) {
        double voxel = rint ((row[i] - job->shift) * job->factor);

        to[i] = is_padding (job->samples, row[i]) ? HF_VOLUME_PADDING
                                                  : (gint16) CLAMP (voxel, -G_MAXINT16, G_MAXINT16);
      }
    }
}

static void
copy_slices (gsize begin, gsize end, gpointer data)
{
  Job *job = data;
  const int *size = hf_volume_size (job->volume);
  gsize pitch = hf_volume_pitch (job->volume);

  for (gsize k = begin; k < end; k++)
    for (int j = 0; j < size[1]; j++)
      memcpy (hf_volume_writable (job->volume) + pitch * ((gsize) size[1] * k + (gsize) j),
              row_at (job->samples, j, (int) k), sizeof (gint16) * (gsize) size[0]);
}

static void
mark_padding (gsize begin, gsize end, gpointer data)
{
  Job *job = data;
  gsize pitch = hf_volume_pitch (job->volume);
  gsize slice = pitch * (gsize) hf_volume_size (job->volume)[1];
  gint16 padding = (gint16) job->samples->padding;

  for (gint16 *v = hf_volume_writable (job->volume) + slice * begin,
              *last = hf_volume_writable (job->volume) + slice * end;
       v < last; v++)
    *v = *v == padding ? HF_VOLUME_PADDING : *v;
}

/* The volume holds the samples as they are. */
static void
finish_copy (Job *job)
{
  double padding = job->samples->padding;

  if (padding > G_MININT16 && padding <= G_MAXINT16 && padding == rint (padding))
    hf_parallel_for ((gsize) hf_volume_size (job->volume)[2], 8, mark_padding, job);
}

/* Samples are voxels. */
static gboolean
is_plain (const HfSamples *self)
{
  return self->scale == 0 && self->type == HF_SAMPLE_I16 && !self->big_endian &&
         self->stride[0] == 2 && self->slope == 1 && self->intercept == 0 &&
         G_BYTE_ORDER == G_LITTLE_ENDIAN;
}

static Range
range_of_all (Job *job)
{
  int n = hf_volume_size (job->volume)[2];
  Range all = { INFINITY, -INFINITY, TRUE };

  job->ranges = g_new0 (Range, n);
  hf_parallel_for ((gsize) n, 1, range_of_slices, job);
  for (int k = 0; k < n; k++) {
    all.low = MIN (all.low, job->ranges[k].low);
    all.high = MAX (all.high, job->ranges[k].high);
    all.whole = all.whole && job->ranges[k].whole;
  }
  g_clear_pointer (&job->ranges, g_free);
  if (!(all.low <= all.high)) /* nothing but padding */
    all.low = all.high = 0;
  return all;
}

/* One scale for the whole volume, see the header. Fractions of a narrow range are no Hounsfield units, and
   neither is what no scanner counts. */
static void
choose_scale (Job *job, HfVolumeInfo *info)
{
  const HfSamples *samples = job->samples;
  double slope = samples->slope, intercept = samples->intercept;
  Range range = range_of_all (job);
  double low = slope * range.low + intercept, high = slope * range.high + intercept;

  if (range.whole && slope == rint (slope) && intercept == rint (intercept) &&
      fabs (low) <= G_MAXINT16 && fabs (high) <= G_MAXINT16) {
    job->factor = slope;
    job->shift = -intercept / slope;
    return;
  }
  job->shift = rint ((range.low + range.high) / 2);
  job->factor = 1;
  if (!range.whole || range.high - range.low > SPAN) {
    job->shift = range.low + (range.high - range.low) / 2;
    job->factor = range.high > range.low ? SPAN / (range.high - range.low) : 1;
  }
  if (!isfinite (job->factor) || !isfinite (1 / job->factor)) /* a range beyond all numbers */
    job->factor = 1;
  if (slope < 0) /* the scale of a volume is positive */
    job->factor = -job->factor;
  hf_volume_set_scale (job->volume, slope / job->factor, slope * job->shift + intercept);
  if (job->factor != (slope < 0 ? -1 : 1))
    info->rounded_to = fabs (slope / job->factor);
  info->is_hu = info->is_hu && hf_volume_digits (job->volume) == 0 &&
                MAX (fabs (low), fabs (high)) <= HU_MOST;
}

static gboolean
is_unsigned (HfSampleType type)
{
  return type == HF_SAMPLE_U8 || type == HF_SAMPLE_U16 || type == HF_SAMPLE_U32 ||
         type == HF_SAMPLE_U64;
}

/* No Hounsfield units are what cannot be below water: masks, photographs, stored values. */
static HfVolume *
new_volume (const HfSamples *self, HfGeometry *geometry, HfVolumeInfo *info, GError **error)
{
  HfVolume *volume;

  if (is_unsigned (self->type) && self->slope > 0 && self->intercept >= 0)
    info->is_hu = FALSE;
  volume = hf_volume_new (geometry, info, error);

  if (volume)
    hf_volume_set_padding_value (volume, isnan (self->padding) ? HF_VOLUME_PADDING : self->padding);
  return volume;
}

HfVolume *
hf_samples_volume (const HfSamples *self, HfGeometry *geometry, HfVolumeInfo *info, GError **error)
{
  gsize n = (gsize) hf_geometry_size (geometry)[2];
  g_autoptr (HfVolume) volume = new_volume (self, geometry, info, error);
  Job job = { self, volume, NULL, 0, 1 };

  if (volume == NULL)
    return NULL;
  if (is_plain (self)) {
    hf_parallel_for (n, 8, copy_slices, &job);
    finish_copy (&job);
    return g_steal_pointer (&volume);
  }
  if (self->scale != 0) {
    job.factor = self->slope / self->scale;
    job.shift = (self->offset - self->intercept) / self->slope;
    hf_volume_set_scale (volume, self->scale, self->offset);
  } else {
    choose_scale (&job, info);
  }
  hf_parallel_for (n, 1, fill_slices, &job);
  return g_steal_pointer (&volume);
}

guint8 *
hf_samples_read (HfInput *input, gsize bytes, GError **error)
{
  g_autofree guint8 *data = g_try_malloc (bytes);

  if (data == NULL) {
    g_set_error (error, HF_ERROR, HF_CODE_NO_MEMORY, _ ("%s: %.1f GiB of memory are not there"),
                 hf_input_name (input), (double) bytes / (1 << 30));
    return NULL;
  }
  return hf_input_read (input, data, bytes, error) ? g_steal_pointer (&data) : NULL;
}

/* Straight into the volume where the samples are its voxels: no second copy of the file. */
HfVolume *
hf_samples_read_volume (HfSamples *self,
                        HfInput *input,
                        gsize bytes,
                        HfGeometry *geometry,
                        HfVolumeInfo *info,
                        GError **error)
{
  const int *size = hf_geometry_size (geometry);
  g_autoptr (HfVolume) volume = NULL;
  g_autofree guint8 *data = NULL;
  Job job = { self, NULL, NULL, 0, 1 };

  if (!is_plain (self)) {
    self->first = data = hf_samples_read (input, bytes, error);
    if (data)
      return hf_samples_volume (self, geometry, info, error);
    hf_geometry_unref (geometry);
    hf_volume_info_free (info);
    return NULL;
  }
  job.volume = volume = new_volume (self, geometry, info, error);
  if (volume == NULL ||
      !hf_input_read_rows (input, hf_volume_writable (volume), (gsize) size[1] * (gsize) size[2],
                           sizeof (gint16) * (gsize) size[0],
                           sizeof (gint16) * hf_volume_pitch (volume), error))
    return NULL;
  finish_copy (&job);
  return g_steal_pointer (&volume);
}
