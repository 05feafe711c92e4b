/* One loader process and the socket to it. */
#pragma once

#include "core/wire.h"

#include <sys/types.h>

G_BEGIN_DECLS

typedef struct {
  pid_t pid;  /* 0: not running */
  int socket; /* -1: not running */
} HfWorker;

/* The program: env HF_LOADER, else beside this one, else where it is installed. */
gboolean hf_worker_start (HfWorker *self, GError **error);
void hf_worker_stop (HfWorker *self); /* kills and waits; harmless where it does not run */

G_END_DECLS
