/* What of the session is shown: its surfaces, each with its proxy and picker, slices, clip planes. */
#include "view/mesh-view-private.h"

#include "view/count-text.h"
#include "view/theme.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static void
set_color (float color[3], guint32 rgb)
{
  for (int n = 0; n < 3; n++)
    color[n] = (rgb >> (16 - 8 * n) & 255) / 255.0f;
}

static void
add_surface (HfMeshView *self,
             HfMesh *mesh,
             const HfMeshReport *report,
             guint32 rgb,
             double opacity,
             gboolean visible)
{
  const HfPreparedMesh *made = hf_prepared_find (self->prepared, mesh);
  HfSceneSurface *surface;

  if (!made || hf_mesh_n_triangles (mesh) == 0)
    return;
  if (self->scene.n_surfaces == HF_SCENE_MAX_SURFACES) {
    self->n_left_out++;
    return;
  }
  hf_scene_add (&self->scene, mesh, made->proxy);
  surface = &self->scene.surfaces[self->scene.n_surfaces - 1];
  set_color (surface->color, rgb);
  surface->opacity = (float) opacity;
  surface->visible = visible;
  surface->open = report && (!report->watertight || !report->oriented || report->inside_out > 0);
  surface->drawn = made->drawn ? hf_mesh_ref (made->drawn) : NULL;
}

/* The first side is what a reader of slices cuts away first: above, left, in front. */
static void
add_clip (HfMeshView *self, HfSession *session, HfPlane plane, gboolean second)
{
  const double side = (plane == HF_PLANE_AXIAL) == second ? 1 : -1;
  float *clip = self->scene.clips[self->scene.n_clips++];
  double cursor[3], right[3], down[3], distance = 0;

  hf_plane_directions (hf_volume_geometry (hf_session_volume (session)), plane, right, down);
  hf_session_cursor (session, cursor);
  for (int n = 0; n < 3; n++) {
    const int a = (n + 1) % 3, b = (n + 2) % 3;
    const double normal = side * (right[a] * down[b] - right[b] * down[a]);

    clip[n] = (float) normal;
    distance += normal * cursor[n];
  }
  clip[3] = (float) -distance;
}

static void
set_clips (HfMeshView *self)
{
  HfSession *session = hf_panel_session (self);

  self->scene.n_clips = 0;
  for (int plane = 0; session && hf_session_volume (session) && plane < HF_N_PLANES; plane++)
    if (self->clips[plane][0] || self->clips[plane][1])
      add_clip (self, session, plane, self->clips[plane][1]);
}

/* Just kept, and the level is the same: drawn twice it would look half as translucent. */
static gboolean
is_kept (HfSession *session, HfMesh *mesh)
{
  GPtrArray *kept = hf_session_kept_surfaces (session);

  for (guint n = 0; n < kept->len; n++) {
    const HfKeptSurface *surface = g_ptr_array_index (kept, n);

    if (surface->mesh == mesh)
      return TRUE;
  }
  return FALSE;
}

/* What the level, the keeping and the mesh files made, as far as it is prepared. */
static void
add_surfaces (HfMeshView *self, HfSession *session)
{
  GPtrArray *kept = hf_session_kept_surfaces (session);
  HfMesh *live = hf_session_surface (session);

  self->n_left_out = 0;
  if (live && !is_kept (session, live))
    add_surface (self, live, hf_session_surface_report (session), hf_session_surface_rgb (session),
                 hf_session_get (session, HF_PARAM_SURFACE_OPACITY), TRUE);
  for (guint n = 0; n < kept->len; n++) {
    const HfKeptSurface *surface = g_ptr_array_index (kept, n);

    add_surface (self, surface->mesh, &surface->report, surface->rgb, surface->opacity,
                 surface->visible);
  }
}

/* "1,930,112 triangles · 412.3 ml" of all visible surfaces; ml where there is one. */
static char *
describe_surfaces (HfMeshView *self, HfSession *session)
{
  const HfMeshReport *report = hf_session_surface_report (session);
  GString *text = g_string_new (NULL);
  g_autofree char *count = NULL;
  guint64 triangles = 0;
  guint n_visible = 0;
  gboolean is_live = FALSE; /* the session's newest, not one that waits to be prepared */

  for (guint n = 0; n < self->scene.n_surfaces; n++)
    if (self->scene.surfaces[n].visible) {
      triangles += hf_mesh_n_triangles (self->scene.surfaces[n].mesh);
      n_visible++;
      is_live |= self->scene.surfaces[n].mesh == hf_session_surface (session);
    }
  count = hf_count_text (triangles);
  g_string_append_printf (text, _ ("%s triangles"), count);
  if (n_visible == 1 && is_live && report && report->volume_exact)
    g_string_append_printf (text, " · %.1f ml", report->volume_ml);
  if (is_live && hf_session_surface_is_coarse (session))
    g_string_append (text, _ (" · coarse"));
  if (self->n_left_out > 0)
    g_string_append_printf (text, _ (" · only %u of %u surfaces"), self->scene.n_surfaces,
                            self->scene.n_surfaces + self->n_left_out);
  return g_string_free (text, FALSE);
}

