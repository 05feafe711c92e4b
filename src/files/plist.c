/* GMarkup reads the XML: it knows no entities beyond the five of XML, opens no file and does not
   recurse; depth and number of values are bounded here. */
#include "files/plist.h"

#include "core/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define MAX_DEPTH 16
#define MAX_VALUES 10000

typedef struct {
  gboolean is_array;
  int index; /* of the next element of an array */
  char *key; /* of the next value of a dictionary, owned, nullable */
} Level;

typedef struct {
  GHashTable *values; /* borrowed */
  Level levels[MAX_DEPTH];
  int depth;
  GString *text; /* of the element under way, owned */
} Parser;

static gboolean
refuse (GError **error, const char *why)
{
  g_set_error_literal (error, G_MARKUP_ERROR, G_MARKUP_ERROR_INVALID_CONTENT, why);
  return FALSE;
}

/* The path of the value to come. */
static char *
value_path (const Parser *self)
{
  g_autoptr (GString) path = g_string_new (NULL);

  for (int n = 0; n < self->depth; n++) {
    const Level *level = &self->levels[n];

    if (path->len)
      g_string_append_c (path, '/');
    if (level->is_array)
      g_string_append_printf (path, "%d", level->index);
    else
      g_string_append (path, level->key ? level->key : "");
  }
  return g_string_free (g_steal_pointer (&path), FALSE);
}

static void
next_value (Parser *self)
{
  if (self->depth == 0)
    return;
  self->levels[self->depth - 1].index++;
  g_clear_pointer (&self->levels[self->depth - 1].key, g_free);
}

static void
start_cb (GMarkupParseContext *context,
          const char *element,
          const char **names,
          const char **values,
          gpointer data,
          GError **error)
{
  Parser *self = data;

  g_string_truncate (self->text, 0);
  if (strcmp (element, "dict") != 0 && strcmp (element, "array") != 0)
    return;
  if (self->depth == MAX_DEPTH) {
    refuse (error, _ ("nested too deeply"));
    return;
  }
  self->levels[self->depth++] = (Level){ *element == 'a', 0, NULL };
}

static void
end_cb (GMarkupParseContext *context, const char *element, gpointer data, GError **error)
{
  Parser *self = data;

  if (strcmp (element, "dict") == 0 || strcmp (element, "array") == 0) {
    g_clear_pointer (&self->levels[--self->depth].key, g_free);
    next_value (self);
  } else if (strcmp (element, "key") == 0 && self->depth) {
    g_free (self->levels[self->depth - 1].key);
    self->levels[self->depth - 1].key = g_strdup (self->text->str);
  } else if (strcmp (element, "plist") != 0) {
    if (g_hash_table_size (self->values) >= MAX_VALUES)
      refuse (error, _ ("too many values"));
    g_hash_table_replace (self->values, value_path (self), g_strdup (self->text->str));
    next_value (self);
  }
}

static void
text_cb (GMarkupParseContext *context, const char *text, gsize n, gpointer data, GError **error)
{
  Parser *self = data;

  g_string_append_len (self->text, text, (gssize) n);
}

GHashTable *
hf_plist_parse (const char *name, const char *text, gsize n, GError **error)
{
  static const GMarkupParser functions = { start_cb, end_cb, text_cb, NULL, NULL };
  g_autoptr (GHashTable) values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GError) local = NULL;
  Parser parser = { .values = values, .text = g_string_new (NULL) };
  gboolean fine;

  context = g_markup_parse_context_new (&functions, 0, &parser, NULL);
  fine = g_markup_parse_context_parse (context, text, (gssize) n, &local) &&
         g_markup_parse_context_end_parse (context, &local);
  for (int a = 0; a < MAX_DEPTH; a++)
    g_free (parser.levels[a].key);
  g_string_free (parser.text, TRUE);
  if (!fine) {
    g_set_error (error, HF_ERROR, HF_CODE_CORRUPT, _ ("%s is no property list: %s"), name,
                 local->message);
    return NULL;
  }
  return g_steal_pointer (&values);
}
