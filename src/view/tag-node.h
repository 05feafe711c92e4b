/* The elements of a data set as a tree: sequences hold items, items hold elements. The model of the browser of tags. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum {
  HF_TAG_COLUMN_TAG,
  HF_TAG_COLUMN_NAME,
  HF_TAG_COLUMN_VR,
  HF_TAG_COLUMN_VALUE,
  HF_N_TAG_COLUMNS
} HfTagColumn;

#define HF_TYPE_TAG_NODE (hf_tag_node_get_type ())
G_DECLARE_FINAL_TYPE (HfTagNode, hf_tag_node, HF, TAG_NODE, GObject)

/* The root, which is no element itself; tags: of HfTag, in the order of the file, nullable. Where hidden, values that name a person are
   not in it. */
HfTagNode *hf_tag_node_new_tree (const GPtrArray *tags, gboolean hidden);
const char *hf_tag_node_text (HfTagNode *self, HfTagColumn column);
/* The same for the same place in the data set of another file. */
const char *hf_tag_node_key (HfTagNode *self);
/* Where both trees show the same elements, this one takes the texts of the other, and each of its nodes says "changed"; else FALSE,
   and nothing happens. */
gboolean hf_tag_node_take_texts (HfTagNode *self, HfTagNode *other);
/* Shown are the elements that hold the words, what they lie in, and what lies in them; all, where words is "". */
void hf_tag_node_search (HfTagNode *root, const char *words);
/* Of HfTagNode: what is shown below it; NULL where it cannot be unfolded. (transfer full) */
GListModel *hf_tag_node_shown (HfTagNode *self);
/* Itself, with tabs between the columns; and what is shown below it, each in a line of its own. */
void hf_tag_node_append_line (HfTagNode *self, GString *text);
void hf_tag_node_append_lines (HfTagNode *self, GString *text);

G_END_DECLS
