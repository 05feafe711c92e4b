/* Where the mesh view shows its picture: what OpenGL draws, or a finished picture in its place; over
   both the place of the crosshair, which moves without either being drawn again. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HF_TYPE_MESH_AREA (hf_mesh_area_get_type ())
G_DECLARE_FINAL_TYPE (HfMeshArea, hf_mesh_area, HF, MESH_AREA, GtkGLArea)

GtkWidget *hf_mesh_area_new (void);
/* pixels: opaque, as the still picture's (gl/still.h), width x height device px; NULL: what OpenGL
 * draws. */
void hf_mesh_area_set_picture (HfMeshArea *self, GBytes *pixels, int width, int height);
gboolean hf_mesh_area_has_picture (HfMeshArea *self);
guint hf_mesh_area_n_pictures (
    HfMeshArea *self); /* that were painted: nothing may be counted that was not seen */
/* The ends of the lines along x, y and z in logical px; NULL: there is no marker to be seen. */
void hf_mesh_area_set_marker (HfMeshArea *self, const float ends[3][2][2]);
/* A measure: n <= 3 places in logical px, joined by lines, and what it says; text NULL: none. */
void hf_mesh_area_set_path (HfMeshArea *self, const float (*points)[2], int n, const char *text);

G_END_DECLS
