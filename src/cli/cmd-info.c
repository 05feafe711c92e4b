/* hounsfield-cli info: what a path holds and what a person must be told about it. */
#include "cli/commands.h"
#include "cli/json.h"
#include "core/text.h"
#include "image/histogram.h"

#include <math.h>
#include <stdio.h>

#define SAME_GAP 0.005 /* mm */

typedef struct {
  double gap; /* mm */
  int count;
} Gap;

/* What only the voxels tell. */
typedef struct {
  double low, high; /* NAN: no voxel has data */
  guint64 clipped_low;
  guint64 clipped_high;
  guint64 padding;
  GPtrArray *warnings; /* of HfWarning, owned, nullable */
  GError *error;       /* why it could not be loaded, owned, nullable */
} Values;

static void
values_clear (Values *self)
{
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
  g_clear_error (&self->error);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Values, values_clear)

static gboolean
has_warning (const GPtrArray *warnings, HfCode code)
{
  for (guint n = 0; warnings && n < warnings->len; n++)
    if (((HfWarning *) g_ptr_array_index (warnings, n))->code == code)
      return TRUE;
  return FALSE;
}

static void
count_values (const HfVolume *volume, Values *values)
{
  g_autoptr (HfHistogram) histogram = hf_histogram_new (volume, NULL, FALSE);
  double low = hf_volume_value (volume, -G_MAXINT16), high = hf_volume_value (volume, G_MAXINT16);

  hf_histogram_range (histogram, &values->low, &values->high);
  values->padding = hf_volume_n_voxels (volume) - hf_histogram_n_voxels (histogram);
  if (has_warning (values->warnings, HF_CODE_CLIPPED)) {
    values->clipped_low = hf_histogram_count (histogram, low, low, TRUE);
    values->clipped_high = hf_histogram_count (histogram, high, high, TRUE);
  }
}

/* Loads the series and counts; the volume is gone afterwards. */
static void
look_at_values (HfSource *source, int index, Values *values)
{
  g_autoptr (HfVolume) volume = hf_opened_load (source, index, &values->warnings, &values->error);

  values->low = values->high = NAN;
  if (volume)
    count_values (volume, values);
}

/* The distances between slices, equal ones counted together, in the order of the stack. */
static GArray *
gaps_of (const HfGeometry *geometry)
{
  GArray *gaps = g_array_new (FALSE, FALSE, sizeof (Gap));

  for (int k = 0; k + 1 < hf_geometry_size (geometry)[2]; k++) {
    Gap gap = { hf_geometry_position (geometry, k + 1) - hf_geometry_position (geometry, k), 1 };
    guint n = 0;

    while (n < gaps->len && fabs (g_array_index (gaps, Gap, n).gap - gap.gap) > SAME_GAP)
      n++;
    if (n < gaps->len)
      g_array_index (gaps, Gap, n).count++;
    else
      g_array_append_val (gaps, gap);
  }
  return gaps;
}

