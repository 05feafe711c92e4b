/* Pictures of scenes made in a thread of its own with its own OpenGL context, for machines that draw
   in software: there the full mesh takes longer than a hand waits. The newest request wins. */
#pragma once

#include "gl/scene.h"

G_BEGIN_DECLS

typedef struct _HfStill HfStill;

/* In the main context. pixels: as a window paints them (gl/screen.h); NULL and an error where it failed.
 */
typedef void (*HfStillDone) (
    GBytes *pixels, int width, int height, const GError *error, gpointer data);

HfStill *hf_still_new (HfStillDone done, gpointer data);
void hf_still_free (HfStill *self); /* done is not called any more */
/* Copies the scene. First as it is, then smoother, as long as nothing newer is asked for. Pictures of
 * coarse scenes are drawn at half size and stretched, and come also where something newer was asked
 * for meanwhile, until that is canceled. */
void hf_still_request (HfStill *self, const HfScene *scene, int width, int height);
void hf_still_cancel (HfStill *self); /* nothing that was asked for is wanted any more */
gboolean hf_still_is_busy (HfStill *self);
/* At the end of the process, before exit(): waits for the picture that is being drawn, lets none begin. The driver may be
   opening just then, and its own handlers of the end pull the ground away from under the thread. */
void hf_still_finish (void);

G_END_DECLS
