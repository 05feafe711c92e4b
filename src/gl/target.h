/* A picture off the screen: an OpenGL context of its own without any display (EGL, surfaceless) and
   a framebuffer to read back. For the command line, for tests, and for pictures made in the
   background. All calls of one target belong into one thread. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _HfTarget HfTarget;

/* The error says what is missing and what to install. */
HfTarget *hf_target_new (GError **error);
void hf_target_free (HfTarget *self);
/* FALSE where the context is lost, and all that was made in it: only a new target helps. */
gboolean hf_target_make_current (HfTarget *self);
gboolean hf_target_resize (HfTarget *self, int width, int height, GError **error);
guint hf_target_framebuffer (HfTarget *self);
/* RGBA bytes, premultiplied, top row first, width * 4 bytes a row. (transfer full) */
guint8 *hf_target_read (HfTarget *self);
/* As a window paints it (gl/screen.h), stretched to width x height. (transfer full) */
guint32 *hf_target_read_screen (HfTarget *self, int width, int height);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfTarget, hf_target_free)

G_END_DECLS
