/* Jobs go out over non-blocking sockets while answers come in, so that neither side ever waits for
   the other with its own buffer full. A process answers in the order in which it was asked: the
   head of its queue is what it works on, and that one pays when it dies. */
#include "session/loader-client.h"

#include "session/worker.h"

#include <glib/gi18n-lib.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#define MAX_WORKERS 4
#define POLL_MS 50 /* how late a cancel may be seen */
#define MAX_FALSE_STARTS 3
#define MAX_DRAINED 256 /* messages, before others have their turn */

typedef struct {
  HfWorker worker;
  GQueue queue; /* of GUINT_TO_POINTER (job) */
  gint64 since; /* monotonic us: when the head of the queue was begun */
  gboolean is_greeted;
  gboolean has_volume;
  gboolean is_full; /* its socket takes no more for now */
} Seat;

struct _HfLoaderClient {
  Seat seats[MAX_WORKERS];
  guint n_seats;
  guint n_false_starts; /* died before a word, in a row */
  guint n_deaths;
  gboolean has_codec; /* the processes are hounsfield-decoder */
  gboolean is_open;   /* a process said that it is not confined */
  guint patience;     /* s, for one job */
};

/* What one run knows. */
typedef struct {
  HfLoaderClient *client;
  const HfLoaderJobs *jobs;
  guint next;
  GQueue again; /* jobs of dead processes that they had not begun */
  guint n_done;
} Run;

/* HF_LOADER_SECONDS in the environment: tests cannot wait so long. */
static guint
patience_seconds (void)
{
  const char *text = g_getenv ("HF_LOADER_SECONDS");
  guint64 seconds = text ? g_ascii_strtoull (text, NULL, 10) : 0;

  return seconds >= 1 && seconds <= 3600 ? (guint) seconds : HF_LOADER_SECONDS;
}

HfLoaderClient *
hf_loader_client_new (void)
{
  HfLoaderClient *self = g_new0 (HfLoaderClient, 1);

  self->patience = patience_seconds ();
  self->n_seats = CLAMP (g_get_num_processors (), 1, MAX_WORKERS);
  for (guint n = 0; n < MAX_WORKERS; n++) {
    self->seats[n].worker.socket = -1;
    g_queue_init (&self->seats[n].queue);
  }
  return self;
}

static void
stop_seat (Seat *seat)
{
  hf_worker_stop (&seat->worker);
  g_queue_clear (&seat->queue);
  seat->is_greeted = seat->has_volume = seat->is_full = FALSE;
}

void
hf_loader_client_stop (HfLoaderClient *self)
{
  for (guint n = 0; n < self->n_seats; n++)
    stop_seat (&self->seats[n]);
}

void
hf_loader_client_free (HfLoaderClient *self)
{
  hf_loader_client_stop (self);
  g_free (self);
}

void
hf_loader_client_start (HfLoaderClient *self, guint n_jobs)
{
  for (guint n = 0; n < MIN (self->n_seats, n_jobs); n++)
    if (self->seats[n].worker.socket < 0)
      hf_worker_start (&self->seats[n].worker, self->has_codec, NULL);
}

gboolean
hf_loader_client_is_confined (const HfLoaderClient *self)
{
  return !self->is_open;
}

guint
hf_loader_client_n_deaths (const HfLoaderClient *self)
{
  return self->n_deaths;
}

/* The process is gone or goes: its head job failed, unless it never began; the others wait for
   another process. */
static void
lose_worker (Run *run, Seat *seat, HfCode code, const char *reason)
{
  HfLoaderClient *self = run->client;

  hf_worker_stop (&seat->worker); /* before anyone touches its slot of the volume */
  self->n_deaths++;
  if (seat->is_greeted && !g_queue_is_empty (&seat->queue)) {
    guint job = GPOINTER_TO_UINT (g_queue_pop_head (&seat->queue));

    run->jobs->failed (job, code, reason, run->jobs->data);
    run->n_done++;
  }
  if (!seat->is_greeted)
    self->n_false_starts++;
  while (!g_queue_is_empty (&seat->queue))
    g_queue_push_head (&run->again, g_queue_pop_tail (&seat->queue));
  stop_seat (seat);
}

