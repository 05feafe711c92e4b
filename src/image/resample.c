/* A volume on another grid: nearest and linear, and what goes before and after the spline.

   Values come from the old voxels by index, as the views and the probe have them: along i, j and
   from slice to slice; uneven gaps and tilt are in where the new voxels lie (grid.c). Voxels
   without data never mix in: see spline.c and sample.h. */
#include "image/resample-private.h"

#include "core/error.h"
#include "core/wide.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

/* The axes along i and j for new slice k. */
void
hf_resample_axes (const HfResample *self, int k, HfAxis *x, HfAxis *y)
{
  if (self->grid->as_scipy) {
    hf_axis_place_as_scipy (x);
    hf_axis_place_as_scipy (y);
    return;
  }
  hf_axis_place_evenly (x, self->grid->start[k][0], self->grid->step[0]);
  hf_axis_place_evenly (y, self->grid->start[k][1], self->grid->step[1]);
}

/* The slices around k that values may come from, as far as they go without a gap. */
static void
find_stretch (const HfSampler *sampler, int k, int *first, int *last)
{
  *first = *last = k;
  while (*first > 0 && sampler->has_data[*first - 1] &&
         !hf_geometry_missing_after (sampler->geometry, *first - 1))
    --*first;
  while (*last + 1 < sampler->size[2] && sampler->has_data[*last + 1] &&
         !hf_geometry_missing_after (sampler->geometry, *last))
    ++*last;
}

/* Where the new slices lie between the old ones; across a gap no values mix. */
void
hf_resample_place_slices (HfResample *self)
{
  const HfSampler *sampler = &self->sampler;
  int end = sampler->size[2] - 1;

  for (int o = 0; o < self->z.out; o++) {
    double at = self->grid->start[o][2], inside = CLAMP (at, 0, end);
    int nearest = (int) floor (inside + 0.5), first, last;

    if (!sampler->has_data[nearest] || hf_geometry_in_hole (sampler->geometry, inside)) {
      hf_axis_place (&self->z, o, NAN, 0, end);
      continue;
    }
    find_stretch (sampler, nearest, &first, &last);
    hf_axis_place (&self->z, o, CLAMP (at, first - 0.5, last + 0.5), first, last);
    self->z.at[o] = at;
    if (self->grid->as_scipy && at > end)
      memset (self->z.weight + (gsize) o * self->z.n_taps, 0, sizeof (float) * self->z.n_taps);
  }
}

void
hf_resample_step (HfResample *self)
{
  hf_progress_set (self->progress,
                   (double) (g_atomic_int_add (&self->done, 1) + 1) / MAX (self->all, 1));
}

gint16 *
hf_resample_row (const HfResample *self, int j, int k)
{
  return (gint16 *) hf_volume_row (self->out, j, k);
}

/* The weighted sum of n old rows (1, 2, or 4) into sum. TRUE where a voxel of them is padding. */
HF_WIDE static gboolean
add_rows (const gint16 *const *rows, const float *weight, int n, int width, float *restrict sum)
{
  const gint16 *restrict a = rows[0], *restrict b = rows[1];
  const gint16 *restrict c = rows[2], *restrict d = rows[3];
  float wa = weight[0], wb = weight[1], wc = weight[2], wd = weight[3];
  gint16 lowest = G_MAXINT16;

  if (n == 1)
    for (int i = 0; i < width; i++) {
      sum[i] = wa * a[i];
      lowest = MIN (lowest, a[i]);
    }
  else if (n == 2)
    for (int i = 0; i < width; i++) {
      gint16 low = MIN (a[i], b[i]);

      sum[i] = wa * a[i] + wb * b[i];
      lowest = MIN (lowest, low);
    }
  else
    for (int i = 0; i < width; i++) {
      gint16 low = MIN (MIN (a[i], b[i]), MIN (c[i], d[i]));

      sum[i] = wa * a[i] + wb * b[i] + wc * c[i] + wd * d[i];
      lowest = MIN (lowest, low);
    }
  return lowest == HF_VOLUME_PADDING;
}

