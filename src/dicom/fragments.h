/* Encapsulated pixels (PS3.5 A.4): which fragments belong to which frame. */
#pragma once

#include "dicom/scanner.h"
#include "dicom/walk.h"

G_BEGIN_DECLS

typedef struct {
  guint64 at; /* of a table of offsets in the file */
  guint64 length;
} HfOffsets;

/* Reads the items behind the head of Pixel Data into self->fragments and assigns them to frames.
   extended: Extended Offset Table, length 0 where there is none. */
gboolean hf_fragments_read (HfScan *self, guint64 at, HfOffsets extended, GError **error);

G_END_DECLS