static void
add_gaps (JsonBuilder *builder, const HfGeometry *geometry)
{
  g_autoptr (GArray) gaps = gaps_of (geometry);

  json_builder_set_member_name (builder, "gaps_mm");
  json_builder_begin_array (builder);
  for (guint n = 0; n < gaps->len; n++) {
    json_builder_begin_object (builder);
    hf_json_number (builder, "gap", g_array_index (gaps, Gap, n).gap);
    hf_json_integer (builder, "count", g_array_index (gaps, Gap, n).count);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
add_geometry (JsonBuilder *builder, const HfSeries *series)
{
  const HfGeometry *geometry = series->geometry;
  int n_slices = hf_geometry_size (geometry)[2];
  g_autofree double *positions = g_new (double, n_slices);
  double direction[9], step[3];

  memcpy (direction, hf_geometry_row (geometry), 3 * sizeof *direction);
  memcpy (direction + 3, hf_geometry_column (geometry), 3 * sizeof *direction);
  memcpy (direction + 6, hf_geometry_normal (geometry), 3 * sizeof *direction);
  hf_geometry_step (geometry, step);
  for (int k = 0; k < n_slices; k++)
    positions[k] = hf_geometry_position (geometry, k);
  hf_json_integers (builder, "size", hf_geometry_size (geometry), 3);
  hf_json_numbers (builder, "spacing", hf_geometry_spacing (geometry), 3);
  hf_json_numbers (builder, "origin", hf_geometry_origin (geometry, 0), 3);
  hf_json_numbers (builder, "direction", direction, 9);
  hf_json_numbers (builder, "step", step, 3);
  hf_json_text (builder, "geometry", hf_geometry_is_even (geometry) ? "even" : "uneven");
  add_gaps (builder, geometry);
  json_builder_set_member_name (builder, "missing");
  json_builder_begin_array (builder);
  for (int k = 0; k + 1 < n_slices; k++)
    for (int m = 1; m <= hf_geometry_missing_after (geometry, k); m++)
      hf_json_number (builder, NULL,
                      positions[k] + m * (positions[k + 1] - positions[k]) /
                                         (hf_geometry_missing_after (geometry, k) + 1));
  json_builder_end_array (builder);
  hf_json_number (builder, "tilt_deg", hf_geometry_tilt_deg (geometry));
  hf_json_numbers (builder, "positions", positions, (gsize) n_slices);
}

static void
add_warnings (JsonBuilder *builder, HfSource *source, const GPtrArray *warnings)
{
  for (guint n = 0; warnings && n < warnings->len; n++) {
    const HfWarning *warning = g_ptr_array_index (warnings, n);

    json_builder_begin_object (builder);
    hf_json_text (builder, "code", hf_code_name (warning->code));
    hf_json_text (builder, "message", warning->message);
    if (warning->positions)
      hf_json_numbers (builder, "positions", (const double *) (gpointer) warning->positions->data,
                       warning->positions->len);
    if (warning->files) {
      json_builder_set_member_name (builder, "files");
      json_builder_begin_array (builder);
      for (guint f = 0; f < warning->files->len; f++)
        hf_json_text (builder, NULL,
                      hf_source_file_name (source, g_array_index (warning->files, guint32, f)));
      json_builder_end_array (builder);
    }
    json_builder_end_object (builder);
  }
}

static HfCode
code_of (const GError *error)
{
  return error->domain == HF_ERROR ? (HfCode) error->code : HF_CODE_IO;
}

static void
add_error (JsonBuilder *builder, const GError *error)
{
  json_builder_begin_object (builder);
  hf_json_text (builder, "code", hf_code_name (code_of (error)));
  hf_json_text (builder, "message", error->message);
  json_builder_end_object (builder);
}

static void
add_people (JsonBuilder *builder, const HfVolumeInfo *info)
{
  json_builder_set_member_name (builder, "voi");
  json_builder_begin_array (builder);
  for (guint n = 0; n < info->n_voi; n++) {
    json_builder_begin_object (builder);
    hf_json_number (builder, "width", info->voi[n].width);
    hf_json_number (builder, "level", info->voi[n].level);
    hf_json_text (builder, "explanation", info->voi[n].explanation);
    hf_json_text (builder, "function", info->voi[n].function);
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "patient");
  json_builder_begin_object (builder);
  hf_json_text (builder, "name", info->patient_name);
  hf_json_text (builder, "id", info->patient_id);
  hf_json_text (builder, "birth_date", info->birth_date);
  hf_json_text (builder, "sex", info->sex);
  json_builder_end_object (builder);
  hf_json_text (builder, "study_date", info->study_date);
}

static void
add_series (JsonBuilder *builder, HfSource *source, int index, const Values *values)
{
  const HfSeries *series = g_ptr_array_index (hf_source_series (source)->series, index);
  const HfVolumeInfo *info = series->info;
  const double range[2] = { values->low, values->high };

  json_builder_begin_object (builder);
  hf_json_integer (builder, "index", index);
  hf_json_text (builder, "uid", info->series_uid);
  hf_json_integer (builder, "number", info->series_number);
  hf_json_text (builder, "description", info->series_description);
  hf_json_text (builder, "modality", info->modality);
  hf_json_integer (builder, "images", hf_geometry_size (series->geometry)[2]);
  add_geometry (builder, series);
  hf_json_text (builder, "transfer_syntax", info->transfer_syntax);
  hf_json_boolean (builder, "hu", info->is_hu);
  hf_json_numbers (builder, "range", range, 2);
  hf_json_integer (builder, "clipped_low", (gint64) values->clipped_low);
  hf_json_integer (builder, "clipped_high", (gint64) values->clipped_high);
  hf_json_integer (builder, "padding_voxels", (gint64) values->padding);
  json_builder_set_member_name (builder, "warnings");
  json_builder_begin_array (builder);
  add_warnings (builder, source, series->warnings);
  add_warnings (builder, source, values->warnings);
  if (values->error)
    add_error (builder, values->error);
  json_builder_end_array (builder);
  add_people (builder, info);
  json_builder_end_object (builder);
}

static void
add_rejected (JsonBuilder *builder, const char *file, const char *reason, HfCode code)
{
  json_builder_begin_object (builder);
  hf_json_text (builder, "file", file);
  hf_json_text (builder, "reason", reason);
  hf_json_text (builder, "code", hf_code_name (code));
  json_builder_end_object (builder);
}

/* A series of which no slice can be read is none: its files are rejected. */
typedef struct {
  const HfSeries *series;
  GError *error; /* owned */
} Unreadable;

static void
unreadable_clear (gpointer data)
{
  g_clear_error (&((Unreadable *) data)->error);
}

static void
add_unreadable (JsonBuilder *builder, HfSource *source, const Unreadable *unreadable)
{
  const HfSeries *series = unreadable->series;

  for (int k = 0; k < series->n_slices; k++)
    if (k == 0 || series->headers[k].file != series->headers[k - 1].file)
      add_rejected (builder, hf_source_file_name (source, series->headers[k].file),
                    unreadable->error->message, HF_CODE_CORRUPT);
}

/* Into the array "series"; those that cannot be read are added to unreadable. */
static void
add_all_series (JsonBuilder *builder, HfSource *source, GArray *unreadable)
{
  const HfSeriesList *list = hf_source_series (source);

  for (guint n = 0; n < list->series->len; n++) {
    g_auto (Values) values = { 0 };

    look_at_values (source, (int) n, &values);
    if (g_error_matches (values.error, HF_ERROR, HF_CODE_CORRUPT)) {
      const Unreadable one = { list->series->pdata[n], g_steal_pointer (&values.error) };

      g_array_append_val (unreadable, one);
    } else
      add_series (builder, source, (int) n, &values);
  }
}

/* source is NULL where the path could not even be opened: then error says why. Where nothing can be shown the error is
   set. */
static void
print_json (const char *path, HfSource *source, GError **error)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (GArray) unreadable = g_array_new (FALSE, FALSE, sizeof (Unreadable));
  const HfSeriesList *list = source ? hf_source_series (source) : NULL;

  g_array_set_clear_func (unreadable, unreadable_clear);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "series");
  json_builder_begin_array (builder);
  if (source)
    add_all_series (builder, source, unreadable);
  json_builder_end_array (builder);
  if (unreadable->len > 0 && unreadable->len == list->series->len)
    *error = g_error_copy (g_array_index (unreadable, Unreadable, 0).error);
  json_builder_set_member_name (builder, "rejected");
  json_builder_begin_array (builder);
  for (guint n = 0; list && n < list->rejected->len; n++) {
    const HfRejected *rejected = g_ptr_array_index (list->rejected, n);

    add_rejected (builder, hf_source_file_name (source, rejected->file), rejected->reason,
                  rejected->code);
  }
  for (guint n = 0; n < unreadable->len; n++)
    add_unreadable (builder, source, &g_array_index (unreadable, Unreadable, n));
  if (!source)
    add_rejected (builder, path, (*error)->message, code_of (*error));
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "warnings");
  json_builder_begin_array (builder);
  add_warnings (builder, source, source ? hf_source_warnings (source) : NULL);
  if (*error)
    add_error (builder, *error);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  hf_json_print (builder);
}

