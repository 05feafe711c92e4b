/* The law: every index is worked on exactly once, whatever the number of threads, also from inside
   a worker. */
#include "core/parallel.h"

#define N 10007

static void
count (gsize begin, gsize end, gpointer data)
{
  gint *counts = data;

  for (gsize n = begin; n < end; n++)
    g_atomic_int_inc (&counts[n]);
}

static void
test_each_once (void)
{
  for (guint threads = 1; threads <= 5; threads++)
    for (gsize grain = 1; grain <= 10000; grain *= 10) {
      g_autofree gint *counts = g_new0 (gint, N);

      hf_parallel_set_threads (threads);
      hf_parallel_for (N, grain, count, counts);
      for (gsize n = 0; n < N; n++)
        g_assert_cmpint (counts[n], ==, 1);
    }
  hf_parallel_set_threads (0);
}

static void
nested (gsize begin, gsize end, gpointer data)
{
  for (gsize n = begin; n < end; n++)
    hf_parallel_for (N, 100, count, data);
}

static void
test_nested (void)
{
  g_autofree gint *counts = g_new0 (gint, N);

  hf_parallel_set_threads (4);
  hf_parallel_for (50, 1, nested, counts);
  hf_parallel_set_threads (0);
  for (gsize n = 0; n < N; n++)
    g_assert_cmpint (counts[n], ==, 50);
}

static void
test_progress (void)
{
  HfProgress progress = { 0 };

  g_assert_false (hf_progress_cancelled (NULL));
  g_assert_false (hf_progress_cancelled (&progress));
  hf_progress_set (&progress, 0.5);
  g_assert_cmpfloat (hf_progress_get (&progress), ==, 0.5);
  hf_progress_cancel (&progress);
  g_assert_true (hf_progress_cancelled (&progress));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/parallel/each-once", test_each_once);
  g_test_add_func ("/parallel/nested", test_nested);
  g_test_add_func ("/parallel/progress", test_progress);
  return g_test_run ();
}