static gboolean
ensure_worker (Run *run, Seat *seat, GError **error)
{
  if (seat->worker.socket >= 0)
    return TRUE;
  if (run->client->n_false_starts < MAX_FALSE_STARTS)
    return hf_worker_start (&seat->worker, run->client->has_codec, error);
  g_set_error_literal (
      error, HF_ERROR, HF_CODE_DECODER_DIED,
      _ ("The process that reads DICOM files ends as soon as it is started. Install Hounsfield "
         "anew, or copy the files to another folder and try again."));
  return FALSE;
}

static gboolean
is_work_left (Run *run)
{
  return run->next < run->jobs->n || !g_queue_is_empty (&run->again);
}

static guint
take_job (Run *run)
{
  return g_queue_is_empty (&run->again) ? run->next++
                                        : GPOINTER_TO_UINT (g_queue_pop_head (&run->again));
}

/* The memfd comes first. */
static HfWireResult
send_volume (const Run *run, Seat *seat)
{
  HfWireMessage message = { .type = HF_WIRE_VOLUME };

  if (seat->has_volume || run->jobs->volume < 0)
    return HF_WIRE_DONE;
  message.volume.bytes = run->jobs->volume_bytes;
  return hf_wire_send (seat->worker.socket, &message, run->jobs->volume, TRUE);
}

/* One job more for a process. FALSE: it is full, gone, or there is nothing to do. */
static gboolean
feed (Run *run, Seat *seat)
{
  HfWireMessage message;
  HfWireResult result;
  guint job;
  int fd = -1;

  if (!is_work_left (run))
    return FALSE;
  if (send_volume (run, seat) != HF_WIRE_DONE) {
    seat->is_full = TRUE; /* if it is gone, reading will show */
    return FALSE;
  }
  seat->has_volume = TRUE;
  job = take_job (run);
  if (!run->jobs->prepare (job, &message, &fd, run->jobs->data)) {
    run->n_done++;
    return TRUE;
  }
  result = hf_wire_send (seat->worker.socket, &message, fd, TRUE);
  close (fd);
  if (result != HF_WIRE_DONE) {
    g_queue_push_head (&run->again, GUINT_TO_POINTER (job));
    seat->is_full = TRUE;
    return FALSE;
  }
  if (g_queue_is_empty (&seat->queue))
    seat->since = g_get_monotonic_time ();
  g_queue_push_tail (&seat->queue, GUINT_TO_POINTER (job));
  return TRUE;
}

static gboolean
take_answer (Run *run, Seat *seat, const HfWireMessage *message)
{
  if (message->type == HF_WIRE_HELLO && !seat->is_greeted) {
    seat->is_greeted = TRUE;
    run->client->n_false_starts = 0;
    seat->since = g_get_monotonic_time ();
    if (!message->hello.has_landlock || !message->hello.has_seccomp)
      run->client->is_open = TRUE;
    return TRUE;
  }
  if (!seat->is_greeted || g_queue_is_empty (&seat->queue) || message->type == HF_WIRE_HELLO)
    return FALSE;
  switch (run->jobs->answered (GPOINTER_TO_UINT (g_queue_peek_head (&seat->queue)), message,
                               run->jobs->data)) {
  case HF_ANSWER_LAST:
    g_queue_pop_head (&seat->queue);
    run->n_done++;
    seat->since = g_get_monotonic_time ();
    return TRUE;
  case HF_ANSWER_MORE:
    return TRUE;
  default:
    return FALSE;
  }
}

