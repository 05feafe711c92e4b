/* Values that name a person are hidden by group: 0010 is the patient's, and persons' names (PN) are wherever they are. What is hidden
   is not found either. */
#include "view/tag-node.h"

#include "session/tags.h"

#include <glib/gi18n-lib.h>
#include <string.h>

struct _HfTagNode {
  GObject parent_instance;
  char *texts[HF_N_TAG_COLUMNS]; /* owned */
  char *key;                     /* "/00081140#0/00081150", owned */
  char *found_by;                /* folded case, owned */
  GPtrArray *children;           /* of HfTagNode, owned; NULL: no sequence, no item */
  guint depth;                   /* 0: of the data set itself */
  guint item;                    /* its number, where it is one */
  gboolean is_shown;
};

G_DEFINE_FINAL_TYPE (HfTagNode, hf_tag_node, G_TYPE_OBJECT)

static void
hf_tag_node_finalize (GObject *object)
{
  HfTagNode *self = HF_TAG_NODE (object);

  for (int n = 0; n < HF_N_TAG_COLUMNS; n++)
    g_free (self->texts[n]);
  g_free (self->key);
  g_free (self->found_by);
  g_clear_pointer (&self->children, g_ptr_array_unref);
  G_OBJECT_CLASS (hf_tag_node_parent_class)->finalize (object);
}

static void
hf_tag_node_class_init (HfTagNodeClass *class)
{
  G_OBJECT_CLASS (class)->finalize = hf_tag_node_finalize;
  g_signal_new ("changed", HF_TYPE_TAG_NODE, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                0);
}

static void
hf_tag_node_init (HfTagNode *self)
{
  self->is_shown = TRUE;
}

/* Takes key; the new child belongs to the parent. */
static HfTagNode *
add_child (HfTagNode *parent, char *key)
{
  HfTagNode *self = g_object_new (HF_TYPE_TAG_NODE, NULL);

  self->key = key;
  self->depth = parent->key ? parent->depth + 1 : 0;
  if (!parent->children)
    parent->children = g_ptr_array_new_with_free_func (g_object_unref);
  g_ptr_array_add (parent->children, self);
  return self;
}

static gboolean
names_a_person (const HfTag *tag)
{
  return tag->tag >> 16 == 0x0010 || g_str_equal (tag->vr, "PN");
}

static HfTagNode *
add_tag (HfTagNode *parent, const HfTag *tag, gboolean hidden)
{
  HfTagNode *self =
      add_child (parent, g_strdup_printf ("%s/%08x", parent->key ? parent->key : "", tag->tag));
  const char *value = hidden && names_a_person (tag) ? _ ("hidden") : tag->value;
  g_autofree char *words = NULL;

  self->texts[HF_TAG_COLUMN_TAG] =
      g_strdup_printf ("(%04x,%04x)", tag->tag >> 16, tag->tag & 0xffff);
  self->texts[HF_TAG_COLUMN_NAME] = g_strdup (tag->name);
  self->texts[HF_TAG_COLUMN_VR] = g_strdup (tag->vr);
  self->texts[HF_TAG_COLUMN_VALUE] = g_strdup_printf ("%s%s", value, tag->is_cut ? "…" : "");
  g_strdelimit (self->texts[HF_TAG_COLUMN_VALUE], "\t\n", ' ');
  words = g_strdup_printf ("%s %08x %s %s %s", self->texts[HF_TAG_COLUMN_TAG], tag->tag, tag->name,
                           tag->vr, self->texts[HF_TAG_COLUMN_VALUE]);
  self->found_by = g_utf8_casefold (words, -1);
  return self;
}

/* The item of a sequence that an element lies in: the last one, or a new one. */
static HfTagNode *
item_of (HfTagNode *sequence, guint number)
{
  HfTagNode *self = sequence->children
                        ? g_ptr_array_index (sequence->children, sequence->children->len - 1)
                        : NULL;

  if (self && self->item == number)
    return self;
  self = add_child (sequence, g_strdup_printf ("%s#%u", sequence->key, number));
  self->item = number;
  self->texts[HF_TAG_COLUMN_TAG] = g_strdup ("(fffe,e000)");
  self->texts[HF_TAG_COLUMN_NAME] = g_strdup_printf (_ ("Item %u"), number + 1);
  self->texts[HF_TAG_COLUMN_VR] = g_strdup ("");
  self->texts[HF_TAG_COLUMN_VALUE] = g_strdup ("");
  self->found_by = g_strdup ("");
  g_free (sequence->texts[HF_TAG_COLUMN_VALUE]);
  sequence->texts[HF_TAG_COLUMN_VALUE] = g_strdup_printf (
      ngettext ("%u item", "%u items", sequence->children->len), sequence->children->len);
  return self;
}

