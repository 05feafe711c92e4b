/* The laws of the model: setting is clamped and told once; one undo step a change or a drag; results follow the newest
   parameters; the open volume survives everything that cannot be opened. */
#include "core/error.h"
#include "files/npy.h"
#include "files/sidecar.h"
#include "mesh/report.h"
#include "session/session.h"
#include "session/undo.h"

#include <glib/gstdio.h>
#include <math.h>

#define SIDE 40

/* A ball of 1000 HU and radius 12 mm in air, voxels of 1 mm. */
static HfVolume *
ball_volume (const char *frame_of_reference_uid)
{
  const int size[3] = { SIDE, SIDE, SIDE };
  const double origin[3] = { -20, -20, -20 }, direction[9] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 },
               spacing[3] = { 1, 1, 1 };
  HfVolumeInfo *info = hf_volume_info_new ();
  HfVolume *volume =
      hf_volume_new (hf_geometry_new_even (size, origin, direction, spacing, NULL), info, NULL);
  gsize pitch = hf_volume_pitch (volume);

  g_free (info->frame_of_reference_uid);
  info->frame_of_reference_uid = g_strdup (frame_of_reference_uid);

  for (int k = 0; k < SIDE; k++)
    for (int j = 0; j < SIDE; j++)
      for (int i = 0; i < SIDE; i++) {
        double r = sqrt ((i - 20) * (i - 20) + (j - 20) * (j - 20) + (k - 20) * (k - 20));

        hf_volume_writable (volume)[(k * SIDE + j) * pitch + i] =
            (gint16) CLAMP (1000 - (r - 11.5) * 2000, -1000, 1000);
      }
  return volume;
}

static HfSession *
ball_session (void)
{
  HfSession *session = hf_session_new ();
  g_autoptr (HfVolume) volume = ball_volume ("");

  hf_session_set_volume (session, volume);
  return session;
}

#define wait_until(condition)                                                                      \
  while (!(condition))                                                                             \
  g_main_context_iteration (NULL, TRUE)

static void
count_cb (int *count)
{
  (*count)++;
}

static void
test_setting (void)
{
  g_autoptr (HfSession) session = ball_session ();
  int told = 0;

  g_signal_connect_swapped (session, "notify::above", G_CALLBACK (count_cb), &told);
  hf_session_set (session, HF_PARAM_ABOVE, 300);
  hf_session_set (session, HF_PARAM_ABOVE, 300);
  g_assert_cmpint (told, ==, 1);
  hf_session_set (session, HF_PARAM_ABOVE, 1e9);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_ABOVE), ==, hf_param (HF_PARAM_ABOVE)->max);
  g_object_set (session, "above", 120.0, NULL);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_ABOVE), ==, 120);
}

/* The table, the session and GObject agree about every parameter: any value that is set reads back clamped. */
static void
test_every_parameter (void)
{
  g_autoptr (HfSession) session = ball_session ();

  for (int id = 0; id < HF_N_PARAMS; id++) {
    const HfParam *param = hf_param (id);
    const double values[] = { param->min, param->max, -1e12, 1e12, NAN, param->fallback };

    if (id == HF_PARAM_RESAMPLE)
      continue;
    for (gsize n = 0; n < G_N_ELEMENTS (values); n++) {
      double back;

      hf_session_set (session, id, values[n]);
      g_object_get (session, param->name, &back, NULL);
      g_assert_cmpfloat (back, ==, hf_param_clamp (id, values[n]));
    }
  }
}

static void
test_undo (void)
{
  g_autoptr (HfSession) session = ball_session ();

  g_assert_false (hf_session_can_undo (session));
  hf_session_begin_drag (session);
  for (int n = 0; n < 50; n++)
    hf_session_set (session, HF_PARAM_ABOVE, 300 + n);
  hf_session_end_drag (session);
  hf_session_set (session, HF_PARAM_WINDOW_WIDTH, 1234);
  hf_session_undo (session);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_ABOVE), ==, 250);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_WINDOW_WIDTH), ==, 1234);
  g_assert_false (hf_session_can_undo (session));
  hf_session_redo (session);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_ABOVE), ==, 349);
}

/* A value that the parameter can have and that is not the one that it has. */
static double
another_value (HfParamId id, double now)
{
  const HfParam *param = hf_param (id);
  double half = hf_param_clamp (id, (param->min + param->max) / 2);

  return half != now ? half : param->max != now ? param->max : param->min;
}

/* Every parameter of a result, each by itself: there, back by undo, there again by redo. What only
   shows is no step, neither does it end the way forward. */
static void
test_undo_every_parameter (void)
{
  g_autoptr (HfSession) session = hf_session_new ();
  HfParams path[HF_N_PARAMS + 1];
  int n = 0;

  path[n++] = *hf_session_params (session);
  for (int id = 0; id < HF_N_PARAMS; id++) {
    double value = another_value (id, hf_session_get (session, id));

    if (!hf_param (id)->is_result)
      continue;
    hf_session_set (session, id, value);
    g_assert_cmpfloat (hf_session_get (session, id), ==, value);
    path[n++] = *hf_session_params (session);
  }
  for (int at = n - 2; at >= 0; at--) {
    hf_session_undo (session);
    g_assert_true (hf_params_equal (hf_session_params (session), &path[at]));
  }
  g_assert_false (hf_session_can_undo (session));
  for (int id = 0; id < HF_N_PARAMS; id++)
    if (!hf_param (id)->is_result)
      hf_session_set (session, id, another_value (id, hf_session_get (session, id)));
  g_assert_false (hf_session_can_undo (session));
  for (int at = 1; at < n; at++) {
    g_assert_true (hf_session_can_redo (session));
    hf_session_redo (session);
    g_assert_true (hf_params_same_result (hf_session_params (session), &path[at]));
  }
  g_assert_false (hf_session_can_redo (session));
}

