/* Binary glTF 2.0: the triangles of all meshes of the scene, through the matrices of their nodes,
   out of the file's own binary chunk. No textures, no animation, no other files. */
#include "files/mesh-read-private.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#define MAX_DEPTH 64 /* of JSON and of nodes: json-glib 1.6 recurses without a limit */
#define MAX_JSON (64u << 20)

typedef struct {
  HfMeshReader *reader;
  JsonObject *root;
  const guint8 *binary;
  guint64 n_binary;
  guint8 *visited; /* of each node: a node has one parent */
  guint64 budget;  /* bytes that may still be read: meshes used again cost again */
  GError **error;
} Glb;

/* A view of numbers that lies within the binary chunk. */
typedef struct {
  const guint8 *data;
  guint64 count;
  guint64 stride;
  int type; /* glTF's componentType */
} Accessor;

static gboolean
is_shallow (const char *text, gsize n)
{
  int depth = 0;
  gboolean in_string = FALSE;

  for (gsize c = 0; c < n; c++) {
    if (in_string && text[c] == '\\')
      c++;
    else if (text[c] == '"')
      in_string = !in_string;
    else if (!in_string && (text[c] == '{' || text[c] == '['))
      depth++;
    else if (!in_string && (text[c] == '}' || text[c] == ']'))
      depth--;
    if (depth > MAX_DEPTH)
      return FALSE;
  }
  return TRUE;
}

