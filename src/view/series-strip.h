/* The series of what was opened, with a thumbnail each; hidden where there is only one. */
#pragma once

#include "view/panel.h"

G_BEGIN_DECLS

#define HF_TYPE_SERIES_STRIP (hf_series_strip_get_type ())
G_DECLARE_FINAL_TYPE (HfSeriesStrip, hf_series_strip, HF, SERIES_STRIP, HfPanel)

G_END_DECLS
