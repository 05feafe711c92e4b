/* hounsfield-cli export: the volume for other programs. */
#include "cli/commands.h"
#include "files/formats.h"
#include "image/resample.h"

/* The volume as asked for: itself, or resampled. */
static HfVolume *
prepare (const HfVolume *volume, const char *spacing, const HfParams *params, GError **error)
{
  HfResampleOptions how = {
    .interpolation = (HfInterpolation) params->value[HF_PARAM_RESAMPLE_INTERPOLATION],
    .grid = (HfGrid) params->value[HF_PARAM_RESAMPLE_GRID],
    .clamp = params->value[HF_PARAM_RESAMPLE_CLAMP] != 0,
    .lowpass = params->value[HF_PARAM_RESAMPLE_LOWPASS] != 0,
  };

  if (!spacing)
    return hf_volume_ref ((HfVolume *) volume);
  hf_command_numbers (spacing, ",", how.spacing, 3); /* checked before */
  return hf_resample (volume, &how, NULL, error);
}

/* The name of an option that only resampling has a use for and that was given; NULL: none was */
static const char *
find_idle (const HfParamOptions *params)
{
  for (const HfParamOption *option = params->options; option->id < HF_N_PARAMS; option++)
    if (params->given[option->id])
      return option->name;
  return NULL;
}

HfExit
hf_cmd_export (const HfCommand *self, int argc, char **argv)
{
  static const HfParamOption resampling[] = {
    { HF_PARAM_RESAMPLE_INTERPOLATION, "interpolation", NULL },
    { HF_PARAM_RESAMPLE_GRID, "grid", NULL },
    { HF_PARAM_RESAMPLE_CLAMP, "clamp", NULL },
    { HF_PARAM_RESAMPLE_LOWPASS, "lowpass", NULL },
    HF_PARAM_OPTIONS_END,
  };
  g_auto (GStrv) paths = NULL;
  g_autofree char *series = NULL;
  g_autofree char *output = NULL;
  g_autofree char *spacing = NULL;
  gboolean with_patient = FALSE;
  // clang-format off
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "The file to write; its ending is the format", "OUT.npy|nii|nii.gz|nrrd" },
    { "spacing", 0, 0, G_OPTION_ARG_STRING, &spacing, "Resample to voxels of this size, mm", "X,Y,Z" },
    { "series", 0, 0, G_OPTION_ARG_STRING, &series, "Number from info, or UID; without: the largest", "N|UID" },
    { "with-patient", 0, 0, G_OPTION_ARG_NONE, &with_patient, "Write who the patient is, where the format can", NULL },
    { NULL },
  };
  // clang-format on
  HfParamOptions params = { .options = resampling };
  g_autoptr (HfOpened) opened = NULL;
  g_autoptr (HfVolume) volume = NULL;
  g_autoptr (GError) error = NULL;
  double numbers[3];

  hf_params_init (&params.params);
  if (!hf_command_parse (self, argc, argv, entries, &params, 1, 1, &paths))
    return HF_EXIT_USAGE;
  if (!output || !hf_format_can_write (output))
    return hf_command_misused (
        self, output ? "“%s” ends in none of .npy, .nii, .nii.gz, .nrrd" : "-o OUT is missing%s",
        output ? output : "");
  if (spacing && (!hf_command_numbers (spacing, ",", numbers, 3) || numbers[0] <= 0 ||
                  numbers[1] <= 0 || numbers[2] <= 0))
    return hf_command_misused (self, "--spacing is three lengths in mm, as 1,1,1");
  if (!spacing && find_idle (&params))
    return hf_command_misused (
        self, "--%s says how to resample: --spacing X,Y,Z, the size of the new voxels, is missing",
        find_idle (&params));
  opened = hf_opened_new (paths[0], series, &error);
  if (!opened)
    return hf_command_failed (paths[0], error);
  volume = prepare (opened->volume, spacing, &params.params, &error);
  if (!volume)
    return hf_command_failed (paths[0], error);
  if (!hf_format_write (output, volume, with_patient, NULL, &error))
    return hf_command_failed (output, error);
  return HF_EXIT_DONE;
}
