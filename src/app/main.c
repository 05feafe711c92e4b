/* hounsfield [PATH...]: the viewer. */
#include "app/application.h"

#include "core/language.h"
#include "gl/still.h"

#include <glib/gi18n.h>
#include <locale.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#include <signal.h>
#include <stdio.h>

#define WINDOW_BYTES (32 << 20) /* 3840 x 2160 pixels nearly; glibc takes no more */

static gboolean
version_cb (const char *name, const char *value, gpointer data, GError **error)
{
  puts ("hounsfield " HF_VERSION);
  exit (0);
}

/* Without a graphics card GTK's OpenGL renderer draws in software, and a slice step takes three times as long as with
   cairo (measured: 104 against 37 ms of CPU). GTK need not even look for OpenGL then, which is a third of
   the start; surfaces are drawn in threads, off screen. Who sets these variables knows better. */
static void
prefer_cairo_without_graphics_card (void)
{
  if (g_file_test ("/dev/dri", G_FILE_TEST_IS_DIR) ||
      g_file_test ("/dev/nvidia0", G_FILE_TEST_EXISTS))
    return;
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  if (gtk_get_minor_version () < 16)
    g_setenv ("GDK_DEBUG", "gl-disable", FALSE);
  else
    g_setenv ("GDK_DISABLE", "gl,vulkan", FALSE);
}

/* What GTK paints a window into is asked for in every frame: of its own mapping it would be given back and fetched again page by
   page, a third of a frame's time. So pieces of up to a large window's size stay in the heap, and there is one heap for all
   threads: what a surface needs for a moment lies in one place, and goes back at once when it is done (view/mesh-prepare.c). */
static void
keep_window_sized_memory (void)
{
#ifdef __GLIBC__
  mallopt (M_ARENA_MAX, 1);
  mallopt (M_MMAP_THRESHOLD, WINDOW_BYTES);
  mallopt (M_TRIM_THRESHOLD, WINDOW_BYTES);
#endif
}

int
main (int argc, char *argv[])
{
  static const GOptionEntry options[] = { { "version", 'v', G_OPTION_FLAG_NO_ARG,
                                            G_OPTION_ARG_CALLBACK, version_cb,
                                            N_ ("Print the version and exit"), NULL },
                                          { NULL } };
  g_autoptr (HfApplication) application = NULL;
  int status;

  keep_window_sized_memory ();
  setlocale (LC_ALL, "");
  signal (SIGXFSZ, SIG_IGN); /* a file that may not grow (ulimit -f) is an error, not the end */
  hf_language_init ();
  textdomain (GETTEXT_PACKAGE);
  prefer_cairo_without_graphics_card ();
  application = hf_application_new ();
  g_application_add_main_option_entries (G_APPLICATION (application), options);
  g_application_set_option_context_parameter_string (
      G_APPLICATION (application),
      _ ("[PATH…]  a folder or a file: DICOM, .npy, .nii, .nrrd, .inv3"));
  status = g_application_run (G_APPLICATION (application), argc, argv);
  hf_still_finish ();
  return status;
}
