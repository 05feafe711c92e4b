/* Everything that a person can set and that changes a result, as one table: it gives the session's
   properties, the ranges of the widgets, the options of the command line, the manual, the recipe
   and the property test.

   A result is a pure function of (source volume, HfParams); so undo, recipes and scripts need
   nothing but these values. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  /* resampling: the open volume as a function of the source */
  HF_PARAM_RESAMPLE,  /* boolean */
  HF_PARAM_SPACING_X, /* mm */
  HF_PARAM_SPACING_Y,
  HF_PARAM_SPACING_Z,
  HF_PARAM_RESAMPLE_INTERPOLATION, /* HfInterpolation */
  HF_PARAM_RESAMPLE_GRID,          /* HfGrid */
  HF_PARAM_RESAMPLE_CLAMP,         /* boolean: keep to the input's range */
  HF_PARAM_RESAMPLE_LOWPASS,       /* boolean: smooth before shrinking */
  /* mask */
  HF_PARAM_ABOVE,        /* HU: value > above */
  HF_PARAM_BELOW,        /* HU: value < below; the maximum means no limit */
  HF_PARAM_PER_SLICE,    /* boolean: 2D as in the notebook */
  HF_PARAM_ELEMENT,      /* HfElement */
  HF_PARAM_RADIUS,       /* voxels (cross: iterations), where radius-mm is 0 */
  HF_PARAM_RADIUS_MM,    /* mm */
  HF_PARAM_MASK_LARGEST, /* boolean: keep the largest component of the mask */
  /* surface */
  HF_PARAM_LEVEL,        /* HU */
  HF_PARAM_STEP,         /* voxels */
  HF_PARAM_IN_MASK,      /* boolean: only inside the mask */
  HF_PARAM_CLOSE_BORDER, /* boolean */
  HF_PARAM_KEEP_LARGEST, /* boolean: the largest part of the surface */
  HF_PARAM_MIN_ML,       /* ml: smaller parts are dropped */
  HF_PARAM_SMOOTH,       /* iterations */
  HF_PARAM_MOST,         /* million triangles: more are refused before they are made */
  HF_PARAM_DECIMATE,     /* share of triangles that stays */
  /* how things are shown: not undoable, not in a recipe's result */
  HF_PARAM_WINDOW_WIDTH,  /* HU */
  HF_PARAM_WINDOW_LEVEL,  /* HU */
  HF_PARAM_COLORMAP,      /* HfColormap */
  HF_PARAM_INTERPOLATION, /* HfInterpolation of the slice views */
  HF_PARAM_SLAB_MM,       /* mm; 0: one plane */
  HF_PARAM_SLAB_MODE,     /* HfSlabMode */
  HF_PARAM_MASK_OPACITY,  /* of the overlay in the slice views */
  HF_PARAM_SURFACE_OPACITY,
  HF_PARAM_BINS,      /* bins of the histogram; 0: one a HU */
  HF_PARAM_LOG_SCALE, /* boolean, of the histogram */
  HF_N_PARAMS
} HfParamId;

typedef enum {
  HF_INTERPOLATION_NEAREST,
  HF_INTERPOLATION_LINEAR,
  HF_INTERPOLATION_CUBIC
} HfInterpolation;
typedef enum { HF_GRID_EXACT, HF_GRID_NOTEBOOK } HfGrid;
typedef enum { HF_ELEMENT_CROSS, HF_ELEMENT_BALL } HfElement;
typedef enum { HF_SLAB_MIP, HF_SLAB_MINIP, HF_SLAB_MEAN } HfSlabMode;
typedef enum {
  HF_COLORMAP_GRAY,
  HF_COLORMAP_VIRIDIS,
  HF_COLORMAP_PLASMA,
  HF_COLORMAP_INFERNO,
  HF_COLORMAP_MAGMA,
  HF_COLORMAP_CIVIDIS,
  HF_N_COLORMAPS
} HfColormap;
typedef enum { HF_OP_OPEN, HF_OP_ERODE, HF_OP_CLOSE, HF_OP_DILATE, HF_N_OPS } HfOp;

typedef enum {
  HF_PARAM_TYPE_NUMBER,
  HF_PARAM_TYPE_INTEGER,
  HF_PARAM_TYPE_BOOLEAN,
  HF_PARAM_TYPE_CHOICE
} HfParamType;

typedef struct {
  const char *name; /* "above": property, option --above, recipe key */
  HfParamType type;
  const char *unit; /* "HU", "mm", "" */
  double min;
  double max;
  double fallback;            /* the default */
  gboolean is_result;         /* changes a result: undoable, part of a recipe */
  const char *const *choices; /* names of a choice's values, NULL-terminated */
  const char *meaning;        /* one sentence, English; translated where it is shown */
} HfParam;

#define HF_CHAIN_MAX 16

typedef struct {
  HfOp op;
  gboolean off; /* kept in the list, not applied */
} HfStep;

typedef struct {
  double value[HF_N_PARAMS];
  HfStep chain[HF_CHAIN_MAX]; /* the morphology, in order */
  guint n_steps;
} HfParams;

const HfParam *hf_param (HfParamId id);
int hf_param_find (const char *name); /* -1: none */
double hf_param_clamp (HfParamId id, double value);
gboolean hf_param_parse (HfParamId id, const char *text, double *value, GError **error);
char *hf_param_format (HfParamId id, double value); /* C locale; parses back to the same value */

void hf_params_init (HfParams *self);
gboolean hf_params_equal (const HfParams *a, const HfParams *b);
gboolean hf_params_parse_chain (HfParams *self,
                                const char *text,
                                GError **error); /* "open,erode,-close,dilate" */
char *hf_params_format_chain (const HfParams *self);
const char *hf_op_name (HfOp op);

G_END_DECLS
