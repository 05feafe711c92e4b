/* The laws: a 3MF shows what its build names, where its transforms put it, in mm, whichever way its zip was
   written; what is in it twice or mirrored is whole; what cannot be read is refused with the file's name and
   a reason; nothing small becomes large, and nothing short takes long. Places were worked out by hand; those
   of "nested" are the ones that lib3MF 1.8.1 writes when its example Converter turns the file into STL. */
#include "core/error.h"
#include "files/mesh-read.h"
#include "mesh/report.h"
#include "zip-bytes.h"

#define NAMESPACE "xmlns=\"http://schemas.microsoft.com/3dmanufacturing/core/2015/02\""
#define FORMATS "http://schemas.microsoft.com/3dmanufacturing/"
#define PART "3D/3dmodel.model"

/* A corner of a cube of 10 units. */
#define POINTS                                                                                     \
  "<vertices><vertex x=\"0\" y=\"0\" z=\"0\"/><vertex x=\"1e1\" y=\"0\" z=\"0\"/>"                 \
  "<vertex z=\"0\" x=\"0\" y=\"10.0\"/><vertex x=\"0\" y=\"0\" z=\"10\"/></vertices>"
#define CORNER                                                                                     \
  "<mesh>" POINTS                                                                                  \
  "<triangles><triangle v1=\"0\" v2=\"2\" v3=\"1\" pid=\"5\"/><triangle v1=\"0\" v2=\"1\" "        \
  "v3=\"3\"/><triangle v1=\"0\" v2=\"3\" v3=\"2\"/><triangle v1=\"1\" v2=\"2\" v3=\"3\"/>"         \
  "</triangles></mesh>"
#define OBJECT(id, inside) "<object id=\"" id "\">" inside "</object>"
#define USE(id, transform)                                                                         \
  "<components><component objectid=\"" id "\" transform=\"" transform "\"/></components>"
#define ITEM(id) "<item objectid=\"" id "\"/>"
#define PUT(id, transform) "<item objectid=\"" id "\" transform=\"" transform "\"/>"

static char *
model_of (const char *attributes, const char *resources, const char *build)
{
  return g_strconcat ("<?xml version=\"1.0\"?>\n<model " NAMESPACE " ", attributes, "><resources>",
                      resources, "</resources><build>", build, "</build></model>\n", NULL);
}

static HfMesh *
read_zip (ZipMaker *maker, const char *name, GError **error)
{
  gsize n;
  g_autofree guint8 *data = zip_end (maker, &n);

  return hf_mesh_read_memory (name, data, n, error);
}

static HfMesh *
read_xml (const char *xml, const char *name, GError **error)
{
  ZipMaker maker = { 0 };

  zip_add (&maker, PART, xml, strlen (xml));
  return read_zip (&maker, name, error);
}

/* n corners of cubes, within the bounds. */
static void
assert_corners (const HfMesh *mesh, guint n, double volume_ml, const double bounds_mm[6])
{
  HfMeshReport report;

  g_assert_nonnull (mesh);
  hf_mesh_report (mesh, &report);
  g_assert_cmpuint (report.triangles, ==, 4 * n);
  g_assert_cmpuint (report.vertices, ==, 4 * n);
  g_assert_cmpuint (report.components, ==, n);
  g_assert_true (report.watertight && report.oriented);
  g_assert_cmpfloat_with_epsilon (report.volume_ml / volume_ml, 1, 1e-6);
  for (int b = 0; b < 6; b++)
    g_assert_cmpfloat_with_epsilon (report.bounds_mm[b], bounds_mm[b],
                                    1e-6 * ABS (bounds_mm[b]) + 1e-12);
}

static void
test_units (void)
{
  static const struct {
    const char *attributes;
    double mm;
  } units[] = {
    { "", 1 },
    { "unit=\"micron\"", 0.001 },
    { "unit=\"millimeter\"", 1 },
    { "unit=\"centimeter\"", 10 },
    { "unit=\"inch\"", 25.4 },
    { "unit=\"foot\"", 304.8 },
    { "unit=\"meter\"", 1000 },
  };

  for (gsize n = 0; n < G_N_ELEMENTS (units); n++) {
    g_autofree char *xml = model_of (units[n].attributes, OBJECT ("1", CORNER), ITEM ("1"));
    const double side = 10 * units[n].mm, bounds[6] = { 0, 0, 0, side, side, side };
    g_autoptr (GError) error = NULL;
    g_autoptr (HfMesh) mesh = read_xml (xml, "u.3mf", &error);

    g_assert_no_error (error);
    assert_corners (mesh, 1, side * side * side / 6000, bounds);
  }
}

