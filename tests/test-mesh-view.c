/* The laws of the mesh view, in a real window: what the session has is shown; a click puts the
   crosshair on the surface within 0.5 mm; keys and properties do what the conventions say; losing
   the context and a size of 0 do no harm; without OpenGL it says why; a saved picture is not blank. */
#include "view/init.h"
#include "view/mesh-area.h"
#include "view/mesh-view-private.h"

#include "gl/renderer.h"

#include <glib/gstdio.h>
#include <math.h>

#define RADIUS 24 /* mm */

typedef struct {
  HfSession *session;
  GtkWindow *window;
  HfMeshView *view;
} Fixture;

/* A ball of 1000 HU in air. */
static HfVolume *
make_ball (void)
{
  const int size[3] = { 64, 64, 64 };
  const double origin[3] = { -32, -32, 500 }, spacing[3] = { 1, 1, 1 };
  const double direction[9] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
  g_autoptr (GError) error = NULL;
  HfGeometry *geometry = hf_geometry_new_even (size, origin, direction, spacing, &error);
  HfVolumeInfo *info = hf_volume_info_new ();
  HfVolume *volume = hf_volume_new (geometry, info, &error);
  const gsize pitch = hf_volume_pitch (volume);
  gint16 *voxels = hf_volume_writable (volume);

  g_assert_no_error (error);
  info->is_hu = TRUE;
  for (int k = 0; k < 64; k++) {
    for (int j = 0; j < 64; j++)
      for (int i = 0; i < 64; i++) {
        const double r = sqrt (pow (i - 32, 2) + pow (j - 32, 2) + pow (k - 32, 2));

        voxels[((gsize) k * 64 + j) * pitch + i] =
            (gint16) CLAMP (350 + (RADIUS - r) * 200, -1000, 1000);
      }
    hf_volume_set_slice_status (volume, k, HF_SLICE_READY);
  }
  return volume;
}

static HfMesh *
make_mesh (void)
{
  static const float corners[4][3] = { { 0, 0, 0 }, { 40, 0, 0 }, { 0, 40, 0 }, { 0, 0, 40 } };
  static const guint32 triangles[12] = { 0, 2, 1, 0, 1, 3, 0, 3, 2, 1, 2, 3 };
  HfMesh *mesh = hf_mesh_new (4, 4);

  memcpy (hf_mesh_positions (mesh), corners, sizeof corners);
  memcpy (hf_mesh_triangles (mesh), triangles, sizeof triangles);
  hf_mesh_update_normals (mesh);
  return mesh;
}

static gboolean
late_cb (gpointer data)
{
  g_error ("The mesh view did not settle");
  return G_SOURCE_REMOVE;
}

static void
settle (Fixture *fixture)
{
  const guint late = g_timeout_add_seconds (150, late_cb, NULL);

  do
    g_main_context_iteration (NULL, TRUE);
  while (!hf_mesh_view_is_settled (fixture->view) ||
         hf_session_is_busy (fixture->session, HF_WANT_SURFACE) ||
         hf_session_surface_is_coarse (fixture->session));
  g_source_remove (late);
}

