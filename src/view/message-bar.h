/* What a person must be told: an error and what to do about it, and what is wrong with the open series. */
#pragma once

#include "view/panel.h"

G_BEGIN_DECLS

#define HF_TYPE_MESSAGE_BAR (hf_message_bar_get_type ())
G_DECLARE_FINAL_TYPE (HfMessageBar, hf_message_bar, HF, MESSAGE_BAR, HfPanel)

G_END_DECLS
