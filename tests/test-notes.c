/* What notes measure. Laws: a distance is the length in mm whatever the voxel's shape; an ellipse counts exactly the voxels whose
   centers are inside it, in every plane; privacy leaves no name in any text of a view. */
#include "files/formats.h"
#include "session/session.h"
#include "view/notes.h"
#include "view/slice-text.h"

#include <glib/gstdio.h>
#include <math.h>

static const int size[3] = { 40, 30, 20 };
static const double spacing[3] = { 0.5, 0.75, 2 };

/* The value of a voxel is i + 100 j + 1000 k, small enough for int16. */
static HfVolume *
ramp (void)
{
  g_autoptr (GError) error = NULL;
  const double origin[3] = { -10, -12, 5 }, direction[9] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
  HfGeometry *geometry = hf_geometry_new_even (size, origin, direction, spacing, &error);
  HfVolumeInfo *info = hf_volume_info_new ();
  HfVolume *volume;

  info->is_hu = TRUE;
  g_free (info->patient_name);
  info->patient_name = g_strdup ("Roe^Richard");
  g_free (info->patient_id);
  info->patient_id = g_strdup ("ID-4711");
  g_free (info->birth_date);
  info->birth_date = g_strdup ("19520131");
  volume = hf_volume_new (geometry, info, &error);
  g_assert_no_error (error);
  for (int k = 0; k < size[2]; k++)
    for (int j = 0; j < size[1]; j++)
      for (int i = 0; i < size[0]; i++)
        hf_volume_writable (volume)[((gsize) k * size[1] + j) * hf_volume_pitch (volume) + i] =
            i + 100 * j + 1000 * k;
  return volume;
}

/* The same by brute force over all voxels. */
static void
count_inside (
    HfVolume *volume, HfPlane plane, const double a[3], const double b[3], guint64 *n, double *mean)
{
  static const int axes[HF_N_PLANES][3] = { { 0, 1, 2 }, { 1, 2, 0 }, { 0, 2, 1 } };
  const int *axis = axes[plane];
  double center[3], half[3], sum = 0;

  for (int c = 0; c < 3; c++) {
    center[c] = (a[c] + b[c]) / 2;
    half[c] = fabs (a[c] - b[c]) / 2;
  }
  *n = 0;
  for (int k = 0; k < size[2]; k++)
    for (int j = 0; j < size[1]; j++)
      for (int i = 0; i < size[0]; i++) {
        double mm[3], u, v;

        hf_geometry_voxel_to_patient (hf_volume_geometry (volume), (double[]){ i, j, k }, mm);
        u = (mm[axis[0]] - center[axis[0]]) / half[axis[0]];
        v = (mm[axis[1]] - center[axis[1]]) / half[axis[1]];
        if (u * u + v * v > 1 || fabs (mm[axis[2]] - center[axis[2]]) > spacing[axis[2]] / 2 * 0.99)
          continue;
        sum += i + 100 * j + 1000 * k;
        (*n)++;
      }
  *mean = sum / *n;
}

static void
test_ellipse (void)
{
  g_autoptr (HfVolume) volume = ramp ();

  for (int plane = 0; plane < HF_N_PLANES; plane++) {
    double a[3], b[3], mean;
    guint64 n;
    HfEllipseStats stats;

    hf_geometry_voxel_to_patient (hf_volume_geometry (volume), (double[]){ 8, 7, 5 }, a);
    hf_geometry_voxel_to_patient (hf_volume_geometry (volume), (double[]){ 29.4, 21.3, 12.2 }, b);
    if (plane == HF_PLANE_AXIAL)
      b[2] = a[2];
    else if (plane == HF_PLANE_SAGITTAL)
      b[0] = a[0];
    else
      b[1] = a[1];
    hf_ellipse_stats (volume, plane, a, b, &stats);
    count_inside (volume, plane, a, b, &n, &mean);
    g_assert_cmpuint (stats.n, ==, n);
    g_assert_cmpuint (stats.n, >, 20);
    g_assert_cmpfloat_with_epsilon (stats.mean, mean, 1e-6);
    g_assert_cmpfloat (stats.min, <, stats.mean);
    g_assert_cmpfloat (stats.max, >, stats.mean);
  }
}

/* Nothing inside: no number is made up. */
static void
test_empty_ellipse (void)
{
  g_autoptr (HfVolume) volume = ramp ();
  HfEllipseStats stats;
  const double outside[3] = { 500, 500, 5 }, far[3] = { 520, 530, 5 };

  hf_ellipse_stats (volume, HF_PLANE_AXIAL, outside, far, &stats);
  g_assert_cmpuint (stats.n, ==, 0);
  hf_ellipse_stats (volume, HF_PLANE_AXIAL, outside, outside, &stats);
  g_assert_cmpuint (stats.n, ==, 0);
}