static void
wait_for_page (Fixture *fixture, const char *page)
{
  const guint late = g_timeout_add_seconds (150, late_cb, NULL);

  while (g_strcmp0 (hf_mesh_view_page (fixture->view), page) != 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (late);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->session = hf_session_new ();
  fixture->view = HF_MESH_VIEW (hf_mesh_view_new (fixture->session));
  fixture->window = GTK_WINDOW (gtk_window_new ());
  gtk_window_set_default_size (fixture->window, 500, 400);
  gtk_window_set_child (fixture->window, GTK_WIDGET (fixture->view));
  gtk_window_present (fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (fixture->window);
  g_object_unref (fixture->session);
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
show_ball (Fixture *fixture)
{
  g_autoptr (HfVolume) volume = make_ball ();

  g_assert_cmpstr (hf_mesh_view_page (fixture->view), ==, "empty");
  hf_session_set_volume (fixture->session, volume);
  hf_session_hold (fixture->session, HF_WANT_SURFACE);
  wait_for_page (fixture, "surface");
  settle (fixture);
}

static void
test_ball (Fixture *fixture, gconstpointer data)
{
  const double center[3] = { 0, 0, 532 };
  double mm[3], r = 0;

  show_ball (fixture);
  hf_mesh_view_look (fixture->view, HF_LOOK_ANTERIOR);
  settle (fixture);
  g_assert_true (hf_mesh_view_pick (fixture->view,
                                    gtk_widget_get_width (GTK_WIDGET (fixture->view)) / 2.0,
                                    gtk_widget_get_height (GTK_WIDGET (fixture->view)) / 2.0, mm));
  for (int n = 0; n < 3; n++)
    r += pow (mm[n] - center[n], 2);
  g_assert_cmpfloat_with_epsilon (sqrt (r), RADIUS, 0.5);
  g_assert_cmpfloat_with_epsilon (mm[1], -RADIUS, 0.5); /* the front */
  g_assert_false (hf_mesh_view_pick (fixture->view, 1, 1, mm));
}

static void
add_mesh (HfSession *session, HfMesh *mesh, const char *name)
{
  HfMeshReport report;

  hf_mesh_report (mesh, &report);
  hf_session_add_mesh (session, mesh, &report, name);
}

static void
activate (Fixture *fixture, const char *action, const char *target)
{
  g_assert_true (
      gtk_widget_activate_action (GTK_WIDGET (fixture->view), action, target ? "s" : NULL, target));
}

static void
test_mesh_file (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HfMesh) mesh = make_mesh ();

  add_mesh (fixture->session, mesh, "tetrahedron");
  wait_for_page (fixture, "surface");
  settle (fixture);
  for (int n = 0; n < 2; n++) { /* transparent, opaque again */
    activate (fixture, "mesh.opacity", NULL);
    g_assert_cmpfloat (hf_session_alone (fixture->session)->opacity, ==, n ? 1 : 0.5);
  }
}

static void
test_actions (Fixture *fixture, gconstpointer data)
{
  HfCamera *camera = hf_mesh_view_camera (fixture->view), before;
  gboolean on;

  show_ball (fixture);
  before = *camera;
  activate (fixture, "mesh.look", "superior");
  g_assert_cmpstr (hf_camera_name (camera), ==, "superior");
  activate (fixture, "mesh.reset", NULL);
  for (int n = 0; n < 4; n++)
    g_assert_cmpfloat_with_epsilon (camera->rotation[n], before.rotation[n], 1e-5);
  activate (fixture, "mesh.orthographic", NULL);
  g_assert_true (camera->orthographic);
  activate (fixture, "mesh.opacity", NULL);
  g_assert_cmpfloat (hf_session_get (fixture->session, HF_PARAM_SURFACE_OPACITY), ==, 1);
  activate (fixture, "mesh.opacity", NULL);
  g_assert_cmpfloat (hf_session_get (fixture->session, HF_PARAM_SURFACE_OPACITY), ==, 0.5);
  activate (fixture, "mesh.axes", NULL);
  g_object_get (fixture->view, "axes", &on, NULL);
  g_assert_false (on);
  g_object_set (fixture->view, "edges", TRUE, "slices", TRUE, "clip-front", TRUE, NULL);
  settle (fixture);
  {
    double mm[3];

    hf_mesh_view_look (fixture->view, HF_LOOK_ANTERIOR);
    g_assert_true (hf_mesh_view_pick (fixture->view, 250, 200, mm));
    g_assert_cmpfloat (mm[1], >, 0); /* through the cut: the far wall */
    hf_mesh_view_look (fixture->view, HF_LOOK_POSTERIOR);
    g_object_set (fixture->view, "clip-back", TRUE, "clip-above", TRUE, NULL);
    g_object_get (fixture->view, "clip-front", &on, NULL);
    g_assert_false (on);
    g_assert_cmpuint (fixture->view->scene.n_clips, ==, 2);
    g_assert_true (hf_mesh_view_pick (fixture->view, 250, 210, mm));
    g_assert_cmpfloat (mm[1], <, 0); /* the other way round */
    g_assert_false (
        hf_mesh_view_pick (fixture->view, 250, 190, mm)); /* above there is nothing left */
    activate (fixture, "mesh.clip-none", NULL);
    g_assert_cmpuint (fixture->view->scene.n_clips, ==, 0);
  }
  g_object_set (fixture->view, "turntable", TRUE, NULL);
  before = *camera;
  while (memcmp (before.rotation, camera->rotation, sizeof before.rotation) == 0)
    g_main_context_iteration (NULL, TRUE);
  g_object_set (fixture->view, "turntable", FALSE, NULL);
  settle (fixture);
}

static void
measure_at (Fixture *fixture, double x, double y, const char *expected)
{
  const double mm[3] = { x, y, 532 };
  g_autofree char *text = NULL;

  hf_session_set_cursor (fixture->session, mm);
  activate (fixture, "mesh.measure-here", NULL);
  text = hf_mesh_view_measure_text (fixture->view);
  g_assert_cmpstr (text, ==, expected);
}

/* The third and fourth side of 3, 4, 5, and the right angle between them. */
static void
test_measure (Fixture *fixture, gconstpointer data)
{
  g_autofree char *none = NULL;

  show_ball (fixture);
  measure_at (fixture, 0, 0, ""); /* nothing is measured yet */
  activate (fixture, "mesh.distance", NULL);
  measure_at (fixture, 3, 0, "Distance: point 2 of 2");
  measure_at (fixture, 0, 4, "5.0 mm");
  measure_at (fixture, 0, 0, "Distance: point 2 of 2"); /* the next one */
  activate (fixture, "mesh.angle", NULL);
  measure_at (fixture, 3, 0, "Angle: point 2 of 3");
  measure_at (fixture, 0, 0, "Angle: point 3 of 3");
  measure_at (fixture, 0, 4, "90.0°");
  activate (fixture, "mesh.measure-end", NULL);
  none = hf_mesh_view_measure_text (fixture->view);
  g_assert_cmpstr (none, ==, "");
}

/* Two of them, of which the first is the one in the middle of the picture. */
static HfMesh *
make_two (void)
{
  g_autoptr (HfMesh) one = make_mesh ();
  HfMesh *mesh = hf_mesh_new (8, 8);

  for (int n = 0; n < 24; n++) {
    hf_mesh_positions (mesh)[n] = hf_mesh_positions (one)[n % 12] + (n < 12 ? 0 : 100);
    hf_mesh_triangles (mesh)[n] = hf_mesh_triangles (one)[n % 12] + (n < 12 ? 0 : 4);
  }
  hf_mesh_update_normals (mesh);
  return mesh;
}

static const HfKeptSurface *
first_kept (Fixture *fixture)
{
  return g_ptr_array_index (hf_session_kept_surfaces (fixture->session), 0);
}

static void
wait_for_triangles (Fixture *fixture, guint32 n)
{
  const guint late = g_timeout_add_seconds (150, late_cb, NULL);

  while (hf_mesh_n_triangles (first_kept (fixture)->mesh) != n)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (late);
  g_assert_cmpuint (first_kept (fixture)->report.triangles, ==, n);
  g_assert_cmpuint (first_kept (fixture)->report.components, ==, n / 4);
  settle (fixture);
}

static void
wait_for_info (Fixture *fixture, const char *text)
{
  const guint late = g_timeout_add_seconds (150, late_cb, NULL);

  while (g_strcmp0 (gtk_label_get_text (fixture->view->info), text) != 0)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (late);
}

/* All of many files are seen; what the scene has no room for is told. */
static void
test_many (Fixture *fixture, gconstpointer data)
{
  for (int n = 1; n <= 66; n++) {
    g_autoptr (HfMesh) mesh = make_mesh ();

    add_mesh (fixture->session, mesh, "tetrahedron");
    if (n == 64)
      wait_for_info (fixture, "256 triangles");
  }
  wait_for_info (fixture, "256 triangles · only 64 of 66 surfaces");
}

/* The part at a place goes, or stays alone; the surface comes back whole, undo and redo go
   there and back; the last part cannot go. */
static void
test_parts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HfMesh) mesh = make_two ();
  HfCamera *camera = hf_mesh_view_camera (fixture->view);

  add_mesh (fixture->session, mesh, "two");
  wait_for_page (fixture, "surface");
  settle (fixture);
  for (int n = 0; n < 3; n++)
    camera->center[n] = 8; /* in the first one */
  activate (fixture, "mesh.part-keep", NULL);
  wait_for_triangles (fixture, 4);
  g_assert_true (hf_session_surface_is_edited (fixture->session));
  g_assert_null (hf_session_message (fixture->session));
  activate (fixture, "mesh.part-remove", NULL);
  while (!hf_session_message (fixture->session))
    g_main_context_iteration (NULL, TRUE);
  activate (fixture, "mesh.part-all", NULL);
  wait_for_triangles (fixture, 8);
  g_assert_false (hf_session_surface_is_edited (fixture->session));
  activate (fixture, "mesh.part-remove", NULL);
  wait_for_triangles (fixture, 4);
  hf_session_undo (fixture->session);
  wait_for_triangles (fixture, 8);
  hf_session_redo (fixture->session);
  wait_for_triangles (fixture, 4);
  {
    double mm[3];

    /* What is left is the other one. */
    for (int n = 0; n < 3; n++)
      camera->center[n] = 108;
    g_assert_true (
        hf_mesh_view_pick (fixture->view, gtk_widget_get_width (GTK_WIDGET (fixture->view)) / 2.0,
                           gtk_widget_get_height (GTK_WIDGET (fixture->view)) / 2.0, mm));
    g_assert_cmpfloat (mm[0], >, 90);
  }
}

