/* The memory of a volume that other processes fill: a memfd that we only ever map for reading. */
#pragma once

#include "core/series.h"

G_BEGIN_DECLS

typedef struct _HfVoxels HfVoxels;

HfVoxels *hf_voxels_new (const int size[3], GError **error); /* NO_MEMORY */
HfVoxels *hf_voxels_ref (HfVoxels *self);
void hf_voxels_unref (HfVoxels *self);

int hf_voxels_fd (const HfVoxels *self); /* -1 after sealing */
guint64 hf_voxels_bytes (const HfVoxels *self);
const gint16 *hf_voxels_data (const HfVoxels *self);
void hf_voxels_fill_slice (HfVoxels *self, const int size[3], int k); /* with padding */
gboolean hf_voxels_seal (HfVoxels *self); /* nobody can write any more, nor we */
HfVolume *hf_voxels_volume (HfVoxels *self, const HfSeries *series, int first_slice, int n_slices);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfVoxels, hf_voxels_unref)

G_END_DECLS
