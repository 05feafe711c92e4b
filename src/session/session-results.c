/* Results of the session, which session/derive.h computes, and the surfaces that stay beside the live one. */
#include "core/error.h"
#include "session/kept.h"
#include "session/session-private.h"

/* A level that no voxel reaches is what most volumes that are not CT open with: the panes of the
   surface say so where the surface would be. */
static gboolean
is_quiet (HfDerived kind, const GError *error)
{
  return kind == HF_DERIVED_SURFACE && g_error_matches (error, HF_ERROR, HF_CODE_BAD_VALUE);
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

GPtrArray *
hf_session_kept_surfaces (HfSession *self)
{
  return self->kept;
}

void
hf_session_keep_surface (HfSession *self, const char *name, guint32 rgb)
{
  HfMesh *mesh = hf_session_surface (self);
  HfKeptSurface *kept;

  if (!mesh)
    return;
  kept = hf_kept_list_add (self->kept, mesh, hf_session_surface_report (self), name, rgb);
  kept->opacity = self->params.value[HF_PARAM_SURFACE_OPACITY];
  kept->level = self->params.value[HF_PARAM_LEVEL];
  hf_session_emit (self, "surfaces");
}

void
hf_session_add_mesh (HfSession *self, HfMesh *mesh, const char *name)
{
  hf_kept_list_add (self->kept, mesh, NULL, name, HF_LIGHT_BLUE);
  hf_session_emit (self, "surfaces");
}

void
hf_session_set_kept (HfSession *self, guint index, guint32 rgb, double opacity, gboolean visible)
{
  HfKeptSurface *kept;

  g_return_if_fail (index < self->kept->len);
  kept = g_ptr_array_index (self->kept, index);
  kept->rgb = rgb;
  kept->opacity = CLAMP (opacity, 0, 1);
  kept->visible = !!visible;
  hf_session_emit (self, "surfaces");
}

void
hf_session_remove_kept (HfSession *self, guint index)
{
  g_return_if_fail (index < self->kept->len);
  g_ptr_array_remove_index (self->kept, index);
  hf_session_emit (self, "surfaces");
}

void
hf_session_edit_surface (HfSession *self, HfMesh *was, HfMesh *mesh, const HfMeshReport *report)
{
  /* A surface that was just kept is both. */
  const gboolean kept = hf_kept_list_edit (self->kept, was, mesh, report);

  if (was == hf_session_surface (self) && !hf_session_surface_is_coarse (self))
    hf_derive_edit_surface (self->derive, mesh, report);
  if (kept)
    hf_session_emit (self, "surfaces");
}

void
hf_session_whole_surfaces (HfSession *self)
{
  hf_derive_edit_surface (self->derive, NULL, NULL);
  if (hf_kept_list_restore (self->kept))
    hf_session_emit (self, "surfaces");
}

gboolean
hf_session_surface_is_edited (HfSession *self)
{
  gboolean edited = hf_derive_surface_is_edited (self->derive);

  for (guint n = 0; n < self->kept->len; n++)
    edited = edited || ((const HfKeptSurface *) g_ptr_array_index (self->kept, n))->whole;
  return edited;
}

guint32
hf_session_surface_rgb (HfSession *self)
{
  return self->surface_rgb;
}

void
hf_session_set_surface_rgb (HfSession *self, guint32 rgb)
{
  if (self->surface_rgb == rgb)
    return;
  self->surface_rgb = rgb;
  hf_session_emit (self, "surfaces");
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
