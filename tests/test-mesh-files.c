/* The laws: vertices at one place are one for what hangs together; what is written comes back as it was, in every format that is read, in both frames; a
   file that is cut off at any byte, or changed at any byte, is refused or read but never believed
   beyond its length; saving is all or nothing; the certificate lies beside. */
#include "core/error.h"
#include "files/mesh-read.h"
#include "files/mesh-write.h"
#include "mesh-volumes.h"
#include "mesh/report.h"
#include "mesh/surface.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>

static const char *folder;

static double
ball (double i, double j, double k, gpointer data)
{
  return 100 * (*(double *) data - sqrt (pow (i - 12.2, 2) + pow (j - 11.9, 2) + pow (k - 12, 2)));
}

static HfMesh *
make_ball (double radius)
{
  const HfSurfaceOptions options = { .level = 0, .step = 1 };
  g_autoptr (HfVolume) volume =
      volume_of (even_geometry (25, 25, 25, 0.5, 0.6, 1.5), ball, &radius);

  return hf_surface (volume, &options, NULL, NULL);
}

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
assert_same (const HfMesh *a, const HfMesh *b, double tolerance)
{
  HfMeshReport ra, rb;

  g_assert_cmpuint (hf_mesh_n_vertices (a), ==, hf_mesh_n_vertices (b));
  g_assert_cmpuint (hf_mesh_n_triangles (a), ==, hf_mesh_n_triangles (b));
  for (guint c = 0; c < 3 * hf_mesh_n_triangles (a); c++)
    for (int x = 0; x < 3; x++)
      g_assert_cmpfloat_with_epsilon (hf_mesh_positions (a)[3 * hf_mesh_triangles (a)[c] + x],
                                      hf_mesh_positions (b)[3 * hf_mesh_triangles (b)[c] + x],
                                      tolerance + 1e-12);
  hf_mesh_report (a, &ra);
  hf_mesh_report (b, &rb);
  g_assert_true (rb.watertight && rb.oriented);
  g_assert_cmpfloat_with_epsilon (ra.volume_ml, rb.volume_ml, 1e-4);
}

static void
test_round_trips (void)
{
  static const struct {
    const char *name;
    double tolerance; /* mm */
  } files[] = {
    { "a.stl", 0 }, { "a.ply", 0 }, { "a.OBJ", 6e-6 }, { "a.glb", 5e-6 }, { "a.3mf", 6e-6 }
  };
  g_autoptr (HfMesh) mesh = make_ball (9);

  for (gsize n = 0; n < G_N_ELEMENTS (files); n++) {
    g_autofree char *path = path_of (files[n].name);
    g_autoptr (GError) error = NULL;
    g_autoptr (HfMesh) back = NULL;

    g_assert_true (hf_mesh_can_write (path) && hf_mesh_can_read (path));
    g_assert_true (hf_mesh_write (path, mesh, HF_MESH_LPS, FALSE, NULL, &error));
    g_assert_no_error (error);
    back = hf_mesh_read (path, &error);
    g_assert_no_error (error);
    assert_same (mesh, back, files[n].tolerance);
  }
}

/* RAS is LPS with x and y turned around: in the file; a file that says so comes back as LPS. */
static void
test_frames (void)
{
  static const char *const names[] = { "r.stl", "r.ply", "r.obj", "r.glb", "r.3mf" };
  g_autoptr (HfMesh) mesh = make_ball (9);
  g_autofree char *ply = path_of ("r.ply");
  g_autofree char *text = NULL;
  float first[3];

  for (gsize n = 0; n < G_N_ELEMENTS (names); n++) {
    g_autofree char *path = path_of (names[n]);
    g_autoptr (HfMesh) same = NULL;

    g_assert_true (hf_mesh_write (path, mesh, HF_MESH_RAS, FALSE, NULL, NULL));
    same = hf_mesh_read (path, NULL);
    assert_same (mesh, same, 6e-6);
  }
  g_assert_true (g_file_get_contents (ply, &text, NULL, NULL));
  g_assert_nonnull (strstr (text, "unit mm; space RAS"));
  memcpy (first, strstr (text, "end_header\n") + 11, sizeof first);
  g_assert_cmpfloat (first[0], ==, -hf_mesh_positions (mesh)[0]);
  g_assert_cmpfloat (first[1], ==, -hf_mesh_positions (mesh)[1]);
  g_assert_cmpfloat (first[2], ==, hf_mesh_positions (mesh)[2]);
}

