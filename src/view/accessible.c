/* Names of controls; templates say theirs themselves. */
#include "view/accessible.h"

/* A color button is a box around the button that takes the focus. */
void
hf_accessible_name (GtkWidget *widget, const char *name)
{
  GtkWidget *inside = GTK_IS_COLOR_BUTTON (widget) ? gtk_widget_get_first_child (widget) : NULL;

  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  if (inside)
    gtk_accessible_update_property (GTK_ACCESSIBLE (inside), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                    -1);
}
