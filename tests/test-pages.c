/* The laws: the memory is zero and begins a page, small or large; what cannot be there is NULL. */
#include "core/pages.h"

static void
test_zero (void)
{
  for (gsize bytes = 1; bytes <= 16 << 20; bytes *= 16) {
    HF_AUTO_PAGES guint8 *memory = hf_pages_new (bytes);

    g_assert_nonnull (memory);
    g_assert_cmpuint ((gsize) memory % 4096, ==, 0);
    for (gsize n = 0; n < bytes; n++) {
      g_assert_cmpuint (memory[n], ==, 0);
      memory[n] = 0xff; /* the next one may get the same place */
    }
  }
}

static void
test_too_much (void)
{
  g_assert_null (hf_pages_new (G_MAXSIZE));
  g_assert_null (hf_pages_new (G_MAXSIZE / 2));
  hf_pages_free (NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pages/zero", test_zero);
  g_test_add_func ("/pages/too-much", test_too_much);
  return g_test_run ();
}
