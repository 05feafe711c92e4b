/* What must happen once before any widget of ours is made. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define HF_RESOURCE_PREFIX "/io/github/hounsfield_viewer/Hounsfield/"

void hf_view_init (void);

G_END_DECLS
