/* The laws: voxels equal pydicom's; whatever a file does to a loader process costs at most the
   slices that it was on, and the program says which and why; cancel works at any moment and leaves
   no process behind; what was loaded cannot be written any more. */
#include "dicom-bytes.h"
#include "session/source.h"
#include "session/voxels.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_SLICES 40

static char *folder; /* of the test at hand */

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
write_file (const char *name, const void *bytes, gsize n)
{
  g_autofree char *path = path_of (name);

  g_assert_true (g_file_set_contents (path, bytes, (gssize) n, NULL));
}

/* Slice k, at z = k: every pixel holds 100 k + its number. */
static GByteArray *
make_slice (int k)
{
  Maker maker = start_file ("1.2.840.10008.1.2.1", FALSE, FALSE);
  g_autofree char *position = g_strdup_printf ("0\\0\\%d", k);
  g_autofree char *uid = g_strdup_printf ("1.2.3.4.%d", k + 1);

  put_image (&maker, NULL);
  put_text (&maker, 0x00200032, "DS", position);
  put_text (&maker, 0x00080018, "UI", uid);
  put_head (&maker, 0x7fe00010, "OW", PIXEL_BYTES);
  for (int n = 0; n < COLUMNS * ROWS; n++)
    put_number (&maker, (guint64) (100 * k % 2900 + n), 2);
  return maker.bytes;
}

static void
make_series (void)
{
  for (int k = 0; k < N_SLICES; k++) {
    g_autofree char *name = g_strdup_printf ("%02d.dcm", (k * 17) % N_SLICES);
    g_autoptr (GByteArray) bytes = make_slice (k);

    write_file (name, bytes->data, bytes->len);
  }
}

static void
start (void)
{
  folder = g_dir_make_tmp ("hf-loader-XXXXXX", NULL);
}

static void
finish (void)
{
  g_autofree char *command = g_strdup_printf ("rm -rf '%s'", folder);

  g_assert_cmpint (system (command), ==, 0);
  g_clear_pointer (&folder, g_free);
}

static HfSource *
open_path (const char *path)
{
  g_autoptr (GError) error = NULL;
  HfSource *source = hf_source_open (path, NULL, &error);

  g_assert_no_error (error);
  return source;
}

static guint
count_rejected (HfSource *source, HfCode code)
{
  GPtrArray *rejected = hf_source_series (source)->rejected;
  guint n_found = 0;

  for (guint n = 0; n < rejected->len; n++)
    n_found += ((HfRejected *) rejected->pdata[n])->code == code;
  return n_found;
}

static guint
count_status (HfVolume *volume, HfSliceStatus status)
{
  guint n = 0;

  for (int k = 0; k < hf_volume_size (volume)[2]; k++)
    n += hf_volume_slice_status (volume, k) == status;
  return n;
}

static int
find_child (void)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/task/%d/children", getpid ());
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) ? atoi (text) : 0;
}

static void
check_series_slice (HfVolume *volume, int k)
{
  for (int n = 0; n < COLUMNS * ROWS; n++)
    g_assert_cmpint (hf_volume_row (volume, n / COLUMNS, k)[n % COLUMNS], ==,
                     100 * k % 2900 + n - 1024);
}

static void
test_order (void)
{
  g_autoptr (HfSource) source = NULL;
  g_autoptr (HfVolume) volume = NULL;
  g_autoptr (HfVolume) thumbnail = NULL;
  g_autoptr (GError) error = NULL;

  start ();
  make_series ();
  source = open_path (folder);
  g_assert_cmpuint (hf_source_series (source)->series->len, ==, 1);
  thumbnail = hf_source_load_slice (source, 0, 7, &error);
  g_assert_no_error (error);
  g_assert_cmpint (hf_volume_row (thumbnail, 0, 0)[3], ==, 703 - 1024);
  volume = hf_source_volume_new (source, 0, &error);
  g_assert_cmpuint (count_status (volume, HF_SLICE_PENDING), ==, N_SLICES);
  g_assert_true (hf_source_load (source, 0, volume, 20, NULL, NULL, NULL, NULL, &error));
  g_assert_true (hf_volume_is_complete (volume));
  for (int k = 0; k < N_SLICES; k++)
    check_series_slice (volume, k);
  g_assert_cmpint (find_child (), ==, 0);
  finish ();
}

