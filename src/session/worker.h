/* One loader process and the socket to it. */
#pragma once

#include "core/wire.h"

#include <sys/types.h>

G_BEGIN_DECLS

typedef struct {
  pid_t pid;  /* 0: not running */
  int socket; /* -1: not running */
} HfWorker;

/* hounsfield-loader: env HF_LOADER, else beside this program, else where it is installed;
   has_codec: hounsfield-decoder, from the same folder. */
gboolean hf_worker_start (HfWorker *self, gboolean has_codec, GError **error);
void hf_worker_stop (HfWorker *self); /* kills, and waits a second at most; harmless where it
                                           does not run */

G_END_DECLS
