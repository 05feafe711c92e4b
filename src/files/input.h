/* Bytes of a file that is not trusted: read in order, plain or gzip, never more than are there.

   Only regular files are opened, and never waited for (a FIFO is refused). limit() bounds what a
   header may promise, before anything is allocated for it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HfInput HfInput;

HfInput *hf_input_open (const char *path, GError **error);
HfInput *hf_input_new_memory (gconstpointer data, gsize n); /* borrows data */
void hf_input_free (HfInput *self);

const char *hf_input_name (const HfInput *self); /* for messages: the file's name without folder */
gboolean hf_input_starts_with (HfInput *self, const char *magic, gsize n); /* at the very start */
void hf_input_gunzip (HfInput *self);         /* from here on: gzip or zlib, several members too */
void hf_input_rewind (HfInput *self);         /* to the start, not decompressing */
guint64 hf_input_limit (const HfInput *self); /* no more bytes than these can still come */
gboolean hf_input_read (HfInput *self, gpointer to, gsize n, GError **error); /* exactly n */
/* n_rows of row bytes, which follow each other in the file, pitch bytes apart in memory. */
gboolean hf_input_read_rows (
    HfInput *self, gpointer to, gsize n_rows, gsize row, gsize pitch, GError **error);
gsize hf_input_read_some (HfInput *self, gpointer to, gsize n, GError **error); /* 0: end */
gboolean hf_input_skip (HfInput *self, guint64 n, GError **error);

/* A whole small file, refused where it is larger than max bytes. */
guint8 *hf_input_contents (const char *path, gsize max, gsize *n, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfInput, hf_input_free)

G_END_DECLS
