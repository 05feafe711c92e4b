/* The translations of the program's texts. Which language is wanted is up to setlocale(), which each program calls
   itself. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Binds the texts to their catalog and reads it in, so that no file need be opened for it later. */
void hf_language_init (void);

G_END_DECLS
