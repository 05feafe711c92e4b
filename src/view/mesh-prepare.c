/* Everything here takes longer than the main thread may wait: about 60 ns a triangle for the picker,
   20 for the proxy, 2 ms a slice. */
#include "view/mesh-prepare.h"

#include "mesh/process.h"

#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#define PROXY_TRIANGLES 30000 /* 20 pictures a second of 1300 x 900 on two cores */
#define SLICE_PX 512

typedef struct {
  GPtrArray *meshes;
  GPtrArray *known;
  guint n_coarse, n_smooth;
  gboolean proxies;
} Prepare;

void
hf_prepared_mesh_unref (gpointer data)
{
  HfPreparedMesh *self = data;

  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  hf_mesh_unref (self->mesh);
  g_clear_pointer (&self->proxy, hf_mesh_unref);
  g_clear_pointer (&self->drawn, hf_mesh_unref);
  g_clear_pointer (&self->picker, hf_picker_unref);
  g_free (self);
}

HfPreparedMesh *
hf_prepared_find (GPtrArray *prepared, HfMesh *mesh)
{
  for (guint n = 0; prepared && n < prepared->len; n++) {
    HfPreparedMesh *found = g_ptr_array_index (prepared, n);

    if (found->mesh == mesh)
      return found;
  }
  return NULL;
}

static void
prepare_free (gpointer data)
{
  Prepare *self = data;

  g_ptr_array_unref (self->meshes);
  g_clear_pointer (&self->known, g_ptr_array_unref);
  g_free (self);
}

/* What making a surface needed for a moment lies free in the heaps of the threads: 80 MB on a head. It goes back to the system
   before the buffers of OpenGL are filled, but not between the coarse pictures of a drag, which need it again. */
static void
give_memory_back (const Prepare *self)
{
#ifdef __GLIBC__
  if (self->n_coarse == 0)
    malloc_trim (0);
#endif
}

static gpointer
prepare (gpointer data, HfProgress *progress, GError **error)
{
  Prepare *self = data;
  GPtrArray *result = g_ptr_array_new_with_free_func (hf_prepared_mesh_unref);

  give_memory_back (self);
  for (guint n = 0; n < self->meshes->len; n++) {
    HfMesh *mesh = g_ptr_array_index (self->meshes, n);
    HfPreparedMesh *made = hf_prepared_find (self->known, mesh);

    if (made && (made->picker || n < self->n_coarse)) {
      g_atomic_ref_count_inc (&made->refs);
    } else {
      made = g_new0 (HfPreparedMesh, 1);
      g_atomic_ref_count_init (&made->refs);
      made->mesh = hf_mesh_ref (mesh);
      if (self->proxies && hf_mesh_n_triangles (mesh) > PROXY_TRIANGLES)
        made->proxy = hf_mesh_proxy (mesh, PROXY_TRIANGLES);
      if (n >= self->n_smooth)
        made->drawn = hf_mesh_crease (mesh);
      if (n >= self->n_coarse)
        made->picker = hf_picker_new (mesh);
    }
    g_ptr_array_add (result, made);
  }
  give_memory_back (self);
  return result;
}

static void
free_array (gpointer array)
{
  g_ptr_array_unref (array);
}

HfLatest *
hf_prepare_new (HfLatestDone done, gpointer data)
{
  return hf_latest_new (prepare, prepare_free, free_array, done, data);
}

void
hf_prepare_push (HfLatest *job,
                 GPtrArray *meshes,
                 guint n_coarse,
                 guint n_smooth,
                 gboolean proxies,
                 GPtrArray *known)
{
  Prepare *self = g_new (Prepare, 1);

  *self = (Prepare){ meshes, known ? g_ptr_array_ref (known) : NULL, n_coarse, n_smooth, proxies };
  hf_latest_push (job, self);
}

typedef struct {
  HfVolume *volume;
  HfDisplay *display;
  HfResliceOptions options;
  double cursor[3];
} Slices;

static void
slices_free_input (gpointer data)
{
  Slices *self = data;

  hf_volume_unref (self->volume);
  hf_display_unref (self->display);
  g_free (self);
}

