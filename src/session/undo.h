/* Undo and redo over parameters. Results are functions of parameters, so that undo stores no voxels
   and has no limit. */
#pragma once

#include "core/params.h"

G_BEGIN_DECLS

typedef struct _HfUndo HfUndo;

HfUndo *hf_undo_new (void);
void hf_undo_free (HfUndo *self);
void hf_undo_clear (HfUndo *self);
void hf_undo_push (HfUndo *self, const HfParams *before); /* a change is made: redo is gone */
gboolean hf_undo_can_undo (const HfUndo *self);
gboolean hf_undo_can_redo (const HfUndo *self);
gboolean hf_undo_undo (HfUndo *self,
                       HfParams *params); /* in: now, out: before; view parameters stay */
gboolean hf_undo_redo (HfUndo *self, HfParams *params);
gboolean hf_params_same_result (const HfParams *a,
                                const HfParams *b); /* equal but for how things are shown */

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfUndo, hf_undo_free)

G_END_DECLS
