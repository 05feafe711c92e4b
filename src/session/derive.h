/* Which result follows from which parameter, and the jobs that compute it.

   histogram <- volume; mask <- volume, mask parameters; histogram inside <- volume, mask; surface
   <- volume, surface parameters, edits of parts (and the mask where the surface keeps to it); volume <- original,
   resampling parameters. A result is computed while somebody holds it, for the newest input; see
   session/latest.h. Main thread only. */
#pragma once

#include "image/histogram.h"
#include "image/mask.h"
#include "mesh/mesh.h"
#include "mesh/report.h"
#include "session/session.h"

G_BEGIN_DECLS

typedef struct _HfDerive HfDerive;

typedef enum {
  HF_DERIVED_VOLUME,
  HF_DERIVED_HISTOGRAM,
  HF_DERIVED_MASK,
  HF_DERIVED_SURFACE,
  HF_DERIVED_PROGRESS, /* a job began or ended */
} HfDerived;

typedef void (*HfDerivedFunc) (HfDerived kind, const GError *error, gpointer data);

HfDerive *hf_derive_new (HfDerivedFunc changed, gpointer data);
void hf_derive_free (HfDerive *self);
/* edits: parts that a hand took out of the surface; nullable, see session/part-edits.h */
void hf_derive_set_input (
    HfDerive *self, HfVolume *original, const HfParams *params, GArray *edits, gboolean dragging);
gboolean hf_derive_same_surface (const HfParams *a, const HfParams *b); /* but for edits */
void hf_derive_hold (HfDerive *self, HfWant want, int delta);
void hf_derive_cancel (
    HfDerive *self); /* a surface under way is not shown any more, nor the one before */
/* The part of params that made the volume which is shown: another one while it is resampled. */
void hf_derive_shown_resampling (HfDerive *self, HfParams *params);
void hf_derive_rebuild_surface (HfDerive *self); /* after it was cancelled */
gboolean hf_derive_is_busy (HfDerive *self, HfWant want);
double hf_derive_progress (HfDerive *self, HfWant want);

HfVolume *hf_derive_volume (HfDerive *self); /* (transfer none), each NULL while there is none */
HfHistogram *hf_derive_histogram (HfDerive *self);
HfHistogram *hf_derive_histogram_inside (HfDerive *self);
HfMask *hf_derive_mask (HfDerive *self);
/* What the newest of the edits makes of the surface, known already: it is not built for them. */
void
hf_derive_edit_surface (HfDerive *self, GArray *edits, HfMesh *mesh, const HfMeshReport *report);
HfMesh *hf_derive_surface (HfDerive *self);
gboolean hf_derive_surface_is_coarse (HfDerive *self);
const HfMeshReport *hf_derive_surface_report (HfDerive *self);
const GError *hf_derive_surface_error (HfDerive *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfDerive, hf_derive_free)

G_END_DECLS
