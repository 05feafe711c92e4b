/* STL: loose triangles. Corners at the same place, to the last bit, become one vertex. */
#include "files/mesh-read-private.h"

#include <string.h>

/* Open addressing: a slot holds the number of a vertex plus one, 0: free. */
typedef struct {
  HfMeshReader *reader;
  guint32 *slots;
  gsize n_slots; /* a power of two, at least a third more than vertices */
} Places;

static void
places_clear (Places *self)
{
  g_free (self->slots);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Places, places_clear)

static gsize
hash_place (const float point[3])
{
  guint32 bits[3];
  guint64 hash;

  memcpy (bits, point, sizeof bits);
  hash = bits[0] * 0x9e3779b97f4a7c15u;
  hash = (hash ^ hash >> 29 ^ bits[1]) * 0xbf58476d1ce4e5b9u;
  hash = (hash ^ hash >> 32 ^ bits[2]) * 0x94d049bb133111ebu;
  return (gsize) (hash ^ hash >> 31);
}

static void
grow (Places *self)
{
  const float *positions = (const float *) self->reader->positions->data;

  self->n_slots = MAX (self->n_slots * 2, 1024);
  g_free (self->slots);
  self->slots = g_new0 (guint32, self->n_slots);
  for (guint32 v = 0; v < self->reader->positions->len; v++) {
    gsize slot = hash_place (positions + 3 * (gsize) v) & (self->n_slots - 1);

    while (self->slots[slot] != 0)
      slot = (slot + 1) & (self->n_slots - 1);
    self->slots[slot] = v + 1;
  }
}

static guint32
find_vertex (Places *self, const float corner[3])
{
  const float point[3] = { corner[0] + 0.0f, corner[1] + 0.0f, corner[2] + 0.0f }; /* no -0 */
  gsize slot;

  if (self->reader->positions->len * 3ull >= self->n_slots * 2ull)
    grow (self);
  slot = hash_place (point) & (self->n_slots - 1);
  for (; self->slots[slot] != 0; slot = (slot + 1) & (self->n_slots - 1)) {
    guint32 v = self->slots[slot] - 1;

    if (memcmp (self->reader->positions->data + 12 * (gsize) v, point, 12) == 0)
      return v;
  }
  hf_mesh_reader_add_vertex (self->reader, point);
  return self->slots[slot] = self->reader->positions->len, self->slots[slot] - 1;
}

static gboolean
add_triangle (Places *self, const float corners[3][3], GError **error)
{
  gint64 vertices[3];

  for (int c = 0; c < 3; c++)
    vertices[c] = find_vertex (self, corners[c]);
  return hf_mesh_reader_add_polygon (self->reader, vertices, 3, error);
}

gboolean
hf_mesh_read_stl_binary (HfMeshReader *self, GError **error)
{
  g_auto (Places) places = { .reader = self };
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
    if (!add_triangle (&places, corners, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
hf_mesh_read_stl_text (HfMeshReader *self, GError **error)
{
  g_auto (Places) places = { .reader = self };
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
    if (++n == 3 && !add_triangle (&places, corners, error))
      return FALSE;
  }
  return ended || hf_mesh_reader_fail (self, error, "ends without endsolid: it is cut off");
}
