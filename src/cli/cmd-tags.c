/* hounsfield-cli tags: the data set of one file. */
#include "cli/commands.h"
#include "cli/json.h"

#include <stdio.h>
#include <string.h>

/* The tags from *n on that lie at this depth and in this item; sequences hold arrays of items. */
static void
add_level (JsonBuilder *builder, const GPtrArray *tags, guint *n, guint depth, guint item)
{
  json_builder_begin_array (builder);
  while (*n < tags->len) {
    const HfTag *tag = g_ptr_array_index (tags, *n);
    const HfTag *next = *n + 1 < tags->len ? g_ptr_array_index (tags, *n + 1) : NULL;
    g_autofree char *number = g_strdup_printf ("%04x,%04x", tag->tag >> 16, tag->tag & 0xffff);

    if (tag->depth < depth || (tag->depth == depth && depth > 0 && tag->item != item))
      break;
    ++*n;
    json_builder_begin_object (builder);
    hf_json_text (builder, "tag", number);
    hf_json_text (builder, "vr", tag->vr);
    hf_json_text (builder, "name", tag->name);
    hf_json_integer (builder, "length", (gint64) tag->length);
    if (g_str_equal (tag->vr, "SQ") || (next && next->depth > depth)) {
      json_builder_set_member_name (builder, "items");
      json_builder_begin_array (builder);
      while (*n < tags->len && (next = g_ptr_array_index (tags, *n))->depth > depth)
        add_level (builder, tags, n, depth + 1, next->item);
      json_builder_end_array (builder);
    } else {
      hf_json_text (builder, "value", tag->value);
      if (tag->is_cut)
        hf_json_boolean (builder, "cut", TRUE);
    }
    json_builder_end_object (builder);
  }
  json_builder_end_array (builder);
}

static void
print_json (const char *file, const GPtrArray *tags)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  guint n = 0;

  json_builder_begin_object (builder);
  hf_json_text (builder, "file", file);
  json_builder_set_member_name (builder, "tags");
  add_level (builder, tags, &n, 0, 0);
  json_builder_end_object (builder);
  hf_json_print (builder);
}

static void
print_text (const GPtrArray *tags)
{
  for (guint n = 0; n < tags->len; n++) {
    const HfTag *tag = g_ptr_array_index (tags, n);

    printf ("%*s(%04x,%04x) %s %s", 2 * (int) tag->depth, "", tag->tag >> 16, tag->tag & 0xffff,
            tag->vr, *tag->name ? tag->name : "(private)");
    if (*tag->value)
      printf (": %s%s", tag->value, tag->is_cut ? "..." : "");
    else if (tag->length && !g_str_equal (tag->vr, "SQ"))
      printf (": %" G_GUINT64_FORMAT " bytes", tag->length);
    putchar ('\n');
  }
}

/* The file that was asked for; else that of the middle slice. */
static gboolean
find_file (HfSource *source, const char *name, const char *series, guint32 *file, GError **error)
{
  const HfSeries *found;
  int index;

  for (guint32 n = 0; name && n < hf_source_n_files (source); n++) {
    g_autofree char *path = hf_source_file_path (source, n);

    if (g_str_equal (hf_source_file_name (source, n), name) || g_str_equal (path, name)) {
      *file = n;
      return TRUE;
    }
  }
  if (name) {
    g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE,
                 "There is no file %s in %s; info names the files", name, hf_source_path (source));
    return FALSE;
  }
  if (!series && hf_source_series (source)->series->len == 0 && hf_source_n_files (source) == 1) {
    *file = 0;
    return TRUE;
  }
  index = hf_source_find (source, series, error);
  if (index < 0)
    return FALSE;
  found = g_ptr_array_index (hf_source_series (source)->series, index);
  *file = found->headers[found->n_slices / 2].file;
  return TRUE;
}

HfExit
hf_cmd_tags (const HfCommand *self, int argc, char **argv)
{
  g_auto (GStrv) paths = NULL;
  g_autofree char *series = NULL;
  g_autofree char *name = NULL;
  gboolean json = FALSE;
  // clang-format off
  const GOptionEntry entries[] = {
    { "file", 0, 0, G_OPTION_ARG_FILENAME, &name, "A file of the path, as info names it; without: that of the middle slice", "FILE" },
    { "series", 0, 0, G_OPTION_ARG_STRING, &series, "Number from info, or UID; without: the largest", "N|UID" },
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print JSON", NULL },
    { NULL },
  };
  // clang-format on
  g_autoptr (HfSource) source = NULL;
  g_autoptr (GPtrArray) tags = NULL;
  g_autoptr (GError) error = NULL;
  guint32 file;

  if (!hf_command_parse (self, argc, argv, entries, NULL, 1, 1, &paths))
    return HF_EXIT_USAGE;
  if (!name && g_file_test (paths[0], G_FILE_TEST_IS_REGULAR))
    name = g_path_get_basename (paths[0]);
  source = hf_source_open (paths[0], NULL, &error);
  if (!source || !find_file (source, name, series, &file, &error))
    return hf_command_failed (paths[0], error);
  tags = hf_source_tags (source, file, &error);
  if (!tags)
    return hf_command_failed (hf_source_file_name (source, file), error);
  if (json)
    print_json (hf_source_file_name (source, file), tags);
  else
    print_text (tags);
  return HF_EXIT_DONE;
}