/* A file of a series opens the series, and says so; a file that is none opens nothing else. */
static void
test_single_file (void)
{
  g_autoptr (HfSource) source = NULL;
  g_autoptr (HfSource) other = NULL;
  g_autofree char *path = NULL, *text = NULL;

  start ();
  make_series ();
  write_file ("notes.txt", "not an image, but a text of some length about one", 50);
  path = path_of ("05.dcm");
  text = path_of ("notes.txt");
  source = open_path (path);
  g_assert_cmpint (((HfSeries *) hf_source_series (source)->series->pdata[0])->n_slices, ==,
                   N_SLICES);
  g_assert_cmpuint (hf_source_warnings (source)->len, >=, 1);
  other = open_path (text);
  g_assert_cmpuint (hf_source_series (other)->series->len, ==, 0);
  g_assert_cmpuint (hf_source_series (other)->rejected->len, ==, 1);
  finish ();
}

static void
test_bad_files (void)
{
  guint8 preamble[132] = { 0 };
  g_autofree char *fifo = NULL, *loop = NULL, *ring = NULL, *nowhere = NULL;
  g_autoptr (HfSource) source = NULL;

  start ();
  fifo = path_of ("fifo");
  loop = path_of ("loop");
  ring = path_of ("ring");
  nowhere = path_of ("nowhere");
  memcpy (preamble + 128, "DICM", 4);
  write_file ("empty", "", 0);
  write_file ("preamble", preamble, sizeof preamble);
  write_file (".hidden", preamble, sizeof preamble);
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  g_assert_cmpint (symlink ("loop", loop), ==, 0);
  g_assert_cmpint (symlink (".", ring), ==, 0); /* a folder in itself: read once */
  g_assert_cmpint (symlink ("/dev/zero", nowhere), ==, 0);
  source = open_path (folder);
  g_assert_cmpuint (hf_source_series (source)->series->len, ==, 0);
  g_assert_cmpuint (count_rejected (source, HF_CODE_NO_DICOM), ==, 1);
  g_assert_cmpuint (count_rejected (source, HF_CODE_CORRUPT), ==, 1);
  g_assert_cmpuint (count_rejected (source, HF_CODE_NOT_A_FILE), ==, 3);
  g_assert_cmpuint (hf_source_n_files (source), ==, 5);
  finish ();
}

static void
test_bad_paths (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (hf_source_open ("/nowhere/at/all", NULL, &error));
  g_assert_error (error, HF_ERROR, HF_CODE_NOT_A_FILE);
  g_clear_error (&error);
  g_assert_null (hf_source_open ("/dev/null", NULL, &error));
  g_assert_error (error, HF_ERROR, HF_CODE_NOT_A_FILE);
}

/* One file vanished, one was cut in its pixels, one was replaced, all after the headers were read. */
static void
test_changed_files (void)
{
  g_autoptr (HfSource) source = NULL;
  g_autoptr (HfVolume) volume = NULL;
  g_autoptr (GPtrArray) warnings = NULL;
  g_autofree char *gone = NULL;
  g_autoptr (GByteArray) other = make_slice (3);

  start ();
  make_series ();
  source = open_path (folder);
  gone = path_of ("00.dcm");
  g_assert_cmpint (unlink (gone), ==, 0);
  write_file ("01.dcm", other->data, other->len);
  volume = hf_source_volume_new (source, 0, NULL);
  g_assert_true (hf_source_load (source, 0, volume, 0, NULL, NULL, NULL, &warnings, NULL));
  g_assert_cmpuint (count_status (volume, HF_SLICE_DAMAGED), ==, 2);
  g_assert_cmpuint (warnings->len, ==, 2);
  g_assert_cmpint (hf_volume_slice_status (volume, 0), ==, HF_SLICE_DAMAGED);
  g_assert_cmpint (hf_volume_row (volume, 1, 0)[1], ==, HF_VOLUME_PADDING);
  check_series_slice (volume, 1);
  finish ();
}

