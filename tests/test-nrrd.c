/* The laws: raw and gzip, every space and byte order come to the same place; what we write comes back
   the same; headers that lie are refused. */
#include "core/error.h"
#include "files/nrrd.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <zlib.h>

/* A file of 4 x 3 x 2 int16, value 100 k + 10 j + i. */
static GByteArray *
make_file (const char *header, gboolean big, gboolean gzip)
{
  GByteArray *bytes = g_byte_array_new ();
  guint8 voxels[48], packed[256];
  z_stream stream = { 0 };

  for (int n = 0; n < 24; n++) {
    int value = 100 * (n / 12) + 10 * (n / 4 % 3) + n % 4;

    voxels[2 * n + big] = value & 255;
    voxels[2 * n + !big] = value >> 8 & 255;
  }
  g_byte_array_append (bytes, (const guint8 *) header, (guint) strlen (header));
  if (!gzip)
    return g_byte_array_append (bytes, voxels, sizeof voxels);
  deflateInit2 (&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  stream.next_in = voxels;
  stream.avail_in = sizeof voxels;
  stream.next_out = packed;
  stream.avail_out = sizeof packed;
  deflate (&stream, Z_FINISH);
  deflateEnd (&stream);
  return g_byte_array_append (bytes, packed, (guint) stream.total_out);
}

static HfVolume *
read_file (const char *header, gboolean big, gboolean gzip, GPtrArray *warnings, GError **error)
{
  g_autoptr (GByteArray) bytes = make_file (header, big, gzip);
  g_autoptr (HfInput) input = hf_input_new_memory (bytes->data, bytes->len);

  return hf_nrrd_read_input (input, warnings, error);
}

#define SIZES "NRRD0004\ntype: short\ndimension: 3\nsizes: 4 3 2\n"
#define PLACE "space directions: (0.5,0,0) (0,0.6,0) (0,0,2)\nspace origin: (10,-20,30)\n"
#define RAW "encoding: raw\nendian: little\n\n"

/* x, y, z: LPS mm of voxel (0, 0, 0); sx, sy: which way i and j go. */
static void
assert_place (const HfVolume *volume, double x, double y, double z, double sx, double sy)
{
  for (int k = 0; k < 2; k++)
    for (int j = 0; j < 3; j++)
      for (int i = 0; i < 4; i++) {
        const double mm[3] = { x + sx * 0.5 * i, y + sy * 0.6 * j, z + 2 * k };

        g_assert_cmpfloat (hf_volume_probe (volume, mm, FALSE), ==, 100 * k + 10 * j + i);
      }
}

static void
test_spaces (void)
{
  g_autoptr (HfVolume) lps =
      read_file (SIZES "space: left-posterior-superior\n" PLACE RAW, FALSE, FALSE, NULL, NULL);
  g_autoptr (HfVolume) ras = read_file (SIZES "space: RAS\n" PLACE RAW, FALSE, FALSE, NULL, NULL);
  g_autoptr (HfVolume) las =
      read_file (SIZES "space: left-anterior-superior\n" PLACE RAW, FALSE, FALSE, NULL, NULL);

  assert_place (lps, 10, -20, 30, 1, 1);
  assert_place (ras, -10, 20, 30, -1, -1);
  assert_place (las, 10, 20, 30, 1, -1);
}

static void
test_encodings (void)
{
  g_autoptr (HfVolume) gzip = read_file (
      SIZES "space: LPS\n" PLACE "encoding: gzip\nendian: little\n\n", FALSE, TRUE, NULL, NULL);
  g_autoptr (HfVolume) big = read_file (SIZES "space: LPS\n" PLACE "# a comment\nkey:=a: value\n"
                                              "encoding: raw\r\nendian: big\n\n",
                                        TRUE, FALSE, NULL, NULL);

  assert_place (gzip, 10, -20, 30, 1, 1);
  assert_place (big, 10, -20, 30, 1, 1);
}

static void
test_assumed (void)
{
  g_autoptr (GPtrArray) warnings =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hf_warning_free);
  g_autoptr (HfVolume) spaced =
      read_file (SIZES "spacings: 0.5 0.6 2\n" RAW, FALSE, FALSE, warnings, NULL);
  g_autoptr (HfVolume) bare = NULL;

  assert_place (spaced, 0, 0, 0, 1, 1);
  g_assert_cmpuint (warnings->len, ==, 0);
  bare = read_file (SIZES RAW, FALSE, FALSE, warnings, NULL);
  g_assert_cmpfloat (hf_geometry_spacing (hf_volume_geometry (bare))[2], ==, 1);
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_cmpint (((HfWarning *) warnings->pdata[0])->code, ==, HF_CODE_ASSUMED_SPACING);
}

