/* Warnings: declared in core/series.h, made by everything that opens a path. */
#include "core/series.h"

#include <glib/gi18n-lib.h>

/* In the language of the program, where that has one: the command line keeps to English. po/update finds the formats at the callers. */
HfWarning *
hf_warning_new (HfCode code, const char *format, ...)
{
  HfWarning *self = g_new0 (HfWarning, 1);
  va_list args;

  va_start (args, format);
  self->code = code;
  self->message = g_strdup_vprintf (_ (format), args);
  va_end (args);
  return self;
}

void
hf_warning_free (HfWarning *self)
{
  g_free (self->message);
  g_clear_pointer (&self->positions, g_array_unref);
  g_clear_pointer (&self->files, g_array_unref);
  g_free (self);
}
