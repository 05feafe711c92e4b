/* A window of rows; every row is a setting or an action that sets one, and works at once. */
#include "app/preferences.h"

#include "app/settings.h"
#include "view/accessible.h"

#include <glib/gi18n.h>

static GtkWidget *
row_new (GtkListBox *list, const char *title, const char *subtitle, GtkWidget *control)
{
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *texts = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *label = gtk_label_new (title);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (texts, TRUE);
  gtk_widget_set_valign (texts, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (texts), label);
  if (subtitle) {
    GtkWidget *dim = gtk_label_new (subtitle);

    gtk_label_set_xalign (GTK_LABEL (dim), 0);
    gtk_label_set_wrap (GTK_LABEL (dim), TRUE);
    gtk_widget_add_css_class (dim, "dim");
    gtk_box_append (GTK_BOX (texts), dim);
  }
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), texts);
  gtk_box_append (GTK_BOX (box), control);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE); /* its control is */
  gtk_list_box_append (list, row);
  hf_accessible_name (control, title);
  return row;
}

/* Choices of a setting, by the values of its key. */
typedef struct {
  const char *action; /* activated with the value */
  const char *const *values;
} Choice;

static void
choice_cb (GtkDropDown *drop, GParamSpec *pspec, const Choice *choice)
{
  const char *value = choice->values[gtk_drop_down_get_selected (drop)];
  GtkWindow *parent =
      gtk_window_get_transient_for (GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (drop))));

  if (g_str_has_prefix (choice->action, "app."))
    g_action_group_change_action_state (G_ACTION_GROUP (g_application_get_default ()),
                                        choice->action + 4, g_variant_new_string (value));
  else if (parent)
    gtk_widget_activate_action (GTK_WIDGET (parent), choice->action, "s", value);
}

static GtkWidget *
choice_new (const Choice *choice, const char *const *names, const char *key)
{
  GtkWidget *drop = gtk_drop_down_new_from_strings (names);
  g_autofree char *now = hf_settings_string (key, choice->values[0]);

  for (guint n = 0; choice->values[n]; n++)
    if (g_str_equal (choice->values[n], now))
      gtk_drop_down_set_selected (GTK_DROP_DOWN (drop), n);
  g_signal_connect (drop, "notify::selected", G_CALLBACK (choice_cb), (gpointer) choice);
  return drop;
}

static void
forget_cb (GtkButton *button, gpointer data)
{
  hf_settings_forget_recent ();
  gtk_widget_set_sensitive (GTK_WIDGET (button), FALSE);
}

static GtkWidget *
switch_new (const char *key)
{
  GtkWidget *widget = gtk_switch_new ();

  if (hf_settings ())
    g_settings_bind (hf_settings (), key, widget, "active", G_SETTINGS_BIND_DEFAULT);
  return widget;
}

static GtkWidget *
rate_new (void)
{
  GtkWidget *spin = gtk_spin_button_new_with_range (1, 60, 1);

  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), hf_settings_number ("cine-rate", 15));
  if (hf_settings ())
    g_settings_bind (hf_settings (), "cine-rate", spin, "value", G_SETTINGS_BIND_DEFAULT);
  return spin;
}

static void
add_rows (GtkListBox *list)
{
  static const char *const theme_values[] = { "dark", "light", NULL };
  static const char *const overlay_values[] = { "all", "minimal", "none", NULL };
  static const char *const interpolation_values[] = { "nearest", "linear", "cubic", NULL };
  static const Choice theme = { "app.theme", theme_values };
  static const Choice overlay = { "win.overlay", overlay_values };
  static const Choice interpolation = { "win.interpolation", interpolation_values };
  const char *themes[] = { _ ("Dark"), _ ("Light"), NULL };
  const char *texts[] = { _ ("All"), _ ("Minimal"), _ ("None"), NULL };
  const char *ways[] = { _ ("Nearest"), _ ("Linear"), _ ("Cubic"), NULL };
  GtkWidget *forget = gtk_button_new_with_label (_ ("Forget"));

  row_new (list, _ ("Colors"), NULL, choice_new (&theme, themes, "theme"));
  row_new (list, _ ("Corner texts"), _ ("What stands over the pictures"),
           choice_new (&overlay, texts, "overlay"));
  row_new (list, _ ("Interpolation"), _ ("How pixels between voxels are filled"),
           choice_new (&interpolation, ways, "interpolation"));
  row_new (list, _ ("Play slices"), _ ("Slices a second, in new windows"), rate_new ());
  row_new (list, _ ("Hide names at the start"),
           _ ("Of patients and files, everywhere; P changes it at any time"),
           switch_new ("privacy"));
  g_signal_connect (forget, "clicked", G_CALLBACK (forget_cb), NULL);
  row_new (list, _ ("Recent places"), _ ("Folders and files that were open before"), forget);
}

void
hf_preferences_present (GtkWindow *parent)
{
  GtkWidget *window = gtk_window_new (), *list = gtk_list_box_new ();

  gtk_window_set_title (GTK_WINDOW (window), _ ("Preferences"));
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_modal (GTK_WINDOW (window), parent != NULL);
  gtk_window_set_default_size (GTK_WINDOW (window), 480, -1);
  gtk_window_set_resizable (GTK_WINDOW (window), FALSE);
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  hf_accessible_name (list, _ ("Preferences"));
  gtk_widget_add_css_class (list, "card");
  gtk_widget_add_css_class (list, "preferences");
  add_rows (GTK_LIST_BOX (list));
  gtk_window_set_child (GTK_WINDOW (window), list);
  hf_accessible_escape_closes (GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
}
