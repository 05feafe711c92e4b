/* One picture: background and grid; opaque surfaces; slices; transparent surfaces, in order where there
   is one, else back faces before front faces; the picture is resolved (supersampled or multisampled); then letters.

   In software the cost is the number of triangles, so multisampling is for graphics cards only, and
   a scene may ask for more samples a pixel (smooth) where there is time. */
#include "gl/renderer.h"

#include "core/error.h"
#include "gl/axes.h"
#include "gl/overlay.h"
#include "gl/program.h"
#include "gl/surface-buffers.h"
#include "gl/target.h"

#include <cglm/cglm.h>
#include <epoxy/gl.h>
#include <glib/gi18n-lib.h>

#define SAMPLES 4    /* multisampling on graphics cards */
#define FINE_PX 2.5f /* logical: where edges are longer, light is worked out for every pixel */
/* The light that edges take where they are too dense to be told apart: shaders/edges.vert. */
#define VEIL 0.29f

typedef struct {
  GLuint framebuffer, color, depth;
  int width, height, samples;
} Canvas;

/* From SURFACE on each is there twice: without, with clip planes. */
enum {
  BACKDROP,
  PLANE,
  SURFACE,
  GOURAUD = SURFACE + 2,
  EDGES = GOURAUD + 2,
  N_PROGRAMS = EDGES + 2
};

struct _HfRenderer {
  gboolean software;
  GLint max_samples, max_size;
  GLuint programs[N_PROGRAMS]; /* 0: not needed yet */
  GError *error;               /* why a program cannot be made; nullable */
  GLuint empty;                /* a vertex array without attributes */
  HfOverlay *overlay;
  HfSurfaceBuffers *buffers[2]; /* fine, coarse: both stay, so that turning uploads nothing */
  Canvas canvas;
  GLuint picture[HF_N_PLANES];
  GBytes *pictured[HF_N_PLANES]; /* what is in "picture" */
};

typedef struct {
  const HfScene *scene;
  float view[16], projection[16];
  float depth[2]; /* mm from the eye: nearest, farthest of the box */
  float px;       /* device px a logical px, of the canvas */
  int width, height;
} Frame;

HfRenderer *
hf_renderer_new (GError **error)
{
  HfRenderer *self = g_new0 (HfRenderer, 1);

  self->software = hf_gl_is_software ();
  glGetIntegerv (GL_MAX_SAMPLES, &self->max_samples);
  glGetIntegerv (GL_MAX_RENDERBUFFER_SIZE, &self->max_size);
  self->overlay = hf_overlay_new (error);
  if (!self->overlay) {
    hf_renderer_free (self);
    return NULL;
  }
  glGenVertexArrays (1, &self->empty);
  self->buffers[0] = hf_surface_buffers_new ();
  self->buffers[1] = hf_surface_buffers_new ();
  return self;
}

static void
clear_canvas (Canvas *canvas)
{
  glDeleteFramebuffers (1, &canvas->framebuffer);
  glDeleteRenderbuffers (1, &canvas->color);
  glDeleteRenderbuffers (1, &canvas->depth);
  *canvas = (Canvas){ 0 };
}

void
hf_renderer_free (HfRenderer *self)
{
  if (!self)
    return;
  clear_canvas (&self->canvas);
  for (int n = 0; n < N_PROGRAMS; n++)
    glDeleteProgram (self->programs[n]);
  g_clear_error (&self->error);
  for (int coarse = 0; coarse < 2; coarse++)
    hf_surface_buffers_free (self->buffers[coarse]);
  glDeleteVertexArrays (1, &self->empty);
  glDeleteTextures (HF_N_PLANES, self->picture);
  for (int n = 0; n < HF_N_PLANES; n++)
    g_clear_pointer (&self->pictured[n], g_bytes_unref);
  hf_overlay_free (self->overlay);
  g_free (self);
}

gboolean
hf_renderer_is_software (HfRenderer *self)
{
  return self->software;
}

