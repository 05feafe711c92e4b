/* The sidecar: every slice's origin, the directions and spacings, and what the values mean. Numbers
   are written with 17 digits, so that the place read back is the very same. Nothing that names a
   person is written unless it is asked for; free texts (descriptions) count as such. */
#include "files/sidecar.h"

#include "core/error.h"
#include "files/input.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define VERSION 1
#define MAX_BYTES (16 << 20) /* 32768 origins need 2 MiB */
#define MAX_DEPTH 8          /* json-glib 1.6 recurses without a limit */

char *
hf_sidecar_path (const char *path)
{
  return g_strconcat (path, ".json", NULL);
}

static void
add_numbers (JsonBuilder *json, const char *name, const double *numbers, int n)
{
  if (name)
    json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
  for (int a = 0; a < n; a++)
    json_builder_add_double_value (json, numbers[a]);
  json_builder_end_array (json);
}

static void
add_number (JsonBuilder *json, const char *name, double number)
{
  json_builder_set_member_name (json, name);
  json_builder_add_double_value (json, number);
}

static void
add_text (JsonBuilder *json, const char *name, const char *text)
{
  json_builder_set_member_name (json, name);
  json_builder_add_string_value (json, text);
}

static void
add_flag (JsonBuilder *json, const char *name, gboolean flag)
{
  json_builder_set_member_name (json, name);
  json_builder_add_boolean_value (json, flag);
}

static void
add_geometry (JsonBuilder *json, const HfGeometry *geometry)
{
  const int *size = hf_geometry_size (geometry);
  const double sizes[3] = { size[0], size[1], size[2] };

  json_builder_set_member_name (json, "size");
  json_builder_begin_array (json);
  for (int a = 0; a < 3; a++)
    json_builder_add_int_value (json, (gint64) sizes[a]);
  json_builder_end_array (json);
  add_numbers (json, "spacing", hf_geometry_spacing (geometry), 3);
  add_numbers (json, "row", hf_geometry_row (geometry), 3);
  add_numbers (json, "column", hf_geometry_column (geometry), 3);
  add_flag (json, "missing_slices", hf_geometry_n_missing (geometry) > 0);
  json_builder_set_member_name (json, "origins");
  json_builder_begin_array (json);
  for (int k = 0; k < size[2]; k++)
    add_numbers (json, NULL, hf_geometry_origin (geometry, k), 3);
  json_builder_end_array (json);
}

/* Texts of info that the file may hold: of the machine always, of the person when asked for. */
typedef struct {
  const char *name;
  gsize place; /* in HfVolumeInfo */
} Text;

static const Text machine_texts[] = {
  { "modality", G_STRUCT_OFFSET (HfVolumeInfo, modality) },
  { "manufacturer", G_STRUCT_OFFSET (HfVolumeInfo, manufacturer) },
  { "kernel", G_STRUCT_OFFSET (HfVolumeInfo, kernel) },
};

static const Text patient_texts[] = {
  { "name", G_STRUCT_OFFSET (HfVolumeInfo, patient_name) },
  { "id", G_STRUCT_OFFSET (HfVolumeInfo, patient_id) },
  { "birth_date", G_STRUCT_OFFSET (HfVolumeInfo, birth_date) },
  { "sex", G_STRUCT_OFFSET (HfVolumeInfo, sex) },
  { "study_date", G_STRUCT_OFFSET (HfVolumeInfo, study_date) },
  { "study_time", G_STRUCT_OFFSET (HfVolumeInfo, study_time) },
  { "study_description", G_STRUCT_OFFSET (HfVolumeInfo, study_description) },
  { "series_description", G_STRUCT_OFFSET (HfVolumeInfo, series_description) },
  { "study_uid", G_STRUCT_OFFSET (HfVolumeInfo, study_uid) },
  { "series_uid", G_STRUCT_OFFSET (HfVolumeInfo, series_uid) },
};

