/* A file for another program that is written only when that one asks for it. */
#pragma once

#include <gdk/gdk.h>

G_BEGIN_DECLS

#define HF_TYPE_FILE_CONTENT (hf_file_content_get_type ())
G_DECLARE_FINAL_TYPE (HfFileContent, hf_file_content, HF, FILE_CONTENT, GdkContentProvider)

typedef gboolean (*HfFileWrite) (const char *path, gpointer data, GError **error); /* in a thread */

/* name: of the file that is written, with its ending. */
GdkContentProvider *
hf_file_content_new (const char *name, HfFileWrite write, gpointer data, GDestroyNotify destroy);

G_END_DECLS
