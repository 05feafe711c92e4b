/* make-seeds FOLDER: the files that fuzzing starts from, of our own making. */
#include "../dicom-bytes.h"
#include "../zip-bytes.h"
#include "core/wire.h"

#include <stdio.h>
#include <string.h>

static void
write_seed (const char *folder, const char *name, const guint8 *bytes, gsize n)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  if (!g_file_set_contents (path, (const char *) bytes, (gssize) n, NULL))
    fprintf (stderr, "%s cannot be written\n", path);
}

static void
write_maker (const char *folder, const char *name, Maker *maker)
{
  write_seed (folder, name, maker->bytes->data, maker->bytes->len);
  g_byte_array_unref (maker->bytes);
}

static void
write_native (const char *folder)
{
  static const char *const syntaxes[] = { "1.2.840.10008.1.2", "1.2.840.10008.1.2.1",
                                          "1.2.840.10008.1.2.2" };

  for (guint n = 0; n < 3; n++) {
    g_autofree char *name = g_strdup_printf ("native-%u.dcm", n);
    Maker maker = start_file (syntaxes[n], n == 0, n == 2);

    put_image (&maker, "2");
    put_pixels (&maker, 2);
    write_maker (folder, name, &maker);
  }
}

static void
write_fragments (const char *folder)
{
  Maker maker = start_file ("1.2.840.10008.1.2.5", FALSE, FALSE);

  put_image (&maker, NULL);
  put_head (&maker, 0x7fe00010, "OB", 0xffffffff);
  put_head (&maker, 0xfffee000, "", 4);
  put_number (&maker, 0, 4);
  put_head (&maker, 0xfffee000, "", 68);
  put_number (&maker, 2, 4);
  put_number (&maker, 64, 4);
  put_number (&maker, 66, 4);
  for (guint n = 0; n < 13; n++)
    put_number (&maker, 0, 4);
  put_number (&maker, 0xe90fe90f, 4);
  put_head (&maker, 0xfffee0dd, "", 0);
  write_maker (folder, "rle.dcm", &maker);
}

static void
write_groups (const char *folder)
{
  Maker maker = start_file ("1.2.840.10008.1.2.1", FALSE, FALSE);

  put_image (&maker, "2");
  put_head (&maker, 0x52009230, "SQ", 0xffffffff);
  for (guint n = 0; n < 2; n++) {
    put_head (&maker, 0xfffee000, "", 0xffffffff);
    put_head (&maker, 0x00209113, "SQ", 0xffffffff);
    put_head (&maker, 0xfffee000, "", 0xffffffff);
    put_text (&maker, 0x00200032, "DS", "1\\2\\3");
    put_head (&maker, 0xfffee00d, "", 0);
    put_head (&maker, 0xfffee0dd, "", 0);
    put_head (&maker, 0xfffee00d, "", 0);
  }
  put_head (&maker, 0xfffee0dd, "", 0);
  put_pixels (&maker, 2);
  write_maker (folder, "frames.dcm", &maker);
}

/* For fuzz-wire: one good header record. */
static void
write_message (const char *folder)
{
  HfHeader header = { .version = HF_HEADER_VERSION,
                      .n_frames = 1,
                      .columns = 8,
                      .rows = 8,
                      .bits_allocated = 16,
                      .bits_stored = 16,
                      .high_bit = 15,
                      .samples_per_pixel = 1,
                      .slope = 1 };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  guint8 type = HF_WIRE_HEADER;

  for (guint n = 0; n < 3; n++) {
    g_byte_array_append (bytes, &type, 1);
    g_byte_array_append (bytes, (const guint8 *) &header, sizeof header);
  }
  write_seed (folder, "message", bytes->data, bytes->len);
}

/* The model as the zip that 3MF is: deflated, stored, and in 64 bits. */
static void
write_3mf (const char *folder, const char *model, int way)
{
  ZipMaker maker = { .is_stored = way == 1, .has_descriptors = way == 2, .is_zip64 = way == 2 };
  g_autofree char *name = g_strdup_printf ("mesh-3mf-%d", way);
  g_autofree guint8 *zip = NULL, *seed = NULL;
  gsize n;

  zip_add (&maker, "3D/3dmodel.model", model, strlen (model));
  zip = zip_end (&maker, &n);
  seed = g_malloc (n + 1);
  seed[0] = 'c';
  memcpy (seed + 1, zip, n);
  write_seed (folder, name, seed, n + 1);
}

/* For fuzz-mesh-read: the first byte picks the ending. */
static void
write_meshes (const char *folder)
{
  static const char *const texts[] = {
    "dsolid t\nfacet normal 0 0 0\nouter loop\nvertex 0 0 0\nvertex 0 1 0\nvertex 1 0 0\n"
    "endloop\nendfacet\nendsolid",
    "eply\nformat ascii 1.0\nelement vertex 3\nproperty float x\nproperty float y\n"
    "property float z\nelement face 1\nproperty list uchar int vertex_indices\nend_header\n"
    "0 0 0\n1 0 0\n0 1 0\n3 0 1 2\n",
    "fv 0 0 0\nv 1 0 0\nv 0 1 0\nf 1/1 2//2 -1\n",
    "x<model unit=\"inch\"><metadata name=\"Description\">space RAS</metadata><resources>"
    "<object id=\"1\"><mesh><vertices><vertex x=\"0\" y=\"0\" z=\"0\"/><vertex x=\"1\" y=\"0\" "
    "z=\"0\"/><vertex x=\"0\" y=\"1e1\" z=\"0\"/></vertices><triangles><triangle v1=\"0\" v2=\"1\" "
    "v3=\"2\"/></triangles></mesh></object><object id=\"2\"><components><component objectid=\"1\" "
    "transform=\"1 0 0 0 -1 0 0 0 1 7 8 9\"/></components></object></resources><build>"
    "<item objectid=\"2\"/><item objectid=\"1\"/></build></model>",
  };

  for (gsize n = 0; n < G_N_ELEMENTS (texts); n++) {
    g_autofree char *name = g_strdup_printf ("mesh-%zu", n);

    write_seed (folder, name, (const guint8 *) texts[n], strlen (texts[n]));
  }
  for (int way = 0; way < 3; way++)
    write_3mf (folder, texts[3] + 1, way);
}

int
main (int argc, char **argv)
{
  if (argc != 2)
    return 2;
  write_native (argv[1]);
  write_fragments (argv[1]);
  write_groups (argv[1]);
  write_message (argv[1]);
  write_meshes (argv[1]);
  return 0;
}