/* The ball's edge is where the level says, and the values fall outwards. */
static void
test_profile (Fixture *fixture, gconstpointer data)
{
  const char *text;
  const char *found;

  show_ball (fixture);
  g_assert_cmpstr (hf_mesh_view_profile_text (fixture->view), ==, "");
  hf_mesh_view_look (fixture->view, HF_LOOK_ANTERIOR);
  settle (fixture);
  activate (fixture, "mesh.profile", NULL);
  text = hf_mesh_view_profile_text (fixture->view);
  found = strstr (text, "350 HU is passed at");
  g_assert_nonnull (found);
  g_assert_cmpfloat_with_epsilon (g_ascii_strtod (found + strlen ("350 HU is passed at "), NULL), 0,
                                  0.1);
  found = strstr (text, "2 mm inside: ");
  g_assert_nonnull (found);
  g_assert_cmpfloat_with_epsilon (g_ascii_strtod (found + strlen ("2 mm inside: "), NULL), 750, 30);
  found = strstr (text, "2 mm outside: ");
  g_assert_nonnull (found);
  g_assert_cmpfloat_with_epsilon (g_ascii_strtod (found + strlen ("2 mm outside: "), NULL), -50,
                                  30);
}

/* The widget loses its context with its window's surface and gets another one. */
static void
test_context (Fixture *fixture, gconstpointer data)
{
  double mm[3];

  show_ball (fixture);
  g_object_ref (fixture->view);
  gtk_window_set_child (fixture->window, NULL);
  g_assert_false (gtk_widget_get_realized (GTK_WIDGET (fixture->view)));
  gtk_window_set_child (fixture->window, GTK_WIDGET (fixture->view));
  g_object_unref (fixture->view);
  settle (fixture);
  g_assert_cmpstr (hf_mesh_view_page (fixture->view), ==, "surface");
  g_assert_true (hf_mesh_view_pick (fixture->view, 250, 200, mm));
}

