/* The data set of one file as text, for the browser of tags and `hounsfield-cli tags`. */
#pragma once

#include "session/folder.h"
#include "session/loader-client.h"

G_BEGIN_DECLS

typedef struct {
  guint32 tag;     /* group << 16 | element */
  guint depth;     /* 0: of the data set itself */
  guint item;      /* number of the item that holds it, where depth > 0 */
  char vr[3];      /* "PN" */
  char *name;      /* as in the standard: "Patient's Name"; "" for private ones */
  char *value;     /* UTF-8; "" for sequences and pixels */
  guint64 length;  /* bytes in the file; 0 where undefined */
  gboolean is_cut; /* value is longer than what is told */
} HfTag;

/* The elements in the order of the file, those of sequences after their sequence. (element-type
   HfTag) (transfer full) */
GPtrArray *hf_tags_read (HfLoaderClient *client, HfFolder *folder, guint32 file, GError **error);

G_END_DECLS
