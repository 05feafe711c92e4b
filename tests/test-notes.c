/* What notes measure. Laws: a distance is the length in mm whatever the voxel's shape; an ellipse counts exactly the voxels of its
   slice whose centers are inside it, in every plane, also of a tilted stack; with a slab what is seen is measured, and it is said;
   what is drawn is a step of undo; privacy leaves no name in any text of a view. */
#include "files/formats.h"
#include "image/ellipse.h"
#include "image/shown.h"
#include "session/session.h"
#include "view/note-label.h"
#include "view/notes.h"
#include "view/slice-text.h"

#include <glib/gstdio.h>
#include <math.h>

static const int size[3] = { 40, 30, 20 };
static const double spacing[3] = { 0.5, 0.75, 2 };
static const HfResliceOptions plain = { HF_INTERPOLATION_LINEAR, 0, HF_SLAB_MIP };

/* Values without order. Each slice lies drift_row and drift_column mm from the one below. */
static HfVolume *
volume_new (double drift_row, double drift_column)
{
  g_autoptr (GError) error = NULL;
  const double row[3] = { 1, 0, 0 }, column[3] = { 0, 1, 0 };
  HfVolumeInfo *info = hf_volume_info_new ();
  double origins[3 * 20];
  HfGeometry *geometry;
  HfVolume *volume;

  for (int k = 0; k < size[2]; k++) {
    origins[3 * k] = -10 + k * drift_row;
    origins[3 * k + 1] = -12 + k * drift_column;
    origins[3 * k + 2] = 5 + k * spacing[2];
  }
  geometry = hf_geometry_new (size, row, column, spacing, origins, TRUE, &error);
  g_assert_no_error (error);
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
            (i * 7919 + j * 104729 + k * 1299709) % 2011 - 1000;
  return volume;
}

/* An ellipse in a slice of a plane, for tests that look at it voxel by voxel. */
typedef struct {
  double a[3], b[3]; /* opposite corners */
  double center[3];  /* in the slice */
  double axis[3][3]; /* right, down, across: unit */
  double half[2];
  int across; /* voxel axis */
} Ellipse;

/* Of the size width x height mm around a voxel, in the slice of the plane that it lies in. */
static Ellipse
ellipse_around (
    const HfVolume *volume, HfPlane plane, const double voxel[3], double width, double height)
{
  const HfGeometry *geometry = hf_volume_geometry (volume);
  Ellipse self = { .half = { width / 2, height / 2 }, .across = hf_plane_axis (geometry, plane) };
  double (*axis)[3] = self.axis;

  hf_geometry_voxel_to_patient (geometry, voxel, self.center);
  hf_plane_move_to (geometry, plane, hf_plane_slice_at (geometry, plane, self.center), self.center);
  hf_plane_directions (geometry, plane, axis[0], axis[1]);
  for (int c = 0; c < 3; c++) {
    int d = (c + 1) % 3, e = (c + 2) % 3;

    axis[2][c] = axis[0][d] * axis[1][e] - axis[0][e] * axis[1][d];
    self.a[c] = self.center[c] - axis[0][c] * width / 2 - axis[1][c] * height / 2;
    self.b[c] = self.center[c] + axis[0][c] * width / 2 + axis[1][c] * height / 2;
  }
  return self;
}

/* Whether the voxel is one of the slice's (of uneven slices: the slice's own) and its center is inside; mm: the center, moved straight into the plane. */
static gboolean
ellipse_has (const Ellipse *self, const HfGeometry *geometry, const double voxel[3], double mm[3])
{
  double along[3] = { 0 };
  gboolean in_slice;

  hf_geometry_voxel_to_patient (geometry, voxel, mm);
  for (int n = 0; n < 3; n++)
    for (int c = 0; c < 3; c++)
      along[n] += (mm[c] - self->center[c]) * self->axis[n][c];
  for (int c = 0; c < 3; c++)
    mm[c] -= along[2] * self->axis[2][c];
  if (self->across == 2)
    in_slice = fabs (along[2]) < 1e-6;
  else
    in_slice = fabs (along[2]) < hf_geometry_spacing (geometry)[self->across] / 2;
  return in_slice && pow (along[0] / self->half[0], 2) + pow (along[1] / self->half[1], 2) <= 1;
}

