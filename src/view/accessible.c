/* Names of controls, which templates say themselves, and the way out of a window. */
#include "view/accessible.h"

#define NAME "hf-accessible-name"

static void
name (GtkWidget *widget, const char *text)
{
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, text, -1);
}

/* The button in it takes the focus, and hides from assistive programs what is chosen. */
static void
name_choice_cb (GtkDropDown *drop)
{
  gpointer item = gtk_drop_down_get_selected_item (drop);
  const char *what = g_object_get_data (G_OBJECT (drop), NAME);
  g_autofree char *text = NULL;

  if (GTK_IS_STRING_OBJECT (item))
    text = g_strdup_printf ("%s: %s", what, gtk_string_object_get_string (item));
  name (gtk_widget_get_first_child (GTK_WIDGET (drop)), text ? text : what);
}

/* A color button and a drop-down are boxes around the button that takes the focus. */
void
hf_accessible_name (GtkWidget *widget, const char *text)
{
  name (widget, text);
  if (GTK_IS_COLOR_BUTTON (widget))
    name (gtk_widget_get_first_child (widget), text);
  if (!GTK_IS_DROP_DOWN (widget))
    return;
  g_object_set_data_full (G_OBJECT (widget), NAME, g_strdup (text), g_free);
  g_signal_connect (widget, "notify::selected-item", G_CALLBACK (name_choice_cb), NULL);
  name_choice_cb (GTK_DROP_DOWN (widget));
}

/* A search entry takes Escape before its window hears it. */
void
hf_accessible_escape_closes (GtkWindow *window)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();

  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys), gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                                                        gtk_named_action_new ("window.close")));
  gtk_widget_add_controller (GTK_WIDGET (window), keys);
}
