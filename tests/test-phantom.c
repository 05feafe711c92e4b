/* The laws: the phantom has the same bytes on every machine (the sum below), its tissues have the HU
   that they should, noise aside; its series appears whole or not at all, with all slices in it. */
#include "core/error.h"
#include "files/phantom.h"

#include <glib/gstdio.h>
#include <math.h>

/* Every fourth voxel of the sample: quick, and still the whole head. */
static void
coarse (HfPhantomSpec *spec)
{
  hf_phantom_spec_init (spec);
  for (int a = 0; a < 3; a++) {
    spec->size[a] /= 4;
    spec->spacing[a] *= 4;
  }
}

static void
test_same_bytes (void)
{
  g_autoptr (GChecksum) sum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (HfVolume) volume = NULL;
  HfPhantomSpec spec;

  coarse (&spec);
  volume = hf_phantom_volume (&spec, NULL, NULL);
  for (int k = 0; k < spec.size[2]; k++)
    for (int j = 0; j < spec.size[1]; j++)
      for (int i = 0; i < spec.size[0]; i++) {
        guint16 voxel = GUINT16_TO_LE ((guint16) hf_volume_row (volume, j, k)[i]);

        g_checksum_update (sum, (const guchar *) &voxel, 2);
      }
  g_assert_cmpstr (g_checksum_get_string (sum), ==,
                   "bdb64a919bfc66f195e2794b96b3d05a21d0c0a11d7105343a83d558ba2e6838");
}

static void
test_threads (void)
{
  g_autoptr (HfVolume) one = NULL, two = NULL;
  HfPhantomSpec spec;

  coarse (&spec);
  spec.size[2] = 8;
  hf_parallel_set_threads (1);
  one = hf_phantom_volume (&spec, NULL, NULL);
  hf_parallel_set_threads (3);
  two = hf_phantom_volume (&spec, NULL, NULL);
  hf_parallel_set_threads (0);
  for (int k = 0; k < 8; k++)
    for (int j = 0; j < spec.size[1]; j++)
      g_assert_cmpmem (hf_volume_row (one, j, k), sizeof (gint16) * spec.size[0],
                       hf_volume_row (two, j, k), sizeof (gint16) * spec.size[0]);
}

static void
test_tissues (void)
{
  static const struct {
    const char *what;
    double mm[3];
    double low, high; /* HU */
  } places[] = {
    { "air", { 110, -110, 0 }, -1000, -1000 },
    { "scalp fat", { 0, 99.3, 46 }, -120, -60 },
    { "inner table", { 0, 90.6, 62 }, 1000, 1400 },
    { "white matter", { 30, 20, 75 }, 22, 32 },
    { "ventricle", { 8.5, -13, 60.5 }, 0, 15 },
    { "clot", { -60, 8, 68 }, 55, 80 },
    { "eye", { 31, -74, 10 }, 5, 20 },
    { "orbital fat", { 31, -54, 16 }, -110, -70 },
    { "maxillary sinus", { 25, -54, -18 }, -1024, -950 },
    { "airway", { 0, -14, -94 }, -1024, -950 },
    { "petrous bone", { 40, 8, 4 }, 900, 1400 },
    { "cord", { 0, 29, -70 }, 30, 42 },
    { "pin", { 40, -23, 97 }, 3071, 3071 },
    { "table", { 0, 125.5, 0 }, 50, 200 },
    { "foam of the table", { 60, 142, 0 }, -950, -850 },
    { "shoulder", { 154, 32, -103 }, -120, 1200 },
    { "beside the neck", { 154, 32, -60 }, -1000, -1000 },
  };

  for (gsize n = 0; n < G_N_ELEMENTS (places); n++) {
    double value = hf_phantom_value (places[n].mm);

    g_test_message ("%s: %g HU", places[n].what, value);
    g_assert_cmpfloat (value, >=, places[n].low);
    g_assert_cmpfloat (value, <=, places[n].high);
  }
}