static void
test_truncated (void)
{
  g_autoptr (HfSource) source = NULL;
  g_autoptr (HfVolume) volume = NULL;
  g_autoptr (GPtrArray) warnings = NULL;
  g_autoptr (GByteArray) bytes = make_slice (0);

  start ();
  make_series ();
  write_file ("00.dcm", bytes->data, bytes->len - PIXEL_BYTES / 2); /* slice 0 */
  source = open_path (folder);
  volume = hf_source_volume_new (source, 0, NULL);
  g_assert_true (hf_source_load (source, 0, volume, 0, NULL, NULL, NULL, &warnings, NULL));
  g_assert_cmpint (hf_volume_row (volume, 1, 0)[5], ==, 11 - 1024);
  g_assert_cmpint (hf_volume_row (volume, 2, 0)[0], ==, HF_VOLUME_PADDING);
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_cmpint (((HfWarning *) warnings->pdata[0])->code, ==, HF_CODE_TRUNCATED_SLICE);
  g_assert_cmpint (hf_volume_slice_status (volume, 0), ==, HF_SLICE_READY);
  g_assert_cmpint (hf_volume_missing_rows (volume, 0), ==, ROWS / 2);
  g_assert_cmpint (hf_volume_missing_rows (volume, 1), ==, 0);
  check_series_slice (volume, 1);
  finish ();
}

/* However they were decoded, from the middle outwards, slices are named in their order, each with its file; a row of which only a
   part is there is missing. In privacy mode no file is named. */
static void
test_many_truncated (void)
{
  g_autoptr (HfSource) source = NULL;
  g_autoptr (HfVolume) volume = NULL;
  g_autoptr (GPtrArray) warnings = NULL;

  start ();
  make_series ();
  for (int k = 10; k < 30; k += 3) {
    g_autofree char *name = g_strdup_printf ("%02d.dcm", (k * 17) % N_SLICES);
    g_autoptr (GByteArray) bytes = make_slice (k);

    write_file (name, bytes->data, bytes->len - PIXEL_BYTES / 2 - 2);
  }
  source = open_path (folder);
  volume = hf_source_volume_new (source, 0, NULL);
  g_assert_true (hf_source_load (source, 0, volume, 20, NULL, NULL, NULL, &warnings, NULL));
  g_assert_cmpuint (warnings->len, ==, 7);
  for (guint n = 0; n < warnings->len; n++) {
    const HfWarning *warning = warnings->pdata[n];
    int k = 10 + 3 * (int) n;
    g_autofree char *name = g_strdup_printf ("(%02d.dcm)", (k * 17) % N_SLICES);
    g_autofree char *slice = g_strdup_printf ("Slice %d ", k + 1);
    g_autofree char *open = hf_source_warning_text (source, warning, FALSE);
    g_autofree char *hidden = hf_source_warning_text (source, warning, TRUE);

    g_assert_true (g_str_has_prefix (open, slice));
    g_assert_true (g_str_has_suffix (open, name));
    g_assert_null (strstr (hidden, ".dcm"));
    g_assert_cmpint (hf_volume_missing_rows (volume, k), ==, ROWS / 2 + 1);
  }
  finish ();
}

#define DOSE_STEP 1e-6

/* Of 32 bits of which few are used. */
static void
write_dose (int k)
{
  Maker maker = start_file ("1.2.840.10008.1.2.1", FALSE, FALSE);
  g_autofree char *position = g_strdup_printf ("0\\0\\%d", k);
  g_autofree char *uid = g_strdup_printf ("1.2.3.4.%d", k + 1);
  g_autofree char *name = g_strdup_printf ("dose%d", k);
  g_autoptr (GByteArray) bytes = maker.bytes;

  put_text (&maker, 0x00080018, "UI", uid);
  put_text (&maker, 0x00080060, "CS", "RTDOSE");
  put_text (&maker, 0x0020000d, "UI", "1.2");
  put_text (&maker, 0x0020000e, "UI", "1.2.5");
  put_text (&maker, 0x00200032, "DS", position);
  put_text (&maker, 0x00200037, "DS", "1\\0\\0\\0\\1\\0");
  put_u16 (&maker, 0x00280002, 1);
  put_text (&maker, 0x00280004, "CS", "MONOCHROME2");
  put_u16 (&maker, 0x00280010, ROWS);
  put_u16 (&maker, 0x00280011, COLUMNS);
  put_text (&maker, 0x00280030, "DS", "1\\1");
  put_u16 (&maker, 0x00280100, 32);
  put_u16 (&maker, 0x00280101, 32);
  put_u16 (&maker, 0x00280102, 31);
  put_u16 (&maker, 0x00280103, 0);
  put_text (&maker, 0x00281052, "DS", "0");
  put_text (&maker, 0x00281053, "DS", "1e-6");
  put_head (&maker, 0x7fe00010, "OW", 2 * PIXEL_BYTES);
  for (guint n = 0; n < COLUMNS * ROWS; n++)
    put_number (&maker, 100 * (guint64) k + n, 4);
  write_file (name, bytes->data, bytes->len);
}

