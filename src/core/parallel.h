/* All cores for loops that take over 10 ms, and the way to watch and to stop long work.

   A persistent pool of one thread a core; the caller's thread works too, so that a machine with one
   core gets on. What a loop computes must not depend on how its range was cut: results are the same
   for every number of threads. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Shared by the one who waits and the one who works; both sides use only the functions below. */
typedef struct {
  gint cancelled; /* atomic boolean */
  gint done;      /* atomic, 0..1000 */
  gint lock;      /* of a bit, for what follows */
  char *asked;    /* the path that the system was asked about last; owned, NULL: it has answered */
  gint64 since;   /* monotonic us */
} HfProgress;

void hf_progress_cancel (HfProgress *self);
gboolean hf_progress_cancelled (HfProgress *self); /* self may be NULL: then never */
void hf_progress_set (HfProgress *self, double fraction);
double hf_progress_get (HfProgress *self);
/* Around what the system may never come back from: a disk or a network that hangs. self: nullable. */
void hf_progress_ask (HfProgress *self, const char *path);
void hf_progress_answered (HfProgress *self);
/* The path that was asked about so long ago; NULL: none. (transfer full) */
char *hf_progress_unanswered (HfProgress *self, guint seconds);

/* Works on [begin, end) */
typedef void (*HfParallelFunc) (gsize begin, gsize end, gpointer data);

guint hf_parallel_threads (void);
void hf_parallel_set_threads (guint n_threads); /* for tests and benchmarks; 0: one a core */
void hf_parallel_for (gsize n, gsize grain, HfParallelFunc func, gpointer data);

G_END_DECLS