/* The moment another volume is open nothing of the one before is seen, told or drawn, and what threads were making
   of it does not come any more. */
static void
test_another_volume (Fixture *fixture, gconstpointer data)
{
  g_autoptr (HfVolume) other = make_ball ();
  g_autofree char *measure = NULL;
  double mm[3];

  g_object_set (fixture->view, "slices", TRUE, NULL);
  show_ball (fixture);
  activate (fixture, "mesh.profile", NULL);
  activate (fixture, "mesh.distance", NULL);
  activate (fixture, "mesh.measure-here", NULL);
  hf_mesh_view_look (fixture->view, HF_LOOK_ANTERIOR); /* a thread begins to draw it */
  hf_session_set_volume (fixture->session, other);
  g_assert_cmpstr (hf_mesh_view_page (fixture->view), ==, "empty");
  g_assert_cmpuint (fixture->view->scene.n_surfaces, ==, 0);
  for (int n = 0; n < HF_N_PLANES; n++)
    g_assert_null (fixture->view->scene.planes[n].bgra);
  g_assert_false (hf_mesh_area_has_picture (HF_MESH_AREA (fixture->view->area)));
  g_assert_false (hf_mesh_view_pick (fixture->view, 250, 200, mm));
  g_assert_cmpstr (hf_mesh_view_profile_text (fixture->view), ==, "");
  measure = hf_mesh_view_measure_text (fixture->view);
  g_assert_cmpstr (measure, ==, "");
  while (fixture->view->scene.n_surfaces == 0) {
    g_assert_false (hf_mesh_area_has_picture (HF_MESH_AREA (fixture->view->area)));
    g_main_context_iteration (NULL, TRUE);
  }
  g_assert_true (fixture->view->scene.surfaces[0].mesh == hf_session_surface (fixture->session));
  settle (fixture);
}

