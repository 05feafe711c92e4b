/* How values fit into int16 voxels: value = scale * voxel + offset.

   Hounsfield units stay what they are (scale 1, offset 0): a CT value beyond +-32767 is clipped,
   and the loader counts it. Everything else gets the finest common scale that holds the range which
   its bits, slopes and intercepts allow. What a first loading finds out about the values can make
   the scale better: hf_series_refine(). -32768 is kept for padding. */
#include "core/series-private.h"

#include <math.h>

#define LIMIT 32767.0
#define NEARLY (1 + 1e-9)

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
    gboolean has_table = header->flags & HF_HAS_MODALITY_LUT;
    double a = has_table ? 0 : header->slope * low + header->intercept;
    double b = has_table ? 65535 : header->slope * high + header->intercept;

    range.low = MIN (range.low, MIN (a, b));
    range.high = MAX (range.high, MAX (a, b));
    range.step = MIN (range.step, has_table ? 1 : fabs (header->slope));
    range.stored_low = MIN (range.stored_low, low);
    range.stored_high = MAX (range.stored_high, high);
    range.whole = range.whole && (has_table || (header->slope == rint (header->slope) &&
                                                header->intercept == rint (header->intercept)));
    range.same = range.same && !has_table && header->slope == first->slope &&
                 header->intercept == first->intercept;
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

/* The range over all voxels, in equal steps that count from 0: what was 0 is 0 still. Therefore the middle lies up to half
   a step off, and one step fewer fits on either side. */
static void
spread (HfSeries *self, double low, double high)
{
  self->scale = (high - low) / (2 * LIMIT - 2);
  self->offset = self->scale > 0 ? self->scale * rint ((high + low) / 2 / self->scale) : low;
}

/* Values are whole multiples of this, where one slope and intercept hold for all slices or all are
   whole numbers. */
static double
lattice_step (const Range *range)
{
  return range->same ? range->step : 1;
}

/* Exact: voxels count steps from the middle of the range. Of 65536 levels the highest is clipped (and
 * counted): one code is taken by padding. */
static void
use_lattice (HfSeries *self, const Range *range, double low, double high)
{
  double step = lattice_step (range);
  double start = range->same ? self->headers[0].intercept : 0;

  self->scale = step;
  self->offset = start + step * floor (((low + high) / 2 - start) / step + 0.25);
}

/* Voxels on a lattice as coarse as self->scale were rounded; these are the values which they can
 * have been. */
static void
widen (const HfSeries *self, const Range *range, double *low, double *high)
{
  double step = lattice_step (range), slack = self->scale / 2 * NEARLY;
  double start = range->same ? self->headers[0].intercept : 0;

  if (range->whole || range->same) {
    if (self->scale <= step * NEARLY)
      return; /* exact */
    *low = start + step * ceil ((*low - slack - start) / step);
    *high = start + step * floor ((*high + slack - start) / step);
    return;
  }
  *low -= self->scale;
  *high += self->scale;
}

static HfWarning *
warn_of_step (const HfSeries *self, const Range *range)
{
  if (self->scale <= range->step * NEARLY)
    return NULL;
  return hf_warning_new (HF_CODE_CLIPPED,
                         "The values need more than 16 bits: they are rounded to steps of %g "
                         "(the file's own steps are %g)",
                         self->scale, range->step);
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
  spread (self, range.low, range.high);
  return warn_of_step (self, &range);
}

/* After a loading that clipped or rounded: low and high are the values that the voxels now have,
   clipped_low and clipped_high whether there were any beyond. TRUE: scale and offset are better
   now, load again. Values of 32 bits take two or three rounds. */
gboolean
hf_series_refine (
    HfSeries *self, double low, double high, gboolean clipped_low, gboolean clipped_high)
{
  const Range range = range_of (self);
  const double scale = self->scale, offset = self->offset;
  gboolean clipped = clipped_low || clipped_high;
  HfWarning *warning;

  if (!clipped && scale <= range.step * NEARLY)
    return FALSE;
  widen (self, &range, &low, &high);
  low = clipped_low ? range.low : MAX (range.low, low);
  high = clipped_high ? range.high : MIN (range.high, high);
  if ((range.whole || range.same) && high - low <= (2 * LIMIT + 1) * lattice_step (&range) * NEARLY)
    use_lattice (self, &range, low, high);
  else
    spread (self, low, high);
  if ((self->scale == scale && self->offset == offset) ||
      (!clipped && self->scale > range.step * NEARLY && self->scale > 0.9 * scale)) {
    self->scale = scale;
    self->offset = offset;
    return FALSE;
  }
  for (guint n = self->warnings->len; n > 0; n--)
    if (((HfWarning *) self->warnings->pdata[n - 1])->code == HF_CODE_CLIPPED)
      g_ptr_array_remove_index (self->warnings, n - 1);
  warning = warn_of_step (self, &range);
  if (warning)
    g_ptr_array_add (self->warnings, warning);
  return TRUE;
}
