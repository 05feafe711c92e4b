/* The histogram without a pointer. Up and Down choose what the keys are on: the bars, one of the
   handles, or the tissues; Left and Right walk the bars and the tissues or move the handle, Enter
   takes a tissue. What is chosen is lit up and said as if the pointer were there. */
#include "view/histogram-plot-private.h"

#include "view/slice-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define PAGE 10 /* steps of Page Up and Page Down, and with Shift */

/* From top to bottom, with what a handle is called; NULL: bars and tissues speak for themselves. */
static const struct {
  Grab part;
  const char *name;
} parts[] = {
  { GRAB_ZOOM, NULL },
  { GRAB_ABOVE, N_ ("Threshold above") },
  { GRAB_BELOW, N_ ("Threshold below") },
  { GRAB_BLACK, N_ ("Black from") },
  { GRAB_WHITE, N_ ("White from") },
  { GRAB_LEVEL, N_ ("Middle of the window") },
  { GRAB_TISSUE, NULL },
};

static int
index_of (Grab part)
{
  int n = 0;

  while (n < (int) G_N_ELEMENTS (parts) - 1 && parts[n].part != part)
    n++;
  return n;
}

static void
choose_part (HfHistogramPlot *self, int n)
{
  int last = G_N_ELEMENTS (parts) - (self->bins->is_hu ? 1 : 2); /* else there are no tissues */

  self->part = parts[CLAMP (n, 0, last)].part;
  hf_histogram_plot_point_at (self, -1, -1);
  hf_histogram_plot_say (self);
}

static void
walk_bars (HfHistogramPlot *self, int by)
{
  int last = (int) self->bins->n_bins - 1;
  int from = self->hover_bin >= 0 ? self->hover_bin : by > 0 ? -1 : last + 1;

  hf_histogram_plot_point_at (self, CLAMP (from + by, 0, last), -1);
}

/* Those that the axis shows, from left to right as the table has them. */
static void
walk_tissues (HfHistogramPlot *self, int by)
{
  guint n;
  const HfTissue *tissues = hf_tissues (&n);
  int way = by > 0 ? 1 : -1, found = self->hover_tissue;
  HfChartLayout layout;

  hf_histogram_plot_layout (self, &layout);
  for (int t = found >= 0 ? found + way
               : way > 0  ? 0
                          : (int) n - 1;
       by != 0 && t >= 0 && t < (int) n; t += way)
    if (tissues[t].outer_high >= layout.low && tissues[t].outer_low <= layout.high) {
      found = t;
      by -= way;
    }
  hf_histogram_plot_point_at (self, -1, found);
}

/* The upper threshold has no limit beyond the highest value. */
static void
move_handle (HfHistogramPlot *self, int steps)
{
  double step = hf_volume_step (hf_session_volume (hf_panel_session (self)));
  double from = hf_histogram_plot_handle (self, self->part), to = from + steps * step, min, max;

  if (self->part == GRAB_BELOW && hf_histogram_range (self->histogram, &min, &max)) {
    const double no_limit = hf_param (HF_PARAM_BELOW)->max, last = (ceil (max / step) + 1) * step;

    to = MIN (from, last) + steps * step;
    if (to > last)
      to = no_limit;
  }
  hf_histogram_plot_move (self, self->part, to);
}

static void
walk (HfHistogramPlot *self, int by)
{
  if (self->part == GRAB_ZOOM)
    walk_bars (self, by);
  else if (self->part == GRAB_TISSUE)
    walk_tissues (self, by);
  else
    move_handle (self, by);
}

/* Steps of a key; 0: it is none that walks. */
static int
steps_of (const HfHistogramPlot *self, guint key, GdkModifierType state)
{
  gboolean is_handle = self->part != GRAB_ZOOM && self->part != GRAB_TISSUE;
  int many = state & GDK_SHIFT_MASK ? PAGE : 1;

  switch (key) {
  case GDK_KEY_Left:
    return -many;
  case GDK_KEY_Right:
    return many;
  case GDK_KEY_Page_Down:
    return is_handle ? -PAGE : PAGE;
  case GDK_KEY_Page_Up:
    return is_handle ? PAGE : -PAGE;
  case GDK_KEY_Home:
    return is_handle ? 0 : -G_MAXINT16;
  case GDK_KEY_End:
    return is_handle ? 0 : G_MAXINT16;
  default:
    return 0;
  }
}

static gboolean
key_cb (HfHistogramPlot *self, guint key, guint code, GdkModifierType state)
{
  int steps = steps_of (self, key, state);

  if (!self->bins || !hf_panel_session (self) || state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return FALSE;
  if (key == GDK_KEY_Up || key == GDK_KEY_Down)
    choose_part (self, index_of (self->part) + (key == GDK_KEY_Down ? 1 : -1));
  else if (steps != 0)
    walk (self, steps);
  else if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter) && self->hover_tissue >= 0)
    hf_histogram_plot_take_tissue (self, self->hover_tissue);
  else
    return FALSE;
  return TRUE;
}

static void
enter_cb (HfHistogramPlot *self)
{
  self->part = GRAB_ZOOM;
  hf_histogram_plot_say (self);
}

static void
leave_cb (HfHistogramPlot *self)
{
  self->part = GRAB_NONE;
  hf_histogram_plot_point_at (self, -1, -1);
  hf_histogram_plot_say (self);
}

void
hf_histogram_plot_add_keys (HfHistogramPlot *self)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_cb), self);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (enter_cb), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (leave_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

/* Over the handle that the keys move. */
void
hf_histogram_plot_draw_keys (HfHistogramPlot *self, cairo_t *cr, const HfChartLayout *layout)
{
  const int half = 4; /* px */
  gboolean in_strip = self->part >= GRAB_BLACK;
  const HfChartBox *box = in_strip ? &layout->strip : &layout->plot;
  double value;

  if (self->part == GRAB_NONE || !parts[index_of (self->part)].name)
    return;
  value = CLAMP (hf_histogram_plot_handle (self, self->part), layout->low, layout->high);
  cairo_set_source_rgba (cr, 0.55, 0.70, 0.88, 0.5);
  cairo_rectangle (cr, hf_chart_x (layout, value) - half, box->y - half, 2 * half,
                   box->height + 2 * half);
  cairo_fill (cr);
}

/* What the keys are on, and what they do; NULL where they are elsewhere. */
char *
hf_histogram_plot_keys_text (HfHistogramPlot *self)
{
  const char *name = parts[index_of (self->part)].name, *unit;
  double value;

  if (self->part == GRAB_NONE || !self->bins)
    return NULL;
  if (!name)
    return g_strdup (self->part == GRAB_TISSUE
                         ? _ ("Tissues: ← → walk, Enter takes one as the threshold")
                         : _ ("Bars: ← → walk, ↓ handles and tissues"));
  value = hf_histogram_plot_handle (self, self->part);
  if (self->part == GRAB_BELOW && value >= hf_param (HF_PARAM_BELOW)->max)
    return g_strdup_printf (_ ("%s: no limit"), _ (name));
  unit = hf_slice_text_unit (hf_session_volume (hf_panel_session (self)));
  return g_strdup_printf ("%s: %.8g %s", _ (name), value, unit);
}