static void
add_value (HfEllipseStats *stats, double value)
{
  stats->min = stats->n ? MIN (stats->min, value) : value;
  stats->max = stats->n ? MAX (stats->max, value) : value;
  stats->mean = (stats->mean * stats->n + value) / (stats->n + 1);
  stats->n++;
}

static void
assert_same (const HfEllipseStats *stats, const HfEllipseStats *expected)
{
  g_assert_cmpuint (stats->n, ==, expected->n);
  g_assert_cmpuint (stats->n, >, 20);
  g_assert_cmpfloat_with_epsilon (stats->mean, expected->mean, 1e-6);
  g_assert_cmpfloat (stats->min, ==, expected->min);
  g_assert_cmpfloat (stats->max, ==, expected->max);
}

/* Against all voxels of the volume, and what a probe says at their places: each is counted once, and no other. */
static void
check_ellipse (const HfVolume *volume, HfPlane plane, const double voxel[3], double mm)
{
  const HfGeometry *geometry = hf_volume_geometry (volume);
  const int *n_voxels = hf_volume_size (volume);
  const Ellipse ellipse = ellipse_around (volume, plane, voxel, mm, mm * 0.8);
  HfEllipseStats stats, expected = { 0 };

  for (int k = 0; k < n_voxels[2]; k++)
    for (int j = 0; j < n_voxels[1]; j++)
      for (int i = 0; i < n_voxels[0]; i++) {
        double place[3];

        if (!ellipse_has (&ellipse, geometry, (double[]){ i, j, k }, place))
          continue;
        g_assert_cmpfloat (hf_volume_probe (volume, place, FALSE), ==,
                           hf_volume_value (volume, hf_volume_row (volume, j, k)[i]));
        add_value (&expected, hf_volume_probe (volume, place, FALSE));
      }
  hf_ellipse_stats (volume, plane, &plain, ellipse.a, ellipse.b, &stats);
  assert_same (&stats, &expected);
  g_assert_cmpfloat_with_epsilon (stats.area_mm2, G_PI * mm * mm * 0.8 / 4, 1e-6);
}

static void
test_ellipse (void)
{
  static const double drifts[][2] = { { 0, 0 }, { 0, 0.63 }, { -0.41, 0 }, { 0.3, -0.57 } };

  for (gsize n = 0; n < G_N_ELEMENTS (drifts); n++) {
    g_autoptr (HfVolume) volume = volume_new (drifts[n][0], drifts[n][1]);

    for (int plane = 0; plane < HF_N_PLANES; plane++)
      check_ellipse (volume, plane, (double[]){ 18.6, 13.2, 9.3 }, 10.7);
  }
}

/* The same in a series of a tilted gantry. */
static void
test_tilted_series (gconstpointer path)
{
  g_autoptr (HfSession) session = hf_session_new ();

  hf_session_open (session, path, NULL);
  while (hf_session_state (session) != HF_STATE_READY)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (hf_geometry_is_tilted (hf_volume_geometry (hf_session_volume (session))));
  for (int plane = 0; plane < HF_N_PLANES; plane++) {
    const int *n = hf_volume_size (hf_session_volume (session));

    check_ellipse (hf_session_volume (session), plane,
                   (double[]){ n[0] / 2 + 0.2, n[1] / 2 + 0.3, n[2] / 2 + 0.1 }, 61);
  }
}

/* Of the voxels across the plane of one voxel; n on either side. */
static double
through (const HfVolume *volume, int across, const int voxel[3], int n, HfSlabMode mode)
{
  double best = 0, sum = 0;
  int found = 0;

  for (int m = -n; m <= n; m++) {
    int at[3] = { voxel[0], voxel[1], voxel[2] };
    double value;

    at[across] += m;
    if (at[across] < 0 || at[across] >= size[across])
      continue;
    value = hf_volume_row (volume, at[1], at[2])[at[0]];
    best = !found || (mode == HF_SLAB_MIP ? value > best : value < best) ? value : best;
    sum += value;
    found++;
  }
  return mode == HF_SLAB_MEAN ? rint (sum / found) : best; /* a picture holds whole numbers */
}

