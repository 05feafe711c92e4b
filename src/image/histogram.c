/* Counts all 65536 voxel values; everything else (range, mean, quantiles, any bins) comes from the
   counts and costs nothing more.

   Four tables take the voxels in turn: equal neighbors, which air and padding are full of, do not
   wait for each other's addition. Every thread has its own tables. Slices that are pending or
   damaged and voxels of padding are left out. */
#include "image/histogram.h"

#include <math.h>
#include <string.h>

#define N_VALUES 65536
#define N_TABLES 4

struct _HfHistogram {
  gatomicrefcount refs;
  double scale, offset;     /* value = scale * voxel + offset */
  guint64 counts[N_VALUES]; /* by voxel + 32768: ascending values; padding is never counted */
  guint64 n_voxels;
  int first, last; /* of counts that are not 0; first > last: none */
};

typedef guint32 Tables[N_TABLES][N_VALUES]; /* by (guint16) voxel */

typedef struct {
  const HfVolume *volume;
  const HfMask *mask; /* nullable */
  guint64 flip;       /* exclusive or with the words of the mask */
  HfHistogram *histogram;
  GMutex mutex; /* of the histogram's counts */
} Job;

static void
count_row (Tables tables, const gint16 *voxels, gsize n)
{
  const gint16 *end = voxels + n, *whole = voxels + n / N_TABLES * N_TABLES;

  for (; voxels < whole; voxels += N_TABLES) {
    guint64 four;

    memcpy (&four, voxels, sizeof four);
    tables[0][four & 0xffff]++;
    tables[1][four >> 16 & 0xffff]++;
    tables[2][four >> 32 & 0xffff]++;
    tables[3][four >> 48]++;
  }
  for (; voxels < end; voxels++)
    tables[0][(guint16) *voxels]++;
}

static void
count_masked_row (Tables tables, const gint16 *voxels, gsize n, const guint64 *words, guint64 flip)
{
  for (gsize w = 0; w * 64 < n; w++) {
    guint64 bits = words[w] ^ flip;

    if (n - w * 64 < 64)
      bits &= ((guint64) 1 << (n - w * 64)) - 1;
    if (bits == ~(guint64) 0)
      count_row (tables, voxels + w * 64, 64);
    else
      for (; bits; bits &= bits - 1)
        tables[0][(guint16) voxels[w * 64 + __builtin_ctzll (bits)]]++;
  }
}

static void
add_tables (HfHistogram *self, Tables tables)
{
  for (int v = 0; v < N_VALUES; v++)
    for (int t = 0; t < N_TABLES; t++)
      self->counts[(guint16) (v + 32768)] += tables[t][v];
}

/* Slices begin..end; at most 2^32 voxels, which size and grain see to. */
static void
count_slices (gsize begin, gsize end, gpointer data)
{
  Job *job = data;
  const int *size = hf_volume_size (job->volume);
  guint32 (*tables)[N_VALUES] = g_malloc0 (sizeof (Tables));

  for (gsize k = begin; k < end; k++) {
    if (hf_volume_slice_status (job->volume, (int) k) != HF_SLICE_READY)
      continue;
    for (int j = 0; j < size[1]; j++) {
      const gint16 *voxels = hf_volume_row (job->volume, j, (int) k);

      if (job->mask)
        count_masked_row (tables, voxels, size[0], hf_mask_row (job->mask, j, (int) k), job->flip);
      else
        count_row (tables, voxels, size[0]);
    }
  }
  g_mutex_lock (&job->mutex);
  add_tables (job->histogram, tables);
  g_mutex_unlock (&job->mutex);
  g_free (tables);
}

static HfHistogram *
histogram_alloc (const HfVolume *volume)
{
  HfHistogram *self = g_new0 (HfHistogram, 1);

  g_atomic_ref_count_init (&self->refs);
  self->scale = hf_volume_scale (volume);
  self->offset = hf_volume_offset (volume);
  return self;
}

/* Drops the padding and sums up. */
static HfHistogram *
histogram_finish (HfHistogram *self)
{
  self->counts[0] = 0;
  self->first = N_VALUES;
  self->last = -1;
  for (int n = 0; n < N_VALUES; n++) {
    if (!self->counts[n])
      continue;
    self->first = MIN (self->first, n);
    self->last = n;
    self->n_voxels += self->counts[n];
  }
  return self;
}

/* Of all voxels with data, or of those inside or outside of a mask of the volume's size. */
HfHistogram *
hf_histogram_new (const HfVolume *volume, const HfMask *mask, gboolean inside)
{
  const int *size = hf_volume_size (volume);
  Job job = { volume, mask, inside ? 0 : ~(guint64) 0, histogram_alloc (volume), { 0 } };
  gsize chunks = 2 * hf_parallel_threads ();
  gsize grain = (size[2] + chunks - 1) / chunks;
  gsize most = MAX (G_MAXUINT32 / ((gsize) size[0] * size[1]), 1);

  g_mutex_init (&job.mutex);
  hf_parallel_for (size[2], MIN (grain, most), count_slices, &job);
  g_mutex_clear (&job.mutex);
  return histogram_finish (job.histogram);
}

