/* The laws: the matrix of a project opens with rows turned around (its row 0 is the back), plain or
   compressed; archives and property lists that lie are refused. Debian's invesalius-examples, a real
   head, is opened where it is installed. */
#include "core/error.h"
#include "files/inv3.h"
#include "files/plist.h"

#include <math.h>
#include <string.h>

#define EXAMPLE "/usr/share/doc/invesalius-examples/examples/Cranium.inv3"

static void
add_entry (GByteArray *tar, const char *name, gconstpointer data, gsize n, gsize told)
{
  static const guint8 zeros[512];
  char block[512] = { 0 };

  g_strlcpy (block, name, 100);
  g_snprintf (block + 124, 12, "%011" G_GINT64_MODIFIER "o", (guint64) told);
  block[156] = '0';
  g_byte_array_append (tar, (guint8 *) block, 512);
  g_byte_array_append (tar, data, (guint) n);
  g_byte_array_append (tar, zeros, (guint) ((512 - n % 512) % 512));
}

static char *
make_plist (const char *shape, const char *spacing, const char *type)
{
  return g_strdup_printf (
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\r\n"
      "<!DOCTYPE plist PUBLIC \"-//Apple Computer//DTD PLIST 1.0//EN\" \"http://x/\">\r\n"
      "<plist version=\"1.0\"><dict><key>annotations</key><dict></dict>"
      "<key>matrix</key><dict><key>dtype</key><string>%s</string>"
      "<key>filename</key><string>matrix.dat</string><key>shape</key><array>%s</array></dict>"
      "<key>modality</key><string>CT</string><key>spacing</key><array>%s</array></dict></plist>",
      type, shape, spacing);
}

#define SHAPE "<integer>2</integer><integer>3</integer><integer>4</integer>"
#define SPACING "<real>0.5</real><real>0.6</real><real>2</real>"

/* 2 x 3 x 4 voxels of 100 k + 10 j + i, the matrix before the property list. */
static HfVolume *
read_project (const char *plist, gsize told, GError **error)
{
  g_autoptr (GByteArray) tar = g_byte_array_new ();
  g_autoptr (HfInput) input = NULL;
  gint16 voxels[24];

  for (int n = 0; n < 24; n++)
    voxels[n] = GINT16_TO_LE ((gint16) (100 * (n / 12) + 10 * (n / 4 % 3) + n % 4));
  add_entry (tar, "tmp/mask_0.dat", voxels, 7, 7);
  add_entry (tar, "tmp/matrix.dat", voxels, sizeof voxels, told);
  add_entry (tar, "tmp/main.plist", plist, strlen (plist), strlen (plist));
  g_byte_array_set_size (tar, tar->len + 1024);
  memset (tar->data + tar->len - 1024, 0, 1024);
  input = hf_input_new_memory (tar->data, tar->len);
  return hf_inv3_read_input (input, NULL, error);
}

static void
test_rows_turned (void)
{
  g_autofree char *plist = make_plist (SHAPE, SPACING, "int16");
  g_autoptr (GError) error = NULL;
  g_autoptr (HfVolume) volume = read_project (plist, 48, &error);

  g_assert_no_error (error);
  for (int k = 0; k < 2; k++)
    for (int j = 0; j < 3; j++)
      for (int i = 0; i < 4; i++) {
        const double mm[3] = { 0.5 * i, 0.6 * (2 - j), 2 * k };

        g_assert_cmpfloat (hf_volume_probe (volume, mm, FALSE), ==, 100 * k + 10 * j + i);
      }
}

static void
assert_refused (const char *shape, const char *spacing, const char *type, gsize told, HfCode code)
{
  g_autofree char *plist = make_plist (shape, spacing, type);
  g_autoptr (GError) error = NULL;

  g_assert_null (read_project (plist, told, &error));
  g_assert_error (error, HF_ERROR, (int) code);
}

static void
test_refused (void)
{
  g_autoptr (HfInput) empty = hf_input_new_memory ("", 0);
  g_autoptr (GError) error = NULL;

  assert_refused (SHAPE, SPACING, "float64", 48, HF_CODE_UNSUPPORTED_BITS);
  assert_refused ("<integer>2</integer>", SPACING, "int16", 48, HF_CODE_BAD_GEOMETRY);
  assert_refused ("<integer>20000</integer><integer>30000</integer><integer>30000</integer>",
                  SPACING, "int16", 48, HF_CODE_CORRUPT);
  assert_refused (SHAPE, "<real>0</real><real>1</real><real>1</real>", "int16", 48,
                  HF_CODE_BAD_GEOMETRY);
  assert_refused (SHAPE, "<string>nan</string>", "int16", 48, HF_CODE_BAD_GEOMETRY);
  assert_refused (SHAPE, SPACING, "int16", 40, HF_CODE_CORRUPT);
  assert_refused (SHAPE, SPACING, "int16", 077777777777, HF_CODE_CORRUPT);
  g_assert_null (hf_inv3_read_input (empty, NULL, &error));
  g_assert_error (error, HF_ERROR, HF_CODE_CORRUPT);
}

static void
test_plist (void)
{
  static const char *const bad[] = { "", "<plist><dict>", "<plist></dict></plist>",
                                     "<plist><dict><key>a</key><string>&x;</string></dict></plist>",
                                     "\xff\xfe" };
  g_autoptr (GString) deep = g_string_new ("<plist>");
  g_autoptr (GError) too_deep = NULL;

  for (gsize n = 0; n < G_N_ELEMENTS (bad); n++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (hf_plist_parse ("a.inv3", bad[n], strlen (bad[n]), &error));
    g_assert_error (error, HF_ERROR, HF_CODE_CORRUPT);
  }
  for (int n = 0; n < 1000; n++)
    g_string_append (deep, "<array>");
  g_assert_null (hf_plist_parse ("a.inv3", deep->str, deep->len, &too_deep));
  g_assert_error (too_deep, HF_ERROR, HF_CODE_CORRUPT);
}

/* A real head: bone is there, the nose points to the front, the top of the head is up. */
static void
test_example (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HfVolume) volume = NULL;
  int size[3];

  if (!g_file_test (EXAMPLE, G_FILE_TEST_EXISTS)) {
    g_test_skip ("invesalius-examples is not installed");
    return;
  }
  volume = hf_inv3_read (EXAMPLE, NULL, &error);
  g_assert_no_error (error);
  memcpy (size, hf_volume_size (volume), sizeof size);
  g_assert_cmpint (size[0], ==, 256);
  g_assert_cmpint (size[1], ==, 256);
  g_assert_cmpint (size[2], ==, 108);
  g_assert_cmpfloat (hf_geometry_spacing (hf_volume_geometry (volume))[2], ==, 1.5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/inv3/rows-turned", test_rows_turned);
  g_test_add_func ("/inv3/refused", test_refused);
  g_test_add_func ("/inv3/plist", test_plist);
  g_test_add_func ("/inv3/example", test_example);
  return g_test_run ();
}
