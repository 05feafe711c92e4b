/* The window with the tags of the file that the present axial slice came from; it follows the slice. */
#include "app/main-window-private.h"

#include "core/error.h"
#include "session/open.h"
#include "view/accessible.h"
#include "view/tag-tree.h"

#include <glib/gi18n.h>

#define NO_FILE G_MAXUINT32

/* What an open browser shows; lives as long as its window. */
typedef struct {
  HfSource *source; /* owned, nullable */
  guint32 file;
  char *name;         /* of the file, owned, nullable */
  GPtrArray *tags;    /* of HfTag, owned, nullable */
  gboolean is_hidden; /* as it is filled */
  gboolean is_asking;
} Browser;

static void ask (HfMainWindow *self, GtkWindow *window);

static void
browser_free (gpointer data)
{
  Browser *self = data;

  g_clear_pointer (&self->tags, g_ptr_array_unref);
  g_clear_pointer (&self->source, hf_source_unref);
  g_free (self->name);
  g_free (self);
}

static Browser *
browser_of (GtkWindow *window)
{
  return g_object_get_data (G_OBJECT (window), "browser");
}

static void
follow_cb (GtkWindow *window)
{
  ask (HF_MAIN_WINDOW (gtk_window_get_transient_for (window)), window);
}

/* Names of files often are those of patients. */
static void
fill (HfMainWindow *self, GtkWindow *window)
{
  Browser *browser = browser_of (window);
  g_autofree char *title = NULL, *name = NULL;

  browser->is_hidden = hf_session_privacy (self->session);
  name = browser->is_hidden || !browser->name ? g_strdup_printf (_ ("file %u"), browser->file + 1)
                                              : g_filename_display_name (browser->name);
  title = g_strdup_printf (_ ("Tags — %s"), name);
  hf_tag_tree_set_tags (HF_TAG_TREE (gtk_window_get_child (window)), browser->tags,
                        browser->is_hidden);
  gtk_window_set_title (window, title);
}

/* At once: the tags are there. */
static void
privacy_cb (GtkWindow *window)
{
  HfMainWindow *self = HF_MAIN_WINDOW (gtk_window_get_transient_for (window));

  if (self && self->session && browser_of (window)->is_hidden != hf_session_privacy (self->session))
    fill (self, window);
}

static GtkWindow *
window_new (HfMainWindow *self)
{
  static const struct {
    const char *signal;
    void (*callback) (GtkWindow *window);
  } signals[] = { { "changed::cursor", follow_cb },
                  { "changed::series", follow_cb },
                  { "changed::view", privacy_cb } };
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());

  gtk_window_set_default_size (window, 900, 640);
  gtk_window_set_transient_for (window, GTK_WINDOW (self));
  gtk_window_set_destroy_with_parent (window, TRUE);
  gtk_window_set_child (window, hf_tag_tree_new ());
  g_object_set_data_full (G_OBJECT (window), "browser", g_new0 (Browser, 1), browser_free);
  hf_accessible_escape_closes (window);
  for (gsize n = 0; n < G_N_ELEMENTS (signals); n++)
    g_signal_connect_object (self->session, signals[n].signal, G_CALLBACK (signals[n].callback),
                             window, G_CONNECT_SWAPPED);
  return window;
}

typedef struct {
  HfMainWindow *main; /* owned */
  GtkWindow *window;  /* owned, nullable: the browser that is open */
  HfSource *source;   /* owned */
  guint32 file;
  char *name; /* of the file */
} Asked;

static void
show_tags (Asked *asked, GPtrArray *tags)
{
  HfMainWindow *self = asked->main;
  GtkWindow *window = asked->window ? asked->window : window_new (self);
  Browser *browser = browser_of (window);

  g_free (browser->name);
  g_clear_pointer (&browser->tags, g_ptr_array_unref);
  browser->name = g_steal_pointer (&asked->name);
  browser->tags = g_ptr_array_ref (tags);
  g_clear_pointer (&browser->source, hf_source_unref);
  browser->source = hf_source_ref (asked->source);
  browser->file = asked->file;
  fill (self, window);
  if (!asked->window)
    gtk_window_present (window);
  follow_cb (window); /* the slice may be another one by now */
}

static void
tags_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Asked *asked = data;
  HfMainWindow *self = asked->main;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tags = hf_opening_tags_finish (result, &error);
  gboolean is_gone = asked->window && !gtk_window_get_transient_for (asked->window);

  if (asked->window)
    browser_of (asked->window)->is_asking = FALSE;
  if (self->session && tags && !is_gone)
    show_tags (asked, tags);
  else if (self->session && error)
    hf_session_set_message_about (self->session, error, hf_source_path (asked->source));
  g_clear_object (&asked->window);
  hf_source_unref (asked->source);
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
  Browser *browser = window ? browser_of (window) : NULL;
  Asked *asked;

  if (file == NO_FILE ||
      (browser && (browser->is_asking || (browser->tags && browser->file == file &&
                                          browser->source == hf_session_source (self->session)))))
    return;
  asked = g_new0 (Asked, 1);
  asked->main = g_object_ref (self);
  asked->window = window ? g_object_ref (window) : NULL;
  asked->source = hf_source_ref (hf_session_source (self->session));
  asked->file = file;
  asked->name = g_strdup (hf_source_file_name (asked->source, file));
  if (browser)
    browser->is_asking = TRUE;
  hf_opening_tags_async (asked->source, file, NULL, tags_cb, asked);
}

void
hf_main_window_show_tags (HfMainWindow *self)
{
  ask (self, NULL);
}
