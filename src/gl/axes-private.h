/* What the files that draw over the surfaces share (axes.c, marker.c): where the box lies on the screen,
   which places are taken, and the inks. */
#pragma once

#include "gl/overlay.h"
#include "gl/rect.h"
#include "gl/scene.h"

G_BEGIN_DECLS

#define HF_AXES_RECTS 96

typedef struct {
  HfOverlay *overlay; /* nullable: nothing is drawn, only measured */
  const HfScene *scene;
  int width, height; /* of the picture, px */
  float px;          /* device px a logical px */
  float low[3], high[3];
  float middle[2];             /* of the box, on the screen */
  gboolean front[3][2];        /* the wall at low, high of each axis faces the eye */
  HfRect taken[HF_AXES_RECTS]; /* by texts, cube and bar */
  guint n_taken;
} HfAxes;

typedef enum {
  HF_INK_GRID,
  HF_INK_WALL,
  HF_INK_EDGE,
  HF_INK_BAR,
  HF_INK_TEXT,
  HF_INK_LETTER,
  HF_N_INKS
} HfAxesInk;

void hf_axes_init (
    HfAxes *self, HfOverlay *overlay, const HfScene *scene, int width, int height, double px);
gboolean hf_axes_on_screen (const HfAxes *self, const float mm[3], float out[2]);
/* Numbers and letters. FALSE: not all of them had room. */
gboolean hf_axes_draw_scales (HfAxes *self);
const HfInk *hf_axes_ink (const HfAxes *self, HfAxesInk which);
gboolean hf_axes_take (HfAxes *self, const HfRect *rect); /* FALSE: not inside, or taken */
/* As hf_overlay_text; FALSE: there is no room, nothing is drawn. */
gboolean hf_axes_text (HfAxes *self,
                       const char *text,
                       float px,
                       gboolean bold,
                       const float at[2],
                       const float anchor[2],
                       HfInk ink);

G_END_DECLS
