/* Lines, letters and small polygons over and behind the surfaces, in pixels, y downwards. Letters
   are drawn once by Pango into an atlas. A context must be current for all of these. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HfOverlay HfOverlay;

typedef struct {
  float r, g, b, a; /* straight */
} HfInk;

HfOverlay *hf_overlay_new (GError **error);
void hf_overlay_free (HfOverlay *self);
void
hf_overlay_line (HfOverlay *self, const float from[2], const float to[2], float width, HfInk ink);
void hf_overlay_quad (HfOverlay *self, const float corners[4][2], HfInk ink); /* in turn */
/* anchor: 0, 0 puts the upper left corner of the text there, 1, 1 the lower right one. px: of the
 * face. */
void hf_overlay_text (HfOverlay *self,
                      const char *text,
                      double px,
                      gboolean bold,
                      const float at[2],
                      const float anchor[2],
                      HfInk ink);
void hf_overlay_text_size (
    HfOverlay *self, const char *text, double px, gboolean bold, float size[2]); /* px */
/* The text as drawn on a plane: across and up are the plane's unit vectors on the screen. */
void hf_overlay_text_on (HfOverlay *self,
                         const char *text,
                         double px,
                         const float middle[2],
                         const float across[2],
                         const float up[2],
                         HfInk ink);
void hf_overlay_draw (HfOverlay *self, int width, int height); /* and forgets what was drawn */

G_END_DECLS
