/* Recipes out and in: the parameters of what is open, to be replayed on another series, here or by
   hounsfield-cli recipe. */
#include "app/main-window-private.h"

#include "session/recipe.h"
#include "view/save-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

void
hf_main_window_save_recipe_to (HfMainWindow *self, const char *path)
{
  g_autoptr (GError) error = NULL;

  if (hf_recipe_save (hf_session_params (self->session), path, &error))
    hf_session_set_saved (self->session, path);
  else
    hf_session_set_message_about (self->session, error, path);
}

/* What a recipe does not decide, such as the window, stays. One step of undo. */
void
hf_main_window_open_recipe_from (HfMainWindow *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  HfParams params = *hf_session_params (self->session);
  HfParams fallback;

  hf_params_init (&fallback);
  for (int id = 0; id < HF_N_PARAMS; id++)
    if (hf_param (id)->is_result)
      params.value[id] = fallback.value[id];
  memcpy (params.chain, fallback.chain, sizeof params.chain);
  params.n_steps = fallback.n_steps;
  if (hf_recipe_load (path, &params, &error))
    hf_session_set_params (self->session, &params);
  else
    hf_session_set_message_about (self->session, error, path);
}

static void
save_chosen_cb (const char *path, gpointer self)
{
  hf_main_window_save_recipe_to (self, path);
}

void
hf_main_window_save_recipe (HfMainWindow *self)
{
  hf_save_dialog (GTK_WIDGET (self), _ ("Save the recipe"), "recipe.json", _ ("Recipe|*.json"),
                  save_chosen_cb, g_object_ref (self), g_object_unref);
}

static void
open_chosen_cb (GtkNativeDialog *dialog, int response, HfMainWindow *self)
{
  if (response == GTK_RESPONSE_ACCEPT) {
    g_autoptr (GFile) file = gtk_file_chooser_get_file (GTK_FILE_CHOOSER (dialog));
    g_autofree char *path = file ? g_file_get_path (file) : NULL;

    if (path)
      hf_main_window_open_recipe_from (self, path);
  }
  gtk_native_dialog_destroy (dialog);
  g_object_unref (dialog);
}

void
hf_main_window_open_recipe (HfMainWindow *self)
{
  GtkFileChooserNative *dialog =
      gtk_file_chooser_native_new (_ ("Open a recipe"), GTK_WINDOW (self),
                                   GTK_FILE_CHOOSER_ACTION_OPEN, _ ("_Open"), _ ("_Cancel"));
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _ ("Recipe"));
  gtk_file_filter_add_pattern (filter, "*.json");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  g_signal_connect_object (dialog, "response", G_CALLBACK (open_chosen_cb), self, 0);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}
