/* Why there is no surface, or that one is being built, and what can be done about it. */
#pragma once

#include "view/panel.h"

G_BEGIN_DECLS

#define HF_TYPE_SURFACE_STATE (hf_surface_state_get_type ())
G_DECLARE_FINAL_TYPE (HfSurfaceState, hf_surface_state, HF, SURFACE_STATE, HfPanel)

GtkWidget *hf_surface_state_new (void);
const char *hf_surface_state_text (HfSurfaceState *self);

G_END_DECLS