/* The chain: steps added, switched off, reordered and removed, all of them steps of undo. */
static void
test_undo_chain (void)
{
  static const char *const chains[] = { "open,erode,close,dilate,open",
                                        "open,-erode,close,dilate,open",
                                        "-erode,open,close,dilate,open", "close", "" };
  g_autoptr (HfSession) session = hf_session_new ();

  for (gsize n = 0; n < G_N_ELEMENTS (chains); n++) {
    HfParams params = *hf_session_params (session);

    g_assert_true (hf_params_parse_chain (&params, chains[n], NULL));
    hf_session_set_chain (session, params.chain, params.n_steps);
  }
  for (gsize turn = 0; turn < 2; turn++) {
    for (gsize n = G_N_ELEMENTS (chains); n-- > 0;) {
      g_autofree char *text = hf_params_format_chain (hf_session_params (session));

      g_assert_cmpstr (text, ==, chains[n]);
      hf_session_undo (session);
    }
    g_assert_false (hf_session_can_undo (session));
    for (gsize n = 0; n < G_N_ELEMENTS (chains); n++)
      hf_session_redo (session);
  }
}

static void
test_cursor (void)
{
  g_autoptr (HfSession) session = ball_session ();
  const double outside[3] = { 1000, 0, -1000 };
  double mm[3];
  int told = 0;

  g_assert_cmpint (hf_session_slice (session, HF_PLANE_AXIAL), ==, 20);
  hf_session_set_cursor (session, outside);
  hf_session_cursor (session, mm);
  g_assert_cmpfloat (mm[0], ==, 19);
  g_assert_cmpfloat (mm[2], ==, -20);
  g_signal_connect_swapped (session, "changed::cursor", G_CALLBACK (count_cb), &told);
  hf_session_set_slice (session, HF_PLANE_AXIAL, 7);
  g_assert_cmpint (hf_session_slice (session, HF_PLANE_AXIAL), ==, 7);
  g_assert_cmpint (told, ==, 1);
  hf_session_set_slice (session, HF_PLANE_CORONAL, 10000);
  g_assert_cmpint (hf_session_slice (session, HF_PLANE_CORONAL), ==, SIDE - 1);
}

static void
note_cursor (HfSession *session, double mm[3])
{
  hf_session_cursor (session, mm);
}

/* A second series of the same frame of reference keeps the place, and who follows the cursor is told last what it is. */
static void
test_same_place (void)
{
  g_autoptr (HfSession) session = hf_session_new ();
  const double place[3] = { 3, -4, 5 };
  double told[3] = { 0, 0, 0 };

  for (int n = 0; n < 2; n++) {
    g_autoptr (HfVolume) volume = ball_volume ("1.2.3");

    if (n == 1)
      g_signal_connect (session, "changed::cursor", G_CALLBACK (note_cursor), told);
    hf_session_set_volume (session, volume);
    hf_session_set_cursor (session, place);
  }
  for (int axis = 0; axis < 3; axis++)
    g_assert_cmpfloat (told[axis], ==, place[axis]);
}

static void
test_presets (void)
{
  g_autoptr (HfSession) session = ball_session ();

  hf_session_preset (session, 8);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_WINDOW_WIDTH), ==, 2500);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_WINDOW_LEVEL), ==, 480);
  g_assert_cmpstr (hf_session_preset_name (session), ==, "Bone");
  hf_session_preset (session, 0);
  g_assert_cmpstr (hf_session_preset_name (session), ==, "Auto");
  hf_session_set_window (session, 77, 33);
  g_assert_cmpstr (hf_session_preset_name (session), ==, "");
  hf_session_set_preset (session, 8, 77,
                         33); /* the user's own, until the usual ones are wanted again */
  g_assert_cmpstr (hf_session_preset_name (session), ==, "Bone");
  hf_session_reset_presets (session);
  g_assert_cmpstr (hf_session_preset_name (session), ==, "");
}

static void
test_results_follow (void)
{
  g_autoptr (HfSession) session = ball_session ();
  guint64 small, large;

  g_assert_null (hf_session_mask (session));
  hf_session_hold (session, HF_WANT_MASK);
  hf_session_hold (session, HF_WANT_HISTOGRAM);
  hf_session_hold (session, HF_WANT_SURFACE);
  wait_until (hf_session_mask (session) && hf_session_histogram_inside (session) &&
              hf_session_surface_report (session) &&
              !hf_session_is_busy (session, HF_WANT_HISTOGRAM));
  large = hf_mask_count (hf_session_mask (session));
  g_assert_cmpuint (hf_histogram_n_voxels (hf_session_histogram_inside (session)), ==, large);
  g_assert_cmpuint (hf_histogram_n_voxels (hf_session_histogram (session)), ==, SIDE * SIDE * SIDE);
  g_assert_true (hf_session_surface_report (session)->watertight);
  g_assert_cmpfloat_with_epsilon (hf_session_surface_report (session)->volume_ml,
                                  4.0 / 3 * G_PI * pow (11.8, 3) / 1000, 0.1);

  for (int n = 0; n < 20; n++)
    hf_session_set (session, HF_PARAM_ABOVE, 300 + n);
  hf_session_set_chain (session, NULL, 0);
  wait_until (!hf_session_is_busy (session, HF_WANT_MASK));
  small = hf_mask_count (hf_session_mask (session));
  g_assert_cmpuint (small, !=, large);
  hf_session_set_chain (session, (HfStep[]){ { HF_OP_ERODE, FALSE } }, 1);
  wait_until (!hf_session_is_busy (session, HF_WANT_MASK));
  g_assert_cmpuint (hf_mask_count (hf_session_mask (session)), <, small);
}

