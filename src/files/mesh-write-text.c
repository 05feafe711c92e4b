/* Wavefront OBJ (text), and 3MF (3MF Core Specification 1.3): XML in a zip (PKWARE APPNOTE 6.3). */
#include "files/mesh-write-private.h"

#include "core/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>
#include <zlib.h>

#define LINES 16384 /* of text made at a time */
#define LINE 160    /* bytes that a line needs at most */

/* Makes one line at to and returns its end. */
typedef char *(*PrintLine) (const HfMeshWriter *self, gsize n, char *to);

/* Where text goes: into the file, or into a zip's member. */
typedef gboolean (*TakeText) (gpointer to, const char *text, gsize n, GError **error);

typedef struct {
  HfMeshWriter *writer;
  TakeText take;
  gpointer to;
} Lines;

static char *
print_text (char *to, const char *text)
{
  gsize n = strlen (text);

  memcpy (to, text, n);
  return to + n;
}

static gboolean
write_lines (const Lines *lines, gsize n, PrintLine print, GError **error)
{
  g_autofree char *text = g_malloc (LINES * LINE);
  char *end = text;

  for (gsize line = 0; line < n; line++) {
    end = print (lines->writer, line, end);
    if ((line + 1) % LINES == 0 || line + 1 == n) {
      if (!hf_mesh_writer_go_on (lines->writer, (double) line / (double) n, error) ||
          !lines->take (lines->to, text, (gsize) (end - text), error))
        return FALSE;
      end = text;
    }
  }
  return TRUE;
}

static char *
print_point (const HfMeshWriter *self, const float *lps, const char *const parts[4], char *to)
{
  float point[3];

  hf_mesh_writer_turn (self, lps, point);
  for (int a = 0; a < 3; a++)
    to = hf_mesh_print_number (print_text (to, parts[a]), point[a]);
  return print_text (to, parts[3]);
}

static char *
print_obj_vertex (const HfMeshWriter *self, gsize n, char *to)
{
  static const char *const place[] = { "v ", " ", " ", "\n" }, *const normal[] = { "vn ", " ", " ",
                                                                                   "\n" };

  to = print_point (self, hf_mesh_positions (self->mesh) + 3 * n, place, to);
  return print_point (self, hf_mesh_normals (self->mesh) + 3 * n, normal, to);
}

static char *
print_obj_face (const HfMeshWriter *self, gsize n, char *to)
{
  *to++ = 'f';
  for (int c = 0; c < 3; c++) {
    guint64 vertex = (guint64) hf_mesh_triangles (self->mesh)[3 * n + c] + 1;

    *to++ = ' ';
    to = hf_mesh_print_integer (to, vertex);
    to = print_text (to, "//");
    to = hf_mesh_print_integer (to, vertex);
  }
  *to++ = '\n';
  return to;
}

static gboolean
take_file (gpointer to, const char *text, gsize n, GError **error)
{
  return hf_atomic_write (to, text, n, error);
}

gboolean
hf_mesh_write_obj (HfMeshWriter *self, GError **error)
{
  const Lines lines = { self, take_file, self->file };
  g_autofree char *head = g_strdup_printf ("# Hounsfield; unit mm; space %s\n", self->frame_name);

  return take_file (self->file, head, strlen (head), error) &&
         write_lines (&lines, hf_mesh_n_vertices (self->mesh), print_obj_vertex, error) &&
         write_lines (&lines, hf_mesh_n_triangles (self->mesh), print_obj_face, error);
}

/* One member of a zip, compressed in memory: its sizes stand before it. */
typedef struct {
  const char *name;
  z_stream stream;
  GByteArray *packed;
  guint64 size;
  guint32 crc;
  guint64 offset; /* of its header in the file */
} Member;

static gboolean
member_take (gpointer to, const char *text, gsize n, GError **error)
{
  Member *self = to;
  guint8 room[65536];

  if (n > 0)
    self->crc = (guint32) crc32 (self->crc, (const Bytef *) text, (uInt) n);
  self->size += n;
  self->stream.next_in = (Bytef *) text;
  self->stream.avail_in = (uInt) n;
  do {
    self->stream.next_out = room;
    self->stream.avail_out = sizeof room;
    deflate (&self->stream, n == 0 ? Z_FINISH : Z_NO_FLUSH); /* no text: the end */
    g_byte_array_append (self->packed, room, sizeof room - self->stream.avail_out);
  } while (self->stream.avail_out == 0);
  if (self->size <= G_MAXUINT32 && self->packed->len < G_MAXINT32)
    return TRUE;
  g_set_error_literal (error, HF_ERROR, HF_CODE_TOO_LARGE,
                       _ ("The mesh is too large for a 3MF file: decimate it, or write .stl"));
  return FALSE;
}

static gboolean
member_take_text (Member *self, const char *text, GError **error)
{
  return member_take (self, text, strlen (text), error);
}

static gboolean
member_begin (Member *self, const char *name, GError **error)
{
  *self = (Member){ .name = name, .packed = g_byte_array_new () };
  if (deflateInit2 (&self->stream, 4, Z_DEFLATED, -MAX_WBITS, 8, Z_DEFAULT_STRATEGY) == Z_OK)
    return TRUE;
  g_set_error_literal (error, HF_ERROR, HF_CODE_NO_MEMORY,
                       _ ("There is no memory to compress a file"));
  return FALSE;
}

static void
member_clear (Member *self)
{
  deflateEnd (&self->stream);
  g_clear_pointer (&self->packed, g_byte_array_unref);
}

