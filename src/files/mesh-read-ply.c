/* PLY (Turk 1994): elements of properties in any order, as text or binary; vertices, faces and the
   strips of triangles of Stanford's scans are used, the rest is stepped over. */
#include "files/mesh-read-private.h"

#include <string.h>

typedef enum { TEXT, LITTLE, BIG } Encoding;
typedef enum { INT8, UINT8, INT16, UINT16, INT32, UINT32, FLOAT32, FLOAT64, N_TYPES } Type;

static const struct {
  const char *names[2];
  gsize bytes;
} types[N_TYPES] = {
  { { "char", "int8" }, 1 },     { { "uchar", "uint8" }, 1 },    { { "short", "int16" }, 2 },
  { { "ushort", "uint16" }, 2 }, { { "int", "int32" }, 4 },      { { "uint", "uint32" }, 4 },
  { { "float", "float32" }, 4 }, { { "double", "float64" }, 8 },
};

#define MAX_PROPERTIES 64
#define MAX_ELEMENTS 16

typedef struct {
  Type type;
  Type count_type; /* of a list */
  gboolean is_list;
  char name[64];
} Property;

typedef struct {
  char name[64];
  guint64 n;
  Property properties[MAX_PROPERTIES];
  int n_properties;
} Element;

typedef struct {
  Encoding encoding;
  Element elements[MAX_ELEMENTS];
  int n_elements;
} Header;

static gboolean
find_type (const char *name, Type *type)
{
  for (int t = 0; t < N_TYPES; t++)
    if (strcmp (name, types[t].names[0]) == 0 || strcmp (name, types[t].names[1]) == 0) {
      *type = (Type) t;
      return TRUE;
    }
  return FALSE;
}

static gboolean
read_format (HfMeshReader *self, Header *header, GError **error)
{
  char word[64];

  hf_mesh_reader_word (self, word);
  if (strcmp (word, "ascii") == 0)
    header->encoding = TEXT;
  else if (strcmp (word, "binary_little_endian") == 0)
    header->encoding = LITTLE;
  else if (strcmp (word, "binary_big_endian") == 0)
    header->encoding = BIG;
  else
    return hf_mesh_reader_fail (self, error, "PLY format “%.30s” is not known", word);
  return TRUE;
}

static gboolean
read_element (HfMeshReader *self, Header *header, GError **error)
{
  Element *element = &header->elements[header->n_elements];
  char word[64], *end = word;

  if (header->n_elements == MAX_ELEMENTS)
    return hf_mesh_reader_fail (self, error, "more than %d elements", MAX_ELEMENTS);
  if (!hf_mesh_reader_word (self, element->name) || !hf_mesh_reader_word (self, word) ||
      !g_ascii_isdigit (word[0]))
    return hf_mesh_reader_fail (self, error, "an element of the header is cut off");
  element->n = g_ascii_strtoull (word, &end, 10);
  if (*end != '\0' || element->n > self->n)
    return hf_mesh_reader_fail (
        self, error, "%.30s of element “%.30s” are more than the file holds", word, element->name);
  header->n_elements++;
  return TRUE;
}

static gboolean
read_property (HfMeshReader *self, Header *header, GError **error)
{
  Element *element = header->n_elements > 0 ? &header->elements[header->n_elements - 1] : NULL;
  Property *property;
  char word[64];

  if (!element || element->n_properties == MAX_PROPERTIES)
    return hf_mesh_reader_fail (self, error, "a property of no element, or too many of one");
  property = &element->properties[element->n_properties++];
  hf_mesh_reader_word (self, word);
  property->is_list = strcmp (word, "list") == 0;
  if (property->is_list) {
    hf_mesh_reader_word (self, word);
    if (!find_type (word, &property->count_type) || property->count_type >= FLOAT32)
      return hf_mesh_reader_fail (self, error, "“%.30s” cannot count a list", word);
    hf_mesh_reader_word (self, word);
  }
  if (!find_type (word, &property->type) || !hf_mesh_reader_word (self, property->name))
    return hf_mesh_reader_fail (self, error, "“%.30s” is no type of a property", word);
  return TRUE;
}

static gboolean
read_header (HfMeshReader *self, Header *header, GError **error)
{
  gboolean has_format = FALSE;

  while (hf_mesh_reader_next_line (self)) {
    char word[64];
    gboolean ok = TRUE;

    hf_mesh_reader_word (self, word);
    if (strcmp (word, "end_header") == 0) {
      hf_mesh_reader_next_line (self);
      return has_format || hf_mesh_reader_fail (self, error, "the PLY header names no format");
    }
    if (strcmp (word, "format") == 0)
      has_format = ok = read_format (self, header, error);
    else if (strcmp (word, "element") == 0)
      ok = read_element (self, header, error);
    else if (strcmp (word, "property") == 0)
      ok = read_property (self, header, error);
    if (!ok)
      return FALSE;
  }
  return hf_mesh_reader_fail (self, error, "the PLY header does not end");
}