/* Members that may be missing or of another type than they should. */
static JsonObject *
member_object (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static JsonArray *
member_array (JsonObject *object, const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static double
node_number (JsonNode *node, double fallback)
{
  return node && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_double (node) : fallback;
}

/* A whole number that fits; -1: none. */
static gint64
member_integer (JsonObject *object, const char *name, gint64 fallback)
{
  double number = node_number (json_object_get_member (object, name), (double) fallback);

  return number >= 0 && number < 9e15 && number == floor (number) ? (gint64) number : -1;
}

static JsonObject *
element (JsonObject *object, const char *name, gint64 index)
{
  JsonArray *array = member_array (object, name);
  JsonNode *node = array && index >= 0 && index < (gint64) json_array_get_length (array)
                       ? json_array_get_element (array, (guint) index)
                       : NULL;

  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

static gboolean
find_accessor (Glb *self, gint64 index, const char *shape, Accessor *out)
{
  JsonObject *accessor = element (self->root, "accessors", index);
  JsonObject *view =
      accessor ? element (self->root, "bufferViews", member_integer (accessor, "bufferView", -1))
               : NULL;
  JsonNode *type = accessor ? json_object_get_member (accessor, "type") : NULL;
  gint64 offset, start, length, count, stride, size;

  if (!view || !type || !JSON_NODE_HOLDS_VALUE (type) ||
      g_strcmp0 (json_node_get_string (type), shape) != 0 ||
      json_object_has_member (accessor, "sparse") || member_integer (view, "buffer", -1) != 0)
    return FALSE;
  out->type = (int) member_integer (accessor, "componentType", -1);
  size = out->type == 5126 || out->type == 5125 ? 4 : out->type == 5123 ? 2 : 1;
  size *= g_str_equal (shape, "VEC3") ? 3 : 1;
  offset = member_integer (view, "byteOffset", 0);
  length = member_integer (view, "byteLength", -1);
  start = member_integer (accessor, "byteOffset", 0);
  count = member_integer (accessor, "count", -1);
  stride = member_integer (view, "byteStride", size);
  if (offset < 0 || length < 0 || start < 0 || count < 1 || stride < size || stride > 255 ||
      (guint64) offset > self->n_binary || (guint64) length > self->n_binary - (guint64) offset ||
      start > length || count > length || start + (count - 1) * stride + size > length)
    return FALSE;
  out->data = self->binary + offset + start;
  out->count = (guint64) count;
  out->stride = (guint64) stride;
  return TRUE;
}

static guint64
index_at (const Accessor *self, guint64 n)
{
  const guint8 *p = self->data + n * self->stride;

  return self->type == 5125   ? hf_mesh_reader_u32 (p, FALSE)
         : self->type == 5123 ? (guint64) (p[0] | p[1] << 8)
                              : p[0];
}

static gboolean
fail (Glb *self, const char *what)
{
  return hf_mesh_reader_fail (self->reader, self->error, "%s", what);
}

/* glTF to LPS mm: meters, X to the left, Y superior, Z anterior. */
static void
add_point (Glb *self, const Accessor *points, guint64 n, const double matrix[16])
{
  double in[3], out[3];
  float lps[3];

  for (int a = 0; a < 3; a++) {
    guint32 bits = hf_mesh_reader_u32 (points->data + n * points->stride + 4 * a, FALSE);
    float number;

    memcpy (&number, &bits, 4);
    in[a] = number;
  }
  for (int a = 0; a < 3; a++)
    out[a] = matrix[a] * in[0] + matrix[4 + a] * in[1] + matrix[8 + a] * in[2] + matrix[12 + a];
  lps[0] = (float) (1000 * out[0]);
  lps[1] = (float) (-1000 * out[2]);
  lps[2] = (float) (1000 * out[1]);
  hf_mesh_reader_add_vertex (self->reader, lps);
}

/* glTF: where the determinant of a node is negative, its triangles are clockwise seen from outside. */
static gboolean
is_mirror (const double m[16])
{
  return m[0] * (m[5] * m[10] - m[6] * m[9]) - m[4] * (m[1] * m[10] - m[2] * m[9]) +
             m[8] * (m[1] * m[6] - m[2] * m[5]) <
         0;
}

static gboolean
read_primitive (Glb *self, JsonObject *primitive, const double matrix[16])
{
  JsonObject *attributes = member_object (primitive, "attributes");
  gint64 indices = member_integer (primitive, "indices", -1);
  gint64 first = self->reader->positions->len;
  const gboolean turned = is_mirror (matrix);
  Accessor points, corners = { 0 };
  guint64 n_corners;

  if (member_integer (primitive, "mode", 4) != 4)
    return TRUE; /* points or lines */
  if (!attributes ||
      !find_accessor (self, member_integer (attributes, "POSITION", -1), "VEC3", &points) ||
      points.type != 5126)
    return fail (self, _ ("a mesh has no positions that lie in the file"));
  if (json_object_has_member (primitive, "indices") &&
      (!find_accessor (self, indices, "SCALAR", &corners) ||
       (corners.type != 5125 && corners.type != 5123 && corners.type != 5121)))
    return fail (self, _ ("a mesh has no indices that lie in the file"));
  n_corners = corners.data ? corners.count : points.count;
  if (points.count + n_corners > self->budget)
    return fail (self, _ ("uses its meshes too often"));
  self->budget -= points.count + n_corners;

  for (guint64 n = 0; n < points.count; n++)
    add_point (self, &points, n, matrix);
  for (guint64 n = 0; n + 2 < n_corners; n += 3) {
    gint64 triangle[3];

    for (int c = 0; c < 3; c++)
      triangle[turned ? 2 - c : c] =
          first + (gint64) (corners.data ? index_at (&corners, n + (guint64) c) : n + (guint64) c);
    if (!hf_mesh_reader_add_polygon (self->reader, triangle, 3, self->error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_mesh (Glb *self, gint64 index, const double matrix[16])
{
  JsonObject *mesh = element (self->root, "meshes", index);
  JsonArray *primitives = mesh ? member_array (mesh, "primitives") : NULL;

  if (!primitives)
    return fail (self, _ ("a node names a mesh that is not there"));
  for (guint p = 0; p < json_array_get_length (primitives); p++) {
    JsonObject *primitive = element (mesh, "primitives", p);

    if (!primitive || !read_primitive (self, primitive, matrix))
      return primitive != NULL ? FALSE : fail (self, _ ("a mesh holds what is no primitive"));
  }
  return TRUE;
}

static void
read_numbers (JsonObject *object, const char *name, double *numbers, guint n)
{
  JsonArray *array = member_array (object, name);

  for (guint a = 0; array && a < n && a < json_array_get_length (array); a++)
    numbers[a] = node_number (json_array_get_element (array, a), numbers[a]);
}

/* The matrix of a node, column by column: given, or from translation, rotation and scale. */
static void
node_matrix (JsonObject *node, double m[16])
{
  double t[3] = { 0 }, q[4] = { 0, 0, 0, 1 }, s[3] = { 1, 1, 1 };
  const double identity[16] = { 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1 };

  memcpy (m, identity, sizeof identity);
  if (json_object_has_member (node, "matrix")) {
    read_numbers (node, "matrix", m, 16);
    return;
  }
  read_numbers (node, "translation", t, 3);
  read_numbers (node, "rotation", q, 4);
  read_numbers (node, "scale", s, 3);
  m[0] = s[0] * (1 - 2 * (q[1] * q[1] + q[2] * q[2]));
  m[1] = s[0] * 2 * (q[0] * q[1] + q[3] * q[2]);
  m[2] = s[0] * 2 * (q[0] * q[2] - q[3] * q[1]);
  m[4] = s[1] * 2 * (q[0] * q[1] - q[3] * q[2]);
  m[5] = s[1] * (1 - 2 * (q[0] * q[0] + q[2] * q[2]));
  m[6] = s[1] * 2 * (q[1] * q[2] + q[3] * q[0]);
  m[8] = s[2] * 2 * (q[0] * q[2] + q[3] * q[1]);
  m[9] = s[2] * 2 * (q[1] * q[2] - q[3] * q[0]);
  m[10] = s[2] * (1 - 2 * (q[0] * q[0] + q[1] * q[1]));
  memcpy (m + 12, t, sizeof t);
}

static void
multiply (const double a[16], const double b[16], double out[16])
{
  for (int column = 0; column < 4; column++)
    for (int row = 0; row < 4; row++) {
      out[4 * column + row] = 0;
      for (int n = 0; n < 4; n++)
        out[4 * column + row] += a[4 * n + row] * b[4 * column + n];
    }
}

static gboolean
read_node (Glb *self, gint64 index, const double parent[16], int depth)
{
  JsonObject *node = element (self->root, "nodes", index);
  JsonArray *children = node ? member_array (node, "children") : NULL;
  double own[16], matrix[16];

  if (!node || depth > MAX_DEPTH || self->visited[index]++)
    return fail (self, _ ("its nodes are no tree"));
  node_matrix (node, own);
  multiply (parent, own, matrix);
  if (json_object_has_member (node, "mesh") &&
      !read_mesh (self, member_integer (node, "mesh", -1), matrix))
    return FALSE;
  for (guint c = 0; children && c < json_array_get_length (children); c++) {
    double child = node_number (json_array_get_element (children, c), -1);

    if (!read_node (self, child >= 0 && child < 1e9 ? (gint64) child : -1, matrix, depth + 1))
      return FALSE;
  }
  return TRUE;
}

static gboolean
read_scene (Glb *self)
{
  static const double identity[16] = { 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1 };
  JsonObject *scene = element (self->root, "scenes", member_integer (self->root, "scene", 0));
  JsonArray *nodes = scene ? member_array (scene, "nodes") : NULL;
  JsonArray *all = member_array (self->root, "nodes");
  g_autofree guint8 *visited = g_malloc0 ((all ? json_array_get_length (all) : 0) + 1);

  self->visited = visited;
  if (!nodes)
    return fail (self, _ ("holds no scene"));
  for (guint n = 0; n < json_array_get_length (nodes); n++) {
    double node = node_number (json_array_get_element (nodes, n), -1);

    if (!read_node (self, node >= 0 && node < 1e9 ? (gint64) node : -1, identity, 0))
      return FALSE;
  }
  return TRUE;
}

gboolean
hf_mesh_read_glb (HfMeshReader *self, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  Glb glb = { .reader = self, .budget = 16 * (guint64) self->n, .error = error };
  const char *json = (const char *) self->data + 20;
  guint64 n_json, binary_at;
  JsonNode *root;

  if (self->n < 20 || hf_mesh_reader_u32 (self->data + 4, FALSE) != 2 ||
      hf_mesh_reader_u32 (self->data + 8, FALSE) > self->n ||
      hf_mesh_reader_u32 (self->data + 16, FALSE) != 0x4e4f534a)
    return hf_mesh_reader_fail (self, error, "is cut off, or not glTF of version 2");
  n_json = hf_mesh_reader_u32 (self->data + 12, FALSE);
  if (n_json > self->n - 20 || n_json > MAX_JSON || !is_shallow (json, n_json))
    return hf_mesh_reader_fail (self, error, "its JSON is cut off, too large or too deep");
  binary_at = 20 + (n_json + 3) / 4 * 4;
  if (binary_at + 8 <= self->n) {
    glb.binary = self->data + binary_at + 8;
    glb.n_binary = hf_mesh_reader_u32 (self->data + binary_at, FALSE);
    if (glb.n_binary > self->n - binary_at - 8 ||
        hf_mesh_reader_u32 (self->data + binary_at + 4, FALSE) != 0x004e4942)
      return hf_mesh_reader_fail (self, error, "its binary part is cut off");
  }
  if (!json_parser_load_from_data (parser, json, (gssize) n_json, NULL))
    return hf_mesh_reader_fail (self, error, "its JSON cannot be read");
  root = json_parser_get_root (parser);
  if (!root || !JSON_NODE_HOLDS_OBJECT (root))
    return hf_mesh_reader_fail (self, error, "its JSON is no object");
  glb.root = json_node_get_object (root);
  return read_scene (&glb);
}
