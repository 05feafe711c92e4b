/* The bins of a histogram as the chart shows them, and as a table. */
#include "files/chart.h"

#include <math.h>

HfBins *
hf_bins_new (const HfHistogram *histogram, double low, double high, guint n_bins, gboolean is_hu)
{
  double min, max;
  HfBins *self;

  if (!hf_histogram_range (histogram, &min, &max))
    return NULL;
  if (isnan (low) || isnan (high) || high <= low) {
    low = min;
    high = max;
  }
  if (n_bins == 0) {
    low = floor (low);
    high = floor (high) + 1;
    n_bins = (guint) CLAMP (high - low, 1, 65536);
  }
  if (high <= low) { /* one value only: numpy.histogram takes half a unit to each side */
    low -= 0.5;
    high += 0.5;
  }
  self = g_new0 (HfBins, 1);
  self->edges = g_new (double, n_bins + 1);
  self->counts = g_new (guint64, n_bins);
  self->n_bins = n_bins;
  self->n_voxels = hf_histogram_n_voxels (histogram);
  self->is_hu = is_hu;
  hf_histogram_bins (histogram, low, high, n_bins, self->edges, self->counts);
  for (guint n = 0; n < n_bins; n++)
    self->highest = MAX (self->highest, self->counts[n]);
  return self;
}

void
hf_bins_free (HfBins *self)
{
  if (!self)
    return;
  g_free (self->edges);
  g_free (self->counts);
  g_free (self);
}

int
hf_bins_at (const HfBins *self, double value)
{
  double low = self->edges[0], high = self->edges[self->n_bins];

  if (isnan (value) || value < low || value > high)
    return -1;
  return MIN ((int) ((value - low) / (high - low) * self->n_bins), (int) self->n_bins - 1);
}

/* The shortest text that is this number again. */
static const char *
shortest (double value, char text[G_ASCII_DTOSTR_BUF_SIZE])
{
  for (int digits = 6; digits <= 17; digits++) {
    char format[8];

    g_snprintf (format, sizeof format, "%%.%dg", digits);
    g_ascii_formatd (text, G_ASCII_DTOSTR_BUF_SIZE, format, value);
    if (g_ascii_strtod (text, NULL) == value)
      break;
  }
  return text;
}

char *
hf_chart_csv (const HfBins *bins)
{
  GString *text = g_string_new (bins->is_hu ? "low_hu,high_hu,voxels\n" : "low,high,voxels\n");
  char low[G_ASCII_DTOSTR_BUF_SIZE], high[G_ASCII_DTOSTR_BUF_SIZE];

  for (guint n = 0; n < bins->n_bins; n++)
    g_string_append_printf (text, "%s,%s,%" G_GUINT64_FORMAT "\n", shortest (bins->edges[n], low),
                            shortest (bins->edges[n + 1], high), bins->counts[n]);
  return g_string_free (text, FALSE);
}