static double
decode (const guint8 *p, Type type, gboolean big)
{
  guint64 bits = 0;
  gsize n = types[type].bytes;
  float single;
  double number;

  for (gsize b = 0; b < n; b++)
    bits |= (guint64) p[big ? n - 1 - b : b] << 8 * b;
  switch (type) {
  case INT8:
    return (gint8) bits;
  case INT16:
    return (gint16) bits;
  case INT32:
    return (gint32) bits;
  case FLOAT32: {
    guint32 low = (guint32) bits;

    memcpy (&single, &low, sizeof single);
    return single;
  }
  case FLOAT64:
    memcpy (&number, &bits, sizeof number);
    return number;
  default:
    return (double) bits;
  }
}

static gboolean
read_value (HfMeshReader *self, Encoding encoding, Type type, double *value)
{
  if (encoding == TEXT)
    return hf_mesh_reader_skip_lines (self) && hf_mesh_reader_number (self, value);
  if (self->n - self->at < types[type].bytes)
    return FALSE;
  *value = decode (self->data + self->at, type, encoding == BIG);
  self->at += types[type].bytes;
  return TRUE;
}

static gboolean
fail_cut_off (const HfMeshReader *self, const Element *element, guint64 n, GError **error)
{
  return hf_mesh_reader_fail (self, error, "is cut off or broken at %s %llu of %llu", element->name,
                              (unsigned long long) n + 1, (unsigned long long) element->n);
}

/* One list; corners gets its values. FALSE: cut off. */
static gboolean
read_list (HfMeshReader *self, Encoding encoding, const Property *property, GArray *corners)
{
  double count, value;

  g_array_set_size (corners, 0);
  if (!read_value (self, encoding, property->count_type, &count) || count < 0 ||
      count > (double) (self->n - self->at))
    return FALSE;
  for (guint64 c = 0; c < (guint64) count; c++) {
    gint64 corner;

    if (!read_value (self, encoding, property->type, &value))
      return FALSE;
    corner = value >= 0 && value < 4294967296.0 ? (gint64) value : -1;
    g_array_append_val (corners, corner);
  }
  return TRUE;
}

static gboolean
read_record (
    HfMeshReader *self, Encoding encoding, const Element *element, float point[3], GArray *corners)
{
  static const char *const axes[] = { "x", "y", "z" };
  gboolean has_face = FALSE;
  g_autoptr (GArray) other = NULL;

  for (int p = 0; p < element->n_properties; p++) {
    const Property *property = &element->properties[p];
    double value;

    if (property->is_list) {
      gboolean is_face = !has_face && (strcmp (property->name, "vertex_indices") == 0 ||
                                       strcmp (property->name, "vertex_index") == 0);

      if (!is_face && !other)
        other = g_array_new (FALSE, FALSE, sizeof (gint64));
      if (!read_list (self, encoding, property, is_face ? corners : other))
        return FALSE;
      has_face |= is_face;
      continue;
    }
    if (!read_value (self, encoding, property->type, &value))
      return FALSE;
    for (int a = 0; a < 3; a++)
      if (strcmp (property->name, axes[a]) == 0)
        point[a] = (float) value;
  }
  return TRUE;
}

/* Strips of triangles, one after the other, each ended by -1; every other triangle of a strip is turned around. */
static gboolean
add_strips (HfMeshReader *self, const GArray *corners, GError **error)
{
  const gint64 *at = (const gint64 *) corners->data;
  gsize n = 0; /* corners of the strip */

  for (guint c = 0; c < corners->len; c++) {
    n = at[c] == -1 ? 0 : n + 1;
    if (n >= 3) {
      const gboolean turned = n % 2 == 0;
      const gint64 triangle[3] = { at[c - 2 + turned], at[c - 1 - turned], at[c] };

      if (!hf_mesh_reader_add_polygon (self, triangle, 3, error))
        return FALSE;
    }
  }
  return TRUE;
}

static gboolean
read_elements (HfMeshReader *self, Encoding encoding, const Element *element, GError **error)
{
  gboolean is_vertex = strcmp (element->name, "vertex") == 0;
  gboolean is_face = strcmp (element->name, "face") == 0;
  gboolean is_strips = strcmp (element->name, "tristrips") == 0;
  g_autoptr (GArray) corners = g_array_new (FALSE, FALSE, sizeof (gint64));

  if (element->n_properties == 0)
    return element->n == 0 ||
           hf_mesh_reader_fail (self, error, "element “%s” has no properties", element->name);
  for (guint64 n = 0; n < element->n; n++) {
    float point[3] = { 0 };
    char more[64];

    g_array_set_size (corners, 0);
    /* a line that goes on is another element's: the counts lie */
    if (!read_record (self, encoding, element, point, corners) ||
        (encoding == TEXT && hf_mesh_reader_word (self, more)))
      return fail_cut_off (self, element, n, error);
    if (is_vertex)
      hf_mesh_reader_add_vertex (self, point);
    if (is_face && corners->len > 2 &&
        !hf_mesh_reader_add_polygon (self, (const gint64 *) corners->data, corners->len, error))
      return FALSE;
    if (is_strips && !add_strips (self, corners, error))
      return FALSE;
  }
  return TRUE;
}

gboolean
hf_mesh_read_ply (HfMeshReader *self, GError **error)
{
  g_autofree Header *header = g_new0 (Header, 1);

  if (!read_header (self, header, error))
    return FALSE;
  for (int e = 0; e < header->n_elements; e++)
    if (!read_elements (self, header->encoding, &header->elements[e], error))
      return FALSE;
  return TRUE;
}
