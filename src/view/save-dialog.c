/* GtkFileChooserNative: a portal's dialog in a sandbox, GTK's own elsewhere. GTK 4.10's
   GtkFileDialog does not exist in 4.8. */
#include "view/save-dialog.h"

#include <glib/gi18n-lib.h>

typedef struct {
  GtkFileChooserNative *dialog; /* owned */
  HfSaveFunc save;
  gpointer data;
  GDestroyNotify free_data;
} Request;

static void
response_cb (GtkNativeDialog *dialog, int response, gpointer data)
{
  Request *request = data;

  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
    g_autofree char *path = file ? g_file_get_path (file) : NULL;

    if (path)
      request->save (path, request->data);
  }
  if (request->free_data)
    request->free_data (request->data);
  g_object_unref (request->dialog);
  g_free (request);
}

static void
add_filters (GtkFileChooser *chooser, const char *patterns)
{
  g_auto (GStrv) words = g_strsplit (patterns, "|", -1);

  for (guint n = 0; words[n] && words[n + 1]; n += 2) {
    g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
    g_auto (GStrv) globs = g_strsplit (words[n + 1], ";", -1);

    gtk_file_filter_set_name (filter, words[n]);
    for (guint m = 0; globs[m]; m++)
      gtk_file_filter_add_pattern (filter, globs[m]);
    gtk_file_chooser_add_filter (chooser, filter);
  }
}

void
hf_save_dialog (GtkWidget *parent,
                const char *title,
                const char *name,
                const char *patterns,
                HfSaveFunc save,
                gpointer data,
                GDestroyNotify free_data)
{
  GtkRoot *root = gtk_widget_get_root (parent);
  Request *request = g_new0 (Request, 1);

  request->dialog =
      gtk_file_chooser_native_new (title, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL,
                                   GTK_FILE_CHOOSER_ACTION_SAVE, _ ("_Save"), _ ("_Cancel"));
  request->save = save;
  request->data = data;
  request->free_data = free_data;
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (request->dialog), name);
  if (patterns)
    add_filters (GTK_FILE_CHOOSER (request->dialog), patterns);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (request->dialog), TRUE);
  g_signal_connect (request->dialog, "response", G_CALLBACK (response_cb), request);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (request->dialog));
}
