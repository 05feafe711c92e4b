/* hounsfield-cli slice: one slice of a plane as a PNG, as the viewer shows it. */
#include "cli/commands.h"
#include "core/tissues.h"
#include "files/png.h"
#include "image/display.h"
#include "image/reslice.h"

#include <math.h>
#include <string.h>

#define MAX_SIDE 16384 /* px */

typedef struct {
  char *series;
  char *plane;
  char *index;
  char *mm;
  char *window;
  char *preset;
  char *size;
  char *output;
} Options;

static void
options_clear (Options *self)
{
  char *texts[] = { self->series, self->plane,  self->index, self->mm,
                    self->window, self->preset, self->size,  self->output };

  for (gsize n = 0; n < G_N_ELEMENTS (texts); n++)
    g_free (texts[n]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
find_plane (const char *name, HfPlane *plane)
{
  for (int n = 0; n < HF_N_PLANES; n++)
    if (g_str_equal (name, hf_plane_name (n))) {
      *plane = n;
      return TRUE;
    }
  return FALSE;
}

/* The window that was asked for, else the file's first one, else that of the data. */
static void
choose_window (const Options *options, const HfVolume *volume, HfWindow *window)
{
  const HfVolumeInfo *info = hf_volume_info (volume);
  const HfPreset *preset = options->preset ? hf_preset_find (options->preset) : NULL;
  double numbers[2];

  window->inverted = info->is_inverted;
  if (options->window) {
    hf_command_numbers (options->window, "/", numbers, 2); /* checked before */
    window->width = numbers[0];
    window->level = numbers[1];
  } else if (preset) {
    window->width = preset->width;
    window->level = preset->level;
  } else if (info->n_voi > 0 && g_strcmp0 (options->preset, "auto") != 0) {
    window->width = info->voi[0].width;
    window->level = info->voi[0].level;
    window->function = g_str_equal (info->voi[0].function, "SIGMOID") ? HF_WINDOW_SIGMOID
                       : g_str_equal (info->voi[0].function, "LINEAR_EXACT")
                           ? HF_WINDOW_LINEAR_EXACT
                           : HF_WINDOW_LINEAR;
  } else {
    hf_window_auto (volume, &window->width, &window->level);
  }
}

/* The slice that was asked for; the middle one without a wish. FALSE where the volume has none
   there. */
static gboolean
choose_index (
    const Options *options, HfGeometry *geometry, HfPlane plane, int *index, GError **error)
{
  int n = hf_plane_n_slices (geometry, plane);
  double number, best = G_MAXDOUBLE;
  double first = hf_plane_slice_mm (geometry, plane, 0);
  double last = hf_plane_slice_mm (geometry, plane, n - 1);

  *index = n / 2;
  if (options->index) {
    hf_command_numbers (options->index, "", &number, 1);
    *index = (int) CLAMP (number, -1, n);
    if (*index >= 0 && *index < n)
      return TRUE;
    g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE,
                 "There is no %s slice %s; they count from 0 to %d", hf_plane_name (plane),
                 options->index, n - 1);
    return FALSE;
  }
  if (!options->mm)
    return TRUE;
  hf_command_numbers (options->mm, "", &number, 1);
  for (int i = 0; i < n; i++) {
    double distance = fabs (hf_plane_slice_mm (geometry, plane, i) - number);

    if (distance < best) {
      best = distance;
      *index = i;
    }
  }
  if (best <= MAX (1, fabs (last - first) / MAX (n - 1, 1)))
    return TRUE;
  g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE,
               "%s mm is outside of the %s slices, %.2f to %.2f mm", options->mm,
               hf_plane_name (plane), MIN (first, last), MAX (first, last));
  return FALSE;
}

/* mm that the whole volume takes along the width (or the height) of a plane's picture: what the view
   has to show in one pixel when the other side has more than enough. */
static double
extent (HfGeometry *geometry, HfPlane plane, const double center[3], gboolean height)
{
  HfView view;
  const double *pixel = height ? view.down : view.right;

  hf_plane_fit (geometry, plane, center, height ? MAX_SIDE * MAX_SIDE : 1,
                height ? 1 : MAX_SIDE * MAX_SIDE, &view);
  return sqrt (pixel[0] * pixel[0] + pixel[1] * pixel[1] + pixel[2] * pixel[2]);
}

/* Square pixels as fine as the finer axis of the plane: every voxel is there, proportions are
   true. */
static void
natural_size (HfGeometry *geometry, HfPlane plane, const double center[3], int *width, int *height)
{
  const double *spacing = hf_geometry_spacing (geometry);
  int axis = hf_plane_axis (geometry, plane);
  double finest = MIN (spacing[(axis + 1) % 3], spacing[(axis + 2) % 3]);
  double pixels[2];

  for (int n = 0; n < 2; n++)
    pixels[n] = rint (extent (geometry, plane, center, n == 1) / finest);
  *width = (int) CLAMP (pixels[0], 1, MAX_SIDE);
  *height = (int) CLAMP (pixels[1], 1, MAX_SIDE);
}

static gboolean
write_picture (const HfVolume *volume,
               const HfView *view,
               const HfWindow *window,
               const HfResliceOptions *how,
               const char *path,
               GError **error)
{
  gsize n = (gsize) view->width * view->height;
  g_autofree gint16 *pixels = g_new (gint16, n);
  g_autofree guint32 *colors = g_new (guint32, n);
  g_autoptr (HfDisplay) display = hf_display_new (volume, window);
  HfImage image = { pixels, view->width, view->height };

  hf_reslice (volume, view, how, &image);
  hf_display_map (display, &image, colors, sizeof *colors * view->width);
  return hf_png_write (path, HF_PNG_BGRX, colors, view->width, view->height,
                       sizeof *colors * view->width, NULL, error);
}

