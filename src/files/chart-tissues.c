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

static gboolean
overlap (const HfChartBox *a, const HfChartBox *b)
{
  return a->x < b->x + b->width && b->x < a->x + a->width;
}

/* Whether a place in the tissue's row lies on the axis, and on no other bar or name. */
static gboolean
is_free (const HfChartLayout *layout,
         const HfChartTissues *places,
         guint tissue,
         const HfChartBox *place)
{
  if (place->x < layout->plot.x || place->x + place->width > layout->plot.x + layout->plot.width)
    return FALSE;
  for (guint n = 0; n < HF_CHART_TISSUES; n++)
    if (n != tissue && places->row[n] == places->row[tissue] &&
        (overlap (place, &places->bar[n]) || overlap (place, &places->name[n])))
      return FALSE;
  return TRUE;
}

/* A name goes into its bar, or beside it where the row is free; no other bar stands between the two. */
static void
place_name (const HfChartLayout *layout, HfChartTissues *places, guint tissue, const char *text)
{
  const HfChartBox *bar = &places->bar[tissue];
  const double px = name_px (layout->row_height), gap = px * GAP_EM;
  const double width = hf_ink_text_width (px, text), beside = gap + width;
  const double x[] = { bar->x + gap, bar->x + bar->width, bar->x - beside };

  for (gsize n = beside + gap <= bar->width ? 0 : 1; n < G_N_ELEMENTS (x); n++) {
    const HfChartBox place = { x[n], bar->y, n ? beside : width, bar->height };

    if (is_free (layout, places, tissue, &place)) {
      places->name[tissue] = (HfChartBox){ n == 1 ? x[n] + gap : x[n], bar->y, width, bar->height };
      return;
    }
  }
}

void
hf_chart_place_tissues (const HfChartLayout *layout, HfChartTissues *places)
{
  guint n;
  const HfTissue *tissues = hf_tissues (&n);

  *places = (HfChartTissues){ 0 };
  hf_chart_pack_tissues (layout->plot.width, layout->font_px, places->row);
  for (guint t = 0; t < MIN (n, HF_CHART_TISSUES); t++)
    range_box (layout, places->row[t], tissues[t].outer_low, tissues[t].outer_high,
               &places->bar[t]);
  for (guint t = 0; t < MIN (n, HF_CHART_TISSUES); t++)
    if (places->bar[t].width > 0 && name_px (layout->row_height) >= LEAST_NAME_PX)
      place_name (layout, places, t, _ (tissues[t].name));
}

static gboolean
holds (const HfChartBox *box, double x)
{
  return x >= box->x && x < box->x + box->width;
}

int
hf_chart_tissue_at (const HfChartLayout *layout, double x, double y)
{
  HfChartTissues places;
  int best = -1;
  double best_distance = 3; /* px: what is narrow can be hit from beside */

  if (layout->tissues.height <= 0 ||
      y < layout->tissues.y) /* over the bars: no names are laid out */
    return -1;
  hf_chart_place_tissues (layout, &places);
  for (int t = 0; t < HF_CHART_TISSUES; t++) {
    const HfChartBox *bar = &places.bar[t];
    double distance = MAX (MAX (bar->x - x, x - bar->x - bar->width), 0);

    if (bar->width <= 0 || y < bar->y || y >= bar->y + layout->row_height)
      continue;
    if (distance >= best_distance && best < 0 && holds (&places.name[t], x))
      return t;
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
  const double px = name_px (layout->row_height);
  HfChartTissues places;
  guint n;
  const HfTissue *tissues = hf_tissues (&n);

  if (layout->tissues.height <= 0)
    return;
  hf_chart_place_tissues (layout, &places);
  for (guint t = 0; t < MIN (n, HF_CHART_TISSUES); t++) {
    const HfTissue *tissue = &tissues[t];
    const HfChartColor *color =
        (int) t == options->hover_tissue ? &palette->text : &palette->lane[tissue->lane];
    const HfChartBox *outer = &places.bar[t], *name = &places.name[t];
    HfChartBox box;

    if (outer->width <= 0)
      continue;
    hf_ink_color (cr, color, 0.25); /* the names stay legible on it */
    hf_ink_fill (cr, outer->x, outer->y, outer->width, outer->height);
    if (range_box (layout, places.row[t], tissue->low, tissue->high, &box)) {
      hf_ink_color (cr, color, outer->width < 12 ? 1 : 0.45);
      hf_ink_fill (cr, box.x, box.y, box.width, box.height);
    }
    if (name->width > 0) {
      hf_ink_color (cr, &palette->text, 1);
      hf_ink_text (cr, px, _ (tissue->name), name->x, name->y + (name->height - px * 1.2) / 2, 0);
    }
  }
}
