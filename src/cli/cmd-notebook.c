/* hounsfield-cli notebook: what the notebook does, from its first cell to its last, for any series.

   Prints what it prints; writes 1-slice.png (a slice with the patient's text), 2-preview.png
   (original, threshold, morphology), 3-planes.png (three planes in viridis), volume.npy,
   4-histogram.png (with the scale of tissues), resampled.npy (1 x 1 x 1 mm), surface.stl (level 350,
   step 2, of the resampled volume) and 5-surface.png. */
#include "cli/commands.h"
#include "cli/figure.h"
#include "core/text.h"
#include "files/atomic.h"
#include "files/chart.h"
#include "files/mesh-write.h"
#include "files/npy.h"
#include "files/png.h"
#include "gl/renderer.h"
#include "image/morphology.h"
#include "image/resample.h"
#include "mesh/process.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>

#define PANEL 512 /* px, a side of a picture */
#define TITLE 28  /* px, above it */
#define GAP 12    /* px */
#define LEVEL 350 /* HU, of the surface */
#define STEP 2    /* voxels */

typedef struct {
  const char *folder;
  const HfVolume *volume; /* borrowed */
  const HfParams *params;
  HfWindow window; /* grey */
  int slice;       /* the axial slice that is shown */
  gboolean privacy;
} Notebook;

static char *
place (const Notebook *self, const char *name)
{
  char *path = g_build_filename (self->folder, name, NULL);

  printf ("%s\n", path);
  return path;
}

static char *
patient_text (const Notebook *self)
{
  const HfVolumeInfo *info = hf_volume_info (self->volume);
  const int *size = hf_volume_size (self->volume);
  const double *spacing = hf_geometry_spacing (hf_volume_geometry (self->volume));
  g_autofree char *date = hf_text_date (info->study_date);
  g_autofree char *name = hf_text_name (info->patient_name);
  const char *hidden = "hidden";

  return g_strdup_printf ("Patient: %s\nID: %s\nModality: %s\nStudy date: %s\n"
                          "Image size: %d x %d\nPixel spacing: %g x %g mm",
                          self->privacy ? hidden : name, self->privacy ? hidden : info->patient_id,
                          info->modality, self->privacy ? hidden : date, size[0], size[1],
                          spacing[0], spacing[1]);
}

static gboolean
write_slice (const Notebook *self, GError **error)
{
  g_autoptr (HfFigure) figure = hf_figure_new (PANEL + 2 * GAP, PANEL + TITLE + 140);
  g_autofree char *path = place (self, "1-slice.png"), *text = patient_text (self);
  g_autofree char *title = g_strdup_printf ("Axial slice %d", self->slice);

  hf_figure_text (figure, GAP, 6, 15, title);
  hf_figure_slice (figure, self->volume, HF_PLANE_AXIAL, self->slice, &self->window,
                   (const int[]){ GAP, TITLE, PANEL, PANEL });
  hf_figure_text (figure, GAP, TITLE + PANEL + GAP, 14, text);
  return hf_figure_write (figure, path, error);
}

/* Original, threshold, and the chain; in 2D, as the notebook works. */
static gboolean
write_preview (const Notebook *self, GError **error)
{
  g_autoptr (HfFigure) figure = hf_figure_new (3 * (PANEL + GAP) + GAP, PANEL + TITLE + GAP);
  g_autoptr (GPtrArray) stages = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_mask_unref);
  g_autoptr (HfMask) mask =
      hf_mask_slice_from_params (self->volume, HF_PLANE_AXIAL, self->slice, self->params, stages);
  g_autofree char *path = place (self, "2-preview.png");
  static const char *const titles[] = { "Original", "Binarized", "Optimized" };

  for (int n = 0; n < 3; n++) {
    const int box[4] = { GAP + n * (PANEL + GAP), TITLE, PANEL, PANEL };

    hf_figure_text (figure, box[0], 6, 15, titles[n]);
    if (n == 0)
      hf_figure_slice (figure, self->volume, HF_PLANE_AXIAL, self->slice, &self->window, box);
    else
      hf_figure_mask (figure, self->volume, HF_PLANE_AXIAL, self->slice,
                      n == 1 ? g_ptr_array_index (stages, 0) : mask, box);
  }
  return hf_figure_write (figure, path, error);
}

