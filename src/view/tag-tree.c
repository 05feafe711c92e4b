/* A search shows every place where it finds something, unfolded; after it all is folded as it was before. A file with the same elements
   only changes their texts: what a person looks at stays where it is. */
#include "view/tag-tree.h"

#include "view/accessible.h"
#include "view/tag-node.h"

#include <glib/gi18n-lib.h>

struct _HfTagTree {
  GtkBox parent_instance;
  GtkWidget *search;
  GtkColumnView *view;
  HfTagNode *root;  /* owned */
  char *words;      /* that the view shows, owned */
  GHashTable *open; /* keys of what is unfolded without a search, owned */
};

G_DEFINE_FINAL_TYPE (HfTagTree, hf_tag_tree, GTK_TYPE_BOX)

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer column)
{
  GtkWidget *label = gtk_label_new (NULL), *expander;

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  g_object_set_data (G_OBJECT (label), "column", column);
  gtk_list_item_set_child (item, label);
  if (GPOINTER_TO_INT (column) != HF_TAG_COLUMN_TAG)
    return;
  gtk_widget_add_css_class (label, "numeric");
  expander = gtk_tree_expander_new ();
  gtk_tree_expander_set_child (GTK_TREE_EXPANDER (expander), label);
  gtk_list_item_set_child (item, expander);
}

static void
show_text_cb (HfTagNode *node, GtkLabel *label)
{
  HfTagColumn column = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (label), "column"));

  gtk_label_set_text (label, hf_tag_node_text (node, column));
}

static GtkLabel *
label_of (GtkListItem *item)
{
  GtkWidget *child = gtk_list_item_get_child (item);

  return GTK_LABEL (GTK_IS_TREE_EXPANDER (child)
                        ? gtk_tree_expander_get_child (GTK_TREE_EXPANDER (child))
                        : child);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  GtkTreeListRow *row = gtk_list_item_get_item (item);
  g_autoptr (HfTagNode) node = gtk_tree_list_row_get_item (row);
  GtkWidget *child = gtk_list_item_get_child (item);

  if (GTK_IS_TREE_EXPANDER (child))
    gtk_tree_expander_set_list_row (GTK_TREE_EXPANDER (child), row);
  g_signal_connect_object (node, "changed", G_CALLBACK (show_text_cb), label_of (item), 0);
  show_text_cb (node, label_of (item));
  g_object_set_data_full (G_OBJECT (item), "node", g_steal_pointer (&node), g_object_unref);
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *item, gpointer unused)
{
  g_autoptr (HfTagNode) node =
      g_object_steal_data (G_OBJECT (item), "node"); /* its row may be gone */

  g_signal_handlers_disconnect_by_func (node, show_text_cb, label_of (item));
}

static void
add_columns (HfTagTree *self)
{
  static const struct {
    const char *title;
    int width; /* px; 0: what is left */
  } columns[HF_N_TAG_COLUMNS] = {
    { N_ ("Tag"), 190 }, { N_ ("Name"), 240 }, { N_ ("Kind"), 50 }, { N_ ("Value"), 0 }
  };

  for (guint n = 0; n < HF_N_TAG_COLUMNS; n++) {
    GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
    g_autoptr (GtkColumnViewColumn) column = NULL;

    g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GINT_TO_POINTER (n));
    g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
    g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
    column = gtk_column_view_column_new (_ (columns[n].title), factory);
    gtk_column_view_column_set_resizable (column, TRUE);
    if (columns[n].width)
      gtk_column_view_column_set_fixed_width (column, columns[n].width);
    else
      gtk_column_view_column_set_expand (column, TRUE);
    gtk_column_view_append_column (self->view, column);
  }
}

static GListModel *
children_cb (gpointer node, gpointer data)
{
  return hf_tag_node_shown (node);
}

static GtkTreeListRow *
nth_row (HfTagTree *self, guint position)
{
  return g_list_model_get_item (G_LIST_MODEL (gtk_column_view_get_model (self->view)), position);
}

