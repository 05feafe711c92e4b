/* hounsfield-cli mesh: the surface of a volume as a file, with its certificate beside it. */
#include "cli/commands.h"
#include "files/mesh-write.h"
#include "image/morphology.h"
#include "mesh/distance.h"
#include "mesh/process.h"
#include "mesh/report.h"

#include <stdio.h>
#include <string.h>

static const HfParamOption param_options[] = {
  { HF_PARAM_LEVEL, NULL, "" },          { HF_PARAM_STEP, NULL, NULL },
  { HF_PARAM_CLOSE_BORDER, NULL, NULL }, { HF_PARAM_KEEP_LARGEST, NULL, NULL },
  { HF_PARAM_MIN_ML, NULL, NULL },       { HF_PARAM_SMOOTH, NULL, NULL },
  { HF_PARAM_DECIMATE, NULL, NULL },     { HF_PARAM_MOST, NULL, NULL },
  { HF_PARAM_ABOVE, NULL, "the level" }, { HF_PARAM_BELOW, NULL, "no limit" },
  { HF_PARAM_PER_SLICE, NULL, NULL },    { HF_PARAM_ELEMENT, NULL, NULL },
  { HF_PARAM_RADIUS, NULL, NULL },       { HF_PARAM_RADIUS_MM, NULL, NULL },
  { HF_PARAM_MASK_LARGEST, NULL, NULL }, HF_PARAM_OPTIONS_END,
};

/* The surface is made inside the mask where any of the mask's options was given; a mask whose lower
   threshold was not given begins at the level. */
static void
choose_mask (HfParamOptions *options)
{
  gboolean wanted = options->params.n_steps > 0;

  for (int id = HF_PARAM_ABOVE; id <= HF_PARAM_MASK_LARGEST; id++)
    wanted |= options->given[id];
  options->params.value[HF_PARAM_IN_MASK] = wanted;
  if (!options->given[HF_PARAM_ABOVE])
    options->params.value[HF_PARAM_ABOVE] = options->params.value[HF_PARAM_LEVEL];
}

typedef struct {
  HfMesh *mesh;
  gboolean has_change; /* smoothed or decimated */
  HfMeshChange change;
} Made;

static void
made_clear (Made *self)
{
  g_clear_pointer (&self->mesh, hf_mesh_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Made, made_clear)

static gboolean
make_mesh (const HfVolume *volume, const HfParams *params, Made *made, GError **error)
{
  g_autoptr (HfMask) mask = NULL;
  g_autoptr (HfMesh) plain = NULL;

  if (params->value[HF_PARAM_IN_MASK] != 0)
    mask = hf_mask_from_params (volume, params, NULL, NULL);
  plain = hf_mesh_plain (volume, mask, params, NULL, error);
  made->mesh = plain ? hf_mesh_finish (plain, params, NULL, error) : NULL;
  if (!made->mesh)
    return FALSE;
  made->has_change = made->mesh != plain && hf_mesh_change (plain, made->mesh, NULL, &made->change);
  return TRUE;
}

/* The certificate's object, with what was changed as its last member. */
static void
print_json (const HfMeshReport *report, const Made *made)
{
  g_autofree char *text = hf_mesh_report_json (report);
  g_autofree char *change = made->has_change ? hf_mesh_change_json (&made->change) : NULL;

  if (change)
    printf ("%.*s, \"change\": %s}\n", (int) strlen (text) - 1, text, change);
  else
    puts (text);
}

static void
print_report (const Made *made, gboolean json)
{
  const HfMeshChange *change = &made->change;
  HfMeshReport report;

  hf_mesh_report (made->mesh, &report);
  if (json) {
    print_json (&report, made);
    return;
  }
  fprintf (stderr, "%u triangles, %u vertices, %.3f ml, %.2f cm2, %s\n", report.triangles,
           report.vertices, report.volume_ml, report.area_cm2,
           report.watertight           ? "watertight"
           : report.boundary_loops > 0 ? "open"
                                       : "not manifold");
  if (report.inside_out > 0)
    fprintf (stderr, "%u of %u parts %s inside out\n", report.inside_out, report.components,
             report.inside_out == 1 ? "is" : "are");
  if (made->has_change)
    fprintf (stderr,
             "smoothing and decimation: %+.3f ml; %.3f mm on average, %.3f mm at most "
             "(back: %.3f mm, %.3f mm)\n",
             change->after_ml - change->before_ml, change->there.mean_mm, change->there.max_mm,
             change->back.mean_mm, change->back.max_mm);
}

HfExit
hf_cmd_mesh (const HfCommand *self, int argc, char **argv)
{
  g_auto (GStrv) paths = NULL;
  g_autofree char *series = NULL;
  g_autofree char *output = NULL;
  g_autofree char *frame = NULL;
  gboolean json = FALSE;
  // clang-format off
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "The file to write; its ending is the format", "OUT.stl|ply|obj|glb|3mf" },
    { "frame", 0, 0, G_OPTION_ARG_STRING, &frame, "Of the coordinates; without: lps", "lps|ras" },
    { "series", 0, 0, G_OPTION_ARG_STRING, &series, "Number from info, or UID; without: the largest", "N|UID" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print the certificate as JSON", NULL },
    { NULL },
  };
  // clang-format on
  HfParamOptions options = { .options = param_options, .with_ops = TRUE };
  g_autoptr (HfOpened) opened = NULL;
  g_auto (Made) made = { 0 };
  g_autoptr (GError) error = NULL;

  hf_params_init (&options.params);
  options.params.n_steps = 0;
  options.params.value[HF_PARAM_PER_SLICE] = FALSE; /* as mask */
  if (!hf_command_parse (self, argc, argv, entries, &options, 1, 1, &paths))
    return HF_EXIT_USAGE;
  if (!options.given[HF_PARAM_LEVEL])
    return hf_command_misused (self, "--level HU is missing");
  if (!output || !hf_mesh_can_write (output))
    return hf_command_misused (
        self, output ? "“%s” ends in none of .stl, .ply, .obj, .glb, .3mf" : "-o OUT is missing%s",
        output ? output : "");
  if (frame && !g_str_equal (frame, "lps") && !g_str_equal (frame, "ras"))
    return hf_command_misused (self, "--frame: “%s” is neither lps nor ras", frame);
  choose_mask (&options);

  opened = hf_opened_new (paths[0], series, &error);
  if (!opened)
    return hf_command_failed (paths[0], error);
  if (!make_mesh (opened->volume, &options.params, &made, &error))
    return hf_command_failed (paths[0], error);
  if (!hf_mesh_write (output, made.mesh, g_strcmp0 (frame, "ras") == 0 ? HF_MESH_RAS : HF_MESH_LPS,
                      TRUE, NULL, &error))
    return hf_command_failed (output, error);
  print_report (&made, json);
  return HF_EXIT_DONE;
}
