/* The laws: a file appears whole or not at all; whatever fails, an old file keeps its bytes and no
   temporary file stays behind. PNGs that are written hold the pixels that were given. */
#include "core/error.h"
#include "files/atomic.h"
#include "files/png.h"

#include <glib/gstdio.h>
#include <png.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

static char *folder;

static char *
in_folder (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
assert_holds (const char *path, const char *text)
{
  g_autofree char *contents = NULL;

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, text);
}

static guint
files_in_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (dir))
    n++;
  return n;
}

static void
test_replaces (void)
{
  g_autofree char *path = in_folder ("a");
  g_autoptr (GError) error = NULL;

  g_assert_true (hf_atomic_write_file (path, "old", 3, &error));
  assert_holds (path, "old");
  g_assert_true (hf_atomic_write_file (path, "newer", 5, &error));
  assert_holds (path, "newer");
  g_unlink (path);
  g_assert_cmpuint (files_in_folder (), ==, 0);
}

static void
test_given_up (void)
{
  g_autofree char *path = in_folder ("a");
  HfAtomic *file;

  g_assert_true (hf_atomic_write_file (path, "old", 3, NULL));
  file = hf_atomic_new (path, NULL);
  g_assert_true (hf_atomic_write (file, "something else", 14, NULL));
  assert_holds (path, "old");
  hf_atomic_free (file);
  assert_holds (path, "old");
  g_assert_cmpuint (files_in_folder (), ==, 1);
  g_unlink (path);
}

/* A disk that is full: the process may write no more than 1 MiB to a file. */
static void
test_full (void)
{
  g_autofree char *path = in_folder ("a");
  g_autofree char *large = g_malloc0 (4 << 20);
  g_autoptr (GError) error = NULL;
  struct rlimit before, limit;

  g_assert_true (hf_atomic_write_file (path, "old", 3, NULL));
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &before);
  limit = before;
  limit.rlim_cur = 1 << 20;
  setrlimit (RLIMIT_FSIZE, &limit);
  g_assert_false (hf_atomic_write_file (path, large, 4 << 20, &error));
  setrlimit (RLIMIT_FSIZE, &before);
  g_assert_error (error, HF_ERROR, HF_CODE_IO);
  g_assert_nonnull (strstr (error->message, path));
  assert_holds (path, "old");
  g_assert_cmpuint (files_in_folder (), ==, 1);
  g_unlink (path);
}

/* /dev/full takes the bytes at first: the failure comes at the latest with commit. */
static void
test_device_full (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (hf_atomic_write_file ("/dev/full", "x", 1, &error));
  g_assert_error (error, HF_ERROR, HF_CODE_IO);
  g_assert_true (hf_atomic_write_file ("/dev/null", "x", 1, NULL));
  g_assert_true (g_file_test ("/dev/null", G_FILE_TEST_EXISTS));
}

static void
test_refused (void)
{
  g_autofree char *missing = in_folder ("no/such/folder");
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) error2 = NULL;

  g_assert_null (hf_atomic_new (missing, &error));
  g_assert_error (error, HF_ERROR, HF_CODE_IO);
  g_assert_null (hf_atomic_new (folder, &error2));
  g_assert_error (error2, HF_ERROR, HF_CODE_IO);
  g_assert_cmpuint (files_in_folder (), ==, 0);
}

static void
test_link_and_mode (void)
{
  g_autofree char *path = in_folder ("a"), *link = in_folder ("link");
  struct stat about;

  g_assert_true (hf_atomic_write_file (path, "old", 3, NULL));
  g_assert_cmpint (chmod (path, 0640), ==, 0);
  g_assert_cmpint (symlink ("a", link), ==, 0);
  g_assert_true (hf_atomic_write_file (link, "new", 3, NULL));
  assert_holds (path, "new");
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  stat (path, &about);
  g_assert_cmpint (about.st_mode & 0777, ==, 0640);
  g_unlink (link);
  g_unlink (path);
}

