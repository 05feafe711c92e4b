/* A small window, not modal: another spacing for the open volume, what it would take, and its
   progress. Property "session". */
#pragma once

#include "view/panel.h"

G_BEGIN_DECLS

#define HF_TYPE_RESAMPLE_DIALOG (hf_resample_dialog_get_type ())
G_DECLARE_FINAL_TYPE (HfResampleDialog, hf_resample_dialog, HF, RESAMPLE_DIALOG, HfPanel)

/* Shows it in a window of its own above parent. */
void hf_resample_dialog_present (GtkWindow *parent, HfSession *session);

/* As the buttons do. */
void hf_resample_dialog_apply (HfResampleDialog *self);
HfSession *hf_resample_dialog_draft (HfResampleDialog *self); /* (transfer none) */

G_END_DECLS
