/* The laws: what numpy wrote opens with its values, whatever the type, order and version; what we
   write is what numpy writes, byte for byte; written and opened again a volume has the same voxels
   at the same place; a header that lies is refused before memory is taken for it. The arrays in
   golden/npy come from golden/make-npy.py. */
#include "core/error.h"
#include "files/npy.h"

#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

static char *folder;

static HfVolume *
read_golden (const char *name, GPtrArray *warnings, GError **error)
{
  g_autofree char *path = g_build_filename (HF_TEST_DIR, "golden", "npy", name, NULL);

  return hf_npy_read (path, NULL, warnings, error);
}

static double
value_at (const HfVolume *volume, int i, int j, int k)
{
  return hf_volume_value (volume, hf_volume_row (volume, j, k)[i]);
}

/* factor * (100 k + 10 j + i) + shift */
static void
assert_golden (const char *name, double factor, double shift, double tolerance)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HfVolume) volume = read_golden (name, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpint (hf_volume_size (volume)[0], ==, 4);
  g_assert_cmpint (hf_volume_size (volume)[1], ==, 3);
  g_assert_cmpint (hf_volume_size (volume)[2], ==, 2);
  for (int k = 0; k < 2; k++)
    for (int j = 0; j < 3; j++)
      for (int i = 0; i < 4; i++)
        g_assert_cmpfloat_with_epsilon (value_at (volume, i, j, k),
                                        factor * (100 * k + 10 * j + i) + shift, tolerance);
}

static void
test_types (void)
{
  static const char *const shifted[] = { "i2", "i4", "i8", "f2", "f4", "f8" };
  static const char *const plain[] = { "u2", "u4", "u8" };

  for (int big = 0; big < 2; big++) {
    for (gsize n = 0; n < G_N_ELEMENTS (shifted); n++) {
      g_autofree char *name = g_strdup_printf ("%s-%s.npy", big ? "big" : "little", shifted[n]);

      assert_golden (name, 1, -7, 1e-12);
    }
    for (gsize n = 0; n < G_N_ELEMENTS (plain); n++) {
      g_autofree char *name = g_strdup_printf ("%s-%s.npy", big ? "big" : "little", plain[n]);

      assert_golden (name, 1, 0, 1e-12);
    }
  }
  assert_golden ("u1.npy", 1, 0, 1e-12);
  assert_golden ("i1.npy", 1, -57, 1e-12);
  assert_golden ("fortran.npy", 1, -7, 1e-12);
  assert_golden ("fortran-f8.npy", 1, -7, 1e-12);
  assert_golden ("version-2.npy", 1, -7, 1e-12);
  assert_golden ("version-3.npy", 1, -7, 1e-12);
  assert_golden ("half-values.npy", 0.5, -3.5, 123.0 / 2 / 65534); /* half a step */
}

static void
test_bool_and_flat (void)
{
  g_autoptr (HfVolume) odd = read_golden ("bool.npy", NULL, NULL);
  g_autoptr (HfVolume) flat = read_golden ("flat.npy", NULL, NULL);

  g_assert_cmpfloat (value_at (odd, 1, 2, 1), ==, 1);
  g_assert_cmpfloat (value_at (odd, 2, 2, 1), ==, 0);
  g_assert_cmpint (hf_volume_size (flat)[2], ==, 1);
  g_assert_cmpfloat (value_at (flat, 3, 2, 0), ==, 116);
}

/* Unsigned numbers and fractions of a narrow range cannot be Hounsfield units, and the steps of a
   hand are as fine as the values. */
static void
test_units (void)
{
  g_autoptr (HfVolume) whole = read_golden ("little-i2.npy", NULL, NULL);
  g_autoptr (HfVolume) byte = read_golden ("u1.npy", NULL, NULL);
  g_autoptr (HfVolume) half = read_golden ("half-values.npy", NULL, NULL);

  g_assert_true (hf_volume_info (whole)->is_hu);
  g_assert_cmpfloat (hf_volume_step (whole), ==, 1);
  g_assert_false (hf_volume_info (byte)->is_hu);
  g_assert_false (hf_volume_info (half)->is_hu);
  g_assert_cmpfloat (hf_volume_step (half), ==, 0.1);
}

