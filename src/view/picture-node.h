/* Pixels of ours in the form that the renderer at hand takes without converting them. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef enum {
  HF_PIXELS_OPAQUE, /* alpha is 255, and not looked at */
  HF_PIXELS_TRANSPARENT,
} HfPixels;

/* bgra: width x height pixels of 4 bytes in the machine's order (0xAARRGGBB), premultiplied; a row
   follows a row. bounds: logical px. widget: where it will be shown. (transfer full) */
GskRenderNode *hf_picture_node_new (GBytes *bgra,
                                    int width,
                                    int height,
                                    const graphene_rect_t *bounds,
                                    HfPixels kind,
                                    GtkWidget *widget);

/* Black where a picture that covers inside leaves all of all uncovered: beneath it nothing is painted twice. */
void hf_picture_append_border (GtkSnapshot *snapshot,
                               const graphene_rect_t *all,
                               const graphene_rect_t *inside);

G_END_DECLS
