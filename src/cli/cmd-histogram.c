/* hounsfield-cli histogram: how often every value occurs, padding left out, as numpy.histogram bins
   it. */
#include "cli/commands.h"
#include "cli/json.h"
#include "files/atomic.h"
#include "files/chart.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define PICTURE_WIDTH 1200 /* px */
#define PICTURE_HEIGHT 700

static void
print_json (const HfBins *bins)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  hf_json_numbers (builder, "edges", bins->edges, bins->n_bins + 1);
  json_builder_set_member_name (builder, "counts");
  json_builder_begin_array (builder);
  for (guint n = 0; n < bins->n_bins; n++)
    json_builder_add_int_value (builder, (gint64) bins->counts[n]);
  json_builder_end_array (builder);
  hf_json_integer (builder, "voxels", (gint64) bins->n_voxels);
  json_builder_end_object (builder);
  hf_json_print (builder);
}

static gboolean
write_bins (const HfBins *bins, gboolean log_scale, const char *path, GError **error)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  HfChartOptions options;

  if (g_str_has_suffix (lower, ".csv")) {
    g_autofree char *text = hf_chart_csv (bins);

    return hf_atomic_write_file (path, text, strlen (text), error);
  }
  hf_chart_options_init (&options);
  options.light = TRUE;
  options.log_scale = log_scale;
  options.font_px = 14;
  {
    g_autoptr (GBytes) png = hf_chart_png (bins, &options, PICTURE_WIDTH, PICTURE_HEIGHT, error);

    return png &&
           hf_atomic_write_file (path, g_bytes_get_data (png, NULL), g_bytes_get_size (png), error);
  }
}

static gboolean
is_picture_or_table (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  return g_str_has_suffix (lower, ".csv") || g_str_has_suffix (lower, ".png");
}

HfExit
hf_cmd_histogram (const HfCommand *self, int argc, char **argv)
{
  static const HfParamOption shown[] = { { HF_PARAM_BINS, NULL, NULL },
                                         { HF_PARAM_LOG_SCALE, "log", NULL },
                                         HF_PARAM_OPTIONS_END };
  g_auto (GStrv) paths = NULL;
  g_autofree char *series = NULL, *output = NULL, *range = NULL;
  gboolean json = FALSE;
  // clang-format off
  const GOptionEntry entries[] = {
    { "range", 0, 0, G_OPTION_ARG_STRING, &range, "First and last edge; without: the whole range. --range=-1000,3000", "A,B" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "The picture or table to write", "OUT.png|csv" },
    { "series", 0, 0, G_OPTION_ARG_STRING, &series, "Number from info, or UID; without: the largest", "N|UID" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print JSON", NULL },
    { NULL },
  };
  // clang-format on
  HfParamOptions params = { .options = shown };
  double ends[2] = { NAN, NAN };
  g_autoptr (HfOpened) opened = NULL;
  g_autoptr (HfHistogram) histogram = NULL;
  g_autoptr (HfBins) bins = NULL;
  g_autoptr (GError) error = NULL;

  hf_params_init (&params.params);
  if (!hf_command_parse (self, argc, argv, entries, &params, 1, 1, &paths))
    return HF_EXIT_USAGE;
  if (range && (!hf_command_numbers (range, ",", ends, 2) || !(ends[0] < ends[1])))
    return hf_command_misused (self, "--range is two ascending numbers, as --range=-1000,3000");
  if (output && !is_picture_or_table (output))
    return hf_command_misused (self, "“%s” ends in none of .png, .csv", output);
  opened = hf_opened_new (paths[0], series, &error);
  if (!opened)
    return hf_command_failed (paths[0], error);
  histogram = hf_histogram_new (opened->volume, NULL, FALSE);
  bins = hf_bins_new (histogram, ends[0], ends[1], (guint) params.params.value[HF_PARAM_BINS],
                      hf_volume_info (opened->volume)->is_hu);
  if (!bins) {
    g_set_error (&error, HF_ERROR, HF_CODE_NO_IMAGES, "No voxel of the volume has a value");
    return hf_command_failed (paths[0], error);
  }
  if (output && !write_bins (bins, params.params.value[HF_PARAM_LOG_SCALE] != 0, output, &error))
    return hf_command_failed (output, error);
  if (json)
    print_json (bins);
  for (guint n = 0; !json && !output && n < bins->n_bins; n++)
    printf ("%g\t%g\t%" G_GUINT64_FORMAT "\n", bins->edges[n], bins->edges[n + 1], bins->counts[n]);
  return HF_EXIT_DONE;
}
