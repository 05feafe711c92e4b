/* Texts that lie over a picture, painted once and kept: letters that can be read on black and on
   white are six layers of glyphs, which would be drawn again in every frame. */
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

HfTextPictures *hf_text_pictures_new (void);
void hf_text_pictures_free (HfTextPictures *self);
void hf_text_pictures_forget (HfTextPictures *self); /* the font or the scale is another one */
/* Valid until the next frame; (transfer none). */
const HfTextPicture *
hf_text_pictures_get (HfTextPictures *self, GtkWidget *widget, const HfTextStyle *style);
/* Before a frame: too many that were not used lately go. */
void hf_text_pictures_begin (HfTextPictures *self);

G_END_DECLS
