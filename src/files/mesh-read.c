/* Which reader, and what the readers share. */
#include "files/mesh-read-private.h"

#include "files/input.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_BYTES ((gsize) 8 << 30) /* of a file */

static const char *const endings[] = { ".stl", ".ply", ".obj", ".glb", ".3mf" };

gboolean
hf_mesh_can_read (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (gsize n = 0; n < G_N_ELEMENTS (endings); n++)
    if (g_str_has_suffix (lower, endings[n]))
      return TRUE;
  return FALSE;
}

gboolean
hf_mesh_reader_fail (const HfMeshReader *self, GError **error, const char *format, ...)
{
  g_autofree char *reason = NULL;
  g_autofree char *clean = NULL;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (_ (format), arguments);
  va_end (arguments);
  clean = g_utf8_make_valid (reason, -1); /* it may quote the file */
  g_set_error (error, HF_ERROR, HF_CODE_CORRUPT, "%s: %s", self->name, clean);
  return FALSE;
}

void
hf_mesh_reader_add_vertex (HfMeshReader *self, const float point[3])
{
  g_array_append_vals (self->positions, point, 1);
}

gboolean
hf_mesh_reader_add_polygon (HfMeshReader *self, const gint64 *corners, gsize n, GError **error)
{
  for (gsize c = 0; c < n; c++)
    if (corners[c] < 0 || corners[c] >= (gint64) self->positions->len)
      return hf_mesh_reader_fail (
          self, error, "a face names vertex %lld, and there are %u, counted from %u",
          (long long) corners[c] + self->first, self->positions->len, self->first);
  for (gsize c = 2; c < n; c++) {
    const guint32 triangle[3] = { (guint32) corners[0], (guint32) corners[c - 1],
                                  (guint32) corners[c] };

    if (triangle[0] != triangle[1] && triangle[1] != triangle[2] && triangle[2] != triangle[0])
      g_array_append_vals (self->triangles, triangle, 1);
  }
  return TRUE;
}

static inline gboolean
is_blank (guint8 byte)
{
  return byte == ' ' || byte == '\t' || byte == '\r';
}

/* Bytes of a backslash and the end of its line, where that joins the next line; else 0. */
static inline gsize
joint_at (const HfMeshReader *self, gsize at)
{
  if (!self->continues || self->data[at] != '\\')
    return 0;
  if (self->data[at + 1] == '\n') /* data[n] is 0 */
    return 2;
  return self->data[at + 1] == '\r' && self->data[at + 2] == '\n' ? 3 : 0;
}

gboolean
hf_mesh_reader_word (HfMeshReader *self, char word[64])
{
  gsize n = 0;

  for (;;) {
    const gsize blank = self->at >= self->n               ? 0
                        : is_blank (self->data[self->at]) ? 1
                                                          : joint_at (self, self->at);

    if (blank == 0)
      break;
    self->at += blank;
  }
  while (self->at < self->n && !is_blank (self->data[self->at]) && self->data[self->at] != '\n' &&
         joint_at (self, self->at) == 0) {
    if (n < 63)
      word[n++] = (char) self->data[self->at];
    self->at++;
  }
  word[n] = '\0';
  return n > 0;
}

gboolean
hf_mesh_reader_next_line (HfMeshReader *self)
{
  const guint8 *end;
  gboolean joined;

  do {
    end = memchr (self->data + self->at, '\n', self->n - self->at);
    joined = end && self->continues &&
             ((end > self->data && end[-1] == '\\') ||
              (end > self->data + 1 && end[-1] == '\r' && end[-2] == '\\'));
    self->at = end ? (gsize) (end - self->data) + 1 : self->n;
  } while (joined);
  return self->at < self->n;
}

gboolean
hf_mesh_reader_skip_lines (HfMeshReader *self)
{
  while (self->at < self->n && (is_blank (self->data[self->at]) || self->data[self->at] == '\n'))
    self->at++;
  return self->at < self->n;
}

gboolean
hf_mesh_reader_number (HfMeshReader *self, double *number)
{
  char word[64], *end;

  if (!hf_mesh_reader_word (self, word))
    return FALSE;
  *number = g_ascii_strtod (word, &end);
  return *end == '\0';
}

/* Do the first n bytes hold the word, in whatever case? */
static gboolean
says (const HfMeshReader *self, gsize n, const char *word)
{
  g_autofree char *head = g_ascii_strdown ((const char *) self->data, (gssize) n);

  return strstr (head, word) != NULL;
}

/* The first lines of a text STL say "solid", and some line says "facet", or both in capitals; binary ones may begin with
   "solid" too, but then their length fits their count. */
