/* What a person may want otherwise, kept between starts. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

void hf_preferences_present (GtkWindow *parent); /* nullable */

G_END_DECLS
