/* One thread job at a time, the newest waiting input next.

   All fields are touched in the main context only; the thread sees the input, the progress and the
   result of its own run. */
#include "session/latest.h"

#include "core/error.h"

struct _HfLatest {
  HfLatestRun run;
  GDestroyNotify free_input;
  GDestroyNotify free_result;
  HfLatestDone done;
  gpointer data;
  struct _Run *under_way; /* borrowed: owned by its GTask */
  gpointer waiting;       /* owned input, or NULL */
};

typedef struct _Run {
  HfLatest *latest; /* NULL once nobody wants the result */
  HfLatestRun run;
  GDestroyNotify free_input;
  gpointer input; /* owned */
  HfProgress progress;
} Run;

static void start (HfLatest *self, gpointer input);

static void
run_free (gpointer data)
{
  Run *run = data;

  run->free_input (run->input);
  g_free (run);
}

static void
run_in_thread (GTask *task, gpointer source, gpointer task_data, GCancellable *cancellable)
{
  Run *run = task_data;
  GError *error = NULL;
  gpointer result = run->run (run->input, &run->progress, &error);

  if (error)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, result, NULL);
}

static void
run_done_cb (GObject *source, GAsyncResult *async_result, gpointer user_data)
{
  GTask *task = G_TASK (async_result);
  Run *run = g_task_get_task_data (task);
  HfLatest *self = run->latest;
  GDestroyNotify free_result = user_data;
  g_autoptr (GError) error = NULL;
  gpointer result = g_task_propagate_pointer (task, &error);
  gboolean cancelled = hf_progress_cancelled (&run->progress);

  if (self) {
    self->under_way = NULL;
    if (self->waiting)
      start (self, g_steal_pointer (&self->waiting));
  }
  if (self && !cancelled)
    self->done (g_steal_pointer (&result), error, self->data);
  if (result)
    free_result (result);
}

static void
start (HfLatest *self, gpointer input)
{
  Run *run = g_new0 (Run, 1);
  g_autoptr (GTask) task = g_task_new (NULL, NULL, run_done_cb, (gpointer) self->free_result);

  run->latest = self;
  run->run = self->run;
  run->free_input = self->free_input;
  run->input = input;
  self->under_way = run;
  g_task_set_task_data (task, run, run_free);
  g_task_run_in_thread (task, run_in_thread);
}

HfLatest *
hf_latest_new (HfLatestRun run,
               GDestroyNotify free_input,
               GDestroyNotify free_result,
               HfLatestDone done,
               gpointer data)
{
  HfLatest *self = g_new0 (HfLatest, 1);

  *self = (HfLatest){ run, free_input, free_result, done, data, NULL, NULL };
  return self;
}

void
hf_latest_free (HfLatest *self)
{
  hf_latest_cancel (self);
  if (self->under_way)
    self->under_way->latest = NULL;
  g_free (self);
}

void
hf_latest_push (HfLatest *self, gpointer input)
{
  g_clear_pointer (&self->waiting, self->free_input);
  if (self->under_way)
    self->waiting = input;
  else
    start (self, input);
}

void
hf_latest_cancel (HfLatest *self)
{
  g_clear_pointer (&self->waiting, self->free_input);
  if (self->under_way)
    hf_progress_cancel (&self->under_way->progress);
}

gboolean
hf_latest_is_busy (HfLatest *self)
{
  return self->waiting || (self->under_way && !hf_progress_cancelled (&self->under_way->progress));
}

HfProgress *
hf_latest_progress (HfLatest *self)
{
  return self->under_way ? &self->under_way->progress : NULL;
}