/* Made when first needed: a driver in software keeps up to a megabyte for each. Where it cannot be made, nothing is drawn and
   the picture ends with the error. */
static GLuint
get_program (HfRenderer *self, int which)
{
  static const char *const sources[N_PROGRAMS][3] = {
    [BACKDROP] = { "backdrop.vert", "backdrop.frag", NULL },
    [PLANE] = { "plane.vert", "plane.frag", NULL },
    [SURFACE] = { "surface.vert", "surface.frag", NULL },
    [SURFACE + 1] = { "surface.vert", "surface.frag", "CLIP" },
    [GOURAUD] = { "gouraud.vert", "gouraud.frag", NULL },
    [GOURAUD + 1] = { "gouraud.vert", "gouraud.frag", "CLIP" },
    [EDGES] = { "edges.vert", "edges.frag", NULL },
    [EDGES + 1] = { "edges.vert", "edges.frag", "CLIP" },
  };

  if (!self->programs[which] && !self->error)
    self->programs[which] =
        hf_program_new (sources[which][0], sources[which][1], sources[which][2], &self->error);
  return self->programs[which];
}

/* Where surfaces are drawn: larger than the picture or with several samples a pixel. */
static gboolean
set_canvas (HfRenderer *self, int width, int height, int samples, GError **error)
{
  Canvas *canvas = &self->canvas;

  if (canvas->framebuffer && canvas->width == width && canvas->height == height &&
      canvas->samples == samples)
    return TRUE;
  clear_canvas (canvas);
  *canvas = (Canvas){ .width = width, .height = height, .samples = samples };
  glGenFramebuffers (1, &canvas->framebuffer);
  glGenRenderbuffers (1, &canvas->color);
  glGenRenderbuffers (1, &canvas->depth);
  glBindRenderbuffer (GL_RENDERBUFFER, canvas->color);
  glRenderbufferStorageMultisample (GL_RENDERBUFFER, samples, GL_RGBA8, width, height);
  glBindRenderbuffer (GL_RENDERBUFFER, canvas->depth);
  glRenderbufferStorageMultisample (GL_RENDERBUFFER, samples, GL_DEPTH_COMPONENT24, width, height);
  glBindFramebuffer (GL_FRAMEBUFFER, canvas->framebuffer);
  glFramebufferRenderbuffer (GL_FRAMEBUFFER, GL_COLOR_ATTACHMENT0, GL_RENDERBUFFER, canvas->color);
  glFramebufferRenderbuffer (GL_FRAMEBUFFER, GL_DEPTH_ATTACHMENT, GL_RENDERBUFFER, canvas->depth);
  if (glCheckFramebufferStatus (GL_FRAMEBUFFER) == GL_FRAMEBUFFER_COMPLETE)
    return TRUE;
  g_set_error (error, HF_ERROR, HF_CODE_NO_MEMORY,
               _ ("There is no graphics memory for a picture of %d x %d pixels"), width, height);
  clear_canvas (canvas);
  return FALSE;
}

static void
draw_backdrop (HfRenderer *self, const Frame *frame)
{
  glDepthMask (GL_TRUE);
  glClearColor (0, 0, 0, 0);
  glClear (GL_COLOR_BUFFER_BIT | GL_DEPTH_BUFFER_BIT);
  glDisable (GL_DEPTH_TEST);
  glDisable (GL_CULL_FACE);
  if (!frame->scene->transparent) {
    const GLuint program = get_program (self, BACKDROP);

    glDisable (GL_BLEND);
    glUseProgram (program);
    glUniform3f (glGetUniformLocation (program, "u_top"), 0.165f, 0.175f, 0.20f);
    glUniform3f (glGetUniformLocation (program, "u_bottom"), 0.055f, 0.057f, 0.066f);
    glBindVertexArray (self->empty);
    glDrawArrays (GL_TRIANGLES, 0, 3);
    glBindVertexArray (0);
  }
}

