/* Pictures of HU along a plane.

   Views are nearly always along the voxel grid, also those of tilted and uneven stacks: then along
   a row of the picture only one voxel index changes. Such a row is made from "lines", lines of
   voxels along that axis, already combined over the axis that crosses the picture; at most four of
   them are weighted into one line of floats, and that one is sampled at the pixels. Lines are kept
   while the rows walk down, so the voxels are read about once. All other rows are sampled pixel by
   pixel (sample.c). Both ways give the same values.

   A slab is the maximum, the minimum or the mean of parallel pictures one voxel apart, centered at
   the plane; they are interpolated linearly at most, because a cubic overshoots where a maximum
   would keep it. */
#include "image/reslice.h"

#include "core/parallel.h"
#include "image/sample.h"

#include <math.h>
#include <string.h>

#define MARGIN 4            /* copies of the outer values at both ends of a line */
#define N_LINES 8           /* that a worker keeps */
#define ROWS_A_CHUNK 32     /* at least, of the picture */
#define SMALL_PICTURE 65536 /* pixels: up to here threads do not pay */
#define ALIGNED 2e-4        /* voxels: an index that changes by less along a row is constant */

typedef struct {
  int index;   /* on the axis down the picture; -1: nothing */
  double at;   /* on the axis across it */
  float *sum;  /* MARGIN + length + MARGIN values */
  guint8 *bad; /* the same places: padding among the voxels that were combined */
  gboolean any_bad;
} Line;

/* What one worker needs to make rows that run along one voxel axis. */
typedef struct {
  int along, down, across; /* voxel axes: along a row of the picture, from row to row, the third */
  Line lines[N_LINES];
  int next_line;
  Line row;           /* the weighted sum of some lines */
  double start, step; /* what the table below was made for */
  int *first;         /* of each pixel: the first of its values in a line, MARGIN counted in */
  float *weight;      /* of each pixel: 4 */
  int begin, end;     /* pixels that lie in the volume */
} Rows;

typedef struct {
  const HfSampler *sampler;
  const HfView *view;
  HfInterpolation interpolation;
  gint16 *pixels;
} Job;

static void
line_init (Line *line, gsize length)
{
  line->index = -1;
  line->sum = g_new0 (float, length + 2 * MARGIN);
  line->bad = g_new0 (guint8, length + 2 * MARGIN);
}

static void
line_clear (Line *line)
{
  g_free (line->sum);
  g_free (line->bad);
}

static Rows *
rows_new (const HfSampler *sampler, int along, int down, int width)
{
  Rows *self = g_new0 (Rows, 1);

  self->along = along;
  self->down = down;
  self->across = 3 - along - down;
  for (int n = 0; n < N_LINES; n++)
    line_init (&self->lines[n], sampler->size[along]);
  line_init (&self->row, sampler->size[along]);
  self->first = g_new (int, width);
  self->weight = g_new (float, 4 * (gsize) width);
  self->step = NAN;
  return self;
}

static void
rows_free (Rows *self)
{
  for (int n = 0; n < N_LINES; n++)
    line_clear (&self->lines[n]);
  line_clear (&self->row);
  g_free (self->first);
  g_free (self->weight);
  g_free (self);
}

static void
add_contiguous (Line *line, const gint16 *voxels, int n, float weight)
{
  float *restrict sum = line->sum + MARGIN;
  guint8 *restrict bad = line->bad + MARGIN;
  int any = 0;

  for (int u = 0; u < n; u++)
    sum[u] += weight * voxels[u];
  for (int u = 0; u < n; u++)
    any |= voxels[u] == HF_VOLUME_PADDING;
  if (!any)
    return;
  line->any_bad = TRUE;
  for (int u = 0; u < n; u++)
    bad[u] |= voxels[u] == HF_VOLUME_PADDING;
}

/* The same for voxels that are stride apart; taps are step apart in memory. */
static void
add_strided (Line *line, const gint16 *voxels, int n, gsize stride, const HfTaps *taps, gsize step)
{
  float *restrict sum = line->sum + MARGIN;

  for (int u = 0; u < n; u++) {
    const gint16 *voxel = voxels + stride * u;
    gboolean bad = FALSE;
    float value = 0;

    for (int t = 0; t < taps->n; t++) {
      gint16 v = voxel[step * taps->index[t]];

      bad |= v == HF_VOLUME_PADDING;
      value += taps->weight[t] * v;
    }
    sum[u] = value;
    line->bad[MARGIN + u] = bad;
    line->any_bad |= bad;
  }
}