/* Two balls of 1000 HU, the one at the lower end of i the smaller. */
static HfSession *
two_balls_session (void)
{
  HfSession *session = hf_session_new ();
  g_autoptr (HfVolume) volume = ball_volume ("");
  gsize pitch = hf_volume_pitch (volume);

  for (int k = 0; k < SIDE; k++)
    for (int j = 0; j < SIDE; j++)
      for (int i = 0; i < SIDE; i++) {
        double small = 5 - sqrt (pow (i - 8, 2) + pow (j - 20, 2) + pow (k - 20, 2));
        double large = 8 - sqrt (pow (i - 28, 2) + pow (j - 20, 2) + pow (k - 20, 2));

        hf_volume_writable (volume)[(k * SIDE + j) * pitch + i] =
            (gint16) CLAMP (MAX (small, large) * 500, -1000, 1000);
      }
  hf_session_set_volume (session, volume);
  hf_session_set (session, HF_PARAM_KEEP_LARGEST, 0);
  hf_session_hold (session, HF_WANT_SURFACE);
  return session;
}

static double
ml_of (const HfMesh *mesh)
{
  double ml, cm2;

  hf_mesh_measure (mesh, &ml, &cm2);
  return ml;
}

/* The part of the first triangle goes, as after a click on it. */
static void
edit_first (HfSession *session, HfMesh *mesh, gboolean remove)
{
  const HfPartEdit edit = { 0, remove };
  g_autoptr (HfMesh) edited = hf_part_edit_apply (mesh, edit);
  HfMeshReport report;

  hf_mesh_report (edited, &report);
  hf_session_edit_surface (session, mesh, edit, edited, &report);
}

/* Undo and redo of an edited part of the live surface make the same surfaces again; another level has no
   edits, and undo of that level has them. */
static void
test_undo_part (void)
{
  g_autoptr (HfSession) session = two_balls_session ();
  double whole, edited;

  wait_until (hf_session_surface_report (session));
  whole = ml_of (hf_session_surface (session));
  g_assert_cmpuint (hf_session_surface_report (session)->components, ==, 2);
  edit_first (session, hf_session_surface (session), TRUE);
  g_assert_cmpuint (hf_session_surface_report (session)->components, ==, 1);
  g_assert_true (hf_session_surface_is_edited (session));
  edited = ml_of (hf_session_surface (session));

  hf_session_undo (session);
  g_assert_false (hf_session_surface_is_edited (session));
  wait_until (!hf_session_is_busy (session, HF_WANT_SURFACE));
  g_assert_cmpfloat (ml_of (hf_session_surface (session)), ==, whole);
  hf_session_redo (session);
  wait_until (!hf_session_is_busy (session, HF_WANT_SURFACE));
  g_assert_cmpfloat (ml_of (hf_session_surface (session)), ==, edited);

  hf_session_set (session, HF_PARAM_LEVEL, 0);
  wait_until (!hf_session_is_busy (session, HF_WANT_SURFACE));
  g_assert_cmpuint (hf_session_surface_report (session)->components, ==, 2);
  hf_session_undo (session);
  wait_until (!hf_session_is_busy (session, HF_WANT_SURFACE));
  g_assert_cmpfloat (ml_of (hf_session_surface (session)), ==, edited);
  hf_session_set (session, HF_PARAM_ABOVE, 111); /* of the mask, not of the surface */
  g_assert_true (hf_session_surface_is_edited (session));
  hf_session_whole_surfaces (session);
  wait_until (!hf_session_is_busy (session, HF_WANT_SURFACE));
  g_assert_cmpfloat (ml_of (hf_session_surface (session)), ==, whole);
}

/* A build that was cancelled leaves no surface of other values, says so, and can be asked for again; one that
   would be too large offers a step, and can be allowed. */
static void
test_no_surface (void)
{
  g_autoptr (HfSession) session = two_balls_session ();

  wait_until (hf_session_surface_report (session));
  hf_session_set (session, HF_PARAM_LEVEL, 10);
  hf_session_cancel (session);
  g_assert_null (hf_session_surface (session));
  g_assert_error (hf_session_surface_error (session), HF_ERROR, HF_CODE_CANCELLED);
  hf_session_rebuild_surface (session);
  wait_until (hf_session_surface_report (session));
  g_assert_null (hf_session_surface_error (session));

  hf_session_set (session, HF_PARAM_MOST, 0.001);
  wait_until (hf_session_surface_error (session));
  g_assert_error (hf_session_surface_error (session), HF_ERROR, HF_CODE_TOO_LARGE);
  g_assert_cmpfloat (hf_error_offer (hf_session_surface_error (session)), >=, 2);
  g_assert_null (hf_session_message (session)); /* where the surface would be it is said */
  hf_session_set (session, HF_PARAM_MOST, hf_param (HF_PARAM_MOST)->max);
  wait_until (hf_session_surface_report (session));
}

