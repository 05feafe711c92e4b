/* The list of surfaces that stay beside the live one, and what undo remembers of it. */
#pragma once

#include "session/session.h"

G_BEGIN_DECLS

GPtrArray *hf_kept_list_new (void);
/* Refs mesh. Opaque, visible, without a level; returns it, to be changed. */
HfKeptSurface *hf_kept_list_add (
    GPtrArray *list, HfMesh *mesh, const HfMeshReport *report, const char *name, guint32 rgb);

/* mesh, which edit makes of "was", comes in its place. FALSE: it is not in the list. */
gboolean hf_kept_list_edit (
    GPtrArray *list, HfMesh *was, HfPartEdit edit, HfMesh *mesh, const HfMeshReport *report);
gboolean hf_kept_list_is_edited (GPtrArray *list); /* any of it */
void hf_kept_list_restore (GPtrArray *list);       /* all parts again */

HfKeptSurface *hf_kept_list_find (GPtrArray *list, guint id); /* nullable */

/* Takes out and returns what was kept from a volume: mesh files stay. NULL: there is nothing. */
GPtrArray *hf_kept_list_take_levels (GPtrArray *list);

/* The list as undo stores it: a mesh that edits make of a whole one is not in it. */
GPtrArray *hf_kept_list_remember (GPtrArray *list);
/* A list as it was remembered; of surfaces that are in the list now looks stay, and meshes where they are
   right. Where a mesh must be made again it is stale: until hf_kept_list_settle() another one is seen. */
GPtrArray *hf_kept_list_recall (GPtrArray *remembered, GPtrArray *now);

/* The work for a thread: copies of what is stale (nullable: nothing is), their meshes, and those back
   into the list, as far as it is still the same. */
GPtrArray *hf_kept_list_stale (GPtrArray *list);
void hf_kept_list_make (GPtrArray *stale);
void hf_kept_list_settle (GPtrArray *list, GPtrArray *made);

G_END_DECLS