static void
use_matrices (GLuint program, const Frame *frame)
{
  glUseProgram (program);
  glUniformMatrix4fv (glGetUniformLocation (program, "u_view"), 1, FALSE, frame->view);
  glUniformMatrix4fv (glGetUniformLocation (program, "u_projection"), 1, FALSE, frame->projection);
}

/* A proxy's edges stand for those of its mesh where they are up to three times as long. */
static gboolean
has_own_edges (const HfScene *scene, guint n)
{
  const HfSceneSurface *surface = &scene->surfaces[n];

  return !hf_scene_is_proxy (scene, n) ||
         hf_mesh_n_triangles (surface->mesh) / 9 <= hf_mesh_n_triangles (surface->proxy);
}

static void
use_surface_program (GLuint program, const Frame *frame)
{
  const HfScene *scene = frame->scene;
  float colors[HF_SCENE_MAX_SURFACES][4] = { 0 };

  use_matrices (program, frame);
  for (guint n = 0; n < scene->n_surfaces; n++) {
    glm_vec3_copy ((float *) scene->surfaces[n].color, colors[n]);
    colors[n][3] = scene->surfaces[n].opacity;
    if (scene->edges && !has_own_edges (scene, n)) /* no other edges, but their light */
      glm_vec3_scale (colors[n], 1 - VEIL * colors[n][3] * colors[n][3], colors[n]);
  }
  glUniform4fv (glGetUniformLocation (program, "u_colors"), HF_SCENE_MAX_SURFACES, colors[0]);
  glUniform1i (glGetUniformLocation (program, "u_orthographic"), scene->camera.orthographic);
  glUniform2f (glGetUniformLocation (program, "u_depth"), frame->depth[0], frame->depth[1]);
  glUniform1i (glGetUniformLocation (program, "u_n_clips"), (GLint) scene->n_clips);
  if (scene->n_clips > 0)
    glUniform4fv (glGetUniformLocation (program, "u_clips"), (GLsizei) scene->n_clips,
                  scene->clips[0]);
}

/* Of the edges of a surface, in px of the canvas at the depth of the center. */
static float
mean_edge_px (const Frame *frame, guint surface)
{
  HfMesh *mesh = hf_scene_mesh (frame->scene, surface);
  const guint32 *t = hf_mesh_triangles (mesh);
  const guint32 n = hf_mesh_n_triangles (mesh), step = MAX (n / 1000, 1);
  const float *p = hf_mesh_positions (mesh);
  double sum = 0;
  guint32 count = 0;

  for (guint32 at = 0; at < n; at += step, count++)
    sum += glm_vec3_distance ((float *) p + 3 * (gsize) t[3 * (gsize) at],
                              (float *) p + 3 * (gsize) t[3 * (gsize) at + 1]);
  return (float) (sum / MAX (count, 1) /
                  hf_camera_mm_per_px (&frame->scene->camera, frame->height));
}

/* In software light is worked out for vertices where it may move, or where they are as many as the
   pixels anyway. */
static GLuint
surface_program (HfRenderer *self, const Frame *frame)
{
  const HfScene *scene = frame->scene;
  gboolean for_vertices;
  float largest = 0;

  for (guint n = 0; n < scene->n_surfaces; n++)
    if (scene->surfaces[n].visible)
      largest = MAX (largest, mean_edge_px (frame, n));
  for_vertices = self->software && (scene->coarse || largest < FINE_PX * frame->px);
  return get_program (self, (for_vertices ? GOURAUD : SURFACE) + (scene->n_clips > 0));
}