/* The values past both ends are those at the ends. */
static void
extend_line (Line *line, int n)
{
  for (int m = 0; m < MARGIN; m++) {
    line->sum[m] = line->sum[MARGIN];
    line->bad[m] = line->bad[MARGIN];
    line->sum[MARGIN + n + m] = line->sum[MARGIN + n - 1];
    line->bad[MARGIN + n + m] = line->bad[MARGIN + n - 1];
  }
}

/* The line at an index on the axis down the picture, combined over the axis across it. */
static const Line *
get_line (Rows *rows, const HfSampler *sampler, int index, double at, const HfTaps *taps)
{
  int n = sampler->size[rows->along];
  gsize step = sampler->stride[rows->across];
  const gint16 *voxels = sampler->voxels + sampler->stride[rows->down] * index;
  Line *line;

  for (int l = 0; l < N_LINES; l++)
    if (rows->lines[l].index == index && fabs (rows->lines[l].at - at) < 1e-9)
      return &rows->lines[l];
  line = &rows->lines[rows->next_line++ % N_LINES];
  line->index = index;
  line->at = at;
  line->any_bad = FALSE;
  if (rows->along == 0) {
    memset (line->sum, 0, sizeof (float) * (n + 2 * MARGIN));
    memset (line->bad, 0, n + 2 * MARGIN);
    for (int t = 0; t < taps->n; t++)
      add_contiguous (line, voxels + step * taps->index[t], n, taps->weight[t]);
  } else
    add_strided (line, voxels, n, sampler->stride[rows->along], taps, step);
  extend_line (line, n);
  return line;
}

/* The weighted sum of the lines that a row lies between. */
static void
combine_lines (
    Rows *rows, const HfSampler *sampler, const HfTaps *down, double at, const HfTaps *across)
{
  gsize n = sampler->size[rows->along] + 2 * MARGIN;
  float *restrict sum = rows->row.sum;

  rows->row.any_bad = FALSE;
  for (int t = 0; t < down->n; t++) {
    const Line *line = get_line (rows, sampler, down->index[t], at, across);
    const float *restrict values = line->sum;
    float weight = down->weight[t];

    if (t == 0)
      for (gsize u = 0; u < n; u++)
        sum[u] = weight * values[u];
    else
      for (gsize u = 0; u < n; u++)
        sum[u] += weight * values[u];
    if (!line->any_bad)
      continue;
    if (!rows->row.any_bad)
      memset (rows->row.bad, 0, n);
    rows->row.any_bad = TRUE;
    for (gsize u = 0; u < n; u++)
      rows->row.bad[u] |= line->bad[u];
  }
}

/* Which values of a line make each pixel, for rows whose index along them is start + step * x. */
static void
make_table (Rows *rows, const Job *job, double start, double step)
{
  if (fabs (rows->start - start) < 1e-9 && fabs (rows->step - step) < 1e-12)
    return;
  rows->start = start;
  rows->step = step;
  rows->begin = rows->end = 0;
  for (int x = 0; x < job->view->width; x++) {
    HfTaps taps;
    float *weight = rows->weight + 4 * (gsize) x;

    hf_sampler_taps (job->sampler, rows->along, start + step * x, job->interpolation, &taps);
    if (taps.n == 0)
      continue;
    if (rows->end == 0)
      rows->begin = x;
    rows->end = x + 1;
    /* of four values the second is never replaced by a neighbor */
    rows->first[x] = MARGIN + (taps.n == 4 ? taps.index[1] - 1 : taps.index[0]);
    for (int t = 0; t < 4; t++)
      weight[t] = t < taps.n ? taps.weight[t] : 0;
  }
}

static void
sample_row (const Rows *rows, const HfInterpolation interpolation, gint16 *restrict pixels)
{
  const float *restrict values = rows->row.sum, *restrict weight = rows->weight;
  const int *restrict first = rows->first;

  if (interpolation == HF_INTERPOLATION_NEAREST)
    for (int x = rows->begin; x < rows->end; x++)
      pixels[x] = hf_sample_round (values[first[x]]);
  else if (interpolation == HF_INTERPOLATION_LINEAR)
    for (int x = rows->begin; x < rows->end; x++) {
      const float *v = values + first[x], *w = weight + 4 * (gsize) x;

      pixels[x] = hf_sample_round (w[0] * v[0] + w[1] * v[1]);
    }
  else
    for (int x = rows->begin; x < rows->end; x++) {
      const float *v = values + first[x], *w = weight + 4 * (gsize) x;

      pixels[x] = hf_sample_round (w[0] * v[0] + w[1] * v[1] + w[2] * v[2] + w[3] * v[3]);
    }
}

