/* What the corners of a slice view say: strings only, so that they can be tested. */
#pragma once

#include "session/session.h"

G_BEGIN_DECLS

typedef enum {
  HF_CORNER_TOP_LEFT,
  HF_CORNER_TOP_RIGHT,
  HF_CORNER_BOTTOM_LEFT,
  HF_CORNER_BOTTOM_RIGHT,
  HF_N_CORNERS
} HfCorner;

typedef struct {
  HfPlane plane;
  gboolean has_pointer;
  double pointer_mm[3]; /* LPS; outside of the volume nothing is said */
  double zoom;          /* 1: fits */
  guint n_skipped;      /* slices that were passed without being painted */
} HfSliceTextState;

/* Lines of a corner. The most important one is at the picture's edge: first at the top, last at the
 * bottom. */
GStrv hf_slice_text (HfSession *session, const HfSliceTextState *state, HfCorner corner);
/* The longest of 1, 2, 5, 10, 20 ... mm (and of their tenths) that is not over most_px long. */
double hf_slice_text_ruler_mm (double mm_per_px, double most_px);
char *hf_slice_text_description (HfSession *session, HfPlane plane); /* for assistive programs */
const char *hf_plane_title (HfPlane plane);                          /* "Axial", translated */
char *hf_slice_text_patient (HfSession *session); /* name for people; hidden in privacy mode */
char *hf_slice_text_series (HfSession *session);  /* "7 · 1A TRAUMA/PLAIN HEAD" */
char *hf_slice_text_date (const char *date);      /* DICOM's, as people write it */
char *hf_slice_text_slab (HfSession *session);    /* "slab 5.0 mm, maximum"; NULL: there is none */
char *hf_slice_text_value (const HfVolume *volume, double value); /* with its unit */
const char *hf_slice_text_unit (const HfVolume *volume);          /* "HU", or "" */

G_END_DECLS