static char *
key_of (GtkTreeListRow *row)
{
  g_autoptr (HfTagNode) node = gtk_tree_list_row_get_item (row);

  return g_strdup (hf_tag_node_key (node));
}

static GtkTreeListRow *
selected_row (HfTagTree *self) /* borrowed, nullable */
{
  return gtk_single_selection_get_selected_item (
      GTK_SINGLE_SELECTION (gtk_column_view_get_model (self->view)));
}

/* Not during a search, which unfolds by itself. */
static void
remember_open (HfTagTree *self)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (gtk_column_view_get_model (self->view)));

  if (*self->words)
    return;
  g_hash_table_remove_all (self->open);
  for (guint position = 0; position < n; position++) {
    g_autoptr (GtkTreeListRow) row = nth_row (self, position);

    if (gtk_tree_list_row_get_expanded (row))
      g_hash_table_add (self->open, key_of (row));
  }
}

/* Rows that are unfolded bring further ones behind them. */
static void
restore (HfTagTree *self, const char *selected)
{
  GtkSelectionModel *model = gtk_column_view_get_model (self->view);

  for (guint position = 0; position < g_list_model_get_n_items (G_LIST_MODEL (model)); position++) {
    g_autoptr (GtkTreeListRow) row = nth_row (self, position);
    g_autofree char *key = key_of (row);

    if (g_hash_table_contains (self->open, key))
      gtk_tree_list_row_set_expanded (row, TRUE);
    if (g_strcmp0 (key, selected) == 0)
      gtk_selection_model_select_item (model, position, TRUE);
  }
}

static void
show_tree (HfTagTree *self, const char *selected)
{
  GListModel *top = hf_tag_node_shown (self->root);
  g_autoptr (GtkSingleSelection) selection = NULL;

  if (!top)
    top = G_LIST_MODEL (g_list_store_new (HF_TYPE_TAG_NODE));
  selection = gtk_single_selection_new (G_LIST_MODEL (
      gtk_tree_list_model_new (top, FALSE, *self->words != '\0', children_cb, NULL, NULL)));
  gtk_column_view_set_model (self->view, GTK_SELECTION_MODEL (selection));
  restore (self, selected);
}

static void
search_cb (GtkSearchEntry *search, HfTagTree *self)
{
  GtkTreeListRow *row = selected_row (self);
  g_autofree char *selected = row ? key_of (row) : NULL;

  remember_open (self);
  g_free (self->words);
  self->words = g_strstrip (g_strdup (gtk_editable_get_text (GTK_EDITABLE (search))));
  hf_tag_node_search (self->root, self->words);
  show_tree (self, selected);
}

void
hf_tag_tree_set_tags (HfTagTree *self, const GPtrArray *tags, gboolean hidden)
{
  GtkTreeListRow *row = selected_row (self);
  g_autofree char *selected = row ? key_of (row) : NULL;
  g_autoptr (HfTagNode) root = hf_tag_node_new_tree (tags, hidden);

  hf_tag_node_search (root, self->words);
  if (hf_tag_node_take_texts (self->root, root))
    return;
  remember_open (self);
  g_set_object (&self->root, root);
  show_tree (self, selected);
}

/* All that is shown, folded or not. */
static void
copy_list_cb (GtkButton *button, HfTagTree *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  hf_tag_node_append_lines (self->root, text);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text->str);
}

static void
copy_line (HfTagTree *self, GtkTreeListRow *row)
{
  g_autoptr (HfTagNode) node = gtk_tree_list_row_get_item (row);
  g_autoptr (GString) text = g_string_new (NULL);

  hf_tag_node_append_line (node, text);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), g_strstrip (text->str));
}

/* With the focus, from where arrows go on. GTK 4.8 has no call for it, and shows which row's widget it is by its state only. */
static void
go_to (HfTagTree *self, guint position)
{
  GtkWidget *focus = gtk_root_get_focus (gtk_widget_get_root (GTK_WIDGET (self)));
  GtkWidget *list = focus ? gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_VIEW) : NULL;

  gtk_selection_model_select_item (gtk_column_view_get_model (self->view), position, TRUE);
  if (!list)
    return;
  gtk_widget_activate_action (list, "list.scroll-to-item", "u", position);
  for (GtkWidget *row = gtk_widget_get_first_child (list); row;
       row = gtk_widget_get_next_sibling (row))
    if (gtk_widget_get_state_flags (row) & GTK_STATE_FLAG_SELECTED)
      gtk_widget_grab_focus (row);
}