static void
check_dose_slice (HfSource *source, int k)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HfVolume) slice = hf_source_load_slice (source, 0, k, &error);

  g_assert_no_error (error);
  for (int n = 0; n < COLUMNS * ROWS; n++)
    g_assert_cmpfloat_with_epsilon (
        hf_volume_value (slice, hf_volume_row (slice, n / COLUMNS, 0)[n % COLUMNS]),
        DOSE_STEP * (100 * k + n), DOSE_STEP / 2);
}

/* A slice by itself is the same before its series was loaded, after it, and after its scale became better. */
static void
test_slice_alone (void)
{
  g_autoptr (HfSource) source = NULL;
  g_autoptr (HfVolume) volume = NULL;
  g_autoptr (GPtrArray) warnings = NULL;
  double range[2];

  start ();
  for (int k = 0; k < 5; k++)
    write_dose (k);
  source = open_path (folder);
  check_dose_slice (source, 2);
  volume = hf_source_volume_new (source, 0, NULL);
  g_assert_true (hf_source_load (source, 0, volume, 2, NULL, NULL, NULL, &warnings, NULL));
  check_dose_slice (source, 2);
  g_assert_true (hf_source_measure (source, 0, volume, warnings, range));
  g_assert_true (hf_source_refine (source, 0, volume, warnings, range));
  check_dose_slice (source, 2);
  check_dose_slice (source, 4);
  finish ();
}

static void
kill_once_cb (int k, HfSliceStatus status, gpointer data)
{
  gboolean *is_killed = data;

  if (!*is_killed && find_child () > 0)
    *is_killed = kill (find_child (), SIGKILL) == 0;
}

static void
test_killed (void)
{
  g_autoptr (HfSource) source = NULL;
  g_autoptr (HfVolume) volume = NULL;
  g_autoptr (GPtrArray) warnings = NULL;
  gboolean is_killed = FALSE;

  start ();
  make_series ();
  source = open_path (folder);
  volume = hf_source_volume_new (source, 0, NULL);
  g_assert_true (
      hf_source_load (source, 0, volume, 20, kill_once_cb, &is_killed, NULL, &warnings, NULL));
  g_assert_true (is_killed);
  g_assert_true (hf_volume_is_complete (volume));
  g_assert_cmpuint (count_status (volume, HF_SLICE_DAMAGED), <=, 1);
  g_assert_cmpuint (warnings->len, ==, count_status (volume, HF_SLICE_DAMAGED));
  for (int k = 0; k < N_SLICES; k++)
    if (hf_volume_slice_status (volume, k) == HF_SLICE_READY)
      check_series_slice (volume, k);
    else
      g_assert_cmpint (hf_volume_row (volume, 0, k)[0], ==, HF_VOLUME_PADDING);
  finish ();
}

static void
cancel_cb (int k, HfSliceStatus status, gpointer data)
{
  hf_progress_cancel (data);
}

static void
test_cancel (void)
{
  g_autoptr (HfSource) source = NULL;
  g_autoptr (HfVolume) volume = NULL;
  g_autoptr (GError) error = NULL;
  HfProgress progress = { 0 };

  start ();
  make_series ();
  source = open_path (folder);
  volume = hf_source_volume_new (source, 0, NULL);
  g_assert_false (
      hf_source_load (source, 0, volume, 20, cancel_cb, &progress, &progress, NULL, &error));
  g_assert_error (error, HF_ERROR, HF_CODE_CANCELLED);
  g_assert_cmpuint (count_status (volume, HF_SLICE_READY), >=, 1);
  g_assert_cmpint (find_child (), ==, 0);
  g_clear_error (&error);
  g_assert_null (hf_source_open (folder, &progress, &error));
  g_assert_error (error, HF_ERROR, HF_CODE_CANCELLED);
  finish ();
}

