/* The catalogs lie beside the program, built (src/app, src/dicom) or installed (bin, libexec) under any prefix; else where
   they would be installed. */
#include "core/language.h"

#include "core/beside.h"

#include <glib/gi18n-lib.h>

void
hf_language_init (void)
{
  static const char *const places[] = { "../../locale", "../share/locale", "../../share/locale" };
  g_autofree char *beside = hf_beside_program (places, G_N_ELEMENTS (places),
                                               "de/LC_MESSAGES/hounsfield.mo", G_FILE_TEST_EXISTS);

  bindtextdomain (GETTEXT_PACKAGE, beside ? beside : HF_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  (void) dgettext (GETTEXT_PACKAGE, GETTEXT_PACKAGE); /* any text will do */
}
