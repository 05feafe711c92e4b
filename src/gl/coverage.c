/* The picture must not change by a pixel: corners are rounded to 1/256 px by the driver, so every
   triangle is taken for a little larger than it is. */
#include "gl/coverage.h"

#include "core/parallel.h"
#include "core/wide.h"

#include <math.h>

#define MARGIN (1 / 128.0f) /* px */
#define SMALL 2.0f          /* px: what is larger is not looked at */
#define FAR 16384.0f        /* px: beyond it floats are too coarse */

typedef struct {
  const HfCoverage *coverage;
  const float *positions;
  float *out;
} Project;

HF_WIDE static void
project (gsize begin, gsize end, gpointer data)
{
  const Project *self = data;
  const float *m = self->coverage->matrix, *positions = self->positions;
  const float half_width = (float) self->coverage->width / 2;
  const float half_height = (float) self->coverage->height / 2;
  float *out = self->out;

  for (gsize v = begin; v < end; v++) {
    const float *p = positions + 3 * v;
    const float w = m[3] * p[0] + m[7] * p[1] + m[11] * p[2] + m[15];
    const float x = ((m[0] * p[0] + m[4] * p[1] + m[8] * p[2] + m[12]) / w + 1) * half_width;
    const float y = ((m[1] * p[0] + m[5] * p[1] + m[9] * p[2] + m[13]) / w + 1) * half_height;
    const gboolean is_near = w > 1e-6f && fabsf (x) < FAR && fabsf (y) < FAR;

    out[2 * v] = is_near ? x : NAN;
    out[2 * v + 1] = is_near ? y : NAN;
  }
}

float *
hf_coverage_project (const HfCoverage *self, const HfMesh *mesh)
{
  const gsize n = hf_mesh_n_vertices (mesh);
  Project job = { self, hf_mesh_positions (mesh), g_new (float, 2 * n + 1) };

  hf_parallel_for (n, 65536, project, &job);
  return job.out;
}

static inline int
round_down (float value)
{
  const int whole = (int) value;

  return whole - (value < (float) whole);
}

/* The pixels from first to last whose middle lies between low and high. */
static inline void
find_middles (float low, float high, int *first, int *last)
{
  *first = -round_down (0.5f + MARGIN - low);
  *last = round_down (high + MARGIN - 0.5f);
}

typedef struct {
  float x, y, at_0; /* at_0 + x * px + y * py >= 0: on the inner side */
} Side;

static inline Side
side_between (const float a[2], const float b[2], float sense, float x_0, float y_0)
{
  const float dx = sense * (b[0] - a[0]), dy = sense * (b[1] - a[1]);

  return (Side){ -dy, dx,
                 dx * (y_0 - a[1]) - dy * (x_0 - a[0]) + MARGIN * (fabsf (dx) + fabsf (dy)) };
}

static inline gboolean
is_inside (const Side *side, int x, int y)
{
  return side->at_0 + (float) x * side->x + (float) y * side->y >= 0;
}

gboolean
hf_coverage_has_pixel (const float a[2], const float b[2], const float c[2])
{
  const float sense =
      (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0]) < 0 ? -1.0f : 1.0f;
  int first[2], last[2];
  Side side[3];

  for (int n = 0; n < 2; n++) {
    const float low = MIN (MIN (a[n], b[n]), c[n]), high = MAX (MAX (a[n], b[n]), c[n]);

    if (!(high - low < SMALL)) /* NAN too */
      return TRUE;
    find_middles (low, high, &first[n], &last[n]);
    if (first[n] > last[n])
      return FALSE;
  }
  side[0] = side_between (a, b, sense, (float) first[0] + 0.5f, (float) first[1] + 0.5f);
  side[1] = side_between (b, c, sense, (float) first[0] + 0.5f, (float) first[1] + 0.5f);
  side[2] = side_between (c, a, sense, (float) first[0] + 0.5f, (float) first[1] + 0.5f);
  for (int y = 0; y <= last[1] - first[1]; y++)
    for (int x = 0; x <= last[0] - first[0]; x++)
      if (is_inside (&side[0], x, y) && is_inside (&side[1], x, y) && is_inside (&side[2], x, y))
        return TRUE;
  return FALSE;
}