static HfKeptSurface *
kept_at (HfSession *session, guint n)
{
  return g_ptr_array_index (hf_session_kept_surfaces (session), n);
}

/* Kept surfaces: keeping, parts and removal are steps of undo; colors, opacity and visibility are not, and
   stay as they are now. Meshes that undo does not store are the same when they are made again. */
static void
test_undo_kept (void)
{
  g_autoptr (HfSession) session = two_balls_session ();
  guint32 n_whole, n_edited;

  wait_until (hf_session_surface_report (session));
  n_whole = hf_mesh_n_triangles (hf_session_surface (session));
  hf_session_keep_surface (session, "one", 0xff0000);
  hf_session_set (session, HF_PARAM_LEVEL, 100);
  wait_until (!hf_session_is_busy (session, HF_WANT_SURFACE));
  edit_first (session, kept_at (session, 0)->mesh, FALSE);
  n_edited = hf_mesh_n_triangles (kept_at (session, 0)->mesh);
  g_assert_cmpuint (n_edited, <, n_whole);
  g_assert_cmpuint (hf_session_surface_report (session)->components, ==, 2);
  hf_session_set_kept (session, 0, 0x00ff00, 0.25, FALSE);
  hf_session_remove_kept (session, 0);
  g_assert_cmpuint (hf_session_kept_surfaces (session)->len, ==, 0);

  hf_session_undo (session); /* the removal: its mesh is made again from the whole */
  wait_until (!kept_at (session, 0)->stale);
  g_assert_cmpuint (hf_mesh_n_triangles (kept_at (session, 0)->mesh), ==, n_edited);
  g_assert_cmpuint (kept_at (session, 0)->report.components, ==, 1);
  g_assert_cmpuint (kept_at (session, 0)->rgb, ==, 0x00ff00);
  hf_session_set_kept (session, 0, 0x0000ff, 1, TRUE);
  hf_session_undo (session); /* the part */
  g_assert_cmpuint (hf_mesh_n_triangles (kept_at (session, 0)->mesh), ==, n_whole);
  g_assert_cmpuint (kept_at (session, 0)->report.components, ==, 2);
  g_assert_cmpuint (kept_at (session, 0)->rgb, ==, 0x0000ff);
  hf_session_redo (session);
  wait_until (!kept_at (session, 0)->stale);
  g_assert_cmpuint (hf_mesh_n_triangles (kept_at (session, 0)->mesh), ==, n_edited);
  for (int n = 0; n < 3; n++) /* the part, the level, the keeping */
    hf_session_undo (session);
  g_assert_cmpuint (hf_session_kept_surfaces (session)->len, ==, 0);
}

static void
test_resample_and_back (void)
{
  g_autoptr (HfSession) session = ball_session ();
  HfVolume *original = hf_session_volume (session);
  HfParams params = *hf_session_params (session);

  params.value[HF_PARAM_RESAMPLE] = 1;
  params.value[HF_PARAM_SPACING_X] = params.value[HF_PARAM_SPACING_Y] =
      params.value[HF_PARAM_SPACING_Z] = 2;
  hf_session_set_params (session, &params);
  wait_until (hf_session_volume (session) != original);
  g_assert_cmpint (hf_volume_size (hf_session_volume (session))[0], ==, SIDE / 2);
  hf_session_undo (session);
  g_assert_true (hf_session_volume (session) == original);
}

/* Whatever cannot be opened: there is a message, and the open volume is still there. */
static void
test_refused (void)
{
  g_autofree char *folder = g_dir_make_tmp ("hounsfield-test-XXXXXX", NULL);
  g_autofree char *text = g_build_filename (folder, "note.txt", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "nowhere", NULL);
  const char *const paths[] = { nowhere, folder, text };

  g_assert_true (g_file_set_contents (text, "no slice", -1, NULL));
  for (gsize n = 0; n < G_N_ELEMENTS (paths); n++) {
    g_autoptr (HfSession) session = ball_session ();
    HfVolume *before = hf_session_volume (session);

    hf_session_open (session, paths[n], NULL);
    g_assert_cmpint (hf_session_state (session), ==, HF_STATE_SCANNING);
    wait_until (hf_session_state (session) != HF_STATE_SCANNING);
    g_assert_cmpint (hf_session_state (session), ==, HF_STATE_READY);
    g_assert_nonnull (hf_session_message (session));
    g_assert_true (hf_session_volume (session) == before);
  }
  g_unlink (text);
  g_rmdir (folder);
}

static void
assert_hidden (HfSession *session, const char *const *words)
{
  g_autofree char *open = NULL, *hidden = NULL;

  hf_session_set_privacy (session, FALSE);
  open = hf_session_message_text (session);
  g_assert_cmpstr (open, ==, hf_session_message (session)->message);
  hf_session_set_privacy (session, TRUE);
  hidden = hf_session_message_text (session);
  for (guint n = 0; words[n]; n++)
    g_assert_null (strstr (hidden, words[n]));
}

