/* A slice view with what moves it: the slider and the number of the slice. */
#pragma once

#include "view/slice-view.h"

G_BEGIN_DECLS

#define HF_TYPE_SLICE_PANE (hf_slice_pane_get_type ())
G_DECLARE_FINAL_TYPE (HfSlicePane, hf_slice_pane, HF, SLICE_PANE, GtkWidget)

/* Properties: "session", "plane" (HfPlane as int). */
HfSliceView *hf_slice_pane_view (HfSlicePane *self); /* (transfer none) */

G_END_DECLS
