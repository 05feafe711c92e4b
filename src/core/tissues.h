/* Window presets and the HU of tissues, as radiology knows them (sources: docs/tissues.md). They
   depend on kVp, kernel and contrast medium, and mean nothing where values are not HU (cone-beam
   CT). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum { HF_LANE_MATERIAL, HF_LANE_ORGAN, HF_LANE_THRESHOLD, HF_N_LANES } HfLane;

typedef struct {
  const char *name; /* English; translated where it is shown */
  HfLane lane;
  double low; /* HU, the range that sources agree on */
  double high;
  double outer_low; /* HU, where some sources go further */
  double outer_high;
} HfTissue;

typedef struct {
  const char *name;   /* "Brain" */
  const char *option; /* "brain": --preset brain */
  int key;            /* 2..9 */
  double width;
  double level;
} HfPreset;

const HfTissue *hf_tissues (guint *n);
const HfPreset *hf_presets (guint *n);
const HfPreset *hf_preset_find (const char *option); /* nullable */

G_END_DECLS
