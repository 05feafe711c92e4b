/* hounsfield-cli probe: values at places and voxels. */
#include "cli/commands.h"
#include "cli/json.h"

#include <math.h>
#include <stdio.h>

typedef struct {
  double at[3];    /* LPS mm */
  double index[3]; /* continuous voxel */
  int voxel[3];    /* that holds it; outside: that would, of a larger volume */
  gboolean inside;
  double value; /* NAN: none */
} Probe;

static void
look (const HfVolume *volume, gboolean linear, Probe *probe)
{
  HfGeometry *geometry = hf_volume_geometry (volume);
  const int *size = hf_geometry_size (geometry);

  probe->inside = hf_geometry_patient_to_voxel (geometry, probe->at, probe->index);
  for (int a = 0; a < 3; a++) {
    probe->voxel[a] = (int) CLAMP (floor (probe->index[a] + 0.5), G_MININT, G_MAXINT);
    if (probe->inside)
      probe->voxel[a] = CLAMP (probe->voxel[a], 0, size[a] - 1);
  }
  probe->value = hf_volume_probe (volume, probe->at, linear);
}

static void
print_json (const Probe *probes, guint n)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "probes");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++) {
    json_builder_begin_object (builder);
    hf_json_numbers (builder, "at", probes[i].at, 3);
    hf_json_integers (builder, "voxel", probes[i].voxel, 3);
    hf_json_numbers (builder, "index", probes[i].index, 3);
    hf_json_number (builder, "hu", probes[i].value);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  hf_json_print (builder);
}

static void
print_text (const Probe *probes, guint n, gboolean is_hu)
{
  for (guint i = 0; i < n; i++) {
    const Probe *p = &probes[i];
    g_autofree char *value = hf_command_number (p->value);

    printf ("%.3f,%.3f,%.3f mm", p->at[0], p->at[1], p->at[2]);
    if (p->inside)
      printf ("  voxel %d,%d,%d", p->voxel[0], p->voxel[1], p->voxel[2]);
    if (isnan (p->value))
      puts (p->inside ? "  no data" : "  outside");
    else
      printf ("  %s%s\n", value, is_hu ? " HU" : "");
  }
}

static gboolean
read_places (const HfCommand *self, char **texts, GArray *places)
{
  for (char **text = texts; text && *text; text++) {
    double place[3];

    if (!hf_command_numbers (*text, ",", place, 3)) {
      hf_command_misused (self, "“%s” is not three numbers X,Y,Z", *text);
      return FALSE;
    }
    g_array_append_vals (places, place, 3);
  }
  return TRUE;
}

HfExit
hf_cmd_probe (const HfCommand *self, int argc, char **argv)
{
  static const HfParamOption options[] = { { HF_PARAM_INTERPOLATION, NULL, NULL },
                                           HF_PARAM_OPTIONS_END };
  g_auto (GStrv) paths = NULL;
  g_auto (GStrv) at = NULL;
  g_auto (GStrv) voxel = NULL;
  g_autofree char *series = NULL;
  gboolean json = FALSE;
  // clang-format off
  const GOptionEntry entries[] = {
    { "at", 0, 0, G_OPTION_ARG_STRING_ARRAY, &at, "A place in mm, LPS; may be given often. --at=-1.5,2,3", "X,Y,Z" },
    { "voxel", 0, 0, G_OPTION_ARG_STRING_ARRAY, &voxel, "A voxel, counted from 0; may be given often", "I,J,K" },
    { "series", 0, 0, G_OPTION_ARG_STRING, &series, "Number from info, or UID; without: the largest", "N|UID" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print JSON", NULL },
    { NULL },
  };
  // clang-format on
  HfParamOptions params = { .options = options };
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GArray) voxels = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (HfOpened) opened = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree Probe *probes = NULL;
  guint n_at, n;

  params.params.value[HF_PARAM_INTERPOLATION] = HF_INTERPOLATION_NEAREST;
  if (!hf_command_parse (self, argc, argv, entries, &params, 1, 1, &paths) ||
      !read_places (self, at, places) || !read_places (self, voxel, voxels))
    return HF_EXIT_USAGE;
  n_at = places->len / 3;
  n = n_at + voxels->len / 3;
  if (n == 0)
    return hf_command_misused (self, "give a place with --at or a voxel with --voxel");
  if (params.params.value[HF_PARAM_INTERPOLATION] == HF_INTERPOLATION_CUBIC)
    return hf_command_misused (self, "--interpolation: nearest or linear");
  opened = hf_opened_new (paths[0], series, &error);
  if (!opened)
    return hf_command_failed (paths[0], error);

  probes = g_new0 (Probe, n);
  for (guint i = 0; i < n; i++) {
    if (i < n_at)
      memcpy (probes[i].at, &g_array_index (places, double, 3 * i), sizeof probes[i].at);
    else
      hf_geometry_voxel_to_patient (hf_volume_geometry (opened->volume),
                                    &g_array_index (voxels, double, 3 * (i - n_at)), probes[i].at);
    look (opened->volume, params.params.value[HF_PARAM_INTERPOLATION] == HF_INTERPOLATION_LINEAR,
          &probes[i]);
  }
  if (json)
    print_json (probes, n);
  else
    print_text (probes, n, hf_volume_info (opened->volume)->is_hu);
  return HF_EXIT_DONE;
}
