/* Shown in the inspector and over the notebook's picture in the preview. */
#include "view/notebook-text.h"

#include "session/mask-steps.h"

#include <glib/gi18n-lib.h>
#include <math.h>

char *
hf_notebook_text (HfSession *session)
{
  HfVolume *volume = hf_session_volume (session), *original = hf_session_original (session);
  double above = hf_session_get (session, HF_PARAM_ABOVE), hu = NAN, slope, intercept;

  if (!volume)
    return g_strdup ("");
  if (!hf_notebook_threshold (volume, hf_volume_size (volume)[2] / 2, above, &hu, &slope,
                              &intercept) &&
      original && hf_volume_info (original)->slice_slope)
    return g_strdup (_ ("The notebook compares stored values; they are gone with the resampling, "
                        "because the slices store them in different ways."));
  if (isnan (hu))
    return g_strdup (_ ("The notebook compares stored values; this file stores the values "
                        "themselves, so that both thresholds are the same."));
  return g_strdup_printf (
      _ ("The notebook compares stored values instead of Hounsfield units: its %g is %g HU here "
         "(%g × %g %s %g), and is shown beside ours."),
      above, hu, slope, above, intercept < 0 ? "-" : "+", fabs (intercept));
}
