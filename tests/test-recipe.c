/* The laws: a recipe read back gives the same results' parameters; what is not understood is
   refused and changes nothing. */
#include "core/error.h"
#include "session/recipe.h"
#include "session/undo.h"

static void
test_round_trip (void)
{
  g_autofree char *json = NULL;
  HfParams saved, loaded;

  hf_params_init (&saved);
  for (int id = 0; id < HF_N_PARAMS; id++)
    saved.value[id] =
        hf_param_clamp (id, hf_param (id)->min + 0.3 * (hf_param (id)->max - hf_param (id)->min));
  g_assert_true (hf_params_parse_chain (&saved, "dilate,-open", NULL));
  json = hf_recipe_to_json (&saved);
  hf_params_init (&loaded);
  g_assert_true (hf_recipe_from_json (json, &loaded, NULL));
  g_assert_true (hf_params_same_result (&saved, &loaded));
}

static void
test_refused (void)
{
  static const char *const bad[] = {
    "",
    "[]",
    "{}",
    "{\"hounsfield-recipe\": 2}",
    "{\"hounsfield-recipe\": 1, \"above\": 1e99}",
    "{\"hounsfield-recipe\": 1, \"above\": 3, \"below\": []}",
    "{\"hounsfield-recipe\": 1, \"above\": 3, \"ops\": \"melt\"}",
    "{\"hounsfield-recipe\": 1, \"above\": 3, \"window-width\": 40}",
    "{\"hounsfield-recipe\": 1, \"above\": 3, \"unheard-of\": 1}",
  };

  for (gsize n = 0; n < G_N_ELEMENTS (bad); n++) {
    g_autoptr (GError) error = NULL;
    HfParams params, before;

    hf_params_init (&params);
    before = params;
    g_assert_false (hf_recipe_from_json (bad[n], &params, &error));
    g_assert_nonnull (error);
    g_assert_true (hf_params_equal (&params, &before));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recipe/round-trip", test_round_trip);
  g_test_add_func ("/recipe/refused", test_refused);
  return g_test_run ();
}
