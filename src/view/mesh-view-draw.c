/* OpenGL in the widget. With a graphics card the full surface is always drawn here, its triangles put
   in order for every frame: some milliseconds. In software a
   proxy is drawn while something moves, at half size, and the full picture at rest, both in threads
   (gl/still.h): the main thread waits for neither. Threads draw as well where GTK has no OpenGL. */
#include "view/mesh-view-private.h"

#include "gl/program.h"
#include "view/mesh-area.h"
#include "view/theme.h"

#include <epoxy/gl.h>
#include <glib/gi18n-lib.h>

#define SLOW_MS 400 /* a picture at rest */

static void
get_size_px (HfMeshView *self, int *width, int *height)
{
  const int scale = gtk_widget_get_scale_factor (self->area);

  *width = gtk_widget_get_width (self->area) * scale;
  *height = gtk_widget_get_height (self->area) * scale;
}

static gboolean
slow_cb (gpointer data)
{
  HfMeshView *self = data;

  self->slow_id = 0;
  self->slow = TRUE;
  hf_mesh_view_update_texts (self);
  return G_SOURCE_REMOVE;
}

/* Who cannot see it is told when the picture is not yet the finest one; so are the documentation's
   pictures. Who sees it is told when the picture at rest takes long: until then a coarse one is seen. */
static void
tell_busy (HfMeshView *self)
{
  const gboolean busy = !hf_mesh_view_is_settled (self);

  gtk_accessible_update_state (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_STATE_BUSY, busy, -1);
  if (busy && !self->moving) {
    if (!self->slow && !self->slow_id)
      self->slow_id = g_timeout_add (SLOW_MS, slow_cb, self);
    return;
  }
  g_clear_handle_id (&self->slow_id, g_source_remove);
  if (!self->slow)
    return;
  self->slow = FALSE;
  hf_mesh_view_update_texts (self);
}

/* Not through the area: there a full-size frame is stretched and read back, which takes longer than
   to draw the proxy. */
static gboolean
draws_in_threads (HfMeshView *self)
{
  return self->software && !self->still_failed;
}

static gboolean
can_draw (HfMeshView *self)
{
  return self->renderer || draws_in_threads (self);
}

static void
show_no_gl (HfMeshView *self, const char *reason)
{
  g_autofree char *text = g_strdup_printf (
      _ ("%s\n\nSlices, histogram, measurements and export work without it."), reason);

  gtk_label_set_text (self->no_gl, text);
  self->no_gl_error = TRUE;
  hf_panel_want (self, HF_WANT_SURFACE, FALSE);
  gtk_stack_set_visible_child_name (self->stack, "no-gl");
}

static GdkGLContext *
try_context (GdkSurface *surface, gboolean es, GError **error)
{
  g_autoptr (GdkGLContext) context = gdk_surface_create_gl_context (surface, error);

  if (!context)
    return NULL;
  gdk_gl_context_set_allowed_apis (context, es ? GDK_GL_API_GLES : GDK_GL_API_GL);
  gdk_gl_context_set_required_version (context, 3, es ? 0 : 3);
  return gdk_gl_context_realize (context, error) ? g_steal_pointer (&context) : NULL;
}

/* OpenGL 3.3, else OpenGL ES 3.0. */
static GdkGLContext *
create_context_cb (GtkGLArea *area)
{
  GdkSurface *surface = gtk_native_get_surface (gtk_widget_get_native (GTK_WIDGET (area)));
  g_autoptr (GError) error = NULL;
  GdkGLContext *context = try_context (surface, hf_gl_prefers_es (), &error);

  if (!context)
    context = try_context (surface, !hf_gl_prefers_es (), NULL);
  if (!context)
    gtk_gl_area_set_error (area, error);
  return context;
}

static void
realize_cb (HfMeshView *self)
{
  g_autoptr (GError) error = NULL;

  gtk_gl_area_make_current (GTK_GL_AREA (self->area));
  if (gtk_gl_area_get_error (GTK_GL_AREA (self->area))) {
    self->software = TRUE;
    hf_mesh_view_request_rest (self);
    return;
  }
  self->renderer = hf_renderer_new (&error);
  if (!self->renderer) {
    show_no_gl (self, error->message);
    return;
  }
  self->software = hf_renderer_is_software (self->renderer);
  hf_mesh_view_request_rest (self);
}