/* The count beside a picture is of that picture, not of the surface whose picture is still being drawn. */
static void
test_count (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL;
  const HfMesh *mesh;

  show_ball (fixture);
  before = g_strdup (gtk_label_get_text (fixture->view->info));
  mesh = fixture->view->scene.surfaces[0].mesh;
  hf_session_set (fixture->session, HF_PARAM_LEVEL, 800);
  while (fixture->view->scene.surfaces[0].mesh == mesh)
    g_main_context_iteration (NULL, TRUE);
  if (fixture->view->software)
    g_assert_cmpstr (gtk_label_get_text (fixture->view->info), ==, before);
  settle (fixture);
  g_assert_cmpstr (gtk_label_get_text (fixture->view->info), !=, before);
}

static void
test_save (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "hf-mesh-view-test.png", NULL);
  const guint late = g_timeout_add_seconds (150, late_cb, NULL);
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree guint8 *pixels = NULL;
  g_autoptr (GError) error = NULL;
  double sum = 0, squares = 0;

  show_ball (fixture);
  g_unlink (path);
  hf_mesh_view_save (fixture->view, path, 300, 200, TRUE);
  while (!g_file_test (path, G_FILE_TEST_EXISTS))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (late);
  texture = gdk_texture_new_from_filename (path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (gdk_texture_get_width (texture), ==, 300);
  pixels = g_malloc (300 * 200 * 4);
  gdk_texture_download (texture, pixels, 300 * 4);
  g_assert_cmpint (pixels[3], ==, 0); /* no background */
  for (int n = 0; n < 300 * 200; n++) {
    sum += pixels[4 * n + 1];
    squares += (double) pixels[4 * n + 1] * pixels[4 * n + 1];
  }
  g_assert_cmpfloat (sqrt (squares / 60000 - pow (sum / 60000, 2)), >, 20);
  g_unlink (path);
}

static void
show_slices (Fixture *fixture)
{
  g_object_set (fixture->view, "slices", TRUE, NULL);
  settle (fixture);
}

/* The camera goes back when slices are larger than the surface; but not where a hand has put it. */
static void
test_outgrown (Fixture *fixture, gconstpointer data)
{
  HfCamera *camera = hf_mesh_view_camera (fixture->view);
  float before;

  show_ball (fixture);
  before = camera->distance;
  show_slices (fixture);
  g_assert_cmpfloat (camera->distance, >, 1.15 * before);
  g_object_set (fixture->view, "slices", FALSE, NULL);
  activate (fixture, "mesh.reset", NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "mesh.dolly", "d", 1.1);
  settle (fixture);
  before = camera->distance;
  show_slices (fixture);
  g_assert_cmpfloat (camera->distance, ==, before);
}

/* Air of a slice, which is below the window, hides nothing. */
static void
test_slices_of_air (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "hf-mesh-view-slices.png", NULL);
  const guint late = g_timeout_add_seconds (150, late_cb, NULL);
  g_autoptr (GdkTexture) texture = NULL;
  g_autofree guint8 *pixels = g_malloc (300 * 300 * 4);
  g_autoptr (GError) error = NULL;
  int seen = 0;

  show_ball (fixture);
  g_object_set (fixture->view, "axes", FALSE, NULL);
  hf_mesh_view_look (fixture->view, HF_LOOK_ANTERIOR);
  show_slices (fixture);
  g_unlink (path);
  hf_mesh_view_save (fixture->view, path, 300, 300, TRUE);
  while (!g_file_test (path, G_FILE_TEST_EXISTS))
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (late);
  texture = gdk_texture_new_from_filename (path, &error);
  g_assert_no_error (error);
  gdk_texture_download (texture, pixels, 300 * 4);
  for (int n = 0; n < 300 * 300; n++)
    seen += pixels[4 * n + 3] > 8;
  g_assert_cmpint (seen, >, 300 * 300 / 10);
  g_assert_cmpint (seen, <, 300 * 300 / 2); /* the ball and the frames */
  g_unlink (path);
}

