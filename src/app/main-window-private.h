/* Shared by the files of HfMainWindow: main-window.c (the widgets), main-window-actions.c (what can be done), main-window-keys.c,
   main-window-inspector.c, main-window-presets.c, main-window-open.c (files in), main-window-capture.c (pictures out),
   main-window-recipe.c (parameters in and out). */
#pragma once

#include "app/main-window.h"
#include "view/load-bar.h"
#include "view/message-bar.h"
#include "view/pane-grid.h"
#include "view/saved-toast.h"
#include "view/series-strip.h"
#include "view/slice-pane.h"
#include "view/slice-text.h"
#include "view/spacing-bar.h"
#include "view/start-page.h"

G_BEGIN_DECLS

#define HF_PANE_SURFACE 3

/* Sections of the inspector: those before the surfaces are only of a volume. */
enum { HF_SECTION_SURFACES = 2, HF_N_SECTIONS };

struct _HfMainWindow {
  GtkApplicationWindow parent;
  HfSession *session; /* owned */
  HfSlicePane *panes[HF_N_PLANES];
  GtkWidget *surface_pane; /* HfMeshView */

  /* template */
  GtkLabel *title;
  GtkMenuButton *open_button;
  GtkMenuButton *preset_button;
  GtkMenuButton *tool_button;
  GtkMenuButton *layout_button;
  GtkMenuButton *menu_button;
  HfLoadBar *load_bar;
  HfMessageBar *message_bar;
  HfSpacingBar *spacing_bar;
  HfSavedToast *saved_toast;
  HfSeriesStrip *series_strip;
  HfStartPage *start_page;
  GtkStack *stack;
  HfPaneGrid *grid;
  GtkWidget *inspector;
  GtkBox *inspector_box;
  GtkWidget *rail;
  GtkWidget *preview;
  GtkWidget *bottom_rail;
  GMenu *recent_menu;                 /* owned */
  GMenu *window_presets;              /* owned: sections of the menu of windows */
  GMenu *keep_presets;                /* owned */
  GtkWidget *sections[HF_N_SECTIONS]; /* of the inspector */
  int scroll_frames;                  /* since a section was asked for */
  gboolean alone;                     /* surfaces without a volume: their pane fills the window */
  gboolean was_open[2];               /* inspector, preview: before a pane filled the window */
  gboolean noted;                     /* the open path has been added to the recent ones */
  char *wanted;                       /* the path that was opened last, or could not be; nullable */
  char *noted_mesh;                   /* the mesh file that has been; nullable */
};

HfSliceView *hf_main_window_active_view (HfMainWindow *self);
void hf_main_window_fill (HfMainWindow *self,
                          int pane);                    /* the pane alone, large; -1: all of them */
void hf_main_window_update_chrome (HfMainWindow *self); /* what is seen around the panes */
void hf_main_window_set_waiting (HfMainWindow *self, const char *text); /* nullable: no longer */
void hf_main_window_set_tool (HfMainWindow *self, HfTool tool);
void hf_main_window_add_actions (HfMainWindow *self);
void hf_main_window_add_presets (HfMainWindow *self);
void hf_main_window_add_inspector (HfMainWindow *self);
void hf_main_window_add_export_actions (HfMainWindow *self);
GdkTexture *hf_main_window_capture (HfMainWindow *self); /* (nullable) (transfer full) */
void hf_main_window_print (HfMainWindow *self, const char *path);
void hf_main_window_add_keys (HfMainWindow *self);
void hf_main_window_sync_actions (HfMainWindow *self); /* states follow the session */
void hf_main_window_add_drop (HfMainWindow *self);
void hf_main_window_choose (HfMainWindow *self, gboolean folder);
void hf_main_window_open_sample (HfMainWindow *self);
void hf_main_window_update_recent (HfMainWindow *self);
void hf_main_window_forget_missing (HfMainWindow *self);
void hf_main_window_copy_view (HfMainWindow *self);
void hf_main_window_save_view (HfMainWindow *self);
void hf_main_window_save_recipe (HfMainWindow *self);
void hf_main_window_save_recipe_to (HfMainWindow *self, const char *path);
void hf_main_window_open_recipe (HfMainWindow *self);
void hf_main_window_open_recipe_from (HfMainWindow *self, const char *path);
void hf_main_window_screenshot (HfMainWindow *self, const char *path);
void hf_main_window_show_tags (HfMainWindow *self);
void hf_main_window_show_files (HfMainWindow *self);

G_END_DECLS
