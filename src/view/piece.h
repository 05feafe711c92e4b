/* A box that is painted anew as a whole. GTK compares what it painted with what is to be seen, node
   by node, and where that ends in more than 30 rectangles it paints the whole parent: a slider, two
   numbers and three pictures beside each other, that change in every step, cost the window. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HF_TYPE_PIECE (hf_piece_get_type ())
G_DECLARE_FINAL_TYPE (HfPiece, hf_piece, HF, PIECE, GtkBox)

/* Several things in it have changed. */
void hf_piece_touch (HfPiece *self);
/* For widgets that draw themselves: what is in piece (transfer full), as far as it lies in area, as one
   thing. Of another area than in the frame before it is one rectangle of damage for each. */
void hf_piece_append (GtkSnapshot *snapshot, GtkSnapshot *piece, const graphene_rect_t *area);
/* An area of this size, in logical px, that is another one for every serial. */
graphene_rect_t hf_piece_area (int width, int height, guint serial);

G_END_DECLS