/* Makes the pixels anew that padding went into. */
static void
mend_row (const Rows *rows, const Job *job, const double start[3], gint16 *pixels)
{
  for (int x = rows->begin; x < rows->end; x++) {
    const guint8 *bad = rows->row.bad + rows->first[x];
    double voxel[3] = { start[0], start[1], start[2] };

    if (!(bad[0] | bad[1] | bad[2] | bad[3]))
      continue;
    voxel[rows->along] += rows->step * x;
    pixels[x] = hf_sampler_at (job->sampler, voxel, job->interpolation);
  }
}

/* A row whose index changes along one axis only, by step. */
static void
aligned_row (Rows *rows, const Job *job, const double start[3], double step, gint16 *pixels)
{
  HfTaps down, across;

  hf_sampler_taps (job->sampler, rows->down, start[rows->down], job->interpolation, &down);
  hf_sampler_taps (job->sampler, rows->across, start[rows->across], job->interpolation, &across);
  if (down.n == 0 || across.n == 0)
    return;
  make_table (rows, job, start[rows->along], step);
  combine_lines (rows, job->sampler, &down, start[rows->across], &across);
  sample_row (rows, job->interpolation, pixels);
  if (rows->row.any_bad)
    mend_row (rows, job, start, pixels);
}

static void
pixel_to_voxel (const Job *job, double x, double y, double voxel[3])
{
  const HfView *view = job->view;
  double mm[3];

  for (int a = 0; a < 3; a++)
    mm[a] = view->origin[a] + x * view->right[a] + y * view->down[a];
  hf_geometry_patient_to_voxel (job->sampler->geometry, mm, voxel);
}

static void
free_row (const Job *job, int y, gint16 *pixels)
{
  for (int x = 0; x < job->view->width; x++) {
    double voxel[3];

    pixel_to_voxel (job, x, y, voxel);
    pixels[x] = hf_sampler_at (job->sampler, voxel, job->interpolation);
  }
}

/* The voxel axis that a row of the picture runs along, -1 where it is none: from its first, middle
   and last place. Along k all slices must be there, even and readable, and straight above each
   other. */
static int
row_axis (const Job *job, const double start[3], const double middle[3], const double end[3])
{
  const HfSampler *sampler = job->sampler;
  int along = -1;

  for (int a = 0; a < 3; a++) {
    if (fabs (end[a] - start[a]) < ALIGNED && fabs (middle[a] - start[a]) < ALIGNED)
      continue;
    if (along >= 0)
      return -1;
    along = a;
  }
  if (along != 2)
    return along < 0 ? 0 : along;
  if (!hf_geometry_is_even (sampler->geometry) || hf_geometry_is_tilted (sampler->geometry) ||
      memchr (sampler->has_data, FALSE, sampler->size[2]) ||
      fabs ((start[2] + end[2]) / 2 - middle[2]) > ALIGNED)
    return -1;
  return along;
}

/* The axis from row to row: of the two that are left the one on which the rows move. */
static int
down_axis (const Job *job, int along)
{
  double top[3], bottom[3];
  int a = along == 0 ? 1 : 0, b = along == 2 ? 1 : 2;

  pixel_to_voxel (job, 0, 0, top);
  pixel_to_voxel (job, 0, job->view->height - 1, bottom);
  return fabs (bottom[a] - top[a]) >= fabs (bottom[b] - top[b]) ? a : b;
}

static void
reslice_rows (gsize begin, gsize end, gpointer data)
{
  const Job *job = data;
  int last = MAX (job->view->width - 1, 1);
  Rows *rows = NULL;

  for (gsize y = begin; y < end; y++) {
    gint16 *pixels = job->pixels + y * job->view->width;
    double start[3], middle[3], stop[3];
    int along;

    for (int x = 0; x < job->view->width; x++)
      pixels[x] = HF_VOLUME_PADDING;
    pixel_to_voxel (job, 0, y, start);
    pixel_to_voxel (job, last / 2.0, y, middle);
    pixel_to_voxel (job, last, y, stop);
    along = row_axis (job, start, middle, stop);
    if (along < 0) {
      free_row (job, y, pixels);
      continue;
    }
    if (rows && rows->along != along)
      g_clear_pointer (&rows, rows_free);
    if (!rows)
      rows = rows_new (job->sampler, along, down_axis (job, along), job->view->width);
    aligned_row (rows, job, start, (stop[along] - start[along]) / last, pixels);
  }
  g_clear_pointer (&rows, rows_free);
}

