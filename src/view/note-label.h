/* Where the label of a note stands. */
#pragma once

#include <glib.h>
#include <graphene.h>

G_BEGIN_DECLS

/* Moves label, which comes with its size, beside the note: where it covers none of taken (of graphene_rect_t), all of it in the
   pane if it can. Widget px. */
void hf_note_label_place (graphene_rect_t *label,
                          const graphene_rect_t *note,
                          const graphene_rect_t *pane,
                          const GArray *taken);

G_END_DECLS
