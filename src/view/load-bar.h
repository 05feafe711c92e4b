/* How far opening has come: a thin line, "83 of 140", and a way to stop. Takes no room otherwise. */
#pragma once

#include "view/panel.h"

G_BEGIN_DECLS

#define HF_TYPE_LOAD_BAR (hf_load_bar_get_type ())
G_DECLARE_FINAL_TYPE (HfLoadBar, hf_load_bar, HF, LOAD_BAR, HfPanel)

/* Something else is waited for, of which nobody knows how long it takes; NULL: no longer. */
void hf_load_bar_set_waiting (HfLoadBar *self, const char *text);

G_END_DECLS