/* The same surfaces: whatever else changed, the texts are right for a picture from before. */
static gboolean
shows_same (const HfScene *scene, const HfSceneSurface *before, guint n_before)
{
  gboolean same = scene->n_surfaces == n_before;

  for (guint n = 0; same && n < n_before; n++)
    same = scene->surfaces[n].mesh == before[n].mesh &&
           scene->surfaces[n].visible == before[n].visible;
  return same;
}

void
hf_mesh_view_fit (HfMeshView *self)
{
  hf_scene_fit (&self->scene, gtk_widget_get_width (self->area), gtk_widget_get_height (self->area),
                hf_theme_text_scale (self->area));
  memcpy (self->fit_low, self->scene.camera.low, sizeof self->fit_low);
  memcpy (self->fit_high, self->scene.camera.high, sizeof self->fit_high);
}

void
hf_mesh_view_refit (HfMeshView *self)
{
  if (self->scene.n_surfaces > 0 && !self->moved)
    hf_mesh_view_fit (self);
}

/* Skin came to bone, slices were shown: more than the hundredth that surfaces of one level differ by. */
static gboolean
outgrew (HfMeshView *self)
{
  const HfCamera *camera = &self->scene.camera;

  for (int n = 0; n < 3; n++) {
    const float slack = 0.02f * (self->fit_high[n] - self->fit_low[n]);

    if (camera->low[n] < self->fit_low[n] - slack || camera->high[n] > self->fit_high[n] + slack)
      return TRUE;
  }
  return FALSE;
}

/* The scene anew from the session and what is prepared; the camera and the slices stay. */
void
hf_mesh_view_update_scene (HfMeshView *self)
{
  HfSession *session = hf_panel_session (self);
  HfScenePlane planes[HF_N_PLANES];
  HfSceneSurface before[HF_SCENE_MAX_SURFACES]; /* keys: not dereferenced */
  const guint n_before = self->scene.n_surfaces;
  float low[3], high[3];

  memcpy (before, self->scene.surfaces, sizeof before);
  memcpy (planes, self->scene.planes, sizeof planes);
  memset (self->scene.planes, 0, sizeof planes);
  hf_scene_clear (&self->scene);
  memcpy (self->scene.planes, planes, sizeof planes);
  g_clear_pointer (&self->told, g_free);
  if (session) {
    add_surfaces (self, session);
    self->told = describe_surfaces (self, session);
  }
  self->scene.axes = self->axes;
  self->scene.edges = self->edges;
  set_clips (self);
  hf_scene_bounds (&self->scene, low, high);
  hf_camera_set_bounds (&self->scene.camera, low, high);
  if (self->scene.n_surfaces > 0 && (!self->fitted || (!self->moved && outgrew (self)))) {
    /* Of a coarse surface small parts are missing: once more when the fine one is there, but for a hand
       that moved the camera meanwhile. */
    self->fitted = !session || !hf_session_surface_is_coarse (session);
    hf_mesh_view_fit (self);
  }
  if (!shows_same (&self->scene, before, n_before))
    hf_mesh_view_await_picture (self);
  hf_mesh_view_update_page (self);
  hf_mesh_view_nudge (self);
}

static void
prepare_done_cb (gpointer result, const GError *error, gpointer data)
{
  HfMeshView *self = data;

  g_clear_pointer (&self->prepared, g_ptr_array_unref);
  self->prepared = result;
  hf_mesh_view_update_scene (self);
}

/* Other meshes: proxies and pickers first, in a thread; then they are shown. */
static void
surfaces_changed_cb (HfMeshView *self)
{
  HfSession *session = hf_panel_session (self);
  GPtrArray *meshes = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_mesh_unref);
  GPtrArray *kept = hf_session_kept_surfaces (session);
  gboolean all_known = TRUE;
  guint n_coarse = 0, n_made;

  if (hf_session_surface (session)) {
    g_ptr_array_add (meshes, hf_mesh_ref (hf_session_surface (session)));
    n_coarse = hf_session_surface_is_coarse (session);
  }
  n_made = meshes->len;
  for (int of_file = 0; of_file < 2; of_file++)
    for (guint n = 0; kept && n < kept->len; n++) {
      const HfKeptSurface *surface = g_ptr_array_index (kept, n);

      if (isnan (surface->level) == of_file)
        g_ptr_array_add (meshes, hf_mesh_ref (surface->mesh));
      n_made += !of_file && !isnan (surface->level);
    }
  for (guint n = 0; n < meshes->len; n++) {
    const HfPreparedMesh *made = hf_prepared_find (self->prepared, g_ptr_array_index (meshes, n));

    all_known = all_known && made && (made->picker || n < n_coarse);
  }
  if (all_known) {
    g_ptr_array_unref (meshes);
    hf_mesh_view_update_scene (self);
  } else {
    /* Before the area is realized nobody knows who draws: a proxy does no harm. */
    hf_prepare_push (self->preparing, meshes, n_coarse, n_made, !self->renderer || self->software,
                     self->prepared);
    hf_mesh_view_update_page (self);
  }
}

