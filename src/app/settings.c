/* The schema is looked for among those of the system, then under the prefix of the program (../share,
   where XDG_DATA_DIRS need not reach), then beside the program (a build that is not installed). */
#include "app/settings.h"

#include "core/beside.h"

#define N_RECENT 10

static GSettingsSchema *
schema_near_program (const char *place)
{
  g_autofree char *folder = hf_beside_program (&place, 1, "gschemas.compiled", G_FILE_TEST_EXISTS);
  g_autoptr (GSettingsSchemaSource) source = NULL;

  if (!folder)
    return NULL;
  source = g_settings_schema_source_new_from_directory (
      folder, g_settings_schema_source_get_default (), FALSE, NULL);
  return source ? g_settings_schema_source_lookup (source, HF_APP_ID, TRUE) : NULL;
}

static GSettings *
load (void)
{
  GSettingsSchemaSource *source = g_settings_schema_source_get_default ();
  g_autoptr (GSettingsSchema) schema =
      source ? g_settings_schema_source_lookup (source, HF_APP_ID, TRUE) : NULL;

  if (!schema)
    schema = schema_near_program ("../share/glib-2.0/schemas");
  if (!schema)
    schema = schema_near_program (".");
  return schema ? g_settings_new_full (schema, NULL, NULL) : NULL;
}

GSettings *
hf_settings (void)
{
  static GSettings *settings;
  static gsize once;

  if (g_once_init_enter (&once)) {
    settings = load ();
    g_once_init_leave (&once, 1);
  }
  return settings;
}

char *
hf_settings_string (const char *key, const char *fallback)
{
  return hf_settings () ? g_settings_get_string (hf_settings (), key) : g_strdup (fallback);
}

void
hf_settings_set_string (const char *key, const char *value)
{
  if (hf_settings ())
    g_settings_set_string (hf_settings (), key, value);
}

gboolean
hf_settings_boolean (const char *key, gboolean fallback)
{
  return hf_settings () ? g_settings_get_boolean (hf_settings (), key) : fallback;
}

void
hf_settings_set_boolean (const char *key, gboolean value)
{
  if (hf_settings ())
    g_settings_set_boolean (hf_settings (), key, value);
}

int
hf_settings_integer (const char *key, int fallback)
{
  return hf_settings () ? g_settings_get_int (hf_settings (), key) : fallback;
}

void
hf_settings_set_integer (const char *key, int value)
{
  if (hf_settings ())
    g_settings_set_int (hf_settings (), key, value);
}

double
hf_settings_number (const char *key, double fallback)
{
  return hf_settings () ? g_settings_get_double (hf_settings (), key) : fallback;
}

void
hf_settings_set_number (const char *key, double value)
{
  if (hf_settings ())
    g_settings_set_double (hf_settings (), key, value);
}

GVariant *
hf_settings_variant (const char *key)
{
  return hf_settings () ? g_settings_get_value (hf_settings (), key) : NULL;
}

void
hf_settings_set_variant (const char *key, GVariant *value)
{
  g_autoptr (GVariant) own = g_variant_ref_sink (value);

  if (hf_settings ())
    g_settings_set_value (hf_settings (), key, own);
}

GStrv
hf_settings_recent (void)
{
  return hf_settings () ? g_settings_get_strv (hf_settings (), "recent") : g_new0 (char *, 1);
}

void
hf_settings_add_recent (const char *path)
{
  g_auto (GStrv) old = hf_settings_recent ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) recent = NULL;
  guint n = 1;

  g_strv_builder_add (builder, path);
  for (guint i = 0; old[i] && n < N_RECENT; i++)
    if (!g_str_equal (old[i], path)) {
      g_strv_builder_add (builder, old[i]);
      n++;
    }
  recent = g_strv_builder_end (builder);
  if (hf_settings ())
    g_settings_set_strv (hf_settings (), "recent", (const char *const *) recent);
}

void
hf_settings_remove_recent (const char *path)
{
  g_auto (GStrv) old = hf_settings_recent ();
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) recent = NULL;

  if (!g_strv_contains ((const char *const *) old, path))
    return;
  for (guint n = 0; old[n]; n++)
    if (!g_str_equal (old[n], path))
      g_strv_builder_add (builder, old[n]);
  recent = g_strv_builder_end (builder);
  g_settings_set_strv (hf_settings (), "recent", (const char *const *) recent);
}

void
hf_settings_forget_recent (void)
{
  if (hf_settings ())
    g_settings_reset (hf_settings (), "recent");
}