static void
reslice_plane (const Job *job)
{
  gsize grain = job->view->height;

  if ((gsize) job->view->width * job->view->height > SMALL_PICTURE)
    grain = MAX (grain / (2 * hf_parallel_threads ()), ROWS_A_CHUNK);
  hf_parallel_for (job->view->height, grain, reslice_rows, (gpointer) job);
}

typedef struct {
  gint16 *restrict best; /* maximum or minimum so far; the mean's result */
  gint32 *sum;           /* mean only */
  guint16 *n;
} Slab;

static void
add_to_slab (Slab *slab, const gint16 *restrict plane, gsize n_pixels, HfSlabMode mode)
{
  for (gsize p = 0; p < n_pixels; p++) {
    gint16 v = plane[p];

    if (v == HF_VOLUME_PADDING)
      continue;
    if (mode == HF_SLAB_MEAN) {
      slab->sum[p] += v;
      slab->n[p]++;
    } else if (slab->best[p] == HF_VOLUME_PADDING ||
               (mode == HF_SLAB_MIP ? v > slab->best[p] : v < slab->best[p]))
      slab->best[p] = v;
  }
}

static void
finish_mean (Slab *slab, gsize n_pixels)
{
  for (gsize p = 0; p < n_pixels; p++)
    if (slab->n[p])
      slab->best[p] = hf_sample_round ((float) ((double) slab->sum[p] / slab->n[p]));
}

/* The vector from one picture of a slab to the next: across the view, as long as the voxels are
   there. FALSE where the view has no area. */
static gboolean
slab_step (const HfGeometry *geometry, const HfView *view, double step[3], double *length_mm)
{
  const double *spacing = hf_geometry_spacing (geometry);
  const double *axes[3] = { hf_geometry_row (geometry), hf_geometry_column (geometry),
                            hf_geometry_normal (geometry) };
  double length = 0, best = -1;

  for (int a = 0; a < 3; a++) {
    int b = (a + 1) % 3, c = (a + 2) % 3;

    step[a] = view->right[b] * view->down[c] - view->right[c] * view->down[b];
    length += step[a] * step[a];
  }
  if (!(length > 0))
    return FALSE;
  length = sqrt (length);
  for (int axis = 0; axis < 3; axis++) {
    double along = 0;

    for (int a = 0; a < 3; a++)
      along += step[a] / length * axes[axis][a];
    if (fabs (along) > best) {
      best = fabs (along);
      *length_mm = spacing[axis];
    }
  }
  for (int a = 0; a < 3; a++)
    step[a] *= *length_mm / length;
  return TRUE;
}

static void
reslice_slab (Job *job, const HfResliceOptions *options, const double step[3], int half)
{
  gsize n_pixels = (gsize) job->view->width * job->view->height;
  g_autofree gint16 *plane = g_new (gint16, n_pixels);
  g_autofree gint32 *sum = options->slab_mode == HF_SLAB_MEAN ? g_new0 (gint32, n_pixels) : NULL;
  g_autofree guint16 *n = options->slab_mode == HF_SLAB_MEAN ? g_new0 (guint16, n_pixels) : NULL;
  Slab slab = { job->pixels, sum, n };
  HfView view = *job->view;
  Job one = { job->sampler, &view, MIN (job->interpolation, HF_INTERPOLATION_LINEAR), plane };

  for (gsize p = 0; p < n_pixels; p++)
    slab.best[p] = HF_VOLUME_PADDING;
  for (int m = -half; m <= half; m++) {
    for (int a = 0; a < 3; a++)
      view.origin[a] = job->view->origin[a] + m * step[a];
    reslice_plane (&one);
    add_to_slab (&slab, plane, n_pixels, options->slab_mode);
  }
  if (options->slab_mode == HF_SLAB_MEAN)
    finish_mean (&slab, n_pixels);
}

void
hf_reslice (const HfVolume *volume,
            const HfView *view,
            const HfResliceOptions *options,
            HfImage *image)
{
  g_auto (HfSampler) sampler = { 0 };
  Job job = { &sampler, view, options->interpolation, image->pixels };
  double step[3], step_mm = 1;
  int half = 0;

  g_return_if_fail (image->width == view->width && image->height == view->height);
  hf_sampler_init (&sampler, volume);
  if (options->slab_mm > 0 && slab_step (sampler.geometry, view, step, &step_mm))
    half = (int) MIN (floor (options->slab_mm / 2 / step_mm + 1e-6), 32767);
  if (half > 0)
    reslice_slab (&job, options, step, half);
  else
    reslice_plane (&job);
}
