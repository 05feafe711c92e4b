/* The browser of tags, in a real window. The laws: every element lies in its item, every item in its sequence; a search shows what it
   finds and what that lies in, and nothing else; what is hidden is not found; what was unfolded and selected is so again after a
   search, and in the next file, which keeps the rows where it has the same elements; arrows fold, and go to what a row lies in; what is
   copied is what is shown. */
#include "session/tags.h"
#include "view/init.h"
#include "view/tag-node.h"
#include "view/tag-tree.h"

#include <string.h>

static void
tag_free (gpointer data)
{
  HfTag *tag = data;

  g_free (tag->name);
  g_free (tag->value);
  g_free (tag);
}

static void
add (GPtrArray *tags,
     guint32 number,
     guint depth,
     guint item,
     const char *vr,
     const char *name,
     const char *value)
{
  HfTag *tag = g_new0 (HfTag, 1);

  tag->tag = number;
  tag->depth = depth;
  tag->item = item;
  g_strlcpy (tag->vr, vr, sizeof tag->vr);
  tag->name = g_strdup (name);
  tag->value = g_strdup (value);
  g_ptr_array_add (tags, tag);
}

/* Two items in a sequence, one of them with a sequence of its own. */
static GPtrArray *
make_tags (const char *slice)
{
  GPtrArray *tags = g_ptr_array_new_with_free_func (tag_free);

  add (tags, 0x00080060, 0, 0, "CS", "Modality", "CT");
  add (tags, 0x00081140, 0, 0, "SQ", "Referenced Image Sequence", "");
  add (tags, 0x00081155, 1, 0, "UI", "Referenced SOP Instance UID", "1.2.3");
  add (tags, 0x0040a170, 1, 0, "SQ", "Purpose of Reference Code Sequence", "");
  add (tags, 0x00080100, 2, 0, "SH", "Code Value", "121311");
  add (tags, 0x00081155, 1, 1, "UI", "Referenced SOP Instance UID", "1.2.4");
  add (tags, 0x00100010, 0, 0, "PN", "Patient's Name", "Müller^Jörg");
  add (tags, 0x00200013, 0, 0, "IS", "Instance Number", slice);
  return tags;
}

static void
assert_lines (HfTagNode *root, const char *words, const char *wanted)
{
  g_autoptr (GString) text = g_string_new (NULL);

  hf_tag_node_search (root, words);
  hf_tag_node_append_lines (root, text);
  g_assert_cmpstr (text->str, ==, wanted);
}

#define MODALITY "(0008,0060)\tModality\tCS\tCT\n"
#define SEQUENCE "(0008,1140)\tReferenced Image Sequence\tSQ\t2 items\n"
#define FIRST "  (fffe,e000)\tItem 1\t\t\n"
#define FIRST_UID "    (0008,1155)\tReferenced SOP Instance UID\tUI\t1.2.3\n"
#define PURPOSE "    (0040,a170)\tPurpose of Reference Code Sequence\tSQ\t1 item\n"
#define CODE "      (fffe,e000)\tItem 1\t\t\n        (0008,0100)\tCode Value\tSH\t121311\n"
#define SECOND                                                                                     \
  "  (fffe,e000)\tItem 2\t\t\n    (0008,1155)\tReferenced SOP Instance UID\tUI\t1.2.4\n"
#define PATIENT "(0010,0010)\tPatient's Name\tPN\tMüller^Jörg\n"
#define NUMBER "(0020,0013)\tInstance Number\tIS\t7\n"

static void
test_nodes (void)
{
  g_autoptr (GPtrArray) tags = make_tags ("7");
  g_autoptr (HfTagNode) root = hf_tag_node_new_tree (tags, FALSE);
  g_autoptr (HfTagNode) hidden = hf_tag_node_new_tree (tags, TRUE);
  g_autoptr (HfTagNode) empty = hf_tag_node_new_tree (NULL, FALSE);

  assert_lines (root, "", MODALITY SEQUENCE FIRST FIRST_UID PURPOSE CODE SECOND PATIENT NUMBER);
  assert_lines (root, " MODAL ", MODALITY);
  assert_lines (root, "00080060", MODALITY);
  assert_lines (root, "0008,0060", MODALITY);
  assert_lines (root, "121311", SEQUENCE FIRST PURPOSE CODE);
  assert_lines (root, "1.2.4", SEQUENCE SECOND);
  assert_lines (root, "referenced image", SEQUENCE FIRST FIRST_UID PURPOSE CODE SECOND);
  assert_lines (root, "MÜLLER", PATIENT);
  assert_lines (root, "nothing of this", "");
  assert_lines (hidden, "müller", "");
  assert_lines (hidden, "patient", "(0010,0010)\tPatient's Name\tPN\thidden\n");
  assert_lines (empty, "", "");
}

static void
test_orphans (void)
{
  g_autoptr (GPtrArray) tags = g_ptr_array_new_with_free_func (tag_free);
  g_autoptr (HfTagNode) root = NULL;

  add (tags, 0x00080060, 3, 2, "CS", "Modality", "CT"); /* lies in nothing */
  root = hf_tag_node_new_tree (tags, FALSE);
  assert_lines (root, "", MODALITY);
}