/* With a slab what is measured is what is seen: the slab, through every voxel. */
static void
test_slab (void)
{
  g_autoptr (HfVolume) volume = volume_new (0, 0);

  for (int plane = 0; plane < HF_N_PLANES; plane++)
    for (int mode = HF_SLAB_MIP; mode <= HF_SLAB_MEAN; mode++) {
      const Ellipse ellipse = ellipse_around (volume, plane, (double[]){ 19, 14, 2 }, 9.7, 7.6);
      const HfResliceOptions options = { HF_INTERPOLATION_CUBIC, 7 * spacing[ellipse.across],
                                         mode };
      HfEllipseStats stats, expected = { 0 };

      for (int k = 0; k < size[2]; k++)
        for (int j = 0; j < size[1]; j++)
          for (int i = 0; i < size[0]; i++) {
            double mm[3], value;

            if (!ellipse_has (&ellipse, hf_volume_geometry (volume), (double[]){ i, j, k }, mm))
              continue;
            value = through (volume, ellipse.across, (int[]){ i, j, k }, 3, mode);
            g_assert_cmpfloat (hf_shown_value (volume, plane, &options, mm), ==, value);
            add_value (&expected, value);
          }
      hf_ellipse_stats (volume, plane, &options, ellipse.a, ellipse.b, &stats);
      assert_same (&stats, &expected);
    }
}

/* Nothing inside: no number is made up. */
static void
test_empty_ellipse (void)
{
  g_autoptr (HfVolume) volume = volume_new (0, 0);
  HfEllipseStats stats;
  const double outside[3] = { 500, 500, 5 }, far[3] = { 520, 530, 5 };

  hf_ellipse_stats (volume, HF_PLANE_AXIAL, &plain, outside, far, &stats);
  g_assert_cmpuint (stats.n, ==, 0);
  hf_ellipse_stats (volume, HF_PLANE_AXIAL, &plain, outside, outside, &stats);
  g_assert_cmpuint (stats.n, ==, 0);
}

/* Draws it as a person does, point by point. */
static void
draw (HfNotes *notes, HfTool kind, const double (*points)[3], int n_points)
{
  hf_notes_begin (notes, kind, HF_PLANE_AXIAL, points[0]);
  for (int n = 1; n < n_points; n++) {
    hf_notes_move (notes, points[n]);
    hf_notes_place (notes);
  }
}

static const double line[][3] = { { 0, 0, 5 }, { 3, 4, 5 } };
static const double corner[][3] = { { 1, 0, 5 }, { 0, 0, 5 }, { 0, 2, 5 } };
static const double box[][3] = { { -8, -8, 15 }, { 2, 5, 15 } };

static void
test_notes (void)
{
  g_autoptr (HfSession) session = hf_session_new ();
  g_autoptr (HfVolume) volume = volume_new (0, 0);
  HfNotes *notes = hf_notes_of (session);

  hf_session_set_volume (session, volume);
  draw (notes, HF_TOOL_DISTANCE, line, 2);
  g_assert_cmpstr (hf_notes_text (notes, 0), ==, "5.0 mm");
  draw (notes, HF_TOOL_ANGLE, corner, 3);
  g_assert_cmpstr (hf_notes_text (notes, 1), ==, "90.0°");
  g_assert_cmpint (hf_notes_selected (notes), ==, 1);
  hf_notes_remove (notes, 1);
  g_assert_cmpuint (hf_notes_n (notes), ==, 1);
  g_assert_cmpint (hf_notes_selected (notes), ==, -1);
  g_assert_true (hf_notes_of (session) == notes);
  hf_session_set_volume (session, volume);
  g_assert_cmpuint (hf_notes_n (notes), ==, 0);
  g_assert_false (hf_session_can_undo (session));
}