static void
test_spacing (void)
{
  g_autofree char *path = g_build_filename (HF_TEST_DIR, "golden", "npy", "little-i2.npy", NULL);
  g_autoptr (GPtrArray) warnings =
      g_ptr_array_new_with_free_func ((GDestroyNotify) hf_warning_free);
  const double spacing[3] = { 0.5, 0.6, 2 };
  g_autoptr (HfVolume) asked = hf_npy_read (path, spacing, warnings, NULL);
  g_autoptr (HfVolume) assumed = NULL;

  g_assert_cmpuint (warnings->len, ==, 0);
  for (int a = 0; a < 3; a++)
    g_assert_cmpfloat (hf_geometry_spacing (hf_volume_geometry (asked))[a], ==, spacing[a]);
  assumed = hf_npy_read (path, NULL, warnings, NULL);
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_cmpint (((HfWarning *) warnings->pdata[0])->code, ==, HF_CODE_ASSUMED_SPACING);
}

/* A tilted stack with uneven gaps and a hole, of 5 x 3 voxels. */
static HfVolume *
odd_volume (double scale, double offset)
{
  static const double origins[] = { 0.1, 1, 2, 0.1, 1.5, 3.7, 0.1, 2, 4.1, 0.1, 4, 6.1 + 0.1 / 3 };
  const double row[3] = { cos (0.3), sin (0.3), 0 }, column[3] = { -sin (0.3), cos (0.3), 0 };
  const double spacing[3] = { 0.451171875, 1.0 / 3, 1 };
  const int size[3] = { 5, 3, 4 };
  HfVolume *volume =
      hf_volume_new (hf_geometry_new (size, row, column, spacing, origins, TRUE, NULL),
                     hf_volume_info_new (), NULL);
  gint16 *voxels = hf_volume_writable (volume);

  for (int k = 0; k < 4; k++)
    for (int j = 0; j < 3; j++)
      for (int i = 0; i < 5; i++)
        voxels[hf_volume_pitch (volume) * (3 * k + j) + i] =
            (gint16) (i == 4 ? HF_VOLUME_PADDING : 1000 * k + 100 * j + i - 1500);
  hf_volume_set_scale (volume, scale, offset);
  return volume;
}

static void
assert_same (const HfVolume *a, const HfVolume *b, double tolerance)
{
  const int *size = hf_volume_size (a);

  g_assert_cmpmem (size, 3 * sizeof *size, hf_volume_size (b), 3 * sizeof *size);
  for (int k = 0; k < size[2]; k++) {
    g_assert_cmpmem (hf_geometry_origin (hf_volume_geometry (a), k), 3 * sizeof (double),
                     hf_geometry_origin (hf_volume_geometry (b), k), 3 * sizeof (double));
    for (int j = 0; j < size[1]; j++)
      for (int i = 0; i < size[0]; i++) {
        double x = value_at (a, i, j, k), y = value_at (b, i, j, k);

        g_assert_cmpint (isnan (x), ==, isnan (y));
        if (!isnan (x))
          g_assert_cmpfloat_with_epsilon (x, y, tolerance);
      }
  }
  for (int axis = 0; axis < 3; axis++) {
    const double voxel[3] = { axis == 0 ? 10 : 0, axis == 1 ? 10 : 0, axis == 2 ? 10 : 0 };
    double mm[2][3];

    hf_geometry_voxel_to_patient (hf_volume_geometry (a), voxel, mm[0]);
    hf_geometry_voxel_to_patient (hf_volume_geometry (b), voxel, mm[1]);
    for (int x = 0; x < 3; x++)
      g_assert_cmpfloat_with_epsilon (mm[0][x], mm[1][x], 1e-9);
  }
  g_assert_cmpint (hf_geometry_n_missing (hf_volume_geometry (a)), ==,
                   hf_geometry_n_missing (hf_volume_geometry (b)));
}

static void
assert_round_trip (HfVolume *volume, const char *descr, double tolerance)
{
  g_autofree char *path = g_build_filename (folder, "a.npy", NULL);
  g_autofree char *sidecar = hf_sidecar_path (path), *bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HfVolume) back = NULL;

  g_assert_true (hf_npy_write (path, volume, FALSE, NULL, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &bytes, NULL, NULL));
  g_assert_nonnull (strstr (bytes + 10, descr));
  back = hf_npy_read (path, NULL, NULL, &error);
  g_assert_no_error (error);
  assert_same (volume, back, tolerance);
  g_unlink (path);
  g_unlink (sidecar);
}

static void
test_round_trip (void)
{
  g_autoptr (HfVolume) hu = odd_volume (1, 0);
  g_autoptr (HfVolume) hu_padded = odd_volume (1, 0);
  g_autoptr (HfVolume) activity = odd_volume (0.123, 17.5);
  g_autoptr (HfVolume) large = odd_volume (100, 0);

  assert_round_trip (hu, "<i2", 1e-12);
  hf_volume_set_padding_value (hu_padded, -2000);
  assert_round_trip (hu_padded, "<i2", 1e-12);
  assert_round_trip (activity, "<f4", 1e-9);
  assert_round_trip (large, "<f4", 1e-9);
}