static void
test_round_trip (void)
{
  g_autofree char *folder = g_dir_make_tmp ("hounsfield-nrrd-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "a.nrrd", NULL);
  const double axes[9] = { cos (0.4), sin (0.4), 0, -sin (0.4), cos (0.4), 0, 0, 0.1, 1 };
  const double origin[3] = { 1.0 / 3, -7, 1e-3 }, spacing[3] = { 0.4, 0.5, 1.5 };
  const int size[3] = { 3, 2, 4 };
  g_autoptr (HfVolume) volume = hf_volume_new (
      hf_geometry_new_even (size, origin, axes, spacing, NULL), hf_volume_info_new (), NULL);
  g_autoptr (HfVolume) back = NULL;
  g_autoptr (GError) error = NULL;

  for (int k = 0; k < 4; k++)
    hf_volume_writable (volume)[hf_volume_pitch (volume) * 2 * k + 1] = (gint16) (100 * k - 1000);
  g_assert_true (hf_nrrd_write (path, volume, FALSE, NULL, &error));
  g_assert_no_error (error);
  back = hf_nrrd_read (path, NULL, &error);
  g_assert_no_error (error);
  for (int k = 0; k < 4; k++) {
    for (int a = 0; a < 3; a++)
      g_assert_cmpfloat_with_epsilon (hf_geometry_origin (hf_volume_geometry (volume), k)[a],
                                      hf_geometry_origin (hf_volume_geometry (back), k)[a], 1e-12);
    for (int j = 0; j < 2; j++)
      g_assert_cmpmem (hf_volume_row (volume, j, k), 6, hf_volume_row (back, j, k), 6);
  }
  g_unlink (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

static void
assert_refused (const char *header, HfCode code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_file (header, FALSE, FALSE, NULL, &error));
  g_assert_error (error, HF_ERROR, (int) code);
}

static void
test_refused (void)
{
  g_autofree char *endless = g_strnfill (1 << 20, 'x');
  g_autofree char *long_header = g_strconcat ("NRRD0004\n", endless, endless, NULL);

  assert_refused ("", HF_CODE_CORRUPT);
  assert_refused ("NRRD0004\n", HF_CODE_CORRUPT);
  assert_refused (long_header, HF_CODE_CORRUPT);
  assert_refused ("NRRD0004\ntype: block\ndimension: 3\nsizes: 4 3 2\n" RAW,
                  HF_CODE_UNSUPPORTED_BITS);
  assert_refused ("NRRD0004\ntype: short\ndimension: 4\nsizes: 4 3 2 1\n" RAW,
                  HF_CODE_BAD_GEOMETRY);
  assert_refused ("NRRD0004\ntype: short\ndimension: 3\nsizes: 4 3 3\n" RAW, HF_CODE_CORRUPT);
  assert_refused ("NRRD0004\ntype: short\ndimension: 3\nsizes: 4 3 1e300\n" RAW,
                  HF_CODE_BAD_GEOMETRY);
  assert_refused ("NRRD0004\ntype: short\ndimension: 3\nsizes: 4 3\n" RAW, HF_CODE_CORRUPT);
  assert_refused ("NRRD0004\ntype: short\ndimension: 3\nsizes: 4 -3 2\n" RAW, HF_CODE_BAD_GEOMETRY);
  assert_refused (SIZES "encoding: bzip2\nendian: little\n\n", HF_CODE_UNSUPPORTED_SYNTAX);
  assert_refused (SIZES "encoding: gzip\nendian: little\n\n", HF_CODE_CORRUPT);
  assert_refused (SIZES "encoding: raw\n\n", HF_CODE_CORRUPT);
  assert_refused (SIZES "data file: other.raw\n" RAW, HF_CODE_CORRUPT);
  assert_refused (SIZES "space directions: none (1,0,0) (0,1,0)\n" RAW, HF_CODE_BAD_GEOMETRY);
  assert_refused (SIZES "space directions: (0,0,0) (0,1,0) (0,0,1)\n" RAW, HF_CODE_BAD_GEOMETRY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nrrd/spaces", test_spaces);
  g_test_add_func ("/nrrd/encodings", test_encodings);
  g_test_add_func ("/nrrd/assumed", test_assumed);
  g_test_add_func ("/nrrd/round-trip", test_round_trip);
  g_test_add_func ("/nrrd/refused", test_refused);
  return g_test_run ();
}
