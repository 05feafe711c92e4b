/* How fast the surface turns in a real window, and how long the full picture takes after it stands
   still. Usage: bench-turn VOLUME.npy SX SY SZ (mm) [OPACITY [SECONDS]], under an X server; GSK_RENDERER=cairo
   is what the program chooses where there is no graphics card.

   Times of the wall depend on who else uses the processors: the CPU time a picture is printed too. */
#include "files/npy.h"
#include "view/init.h"
#include "view/mesh-area.h"
#include "view/mesh-view-private.h"

#include <stdlib.h>
#include <sys/resource.h>

#define WIDTH 1300
#define HEIGHT 900

static void
wait_settled (HfSession *session, HfMeshView *view)
{
  do
    g_main_context_iteration (NULL, TRUE);
  while (!hf_mesh_view_is_settled (view) || !hf_session_surface (session) ||
         hf_session_is_busy (session, HF_WANT_SURFACE) || hf_session_surface_is_coarse (session));
}

static double
cpu_ms (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (double) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1000 +
         (double) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1000;
}

static double
now_ms (void)
{
  return (double) g_get_monotonic_time () / 1000;
}

static HfSession *
open_session (char **argv, GError **error)
{
  const double spacing[3] = { g_ascii_strtod (argv[2], NULL), g_ascii_strtod (argv[3], NULL),
                              g_ascii_strtod (argv[4], NULL) };
  g_autoptr (HfVolume) volume = hf_npy_read (argv[1], spacing, NULL, error);
  HfSession *session = volume ? hf_session_new () : NULL;

  if (session)
    hf_session_set_volume (session, volume);
  return session;
}

static void
turn (HfSession *session, HfMeshView *view, double seconds)
{
  HfMeshArea *area = HF_MESH_AREA (view->area);
  double begin, cpu, wall;
  guint pictures;

  wait_settled (session, view);
  gtk_widget_activate_action (GTK_WIDGET (view), "mesh.turntable", NULL);
  for (begin = now_ms (); now_ms () < begin + 1000;) /* shaders, buffers */
    g_main_context_iteration (NULL, TRUE);
  pictures = hf_mesh_area_n_pictures (area);
  cpu = cpu_ms ();
  for (begin = now_ms (); now_ms () < begin + 1000 * seconds;)
    g_main_context_iteration (NULL, TRUE);
  wall = now_ms () - begin;
  pictures = hf_mesh_area_n_pictures (area) - pictures;
  cpu = cpu_ms () - cpu;
  g_print ("turning: %.1f pictures/s, %.1f ms CPU each, %.2f processors used\n",
           pictures * 1000 / wall, cpu / MAX (pictures, 1), cpu / wall);
  gtk_widget_activate_action (GTK_WIDGET (view), "mesh.turntable", NULL);
  begin = now_ms ();
  cpu = cpu_ms ();
  while (view->picture_steps < 1)
    g_main_context_iteration (NULL, TRUE);
  g_print ("at rest: full picture after %.0f ms, %.0f ms CPU\n", now_ms () - begin,
           cpu_ms () - cpu);
  while (!hf_mesh_view_is_settled (view))
    g_main_context_iteration (NULL, TRUE);
  g_print ("at rest: finest picture after %.0f ms, %.0f ms CPU\n", now_ms () - begin,
           cpu_ms () - cpu);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  HfSession *session;
  GtkWidget *window, *view;

  gtk_init ();
  hf_view_init ();
  session = argc >= 5 ? open_session (argv, &error) : NULL;
  if (!session) {
    g_printerr ("usage: bench-turn VOLUME.npy SX SY SZ [OPACITY [SECONDS]]: %s\n",
                error ? error->message : "");
    return 2;
  }
  hf_session_set (session, HF_PARAM_SURFACE_OPACITY,
                  argc > 5 ? g_ascii_strtod (argv[5], NULL) : 0.5);
  window = gtk_window_new ();
  view = hf_mesh_view_new (session);
  gtk_window_set_default_size (GTK_WINDOW (window), WIDTH, HEIGHT);
  gtk_window_set_child (GTK_WINDOW (window), view);
  hf_session_hold (session, HF_WANT_SURFACE);
  gtk_window_present (GTK_WINDOW (window));
  turn (session, HF_MESH_VIEW (view), argc > 6 ? g_ascii_strtod (argv[6], NULL) : 6);
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (session);
  return 0;
}
