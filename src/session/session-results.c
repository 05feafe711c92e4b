/* Results of the session, which session/derive.h computes, and the surfaces that stay beside the live one. */
#include "core/error.h"
#include "session/session-private.h"

/* A level that no voxel reaches is what most volumes that are not CT open with: the panes of the
   surface say so where the surface would be; and what to do where it would be too large. */
static gboolean
is_quiet (HfDerived kind, const GError *error)
{
  return kind == HF_DERIVED_SURFACE && (g_error_matches (error, HF_ERROR, HF_CODE_BAD_VALUE) ||
                                        g_error_matches (error, HF_ERROR, HF_CODE_TOO_LARGE));
}

void
hf_session_derived_cb (HfDerived kind, const GError *error, gpointer data)
{
  static const char *const details[] = { "volume", "histogram", "mask", "surface", "progress" };
  HfSession *self = data;

  if (error && !g_error_matches (error, HF_ERROR, HF_CODE_CANCELLED) && !is_quiet (kind, error))
    hf_session_set_message (self, error);
  if (kind == HF_DERIVED_VOLUME)
    g_clear_pointer (&self->display, hf_display_unref);
  hf_session_emit (self, details[kind]);
}

const GError *
hf_session_surface_error (HfSession *self)
{
  return hf_derive_surface_error (self->derive);
}

void
hf_session_rebuild_surface (HfSession *self)
{
  hf_derive_rebuild_surface (self->derive);
}

HfVolume *
hf_session_volume (HfSession *self)
{
  return hf_derive_volume (self->derive);
}

HfVolume *
hf_session_original (HfSession *self)
{
  return self->document.original;
}

HfHistogram *
hf_session_histogram (HfSession *self)
{
  return hf_derive_histogram (self->derive);
}

HfHistogram *
hf_session_histogram_inside (HfSession *self)
{
  return hf_derive_histogram_inside (self->derive);
}

HfMask *
hf_session_mask (HfSession *self)
{
  return hf_derive_mask (self->derive);
}

HfMesh *
hf_session_surface (HfSession *self)
{
  return hf_derive_surface (self->derive);
}

gboolean
hf_session_surface_is_coarse (HfSession *self)
{
  return hf_derive_surface_is_coarse (self->derive);
}

const HfMeshReport *
hf_session_surface_report (HfSession *self)
{
  return hf_derive_surface_report (self->derive);
}

void
hf_session_hold (HfSession *self, HfWant want)
{
  hf_derive_hold (self->derive, want, 1);
}

void
hf_session_release (HfSession *self, HfWant want)
{
  hf_derive_hold (self->derive, want, -1);
}

gboolean
hf_session_is_busy (HfSession *self, HfWant want)
{
  return hf_derive_is_busy (self->derive, want);
}

double
hf_session_progress (HfSession *self, HfWant want)
{
  return hf_derive_progress (self->derive, want);
}
