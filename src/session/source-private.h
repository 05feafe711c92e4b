/* What source.c, source-scan.c and source-voxels.c share; nobody else includes it. */
#pragma once

#include "session/folder.h"
#include "session/loader-client.h"
#include "session/source.h"
#include "session/voxels.h"

G_BEGIN_DECLS

struct _HfSource {
  gatomicrefcount refs;
  char *path;
  HfSeriesList *list;  /* owned; series are only added, under changing */
  GPtrArray *warnings; /* of HfWarning, owned */
  guint n_found;       /* series that were found; those after them were "shown anyway" */
  HfFolder *folder;    /* owned */
  GArray *spare; /* of HfHeader: whole images that are in no series, by file; owned, nullable */
  /* DICOM */
  HfLoaderClient *client; /* owned, nullable */
  GMutex reading;         /* held by the one thread that reads from the files */
  GMutex changing;        /* of what the main thread changes while another one reads: */
  HfVolume *filled;       /* borrowed: the volume that voxels are of; only compared */
  HfVoxels *voxels;       /* owned, nullable: of the volume that waits to be loaded */
  /* other formats: read at once */
  HfVolume *volume; /* owned, nullable */
  gboolean asks_spacing;
};

HfSource *hf_source_new (const char *path); /* empty */

G_END_DECLS
