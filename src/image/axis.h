/* One axis of a separable resampling: where the new samples lie, and the filters along lines.
   Private to the image layer.

   A line is n elements, stride floats apart, of "lanes" neighboring floats each: lanes are lines
   side by side, which are filtered at once. */
#pragma once

#include "core/params.h"

G_BEGIN_DECLS

#define HF_LINE_BLOCK 16 /* so many lanes, with a stride as long, are the fastest */

typedef struct {
  int in; /* samples before and after */
  int out;
  HfInterpolation interpolation;
  int n_taps;    /* 1, 2 or 4 */
  int *index;    /* out x n_taps, each within 0..in - 1 */
  float *weight; /* out x n_taps; for cubic: of B-spline coefficients */
  int *nearest;  /* out; -1: no data here */
  double *at;    /* out: continuous index */
  double sigma;  /* of the Gaussian to smooth with before, in samples; 0: none */
} HfAxis;

void hf_axis_init (HfAxis *self, int in, int out, HfInterpolation interpolation);
void hf_axis_clear (HfAxis *self);
void hf_axis_place (HfAxis *self, int o, double at, int first, int last);
void hf_axis_place_evenly (HfAxis *self, double start, double step);
void hf_axis_place_as_scipy (HfAxis *self);
gboolean hf_axis_is_identity (const HfAxis *self);

void hf_line_prefilter (float *line, int n, gsize stride, int lanes);
void hf_line_smooth (float *line, int n, gsize stride, int lanes, double sigma);
void
hf_line_sample (const HfAxis *axis, int o, const float *line, gsize stride, int lanes, float *out);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HfAxis, hf_axis_clear)

G_END_DECLS