static gboolean
write_planes (const Notebook *self, GError **error)
{
  g_autoptr (HfFigure) figure = hf_figure_new (3 * (PANEL + GAP) + GAP, PANEL + TITLE + GAP);
  g_autofree char *path = place (self, "3-planes.png");
  HfWindow window = self->window;

  window.colormap = HF_COLORMAP_VIRIDIS;
  for (int n = 0; n < HF_N_PLANES; n++) {
    HfPlane plane = (HfPlane) n;
    int index = hf_plane_n_slices (hf_volume_geometry (self->volume), plane) / 2;
    const int box[4] = { GAP + n * (PANEL + GAP), TITLE, PANEL, PANEL };
    g_autofree char *title = g_strdup_printf ("%s %d", hf_plane_name (plane), index);

    hf_figure_text (figure, box[0], 6, 15, title);
    hf_figure_slice (figure, self->volume, plane, index, &window, box);
  }
  return hf_figure_write (figure, path, error);
}

static gboolean
write_histogram (const Notebook *self, GError **error)
{
  g_autofree char *path = place (self, "4-histogram.png");
  g_autoptr (HfHistogram) histogram = hf_histogram_new (self->volume, NULL, FALSE);
  g_autoptr (HfBins) bins =
      hf_bins_new (histogram, NAN, NAN, (guint) self->params->value[HF_PARAM_BINS],
                   hf_volume_info (self->volume)->is_hu);
  g_autoptr (GBytes) png = NULL;
  HfChartOptions options;

  if (bins == NULL) {
    g_set_error (error, HF_ERROR, HF_CODE_NO_IMAGES, "No voxel of the volume has a value");
    return FALSE;
  }
  hf_chart_options_init (&options);
  options.light = TRUE;
  options.font_px = 14;
  png = hf_chart_png (bins, &options, 1200, 700, error);
  return png &&
         hf_atomic_write_file (path, g_bytes_get_data (png, NULL), g_bytes_get_size (png), error);
}

static HfVolume *
resample (const Notebook *self, GError **error)
{
  const double *value = self->params->value;
  const HfResampleOptions how = {
    .spacing = { 1, 1, 1 },
    .interpolation = (HfInterpolation) value[HF_PARAM_RESAMPLE_INTERPOLATION],
    .grid = (HfGrid) value[HF_PARAM_RESAMPLE_GRID],
    .clamp = value[HF_PARAM_RESAMPLE_CLAMP] != 0,
  };
  HfVolume *volume = hf_resample (self->volume, &how, NULL, error);

  if (volume) {
    const int *before = hf_volume_size (self->volume), *after = hf_volume_size (volume);

    printf ("Shape before resampling: (%d, %d, %d)\nShape after resampling: (%d, %d, %d)\n",
            before[2], before[1], before[0], after[2], after[1], after[0]);
  }
  return volume;
}

/* As the notebook's figure: half transparent, from the front and above, with axes. A machine without
   OpenGL goes without it. */
static gboolean
write_surface_picture (const Notebook *self, HfMesh *mesh, GError **error)
{
  g_autofree char *path = NULL;
  g_autofree guint8 *pixels = NULL;
  g_autoptr (GError) no_gl = NULL;
  HfScene scene;

  hf_scene_init (&scene);
  hf_scene_add (&scene, mesh, NULL);
  scene.surfaces[0].opacity = 0.5f;
  scene.axes = scene.marker = TRUE;
  scene.smooth = 2;
  hf_camera_look (&scene.camera, HF_LOOK_OBLIQUE);
  hf_scene_fit (&scene, 1000, 750, 1);
  pixels = hf_scene_to_pixels (&scene, 1000, 750, &no_gl);
  hf_scene_clear (&scene);
  if (pixels == NULL) {
    fprintf (stderr, "No picture of the surface: %s\n", no_gl->message);
    return TRUE;
  }
  path = place (self, "5-surface.png");
  return hf_png_write (path, HF_PNG_RGBA, pixels, 1000, 750, 4000, NULL, error);
}

static gboolean
write_surface (const Notebook *self, const HfVolume *volume, GError **error)
{
  g_autofree char *path = place (self, "surface.stl");
  g_autoptr (HfMesh) mesh = NULL;
  HfParams params = *self->params;

  params.value[HF_PARAM_LEVEL] = LEVEL;
  params.value[HF_PARAM_STEP] = STEP;
  params.value[HF_PARAM_KEEP_LARGEST] = FALSE; /* the notebook shows all */
  mesh = hf_mesh_from_params (volume, NULL, &params, NULL, error);
  if (mesh == NULL)
    return FALSE;
  printf ("Surface at %d HU, step %d: %u vertices, %u triangles\n", LEVEL, STEP,
          hf_mesh_n_vertices (mesh), hf_mesh_n_triangles (mesh));
  return hf_mesh_write (path, mesh, HF_MESH_LPS, FALSE, NULL, error) &&
         write_surface_picture (self, mesh, error);
}

