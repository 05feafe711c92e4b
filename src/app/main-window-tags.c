/* The tags of the file that the present axial slice came from, with a search. Values that name a person are hidden in
   privacy mode, by group: 0010 is the patient's, and persons' names (PN) and dates of birth are wherever they are. */
#include "app/main-window-private.h"

#include "core/error.h"
#include "session/open.h"
#include "view/accessible.h"

#include <glib/gi18n.h>
#include <string.h>

enum { COLUMN_TAG, COLUMN_NAME, COLUMN_VR, COLUMN_VALUE };

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
show_tags (HfMainWindow *self, const char *file, GPtrArray *tags)
{
  GtkStringList *lines = gtk_string_list_new (NULL);
  GtkStringFilter *filter =
      gtk_string_filter_new (gtk_property_expression_new (GTK_TYPE_STRING_OBJECT, NULL, "string"));
  g_autoptr (GtkFilterListModel) model =
      gtk_filter_list_model_new (G_LIST_MODEL (lines), GTK_FILTER (filter));
  GtkWidget *window = gtk_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12);
  GtkWidget *search = gtk_search_entry_new (), *scroller = gtk_scrolled_window_new ();
  g_autofree char *title = g_strdup_printf (_ ("Tags — %s"), file);

  for (guint n = 0; n < tags->len; n++)
    add_tag (lines, tags->pdata[n], hf_session_privacy (self->session));
  hf_accessible_name (search, _ ("Search the tags"));
  g_object_bind_property (search, "text", filter, "search", G_BINDING_DEFAULT);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view_new (G_LIST_MODEL (model)));
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_widget_add_css_class (box, "padded");
  gtk_box_append (GTK_BOX (box), search);
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_window_set_title (GTK_WINDOW (window), title);
  gtk_window_set_default_size (GTK_WINDOW (window), 900, 640);
  gtk_window_set_transient_for (GTK_WINDOW (window), GTK_WINDOW (self));
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_present (GTK_WINDOW (window));
}

typedef struct {
  HfMainWindow *window; /* owned */
  char *name;           /* for the title */
} Asked;

static void
tags_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  Asked *asked = data;
  HfMainWindow *self = asked->window;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) tags = hf_opening_tags_finish (result, &error);

  if (self->session && tags)
    show_tags (self, asked->name, tags);
  else if (self->session)
    hf_session_set_message (self->session, error);
  g_object_unref (asked->window);
  g_free (asked->name);
  g_free (asked);
}

void
hf_main_window_show_tags (HfMainWindow *self)
{
  HfSource *source = hf_session_source (self->session);
  const HfSeriesList *list = source ? hf_source_series (source) : NULL;
  int series = hf_session_series (self->session), k;
  const HfSeries *open;
  const char *name;
  guint32 file;
  Asked *asked;

  if (!list || series < 0 || series >= (int) list->series->len)
    return;
  open = list->series->pdata[series];
  if (!open->headers)
    return;
  k = CLAMP (hf_session_slice (self->session, HF_PLANE_AXIAL), 0, open->n_slices - 1);
  file = open->headers[k].file;
  name = hf_source_file_name (source, file);
  asked = g_new0 (Asked, 1);
  asked->window = g_object_ref (self);
  asked->name = hf_session_privacy (self->session) || !name
                    ? g_strdup_printf (_ ("file %u"), file + 1)
                    : g_strdup (name);
  hf_opening_tags_async (source, file, NULL, tags_cb, asked);
}
