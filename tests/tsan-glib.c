/* For the thread sanitizer: GLib is not built with it, so what its locks and tasks order is told here. The functions stand before
   GLib's own in every program that links them; each calls the real one. */
#include <dlfcn.h>
#include <gio/gio.h>

void __tsan_acquire (void *address);
void __tsan_release (void *address);

#define REAL(name) ((__typeof__ (&name)) dlsym (RTLD_NEXT, #name))

#undef g_once_init_enter
#undef g_once_init_leave

/* dlsym() takes no lock of GLib, but time: once for each function. */
#define CALL(name, ...)                                                                            \
  ({                                                                                               \
    static __typeof__ (&name) real;                                                                \
    if (!real)                                                                                     \
      real = REAL (name);                                                                          \
    real (__VA_ARGS__);                                                                            \
  })

void
g_mutex_lock (GMutex *mutex)
{
  CALL (g_mutex_lock, mutex);
  __tsan_acquire (mutex);
}

void
g_mutex_unlock (GMutex *mutex)
{
  __tsan_release (mutex);
  CALL (g_mutex_unlock, mutex);
}

void
g_cond_wait (GCond *cond, GMutex *mutex)
{
  __tsan_release (mutex);
  CALL (g_cond_wait, cond, mutex);
  __tsan_acquire (mutex);
}

gboolean (g_once_init_enter) (volatile void *location)
{
  gboolean first = CALL (g_once_init_enter, location);

  __tsan_acquire ((void *) location);
  return first;
}

void (g_once_init_leave) (volatile void *location, gsize result)
{
  __tsan_release ((void *) location);
  CALL (g_once_init_leave, location, result);
}

/* The thread of a task sees what was done before it was started, and who takes its result what it did. */
static void
run (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GTaskThreadFunc func = (GTaskThreadFunc) g_object_get_data (G_OBJECT (task), "func");

  __tsan_acquire (task);
  func (task, source, data, cancellable);
  __tsan_release (task);
}

/* Whoever lets go last frees what the task has, and sees all that the other did with it before it let go. */
static void
last_cb (gpointer data, GObject *task)
{
  __tsan_acquire (task);
}

void (g_object_unref) (gpointer object)
{
  __tsan_release (object);
  CALL (g_object_unref, object);
}

void
g_task_run_in_thread (GTask *task, GTaskThreadFunc func)
{
  g_object_set_data (G_OBJECT (task), "func", (gpointer) func);
  g_object_weak_ref (G_OBJECT (task), last_cb, NULL);
  __tsan_release (task);
  CALL (g_task_run_in_thread, task, run);
}

void
g_task_return_pointer (GTask *task, gpointer result, GDestroyNotify free_result)
{
  __tsan_release (task);
  CALL (g_task_return_pointer, task, result, free_result);
}

void
g_task_return_error (GTask *task, GError *error)
{
  __tsan_release (task);
  CALL (g_task_return_error, task, error);
}

gpointer
g_task_propagate_pointer (GTask *task, GError **error)
{
  __tsan_acquire (task);
  return CALL (g_task_propagate_pointer, task, error);
}

gpointer
g_task_get_task_data (GTask *task)
{
  __tsan_acquire (task);
  return CALL (g_task_get_task_data, task);
}
