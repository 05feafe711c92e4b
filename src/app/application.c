/* One process, one window a volume. Actions: app.about, app.preferences, app.quit, app.new-window,
   app.theme. */
#include "app/application.h"

#include "app/main-window.h"
#include "app/preferences.h"
#include "app/settings.h"
#include "files/mesh-read.h"
#include "view/init.h"

#include <glib/gi18n.h>

struct _HfApplication {
  GtkApplication parent;
  GtkCssProvider *colors; /* of the theme */
};

G_DEFINE_FINAL_TYPE (HfApplication, hf_application, GTK_TYPE_APPLICATION)

/* Whether GTK's theme has light text. A theme that the user forces (high contrast by GTK_THEME) does not follow our wish, and
   half of one with half of the other is unreadable. */
static gboolean
theme_is_dark (void)
{
  GtkWidget *label = g_object_ref_sink (gtk_label_new (NULL));
  GdkRGBA text;
  gboolean known = gtk_style_context_lookup_color (gtk_widget_get_style_context (label),
                                                   "theme_fg_color", &text);

  g_object_unref (label);
  return !known || text.red + text.green + text.blue > 1.5;
}

static void
load_colors (HfApplication *self, gboolean dark)
{
  g_object_set (gtk_settings_get_default (), "gtk-application-prefer-dark-theme", dark, NULL);
  dark = theme_is_dark ();
  gtk_css_provider_load_from_resource (self->colors, dark ? HF_RESOURCE_PREFIX "resources/dark.css"
                                                          : HF_RESOURCE_PREFIX
                                                         "resources/light.css");
}

static void
theme_cb (GSimpleAction *action, GVariant *value, gpointer data)
{
  gboolean dark = !g_str_equal (g_variant_get_string (value, NULL), "light");

  load_colors (data, dark);
  hf_settings_set_string ("theme", dark ? "dark" : "light");
  g_simple_action_set_state (action, g_variant_new_string (dark ? "dark" : "light"));
}

static void
about_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_show_about_dialog (gtk_application_get_active_window (data), "program-name", "Hounsfield",
                         "logo-icon-name", HF_APP_ID, "version", HF_VERSION, "comments",
                         _ ("A viewer for CT volumes.\nNot a medical device: not for diagnosis."),
                         "license-type", GTK_LICENSE_MIT_X11, NULL);
}

static void
preferences_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_preferences_present (gtk_application_get_active_window (data));
}

static void
new_window_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  gtk_window_present (GTK_WINDOW (hf_main_window_new (data)));
}

static void
quit_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  GList *windows;

  while ((windows = gtk_application_get_windows (data)))
    gtk_window_destroy (windows->data);
  g_application_quit (data);
}

static void
hf_application_startup (GApplication *application)
{
  static const GActionEntry actions[] = { { "about", about_cb },
                                          { "preferences", preferences_cb },
                                          { "new-window", new_window_cb },
                                          { "theme", NULL, "s", "'dark'", theme_cb },
                                          { "quit", quit_cb } };
  HfApplication *self = HF_APPLICATION (application);
  g_autoptr (GtkCssProvider) style = gtk_css_provider_new ();
  g_autofree char *theme = NULL;

  G_APPLICATION_CLASS (hf_application_parent_class)->startup (application);
  hf_view_init ();
  gtk_icon_theme_add_resource_path (gtk_icon_theme_get_for_display (gdk_display_get_default ()),
                                    HF_RESOURCE_PREFIX "icons");
  /* Else GTK selects all of a text that gets the focus: the details of a message, the name in About. */
  g_object_set (gtk_settings_get_default (), "gtk-label-select-on-focus", FALSE, NULL);
  self->colors = gtk_css_provider_new ();
  gtk_css_provider_load_from_resource (style, HF_RESOURCE_PREFIX "resources/style.css");
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (self->colors),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  gtk_style_context_add_provider_for_display (gdk_display_get_default (),
                                              GTK_STYLE_PROVIDER (style),
                                              GTK_STYLE_PROVIDER_PRIORITY_APPLICATION);
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  theme = hf_settings_string ("theme", "dark");
  g_action_group_change_action_state (G_ACTION_GROUP (self), "theme", g_variant_new_string (theme));
  hf_main_window_set_accels (GTK_APPLICATION (self));
}

static void
hf_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));

  if (!window)
    window = GTK_WINDOW (hf_main_window_new (HF_APPLICATION (application)));
  gtk_window_present (window);
}

/* An empty one that is there, or a new one. */
static HfMainWindow *
free_window (GApplication *application)
{
  GtkWindow *active = gtk_application_get_active_window (GTK_APPLICATION (application));
  HfMainWindow *window =
      HF_IS_MAIN_WINDOW (active) && hf_main_window_is_empty (HF_MAIN_WINDOW (active))
          ? HF_MAIN_WINDOW (active)
          : hf_main_window_new (HF_APPLICATION (application));

  gtk_window_present (GTK_WINDOW (window));
  return window;
}

/* Every path gets a window, but meshes are looked at together. */
static void
hf_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  g_autoptr (GPtrArray) meshes = g_ptr_array_new_with_free_func (g_free);

  for (int n = 0; n < n_files; n++) {
    g_autofree char *path = g_file_get_path (files[n]);

    if (path && hf_mesh_can_read (path))
      g_ptr_array_add (meshes, g_steal_pointer (&path));
    else if (path)
      hf_main_window_open (free_window (application), path);
  }
  if (meshes->len == 1)
    hf_main_window_open (free_window (application), meshes->pdata[0]);
  else if (meshes->len > 1) {
    g_ptr_array_add (meshes, NULL);
    hf_main_window_open_meshes (free_window (application), (const char *const *) meshes->pdata);
  }
}

static void
hf_application_finalize (GObject *object)
{
  g_clear_object (&HF_APPLICATION (object)->colors);
  G_OBJECT_CLASS (hf_application_parent_class)->finalize (object);
}

static void
hf_application_class_init (HfApplicationClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hf_application_finalize;
  G_APPLICATION_CLASS (klass)->startup = hf_application_startup;
  G_APPLICATION_CLASS (klass)->activate = hf_application_activate;
  G_APPLICATION_CLASS (klass)->open = hf_application_open;
}

static void
hf_application_init (HfApplication *self)
{
}

HfApplication *
hf_application_new (void)
{
  return g_object_new (HF_TYPE_APPLICATION, "application-id", HF_APP_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path",
                       "/io/github/hounsfield_viewer/Hounsfield", NULL);
}
