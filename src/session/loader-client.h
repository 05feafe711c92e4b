/* The viewer's end of the loader processes: hands out jobs, watches over who does not answer, and
   starts a new process for one that died. A dead or hanging process costs only the job that it was
   at; the ones that waited behind it go to another.

   One thread at a time. */
#pragma once

#include "core/parallel.h"
#include "core/wire.h"

G_BEGIN_DECLS

#define HF_LOADER_SECONDS 10 /* for one job; the environment's HF_LOADER_SECONDS goes before */

typedef struct _HfLoaderClient HfLoaderClient;

/* What an answer was to its job. After NONSENSE the process is ended, and the job has failed. */
typedef enum { HF_ANSWER_MORE, HF_ANSWER_LAST, HF_ANSWER_NONSENSE } HfAnswer;

typedef struct {
  guint n;     /* jobs 0 .. n - 1, begun in this order */
  guint depth; /* how many wait in a process */
  /* Makes the message and opens its descriptor, which is closed after sending. FALSE: there is
     nothing to ask, and the job is done. */
  gboolean (*prepare) (guint job, HfWireMessage *message, int *fd, gpointer data);
  HfAnswer (*answered) (guint job, const HfWireMessage *message, gpointer data);
  /* DECODER_DIED or TIMEOUT. */
  void (*failed) (guint job, HfCode code, const char *reason, gpointer data);
  gpointer data;
  gboolean needs_codec; /* by hounsfield-decoder, which has GDCM */
  int volume;           /* memfd that every process gets first, or -1 */
  guint64 volume_bytes;
} HfLoaderJobs;

HfLoaderClient *hf_loader_client_new (void);
void hf_loader_client_free (HfLoaderClient *self);
void
hf_loader_client_stop (HfLoaderClient *self); /* ends the processes; they start again by need */
void hf_loader_client_start (HfLoaderClient *self,
                             guint n_jobs); /* early, so that they are ready */
/* FALSE: cancelled, or no process can be started. */
gboolean hf_loader_client_run (HfLoaderClient *self,
                               const HfLoaderJobs *jobs,
                               HfProgress *progress,
                               GError **error);
gboolean hf_loader_client_is_confined (const HfLoaderClient *self); /* every process said so */
guint hf_loader_client_n_deaths (const HfLoaderClient *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfLoaderClient, hf_loader_client_free)

G_END_DECLS
