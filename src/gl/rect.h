/* Places on the screen, px, y downwards. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct {
  float low[2], high[2];
} HfRect;

gboolean hf_rect_meets (const HfRect *self, const HfRect *other);
gboolean hf_rect_meets_quad (const HfRect *self, const float corners[4][2]); /* convex, in turn */

G_END_DECLS
