/* The few strokes that a chart is made of. */
#include "files/chart-private.h"

#include <math.h>
#include <pango/pangocairo.h>

void
hf_ink_color (cairo_t *cr, const HfChartColor *color, double alpha)
{
  cairo_set_source_rgba (cr, color->r, color->g, color->b, alpha);
}

void
hf_ink_fill (cairo_t *cr, double x, double y, double width, double height)
{
  cairo_rectangle (cr, x, y, width, height);
  cairo_fill (cr);
}

/* Takes layout. */
static PangoLayout *
set_text (PangoLayout *layout, double px, const char *text, int *width)
{
  PangoFontDescription *font = pango_font_description_from_string ("Sans");

  pango_font_description_set_absolute_size (font, px * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  pango_layout_get_pixel_size (layout, width, NULL);
  pango_font_description_free (font);
  return layout;
}

/* Writes text with its anchor (0 left, 0.5 middle, 1 right) at x and its top at y. */
void
hf_ink_text (cairo_t *cr, double px, const char *text, double x, double y, double anchor)
{
  int width;
  g_autoptr (PangoLayout) layout = set_text (pango_cairo_create_layout (cr), px, text, &width);

  cairo_move_to (cr, round (x - anchor * width), round (y));
  pango_cairo_show_layout (cr, layout);
}

double
hf_ink_text_width (double px, const char *text)
{
  PangoContext *context = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  int width;

  g_object_unref (set_text (pango_layout_new (context), px, text, &width));
  g_object_unref (context);
  return width;
}
