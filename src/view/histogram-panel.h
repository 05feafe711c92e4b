/* The section "Histogram" of the inspector: the plot, what it counts, its numbers, and its export.
   Property "session". */
#pragma once

#include "view/panel.h"

G_BEGIN_DECLS

#define HF_TYPE_HISTOGRAM_PANEL (hf_histogram_panel_get_type ())
G_DECLARE_FINAL_TYPE (HfHistogramPanel, hf_histogram_panel, HF, HISTOGRAM_PANEL, HfPanel)

/* PNG or CSV, by the ending of the path; what goes wrong is told by the session's message. */
void hf_histogram_panel_save (HfHistogramPanel *self, const char *path);

G_END_DECLS
