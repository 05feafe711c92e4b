/* A parallel loop over a GThreadPool that lives as long as the process.

   The range is cut into chunks of "grain"; every thread takes the next chunk by one atomic addition
   until none is left. The caller takes chunks as well, hence a call from inside a worker, or with
   no worker free, still comes to its end. */
#include "core/parallel.h"

#define MAX_THREADS 64

typedef struct {
  gsize n;
  gsize grain;
  HfParallelFunc func;
  gpointer data;
  gsize next;   /* atomic: the first index that nobody took */
  gint refs;    /* atomic: the caller and every helper that was asked */
  gint working; /* atomic: helpers at work; what they wrote is seen by who reads 0 */
  GMutex mutex;
  GCond idle;
} Loop;

/* The lock of GThreadPool's queue is invisible to ThreadSanitizer: this counter, atomically raised before a loop is handed over
   and read after, says the same in its language. */
static gint handed_over;

static guint forced_threads; /* set by tests and benchmarks before they start */

void
hf_progress_cancel (HfProgress *self)
{
  g_atomic_int_set (&self->cancelled, TRUE);
}

gboolean
hf_progress_cancelled (HfProgress *self)
{
  return self && g_atomic_int_get (&self->cancelled);
}

void
hf_progress_set (HfProgress *self, double fraction)
{
  if (self)
    g_atomic_int_set (&self->done, (gint) (CLAMP (fraction, 0, 1) * 1000));
}

double
hf_progress_get (HfProgress *self)
{
  return g_atomic_int_get (&self->done) / 1000.0;
}

static void
set_asked (HfProgress *self, const char *path)
{
  if (!self)
    return;
  g_bit_lock (&self->lock, 0);
  g_free (self->asked);
  self->asked = g_strdup (path);
  self->since = g_get_monotonic_time ();
  g_bit_unlock (&self->lock, 0);
}

void
hf_progress_ask (HfProgress *self, const char *path)
{
  set_asked (self, path);
}

void
hf_progress_answered (HfProgress *self)
{
  set_asked (self, NULL);
}

char *
hf_progress_unanswered (HfProgress *self, guint seconds)
{
  char *path = NULL;

  g_bit_lock (&self->lock, 0);
  if (self->asked && g_get_monotonic_time () - self->since >= seconds * G_USEC_PER_SEC)
    path = g_strdup (self->asked);
  g_bit_unlock (&self->lock, 0);
  return path;
}

/* GLib asks the system anew each time, which reads a file: 0.1 ms in every loop. */
static guint
n_processors (void)
{
  static gsize once;

  if (g_once_init_enter (&once))
    g_once_init_leave (&once, MAX (g_get_num_processors (), 1));
  return (guint) once;
}

guint
hf_parallel_threads (void)
{
  return CLAMP (forced_threads ? forced_threads : n_processors (), 1, MAX_THREADS);
}

void
hf_parallel_set_threads (guint n_threads)
{
  forced_threads = n_threads;
}

static void
loop_unref (Loop *loop)
{
  if (!g_atomic_int_dec_and_test (&loop->refs))
    return;
  g_mutex_clear (&loop->mutex);
  g_cond_clear (&loop->idle);
  g_free (loop);
}

static void
work (Loop *loop)
{
  for (;;) {
    gsize begin = (gsize) g_atomic_pointer_add (&loop->next, (gssize) loop->grain);

    if (begin >= loop->n)
      return;
    loop->func (begin, MIN (begin + loop->grain, loop->n), loop->data);
  }
}

static void
helper (gpointer data, gpointer unused)
{
  Loop *loop = data;

  g_atomic_int_get (&handed_over);
  g_atomic_int_inc (&loop->working);
  work (loop);
  if (g_atomic_int_dec_and_test (&loop->working)) {
    g_mutex_lock (&loop->mutex);
    g_cond_signal (&loop->idle);
    g_mutex_unlock (&loop->mutex);
  }
  loop_unref (loop);
}

static GThreadPool *
pool (void)
{
  static gsize once;

  if (g_once_init_enter (&once))
    g_once_init_leave (&once, (gsize) g_thread_pool_new (helper, NULL, MAX_THREADS, FALSE, NULL));
  return (GThreadPool *) once;
}

/* Calls func for chunks of at most grain of [0, n), on all cores, and returns when all are done. */
void
hf_parallel_for (gsize n, gsize grain, HfParallelFunc func, gpointer data)
{
  guint helpers;
  Loop *loop;

  grain = MAX (grain, 1);
  helpers = (guint) MIN (hf_parallel_threads () - 1, (n + grain - 1) / grain);
  if (n <= grain || helpers == 0) {
    if (n > 0)
      func (0, n, data);
    return;
  }

  loop = g_new0 (Loop, 1);
  *loop = (Loop){ .n = n, .grain = grain, .func = func, .data = data, .refs = (gint) helpers + 1 };
  g_mutex_init (&loop->mutex);
  g_cond_init (&loop->idle);
  g_atomic_int_inc (&handed_over);
  for (guint i = 0; i < helpers; i++)
    g_thread_pool_push (pool (), loop, NULL);

  work (loop);

  /* A helper that has not begun finds nothing to do: only those that began are waited for. */
  g_mutex_lock (&loop->mutex);
  while (g_atomic_int_get (&loop->working) > 0)
    g_cond_wait (&loop->idle, &loop->mutex);
  g_mutex_unlock (&loop->mutex);
  loop_unref (loop);
}