static void
test_transforms (void)
{
  static const struct {
    const char *attributes, *resources, *build;
    guint n;
    double volume_ml;
    double bounds_mm[6];
  } files[] = {
    { "", /* moved, beside itself */
      OBJECT ("1", CORNER),
      PUT ("1", "1 0 0 0 1 0 0 0 1 20 0 0") ITEM ("1"),
      2,
      2 / 6.0,
      { 0, 0, 0, 30, 10, 10 } },
    { "", /* mirrored: not inside out */
      OBJECT ("7", CORNER),
      PUT ("7", "-1 0 0 0 1 0 0 0 1 0 0 0"),
      1,
      1 / 6.0,
      { -10, 0, 0, 0, 10, 10 } },
    { "", /* the last object is not shown; what is no triangle is passed by */
      "<basematerials id=\"5\"><base name=\"a\"/></basematerials>" OBJECT ("2", CORNER)
          OBJECT ("2147483647", "<components><component objectid=\"2\"/></components>"),
      PUT ("2", " 2 0 0\t0 3 0\n0 0 4 0 0 0 "),
      1,
      4,
      { 0, 0, 0, 20, 30, 40 } },
    { "unit=\"centimeter\"", /* a quarter turn, moved, then doubled and moved */
      OBJECT ("1", CORNER) OBJECT ("2", USE ("1", "0 1 0 -1 0 0 0 0 1 1 2 3")),
      PUT ("2", "2 0 0 0 2 0 0 0 2 100 0 0"),
      1,
      8000 / 6.0,
      { 820, 40, 60, 1020, 240, 260 } },
    { "", /* nested */
      OBJECT ("1", CORNER) OBJECT ("2", USE ("1", "0 1 0 -1 0 0 0 0 1 1 2 3"))
          OBJECT ("3", USE ("2", "0.5 0.1 0 0 1 0.3 -0.2 0 1 7 8 9")),
      PUT ("3", "2 0 0 0 0 2 0 -2 0 100 0 0"),
      1,
      3.952 / 6.0,
      { 103.8, -45.2, 18.2, 113.8, -25.2, 40.2 } },
  };

  for (gsize n = 0; n < G_N_ELEMENTS (files); n++) {
    g_autofree char *xml = model_of (files[n].attributes, files[n].resources, files[n].build);
    g_autoptr (GError) error = NULL;
    g_autoptr (HfMesh) mesh = read_xml (xml, "t.3mf", &error);

    g_assert_no_error (error);
    assert_corners (mesh, files[n].n, files[n].volume_ml, files[n].bounds_mm);
  }
}

/* In every way to write the zip, and the XML; the part where _rels/.rels says. */
static void
test_packages (void)
{
  static const char relations[] =
      "\xef\xbb\xbf<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/"
      "relationships\"><Relationship Target=\"/a.png\" Id=\"a\" Type=\"http://x/thumbnail\"/>"
      "<Relationship Target=\"/Models/My%20model.model\" Id=\"b\" Type=\"" FORMATS
      "2013/01/3dmodel\"/></Relationships>";
  static const double bounds[6] = { 0, 0, 0, 10, 10, 10 };
  g_autofree char *xml = model_of ("", OBJECT ("1", CORNER), ITEM ("1"));
  g_autofree char *marked = g_strconcat ("\xef\xbb\xbf", xml, NULL);

  for (int way = 0; way < 8; way++) {
    ZipMaker maker = { .is_stored = way & 1, .has_descriptors = way & 2, .is_zip64 = way & 4 };
    g_autoptr (GError) error = NULL;
    g_autoptr (HfMesh) mesh = NULL;

    zip_add (&maker, PART, "<html/>", 7);
    zip_add (&maker, "_rels/.rels", relations, sizeof relations - 1);
    zip_add (&maker, "Models/my model.MODEL", marked, strlen (marked));
    mesh = read_zip (&maker, "p.bin", &error);
    g_assert_no_error (error);
    assert_corners (mesh, 1, 1 / 6.0, bounds);
  }
}