static guint8 *
read_png (const char *path, png_uint_32 format, png_image *image)
{
  guint8 *pixels;

  memset (image, 0, sizeof *image);
  image->version = PNG_IMAGE_VERSION;
  g_assert_true (png_image_begin_read_from_file (image, path));
  image->format = format;
  pixels = g_malloc (PNG_IMAGE_SIZE (*image));
  g_assert_true (png_image_finish_read (image, NULL, pixels, 0, NULL));
  return pixels;
}

/* What a portal hands over is one document: all else of its folder stays with the portal. */
static void
test_beside (void)
{
  g_autofree char *document =
      g_build_filename (g_get_user_runtime_dir (), "doc", "1a2b", "a.npy", NULL);
  g_autofree char *plain = g_build_filename (folder, "doc", "1a2b", "a.npy", NULL);

  g_assert_false (hf_atomic_can_write_beside (document));
  g_assert_false (hf_atomic_can_write_beside ("/run/flatpak/doc/1a2b/a.npy"));
  g_assert_true (hf_atomic_can_write_beside (plain));
  g_assert_true (hf_atomic_can_write_beside ("a.npy"));
}

static void
test_png (void)
{
  static const guint8 bgrx[2][12] = { { 1, 2, 3, 9, 4, 5, 6, 9, 0, 0, 0, 0 },
                                      { 7, 8, 9, 9, 250, 251, 252, 9, 0, 0, 0, 0 } };
  static const guint8 rgb[12] = { 3, 2, 1, 6, 5, 4, 9, 8, 7, 252, 251, 250 };
  static const guint8 gray[4] = { 0, 77, 128, 255 };
  static const char *const text[] = { "Title", "two by two", NULL };
  g_autofree char *path = in_folder ("a.png");
  g_autofree guint8 *pixels = NULL, *gray_pixels = NULL;
  png_image image;

  g_assert_true (hf_png_write (path, HF_PNG_BGRX, bgrx, 2, 2, 12, text, NULL));
  pixels = read_png (path, PNG_FORMAT_RGB, &image);
  g_assert_cmpmem (pixels, PNG_IMAGE_SIZE (image), rgb, sizeof rgb);
  g_assert_true (hf_png_write (path, HF_PNG_GRAY, gray, 2, 2, 2, NULL, NULL));
  gray_pixels = read_png (path, PNG_FORMAT_GRAY, &image);
  g_assert_cmpmem (gray_pixels, PNG_IMAGE_SIZE (image), gray, sizeof gray);
  g_unlink (path);
}

static void
test_png_refused (void)
{
  g_autofree char *path = in_folder ("a.png");
  g_autoptr (GError) error = NULL;

  g_assert_false (hf_png_write (path, HF_PNG_GRAY, "", 0, 1, 0, NULL, &error));
  g_assert_error (error, HF_ERROR, HF_CODE_IO);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  g_clear_error (&error);
  g_assert_false (hf_png_write ("/dev/full", HF_PNG_GRAY, "\0", 1, 1, 1, NULL, &error));
  g_assert_error (error, HF_ERROR, HF_CODE_IO);
  g_assert_cmpuint (files_in_folder (), ==, 0);
}

int
main (int argc, char **argv)
{
  int result;

  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("hounsfield-atomic-XXXXXX", NULL);
  g_test_add_func ("/atomic/replaces", test_replaces);
  g_test_add_func ("/atomic/given-up", test_given_up);
  g_test_add_func ("/atomic/full", test_full);
  g_test_add_func ("/atomic/device-full", test_device_full);
  g_test_add_func ("/atomic/refused", test_refused);
  g_test_add_func ("/atomic/link-and-mode", test_link_and_mode);
  g_test_add_func ("/atomic/beside", test_beside);
  g_test_add_func ("/png/pixels", test_png);
  g_test_add_func ("/png/refused", test_png_refused);
  result = g_test_run ();
  g_rmdir (folder);
  g_free (folder);
  return result;
}
