/* What is seen before anything is open: what to do, and the ways to do it. */
#pragma once

#include "view/panel.h"

G_BEGIN_DECLS

#define HF_TYPE_START_PAGE (hf_start_page_get_type ())
G_DECLARE_FINAL_TYPE (HfStartPage, hf_start_page, HF, START_PAGE, HfPanel)

void hf_start_page_set_recent (HfStartPage *self, const char *const *recent);

G_END_DECLS
