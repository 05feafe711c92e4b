/* The one observable model of a window: a volume and everything that is set for it. Views read it,
   set it and listen.

   Main thread only. Signal "changed" with a detail that names the kind: changed::state, ::series,
   ::volume (another volume),
   ::slices (more slices of the same volume are there), ::cursor, ::window (width, level, colors),
   ::view (interpolation, slab, overlay, privacy, crosshair), ::params (anything of HfParams),
   ::histogram, ::mask, ::surface, ::surfaces (kept ones), ::notes, ::message, ::saved, ::undo,
   ::rest (a hand that drags holds still). Every entry of
   core/params.h is a property of the same name (double). */
#pragma once

#include "core/params.h"
#include "core/tissues.h"
#include "core/volume.h"
#include "image/display.h"
#include "image/histogram.h"
#include "image/mask.h"
#include "image/reslice.h"
#include "mesh/mesh.h"
#include "mesh/report.h"
#include "session/part-edits.h"
#include "session/source.h"
#include "session/surface-changes.h"

#include <gio/gio.h>

G_BEGIN_DECLS

#define HF_TYPE_SESSION (hf_session_get_type ())
G_DECLARE_FINAL_TYPE (HfSession, hf_session, HF, SESSION, GObject)

typedef enum { HF_STATE_EMPTY, HF_STATE_SCANNING, HF_STATE_LOADING, HF_STATE_READY } HfState;
typedef enum { HF_OVERLAY_ALL, HF_OVERLAY_MINIMAL, HF_OVERLAY_NONE, HF_N_OVERLAYS } HfOverlay;

HfSession *hf_session_new (void);

/* Opening: a folder or file of slices or voxels, or a mesh file (STL, PLY, OBJ, GLB, 3MF), which is
 added to the surfaces. The open volume stays until the first slices of the new one are there, and
 where opening
   fails. */
void hf_session_open (HfSession *self, const char *path, const char *series); /* series nullable */
/* spacing: mm of i, j, k for a file that does not know its own (a bare .npy); nullable */
void hf_session_open_spaced (HfSession *self,
                             const char *path,
                             const char *series,
                             const double *spacing);
/* Mesh files, one after the other; what is wrong with each is told. */
void hf_session_open_meshes (HfSession *self, const char *const *paths);
void hf_session_open_series (HfSession *self, int index);
void hf_session_cancel (HfSession *self); /* loading, and every background job */
void hf_session_close (HfSession *self);
void hf_session_set_volume (HfSession *self,
                            HfVolume *volume);      /* for tests: as if it had been opened; refs */
const char *hf_session_mesh_path (HfSession *self); /* of the mesh file read last; nullable */
HfState hf_session_state (HfSession *self);
HfSource *hf_session_source (HfSession *self); /* nullable */
/* Whose files can be looked at: the path that was scanned last, also where nothing of it could be
   shown; nullable. */
HfSource *hf_session_files (HfSession *self);
/* "Show anyway": a rejected file of such a source as a picture of its own. */
void hf_session_show_file (HfSession *self, HfSource *source, guint32 file);
int hf_session_series (HfSession *self);   /* -1: none */
int hf_session_n_loaded (HfSession *self); /* slices decoded or given up so far */
/* A place that keeps opening waiting for some seconds: a network or a disk that hangs; NULL: none. In privacy mode without its
   name. (transfer full) */
char *hf_session_unanswered (HfSession *self);
GPtrArray *
hf_session_warnings (HfSession *self); /* of HfWarning: of the path, the series and its loading */
/* The newest thing to tell: an error with what to do. NULL: nothing. */
const GError *hf_session_message (HfSession *self);
void hf_session_set_message (HfSession *self, const GError *error); /* nullable */
/* path: the file or folder that the message may name; nullable. */
void hf_session_set_message_about (HfSession *self, const GError *error, const char *path);
/* As it may be shown: without names in privacy mode. NULL: there is none. (transfer full) */
char *hf_session_message_text (HfSession *self);
/* The file that was written last, on a person's wish; NULL: none. changed::saved, also for the same once more. */
const char *hf_session_saved (HfSession *self);
void hf_session_set_saved (HfSession *self, const char *path);
char *
hf_session_saved_text (HfSession *self); /* "Saved volume.npy", as it may be shown; nullable */

