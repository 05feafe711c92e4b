/* A file that appears whole or not at all: written beside its place under another name, then
   renamed. Until commit() succeeds an old file of that name stays as it was; so that this holds for a
   power cut too, the new one is flushed to the disk before it takes an old one's place. Where there
   was none, nothing is flushed (as g_file_set_contents_full with CONSISTENT): there is nothing to
   lose but what the system would write a few seconds later.

   A link is followed, the mode of an old file is kept. What is no regular file (/dev/stdout, a
   pipe) is written directly. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HfAtomic HfAtomic;

HfAtomic *hf_atomic_new (const char *path, GError **error);
/* Before the first write. The file will have about so many bytes: the disk is asked for them at once, and says so when it has not that many left. */
gboolean hf_atomic_reserve (HfAtomic *self, gsize bytes, GError **error);
gboolean hf_atomic_write (HfAtomic *self, gconstpointer data, gsize n, GError **error);
gboolean hf_atomic_commit (HfAtomic *self, GError **error);
void hf_atomic_free (HfAtomic *self); /* without commit: as if nothing had been */

/* FALSE: the path is one that a sandbox's document portal has handed over. No other name in its folder ever
   reaches the disk under that name, so nothing should be written beside it. */
gboolean hf_atomic_can_write_beside (const char *path);

gboolean hf_atomic_write_file (const char *path, gconstpointer data, gsize n, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfAtomic, hf_atomic_free)

G_END_DECLS