/* What lies in its socket; not for ever, where one sends faster than we take. */
static void
drain (Run *run, Seat *seat)
{
  for (guint n = 0; n < MAX_DRAINED; n++) {
    HfWireMessage message;
    int fd;
    HfWireResult result = hf_wire_receive (seat->worker.socket, &message, &fd, TRUE);

    if (fd >= 0)
      close (fd); /* a loader has nothing to give */
    if (result == HF_WIRE_AGAIN)
      return;
    if (result != HF_WIRE_DONE || !take_answer (run, seat, &message)) {
      lose_worker (run, seat, HF_CODE_DECODER_DIED,
                   result == HF_WIRE_CLOSED ? _ ("the process that decoded it crashed")
                                            : _ ("the process that decoded it answered nonsense"));
      return;
    }
  }
}

static void
watch (Run *run, Seat *seat)
{
  g_autofree char *reason = NULL;

  if (seat->worker.socket < 0 || g_queue_is_empty (&seat->queue) ||
      g_get_monotonic_time () - seat->since < run->client->patience * G_USEC_PER_SEC)
    return;
  reason = g_strdup_printf (_ ("reading it took longer than %u seconds"), run->client->patience);
  lose_worker (run, seat, HF_CODE_TIMEOUT, reason);
}

static gboolean
feed_all (Run *run, GError **error)
{
  gboolean fed = TRUE;

  /* in turns, so that the first jobs go to different processes */
  for (guint n = 0; n < MIN (run->client->n_seats, run->jobs->n); n++)
    if (is_work_left (run) && !ensure_worker (run, &run->client->seats[n], error))
      return FALSE;
  while (fed) {
    fed = FALSE;
    for (guint n = 0; n < run->client->n_seats; n++) {
      Seat *seat = &run->client->seats[n];

      if (seat->worker.socket >= 0 && !seat->is_full &&
          g_queue_get_length (&seat->queue) < run->jobs->depth)
        fed |= feed (run, seat);
    }
  }
  return TRUE;
}

static void
wait_for_answers (Run *run)
{
  HfLoaderClient *self = run->client;
  struct pollfd polls[MAX_WORKERS];

  for (guint n = 0; n < self->n_seats; n++)
    polls[n] = (struct pollfd){ .fd = self->seats[n].worker.socket,
                                .events = POLLIN | (self->seats[n].is_full ? POLLOUT : 0) };
  poll (polls, self->n_seats, POLL_MS);
  for (guint n = 0; n < self->n_seats; n++) {
    Seat *seat = &self->seats[n];

    if (seat->worker.socket < 0)
      continue;
    if (polls[n].revents & POLLOUT)
      seat->is_full = FALSE;
    if (polls[n].revents & (POLLIN | POLLHUP | POLLERR))
      drain (run, seat);
    watch (run, seat);
  }
}

gboolean
hf_loader_client_run (HfLoaderClient *self,
                      const HfLoaderJobs *jobs,
                      HfProgress *progress,
                      GError **error)
{
  Run run = { .client = self, .jobs = jobs, .again = G_QUEUE_INIT };
  gboolean ok = TRUE;

  if (self->has_codec != jobs->needs_codec)
    hf_loader_client_stop (self);
  self->has_codec = jobs->needs_codec;
  for (guint n = 0; n < self->n_seats; n++)
    self->seats[n].has_volume = FALSE;
  while (ok && run.n_done < jobs->n) {
    if (hf_progress_cancelled (progress)) {
      g_set_error_literal (error, HF_ERROR, HF_CODE_CANCELLED, _ ("Loading was cancelled"));
      ok = FALSE;
      break;
    }
    ok = feed_all (&run, error);
    if (ok && run.n_done < jobs->n)
      wait_for_answers (&run);
    if (progress)
      hf_progress_set (progress, (double) run.n_done / jobs->n);
  }
  g_queue_clear (&run.again);
  if (!ok)
    hf_loader_client_stop (self);
  return ok;
}