static void
test_notes (void)
{
  g_autoptr (HfSession) session = hf_session_new ();
  g_autoptr (HfVolume) volume = ramp ();
  HfNotes *notes = hf_notes_of (session);
  guint n;

  hf_session_set_volume (session, volume);
  n = hf_notes_add (notes, HF_TOOL_DISTANCE, HF_PLANE_AXIAL, (double[]){ 0, 0, 5 });
  hf_notes_set_point (notes, n, 1, (double[]){ 3, 4, 5 });
  g_assert_cmpstr (hf_notes_get (notes, n)->text, ==, "5.0 mm");
  n = hf_notes_add (notes, HF_TOOL_ANGLE, HF_PLANE_AXIAL, (double[]){ 1, 0, 5 });
  hf_notes_set_point (notes, n, 1, (double[]){ 0, 0, 5 });
  hf_notes_set_point (notes, n, 2, (double[]){ 0, 2, 5 });
  g_assert_cmpstr (hf_notes_get (notes, n)->text, ==, "90.0°");
  g_assert_cmpint (hf_notes_selected (notes), ==, n);
  hf_notes_remove (notes, n);
  g_assert_cmpuint (hf_notes_n (notes), ==, 1);
  g_assert_cmpint (hf_notes_selected (notes), ==, -1);
  g_assert_true (hf_notes_of (session) == notes);
}

static void
assert_no_name (HfSession *session)
{
  HfSliceTextState state = { .zoom = 1 };

  for (int corner = 0; corner < HF_N_CORNERS; corner++) {
    g_auto (GStrv) lines = hf_slice_text (session, &state, corner);
    g_autofree char *all = g_strjoinv ("\n", lines);

    g_assert_null (strstr (all, "Roe"));
    g_assert_null (strstr (all, "4711"));
    g_assert_null (strstr (all, "1952"));
  }
}

static void
test_privacy (void)
{
  g_autoptr (HfSession) session = hf_session_new ();
  g_autoptr (HfVolume) volume = ramp ();
  HfSliceTextState state = { .zoom = 1 };
  g_auto (GStrv) lines = NULL;
  g_autofree char *name = NULL, *hidden = NULL;

  hf_session_set_volume (session, volume);
  lines = hf_slice_text (session, &state, HF_CORNER_TOP_LEFT);
  g_assert_cmpstr (lines[0], ==, "Roe, Richard");
  name = hf_slice_text_patient (session);
  g_assert_cmpstr (name, ==, "Roe, Richard");
  hf_session_set_privacy (session, TRUE);
  assert_no_name (session);
  hidden = hf_slice_text_patient (session);
  g_assert_null (strstr (hidden, "Roe"));
}

static char *
patient_lines (HfSession *session)
{
  HfSliceTextState state = { .zoom = 1 };
  g_auto (GStrv) lines = hf_slice_text (session, &state, HF_CORNER_TOP_LEFT);

  return g_strjoinv ("\n", lines);
}

/* Sex stands beside the date of birth, or says what it is; in privacy mode neither is there. */
static void
test_sex (void)
{
  for (int is_born = 0; is_born < 2; is_born++) {
    g_autoptr (HfSession) session = hf_session_new ();
    g_autoptr (HfVolume) volume = ramp ();
    HfVolumeInfo *info = (HfVolumeInfo *) hf_volume_info (volume); /* nobody shares it yet */
    g_autofree char *open = NULL, *hidden = NULL;

    g_free (info->sex);
    info->sex = g_strdup ("O");
    if (!is_born)
      info->birth_date[0] = '\0';
    hf_session_set_volume (session, volume);
    open = patient_lines (session);
    g_assert_nonnull (strstr (open, is_born ? "\n* 1952-01-31  O" : "\nSex O"));
    hf_session_set_privacy (session, TRUE);
    hidden = patient_lines (session);
    g_assert_null (strstr (hidden, "\nO"));
    g_assert_null (strstr (hidden, "Sex"));
    g_assert_null (strstr (hidden, " O"));
  }
}

/* A volume that says nothing of itself goes by the name of its file. */
static void
test_file_name (void)
{
  g_autoptr (HfSession) session = hf_session_new ();
  g_autoptr (HfVolume) volume = ramp ();
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("hounsfield-test-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "Doe.nii", NULL);
  HfSliceTextState state = { .zoom = 1 };

  g_assert_true (hf_format_write (path, volume, FALSE, NULL, &error));
  hf_session_open (session, path, NULL);
  while (hf_session_state (session) != HF_STATE_READY)
    g_main_context_iteration (NULL, TRUE);
  for (int is_private = 0; is_private < 2; is_private++) {
    g_autofree char *title = NULL, *all = NULL;
    g_auto (GStrv) lines = NULL;

    hf_session_set_privacy (session, is_private);
    title = hf_slice_text_series (session);
    lines = hf_slice_text (session, &state, HF_CORNER_TOP_RIGHT);
    all = g_strjoinv ("\n", lines);
    g_assert_cmpstr (title, ==, is_private ? "Series" : "Doe.nii");
    g_assert_cmpint (strstr (all, "Doe") == NULL, ==, is_private);
  }
  g_unlink (path);
  g_rmdir (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/notes/ellipse", test_ellipse);
  g_test_add_func ("/notes/empty-ellipse", test_empty_ellipse);
  g_test_add_func ("/notes/notes", test_notes);
  g_test_add_func ("/notes/privacy", test_privacy);
  g_test_add_func ("/notes/sex", test_sex);
  g_test_add_func ("/notes/file-name", test_file_name);
  return g_test_run ();
}
