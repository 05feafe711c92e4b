/* STL: loose triangles. Corners at the same place, to the last bit, become one vertex. */
#include "files/mesh-read-private.h"

#include "mesh/places.h"

#include <string.h>

typedef struct {
  HfMeshReader *reader;
  HfPlaces places;
} Corners;

static void
corners_clear (Corners *self)
{
  hf_places_clear (&self->places);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Corners, corners_clear)

static guint32
find_vertex (Corners *self, const float corner[3])
{
  const float point[3] = { corner[0] + 0.0f, corner[1] + 0.0f, corner[2] + 0.0f }; /* no -0 */
  const GArray *positions = self->reader->positions;
  guint32 v =
      hf_places_find (&self->places, (const float *) positions->data, positions->len, point);

  if (v == positions->len)
    hf_mesh_reader_add_vertex (self->reader, point);
  return v;
}

static gboolean
add_triangle (Corners *self, const float corners[3][3], GError **error)
{
  gint64 vertices[3];

  for (int c = 0; c < 3; c++)
    vertices[c] = find_vertex (self, corners[c]);
  return hf_mesh_reader_add_polygon (self->reader, vertices, 3, error);
}

gboolean
hf_mesh_read_stl_binary (HfMeshReader *self, GError **error)
{
  g_auto (Corners) all = { .reader = self };
  guint64 n;

  if (self->n < 84)
    return hf_mesh_reader_fail (self, error, "%zu bytes are too few for an STL file", self->n);
  n = hf_mesh_reader_u32 (self->data + 80, FALSE);
  if (84 + 50 * n > self->n)
    return hf_mesh_reader_fail (
        self, error,
        "says that it holds %llu triangles and has room for %zu: it is cut off, or no STL file",
        (unsigned long long) n, (self->n - 84) / 50);
  for (guint64 t = 0; t < n; t++) {
    const guint8 *from = self->data + 84 + 50 * t + 12;
    float corners[3][3];

    for (int a = 0; a < 9; a++) {
      guint32 bits = hf_mesh_reader_u32 (from + 4 * a, FALSE);

      memcpy (&corners[a / 3][a % 3], &bits, 4);
    }
    if (!add_triangle (&all, corners, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
hf_mesh_read_stl_text (HfMeshReader *self, GError **error)
{
  g_auto (Corners) all = { .reader = self };
  float corners[3][3];
  int n = 0;
  gboolean ended = FALSE;

  for (hf_mesh_reader_next_line (self); hf_mesh_reader_skip_lines (self);
       hf_mesh_reader_next_line (self)) {
    char word[64];

    hf_mesh_reader_word (self, word);
    ended = g_ascii_strcasecmp (word, "endsolid") == 0;
    if (g_ascii_strcasecmp (word, "facet") == 0)
      n = 0;
    if (g_ascii_strcasecmp (word, "vertex") != 0)
      continue;
    for (int a = 0; a < 3; a++) {
      double number;

      if (n > 2 || !hf_mesh_reader_number (self, &number))
        return hf_mesh_reader_fail (self, error, "byte %zu: no three vertices of three numbers",
                                    self->at);
      corners[n][a] = (float) number;
    }
    if (++n == 3 && !add_triangle (&all, corners, error))
      return FALSE;
  }
  return ended || hf_mesh_reader_fail (self, error, "ends without endsolid: it is cut off");
}
