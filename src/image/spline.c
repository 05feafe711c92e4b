/* The cubic B-spline, and smoothing before shrinking: everything that filters along whole lines.

   A stack of straight slices is filtered and sampled along j and i slice by slice first, into an
   array of floats at the new width and height, and then along the slices. The slices of a tilted
   stack lie elsewhere in each new slice: there the order is the other way around, and the floats
   have the old width and height. An axis on which nothing changes is left out.

   Padding would ring: before the filters it is filled with the nearest data of its row, or of the
   nearest row, and afterwards the new voxels whose nearest old one is padding are made padding
   again. Slices without data and holes end the stretch of slices that is filtered as one line. */
#include "image/resample-private.h"

#include "core/error.h"
#include "core/wide.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define BLOCK HF_LINE_BLOCK /* rows that are filtered along i at once */
#define STRIP                                                                                      \
  64 /* columns that are filtered along j at once, and sampled while they are in the cache */

typedef struct {
  HfResample *resample;
  float *planes; /* one a slice of the old volume */
  int width, height;
} Job;

/* The work space of a thread. */
typedef struct {
  float *slice;   /* old width x old height */
  float *rows;    /* old width x new height */
  float *columns; /* BLOCK lanes of an old row */
  float *sampled; /* BLOCK lanes of a new row */
  float *out;     /* new width x new height */
} Space;

static void
space_init (Space *self, const HfAxis *x, const HfAxis *y)
{
  self->slice = g_new (float, (gsize) x->in * y->in);
  self->rows = g_new (float, (gsize) x->in * y->out);
  self->columns = g_new0 (float, (gsize) x->in *BLOCK);
  self->sampled = g_new (float, (gsize) BLOCK *MAX (x->out, 1));
  self->out = g_new (float, (gsize) x->out * y->out);
}

static void
space_clear (Space *self)
{
  g_free (self->slice);
  g_free (self->rows);
  g_free (self->columns);
  g_free (self->sampled);
  g_free (self->out);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Space, space_clear)

/* A row of voxels to floats; padding takes the value of the nearest voxel with data. FALSE: none
   has. */
static gboolean
fill_row (const gint16 *row, int width, float *out)
{
  int before = -1;

  for (int i = 0; i < width; i++) {
    if (row[i] == HF_VOLUME_PADDING)
      continue;
    for (int g = before + 1; g < i; g++)
      out[g] = before >= 0 && g - before <= i - g ? row[before] : row[i];
    out[i] = row[i];
    before = i;
  }
  for (int g = before + 1; g < width && before >= 0; g++)
    out[g] = row[before];
  return before >= 0;
}

/* Rows that fill_row() left empty take the nearest one that it did not; some row has data. */
static void
fill_empty_rows (const guint8 *filled, int width, int height, float *slice)
{
  for (int j = 0; j < height; j++)
    for (int away = 1; !filled[j] && away < height; away++) {
      int from = j - away >= 0 && filled[j - away] ? j - away : j + away;

      if (from >= height || !filled[from])
        continue;
      memcpy (slice + (gsize) j * width, slice + (gsize) from * width, sizeof (float) * width);
      break;
    }
}

HF_WIDE static void
widen_row (const gint16 *restrict row, int width, float *restrict out)
{
  for (int i = 0; i < width; i++)
    out[i] = row[i];
}

/* Old slice k as floats without padding; the slice has data. */
static void
load_slice (const HfResample *self, int k, float *slice)
{
  int width = self->x.in, height = self->y.in;
  g_autofree guint8 *filled = NULL;

  if (!self->has_padding[k]) {
    for (int j = 0; j < height; j++)
      widen_row (hf_volume_row (self->sampler.volume, j, k), width, slice + (gsize) j * width);
    return;
  }
  filled = g_new (guint8, height);
  for (int j = 0; j < height; j++)
    filled[j] =
        fill_row (hf_volume_row (self->sampler.volume, j, k), width, slice + (gsize) j * width);
  fill_empty_rows (filled, width, height, slice);
}

