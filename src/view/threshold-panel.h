/* The section "Threshold" of the inspector: range, chain, element, and what came out of it.
   Property "session". */
#pragma once

#include "view/panel.h"

G_BEGIN_DECLS

#define HF_TYPE_THRESHOLD_PANEL (hf_threshold_panel_get_type ())
G_DECLARE_FINAL_TYPE (HfThresholdPanel, hf_threshold_panel, HF, THRESHOLD_PANEL, HfPanel)

G_END_DECLS
