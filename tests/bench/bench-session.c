/* Our side of the rows of a hand: what a change of the threshold costs in the session, from the parameter to the result in the
   main loop, counts included. Usage: bench-session VOLUME.npy SPACING_I SPACING_J SPACING_K */
#include "files/npy.h"
#include "session/session.h"

#include <stdio.h>

#include "bench.h"

#define BEFORE 400 /* HU: where the threshold comes from */
#define LEVEL 250  /* HU: where it goes */

static HfSession *session;

static gboolean
is_busy (void)
{
  return hf_session_is_busy (session, HF_WANT_MASK) ||
         hf_session_is_busy (session, HF_WANT_HISTOGRAM);
}

static void
wait_idle (void)
{
  while (is_busy ())
    g_main_context_iteration (NULL, TRUE);
}

static double
threshold (gboolean per_slice)
{
  HfVolume *volume = hf_session_volume (session);
  double ml;

  hf_session_set (session, HF_PARAM_PER_SLICE, per_slice);
  hf_session_set (session, HF_PARAM_ABOVE, BEFORE);
  wait_idle ();
  bench_begin ();
  hf_session_set (session, HF_PARAM_ABOVE, LEVEL);
  wait_idle ();
  ml = hf_mask_ml (hf_session_mask (session), hf_volume_geometry (volume));
  bench_done ();
  g_assert_cmpfloat (ml, >, 0);
  return (double) hf_mask_count (hf_session_mask (session));
}

static double
hand_2d (void)
{
  return threshold (TRUE);
}

static double
hand_3d (void)
{
  return threshold (FALSE);
}

/* The histogram inside, from the moment when there is another mask. */
static double
hand_histogram (void)
{
  double n_voxels;
  gulong handler;

  hf_session_hold (session, HF_WANT_HISTOGRAM);
  hf_session_set (session, HF_PARAM_PER_SLICE, FALSE);
  hf_session_set (session, HF_PARAM_ABOVE, BEFORE);
  wait_idle ();
  handler = g_signal_connect (session, "changed::mask", G_CALLBACK (bench_begin), NULL);
  hf_session_set (session, HF_PARAM_ABOVE, LEVEL);
  wait_idle ();
  bench_done ();
  n_voxels = (double) hf_histogram_n_voxels (hf_session_histogram_inside (session));
  g_signal_handler_disconnect (session, handler);
  hf_session_release (session, HF_WANT_HISTOGRAM);
  return n_voxels;
}

int
main (int argc, char **argv)
{
  static const BenchRow rows[] = {
    { "hand-2d", hand_2d },
    { "hand-3d", hand_3d },
    { "hand-histogram", hand_histogram },
    BENCH_END,
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (HfVolume) volume = NULL;
  const double spacing[3] = { argc > 2 ? g_ascii_strtod (argv[2], NULL) : 1,
                              argc > 3 ? g_ascii_strtod (argv[3], NULL) : 1,
                              argc > 4 ? g_ascii_strtod (argv[4], NULL) : 1 };
  int result;

  volume = argc > 1 ? hf_npy_read (argv[1], spacing, NULL, &error) : NULL;
  if (!volume) {
    g_printerr ("usage: bench-session VOLUME.npy SPACING_I SPACING_J SPACING_K%s%s\n",
                error ? ": " : "", error ? error->message : "");
    return 2;
  }
  session = hf_session_new ();
  hf_session_set_volume (session, volume);
  hf_session_hold (session, HF_WANT_MASK);
  result = bench_main (rows);
  g_object_unref (session);
  return result;
}