HfVolume *hf_session_volume (
    HfSession *self); /* nullable (transfer none): what the views show, maybe resampled */
HfVolume *hf_session_original (HfSession *self); /* as loaded */

/* Cursor: the crosshair, LPS mm, always at a place in the volume. */
void hf_session_cursor (HfSession *self, double mm[3]);
void hf_session_set_cursor (HfSession *self, const double mm[3]);
int hf_session_slice (HfSession *self, HfPlane plane);
void hf_session_set_slice (HfSession *self, HfPlane plane, int index); /* clamped */

/* Window */
void hf_session_set_window (HfSession *self, double width, double level);
void hf_session_preset (HfSession *self,
                        int key); /* 0 auto, 1 from the file (again: the next), 2..9 */
/* The windows of keys 2..9, in their order; signal "window" when one is another. */
const HfPreset *hf_session_presets (HfSession *self, guint *n);
void hf_session_set_preset (HfSession *self, int key, double width, double level);
void hf_session_reset_presets (HfSession *self); /* as radiology knows them */
const char *
hf_session_preset_name (HfSession *self); /* of the present window; "" where it is none */
HfDisplay *hf_session_display (
    HfSession *self); /* (transfer none): table for the present window; NULL without volume */

/* How things are shown */
HfOverlay hf_session_overlay (HfSession *self);
void hf_session_set_overlay (HfSession *self, HfOverlay overlay);
gboolean hf_session_privacy (HfSession *self);
void hf_session_set_privacy (HfSession *self, gboolean privacy);
gboolean hf_session_crosshair (HfSession *self);
void hf_session_set_crosshair (HfSession *self, gboolean crosshair);
/* A thumbnail of a series: a volume of one slice, in a thread. */
void hf_session_thumbnail_async (HfSession *self,
                                 int series,
                                 GCancellable *cancellable,
                                 GAsyncReadyCallback callback,
                                 gpointer data);
HfVolume *hf_session_thumbnail_finish (HfSession *self, GAsyncResult *result, GError **error);
gboolean hf_session_show_mask (HfSession *self);
void hf_session_set_show_mask (HfSession *self, gboolean show);
gboolean hf_session_notebook (HfSession *self); /* show what the notebook would give beside ours */
void hf_session_set_notebook (HfSession *self, gboolean show);
/* Voxels of low <= value < high are lit up in the slices (a bin of the histogram is pointed at);
 * NAN: none. changed::highlight */
gboolean hf_session_highlight (HfSession *self, double *low, double *high);
void hf_session_set_highlight (HfSession *self, double low, double high);

/* Parameters. Setting clamps, and returns where nothing changes; changes of results can be undone.
 */
const HfParams *hf_session_params (HfSession *self);
double hf_session_get (HfSession *self, HfParamId id);
void hf_session_set (HfSession *self, HfParamId id, double value);
/* How slices are shown: interpolation and slab. */
HfResliceOptions hf_session_reslice_options (HfSession *self);
void hf_session_set_chain (HfSession *self, const HfStep *chain, guint n_steps);
void hf_session_set_params (HfSession *self, const HfParams *params);
void hf_session_begin_drag (HfSession *self); /* changes until end_drag are one step of undo */
void hf_session_end_drag (HfSession *self);
/* A hand drags and moves: what takes long waits. FALSE also where it holds still for a moment. */
gboolean hf_session_is_dragging (HfSession *self);
gboolean hf_session_can_undo (HfSession *self);
gboolean hf_session_can_redo (HfSession *self);
void hf_session_undo (HfSession *self);
void hf_session_redo (HfSession *self);

/* What was drawn on the slices, as a value: of HfNote, see view/notes.h. It never changes, another one takes its place, which
   is a step of undo; it goes with its volume. changed::notes */
GArray *hf_session_notes (HfSession *self);                 /* nullable (transfer none) */
void hf_session_set_notes (HfSession *self, GArray *notes); /* nullable; refs */

