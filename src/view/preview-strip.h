/* The strip under the views: the notebook's three pictures, live, with the slice, the plane, 2D or
   3D and the differences. Property "session". */
#pragma once

#include "view/panel.h"

G_BEGIN_DECLS

#define HF_TYPE_PREVIEW_STRIP (hf_preview_strip_get_type ())
G_DECLARE_FINAL_TYPE (HfPreviewStrip, hf_preview_strip, HF, PREVIEW_STRIP, HfPanel)

G_END_DECLS