/* Where a real voxel has the padding value, the values stay right. */
static void
test_padding_twin (void)
{
  g_autofree char *path = g_build_filename (folder, "a.npy", NULL);
  g_autofree char *sidecar = hf_sidecar_path (path);
  g_autoptr (HfVolume) volume = odd_volume (1, 0);
  g_autoptr (HfVolume) back = NULL;

  hf_volume_set_padding_value (volume, -1500);
  g_assert_true (hf_npy_write (path, volume, FALSE, NULL, NULL));
  back = hf_npy_read (path, NULL, NULL, NULL);
  g_assert_cmpfloat (value_at (back, 0, 0, 0), ==, -1500);
  g_assert_cmpfloat (value_at (back, 4, 0, 0), ==, -1500);
  g_unlink (path);
  g_unlink (sidecar);
}

static void
test_bytes_of_numpy (void)
{
  g_autofree char *path = g_build_filename (folder, "a.npy", NULL);
  g_autofree char *golden = g_build_filename (HF_TEST_DIR, "golden", "npy", "little-i2.npy", NULL);
  g_autofree char *sidecar = hf_sidecar_path (path), *ours = NULL, *theirs = NULL;
  g_autoptr (HfVolume) volume = read_golden ("big-i4.npy", NULL, NULL);
  gsize n_ours, n_theirs;

  g_assert_true (hf_npy_write (path, volume, FALSE, NULL, NULL));
  g_file_get_contents (path, &ours, &n_ours, NULL);
  g_file_get_contents (golden, &theirs, &n_theirs, NULL);
  g_assert_cmpmem (ours, n_ours, theirs, n_theirs);
  g_unlink (path);
  g_unlink (sidecar);
}

/* A person's name is in the sidecar only when it was asked for, the number of the series always. */
static void
test_patient (void)
{
  static const double axes[9] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 }, zero[3] = { 0 },
                      one[3] = { 1, 1, 1 };
  const int size[3] = { 1, 1, 1 };
  HfVolumeInfo *info = hf_volume_info_new ();
  g_autoptr (HfVolume) volume = NULL;
  g_autofree char *bare = NULL, *named = NULL;
  g_autoptr (HfSidecar) back = NULL;

  info->series_number = 202;
  g_free (info->patient_name);
  info->patient_name = g_strdup ("Nobody^Known");
  g_free (info->series_description);
  info->series_description = g_strdup ("Known head");
  volume = hf_volume_new (hf_geometry_new_even (size, zero, axes, one, NULL), info, NULL);
  bare = hf_sidecar_format (volume, FALSE, FALSE, FALSE);
  named = hf_sidecar_format (volume, TRUE, FALSE, FALSE);
  g_assert_null (strstr (bare, "Known"));
  g_assert_nonnull (strstr (named, "Nobody^Known"));
  back = hf_sidecar_parse ("a.json", bare, strlen (bare), NULL);
  g_assert_cmpint (back->info->series_number, ==, 202);
}

static void
test_mask (void)
{
  g_autofree char *path = g_build_filename (folder, "mask.npy", NULL);
  g_autofree char *sidecar = hf_sidecar_path (path);
  g_autoptr (HfVolume) volume = odd_volume (1, 0);
  g_autoptr (HfMask) mask = hf_mask_threshold (volume, 250, G_MAXDOUBLE);
  g_autoptr (HfVolume) back = NULL;

  g_assert_true (hf_npy_write_mask (path, mask, volume, NULL, NULL));
  back = hf_npy_read (path, NULL, NULL, NULL);
  for (int k = 0; k < 4; k++)
    for (int j = 0; j < 3; j++)
      for (int i = 0; i < 5; i++)
        g_assert_cmpfloat (value_at (back, i, j, k), ==, hf_mask_get (mask, i, j, k));
  g_unlink (path);
  g_unlink (sidecar);
}