/* The 1, 2 or 4 old rows that new row (j, k) is made of; those without weight are left out. */
static int
find_rows (
    const HfResample *self, const HfAxis *y, int j, int k, const gint16 *rows[4], float weight[4])
{
  const HfAxis *z = &self->z;
  int n = 0;

  for (int s = 0; s < z->n_taps; s++)
    for (int t = 0; t < y->n_taps; t++) {
      float w = z->weight[k * z->n_taps + s] * y->weight[j * y->n_taps + t];

      if (w == 0 && n > 0)
        continue;
      if (n == 1 && weight[0] == 0)
        n = 0;
      rows[n] = hf_volume_row (self->sampler.volume, y->index[j * y->n_taps + t],
                               z->index[k * z->n_taps + s]);
      weight[n++] = w;
    }
  for (int r = n; r < 4; r++) {
    rows[r] = rows[0];
    weight[r] = 0;
  }
  return n < 3 ? n : 4;
}

/* Padding is among the old voxels: the new ones that it went into are made anew, with the sampler's
   rules. */
static void
mend_row (const HfResample *self,
          const HfAxis *x,
          const HfAxis *y,
          int j,
          int k,
          const gint16 *const *rows,
          int n)
{
  gint16 *out = hf_resample_row (self, j, k);

  for (int i = 0; i < x->out; i++) {
    const double voxel[3] = { x->at[i], y->at[j], self->z.at[k] };
    const int *index = x->index + i * x->n_taps;
    gboolean bad = FALSE;

    for (int r = 0; r < n; r++)
      bad |= rows[r][index[0]] == HF_VOLUME_PADDING ||
             rows[r][index[x->n_taps - 1]] == HF_VOLUME_PADDING;
    if (bad)
      out[i] = hf_sampler_at (&self->sampler, voxel, self->options->interpolation);
  }
}

/* A row at once: adding 1.5 * 2^23 leaves the nearest whole number in the low bits. */
HF_WIDE static void
round_row (const float *restrict values, int n, float low, float high, gint16 *restrict out)
{
  for (int i = 0; i < n; i++) {
    float above = values[i] < low ? low : values[i];
    union {
      float number;
      gint32 bits;
    } moved = { (above > high ? high : above) + 12582912.0f };

    out[i] = (gint16) moved.bits;
  }
}

void
hf_resample_round_row (const HfResample *self, const float *values, int n, gint16 *out)
{
  round_row (values, n, self->low, self->high, out);
}

/* New samples begin..n of two old ones each, which lie side by side where there are two. */
static void
sample_pairs (const HfAxis *x, const float *restrict sum, int begin, float *restrict values)
{
  const int *restrict index = x->index;
  const float *restrict w = x->weight;

  for (int i = begin; i < x->out; i++)
    values[i] = w[2 * i] * sum[index[2 * i]] + w[2 * i + 1] * sum[index[2 * i + 1]];
}

#ifdef __SSE2__
/* Four at once: a pair is one load. */
static int
sample_fours (const HfAxis *x, const float *restrict sum, float *restrict values)
{
  const int *restrict index = x->index;
  const float *restrict w = x->weight;
  int i = 0;

  for (; i + 4 <= x->out; i += 4) {
    __m128 a = _mm_setzero_ps (), b = _mm_setzero_ps ();

    a = _mm_loadl_pi (a, (const __m64 *) (sum + index[2 * i]));
    a = _mm_loadh_pi (a, (const __m64 *) (sum + index[2 * i + 2]));
    b = _mm_loadl_pi (b, (const __m64 *) (sum + index[2 * i + 4]));
    b = _mm_loadh_pi (b, (const __m64 *) (sum + index[2 * i + 6]));
    a = _mm_mul_ps (a, _mm_loadu_ps (w + 2 * i));
    b = _mm_mul_ps (b, _mm_loadu_ps (w + 2 * i + 4));
    _mm_storeu_ps (values + i, _mm_add_ps (_mm_shuffle_ps (a, b, _MM_SHUFFLE (2, 0, 2, 0)),
                                           _mm_shuffle_ps (a, b, _MM_SHUFFLE (3, 1, 3, 1))));
  }
  return i;
}
#endif

