/* What assistive programs call a control that has no text of its own. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* GTK 4.8 does not take the tooltip for it. */
void hf_accessible_name (GtkWidget *widget, const char *name);

G_END_DECLS
