/* Large zeroed memory in pages of its own: the kernel zeroes them while they are filled, by every
   thread its part, and may use huge ones, which makes reading in wild order twice as fast. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gpointer hf_pages_new (gsize bytes);  /* begins a page; NULL: not there */
void hf_pages_free (gpointer memory); /* nullable */

static inline void
hf_pages_clear (gpointer variable)
{
  hf_pages_free (*(gpointer *) variable);
}

/* As g_autofree. */
#define HF_AUTO_PAGES __attribute__ ((cleanup (hf_pages_clear)))

G_END_DECLS
