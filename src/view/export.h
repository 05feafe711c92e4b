/* Saving what is open: a dialog, then a thread, then silence or the session's message. */
#pragma once

#include "session/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* parent: any widget of the window */
void hf_export_volume (GtkWidget *parent, HfSession *session); /* .npy */
void hf_export_mask (GtkWidget *parent, HfSession *session);   /* .npy */

/* The same without a dialog. */
void hf_export_volume_to (HfSession *session, const char *path);
void hf_export_mask_to (HfSession *session, const char *path);

G_END_DECLS
