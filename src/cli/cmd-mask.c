/* hounsfield-cli mask: threshold and morphology, as a .npy of 0 and 1. */
#include "cli/commands.h"
#include "cli/json.h"
#include "files/npy.h"
#include "image/morphology.h"

#include <stdio.h>
#include <string.h>

/* One line of the report: what a step is called. */
static const char *
stage_name (const HfParams *params, guint n)
{
  return n == 0 ? "threshold" : hf_op_name (params->chain[n - 1].op);
}

static void
print_json (const HfMask *mask, GPtrArray *stages, const HfParams *params, const HfVolume *volume)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  HfGeometry *geometry = hf_volume_geometry (volume);

  json_builder_begin_object (builder);
  hf_json_integer (builder, "voxels", (gint64) hf_mask_count (mask));
  hf_json_number (builder, "ml", hf_mask_ml (mask, geometry));
  hf_json_number (builder, "above", params->value[HF_PARAM_ABOVE]);
  hf_json_number (builder, "below", params->value[HF_PARAM_BELOW]);
  json_builder_set_member_name (builder, "steps");
  json_builder_begin_array (builder);
  for (guint n = 0; n < stages->len; n++) {
    const HfMask *stage = g_ptr_array_index (stages, n);

    if (n > 0 && params->chain[n - 1].off)
      continue;
    json_builder_begin_object (builder);
    hf_json_text (builder, "step", stage_name (params, n));
    hf_json_integer (builder, "voxels", (gint64) hf_mask_count (stage));
    hf_json_number (builder, "ml", hf_mask_ml (stage, geometry));
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  hf_json_print (builder);
}

static void
print_text (const HfMask *mask, GPtrArray *stages, const HfParams *params, const HfVolume *volume)
{
  HfGeometry *geometry = hf_volume_geometry (volume);

  for (guint n = 0; n < stages->len; n++) {
    const HfMask *stage = g_ptr_array_index (stages, n);

    if (n > 0 && params->chain[n - 1].off)
      continue;
    printf ("%-10s %12" G_GUINT64_FORMAT " voxels %12.3f ml\n", stage_name (params, n),
            hf_mask_count (stage), hf_mask_ml (stage, geometry));
  }
  printf ("%-10s %12" G_GUINT64_FORMAT " voxels %12.3f ml\n", "mask", hf_mask_count (mask),
          hf_mask_ml (mask, geometry));
}

HfExit
hf_cmd_mask (const HfCommand *self, int argc, char **argv)
{
  static const HfParamOption options[] = {
    { HF_PARAM_ABOVE, NULL, "250 HU; with --below alone: no limit" },
    { HF_PARAM_BELOW, NULL, "no limit" },
    { HF_PARAM_PER_SLICE, NULL, NULL },
    { HF_PARAM_ELEMENT, NULL, NULL },
    { HF_PARAM_RADIUS, NULL, NULL },
    { HF_PARAM_RADIUS_MM, NULL, NULL },
    { HF_PARAM_MASK_LARGEST, "keep-largest", NULL },
    HF_PARAM_OPTIONS_END,
  };
  g_auto (GStrv) paths = NULL;
  g_autofree char *series = NULL, *output = NULL;
  gboolean json = FALSE;
  // clang-format off
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "The mask to write: uint8, 0 and 1, order (k, j, i)", "OUT.npy" },
    { "series", 0, 0, G_OPTION_ARG_STRING, &series, "Number from info, or UID; without: the largest", "N|UID" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print JSON", NULL },
    { NULL },
  };
  // clang-format on
  HfParamOptions params = { .options = options, .with_ops = TRUE };
  g_autoptr (GPtrArray) stages = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_mask_unref);
  g_autoptr (HfOpened) opened = NULL;
  g_autoptr (HfMask) mask = NULL;
  g_autoptr (GError) error = NULL;

  hf_params_init (&params.params);
  params.params.n_steps = 0;                       /* what is not asked for is not done: */
  params.params.value[HF_PARAM_PER_SLICE] = FALSE; /* cleaning by --ops, 2D by --per-slice */
  if (!hf_command_parse (self, argc, argv, entries, &params, 1, 1, &paths))
    return HF_EXIT_USAGE;
  if (!output || !g_str_has_suffix (output, ".npy"))
    return hf_command_misused (self,
                               output ? "“%s” does not end in .npy" : "-o OUT.npy is missing%s",
                               output ? output : "");
  if (params.given[HF_PARAM_BELOW] && !params.given[HF_PARAM_ABOVE])
    params.params.value[HF_PARAM_ABOVE] = hf_param (HF_PARAM_ABOVE)->min;
  if (params.params.value[HF_PARAM_ABOVE] >= params.params.value[HF_PARAM_BELOW])
    return hf_command_misused (self, "--above %g and --below %g leave nothing between them",
                               params.params.value[HF_PARAM_ABOVE],
                               params.params.value[HF_PARAM_BELOW]);
  opened = hf_opened_new (paths[0], series, &error);
  if (!opened)
    return hf_command_failed (paths[0], error);
  mask = hf_mask_from_params (opened->volume, &params.params, stages, NULL);
  if (!hf_npy_write_mask (output, mask, opened->volume, NULL, &error))
    return hf_command_failed (output, error);
  if (hf_mask_count (mask) == 0)
    fprintf (stderr, "hounsfield-cli mask: the mask is empty\n");
  if (json)
    print_json (mask, stages, &params.params, opened->volume);
  else
    print_text (mask, stages, &params.params, opened->volume);
  return HF_EXIT_DONE;
}
