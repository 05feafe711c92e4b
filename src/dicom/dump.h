/* The data set of a file as text, element by element: for the browser of tags. */
#pragma once

#include "core/wire.h"
#include "dicom/scanner.h"

G_BEGIN_DECLS

typedef gboolean (*HfDumpFunc) (const HfWireElement *element, gpointer data); /* FALSE: stop */

/* Meta information and data set up to the pixels, in the order of the file. FALSE: the structure
   breaks (error), or func said so (no error). */
gboolean hf_dump (HfScan *scan, HfDumpFunc func, gpointer data, GError **error);

G_END_DECLS