#ifndef __SANITIZE_ADDRESS__
/* A loader that lies (tests/liar.c), with a short watchdog. */
static HfSource *
open_with_liar (const char *lie, GError **error)
{
  HfSource *source;

  start ();
  for (int k = 0; k < 6; k++) {
    g_autofree char *name = g_strdup_printf ("%02d.dcm", k);
    g_autoptr (GByteArray) bytes = make_slice (k);

    write_file (name, bytes->data, bytes->len);
  }
  g_setenv ("LD_PRELOAD", HF_BUILD_DIR "/tests/libliar.so", TRUE);
  g_setenv ("HF_LIE", lie, TRUE);
  g_setenv ("HF_LOADER_SECONDS", "3", TRUE);
  source = hf_source_open (folder, NULL, error);
  return source;
}

static void
forget_liar (void)
{
  g_unsetenv ("LD_PRELOAD");
  g_unsetenv ("HF_LIE");
  g_unsetenv ("HF_LOADER_SECONDS");
  finish ();
}

/* A slice that never ends costs itself, after the watchdog's time, and nothing else. */
static void
test_hang (void)
{
  g_autoptr (HfSource) source = open_with_liar ("hang", NULL);
  g_autoptr (HfVolume) volume = hf_source_volume_new (source, 0, NULL);
  g_autoptr (GPtrArray) warnings = NULL;

  g_assert_true (hf_source_load (source, 0, volume, 3, NULL, NULL, NULL, &warnings, NULL));
  g_assert_cmpint (hf_volume_slice_status (volume, 3), ==, HF_SLICE_DAMAGED);
  g_assert_cmpuint (count_status (volume, HF_SLICE_READY), ==, 5);
  g_assert_cmpuint (warnings->len, ==, 1);
  g_assert_cmpint (((HfWarning *) warnings->pdata[0])->code, ==, HF_CODE_TIMEOUT);
  g_assert_cmpint (find_child (), ==, 0);
  forget_liar ();
}

/* Answers about slices that were not asked for, and halves of messages, are never taken for pixels. */
static void
test_lies (void)
{
  static const char *const lies[] = { "slice", "short" };

  for (guint n = 0; n < G_N_ELEMENTS (lies); n++) {
    g_autoptr (HfSource) source = open_with_liar (lies[n], NULL);
    g_autoptr (HfVolume) volume = hf_source_volume_new (source, 0, NULL);
    g_autoptr (GError) error = NULL;

    g_assert_false (hf_source_load (source, 0, volume, 3, NULL, NULL, NULL, NULL, &error));
    g_assert_error (error, HF_ERROR, HF_CODE_CORRUPT);
    g_assert_cmpuint (count_status (volume, HF_SLICE_READY), ==, 0);
    forget_liar ();
  }
}

/* Headers that are none, or never end: no series of them, and an end. */
static void
test_lying_headers (void)
{
  static const char *const lies[] = { "place", "frames" };

  for (guint n = 0; n < G_N_ELEMENTS (lies); n++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HfSource) source = open_with_liar (lies[n], &error);

    g_assert_no_error (error);
    g_assert_cmpuint (hf_source_series (source)->series->len, ==, 0);
    forget_liar ();
  }
}
#endif

/* A loader that is not there, and one that ends at once. */
static void
test_no_loader (void)
{
  g_autofree char *right = g_strdup (g_getenv ("HF_LOADER"));
  g_autoptr (GError) error = NULL;

  start ();
  make_series ();
  g_setenv ("HF_LOADER", "/nowhere/hounsfield-loader", TRUE);
  g_assert_null (hf_source_open (folder, NULL, &error));
  g_assert_error (error, HF_ERROR, HF_CODE_IO);
  g_clear_error (&error);
  g_setenv ("HF_LOADER", "/bin/true", TRUE);
  g_assert_null (hf_source_open (folder, NULL, &error));
  g_assert_error (error, HF_ERROR, HF_CODE_DECODER_DIED);
  g_setenv ("HF_LOADER", right, TRUE);
  finish ();
}

static void
test_seal (void)
{
  const int size[3] = { 8, 4, 2 };
  g_autoptr (HfVoxels) voxels = hf_voxels_new (size, NULL);
  int fd = fcntl (hf_voxels_fd (voxels), F_DUPFD_CLOEXEC, 0);
  gint16 number = 77;

  g_assert_cmpint (ftruncate (fd, 16), ==, -1); /* the size is sealed from the start */
  g_assert_cmpint (pwrite (fd, &number, 2, 0), ==, 2);
  g_assert_cmpint (hf_voxels_data (voxels)[0], ==, 77);
  g_assert_true (hf_voxels_seal (voxels));
  g_assert_cmpint (pwrite (fd, &number, 2, 0), ==, -1);
  g_assert_cmpint (errno, ==, EPERM);
  close (fd);
}