static void
test_certificate (void)
{
  g_autoptr (HfMesh) mesh = make_ball (9);
  g_autofree char *path = path_of ("c.stl"), *beside = hf_mesh_certificate_path (path);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *root;
  HfMeshReport report;

  g_assert_true (hf_mesh_write (path, mesh, HF_MESH_LPS, TRUE, NULL, NULL));
  g_assert_true (json_parser_load_from_file (parser, beside, NULL));
  root = json_node_get_object (json_parser_get_root (parser));
  hf_mesh_report (mesh, &report);
  g_assert_cmpint (json_object_get_int_member (root, "triangles"), ==, report.triangles);
  g_assert_true (json_object_get_boolean_member (root, "watertight"));
  g_assert_cmpfloat_with_epsilon (json_object_get_double_member (root, "volume_ml"),
                                  report.volume_ml, 1e-6);
  g_assert_cmpstr (json_object_get_string_member (root, "frame"), ==, "LPS");
}

/* Where the disk is full (here: files may not grow) the old file stays. */
static void
test_full_disk (void)
{
  g_autoptr (HfMesh) small = make_ball (3), large = make_ball (10);
  g_autofree char *path = path_of ("f.stl");
  g_autoptr (GError) error = NULL;
  g_autoptr (HfMesh) back = NULL;
  struct rlimit old, tight;

  g_assert_true (hf_mesh_write (path, small, HF_MESH_LPS, FALSE, NULL, NULL));
  signal (SIGXFSZ, SIG_IGN);
  getrlimit (RLIMIT_FSIZE, &old);
  tight = (struct rlimit){ 50000, old.rlim_max };
  setrlimit (RLIMIT_FSIZE, &tight);
  g_assert_false (hf_mesh_write (path, large, HF_MESH_LPS, TRUE, NULL, &error));
  setrlimit (RLIMIT_FSIZE, &old);
  g_assert_error (error, HF_ERROR, HF_CODE_IO);
  back = hf_mesh_read (path, NULL);
  assert_same (small, back, 0);
}