static void
slices_done_cb (gpointer result, const GError *error, gpointer data)
{
  HfMeshView *self = data;
  HfScenePlane *planes = result;

  for (int n = 0; n < HF_N_PLANES; n++) {
    g_clear_pointer (&self->scene.planes[n].bgra, g_bytes_unref);
    if (planes && self->slices) {
      self->scene.planes[n] = planes[n];
      planes[n].bgra = NULL;
    }
  }
  if (planes)
    hf_slices_free (planes);
  hf_mesh_view_update_scene (self);
}

static void
slices_changed_cb (HfMeshView *self)
{
  if (self->slices && hf_panel_session (self) && gtk_widget_get_mapped (GTK_WIDGET (self)))
    hf_slices_push (self->slicing, hf_panel_session (self));
}

static void
cursor_changed_cb (HfMeshView *self)
{
  slices_changed_cb (self);
  if (self->scene.n_clips > 0)
    hf_mesh_view_update_scene (self);
  else
    hf_mesh_view_update_marker (self);
}

/* Of all the parameters only the opacity is ours; it changes how things are shown, no result. */
static void
opacity_changed_cb (HfMeshView *self)
{
  const double opacity = hf_session_get (hf_panel_session (self), HF_PARAM_SURFACE_OPACITY);

  if (opacity == self->opacity)
    return;
  self->opacity = opacity;
  hf_mesh_view_update_scene (self);
}

static void
view_changed_cb (HfMeshView *self)
{
  const gboolean crosshair = hf_session_crosshair (hf_panel_session (self));

  if (crosshair == self->crosshair)
    return;
  self->crosshair = crosshair;
  hf_mesh_view_update_marker (self);
}

/* Another patient's volume may be open now: nothing of the one before is seen for a moment longer, neither the
   picture that a thread is drawing, nor the slices, nor what was measured. */
static void
series_changed_cb (HfMeshView *self)
{
  self->fitted = self->moved = FALSE;
  hf_latest_cancel (self->preparing);
  hf_latest_cancel (self->slicing);
  hf_mesh_view_forget_places (self);
  hf_mesh_view_drop_picture (self);
  slices_done_cb (NULL, NULL, self); /* the scene anew, of what is still there */
  surfaces_changed_cb (self);
  slices_changed_cb (self);
}

static void
volume_changed_cb (HfMeshView *self)
{
  self->fitted = self->moved = FALSE;
  slices_changed_cb (self);
  hf_mesh_view_update_page (self);
}

void
hf_mesh_view_show_slices (HfMeshView *self)
{
  if (self->slices)
    slices_changed_cb (self);
  else
    slices_done_cb (NULL, NULL, self);
}

void
hf_mesh_view_refresh_scene (HfMeshView *self)
{
  series_changed_cb (self);
}

void
hf_mesh_view_init_scene (HfMeshView *self)
{
  hf_scene_init (&self->scene);
  self->preparing = hf_prepare_new (prepare_done_cb, self);
  self->slicing = hf_slices_new (slices_done_cb, self);
  hf_panel_on (self, "changed::surface", G_CALLBACK (surfaces_changed_cb));
  hf_panel_on (self, "changed::surfaces", G_CALLBACK (surfaces_changed_cb));
  hf_panel_on (self, "changed::progress", G_CALLBACK (hf_mesh_view_update_page));
  hf_panel_on (self, "changed::params", G_CALLBACK (opacity_changed_cb));
  hf_panel_on (self, "changed::view", G_CALLBACK (opacity_changed_cb));
  hf_panel_on (self, "changed::cursor", G_CALLBACK (cursor_changed_cb));
  hf_panel_on (self, "changed::view", G_CALLBACK (view_changed_cb));
  hf_panel_on (self, "changed::window", G_CALLBACK (slices_changed_cb));
  hf_panel_on (self, "changed::slices", G_CALLBACK (slices_changed_cb));
  hf_panel_on (self, "changed::volume", G_CALLBACK (volume_changed_cb));
  hf_panel_on (self, "changed::series", G_CALLBACK (series_changed_cb));
}

void
hf_mesh_view_stop_scene (HfMeshView *self)
{
  g_clear_pointer (&self->preparing, hf_latest_free);
  g_clear_pointer (&self->slicing, hf_latest_free);
  g_clear_pointer (&self->prepared, g_ptr_array_unref);
}