static void
sample_row (const HfAxis *x, const float *restrict sum, float *restrict values)
{
  int done = 0;

  if (x->n_taps == 1) {
    for (int i = 0; i < x->out; i++)
      values[i] = x->weight[i] * sum[x->index[i]];
    return;
  }
#ifdef __SSE2__
  if (x->in > 1)
    done = sample_fours (x, sum, values);
#endif
  sample_pairs (x, sum, done, values);
}

/* The old rows of the next new one begin to come while this one is computed: rows are too short for
   the processor to see them coming. */
static void
fetch_ahead (const HfResample *self, const HfAxis *y, int j, int k)
{
  const gint16 *rows[4];
  float weight[4];
  int n;

  if (j >= y->out || y->nearest[j] < 0)
    return;
  n = find_rows (self, y, j, k, rows, weight);
  for (int r = 0; r < n; r++)
    for (int i = 0; i < self->x.in; i += 32) /* a cache line */
      __builtin_prefetch (rows[r] + i);
}

static void
interpolate_row (const HfResample *self, const HfAxis *x, const HfAxis *y, int j, int k, float *sum)
{
  float *values = sum + x->in;
  gint16 *out = hf_resample_row (self, j, k);
  const gint16 *rows[4];
  float weight[4];
  gboolean outside = y->nearest[j] < 0 || self->z.nearest[k] < 0;

  if (!outside) {
    int n = find_rows (self, y, j, k, rows, weight);
    gboolean bad;

    fetch_ahead (self, y, j + 1, k);
    bad = add_rows (rows, weight, n, x->in, sum);

    sample_row (x, sum, values);
    hf_resample_round_row (self, values, x->out, out);
    if (bad)
      mend_row (self, x, y, j, k, rows, n);
  }
  if (outside || self->grid->sheared)
    for (int i = 0; i < x->out; i++)
      if (outside || x->nearest[i] < 0)
        out[i] = HF_VOLUME_PADDING;
}

/* New slices begin..end, nearest or linear: up to four old rows a new one. */
static void
interpolate_slices (gsize begin, gsize end, gpointer data)
{
  HfResample *self = data;
  g_autofree float *sum = g_new (float, self->x.in + self->x.out);
  g_auto (HfAxis) own_x = { 0 }, own_y = { 0 };
  const HfAxis *x = &self->x, *y = &self->y;

  if (self->grid->sheared) {
    hf_axis_init (&own_x, x->in, x->out, x->interpolation);
    hf_axis_init (&own_y, y->in, y->out, y->interpolation);
    x = &own_x;
    y = &own_y;
  }
  for (gsize k = begin; k < end && !hf_progress_cancelled (self->progress); k++) {
    if (self->grid->sheared)
      hf_resample_axes (self, (int) k, &own_x, &own_y);
    for (int j = 0; j < y->out; j++)
      interpolate_row (self, x, y, j, (int) k, sum);
    hf_resample_step (self);
  }
}

/* The same grid again: a copy, slices without data as padding. */
static void
copy_slices (gsize begin, gsize end, gpointer data)
{
  const HfResample *self = data;

  for (gsize k = begin; k < end; k++)
    for (int j = 0; j < self->grid->size[1]; j++) {
      gint16 *out = hf_resample_row (self, j, (int) k);

      if (self->sampler.has_data[k])
        memcpy (out, hf_volume_row (self->sampler.volume, j, (int) k),
                sizeof *out * self->grid->size[0]);
      else
        for (int i = 0; i < self->grid->size[0]; i++)
          out[i] = HF_VOLUME_PADDING;
    }
}

/* Stored values are resampled as well as Hounsfield units as long as one line leads from all of them
   to these: then it is that of every new slice, too. */