static char *
checksum_of (HfVolume *volume)
{
  const int *size = hf_volume_size (volume);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);

  for (int k = 0; k < size[2]; k++)
    for (int j = 0; j < size[1]; j++)
      g_checksum_update (checksum, (const guchar *) hf_volume_row (volume, j, k), size[0] * 2);
  return g_strdup (g_checksum_get_string (checksum));
}

/* Opens a folder, or one file alone in a folder, and loads all of its series. */
static char *
load_all (const char *path)
{
  g_autofree char *link = path_of ("file");
  g_autoptr (HfSource) source = NULL;
  char *first = NULL;

  unlink (link);
  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    g_assert_cmpint (symlink (path, link), ==, 0);
  source = open_path (g_file_test (path, G_FILE_TEST_IS_DIR) ? path : folder);
  for (guint n = 0; n < hf_source_series (source)->series->len; n++) {
    g_autoptr (HfVolume) volume = hf_source_volume_new (source, (int) n, NULL);
    g_autoptr (GError) error = NULL;

    if (volume && !hf_source_load (source, (int) n, volume, 0, NULL, NULL, NULL, NULL, &error))
      g_test_message ("%s", error->message);
    if (volume && !first)
      first = checksum_of (volume);
  }
  return first;
}

static void
test_golden (gconstpointer data)
{
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_true (g_file_get_contents (HF_TEST_DIR "/golden/voxels.txt", &text, NULL, NULL));
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  start ();
  for (guint n = 0; lines[n]; n++) {
    g_auto (GStrv) words = g_strsplit (lines[n], " ", -1);
    g_autofree char *path = g_build_filename (data, words[0], NULL);
    g_autofree char *checksum = load_all (path);

    g_test_message ("%s", words[0]);
    g_assert_cmpstr (checksum, ==, words[4]);
  }
  finish ();
}

/* Every one, also those that end GDCM: we are still here afterwards. */
static void
test_survives (gconstpointer data)
{
  static const char *const names[] = { "hostile", "pydicom-files", "philips-exam-summary" };

  start ();
  for (guint n = 0; n < G_N_ELEMENTS (names); n++) {
    g_autofree char *path = g_build_filename (data, names[n], NULL);
    g_autoptr (GDir) files = g_dir_open (path, 0, NULL);
    const char *name;

    while ((name = g_dir_read_name (files))) {
      g_autofree char *file = g_build_filename (path, name, NULL);
      g_autofree char *checksum = NULL;

      if (!g_file_test (file, G_FILE_TEST_IS_DIR))
        checksum = load_all (file);
    }
  }
  finish ();
}

int
main (int argc, char **argv)
{
  const char *data = g_getenv ("HF_TEST_DATA");

  g_test_init (&argc, &argv, NULL);
  g_setenv ("HF_LOADER", HF_BUILD_DIR "/src/dicom/hounsfield-loader", FALSE);
  g_test_add_func ("/loader/order", test_order);
#ifndef __SANITIZE_ADDRESS__
  g_test_add_func ("/loader/hang", test_hang);
  g_test_add_func ("/loader/lies", test_lies);
  g_test_add_func ("/loader/lying-headers", test_lying_headers);
#endif
  g_test_add_func ("/loader/single-file", test_single_file);
  g_test_add_func ("/loader/bad-files", test_bad_files);
  g_test_add_func ("/loader/bad-paths", test_bad_paths);
  g_test_add_func ("/loader/changed-files", test_changed_files);
  g_test_add_func ("/loader/truncated", test_truncated);
  g_test_add_func ("/loader/many-truncated", test_many_truncated);
  g_test_add_func ("/loader/slice-alone", test_slice_alone);
  g_test_add_func ("/loader/killed", test_killed);
  g_test_add_func ("/loader/cancel", test_cancel);
  g_test_add_func ("/loader/no-loader", test_no_loader);
  g_test_add_func ("/loader/seal", test_seal);
  if (data && g_file_test (data, G_FILE_TEST_IS_DIR)) {
    g_test_add_data_func ("/loader/golden", data, test_golden);
    g_test_add_data_func ("/loader/survives", data, test_survives);
  } else
    g_test_message ("HF_TEST_DATA is not set: the real series are not there");
  return g_test_run ();
}
