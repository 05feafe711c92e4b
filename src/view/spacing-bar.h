/* Asks how large a voxel is where the file does not say so (a bare .npy), beside the pictures and
   without stopping anybody. */
#pragma once

#include "view/panel.h"

G_BEGIN_DECLS

#define HF_TYPE_SPACING_BAR (hf_spacing_bar_get_type ())
G_DECLARE_FINAL_TYPE (HfSpacingBar, hf_spacing_bar, HF, SPACING_BAR, HfPanel)

G_END_DECLS
