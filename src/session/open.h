/* Opening a path without stopping the main loop: scan, then load, each in a thread, told in the
   main context. */
#pragma once

#include "mesh/mesh.h"
#include "mesh/report.h"
#include "session/source.h"

#include <gio/gio.h>

G_BEGIN_DECLS

typedef struct _HfOpening HfOpening;

/* What happened; in the main context, never after hf_opening_cancel(). */
typedef struct {
  void (*scanned) (HfSource *source,
                   const GError *error,
                   gpointer data);            /* source is NULL with error */
  void (*slices) (int n_done, gpointer data); /* coalesced */
  void (*loaded) (GPtrArray *warnings,
                  const double *clipped, /* of hf_source_measure(); NULL: nothing to do better */
                  const GError *error,
                  gpointer data); /* warnings nullable (transfer none) */
} HfOpeningFuncs;

/* spacing: as of hf_source_open_spaced() */
HfOpening *hf_opening_scan (const char *path,
                            const double *spacing,
                            const HfOpeningFuncs *funcs,
                            gpointer data);
/* A mesh file and its certificate, read in a thread; what comes is told by hf_opening_mesh_finish() in the callback.
   G_IO_ERROR_IS_DIRECTORY: the path only looks like one. */
void hf_opening_mesh_async (const char *path,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data);
HfMesh *hf_opening_mesh_finish (GAsyncResult *result, HfMeshReport *report, GError **error);

HfOpening *hf_opening_load (
    HfSource *source, int series, HfVolume *volume, const HfOpeningFuncs *funcs, gpointer data);
void hf_opening_cancel (HfOpening *self); /* and free: the threads end by themselves */
void hf_opening_free (HfOpening *self);   /* after scanned or loaded with an end */
/* A path that the system has not answered about for so long; NULL: none. (transfer full) */
char *hf_opening_unanswered (HfOpening *self, guint seconds);

/* A volume of one slice for a thumbnail, in a thread, one at a time for a source. */
void hf_opening_slice_async (HfSource *source,
                             int series,
                             int k,
                             GCancellable *cancellable,
                             GAsyncReadyCallback callback,
                             gpointer data);
HfVolume *hf_opening_slice_finish (GAsyncResult *result, GError **error);

/* The tags of a file, in a thread, when nothing else reads from the source. (element-type HfTag)
 * (transfer full) */
void hf_opening_tags_async (HfSource *source,
                            guint32 file,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data);
GPtrArray *hf_opening_tags_finish (GAsyncResult *result, GError **error);

G_END_DECLS
