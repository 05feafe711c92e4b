/* What drawn widgets ask of the theme; all others have their colors from the style sheets. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Dark letters stand on light around the widget. */
gboolean hf_theme_is_light (GtkWidget *widget);

/* How much larger the user wants texts than usual: 1 is 96 dpi. */
double hf_theme_text_scale (GtkWidget *widget);

G_END_DECLS