/* In privacy mode no message names a file, its folder or one beside it; what else it says stays. */
static void
test_privacy (void)
{
  static const char *const words[] = { "Roe", "Richard", "Clinic", NULL };
  static const struct {
    const char *message, *path, *hidden; /* NULL: the whole message */
  } cases[] = {
    { "/data/Clinic/Roe Richard is not there. Open it where it is now.", "/data/Clinic/Roe Richard",
      "[hidden] is not there. Open it where it is now." },
    { "Roe.stl: the file ends early: 3 bytes are missing", "/data/Clinic/Roe.stl",
      "[hidden]: the file ends early: 3 bytes are missing" },
    { "Roe.raw: no voxels", "/data/Clinic/Roe.nhdr", "[hidden].raw: no voxels" },
    { "The folder /data/Clinic cannot be read", "/data/Clinic/Roe",
      "The folder [hidden] cannot be read" },
    { "Could not write /data/Clinic/Roe.npy: no space", NULL, NULL },
    { "1: 12 of 1 values", "/data/1", "[hidden]: 12 of [hidden] values" },
    { "Values from 1/2 to 300 HU are possible", NULL, "Values from 1/2 to 300 HU are possible" },
  };
  g_autoptr (HfSession) session = ball_session ();

  for (gsize n = 0; n < G_N_ELEMENTS (cases); n++) {
    g_autoptr (GError) error = g_error_new_literal (HF_ERROR, HF_CODE_CORRUPT, cases[n].message);
    g_autofree char *text = NULL;

    hf_session_set_message_about (session, error, cases[n].path);
    assert_hidden (session, words);
    text = hf_session_message_text (session);
    if (cases[n].hidden)
      g_assert_cmpstr (text, ==, cases[n].hidden);
    else
      g_assert_cmpuint (strlen (text), >, 20);
  }
}

/* Also of what is opened and refused. */
static void
test_privacy_of_refused (void)
{
  g_autofree char *folder = g_dir_make_tmp ("hounsfield-test-XXXXXX", NULL);
  g_autofree char *empty = g_build_filename (folder, "Roe", NULL);
  g_autofree char *nowhere = g_build_filename (folder, "Roe", "Richard", NULL);
  g_autofree char *mesh = g_build_filename (folder, "Roe.stl", NULL);
  const char *const paths[] = { empty, nowhere, mesh }, *const words[] = { "Roe", "Richard", NULL };

  g_mkdir (empty, 0700);
  g_assert_true (g_file_set_contents (mesh, "solid nothing", -1, NULL));
  for (gsize n = 0; n < G_N_ELEMENTS (paths); n++) {
    g_autoptr (HfSession) session = ball_session ();

    hf_session_open (session, paths[n], NULL);
    wait_until (hf_session_state (session) != HF_STATE_SCANNING);
    g_assert_nonnull (strstr (hf_session_message (session)->message, "Roe"));
    assert_hidden (session, words);
  }
  g_unlink (mesh);
  g_rmdir (empty);
  g_rmdir (folder);
}

/* What was opened, from a file whose values are HU or not. */
static void
open_ball (HfSession *session, const char *path, gboolean is_hu)
{
  g_autoptr (HfVolume) ball = ball_volume ("");
  g_autoptr (GError) error = NULL;

  ((HfVolumeInfo *) hf_volume_info (ball))->is_hu = is_hu; /* nobody shares it yet */
  g_assert_true (hf_npy_write (path, ball, FALSE, NULL, &error));
  hf_session_open (session, path, NULL);
  wait_until (hf_session_state (session) == HF_STATE_READY);
}

/* 250 and 350 are HU: other values begin in their own middle, and HU after them at 250 and 350 again; what a hand has set for HU
   stays for the next HU. */
static void
test_first_levels (void)
{
  g_autoptr (HfSession) session = hf_session_new ();
  g_autofree char *folder = g_dir_make_tmp ("hounsfield-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "ball.npy", NULL);
  g_autofree char *sidecar = hf_sidecar_path (path);

  open_ball (session, path, FALSE);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_ABOVE), ==, 0);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_LEVEL), ==, 0);
  g_assert_false (hf_session_can_undo (session));
  open_ball (session, path, TRUE);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_ABOVE), ==, 250);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_LEVEL), ==, 350);
  hf_session_set (session, HF_PARAM_ABOVE, 500);
  open_ball (session, path, TRUE);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_ABOVE), ==, 500);
  g_unlink (path);
  g_unlink (sidecar);
  g_rmdir (folder);
}

static void
assert_busy_cb (HfSession *session, int *count)
{
  g_assert_true (hf_session_is_busy (session, HF_WANT_MASK));
  (*count)++;
}

/* Whoever hears of a step of undo or of other parameters sees that the mask of the old ones is out of date. */
static void
test_busy_when_told (void)
{
  g_autoptr (HfSession) session = ball_session ();
  int count = 0;

  hf_session_hold (session, HF_WANT_MASK);
  wait_until (hf_session_mask (session));
  g_signal_connect (session, "changed::undo", G_CALLBACK (assert_busy_cb), &count);
  g_signal_connect (session, "changed::params", G_CALLBACK (assert_busy_cb), &count);
  hf_session_set (session, HF_PARAM_RADIUS, 2);
  g_assert_cmpint (count, ==, 2);
  wait_until (!hf_session_is_busy (session, HF_WANT_MASK));
  hf_session_undo (session);
  g_assert_cmpint (count, ==, 4);
}

/* The live surface and a kept one change places: level, color and parts that are out go with them; undo and redo
   go there and back, and leave the looks of now. */
