/* What session/derive.h computes in the background: every job owns its input, a volume, maybe a mask, and a copy of the
   parameters. The run functions are made for HfLatest: in its thread, NULL with an error or where nothing is wanted any more. */
#pragma once

#include "core/parallel.h"
#include "core/params.h"
#include "core/volume.h"
#include "image/histogram.h"
#include "image/mask.h"
#include "mesh/mesh.h"
#include "mesh/report.h"

G_BEGIN_DECLS

typedef struct {
  HfVolume *volume;
  HfMask *mask; /* nullable */
  HfParams params;
  GArray *edits;      /* of the surface; nullable */
  gboolean coarse;    /* of a surface: on a coarser grid */
  gboolean has_whole; /* the histogram of the whole volume is known */
} HfDeriveInput;

typedef struct {
  HfHistogram *whole;  /* nullable: as it was */
  HfHistogram *inside; /* of the mask; nullable */
} HfDerivedHistograms;

typedef struct {
  HfMesh *mesh;
  HfMeshReport report; /* where it is not coarse */
  gboolean coarse;
} HfDerivedSurface;

HfDeriveInput *hf_derive_input_new (HfVolume *volume, HfMask *mask, const HfParams *params);
void hf_derive_input_free (gpointer input);
void hf_derived_histograms_free (gpointer histograms);
void hf_derived_surface_free (gpointer surface);

gpointer
hf_derive_run_resample (gpointer input, HfProgress *progress, GError **error);      /* HfVolume */
gpointer hf_derive_run_mask (gpointer input, HfProgress *progress, GError **error); /* HfMask */
gpointer hf_derive_run_histogram (gpointer input, HfProgress *progress, GError **error);
gpointer hf_derive_run_surface (gpointer input, HfProgress *progress, GError **error);

G_END_DECLS
