/* What a person must be told about a series before trusting its pictures. docs/codes.md explains
   each code. What only the pixels show (cut, damaged, clipped) the loading tells. */
#include "core/series-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_NAMED 5 /* kinds of gaps in one sentence */

static void
add (HfSeries *self, HfWarning *warning)
{
  g_ptr_array_add (self->warnings, warning);
}

/* The files of slices with a flag; NULL where there is none. */
static GArray *
files_with (const HfSeries *self, guint32 flag)
{
  GArray *files = g_array_new (FALSE, FALSE, sizeof (guint32));

  for (int k = 0; k < self->n_slices; k++)
    if (self->headers[k].flags & flag)
      g_array_append_val (files, self->headers[k].file);
  if (files->len == 0)
    g_clear_pointer (&files, g_array_unref);
  return files;
}

static double
gap_after (const HfSeries *self, int k)
{
  return hf_geometry_position (self->geometry, k + 1) - hf_geometry_position (self->geometry, k);
}

static void
warn_of_missing (HfSeries *self)
{
  int n_missing = hf_geometry_n_missing (self->geometry);
  HfWarning *warning;

  if (n_missing == 0)
    return;
  warning = hf_warning_new (
      HF_CODE_MISSING_SLICES,
      g_dngettext (
          GETTEXT_PACKAGE,
          "%d slice is missing: the place is shown as empty, nothing is interpolated across it",
          "%d slices are missing: the place is shown as empty, nothing is interpolated across it",
          n_missing),
      n_missing);
  warning->positions = g_array_new (FALSE, FALSE, sizeof (double));
  for (int k = 0; k + 1 < self->n_slices; k++) {
    int missing = hf_geometry_missing_after (self->geometry, k);

    for (int m = 1; m <= missing; m++) {
      double position =
          hf_geometry_position (self->geometry, k) + gap_after (self, k) * m / (missing + 1);

      g_array_append_val (warning->positions, position);
    }
  }
  add (self, warning);
}

/* "4.002 mm (13 times), 1.081 mm (once)", in the order of the stack. */
static char *
describe_gaps (const HfSeries *self)
{
  GString *text = g_string_new (NULL);
  int n_kinds = 0;

  for (int k = 0; k + 1 < self->n_slices;) {
    int first = k;

    while (++k + 1 < self->n_slices && fabs (gap_after (self, k) - gap_after (self, first)) < 0.005)
      ;
    if (++n_kinds > MAX_NAMED) {
      g_string_append (text, ", ...");
      break;
    }
    g_string_append_printf (text, "%s%d × %.3f mm", n_kinds > 1 ? ", " : "", k - first,
                            gap_after (self, first));
  }
  return g_string_free (text, FALSE);
}

static void
warn_of_gaps (HfSeries *self)
{
  double usual = hf_geometry_spacing (self->geometry)[2];
  gboolean uneven = FALSE;

  if (hf_geometry_is_even (self->geometry))
    return;
  for (int k = 0; k + 1 < self->n_slices; k++)
    uneven = uneven || (hf_geometry_missing_after (self->geometry, k) == 0 &&
                        fabs (gap_after (self, k) - usual) > MAX (0.01, 0.01 * usual));
  if (uneven) {
    g_autofree char *gaps = describe_gaps (self);

    add (self, hf_warning_new (HF_CODE_UNEVEN_SPACING,
                               "The distances between slices differ: %s. Every slice is shown at "
                               "its own place",
                               gaps));
  }
}

static void
warn_of_tilt (HfSeries *self)
{
  if (hf_geometry_is_tilted (self->geometry))
    add (self, hf_warning_new (HF_CODE_GANTRY_TILT,
                               "The stack leans by %.1f degrees (tilted gantry): every slice is "
                               "shown at its own place",
                               hf_geometry_tilt_deg (self->geometry)));
}

static void
warn_of_spacing (HfSeries *self)
{
  guint32 flags = self->headers[0].flags;
  double thickness = self->headers[0].slice_thickness;

  if (self->n_slices == 1)
    add (self, hf_warning_new (HF_CODE_SINGLE_SLICE,
                               "This is one single slice: sagittal and coronal views and the "
                               "surface have no depth"));
  if (!(flags & (HF_HAS_SPACING | HF_HAS_IMAGER_SPACING)))
    add (self, hf_warning_new (HF_CODE_ASSUMED_SPACING,
                               "The file gives no pixel spacing: 1 mm is assumed, lengths and "
                               "volumes are not to be trusted"));
  else if (!(flags & HF_HAS_SPACING))
    add (self, hf_warning_new (HF_CODE_ASSUMED_SPACING,
                               "The pixel spacing is that of the detector: lengths in the patient "
                               "are shorter"));
  if (self->n_slices == 1 && thickness > 0)
    add (self,
         hf_warning_new (HF_CODE_ASSUMED_SPACING,
                         "The slice is taken to be as thick as its header says, %g mm", thickness));
  else if (self->n_slices == 1)
    add (self, hf_warning_new (HF_CODE_ASSUMED_SPACING,
                               "The slice is taken to be 1 mm thick: its header does not say"));
}

static void
warn_of_loss (HfSeries *self)
{
  GArray *lossy = files_with (self, HF_IS_LOSSY);
  HfWarning *warning;

  if (!lossy)
    return;
  warning = hf_warning_new (HF_CODE_LOSSY,
                            "%u of %d slices were compressed with loss: values and fine detail "
                            "are not those that were measured",
                            lossy->len, self->n_slices);
  warning->files = lossy;
  add (self, warning);
}

static void
warn_of_values (HfSeries *self)
{
  g_autoptr (GArray) rescaled = files_with (self, HF_HAS_RESCALE);
  g_autoptr (GArray) tables = files_with (self, HF_HAS_MODALITY_LUT);

  if (hf_header_is_color (&self->headers[0])) {
    add (self, hf_warning_new (HF_CODE_NOT_GRAYSCALE,
                               "This is a color picture, shown in gray: its values are levels of "
                               "brightness (0 to 255), not measured ones"));
    warn_of_loss (self);
    return;
  }
  if (!tables && (!rescaled || rescaled->len < (guint) self->n_slices) &&
      g_str_equal (self->info->modality, "CT"))
    add (self, hf_warning_new (HF_CODE_NO_RESCALE,
                               "The file does not say how stored values become Hounsfield units: "
                               "they are shown as they are stored"));
  warn_of_loss (self);
  if (self->has_padding)
    add (self, hf_warning_new (HF_CODE_PADDING,
                               "The value %g marks places without data: they are left out of "
                               "histogram, window, mask and surface",
                               self->padding_value));
}

void
hf_series_warn_of_geometry (HfSeries *self)
{
  warn_of_missing (self);
  warn_of_gaps (self);
  warn_of_tilt (self);
}

void
hf_series_add_warnings (HfSeries *self)
{
  hf_series_warn_of_geometry (self);
  warn_of_spacing (self);
  warn_of_values (self);
}
