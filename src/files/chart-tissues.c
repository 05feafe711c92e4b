/* The scale of tissues under the histogram. They are packed into rows by their HU, not by their
   pixels, so that rows stay where they are when the axis is zoomed. */
#include "files/chart-private.h"

#include <glib/gi18n-lib.h>

/* The row of every tissue, lane after lane: the first row of its lane that is free there. Returns
   the number of rows. */
int
hf_chart_pack_tissues (int row[HF_CHART_TISSUES])
{
  double end[HF_CHART_TISSUES];
  int n_rows = 0;
  guint n;
  const HfTissue *tissues = hf_tissues (&n);

  for (int lane = 0; lane < HF_N_LANES; lane++) {
    int first = n_rows;

    for (guint t = 0; t < MIN (n, HF_CHART_TISSUES); t++) {
      int r = first;

      if (tissues[t].lane != (HfLane) lane)
        continue;
      while (r < n_rows && end[r] > tissues[t].outer_low - 8)
        r++;
      if (r == n_rows)
        end[n_rows++] = -G_MAXDOUBLE;
      end[r] = tissues[t].outer_high;
      row[t] = r;
    }
  }
  return n_rows;
}

/* The box of a tissue's range, at least 3 px wide; FALSE where it lies outside of the axis. */
static gboolean
range_box (const HfChartLayout *layout, int row, double low, double high, HfChartBox *box)
{
  double left, right;

  if (high < layout->low || low > layout->high)
    return FALSE;
  left = hf_chart_x (layout, MAX (low, layout->low));
  right = hf_chart_x (layout, MIN (high, layout->high));
  if (right - left < 3) {
    double middle = (left + right) / 2;

    left = CLAMP (middle - 1.5, layout->plot.x, layout->plot.x + layout->plot.width - 3);
    right = left + 3;
  }
  *box = (HfChartBox){ left, layout->tissues.y + row * layout->row_height, right - left,
                       layout->row_height - 2 };
  return TRUE;
}

int
hf_chart_tissue_at (const HfChartLayout *layout, double x, double y)
{
  int row[HF_CHART_TISSUES];
  int best = -1;
  double best_distance = 3; /* px: what is narrow can be hit from beside */
  guint n;
  const HfTissue *tissues = hf_tissues (&n);

  if (layout->tissues.height <= 0)
    return -1;
  hf_chart_pack_tissues (row);
  for (guint t = 0; t < MIN (n, HF_CHART_TISSUES); t++) {
    HfChartBox box;
    double distance;

    if (!range_box (layout, row[t], tissues[t].outer_low, tissues[t].outer_high, &box) ||
        y < box.y || y >= box.y + layout->row_height)
      continue;
    distance = MAX (MAX (box.x - x, x - box.x - box.width), 0);
    if (distance < best_distance) {
      best_distance = distance;
      best = t;
    }
  }
  return best;
}

/* The name goes into its bar, or right of it where the row is free up to the next one. */
static void
write_name (cairo_t *cr,
            const HfTissue *tissue,
            const HfChartBox *box,
            double free_until,
            const HfChartPalette *palette,
            double row_height)
{
  double px = MIN (row_height - 2, 11);
  const char *name = _ (tissue->name);
  double width;

  if (px < 8)
    return;
  width = hf_ink_text_width (cr, px, name);
  if (width + 6 < box->width) {
    hf_ink_color (cr, &palette->back, 1);
    hf_ink_text (cr, px, name, box->x + 3, box->y - 2, 0);
  } else if (box->x + box->width + width + 8 < free_until) {
    hf_ink_color (cr, &palette->text, 0.85);
    hf_ink_text (cr, px, name, box->x + box->width + 3, box->y - 2, 0);
  }
}

/* Where the next tissue of the same row begins, px. */
static double
next_in_row (const HfChartLayout *layout, const int row[HF_CHART_TISSUES], guint t)
{
  guint n;
  const HfTissue *tissues = hf_tissues (&n);
  double nearest = layout->plot.x + layout->plot.width;

  for (guint other = 0; other < MIN (n, HF_CHART_TISSUES); other++)
    if (row[other] == row[t] && tissues[other].outer_low > tissues[t].outer_low)
      nearest = MIN (nearest, hf_chart_x (layout, tissues[other].outer_low));
  return nearest;
}

void
hf_chart_draw_tissues (cairo_t *cr,
                       const HfChartOptions *options,
                       const HfChartLayout *layout,
                       const HfChartPalette *palette)
{
  int row[HF_CHART_TISSUES];
  guint n;
  const HfTissue *tissues = hf_tissues (&n);

  if (layout->tissues.height <= 0)
    return;
  hf_chart_pack_tissues (row);
  for (guint t = 0; t < MIN (n, HF_CHART_TISSUES); t++) {
    const HfTissue *tissue = &tissues[t];
    const HfChartColor *color =
        (int) t == options->hover_tissue ? &palette->text : &palette->lane[tissue->lane];
    HfChartBox outer, box;

    if (!range_box (layout, row[t], tissue->outer_low, tissue->outer_high, &outer))
      continue;
    hf_ink_color (cr, color, 0.4);
    hf_ink_fill (cr, outer.x, outer.y, outer.width, outer.height);
    if (range_box (layout, row[t], tissue->low, tissue->high, &box)) {
      hf_ink_color (cr, color, 1);
      hf_ink_fill (cr, box.x, box.y, box.width, box.height);
    }
    write_name (cr, tissue, &outer, next_in_row (layout, row, t), palette, layout->row_height);
  }
}
