/* Apple property lists in XML, as InVesalius writes them: flattened to paths and texts. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* "matrix/shape/0" -> "108"; keys of dictionaries and numbers of array elements, parted by slashes.
 * NULL with CORRUPT where it is no property list. Unref with g_hash_table_unref(). */
GHashTable *hf_plist_parse (const char *name, const char *text, gsize n, GError **error);

G_END_DECLS
