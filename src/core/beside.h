/* What was built or installed with the running program lies at places relative to it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The first of places, relative to the folder of the running program, in which name (nullable: the
   place itself) passes test. NULL where there is none. (transfer full) */
char *
hf_beside_program (const char *const *places, gsize n_places, const char *name, GFileTest test);

G_END_DECLS
