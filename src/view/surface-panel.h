/* The section "Surfaces" of the inspector: how the surface is built and shown, its certificate, its
   export, and the surfaces that stay beside it. Property "session". */
#pragma once

#include "view/panel.h"

G_BEGIN_DECLS

#define HF_TYPE_SURFACE_PANEL (hf_surface_panel_get_type ())
G_DECLARE_FINAL_TYPE (HfSurfacePanel, hf_surface_panel, HF, SURFACE_PANEL, HfPanel)

G_END_DECLS
