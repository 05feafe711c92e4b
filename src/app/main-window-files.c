/* "Files and why": every file of the opened path and what became of it, with a search, a copy, and "show anyway" for what
   can be a picture of its own. */
#include "app/main-window-private.h"

#include "core/error.h"
#include "view/accessible.h"

#include <glib/gi18n.h>
#include <string.h>

/* Of a line, between tabs. */
enum { FIELD_FILE, FIELD_WHAT, FIELD_WHY, FIELD_NUMBER, N_FIELDS };

/* What the window's widgets share; lives as long as it. */
typedef struct {
  HfMainWindow *main; /* borrowed: the window goes with it */
  HfSource *source;   /* owned */
  GtkStringList *all; /* borrowed from lines */
  GListModel *lines;  /* of GtkStringObject, filtered; owned */
  gboolean is_hidden; /* as they are written */
} Files;

static void
files_free (gpointer data)
{
  Files *self = data;

  hf_source_unref (self->source);
  g_object_unref (self->lines);
  g_free (self);
}

static GtkWidget *
label_new (const char *text)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  return label;
}

/* Names of files often are those of patients. */
static void
add_line (Files *self, GStrvBuilder *lines, guint32 file, const char *what, const char *why)
{
  g_autofree char *name =
      self->is_hidden
          ? g_strdup_printf (_ ("File %u"), file + 1)
          : g_strdelimit (g_filename_display_name (hf_source_file_name (self->source, file)),
                          "\t\n", ' ');
  g_autofree char *line = g_strdup_printf ("%s\t%s\t%s\t%u", name, what, why, file);

  g_strv_builder_add (lines, line);
}

static void
add_series (Files *self, GStrvBuilder *lines, int index)
{
  const HfSeries *series = hf_source_series (self->source)->series->pdata[index];
  g_autofree char *what = g_strdup_printf (_ ("series %d"), index + 1);

  for (int k = 0; k < series->n_slices; k++) {
    g_autofree char *why = g_strdup_printf (_ ("slice %d, %.2f mm along the normal"), k + 1,
                                            hf_geometry_position (series->geometry, k));

    add_line (self, lines, series->headers[k].file, what, why);
  }
}

/* What is left out first. */
static void
fill (Files *self)
{
  const HfSeriesList *list = hf_source_series (self->source);
  g_autoptr (GStrvBuilder) lines = g_strv_builder_new ();
  g_auto (GStrv) texts = NULL;

  self->is_hidden = hf_session_privacy (self->main->session);
  for (guint n = 0; n < list->rejected->len; n++) {
    const HfRejected *rejected = list->rejected->pdata[n];

    add_line (self, lines, rejected->file, hf_code_name (rejected->code), rejected->reason);
  }
  for (guint n = 0; n < list->series->len; n++)
    add_series (self, lines, (int) n);
  texts = g_strv_builder_end (lines);
  gtk_string_list_splice (self->all, 0, g_list_model_get_n_items (G_LIST_MODEL (self->all)),
                          (const char *const *) texts);
}

static void
privacy_cb (GtkWindow *window)
{
  Files *self = g_object_get_data (G_OBJECT (window), "files");

  if (self->main->session && self->is_hidden != hf_session_privacy (self->main->session))
    fill (self);
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  gtk_list_item_set_child (item, label_new (""));
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer field)
{
  const char *line = gtk_string_object_get_string (gtk_list_item_get_item (item));
  g_auto (GStrv) parts = g_strsplit (line, "\t", N_FIELDS);

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), parts[GPOINTER_TO_INT (field)]);
}

static guint32
file_of (GtkListItem *item)
{
  const char *line = gtk_string_object_get_string (gtk_list_item_get_item (item));
  g_auto (GStrv) parts = g_strsplit (line, "\t", N_FIELDS);

  return (guint32) g_ascii_strtoull (parts[FIELD_NUMBER], NULL, 10);
}

static void
show_cb (GtkButton *button, GtkListItem *item)
{
  Files *self = g_object_get_data (G_OBJECT (button), "files");

  hf_session_show_file (self->main->session, self->source, file_of (item));
}

static void
setup_button_cb (GtkListItemFactory *factory, GtkListItem *item, Files *self)
{
  GtkWidget *button = gtk_button_new_with_label (_ ("Show anyway"));

  gtk_widget_add_css_class (button, "flat");
  g_object_set_data (G_OBJECT (button), "files", self);
  g_signal_connect (button, "clicked", G_CALLBACK (show_cb), item);
  gtk_list_item_set_child (item, button);
}

/* GTK gives the focus of a row to a button that is not seen, too, and no key gets it away from there. */
static void
bind_button_cb (GtkListItemFactory *factory, GtkListItem *item, Files *self)
{
  GtkWidget *button = gtk_list_item_get_child (item);
  gboolean shown = hf_source_can_show_file (self->source, file_of (item));

  gtk_widget_set_visible (button, shown);
  gtk_widget_set_can_focus (button, shown);
}

