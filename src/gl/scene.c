/* The description of a picture, and the order of its transparent triangles. */
#include "gl/scene.h"

#include "core/pages.h"
#include "gl/depth-sort.h"

#include <cglm/cglm.h>
#include <string.h>

void
hf_scene_init (HfScene *self)
{
  *self = (HfScene){ .axes = TRUE, .marker = TRUE, .scale = 1, .smooth = 1 };
  hf_camera_init (&self->camera);
}

void
hf_scene_copy (HfScene *self, const HfScene *from)
{
  *self = *from;
  for (guint n = 0; n < self->n_surfaces; n++) {
    hf_mesh_ref (self->surfaces[n].mesh);
    if (self->surfaces[n].proxy)
      hf_mesh_ref (self->surfaces[n].proxy);
    if (self->surfaces[n].drawn)
      hf_mesh_ref (self->surfaces[n].drawn);
  }
  for (int n = 0; n < HF_N_PLANES; n++)
    if (self->planes[n].bgra)
      g_bytes_ref (self->planes[n].bgra);
  if (self->order)
    g_bytes_ref (self->order);
}

void
hf_scene_clear (HfScene *self)
{
  for (guint n = 0; n < self->n_surfaces; n++) {
    g_clear_pointer (&self->surfaces[n].mesh, hf_mesh_unref);
    g_clear_pointer (&self->surfaces[n].proxy, hf_mesh_unref);
    g_clear_pointer (&self->surfaces[n].drawn, hf_mesh_unref);
  }
  self->n_surfaces = 0;
  for (int n = 0; n < HF_N_PLANES; n++)
    g_clear_pointer (&self->planes[n].bgra, g_bytes_unref);
  g_clear_pointer (&self->order, g_bytes_unref);
}

void
hf_scene_add (HfScene *self, HfMesh *mesh, HfMesh *proxy)
{
  HfSceneSurface *surface;

  g_return_if_fail (self->n_surfaces < HF_SCENE_MAX_SURFACES);
  surface = &self->surfaces[self->n_surfaces++];
  *surface = (HfSceneSurface){
    .mesh = hf_mesh_ref (mesh),
    .proxy = proxy ? hf_mesh_ref (proxy) : NULL,
    .color = { 173 / 255.0f, 216 / 255.0f, 230 / 255.0f }, /* CSS lightblue, as the notebook */
    .opacity = 0.5f,
    .visible = TRUE,
  };
  hf_mesh_bounds (mesh, surface->low, surface->high);
}

gboolean
hf_scene_is_proxy (const HfScene *self, guint n)
{
  return self->coarse && self->surfaces[n].proxy;
}

HfMesh *
hf_scene_mesh (const HfScene *self, guint n)
{
  const HfSceneSurface *surface = &self->surfaces[n];

  if (hf_scene_is_proxy (self, n))
    return surface->proxy;
  return surface->drawn ? surface->drawn : surface->mesh;
}

static void
include_plane (const HfView *view, float low[3], float high[3])
{
  for (int corner = 0; corner < 4; corner++)
    for (int n = 0; n < 3; n++) {
      const float at = (float) (view->origin[n] + (corner & 1) * view->width * view->right[n] +
                                (corner >> 1) * view->height * view->down[n]);

      low[n] = MIN (low[n], at);
      high[n] = MAX (high[n], at);
    }
}

void
hf_scene_bounds (const HfScene *self, float low[3], float high[3])
{
  for (int n = 0; n < 3; n++) {
    low[n] = G_MAXFLOAT;
    high[n] = -G_MAXFLOAT;
  }
  for (guint s = 0; s < self->n_surfaces; s++) {
    const HfSceneSurface *surface = &self->surfaces[s];

    if (!surface->visible || hf_mesh_n_triangles (surface->mesh) == 0)
      continue;
    for (int n = 0; n < 3; n++) {
      low[n] = MIN (low[n], surface->low[n]);
      high[n] = MAX (high[n], surface->high[n]);
    }
  }
  for (int p = 0; p < HF_N_PLANES; p++)
    if (self->planes[p].bgra)
      include_plane (&self->planes[p].view, low, high);
  if (low[0] > high[0])
    for (int n = 0; n < 3; n++) {
      low[n] = -100;
      high[n] = 100;
    }
}

static gboolean
is_translucent (const HfSceneSurface *surface)
{
  return surface->visible && surface->opacity < 0.999f && surface->opacity > 0;
}

gboolean
hf_scene_is_translucent (const HfScene *self)
{
  for (guint n = 0; n < self->n_surfaces; n++)
    if (is_translucent (&self->surfaces[n]))
      return TRUE;
  return FALSE;
}

guint
hf_scene_by_size (const HfScene *self, guint order[HF_SCENE_MAX_SURFACES])
{
  float sizes[HF_SCENE_MAX_SURFACES];
  guint count = 0;

  for (guint n = 0; n < self->n_surfaces; n++) {
    const HfSceneSurface *surface = &self->surfaces[n];
    guint at = count;
    float size = 0;

    if (!is_translucent (surface))
      continue;
    for (int axis = 0; axis < 3; axis++)
      size +=
          (surface->high[axis] - surface->low[axis]) * (surface->high[axis] - surface->low[axis]);
    for (; at > 0 && sizes[at - 1] < size; at--) {
      sizes[at] = sizes[at - 1];
      order[at] = order[at - 1];
    }
    sizes[at] = size;
    order[at] = n;
    count++;
  }
  return count;
}

/* LPS mm to the pixels of a canvas. */
static HfCoverage
find_coverage (const HfScene *self, int width, int height)
{
  HfCoverage coverage = { .width = width, .height = height };
  float view[16], projection[16];

  hf_camera_matrices (&self->camera, width, height, view, projection);
  glm_mat4_mul ((vec4 *) projection, (vec4 *) view, (vec4 *) coverage.matrix);
  return coverage;
}

void
hf_scene_sort (HfScene *self, int width, int height)
{
  HfDepthPart parts[HF_SCENE_MAX_SURFACES];
  guint32 n_triangles, base = 0, *indices;
  HfCoverage coverage = { 0 };
  float towards_eye[3];
  guint n_parts = 0;

  g_clear_pointer (&self->order, g_bytes_unref);
  for (guint n = 0; n < self->n_surfaces; n++) {
    HfMesh *mesh = hf_scene_mesh (self, n);

    if (is_translucent (&self->surfaces[n]) && hf_mesh_n_triangles (mesh) > 0)
      parts[n_parts++] = (HfDepthPart){ mesh, base };
    base += hf_mesh_n_vertices (mesh);
  }
  if (n_parts == 0)
    return;
  hf_camera_direction (&self->camera, towards_eye);
  if (width > 0)
    coverage = find_coverage (self, width, height);
  indices = hf_depth_sort (parts, n_parts, towards_eye, width > 0 ? &coverage : NULL, &n_triangles);
  if (indices)
    self->order = g_bytes_new_with_free_func (indices, (gsize) n_triangles * 3 * sizeof *indices,
                                              hf_pages_free, indices);
}