static void
test_write_refused (void)
{
  g_autoptr (HfMesh) mesh = make_ball (3);
  g_autofree char *unknown = path_of ("a.step"), *nowhere = path_of ("no/such/folder.stl");
  g_autoptr (GError) error = NULL;
  HfProgress progress = { 0 };
  g_autofree char *cancelled = path_of ("x.obj");

  g_assert_false (hf_mesh_write (unknown, mesh, HF_MESH_LPS, FALSE, NULL, &error));
  g_assert_error (error, HF_ERROR, HF_CODE_BAD_VALUE);
  g_clear_error (&error);
  g_assert_false (hf_mesh_write (nowhere, mesh, HF_MESH_LPS, FALSE, NULL, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  hf_progress_cancel (&progress);
  g_assert_false (hf_mesh_write (cancelled, mesh, HF_MESH_LPS, FALSE, &progress, &error));
  g_assert_error (error, HF_ERROR, HF_CODE_CANCELLED);
  g_assert_false (g_file_test (cancelled, G_FILE_TEST_EXISTS));
}

static HfMesh *
read_text (const char *name, const char *text, GError **error)
{
  return hf_mesh_read_memory (name, (const guint8 *) text, strlen (text), error);
}

/* A tetrahedron in every way to write it as text. */
static void
test_text (void)
{
  static const struct {
    const char *name;
    const char *text;
  } files[] = {
    { "t.stl", "solid t\n facet normal 0 0 0\n outer loop\n vertex 0 0 0\n vertex 0 1e1 0\n"
               " vertex 10 0 0\n endloop\n endfacet\nfacet normal 0 0 0\nouter loop\nvertex 0 0 0\n"
               "vertex 10 0 0\nvertex 0 0 10\nendloop\nendfacet\nfacet normal 0 0 0\nouter loop\n"
               "vertex 0 0 0\nvertex -0.0 0 10\nvertex 0 10 0\nendloop\nendfacet\n"
               "facet normal 0 0 0\nouter loop\nvertex 10 0 0\nvertex 0 10 0\nvertex 0 0 10\n"
               "endloop\nendfacet\nendsolid t\n" },
    { "t.obj", "# x\r\nv 0 0 0\r\nv 10 0 0 1\r\nv 0 10 0\r\nv 0 0 10\r\nvn 0 0 1\r\n"
               "f 1 3 2\r\nf 1/1 2/2 4/3\r\nf -4//1 -1//1 -2//1\r\nf 2/1/1 3/1/1 4/1/1 # y\r\n" },
    { "t.ply", "ply\nformat ascii 1.0\ncomment a b c\nelement vertex 4\nproperty uchar red\n"
               "property double z\nproperty float y\nproperty int x\nelement edge 1\n"
               "property list uchar int things\nelement face 4\nproperty float quality\n"
               "property list uchar uint vertex_index\nend_header\n9 0 0 0\n9 0 0 10\n9 0 10 0\n"
               "9 10 0 0\n2 5 5\n0.5 3 0 2 1\n0.5 3 0 1 3\n0.5 3 0 3 2\n0.5 3 1 2 3\n" },
    { "strips.ply", "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nproperty float y\n"
                    "property float z\nelement tristrips 1\nproperty list int int vertex_indices\n"
                    "end_header\n0 0 0\n10 0 0\n0 10 0\n0 0 10\n"
                    "10 0 2 1 -1 0 1 3 2 0 -1\n" },
    { "joined.obj",
      "# a path of Windows \\\nv 0 0 0\nv 10 \\\n0 0\nv 0 10 0\nv 0 0 10\nvn 0 \\\r\n0 1\n"
      "f 1\\\n3 2\nf 1 2 4\nf 1 4 3\nf 2 \\\r\n 3 4\n" },
    { "CAPITALS.STL", "SOLID T\n FACET NORMAL 0 0 0\n OUTER LOOP\n VERTEX 0 0 0\n VERTEX 0 1E1 0\n"
                      " VERTEX 10 0 0\n ENDLOOP\n ENDFACET\nFACET NORMAL 0 0 0\nOUTER LOOP\n"
                      "VERTEX 0 0 0\nVERTEX 10 0 0\nVERTEX 0 0 10\nENDLOOP\nENDFACET\n"
                      "FACET NORMAL 0 0 0\nOUTER LOOP\nVERTEX 0 0 0\nVERTEX 0 0 10\nVERTEX 0 10 0\n"
                      "ENDLOOP\nENDFACET\nFACET NORMAL 0 0 0\nOUTER LOOP\nVERTEX 10 0 0\n"
                      "VERTEX 0 10 0\nVERTEX 0 0 10\nENDLOOP\nENDFACET\nENDSOLID T\n" },
  };

  for (gsize n = 0; n < G_N_ELEMENTS (files); n++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HfMesh) mesh = read_text (files[n].name, files[n].text, &error);
    HfMeshReport report;

    g_assert_no_error (error);
    hf_mesh_report (mesh, &report);
    g_assert_cmpuint (report.vertices, ==, 4);
    g_assert_true (report.watertight && report.oriented);
    g_assert_cmpfloat_with_epsilon (report.volume_ml, 1 / 6.0, 1e-7);
  }
}

/* The PLY of the other byte order, and a square as one face. */
static void
test_big_endian (void)
{
  static const char head[] =
      "ply\nformat binary_big_endian 1.0\nelement vertex 4\nproperty float x\nproperty float y\n"
      "property float z\nelement face 1\nproperty list uchar ushort vertex_indices\nend_header\n";
  static const guint8 body[] = {
    0, 0, 0,    0,    0, 0,    0,    0, 0, 0,    0,    0, 0x3f, 0x80, 0, 0, 0, 0, 0,
    0, 0, 0,    0,    0, 0x3f, 0x80, 0, 0, 0x3f, 0x80, 0, 0,    0,    0, 0, 0, 0, 0,
    0, 0, 0x3f, 0x80, 0, 0,    0,    0, 0, 0,    4,    0, 0,    0,    1, 0, 2, 0, 3,
  };
  guint8 file[sizeof head + sizeof body];
  g_autoptr (HfMesh) mesh = NULL;
  HfMeshReport report;

  memcpy (file, head, sizeof head - 1);
  memcpy (file + sizeof head - 1, body, sizeof body);
  file[sizeof file - 1] = 0;
  mesh = hf_mesh_read_memory ("b.ply", file, sizeof file - 1, NULL);
  g_assert_nonnull (mesh);
  hf_mesh_report (mesh, &report);
  g_assert_cmpuint (report.triangles, ==, 2);
  g_assert_cmpfloat_with_epsilon (report.area_cm2, 0.01, 1e-9);
}

/* A cube of 24 vertices, four a side, as programs write it that shade it flat: one closed part, and again 24 vertices where it
   is written. */
static void
test_flat_cube (void)
{
  GString *text = g_string_new ("");
  g_autoptr (HfMesh) mesh = NULL, again = NULL;
  g_autofree char *path = path_of ("flat.ply");
  HfMeshReport report;

  for (int axis = 0; axis < 3; axis++)
    for (int high = 0; high < 2; high++)
      for (int n = 0; n < 4; n++) {
        const int u = n == 1 || n == 2, v = n >= 2;
        int place[3];

        place[axis] = 10 * high;
        place[(axis + 1) % 3] = 10 * (high ? u : v);
        place[(axis + 2) % 3] = 10 * (high ? v : u);
        g_string_append_printf (text, "v %d %d %d\n%s", place[0], place[1], place[2],
                                n == 3 ? "f -4 -3 -2 -1\n" : "");
      }
  mesh = read_text ("flat.obj", text->str, NULL);
  g_string_free (text, TRUE);
  g_assert_true (hf_mesh_write (path, mesh, HF_MESH_LPS, FALSE, NULL, NULL));
  again = hf_mesh_read (path, NULL);
  hf_mesh_report (again, &report);
  g_assert_cmpuint (report.vertices, ==, 24);
  g_assert_cmpuint (report.places, ==, 8);
  g_assert_cmpuint (report.components, ==, 1);
  g_assert_true (report.watertight && report.oriented);
  g_assert_cmpint (report.genus, ==, 0);
  g_assert_cmpfloat_with_epsilon (report.volume_ml, 1, 1e-6);
}

/* Messages count vertices as the format does. */
static void
test_numbers (void)
{
  g_autoptr (GError) of_ply = NULL, of_obj = NULL;

  g_assert_null (
      read_text ("n.ply",
                 "ply\nformat ascii 1.0\nelement vertex 4\nproperty float x\nelement face 1\n"
                 "property list uchar int vertex_index\nend_header\n0\n0\n0\n0\n3 0 1 9\n",
                 &of_ply));
  g_assert_nonnull (strstr (of_ply->message, "names vertex 9, and there are 4, counted from 0"));
  g_assert_null (read_text ("n.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 9\n", &of_obj));
  g_assert_nonnull (strstr (of_obj->message, "names vertex 9, and there are 3, counted from 1"));
}

static void
test_read_refused (void)
{
  static const struct {
    const char *name;
    const char *text;
  } files[] = {
    { "a.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 4\n" },
    { "b.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 -4\n" },
    { "c.obj", "v 0 0 0\nv 1 0\nf 1 1 1\n" },
    { "d.obj", "v 0 0 0\nv 1 0 nan\nv 0 1 0\nf 1 2 3\n" },
    { "e.obj", "" },
    { "f.obj", "v 0 0 0\nv 1 0 0\nv 0 1 0\nf 1 2 x\n" },
    { "g.stl",
      "solid x\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\n" },
    { "h.stl", "no mesh" },
    { "i.ply", "ply\nformat ascii 1.0\nelement vertex 4000000000\nproperty float x\nend_header\n" },
    { "j.ply", "ply\nformat binary_little_endian 1.0\nelement face 5\n"
               "property list uint int vertex_indices\nend_header\n\377\377\377\377" },
    { "k.ply", "ply\nformat ascii 1.0\nelement vertex 1\nend_header\n" },
    { "l.glb", "glTF" },
    { "m.txt", "hello" },
    { "n.3mf", "hello" },
    { "o.3mf", "" },
  };

  for (gsize n = 0; n < G_N_ELEMENTS (files); n++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (HfMesh) mesh = read_text (files[n].name, files[n].text, &error);

    g_assert_null (mesh);
    g_assert_error (error, HF_ERROR, HF_CODE_CORRUPT);
    g_assert_nonnull (strstr (error->message, files[n].name));
  }
}

/* Cut off anywhere: refused, always (a mesh with a part missing would look whole). */
static void
test_cut_off (void)
{
  static const char *const names[] = { "t.stl", "t.ply", "t.glb", "t.3mf" };
  g_autoptr (HfMesh) mesh = make_ball (2.5);

  for (gsize f = 0; f < G_N_ELEMENTS (names); f++) {
    g_autofree char *path = path_of (names[f]), *data = NULL;
    gsize n;

    g_assert_true (hf_mesh_write (path, mesh, HF_MESH_LPS, FALSE, NULL, NULL));
    g_assert_true (g_file_get_contents (path, &data, &n, NULL));
    for (gsize length = 0; length < n; length += 1 + (length > 1200) * 37) {
      g_autofree guint8 *part = g_malloc0 (length + 1);
      g_autoptr (GError) error = NULL;

      memcpy (part, data, length);
      g_assert_null (hf_mesh_read_memory (names[f], part, length, &error));
      g_assert_error (error, HF_ERROR, HF_CODE_CORRUPT);
    }
  }
}

/* Changed anywhere: whatever comes back is a mesh whose triangles name vertices that are there. */
static void
test_changed (void)
{
  static const char *const names[] = { "t.stl", "t.ply", "t.glb", "t.obj", "t.3mf" };
  GRand *rand = g_rand_new_with_seed (3);
  g_autoptr (HfMesh) mesh = make_ball (2.5);

  for (gsize f = 0; f < G_N_ELEMENTS (names); f++) {
    g_autofree char *path = path_of (names[f]), *data = NULL;
    gsize n;

    g_assert_true (hf_mesh_write (path, mesh, HF_MESH_LPS, FALSE, NULL, NULL));
    g_assert_true (g_file_get_contents (path, &data, &n, NULL));
    for (int turn = 0; turn < 2000; turn++) {
      g_autofree guint8 *changed = g_memdup2 (data, n + 1);
      g_autoptr (HfMesh) back = NULL;

      for (int change = 0; change < 1 + turn % 3; change++)
        changed[g_rand_int_range (rand, 0, (gint) (turn % 2 ? n : MIN (n, 1000)))] =
            (guint8) g_rand_int (rand);
      back = hf_mesh_read_memory (names[f], changed, n, NULL);
      for (guint c = 0; back && c < 3 * hf_mesh_n_triangles (back); c++)
        g_assert_cmpuint (hf_mesh_triangles (back)[c], <, hf_mesh_n_vertices (back));
    }
  }
  g_rand_free (rand);
}

/* The zip of a 3MF: its members unpack to XML with as many vertices and triangles. */
static void
test_3mf (void)
{
  g_autoptr (HfMesh) mesh = make_ball (5);
  g_autofree char *path = path_of ("z.3mf"), *command = NULL, *text = NULL;
  g_autofree char *expected =
      g_strdup_printf ("millimeter %u %u\n", hf_mesh_n_vertices (mesh), hf_mesh_n_triangles (mesh));

  g_assert_true (hf_mesh_write (path, mesh, HF_MESH_LPS, FALSE, NULL, NULL));
  command = g_strdup_printf (
      "/usr/bin/python3 -c \"import zipfile,xml.etree.ElementTree as E;z=zipfile.ZipFile('%s');"
      "assert z.testzip() is None;r=E.fromstring(z.read('3D/3dmodel.model'));"
      "n='{http://schemas.microsoft.com/3dmanufacturing/core/2015/02}';"
      "print(r.get('unit'),len(list(r.iter(n+'vertex'))),len(list(r.iter(n+'triangle'))))\"",
      path);
  if (!g_file_test ("/usr/bin/python3", G_FILE_TEST_IS_EXECUTABLE)) {
    g_test_skip ("no python3 to unpack with");
    return;
  }
  g_assert_true (g_spawn_command_line_sync (command, &text, NULL, NULL, NULL));
  g_assert_cmpstr (text, ==, expected);
}

static void
remove_folder (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir))) {
    g_autofree char *path = path_of (name);

    g_unlink (path);
  }
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_autofree char *own = g_dir_make_tmp ("hounsfield-XXXXXX", NULL);
  int result;

  folder = own;
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mesh-files/round-trips", test_round_trips);
  g_test_add_func ("/mesh-files/frames", test_frames);
  g_test_add_func ("/mesh-files/certificate", test_certificate);
  g_test_add_func ("/mesh-files/full-disk", test_full_disk);
  g_test_add_func ("/mesh-files/write-refused", test_write_refused);
  g_test_add_func ("/mesh-files/text", test_text);
  g_test_add_func ("/mesh-files/big-endian", test_big_endian);
  g_test_add_func ("/mesh-files/flat-cube", test_flat_cube);
  g_test_add_func ("/mesh-files/numbers", test_numbers);
  g_test_add_func ("/mesh-files/read-refused", test_read_refused);
  g_test_add_func ("/mesh-files/cut-off", test_cut_off);
  g_test_add_func ("/mesh-files/changed", test_changed);
  g_test_add_func ("/mesh-files/3mf", test_3mf);
  result = g_test_run ();
  remove_folder ();
  return result;
}