void
hf_slices_free (gpointer data)
{
  HfScenePlane *planes = data;

  for (int n = 0; n < HF_N_PLANES; n++)
    g_clear_pointer (&planes[n].bgra, g_bytes_unref);
  g_free (planes);
}

/* How far the volume reaches along a direction, mm. */
static double
extent_along (const HfGeometry *geometry, const double direction[3])
{
  const int *size = hf_geometry_size (geometry);
  double low = G_MAXDOUBLE, high = -G_MAXDOUBLE;

  for (int corner = 0; corner < 8; corner++) {
    double voxel[3], mm[3], along;

    for (int n = 0; n < 3; n++)
      voxel[n] = corner >> n & 1 ? size[n] - 1 : 0;
    hf_geometry_voxel_to_patient (geometry, voxel, mm);
    along = mm[0] * direction[0] + mm[1] * direction[1] + mm[2] * direction[2];
    low = MIN (low, along);
    high = MAX (high, along);
  }
  return MAX (high - low, 1e-3);
}

/* What is below the window would be a black sheet before the surface: it is transparent, and so is what is not there; what
   is a quarter up the window is solid. By the color, so that it is right for every window, color map and sense. */
static void
see_through (const HfDisplay *display, const gint16 *pixels, guint32 *bgra, gsize n)
{
  const guint32 lowest = hf_display_color (display, HF_VOLUME_PADDING + 1);

  for (gsize i = 0; i < n; i++) {
    guint32 out = 0;
    int away = 0, alpha;

    for (int shift = 0; shift < 24; shift += 8)
      away = MAX (away, abs ((int) (bgra[i] >> shift & 255) - (int) (lowest >> shift & 255)));
    alpha = pixels[i] == HF_VOLUME_PADDING ? 0 : MIN (255, away * 4);
    for (int shift = 0; shift < 24; shift += 8)
      out |= (bgra[i] >> shift & 255) * (guint32) alpha / 255 << shift;
    bgra[i] = out | (guint32) alpha << 24;
  }
}

static HfScenePlane
make_slice (const Slices *self, HfPlane plane)
{
  HfGeometry *geometry = hf_volume_geometry (self->volume);
  double right[3], down[3], wide, high, largest;
  g_autofree gint16 *pixels = NULL;
  HfScenePlane result = { 0 };
  guint32 *bgra;
  HfImage image;
  gsize n;

  hf_plane_directions (geometry, plane, right, down);
  wide = extent_along (geometry, right);
  high = extent_along (geometry, down);
  largest = MAX (wide, high);
  hf_plane_fit (geometry, plane, self->cursor, MAX (2, (int) (SLICE_PX * wide / largest)),
                MAX (2, (int) (SLICE_PX * high / largest)), &result.view);
  n = (gsize) result.view.width * result.view.height;
  pixels = g_new (gint16, n);
  bgra = g_new (guint32, n);
  image = (HfImage){ pixels, result.view.width, result.view.height };
  hf_reslice (self->volume, &result.view, &self->options, &image);
  hf_display_map (self->display, &image, bgra, (gsize) result.view.width * 4);
  see_through (self->display, pixels, bgra, n);
  result.bgra = g_bytes_new_take (bgra, n * 4);
  return result;
}

static gpointer
make_slices (gpointer data, HfProgress *progress, GError **error)
{
  HfScenePlane *planes = g_new (HfScenePlane, HF_N_PLANES);

  for (int n = 0; n < HF_N_PLANES; n++)
    planes[n] = make_slice (data, n);
  return planes;
}

HfLatest *
hf_slices_new (HfLatestDone done, gpointer data)
{
  return hf_latest_new (make_slices, slices_free_input, hf_slices_free, done, data);
}

void
hf_slices_push (HfLatest *job, HfSession *session)
{
  Slices *self;

  if (!hf_session_volume (session) || !hf_session_display (session))
    return;
  self = g_new (Slices, 1);
  self->volume = hf_volume_ref (hf_session_volume (session));
  self->display = hf_display_ref (hf_session_display (session));
  self->options = (HfResliceOptions){ .interpolation = HF_INTERPOLATION_LINEAR };
  hf_session_cursor (session, self->cursor);
  hf_latest_push (job, self);
}
