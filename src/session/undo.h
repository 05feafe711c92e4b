/* Undo and redo over parameters, notes, edits of parts and the list of surfaces that stay. Results are functions
   of these, so that undo stores no voxels and has no limit. */
#pragma once

#include "core/params.h"

G_BEGIN_DECLS

typedef struct _HfUndo HfUndo;

/* Lists that are shared here are not changed any more. */
typedef struct {
  HfParams params;
  GArray *notes;   /* on slices: see hf_session_notes(); owned, nullable */
  GArray *edits;   /* of the live surface: see session/part-edits.h; owned, nullable */
  GPtrArray *kept; /* of hf_kept_list_remember(); owned, nullable */
  guint live_id;   /* which of the surfaces the live one is */
} HfUndoState;

HfUndo *hf_undo_new (void);
void hf_undo_free (HfUndo *self);
void hf_undo_clear (HfUndo *self);
void hf_undo_push (HfUndo *self, const HfUndoState *before); /* a change is made: redo is gone */
/* A resampling that was asked for and did not come: no step leads to it, and none is like the one before it or like
   now. What it put away (edits of parts) is as before. */
void hf_undo_forget_resampling (HfUndo *self, const HfParams *asked, HfUndoState *now);
gboolean hf_undo_can_undo (const HfUndo *self);
gboolean hf_undo_can_redo (const HfUndo *self);
gboolean hf_undo_undo (HfUndo *self,
                       HfUndoState *state); /* in: now, out: before; view parameters stay */
gboolean hf_undo_redo (HfUndo *self, HfUndoState *state);
void hf_undo_state_clear (HfUndoState *state);
gboolean hf_params_same_result (const HfParams *a,
                                const HfParams *b); /* equal but for how things are shown */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfUndo, hf_undo_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HfUndoState, hf_undo_state_clear)

G_END_DECLS
