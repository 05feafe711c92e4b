/* Both are resampled for real, whole volumes: what is seen is what "Resample" gives. */
#include "view/resample-pictures.h"

#include "session/latest.h"

#include <stdlib.h>

#define MAX_BYTES (512u << 20) /* of a result; beyond that it takes too long for a preview */

typedef struct {
  HfVolume *volume; /* owned */
  HfResampleOptions options;
  HfWindow window;
  int side; /* px */
} Input;

struct _HfResamplePictures {
  HfLatest *latest;
  HfResamplePicturesDone done;
  gpointer data;
  Input asked; /* for last; its volume is owned, nullable */
};

typedef struct {
  GBytes *bgra[3]; /* owned */
  int side;
} Pictures;

static void
input_free (gpointer data)
{
  Input *input = data;

  hf_volume_unref (input->volume);
  g_free (input);
}

static void
pictures_free (gpointer data)
{
  Pictures *pictures = data;

  for (int n = 0; n < 3; n++)
    g_clear_pointer (&pictures->bgra[n], g_bytes_unref);
  g_free (pictures);
}

/* The notebook goes on with the spacing that it asked for: its voxels are where that says. Takes
   volume. */
static HfVolume *
as_the_notebook_believes (HfVolume *volume, const double spacing[3], GError **error)
{
  const HfGeometry *geometry = hf_volume_geometry (volume);
  const double *row = hf_geometry_row (geometry), *column = hf_geometry_column (geometry);
  const double *normal = hf_geometry_normal (geometry);
  const double direction[9] = { row[0],    row[1],    row[2],    column[0], column[1],
                                column[2], normal[0], normal[1], normal[2] };
  HfGeometry *believed = hf_geometry_new_even (
      hf_volume_size (volume), hf_geometry_origin (geometry, 0), direction, spacing, error);
  HfVolume *moved = NULL;

  if (believed) {
    moved = hf_volume_new_take (believed, hf_volume_info_copy (hf_volume_info (volume), 0),
                                hf_volume_writable (volume), hf_volume_pitch (volume),
                                hf_volume_ref (volume), (GDestroyNotify) hf_volume_unref);
    hf_volume_set_scale (moved, hf_volume_scale (volume), hf_volume_offset (volume));
  }
  hf_volume_unref (volume);
  return moved;
}

static HfVolume *
resample (const Input *input, HfGrid grid, HfProgress *progress, GError **error)
{
  HfResampleOptions options = input->options;
  HfVolume *volume;

  options.grid = grid;
  volume = hf_resample (input->volume, &options, progress, error);
  return volume && grid == HF_GRID_NOTEBOOK
             ? as_the_notebook_believes (volume, options.spacing, error)
             : volume;
}

static GBytes *
difference (const HfVolume *volume, const HfWindow *window, const HfImage *a, const HfImage *b)
{
  gsize n = (gsize) a->width * a->height;
  guint32 *bgra = g_new (guint32, n);

  for (gsize p = 0; p < n; p++) {
    gboolean nothing = a->pixels[p] == HF_VOLUME_PADDING || b->pixels[p] == HF_VOLUME_PADDING;
    double apart = nothing ? 0 : abs (a->pixels[p] - b->pixels[p]) * hf_volume_scale (volume);
    guint32 gray = (guint32) MIN (apart / window->width * 255, 255);

    bgra[p] = 0xff000000 | gray << 16 | gray << 8 | gray;
  }
  return g_bytes_new_take (bgra, n * sizeof *bgra);
}

