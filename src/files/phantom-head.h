/* The anatomy of the phantom: a row of HU without noise. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* n <= HF_PHANTOM_MAX_ROW samples at (x0 + i * dx, y, z), LPS mm */
void hf_phantom_head_row (double x0, double dx, double y, double z, int n, float *value);

G_END_DECLS