/* Results, newest first wins; NULL while there is none. (transfer none) */
HfHistogram *hf_session_histogram (HfSession *self);        /* of the whole volume */
HfHistogram *hf_session_histogram_inside (HfSession *self); /* of the mask */
HfMask *hf_session_mask (HfSession *self); /* of the whole volume, from the parameters */
HfMesh *hf_session_surface (HfSession *self);
gboolean hf_session_surface_is_coarse (HfSession *self);
const HfMeshReport *hf_session_surface_report (HfSession *self);
/* Why there is none; nullable. CANCELLED: until it is built again or another value is set. TOO_LARGE and
   NO_MEMORY: hf_error_offer() is a step that would do; where it is TOO_LARGE, the parameter
   most-triangles can allow it. */
const GError *hf_session_surface_error (HfSession *self);
void hf_session_rebuild_surface (HfSession *self);
/* Surfaces that stay beside the live one: kept from it (bone, then skin), or read from a mesh file.
   In the order of the list; changed::surfaces. */
typedef struct {
  guint id;
  char *name; /* UTF-8 */
  HfMesh *mesh;
  HfMesh *whole;  /* before parts were taken out of it */
  GArray *edits;  /* what makes the mesh from the whole: see session/part-edits.h; nullable */
  gboolean stale; /* the mesh is being made again, after undo; report and edits are right */
  HfMeshReport report;
  HfMeshReport whole_report;
  guint32 rgb;    /* 0xRRGGBB */
  double opacity; /* 0..1 */
  guint document; /* which volume it was built of; 0: a file */
  double level;   /* in the volume's unit; NAN: of a file */
  gboolean visible;
  HfParams params;    /* what it was built with; of a file nothing */
  GArray *live_edits; /* what was out of it already when it was kept: not in the whole; nullable */
  gboolean is_measured;
  HfSurfaceChanges changes; /* of the whole, where it is measured */
} HfKeptSurface;

GPtrArray *hf_session_kept_surfaces (HfSession *self); /* of HfKeptSurface (transfer none) */
/* The newest of them where they are all that is open; NULL: there is a volume, or nothing. */
const HfKeptSurface *hf_session_alone (HfSession *self);
guint32 hf_session_next_rgb (
    HfSession *self); /* of a surface that comes: not that of another one, while colors last */
void hf_session_keep_surface (HfSession *self,
                              const char *name,
                              guint32 rgb); /* a copy of the live one */
void hf_session_add_mesh (HfSession *self,
                          HfMesh *mesh,
                          const HfMeshReport *report,
                          const char *name); /* refs mesh */
void
hf_session_set_kept (HfSession *self, guint index, guint32 rgb, double opacity, gboolean visible);
/* A kept surface with a level becomes the live one, which can be changed; the live one before is kept in its
   place, under that name. One step of undo; colors go with their surfaces. */
/* FALSE: it comes from a file, or from another volume than the one that is open. */
gboolean hf_session_can_change_kept (HfSession *self, const HfKeptSurface *surface);
void hf_session_change_kept (HfSession *self, guint index, const char *name);
/* How a mesh that may have been kept was measured. */
void hf_session_note_changes (HfSession *self, HfMesh *mesh, const HfSurfaceChanges *changes);
void hf_session_remove_kept (HfSession *self, guint index);
/* In the place of a surface (the live one, a kept one) comes the mesh that the edit makes of it, until
   another one is built, "whole" brings the old one back, or undo. Nothing happens where was is not there
   any more. */
void hf_session_edit_surface (
    HfSession *self, HfMesh *was, HfPartEdit edit, HfMesh *mesh, const HfMeshReport *report);
void hf_session_whole_surfaces (HfSession *self);        /* all parts of all surfaces again */
gboolean hf_session_surface_is_edited (HfSession *self); /* any */
guint32 hf_session_surface_rgb (HfSession *self);        /* of the live surface; 0xRRGGBB */
void hf_session_set_surface_rgb (HfSession *self, guint32 rgb);

/* Results are computed only while somebody wants them: a pane that is shown holds them, hidden it
   lets go. HF_WANT_VOLUME is the resampling; it is not held, only asked about. */
typedef enum {
  HF_WANT_MASK,
  HF_WANT_HISTOGRAM,
  HF_WANT_SURFACE,
  HF_WANT_VOLUME,
  HF_N_WANTS
} HfWant;
void hf_session_hold (HfSession *self, HfWant want);
void hf_session_release (HfSession *self, HfWant want);
gboolean hf_session_is_busy (HfSession *self, HfWant want);
double hf_session_progress (HfSession *self, HfWant want); /* 0..1 */

G_END_DECLS
