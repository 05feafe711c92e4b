/* The table of parameters and its text form. */
#include "core/params.h"

#include "core/error.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

/* The window translates choices and units; the command line and recipes do not. */
static const char *const interpolations[] = { N_ ("nearest"), N_ ("linear"), N_ ("cubic"), NULL };
static const char *const grids[] = { N_ ("exact"), N_ ("notebook"), NULL };
static const char *const elements[] = { N_ ("cross"), N_ ("ball"), NULL };
static const char *const slab_modes[] = { "mip", "minip", "mean", NULL };
static const char *const colormaps[] = { "gray",  "viridis", "plasma", "inferno",
                                         "magma", "cividis", NULL };
static const char *const ops[] = { "open", "erode", "close", "dilate", NULL };

#define NUMBER HF_PARAM_TYPE_NUMBER
#define INTEGER HF_PARAM_TYPE_INTEGER
#define BOOLEAN HF_PARAM_TYPE_BOOLEAN
#define CHOICE HF_PARAM_TYPE_CHOICE

// clang-format off
static const HfParam table[HF_N_PARAMS] = {
  /*                                   name                      type     unit          min     max  default result choices */
  [HF_PARAM_RESAMPLE]               = { "resample",              BOOLEAN, "",             0,      1,      0, TRUE, NULL,
    N_ ("Show the volume resampled to the spacing below") },
  [HF_PARAM_SPACING_X]              = { "spacing-x",             NUMBER,  "mm",        0.01,    100,      1, TRUE, NULL,
    N_ ("Spacing of the resampled voxels along a row") },
  [HF_PARAM_SPACING_Y]              = { "spacing-y",             NUMBER,  "mm",        0.01,    100,      1, TRUE, NULL,
    N_ ("Spacing of the resampled voxels along a column") },
  [HF_PARAM_SPACING_Z]              = { "spacing-z",             NUMBER,  "mm",        0.01,    100,      1, TRUE, NULL,
    N_ ("Spacing of the resampled slices") },
  [HF_PARAM_RESAMPLE_INTERPOLATION] = { "resample-interpolation", CHOICE, "",             0,      2,      2, TRUE, interpolations,
    N_ ("How resampled values come from their neighbors") },
  [HF_PARAM_RESAMPLE_GRID]          = { "resample-grid",         CHOICE,  "",             0,      1,      0, TRUE, grids,
    N_ ("Voxel centers at the asked spacing, or the grid of the notebook (scipy.ndimage.zoom)") },
  [HF_PARAM_RESAMPLE_CLAMP]         = { "resample-clamp",        BOOLEAN, "",             0,      1,      1, TRUE, NULL,
    N_ ("Keep resampled values within the range of the input") },
  [HF_PARAM_RESAMPLE_LOWPASS]       = { "resample-lowpass",      BOOLEAN, "",             0,      1,      0, TRUE, NULL,
    N_ ("Smooth before shrinking, so that fine detail does not alias") },
  [HF_PARAM_ABOVE]                  = { "above",                 NUMBER,  "HU",        -1e9,    1e9,    250, TRUE, NULL,
    N_ ("The mask holds values above this") },
  [HF_PARAM_BELOW]                  = { "below",                 NUMBER,  "HU",        -1e9,    1e9,    1e9, TRUE, NULL,
    N_ ("The mask holds values below this; at its maximum there is no upper limit") },
  [HF_PARAM_PER_SLICE]              = { "per-slice",             BOOLEAN, "",             0,      1,      1, TRUE, NULL,
    N_ ("Clean every slice for itself (2D, as the notebook) instead of the whole volume") },
  [HF_PARAM_ELEMENT]                = { "element",               CHOICE,  "",             0,      1,      0, TRUE, elements,
    N_ ("Shape of the structuring element") },
  [HF_PARAM_RADIUS]                 = { "radius",                INTEGER, N_ ("voxels"), 1,   50,      1, TRUE, NULL,
    N_ ("Radius of the element in voxels (of a cross: how often it is applied)") },
  [HF_PARAM_RADIUS_MM]              = { "radius-mm",             NUMBER,  "mm",           0,     50,      0, TRUE, NULL,
    N_ ("Radius of the ball in millimeters, true on any stack; off (0): the radius in voxels counts") },
  [HF_PARAM_MASK_LARGEST]           = { "mask-largest",          BOOLEAN, "",             0,      1,      0, TRUE, NULL,
    N_ ("Keep only the largest component of the mask") },
  [HF_PARAM_LEVEL]                  = { "level",                 NUMBER,  "HU",        -1e9,    1e9,    350, TRUE, NULL,
    N_ ("The surface passes where the value is this") },
  [HF_PARAM_STEP]                   = { "step",                  INTEGER, N_ ("voxels"), 1,   16,      1, TRUE, NULL,
    N_ ("Take every n-th voxel for the surface") },
  [HF_PARAM_IN_MASK]                = { "in-mask",               BOOLEAN, "",             0,      1,      0, TRUE, NULL,
    N_ ("Build the surface only inside the mask") },
  [HF_PARAM_CLOSE_BORDER]           = { "close-border",          BOOLEAN, "",             0,      1,      1, TRUE, NULL,
    N_ ("Close the surface where it leaves the volume") },
  [HF_PARAM_KEEP_LARGEST]           = { "keep-largest",          BOOLEAN, "",             0,      1,      1, TRUE, NULL,
    N_ ("Keep only the largest part of the surface") },
  [HF_PARAM_MIN_ML]                 = { "min-ml",                NUMBER,  "ml",           0,   1000,      0, TRUE, NULL,
    N_ ("Drop parts of the surface that enclose less than this") },
  [HF_PARAM_SMOOTH]                 = { "smooth",                INTEGER, N_ ("iterations"), 0, 200,      0, TRUE, NULL,
    N_ ("Iterations of volume-keeping smoothing (windowed sinc)") },
  [HF_PARAM_MOST]                   = { "most-triangles",        NUMBER,  N_ ("million"), 0.001, 1400,  100, TRUE, NULL,
    N_ ("A surface of more triangles is refused before it is made") },
  [HF_PARAM_DECIMATE]               = { "decimate",              NUMBER,  "",          0.01,      1,      1, TRUE, NULL,
    N_ ("Share of the triangles that stays") },
  [HF_PARAM_WINDOW_WIDTH]           = { "window-width",          NUMBER,  "HU",       0.001,    1e9,    400, FALSE, NULL,
    N_ ("Width of the window: the range of values between black and white") },
  [HF_PARAM_WINDOW_LEVEL]           = { "window-level",          NUMBER,  "HU",        -1e9,    1e9,     40, FALSE, NULL,
    N_ ("Level of the window: the value in the middle between black and white") },
  [HF_PARAM_COLORMAP]               = { "colormap",              CHOICE,  "",             0, HF_N_COLORMAPS - 1, 0, FALSE, colormaps,
    N_ ("Colors of the slice views") },
  [HF_PARAM_INTERPOLATION]          = { "interpolation",         CHOICE,  "",             0,      2,      1, FALSE, interpolations,
    N_ ("How slice views fill the pixels between voxels") },
  [HF_PARAM_SLAB_MM]                = { "slab",                  NUMBER,  "mm",           0,    500,      0, FALSE, NULL,
    N_ ("Thickness of the slab that a slice view shows; 0: one plane") },
  [HF_PARAM_SLAB_MODE]              = { "mode",                  CHOICE,  "",             0,      2,      0, FALSE, slab_modes,
    N_ ("What a slab shows: the maximum, the minimum or the mean") },
  [HF_PARAM_MASK_OPACITY]           = { "mask-opacity",          NUMBER,  "",             0,      1,    0.4, FALSE, NULL,
    N_ ("Opacity of the mask over the slices") },
  [HF_PARAM_SURFACE_OPACITY]        = { "opacity",               NUMBER,  "",             0,      1,    0.5, FALSE, NULL,
    N_ ("Opacity of the surface") },
  [HF_PARAM_BINS]                   = { "bins",                  INTEGER, "",             0,  65536,     50, FALSE, NULL,
    N_ ("Bins of the histogram; 0: one for every HU") },
  [HF_PARAM_LOG_SCALE]              = { "log-scale",             BOOLEAN, "",             0,      1,      1, FALSE, NULL,
    N_ ("Logarithmic voxel counts in the histogram") },
};
// clang-format on