static Pictures *
paint (HfVolume *const volumes[2], const Input *input)
{
  const HfResliceOptions how = { .interpolation = HF_INTERPOLATION_NEAREST };
  const HfGeometry *geometry = hf_volume_geometry (volumes[0]);
  const int *size = hf_volume_size (volumes[0]);
  const double middle[3] = { (size[0] - 1) / 2.0, (size[1] - 1) / 2.0, (size[2] - 1) / 2.0 };
  g_autoptr (HfDisplay) display = hf_display_new (volumes[0], &input->window);
  gsize n = (gsize) input->side * input->side;
  Pictures *pictures = g_new0 (Pictures, 1);
  HfImage images[2];
  double center[3];
  HfView view;

  hf_geometry_voxel_to_patient (geometry, middle, center);
  hf_plane_fit (geometry, HF_PLANE_CORONAL, center, input->side, input->side, &view);
  pictures->side = input->side;
  for (int v = 0; v < 2; v++) {
    guint32 *bgra = g_new (guint32, n);

    images[v] = (HfImage){ g_new (gint16, n), input->side, input->side };
    hf_reslice (volumes[v], &view, &how, &images[v]);
    hf_display_map (display, &images[v], bgra, sizeof *bgra * input->side);
    pictures->bgra[v] = g_bytes_new_take (bgra, n * sizeof *bgra);
  }
  pictures->bgra[2] = difference (volumes[0], &input->window, &images[0], &images[1]);
  for (int v = 0; v < 2; v++)
    g_free (images[v].pixels);
  return pictures;
}

static gpointer
run (gpointer data, HfProgress *progress, GError **error)
{
  const Input *input = data;
  g_autoptr (HfVolume) ours = resample (input, HF_GRID_EXACT, progress, error);
  g_autoptr (HfVolume) theirs = NULL;

  if (ours)
    theirs = resample (input, HF_GRID_NOTEBOOK, progress, error);
  return theirs ? paint ((HfVolume *[]){ ours, theirs }, input) : NULL;
}

static void
done_cb (gpointer result, const GError *error, gpointer data)
{
  HfResamplePictures *self = data;
  Pictures *pictures = result;
  GdkTexture *textures[3];

  if (pictures == NULL)
    return;
  for (int n = 0; n < 3; n++)
    textures[n] =
        gdk_memory_texture_new (pictures->side, pictures->side, GDK_MEMORY_DEFAULT,
                                pictures->bgra[n], (gsize) pictures->side * sizeof (guint32));
  self->done (textures, self->data);
  for (int n = 0; n < 3; n++)
    g_object_unref (textures[n]);
  pictures_free (pictures);
}

HfResamplePictures *
hf_resample_pictures_new (HfResamplePicturesDone done, gpointer data)
{
  HfResamplePictures *self = g_new0 (HfResamplePictures, 1);

  self->done = done;
  self->data = data;
  self->latest = hf_latest_new (run, input_free, pictures_free, done_cb, self);
  return self;
}

void
hf_resample_pictures_free (HfResamplePictures *self)
{
  hf_latest_free (self->latest);
  g_clear_pointer (&self->asked.volume, hf_volume_unref);
  g_free (self);
}

static gboolean
same_input (const Input *a, const Input *b)
{
  for (int n = 0; n < 3; n++)
    if (a->options.spacing[n] != b->options.spacing[n])
      return FALSE;
  return a->volume == b->volume && a->options.interpolation == b->options.interpolation &&
         a->options.clamp == b->options.clamp && a->options.lowpass == b->options.lowpass &&
         a->window.width == b->window.width && a->window.level == b->window.level &&
         a->side == b->side;
}

gboolean
hf_resample_pictures_request (HfResamplePictures *self,
                              HfVolume *volume,
                              const HfResampleOptions *options,
                              const HfWindow *window,
                              int side)
{
  const Input asked = { volume, *options, *window, side };
  int size[3];

  if (!hf_resample_size (hf_volume_geometry (volume), options, size, NULL) ||
      hf_volume_bytes_for (size) > MAX_BYTES) {
    g_clear_pointer (&self->asked.volume, hf_volume_unref);
    hf_latest_cancel (self->latest);
    return FALSE;
  }
  if (same_input (&asked, &self->asked))
    return TRUE;
  g_clear_pointer (&self->asked.volume, hf_volume_unref);
  self->asked = asked;
  hf_volume_ref (volume); /* ours, and below the job's */
  hf_volume_ref (volume);
  hf_latest_push (self->latest, g_memdup2 (&asked, sizeof asked));
  return TRUE;
}
