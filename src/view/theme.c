/* The color of the letters tells the theme: a forced one (high contrast) does not follow our wish. */
#include "view/theme.h"

gboolean
hf_theme_is_light (GtkWidget *widget)
{
  GdkRGBA text;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &text);
  return text.red + text.green + text.blue < 1.5;
}

double
hf_theme_text_scale (GtkWidget *widget)
{
  double dpi = pango_cairo_context_get_resolution (gtk_widget_get_pango_context (widget));

  return dpi > 0 ? dpi / 96 : 1;
}