static void
add_info (JsonBuilder *json, const HfVolumeInfo *info, gboolean with_patient)
{
  for (gsize n = 0; n < G_N_ELEMENTS (machine_texts); n++)
    add_text (json, machine_texts[n].name, G_STRUCT_MEMBER (char *, info, machine_texts[n].place));
  json_builder_set_member_name (json, "series_number");
  json_builder_add_int_value (json, info->series_number);
  add_flag (json, "hounsfield_units", info->is_hu);
  add_flag (json, "inverted", info->is_inverted);
  add_flag (json, "lossy", info->is_lossy);
  add_flag (json, "sample", info->is_sample);
  add_number (json, "kvp", info->kvp);
  add_number (json, "slice_thickness", info->slice_thickness);
  json_builder_set_member_name (json, "windows");
  json_builder_begin_array (json);
  for (guint n = 0; n < info->n_voi; n++)
    add_numbers (json, NULL, (const double[]){ info->voi[n].width, info->voi[n].level }, 2);
  json_builder_end_array (json);
  if (!with_patient)
    return;
  json_builder_set_member_name (json, "patient");
  json_builder_begin_object (json);
  for (gsize n = 0; n < G_N_ELEMENTS (patient_texts); n++)
    add_text (json, patient_texts[n].name, G_STRUCT_MEMBER (char *, info, patient_texts[n].place));
  json_builder_end_object (json);
}

/* with_padding: the array holds the padding value where there is no data and nowhere else.
   with_scale: the array holds fractions, and needs the voxels' scale to become them again. */
char *
hf_sidecar_format (const HfVolume *volume,
                   gboolean with_patient,
                   gboolean with_padding,
                   gboolean with_scale)
{
  g_autoptr (JsonBuilder) json = json_builder_new ();
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = NULL;

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "hounsfield_sidecar");
  json_builder_add_int_value (json, VERSION);
  add_text (json, "order", "k, j, i; patient space LPS, mm");
  add_geometry (json, hf_volume_geometry (volume));
  if (with_padding)
    add_number (json, "padding", hf_volume_padding_value (volume));
  if (with_scale) {
    add_number (json, "scale", hf_volume_scale (volume));
    add_number (json, "offset", hf_volume_offset (volume));
  }
  add_info (json, hf_volume_info (volume), with_patient);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, FALSE);
  return json_generator_to_data (generator, NULL);
}

static gboolean
is_shallow (const char *text, gsize n)
{
  gboolean quoted = FALSE;
  int depth = 0;

  for (gsize a = 0; a < n; a++) {
    if (quoted && text[a] == '\\')
      a++;
    else if (text[a] == '"')
      quoted = !quoted;
    else if (!quoted && (text[a] == '[' || text[a] == '{'))
      depth++;
    else if (!quoted && (text[a] == ']' || text[a] == '}'))
      depth--;
    if (depth > MAX_DEPTH)
      return FALSE;
  }
  return TRUE;
}

/* Exactly n finite numbers. */
static gboolean
get_numbers (JsonNode *node, double *numbers, guint n)
{
  JsonArray *array = node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  if (array == NULL || json_array_get_length (array) != n)
    return FALSE;
  for (guint a = 0; a < n; a++) {
    JsonNode *element = json_array_get_element (array, a);

    if (!JSON_NODE_HOLDS_VALUE (element))
      return FALSE;
    numbers[a] = json_node_get_double (element);
    if (!isfinite (numbers[a]))
      return FALSE;
  }
  return TRUE;
}

static gboolean
get_number (JsonObject *object, const char *name, double *number)
{
  JsonNode *node = json_object_get_member (object, name);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node) || !isfinite (json_node_get_double (node)))
    return FALSE;
  *number = json_node_get_double (node);
  return TRUE;
}

static gboolean
get_flag (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_boolean (node);
}

static void
get_text (JsonObject *object, const Text *text, HfVolumeInfo *info)
{
  JsonNode *node = json_object_get_member (object, text->name);
  char **place = G_STRUCT_MEMBER_P (info, text->place);

  if (node && JSON_NODE_HOLDS_VALUE (node) && json_node_get_string (node)) {
    g_free (*place);
    *place = g_utf8_make_valid (json_node_get_string (node), -1);
  }
}

static HfVolumeInfo *
get_info (JsonObject *object)
{
  HfVolumeInfo *info = hf_volume_info_new ();
  JsonNode *patient = json_object_get_member (object, "patient");
  JsonNode *windows = json_object_get_member (object, "windows");
  guint n = windows && JSON_NODE_HOLDS_ARRAY (windows)
                ? MIN (json_array_get_length (json_node_get_array (windows)), 8)
                : 0;
  double number;

  for (gsize a = 0; a < G_N_ELEMENTS (machine_texts); a++)
    get_text (object, &machine_texts[a], info);
  for (gsize a = 0; patient && JSON_NODE_HOLDS_OBJECT (patient) && a < G_N_ELEMENTS (patient_texts);
       a++)
    get_text (json_node_get_object (patient), &patient_texts[a], info);
  if (get_number (object, "series_number", &number) && fabs (number) <= G_MAXINT)
    info->series_number = (int) number;
  info->is_hu = get_flag (object, "hounsfield_units");
  info->is_inverted = get_flag (object, "inverted");
  info->is_lossy = get_flag (object, "lossy");
  info->is_sample = get_flag (object, "sample");
  get_number (object, "kvp", &info->kvp);
  get_number (object, "slice_thickness", &info->slice_thickness);
  info->voi = g_new0 (HfVoi, n + 1);
  for (guint a = 0; a < n; a++) {
    double window[2];

    if (!get_numbers (json_array_get_element (json_node_get_array (windows), a), window, 2) ||
        !(window[0] > 0))
      continue;
    info->voi[info->n_voi++] = (HfVoi){ window[0], window[1], NULL, g_strdup ("LINEAR") };
  }
  return info;
}