/* GTK's expanders take keys only where they have the focus, and here the rows have it. */
static gboolean
key_cb (GtkEventControllerKey *controller,
        guint key,
        guint code,
        GdkModifierType modifiers,
        HfTagTree *self)
{
  GtkTreeListRow *row = selected_row (self);
  g_autoptr (GtkTreeListRow) parent = NULL;
  gboolean unfolds = key == GDK_KEY_Right || key == GDK_KEY_KP_Right;

  modifiers &= gtk_accelerator_get_default_mod_mask ();
  if (row && modifiers == GDK_CONTROL_MASK && key == GDK_KEY_c) {
    copy_line (self, row);
    return TRUE;
  }
  if (!row || modifiers || (!unfolds && key != GDK_KEY_Left && key != GDK_KEY_KP_Left))
    return FALSE;
  parent =
      unfolds || gtk_tree_list_row_get_expanded (row) ? NULL : gtk_tree_list_row_get_parent (row);
  if (parent)
    go_to (self, gtk_tree_list_row_get_position (parent));
  else
    gtk_tree_list_row_set_expanded (row, unfolds);
  return TRUE;
}

static void
activate_cb (GtkColumnView *view, guint position, HfTagTree *self)
{
  g_autoptr (GtkTreeListRow) row = nth_row (self, position);

  gtk_tree_list_row_set_expanded (row, !gtk_tree_list_row_get_expanded (row));
}

static void
hf_tag_tree_finalize (GObject *object)
{
  HfTagTree *self = HF_TAG_TREE (object);

  g_object_unref (self->root);
  g_hash_table_unref (self->open);
  g_free (self->words);
  G_OBJECT_CLASS (hf_tag_tree_parent_class)->finalize (object);
}

static void
hf_tag_tree_class_init (HfTagTreeClass *class)
{
  G_OBJECT_CLASS (class)->finalize = hf_tag_tree_finalize;
}

static GtkWidget *
bar_new (HfTagTree *self)
{
  GtkWidget *bar = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *copy = gtk_button_new_with_label (_ ("Copy list"));

  self->search = gtk_search_entry_new ();
  hf_accessible_name (self->search, _ ("Search the tags"));
  g_signal_connect (self->search, "search-changed", G_CALLBACK (search_cb), self);
  g_signal_connect (copy, "clicked", G_CALLBACK (copy_list_cb), self);
  gtk_widget_set_hexpand (self->search, TRUE);
  gtk_box_append (GTK_BOX (bar), self->search);
  gtk_box_append (GTK_BOX (bar), copy);
  return bar;
}

static void
hf_tag_tree_init (HfTagTree *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();

  gtk_orientable_set_orientation (GTK_ORIENTABLE (self), GTK_ORIENTATION_VERTICAL);
  gtk_box_set_spacing (GTK_BOX (self), 12);
  gtk_widget_add_css_class (GTK_WIDGET (self), "padded");
  self->root = hf_tag_node_new_tree (NULL, FALSE);
  self->words = g_strdup ("");
  self->open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (NULL));
  hf_accessible_name (GTK_WIDGET (self->view), _ ("Tags"));
  add_columns (self);
  show_tree (self, NULL);
  g_signal_connect (self->view, "activate", G_CALLBACK (activate_cb), self);
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (self->view));
  gtk_widget_set_vexpand (scroller, TRUE);
  gtk_box_append (GTK_BOX (self), bar_new (self));
  gtk_box_append (GTK_BOX (self), scroller);
}

GtkWidget *
hf_tag_tree_new (void)
{
  return g_object_new (HF_TYPE_TAG_TREE, NULL);
}
