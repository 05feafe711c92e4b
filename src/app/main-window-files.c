/* "Files and why": which files make up the open series, and why others do not. */
#include "app/main-window-private.h"

#include "core/error.h"
#include "view/accessible.h"

#include <glib/gi18n.h>

static GtkWidget *
label_new (const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (css)
    gtk_widget_add_css_class (label, css);
  return label;
}

/* One object a line of the list: the model of the column view. */
static void
add_line (GtkStringList *lines, const char *file, const char *code, const char *reason)
{
  g_autofree char *line = g_strdup_printf ("%s\t%s\t%s", file, code, reason);

  gtk_string_list_append (lines, line);
}

static void
add_series (GtkStringList *lines, HfSource *source, const HfSeries *series, gboolean hidden)
{
  for (int k = 0; k < series->n_slices; k++) {
    const HfHeader *header = &series->headers[k];
    const char *name = hf_source_file_name (source, header->file);
    g_autofree char *number = g_strdup_printf (_ ("File %u"), header->file + 1);
    g_autofree char *place = g_strdup_printf (_ ("slice %d, %.2f mm along the normal"), k + 1,
                                              hf_geometry_position (series->geometry, k));

    add_line (lines, hidden || !name ? number : name, _ ("used"), place);
  }
}

static GtkStringList *
lines_of (HfMainWindow *self)
{
  HfSource *source = hf_session_source (self->session);
  const HfSeriesList *list = hf_source_series (source);
  GtkStringList *lines = gtk_string_list_new (NULL);
  gboolean hidden = hf_session_privacy (self->session);
  int open = hf_session_series (self->session);

  for (guint n = 0; n < list->rejected->len; n++) {
    const HfRejected *rejected = list->rejected->pdata[n];
    const char *name = hf_source_file_name (source, rejected->file);
    g_autofree char *number = g_strdup_printf (_ ("File %u"), rejected->file + 1);

    add_line (lines, hidden || !name ? number : name, hf_code_name (rejected->code),
              rejected->reason);
  }
  if (open >= 0 && open < (int) list->series->len)
    add_series (lines, source, list->series->pdata[open], hidden);
  return lines;
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer data)
{
  GtkWidget *label = label_new ("", NULL);

  gtk_list_item_set_child (item, label);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer column)
{
  const char *line = gtk_string_object_get_string (gtk_list_item_get_item (item));
  g_auto (GStrv) parts = g_strsplit (line, "\t", 3);

  gtk_label_set_text (GTK_LABEL (gtk_list_item_get_child (item)), parts[GPOINTER_TO_INT (column)]);
}

static void
add_column (GtkColumnView *view, const char *title, int number, int width)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), GINT_TO_POINTER (number));
  column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_resizable (column, TRUE);
  if (width)
    gtk_column_view_column_set_fixed_width (column, width);
  else
    gtk_column_view_column_set_expand (column, TRUE);
  gtk_column_view_append_column (view, column);
}

void
hf_main_window_show_files (HfMainWindow *self)
{
  HfSource *source = hf_session_source (self->session);
  GtkWidget *window, *box, *scroller, *view;
  g_autofree char *sentence = NULL;

  if (!source)
    return;
  sentence = g_strdup_printf (_ ("%u files were looked at, %u are not part of a series."),
                              hf_source_n_files (source), hf_source_series (source)->rejected->len);
  window = gtk_window_new ();
  box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  scroller = gtk_scrolled_window_new ();
  view = gtk_column_view_new (
      GTK_SELECTION_MODEL (gtk_no_selection_new (G_LIST_MODEL (lines_of (self)))));
  hf_accessible_name (view, _ ("Files and why"));
  add_column (GTK_COLUMN_VIEW (view), _ ("File"), 0, 260);
  add_column (GTK_COLUMN_VIEW (view), _ ("What it is"), 1, 190);
  add_column (GTK_COLUMN_VIEW (view), _ ("Why"), 2, 0);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_add_css_class (box, "padded");
  gtk_box_append (GTK_BOX (box), label_new (sentence, NULL));
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Files and why"));
  gtk_window_set_default_size (GTK_WINDOW (window), 860, 560);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (self));
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
}
