/* The laws: what nibabel wrote opens with every value at its place, whatever the axes of the file;
   what we write comes back the same; what the format cannot say is refused. The files in
   golden/nifti come from golden/make-nifti.py. */
#include "core/error.h"
#include "files/nifti.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static char *folder;

static HfVolume *
read_golden (const char *name, GPtrArray *warnings, GError **error)
{
  g_autofree char *path = g_build_filename (HF_TEST_DIR, "golden", "nifti", name, NULL);

  return hf_nifti_read (path, warnings, error);
}

/* Value 100 k + 10 j + i of the file's own axes, where its RAS affine puts it, probed in LPS. */
static void
assert_golden (const char *name, const double affine[12], double slope, double inter)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HfVolume) volume = read_golden (name, NULL, &error);

  g_assert_no_error (error);
  for (int k = 0; k < 2; k++)
    for (int j = 0; j < 3; j++)
      for (int i = 0; i < 4; i++) {
        double mm[3];

        for (int a = 0; a < 3; a++)
          mm[a] = (a < 2 ? -1 : 1) * (affine[4 * a] * i + affine[4 * a + 1] * j +
                                      affine[4 * a + 2] * k + affine[4 * a + 3]);
        g_assert_cmpfloat_with_epsilon (hf_volume_probe (volume, mm, FALSE),
                                        slope * (100 * k + 10 * j + i) + inter, 5e-3);
      }
}

static void
test_golden (void)
{
  static const double ras[] = { 0.5, 0, 0, 10, 0, 0.6, 0, -20, 0, 0, 2, 30 };
  static const double lps[] = { -0.5, 0, 0, 10, 0, -0.6, 0, -20, 0, 0, 2, 30 };
  static const double sagittal[] = { 0, 0, 2, 10, 0.5, 0, 0, -20, 0, 0.6, 0, 30 };
  static const double sheared[] = { -0.5, 0, 0, 10, 0, -0.6, 0.7, -20, 0, 0, 2, 30 };

  assert_golden ("ras.nii", ras, 1, 0);
  assert_golden ("lps.nii", lps, 1, 0);
  assert_golden ("sagittal.nii", sagittal, 1, 0);
  assert_golden ("sheared.nii", sheared, 1, 0);
  assert_golden ("qform.nii", sagittal, 1, 0);
  assert_golden ("big.nii", lps, 1, 0);
  assert_golden ("packed.nii.gz", lps, 1, 0);
  assert_golden ("slope.nii", lps, 2.5, -1000);
}

/* Oblique, with padding; shear: mm that every slice moves along its columns. */
static HfVolume *
oblique_volume (double shear, double bend, double scale)
{
  const double row[3] = { cos (0.4), sin (0.4), 0 };
  const double column[3] = { -sin (0.4) * cos (0.2), cos (0.4) * cos (0.2), sin (0.2) };
  const double normal[3] = { row[1] * column[2] - row[2] * column[1],
                             row[2] * column[0] - row[0] * column[2],
                             row[0] * column[1] - row[1] * column[0] };
  const double spacing[3] = { 0.4, 0.5, 1.5 };
  const int size[3] = { 5, 4, 6 };
  HfVolume *volume;
  double origins[18];

  for (int k = 0; k < 6; k++)
    for (int a = 0; a < 3; a++)
      origins[3 * k + a] =
          10 * a - 7 + normal[a] * (1.5 * k + (k == 3 ? bend : 0)) + column[a] * shear * k;
  volume = hf_volume_new (hf_geometry_new (size, row, column, spacing, origins, FALSE, NULL),
                          hf_volume_info_new (), NULL);
  for (int k = 0; k < 6; k++)
    for (int j = 0; j < 4; j++)
      for (int i = 0; i < 5; i++)
        hf_volume_writable (volume)[hf_volume_pitch (volume) * (4 * k + j) + i] =
            (gint16) (i + j == 0 ? HF_VOLUME_PADDING : 500 * k - 100 * j + i);
  hf_volume_set_scale (volume, scale, scale == 1 ? 0 : 3.25);
  return volume;
}