static void
filter_lines (const HfAxis *axis, float *line, int n, gsize stride, int lanes)
{
  if (axis->sigma > 0)
    hf_line_smooth (line, n, stride, lanes, axis->sigma);
  if (axis->interpolation == HF_INTERPOLATION_CUBIC)
    hf_line_prefilter (line, n, stride, lanes);
}

/* Along j: from slice to rows. */
static const float *
sample_columns (const HfAxis *y, int width, Space *space)
{
  if (hf_axis_is_identity (y))
    return space->slice;
  for (int i = 0; i < width; i += STRIP) {
    int lanes = MIN (STRIP, width - i);

    filter_lines (y, space->slice + i, y->in, width, lanes);
    for (int j = 0; j < y->out; j++)
      hf_line_sample (y, j, space->slice + i, width, lanes, space->rows + (gsize) j * width + i);
  }
  return space->rows;
}

/* Along i, for n <= BLOCK rows: they are turned into lanes and back. */
static void
sample_block (const HfAxis *x, const float *rows, int n, Space *space, float *out)
{
  for (int i = 0; i < x->in; i++)
    for (int r = 0; r < n; r++)
      space->columns[i * BLOCK + r] = rows[(gsize) r * x->in + i];
  filter_lines (x, space->columns, x->in, BLOCK, BLOCK);
  for (int i = 0; i < x->out; i++)
    hf_line_sample (x, i, space->columns, BLOCK, BLOCK, space->sampled + i * BLOCK);
  for (int r = 0; r < n; r++)
    for (int i = 0; i < x->out; i++)
      out[(gsize) r * x->out + i] = space->sampled[i * BLOCK + r];
}

/* A slice at its new width and height; it lies in the work space until the next one. */
static const float *
sample_slice (const HfAxis *x, const HfAxis *y, Space *space)
{
  const float *rows = sample_columns (y, x->in, space);

  if (hf_axis_is_identity (x))
    return rows;
  for (int j = 0; j < y->out; j += BLOCK)
    sample_block (x, rows + (gsize) j * x->in, MIN (BLOCK, y->out - j), space,
                  space->out + (gsize) j * x->out);
  return space->out;
}

/* New row (j, k) from floats. */
static void
store_row (const HfResample *self, const HfAxis *x, const HfAxis *y, int j, int k, const float *row)
{
  gint16 *restrict out = hf_resample_row (self, j, k);
  int near_j = y->nearest[j], near_k = self->z.nearest[k];
  const gint16 *nearest;

  hf_resample_round_row (self, row, x->out, out);
  if (near_j < 0 || near_k < 0) {
    for (int i = 0; i < x->out; i++)
      out[i] = HF_VOLUME_PADDING;
    return;
  }
  if (!self->has_padding[near_k] && !self->grid->sheared)
    return;
  nearest = hf_volume_row (self->sampler.volume, near_j, near_k);
  for (int i = 0; i < x->out; i++)
    if (x->nearest[i] < 0 || nearest[x->nearest[i]] == HF_VOLUME_PADDING)
      out[i] = HF_VOLUME_PADDING;
}

/* Straight stacks, first part: old slices begin..end to their new width and height. */
static void
sample_slices (gsize begin, gsize end, gpointer data)
{
  Job *job = data;
  HfResample *self = job->resample;
  gsize n = (gsize) self->x.out * self->y.out;
  g_auto (Space) space = { 0 };

  space_init (&space, &self->x, &self->y);
  for (gsize k = begin; k < end && !hf_progress_cancelled (self->progress); k++) {
    const float *sampled;

    hf_resample_step (self);
    if (!self->sampler.has_data[k])
      continue;
    load_slice (self, (int) k, space.slice);
    sampled = sample_slice (&self->x, &self->y, &space);
    if (job->planes)
      memcpy (job->planes + n * k, sampled, sizeof (float) * n);
    else
      for (int j = 0; j < self->y.out; j++)
        store_row (self, &self->x, &self->y, j, (int) k, sampled + (gsize) j * self->x.out);
  }
}

