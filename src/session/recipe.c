/* Recipes by json-glib. A name that we do not know is an error: a recipe that is only half
   understood gives another result. */
#include "session/recipe.h"

#include "core/error.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>

#define FORMAT 1

char *
hf_recipe_to_json (const HfParams *params)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *chain = hf_params_format_chain (params);

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "hounsfield-recipe");
  json_builder_add_int_value (builder, FORMAT);
  json_builder_set_member_name (builder, "ops");
  json_builder_add_string_value (builder, chain);
  for (int id = 0; id < HF_N_PARAMS; id++) {
    const HfParam *param = hf_param (id);
    g_autofree char *text = hf_param_format (id, params->value[id]);

    if (!param->is_result)
      continue;
    json_builder_set_member_name (builder, param->name);
    if (param->type == HF_PARAM_TYPE_CHOICE)
      json_builder_add_string_value (builder, text);
    else if (param->type == HF_PARAM_TYPE_BOOLEAN)
      json_builder_add_boolean_value (builder, params->value[id] != 0);
    else
      json_builder_add_double_value (builder, params->value[id]);
  }
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}

/* The value of a member as hf_param_parse() wants it; NULL for what is no plain value. */
static char *
member_text (JsonNode *node)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  switch (json_node_get_value_type (node)) {
  case G_TYPE_STRING:
    return json_node_dup_string (node);
  case G_TYPE_BOOLEAN:
    return g_strdup (json_node_get_boolean (node) ? "true" : "false");
  default:
    return g_strdup (g_ascii_dtostr (buffer, sizeof buffer, json_node_get_double (node)));
  }
}

static gboolean
read_member (HfParams *params, const char *name, JsonNode *node, GError **error)
{
  g_autofree char *text = member_text (node);
  int id = hf_param_find (name);

  if (g_str_equal (name, "hounsfield-recipe"))
    return TRUE;
  if (text && g_str_equal (name, "ops"))
    return hf_params_parse_chain (params, text, error);
  if (text && id >= 0 && hf_param (id)->is_result)
    return hf_param_parse (id, text, &params->value[id], error);
  g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE, _ ("“%s” is nothing that a recipe can set"),
               name);
  return FALSE;
}

gboolean
hf_recipe_from_json (const char *json, HfParams *params, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  HfParams result = *params;
  JsonObject *object;
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  if (!json_parser_load_from_data (parser, json, -1, error))
    return FALSE;
  node = json_parser_get_root (parser);
  if (!node || !JSON_NODE_HOLDS_OBJECT (node) ||
      json_object_get_int_member_with_default (json_node_get_object (node), "hounsfield-recipe",
                                               0) != FORMAT) {
    g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE,
                 _ ("This is no recipe of Hounsfield's (format %d): save one with “Save Recipe”"),
                 FORMAT);
    return FALSE;
  }
  object = json_node_get_object (node);
  json_object_iter_init (&iter, object);
  while (json_object_iter_next (&iter, &name, &node))
    if (!read_member (&result, name, node, error))
      return FALSE;
  *params = result;
  return TRUE;
}

gboolean
hf_recipe_save (const HfParams *params, const char *path, GError **error)
{
  g_autofree char *json = hf_recipe_to_json (params);

  return g_file_set_contents_full (path, json, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0666, error);
}

gboolean
hf_recipe_load (const char *path, HfParams *params, GError **error)
{
  g_autofree char *json = NULL;

  if (!g_file_get_contents (path, &json, NULL, error))
    return FALSE;
  if (hf_recipe_from_json (json, params, error))
    return TRUE;
  g_prefix_error (error, "%s: ", path);
  return FALSE;
}
