/* "The newest input wins": background work for values that change faster than results come.

   At most one run is under way. An input that arrives meanwhile replaces the waiting one; the run
   that is under way goes on to its end and is shown if nothing newer was finished, so that a drag
   shows results all the time (a prototype that cancelled showed 1 of 100). Inputs and results are
   owned by the job; functions run in a thread, "done" runs in the main context. */
#pragma once

#include "core/parallel.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HfLatest HfLatest;

typedef gpointer (*HfLatestRun) (gpointer input,
                                 HfProgress *progress,
                                 GError **error); /* in a thread; (transfer full) */
typedef void (*HfLatestDone) (gpointer result,
                              const GError *error,
                              gpointer data); /* takes result; main context */

HfLatest *hf_latest_new (HfLatestRun run,
                         GDestroyNotify free_input,
                         GDestroyNotify free_result,
                         HfLatestDone done,
                         gpointer data);
void hf_latest_free (HfLatest *self);                 /* done is not called any more */
void hf_latest_push (HfLatest *self, gpointer input); /* takes input */
void hf_latest_cancel (
    HfLatest *self); /* what waits is dropped, what runs is told to stop and not shown */
gboolean hf_latest_is_busy (HfLatest *self);
HfProgress *hf_latest_progress (HfLatest *self); /* of the run under way */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfLatest, hf_latest_free)

G_END_DECLS
