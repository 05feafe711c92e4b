/* The pointer over the pictures of the preview: wheel = slice, Ctrl+wheel and pinch = zoom, middle or
   Shift+drag = pan, double click = all of the slice. */
#pragma once

#include "view/preview-pictures.h"

G_BEGIN_DECLS

void hf_preview_input_add (HfPreviewPictures *pictures);

G_END_DECLS