static void
add_column (GtkColumnView *view, GtkListItemFactory *factory, const char *title, int width)
{
  GtkColumnViewColumn *column = gtk_column_view_column_new (title, factory);

  gtk_column_view_column_set_resizable (column, TRUE);
  if (width)
    gtk_column_view_column_set_fixed_width (column, width);
  else
    gtk_column_view_column_set_expand (column, TRUE);
  gtk_column_view_append_column (view, column);
  g_object_unref (column);
}

static GtkWidget *
view_new (Files *self)
{
  static const struct {
    const char *title;
    int width; /* px; 0: what is left */
  } columns[] = { { N_ ("File"), 250 }, { N_ ("What it is"), 170 }, { N_ ("Why"), 0 } };
  GtkWidget *view =
      gtk_column_view_new (GTK_SELECTION_MODEL (gtk_no_selection_new (g_object_ref (self->lines))));
  GtkListItemFactory *buttons = gtk_signal_list_item_factory_new ();

  hf_accessible_name (view, _ ("Files and why"));
  for (guint n = 0; n < G_N_ELEMENTS (columns); n++) {
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

    g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
    g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GUINT_TO_POINTER (n));
    add_column (GTK_COLUMN_VIEW (view), factory, _ (columns[n].title), columns[n].width);
  }
  g_signal_connect (buttons, "setup", G_CALLBACK (setup_button_cb), self);
  g_signal_connect (buttons, "bind", G_CALLBACK (bind_button_cb), self);
  add_column (GTK_COLUMN_VIEW (view), buttons, NULL, 150);
  return view;
}

/* The lines that are seen, as a table. */
static void
copy_cb (GtkButton *button, Files *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint n = 0; n < g_list_model_get_n_items (self->lines); n++) {
    g_autoptr (GtkStringObject) line = g_list_model_get_item (self->lines, n);
    const char *words = gtk_string_object_get_string (line);

    g_string_append_len (text, words, strrchr (words, '\t') - words);
    g_string_append_c (text, '\n');
  }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (button)), text->str);
}

static char *
summary_of (HfSource *source)
{
  guint n_files = hf_source_n_files (source), n_left = hf_source_series (source)->rejected->len;
  g_autofree char *looked = g_strdup_printf (
      ngettext ("%u file was looked at", "%u files were looked at", n_files), n_files);
  g_autofree char *left = g_strdup_printf (
      ngettext ("%u is not part of a series", "%u are not part of a series", n_left), n_left);

  return g_strdup_printf ("%s, %s.", looked, left);
}

static GtkWidget *
bar_new (Files *self, GtkStringFilter *filter)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *search = gtk_search_entry_new ();
  GtkWidget *copy = gtk_button_new_with_label (_ ("Copy list"));
  g_autofree char *sentence = summary_of (self->source);
  GtkWidget *label = label_new (sentence);

  hf_accessible_name (search, _ ("Search the files"));
  g_object_bind_property (search, "text", filter, "search", G_BINDING_DEFAULT);
  g_signal_connect (copy, "clicked", G_CALLBACK (copy_cb), self);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_box_append (GTK_BOX (bar), label);
  gtk_box_append (GTK_BOX (bar), search);
  gtk_box_append (GTK_BOX (bar), copy);
  return bar;
}

static GtkWidget *
content_new (HfMainWindow *main, HfSource *source, Files **files)
{
  GtkStringFilter *filter =
      gtk_string_filter_new (gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string"));
  Files *self = g_new0 (Files, 1);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12),
            *scroller = gtk_scrolled_window_new ();

  self->main = main;
  self->source = hf_source_ref (source);
  self->all = gtk_string_list_new (NULL);
  self->lines =
      G_LIST_MODEL (gtk_filter_list_model_new (G_LIST_MODEL (self->all), GTK_FILTER (filter)));
  fill (self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view_new (self));
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_add_css_class (box, "padded");
  gtk_box_append (GTK_BOX (box), bar_new (self, filter));
  gtk_box_append (GTK_BOX (box), scroller);
  *files = self;
  return box;
}

void
hf_main_window_show_files (HfMainWindow *self)
{
  HfSource *source = hf_session_files (self->session);
  GtkWidget *window;
  Files *files;

  if (!source)
    return;
  window = gtk_window_new ();
  gtk_window_set_title (GTK_WINDOW (window), _ ("Files and why"));
  gtk_window_set_default_size (GTK_WINDOW (window), 980, 560);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (self));
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_window_set_child (GTK_WINDOW (window), content_new (self, source, &files));
  g_object_set_data_full (G_OBJECT (window), "files", files, files_free);
  g_signal_connect_object (self->session, "changed::view", G_CALLBACK (privacy_cb), window,
                           G_CONNECT_SWAPPED);
  hf_accessible_escape_closes (GTK_WINDOW (window));
  gtk_window_present (GTK_WINDOW (window));
}