/* Each in a process of its own: GTK has no OpenGL, but the threads that draw have one; nobody has one. */
static void
test_threads_child (void)
{
  Fixture fixture = { 0 };
  double mm[3];

  set_up (&fixture, NULL);
  show_ball (&fixture);
  g_assert_cmpstr (hf_mesh_view_page (fixture.view), ==, "surface");
  g_assert_true (hf_mesh_view_pick (fixture.view, 250, 200, mm));
  gtk_window_set_default_size (fixture.window, 700, 500);
  settle (&fixture);
  g_assert_cmpstr (hf_mesh_view_page (fixture.view), ==, "surface");
  tear_down (&fixture, NULL);
}

static void
test_no_gl_child (void)
{
  Fixture fixture = { 0 };

  set_up (&fixture, NULL);
  {
    g_autoptr (HfMesh) mesh = make_mesh ();

    add_mesh (fixture.session, mesh, "tetrahedron");
  }
  wait_for_page (&fixture, "no-gl");
  {
    g_auto (GStrv) installs =
        g_strsplit (gtk_label_get_text (fixture.view->no_gl), "apt install", -1);

    g_assert_cmpuint (g_strv_length (installs), ==, 2); /* said once */
  }
  tear_down (&fixture, NULL);
}

static void
run_child (const char *option, gboolean has_egl)
{
  g_autofree char *self = g_file_read_link ("/proc/self/exe", NULL);
  char *command[] = { self, (char *) option, NULL };
  g_auto (GStrv) environment = g_get_environ ();
  g_autoptr (GError) error = NULL;
  int status = -1;

  environment = g_environ_setenv (environment, "GDK_DEBUG", "gl-disable", TRUE);
  environment = g_environ_setenv (environment, "GDK_DISABLE", "gl", TRUE);
  if (!has_egl)
    environment = g_environ_setenv (environment, "__EGL_VENDOR_LIBRARY_DIRS", "/nowhere", TRUE);
  g_spawn_sync (NULL, command, environment, G_SPAWN_STDERR_TO_DEV_NULL, NULL, NULL, NULL, NULL,
                &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
}

static void
test_threads (void)
{
  run_child ("--threads", TRUE);
}

static void
test_no_gl (void)
{
  run_child ("--no-gl", FALSE);
}

static void
add (const char *name, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (name, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char **argv)
{
  if (argc > 1 && g_str_has_prefix (argv[1], "--")) {
    gboolean threads = strcmp (argv[1], "--threads") == 0;

    if (threads || strcmp (argv[1], "--no-gl") == 0) {
      gtk_init ();
      hf_view_init ();
      (threads ? test_threads_child : test_no_gl_child) ();
      return 0;
    }
  }
  gtk_test_init (&argc, &argv, NULL);
  hf_view_init ();
  add ("/mesh-view/ball", test_ball);
  add ("/mesh-view/mesh-file", test_mesh_file);
  add ("/mesh-view/actions", test_actions);
  add ("/mesh-view/measure", test_measure);
  add ("/mesh-view/many", test_many);
  add ("/mesh-view/parts", test_parts);
  add ("/mesh-view/profile", test_profile);
  add ("/mesh-view/context", test_context);
  add ("/mesh-view/another-volume", test_another_volume);
  add ("/mesh-view/count", test_count);
  add ("/mesh-view/save", test_save);
  add ("/mesh-view/outgrown", test_outgrown);
  add ("/mesh-view/slices-of-air", test_slices_of_air);
  g_test_add_func ("/mesh-view/threads", test_threads);
  g_test_add_func ("/mesh-view/no-gl", test_no_gl);
  return g_test_run ();
}