static HfExit
draw (const Options *options, const HfParams *params, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HfOpened) opened = hf_opened_new (path, options->series, &error);
  HfWindow window = { .colormap = (HfColormap) params->value[HF_PARAM_COLORMAP] };
  const HfResliceOptions how = {
    .interpolation = (HfInterpolation) params->value[HF_PARAM_INTERPOLATION],
    .slab_mm = params->value[HF_PARAM_SLAB_MM],
    .slab_mode = (HfSlabMode) params->value[HF_PARAM_SLAB_MODE],
  };
  HfPlane plane = HF_PLANE_AXIAL;
  HfGeometry *geometry;
  HfView view;
  double cursor[3];
  int index, width, height;

  if (!opened)
    return hf_command_failed (path, error);
  geometry = hf_volume_geometry (opened->volume);
  find_plane (options->plane, &plane);
  if (!choose_index (options, geometry, plane, &index, &error))
    return hf_command_failed (path, error);
  choose_window (options, opened->volume, &window);
  hf_geometry_voxel_to_patient (geometry,
                                (const double[3]){ (hf_geometry_size (geometry)[0] - 1) / 2.0,
                                                   (hf_geometry_size (geometry)[1] - 1) / 2.0,
                                                   hf_geometry_size (geometry)[2] / 2 },
                                cursor);
  hf_plane_move_to (geometry, plane, index, cursor);
  natural_size (geometry, plane, cursor, &width, &height);
  hf_command_size (options->size, MAX_SIDE, &width, &height); /* checked before */
  hf_plane_fit (geometry, plane, cursor, width, height, &view);
  if (!write_picture (opened->volume, &view, &window, &how, options->output, &error))
    return hf_command_failed (options->output, error);
  return HF_EXIT_DONE;
}

/* NULL where the options make sense. */
static const char *
what_is_wrong (const Options *options)
{
  HfPlane plane;
  double numbers[2];
  int width, height;

  if (!options->plane || !find_plane (options->plane, &plane))
    return "--plane is axial, sagittal or coronal";
  if (options->index &&
      (!hf_command_numbers (options->index, "", numbers, 1) || numbers[0] != rint (numbers[0])))
    return "--index is a whole number";
  if (options->mm && (options->index || !hf_command_numbers (options->mm, "", numbers, 1)))
    return "--mm is a number, and not given with --index";
  if (options->window &&
      (!hf_command_numbers (options->window, "/", numbers, 2) || numbers[0] <= 0))
    return "--window is WIDTH/LEVEL, as 400/40";
  if (options->window && options->preset)
    return "--preset and --window: only one of them";
  if (options->preset && !g_str_equal (options->preset, "auto") &&
      !g_str_equal (options->preset, "file") && !hf_preset_find (options->preset))
    return "--preset: there is none of that name";
  if (!hf_command_size (options->size, MAX_SIDE, &width, &height))
    return "--size is WIDTHxHEIGHT in pixels, at most 16384 each, as 800x600";
  return NULL;
}

/* What --preset takes, as --help and so the completions of the shells tell it. */
static char *
preset_names (void)
{
  GString *names = g_string_new ("auto|file");
  guint n;
  const HfPreset *presets = hf_presets (&n);

  for (guint i = 0; i < n; i++)
    g_string_append_printf (names, "|%s", presets[i].option);
  return g_string_free (names, FALSE);
}

HfExit
hf_cmd_slice (const HfCommand *self, int argc, char **argv)
{
  static const HfParamOption shown[] = { { HF_PARAM_COLORMAP, NULL, NULL },
                                         { HF_PARAM_SLAB_MM, NULL, NULL },
                                         { HF_PARAM_SLAB_MODE, NULL, NULL },
                                         { HF_PARAM_INTERPOLATION, NULL, NULL },
                                         HF_PARAM_OPTIONS_END };
  g_auto (GStrv) paths = NULL;
  g_auto (Options) options = { 0 };
  g_autofree char *presets = preset_names ();
  // clang-format off
  const GOptionEntry entries[] = {
    { "plane", 0, 0, G_OPTION_ARG_STRING, &options.plane, "The plane", "axial|sagittal|coronal" },
    { "index", 0, 0, G_OPTION_ARG_STRING, &options.index, "Slice, counted from 0; without: the middle one", "N" },
    { "mm", 0, 0, G_OPTION_ARG_STRING, &options.mm, "The slice nearest to this place on the plane's axis, LPS", "X" },
    { "window", 0, 0, G_OPTION_ARG_STRING, &options.window, "Width and level; without: the file's own", "W/L" },
    { "preset", 0, 0, G_OPTION_ARG_STRING, &options.preset, "Window by name; without: the file's own", presets },
    { "size", 0, 0, G_OPTION_ARG_STRING, &options.size, "Pixels of the picture; without: one a voxel", "WxH" },
    { "series", 0, 0, G_OPTION_ARG_STRING, &options.series, "Number from info, or UID; without: the largest", "N|UID" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, "The picture to write", "OUT.png" },
    { NULL },
  };
  // clang-format on
  HfParamOptions params = { .options = shown };
  const char *wrong;

  hf_params_init (&params.params);
  if (!hf_command_parse (self, argc, argv, entries, &params, 1, 1, &paths))
    return HF_EXIT_USAGE;
  wrong = what_is_wrong (&options);
  if (wrong)
    return hf_command_misused (self, "%s", wrong);
  if (!hf_command_wants_png (self, options.output))
    return HF_EXIT_USAGE;
  return draw (&options, &params.params, paths[0]);
}
