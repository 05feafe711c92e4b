/* Labels of neighboring notes do not cover each other, as long as one of four places is free. No more than that: what jumps about
   while something else is drawn is harder to read than an overlap. */
#include "view/note-label.h"

#define GAP 8    /* px between a note and its label */
#define RAISED 4 /* px that a label at a side begins above the note */

static gboolean
is_free (const graphene_rect_t *label, const GArray *taken)
{
  for (guint n = 0; n < taken->len; n++)
    if (graphene_rect_intersection (label, &g_array_index (taken, graphene_rect_t, n), NULL))
      return FALSE;
  return TRUE;
}

void
hf_note_label_place (graphene_rect_t *label,
                     const graphene_rect_t *note,
                     const graphene_rect_t *pane,
                     const GArray *taken)
{
  const float left = note->origin.x, right = left + note->size.width;
  const float top = note->origin.y, bottom = top + note->size.height;
  const float width = label->size.width, height = label->size.height;
  const graphene_point_t places[] = {
    { right + GAP, top - RAISED },
    { left - GAP - width, top - RAISED },
    { left, top - GAP - height },
    { left, bottom + GAP },
  };
  int best = 0, best_score = -1;

  for (gsize n = 0; n < G_N_ELEMENTS (places); n++) {
    int score;

    label->origin = places[n];
    score = 2 * is_free (label, taken) + graphene_rect_contains_rect (pane, label);
    if (score > best_score) {
      best = (int) n;
      best_score = score;
    }
  }
  label->origin = places[best];
}
