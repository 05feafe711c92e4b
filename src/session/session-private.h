/* What the parts of HfSession share: session.c (the object, cursor, parameters, undo), session-open.c (documents), session-message.c,
   session-window.c (window and presets), session-results.c,
   session-surfaces.c (kept surfaces, parts). For these files only. */
#pragma once

#include "session/derive.h"
#include "session/latest.h"
#include "session/open.h"
#include "session/session.h"
#include "session/undo.h"

G_BEGIN_DECLS

#define HF_LIGHT_BLUE 0xadd8e6 /* the notebook's surface */

/* What one open volume brings with it; the one before is kept until a new one has been loaded. */
typedef struct {
  HfSource *source;    /* owned, nullable */
  int series;          /* -1: none */
  HfVolume *original;  /* owned, nullable */
  GPtrArray *warnings; /* of HfWarning, found while loading; owned, nullable */
  GArray *notes;       /* owned, nullable: see hf_session_notes() */
  int n_loaded;
  double cursor[3];     /* LPS mm */
  gboolean auto_window; /* the window follows the voxels until a person sets it */
  guint voi;            /* next window of the file */
  guint serial;         /* tells documents apart */
  /* Of the one before, to go back to: */
  GPtrArray *kept; /* surfaces kept from it, which are not of the new one; owned, nullable */
  HfUndo *undo;    /* owned, nullable */
  HfParams params;
  GArray *edits; /* owned, nullable */
} HfDocument;

struct _HfSession {
  GObject parent;
  HfState state;
  HfDocument document;
  HfDocument previous; /* while the new document loads */
  guint last_serial;
  double previous_window[2];
  HfVolume *arriving; /* owned: its first slice is not there yet */
  int arriving_series;
  HfSource *arriving_source;  /* owned */
  HfSource *refused;          /* owned, nullable: scanned last, and nothing in it could be shown */
  HfOpening *opening;         /* owned, nullable */
  char *mesh_path;            /* the mesh file that was opened last; nullable */
  char **meshes_to_open;      /* after that one; owned, nullable */
  GCancellable *reading_mesh; /* owned, nullable */
  char *opened_path;          /* that is or was scanned last; nullable */
  char *wanted_series;        /* for the path that is being scanned; nullable */
  GPtrArray *all_warnings;    /* borrowed entries; rebuilt on demand */
  GError *message;            /* nullable */
  char *message_about;        /* the path that it may name; nullable */
  char *saved;                /* nullable */

  HfParams params;
  HfUndo *undo;
  HfUndoState before_drag;
  int drags;     /* nested begin_drag */
  guint rest_id; /* source: a hand that drags has moved a moment ago */
  HfDerive *derive;
  HfDisplay *display;               /* cache for the present window */
  HfPreset *presets;                /* owned: those of core/tissues.h with this user's windows */
  HfWindowFunction window_function; /* of the file's window, as long as that one is shown */

  GPtrArray *kept;       /* of HfKeptSurface */
  HfLatest *making_kept; /* meshes of kept surfaces that undo needs again */
  GArray *edits;         /* of the live surface, nullable: see session/part-edits.h */
  guint32 surface_rgb;
  guint
      live_id; /* of the live surface, among those of HfKeptSurface: 0 before one of them became live */

  HfOverlay overlay;
  gboolean privacy;
  gboolean crosshair;
  gboolean show_mask;
  gboolean notebook;
  double highlight[2]; /* in the volume's unit, NAN: none */
};

void hf_session_emit (HfSession *self, const char *detail); /* "changed" */
void hf_session_feed_derive (HfSession *self); /* after the document or the parameters changed */
/* What undo goes back to; to be cleared. */
void hf_session_remember (HfSession *self, HfUndoState *state);
void hf_session_begin_step (HfSession *self); /* of undo, for what is about to change */
void hf_session_push_undo (HfSession *self, const HfUndoState *before);
void hf_session_recall (HfSession *self, const HfUndoState *state); /* it is so again */
void hf_session_recall_surfaces (HfSession *self, const HfUndoState *state);
void hf_session_init_surfaces (HfSession *self);
void hf_session_free_surfaces (HfSession *self);
void hf_session_rest (HfSession *self); /* the state, where nothing is being opened */
void hf_session_set_param_quietly (HfSession *self,
                                   HfParamId id,
                                   double value); /* clamped; notifies the property only */
void
hf_session_apply_window (HfSession *self, double width, double level, HfWindowFunction function);
void hf_session_auto_window (HfSession *self);
void hf_session_center_cursor (HfSession *self);
void hf_session_derived_cb (HfDerived kind, const GError *error, gpointer data);
void hf_session_let_go_of_opening (HfSession *self);
void hf_document_clear (HfDocument *document);

G_END_DECLS
