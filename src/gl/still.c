/* One waiting request, which a newer one replaces. A result is handed over only if it still answers
   the newest request (by its number), but for coarse scenes: they are drawn while something moves,
   and a picture that comes late is better than none. The thread and its meshes outlive the widget by at most one
   picture: it holds a reference. */
#include "gl/still.h"

#include "gl/renderer.h"
#include "gl/target.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
  HfScene scene;
  int width, height;
  guint64 number;
} Request;

struct _HfStill {
  gatomicrefcount refs; /* the owner, the thread, every result on its way */
  GMutex mutex;         /* guards what follows */
  GCond changed;
  Request *waiting;
  guint64 newest; /* number of the newest request, also where it was canceled */
  guint64 least;  /* results of earlier requests are not wanted */
  gboolean busy;
  gboolean quit;
  HfStillDone done; /* main context only */
  gpointer data;
  GMainContext *context;
};

typedef struct {
  HfStill *still;
  GBytes *pixels;
  GError *error;
  int width, height;
  guint64 number;
} Result;

/* The driver goes away at the end of the process, also while a thread of ours draws: the end waits for the picture. */
static struct {
  GMutex mutex;
  GCond rest;
  guint n_drawing;
  gboolean ending;
} process;

void
hf_still_finish (void)
{
  g_mutex_lock (&process.mutex);
  process.ending = TRUE;
  while (process.n_drawing > 0)
    g_cond_wait (&process.rest, &process.mutex);
  g_mutex_unlock (&process.mutex);
}

static gboolean
begin_drawing (void)
{
  gboolean may;

  g_mutex_lock (&process.mutex);
  may = !process.ending;
  process.n_drawing += may;
  g_mutex_unlock (&process.mutex);
  return may;
}

static void
end_drawing (void)
{
  g_mutex_lock (&process.mutex);
  process.n_drawing--;
  g_cond_signal (&process.rest);
  g_mutex_unlock (&process.mutex);
}

static void
request_free (Request *request)
{
  if (!request)
    return;
  hf_scene_clear (&request->scene);
  g_free (request);
}

static void
still_unref (HfStill *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  request_free (self->waiting);
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->changed);
  g_main_context_unref (self->context);
  g_free (self);
}

static gboolean
is_newest (HfStill *self, guint64 number)
{
  gboolean newest;

  g_mutex_lock (&self->mutex);
  newest = self->newest == number && !self->quit;
  g_mutex_unlock (&self->mutex);
  return newest;
}

static gboolean
is_wanted (HfStill *self, guint64 number)
{
  gboolean wanted;

  g_mutex_lock (&self->mutex);
  wanted = number >= self->least && !self->quit;
  g_mutex_unlock (&self->mutex);
  return wanted;
}

static void
result_free (gpointer data)
{
  Result *result = data;

  g_clear_pointer (&result->pixels, g_bytes_unref);
  g_clear_error (&result->error);
  still_unref (result->still);
  g_free (result);
}

static gboolean
deliver_cb (gpointer data)
{
  Result *result = data;
  HfStill *self = result->still;

  if (is_wanted (self, result->number))
    self->done (result->pixels, result->width, result->height, result->error, self->data);
  return G_SOURCE_REMOVE;
}

static void
send_result (HfStill *self, const Request *request, GBytes *pixels, GError *error)
{
  Result *result = g_new (Result, 1);
  GSource *source = g_idle_source_new ();

  *result = (Result){ self, pixels, error, request->width, request->height, request->number };
  g_atomic_ref_count_inc (&self->refs);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, deliver_cb, result, result_free);
  g_source_attach (source, self->context);
  g_source_unref (source);
}

typedef struct {
  HfTarget *target;
  HfRenderer *renderer;
} Studio;

static void
close_studio (Studio *studio)
{
  g_clear_pointer (&studio->renderer, hf_renderer_free);
  g_clear_pointer (&studio->target, hf_target_free);
}

/* The driver tells of a reset only once. */
static gboolean
close_if_lost (Studio *studio)
{
  if (!studio->target || hf_target_make_current (studio->target))
    return FALSE;
  close_studio (studio);
  return TRUE;
}

static gboolean
open_studio (Studio *studio, GError **error)
{
  static gsize once;

  close_if_lost (studio);
  if (!studio->target)
    studio->target = hf_target_new (error);
  if (studio->target && g_once_init_enter (&once)) {
    atexit (
        hf_still_finish); /* after the driver's own handlers were set, hence called before them */
    g_once_init_leave (&once, 1);
  }
  if (studio->target && !studio->renderer)
    studio->renderer = hf_renderer_new (error);
  return studio->renderer != NULL;
}

static GBytes *
draw_once (Studio *studio, Request *request, GError **error)
{
  HfScene *scene = &request->scene;
  const int divide = scene->coarse ? 2 : 1;
  const int width = MAX (request->width / divide, 1), height = MAX (request->height / divide, 1);

  if (!open_studio (studio, error) || !hf_target_resize (studio->target, width, height, error) ||
      !hf_renderer_draw (studio->renderer, scene, hf_target_framebuffer (studio->target), width,
                         height, error))
    return NULL;
  return g_bytes_new_take (hf_target_read_screen (studio->target, request->width, request->height),
                           (gsize) request->width * request->height * sizeof (guint32));
}

