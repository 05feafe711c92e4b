/* Two stacks of parameters: what was before, and what was taken back. */
#include "session/undo.h"

#include <string.h>

struct _HfUndo {
  GArray *past;   /* of HfParams, the newest last */
  GArray *future; /* of HfParams, the next to redo last */
};

HfUndo *
hf_undo_new (void)
{
  HfUndo *self = g_new0 (HfUndo, 1);

  self->past = g_array_new (FALSE, FALSE, sizeof (HfParams));
  self->future = g_array_new (FALSE, FALSE, sizeof (HfParams));
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
hf_undo_push (HfUndo *self, const HfParams *before)
{
  g_array_append_vals (self->past, before, 1);
  g_array_set_size (self->future, 0);
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
step (GArray *from, GArray *to, HfParams *params)
{
  HfParams other;

  if (from->len == 0)
    return FALSE;
  other = g_array_index (from, HfParams, from->len - 1);
  g_array_set_size (from, from->len - 1);
  g_array_append_vals (to, params, 1);
  copy_result (params, &other);
  return TRUE;
}

gboolean
hf_undo_undo (HfUndo *self, HfParams *params)
{
  return step (self->past, self->future, params);
}

gboolean
hf_undo_redo (HfUndo *self, HfParams *params)
{
  return step (self->future, self->past, params);
}

gboolean
hf_params_same_result (const HfParams *a, const HfParams *b)
{
  HfParams merged = *a;

  copy_result (&merged, b);
  return hf_params_equal (a, &merged);
}