/* Elements with a prefix of their own, and others of the same names in another one. */
static void
test_prefixes (void)
{
  static const double bounds[6] = { 0, 0, 0, 10, 10, 10 };
  static const char xml[] =
      "<c:model unit=\"millimeter\" xmlns:c=\"" FORMATS "core/2015/02\"><c:resources>"
      "<c:object id=\"1\"><mesh><vertices/></mesh><c:mesh><c:vertices><c:vertex x=\"0\" y=\"0\" "
      "z=\"0\"/><vertex x=\"5\" y=\"5\" z=\"5\"/><c:vertex x=\"10\" y=\"0\" z=\"0\"/>"
      "<c:vertex x=\"0\" y=\"10\" z=\"0\"/><c:vertex x=\"0\" y=\"0\" z=\"10\"/></c:vertices>"
      "<c:triangles><c:triangle v1=\"0\" v2=\"2\" v3=\"1\"/><c:triangle v1=\"0\" v2=\"1\" "
      "v3=\"3\"/><!-- <c:triangle/> --><c:triangle v1=\"0\" v2=\"3\" v3=\"2\"/><c:triangle "
      "v1=\"1\" v2=\"2\" v3=\"3\"></c:triangle><c:triangle v1=\"1\" v2=\"1\" v3=\"0\"/>"
      "</c:triangles></c:mesh></c:object></c:resources><c:build><c:item objectid=\"1\"/>"
      "</c:build></c:model>";
  g_autoptr (GError) error = NULL;
  g_autoptr (HfMesh) mesh = read_xml (xml, "c.3mf", &error);

  g_assert_no_error (error);
  assert_corners (mesh, 1, 1 / 6.0, bounds);
}

/* Only the description of the file names its frame. */
static void
test_frame (void)
{
  static const struct {
    const char *metadata;
    double bounds_mm[6];
  } files[] = {
    { "<metadata name=\"Description\">Mine; space RAS</metadata>", { -10, -10, 0, 0, 0, 10 } },
    { "<metadata name=\"Description\">Mine; space LPS</metadata>", { 0, 0, 0, 10, 10, 10 } },
    { "<metadata name=\"Title\">space RAS</metadata>", { 0, 0, 0, 10, 10, 10 } },
  };

  for (gsize n = 0; n < G_N_ELEMENTS (files); n++) {
    g_autofree char *plain = model_of ("", OBJECT ("1", CORNER), ITEM ("1"));
    g_auto (GStrv) halves = g_strsplit (plain, "<resources>", 2);
    g_autofree char *xml =
        g_strconcat (halves[0], files[n].metadata, "<resources>", halves[1], NULL);
    g_autoptr (HfMesh) mesh = read_xml (xml, "f.3mf", NULL);

    assert_corners (mesh, 1, 1 / 6.0, files[n].bounds_mm);
  }
}

