/* The folder is shown by the file manager, with the file selected (org.freedesktop.FileManager1); where there is none, as
   in a sandbox, by whatever opens folders. GTK 4.10's GtkFileLauncher does not exist in 4.8. */
#include "view/saved-toast.h"

#include "view/init.h"

#define SHOWN_SECONDS 10

struct _HfSavedToast {
  HfPanel parent_instance;
  GtkRevealer *revealer;
  GtkLabel *text;
  guint timeout; /* of what is shown */
};

G_DEFINE_FINAL_TYPE (HfSavedToast, hf_saved_toast, HF_TYPE_PANEL)

static void
hide (HfSavedToast *self)
{
  g_clear_handle_id (&self->timeout, g_source_remove);
  gtk_revealer_set_reveal_child (self->revealer, FALSE);
}

static gboolean
timeout_cb (gpointer data)
{
  HfSavedToast *self = data;

  self->timeout = 0;
  hide (self);
  return G_SOURCE_REMOVE;
}

static void
update_text (HfSavedToast *self)
{
  g_autofree char *text = hf_session_saved_text (hf_panel_session (self));

  gtk_label_set_text (self->text, text ? text : "");
}

static void
saved_cb (HfSavedToast *self)
{
  hide (self);
  update_text (self);
  gtk_revealer_set_reveal_child (self->revealer, TRUE);
  self->timeout = g_timeout_add_seconds (SHOWN_SECONDS, timeout_cb, self);
}

static void
dismiss_cb (GtkButton *button, HfSavedToast *self)
{
  hide (self);
}

static void
open_folder (GFile *file)
{
  g_autoptr (GFile) folder = g_file_get_parent (file);
  g_autofree char *uri = g_file_get_uri (folder);

  gtk_show_uri (NULL, uri, GDK_CURRENT_TIME);
}

static void
shown_cb (GObject *bus, GAsyncResult *result, gpointer data)
{
  g_autoptr (GFile) file = data;
  g_autoptr (GVariant) reply =
      g_dbus_connection_call_finish (G_DBUS_CONNECTION (bus), result, NULL);

  if (!reply)
    open_folder (file);
}

static void
bus_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (GFile) file = data;
  g_autoptr (GDBusConnection) bus = g_bus_get_finish (result, NULL);
  g_autofree char *uri = g_file_get_uri (file);
  const char *const uris[] = { uri, NULL };

  if (bus)
    g_dbus_connection_call (bus, "org.freedesktop.FileManager1", "/org/freedesktop/FileManager1",
                            "org.freedesktop.FileManager1", "ShowItems",
                            g_variant_new ("(^ass)", uris, ""), NULL, G_DBUS_CALL_FLAGS_NONE, -1,
                            NULL, shown_cb, g_steal_pointer (&file));
  else
    open_folder (file);
}

static void
show_cb (GtkButton *button, HfSavedToast *self)
{
  const char *path = hf_session_saved (hf_panel_session (self));

  if (path)
    g_bus_get (G_BUS_TYPE_SESSION, NULL, bus_cb, g_file_new_for_path (path));
  hide (self);
}

static void
hf_saved_toast_refresh (HfPanel *panel)
{
  hide (HF_SAVED_TOAST (panel));
}

static void
hf_saved_toast_dispose (GObject *object)
{
  g_clear_handle_id (&HF_SAVED_TOAST (object)->timeout, g_source_remove);
  G_OBJECT_CLASS (hf_saved_toast_parent_class)->dispose (object);
}

static void
hf_saved_toast_class_init (HfSavedToastClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_saved_toast_dispose;
  HF_PANEL_CLASS (klass)->refresh = hf_saved_toast_refresh;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HF_RESOURCE_PREFIX "ui/saved-toast.ui");
  gtk_widget_class_bind_template_child (widget_class, HfSavedToast, revealer);
  gtk_widget_class_bind_template_child (widget_class, HfSavedToast, text);
  gtk_widget_class_bind_template_callback (widget_class, show_cb);
  gtk_widget_class_bind_template_callback (widget_class, dismiss_cb);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_STATUS);
}

static void
hf_saved_toast_init (HfSavedToast *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hf_panel_on (self, "changed::saved", G_CALLBACK (saved_cb));
  hf_panel_on (self, "changed::view", G_CALLBACK (update_text)); /* privacy */
}
