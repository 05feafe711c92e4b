/* See count-text.h. */
#include "view/count-text.h"

#include <string.h>

#define NARROW_SPACE "\xe2\x80\xaf"

char *
hf_count_text (guint64 count)
{
  g_autofree char *digits = g_strdup_printf ("%" G_GUINT64_FORMAT, count);
  gsize length = strlen (digits);
  GString *text = g_string_new (NULL);

  for (gsize n = 0; n < length; n++) {
    if (n > 0 && (length - n) % 3 == 0)
      g_string_append (text, NARROW_SPACE);
    g_string_append_c (text, digits[n]);
  }
  return g_string_free (text, FALSE);
}
