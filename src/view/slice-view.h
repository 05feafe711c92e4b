/* One plane through the open volume: the picture, the crosshair, the texts over it, and the hand
   that moves them. CONVENTIONS: docs/guide.md. */
#pragma once

#include "session/session.h"
#include "view/notes.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HF_TYPE_SLICE_VIEW (hf_slice_view_get_type ())
G_DECLARE_FINAL_TYPE (HfSliceView, hf_slice_view, HF, SLICE_VIEW, GtkWidget)

/* Properties: "session", "plane" (HfPlane as int), "tool" (HfTool as int), "cine" (boolean),
   "cine-rate" (slices a second). Signal "maximize": a double click. */
HfSession *hf_slice_view_session (HfSliceView *self); /* nullable (transfer none) */
HfPlane hf_slice_view_plane (HfSliceView *self);

/* Moves on by slices, one a frame, so that every one of them is painted; towards = TRUE counts
   towards superior, anterior or left instead of growing index. */
void hf_slice_view_step (HfSliceView *self, int slices, gboolean towards);
/* What a slider beside the view needs so that wheel and keys do there what they do in the picture: slices, and with Alt the
   slab; Up, Down, Page Up, Page Down, Home, End. */
gboolean hf_slice_view_scroll (HfSliceView *self, GtkEventControllerScroll *scroll, double dy);
void hf_slice_view_add_step_keys (HfSliceView *self, GtkWidget *widget);
void hf_slice_view_reset (HfSliceView *self); /* zoom and pan */
double hf_slice_view_zoom (HfSliceView *self);
void hf_slice_view_zoom_at (HfSliceView *self, double factor, double x, double y);
void hf_slice_view_set_tool (HfSliceView *self, HfTool tool);

/* Where things are: x, y in the widget's own pixels. FALSE where nothing is open. */
gboolean hf_slice_view_to_patient (HfSliceView *self, double x, double y, double mm[3]);
gboolean hf_slice_view_from_patient (HfSliceView *self, const double mm[3], double *x, double *y);

GdkTexture *
hf_slice_view_capture (HfSliceView *self); /* all that is seen; (transfer full), nullable */

/* What was painted, for "no slice is ever dropped". */
const GArray *hf_slice_view_painted (HfSliceView *self); /* of int: slice indices in order */
guint hf_slice_view_n_skipped (HfSliceView *self);       /* of this run; the view says it */
guint hf_slice_view_n_pictures (HfSliceView *self);

G_END_DECLS