HfTagNode *
hf_tag_node_new_tree (const GPtrArray *tags, gboolean hidden)
{
  HfTagNode *root = g_object_new (HF_TYPE_TAG_NODE, NULL);
  g_autoptr (GPtrArray) last = g_ptr_array_new (); /* element of each depth, borrowed */

  for (guint n = 0; tags && n < tags->len; n++) {
    const HfTag *tag = tags->pdata[n];
    guint depth = MIN (tag->depth, last->len); /* what follows nothing lies in nothing */
    HfTagNode *parent = depth == 0 ? root : item_of (last->pdata[depth - 1], tag->item);

    g_ptr_array_set_size (last, (int) depth);
    g_ptr_array_add (last, add_tag (parent, tag, hidden));
  }
  return root;
}

const char *
hf_tag_node_text (HfTagNode *self, HfTagColumn column)
{
  return self->texts[column];
}

const char *
hf_tag_node_key (HfTagNode *self)
{
  return self->key;
}

static guint
n_children (const HfTagNode *self)
{
  return self->children ? self->children->len : 0;
}

static gboolean
is_alike (const HfTagNode *self, const HfTagNode *other)
{
  if (g_strcmp0 (self->key, other->key) != 0 || self->is_shown != other->is_shown ||
      n_children (self) != n_children (other))
    return FALSE;
  for (guint n = 0; n < n_children (self); n++)
    if (!is_alike (self->children->pdata[n], other->children->pdata[n]))
      return FALSE;
  return TRUE;
}

static void
take_texts (HfTagNode *self, HfTagNode *other)
{
  for (int n = 0; n < HF_N_TAG_COLUMNS; n++) {
    g_free (self->texts[n]);
    self->texts[n] = g_steal_pointer (&other->texts[n]);
  }
  g_free (self->found_by);
  self->found_by = g_steal_pointer (&other->found_by);
  g_signal_emit_by_name (self, "changed");
  for (guint n = 0; n < n_children (self); n++)
    take_texts (self->children->pdata[n], other->children->pdata[n]);
}

gboolean
hf_tag_node_take_texts (HfTagNode *self, HfTagNode *other)
{
  if (!is_alike (self, other))
    return FALSE;
  take_texts (self, other);
  return TRUE;
}

/* Whether any of it is shown. */
static gboolean
search (HfTagNode *self, const char *folded, gboolean is_parent_found)
{
  gboolean is_found = is_parent_found || (self->found_by && strstr (self->found_by, folded));

  self->is_shown = is_found;
  for (guint n = 0; self->children && n < self->children->len; n++)
    self->is_shown |= search (self->children->pdata[n], folded, is_found);
  return self->is_shown;
}

void
hf_tag_node_search (HfTagNode *root, const char *words)
{
  g_autofree char *folded = g_utf8_casefold (words, -1);

  g_strstrip (folded);
  search (root, folded, *folded == '\0');
}

GListModel *
hf_tag_node_shown (HfTagNode *self)
{
  GListStore *shown;

  if (!self->children)
    return NULL;
  shown = g_list_store_new (HF_TYPE_TAG_NODE);
  for (guint n = 0; n < self->children->len; n++)
    if (((HfTagNode *) self->children->pdata[n])->is_shown)
      g_list_store_append (shown, self->children->pdata[n]);
  return G_LIST_MODEL (shown);
}

void
hf_tag_node_append_line (HfTagNode *self, GString *text)
{
  g_autofree char *line =
      g_strjoin ("\t", self->texts[HF_TAG_COLUMN_TAG], self->texts[HF_TAG_COLUMN_NAME],
                 self->texts[HF_TAG_COLUMN_VR], self->texts[HF_TAG_COLUMN_VALUE], NULL);

  g_string_append_printf (text, "%*s%s\n", (int) (2 * self->depth), "", line);
}

void
hf_tag_node_append_lines (HfTagNode *self, GString *text)
{
  for (guint n = 0; self->children && n < self->children->len; n++) {
    HfTagNode *child = self->children->pdata[n];

    if (!child->is_shown)
      continue;
    hf_tag_node_append_line (child, text);
    hf_tag_node_append_lines (child, text);
  }
}
