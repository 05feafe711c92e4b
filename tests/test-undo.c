/* The laws: undo then redo is the identity, a new change forgets what could be redone, and how
   things are shown is nobody's undo step. */
#include "session/undo.h"

static void
test_there_and_back (void)
{
  g_autoptr (HfUndo) undo = hf_undo_new ();
  HfParams params, start;

  hf_params_init (&params);
  start = params;
  for (int n = 0; n < 100; n++) {
    hf_undo_push (undo, &params);
    params.value[HF_PARAM_ABOVE] = n;
  }
  for (int n = 98; n >= 0; n--) {
    g_assert_true (hf_undo_undo (undo, &params));
    g_assert_cmpfloat (params.value[HF_PARAM_ABOVE], ==, n);
  }
  g_assert_true (hf_undo_undo (undo, &params));
  g_assert_true (hf_params_equal (&params, &start));
  g_assert_false (hf_undo_undo (undo, &params));
  for (int n = 0; n < 100; n++)
    g_assert_true (hf_undo_redo (undo, &params));
  g_assert_cmpfloat (params.value[HF_PARAM_ABOVE], ==, 99);
  g_assert_false (hf_undo_redo (undo, &params));
}

static void
test_new_change_forgets (void)
{
  g_autoptr (HfUndo) undo = hf_undo_new ();
  HfParams params;

  hf_params_init (&params);
  hf_undo_push (undo, &params);
  hf_undo_undo (undo, &params);
  g_assert_true (hf_undo_can_redo (undo));
  hf_undo_push (undo, &params);
  g_assert_false (hf_undo_can_redo (undo));
}

static void
test_view_stays (void)
{
  g_autoptr (HfUndo) undo = hf_undo_new ();
  HfParams params;

  hf_params_init (&params);
  hf_undo_push (undo, &params);
  g_assert_true (hf_params_parse_chain (&params, "dilate", NULL));
  params.value[HF_PARAM_WINDOW_WIDTH] = 1500;
  g_assert_true (hf_undo_undo (undo, &params));
  g_assert_cmpint (params.n_steps, ==, 4);
  g_assert_cmpfloat (params.value[HF_PARAM_WINDOW_WIDTH], ==, 1500);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/undo/there-and-back", test_there_and_back);
  g_test_add_func ("/undo/new-change-forgets", test_new_change_forgets);
  g_test_add_func ("/undo/view-stays", test_view_stays);
  return g_test_run ();
}
