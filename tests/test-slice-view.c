/* The slice view in a real window. Laws: what is under a pixel is what the mapping says, at every zoom; a picture is made again
   only when what it shows has changed; stepping paints every slice in order; the mask colors its own voxels and no others. */
#include "session/session.h"
#include "view/drag-out.h"
#include "view/init.h"
#include "view/slice-layers.h"
#include "view/slice-picture.h"
#include "view/slice-text.h"
#include "view/slice-view.h"

#include <math.h>

static const int size[3] = { 32, 24, 40 };

static HfVolume *
make_volume (void)
{
  g_autoptr (GError) error = NULL;
  const double origin[3] = { -16, -12, -20 }, direction[9] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
  const double spacing[3] = { 1, 1, 1 };
  HfGeometry *geometry = hf_geometry_new_even (size, origin, direction, spacing, &error);
  HfVolumeInfo *info = hf_volume_info_new ();
  HfVolume *volume;

  info->is_hu = TRUE;
  volume = hf_volume_new (geometry, info, &error);
  g_assert_no_error (error);
  for (int k = 0; k < size[2]; k++)
    for (int j = 0; j < size[1]; j++)
      for (int i = 0; i < size[0]; i++)
        hf_volume_writable (volume)[((gsize) k * size[1] + j) * hf_volume_pitch (volume) + i] =
            i + 10 * j + 20 * k;
  return volume;
}

typedef struct {
  HfSession *session;
  GtkWidget *window;
  HfSliceView *view;
} Fixture;

static void
iterate_until (gboolean (*condition) (Fixture *fixture), Fixture *fixture)
{
  while (!condition (fixture))
    g_main_context_iteration (NULL, TRUE);
}

static gboolean
is_painted (Fixture *fixture)
{
  return hf_slice_view_painted (fixture->view)->len > 0;
}

static void
set_up (Fixture *fixture, gconstpointer plane)
{
  g_autoptr (HfVolume) volume = make_volume ();

  fixture->session = hf_session_new ();
  hf_session_set_volume (fixture->session, volume);
  fixture->window = gtk_window_new ();
  fixture->view = g_object_new (HF_TYPE_SLICE_VIEW, "plane", GPOINTER_TO_INT (plane), "session",
                                fixture->session, NULL);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 400, 300);
  gtk_window_set_child (GTK_WINDOW (fixture->window), GTK_WIDGET (fixture->view));
  gtk_window_present (GTK_WINDOW (fixture->window));
  iterate_until (is_painted, fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer plane)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_object_unref (fixture->session);
}

static void
assert_round_trip (HfSliceView *view, double x, double y)
{
  double mm[3], back_x, back_y;

  g_assert_true (hf_slice_view_to_patient (view, x, y, mm));
  g_assert_true (hf_slice_view_from_patient (view, mm, &back_x, &back_y));
  g_assert_cmpfloat_with_epsilon (back_x, x, 1e-6);
  g_assert_cmpfloat_with_epsilon (back_y, y, 1e-6);
}

static void
test_mapping (Fixture *fixture, gconstpointer plane)
{
  double before[3], after[3];

  assert_round_trip (fixture->view, 10, 20);
  hf_slice_view_to_patient (fixture->view, 77, 55, before);
  hf_slice_view_zoom_at (fixture->view, 3, 77, 55);
  hf_slice_view_to_patient (fixture->view, 77, 55, after);
  for (int n = 0; n < 3; n++)
    g_assert_cmpfloat_with_epsilon (before[n], after[n], 1e-6);
  g_assert_cmpfloat (hf_slice_view_zoom (fixture->view), ==, 3);
  assert_round_trip (fixture->view, 200, 100);
  hf_slice_view_reset (fixture->view);
  g_assert_cmpfloat (hf_slice_view_zoom (fixture->view), ==, 1);
}

/* Right of an axial and of a coronal view is the patient's left; down is posterior, inferior. */
static void
test_orientation (Fixture *fixture, gconstpointer plane)
{
  double left[3], right[3], top[3], bottom[3];
  gboolean sagittal = GPOINTER_TO_INT (plane) == HF_PLANE_SAGITTAL;
  gboolean axial = GPOINTER_TO_INT (plane) == HF_PLANE_AXIAL;

  hf_slice_view_to_patient (fixture->view, 50, 100, left);
  hf_slice_view_to_patient (fixture->view, 250, 100, right);
  hf_slice_view_to_patient (fixture->view, 100, 50, top);
  hf_slice_view_to_patient (fixture->view, 100, 200, bottom);
  if (sagittal)
    g_assert_cmpfloat (right[1], >, left[1]); /* anterior on the left */
  else
    g_assert_cmpfloat (right[0], >, left[0]);
  if (axial)
    g_assert_cmpfloat (bottom[1], >, top[1]);
  else
    g_assert_cmpfloat (bottom[2], <, top[2]);
}

