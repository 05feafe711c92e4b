/* How values fit into int16 voxels: value = scale * voxel + offset.

   Hounsfield units stay what they are (scale 1, offset 0): a CT value beyond +-32767 is clipped,
   and the loader counts it. Everything else gets the finest common scale that holds the range which
   its bits, slopes and intercepts allow. -32768 is kept for padding. */
#include "core/series-private.h"

#include <math.h>

#define LIMIT 32767.0

typedef struct {
  double low; /* of values, over all slices */
  double high;
  double step;       /* the smallest slope */
  gboolean whole;    /* slopes and intercepts are integers */
  gboolean same;     /* one slope and one intercept for all slices */
  double stored_low; /* over all slices */
  double stored_high;
} Range;

static Range
range_of (const HfSeries *self)
{
  const HfHeader *first = &self->headers[0];
  Range range = { G_MAXDOUBLE, -G_MAXDOUBLE, G_MAXDOUBLE, TRUE, TRUE, G_MAXDOUBLE, -G_MAXDOUBLE };

  for (int k = 0; k < self->n_slices; k++) {
    const HfHeader *header = &self->headers[k];
    double low = header->is_signed ? -ldexp (1, (int) header->bits_stored - 1) : 0;
    double high = low + ldexp (1, (int) header->bits_stored) - 1;
    double a = header->slope * low + header->intercept;
    double b = header->slope * high + header->intercept;

    range.low = MIN (range.low, MIN (a, b));
    range.high = MAX (range.high, MAX (a, b));
    range.step = MIN (range.step, fabs (header->slope));
    range.stored_low = MIN (range.stored_low, low);
    range.stored_high = MAX (range.stored_high, high);
    range.whole = range.whole && header->slope == rint (header->slope) &&
                  header->intercept == rint (header->intercept);
    range.same =
        range.same && header->slope == first->slope && header->intercept == first->intercept;
  }
  return range;
}

/* The voxel is the stored value, or lies a constant beside it: exact. */
static void
use_stored (HfSeries *self, const Range *range)
{
  const HfHeader *first = &self->headers[0];
  double shift = 0;

  if (range->stored_high > LIMIT)
    shift = range->stored_low + LIMIT;
  self->scale = fabs (first->slope);
  /* A negative slope turns the order around: then the voxel is -(stored - shift). */
  self->offset = first->intercept + first->slope * shift;
}

/* See core/volume.h. NULL where every value is kept to within half a step of the source. */
HfWarning *
hf_series_choose_scale (HfSeries *self)
{
  const Range range = range_of (self);

  self->scale = 1;
  self->offset = 0;
  if (range.whole && (self->info->is_hu || (range.low >= -LIMIT && range.high <= LIMIT)))
    return NULL;
  if (range.same && range.stored_high - range.stored_low <= 2 * LIMIT + 1) {
    use_stored (self, &range);
    return NULL;
  }
  self->scale = (range.high - range.low) / (2 * LIMIT);
  self->offset = (range.high + range.low) / 2;
  if (self->scale <= range.step * (1 + 1e-9))
    return NULL;
  return hf_warning_new (HF_CODE_CLIPPED,
                         "The values need more than 16 bits: they are rounded to steps of %g "
                         "(the file's own steps are %g)",
                         self->scale, range.step);
}
