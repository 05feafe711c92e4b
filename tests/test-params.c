/* The laws: the table is sound, text and value convert both ways, and bad text is refused with the
   old value kept. */
#include "core/error.h"
#include "core/params.h"

#include <math.h>

static void
test_table (void)
{
  for (int id = 0; id < HF_N_PARAMS; id++) {
    const HfParam *param = hf_param (id);

    g_assert_nonnull (param->name);
    g_assert_cmpint (hf_param_find (param->name), ==, id);
    g_assert_cmpfloat (param->min, <, param->max);
    g_assert_cmpfloat (param->fallback, ==, hf_param_clamp (id, param->fallback));
    g_assert_true ((param->type == HF_PARAM_TYPE_CHOICE) == (param->choices != NULL));
    g_assert_cmpfloat (hf_param_clamp (id, NAN), ==, param->fallback);
    g_assert_cmpfloat (hf_param_clamp (id, -1e9), ==, param->min);
    g_assert_cmpfloat (hf_param_clamp (id, 1e9), ==, param->max);
  }
}

static void
test_round_trip (void)
{
  for (int id = 0; id < HF_N_PARAMS; id++) {
    const HfParam *param = hf_param (id);
    const double values[] = { param->min, param->max, param->fallback, hf_param_clamp (id, 1.1) };

    for (gsize n = 0; n < G_N_ELEMENTS (values); n++) {
      g_autofree char *text = hf_param_format (id, values[n]);
      double back = NAN;

      g_assert_true (hf_param_parse (id, text, &back, NULL));
      g_assert_cmpfloat (back, ==, values[n]);
    }
  }
}

static void
test_refused (void)
{
  static const struct {
    HfParamId id;
    const char *text;
  } bad[] = {
    { HF_PARAM_SPACING_X, "0" },    { HF_PARAM_SPACING_X, "1e9" }, { HF_PARAM_SPACING_X, "" },
    { HF_PARAM_SPACING_X, "1mm" },  { HF_PARAM_SPACING_X, "nan" }, { HF_PARAM_STEP, "1.5" },
    { HF_PARAM_ELEMENT, "square" }, { HF_PARAM_PER_SLICE, "yes" },
  };

  for (gsize n = 0; n < G_N_ELEMENTS (bad); n++) {
    g_autoptr (GError) error = NULL;
    double value;

    g_assert_false (hf_param_parse (bad[n].id, bad[n].text, &value, &error));
    g_assert_error (error, HF_ERROR, HF_CODE_BAD_VALUE);
  }
}

static void
test_chain (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *before = NULL;
  g_autofree char *after = NULL;
  g_autofree char *many = g_strjoin (",", "open,open,open,open,open,open,open,open",
                                     "open,open,open,open,open,open,open,open,open", NULL);
  HfParams params;

  hf_params_init (&params);
  before = hf_params_format_chain (&params);
  g_assert_cmpstr (before, ==, "open,erode,close,dilate");
  g_assert_true (hf_params_parse_chain (&params, "dilate,-open", NULL));
  g_assert_cmpint (params.n_steps, ==, 2);
  g_assert_true (params.chain[1].off);
  g_assert_false (hf_params_parse_chain (&params, "dilate,melt", &error));
  g_assert_error (error, HF_ERROR, HF_CODE_BAD_VALUE);
  g_assert_false (hf_params_parse_chain (&params, many, NULL));
  after = hf_params_format_chain (&params);
  g_assert_cmpstr (after, ==, "dilate,-open");
  g_assert_true (hf_params_parse_chain (&params, "", NULL));
  g_assert_cmpint (params.n_steps, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/params/table", test_table);
  g_test_add_func ("/params/round-trip", test_round_trip);
  g_test_add_func ("/params/refused", test_refused);
  g_test_add_func ("/params/chain", test_chain);
  return g_test_run ();
}
