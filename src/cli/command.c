/* Options and messages of the commands. GOption reads the command line; options that set a
   parameter are made from the one table of parameters. */
#include "cli/command.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --voxel-spacing, an option of all commands that open a volume. */
static double voxel_spacing[3]; /* mm; 0: not given */

const double *
hf_command_voxel_spacing (void)
{
  return voxel_spacing[0] > 0 ? voxel_spacing : NULL;
}

static gboolean
set_voxel_spacing_cb (const char *name, const char *value, gpointer data, GError **error)
{
  double mm[3];

  if (hf_command_numbers (value, ",", mm, 3) && mm[0] > 0 && mm[1] > 0 && mm[2] > 0) {
    memcpy (voxel_spacing, mm, sizeof voxel_spacing);
    return TRUE;
  }
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               "%s is three lengths in mm, as 0.5,0.5,1", name);
  return FALSE;
}

/* Sets a parameter: called for --NAME VALUE, --NAME and --no-NAME. */
static gboolean
set_param_cb (const char *name, const char *value, gpointer data, GError **error)
{
  HfParamOptions *self = data;
  const char *word = name + 2;
  g_autoptr (GError) reason = NULL;

  for (const HfParamOption *option = self->options; option->id < HF_N_PARAMS; option++) {
    const HfParam *param = hf_param (option->id);
    const char *own = option->name ? option->name : param->name;
    gboolean negated = g_str_has_prefix (word, "no-") && g_str_equal (word + 3, own);

    if (!negated && !g_str_equal (word, own))
      continue;
    self->given[option->id] = TRUE;
    if (param->type == HF_PARAM_TYPE_BOOLEAN) {
      self->params.value[option->id] = !negated;
      return TRUE;
    }
    if (hf_param_parse (option->id, value, &self->params.value[option->id], &reason))
      return TRUE;
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s%s", own,
                 reason->message +
                     (g_str_has_prefix (reason->message, param->name) ? strlen (param->name) : 0));
    return FALSE;
  }
  g_return_val_if_reached (FALSE);
}

static gboolean
set_ops_cb (const char *name, const char *value, gpointer data, GError **error)
{
  HfParamOptions *self = data;
  g_autoptr (GError) reason = NULL;

  if (hf_params_parse_chain (&self->params, value, &reason))
    return TRUE;
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, reason->message);
  return FALSE;
}

/* "250 HU"; units in words ("voxels") stand at the option itself. */
static char *
value_text (HfParamId id, double value)
{
  const HfParam *param = hf_param (id);
  g_autofree char *number = hf_command_number (value);

  if (param->type == HF_PARAM_TYPE_CHOICE)
    return hf_param_format (id, value);
  if (param->type == HF_PARAM_TYPE_BOOLEAN)
    return g_strdup (value != 0 ? "on" : "off");
  if (param->type == HF_PARAM_TYPE_INTEGER || !*param->unit)
    return g_steal_pointer (&number);
  return g_strdup_printf ("%s %s", number, param->unit);
}

/* What the option means, and what holds without it. */
static char *
describe (const HfParamOption *option, double value)
{
  g_autofree char *usual = value_text (option->id, value);
  const char *without = option->without ? option->without : usual;

  return g_strconcat (hf_param (option->id)->meaning, *without ? "; without: " : "", without, NULL);
}

/* GOption keeps pointers to texts: strings keeps them alive. */
static void
add_param (GOptionGroup *group,
           const HfParamOption *option,
           const HfParams *params,
           GPtrArray *strings)
{
  const HfParam *param = hf_param (option->id);
  gboolean boolean = param->type == HF_PARAM_TYPE_BOOLEAN;
  char *name = g_strdup (option->name ? option->name : param->name);
  char *choices = param->choices ? g_strjoinv ("|", (char **) param->choices) : NULL;
  char *meaning = describe (option, params->value[option->id]);
  GOptionEntry entries[3] = {
    { name, 0, boolean ? G_OPTION_FLAG_NO_ARG : 0, G_OPTION_ARG_CALLBACK, set_param_cb, meaning,
      boolean        ? NULL
      : choices      ? choices
      : *param->unit ? param->unit
                     : "N" },
    { NULL },
  };

  g_ptr_array_add (strings, name);
  g_ptr_array_add (strings, meaning);
  if (choices)
    g_ptr_array_add (strings, choices);
  if (boolean) {
    entries[1] = entries[0];
    entries[1].long_name = g_strconcat ("no-", name, NULL);
    entries[1].description = "The contrary";
    g_ptr_array_add (strings, (char *) entries[1].long_name);
  }
  g_option_group_add_entries (group, entries);
}

static void
add_ops (GOptionGroup *group, const HfParams *params, GPtrArray *strings)
{
  g_autofree char *chain = hf_params_format_chain (params);
  char *meaning =
      g_strconcat ("Morphology, in this order; without: ", *chain ? chain : "none", NULL);
  const GOptionEntry ops[] = {
    { "ops", 0, 0, G_OPTION_ARG_CALLBACK, set_ops_cb, meaning, "open,erode,close,dilate" }, { NULL }
  };

  g_ptr_array_add (strings, meaning);
  g_option_group_add_entries (group, ops);
}