static HfVolume *
read_text (const char *dict, gsize data_bytes, GError **error)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  const guint8 length[2] = { strlen (dict) & 255, strlen (dict) >> 8 };
  g_autofree guint8 *data = g_malloc0 (data_bytes + 1);
  g_autoptr (HfInput) input = NULL;

  g_byte_array_append (bytes, (const guint8 *) "\x93NUMPY\1\0", 8);
  g_byte_array_append (bytes, length, 2);
  g_byte_array_append (bytes, (const guint8 *) dict, (guint) strlen (dict));
  g_byte_array_append (bytes, data, (guint) data_bytes);
  input = hf_input_new_memory (bytes->data, bytes->len);
  return hf_npy_read_input (input, NULL, NULL, NULL, error);
}

/* Signed 32 bits hold Hounsfield units as far as a scanner may count them, and no further. */
static void
test_far_from_hu (void)
{
  static const char dict[] = "{'descr': '<i4', 'fortran_order': False, 'shape': (1, 2, 2), }";

  for (int n = 0; n < 2; n++) {
    const guint8 length[2] = { sizeof dict - 1, 0 };
    const gint32 values[4] = { -1024, 0, 40, n ? 200000 : 60000 };
    g_autoptr (GByteArray) bytes = g_byte_array_new ();
    g_autoptr (HfInput) input = NULL;
    g_autoptr (HfVolume) volume = NULL;

    g_byte_array_append (bytes, (const guint8 *) "\x93NUMPY\1\0", 8);
    g_byte_array_append (bytes, length, 2);
    g_byte_array_append (bytes, (const guint8 *) dict, sizeof dict - 1);
    g_byte_array_append (bytes, (const guint8 *) values, sizeof values);
    input = hf_input_new_memory (bytes->data, bytes->len);
    volume = hf_npy_read_input (input, NULL, NULL, NULL, NULL);
    g_assert_cmpint (hf_volume_info (volume)->is_hu, ==, n == 0);
  }
}

static void
assert_refused (const char *dict, HfCode code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (read_text (dict, 16, &error));
  g_assert_error (error, HF_ERROR, (int) code);
}

static void
test_header (void)
{
  g_autoptr (HfVolume) odd =
      read_text ("{ 'shape':(2L,2 , 2,),\"fortran_order\" :False, 'descr':'|i2' }", 16, NULL);

  g_assert_nonnull (odd);
  assert_refused ("{'descr': '<i2', 'fortran_order': False, 'shape': (2, 2, 3), }",
                  HF_CODE_CORRUPT);
  assert_refused ("{'descr': '<i2', 'fortran_order': False, 'shape': (32768, 32768, 32768), }",
                  HF_CODE_CORRUPT);
  assert_refused (
      "{'descr': '<i2', 'fortran_order': False, 'shape': (4294967296, 4294967296, 1), }",
      HF_CODE_BAD_GEOMETRY);
  assert_refused (
      "{'descr': '<i2', 'fortran_order': False, 'shape': (99999999999999999999, 1, 1), }",
      HF_CODE_BAD_GEOMETRY);
  assert_refused ("{'descr': '<i2', 'fortran_order': False, 'shape': (0, 2, 2), }",
                  HF_CODE_BAD_GEOMETRY);
  assert_refused ("{'descr': '<i2', 'fortran_order': False, 'shape': (-1, 2, 2), }",
                  HF_CODE_CORRUPT);
  assert_refused ("{'descr': '<i2', 'fortran_order': False, 'shape': (8,), }",
                  HF_CODE_BAD_GEOMETRY);
  assert_refused ("{'descr': '<i2', 'fortran_order': False, 'shape': (", HF_CODE_CORRUPT);
  assert_refused ("{'descr': '<i2', 'fortran_order': False, }", HF_CODE_CORRUPT);
  assert_refused ("{'descr': '<i3', 'fortran_order': False, 'shape': (2, 2, 2), }",
                  HF_CODE_UNSUPPORTED_BITS);
  assert_refused ("{'descr': '|O', 'fortran_order': False, 'shape': (2, 2, 2), }",
                  HF_CODE_UNSUPPORTED_BITS);
  assert_refused ("", HF_CODE_CORRUPT);
  assert_refused ("{", HF_CODE_CORRUPT);
  assert_refused ("{'", HF_CODE_CORRUPT);
  assert_refused ("{'descr'", HF_CODE_CORRUPT); /* found by fuzzing: it was read past its end */
}