/* A draft is seen, and is nothing that was done until it is finished. */
static void
test_draft (void)
{
  g_autoptr (HfSession) session = hf_session_new ();
  g_autoptr (HfVolume) volume = volume_new (0, 0);
  HfNotes *notes = hf_notes_of (session);

  hf_session_set_volume (session, volume);
  draw (notes, HF_TOOL_ANGLE, corner, 2);
  g_assert_cmpint (hf_notes_draft_point (notes), ==, 2);
  g_assert_cmpuint (hf_notes_n (notes), ==, 1);
  g_assert_false (hf_session_can_undo (session));
  g_assert_true (hf_notes_cancel (notes));
  g_assert_false (hf_notes_cancel (notes));
  g_assert_cmpuint (hf_notes_n (notes), ==, 0);
  draw (notes, HF_TOOL_DISTANCE, line, 1);
  hf_notes_remove (notes, 0);
  g_assert_null (hf_notes_draft (notes));
  g_assert_false (hf_session_can_undo (session));

  draw (notes, HF_TOOL_DISTANCE, line, 2);
  hf_notes_grab (notes, 0, 0);
  hf_notes_move (notes, (double[]){ 3, 0, 5 });
  g_assert_cmpstr (hf_notes_text (notes, 0), ==, "4.0 mm");
  hf_notes_cancel (notes);
  g_assert_cmpstr (hf_notes_text (notes, 0), ==, "5.0 mm");
  hf_notes_grab (notes, 0, 1); /* only touched: no step */
  hf_notes_place (notes);
  hf_session_undo (session);
  g_assert_cmpuint (hf_notes_n (notes), ==, 0);
}

/* What was drawn, moved and deleted comes back as it was, and goes again. */
static void
test_undo (void)
{
  g_autoptr (HfSession) session = hf_session_new ();
  g_autoptr (HfVolume) volume = volume_new (0, 0);
  HfNotes *notes = hf_notes_of (session);

  hf_session_set_volume (session, volume);
  draw (notes, HF_TOOL_DISTANCE, line, 2);
  hf_session_set (session, HF_PARAM_ABOVE, 77); /* in one row with all else */
  hf_notes_grab (notes, 0, 1);
  hf_notes_move (notes, (double[]){ 6, 8, 5 });
  hf_notes_place (notes);
  draw (notes, HF_TOOL_ANGLE, corner, 3);
  hf_notes_clear (notes);

  hf_session_undo (session);
  g_assert_cmpuint (hf_notes_n (notes), ==, 2);
  g_assert_cmpstr (hf_notes_text (notes, 1), ==, "90.0°");
  hf_session_undo (session);
  g_assert_cmpuint (hf_notes_n (notes), ==, 1);
  g_assert_cmpstr (hf_notes_text (notes, 0), ==, "10.0 mm");
  hf_session_undo (session);
  g_assert_cmpstr (hf_notes_text (notes, 0), ==, "5.0 mm");
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_ABOVE), ==, 77);
  hf_session_undo (session);
  g_assert_cmpuint (hf_notes_n (notes), ==, 1);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_ABOVE), !=, 77);
  hf_session_undo (session);
  g_assert_cmpuint (hf_notes_n (notes), ==, 0);
  g_assert_false (hf_session_can_undo (session));
  for (int n = 0; n < 3; n++)
    hf_session_redo (session);
  g_assert_cmpstr (hf_notes_text (notes, 0), ==, "10.0 mm");
}

/* Labels beside each other's notes do not cover each other, and stay in the pane. */
static void
test_labels (void)
{
  const graphene_rect_t pane = GRAPHENE_RECT_INIT (0, 0, 300, 200);
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));

  for (int n = 0; n < 4; n++) {
    const graphene_rect_t note = GRAPHENE_RECT_INIT (100 + n, 90 + n, 60, 20);
    graphene_rect_t label = GRAPHENE_RECT_INIT (0, 0, 70, 30);

    hf_note_label_place (&label, &note, &pane, taken);
    g_assert_true (graphene_rect_contains_rect (&pane, &label));
    for (guint t = 0; t < taken->len; t++)
      g_assert_false (
          graphene_rect_intersection (&label, &g_array_index (taken, graphene_rect_t, t), NULL));
    if (n == 0)
      g_assert_cmpfloat (label.origin.x, >=, 160);
    g_array_append_val (taken, label);
  }
}