static gboolean
all_stepped (Fixture *fixture)
{
  return hf_session_slice (fixture->session, HF_PLANE_AXIAL) == 25 &&
         g_array_index (hf_slice_view_painted (fixture->view), int,
                        hf_slice_view_painted (fixture->view)->len - 1) == 25;
}

static void
test_no_slice_dropped (Fixture *fixture, gconstpointer plane)
{
  const GArray *painted = hf_slice_view_painted (fixture->view);
  guint first;

  hf_session_set_slice (fixture->session, HF_PLANE_AXIAL, 5);
  while (g_array_index (painted, int, painted->len - 1) != 5)
    g_main_context_iteration (NULL, TRUE);
  first = painted->len - 1;
  for (int n = 0; n < 20; n++) /* as fast as a free wheel can: all before the next frame */
    hf_slice_view_step (fixture->view, 1, FALSE);
  iterate_until (all_stepped, fixture);
  g_assert_cmpuint (painted->len - first, ==, 21);
  for (int n = 0; n <= 20; n++)
    g_assert_cmpint (g_array_index (painted, int, first + n), ==, 5 + n);
}

static gboolean
last_is_painted (Fixture *fixture)
{
  const GArray *painted = hf_slice_view_painted (fixture->view);

  return g_array_index (painted, int, painted->len - 1) == size[2] - 1;
}

/* A wheel that is thrown further than half a second of frames: slices are passed, and exactly those are counted and said. */
static void
test_drop_is_said (Fixture *fixture, gconstpointer plane)
{
  const GArray *painted = hf_slice_view_painted (fixture->view);
  HfSliceTextState state = { .plane = HF_PLANE_AXIAL, .zoom = 1 };
  g_autofree char *said = NULL;
  g_auto (GStrv) lines = NULL;
  guint first;

  hf_session_set_slice (fixture->session, HF_PLANE_AXIAL, 0);
  while (g_array_index (painted, int, painted->len - 1) != 0)
    g_main_context_iteration (NULL, TRUE);
  first = painted->len - 1;
  for (int n = 1; n < size[2]; n++)
    hf_slice_view_step (fixture->view, 1, FALSE);
  iterate_until (last_is_painted, fixture);
  state.n_skipped = hf_slice_view_n_skipped (fixture->view);
  g_assert_cmpuint (state.n_skipped, ==, size[2] - (painted->len - first));
  g_assert_cmpuint (state.n_skipped, >, 0);
  lines = hf_slice_text (fixture->session, &state, HF_CORNER_BOTTOM_RIGHT);
  said = g_strdup_printf ("%u slices were not painted", state.n_skipped);
  g_assert_true (g_strv_contains ((const char *const *) lines, said));
  hf_slice_view_step (fixture->view, -1, FALSE);
  g_assert_cmpuint (hf_slice_view_n_skipped (fixture->view), ==, 0);
}

typedef struct {
  guint frames;
  guint wanted;
} Frames;

static gboolean
frame_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  Frames *frames = data;

  gtk_widget_queue_draw (widget);
  return ++frames->frames < frames->wanted;
}

static void
wait_frames (GtkWidget *widget)
{
  Frames frames = { 0, 4 };

  gtk_widget_add_tick_callback (widget, frame_cb, &frames, NULL);
  while (frames.frames < frames.wanted)
    g_main_context_iteration (NULL, TRUE);
}

