/* Names for assistive programs, of controls that have no text of their own; windows that keys close. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* GTK 4.8 does not take the tooltip for it. */
void hf_accessible_name (GtkWidget *widget, const char *text);

/* For windows beside the main one. */
void hf_accessible_escape_closes (GtkWindow *window);

G_END_DECLS
