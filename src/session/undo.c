/* Two stacks: what was before, and what was taken back. */
#include "session/undo.h"

#include <string.h>

struct _HfUndo {
  GArray *past;   /* of HfUndoState, the newest last */
  GArray *future; /* of HfUndoState, the next to redo last */
};

void
hf_undo_state_clear (HfUndoState *state)
{
  g_clear_pointer (&state->notes, g_array_unref);
  g_clear_pointer (&state->edits, g_array_unref);
  g_clear_pointer (&state->kept, g_ptr_array_unref);
}

static GArray *
stack_new (void)
{
  GArray *stack = g_array_new (FALSE, FALSE, sizeof (HfUndoState));

  g_array_set_clear_func (stack, (GDestroyNotify) hf_undo_state_clear);
  return stack;
}

/* Refs what it holds. */
static void
stack_push (GArray *stack, const HfUndoState *state)
{
  g_array_append_vals (stack, state, 1);
  if (state->notes)
    g_array_ref (state->notes);
  if (state->edits)
    g_array_ref (state->edits);
  if (state->kept)
    g_ptr_array_ref (state->kept);
}

HfUndo *
hf_undo_new (void)
{
  HfUndo *self = g_new0 (HfUndo, 1);

  self->past = stack_new ();
  self->future = stack_new ();
  return self;
}

void
hf_undo_free (HfUndo *self)
{
  g_array_unref (self->past);
  g_array_unref (self->future);
  g_free (self);
}

void
hf_undo_clear (HfUndo *self)
{
  g_array_set_size (self->past, 0);
  g_array_set_size (self->future, 0);
}

void
hf_undo_push (HfUndo *self, const HfUndoState *before)
{
  stack_push (self->past, before);
  g_array_set_size (self->future, 0);
}

static HfUndoState *
nth (GArray *stack, guint n)
{
  return &g_array_index (stack, HfUndoState, n);
}

static gboolean
same_resampling (const HfParams *a, const HfParams *b)
{
  for (int id = HF_PARAM_RESAMPLE; id <= HF_PARAM_RESAMPLE_LOWPASS; id++)
    if (a->value[id] != b->value[id])
      return FALSE;
  return TRUE;
}

/* Every step remembers its own copy of the list of surfaces: only how many there are is compared. */
static gboolean
same_step (const HfUndoState *a, const HfUndoState *b)
{
  return hf_params_same_result (&a->params, &b->params) && a->notes == b->notes &&
         a->live_id == b->live_id && (a->kept ? a->kept->len : 0) == (b->kept ? b->kept->len : 0);
}

void
hf_undo_forget_resampling (HfUndo *self, const HfParams *asked, HfUndoState *now)
{
  const gsize bytes = sizeof (double) * (HF_PARAM_RESAMPLE_LOWPASS - HF_PARAM_RESAMPLE + 1);
  guint first = self->past->len; /* of the steps that asked for it */

  while (first > 0 && same_resampling (&nth (self->past, first - 1)->params, asked))
    memcpy (&nth (self->past, --first)->params.value[HF_PARAM_RESAMPLE],
            &now->params.value[HF_PARAM_RESAMPLE], bytes);
  for (guint n = self->past->len; n-- > (first > 0 ? first - 1 : 0);) {
    HfUndoState *state = nth (self->past, n);
    HfUndoState *next = n + 1 < self->past->len ? nth (self->past, n + 1) : now;
    GArray *edits = state->edits;

    if (!same_step (state, next))
      continue;
    state->edits = next->edits;
    next->edits = edits;
    g_array_remove_index (self->past, n);
  }
}

gboolean
hf_undo_can_undo (const HfUndo *self)
{
  return self->past->len > 0;
}

gboolean
hf_undo_can_redo (const HfUndo *self)
{
  return self->future->len > 0;
}

/* Takes the result's part of other: how things are shown is nobody's undo step. */
static void
copy_result (HfParams *params, const HfParams *other)
{
  for (int id = 0; id < HF_N_PARAMS; id++)
    if (hf_param (id)->is_result)
      params->value[id] = other->value[id];
  memcpy (params->chain, other->chain, sizeof params->chain);
  params->n_steps = other->n_steps;
}

static gboolean
step (GArray *from, GArray *to, HfUndoState *state)
{
  const HfUndoState *other;

  if (from->len == 0)
    return FALSE;
  stack_push (to, state);
  hf_undo_state_clear (state);
  other = &g_array_index (from, HfUndoState, from->len - 1);
  copy_result (&state->params, &other->params);
  state->notes = other->notes ? g_array_ref (other->notes) : NULL;
  state->edits = other->edits ? g_array_ref (other->edits) : NULL;
  state->kept = other->kept ? g_ptr_array_ref (other->kept) : NULL;
  state->live_id = other->live_id;
  g_array_set_size (from, from->len - 1);
  return TRUE;
}

gboolean
hf_undo_undo (HfUndo *self, HfUndoState *state)
{
  return step (self->past, self->future, state);
}

gboolean
hf_undo_redo (HfUndo *self, HfUndoState *state)
{
  return step (self->future, self->past, state);
}

gboolean
hf_params_same_result (const HfParams *a, const HfParams *b)
{
  HfParams merged = *a;

  copy_result (&merged, b);
  return hf_params_equal (a, &merged);
}