static void
draw_opaque (HfRenderer *self, HfSurfaceBuffers *buffers, const Frame *frame)
{
  const HfScene *scene = frame->scene;
  const GLuint program = surface_program (self, frame);

  glEnable (GL_DEPTH_TEST);
  glDepthFunc (GL_LESS);
  glDepthMask (GL_TRUE);
  glDisable (GL_BLEND);
  use_surface_program (program, frame);
  glUniform1i (glGetUniformLocation (program, "u_tint_back"), TRUE);
  if (scene->edges) {
    glEnable (GL_POLYGON_OFFSET_FILL);
    glPolygonOffset (1, 1);
  }
  for (guint n = 0; n < scene->n_surfaces; n++) {
    const HfSceneSurface *surface = &scene->surfaces[n];

    if (!surface->visible || surface->opacity < 0.999f)
      continue;
    /* Of a closed surface nobody sees the inner side; leaving it out halves the cost. A proxy has
       triangles that are turned over. */
    if (surface->open || scene->n_clips > 0 || hf_scene_is_proxy (scene, n))
      glDisable (GL_CULL_FACE);
    else
      glEnable (GL_CULL_FACE);
    glCullFace (GL_BACK);
    hf_surface_buffers_draw (buffers, n);
  }
  glDisable (GL_CULL_FACE);
  glDisable (GL_POLYGON_OFFSET_FILL);
}

static gboolean
has_opaque_parts (const HfScene *scene)
{
  for (guint n = 0; n < scene->n_surfaces; n++)
    if (scene->surfaces[n].visible && scene->surfaces[n].opacity >= 0.999f)
      return TRUE;
  for (int n = 0; n < HF_N_PLANES; n++)
    if (scene->planes[n].bgra)
      return TRUE;
  return FALSE;
}