/* Voxels are the value at their place plus noise of the sigma that is promised. */
static void
test_noise (void)
{
  double sum = 0, squares = 0;
  g_autoptr (HfVolume) volume = NULL;
  HfPhantomSpec spec;
  int n = 0;

  coarse (&spec);
  volume = hf_phantom_volume (&spec, NULL, NULL);
  for (int k = 0; k < spec.size[2]; k += 2)
    for (int j = 0; j < spec.size[1]; j += 3)
      for (int i = 0; i < spec.size[0]; i += 2) {
        const double voxel[3] = { i, j, k };
        double mm[3], value, error;

        hf_geometry_voxel_to_patient (hf_volume_geometry (volume), voxel, mm);
        value = hf_phantom_value (mm);
        if (value < -900 || value > 3000) /* there the noise is cut off */
          continue;
        error = hf_volume_row (volume, j, k)[i] - value;
        sum += error;
        squares += error * error;
        n++;
      }
  g_assert_cmpint (n, >, 5000);
  g_assert_cmpfloat (fabs (sum / n), <, 1);
  g_assert_cmpfloat (fabs (sqrt (squares / n) - HF_PHANTOM_NOISE), <, 1);
}

static guint
count_files (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (dir && g_dir_read_name (dir))
    n++;
  return n;
}

static void
remove_all (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *path = g_build_filename (folder, name, NULL);

    g_unlink (path);
  }
  g_rmdir (folder);
}

static void
test_series (void)
{
  g_autofree char *top = g_dir_make_tmp ("hounsfield-phantom-XXXXXX", NULL);
  g_autofree char *folder = g_build_filename (top, "below", "series", NULL);
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autoptr (GError) error = NULL, cancelled = NULL;
  HfProgress progress = { 0 };
  HfPhantomSpec spec;

  coarse (&spec);
  spec.size[2] = 5;
  hf_progress_cancel (&progress);
  g_assert_false (hf_phantom_write (&spec, folder, &progress, &cancelled));
  g_assert_error (cancelled, HF_ERROR, HF_CODE_CANCELLED);
  g_assert_cmpuint (count_files (parent), ==, 0);
  g_assert_true (hf_phantom_write (&spec, folder, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count_files (folder), ==, 5);
  g_assert_true (hf_phantom_write (&spec, folder, NULL, &error)); /* somebody else was first */
  g_assert_cmpuint (count_files (parent), ==, 1);
  remove_all (folder);
  g_rmdir (parent);
  g_assert_cmpint (g_rmdir (top), ==, 0);
}

static void
test_refused (void)
{
  g_autoptr (GError) nowhere = NULL, size = NULL;
  HfPhantomSpec spec;

  coarse (&spec);
  g_assert_false (hf_phantom_write (&spec, "/proc/no/such/place", NULL, &nowhere));
  g_assert_error (nowhere, HF_ERROR, HF_CODE_IO);
  spec.size[0] = 0;
  g_assert_null (hf_phantom_volume (&spec, NULL, &size));
  g_assert_error (size, HF_ERROR, HF_CODE_BAD_VALUE);
}

static void
test_given_folder (void)
{
  g_autofree char *folder = NULL;

  g_setenv ("HF_SAMPLE_DIR", HF_TEST_DIR, TRUE);
  folder = hf_phantom_ensure (NULL, NULL);
  g_assert_cmpstr (folder, ==, HF_TEST_DIR);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/phantom/same-bytes", test_same_bytes);
  g_test_add_func ("/phantom/threads", test_threads);
  g_test_add_func ("/phantom/tissues", test_tissues);
  g_test_add_func ("/phantom/noise", test_noise);
  g_test_add_func ("/phantom/series", test_series);
  g_test_add_func ("/phantom/refused", test_refused);
  g_test_add_func ("/phantom/given-folder", test_given_folder);
  return g_test_run ();
}