/* A crosshair that moves within the plane costs no picture; another slice costs one. */
static void
test_picture_is_kept (Fixture *fixture, gconstpointer plane)
{
  double mm[3];
  guint made;

  wait_frames (GTK_WIDGET (fixture->view));
  made = hf_slice_view_n_pictures (fixture->view);
  hf_session_cursor (fixture->session, mm);
  mm[0] += 3;
  mm[1] -= 2;
  hf_session_set_cursor (fixture->session, mm);
  wait_frames (GTK_WIDGET (fixture->view));
  g_assert_cmpuint (hf_slice_view_n_pictures (fixture->view), ==, made);
  hf_session_set_slice (fixture->session, HF_PLANE_AXIAL, 2);
  wait_frames (GTK_WIDGET (fixture->view));
  g_assert_cmpuint (hf_slice_view_n_pictures (fixture->view), ==, made + 1);
  hf_session_set_window (fixture->session, 123, 45);
  wait_frames (GTK_WIDGET (fixture->view));
  g_assert_cmpuint (hf_slice_view_n_pictures (fixture->view), ==, made + 2);
}

/* Every pixel is colored if, and only if, the voxel under its center is in the mask. */
static void
test_mask (void)
{
  g_autoptr (HfVolume) volume = make_volume ();
  g_autoptr (HfMask) mask = hf_mask_threshold (volume, 300, 600);
  const HfGeometry *geometry = hf_volume_geometry (volume);
  guint32 pixels[90 * 70];

  for (int plane = 0; plane < HF_N_PLANES; plane++) {
    HfView view;
    guint colored = 0;

    hf_plane_fit (geometry, plane, (double[]){ -3, 2, 1 }, 90, 70, &view);
    for (guint n = 0; n < G_N_ELEMENTS (pixels); n++)
      pixels[n] = 0xff000000;
    hf_layer_mask (volume, mask, &view, 1, pixels);
    for (int y = 0; y < 70; y++)
      for (int x = 0; x < 90; x++) {
        double mm[3], voxel[3];
        gboolean inside = TRUE;
        int at[3];

        for (int n = 0; n < 3; n++)
          mm[n] = view.origin[n] + x * view.right[n] + y * view.down[n];
        hf_geometry_patient_to_voxel (geometry, mm, voxel);
        for (int n = 0; n < 3; n++) {
          at[n] = (int) floor (voxel[n] + 0.5);
          inside = inside && at[n] >= 0 && at[n] < size[n];
          if (fabs (voxel[n] + 0.5 - round (voxel[n] + 0.5)) < 1e-4)
            goto on_border; /* between two voxels either one is right */
        }
        inside = inside && hf_mask_get (mask, at[0], at[1], at[2]);
        g_assert_cmpint (pixels[y * 90 + x] != 0xff000000, ==, inside);
        colored += inside;
      on_border:;
      }
    g_assert_cmpuint (colored, >, 50);
  }
}

/* Pixels over the rows that a cut file lacks are hatched, and no others: black is not taken for air. */
static void
test_hatch (void)
{
  g_autoptr (HfVolume) volume = make_volume ();
  const HfGeometry *geometry = hf_volume_geometry (volume);
  const int cut = 17, missing = 9;
  double at[3];
  guint32 pixels[90 * 70];

  hf_volume_set_missing_rows (volume, cut, missing);
  hf_geometry_voxel_to_patient (geometry, (double[]){ 16, 12, cut }, at);
  for (int plane = 0; plane < HF_N_PLANES; plane++) {
    HfView view;
    guint hatched = 0;

    hf_plane_fit (geometry, plane, at, 90, 70, &view);
    for (guint n = 0; n < G_N_ELEMENTS (pixels); n++)
      pixels[n] = 0xff000000;
    hf_layer_hatch (volume, &view, pixels);
    for (int y = 0; y < 70; y++)
      for (int x = 0; x < 90; x++) {
        double mm[3], voxel[3];

        if (pixels[y * 90 + x] == 0xff000000)
          continue;
        hatched++;
        for (int n = 0; n < 3; n++)
          mm[n] = view.origin[n] + x * view.right[n] + y * view.down[n];
        hf_geometry_patient_to_voxel (geometry, mm, voxel);
        g_assert_cmpint ((int) floor (voxel[2] + 0.5), ==, cut);
        g_assert_cmpint ((int) floor (voxel[1] + 0.5), >=, size[1] - missing);
        g_assert_cmpint ((int) floor (voxel[1] + 0.5), <, size[1]);
      }
    /* of a coronal plane above the missing rows nothing */
    if (plane == HF_PLANE_CORONAL)
      g_assert_cmpuint (hatched, ==, 0);
    else
      g_assert_cmpuint (hatched, >, plane == HF_PLANE_AXIAL ? 100 : 0);
  }
}

