/* The sample: an analytic head-like CT phantom as a real DICOM series, the ground truth of tests too.

   512 x 512 x 234 voxels of 1 x 1 x 1 mm, 12 bit, intercept -1024, noise of HF_PHANTOM_NOISE
   HU, the same bytes on every machine. Values run from -1024 to 3071 HU, as the scanners' do. */
#pragma once

#include "core/parallel.h"
#include "core/volume.h"

G_BEGIN_DECLS

#define HF_PHANTOM_VERSION "3" /* another one where the bytes change */
#define HF_PHANTOM_NOISE 11.0  /* HU, standard deviation */
#define HF_PHANTOM_STUDY "2.25.327590417368419260591238670015530814003"
#define HF_PHANTOM_SERIES "2.25.327590417368419260591238670015530815003"

typedef struct {
  int size[3];
  double spacing
      [3];      /* mm; the grid is centered on the head, so that other spacings show more or less */
  double noise; /* HU */
} HfPhantomSpec;

void hf_phantom_spec_init (HfPhantomSpec *self); /* the sample's */
double hf_phantom_value (const double mm[3]);    /* HU at a place in LPS mm, without noise */
HfGeometry *hf_phantom_geometry (const HfPhantomSpec *spec);
HfVolume *hf_phantom_volume (const HfPhantomSpec *spec, HfProgress *progress, GError **error);

/* A DICOM series in folder, which must not exist yet and appears only when it is complete. */
gboolean hf_phantom_write (const HfPhantomSpec *spec,
                           const char *folder,
                           HfProgress *progress,
                           GError **error);

/* The folder of the sample: HF_SAMPLE_DIR, else what was built or installed with the program, else
 * the user's cache, where it is written now if it is not there yet (about 2 s, 123 MB; samples of older versions go then). */
char *hf_phantom_ensure (HfProgress *progress, GError **error);

G_END_DECLS
