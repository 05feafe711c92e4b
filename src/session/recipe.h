/* A recipe: everything that decides a result, as a JSON file that a person can read, keep beside
   the result and replay
   (`hounsfield-cli recipe`). It holds parameters only: no voxels, no names, no paths. */
#pragma once

#include "core/params.h"

G_BEGIN_DECLS

char *
hf_recipe_to_json (const HfParams *params); /* all parameters that change a result, C locale */
gboolean hf_recipe_from_json (const char *json,
                              HfParams *params,
                              GError **error); /* params: in defaults, out as the recipe says */
gboolean hf_recipe_save (const HfParams *params, const char *path, GError **error);
gboolean hf_recipe_load (const char *path, HfParams *params, GError **error);

G_END_DECLS