static cairo_surface_t *
paint (HfSlicePicture *picture, const HfPictureInput *input, GtkWidget *widget)
{
  cairo_surface_t *surface =
      cairo_image_surface_create (CAIRO_FORMAT_RGB24, input->view.width, input->view.height);
  cairo_t *cr = cairo_create (surface);

  hf_slice_picture_update (picture, input);
  gsk_render_node_draw (
      hf_slice_picture_node (picture, widget, input->view.width, input->view.height), cr);
  cairo_destroy (cr);
  return surface;
}

static gboolean
same_pixels (cairo_surface_t *a, cairo_surface_t *b)
{
  return memcmp (cairo_image_surface_get_data (a), cairo_image_surface_get_data (b),
                 (gsize) cairo_image_surface_get_stride (a) * cairo_image_surface_get_height (a)) ==
         0;
}

/* Voxels that light up go out again: the picture is what it was before. */
static void
test_highlight (Fixture *fixture, gconstpointer plane)
{
  g_autoptr (HfSlicePicture) picture = hf_slice_picture_new ();
  HfVolume *volume = hf_session_volume (fixture->session);
  const HfWindow window = { .width = 800, .level = 400 };
  g_autoptr (HfDisplay) display = hf_display_new (volume, &window);
  HfPictureInput input = { .volume = volume,
                           .display = display,
                           .highlight = { 300, 400 },
                           .options = { .interpolation = HF_INTERPOLATION_LINEAR } };
  cairo_surface_t *painted[4];

  hf_plane_fit (hf_volume_geometry (volume), GPOINTER_TO_INT (plane), (double[]){ -3, 2, 1 }, 90,
                70, &input.view);
  for (int n = 0; n < 4; n++) {
    input.has_highlight = n % 2;
    painted[n] = paint (picture, &input, GTK_WIDGET (fixture->view));
  }
  g_assert_false (same_pixels (painted[0], painted[1]));
  g_assert_true (same_pixels (painted[0], painted[2]));
  g_assert_true (same_pixels (painted[1], painted[3]));
  for (int n = 0; n < 4; n++)
    cairo_surface_destroy (painted[n]);
}

/* The voxels that were read are kept for another window; where the view is the same but for rounding they lie where they lay,
   also where the volume begins at a pixel's edge. */
static void
test_other_window (Fixture *fixture, gconstpointer plane)
{
  g_autoptr (HfSlicePicture) picture = hf_slice_picture_new (), another = hf_slice_picture_new ();
  HfVolume *volume = hf_session_volume (fixture->session);
  const HfGeometry *geometry = hf_volume_geometry (volume);
  g_autoptr (HfDisplay) first = hf_display_new (volume, &(HfWindow){ .width = 800, .level = 400 });
  g_autoptr (HfDisplay) other = hf_display_new (volume, &(HfWindow){ .width = 90, .level = 300 });
  HfPictureInput input = { .volume = volume, .display = first };
  cairo_surface_t *painted[2];
  double low = 0, high = 1; /* px that the view is moved by: the first column is another one */
  HfView view;

  hf_plane_fit (geometry, GPOINTER_TO_INT (plane), (double[]){ -3, 2, 1 }, 190, 70, &view);
  while (high - low > 1e-9) {
    HfView moved[2] = { view, view };
    int x[2], y;

    for (int a = 0; a < 3; a++) {
      moved[0].origin[a] += low * view.right[a];
      moved[1].origin[a] += (low + high) / 2 * view.right[a];
    }
    for (int n = 0; n < 2; n++)
      hf_view_trim (geometry, &moved[n], &x[n], &y);
    *(x[0] == x[1] ? &low : &high) = (low + high) / 2;
  }
  input.view = view;
  for (int a = 0; a < 3; a++)
    input.view.origin[a] += low * view.right[a];
  cairo_surface_destroy (paint (picture, &input, GTK_WIDGET (fixture->view)));
  for (int a = 0; a < 3; a++)
    input.view.origin[a] = view.origin[a] + high * view.right[a];
  input.display = other;
  painted[0] = paint (picture, &input, GTK_WIDGET (fixture->view));
  painted[1] = paint (another, &input, GTK_WIDGET (fixture->view));
  g_assert_true (same_pixels (painted[0], painted[1]));
  for (int n = 0; n < 2; n++)
    cairo_surface_destroy (painted[n]);
}