static void
assert_round_trip (HfVolume *volume, const char *ending)
{
  g_autofree char *name = g_strconcat ("a", ending, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (HfVolume) back = NULL;

  g_assert_true (hf_nifti_write (path, volume, FALSE, NULL, &error));
  g_assert_no_error (error);
  back = hf_nifti_read (path, NULL, &error);
  g_assert_no_error (error);
  for (int k = 0; k < 6; k++)
    for (int a = 0; a < 3; a++)
      g_assert_cmpfloat_with_epsilon (hf_geometry_origin (hf_volume_geometry (back), k)[a],
                                      hf_geometry_origin (hf_volume_geometry (volume), k)[a], 1e-5);
  for (int k = 0; k < 6; k++)
    for (int j = 0; j < 4; j++)
      for (int i = 0; i < 5; i++) {
        double a = hf_volume_value (volume, hf_volume_row (volume, j, k)[i]);
        double b = hf_volume_value (back, hf_volume_row (back, j, k)[i]);

        g_assert_true (isnan (a) ? isnan (b) || b < -4000 : fabs (a - b) < 1e-3);
      }
  g_unlink (path);
}

static void
test_round_trip (void)
{
  g_autoptr (HfVolume) oblique = oblique_volume (0, 0, 1);
  g_autoptr (HfVolume) tilted = oblique_volume (0.4, 0, 1);
  g_autoptr (HfVolume) activity = oblique_volume (0, 0, 0.125);

  assert_round_trip (oblique, ".nii");
  assert_round_trip (oblique, ".nii.gz");
  assert_round_trip (tilted, ".nii");
  assert_round_trip (activity, ".nii.gz");
}

/* The qform says the same as the sform, or nothing where the stack is tilted. */
static void
test_qform (void)
{
  g_autofree char *path = g_build_filename (folder, "a.nii", NULL);
  g_autoptr (HfVolume) oblique = oblique_volume (0, 0, 1);
  g_autoptr (HfVolume) tilted = oblique_volume (0.4, 0, 1);
  g_autofree char *bytes = NULL, *tilted_bytes = NULL;
  g_autoptr (HfInput) input = NULL;
  g_autoptr (HfVolume) by_qform = NULL;
  gsize n;

  g_assert_true (hf_nifti_write (path, oblique, FALSE, NULL, NULL));
  g_assert_true (g_file_get_contents (path, &bytes, &n, NULL));
  g_assert_cmpint (bytes[252], ==, 1);
  bytes[254] = 0; /* no sform */
  input = hf_input_new_memory (bytes, n);
  by_qform = hf_nifti_read_input (input, NULL, NULL);
  for (int k = 0; k < 6; k += 5)
    for (int a = 0; a < 3; a++)
      g_assert_cmpfloat_with_epsilon (hf_geometry_origin (hf_volume_geometry (by_qform), k)[a],
                                      hf_geometry_origin (hf_volume_geometry (oblique), k)[a],
                                      1e-4);
  for (int a = 0; a < 3; a++)
    g_assert_cmpfloat_with_epsilon (hf_geometry_column (hf_volume_geometry (by_qform))[a],
                                    hf_geometry_column (hf_volume_geometry (oblique))[a], 1e-5);
  g_assert_true (hf_nifti_write (path, tilted, FALSE, NULL, NULL));
  g_assert_true (g_file_get_contents (path, &tilted_bytes, &n, NULL));
  g_assert_cmpint (tilted_bytes[252], ==, 0);
  g_assert_cmpint (tilted_bytes[254], ==, 1);
  g_unlink (path);
}

static void
test_uneven (void)
{
  g_autofree char *path = g_build_filename (folder, "a.nii", NULL);
  g_autoptr (HfVolume) uneven = oblique_volume (0, 0.5, 1);
  g_autoptr (GError) error = NULL;

  g_assert_false (hf_nifti_write (path, uneven, FALSE, NULL, &error));
  g_assert_error (error, HF_ERROR, HF_CODE_UNEVEN_SPACING);
  g_assert_nonnull (strstr (error->message, "Resample"));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

/* One change to a good file, and what it is refused as. */
static void
assert_refused (gsize at, const char *bytes, gsize n, HfCode code)
{
  g_autofree char *path = g_build_filename (HF_TEST_DIR, "golden", "nifti", "lps.nii", NULL);
  g_autofree char *file = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HfInput) input = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (path, &file, &length, NULL));
  memcpy (file + at, bytes, n);
  input = hf_input_new_memory (file, length);
  g_assert_null (hf_nifti_read_input (input, NULL, &error));
  g_assert_error (error, HF_ERROR, (int) code);
}

static void
test_refused (void)
{
  assert_refused (0, "\0\0\0\0", 4, HF_CODE_CORRUPT);
  assert_refused (0, "\34\2\0\0", 4, HF_CODE_UNSUPPORTED_BITS); /* 540: NIfTI-2 */
  assert_refused (344, "ni1", 4, HF_CODE_CORRUPT);
  assert_refused (40, "\0\0", 2, HF_CODE_BAD_GEOMETRY);
  assert_refused (40, "\4\0\4\0\3\0\2\0\5\0", 10, HF_CODE_BAD_GEOMETRY); /* five volumes */
}

static void
test_lies (void)
{
  assert_refused (42, "\377\177", 2, HF_CODE_CORRUPT); /* 32767 columns, 48 bytes */
  assert_refused (42, "\377\377", 2, HF_CODE_BAD_GEOMETRY);
  assert_refused (70, "\200\0", 2, HF_CODE_UNSUPPORTED_BITS); /* RGB */
  assert_refused (108, "\0\0\300\177", 4, HF_CODE_CORRUPT);   /* NaN: start of the voxels */
  assert_refused (108, "\0\0\200\117", 4, HF_CODE_CORRUPT);
  assert_refused (280, "\0\0\300\177", 4, HF_CODE_BAD_GEOMETRY);
  assert_refused (280, "\0\0\0\0", 4, HF_CODE_BAD_GEOMETRY);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("hounsfield-nifti-XXXXXX", NULL);
  g_test_add_func ("/nifti/golden", test_golden);
  g_test_add_func ("/nifti/round-trip", test_round_trip);
  g_test_add_func ("/nifti/qform", test_qform);
  g_test_add_func ("/nifti/uneven", test_uneven);
  g_test_add_func ("/nifti/refused", test_refused);
  g_test_add_func ("/nifti/lies", test_lies);
  result = g_test_run ();
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  g_free (folder);
  return result;
}
