/* The browser of tags: the data set of a file as a tree that folds, with a search and a copy. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HF_TYPE_TAG_TREE (hf_tag_tree_get_type ())
G_DECLARE_FINAL_TYPE (HfTagTree, hf_tag_tree, HF, TAG_TREE, GtkBox)

GtkWidget *hf_tag_tree_new (void);
/* tags: of HfTag. What is unfolded and selected stays so, where the new data set has it too. */
void hf_tag_tree_set_tags (HfTagTree *self, const GPtrArray *tags, gboolean hidden);

G_END_DECLS
