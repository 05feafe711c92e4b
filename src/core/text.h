/* Text of DICOM files for people: every character set of the standard to UTF-8 (PS3.3 C.12.1.1.2,
   PS3.5 6.1), names, dates and times in the usual form. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* raw: the bytes of an element; charset: Specific Character Set (0008,0005) as in the file, values
   parted by a backslash. The result is always valid UTF-8 without control characters and without
   the blanks around it; what cannot be read becomes U+FFFD. */
char *hf_text_to_utf8 (const char *raw, const char *charset);
char *hf_text_name_to_utf8 (const char *raw,
                            const char *charset); /* PN: ^ and = end code extensions */

/* For people. Input is UTF-8; what cannot be understood comes back as it is, "" stays "". */
char *hf_text_name (const char *name); /* "Doe^Jane^M.^Dr." -> "Doe, Dr. Jane M." */
char *hf_text_date (const char *date); /* "20060102" -> "2006-01-02" */
char *hf_text_time (const char *time); /* "120102.5" -> "12:01:02" */

/* For "%.*f": zero where nothing but zeros would follow a minus sign. */
double hf_text_number (double value, int digits);

G_END_DECLS
