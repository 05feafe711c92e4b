/* Shared by histogram-plot.c (what is shown), histogram-pointer.c (what is pointed at) and
   histogram-keys.c (the same without a pointer). */
#pragma once

#include "session/latest.h"
#include "view/histogram-plot.h"

G_BEGIN_DECLS

typedef enum {
  GRAB_NONE,
  GRAB_ABOVE,
  GRAB_BELOW,
  GRAB_BLACK,
  GRAB_WHITE,
  GRAB_LEVEL,
  GRAB_ZOOM,
  GRAB_TISSUE,
} Grab;

struct _HfHistogramPlot {
  HfPanel parent_instance;

  HfScope scope;
  double low, high;       /* shown range, NAN: everything */
  HfHistogram *histogram; /* owned, nullable: of the scope */
  HfBins *bins;           /* owned, nullable: as they are shown */
  gboolean is_hu;         /* of what is open: there are tissues */
  gboolean stale;         /* histogram and bins must be made anew */
  HfLatest *outside;      /* histogram of what is not in the mask */
  HfHistogram *rest;      /* its newest result; owned, nullable */

  GskRenderNode *chart;         /* all but the window, which is dragged; nullable: to be drawn */
  HfChartOptions chart_options; /* of it */
  int hover_bin, hover_tissue;
  Grab part; /* what the keys are on; GRAB_ZOOM: the bars, GRAB_NONE: the focus is elsewhere */
  Grab grab;
  double grab_x;     /* where the drag began, px */
  double grab_value; /* the window's level there */
  double drag_x;     /* where the drag is, px */
};

void hf_histogram_plot_layout (HfHistogramPlot *self, HfChartLayout *layout); /* only with bins */
void hf_histogram_plot_point_at (HfHistogramPlot *self, int bin, int tissue); /* -1: none */
double hf_histogram_plot_handle (HfHistogramPlot *self, Grab handle);
void hf_histogram_plot_move (HfHistogramPlot *self, Grab handle, double value);
void hf_histogram_plot_say (HfHistogramPlot *self); /* something else is pointed at */
void hf_histogram_plot_add_gestures (HfHistogramPlot *self);
void hf_histogram_plot_add_keys (HfHistogramPlot *self);
void hf_histogram_plot_draw_keys (HfHistogramPlot *self, cairo_t *cr, const HfChartLayout *layout);
char *hf_histogram_plot_keys_text (HfHistogramPlot *self);
gboolean hf_histogram_plot_query_tooltip (
    GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip);

G_END_DECLS
