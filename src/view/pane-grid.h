/* The four panes of a window: which are seen, how large, and which one is active.

   Layouts: "quad" (2 x 2), "row" (the three slice views side by side), "main" (the active pane
   large, the others stacked at its right); one pane alone when maximized. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HF_TYPE_PANE_GRID (hf_pane_grid_get_type ())
G_DECLARE_FINAL_TYPE (HfPaneGrid, hf_pane_grid, HF, PANE_GRID, GtkWidget)

#define HF_N_PANES 4 /* axial, sagittal, coronal, surface */

typedef enum { HF_LAYOUT_QUAD, HF_LAYOUT_ROW, HF_LAYOUT_MAIN, HF_N_LAYOUTS } HfLayout;

/* Property "active" (int): 0..3 */
void hf_pane_grid_set_pane (HfPaneGrid *self, int n, GtkWidget *pane);
void hf_pane_grid_set_layout (HfPaneGrid *self, HfLayout layout);
void hf_pane_grid_set_maximized (HfPaneGrid *self, int n); /* -1: none */
int hf_pane_grid_maximized (HfPaneGrid *self);
void hf_pane_grid_set_active (HfPaneGrid *self, int n);
int hf_pane_grid_active (HfPaneGrid *self);
gboolean hf_pane_grid_is_shown (HfPaneGrid *self, int n);
const char *hf_layout_name (HfLayout layout); /* "quad" */

G_END_DECLS