static void
test_change_kept (void)
{
  g_autoptr (HfSession) session = two_balls_session ();
  guint32 n_edited;

  wait_until (hf_session_surface_report (session));
  edit_first (session, hf_session_surface (session), FALSE);
  n_edited = hf_mesh_n_triangles (hf_session_surface (session));
  hf_session_set_surface_rgb (session, 0x111111);
  hf_session_keep_surface (session, "first", 0xff0000);
  hf_session_set (session, HF_PARAM_LEVEL, 100);
  hf_session_keep_surface (session, "too early", 0); /* its mesh is still of the other level */
  g_assert_cmpuint (hf_session_kept_surfaces (session)->len, ==, 1);
  wait_until (!hf_session_is_busy (session, HF_WANT_SURFACE));

  hf_session_change_kept (session, 0, "second");
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_LEVEL), ==,
                     hf_param (HF_PARAM_LEVEL)->fallback);
  g_assert_cmpuint (hf_session_surface_rgb (session), ==, 0xff0000);
  g_assert_cmpuint (hf_session_kept_surfaces (session)->len, ==, 1);
  g_assert_cmpstr (kept_at (session, 0)->name, ==, "second");
  g_assert_cmpfloat (kept_at (session, 0)->level, ==, 100);
  g_assert_cmpuint (kept_at (session, 0)->rgb, ==, 0x111111);
  wait_until (!hf_session_is_busy (session, HF_WANT_SURFACE));
  g_assert_cmpuint (hf_mesh_n_triangles (hf_session_surface (session)), ==, n_edited);

  hf_session_set_surface_rgb (session, 0x00ff00); /* of the first */
  hf_session_undo (session);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_LEVEL), ==, 100);
  g_assert_cmpuint (hf_session_surface_rgb (session), ==, 0x111111);
  g_assert_cmpstr (kept_at (session, 0)->name, ==, "first");
  g_assert_cmpuint (kept_at (session, 0)->rgb, ==, 0x00ff00);
  hf_session_redo (session);
  g_assert_cmpstr (kept_at (session, 0)->name, ==, "second");
  g_assert_cmpuint (hf_session_surface_rgb (session), ==, 0x00ff00);
  hf_session_release (session, HF_WANT_SURFACE);
}

static void
show_ball (HfSession *session, const char *frame_of_reference_uid)
{
  g_autoptr (HfVolume) volume = ball_volume (frame_of_reference_uid);

  hf_session_set_volume (session, volume);
}

/* What was kept from one patient's volume is not there beside another's; a mesh file, and what is of the same
   space, stays. */
static void
test_kept_and_another_volume (void)
{
  g_autoptr (HfSession) session = hf_session_new ();

  show_ball (session, "1.2");
  hf_session_hold (session, HF_WANT_SURFACE);
  wait_until (hf_session_surface_report (session));
  hf_session_keep_surface (session, "ball", 0xff0000);
  hf_session_add_mesh (session, hf_session_surface (session), hf_session_surface_report (session),
                       "file.stl");
  show_ball (session, "1.2");
  g_assert_cmpuint (hf_session_kept_surfaces (session)->len, ==, 2);
  show_ball (session, "1.3");
  g_assert_cmpuint (hf_session_kept_surfaces (session)->len, ==, 1);
  g_assert_cmpstr (kept_at (session, 0)->name, ==, "file.stl");
  wait_until (hf_session_surface_report (session));
  hf_session_keep_surface (session, "ball", 0xff0000);
  show_ball (session, "");
  show_ball (session, "");
  g_assert_cmpuint (hf_session_kept_surfaces (session)->len, ==, 1);
  hf_session_release (session, HF_WANT_SURFACE);
}

/* Meshes that are shown together have a color each. */
static void
test_colors (void)
{
  g_autoptr (HfSession) session = hf_session_new ();
  g_autoptr (HfMesh) mesh = hf_mesh_new (3, 1);
  const HfMeshReport report = { 0 };

  for (int n = 0; n < 6; n++) {
    hf_session_add_mesh (session, mesh, &report, "file.stl");
    for (int other = 0; other < n; other++)
      g_assert_cmphex (kept_at (session, other)->rgb, !=, kept_at (session, n)->rgb);
  }
  hf_session_remove_kept (session, 2);
  hf_session_add_mesh (session, mesh, &report, "file.stl"); /* the one that is free */
  for (int n = 0; n < 5; n++)
    g_assert_cmphex (kept_at (session, n)->rgb, !=, kept_at (session, 5)->rgb);
}

/* While a button is held the surface is a preview as long as the hand moves; the fine one comes when it
   holds still, and the drag stays one step of undo. */
static void
test_resting_hand (void)
{
  g_autoptr (HfSession) session = ball_session ();
  int rests = 0;

  g_signal_connect_swapped (session, "changed::rest", G_CALLBACK (count_cb), &rests);
  hf_session_set (session, HF_PARAM_SMOOTH, 5);
  hf_session_hold (session, HF_WANT_SURFACE);
  wait_until (hf_session_surface_report (session));
  hf_session_begin_drag (session);
  hf_session_set (session, HF_PARAM_LEVEL, 100);
  hf_session_set (session, HF_PARAM_LEVEL, 200);
  g_assert_true (hf_session_is_dragging (session));
  wait_until (hf_session_surface_is_coarse (session));
  wait_until (hf_session_surface_report (session));
  g_assert_false (hf_session_is_dragging (session));
  g_assert_cmpint (rests, ==, 1);
  hf_session_set (session, HF_PARAM_LEVEL, 300);
  g_assert_true (hf_session_is_dragging (session)); /* it moves on */
  hf_session_end_drag (session);
  g_assert_false (hf_session_is_dragging (session));
  hf_session_undo (session);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_LEVEL), ==,
                     hf_param (HF_PARAM_LEVEL)->fallback);
  hf_session_release (session, HF_WANT_SURFACE);
}