/* The lines of a corner with the pointer at a continuous voxel of the axial slice that is shown. */
static char *
pointer_text (HfSession *session, double i, double j)
{
  const HfGeometry *geometry = hf_volume_geometry (hf_session_volume (session));
  const int k = hf_session_slice (session, HF_PLANE_AXIAL);
  HfSliceTextState state = { .plane = HF_PLANE_AXIAL, .zoom = 1, .has_pointer = TRUE };
  g_auto (GStrv) lines = NULL;

  hf_geometry_voxel_to_patient (geometry, (double[]){ i, j, k }, state.pointer_mm);
  lines = hf_slice_text (session, &state, HF_CORNER_BOTTOM_LEFT);
  return g_strjoinv ("\n", lines);
}

/* A voxel and its value, counted from 0, which is said; outside nothing; of a slab what it shows, and that it is one. */
static void
test_pointer (void)
{
  g_autoptr (HfSession) session = hf_session_new ();
  g_autoptr (HfVolume) volume = volume_new (0, 0);
  g_autofree char *voxel = NULL, *outside = NULL, *before = NULL, *slab = NULL, *expected = NULL;

  hf_session_set_volume (session, volume);
  hf_session_set_slice (session, HF_PLANE_AXIAL, 7);
  voxel = pointer_text (session, 12, 9);
  g_assert_true (g_str_has_prefix (voxel, "voxel 12, 9, 7 (from 0)\n"));
  expected = g_strdup_printf ("\n%d HU\n", hf_volume_row (volume, 9, 7)[12]);
  g_assert_nonnull (strstr (voxel, expected));
  outside = pointer_text (session, size[0], 9);
  before = pointer_text (session, 12, -1);
  g_assert_null (strstr (outside, "voxel"));
  g_assert_null (strstr (outside, "no data"));
  g_assert_cmpstr (outside, ==, before);
  hf_session_set (session, HF_PARAM_SLAB_MM, 5 * spacing[2]);
  hf_session_set (session, HF_PARAM_SLAB_MODE, HF_SLAB_MINIP);
  slab = pointer_text (session, 12, 9);
  g_free (expected);
  expected = g_strdup_printf ("\nslab minimum %.0f HU\n",
                              through (volume, 2, (int[]){ 12, 9, 7 }, 2, HF_SLAB_MINIP));
  g_assert_nonnull (strstr (slab, expected));
  g_assert_null (strstr (slab, "voxel"));
}

static gboolean
says_incomplete (HfSession *session, HfPlane plane)
{
  const HfSliceTextState state = { .plane = plane };
  g_auto (GStrv) lines = hf_slice_text (session, &state, HF_CORNER_BOTTOM_RIGHT);

  return g_strv_contains ((const char *const *) lines, "slice incomplete");
}

/* What is missing of a slice is said where that slice is seen: of a coronal scan in the coronal view. */
static void
test_incomplete (void)
{
  g_autoptr (GError) error = NULL;
  const int wide[3] = { 12, 30, 4 };
  const double origin[3] = { 0, 0, 0 }, direction[9] = { 1, 0, 0, 0, 0, -1, 0, 1, 0 };
  g_autoptr (HfSession) session = hf_session_new ();
  HfGeometry *geometry = hf_geometry_new_even (wide, origin, direction, spacing, &error);
  g_autoptr (HfVolume) volume = hf_volume_new (geometry, hf_volume_info_new (), &error);

  g_assert_no_error (error);
  hf_volume_set_missing_rows (volume, 1, 5);
  hf_session_set_volume (session, volume);
  for (int index = 0; index < 30; index++) {
    hf_session_set_slice (session, HF_PLANE_AXIAL, index);
    g_assert_false (says_incomplete (session, HF_PLANE_AXIAL));
  }
  for (int index = 0; index < 4; index++) {
    hf_session_set_slice (session, HF_PLANE_CORONAL, index);
    g_assert_cmpint (says_incomplete (session, HF_PLANE_CORONAL), ==,
                     hf_session_slice (session, HF_PLANE_CORONAL) == 1);
  }
}

