/* The color of the letters tells the theme: a forced one (high contrast) does not follow our wish. */
#include "view/theme.h"

gboolean
hf_theme_is_light (GtkWidget *widget)
{
  GdkRGBA text;

  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &text);
  return text.red + text.green + text.blue < 1.5;
}
