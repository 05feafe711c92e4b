/* The scale of tissues under the histogram, each with its name. They are packed into rows as the whole
   axis of CT has room for them, so that rows stay where they are when the axis is zoomed. */
#include "files/chart-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define WHOLE_LOW (-1024.0) /* HU, of the whole axis */
#define WHOLE_HIGH 3071.0
#define GAP_EM 0.4      /* between a bar and its name, and between neighbors */
#define LETTER_EM 0.6   /* a letter is about as wide, and seldom wider */
#define LEAST_NAME_PX 8 /* smaller ones cannot be read */

static double
name_px (double row_height)
{
  return floor (row_height / 1.3);
}

double
hf_chart_tissue_row (double font_px)
{
  return ceil (font_px * 0.9 * 1.3);
}

typedef struct {
  double left, right; /* of the bar and its name, in em of the name, on the whole axis */
} Extent;

static Extent
extent_of (const HfTissue *tissue, double axis_em)
{
  double em = axis_em / (WHOLE_HIGH - WHOLE_LOW); /* of one HU */
  double left = (CLAMP (tissue->outer_low, WHOLE_LOW, WHOLE_HIGH) - WHOLE_LOW) * em;
  double right = (CLAMP (tissue->outer_high, WHOLE_LOW, WHOLE_HIGH) - WHOLE_LOW) * em;
  double name = g_utf8_strlen (_ (tissue->name), -1) * LETTER_EM + 2 * GAP_EM;

  if (right - left >= name)
    return (Extent){ left, right };
  return right + name <= axis_em ? (Extent){ left, right + name } : (Extent){ left - name, right };
}

/* The row of every tissue, from left to right: the first row that is free where it and its name lie.
   Returns the number of rows. */
int
hf_chart_pack_tissues (double width, double font_px, int row[HF_CHART_TISSUES])
{
  double axis_em = width / name_px (hf_chart_tissue_row (font_px));
  int n_rows = 0;
  guint n;
  const HfTissue *tissues = hf_tissues (&n);
  Extent extent[HF_CHART_TISSUES];

  for (guint t = 0; t < MIN (n, HF_CHART_TISSUES); t++) {
    extent[t] = extent_of (&tissues[t], axis_em);
    row[t] = 0;
    for (guint other = 0; other < t;)
      if (row[other] == row[t] && extent[other].left < extent[t].right + GAP_EM &&
          extent[t].left < extent[other].right + GAP_EM) {
        row[t]++;
        other = 0;
      } else {
        other++;
      }
    n_rows = MAX (n_rows, row[t] + 1);
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

static void
pack (const HfChartLayout *layout, int row[HF_CHART_TISSUES])
{
  hf_chart_pack_tissues (layout->plot.width, layout->font_px, row);
}

/* Where a neighbor in the same row begins or ends, px; the ends of the axis where there is none. */
static void
find_room (const HfChartLayout *layout,
           const int row[HF_CHART_TISSUES],
           guint t,
           double *from,
           double *until)
{
  guint n;
  const HfTissue *tissues = hf_tissues (&n);
  HfChartBox box, own;

  *from = layout->plot.x;
  *until = layout->plot.x + layout->plot.width;
  range_box (layout, row[t], tissues[t].outer_low, tissues[t].outer_high, &own);
  for (guint other = 0; other < MIN (n, HF_CHART_TISSUES); other++) {
    if (other == t || row[other] != row[t] ||
        !range_box (layout, row[other], tissues[other].outer_low, tissues[other].outer_high, &box))
      continue;
    if (box.x > own.x)
      *until = MIN (*until, box.x);
    else
      *from = MAX (*from, box.x + box.width);
  }
}

/* The name goes into its bar, or beside it where the row is free; FALSE: nowhere. */
static gboolean
name_box (const HfChartLayout *layout,
          const int row[HF_CHART_TISSUES],
          guint t,
          const HfChartBox *bar,
          HfChartBox *box)
{
  guint n;
  double px = name_px (layout->row_height), gap = px * GAP_EM;
  double width = hf_ink_text_width (px, _ (hf_tissues (&n)[t].name)), from, until;

  if (px < LEAST_NAME_PX)
    return FALSE;
  *box = *bar;
  box->width = width;
  find_room (layout, row, t, &from, &until);
  if (width + 2 * gap <= bar->width)
    box->x = bar->x + gap;
  else if (bar->x + bar->width + gap + width <= until)
    box->x = bar->x + bar->width + gap;
  else
    box->x = bar->x - gap - width;
  return box->x >= MIN (from, bar->x);
}

static gboolean
holds (const HfChartBox *box, double x)
{
  return x >= box->x && x < box->x + box->width;
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
  pack (layout, row);
  for (guint t = 0; t < MIN (n, HF_CHART_TISSUES); t++) {
    HfChartBox box, name;
    double distance;

    if (!range_box (layout, row[t], tissues[t].outer_low, tissues[t].outer_high, &box) ||
        y < box.y || y >= box.y + layout->row_height)
      continue;
    distance = MAX (MAX (box.x - x, x - box.x - box.width), 0);
    if (distance >= best_distance && best < 0 && name_box (layout, row, t, &box, &name) &&
        holds (&name, x))
      return (int) t;
    if (distance < best_distance) {
      best_distance = distance;
      best = t;
    }
  }
  return best;
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
  pack (layout, row);
  for (guint t = 0; t < MIN (n, HF_CHART_TISSUES); t++) {
    const HfTissue *tissue = &tissues[t];
    const HfChartColor *color =
        (int) t == options->hover_tissue ? &palette->text : &palette->lane[tissue->lane];
    HfChartBox outer, box;

    if (!range_box (layout, row[t], tissue->outer_low, tissue->outer_high, &outer))
      continue;
    hf_ink_color (cr, color, 0.25); /* the names stay legible on it */
    hf_ink_fill (cr, outer.x, outer.y, outer.width, outer.height);
    if (range_box (layout, row[t], tissue->low, tissue->high, &box)) {
      hf_ink_color (cr, color, outer.width < 12 ? 1 : 0.45);
      hf_ink_fill (cr, box.x, box.y, box.width, box.height);
    }
    if (name_box (layout, row, t, &outer, &box)) {
      hf_ink_color (cr, &palette->text, 1);
      hf_ink_text (cr, name_px (layout->row_height), _ (tissue->name), box.x,
                   box.y + (box.height - name_px (layout->row_height) * 1.2) / 2, 0);
    }
  }
}
