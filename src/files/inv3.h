/* A project of InVesalius (.inv3): read only. Its volume alone; masks and surfaces stay unread. */
#pragma once

#include "core/series.h"
#include "files/input.h"

G_BEGIN_DECLS

HfVolume *hf_inv3_read (const char *path, GPtrArray *warnings, GError **error);
HfVolume *hf_inv3_read_input (HfInput *input, GPtrArray *warnings, GError **error);

G_END_DECLS
