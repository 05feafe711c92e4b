/* Cubic B-splines after Unser, Aldroubi and Eden (1993) with the mirrored ends of scipy.ndimage:
   the samples become coefficients by one recursive filter forth and one back, and a value between
   them is a sum of four coefficients. */
#include "image/axis.h"

#include "core/wide.h"

#include <math.h>
#include <string.h>

#define POLE (-0.26794919243112270647) /* sqrt (3) - 2 */
#define GAIN 6.0f                      /* (1 - POLE) (1 - 1 / POLE) */

void
hf_axis_init (HfAxis *self, int in, int out, HfInterpolation interpolation)
{
  *self = (HfAxis){ .in = in, .out = out, .interpolation = interpolation };
  self->n_taps = interpolation == HF_INTERPOLATION_CUBIC    ? 4
                 : interpolation == HF_INTERPOLATION_LINEAR ? 2
                                                            : 1;
  self->index = g_new0 (int, (gsize) out * self->n_taps);
  self->weight = g_new0 (float, (gsize) out * self->n_taps);
  self->nearest = g_new0 (int, out);
  self->at = g_new0 (double, out);
}

void
hf_axis_clear (HfAxis *self)
{
  g_clear_pointer (&self->index, g_free);
  g_clear_pointer (&self->weight, g_free);
  g_clear_pointer (&self->nearest, g_free);
  g_clear_pointer (&self->at, g_free);
}

/* ... c b | a b c d | c b ... of the samples first..last. */
static int
mirror (int index, int first, int last)
{
  while (index < first || index > last) {
    if (first == last)
      return first;
    index = index < first ? 2 * first - index : 2 * last - index;
  }
  return index;
}

/* Puts new sample o at a continuous index, with only the samples first..last for neighbors. A place
   up to half a sample outside is moved to the edge, others have no data. */
void
hf_axis_place (HfAxis *self, int o, double at, int first, int last)
{
  int *index = self->index + (gsize) o * self->n_taps;
  float *weight = self->weight + (gsize) o * self->n_taps;
  int below;
  double f, g;

  self->at[o] = at;
  self->nearest[o] = -1;
  memset (weight, 0, sizeof *weight * self->n_taps);
  if (!(at >= first - 0.5 && at <= last + 0.5))
    return;
  if (fabs (at - floor (at + 0.5)) < 1e-9)
    at = floor (at + 0.5);
  at = CLAMP (at, first, last);
  self->nearest[o] = (int) floor (at + 0.5);
  below = (int) floor (at);
  if (self->n_taps == 2 && below == last && last > first)
    below--; /* linear: always two neighbors side by side */
  f = at - below;
  g = 1 - f;
  for (int t = 0; t < self->n_taps; t++)
    index[t] = mirror (below + t - self->n_taps / 4, first, last);
  if (self->n_taps == 1) {
    index[0] = self->nearest[o];
    weight[0] = 1;
  } else if (self->n_taps == 2) {
    weight[0] = (float) g;
    weight[1] = (float) f;
  } else {
    weight[0] = (float) (g * g * g / 6);
    weight[1] = (float) ((f * f * (3 * f - 6) + 4) / 6);
    weight[2] = (float) ((g * g * (3 * g - 6) + 4) / 6);
    weight[3] = (float) (f * f * f / 6);
  }
}

void
hf_axis_place_evenly (HfAxis *self, double start, double step)
{
  for (int o = 0; o < self->out; o++)
    hf_axis_place (self, o, start + o * step, 0, self->in - 1);
}

/* First on first and last on last. Where rounding puts the last sample past the end by one unit in
   the last place, scipy (mode "constant") says 0 there, and so do we: all weights are 0. */
void
hf_axis_place_as_scipy (HfAxis *self)
{
  double step = self->out > 1 ? (double) (self->in - 1) / (self->out - 1) : 1;

  for (int o = 0; o < self->out; o++) {
    double at = o * step;

    hf_axis_place (self, o, at, 0, self->in - 1);
    if (at > self->in - 1)
      memset (self->weight + (gsize) o * self->n_taps, 0, sizeof (float) * self->n_taps);
  }
}

/* Would every sample come out as it went in? */
gboolean
hf_axis_is_identity (const HfAxis *self)
{
  if (self->in != self->out || self->sigma > 0)
    return FALSE;
  for (int o = 0; o < self->out; o++)
    if (self->nearest[o] != o || fabs (self->at[o] - o) > 1e-6)
      return FALSE;
  return TRUE;
}

/* The first coefficient of the filter forth, exactly, for a mirrored line; into first. */
static inline void
prefilter_start (const float *line, int n, gsize stride, int lanes, float *first)
{
  double power = pow (POLE, n - 1), scale = 1 / (1 - power * power), z = POLE;

  for (int l = 0; l < lanes; l++)
    first[l] = (float) (scale * (line[l] + power * line[(n - 1) * stride + l]));
  for (int i = 1; i < n - 1 && fabs (z) > 1e-9; i++, z *= POLE) {
    const float *a = line + i * stride, *b = line + (n - 1 - i) * stride;
    float wa = (float) (scale * z), wb = (float) (scale * z * power);

    for (int l = 0; l < lanes; l++)
      first[l] += wa * a[l] + wb * b[l];
  }
}

