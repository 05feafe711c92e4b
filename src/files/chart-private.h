/* What the parts of the chart share: chart.c (layout, bars, axes), chart-tissues.c (the scale of
   tissues), chart-ink.c (strokes). For these files only. */
#pragma once

#include "files/chart.h"

G_BEGIN_DECLS

#define HF_CHART_TISSUES 64 /* at most */

typedef struct {
  double r, g, b;
} HfChartColor;

typedef struct {
  HfChartColor back, text, dim, grid, bar, threshold, window;
  HfChartColor lane[HF_N_LANES];
} HfChartPalette;

/* Where the tissues and their names lie; width 0: off the axis, or no room for the name. */
typedef struct {
  int row[HF_CHART_TISSUES];
  HfChartBox bar[HF_CHART_TISSUES], name[HF_CHART_TISSUES];
} HfChartTissues;

double hf_chart_tissue_row (double font_px); /* its height, px, where there is room for it */
/* The row of every tissue on an axis of so many px; returns the number of rows. */
int hf_chart_pack_tissues (double width, double font_px, int row[HF_CHART_TISSUES]);
void hf_chart_place_tissues (const HfChartLayout *layout, HfChartTissues *places);
void hf_chart_draw_tissues (cairo_t *cr,
                            const HfChartOptions *options,
                            const HfChartLayout *layout,
                            const HfChartPalette *palette);

void hf_ink_color (cairo_t *cr, const HfChartColor *color, double alpha);
void hf_ink_fill (cairo_t *cr, double x, double y, double width, double height);
/* Text with its anchor (0 left, 0.5 middle, 1 right) at x and its top at y; px: of the font. */
void hf_ink_text (cairo_t *cr, double px, const char *text, double x, double y, double anchor);
double hf_ink_text_width (double px, const char *text);

G_END_DECLS
