/* Shared by the files that make up HfSliceView: slice-view.c (state), slice-view-mapping.c (where
   it looks), slice-input.c (gestures and
   keys) and slice-overlay.c (what is drawn over the picture). */
#pragma once

#include "view/slice-picture.h"
#include "view/slice-text.h"
#include "view/slice-view.h"
#include "view/text-pictures.h"

G_BEGIN_DECLS

typedef enum {
  HF_DRAG_NONE,
  HF_DRAG_WINDOW, /* or a click, as long as it has not moved */
  HF_DRAG_BOX,
  HF_DRAG_PAN,
  HF_DRAG_ZOOM, /* or the context menu */
  HF_DRAG_CROSSHAIR,
  HF_DRAG_NOTE,
} HfDragMode;

typedef struct {
  HfDragMode mode;
  gboolean moved;   /* further than a click's tremor */
  double start[2];  /* widget pixels */
  double last[2];   /* offset from the start that is already used */
  double rate;      /* window: HU per pixel */
  gboolean axis[2]; /* crosshair: which of x, y the cursor follows */
  gboolean grabbed; /* the note was there before */
} HfDrag;

struct _HfSliceView {
  GtkWidget parent;
  HfSession *session; /* owned, nullable */
  HfNotes *notes;     /* borrowed from the session */
  HfPlane plane;
  HfSlicePicture *picture; /* owned */
  HfTextPictures *texts;   /* owned */
  struct {
    HfVolume *volume; /* owned, nullable: nothing is kept */
    double cursor[3]; /* in the slice */
    HfView view;
  } fitted;         /* what hf_plane_fit gave last: it looks at every slice */
  double zoom;      /* 1: fits */
  double pan_mm[2]; /* along right and down */
  HfTool tool;

  HfDrag drag;
  double pressed_cursor[3]; /* the cursor when the first of several presses came */
  gboolean is_double;       /* the button went down for a double click: its release is no click */
  gboolean has_pointer;
  double pointer[2]; /* widget pixels */
  double scroll;     /* fractions of a notch */
  double pinch_zoom; /* zoom when a pinch began */
  GtkWidget *menu;   /* context menu, owned as a child */
  GMenu *presets;    /* owned with it: its windows */

  int backlog; /* slices still to be stepped, one a frame */
  guint tick;
  gboolean cine;
  double cine_rate;     /* slices a second */
  gint64 cine_time;     /* us, of the last slice */
  GArray *painted;      /* of int */
  guint n_skipped;      /* slices stepped over in the present run */
  char *described;      /* the accessible description that was set last */
  guint describe_later; /* idle */
};

void hf_slice_view_add_input (HfSliceView *self);
void hf_slice_view_class_add_keys (GtkWidgetClass *klass);
/* picture: what it lies over; nullable. */
void hf_slice_view_draw_overlay (HfSliceView *self, GtkSnapshot *snapshot, GskRenderNode *picture);
gboolean hf_slice_view_mapping (HfSliceView *self, int scale, HfView *view);
gboolean hf_slice_view_shows_note (HfSliceView *self, const HfNote *note);
void hf_slice_view_forget_fit (HfSliceView *self);
void hf_slice_view_pan_by (HfSliceView *self, double dx, double dy);
void hf_plane_color (HfPlane plane, GdkRGBA *color);
/* The planes that are seen as the vertical and as the horizontal line in a view of a plane. */
HfPlane hf_plane_vertical (HfPlane plane);
HfPlane hf_plane_horizontal (HfPlane plane);

G_END_DECLS