static HfGeometry *
get_geometry (JsonObject *object, GError **error)
{
  JsonNode *list = json_object_get_member (object, "origins");
  double side[3], spacing[3], row[3], column[3];
  g_autofree double *origins = NULL;
  int size[3];
  guint n;

  if (!get_numbers (json_object_get_member (object, "size"), side, 3) ||
      !get_numbers (json_object_get_member (object, "spacing"), spacing, 3) ||
      !get_numbers (json_object_get_member (object, "row"), row, 3) ||
      !get_numbers (json_object_get_member (object, "column"), column, 3) || list == NULL ||
      !JSON_NODE_HOLDS_ARRAY (list)) {
    g_set_error (error, HF_ERROR, HF_CODE_BAD_GEOMETRY,
                 _ ("size, spacing, row, column or origins is missing or no list of 3 numbers"));
    return NULL;
  }
  n = json_array_get_length (json_node_get_array (list));
  for (int a = 0; a < 3; a++)
    size[a] = side[a] >= 1 && side[a] <= 32768 ? (int) side[a] : 0;
  if (n == 0 || n != (guint) size[2]) {
    g_set_error (error, HF_ERROR, HF_CODE_BAD_GEOMETRY, _ ("%u origins for %g slices"), n, side[2]);
    return NULL;
  }
  origins = g_new (double, 3 * n);
  for (guint k = 0; k < n; k++)
    if (!get_numbers (json_array_get_element (json_node_get_array (list), k), origins + 3 * k, 3)) {
      g_set_error (error, HF_ERROR, HF_CODE_BAD_GEOMETRY,
                   _ ("the origin of slice %u is not 3 numbers"), k);
      return NULL;
    }
  return hf_geometry_new (size, row, column, spacing, origins, get_flag (object, "missing_slices"),
                          error);
}

HfSidecar *
hf_sidecar_parse (const char *name, const char *text, gsize n, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (HfSidecar) self = g_new0 (HfSidecar, 1);
  JsonNode *root;

  if (!is_shallow (text, n) || memchr (text, 0, n) || !g_utf8_validate (text, (gssize) n, NULL) ||
      !json_parser_load_from_data (parser, text, (gssize) n, error)) {
    g_clear_error (error);
    g_set_error (error, HF_ERROR, HF_CODE_CORRUPT, _ ("%s is not readable JSON"), name);
    return NULL;
  }
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root)) {
    g_set_error (error, HF_ERROR, HF_CODE_CORRUPT, _ ("%s is no JSON object"), name);
    return NULL;
  }
  self->geometry = get_geometry (json_node_get_object (root), error);
  if (self->geometry == NULL) {
    g_prefix_error (error, "%s: ", name);
    return NULL;
  }
  self->info = get_info (json_node_get_object (root));
  self->padding = NAN;
  get_number (json_node_get_object (root), "padding", &self->padding);
  get_number (json_node_get_object (root), "offset", &self->offset);
  if (!get_number (json_node_get_object (root), "scale", &self->scale) || !(self->scale > 0))
    self->scale = 0;
  return g_steal_pointer (&self);
}

HfSidecar *
hf_sidecar_read (const char *path, GError **error)
{
  g_autofree char *sidecar = hf_sidecar_path (path);
  g_autofree char *name = g_filename_display_basename (sidecar);
  g_autofree guint8 *text = NULL;
  gsize n = 0;

  if (!g_file_test (sidecar, G_FILE_TEST_EXISTS))
    return NULL;
  text = hf_input_contents (sidecar, MAX_BYTES, &n, error);
  return text ? hf_sidecar_parse (name, (const char *) text, n, error) : NULL;
}

void
hf_sidecar_free (HfSidecar *self)
{
  g_clear_pointer (&self->geometry, hf_geometry_unref);
  g_clear_pointer (&self->info, hf_volume_info_free);
  g_free (self);
}
