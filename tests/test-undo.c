/* The laws: undo then redo is the identity, a new change forgets what could be redone, and how
   things are shown is nobody's undo step. */
#include "session/undo.h"

static void
test_there_and_back (void)
{
  g_autoptr (HfUndo) undo = hf_undo_new ();
  HfUndoState state = { 0 };
  HfParams start;

  hf_params_init (&state.params);
  start = state.params;
  for (int n = 0; n < 100; n++) {
    hf_undo_push (undo, &state);
    state.params.value[HF_PARAM_ABOVE] = n;
  }
  for (int n = 98; n >= 0; n--) {
    g_assert_true (hf_undo_undo (undo, &state));
    g_assert_cmpfloat (state.params.value[HF_PARAM_ABOVE], ==, n);
  }
  g_assert_true (hf_undo_undo (undo, &state));
  g_assert_true (hf_params_equal (&state.params, &start));
  g_assert_false (hf_undo_undo (undo, &state));
  for (int n = 0; n < 100; n++)
    g_assert_true (hf_undo_redo (undo, &state));
  g_assert_cmpfloat (state.params.value[HF_PARAM_ABOVE], ==, 99);
  g_assert_false (hf_undo_redo (undo, &state));
}

static void
test_new_change_forgets (void)
{
  g_autoptr (HfUndo) undo = hf_undo_new ();
  HfUndoState state = { 0 };

  hf_params_init (&state.params);
  hf_undo_push (undo, &state);
  hf_undo_undo (undo, &state);
  g_assert_true (hf_undo_can_redo (undo));
  hf_undo_push (undo, &state);
  g_assert_false (hf_undo_can_redo (undo));
}

static void
test_view_stays (void)
{
  g_autoptr (HfUndo) undo = hf_undo_new ();
  HfUndoState state = { 0 };

  hf_params_init (&state.params);
  hf_undo_push (undo, &state);
  g_assert_true (hf_params_parse_chain (&state.params, "dilate", NULL));
  state.params.value[HF_PARAM_WINDOW_WIDTH] = 1500;
  g_assert_true (hf_undo_undo (undo, &state));
  g_assert_cmpint (state.params.n_steps, ==, 4);
  g_assert_cmpfloat (state.params.value[HF_PARAM_WINDOW_WIDTH], ==, 1500);
}

/* Notes, edits and the list of surfaces travel with their step, and nothing is lost or kept too long. */
static void
test_surfaces (void)
{
  GArray *edits = g_array_new (FALSE, FALSE, sizeof (int));
  GPtrArray *before = g_ptr_array_new (), *after = g_ptr_array_new ();
  HfUndo *undo = hf_undo_new ();
  GArray *notes = g_array_new (FALSE, FALSE, sizeof (double));
  HfUndoState state = { .edits = NULL, .kept = before };

  hf_params_init (&state.params);
  hf_undo_push (undo, &state);
  g_ptr_array_unref (before);
  state.edits = edits;
  state.notes = notes;
  state.kept = after;
  g_assert_true (hf_undo_undo (undo, &state));
  g_assert_null (state.edits);
  g_assert_null (state.notes);
  g_assert_true (state.kept == before);
  g_assert_true (hf_undo_redo (undo, &state));
  g_assert_true (state.notes == notes && state.edits == edits && state.kept == after);
  hf_undo_free (undo);
  g_assert_cmpuint (g_array_get_element_size (state.edits), ==, sizeof (int)); /* still there */
  g_assert_cmpuint (g_array_get_element_size (state.notes), ==, sizeof (double));
  hf_undo_state_clear (&state);
  g_assert_null (state.kept);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/undo/there-and-back", test_there_and_back);
  g_test_add_func ("/undo/new-change-forgets", test_new_change_forgets);
  g_test_add_func ("/undo/view-stays", test_view_stays);
  g_test_add_func ("/undo/surfaces", test_surfaces);
  return g_test_run ();
}
