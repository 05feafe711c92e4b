/* Binary glTF 2.0 (ISO/IEC 12113:2022). The numbers in the file are mm in the frame asked for, as
   everywhere; the node's matrix makes meters with Y up (superior) and Z to the front (anterior) of
   them, which is what glTF means by its coordinates. */
#include "files/mesh-write-private.h"

#include "core/error.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#define CHUNK 65536 /* points */

static void
print_numbers (GString *text, const float numbers[3])
{
  for (int a = 0; a < 3; a++) {
    char digits[G_ASCII_DTOSTR_BUF_SIZE];

    g_string_append_printf (text, "%s%s", a ? "," : "[",
                            g_ascii_formatd (digits, sizeof digits, "%.9g", numbers[a]));
  }
  g_string_append_c (text, ']');
}

/* Of all vertices, as glTF asks for, those that no triangle uses too. */
static void
find_bounds (const HfMeshWriter *self, float low[3], float high[3])
{
  for (int a = 0; a < 3; a++) {
    low[a] = G_MAXFLOAT;
    high[a] = -G_MAXFLOAT;
  }
  for (gsize v = 0; v < hf_mesh_n_vertices (self->mesh); v++) {
    float point[3];

    hf_mesh_writer_turn (self, hf_mesh_positions (self->mesh) + 3 * v, point);
    for (int a = 0; a < 3; a++) {
      low[a] = MIN (low[a], point[a]);
      high[a] = MAX (high[a], point[a]);
    }
  }
}

static char *
make_json (const HfMeshWriter *self)
{
  GString *text = g_string_new (NULL);
  guint64 n_vertices = hf_mesh_n_vertices (self->mesh),
          n_indices = 3ull * hf_mesh_n_triangles (self->mesh);
  float low[3], high[3];

  find_bounds (self, low, high);
  g_string_printf (text,
                   "{\"asset\":{\"version\":\"2.0\",\"generator\":\"Hounsfield\"},\"scene\":0,"
                   "\"scenes\":[{\"nodes\":[0]}],\"nodes\":[{\"mesh\":0,\"matrix\":[%s],"
                   "\"extras\":{\"unit\":\"mm\",\"space\":\"%s\"}}],"
                   "\"meshes\":[{\"primitives\":[{\"attributes\":{\"POSITION\":0,\"NORMAL\":1},"
                   "\"indices\":2,\"material\":0}]}],"
                   "\"materials\":[{\"doubleSided\":true,\"pbrMetallicRoughness\":{"
                   "\"baseColorFactor\":[0.68,0.85,0.9,1],\"metallicFactor\":0}}],",
                   self->frame == HF_MESH_RAS ? "-0.001,0,0,0,0,0,0.001,0,0,0.001,0,0,0,0,0,1"
                                              : "0.001,0,0,0,0,0,-0.001,0,0,0.001,0,0,0,0,0,1",
                   self->frame_name);
  g_string_append_printf (text,
                          "\"buffers\":[{\"byteLength\":%" G_GUINT64_FORMAT "}],\"bufferViews\":["
                          "{\"buffer\":0,\"byteOffset\":0,\"byteLength\":%" G_GUINT64_FORMAT
                          ",\"target\":34962},"
                          "{\"buffer\":0,\"byteOffset\":%" G_GUINT64_FORMAT
                          ",\"byteLength\":%" G_GUINT64_FORMAT ",\"target\":34962},"
                          "{\"buffer\":0,\"byteOffset\":%" G_GUINT64_FORMAT
                          ",\"byteLength\":%" G_GUINT64_FORMAT ",\"target\":34963}],",
                          n_vertices * 24 + n_indices * 4, n_vertices * 12, n_vertices * 12,
                          n_vertices * 12, n_vertices * 24, n_indices * 4);
  g_string_append_printf (text,
                          "\"accessors\":[{\"bufferView\":0,\"componentType\":5126,\"count\":"
                          "%" G_GUINT64_FORMAT ",\"type\":\"VEC3\",\"min\":",
                          n_vertices);
  print_numbers (text, low);
  g_string_append (text, ",\"max\":");
  print_numbers (text, high);
  g_string_append_printf (text,
                          "},{\"bufferView\":1,\"componentType\":5126,\"count\":%" G_GUINT64_FORMAT
                          ",\"type\":\"VEC3\"},{\"bufferView\":2,\"componentType\":5125,\"count\":"
                          "%" G_GUINT64_FORMAT ",\"type\":\"SCALAR\"}]}",
                          n_vertices, n_indices);
  while (text->len % 4 != 0)
    g_string_append_c (text, ' ');
  return g_string_free (text, FALSE);
}

static gboolean
write_words (HfMeshWriter *self, const guint32 *words, int n, GError **error)
{
  guint32 little[5];

  for (int w = 0; w < n; w++)
    little[w] = GUINT32_TO_LE (words[w]);
  return hf_atomic_write (self->file, little, sizeof (guint32) * n, error);
}

static gboolean
write_points (HfMeshWriter *self, const float *lps, GError **error)
{
  gsize n = hf_mesh_n_vertices (self->mesh);
  g_autofree guint32 *chunk = g_new (guint32, 3 * CHUNK);

  for (gsize first = 0; first < n; first += CHUNK) {
    gsize count = MIN (CHUNK, n - first);

    for (gsize v = 0; v < count; v++) {
      float point[3];

      hf_mesh_writer_turn (self, lps + 3 * (first + v), point);
      memcpy (chunk + 3 * v, point, sizeof point);
      for (int a = 0; a < 3; a++)
        chunk[3 * v + a] = GUINT32_TO_LE (chunk[3 * v + a]);
    }
    if (!hf_mesh_writer_go_on (self, 0.5 * (double) first / (double) n, error) ||
        !hf_atomic_write (self->file, chunk, 12 * count, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_indices (HfMeshWriter *self, GError **error)
{
  gsize n = 3 * (gsize) hf_mesh_n_triangles (self->mesh);
  g_autofree guint32 *chunk = g_new (guint32, CHUNK);

  for (gsize first = 0; first < n; first += CHUNK) {
    gsize count = MIN (CHUNK, n - first);

    for (gsize c = 0; c < count; c++)
      chunk[c] = GUINT32_TO_LE (hf_mesh_triangles (self->mesh)[first + c]);
    if (!hf_mesh_writer_go_on (self, 0.5 + 0.5 * (double) first / (double) n, error) ||
        !hf_atomic_write (self->file, chunk, 4 * count, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
hf_mesh_write_glb (HfMeshWriter *self, GError **error)
{
  g_autofree char *json = make_json (self);
  guint64 n_json = strlen (json);
  guint64 n_binary =
      24ull * hf_mesh_n_vertices (self->mesh) + 12ull * hf_mesh_n_triangles (self->mesh);
  guint64 n_all = 12 + 8 + n_json + 8 + n_binary;
  const guint32 head[] = { 0x46546c67, 2, (guint32) n_all, (guint32) n_json, 0x4e4f534a };
  const guint32 middle[] = { (guint32) n_binary, 0x004e4942 };

  if (n_all > G_MAXUINT32) {
    g_set_error_literal (error, HF_ERROR, HF_CODE_TOO_LARGE,
                         _ ("The mesh is too large for a GLB file: decimate it, or write .ply"));
    return FALSE;
  }
  return write_words (self, head, 5, error) && hf_atomic_write (self->file, json, n_json, error) &&
         write_words (self, middle, 2, error) &&
         write_points (self, hf_mesh_positions (self->mesh), error) &&
         write_points (self, hf_mesh_normals (self->mesh), error) && write_indices (self, error);
}
