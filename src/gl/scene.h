/* What is to be seen: surfaces, slices, clip planes, axes, and from where. A description without
   OpenGL, which the widget fills and any thread may draw (gl/renderer.h).

   A value that holds references: copy it with hf_scene_copy, end it with hf_scene_clear. */
#pragma once

#include "image/reslice.h"
#include "mesh/camera.h"
#include "mesh/mesh.h"

G_BEGIN_DECLS

#define HF_SCENE_MAX_SURFACES 64 /* as u_colors of the shaders */

typedef struct {
  HfMesh *mesh;
  HfMesh *proxy;  /* nullable: coarse, drawn instead while the scene is coarse */
  HfMesh *drawn;  /* nullable, owned: the same triangles, drawn instead of the mesh; sharp edges */
  float color[3]; /* sRGB, 0..1 */
  float opacity;
  gboolean visible;
  gboolean
      open; /* has boundary edges, or triangles that are turned over: back faces are seen, and tinted
                  * even where it is transparent */
  float low[3], high[3]; /* of the mesh, LPS mm */
} HfSceneSurface;

typedef struct {
  GBytes *bgra; /* nullable: not shown. view.width x view.height pixels, premultiplied */
  HfView view;
} HfScenePlane;

typedef struct {
  HfCamera camera;
  HfSceneSurface surfaces[HF_SCENE_MAX_SURFACES];
  guint n_surfaces;
  HfScenePlane planes[HF_N_PLANES];
  float clips[HF_N_PLANES][4]; /* a b c d: visible where ax + by + cz + d >= 0, LPS mm */
  guint n_clips;
  gboolean axes;        /* box, ticks, numbers, orientation letters */
  gboolean marker;      /* the lettered cube in the corner; the scale bar where orthographic */
  gboolean edges;       /* of triangles */
  gboolean transparent; /* no background */
  gboolean coarse;      /* draw the proxies */
  gboolean show_cursor;
  float cursor[3]; /* LPS mm */
  double scale;    /* device pixels a logical pixel: for letters and lines */
  int smooth;      /* samples a pixel, each way: 1, 2; 0: one for two */
  GBytes *order;   /* nullable: of hf_scene_sort */
} HfScene;

void hf_scene_init (HfScene *self);
void hf_scene_copy (HfScene *self, const HfScene *from); /* self need not be initialized */
void hf_scene_clear (HfScene *self);
void hf_scene_add (HfScene *self, HfMesh *mesh, HfMesh *proxy); /* light blue, opacity 0.5 */
HfMesh *hf_scene_mesh (const HfScene *self, guint n);           /* what is drawn: proxy or mesh */
gboolean hf_scene_is_proxy (const HfScene *self, guint n);      /* that is drawn */
void hf_scene_bounds (const HfScene *self, float low[3], float high[3]);
gboolean hf_scene_is_translucent (const HfScene *self);
/* The translucent surfaces, large ones first: they lie outside of small ones, so that their back faces
 * come first and their front faces last. Returns how many. */
guint hf_scene_by_size (const HfScene *self, guint order[HF_SCENE_MAX_SURFACES]);
/* Puts the triangles of all translucent surfaces in order for this camera; any thread, 10 ns each.
 * Without it transparent surfaces are drawn back faces first, which shows inner walls before outer ones.
 * width, height: px of a canvas with one sample a pixel, where triangles that no pixel shows are left
 * out, for software; 0: they are not. */
void hf_scene_sort (HfScene *self, int width, int height);

/* fit.c: puts the camera so near, in its direction, that surfaces, axes and marker have room in a picture.
 * px: device pixels a logical one. */
void hf_scene_fit (HfScene *self, int width, int height, double px);

G_END_DECLS