/* The context goes, and everything in it: realize uploads anew. */
static void
unrealize_cb (HfMeshView *self)
{
  gtk_gl_area_make_current (GTK_GL_AREA (self->area));
  if (!gtk_gl_area_get_error (GTK_GL_AREA (self->area)))
    g_clear_pointer (&self->renderer, hf_renderer_free);
}

/* Letters and lines are of the screen's size and of the user's text size. */
static double
scene_scale (HfMeshView *self)
{
  return gtk_widget_get_scale_factor (self->area) * hf_theme_text_scale (self->area);
}

static gboolean
render_cb (GtkGLArea *area, GdkGLContext *context, HfMeshView *self)
{
  g_autoptr (GError) error = NULL;
  GLint framebuffer = 0;
  int width, height;

  get_size_px (self, &width, &height);
  if (!self->renderer || width < 1 || height < 1)
    return TRUE;
  gtk_gl_area_attach_buffers (area);
  glGetIntegerv (GL_DRAW_FRAMEBUFFER_BINDING, &framebuffer);
  self->scene.coarse = self->software && (self->moving || !self->still_failed);
  self->scene.smooth = self->scene.coarse ? 0 : 1;
  self->scene.scale = scene_scale (self);
  if (!self->scene.order)
    hf_scene_sort (&self->scene, 0, 0);
  if (!hf_renderer_draw (self->renderer, &self->scene, (guint) framebuffer, width, height, &error))
    hf_session_set_message (hf_panel_session (self), error);
  if (self->scene.coarse) /* it is that of the proxies */
    g_clear_pointer (&self->scene.order, g_bytes_unref);
  return TRUE;
}

/* Also when it is shown: at rest nothing is made for a pane that nobody sees. */
static void
resize_cb (HfMeshView *self)
{
  hf_mesh_view_refit (self);
  hf_mesh_view_invalidate (self);
}

static void
still_done_cb (GBytes *pixels, int width, int height, const GError *error, gpointer data)
{
  HfMeshView *self = data;

  if (error) { /* without EGL: the area draws everything itself */
    self->still_failed = TRUE;
    if (!self->renderer)
      show_no_gl (self, error->message);
    hf_mesh_area_set_picture (HF_MESH_AREA (self->area), NULL, 0, 0);
    self->shows_previous = FALSE;
    hf_mesh_view_update_texts (self);
    hf_mesh_view_request_rest (self);
    return;
  }
  hf_mesh_area_set_picture (HF_MESH_AREA (self->area), pixels, width, height);
  if (!self->moving)
    self->picture_steps++;
  if (self->shows_previous) {
    self->shows_previous = FALSE;
    hf_mesh_view_update_texts (self);
  }
  tell_busy (self);
}

static void
cancel_pictures (HfMeshView *self)
{
  if (self->still)
    hf_still_cancel (self->still);
  if (self->motion)
    hf_still_cancel (self->motion);
}

void
hf_mesh_view_await_picture (HfMeshView *self)
{
  cancel_pictures (self);
  self->shows_previous = draws_in_threads (self) && self->scene.n_surfaces > 0 &&
                         hf_mesh_area_has_picture (HF_MESH_AREA (self->area));
}

void
hf_mesh_view_drop_picture (HfMeshView *self)
{
  cancel_pictures (self);
  self->shows_previous = FALSE;
  hf_mesh_area_set_picture (HF_MESH_AREA (self->area), NULL, 0, 0);
}

/* Two threads, so that a hand need not wait for a full picture that nobody wants any more. */
static void
request_picture (HfMeshView *self, int width, int height)
{
  HfScene *scene = &self->scene;
  HfStill **still = self->moving ? &self->motion : &self->still;

  if (!*still)
    *still = hf_still_new (still_done_cb, self);
  self->picture_steps = 0;
  scene->coarse = self->moving;
  scene->smooth = self->moving ? 1 : 2;
  scene->scale = scene_scale (self);
  hf_still_request (*still, scene, width, height);
  scene->smooth = 1;
}

void
hf_mesh_view_request_rest (HfMeshView *self)
{
  int width, height;

  if (!draws_in_threads (self) || !hf_mesh_area_has_picture (HF_MESH_AREA (self->area)))
    gtk_gl_area_queue_render (GTK_GL_AREA (self->area));
  get_size_px (self, &width, &height);
  if (!can_draw (self) || !gtk_widget_get_mapped (self->area) || width < 1 || height < 1 ||
      self->scene.n_surfaces == 0)
    return;
  if (draws_in_threads (self))
    request_picture (self, width, height);
}