/* A ruler is 1, 2 or 5 times a power of ten, at most as long as it may be and more than 0.4 of that. */
static void
test_ruler (void)
{
  for (double mm_per_px = 0.003; mm_per_px < 20; mm_per_px *= 1.37) {
    double mm = hf_slice_text_ruler_mm (mm_per_px, 130), digit = mm;

    g_assert_cmpfloat (mm, <=, 130 * mm_per_px * (1 + 1e-12));
    g_assert_cmpfloat (mm, >, 0.39 * 130 * mm_per_px);
    while (digit > 9.5)
      digit /= 10;
    while (digit < 0.95)
      digit *= 10;
    g_assert_true (fabs (digit - 1) < 1e-9 || fabs (digit - 2) < 1e-9 || fabs (digit - 5) < 1e-9);
  }
}

static void
written_cb (GObject *provider, GAsyncResult *result, gpointer done)
{
  g_autoptr (GError) error = NULL;

  gdk_content_provider_write_mime_type_finish (GDK_CONTENT_PROVIDER (provider), result, &error);
  g_assert_no_error (error);
  *(gboolean *) done = TRUE;
}

/* What is dragged out as a list of files is there, once it is taken: a PNG of the picture's name and pixels. */
static void
test_drag_out (void)
{
  const guint8 red[4] = { 0, 0, 255, 255 };
  g_autoptr (GBytes) pixels = g_bytes_new (red, sizeof red);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (1, 1, GDK_MEMORY_DEFAULT, pixels, 4);
  g_autoptr (GdkContentProvider) provider = hf_drag_out_picture (texture, "axial-7.png");
  g_autoptr (GOutputStream) stream = g_memory_output_stream_new_resizable ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) back = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GFile) folder = NULL;
  g_autofree char *name = NULL;
  g_auto (GStrv) uris = NULL;
  guint8 pixel[4];
  gboolean done = FALSE;

  gdk_content_provider_write_mime_type_async (provider, "text/uri-list", stream, G_PRIORITY_DEFAULT,
                                              NULL, written_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_output_stream_write_all (stream, "", 1, NULL, NULL, NULL));
  uris =
      g_uri_list_extract_uris (g_memory_output_stream_get_data (G_MEMORY_OUTPUT_STREAM (stream)));
  g_assert_cmpuint (g_strv_length (uris), ==, 1);
  file = g_file_new_for_uri (uris[0]);
  name = g_file_get_basename (file);
  g_assert_cmpstr (name, ==, "axial-7.png");
  back = gdk_texture_new_from_file (file, &error);
  g_assert_no_error (error);
  gdk_texture_download (back, pixel, sizeof pixel);
  g_assert_cmpmem (pixel, sizeof pixel, red, sizeof red);
  folder = g_file_get_parent (file);
  g_assert_true (g_file_delete (file, NULL, NULL) && g_file_delete (folder, NULL, NULL));
}

static void
add (const char *name, HfPlane plane, void (*test) (Fixture *fixture, gconstpointer plane))
{
  g_autofree char *path = g_strdup_printf ("/slice-view/%s/%s", name, hf_plane_name (plane));

  g_test_add (path, Fixture, GINT_TO_POINTER (plane), set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_setenv ("GTK_A11Y", "test", FALSE);
  g_setenv ("GSK_RENDERER", "cairo", FALSE);
  if (!gtk_init_check ()) {
    g_printerr ("no display: skipped\n");
    return 77;
  }
  g_test_init (&argc, &argv, NULL);
  hf_view_init ();
  for (int plane = 0; plane < HF_N_PLANES; plane++) {
    add ("mapping", plane, test_mapping);
    add ("orientation", plane, test_orientation);
  }
  add ("no-slice-dropped", HF_PLANE_AXIAL, test_no_slice_dropped);
  add ("drop-is-said", HF_PLANE_AXIAL, test_drop_is_said);
  add ("highlight", HF_PLANE_SAGITTAL, test_highlight);
  add ("other-window", HF_PLANE_AXIAL, test_other_window);
  add ("picture-is-kept", HF_PLANE_AXIAL, test_picture_is_kept);
  g_test_add_func ("/slice-view/mask", test_mask);
  g_test_add_func ("/slice-view/hatch", test_hatch);
  g_test_add_func ("/slice-view/ruler", test_ruler);
  g_test_add_func ("/slice-view/drag-out", test_drag_out);
  return g_test_run ();
}
