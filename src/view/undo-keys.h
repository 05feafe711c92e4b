/* Ctrl+Z and Ctrl+Shift+Z of a window: they take back what was done to the session, also from within an entry of a number. */
#pragma once

#include "session/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

void hf_undo_keys_add (GtkWidget *window, HfSession *session);

G_END_DECLS
