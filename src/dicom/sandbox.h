/* The loader shuts itself in before it looks at a file: no paths, no network, no other processes,
   bounded memory and time. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  gboolean has_landlock;
  gboolean has_seccomp;
} HfSandbox;

HfSandbox hf_sandbox_enter (void);

G_END_DECLS