static void
test_refused (void)
{
  static const char *const names[] = { "complex.npy", "long.npy", "structured.npy" };
  g_autoptr (GError) four = NULL, none = NULL, dir = NULL;

  for (gsize n = 0; n < G_N_ELEMENTS (names); n++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (read_golden (names[n], NULL, &error));
    g_assert_error (error, HF_ERROR, HF_CODE_UNSUPPORTED_BITS);
    g_assert_nonnull (strstr (error->message, names[n]));
  }
  g_assert_null (read_golden ("four.npy", NULL, &four));
  g_assert_error (four, HF_ERROR, HF_CODE_BAD_GEOMETRY);
  g_assert_null (read_golden ("nothing.npy", NULL, &none));
  g_assert_error (none, HF_ERROR, HF_CODE_IO);
  g_assert_null (hf_npy_read (folder, NULL, NULL, &dir));
  g_assert_error (dir, HF_ERROR, HF_CODE_DIRECTORY);
}

static void
test_bad_sidecar (void)
{
  static const char *const texts[] = {
    "",
    "[]",
    "{}",
    "{\"size\":[1,1,1],\"spacing\":[1,1,1],\"row\":[1,0,0],\"column\":[0,1,0],\"origins\":[]}",
    ("{\"size\":[1,1,1],\"spacing\":[0,1,1],\"row\":[1,0,0],\"column\":[0,1,0],"
     "\"origins\":[[0,0,0]]}"),
    "{\"size\":[1,1,1],\"spacing\":[1,1,1],\"row\":[1,0,0],\"column\":[0,1],\"origins\":[[0,0,0]]}",
    "{\"size\":\"x\",\"spacing\":{},\"row\":1,\"column\":null,\"origins\":[[0,0,0]]}",
  };
  g_autofree char *deep = g_strnfill (100000, '[');
  g_autoptr (GError) deep_error = NULL;

  for (gsize n = 0; n < G_N_ELEMENTS (texts); n++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (hf_sidecar_parse ("a.json", texts[n], strlen (texts[n]), &error));
    g_assert_nonnull (error);
    g_assert_nonnull (strstr (error->message, "a.json"));
  }
  g_assert_null (hf_sidecar_parse ("a.json", deep, 100000, &deep_error));
  g_assert_error (deep_error, HF_ERROR, HF_CODE_CORRUPT);
}

/* Array and sidecar stay both as they were where the disk is full; a cancel leaves them, too. */
static void
test_failures_leave_old (void)
{
  g_autofree char *path = g_build_filename (folder, "a.npy", NULL);
  g_autofree char *sidecar = hf_sidecar_path (path), *old = NULL, *after = NULL;
  g_autoptr (HfVolume) volume = odd_volume (1, 0);
  g_autoptr (GError) error = NULL, cancelled = NULL;
  HfProgress progress = { 0 };
  struct rlimit before, limit;

  g_assert_true (hf_npy_write (path, volume, FALSE, NULL, NULL));
  g_file_get_contents (sidecar, &old, NULL, NULL);
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &before);
  limit = before;
  limit.rlim_cur = 300; /* enough for the array, too small for the sidecar */
  setrlimit (RLIMIT_FSIZE, &limit);
  g_assert_false (hf_npy_write (path, volume, TRUE, NULL, &error));
  setrlimit (RLIMIT_FSIZE, &before);
  g_assert_error (error, HF_ERROR, HF_CODE_IO);
  hf_progress_cancel (&progress);
  g_assert_false (hf_npy_write (path, volume, TRUE, &progress, &cancelled));
  g_assert_error (cancelled, HF_ERROR, HF_CODE_CANCELLED);
  g_file_get_contents (sidecar, &after, NULL, NULL);
  g_assert_cmpstr (old, ==, after);
  g_unlink (path);
  g_unlink (sidecar);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("hounsfield-npy-XXXXXX", NULL);
  g_test_add_func ("/npy/types", test_types);
  g_test_add_func ("/npy/bool-and-flat", test_bool_and_flat);
  g_test_add_func ("/npy/units", test_units);
  g_test_add_func ("/npy/spacing", test_spacing);
  g_test_add_func ("/npy/round-trip", test_round_trip);
  g_test_add_func ("/npy/padding-twin", test_padding_twin);
  g_test_add_func ("/npy/bytes-of-numpy", test_bytes_of_numpy);
  g_test_add_func ("/npy/patient", test_patient);
  g_test_add_func ("/npy/mask", test_mask);
  g_test_add_func ("/npy/far-from-hu", test_far_from_hu);
  g_test_add_func ("/npy/header", test_header);
  g_test_add_func ("/npy/refused", test_refused);
  g_test_add_func ("/npy/bad-sidecar", test_bad_sidecar);
  g_test_add_func ("/npy/failures-leave-old", test_failures_leave_old);
  result = g_test_run ();
  g_assert_cmpint (g_rmdir (folder), ==, 0); /* nothing was left behind */
  g_free (folder);
  return result;
}