/* A level that only voxels between those of the coarse pass reach has a surface all the same. */
static void
test_small_surface (void)
{
  g_autoptr (HfVolume) volume = ball_volume ("");
  g_autoptr (HfSession) session = hf_session_new ();

  hf_volume_writable (volume)[(5 * SIDE + 5) * hf_volume_pitch (volume) + 5] = 3000;
  hf_session_set_volume (session, volume);
  hf_session_set (session, HF_PARAM_SMOOTH, 1); /* a coarse pass comes first */
  hf_session_set (session, HF_PARAM_LEVEL, 2000);
  hf_session_hold (session, HF_WANT_SURFACE);
  wait_until (hf_session_surface_report (session) || hf_session_surface_error (session));
  g_assert_no_error (hf_session_surface_error (session));
  g_assert_cmpuint (hf_session_surface_report (session)->triangles, ==, 8);
  hf_session_set (session, HF_PARAM_LEVEL, 4000);
  wait_until (!hf_session_is_busy (session, HF_WANT_SURFACE));
  g_assert_error (hf_session_surface_error (session), HF_ERROR, HF_CODE_BAD_VALUE);
  g_assert_nonnull (strstr (hf_session_surface_error (session)->message, "3000"));
  hf_session_release (session, HF_WANT_SURFACE);
}

/* A mesh file opens by itself, beside nothing; a bad one is refused and leaves what is there. */
static void
test_mesh_file (void)
{
  g_autoptr (HfSession) session = hf_session_new ();
  g_autofree char *folder = g_dir_make_tmp ("hounsfield-test-XXXXXX", NULL);
  g_autofree char *good = g_build_filename (folder, "one.obj", NULL);
  g_autofree char *bad = g_build_filename (folder, "bad.obj", NULL);
  g_autofree char *missing = g_build_filename (folder, "missing.stl", NULL);
  g_autofree char *looks = g_build_filename (folder, "series.stl", NULL);
  HfKeptSurface *kept;

  g_assert_true (g_file_set_contents (good, "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 3\n", -1, NULL));
  g_assert_true (g_file_set_contents (bad, "f 1 2 3\n", -1, NULL));
  hf_session_open (session, good, NULL);
  wait_until (hf_session_state (session) != HF_STATE_SCANNING);
  g_assert_cmpint (hf_session_state (session), ==, HF_STATE_READY);
  g_assert_cmpint (hf_session_kept_surfaces (session)->len, ==, 1);
  kept = g_ptr_array_index (hf_session_kept_surfaces (session), 0);
  g_assert_cmpstr (kept->name, ==, "one.obj");
  g_assert_cmpint (kept->report.triangles, ==, 1);
  g_assert_false (kept->report.watertight);

  hf_session_open (session, bad, NULL);
  wait_until (hf_session_state (session) != HF_STATE_SCANNING);
  g_assert_nonnull (hf_session_message (session));
  g_assert_cmpint (hf_session_kept_surfaces (session)->len, ==, 1);

  { /* several at once: the good ones stay, and each bad one is told */
    const char *const paths[] = { bad, good, missing, good, NULL };

    hf_session_open_meshes (session, paths);
    wait_until (hf_session_state (session) != HF_STATE_SCANNING);
    g_assert_cmpint (hf_session_kept_surfaces (session)->len, ==, 3);
    g_assert_nonnull (strstr (hf_session_message (session)->message, "bad.obj"));
    g_assert_nonnull (strstr (hf_session_message (session)->message, "missing.stl"));
  }

  g_assert_cmpint (g_mkdir (looks, 0700), ==, 0); /* a folder is one, whatever its name */
  hf_session_open (session, looks, NULL);
  wait_until (hf_session_state (session) != HF_STATE_SCANNING);
  g_assert_error (hf_session_message (session), HF_ERROR, HF_CODE_NO_IMAGES);
  g_assert_null (hf_session_mesh_path (session));
  hf_session_close (session);
  g_assert_cmpint (hf_session_kept_surfaces (session)->len, ==, 0);
  g_rmdir (looks);
  g_unlink (good);
  g_unlink (bad);
  g_rmdir (folder);
}

/* Redoing a resampling is a job as the first time; cancelled, what is asked for is what is seen, and undo knows only of
   what was changed besides. */
static void
test_cancel_resampling (void)
{
  g_autoptr (HfSession) session = ball_session ();
  HfVolume *original = hf_session_volume (session);

  hf_session_set (session, HF_PARAM_RESAMPLE, 1);
  hf_session_cancel (session);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_RESAMPLE), ==, 0);
  g_assert_false (hf_session_can_undo (session));
  hf_session_set (session, HF_PARAM_SMOOTH, 1);
  hf_session_set (session, HF_PARAM_RESAMPLE, 1);
  hf_session_set (session, HF_PARAM_SMOOTH, 2);
  hf_session_cancel (session);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_SMOOTH), ==, 2);
  for (int smooth = 1; smooth >= 0; smooth--) {
    hf_session_undo (session);
    g_assert_cmpfloat (hf_session_get (session, HF_PARAM_SMOOTH), ==, smooth);
    g_assert_cmpfloat (hf_session_get (session, HF_PARAM_RESAMPLE), ==, 0);
  }
  g_assert_false (hf_session_can_undo (session));
  hf_session_set (session, HF_PARAM_RESAMPLE, 1);
  wait_until (hf_session_volume (session) != original);
  hf_session_undo (session);
  g_assert_true (hf_session_volume (session) == original);
  hf_session_redo (session);
  g_assert_true (hf_session_is_busy (session, HF_WANT_VOLUME));
  hf_session_cancel (session);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_RESAMPLE), ==, 0);
  g_assert_true (hf_session_volume (session) == original);
  wait_until (!hf_session_is_busy (session, HF_WANT_VOLUME));
  hf_session_set (session, HF_PARAM_RESAMPLE, 1); /* once more it can be asked for */
  wait_until (hf_session_volume (session) != original);
}

