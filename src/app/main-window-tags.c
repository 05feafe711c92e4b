/* The tags of the file that the present axial slice came from, with a search and a copy; it follows the slice. Values that name a person are hidden in
   privacy mode, by group: 0010 is the patient's, and persons' names (PN) and dates of birth are wherever they are. */
#include "app/main-window-private.h"

#include "core/error.h"
#include "session/open.h"
#include "view/accessible.h"

#include <glib/gi18n.h>
#include <string.h>

enum { COLUMN_TAG, COLUMN_NAME, COLUMN_VR, COLUMN_VALUE };

#define NO_FILE G_MAXUINT32

static gboolean
names_a_person (const HfTag *tag)
{
  return tag->tag >> 16 == 0x0010 || g_str_equal (tag->vr, "PN");
}

static void
add_tag (GtkStringList *lines, const HfTag *tag, gboolean hidden)
{
  g_autofree char *indent = g_strnfill (2 * tag->depth, ' ');
  g_autofree char *value = g_strdelimit (
      g_strdup (hidden && names_a_person (tag) ? _ ("hidden") : tag->value), "\t\n", ' ');
  g_autofree char *line =
      g_strdup_printf ("%s(%04x,%04x)\t%s\t%s\t%s%s", indent, tag->tag >> 16, tag->tag & 0xffff,
                       tag->name, tag->vr, value, tag->is_cut ? "…" : "");

  gtk_string_list_append (lines, line);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer column)
{
  const char *line = gtk_string_object_get_string (gtk_list_item_get_item (item));
  g_auto (GStrv) parts = g_strsplit (line, "\t", 4);

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), parts[GPOINTER_TO_INT (column)]);
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  if (GPOINTER_TO_INT (column) == COLUMN_TAG)
    gtk_widget_add_css_class (label, "numeric");
  gtk_list_item_set_child (item, label);
}

static GtkWidget *
view_new (GListModel *model)
{
  static const struct {
    const char *title;
    int width; /* px; 0: what is left */
  } columns[] = {
    { N_ ("Tag"), 130 }, { N_ ("Name"), 240 }, { N_ ("Kind"), 50 }, { N_ ("Value"), 0 }
  };
  GtkWidget *view =
      gtk_column_view_new (GTK_SELECTION_MODEL (gtk_single_selection_new (g_object_ref (model))));

  hf_accessible_name (view, _ ("Tags"));
  for (guint n = 0; n < G_N_ELEMENTS (columns); n++) {
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
    g_autoptr (GtkColumnViewColumn) column = NULL;

    g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GINT_TO_POINTER (n));
    g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GINT_TO_POINTER (n));
    column = gtk_column_view_column_new (_ (columns[n].title), factory);
    gtk_column_view_column_set_resizable (column, TRUE);
    if (columns[n].width)
      gtk_column_view_column_set_fixed_width (column, columns[n].width);
    else
      gtk_column_view_column_set_expand (column, TRUE);
    gtk_column_view_append_column (GTK_COLUMN_VIEW (view), column);
  }
  return view;
}

static void
fill_tags (HfMainWindow *self, GtkWindow *window, const char *file, GPtrArray *tags)
{
  GtkStringList *lines = g_object_get_data (G_OBJECT (window), "lines");
  g_autofree char *title = g_strdup_printf (_ ("Tags — %s"), file);

  gtk_string_list_splice (lines, 0, g_list_model_get_n_items (G_LIST_MODEL (lines)), NULL);
  for (guint n = 0; n < tags->len; n++)
    add_tag (lines, tags->pdata[n], hf_session_privacy (self->session));
  gtk_window_set_title (window, title);
}

/* The lines that are seen, as a table. */
static void
copy_cb (GtkButton *button, GListModel *lines)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint n = 0; n < g_list_model_get_n_items (lines); n++) {
    g_autoptr (GtkStringObject) line = g_list_model_get_item (lines, n);

    g_string_append_printf (text, "%s\n", gtk_string_object_get_string (line));
  }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), text->str);
}

static GtkWidget *
content_new (GtkStringList *lines)
{
  GtkStringFilter *filter =
      gtk_string_filter_new (gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string"));
  g_autoptr (GtkFilterListModel) model =
      gtk_filter_list_model_new (g_object_ref (G_LIST_MODEL (lines)), GTK_FILTER (filter));
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12),
            *scroller = gtk_scrolled_window_new ();
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *search = gtk_search_entry_new ();
  GtkWidget *copy = gtk_button_new_with_mnemonic (_ ("_Copy list"));

  hf_accessible_name (search, _ ("Search the tags"));
  g_object_bind_property (search, "text", filter, "search", G_BINDING_DEFAULT);
  g_signal_connect_object (copy, "clicked", G_CALLBACK (copy_cb), model, 0);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view_new (G_LIST_MODEL (model)));
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_set_hexpand (search, TRUE);
  gtk_widget_add_css_class (box, "padded");
  gtk_box_append (GTK_BOX (bar), search);
  gtk_box_append (GTK_BOX (bar), copy);
  gtk_box_append (GTK_BOX (box), bar);
  gtk_box_append (GTK_BOX (box), scroller);
  return box;
}

static void ask (HfMainWindow *self, GtkWindow *window);

static void
follow_cb (GtkWindow *window)
{
  ask (HF_MAIN_WINDOW (gtk_window_get_transient_for (window)), window);
}

static GtkWindow *
window_new (HfMainWindow *self)
{
  GtkWindow *window = GTK_WINDOW (gtk_window_new ());
  GtkStringList *lines = gtk_string_list_new (NULL);

  g_object_set_data_full (G_OBJECT (window), "lines", lines, g_object_unref);
  gtk_window_set_default_size (window, 900, 640);
  gtk_window_set_transient_for (window, GTK_WINDOW (self));
  gtk_window_set_destroy_with_parent (window, TRUE);
  gtk_window_set_child (window, content_new (lines));
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
