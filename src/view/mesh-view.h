/* Surfaces in 3D: turn, look, pick. Property "session"; what is shown how is in boolean properties,
   each also an action "mesh.NAME" of the widget: "orthographic", "free-rotation", "edges", "axes", "slices",
   "turntable", "background" (of saved pictures), and what is cut away at the slices of the crosshair:
   "clip-above", "clip-below", "clip-left", "clip-right", "clip-front", "clip-back". More actions:
   "mesh.look" (a string: "anterior"), "mesh.reset", "mesh.opacity", "mesh.clip-none" and
   "mesh.screenshot" (a string: "2" times the size shown, or "1920x1080").

   Keys and gestures: docs and CONVENTIONS "Mesh view". Nothing here needs more than GTK where there
   is no OpenGL: then the widget says why. */
#pragma once

#include "gl/scene.h"
#include "view/panel.h"

G_BEGIN_DECLS

#define HF_TYPE_MESH_VIEW (hf_mesh_view_get_type ())
G_DECLARE_FINAL_TYPE (HfMeshView, hf_mesh_view, HF, MESH_VIEW, HfPanel)

GtkWidget *hf_mesh_view_new (HfSession *session); /* nullable */
void hf_mesh_view_look (HfMeshView *self, HfLook look);
void hf_mesh_view_reset (HfMeshView *self); /* direction, place and distance of the beginning */
HfCamera *hf_mesh_view_camera (HfMeshView *self); /* (transfer none), to be read */
/* The place on the surface under a pixel of the widget (logical px), LPS mm. */
gboolean hf_mesh_view_pick (HfMeshView *self, double x, double y, double mm[3]);
/* "12.3 mm", "45.0°", what is still to be picked, or "". Actions "mesh.distance", "mesh.angle",
 * "mesh.measure-here" (at the crosshair), "mesh.measure-end". */
char *hf_mesh_view_measure_text (HfMeshView *self);
/* Of the values along the normal at the place that was asked about last ("mesh.profile"); "" where they
 * are not shown. Beside it "mesh.part-keep", "mesh.part-remove", "mesh.part-all", "mesh.place-copy",
 * "mesh.place-distance" and "mesh.menu": at the place that was clicked, else at the crosshair, else in the
 * middle of the picture. */
const char *hf_mesh_view_profile_text (HfMeshView *self);
gboolean
hf_mesh_view_is_settled (HfMeshView *self); /* nothing moves, and the finest picture is there */
const char *hf_mesh_view_page (HfMeshView *self); /* "surface", "empty", "no-gl" */
/* A PNG of any size, drawn in the background; what goes wrong is told by the session's message. */
void
hf_mesh_view_save (HfMeshView *self, const char *path, int width, int height, gboolean transparent);

G_END_DECLS