/* What an ellipse says follows the slab, and names it. */
static void
test_ellipse_text (void)
{
  g_autoptr (HfSession) session = hf_session_new ();
  g_autoptr (HfVolume) volume = volume_new (0, 0);
  HfNotes *notes = hf_notes_of (session);
  g_autofree char *before = NULL;

  hf_session_set_volume (session, volume);
  draw (notes, HF_TOOL_ELLIPSE, box, 2);
  before = g_strdup (hf_notes_text (notes, 0));
  g_assert_true (g_str_has_prefix (before, "mean "));
  hf_session_set (session, HF_PARAM_SLAB_MM, 5 * spacing[2]);
  g_assert_true (g_str_has_prefix (hf_notes_text (notes, 0), "slab 10.0 mm, maximum\nmean "));
  hf_session_set (session, HF_PARAM_SLAB_MM, 0);
  g_assert_cmpstr (hf_notes_text (notes, 0), ==, before);
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
  g_autoptr (HfVolume) volume = volume_new (0, 0);
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

/* Of a stack that is as one expects no line but that of its distances says so; what differs has the line before. */
static void
test_stack_lines (void)
{
  static const struct {
    double drift;
    const char *badge, *distances;
  } cases[] = { { 0, NULL, "slices 2.00 mm · even" }, { 0.5, "tilt 14.0°", "slices 2.00 mm" } };

  for (guint n = 0; n < G_N_ELEMENTS (cases); n++) {
    g_autoptr (HfSession) session = hf_session_new ();
    g_autoptr (HfVolume) volume = volume_new (0, cases[n].drift);
    HfSliceTextState state = { .zoom = 1 };
    g_auto (GStrv) lines = NULL;
    int line = 0;

    hf_session_set_volume (session, volume);
    lines = hf_slice_text (session, &state, HF_CORNER_TOP_RIGHT);
    if (cases[n].badge)
      g_assert_cmpstr (lines[line++], ==, cases[n].badge);
    g_assert_cmpstr (lines[line++], ==, cases[n].distances);
    g_assert_cmpstr (lines[line], ==, "0.500 × 0.750 mm");
  }
}

/* Sex stands beside the date of birth, or says what it is; in privacy mode neither is there. */
static void
test_sex (void)
{
  for (int is_born = 0; is_born < 2; is_born++) {
    g_autoptr (HfSession) session = hf_session_new ();
    g_autoptr (HfVolume) volume = volume_new (0, 0);
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
  g_autoptr (HfVolume) volume = volume_new (0, 0);
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
  g_autofree char *tilted = g_build_filename (
      g_getenv ("HF_TEST_DATA") ? g_getenv ("HF_TEST_DATA") : "", "ge-head-tilted", NULL);

  g_test_init (&argc, &argv, NULL);
  g_setenv ("HF_LOADER", HF_BUILD_DIR "/src/dicom/hounsfield-loader", FALSE);
  g_test_add_func ("/notes/ellipse", test_ellipse);
  g_test_add_func ("/notes/slab", test_slab);
  if (g_file_test (tilted, G_FILE_TEST_IS_DIR))
    g_test_add_data_func ("/notes/tilted-series", tilted, test_tilted_series);
  else
    g_test_message ("HF_TEST_DATA is not set: the tilted series is not there");
  g_test_add_func ("/notes/empty-ellipse", test_empty_ellipse);
  g_test_add_func ("/notes/notes", test_notes);
  g_test_add_func ("/notes/draft", test_draft);
  g_test_add_func ("/notes/undo", test_undo);
  g_test_add_func ("/notes/labels", test_labels);
  g_test_add_func ("/notes/pointer", test_pointer);
  g_test_add_func ("/notes/ellipse-text", test_ellipse_text);
  g_test_add_func ("/notes/incomplete", test_incomplete);
  g_test_add_func ("/notes/privacy", test_privacy);
  g_test_add_func ("/notes/sex", test_sex);
  g_test_add_func ("/notes/stack-lines", test_stack_lines);
  g_test_add_func ("/notes/file-name", test_file_name);
  return g_test_run ();
}