static void
put (GByteArray *to, guint64 number, int n_bytes)
{
  for (int n = 0; n < n_bytes; n++) {
    guint8 byte = (guint8) (number >> 8 * n);

    g_byte_array_append (to, &byte, 1);
  }
}

/* What the local header and the directory of a zip have in common. */
static void
put_member (GByteArray *to, const Member *self)
{
  put (to, 20, 2);     /* version that is needed */
  put (to, 0x0800, 2); /* the name is UTF-8 */
  put (to, Z_DEFLATED, 2);
  put (to, 0, 2);      /* time */
  put (to, 0x0021, 2); /* date: 1980-01-01, so that equal meshes make equal files */
  put (to, self->crc, 4);
  put (to, self->packed->len, 4);
  put (to, self->size, 4);
  put (to, strlen (self->name), 2);
  put (to, 0, 2);
}

static gboolean
write_zip (HfMeshWriter *self, Member *members, int n, GError **error)
{
  g_autoptr (GByteArray) directory = g_byte_array_new ();
  guint64 offset = 0;

  for (int m = 0; m < n; m++) {
    g_autoptr (GByteArray) head = g_byte_array_new ();

    put (head, 0x04034b50, 4);
    put_member (head, &members[m]);
    g_byte_array_append (head, (const guint8 *) members[m].name, (guint) strlen (members[m].name));
    put (directory, 0x02014b50, 4);
    put (directory, 20, 2);
    put_member (directory, &members[m]);
    put (directory, 0, 8); /* comment, disk, */
    put (directory, 0, 2); /* attributes */
    put (directory, offset, 4);
    g_byte_array_append (directory, (const guint8 *) members[m].name,
                         (guint) strlen (members[m].name));
    if (!hf_atomic_write (self->file, head->data, head->len, error) ||
        !hf_atomic_write (self->file, members[m].packed->data, members[m].packed->len, error))
      return FALSE;
    offset += head->len + members[m].packed->len;
  }
  {
    guint directory_size = directory->len;

    put (directory, 0x06054b50, 4);
    put (directory, 0, 4);
    put (directory, (guint64) n, 2);
    put (directory, (guint64) n, 2);
    put (directory, directory_size, 4);
    put (directory, offset, 4);
    put (directory, 0, 2);
  }
  return hf_atomic_write (self->file, directory->data, directory->len, error);
}

static char *
print_3mf_vertex (const HfMeshWriter *self, gsize n, char *to)
{
  static const char *const parts[] = { "<vertex x=\"", "\" y=\"", "\" z=\"", "\"/>\n" };

  return print_point (self, hf_mesh_positions (self->mesh) + 3 * n, parts, to);
}

static char *
print_3mf_triangle (const HfMeshWriter *self, gsize n, char *to)
{
  static const char *const parts[] = { "<triangle v1=\"", "\" v2=\"", "\" v3=\"" };

  for (int c = 0; c < 3; c++)
    to = hf_mesh_print_integer (print_text (to, parts[c]),
                                hf_mesh_triangles (self->mesh)[3 * n + c]);
  return print_text (to, "\"/>\n");
}

static gboolean
make_model (HfMeshWriter *self, Member *member, GError **error)
{
  const Lines lines = { self, member_take, member };
  g_autofree char *head = g_strdup_printf (
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<model unit=\"millimeter\" xml:lang=\"en-US\" "
      "xmlns=\"http://schemas.microsoft.com/3dmanufacturing/core/2015/02\">\n"
      "<metadata name=\"Application\">Hounsfield</metadata>\n"
      "<metadata name=\"Description\">Surface of a CT volume; space %s</metadata>\n"
      "<resources><object id=\"1\" type=\"model\"><mesh><vertices>\n",
      self->frame_name);

  return member_take_text (member, head, error) &&
         write_lines (&lines, hf_mesh_n_vertices (self->mesh), print_3mf_vertex, error) &&
         member_take_text (member, "</vertices><triangles>\n", error) &&
         write_lines (&lines, hf_mesh_n_triangles (self->mesh), print_3mf_triangle, error) &&
         member_take_text (member,
                           "</triangles></mesh></object></resources>\n"
                           "<build><item objectid=\"1\"/></build></model>\n",
                           error) &&
         member_take (member, NULL, 0, error);
}

static gboolean
make_small (Member *member, const char *text, GError **error)
{
  return member_take_text (member, text, error) && member_take (member, NULL, 0, error);
}

gboolean
hf_mesh_write_3mf (HfMeshWriter *self, GError **error)
{
  static const char types[] =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\">"
      "<Default Extension=\"rels\" "
      "ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
      "<Default Extension=\"model\" "
      "ContentType=\"application/vnd.ms-package.3dmanufacturing-3dmodel+xml\"/></Types>\n";
  static const char relations[] =
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\">"
      "<Relationship Target=\"/3D/3dmodel.model\" Id=\"rel0\" "
      "Type=\"http://schemas.microsoft.com/3dmanufacturing/2013/01/3dmodel\"/></Relationships>\n";
  Member members[3] = { 0 };
  gboolean ok = member_begin (&members[0], "[Content_Types].xml", error) &&
                member_begin (&members[1], "_rels/.rels", error) &&
                member_begin (&members[2], "3D/3dmodel.model", error) &&
                make_small (&members[0], types, error) &&
                make_small (&members[1], relations, error) &&
                make_model (self, &members[2], error) && write_zip (self, members, 3, error);

  for (int n = 0; n < 3; n++)
    member_clear (&members[n]);
  return ok;
}
