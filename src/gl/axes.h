/* Box, ticks, numbers and letters of the axes, the lettered cube, the scale bar: everything that
   says where and how large. */
#pragma once

#include "gl/overlay.h"
#include "gl/scene.h"

G_BEGIN_DECLS

/* width, height: of the picture in px; px: device pixels a logical pixel. */
void hf_axes_behind (
    HfOverlay *overlay, const HfScene *scene, int width, int height, double px); /* box and grid */
void hf_axes_before (
    HfOverlay *overlay, const HfScene *scene, int width, int height, double px); /* the rest */
double hf_nice_step (double at_least); /* 1, 2 or 5 times a power of ten */

G_END_DECLS
