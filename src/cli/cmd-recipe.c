/* hounsfield-cli recipe: what a window's parameters gave, made again from the source.

   Writes volume.nii.gz (volume.npy where slices are uneven: NIfTI has one step for all), mask.npy,
   histogram.csv, surface.stl and its certificate surface.stl.json, and prints their paths. The
   results are those of the other commands with the same options. */
#include "cli/commands.h"
#include "files/atomic.h"
#include "files/chart.h"
#include "files/formats.h"
#include "files/mesh-write.h"
#include "files/npy.h"
#include "image/morphology.h"
#include "image/resample.h"
#include "mesh/process.h"
#include "session/recipe.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* The volume that the window showed. */
static HfVolume *
resample (HfVolume *volume, const HfParams *params, GError **error)
{
  const double *value = params->value;
  const HfResampleOptions how = {
    .spacing = { value[HF_PARAM_SPACING_X], value[HF_PARAM_SPACING_Y], value[HF_PARAM_SPACING_Z] },
    .interpolation = (HfInterpolation) value[HF_PARAM_RESAMPLE_INTERPOLATION],
    .grid = (HfGrid) value[HF_PARAM_RESAMPLE_GRID],
    .clamp = value[HF_PARAM_RESAMPLE_CLAMP] != 0,
    .lowpass = value[HF_PARAM_RESAMPLE_LOWPASS] != 0,
  };

  if (value[HF_PARAM_RESAMPLE] == 0)
    return hf_volume_ref (volume);
  return hf_resample (volume, &how, NULL, error);
}

static gboolean
write_volume (const char *folder, const HfVolume *volume, GError **error)
{
  gboolean even = hf_geometry_is_even (hf_volume_geometry (volume));
  g_autofree char *path = g_build_filename (folder, even ? "volume.nii.gz" : "volume.npy", NULL);

  if (!hf_format_write (path, volume, FALSE, NULL, error))
    return FALSE;
  puts (path);
  return TRUE;
}

static gboolean
write_mask (const char *folder, const HfMask *mask, const HfVolume *volume, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "mask.npy", NULL);

  if (!hf_npy_write_mask (path, mask, volume, NULL, error))
    return FALSE;
  puts (path);
  return TRUE;
}

static gboolean
write_histogram (const char *folder, const HfVolume *volume, const HfParams *params, GError **error)
{
  g_autofree char *path = g_build_filename (folder, "histogram.csv", NULL), *text = NULL;
  g_autoptr (HfHistogram) histogram = hf_histogram_new (volume, NULL, FALSE);
  g_autoptr (HfBins) bins = hf_bins_new (histogram, NAN, NAN, (guint) params->value[HF_PARAM_BINS],
                                         hf_volume_info (volume)->is_hu);

  if (!bins) {
    g_set_error (error, HF_ERROR, HF_CODE_NO_IMAGES, "No voxel of the volume has a value");
    return FALSE;
  }
  text = hf_chart_csv (bins);
  if (!hf_atomic_write_file (path, text, strlen (text), error))
    return FALSE;
  puts (path);
  return TRUE;
}

static gboolean
write_surface (const char *folder,
               const HfVolume *volume,
               const HfMask *mask,
               const HfParams *params,
               GError **error)
{
  g_autofree char *path = g_build_filename (folder, "surface.stl", NULL);
  g_autofree char *certificate = hf_mesh_certificate_path (path);
  gboolean in_mask = params->value[HF_PARAM_IN_MASK] != 0;
  g_autoptr (HfMesh) mesh =
      hf_mesh_from_params (volume, in_mask ? mask : NULL, params, NULL, error);

  if (!mesh || !hf_mesh_write (path, mesh, HF_MESH_LPS, TRUE, NULL, error))
    return FALSE;
  puts (path);
  puts (certificate);
  return TRUE;
}

/* The surface comes last: it is the one result that a good recipe may not have (no voxel reaches
   the level). */
static gboolean
replay (const char *folder, HfVolume *source, const HfParams *params, GError **error)
{
  g_autoptr (HfVolume) volume = resample (source, params, error);
  g_autoptr (HfMask) mask = volume ? hf_mask_from_params (volume, params, NULL, NULL) : NULL;

  return mask && write_volume (folder, volume, error) && write_mask (folder, mask, volume, error) &&
         write_histogram (folder, volume, params, error) &&
         write_surface (folder, volume, mask, params, error);
}

HfExit
hf_cmd_recipe (const HfCommand *self, int argc, char **argv)
{
  g_auto (GStrv) paths = NULL;
  g_autofree char *series = NULL, *output = NULL;
  // clang-format off
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "The folder to write to; made where it is missing", "DIR" },
    { "series", 0, 0, G_OPTION_ARG_STRING, &series, "Number from info, or UID; without: the largest", "N|UID" },
    { NULL },
  };
  // clang-format on
  g_autoptr (HfOpened) opened = NULL;
  g_autoptr (GError) error = NULL;
  HfParams params;

  hf_params_init (&params);
  if (!hf_command_parse (self, argc, argv, entries, NULL, 2, 2, &paths))
    return HF_EXIT_USAGE;
  if (!output)
    return hf_command_misused (self, "-o DIR is missing");
  if (!hf_recipe_load (paths[0], &params, &error))
    return hf_command_failed (paths[0], error);
  opened = hf_opened_new (paths[1], series, &error);
  if (!opened)
    return hf_command_failed (paths[1], error);
  if (g_mkdir_with_parents (output, 0755) != 0) {
    g_set_error (&error, HF_ERROR, HF_CODE_IO, "%s: %s", output, g_strerror (errno));
    return hf_command_failed (output, error);
  }
  return replay (output, opened->volume, &params, &error) ? HF_EXIT_DONE
                                                          : hf_command_failed (output, error);
}
