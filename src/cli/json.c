/* A thin skin over json-glib: members in one call. A name of NULL adds to an array. */
#include "cli/json.h"

#include <math.h>
#include <stdio.h>

static void
set_name (JsonBuilder *builder, const char *name)
{
  if (name)
    json_builder_set_member_name (builder, name);
}

void
hf_json_number (JsonBuilder *builder, const char *name, double number)
{
  set_name (builder, name);
  if (!isfinite (number))
    json_builder_add_null_value (builder);
  else if (number == rint (number) && fabs (number) < 1e15)
    json_builder_add_int_value (builder, (gint64) number);
  else
    json_builder_add_double_value (builder, number);
}

void
hf_json_text (JsonBuilder *builder, const char *name, const char *text)
{
  g_autofree char *valid =
      g_utf8_make_valid (text ? text : "", -1); /* names of files may be no UTF-8 */

  set_name (builder, name);
  json_builder_add_string_value (builder, valid);
}

void
hf_json_integer (JsonBuilder *builder, const char *name, gint64 number)
{
  set_name (builder, name);
  json_builder_add_int_value (builder, number);
}

void
hf_json_boolean (JsonBuilder *builder, const char *name, gboolean boolean)
{
  set_name (builder, name);
  json_builder_add_boolean_value (builder, boolean);
}

void
hf_json_numbers (JsonBuilder *builder, const char *name, const double *numbers, gsize n)
{
  set_name (builder, name);
  json_builder_begin_array (builder);
  for (gsize i = 0; i < n; i++)
    hf_json_number (builder, NULL, numbers[i]);
  json_builder_end_array (builder);
}

void
hf_json_integers (JsonBuilder *builder, const char *name, const int *numbers, gsize n)
{
  set_name (builder, name);
  json_builder_begin_array (builder);
  for (gsize i = 0; i < n; i++)
    hf_json_integer (builder, NULL, numbers[i]);
  json_builder_end_array (builder);
}

void
hf_json_print (JsonBuilder *builder)
{
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = NULL;

  json_generator_set_root (generator, root);
  json_generator_set_pretty (generator, TRUE);
  text = json_generator_to_data (generator, NULL);
  puts (text);
}
