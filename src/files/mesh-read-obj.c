/* Wavefront OBJ: only its vertices and faces. */
#include "files/mesh-read-private.h"

#include <stdlib.h>
#include <string.h>

static gboolean
read_vertex (HfMeshReader *self, GError **error)
{
  float point[3];

  for (int a = 0; a < 3; a++) {
    double number;

    if (!hf_mesh_reader_number (self, &number))
      return hf_mesh_reader_fail (self, error, "byte %zu: a vertex needs three numbers", self->at);
    point[a] = (float) number;
  }
  hf_mesh_reader_add_vertex (self, point);
  return TRUE;
}

/* "7", "7/1", "7//3" or "7/1/3", from 1 on; or negative, counted from the end. */
static gboolean
read_face (HfMeshReader *self, GArray *corners, GError **error)
{
  char word[64];

  g_array_set_size (corners, 0);
  while (hf_mesh_reader_word (self, word) && word[0] != '#') {
    char *end;
    gint64 number = g_ascii_strtoll (word, &end, 10);
    gint64 corner = number > 0 ? number - 1 : (gint64) self->positions->len + number;

    if (end == word || number == 0 || (*end != '\0' && *end != '/'))
      return hf_mesh_reader_fail (self, error, "byte %zu: “%.20s” is no corner of a face", self->at,
                                  word);
    g_array_append_val (corners, corner);
  }
  if (corners->len < 3)
    return hf_mesh_reader_fail (self, error, "byte %zu: a face of %u corners", self->at,
                                corners->len);
  return hf_mesh_reader_add_polygon (self, (const gint64 *) corners->data, corners->len, error);
}

gboolean
hf_mesh_read_obj (HfMeshReader *self, GError **error)
{
  g_autoptr (GArray) corners = g_array_new (FALSE, FALSE, sizeof (gint64));

  self->first = 1;
  for (; hf_mesh_reader_skip_lines (self); hf_mesh_reader_next_line (self)) {
    char word[64];
    gboolean ok = TRUE;

    hf_mesh_reader_word (self, word);
    self->continues = word[0] != '#'; /* a comment ends with its line, whatever it says */
    if (strcmp (word, "v") == 0)
      ok = read_vertex (self, error);
    else if (strcmp (word, "f") == 0)
      ok = read_face (self, corners, error);
    if (!ok)
      return FALSE;
  }
  return TRUE;
}