/* A driver that was reset has lost what was uploaded and the picture: once more, with a context of its own. */
static GBytes *
draw_again_if_lost (Studio *studio, Request *request, GError **error)
{
  g_autoptr (GError) problem = NULL;
  g_autoptr (GBytes) pixels = draw_once (studio, request, &problem);

  if (close_if_lost (studio))
    return draw_once (studio, request, error);
  if (problem)
    g_propagate_error (error, g_steal_pointer (&problem));
  return g_steal_pointer (&pixels);
}

/* Every picture shows its triangles in order. With one sample a pixel those that no pixel shows are left out; a graphics card
   takes several samples, and there no triangle is too small to be seen. */
static void
put_in_order (Studio *studio, Request *request)
{
  HfScene *scene = &request->scene;
  const gboolean leave_out = !scene->coarse && scene->smooth == 1 && open_studio (studio, NULL) &&
                             hf_renderer_is_software (studio->renderer);

  hf_scene_sort (scene, leave_out ? request->width : 0, leave_out ? request->height : 0);
}

/* One picture quickly, then one with more samples a pixel. */
static void
draw (HfStill *self, Studio *studio, Request *request)
{
  HfScene *scene = &request->scene;
  const int finest = scene->smooth;
  const gboolean ordered = scene->order != NULL;

  if (scene->coarse)
    scene->scale /= 2;
  for (int smooth = 1;
       smooth <= finest && (scene->coarse ? is_wanted : is_newest) (self, request->number);
       smooth++) {
    GError *error = NULL;
    GBytes *pixels;

    scene->smooth = smooth;
    if (!ordered)
      put_in_order (studio, request);
    pixels = draw_again_if_lost (studio, request, &error);
    send_result (self, request, pixels, error);
    if (!pixels)
      return;
  }
}

static void
work (gpointer data, gpointer unused)
{
  HfStill *self = data;
  Studio studio = { NULL, NULL };

  g_mutex_lock (&self->mutex);
  while (!self->quit) {
    Request *request = g_steal_pointer (&self->waiting);

    if (!request) {
      self->busy = FALSE;
      g_cond_wait (&self->changed, &self->mutex);
      continue;
    }
    self->busy = TRUE;
    g_mutex_unlock (&self->mutex);
    if (begin_drawing ()) {
      draw (self, &studio, request);
      end_drawing ();
    }
    request_free (request);
    g_mutex_lock (&self->mutex);
  }
  g_mutex_unlock (&self->mutex);
  if (begin_drawing ()) {
    close_studio (&studio);
    end_drawing ();
  }
  still_unref (self);
}

/* A pool's thread goes on to idle where one of our own would end, and with it the driver's data of that thread: in the midst
   of the end of the process that was a double free, seen in one of 15 runs. */
static GThreadPool *
threads (void)
{
  static gsize once;

  if (g_once_init_enter (&once))
    g_once_init_leave (&once, (gsize) g_thread_pool_new (work, NULL, -1, FALSE, NULL));
  return (GThreadPool *) once;
}

HfStill *
hf_still_new (HfStillDone done, gpointer data)
{
  HfStill *self = g_new0 (HfStill, 1);

  g_atomic_ref_count_init (&self->refs);
  g_atomic_ref_count_inc (&self->refs); /* of the thread */
  g_mutex_init (&self->mutex);
  g_cond_init (&self->changed);
  self->done = done;
  self->data = data;
  self->context = g_main_context_ref_thread_default ();
  g_thread_pool_push (threads (), self, NULL);
  return self;
}

void
hf_still_free (HfStill *self)
{
  if (!self)
    return;
  g_mutex_lock (&self->mutex);
  self->quit = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->mutex);
  still_unref (self);
}

void
hf_still_request (HfStill *self, const HfScene *scene, int width, int height)
{
  Request *request = g_new (Request, 1), *old;

  hf_scene_copy (&request->scene, scene);
  request->width = width;
  request->height = height;
  g_mutex_lock (&self->mutex);
  request->number = ++self->newest;
  if (!scene->coarse)
    self->least = self->newest;
  old = self->waiting;
  self->waiting = request;
  self->busy = TRUE;
  g_cond_signal (&self->changed);
  g_mutex_unlock (&self->mutex);
  request_free (old);
}

void
hf_still_cancel (HfStill *self)
{
  Request *old;

  g_mutex_lock (&self->mutex);
  self->least = ++self->newest;
  old = g_steal_pointer (&self->waiting);
  g_mutex_unlock (&self->mutex);
  request_free (old);
}

gboolean
hf_still_is_busy (HfStill *self)
{
  gboolean busy;

  g_mutex_lock (&self->mutex);
  busy = self->busy;
  g_mutex_unlock (&self->mutex);
  return busy;
}
