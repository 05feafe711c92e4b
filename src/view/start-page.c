/* The buttons are actions of the window; only the list of recent places is made here. */
#include "view/start-page.h"

#include "view/accessible.h"
#include "view/init.h"

#include <glib/gi18n-lib.h>
#include <glob.h>

struct _HfStartPage {
  HfPanel parent_instance;
  GtkWidget *scroller;
  GtkWidget *folder_button;
  GtkWidget *example;
  GtkWidget *recent_title;
  GtkWidget *recent_box;
  GStrv recent; /* paths, newest first; owned */
};

G_DEFINE_FINAL_TYPE (HfStartPage, hf_start_page, HF_TYPE_PANEL)

static GtkWidget *
recent_button (const char *path, gboolean hidden)
{
  g_autofree char *name = hidden ? g_strdup (_ ("Name hidden")) : g_path_get_basename (path);
  g_autofree char *folder = hidden ? g_strdup ("") : g_path_get_dirname (path);
  GtkWidget *button = gtk_button_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (name), *place = gtk_label_new (folder);

  gtk_widget_add_css_class (place, "dim");
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_ellipsize (GTK_LABEL (place), PANGO_ELLIPSIZE_START);
  gtk_widget_set_hexpand (place, TRUE);
  gtk_label_set_xalign (GTK_LABEL (place), 1);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), place);
  gtk_button_set_child (GTK_BUTTON (button), box);
  hf_accessible_name (button, name);
  gtk_button_set_has_frame (GTK_BUTTON (button), FALSE);
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", path);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.open");
  return button;
}

static void
update (HfStartPage *self)
{
  GtkWidget *child;
  guint n = self->recent ? MIN (g_strv_length (self->recent), 6) : 0;

  while ((child = gtk_widget_get_first_child (self->recent_box)))
    gtk_box_remove (GTK_BOX (self->recent_box), child);
  for (guint i = 0; i < n; i++)
    gtk_box_append (GTK_BOX (self->recent_box),
                    recent_button (self->recent[i], hf_session_privacy (hf_panel_session (self))));
  gtk_widget_set_visible (self->recent_title, n > 0);
  gtk_widget_set_visible (self->recent_box, n > 0);
}

/* Paths that were open before, newest first. */
void
hf_start_page_set_recent (HfStartPage *self, const char *const *recent)
{
  g_strfreev (self->recent);
  self->recent = g_strdupv ((char **) recent);
  if (hf_panel_session (self))
    update (self);
}

/* Debian's package invesalius-examples brings a real CT of a head. */
static void
find_example (HfStartPage *self)
{
  glob_t found = { 0 };

  if (glob ("/usr/share/invesalius/samples/*.inv3", 0, NULL, &found) == 0 && found.gl_pathc > 0) {
    gtk_actionable_set_action_target (GTK_ACTIONABLE (self->example), "s", found.gl_pathv[0]);
    gtk_actionable_set_action_name (GTK_ACTIONABLE (self->example), "win.open");
    gtk_widget_set_visible (self->example, TRUE);
  }
  globfree (&found);
}

static void
hf_start_page_refresh (HfPanel *panel)
{
  update (HF_START_PAGE (panel));
}

static void
hf_start_page_dispose (GObject *object)
{
  HfStartPage *self = HF_START_PAGE (object);

  g_clear_pointer (&self->recent, g_strfreev);
  G_OBJECT_CLASS (hf_start_page_parent_class)->dispose (object);
}

static void
hf_start_page_class_init (HfStartPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_start_page_dispose;
  HF_PANEL_CLASS (klass)->refresh = hf_start_page_refresh;
  gtk_widget_class_set_template_from_resource (widget_class, HF_RESOURCE_PREFIX "ui/start-page.ui");
  gtk_widget_class_bind_template_child (widget_class, HfStartPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, HfStartPage, folder_button);
  gtk_widget_class_bind_template_child (widget_class, HfStartPage, example);
  gtk_widget_class_bind_template_child (widget_class, HfStartPage, recent_title);
  gtk_widget_class_bind_template_child (widget_class, HfStartPage, recent_box);
}

static void
hf_start_page_init (HfStartPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hf_panel_on (self, "changed::view", G_CALLBACK (update));
  find_example (self);
}
