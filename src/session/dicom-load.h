/* DICOM files through the loader processes: first all headers, then the slices of one series. */
#pragma once

#include "core/series.h"
#include "session/folder.h"
#include "session/loader-client.h"
#include "session/source.h"
#include "session/voxels.h"

G_BEGIN_DECLS

/* Headers (GArray of HfHeader) of the files [first, n), rejected ones included. references: of
   char *, what a DICOMDIR among them names; nullable. */
GArray *hf_dicom_scan (HfLoaderClient *client,
                       HfFolder *folder,
                       guint first,
                       GPtrArray *references,
                       HfProgress *progress,
                       GError **error);

typedef struct {
  HfLoaderClient *client;
  HfFolder *folder;
  const HfSeries *series;
  HfVoxels *voxels;
  HfVolume *volume;
  int base;             /* slice of the series that is slice 0 of the volume */
  int first_slice;      /* of the volume: begun with, then outwards */
  HfSliceFunc on_slice; /* nullable */
  gpointer data;
  GPtrArray
      *warnings; /* of HfWarning, empty: those of slices are added, in the order of the slices */
  guint n_read;  /* out: slices that hold pixels */
  char *last_reason; /* out: why the last damaged one is; owned by the caller */
} HfDicomLoad;

/* Ends the client's processes, whatever comes of it. */
gboolean hf_dicom_load (HfDicomLoad *self, HfProgress *progress, GError **error);

G_END_DECLS