/* Filters row j of all planes along the slices, each stretch of neighbors for itself. */
static void
filter_slices (const Job *job, int j)
{
  const HfResample *self = job->resample;
  gsize plane = (gsize) job->width * job->height;
  int size = self->z.in;

  for (int first = 0, last; first < size; first = last + 1) {
    last = first;
    if (!self->sampler.has_data[first])
      continue;
    while (last + 1 < size && self->sampler.has_data[last + 1] &&
           !hf_geometry_missing_after (self->sampler.geometry, last))
      last++;
    filter_lines (&self->z, job->planes + plane * first + (gsize) j * job->width, last - first + 1,
                  plane, job->width);
  }
}

/* Straight stacks, second part: rows begin..end along the slices. */
static void
sample_rows (gsize begin, gsize end, gpointer data)
{
  Job *job = data;
  HfResample *self = job->resample;
  gsize plane = (gsize) job->width * job->height;
  g_autofree float *row = g_new (float, job->width);

  for (gsize j = begin; j < end && !hf_progress_cancelled (self->progress); j++) {
    filter_slices (job, (int) j);
    for (int k = 0; k < self->z.out; k++) {
      hf_line_sample (&self->z, k, job->planes + j * job->width, plane, job->width, row);
      store_row (self, &self->x, &self->y, (int) j, k, row);
    }
    hf_resample_step (self);
  }
}

/* Tilted stacks, first part: old slices begin..end as floats. */
static void
load_slices (gsize begin, gsize end, gpointer data)
{
  Job *job = data;
  HfResample *self = job->resample;

  for (gsize k = begin; k < end; k++)
    if (self->sampler.has_data[k])
      load_slice (self, (int) k, job->planes + (gsize) job->width * job->height * k);
}

static void
filter_rows (gsize begin, gsize end, gpointer data)
{
  const Job *job = data;

  for (gsize j = begin; j < end && !hf_progress_cancelled (job->resample->progress); j++)
    filter_slices (job, (int) j);
}

/* Tilted stacks, last part: new slices begin..end. */
static void
sample_sheared (gsize begin, gsize end, gpointer data)
{
  Job *job = data;
  HfResample *self = job->resample;
  gsize plane = (gsize) job->width * job->height;
  g_auto (Space) space = { 0 };
  g_auto (HfAxis) x = { 0 }, y = { 0 };

  space_init (&space, &self->x, &self->y);
  hf_axis_init (&x, self->x.in, self->x.out, self->x.interpolation);
  hf_axis_init (&y, self->y.in, self->y.out, self->y.interpolation);
  x.sigma = self->x.sigma;
  y.sigma = self->y.sigma;
  for (gsize k = begin; k < end && !hf_progress_cancelled (self->progress); k++) {
    const float *sampled;

    hf_resample_axes (self, (int) k, &x, &y);
    for (int j = 0; j < job->height; j++)
      hf_line_sample (&self->z, (int) k, job->planes + (gsize) j * job->width, plane, job->width,
                      space.slice + (gsize) j * job->width);
    sampled = sample_slice (&x, &y, &space);
    for (int j = 0; j < y.out; j++)
      store_row (self, &x, &y, j, (int) k, sampled + (gsize) j * x.out);
    hf_resample_step (self);
  }
}

typedef struct {
  HfResample *resample;
  GMutex mutex;
  int low, high;
} Range;

static void
range_of_row (const gint16 *row, int width, int *low, int *high)
{
  gint16 lowest = G_MAXINT16, highest = G_MININT16;

  for (int i = 0; i < width; i++) {
    lowest = MIN (lowest, row[i]);
    highest = MAX (highest, row[i]);
  }
  *low = lowest;
  *high = highest;
}

static int
lowest_data (const gint16 *row, int width)
{
  int lowest = G_MAXINT16;

  for (int i = 0; i < width; i++)
    if (row[i] != HF_VOLUME_PADDING)
      lowest = MIN (lowest, row[i]);
  return lowest;
}