/* Of one slice of a plane. */
HfHistogram *
hf_histogram_new_slice (const HfVolume *volume, HfPlane plane, int index)
{
  const int *size = hf_volume_size (volume);
  int axis = hf_plane_axis (hf_volume_geometry (volume), plane);
  HfHistogram *self = histogram_alloc (volume);
  int low[3] = { 0, 0, 0 }, high[3] = { size[0], size[1], size[2] };

  low[axis] = CLAMP (index, 0, size[axis] - 1);
  high[axis] = low[axis] + 1;
  for (int k = low[2]; k < high[2]; k++) {
    if (hf_volume_slice_status (volume, k) != HF_SLICE_READY)
      continue;
    for (int j = low[1]; j < high[1]; j++)
      for (int i = low[0]; i < high[0]; i++)
        self->counts[hf_volume_row (volume, j, k)[i] + 32768]++;
  }
  return histogram_finish (self);
}

HfHistogram *
hf_histogram_ref (HfHistogram *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
hf_histogram_unref (HfHistogram *self)
{
  if (g_atomic_ref_count_dec (&self->refs))
    g_free (self);
}

guint64
hf_histogram_n_voxels (const HfHistogram *self)
{
  return self->n_voxels;
}

static double
value_of (const HfHistogram *self, int n)
{
  return self->scale * (n - 32768) + self->offset;
}

gboolean
hf_histogram_range (const HfHistogram *self, double *min, double *max)
{
  if (self->n_voxels == 0)
    return FALSE;
  *min = value_of (self, self->first);
  *max = value_of (self, self->last);
  return TRUE;
}

/* NAN where there is no voxel; so are deviation and quantile. */
double
hf_histogram_mean (const HfHistogram *self)
{
  double sum = 0;

  for (int n = self->first; n <= self->last; n++)
    sum += (double) self->counts[n] * (n - 32768);
  return self->scale * (sum / (double) self->n_voxels) + self->offset;
}

/* Of the population: divided by the number of voxels. */
double
hf_histogram_deviation (const HfHistogram *self)
{
  double mean = hf_histogram_mean (self), sum = 0;

  for (int n = self->first; n <= self->last; n++) {
    double difference = value_of (self, n) - mean;

    sum += (double) self->counts[n] * difference * difference;
  }
  return sqrt (sum / (double) self->n_voxels);
}

/* The value at a rank, 0 for the lowest. */
static double
value_at_rank (const HfHistogram *self, guint64 rank)
{
  guint64 below = 0;
  int n = self->first;

  while (n < self->last && below + self->counts[n] <= rank)
    below += self->counts[n++];
  return value_of (self, n);
}

/* As numpy.quantile: linear between the two nearest ranks; q is 0..1. */
double
hf_histogram_quantile (const HfHistogram *self, double q)
{
  double rank = CLAMP (q, 0, 1) * ((double) self->n_voxels - 1);
  double low, high;

  if (self->n_voxels == 0)
    return NAN;
  low = value_at_rank (self, (guint64) rank);
  high = value_at_rank (self, (guint64) ceil (rank));
  return low + (rank - floor (rank)) * (high - low);
}

/* Voxels with low <= value < high, or <= high. */
guint64
hf_histogram_count (const HfHistogram *self, double low, double high, gboolean high_included)
{
  guint64 count = 0;

  for (int n = self->first; n <= self->last; n++) {
    double value = value_of (self, n);

    if (value >= low && (value < high || (high_included && value == high)))
      count += self->counts[n];
  }
  return count;
}

/* The bin of a value in low..high, as numpy finds it: by division, then put right against the
   edges. */
static guint
bin_of (double value, double low, double high, guint n_bins, const double *edges)
{
  guint bin = (guint) MIN ((value - low) / (high - low) * n_bins, n_bins - 1.0);

  if (value < edges[bin])
    return bin - 1;
  if (bin + 1 < n_bins && value >= edges[bin + 1])
    return bin + 1;
  return bin;
}

void
hf_histogram_bins (
    const HfHistogram *self, double low, double high, guint n_bins, double *edges, guint64 *counts)
{
  if (low == high) { /* numpy does so */
    low -= 0.5;
    high += 0.5;
  }
  for (guint b = 0; b < n_bins; b++) {
    edges[b] = low + b * ((high - low) / n_bins);
    counts[b] = 0;
  }
  edges[n_bins] = high;
  for (int n = self->first; n <= self->last; n++) {
    double value = value_of (self, n);

    if (self->counts[n] && value >= low && value <= high)
      counts[bin_of (value, low, high, n_bins, edges)] += self->counts[n];
  }
}
