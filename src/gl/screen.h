/* What was drawn in the form that a window paints: 0xAARRGGBB in the machine's order, top row first. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* from: width x height pixels, bottom row first, as OpenGL reads them. to: to_width x to_height, which
 * are as large, or twice as large (or one more than that): stretched linearly. */
void hf_screen_fill (
    const guint32 *from, int width, int height, guint32 *to, int to_width, int to_height);
void hf_screen_swap (guint32 *pixels, gsize n); /* red and blue change places */

G_END_DECLS