static void
print_warnings (const GPtrArray *warnings, const char *indent)
{
  for (guint n = 0; warnings && n < warnings->len; n++) {
    const HfWarning *warning = g_ptr_array_index (warnings, n);

    printf ("%s%s: %s\n", indent, hf_code_name (warning->code), warning->message);
  }
}

static void
print_series (const HfSeries *series, guint index)
{
  const HfVolumeInfo *info = series->info;
  const int *size = hf_geometry_size (series->geometry);
  const double *spacing = hf_geometry_spacing (series->geometry);
  g_autofree char *name = hf_text_name (info->patient_name);
  g_autofree char *date = hf_text_date (info->study_date);
  int n_cut = 0;

  printf ("%u  %s %d %s\n", index, info->modality, info->series_number, info->series_description);
  printf ("   %d x %d x %d voxels, %.4f x %.4f x %.4f mm%s\n", size[0], size[1], size[2],
          spacing[0], spacing[1], spacing[2],
          hf_geometry_is_even (series->geometry) ? "" : ", uneven");
  printf ("   %s%s%s\n", name, *name && *date ? ", " : "", date);
  print_warnings (series->warnings, "   ");
  for (int k = 0; k < series->n_slices; k++)
    n_cut += (series->headers[k].flags & HF_IS_TRUNCATED) != 0;
  if (n_cut)
    printf ("   %s: %d of %d slices are not whole\n", hf_code_name (HF_CODE_TRUNCATED_SLICE), n_cut,
            series->n_slices);
}

/* Fast: only the headers are read. */
static void
print_text (HfSource *source)
{
  const HfSeriesList *list = hf_source_series (source);

  for (guint n = 0; n < list->series->len; n++)
    print_series (g_ptr_array_index (list->series, n), n);
  for (guint n = 0; n < list->rejected->len; n++) {
    const HfRejected *rejected = g_ptr_array_index (list->rejected, n);

    printf ("-  %s: %s: %s\n", hf_source_file_name (source, rejected->file),
            hf_code_name (rejected->code), rejected->reason);
  }
  print_warnings (hf_source_warnings (source), "");
}

HfExit
hf_cmd_info (const HfCommand *self, int argc, char **argv)
{
  g_auto (GStrv) paths = NULL;
  gboolean json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print JSON; also reads all voxels", NULL },
    { NULL },
  };
  g_autoptr (HfSource) source = NULL;
  g_autoptr (GError) error = NULL;
  if (!hf_command_parse (self, argc, argv, entries, NULL, 1, 1, &paths))
    return HF_EXIT_USAGE;
  source = hf_source_open_spaced (paths[0], hf_command_voxel_spacing (), NULL, &error);
  if (source && hf_source_series (source)->series->len == 0)
    hf_source_find (source, NULL, &error); /* for its reason */
  if (json)
    print_json (paths[0], source, &error);
  else if (source)
    print_text (source);
  if (error)
    return hf_command_failed (paths[0], error);
  return HF_EXIT_DONE;
}
