/* The list of surfaces that stay beside the live one. */
#pragma once

#include "session/session.h"

G_BEGIN_DECLS

GPtrArray *hf_kept_list_new (void);
void hf_kept_list_add (
    GPtrArray *list, HfMesh *mesh, const char *name, guint32 rgb, double opacity); /* refs mesh */

G_END_DECLS