static void
carry_stored (const HfVolumeInfo *from, int n_from, HfVolumeInfo *to, int n_to)
{
  if (!from->slice_slope || !from->slice_intercept)
    return;
  for (int k = 1; k < n_from; k++)
    if (from->slice_slope[k] != from->slice_slope[0] ||
        from->slice_intercept[k] != from->slice_intercept[0])
      return;
  to->slice_slope = g_new (double, n_to);
  to->slice_intercept = g_new (double, n_to);
  for (int k = 0; k < n_to; k++) {
    to->slice_slope[k] = from->slice_slope[0];
    to->slice_intercept[k] = from->slice_intercept[0];
  }
}

static HfVolume *
new_volume (const HfVolume *volume, const HfGrid3 *grid, GError **error)
{
  const HfVolumeInfo *old = hf_volume_info (volume);
  HfVolumeInfo *info = hf_volume_info_copy (old, 0);
  HfVolume *out;

  carry_stored (old, hf_volume_size (volume)[2], info, grid->size[2]);
  out = hf_volume_new (hf_geometry_ref (grid->geometry), info, error);
  if (!out)
    return NULL;
  hf_volume_set_scale (out, hf_volume_scale (volume), hf_volume_offset (volume));
  hf_volume_set_padding_value (out, hf_volume_padding_value (volume));
  return out;
}

static void
resample_init (HfResample *self,
               const HfVolume *volume,
               const HfGrid3 *grid,
               const HfResampleOptions *options,
               HfProgress *progress)
{
  HfAxis *axes[3] = { &self->x, &self->y, &self->z };

  hf_sampler_init (&self->sampler, volume);
  self->grid = grid;
  self->options = options;
  self->progress = progress;
  self->low = -32767;
  self->high = G_MAXINT16;
  for (int a = 0; a < 3; a++)
    hf_axis_init (axes[a], self->sampler.size[a], grid->size[a], options->interpolation);
  hf_resample_axes (self, 0, &self->x, &self->y);
  hf_resample_place_slices (self);
}

static void
resample_clear (HfResample *self)
{
  hf_sampler_clear (&self->sampler);
  hf_axis_clear (&self->x);
  hf_axis_clear (&self->y);
  hf_axis_clear (&self->z);
  g_clear_pointer (&self->has_padding, g_free);
  g_clear_pointer (&self->out, hf_volume_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HfResample, resample_clear)

static gboolean
is_same_grid (const HfResample *self)
{
  return !self->grid->sheared && hf_axis_is_identity (&self->x) && hf_axis_is_identity (&self->y) &&
         hf_axis_is_identity (&self->z);
}

/* The volume on a grid of other voxels. NULL with BAD_VALUE, NO_MEMORY or CANCELLED. */
HfVolume *
hf_resample (const HfVolume *volume,
             const HfResampleOptions *options,
             HfProgress *progress,
             GError **error)
{
  g_auto (HfGrid3) grid = { 0 };
  g_auto (HfResample) self = { 0 };
  gboolean smooth = options->lowpass && options->interpolation != HF_INTERPOLATION_NEAREST;

  if (!hf_grid3_init (&grid, hf_volume_geometry (volume), options, error))
    return NULL;
  resample_init (&self, volume, &grid, options, progress);
  self.out = new_volume (volume, &grid, error);
  if (!self.out)
    return NULL;
  if (is_same_grid (&self))
    hf_parallel_for (grid.size[2], 8, copy_slices, &self);
  else if (smooth || options->interpolation == HF_INTERPOLATION_CUBIC) {
    if (!hf_resample_spline (&self, error))
      return NULL;
  } else {
    self.all = grid.size[2];
    hf_parallel_for (grid.size[2], 4, interpolate_slices, &self);
  }
  if (hf_progress_cancelled (progress)) {
    g_set_error (error, HF_ERROR, HF_CODE_CANCELLED, _ ("Resampling was cancelled"));
    return NULL;
  }
  return g_steal_pointer (&self.out);
}
