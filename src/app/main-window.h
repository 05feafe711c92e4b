/* A window: one session, its panes, the inspector and the preview. */
#pragma once

#include "app/application.h"
#include "session/session.h"

G_BEGIN_DECLS

#define HF_TYPE_MAIN_WINDOW (hf_main_window_get_type ())
G_DECLARE_FINAL_TYPE (HfMainWindow, hf_main_window, HF, MAIN_WINDOW, GtkApplicationWindow)

HfMainWindow *hf_main_window_new (HfApplication *application);
HfSession *hf_main_window_session (HfMainWindow *self); /* (transfer none) */
void hf_main_window_open (HfMainWindow *self, const char *path);
void hf_main_window_open_meshes (HfMainWindow *self, const char *const *paths);
gboolean hf_main_window_is_empty (HfMainWindow *self);
void hf_main_window_set_accels (GtkApplication *application);

G_END_DECLS