/* Another series is on its way and its first slices are there: cancelled, what was done before is there again, and can
   be undone. */
/* Before the loader tells that there are more slices, or all. */
static gboolean
cancel_first (gpointer session)
{
  g_assert_false (hf_session_can_undo (session));
  g_assert_cmpint (hf_session_state (session), ==, HF_STATE_LOADING);
  hf_session_set (session, HF_PARAM_ABOVE, 222);
  hf_session_cancel (session);
  return G_SOURCE_REMOVE;
}

static void
first_slices_cb (HfSession *session)
{
  g_signal_handlers_disconnect_by_func (session, first_slices_cb, NULL);
  g_idle_add_full (G_PRIORITY_HIGH, cancel_first, session, NULL);
}

static void
test_cancel_loading (void)
{
  g_autoptr (HfSession) session = ball_session ();
  HfVolume *original = hf_session_original (session);
  g_autofree char *path = g_build_filename (
      g_getenv ("HF_TEST_DATA") ? g_getenv ("HF_TEST_DATA") : "", "philips-head", NULL);

  if (!g_file_test (path, G_FILE_TEST_IS_DIR)) {
    g_test_skip ("HF_TEST_DATA has no series that loads for long enough");
    return;
  }
  hf_session_set (session, HF_PARAM_ABOVE, 111);
  hf_session_set (session, HF_PARAM_RESAMPLE, 1);
  hf_session_set_chain (session, NULL, 0);
  g_signal_connect (session, "changed::series", G_CALLBACK (first_slices_cb), NULL);
  hf_session_open (session, path, NULL);
  wait_until (hf_session_original (session) != original);
  wait_until (hf_session_state (session) != HF_STATE_LOADING);
  g_assert_true (hf_session_original (session) == original);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_ABOVE), ==, 111);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_RESAMPLE), ==, 1);
  g_assert_cmpuint (hf_session_params (session)->n_steps, ==, 0);
  hf_session_undo (session);
  g_assert_cmpuint (hf_session_params (session)->n_steps, ==, 4);
  hf_session_undo (session);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_RESAMPLE), ==, 0);
  hf_session_undo (session);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_ABOVE), ==, 250);
  g_assert_false (hf_session_can_undo (session));
}

static void
test_cancel_and_close (void)
{
  g_autoptr (HfSession) session = ball_session ();

  hf_session_open (session, "/", NULL);
  hf_session_cancel (session);
  g_assert_cmpint (hf_session_state (session), ==, HF_STATE_READY);
  g_assert_nonnull (hf_session_volume (session));
  hf_session_close (session);
  g_assert_cmpint (hf_session_state (session), ==, HF_STATE_EMPTY);
  g_assert_null (hf_session_volume (session));
  g_assert_null (hf_session_display (session));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/session/setting", test_setting);
  g_test_add_func ("/session/every-parameter", test_every_parameter);
  g_test_add_func ("/session/undo", test_undo);
  g_test_add_func ("/session/undo-every-parameter", test_undo_every_parameter);
  g_test_add_func ("/session/undo-chain", test_undo_chain);
  g_test_add_func ("/session/cursor", test_cursor);
  g_test_add_func ("/session/same-place", test_same_place);
  g_test_add_func ("/session/presets", test_presets);
  g_test_add_func ("/session/results-follow", test_results_follow);
  g_test_add_func ("/session/undo-part", test_undo_part);
  g_test_add_func ("/session/undo-kept", test_undo_kept);
  g_test_add_func ("/session/kept-and-another-volume", test_kept_and_another_volume);
  g_test_add_func ("/session/colors", test_colors);
  g_test_add_func ("/session/resting-hand", test_resting_hand);
  g_test_add_func ("/session/change-kept", test_change_kept);
  g_test_add_func ("/session/no-surface", test_no_surface);
  g_test_add_func ("/session/resample-and-back", test_resample_and_back);
  g_test_add_func ("/session/refused", test_refused);
  g_test_add_func ("/session/privacy", test_privacy);
  g_test_add_func ("/session/privacy-of-refused", test_privacy_of_refused);
  g_test_add_func ("/session/first-levels", test_first_levels);
  g_test_add_func ("/session/busy-when-told", test_busy_when_told);
  g_test_add_func ("/session/small-surface", test_small_surface);
  g_test_add_func ("/session/mesh-file", test_mesh_file);
  g_test_add_func ("/session/cancel-resampling", test_cancel_resampling);
  g_test_add_func ("/session/cancel-loading", test_cancel_loading);
  g_test_add_func ("/session/cancel-and-close", test_cancel_and_close);
  return g_test_run ();
}