static gboolean
run (const Notebook *self, GError **error)
{
  g_autofree char *npy = NULL, *resampled_npy = NULL;
  g_autoptr (HfVolume) resampled = NULL;

  if (!write_slice (self, error) || !write_preview (self, error) || !write_planes (self, error))
    return FALSE;
  npy = place (self, "volume.npy");
  if (!hf_npy_write (npy, self->volume, FALSE, NULL, error) || !write_histogram (self, error))
    return FALSE;
  resampled = resample (self, error);
  if (resampled == NULL)
    return FALSE;
  resampled_npy = place (self, "resampled.npy");
  return hf_npy_write (resampled_npy, resampled, FALSE, NULL, error) &&
         write_surface (self, resampled, error);
}

static void
print_series (const HfOpened *opened)
{
  const double *spacing = hf_geometry_spacing (hf_volume_geometry (opened->volume));
  const int *size = hf_volume_size (opened->volume);

  printf ("Files: %u\n", hf_source_n_files (opened->source));
  printf ("Pixel spacing: %g x %g mm\n", spacing[0], spacing[1]);
  printf ("Slice thickness: %g mm\n", hf_volume_info (opened->volume)->slice_thickness);
  printf ("Slice spacing: %g mm\n", spacing[2]);
  printf ("Shape: (%d, %d, %d)\n", size[2], size[1], size[0]);
}

HfExit
hf_cmd_notebook (const HfCommand *self, int argc, char **argv)
{
  static const HfParamOption options[] = {
    { HF_PARAM_ABOVE, NULL, NULL },
    { HF_PARAM_BELOW, NULL, "no limit" },
    { HF_PARAM_BINS, NULL, NULL },
    { HF_PARAM_ELEMENT, NULL, NULL },
    { HF_PARAM_RADIUS, NULL, NULL },
    { HF_PARAM_RADIUS_MM, NULL, NULL },
    { HF_PARAM_RESAMPLE_INTERPOLATION, "interpolation", NULL },
    { HF_PARAM_RESAMPLE_GRID, "grid", NULL },
    { HF_PARAM_RESAMPLE_CLAMP, "clamp", NULL },
    HF_PARAM_OPTIONS_END,
  };
  g_auto (GStrv) paths = NULL;
  g_autofree char *series = NULL, *output = NULL;
  gboolean privacy = FALSE;
  // clang-format off
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "The folder to write to; made where it is missing", "DIR" },
    { "series", 0, 0, G_OPTION_ARG_STRING, &series, "Number from info, or UID; without: the largest", "N|UID" },
    { "privacy", 0, 0, G_OPTION_ARG_NONE, &privacy, "Write nothing that names the patient into the picture", NULL },
    { NULL },
  };
  // clang-format on
  HfParamOptions params = { .options = options, .with_ops = TRUE };
  g_autoptr (HfOpened) opened = NULL;
  g_autoptr (GError) error = NULL;
  Notebook notebook;

  hf_params_init (&params.params);
  if (!hf_command_parse (self, argc, argv, entries, &params, 1, 1, &paths))
    return HF_EXIT_USAGE;
  if (!output)
    return hf_command_misused (self, "-o DIR is missing");
  if (g_mkdir_with_parents (output, 0755) != 0) {
    g_set_error (&error, HF_ERROR, HF_CODE_IO, "%s: %s", output, g_strerror (errno));
    return hf_command_failed (output, error);
  }
  opened = hf_opened_new (paths[0], series, &error);
  if (!opened)
    return hf_command_failed (paths[0], error);
  notebook = (Notebook){ .folder = output,
                         .volume = opened->volume,
                         .params = &params.params,
                         .slice = hf_volume_size (opened->volume)[2] / 2,
                         .privacy = privacy };
  notebook.window.inverted = hf_volume_info (opened->volume)->is_inverted;
  hf_window_auto (opened->volume, &notebook.window.width, &notebook.window.level);
  print_series (opened);
  return run (&notebook, &error) ? HF_EXIT_DONE : hf_command_failed (output, error);
}
