/* The error domain and the names of its codes. */
#include "core/error.h"

#include <glib/gi18n-lib.h>

typedef struct {
  double offer;
} HfErrorPrivate;

static void
hf_error_private_init (HfErrorPrivate *priv)
{
}

static void
hf_error_private_copy (const HfErrorPrivate *from, HfErrorPrivate *to)
{
  *to = *from;
}

static void
hf_error_private_clear (HfErrorPrivate *priv)
{
}

G_DEFINE_EXTENDED_ERROR (HfError, hf_error)

double
hf_error_offer (const GError *error)
{
  return error && error->domain == HF_ERROR ? hf_error_get_private (error)->offer : 0;
}

void
hf_error_set_offer (GError *error, double offer)
{
  hf_error_get_private (error)->offer = offer;
}

static const char *const names[HF_N_CODES] = {
  // clang-format off
  "OK",
  "MISSING_SLICES", "DUPLICATE_SLICES", "UNEVEN_SPACING", "GANTRY_TILT", "NO_RESCALE", "LOSSY", "TRUNCATED_SLICE",
  "SKIPPED_FILES", "SINGLE_SLICE", "ASSUMED_SPACING", "OTHER_SERIES", "PADDING", "CLIPPED", "NO_SANDBOX",
  "NO_DICOM", "NO_IMAGES", "UNSUPPORTED_SYNTAX", "NOT_GRAYSCALE", "CORRUPT", "TOO_LARGE", "BAD_GEOMETRY",
  "UNSUPPORTED_BITS", "LOCALIZER", "DIRECTORY", "NOT_A_FILE", "NO_PERMISSION", "DECODER_DIED", "TIMEOUT",
  "BAD_VALUE", "NO_MEMORY", "CANCELLED", "IO",
  // clang-format on
};

const char *
hf_code_name (HfCode code)
{
  g_return_val_if_fail (code < HF_N_CODES, "?");
  return names[code];
}

gboolean
hf_fail (const char *name, HfCode code, GError **error, const char *format, ...)
{
  g_autofree char *why = NULL;
  va_list args;

  va_start (args, format);
  why = g_strdup_vprintf (_ (format), args);
  va_end (args);
  g_set_error (error, HF_ERROR, code, "%s: %s", name, why);
  return FALSE;
}
