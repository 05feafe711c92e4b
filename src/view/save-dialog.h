/* Asks where to save, then calls back. One place for the file dialogs, because they change with
   GTK's version. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* path: UTF-8 or the system's encoding; called only where a person chose one */
typedef void (*HfSaveFunc) (const char *path, gpointer data);

/* patterns: "Picture or table|*.png;*.csv", or NULL: the name's ending says the format, because a file that
   was confirmed under one name must not be written under another. data is freed after the callback, and where
 * the dialog was cancelled. */
void hf_save_dialog (GtkWidget *parent,
                     const char *title,
                     const char *name,
                     const char *patterns,
                     HfSaveFunc save,
                     gpointer data,
                     GDestroyNotify free_data);

G_END_DECLS
