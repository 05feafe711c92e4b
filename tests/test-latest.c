/* The laws: at most one run at a time; the last input always gets its result; of those that came
   meanwhile at most one each run is left out; a cancelled run is never shown; inputs and results
   are freed (checked under ASan). */
#include "session/latest.h"

typedef struct {
  GArray *shown; /* of int */
  GMutex gate;   /* held by the test: a run waits for it */
} Fixture;

static gint running; /* atomic: runs under way */

typedef struct {
  int number;
  Fixture *fixture;
} Input;

static gpointer
run (gpointer data, HfProgress *progress, GError **error)
{
  Input *input = data;
  int *result = g_new (int, 1);

  g_assert_cmpint (g_atomic_int_add (&running, 1), ==, 0);
  g_mutex_lock (&input->fixture->gate);
  g_mutex_unlock (&input->fixture->gate);
  g_atomic_int_add (&running, -1);
  *result = input->number;
  return result;
}

static void
done_cb (gpointer result, const GError *error, gpointer data)
{
  Fixture *fixture = data;

  g_array_append_vals (fixture->shown, result, 1);
  g_free (result);
}

static void
push (HfLatest *latest, Fixture *fixture, int number)
{
  Input *input = g_new (Input, 1);

  *input = (Input){ number, fixture };
  hf_latest_push (latest, input);
}

static void
drain (HfLatest *latest)
{
  while (hf_latest_progress (latest))
    g_main_context_iteration (NULL, TRUE);
}

static void
test_newest_wins (void)
{
  Fixture fixture = { .shown = g_array_new (FALSE, FALSE, sizeof (int)) };
  g_autoptr (HfLatest) latest = hf_latest_new (run, g_free, g_free, done_cb, &fixture);

  g_mutex_lock (&fixture.gate);
  for (int n = 0; n < 100; n++)
    push (latest, &fixture, n);
  g_assert_true (hf_latest_is_busy (latest));
  g_mutex_unlock (&fixture.gate);
  drain (latest);
  g_assert_cmpint (fixture.shown->len, ==, 2);
  g_assert_cmpint (g_array_index (fixture.shown, int, 0), ==, 0);
  g_assert_cmpint (g_array_index (fixture.shown, int, 1), ==, 99);
  g_assert_false (hf_latest_is_busy (latest));
  g_array_unref (fixture.shown);
}

static void
test_cancelled_is_not_shown (void)
{
  Fixture fixture = { .shown = g_array_new (FALSE, FALSE, sizeof (int)) };
  g_autoptr (HfLatest) latest = hf_latest_new (run, g_free, g_free, done_cb, &fixture);

  g_mutex_lock (&fixture.gate);
  push (latest, &fixture, 1);
  push (latest, &fixture, 2);
  hf_latest_cancel (latest);
  g_assert_false (hf_latest_is_busy (latest));
  push (latest, &fixture, 3);
  g_mutex_unlock (&fixture.gate);
  drain (latest);
  g_assert_cmpint (fixture.shown->len, ==, 1);
  g_assert_cmpint (g_array_index (fixture.shown, int, 0), ==, 3);
  g_array_unref (fixture.shown);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/latest/newest-wins", test_newest_wins);
  g_test_add_func ("/latest/cancelled-is-not-shown", test_cancelled_is_not_shown);
  return g_test_run ();
}
