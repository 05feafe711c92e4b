/* Texts that lie over a picture, painted once and kept: letters that can be read on black and on
   white are six layers of glyphs, which would be drawn again in every frame. All slice views share
   one table, for many texts stand in each of them: while the window is dragged the same two are new
   in three views. Main thread. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _HfTextPictures HfTextPictures;

typedef struct {
  const char *text;
  gboolean bold;
  int room_px; /* 0, or where it is cut with an ellipsis */
  GdkRGBA color;
} HfTextStyle;

typedef struct {
  GskRenderNode *node; /* the text's upper left corner at 0, 0 */
  int width, height;   /* of the text, logical px */
} HfTextPicture;

HfTextPictures *hf_text_pictures_acquire (void); /* the shared one */
void hf_text_pictures_release (HfTextPictures *self);
/* The style of a widget has changed, which hovering does too: pictures of another font go. */
void hf_text_pictures_restyle (HfTextPictures *self, GtkWidget *widget);
/* Valid until the next begin(); (transfer none). */
const HfTextPicture *
hf_text_pictures_get (HfTextPictures *self, GtkWidget *widget, const HfTextStyle *style);
/* Before a view's frame: too many that were not used lately go. */
void hf_text_pictures_begin (HfTextPictures *self);

G_END_DECLS