static GOptionContext *
context_new (const HfCommand *self,
             const GOptionEntry *entries,
             HfParamOptions *params,
             GPtrArray *strings)
{
  static const GOptionEntry spacing[] = {
    { "voxel-spacing", 0, 0, G_OPTION_ARG_CALLBACK, set_voxel_spacing_cb,
      "Size of a voxel, mm, for a .npy that does not know its own; without: 1,1,1", "X,Y,Z" },
    { NULL }
  };
  GOptionContext *context = g_option_context_new (self->arguments);
  GOptionGroup *group = g_option_group_new ("main", "", "", params, NULL);

  g_option_group_add_entries (group, entries);
  for (const HfParamOption *o = params ? params->options : NULL; o && o->id < HF_N_PARAMS; o++)
    add_param (group, o, &params->params, strings);
  if (params && params->with_ops)
    add_ops (group, &params->params, strings);
  if (strstr (self->arguments, "PATH"))
    g_option_group_add_entries (group, spacing);
  g_option_context_set_main_group (context, group);
  g_option_context_set_summary (context, self->summary);
  return context;
}

/* Options that contradict each other, instead of one that wins in silence. */
static gboolean
agree (const HfCommand *self, const HfParamOptions *params)
{
  const double *value = params->params.value;

  if (!params->given[HF_PARAM_ELEMENT] || value[HF_PARAM_ELEMENT] != HF_ELEMENT_CROSS ||
      value[HF_PARAM_RADIUS_MM] == 0)
    return TRUE;
  hf_command_misused (self, "--element cross has no radius in mm: give --radius N, how often it is "
                            "applied, or take --element ball");
  return FALSE;
}

gboolean
hf_command_parse (const HfCommand *self,
                  int argc,
                  char **argv,
                  const GOptionEntry *entries,
                  HfParamOptions *params,
                  int min,
                  int max,
                  char ***paths)
{
  const GOptionEntry words[] = {
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, paths, NULL, NULL }, { NULL }
  };
  g_autoptr (GPtrArray) strings = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GOptionContext) context = context_new (self, entries, params, strings);
  g_autoptr (GError) error = NULL;
  g_autofree char *program = g_strconcat ("hounsfield-cli ", self->name, NULL);
  int n;

  *paths = NULL;
  argv[0] = program;
  g_set_prgname (program);
  g_option_context_add_main_entries (context, words, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    hf_command_misused (self, "%s", error->message);
    return FALSE;
  }
  n = *paths ? (int) g_strv_length (*paths) : 0;
  if (n >= min && n <= max)
    return !params || agree (self, params);
  hf_command_misused (self, n < min ? "a path is missing" : "“%s” is one word too many",
                      n < min ? "" : (*paths)[max]);
  return FALSE;
}

HfExit
hf_command_misused (const HfCommand *self, const char *format, ...)
{
  va_list arguments;
  g_autofree char *message = NULL;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  fprintf (stderr, "hounsfield-cli %s: %s\nUsage: hounsfield-cli %s %s\n", self->name, message,
           self->name, self->arguments);
  return HF_EXIT_USAGE;
}

HfExit
hf_command_failed (const char *path, const GError *error)
{
  g_autofree char *name = path ? g_path_get_basename (path) : NULL;
  gboolean named = !name || strstr (error->message, name);

  fprintf (stderr, "hounsfield-cli: %s%s%s\n", named ? "" : path, named ? "" : ": ",
           error->message);
  return HF_EXIT_FAILED;
}

gboolean
hf_command_wants_png (const HfCommand *self, const char *output)
{
  static const char *const others[] = { ".jpg", ".jpeg", ".tif", ".tiff", ".gif",
                                        ".bmp", ".webp", ".svg", ".pdf",  ".npy" };
  g_autofree char *lower = output ? g_ascii_strdown (output, -1) : NULL;

  if (!output) {
    hf_command_misused (self, "-o OUT.png is missing");
    return FALSE;
  }
  for (gsize n = 0; n < G_N_ELEMENTS (others); n++)
    if (g_str_has_suffix (lower, others[n])) {
      hf_command_misused (self, "“%s” would be a PNG: give it the ending .png", output);
      return FALSE;
    }
  return TRUE;
}

gboolean
hf_command_numbers (const char *text, const char *separators, double *numbers, int n)
{
  for (int i = 0; i < n; i++) {
    char *end = NULL;

    if (!*text || g_ascii_isspace (*text))
      return FALSE;
    numbers[i] = g_ascii_strtod (text, &end);
    if (end == text || !isfinite (numbers[i]))
      return FALSE;
    if (i + 1 < n && (!*end || !strchr (separators, *end)))
      return FALSE;
    text = i + 1 < n ? end + 1 : end;
  }
  return *text == '\0';
}

gboolean
hf_command_size (const char *text, int max_side, int *width, int *height)
{
  double px[2];

  if (!text)
    return TRUE;
  if (!hf_command_numbers (text, "x", px, 2))
    return FALSE;
  for (int n = 0; n < 2; n++)
    if (px[n] != rint (px[n]) || px[n] < 1 || px[n] > max_side)
      return FALSE;
  *width = (int) px[0];
  *height = (int) px[1];
  return TRUE;
}

char *
hf_command_number (double number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  for (int digits = 6; digits < 17; digits++) {
    g_autofree char *format = g_strdup_printf ("%%.%dg", digits);

    g_ascii_formatd (text, sizeof text, format, number);
    if (g_ascii_strtod (text, NULL) == number)
      return g_strdup (text);
  }
  return g_strdup (g_ascii_dtostr (text, sizeof text, number));
}
