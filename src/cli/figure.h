/* Figures of the notebook: pictures of a volume beside each other, with titles. */
#pragma once

#include "image/display.h"
#include "image/mask.h"

#include <cairo.h>

G_BEGIN_DECLS

typedef struct _HfFigure HfFigure;

HfFigure *hf_figure_new (int width, int height); /* px, white */
void hf_figure_free (HfFigure *self);
void
hf_figure_text (HfFigure *self, double x, double y, double px, const char *text); /* top left */
/* A slice in a box, black around it. */
void hf_figure_slice (HfFigure *self,
                      const HfVolume *volume,
                      HfPlane plane,
                      int index,
                      const HfWindow *window,
                      const int box[4]); /* x, y, width, height; px */
/* A mask of one slice (hf_mask_slice_from_params), in the same place. */
void hf_figure_mask (HfFigure *self,
                     const HfVolume *volume,
                     HfPlane plane,
                     int index,
                     const HfMask *mask,
                     const int box[4]);
gboolean hf_figure_write (HfFigure *self, const char *path, GError **error); /* PNG */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfFigure, hf_figure_free)

G_END_DECLS