static HfMeshReadFunc
find_format (const HfMeshReader *self)
{
  const char *text = (const char *) self->data;
  g_autofree char *lower = g_ascii_strdown (self->name, -1);

  if (self->n >= 4 && memcmp (text, "glTF", 4) == 0)
    return hf_mesh_read_glb;
  if (self->n >= 4 && memcmp (text, "PK\3\4", 4) == 0)
    return hf_mesh_read_3mf;
  if (self->n >= 4 && memcmp (text, "ply", 3) == 0 && (text[3] == '\n' || text[3] == '\r'))
    return hf_mesh_read_ply;
  if (self->n >= 84 &&
      84 + 50 * (guint64) hf_mesh_reader_u32 (self->data + 80, FALSE) == (guint64) self->n)
    return hf_mesh_read_stl_binary;
  if (self->n >= 5 && g_ascii_strncasecmp (text, "solid", 5) == 0 &&
      says (self, MIN (self->n, 4096), "facet"))
    return hf_mesh_read_stl_text;
  if (g_str_has_suffix (lower, ".stl"))
    return hf_mesh_read_stl_binary; /* which will say what is wrong with it */
  if (g_str_has_suffix (lower, ".obj"))
    return hf_mesh_read_obj;
  if (g_str_has_suffix (lower, ".3mf"))
    return hf_mesh_read_3mf;
  return NULL;
}

static gboolean
check_places (const HfMeshReader *self, GError **error)
{
  const float *positions = (const float *) self->positions->data;

  for (gsize n = 0; n < 3 * (gsize) self->positions->len; n++)
    if (!(fabsf (positions[n]) < 1e9f))
      return hf_mesh_reader_fail (self, error, "vertex %zu is at no place", n / 3 + self->first);
  return TRUE;
}

gboolean
hf_mesh_says_ras (const char *text, gsize n)
{
  g_autofree char *lower = g_ascii_strdown (text, (gssize) n);

  return strstr (lower, "space=ras") || strstr (lower, "space ras");
}

static void
turn_to_lps (const HfMeshReader *self)
{
  float *positions = (float *) self->positions->data;

  for (gsize v = 0; v < self->positions->len; v++) {
    positions[3 * v] = -positions[3 * v];
    positions[3 * v + 1] = -positions[3 * v + 1];
  }
}

static HfMesh *
make_mesh (const HfMeshReader *self, GError **error)
{
  HfMesh *mesh;

  if (self->triangles->len == 0) {
    hf_mesh_reader_fail (self, error, "holds no triangle");
    return NULL;
  }
  if (!check_places (self, error))
    return NULL;
  if (self->is_ras)
    turn_to_lps (self);
  mesh = hf_mesh_new (self->positions->len, self->triangles->len);
  if (!mesh) {
    g_set_error (error, HF_ERROR, HF_CODE_NO_MEMORY, _ ("%s: there is no memory for %u triangles"),
                 self->name, self->triangles->len);
    return NULL;
  }
  memcpy (hf_mesh_positions (mesh), self->positions->data, 12 * (gsize) self->positions->len);
  memcpy (hf_mesh_triangles (mesh), self->triangles->data, 12 * (gsize) self->triangles->len);
  hf_mesh_update_normals (mesh);
  hf_mesh_find_places (mesh);
  return mesh;
}

HfMesh *
hf_mesh_read_memory (const char *name, const guint8 *data, gsize n, GError **error)
{
  g_autoptr (GArray) positions = g_array_new (FALSE, FALSE, 12);
  g_autoptr (GArray) triangles = g_array_new (FALSE, FALSE, 12);
  HfMeshReader self = {
    .name = name, .data = data, .n = n, .positions = positions, .triangles = triangles
  };
  HfMeshReadFunc read = find_format (&self);

  if (!read) {
    hf_mesh_reader_fail (&self, error, "is no STL, PLY, OBJ, GLB or 3MF file");
    return NULL;
  }
  /* GArray counts in guint: every format needs at least 2 bytes a number, so this bounds it */
  if (n / 6 > G_MAXUINT32 / 24) {
    g_set_error (error, HF_ERROR, HF_CODE_TOO_LARGE, _ ("%s: %zu bytes are too many for a mesh"),
                 name, n);
    return NULL;
  }
  self.is_ras = hf_mesh_says_ras ((const char *) data, MIN (n, 256)); /* where formats have words */
  return read (&self, error) ? make_mesh (&self, error) : NULL;
}

HfMesh *
hf_mesh_read (const char *path, GError **error)
{
  gsize n = 0;
  g_autofree guint8 *data = hf_input_contents (path, MAX_BYTES, &n, error);
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *name = g_filename_display_name (base);

  return data ? hf_mesh_read_memory (name, data, n, error) : NULL;
}
