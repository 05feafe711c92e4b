/* What the files of the mesh view share: mesh-view.c (widget), mesh-view-scene.c (what of the session
   is shown), mesh-view-input.c (hand and keys), mesh-view-inspect.c (a place on a surface),
   mesh-view-measure.c, mesh-view-draw.c (OpenGL). */
#pragma once

#include "gl/renderer.h"
#include "gl/still.h"
#include "session/latest.h"
#include "view/mesh-prepare.h"
#include "view/mesh-view.h"
#include "view/profile-card.h"
#include "view/surface-state.h"

G_BEGIN_DECLS

struct _HfMeshView {
  HfPanel parent_instance;

  GtkStack *stack;
  GtkWidget *area; /* HfMeshArea */
  GtkLabel *info, *hover, *look, *no_gl;
  HfSurfaceState *empty;
  GtkWidget *menu; /* nullable: of a place */
  HfProfileCard *profile;

  /* Of the context of the area; NULL while it is not realized. */
  HfRenderer *renderer;
  gboolean software; /* no graphics card */
  gboolean no_gl_error;

  HfScene scene;                 /* what is shown */
  guint n_left_out;              /* surfaces for which the scene has no room */
  char *told;                    /* in words, how large its surfaces are; nullable */
  gboolean fitted;               /* the camera was put before this data */
  gboolean moved;                /* by a hand: it stays where it is */
  float fit_low[3], fit_high[3]; /* the box that it was put before, LPS mm */
  HfLatest *preparing;           /* proxies and pickers of the session's meshes */
  GPtrArray *prepared;           /* of HfPreparedMesh, owned */
  HfLatest *slicing;             /* pictures of the slices */
  HfStill *still;                /* pictures at rest, in software; NULL where that cannot be */
  HfStill *motion; /* pictures while something moves, in software: of the proxies, half size */
  gboolean still_failed;
  guint slow_id;     /* source: until it is said that the picture at rest takes long */
  gboolean slow;     /* it is said */
  int picture_steps; /* of the picture at rest that have come: 2 is the finest */
  gboolean
      shows_previous; /* the picture that is seen is of the scene before: no text tells of this one yet */

  /* The hand */
  gboolean moving; /* draw coarsely */
  guint rest_id;   /* source: the wheel stands still */
  guint turn_id;   /* tick: turntable */
  gint64 turn_time;
  guint button;
  gboolean panning;
  double drag_x, drag_y; /* the last offset of the drag, px */
  double zoom_scale;     /* the last scale of the pinch */
  double press_x, press_y;
  float pivot[3];

  int measure;          /* places that the measure under way has: 0 none, 2 distance, 3 angle */
  int n_measured;       /* of them that are there */
  float measured[3][3]; /* LPS mm */

  HfMesh *place_mesh; /* nullable, owned: where something was picked, and */
  HfPick place;       /* where on it */
  HfLatest *editing;  /* parts kept and removed */

  double opacity_before; /* what B goes back to */
  double opacity;        /* what is shown */
  gboolean crosshair;
  gboolean edges, axes, slices, turntable, orthographic, free_rotation;
  gboolean background; /* of pictures that are saved */
  /* What is cut away at the slices: above or below the axial, left or right of the sagittal, in front of or
     behind the coronal one. */
  gboolean clips[HF_N_PLANES][2];
};

/* mesh-view-scene.c */
void hf_mesh_view_init_scene (HfMeshView *self);
void hf_mesh_view_stop_scene (HfMeshView *self);
void hf_mesh_view_update_scene (HfMeshView *self);  /* anew from the session */
void hf_mesh_view_refresh_scene (HfMeshView *self); /* the session is another one */
void hf_mesh_view_show_slices (HfMeshView *self);   /* or not any more, by self->slices */
void hf_mesh_view_fit (HfMeshView *self);           /* the camera before what is shown */
void hf_mesh_view_refit (HfMeshView *self);         /* the same, unless a hand moved it */
/* mesh-view.c */
void hf_mesh_view_update_page (HfMeshView *self);
void hf_mesh_view_update_texts (HfMeshView *self);
void hf_mesh_view_camera_moved (HfMeshView *self);
/* mesh-view-draw.c */
void hf_mesh_view_invalidate (HfMeshView *self); /* the picture is another one */
void hf_mesh_view_await_picture (
    HfMeshView *self); /* other things are shown: a picture of those before comes no more */
void
hf_mesh_view_drop_picture (HfMeshView *self); /* nothing of what was shown may be seen any longer */
void hf_mesh_view_init_drawing (HfMeshView *self);
void hf_mesh_view_request_rest (HfMeshView *self);  /* the finest picture of what is shown */
void hf_mesh_view_update_marker (HfMeshView *self); /* the crosshair moved, or how it is seen */
void hf_mesh_view_stop_drawing (HfMeshView *self);
/* mesh-view-measure.c */
void hf_mesh_view_class_init_measure (GtkWidgetClass *class);
void hf_mesh_view_update_measure (HfMeshView *self);
gboolean hf_mesh_view_measure_at (HfMeshView *self, const double mm[3]);
void hf_mesh_view_start_measure (HfMeshView *self, int n_points); /* 0: ends it */
/* mesh-view-save.c */
void hf_mesh_view_class_init_save (GtkWidgetClass *class);
/* mesh-view-inspect.c */
void hf_mesh_view_class_init_inspect (GtkWidgetClass *class);
void hf_mesh_view_init_inspect (HfMeshView *self);
void hf_mesh_view_stop_inspect (HfMeshView *self);
gboolean hf_mesh_view_set_place (HfMeshView *self, double x, double y); /* FALSE: nothing there */
void hf_mesh_view_show_profile (HfMeshView *self);                      /* there; needs a volume */
void hf_mesh_view_forget_places (HfMeshView *self); /* what was picked, its profile, the measure */
void hf_mesh_view_show_menu (HfMeshView *self, double x, double y);
/* mesh-view-input.c */
HfMesh *hf_mesh_view_find (HfMeshView *self,
                           double x,
                           double y,
                           HfPick *pick); /* nullable (transfer none) */
void hf_mesh_view_init_input (HfMeshView *self);
void hf_mesh_view_stop_input (HfMeshView *self);
void hf_mesh_view_class_init_keys (GtkWidgetClass *class);
/* Something moves: drawn coarsely until nothing followed for a moment, so that pictures at rest do
 * not take the processors from the slices. */
void hf_mesh_view_nudge (HfMeshView *self);
void hf_mesh_view_set_turntable (HfMeshView *self, gboolean turn);

G_END_DECLS
