/* Draws scenes with OpenGL 3.3 core or OpenGL ES 3.0. The same context must be current for all of
   these; nothing of it is changed for good but bindings. */
#pragma once

#include "gl/scene.h"

G_BEGIN_DECLS

typedef struct _HfRenderer HfRenderer;

HfRenderer *hf_renderer_new (GError **error);
void hf_renderer_free (HfRenderer *self);
gboolean hf_renderer_is_software (HfRenderer *self);
/* Into the framebuffer, width x height px. Premultiplied alpha where the scene is transparent. */
gboolean hf_renderer_draw (HfRenderer *self,
                           const HfScene *scene,
                           guint framebuffer,
                           int width,
                           int height,
                           GError **error);
/* Sorts, draws and reads back on a target of its own: RGBA, premultiplied, top row first. */
guint8 *hf_scene_to_pixels (const HfScene *scene, int width, int height, GError **error);

G_END_DECLS
