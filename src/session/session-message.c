/* What there is to tell, and what of it may be read in privacy mode: names of files and folders often are those of patients. Decided
   here, so that no caller can forget it. */
#include "session/session-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

const GError *
hf_session_message (HfSession *self)
{
  return self->message;
}

void
hf_session_set_message (HfSession *self, const GError *error)
{
  hf_session_set_message_about (self, error, NULL);
}

void
hf_session_set_message_about (HfSession *self, const GError *error, const char *path)
{
  g_autofree char *about = g_strdup (path); /* may be our own */

  if (!error && !self->message)
    return;
  g_clear_error (&self->message);
  g_free (self->message_about);
  self->message = error ? g_error_copy (error) : NULL;
  self->message_about = g_steal_pointer (&about);
  hf_session_emit (self, "message");
}

/* Letters beyond ASCII are of words as well. */
static gboolean
is_in_word (char c)
{
  return g_ascii_isalnum (c) || (c & 0x80);
}

/* name, where it stands for itself: "1" is no part of "12". Whether it was there. */
static gboolean
hide (GString *text, const char *name)
{
  const char *hidden = _ ("[hidden]");
  gsize length = strlen (name), at = 0;
  gboolean was_there = FALSE;
  const char *found;

  if (!length)
    return FALSE;
  while ((found = strstr (text->str + at, name))) {
    at = found - text->str;
    if ((at > 0 && is_in_word (name[0]) && is_in_word (found[-1])) ||
        (is_in_word (name[length - 1]) && is_in_word (found[length]))) {
      at++;
      continue;
    }
    g_string_erase (text, (gssize) at, (gssize) length);
    g_string_insert (text, (gssize) at, hidden);
    at += strlen (hidden);
    was_there = TRUE;
  }
  return was_there;
}

/* A path that nobody knew of. */
static gboolean
has_path (const char *text)
{
  return g_regex_match_simple ("(^|[^\\w\\]./])[.]{0,2}/[^\\s/]", text, 0, 0);
}

/* A message says the whole path or the name of the file, maybe that of another one beside it (scan.raw of scan.nhdr). */
static char *
without_names (const char *message, const char *path)
{
  g_autoptr (GString) text = g_string_new (message);

  if (path) {
    g_autofree char *shown = g_filename_display_name (path);
    g_autofree char *folder = g_path_get_dirname (shown), *name = g_path_get_basename (shown);
    g_autofree char *stem = g_strndup (name, strcspn (name, "."));

    if (!hide (text, path) && !hide (text, shown)) {
      if (strlen (folder) > 1)
        hide (text, folder);
      hide (text, name);
      hide (text, stem);
    }
  }
  return has_path (text->str)
             ? g_strdup (_ ("This message may name a file. Show names (P) to read it."))
             : g_strdup (text->str);
}

char *
hf_session_message_text (HfSession *self)
{
  if (!self->message)
    return NULL;
  return hf_session_privacy (self) ? without_names (self->message->message, self->message_about)
                                   : g_strdup (self->message->message);
}

const char *
hf_session_saved (HfSession *self)
{
  return self->saved;
}

void
hf_session_set_saved (HfSession *self, const char *path)
{
  g_free (self->saved);
  self->saved = g_strdup (path);
  hf_session_emit (self, "saved");
}

char *
hf_session_saved_text (HfSession *self)
{
  g_autofree char *name = self->saved ? g_filename_display_basename (self->saved) : NULL;

  if (name && hf_session_privacy (self))
    return g_strdup (_ ("Saved"));
  return name ? g_strdup_printf (_ ("Saved %s"), name) : NULL;
}

static void
add_warnings (GPtrArray *all, GPtrArray *some)
{
  for (guint n = 0; some && n < some->len; n++)
    g_ptr_array_add (all, g_ptr_array_index (some, n));
}

/* All that a person must be told about what is open (transfer none, until the next call). */
GPtrArray *
hf_session_warnings (HfSession *self)
{
  HfDocument *document = &self->document;

  g_ptr_array_set_size (self->all_warnings, 0);
  if (document->source) {
    const HfSeriesList *list = hf_source_series (document->source);

    add_warnings (self->all_warnings, hf_source_warnings (document->source));
    if (document->series >= 0 && document->series < (int) list->series->len) {
      const HfSeries *series = g_ptr_array_index (list->series, document->series);

      add_warnings (self->all_warnings, series->warnings);
    }
  }
  add_warnings (self->all_warnings, document->warnings);
  return self->all_warnings;
}