/* The values and the padding of old slices begin..end. */
static void
study_slices (gsize begin, gsize end, gpointer data)
{
  Range *range = data;
  HfResample *self = range->resample;
  int low = G_MAXINT16, high = HF_VOLUME_PADDING;

  for (gsize k = begin; k < end; k++) {
    int highest = HF_VOLUME_PADDING;

    for (int j = 0; self->sampler.has_data[k] && j < self->y.in; j++) {
      const gint16 *row = hf_volume_row (self->sampler.volume, j, (int) k);
      int row_low, row_high;

      range_of_row (row, self->x.in, &row_low, &row_high);
      if (row_low == HF_VOLUME_PADDING) {
        self->has_padding[k] = TRUE;
        row_low = lowest_data (row, self->x.in);
      }
      low = MIN (low, row_low);
      highest = MAX (highest, row_high);
    }
    if (highest == HF_VOLUME_PADDING)
      self->sampler.has_data[k] = FALSE;
    high = MAX (high, highest);
  }
  g_mutex_lock (&range->mutex);
  range->low = MIN (range->low, low);
  range->high = MAX (range->high, high);
  g_mutex_unlock (&range->mutex);
}

static void
study (HfResample *self)
{
  Range range = { .resample = self, .low = G_MAXINT16, .high = -32767 };

  self->has_padding = g_new0 (guint8, self->z.in);
  g_mutex_init (&range.mutex);
  hf_parallel_for (self->z.in, 8, study_slices, &range);
  g_mutex_clear (&range.mutex);
  if (self->options->clamp && range.low <= range.high) {
    self->low = (gint16) range.low;
    self->high = (gint16) range.high;
  }
}

/* As skimage.transform.resize (anti_aliasing): sigma = (factor - 1) / 2. */
static void
set_smoothing (HfResample *self)
{
  const double *old = hf_geometry_spacing (self->sampler.geometry);
  HfAxis *axes[3] = { &self->x, &self->y, &self->z };

  for (int a = 0; a < 3 && self->options->lowpass; a++) {
    double factor = hf_geometry_spacing (self->grid->geometry)[a] / old[a];

    if (axes[a]->in > 1 && factor > 1 + 1e-6)
      axes[a]->sigma = (factor - 1) / 2;
  }
}

static void
run_straight (Job *job)
{
  HfResample *self = job->resample;

  self->all = self->z.in + (job->planes ? job->height : 0);
  hf_parallel_for (self->z.in, 2, sample_slices, job);
  if (job->planes)
    hf_parallel_for (job->height, 4, sample_rows, job);
}

static void
run_sheared (Job *job)
{
  HfResample *self = job->resample;

  self->all = self->z.out;
  hf_parallel_for (self->z.in, 2, load_slices, job);
  hf_parallel_for (job->height, 4, filter_rows, job);
  hf_parallel_for (self->z.out, 2, sample_sheared, job);
}

/* FALSE: NO_MEMORY. */
gboolean
hf_resample_spline (HfResample *self, GError **error)
{
  gboolean sheared = self->grid->sheared;
  Job job = { self, NULL, sheared ? self->x.in : self->x.out, sheared ? self->y.in : self->y.out };

  study (self);
  hf_resample_place_slices (self); /* again: study() may have found slices without data */
  set_smoothing (self);
  if (sheared || !hf_axis_is_identity (&self->z)) {
    job.planes = g_try_malloc0_n ((gsize) job.width * job.height, sizeof (float) * self->z.in);
    if (!job.planes) {
      g_set_error (error, HF_ERROR, HF_CODE_NO_MEMORY,
                   _ ("Resampling needs %.1f GiB of memory, which is not there"),
                   4.0 * job.width * job.height * self->z.in / (1 << 30));
      return FALSE;
    }
  }
  if (sheared)
    run_sheared (&job);
  else
    run_straight (&job);
  g_free (job.planes);
  return TRUE;
}
