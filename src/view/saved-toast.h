/* Says for a while, over the pictures and without stopping anybody, what was written, and shows it in its folder. */
#pragma once

#include "view/panel.h"

G_BEGIN_DECLS

#define HF_TYPE_SAVED_TOAST (hf_saved_toast_get_type ())
G_DECLARE_FINAL_TYPE (HfSavedToast, hf_saved_toast, HF, SAVED_TOAST, HfPanel)

G_END_DECLS