static void
draw_translucent (HfRenderer *self, HfSurfaceBuffers *buffers, const Frame *frame)
{
  const HfScene *scene = frame->scene;
  const GLuint program = surface_program (self, frame);
  const GLint tint = glGetUniformLocation (program, "u_tint_back");
  guint order[HF_SCENE_MAX_SURFACES];
  const guint count = hf_scene_by_size (scene, order);

  if (count == 0)
    return;
  if (has_opaque_parts (scene))
    glEnable (GL_DEPTH_TEST);
  else /* nothing can hide them: in software looking costs a twentieth */
    glDisable (GL_DEPTH_TEST);
  glDepthFunc (GL_LEQUAL);
  glDepthMask (GL_FALSE);
  glEnable (GL_BLEND);
  glBlendFunc (GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  use_surface_program (program, frame);
  if (scene->order) {
    gboolean any_open = FALSE;

    for (guint n = 0; n < count; n++)
      any_open = any_open || scene->surfaces[order[n]].open;
    glUniform1i (tint, any_open);
    glDisable (GL_CULL_FACE);
    hf_surface_buffers_draw_sorted (buffers, scene->order);
  } else {
    glEnable (GL_CULL_FACE);
    for (guint n = 0; n < 2 * count; n++) {
      const guint surface = n < count ? order[n] : order[2 * count - 1 - n];

      glUniform1i (tint, scene->surfaces[surface].open);
      glCullFace (n < count ? GL_FRONT : GL_BACK);
      hf_surface_buffers_draw (buffers, surface);
    }
    glDisable (GL_CULL_FACE);
  }
  glDepthMask (GL_TRUE);
}

static void
draw_edges (HfRenderer *self, HfSurfaceBuffers *buffers, const Frame *frame)
{
  const HfScene *scene = frame->scene;
  const GLuint program = get_program (self, EDGES + (scene->n_clips > 0));

  glEnable (GL_DEPTH_TEST);
  glDepthFunc (GL_LEQUAL);
  glDepthMask (GL_FALSE);
  glEnable (GL_BLEND);
  glBlendFunc (GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  use_surface_program (program, frame);
  glUniform1f (glGetUniformLocation (program, "u_px"),
               frame->projection[5] * (float) frame->height / 2);
  for (guint n = 0; n < scene->n_surfaces; n++) {
    if (scene->surfaces[n].visible && has_own_edges (scene, n))
      hf_surface_buffers_draw_edges (buffers, n);
  }
  glDepthMask (GL_TRUE);
}

static void
upload_picture (HfRenderer *self, int plane, const HfScenePlane *from)
{
  const GLenum format = epoxy_is_desktop_gl () ? GL_BGRA : GL_RGBA;

  if (self->pictured[plane] == from->bgra)
    return;
  if (!self->picture[plane])
    glGenTextures (1, &self->picture[plane]);
  glBindTexture (GL_TEXTURE_2D, self->picture[plane]);
  glPixelStorei (GL_UNPACK_ALIGNMENT, 4);
  glTexImage2D (GL_TEXTURE_2D, 0, GL_RGBA8, from->view.width, from->view.height, 0, format,
                GL_UNSIGNED_BYTE, g_bytes_get_data (from->bgra, NULL));
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  g_clear_pointer (&self->pictured[plane], g_bytes_unref);
  self->pictured[plane] = g_bytes_ref (from->bgra);
}

static void
draw_plane (HfRenderer *self, const Frame *frame, int plane, gboolean solid)
{
  static const float frames[HF_N_PLANES][3] = {
    [HF_PLANE_AXIAL] = { 0.953f, 0.290f, 0.200f },
    [HF_PLANE_SAGITTAL] = { 0.929f, 0.835f, 0.298f },
    [HF_PLANE_CORONAL] = { 0.431f, 0.690f, 0.294f },
  };
  const HfView *view = &frame->scene->planes[plane].view;
  const GLuint program = get_program (self, PLANE);
  float origin[3], right[3], down[3];

  for (int axis = 0; axis < 3; axis++) {
    right[axis] = (float) (view->right[axis] * view->width);
    down[axis] = (float) (view->down[axis] * view->height);
    origin[axis] = (float) (view->origin[axis] - (view->right[axis] + view->down[axis]) / 2);
  }
  upload_picture (self, plane, &frame->scene->planes[plane]);
  glBindTexture (GL_TEXTURE_2D, self->picture[plane]);
  use_matrices (program, frame);
  glUniform3fv (glGetUniformLocation (program, "u_origin"), 1, origin);
  glUniform3fv (glGetUniformLocation (program, "u_right"), 1, right);
  glUniform3fv (glGetUniformLocation (program, "u_down"), 1, down);
  glUniform3fv (glGetUniformLocation (program, "u_frame"), 1, frames[plane]);
  glUniform1f (glGetUniformLocation (program, "u_frame_px"), MAX (1.5f * frame->px, 1.2f));
  glUniform1i (glGetUniformLocation (program, "u_red_is_blue"), !epoxy_is_desktop_gl ());
  glUniform1i (glGetUniformLocation (program, "u_solid"), solid);
  glUniform1i (glGetUniformLocation (program, "u_picture"), 0);
  glBindVertexArray (self->empty);
  glDrawArrays (GL_TRIANGLE_STRIP, 0, 4);
  glBindVertexArray (0);
}

/* First what hides others, of all planes: they pass through each other. */
static void
draw_planes (HfRenderer *self, const Frame *frame)
{
  glEnable (GL_DEPTH_TEST);
  glDepthFunc (GL_LESS);
  glEnable (GL_BLEND);
  glBlendFunc (GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  glDisable (GL_CULL_FACE);
  glActiveTexture (GL_TEXTURE0);
  for (int solid = 1; solid >= 0; solid--) {
    glDepthMask (solid ? GL_TRUE : GL_FALSE);
    for (int n = 0; n < HF_N_PLANES; n++)
      if (frame->scene->planes[n].bgra)
        draw_plane (self, frame, n, solid);
  }
  glDepthMask (GL_TRUE);
}

/* Of the box along the line of sight: far parts are a little darker. */
static void
find_depth (Frame *frame)
{
  float low[3], high[3];

  hf_scene_bounds (frame->scene, low, high);
  frame->depth[0] = FLT_MAX;
  frame->depth[1] = -FLT_MAX;
  for (int corner = 0; corner < 8; corner++) {
    const float *m = frame->view;
    const float x = corner & 1 ? high[0] : low[0], y = corner & 2 ? high[1] : low[1];
    const float z = corner & 4 ? high[2] : low[2];
    const float depth = -(m[2] * x + m[6] * y + m[10] * z + m[14]);

    frame->depth[0] = MIN (frame->depth[0], depth);
    frame->depth[1] = MAX (frame->depth[1], depth);
  }
  frame->depth[1] = MAX (frame->depth[1], frame->depth[0] + 1e-3f);
}

static void
draw_surfaces (HfRenderer *self, const Frame *frame)
{
  HfSurfaceBuffers *buffers = self->buffers[frame->scene->coarse ? 1 : 0];

  hf_surface_buffers_set (buffers, frame->scene);
  draw_opaque (self, buffers, frame);
  draw_planes (self, frame);
  draw_translucent (self, buffers, frame);
  if (frame->scene->edges)
    draw_edges (self, buffers, frame);
}

/* Pixels of the canvas for one of the picture, each way. Multisampled canvases keep the size: they
 * cannot be stretched. */
static float
canvas_factor (HfRenderer *self, const HfScene *scene, int samples, int largest)
{
  if (samples > 0)
    return 1;
  if (scene->smooth < 1)
    return 0.5f;
  return scene->smooth > 1 && largest * 2 <= self->max_size ? 2 : 1;
}

gboolean
hf_renderer_draw (HfRenderer *self,
                  const HfScene *scene,
                  guint framebuffer,
                  int width,
                  int height,
                  GError **error)
{
  const int samples = self->software ? 0 : MIN (SAMPLES, self->max_samples);
  const float factor = canvas_factor (self, scene, samples, MAX (width, height));
  Frame frame = { .scene = scene,
                  .width = MAX (1, (int) (width * factor)),
                  .height = MAX (1, (int) (height * factor)) };

  if (width < 1 || height < 1)
    return TRUE;
  if (!set_canvas (self, frame.width, frame.height, samples, error))
    return FALSE;
  frame.px = (float) (scene->scale > 0 ? scene->scale : 1) * factor;
  hf_camera_matrices (&scene->camera, width, height, frame.view, frame.projection);
  find_depth (&frame);
  glBindFramebuffer (GL_FRAMEBUFFER, self->canvas.framebuffer);
  glViewport (0, 0, frame.width, frame.height);
  glDisable (GL_SCISSOR_TEST);
  glColorMask (TRUE, TRUE, TRUE, TRUE);
  draw_backdrop (self, &frame);
  hf_axes_behind (self->overlay, scene, frame.width, frame.height, frame.px);
  hf_overlay_draw (self->overlay, frame.width, frame.height);
  draw_surfaces (self, &frame);

  glBindFramebuffer (GL_READ_FRAMEBUFFER, self->canvas.framebuffer);
  glBindFramebuffer (GL_DRAW_FRAMEBUFFER, framebuffer);
  glBlitFramebuffer (0, 0, frame.width, frame.height, 0, 0, width, height, GL_COLOR_BUFFER_BIT,
                     factor != 1 ? GL_LINEAR : GL_NEAREST);
  glBindFramebuffer (GL_FRAMEBUFFER, framebuffer);
  glViewport (0, 0, width, height);
  hf_axes_before (self->overlay, scene, width, height, frame.px / factor);
  hf_overlay_draw (self->overlay, width, height);
  if (!self->error)
    return TRUE;
  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}

guint8 *
hf_scene_to_pixels (const HfScene *scene, int width, int height, GError **error)
{
  g_autoptr (HfTarget) target = hf_target_new (error);
  HfRenderer *renderer = target ? hf_renderer_new (error) : NULL;
  guint8 *pixels = NULL;
  HfScene sorted;

  if (!renderer)
    return NULL;
  hf_scene_copy (&sorted, scene);
  hf_scene_sort (&sorted, 0, 0);
  if (hf_target_resize (target, width, height, error) &&
      hf_renderer_draw (renderer, &sorted, hf_target_framebuffer (target), width, height, error))
    pixels = hf_target_read (target);
  hf_scene_clear (&sorted);
  hf_renderer_free (renderer);
  return pixels;
}