static void
test_refused (void)
{
  static const struct {
    const char *attributes, *resources, *build;
    const char *says;
    HfCode code;
  } files[] = {
    { "", OBJECT ("1", CORNER), "", "build", HF_CODE_CORRUPT },
    { "", OBJECT ("1", CORNER), ITEM ("2"), "object 2", HF_CODE_CORRUPT },
    { "", OBJECT ("1", CORNER) OBJECT ("1", CORNER), ITEM ("1"), "two objects", HF_CODE_CORRUPT },
    { "", OBJECT ("x", CORNER), ITEM ("1"), "id", HF_CODE_CORRUPT },
    { "", OBJECT ("2147483648", CORNER), ITEM ("1"), "id", HF_CODE_CORRUPT },
    { "", OBJECT ("1", CORNER), "<item/>", "names no object", HF_CODE_CORRUPT },
    { "", OBJECT ("1", CORNER), PUT ("1", "1 0 0 0 1 0 0 0 1 0 0"), "12", HF_CODE_CORRUPT },
    { "", OBJECT ("1", CORNER), PUT ("1", "1 0 0 0 1 0 0 0 1 0 0 0 0"), "12", HF_CODE_CORRUPT },
    { "", OBJECT ("1", CORNER), PUT ("1", "1 0 0 0 1 0 0 0 1 0 0 nan"), "12", HF_CODE_CORRUPT },
    { "", OBJECT ("1", CORNER), PUT ("1", "1 0 0 0 1 0 0 0 1 0 0 1e10"), "place", HF_CODE_CORRUPT },
    { "unit=\"furlong\"", OBJECT ("1", CORNER), ITEM ("1"), "furlong", HF_CODE_CORRUPT },
    { "", OBJECT ("1", USE ("1", "1 0 0 0 1 0 0 0 1 0 0 0")), ITEM ("1"), "itself",
      HF_CODE_CORRUPT },
    { "",
      OBJECT ("1", USE ("2", "1 0 0 0 1 0 0 0 1 0 0 0"))
          OBJECT ("2", USE ("1", "1 0 0 0 1 0 0 0 1 0 0 0")),
      ITEM ("1"), "itself", HF_CODE_CORRUPT },
    { "", OBJECT ("1", "<mesh>" POINTS "</mesh>"), ITEM ("1"), "no triangle", HF_CODE_CORRUPT },
    { "",
      OBJECT ("1", "<mesh>" POINTS
                   "<triangles><triangle v1=\"0\" v2=\"1\" v3=\"4\"/></triangles></mesh>"),
      ITEM ("1"), "“4”, and there are 4", HF_CODE_CORRUPT },
    { "",
      OBJECT ("1", "<mesh>" POINTS
                   "<triangles><triangle v1=\"-1\" v2=\"1\" v3=\"2\"/></triangles></mesh>"),
      ITEM ("1"), "“-1”", HF_CODE_CORRUPT },
    { "",
      OBJECT ("1", "<mesh>" POINTS
                   "<triangles><triangle v1=\"4294967296\" v2=\"1\" v3=\"2\"/></triangles>"
                   "</mesh>"),
      ITEM ("1"), "4294967296", HF_CODE_CORRUPT },
    { "",
      OBJECT ("1", "<mesh>" POINTS "<triangles><triangle v1=\"0\" v2=\"1\"/></triangles></mesh>"),
      ITEM ("1"), "v3", HF_CODE_CORRUPT },
    { "", OBJECT ("1", "<mesh><vertices><vertex x=\"1\" y=\"2\"/></vertices></mesh>"), ITEM ("1"),
      "x, y and z", HF_CODE_CORRUPT },
    { "", OBJECT ("1", "<mesh><vertices><vertex x=\"1\" y=\"2\" z=\"3mm\"/></vertices></mesh>"),
      ITEM ("1"), "3mm", HF_CODE_CORRUPT },
    { "", OBJECT ("1", CORNER), "<item objectid=\"1\" p:path=\"/3D/a.model\"/>", "core 3MF",
      HF_CODE_UNSUPPORTED_SYNTAX },
    { "requiredextensions=\"m b\" xmlns:m=\"" FORMATS "material/2015/02\" xmlns:b=\"" FORMATS
      "beamlattice/2017/02\"",
      OBJECT ("1", CORNER), ITEM ("1"), "beamlattice", HF_CODE_UNSUPPORTED_SYNTAX },
    { "", OBJECT ("1", CORNER), ITEM ("1") "</item>", "XML", HF_CODE_CORRUPT },
  };

  for (gsize n = 0; n < G_N_ELEMENTS (files); n++) {
    g_autofree char *xml = model_of (files[n].attributes, files[n].resources, files[n].build);
    g_autoptr (GError) error = NULL;
    g_autoptr (HfMesh) mesh = read_xml (xml, "bad.3mf", &error);

    g_test_message ("%s", files[n].says);
    g_assert_null (mesh);
    g_assert_error (error, HF_ERROR, (int) files[n].code);
    g_assert_true (g_str_has_prefix (error->message, "bad.3mf: "));
    g_assert_nonnull (strstr (error->message, files[n].says));
  }
}

static void
assert_refused (const char *xml, HfCode code, const char *says)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HfMesh) mesh = read_xml (xml, "bad.3mf", &error);

  g_assert_null (mesh);
  g_assert_error (error, HF_ERROR, (int) code);
  g_assert_true (g_str_has_prefix (error->message, "bad.3mf: "));
  g_assert_nonnull (strstr (error->message, says));
}

