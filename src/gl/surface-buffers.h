/* The triangles of all surfaces of a scene in the memory of OpenGL, as one buffer, so that they can
   be blended in one order. A context must be current for all of these. */
#pragma once

#include "gl/scene.h"

G_BEGIN_DECLS

typedef struct _HfSurfaceBuffers HfSurfaceBuffers;

HfSurfaceBuffers *hf_surface_buffers_new (void);
void hf_surface_buffers_free (HfSurfaceBuffers *self);
/* Uploads what is not there yet: compares the meshes by address. */
void hf_surface_buffers_set (HfSurfaceBuffers *self, const HfScene *scene);
gboolean hf_surface_buffers_holds (HfSurfaceBuffers *self, const HfScene *scene);
void hf_surface_buffers_draw (HfSurfaceBuffers *self, guint surface); /* its triangles */
void hf_surface_buffers_draw_edges (HfSurfaceBuffers *self, guint surface);
void hf_surface_buffers_draw_sorted (HfSurfaceBuffers *self, GBytes *order);

G_END_DECLS
