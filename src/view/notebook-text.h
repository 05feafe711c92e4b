/* What the notebook's threshold is in Hounsfield units, for people. */
#pragma once

#include "session/session.h"

G_BEGIN_DECLS

char *hf_notebook_text (HfSession *session); /* a sentence; "" without a volume */

G_END_DECLS