const HfParam *
hf_param (HfParamId id)
{
  g_return_val_if_fail (id < HF_N_PARAMS, NULL);
  return &table[id];
}

int
hf_param_find (const char *name)
{
  for (int id = 0; id < HF_N_PARAMS; id++)
    if (g_str_equal (table[id].name, name))
      return id;
  return -1;
}

/* The nearest value that the parameter can have; its default for a NAN. */
double
hf_param_clamp (HfParamId id, double value)
{
  const HfParam *param = &table[id];

  if (isnan (value))
    return param->fallback;
  if (param->type != HF_PARAM_TYPE_NUMBER)
    value = round (value);
  return CLAMP (value, param->min, param->max);
}

static gboolean
parse_choice (const HfParam *param, const char *text, double *value, GError **error)
{
  g_autofree char *all = g_strjoinv (", ", (char **) param->choices);

  for (int n = 0; param->choices[n]; n++)
    if (g_str_equal (param->choices[n], text)) {
      *value = n;
      return TRUE;
    }
  g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE, _ ("%s: “%s” is none of %s"), param->name, text,
               all);
  return FALSE;
}

/* Reads a value as the command line and recipes write it; BAD_VALUE names the range. */
gboolean
hf_param_parse (HfParamId id, const char *text, double *value, GError **error)
{
  const HfParam *param = &table[id];
  char *end = NULL;

  if (param->type == HF_PARAM_TYPE_CHOICE)
    return parse_choice (param, text, value, error);
  if (param->type == HF_PARAM_TYPE_BOOLEAN &&
      (g_str_equal (text, "true") || g_str_equal (text, "false"))) {
    *value = g_str_equal (text, "true");
    return TRUE;
  }
  *value = g_ascii_strtod (text, &end);
  if (end != text && *end == '\0' && *value == hf_param_clamp (id, *value))
    return TRUE;
  g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE,
               _ ("%s: “%s” is not a%s number from %g to %g%s%s"), param->name, text,
               param->type == HF_PARAM_TYPE_NUMBER ? "" : _ (" whole"), param->min, param->max,
               *param->unit ? " " : "", param->unit);
  return FALSE;
}

