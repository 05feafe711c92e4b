/* The lettered cube and the scale bar, in the lower corners. */
#pragma once

#include "gl/axes-private.h"

G_BEGIN_DECLS

void hf_marker_draw (HfAxes *self); /* without an overlay: only takes their places */

G_END_DECLS
