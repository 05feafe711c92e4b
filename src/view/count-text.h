/* Large whole numbers for people: "36 700 160", groups of three with a narrow space in every locale
   (ISO 80000-1), because a comma means different things in different places. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

char *hf_count_text (guint64 count);

G_END_DECLS