char *
hf_param_format (HfParamId id, double value)
{
  const HfParam *param = &table[id];
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (param->type == HF_PARAM_TYPE_CHOICE)
    return g_strdup (param->choices[(int) hf_param_clamp (id, value)]);
  if (param->type == HF_PARAM_TYPE_BOOLEAN)
    return g_strdup (value ? "true" : "false");
  return g_strdup (g_ascii_dtostr (buffer, sizeof buffer, value));
}

/* The defaults: those of the notebook where it has any. */
void
hf_params_init (HfParams *self)
{
  memset (self, 0, sizeof *self);
  for (int id = 0; id < HF_N_PARAMS; id++)
    self->value[id] = table[id].fallback;
  for (int op = 0; op < HF_N_OPS; op++)
    self->chain[self->n_steps++].op = op;
}

gboolean
hf_params_equal (const HfParams *a, const HfParams *b)
{
  for (int id = 0; id < HF_N_PARAMS; id++)
    if (a->value[id] != b->value[id])
      return FALSE;
  if (a->n_steps != b->n_steps)
    return FALSE;
  for (guint n = 0; n < a->n_steps; n++)
    if (a->chain[n].op != b->chain[n].op || a->chain[n].off != b->chain[n].off)
      return FALSE;
  return TRUE;
}

const char *
hf_op_name (HfOp op)
{
  g_return_val_if_fail (op < HF_N_OPS, NULL);
  return ops[op];
}

/* Reads "open,erode,-close,dilate" (a minus: switched off; nothing: an empty chain). The old chain
   stays on BAD_VALUE. */
gboolean
hf_params_parse_chain (HfParams *self, const char *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  HfStep chain[HF_CHAIN_MAX] = { 0 };
  guint n_steps = *text ? g_strv_length (words) : 0;

  if (n_steps > HF_CHAIN_MAX) {
    g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE, _ ("ops: %u steps; at most %d are possible"),
                 n_steps, HF_CHAIN_MAX);
    return FALSE;
  }
  for (guint n = 0; n < n_steps; n++) {
    gboolean off = words[n][0] == '-';
    int op = 0;

    while (op < HF_N_OPS && !g_str_equal (ops[op], words[n] + off))
      op++;
    if (op == HF_N_OPS) {
      g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE,
                   _ ("ops: “%s” is none of open, erode, close, dilate"), words[n]);
      return FALSE;
    }
    chain[n] = (HfStep){ .op = op, .off = off };
  }
  memcpy (self->chain, chain, sizeof chain);
  self->n_steps = n_steps;
  return TRUE;
}

char *
hf_params_format_chain (const HfParams *self)
{
  GString *text = g_string_new (NULL);

  for (guint n = 0; n < self->n_steps; n++)
    g_string_append_printf (text, "%s%s%s", n ? "," : "", self->chain[n].off ? "-" : "",
                            ops[self->chain[n].op]);
  return g_string_free (text, FALSE);
}
