/* posix_spawn of a loader with nothing but a socket: its descriptor 0; 1 and 2 lead nowhere. */
#include "session/worker.h"

#include "core/beside.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE_MS 1000 /* for a killed process */
#define NAME "hounsfield-loader"
#define NAME_WITH_CODEC "hounsfield-decoder"

static char *
find_loader (void)
{
  static const char *const places[] = { "", "../dicom", "../src/dicom", "../libexec",
                                        "../lib/hounsfield" };
  const char *wanted = g_getenv ("HF_LOADER");
  g_autofree char *folder = NULL;

  if (wanted && *wanted)
    return g_strdup (wanted);
  folder = hf_beside_program (places, G_N_ELEMENTS (places), NAME, G_FILE_TEST_IS_EXECUTABLE);
  return g_build_filename (folder ? folder : HF_LIBEXEC_DIR, NAME, NULL);
}

static char *
find_program (gboolean has_codec)
{
  g_autofree char *loader = find_loader ();
  g_autofree char *folder = g_path_get_dirname (loader);

  return has_codec ? g_build_filename (folder, NAME_WITH_CODEC, NULL) : g_steal_pointer (&loader);
}

/* Nothing of us goes over but the environment and the language: descriptors from 3 are closed, signals are as at the
   start of a program. */
static int
spawn (const char *path, int socket, pid_t *pid)
{
  char *argv[] = { (char *) NAME, setlocale (LC_MESSAGES, NULL), NULL };
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;
  sigset_t none, all;
  int result;

  sigemptyset (&none);
  sigfillset (&all);
  posix_spawn_file_actions_init (&files);
  posix_spawn_file_actions_adddup2 (&files, socket, 0);
  posix_spawn_file_actions_addopen (&files, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addopen (&files, 2, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_addclosefrom_np (&files, 3);
  posix_spawnattr_init (&attributes);
  posix_spawnattr_setflags (&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  posix_spawnattr_setsigmask (&attributes, &none);
  posix_spawnattr_setsigdefault (&attributes, &all);
  result = posix_spawn (pid, path, &files, &attributes, argv, environ);
  posix_spawnattr_destroy (&attributes);
  posix_spawn_file_actions_destroy (&files);
  return result;
}

gboolean
hf_worker_start (HfWorker *self, gboolean has_codec, GError **error)
{
  g_autofree char *path = find_program (has_codec);
  int ends[2], result;

  *self = (HfWorker){ .socket = -1 };
  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ends) != 0) {
    g_set_error (error, HF_ERROR, HF_CODE_IO,
                 _ ("There is no connection to the process that reads DICOM files: %s. Close other "
                    "programs and try again."),
                 g_strerror (errno));
    return FALSE;
  }
  result = spawn (path, ends[1], &self->pid);
  close (ends[1]);
  if (result != 0) {
    close (ends[0]);
    self->pid = 0;
    g_set_error (error, HF_ERROR, HF_CODE_IO,
                 _ ("The program that reads DICOM files, %s, cannot be started: %s. Is Hounsfield "
                    "installed completely?"),
                 path, g_strerror (result));
    return FALSE;
  }
  self->socket = ends[0];
  return TRUE;
}

static gpointer
reap_in_thread (gpointer pid)
{
  waitpid (GPOINTER_TO_INT (pid), NULL, 0);
  return NULL;
}

/* TRUE once the killed process is gone. One that hangs in the kernel, in a read from a network that
   does not answer, goes later: it will never run a line of its own again. */
static gboolean
is_gone_soon (pid_t pid)
{
  int fd = (int) syscall (SYS_pidfd_open, pid, 0);
  struct pollfd end = { .fd = fd, .events = POLLIN };
  gboolean gone = fd < 0 || poll (&end, 1, PATIENCE_MS) != 0;

  if (fd >= 0)
    close (fd);
  return gone;
}

void
hf_worker_stop (HfWorker *self)
{
  if (self->pid > 0) {
    kill (self->pid, SIGKILL);
    if (is_gone_soon (self->pid))
      waitpid (self->pid, NULL, 0);
    else
      g_thread_unref (g_thread_new ("reap", reap_in_thread, GINT_TO_POINTER (self->pid)));
  }
  if (self->socket >= 0)
    close (self->socket);
  *self = (HfWorker){ .socket = -1 };
}
