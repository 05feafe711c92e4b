/* The histogram as a picture and as a table: the same drawing for the panel and for the PNG of the
   command line.

   HU run along x; beneath the bars lie a strip with the window's greys and the scale of tissues, with
   their names and lighter ends where sources disagree. The layout is a value of its own, so that who
   draws and who is clicked on agree. */
#pragma once

#include "core/tissues.h"
#include "image/histogram.h"

#include <cairo.h>

G_BEGIN_DECLS

typedef struct {
  double *edges;   /* n_bins + 1, in the volume's unit */
  guint64 *counts; /* n_bins */
  guint n_bins;
  guint64 n_voxels; /* of the whole histogram, also outside of the bins */
  guint64 highest;  /* the largest count */
  gboolean is_hu;
} HfBins;

typedef struct {
  gboolean log_scale;
  gboolean light; /* on white paper, not on the dark panel */
  double font_px; /* 0: 11 */
  double above;   /* threshold handles in the volume's unit; NAN: none */
  double below;   /* NAN: none */
  double black;   /* the window's ends; NAN: none */
  double white;
  int hover_bin;    /* lit up; -1: none */
  int hover_tissue; /* -1: none */
} HfChartOptions;

typedef struct {
  double x, y, width, height;
} HfChartBox;

typedef struct {
  HfChartBox plot;    /* the bars */
  HfChartBox strip;   /* the window's greys */
  HfChartBox tissues; /* their rows; height 0 where values are not HU */
  double row_height;  /* of a row of tissues, px */
  double font_px;
  double low, high; /* values at the left and right end */
  double height;    /* of everything, px */
} HfChartLayout;

/* n_bins 0: one a value. Bins lie between low and high; NAN: the range of the histogram. NULL where
   there is no voxel. */
HfBins *
hf_bins_new (const HfHistogram *histogram, double low, double high, guint n_bins, gboolean is_hu);
void hf_bins_free (HfBins *self);
int hf_bins_at (const HfBins *self, double value); /* -1: none */

void hf_chart_options_init (HfChartOptions *self);
void hf_chart_layout (const HfBins *bins,
                      const HfChartOptions *options,
                      double width,
                      double height,
                      HfChartLayout *layout);
/* px: of a chart of that width with every name in it */
double hf_chart_height (gboolean is_hu, double width, double font_px);
double hf_chart_x (const HfChartLayout *layout, double value);
double hf_chart_handle_x (const HfChartLayout *layout,
                          double value); /* at an end where it is off the axis */
double hf_chart_value (const HfChartLayout *layout, double x);
int hf_chart_tissue_at (const HfChartLayout *layout, double x, double y); /* -1: none */

void hf_chart_histogram (
    cairo_t *cr, const HfBins *bins, const HfChartOptions *options, double width, double height);
/* Its part that changes while the window is dragged: the strip of greys. */
void hf_chart_window (cairo_t *cr, const HfChartOptions *options, const HfChartLayout *layout);
GBytes *hf_chart_png (
    const HfBins *bins, const HfChartOptions *options, int width, int height, GError **error);
char *hf_chart_csv (const HfBins *bins); /* C locale: low,high,voxels */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfBins, hf_bins_free)

G_END_DECLS
