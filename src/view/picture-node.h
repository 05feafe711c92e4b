/* Pixels of ours in the form that the renderer at hand takes without converting them. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* Whether what widget shows is painted by cairo: without OpenGL, or where it is done in software. */
gboolean hf_paints_with_cairo (GtkWidget *widget);
/* bgra: width x height pixels of 4 bytes in the machine's order (0xffRRGGBB), opaque; a row follows a
   row. bounds: logical px. (transfer full) */
GskRenderNode *hf_picture_node_new (
    GBytes *bgra, int width, int height, const graphene_rect_t *bounds, gboolean for_cairo);

G_END_DECLS
