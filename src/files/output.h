/* An atomic file that may be compressed with gzip on its way. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HfOutput HfOutput;

HfOutput *hf_output_new (const char *path, gboolean gzip, GError **error);
gboolean hf_output_write (HfOutput *self, gconstpointer data, gsize n, GError **error);
gboolean hf_output_commit (HfOutput *self, GError **error);
void hf_output_free (HfOutput *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfOutput, hf_output_free)

G_END_DECLS