/* The first widget of a type below another one, depth first. */
static gpointer
find (GtkWidget *widget, GType type)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    gpointer found = find (child, type);

    if (found)
      return found;
  }
  return NULL;
}

static GListModel *
rows_of (GtkWidget *tree)
{
  return G_LIST_MODEL (gtk_column_view_get_model (find (tree, GTK_TYPE_COLUMN_VIEW)));
}

static void
select_row (GtkWidget *tree, guint position)
{
  gtk_selection_model_select_item (GTK_SELECTION_MODEL (rows_of (tree)), position, TRUE);
}

static char *
selected_text (GtkWidget *tree, HfTagColumn column)
{
  g_autoptr (HfTagNode) node = gtk_tree_list_row_get_item (
      gtk_single_selection_get_selected_item (GTK_SINGLE_SELECTION (rows_of (tree))));

  return g_strdup (hf_tag_node_text (node, column));
}

static void
press (GtkWidget *tree, guint key)
{
  g_autoptr (GListModel) controllers =
      gtk_widget_observe_controllers (find (tree, GTK_TYPE_COLUMN_VIEW));
  gboolean is_taken = FALSE;

  for (guint n = 0; n < g_list_model_get_n_items (controllers) && !is_taken; n++) {
    g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, n);

    if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
      g_signal_emit_by_name (controller, "key-pressed", key, 0, 0, &is_taken);
  }
  g_assert_true (is_taken);
}

static void
assert_left (GtkWidget *tree, const char *name)
{
  g_autofree char *selected = NULL;

  press (tree, GDK_KEY_Left);
  selected = selected_text (tree, HF_TAG_COLUMN_NAME);
  g_assert_cmpstr (selected, ==, name);
}

static void
search (GtkWidget *tree, const char *words)
{
  GtkWidget *entry = find (tree, GTK_TYPE_SEARCH_ENTRY);

  gtk_editable_set_text (GTK_EDITABLE (entry), words);
  g_signal_emit_by_name (entry, "search-changed"); /* not after its delay */
}

static void
test_tree (void)
{
  g_autoptr (GPtrArray) tags = make_tags ("7"), next = make_tags ("8");
  GtkWidget *window = gtk_window_new (), *tree = hf_tag_tree_new ();
  g_autofree char *name = NULL, *value = NULL;
  GListModel *rows;

  gtk_window_set_child (GTK_WINDOW (window), tree);
  gtk_window_present (GTK_WINDOW (window));
  g_assert_cmpuint (g_list_model_get_n_items (rows_of (tree)), ==, 0);
  hf_tag_tree_set_tags (HF_TAG_TREE (tree), tags, FALSE);
  g_assert_cmpuint (g_list_model_get_n_items (rows_of (tree)), ==, 4); /* folded */
  select_row (tree, 1);
  press (tree, GDK_KEY_Right);
  g_assert_cmpuint (g_list_model_get_n_items (rows_of (tree)), ==, 6);
  press (tree, GDK_KEY_Left);
  g_assert_cmpuint (g_list_model_get_n_items (rows_of (tree)), ==, 4);
  press (tree, GDK_KEY_Right);
  select_row (tree, 2); /* the first item */
  press (tree, GDK_KEY_Right);
  g_assert_cmpuint (g_list_model_get_n_items (rows_of (tree)), ==, 8);
  select_row (tree, 7);

  search (tree, "code value");
  g_assert_cmpuint (g_list_model_get_n_items (rows_of (tree)), ==, 5); /* and all above it */
  search (tree, "");
  g_assert_cmpuint (g_list_model_get_n_items (rows_of (tree)), ==, 8);
  select_row (tree, 7);
  rows = rows_of (tree);
  hf_tag_tree_set_tags (HF_TAG_TREE (tree), next, FALSE);
  g_assert_true (rows_of (tree) == rows);
  g_assert_cmpuint (g_list_model_get_n_items (rows), ==, 8);
  name = selected_text (tree, HF_TAG_COLUMN_NAME);
  value = selected_text (tree, HF_TAG_COLUMN_VALUE);
  g_assert_cmpstr (name, ==, "Instance Number");
  g_assert_cmpstr (value, ==, "8");

  add (next, 0x00200020, 0, 0, "CS", "Patient Orientation", "L\\P");
  hf_tag_tree_set_tags (HF_TAG_TREE (tree), next, FALSE);
  g_assert_true (rows_of (tree) != rows);
  g_assert_cmpuint (g_list_model_get_n_items (rows_of (tree)), ==, 9);
  select_row (tree, 3); /* in the first item, which is in the sequence */
  assert_left (tree, "Item 1");
  assert_left (tree, "Item 1"); /* folded */
  assert_left (tree, "Referenced Image Sequence");
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  hf_view_init ();
  g_test_add_func ("/tags/nodes", test_nodes);
  g_test_add_func ("/tags/orphans", test_orphans);
  g_test_add_func ("/tags/tree", test_tree);
  return g_test_run ();
}
