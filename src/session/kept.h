/* The list of surfaces that stay beside the live one. */
#pragma once

#include "session/session.h"

G_BEGIN_DECLS

GPtrArray *hf_kept_list_new (void);
/* Refs mesh. report: of it, nullable: made here. Opaque, visible, without a level; returns it, to be
 * changed. */
HfKeptSurface *hf_kept_list_add (
    GPtrArray *list, HfMesh *mesh, const HfMeshReport *report, const char *name, guint32 rgb);

/* mesh comes in the place of "was", which is kept as the whole. FALSE: it is not in the list. */
gboolean hf_kept_list_edit (GPtrArray *list, HfMesh *was, HfMesh *mesh, const HfMeshReport *report);
gboolean hf_kept_list_restore (GPtrArray *list); /* FALSE: all were whole */

G_END_DECLS
