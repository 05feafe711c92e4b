/* The window presets as a section of a menu. */
#pragma once

#include "session/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* In place of what the section had: an item for each preset with its width and level, which activates the action with its key; those
   of no fixed window (automatic, from the file) before them where all. */
void hf_preset_menu_fill (GMenu *section, HfSession *session, const char *action, gboolean all);

G_END_DECLS