/* What would need more memory or time than its size bears out. */
static void
test_bombs (void)
{
  g_autoptr (GString) twice = g_string_new (OBJECT ("0", "")), deep = g_string_new (NULL);
  g_autofree char *spaces = g_strnfill (64 << 20, ' '), *doubled = NULL;

  assert_refused (spaces, HF_CODE_TOO_LARGE, "67108864"); /* a thousandfold */
  for (int n = 1; n < 60; n++)                            /* 2^59 times nothing */
    g_string_append_printf (
        twice,
        "<object id=\"%d\"><components><component objectid=\"%d\"/><component objectid=\"%d\"/>"
        "</components></object>",
        n, n - 1, n - 1);
  doubled = model_of ("", twice->str, ITEM ("59"));
  assert_refused (doubled, HF_CODE_CORRUPT, "more often");
  for (int n = 0; n < 100000; n++)
    g_string_append (deep, "<a>");
  assert_refused (deep->str, HF_CODE_CORRUPT, "too deeply");
}

/* One tag without an end, of letters that are not packed to a hundredth. */
static void
test_long_tag (void)
{
  GString *tag = g_string_new ("<model a=\"");
  GRand *rand = g_rand_new_with_seed (5);

  while (tag->len < 5 << 20)
    g_string_append_c (tag, (char) g_rand_int_range (rand, 'a', 'z'));
  assert_refused (tag->str, HF_CODE_CORRUPT, "too long");
  g_string_free (tag, TRUE);
  g_rand_free (rand);
}

/* A zip that lies about one of its members, or is none. */
static void
test_broken_zip (void)
{
  static const double bounds[6] = { 0, 0, 0, 10, 10, 10 };
  g_autofree char *xml = model_of ("", OBJECT ("1", CORNER), ITEM ("1"));

  for (int way = 0; way < 8; way++) {
    ZipMaker maker = { .is_stored = way & 1, .has_descriptors = way & 2, .is_zip64 = way & 4 };
    g_autofree guint8 *data = NULL;
    gsize n;

    zip_add (&maker, PART, xml, strlen (xml));
    data = zip_end (&maker, &n);
    for (gsize length = 0; length < n; length++) { /* cut off */
      g_autofree guint8 *part = g_malloc0 (length + 1);
      g_autoptr (GError) error = NULL;

      memcpy (part, data, length);
      g_assert_null (hf_mesh_read_memory ("z.3mf", part, length, &error));
      g_assert_error (error, HF_ERROR, HF_CODE_CORRUPT);
    }
    for (gsize at = 0; at < n; at++) { /* every byte changed: no XML is taken that was another */
      g_autofree guint8 *changed = g_memdup2 (data, n + 1);
      g_autoptr (HfMesh) mesh = NULL;

      changed[at] ^= 1;
      mesh = hf_mesh_read_memory ("z.3mf", changed, n, NULL);
      if (mesh)
        assert_corners (mesh, 1, 1 / 6.0, bounds);
    }
  }
}

static void
test_other_zip (void)
{
  ZipMaker maker = { 0 };
  g_autoptr (GError) error = NULL;

  zip_add (&maker, "word/document.xml", "<w/>", 4);
  g_assert_null (read_zip (&maker, "letter.docx", &error));
  g_assert_error (error, HF_ERROR, HF_CODE_CORRUPT);
  g_assert_nonnull (strstr (error->message, PART));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mesh-3mf/units", test_units);
  g_test_add_func ("/mesh-3mf/transforms", test_transforms);
  g_test_add_func ("/mesh-3mf/packages", test_packages);
  g_test_add_func ("/mesh-3mf/prefixes", test_prefixes);
  g_test_add_func ("/mesh-3mf/frame", test_frame);
  g_test_add_func ("/mesh-3mf/refused", test_refused);
  g_test_add_func ("/mesh-3mf/bombs", test_bombs);
  g_test_add_func ("/mesh-3mf/long-tag", test_long_tag);
  g_test_add_func ("/mesh-3mf/broken-zip", test_broken_zip);
  g_test_add_func ("/mesh-3mf/other-zip", test_other_zip);
  return g_test_run ();
}
