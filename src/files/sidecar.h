/* The JSON file beside a .npy that says where its voxels are ("head.npy.json"); docs/formats.md has
   its entries. */
#pragma once

#include "core/volume.h"

G_BEGIN_DECLS

typedef struct {
  HfGeometry *geometry; /* owned */
  HfVolumeInfo *info;   /* owned */
  double padding;       /* value of voxels without data; NAN: none */
  double scale;         /* of the voxels, where the array holds fractions; else 0 */
  double offset;
} HfSidecar;

char *hf_sidecar_path (const char *path); /* of the array */
char *hf_sidecar_format (const HfVolume *volume,
                         gboolean with_patient,
                         gboolean with_padding,
                         gboolean with_scale);
HfSidecar *hf_sidecar_parse (const char *name, const char *text, gsize n, GError **error);
HfSidecar *hf_sidecar_read (const char *path,
                            GError **error); /* of the array; NULL without error: there is none */
void hf_sidecar_free (HfSidecar *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfSidecar, hf_sidecar_free)

G_END_DECLS