#define LAST ((float) (POLE / (POLE * POLE - 1))) /* of the filter back */

static inline void
prefilter_lanes (float *line, int n, gsize stride, int lanes)
{
  const float z = (float) POLE;
  float *a = line + (n - 2) * stride, *b = line + (n - 1) * stride;

  for (int i = 1; i < n; i++) {
    float *restrict c = line + i * stride;
    const float *restrict before = c - stride;

    for (int l = 0; l < lanes; l++)
      c[l] = GAIN * c[l] + z * before[l];
  }
  for (int l = 0; l < lanes; l++)
    b[l] = LAST * (b[l] + z * a[l]);
  for (int i = n - 2; i >= 0; i--) {
    float *restrict c = line + i * stride;
    const float *restrict after = c + stride;

    for (int l = 0; l < lanes; l++)
      c[l] = z * (after[l] - c[l]);
  }
}

/* The same for HF_LINE_BLOCK lanes that lie close together, in registers. */
static inline void
prefilter_block (float *line, int n)
{
  typedef float Half __attribute__ ((vector_size (2 * HF_LINE_BLOCK), aligned (4), may_alias));
  const float z = (float) POLE;
  Half *c = (Half *) line;
  Half left = c[0], right = c[1];

  for (int i = 2; i < 2 * n; i += 2) {
    c[i] = left = GAIN * c[i] + z * left;
    c[i + 1] = right = GAIN * c[i + 1] + z * right;
  }
  c[2 * n - 2] = left = LAST * (left + z * c[2 * n - 4]);
  c[2 * n - 1] = right = LAST * (right + z * c[2 * n - 3]);
  for (int i = 2 * n - 4; i >= 0; i -= 2) {
    c[i] = left = z * (left - c[i]);
    c[i + 1] = right = z * (right - c[i + 1]);
  }
}

HF_WIDE static void
prefilter (float *line, int n, gsize stride, int lanes)
{
  g_autofree float *first = NULL;

  if (n < 2)
    return;
  first = g_new (float, lanes);
  prefilter_start (line, n, stride, lanes, first);
  for (int l = 0; l < lanes; l++)
    line[l] = GAIN * first[l];
  if (lanes == HF_LINE_BLOCK && stride == HF_LINE_BLOCK)
    prefilter_block (line, n);
  else
    prefilter_lanes (line, n, stride, lanes);
}

/* Samples to coefficients, in place. */
void
hf_line_prefilter (float *line, int n, gsize stride, int lanes)
{
  prefilter (line, n, stride, lanes);
}

/* A Gaussian that ends at 4 sigma, mirrored as the prefilter (scipy.ndimage.gaussian_filter1d with
   mode "mirror"), in place. */
void
hf_line_smooth (float *line, int n, gsize stride, int lanes, double sigma)
{
  int reach = (int) (4 * sigma + 0.5);
  g_autofree float *copy = g_new (float, (gsize) n *lanes);
  g_autofree double *weight = g_new (double, reach + 1);
  double sum = 0;

  for (int r = 0; r <= reach; r++) {
    weight[r] = exp (-0.5 * r * r / (sigma * sigma));
    sum += r ? 2 * weight[r] : weight[r];
  }
  for (int i = 0; i < n; i++)
    memcpy (copy + (gsize) i * lanes, line + i * stride, sizeof (float) * lanes);
  for (int i = 0; i < n; i++) {
    float *restrict c = line + i * stride;

    memset (c, 0, sizeof (float) * lanes);
    for (int r = -reach; r <= reach; r++) {
      const float *restrict from = copy + (gsize) mirror (i + r, 0, n - 1) * lanes;
      float w = (float) (weight[ABS (r)] / sum);

      for (int l = 0; l < lanes; l++)
        c[l] += w * from[l];
    }
  }
}

HF_WIDE static void
sample (const HfAxis *axis, int o, const float *line, gsize stride, int lanes, float *restrict out)
{
  const int *index = axis->index + (gsize) o * axis->n_taps;
  const float *w = axis->weight + (gsize) o * axis->n_taps;
  const float *a = line + index[0] * stride;

  if (axis->n_taps == 4) {
    const float *b = line + index[1] * stride, *c = line + index[2] * stride;
    const float *d = line + index[3] * stride;

    for (int l = 0; l < lanes; l++)
      out[l] = w[0] * a[l] + w[1] * b[l] + w[2] * c[l] + w[3] * d[l];
  } else if (axis->n_taps == 2) {
    const float *b = line + index[1] * stride;

    for (int l = 0; l < lanes; l++)
      out[l] = w[0] * a[l] + w[1] * b[l];
  } else
    for (int l = 0; l < lanes; l++)
      out[l] = w[0] * a[l];
}

/* New sample o of a line, all lanes of it. */
void
hf_line_sample (const HfAxis *axis, int o, const float *line, gsize stride, int lanes, float *out)
{
  sample (axis, o, line, stride, lanes, out);
}