/* The place of the crosshair: three short lines, 18 px where they are seen from the side. */
void
hf_mesh_view_update_marker (HfMeshView *self)
{
  const int width = gtk_widget_get_width (self->area), height = gtk_widget_get_height (self->area);
  HfSession *session = hf_panel_session (self);
  float ends[3][2][2], reach;
  double cursor[3];

  if (session && !hf_session_volume (session) && self->measure) {
    for (int n = 0; n < 6; n++) {
      ends[n / 2][n % 2][0] = (float) width / 2 + (n / 2 == 0 ? (n % 2 ? 9 : -9) : 0);
      ends[n / 2][n % 2][1] = (float) height / 2 + (n / 2 == 2 ? (n % 2 ? 9 : -9) : 0);
    }
    hf_mesh_area_set_marker (HF_MESH_AREA (self->area), (const float (*)[2][2]) ends);
    return;
  }
  if (!session || !hf_session_volume (session) || !hf_session_crosshair (session) || width < 1 ||
      height < 1) {
    hf_mesh_area_set_marker (HF_MESH_AREA (self->area), NULL);
    return;
  }
  hf_session_cursor (session, cursor);
  reach = (float) hf_camera_mm_per_px (&self->scene.camera, height) * 9;
  for (int n = 0; n < 6; n++) {
    float mm[3] = { (float) cursor[0], (float) cursor[1], (float) cursor[2] }, screen[3];

    mm[n / 2] += n % 2 ? reach : -reach;
    if (!hf_camera_project (&self->scene.camera, mm, width, height, screen)) {
      hf_mesh_area_set_marker (HF_MESH_AREA (self->area), NULL);
      return;
    }
    memcpy (ends[n / 2][n % 2], screen, sizeof ends[0][0]);
  }
  hf_mesh_area_set_marker (HF_MESH_AREA (self->area), (const float (*)[2][2]) ends);
}

void
hf_mesh_view_invalidate (HfMeshView *self)
{
  if (!draws_in_threads (self)) /* else it stays until the next one is there */
    hf_mesh_area_set_picture (HF_MESH_AREA (self->area), NULL, 0, 0);
  self->picture_steps = 0;
  hf_mesh_view_update_marker (self);
  hf_mesh_view_update_measure (self);
  g_clear_pointer (&self->scene.order, g_bytes_unref);
  if (self->still)
    hf_still_cancel (self->still);
  if (self->motion && !self->moving)
    hf_still_cancel (self->motion);
  hf_mesh_view_request_rest (self);
  tell_busy (self); /* also while it moves */
}

gboolean
hf_mesh_view_is_settled (HfMeshView *self)
{
  if (self->moving || hf_latest_is_busy (self->preparing) || hf_latest_is_busy (self->slicing))
    return FALSE;
  if (self->scene.n_surfaces == 0 || !can_draw (self))
    return TRUE;
  if (!gtk_widget_get_mapped (self->area))
    return TRUE;
  return !draws_in_threads (self) || self->picture_steps >= 2;
}

void
hf_mesh_view_init_drawing (HfMeshView *self)
{
  self->area = hf_mesh_area_new ();
  gtk_gl_area_set_auto_render (GTK_GL_AREA (self->area), FALSE);
  gtk_widget_set_hexpand (self->area, TRUE);
  gtk_widget_set_vexpand (self->area, TRUE);
  g_signal_connect (self->area, "create-context", G_CALLBACK (create_context_cb), NULL);
  g_signal_connect_swapped (self->area, "realize", G_CALLBACK (realize_cb), self);
  g_signal_connect_swapped (self->area, "unrealize", G_CALLBACK (unrealize_cb), self);
  g_signal_connect_swapped (self->area, "map", G_CALLBACK (resize_cb), self);
  g_signal_connect_swapped (self->area, "resize", G_CALLBACK (resize_cb), self);
  g_signal_connect_swapped (self->area, "resized", G_CALLBACK (resize_cb), self);
  g_signal_connect (self->area, "render", G_CALLBACK (render_cb), self);
}

void
hf_mesh_view_stop_drawing (HfMeshView *self)
{
  g_clear_handle_id (&self->slow_id, g_source_remove);
  g_clear_pointer (&self->still, hf_still_free);
  g_clear_pointer (&self->motion, hf_still_free);
}
