/* The histogram itself: bars, handles of threshold and window, and the scale of tissues. Hovering a
   bin lights up its voxels in the slices; a click on a tissue makes its range the threshold; a drag
   over the bars zooms, a double click shows everything again. */
#pragma once

#include "files/chart.h"
#include "view/panel.h"

G_BEGIN_DECLS

#define HF_TYPE_HISTOGRAM_PLOT (hf_histogram_plot_get_type ())
G_DECLARE_FINAL_TYPE (HfHistogramPlot, hf_histogram_plot, HF, HISTOGRAM_PLOT, HfPanel)

typedef enum {
  HF_SCOPE_VOLUME,
  HF_SCOPE_AXIAL,
  HF_SCOPE_SAGITTAL,
  HF_SCOPE_CORONAL,
  HF_SCOPE_INSIDE,
  HF_SCOPE_OUTSIDE,
} HfScope;

/* Signal "updated": other bins, another hovered place. */
void hf_histogram_plot_set_scope (HfHistogramPlot *self, HfScope scope);
void
hf_histogram_plot_set_range (HfHistogramPlot *self, double low, double high); /* NAN: everything */
HfHistogram *hf_histogram_plot_histogram (HfHistogramPlot *self); /* nullable (transfer none) */
const HfBins *hf_histogram_plot_bins (HfHistogramPlot *self);     /* nullable */
void hf_histogram_plot_options (HfHistogramPlot *self, HfChartOptions *options);
void hf_histogram_plot_take_tissue (HfHistogramPlot *self, guint which); /* of hf_tissues() */
char *hf_histogram_plot_hover_text (HfHistogramPlot *self); /* NULL where nothing is hovered */

G_END_DECLS
