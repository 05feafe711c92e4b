/* LD_PRELOAD: a network that does not answer. Calls of the kind HF_HANG ("any": everything; "open": opening files, not
   folders) about paths that hold HF_HANG_PATH never return. */
#define _GNU_SOURCE
#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static void
hang_on (const char *path, int is_open)
{
  const char *kind = getenv ("HF_HANG"), *part = getenv ("HF_HANG_PATH");

  if (!kind || !part || !path || !strstr (path, part) || (strcmp (kind, "open") == 0 && !is_open))
    return;
  for (;;)
    pause ();
}

#define REAL(name)                                                                                 \
  static __typeof__ (&name) real;                                                                  \
  if (!real)                                                                                       \
  real = (__typeof__ (&name)) dlsym (RTLD_NEXT, #name)

int
stat (const char *path, struct stat *info)
{
  REAL (stat);
  hang_on (path, 0);
  return real (path, info);
}

int
lstat (const char *path, struct stat *info)
{
  REAL (lstat);
  hang_on (path, 0);
  return real (path, info);
}

int
fstatat (int folder, const char *path, struct stat *info, int flags)
{
  REAL (fstatat);
  hang_on (path, 0);
  return real (folder, path, info, flags);
}

int
statx (int folder, const char *path, int flags, unsigned mask, struct statx *info)
{
  REAL (statx);
  hang_on (path, 0);
  return real (folder, path, flags, mask, info);
}

int
access (const char *path, int mode)
{
  REAL (access);
  hang_on (path, 0);
  return real (path, mode);
}

DIR *
opendir (const char *path)
{
  REAL (opendir);
  hang_on (path, 0);
  return real (path);
}

int
open (const char *path, int flags, ...)
{
  va_list rest;
  mode_t mode;
  REAL (open);

  hang_on (path, 1);
  va_start (rest, flags);
  mode = flags & (O_CREAT | O_TMPFILE) ? va_arg (rest, mode_t) : 0;
  va_end (rest);
  return real (path, flags, mode);
}
