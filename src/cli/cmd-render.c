/* hounsfield-cli render: a picture of a surface, without a display. The same scene as in the viewer. */
#include "cli/commands.h"
#include "files/mesh-read.h"
#include "files/png.h"
#include "gl/renderer.h"
#include "mesh/process.h"
#include "mesh/report.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MAX_SIDE 8192 /* px */

typedef struct {
  char *series;
  char *look;
  char *size;
  char *opacity;
  char *color;
  char *output;
  gboolean axes, edges, orthographic, transparent;
} Options;

static void
options_clear (Options *self)
{
  char *texts[] = {
    self->series, self->look, self->size, self->opacity, self->color, self->output
  };

  for (gsize n = 0; n < G_N_ELEMENTS (texts); n++)
    g_free (texts[n]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Options, options_clear)

static gboolean
parse_color (const char *text, float color[3])
{
  char *end;
  const guint64 rgb = g_ascii_strtoull (text, &end, 16);

  if (strlen (text) != 6 || *end != '\0' || !g_ascii_isxdigit (text[0]))
    return FALSE;
  for (int n = 0; n < 3; n++)
    color[n] = (rgb >> (16 - 8 * n) & 255) / 255.0f;
  return TRUE;
}

/* NULL where the options make sense. */
static const char *
what_is_wrong (const Options *options)
{
  double numbers[1];
  int width, height;
  float color[3];

  if (options->look && hf_look_find (options->look) < 0)
    return "--view is anterior, posterior, left, right, superior, inferior or oblique";
  if (!hf_command_size (options->size, MAX_SIDE, &width, &height))
    return "--size is WIDTHxHEIGHT in pixels, at most 8192 each, as 1300x900";
  if (options->opacity &&
      (!hf_command_numbers (options->opacity, "", numbers, 1) || numbers[0] <= 0 || numbers[0] > 1))
    return "--opacity is a number over 0, up to 1";
  if (options->color && !parse_color (options->color, color))
    return "--color is six hexadecimal digits, as add8e6";
  return NULL;
}

static gboolean
is_mesh_file (const char *path)
{
  return hf_mesh_can_read (path) && !g_file_test (path, G_FILE_TEST_IS_DIR);
}

/* A mesh file as it is, or the surface of a volume at the level. */
static HfMesh *
make_mesh (const char *path, const char *series, const HfParams *params, GError **error)
{
  g_autoptr (HfOpened) opened = NULL;

  if (is_mesh_file (path))
    return hf_mesh_read (path, error);
  opened = hf_opened_new (path, series, error);
  return opened ? hf_mesh_from_params (opened->volume, NULL, params, NULL, error) : NULL;
}

static void
describe (
    const Options *options, HfMesh *mesh, gboolean is_file, int width, int height, HfScene *scene)
{
  HfMeshReport report;
  double opacity = 0.5;

  hf_mesh_report (mesh, &report);
  hf_scene_init (scene);
  hf_scene_add (scene, mesh, NULL);
  if (options->opacity)
    hf_command_numbers (options->opacity, "", &opacity, 1); /* checked before */
  scene->surfaces[0].opacity = (float) opacity;
  scene->surfaces[0].open = !report.watertight || !report.oriented || report.inside_out > 0;
  scene->surfaces[0].drawn = is_file ? hf_mesh_crease (mesh) : NULL;
  if (options->color)
    parse_color (options->color, scene->surfaces[0].color);
  scene->axes = scene->marker = options->axes;
  scene->edges = options->edges;
  scene->transparent = options->transparent;
  scene->smooth = 2;
  scene->scale = MAX (1, height / 900.0);
  scene->camera.orthographic = options->orthographic;
  hf_camera_look (&scene->camera,
                  options->look ? (HfLook) hf_look_find (options->look) : HF_LOOK_OBLIQUE);
  hf_scene_fit (scene, width, height, scene->scale);
}

/* PNG wants straight alpha. */
static void
divide_by_alpha (guint8 *pixels, gsize n)
{
  for (guint8 *p = pixels; p < pixels + 4 * n; p += 4)
    for (int c = 0; c < 3 && p[3] > 0; c++)
      p[c] = (guint8) MIN (255, (p[c] * 255 + p[3] / 2) / p[3]);
}

static HfExit
draw (const Options *options, const HfParams *params, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HfMesh) mesh = make_mesh (path, options->series, params, &error);
  g_autofree guint8 *pixels = NULL;
  int width = 1300, height = 900;
  HfScene scene;

  if (!mesh)
    return hf_command_failed (path, error);
  hf_command_size (options->size, MAX_SIDE, &width, &height); /* checked before */
  describe (options, mesh, is_mesh_file (path), width, height, &scene);
  pixels = hf_scene_to_pixels (&scene, width, height, &error);
  hf_scene_clear (&scene);
  if (!pixels)
    return hf_command_failed (path, error);
  divide_by_alpha (pixels, (gsize) width * height);
  if (!hf_png_write (options->output, HF_PNG_RGBA, pixels, width, height, (gsize) width * 4, NULL,
                     &error))
    return hf_command_failed (options->output, error);
  return HF_EXIT_DONE;
}

HfExit
hf_cmd_render (const HfCommand *self, int argc, char **argv)
{
  static const HfParamOption of_surface[] = { { HF_PARAM_LEVEL, NULL, NULL },
                                              { HF_PARAM_STEP, NULL, NULL },
                                              { HF_PARAM_CLOSE_BORDER, NULL, NULL },
                                              { HF_PARAM_KEEP_LARGEST, NULL, NULL },
                                              { HF_PARAM_MIN_ML, NULL, NULL },
                                              { HF_PARAM_SMOOTH, NULL, NULL },
                                              { HF_PARAM_DECIMATE, NULL, NULL },
                                              { HF_PARAM_MOST, NULL, NULL },
                                              HF_PARAM_OPTIONS_END };
  g_auto (GStrv) paths = NULL;
  g_auto (Options) options = { 0 };
  // clang-format off
  const GOptionEntry entries[] = {
    { "view", 0, 0, G_OPTION_ARG_STRING, &options.look, "Seen from; without: oblique", "anterior|posterior|left|right|superior|inferior|oblique" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &options.size, "Pixels of the picture; without: 1300x900", "WxH" },
    { "opacity", 0, 0, G_OPTION_ARG_STRING, &options.opacity, "Of the surface; without: 0.5", "A" },
    { "color", 0, 0, G_OPTION_ARG_STRING, &options.color, "Of the surface; without: light blue", "RRGGBB" },
    { "axes", 0, 0, G_OPTION_ARG_NONE, &options.axes, "Axes in mm, orientation, scale", NULL },
    { "edges", 0, 0, G_OPTION_ARG_NONE, &options.edges, "Edges of the triangles", NULL },
    { "orthographic", 0, 0, G_OPTION_ARG_NONE, &options.orthographic, "Without perspective", NULL },
    { "transparent", 0, 0, G_OPTION_ARG_NONE, &options.transparent, "No background", NULL },
    { "series", 0, 0, G_OPTION_ARG_STRING, &options.series, "Number from info, or UID; without: the largest", "N|UID" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, "The picture to write", "OUT.png" },
    { NULL },
  };
  // clang-format on
  HfParamOptions params = { .options = of_surface };
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
