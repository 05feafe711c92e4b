/* The window with the tags of the file that the present axial slice came from; it follows the slice. */
#include "app/main-window-private.h"

#include "core/error.h"
#include "session/open.h"
#include "view/accessible.h"
#include "view/tag-tree.h"

#include <glib/gi18n.h>

#define NO_FILE G_MAXUINT32

static void ask (HfMainWindow *self, GtkWindow *window);

static void
follow_cb (GtkWindow *window)
{
  ask (HF_MAIN_WINDOW (gtk_window_get_transient_for (window)), window);
}

static void
fill_tags (HfMainWindow *self, GtkWindow *window, const char *file, const GPtrArray *tags)
{
  g_autofree char *title = g_strdup_printf (_ ("Tags — %s"), file);

  hf_tag_tree_set_tags (HF_TAG_TREE (gtk_window_get_child (window)), tags,
                        hf_session_privacy (self->session));
  gtk_window_set_title (window, title);
}

static GtkWindow *
window_new (HfMainWindow *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());

  gtk_window_set_default_size (window, 900, 640);
  gtk_window_set_transient_for (window, GTK_WINDOW (self));
  gtk_window_set_destroy_with_parent (window, TRUE);
  gtk_window_set_child (window, hf_tag_tree_new ());
  hf_accessible_escape_closes (window);
  g_signal_connect_object (self->session, "changed::cursor", G_CALLBACK (follow_cb), window,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "changed::series", G_CALLBACK (follow_cb), window,
                           G_CONNECT_SWAPPED);
  return window;
}

typedef struct {
  HfMainWindow *main; /* owned */
  GtkWindow *window;  /* owned, nullable: the browser that is open */
  guint32 file;
  char *name; /* for the title */
} Asked;

static void
tags_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Asked *asked = data;
  HfMainWindow *self = asked->main;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tags = hf_opening_tags_finish (result, &error);
  gboolean is_gone = asked->window && !gtk_window_get_transient_for (asked->window);

  if (asked->window)
    g_object_set_data (G_OBJECT (asked->window), "asked", NULL);
  if (self->session && tags && !is_gone) {
    GtkWindow *window = asked->window ? asked->window : window_new (self);

    fill_tags (self, window, asked->name, tags);
    g_object_set_data (G_OBJECT (window), "file", GUINT_TO_POINTER (asked->file + 1));
    if (!asked->window)
      gtk_window_present (window);
    follow_cb (window); /* the slice may be another one by now */
  } else if (self->session && error) {
    hf_session_set_message (self->session, error);
  }
  g_clear_object (&asked->window);
  g_object_unref (asked->main);
  g_free (asked->name);
  g_free (asked);
}

/* Of the slice that is seen; NO_FILE: there is none. */
static guint32
present_file (HfMainWindow *self)
{
  HfSource *source = hf_session_source (self->session);
  const HfSeriesList *list = source ? hf_source_series (source) : NULL;
  int series = hf_session_series (self->session), k;
  const HfSeries *open;

  if (!list || series < 0 || series >= (int) list->series->len ||
      !hf_session_volume (self->session))
    return NO_FILE;
  open = list->series->pdata[series];
  if (!open->headers)
    return NO_FILE;
  k = CLAMP (hf_session_slice (self->session, HF_PLANE_AXIAL), 0, open->n_slices - 1);
  return open->headers[k].file;
}

/* window: nullable: a new one. One question at a time; after its answer the slice is looked at again. */
static void
ask (HfMainWindow *self, GtkWindow *window)
{
  guint32 file = self && self->session ? present_file (self) : NO_FILE;
  const char *name;
  Asked *asked;

  if (file == NO_FILE ||
      (window && (g_object_get_data (G_OBJECT (window), "asked") ||
                  g_object_get_data (G_OBJECT (window), "file") == GUINT_TO_POINTER (file + 1))))
    return;
  name = hf_source_file_name (hf_session_source (self->session), file);
  asked = g_new0 (Asked, 1);
  asked->main = g_object_ref (self);
  asked->window = window ? g_object_ref (window) : NULL;
  asked->file = file;
  asked->name = hf_session_privacy (self->session) || !name
                    ? g_strdup_printf (_ ("file %u"), file + 1)
                    : g_filename_display_name (name);
  if (window)
    g_object_set_data (G_OBJECT (window), "asked", GINT_TO_POINTER (TRUE));
  hf_opening_tags_async (hf_session_source (self->session), file, NULL, tags_cb, asked);
}

void
hf_main_window_show_tags (HfMainWindow *self)
{
  ask (self, NULL);
}
