/* Files come in by dialog, by drop, from the list of recent ones, or as the sample. Several at once are meshes, or mean their folder. */
#include "app/main-window-private.h"

#include "app/settings.h"
#include "core/error.h"
#include "files/mesh-read.h"
#include "files/phantom.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>

void
hf_main_window_open (HfMainWindow *self, const char *path)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);

  self->noted = FALSE;
  g_clear_pointer (&self->noted_mesh, g_free);
  hf_session_open (self->session, absolute, NULL);
  g_free (self->wanted);
  self->wanted = g_steal_pointer (&absolute);
}

void
hf_main_window_open_meshes (HfMainWindow *self, const char *const *paths)
{
  g_clear_pointer (&self->noted_mesh, g_free);
  hf_session_open_meshes (self->session, paths);
}

/* --- recent --- */

static void
note_recent (HfMainWindow *self)
{
  HfSource *source = hf_session_source (self->session);
  HfVolume *volume = hf_session_original (self->session);
  g_autofree char *folder = NULL;

  if (self->noted || hf_session_state (self->session) != HF_STATE_READY || !source || !volume ||
      hf_volume_info (volume)->is_sample)
    return;
  self->noted = TRUE;
  folder = g_path_get_dirname (hf_source_path (source));
  hf_settings_set_string ("last-folder", folder);
  hf_settings_add_recent (hf_source_path (source));
}

static void
note_recent_mesh (HfMainWindow *self)
{
  const char *path = hf_session_mesh_path (self->session);

  if (!path || g_strcmp0 (path, self->noted_mesh) == 0)
    return;
  g_free (self->noted_mesh);
  self->noted_mesh = g_strdup (path);
  hf_settings_add_recent (path);
}

/* Fills the menu and the start page; adds what has just been opened. */
void
hf_main_window_update_recent (HfMainWindow *self)
{
  gboolean hidden = hf_session_privacy (self->session);
  g_auto (GStrv) recent = NULL;

  note_recent (self);
  note_recent_mesh (self);
  recent = hf_settings_recent ();
  g_menu_remove_all (self->recent_menu);
  for (guint n = 0; recent[n]; n++) {
    g_autofree char *name = g_path_get_basename (recent[n]);
    g_autofree char *shown = hidden ? g_strdup_printf (_ ("Name hidden (%u)"), n + 1)
                                    : g_uri_unescape_string (name, NULL);
    g_autoptr (GMenuItem) item = g_menu_item_new (shown ? shown : name, NULL);

    g_menu_item_set_action_and_target (item, "win.open", "s", recent[n]);
    g_menu_append_item (self->recent_menu, item);
  }
  hf_start_page_set_recent (self->start_page, (const char *const *) recent);
}

/* What was not there when it was wanted leaves the list. */
void
hf_main_window_forget_missing (HfMainWindow *self)
{
  GStatBuf info;

  if (!self->wanted || !hf_session_message (self->session) || g_lstat (self->wanted, &info) == 0 ||
      (errno != ENOENT && errno != ENOTDIR))
    return;
  hf_settings_remove_recent (self->wanted);
  g_clear_pointer (&self->wanted, g_free);
  hf_main_window_update_recent (self);
}

/* --- the sample --- */

static void
sample_thread (GTask *task, gpointer object, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  char *folder = hf_phantom_ensure (NULL, &error);

  if (folder)
    g_task_return_pointer (task, folder, g_free);
  else
    g_task_return_error (task, error);
}

static void
sample_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  HfMainWindow *self = HF_MAIN_WINDOW (object);
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_task_propagate_pointer (G_TASK (result), &error);

  hf_main_window_set_waiting (self, NULL);
  if (folder)
    hf_main_window_open (self, folder);
  else
    hf_session_set_message (self->session, error);
}

/* Made the first time, which takes seconds. */
void
hf_main_window_open_sample (HfMainWindow *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, sample_cb, NULL);

  hf_main_window_set_waiting (self, _ ("Making the sample"));
  g_task_run_in_thread (task, sample_thread);
}

/* --- one file, or several --- */

/* Their paths, where all of them are meshes by their names. */
static char **
mesh_paths (GSList *files)
{
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();

  for (GSList *file = files; file; file = file->next) {
    g_autofree char *path = g_file_get_path (file->data);

    if (!path || !hf_mesh_can_read (path))
      return NULL;
    g_strv_builder_add (paths, path);
  }
  return g_strv_builder_end (paths);
}

/* FALSE: none of them has a path. */
static gboolean
open_files (HfMainWindow *self, GSList *files)
{
  g_autofree char *path = files ? g_file_get_path (files->data) : NULL;
  const gboolean several = files && files->next;
  g_auto (GStrv) meshes = several ? mesh_paths (files) : NULL;

  if (meshes)
    hf_main_window_open_meshes (self, (const char *const *) meshes);
  else if (path && several) { /* files of one folder: the folder is what is meant */
    g_autofree char *folder = g_path_get_dirname (path);

    hf_main_window_open (self, folder);
  } else if (path)
    hf_main_window_open (self, path);
  return path != NULL;
}

/* --- dialogs --- */

static void
chosen_cb (GtkNativeDialog *dialog, int response, HfMainWindow *self)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GListModel) chosen = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
    GSList *files = NULL;

    for (guint n = g_list_model_get_n_items (chosen); n > 0; n--)
      files = g_slist_prepend (files, g_list_model_get_item (chosen, n - 1));
    open_files (self, files);
    g_slist_free_full (files, g_object_unref);
  }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

void
hf_main_window_choose (HfMainWindow *self, gboolean folder)
{
  g_autofree char *last = hf_settings_string ("last-folder", "");
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      folder ? _ ("Open a folder of DICOM files") : _ ("Open a file"), GTK_WINDOW (self),
      folder ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"),
      _ ("_Cancel"));

  if (last[0]) {
    g_autoptr (GFile) place = g_file_new_for_path (last);

    gtk_file_chooser_set_current_folder (GTK_FILE_CHOOSER (dialog), place, NULL);
  }
  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog), !folder);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

/* --- drop --- */

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, HfMainWindow *self)
{
  GSList *files = gdk_file_list_get_files (g_value_get_boxed (value));
  const gboolean opened = open_files (self, files);

  g_slist_free (files);
  return opened;
}

/* What is dragged out of this window is not for it. */
static gboolean
accept_cb (GtkDropTarget *target, GdkDrop *drop)
{
  return gdk_drop_get_drag (drop) == NULL &&
         gdk_content_formats_match (gdk_drop_get_formats (drop),
                                    gtk_drop_target_get_formats (target));
}

void
hf_main_window_add_drop (HfMainWindow *self)
{
  GtkDropTarget *target = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);

  g_signal_connect (target, "accept", G_CALLBACK (accept_cb), NULL);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (target));
}
