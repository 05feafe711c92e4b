/* The XML of a 3MF package, as it is unpacked. GMarkup reads it: it knows no entities beyond the five
   of XML, opens no file and does not recurse. What is not listed here (materials, textures, slices ...) is
   stepped over with all that it holds. The model's own elements are those with the prefix of the
   outermost one; mostly that is none. */
#include "files/mesh-read-3mf-private.h"

#include "core/error.h"

#include <math.h>
#include <string.h>

#define MAX_RELATIONS ((guint64) 1 << 20) /* bytes of _rels/.rels */
#define MAX_MODEL ((guint64) 4 << 30) /* bytes of XML: 27 make a vertex, so GArray can count them */
#define MAX_TAG ((guint64) 4 << 20)   /* bytes of one tag or text: GMarkup keeps it */
#define MAX_SKIPPED 256               /* open elements that are not read: it keeps them too */
#define MAX_OBJECTS (1u << 20)        /* also of components, and of items */
#define FORMATS "http://schemas.microsoft.com/3dmanufacturing/"

typedef enum {
  OUTSIDE,
  VERTEX,
  TRIANGLE,
  MODEL,
  METADATA,
  RESOURCES,
  OBJECT,
  MESH,
  VERTICES,
  TRIANGLES,
  COMPONENTS,
  COMPONENT,
  BUILD,
  ITEM,
  N_PLACES
} Place;

typedef struct {
  const HfMeshReader *reader;
  Hf3mfModel *model;
  GMarkupParseContext *context;
  char *prefix; /* "" or "c:", owned */
  Place place;
  guint64 tag;         /* bytes since the last tag or text that was whole */
  gboolean has_begun;  /* the text */
  int skipped;         /* elements that are open and not read */
  gboolean has_frame;  /* the metadata under way may name the frame */
  Hf3mfObject *object; /* under way, borrowed */
} Parser;

/* Attributes of an element, a name and its value each, NULL after the last. */
typedef struct {
  const char **names;
  const char **values;
} Attributes;

typedef gboolean (*ReadElement) (Parser *self, Attributes attributes, GError **error);

/* NULL: it is not there. */
static const char *
attribute (Attributes self, const char *name)
{
  for (int n = 0; self.names[n]; n++)
    if (strcmp (self.names[n], name) == 0)
      return self.values[n];
  return NULL;
}

/* A whole number below 2^31, as ids and indices are. */
static gboolean
parse_index (const char *text, guint32 *index)
{
  guint64 number = 0;
  const char *at = text;

  for (; g_ascii_isdigit (*at) && at - text < 10; at++)
    number = 10 * number + (guint64) (*at - '0');
  *index = (guint32) number;
  return at > text && *at == '\0' && number < (guint64) 1 << 31;
}

static gboolean
parse_number (const char **text, double *number)
{
  char *end;

  *number = g_ascii_strtod (*text, &end);
  if (end == *text || !isfinite (*number))
    return FALSE;
  while (g_ascii_isspace (*end))
    end++;
  *text = end;
  return TRUE;
}

static gboolean
read_vertex (Parser *self, Attributes attributes, GError **error)
{
  float point[3];
  guint found = 0; /* a bit an axis */

  for (int n = 0; attributes.names[n]; n++) {
    const int axis = attributes.names[n][0] - 'x';
    const char *text = attributes.values[n];
    double number;

    if (axis < 0 || axis > 2 || attributes.names[n][1] != '\0')
      continue;
    if (!parse_number (&text, &number) || *text != '\0')
      return hf_mesh_reader_fail (self->reader, error, "“%.30s” is no coordinate of a vertex",
                                  attributes.values[n]);
    point[axis] = (float) number;
    found |= 1u << axis;
  }
  if (found != 7)
    return hf_mesh_reader_fail (self->reader, error, "a vertex of object %u needs x, y and z",
                                self->object->id);
  g_array_append_vals (self->model->points, point, 1);
  self->object->n_points++;
  return TRUE;
}

static gboolean
read_triangle (Parser *self, Attributes attributes, GError **error)
{
  guint32 corners[3];
  guint found = 0; /* a bit a corner */

  for (int n = 0; attributes.names[n]; n++) {
    const char *name = attributes.names[n];
    const int corner = name[0] == 'v' ? name[1] - '1' : -1;

    if (corner < 0 || corner > 2 || name[2] != '\0')
      continue;
    if (!parse_index (attributes.values[n], &corners[corner]) ||
        corners[corner] >= self->object->n_points)
      return hf_mesh_reader_fail (self->reader, error,
                                  "a triangle of object %u names vertex “%.30s”, and there are %u",
                                  self->object->id, attributes.values[n], self->object->n_points);
    found |= 1u << corner;
  }
  if (found != 7)
    return hf_mesh_reader_fail (self->reader, error, "a triangle of object %u needs v1, v2 and v3",
                                self->object->id);
  g_array_append_vals (self->model->triangles, corners, 1);
  self->object->n_triangles++;
  return TRUE;
}

static gboolean
read_unit (Parser *self, const char *text, GError **error)
{
  static const struct {
    const char *name;
    double mm;
  } units[] = { { "micron", 0.001 }, { "millimeter", 1 }, { "centimeter", 10 },
                { "inch", 25.4 },    { "foot", 304.8 },   { "meter", 1000 } };

  for (gsize n = 0; n < G_N_ELEMENTS (units); n++)
    if (strcmp (text ? text : "millimeter", units[n].name) == 0) {
      self->model->unit_mm = units[n].mm;
      return TRUE;
    }
  return hf_mesh_reader_fail (self->reader, error, "“%.30s” is no unit of 3MF", text);
}

/* What the model cannot be read without: of the extensions only these leave triangles as they are. */
static gboolean
check_extensions (Parser *self, Attributes attributes, GError **error)
{
  static const char *const known[] = { FORMATS "core/", FORMATS "material/", FORMATS "production/",
                                       FORMATS "trianglesets/" };
  const char *needed = attribute (attributes, "requiredextensions");
  g_auto (GStrv) prefixes = g_strsplit_set (needed ? needed : "", " \t\r\n", -1);

  for (int n = 0; prefixes[n]; n++) {
    g_autofree char *name = g_strconcat ("xmlns:", prefixes[n], NULL);
    const char *space = attribute (attributes, name);
    gboolean is_known = *prefixes[n] == '\0';

    for (gsize k = 0; space && k < G_N_ELEMENTS (known); k++)
      is_known |= g_str_has_prefix (space, known[k]);
    if (!is_known)
      return hf_fail (
          self->reader->name, HF_CODE_UNSUPPORTED_SYNTAX, error,
          "needs the 3MF extension “%s”, which is not read. Save its surface as triangles "
          "alone: as core 3MF, STL or PLY.",
          space ? space : prefixes[n]);
  }
  return TRUE;
}

static gboolean
read_model (Parser *self, Attributes attributes, GError **error)
{
  return read_unit (self, attribute (attributes, "unit"), error) &&
         check_extensions (self, attributes, error);
}

/* Our files name their frame in the description. */
static gboolean
read_metadata (Parser *self, Attributes attributes, GError **error)
{
  self->has_frame = g_strcmp0 (attribute (attributes, "name"), "Description") == 0;
  return TRUE;
}

static gboolean
read_object (Parser *self, Attributes attributes, GError **error)
{
  Hf3mfModel *model = self->model;
  Hf3mfObject object = { .first_point = model->points->len,
                         .first_triangle = model->triangles->len,
                         .first_use = model->uses->len };
  const char *id = attribute (attributes, "id");

  if (!id || !parse_index (id, &object.id))
    return hf_mesh_reader_fail (self->reader, error, "an object has no number as its id");
  if (model->objects->len == MAX_OBJECTS)
    return hf_mesh_reader_fail (self->reader, error, "holds more than %u objects", MAX_OBJECTS);
  g_array_append_val (model->objects, object);
  self->object = &g_array_index (model->objects, Hf3mfObject, model->objects->len - 1);
  return g_hash_table_insert (model->by_id, GUINT_TO_POINTER (object.id),
                              GUINT_TO_POINTER (model->objects->len)) ||
         hf_mesh_reader_fail (self->reader, error, "there are two objects of id %u", object.id);
}

/* A component or an item, into uses. */
static gboolean
read_use (Parser *self, Attributes attributes, GArray *uses, GError **error)
{
  Hf3mfUse use = { 0, { 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0 } };
  const char *id = attribute (attributes, "objectid");
  const char *matrix = attribute (attributes, "transform");

  for (int n = 0; attributes.names[n]; n++)
    if (g_str_has_suffix (attributes.names[n], ":path"))
      return hf_fail (
          self->reader->name, HF_CODE_UNSUPPORTED_SYNTAX, error,
          "has objects in other files of its package (3MF's production extension), which "
          "are not read. Save it as core 3MF, STL or PLY.");
  if (!id || !parse_index (id, &use.object))
    return hf_mesh_reader_fail (self->reader, error, "a component or item names no object");
  while (matrix && g_ascii_isspace (*matrix))
    matrix++;
  for (int n = 0; matrix && n < 12; n++)
    if (!parse_number (&matrix, &use.matrix[n]) || (n == 11 && *matrix != '\0'))
      return hf_mesh_reader_fail (self->reader, error, "“%.60s” is no transform of 12 numbers",
                                  attribute (attributes, "transform"));
  if (uses->len == MAX_OBJECTS)
    return hf_mesh_reader_fail (self->reader, error, "uses objects more than %u times",
                                MAX_OBJECTS);
  g_array_append_val (uses, use);
  return TRUE;
}

static gboolean
read_component (Parser *self, Attributes attributes, GError **error)
{
  self->object->n_uses++;
  return read_use (self, attributes, self->model->uses, error);
}

static gboolean
read_item (Parser *self, Attributes attributes, GError **error)
{
  return read_use (self, attributes, self->model->items, error);
}

/* Every place has one other that it lies in. */
static const struct {
  const char *name;
  Place within;
  ReadElement read; /* nullable */
} elements[N_PLACES] = {
  [VERTEX] = { "vertex", VERTICES, read_vertex },
  [TRIANGLE] = { "triangle", TRIANGLES, read_triangle },
  [MODEL] = { "model", OUTSIDE, read_model },
  [METADATA] = { "metadata", MODEL, read_metadata },
  [RESOURCES] = { "resources", MODEL, NULL },
  [OBJECT] = { "object", RESOURCES, read_object },
  [MESH] = { "mesh", OBJECT, NULL },
  [VERTICES] = { "vertices", MESH, NULL },
  [TRIANGLES] = { "triangles", MESH, NULL },
  [COMPONENTS] = { "components", OBJECT, NULL },
  [COMPONENT] = { "component", COMPONENTS, read_component },
  [BUILD] = { "build", MODEL, NULL },
  [ITEM] = { "item", BUILD, read_item },
};

/* OUTSIDE: it is not read. */
static Place
find_place (const Parser *self, const char *element)
{
  const gsize n_prefix = strlen (self->prefix);

  if (strncmp (element, self->prefix, n_prefix) != 0)
    return OUTSIDE;
  for (Place place = VERTEX; place < N_PLACES; place++)
    if (elements[place].within == self->place &&
        strcmp (element + n_prefix, elements[place].name) == 0)
      return place;
  return OUTSIDE;
}

static void
start_cb (GMarkupParseContext *context,
          const char *element,
          const char **names,
          const char **values,
          gpointer data,
          GError **error)
{
  Parser *self = data;
  Place place;

  self->tag = 0;
  if (!self->prefix) {
    const char *colon = strchr (element, ':');

    self->prefix = colon ? g_strndup (element, (gsize) (colon - element) + 1) : g_strdup ("");
  }
  place = self->skipped ? OUTSIDE : find_place (self, element);
  if (place == OUTSIDE) {
    if (++self->skipped > MAX_SKIPPED)
      hf_mesh_reader_fail (self->reader, error, "its XML is nested too deeply");
    return;
  }
  self->place = place;
  if (elements[place].read)
    elements[place].read (self, (Attributes){ names, values }, error);
}

static void
end_cb (GMarkupParseContext *context, const char *element, gpointer data, GError **error)
{
  Parser *self = data;

  self->tag = 0;
  if (self->skipped)
    self->skipped--;
  else
    self->place = elements[self->place].within;
}

static void
text_cb (GMarkupParseContext *context, const char *text, gsize n, gpointer data, GError **error)
{
  Parser *self = data;

  self->tag = 0;
  if (self->place == METADATA && !self->skipped && self->has_frame)
    self->model->is_ras |= hf_mesh_says_ras (text, n);
}

/* The error of GMarkup that says where the text is wrong, with the file's name. */
static gboolean
fail_xml (const char *name, const GError *local, GError **error)
{
  return hf_fail (name, HF_CODE_CORRUPT, error, "its XML is wrong: %s", local->message);
}

/* How many bytes a byte order mark takes at the start of the text, which GMarkup does not know. */
static gsize
mark_bytes (const char *text, gsize n)
{
  return n >= 3 && memcmp (text, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
}

static gboolean
parse_part (gpointer to, const char *text, gsize n, GError **error)
{
  Parser *self = to;
  const gsize mark = self->has_begun ? 0 : mark_bytes (text, n);
  GError *local = NULL;

  self->has_begun = TRUE;
  self->tag += n;
  if (self->tag > MAX_TAG)
    return hf_mesh_reader_fail (self->reader, error, "its XML has a tag or text that is too long");
  if (g_markup_parse_context_parse (self->context, text + mark, (gssize) (n - mark), &local))
    return TRUE;
  if (local->domain != G_MARKUP_ERROR) {
    g_propagate_error (error, local);
    return FALSE;
  }
  fail_xml (self->reader->name, local, error);
  g_error_free (local);
  return FALSE;
}

gboolean
hf_3mf_model_read (Hf3mfModel *self,
                   const HfMeshReader *reader,
                   const HfZip *zip,
                   const HfZipMember *member,
                   GError **error)
{
  static const GMarkupParser functions = { start_cb, end_cb, text_cb, NULL, NULL };
  Parser parser = { .reader = reader, .model = self };
  g_autoptr (GMarkupParseContext) context =
      g_markup_parse_context_new (&functions, 0, &parser, NULL);
  g_autoptr (GError) local = NULL;
  gboolean fine;

  parser.context = context;
  fine = hf_zip_read (zip, member, MAX_MODEL, parse_part, &parser, error);
  g_free (parser.prefix);
  if (!fine)
    return FALSE;
  if (!g_markup_parse_context_end_parse (context, &local))
    return fail_xml (reader->name, local, error);
  return self->unit_mm > 0 || hf_mesh_reader_fail (reader, error, "its XML is no 3MF model");
}

void
hf_3mf_model_init (Hf3mfModel *self)
{
  *self = (Hf3mfModel){
    .points = g_array_new (FALSE, FALSE, 3 * sizeof (float)),
    .triangles = g_array_new (FALSE, FALSE, 3 * sizeof (guint32)),
    .uses = g_array_new (FALSE, FALSE, sizeof (Hf3mfUse)),
    .objects = g_array_new (FALSE, FALSE, sizeof (Hf3mfObject)),
    .items = g_array_new (FALSE, FALSE, sizeof (Hf3mfUse)),
    .by_id = g_hash_table_new (NULL, NULL),
  };
}

void
hf_3mf_model_clear (Hf3mfModel *self)
{
  g_clear_pointer (&self->points, g_array_unref);
  g_clear_pointer (&self->triangles, g_array_unref);
  g_clear_pointer (&self->uses, g_array_unref);
  g_clear_pointer (&self->objects, g_array_unref);
  g_clear_pointer (&self->items, g_array_unref);
  g_clear_pointer (&self->by_id, g_hash_table_unref);
}

/* The target of the relation that leads to the model; the first one counts. */
static void
relation_cb (GMarkupParseContext *context,
             const char *element,
             const char **names,
             const char **values,
             gpointer data,
             GError **error)
{
  const Attributes attributes = { names, values };
  const char *target = attribute (attributes, "Target");
  char **found = data;

  if (!*found && target &&
      g_strcmp0 (attribute (attributes, "Type"), FORMATS "2013/01/3dmodel") == 0)
    *found = g_uri_unescape_string (target + (*target == '/'), NULL);
}

static gboolean
take_bytes (gpointer to, const char *bytes, gsize n, GError **error)
{
  g_string_append_len (to, bytes, (gssize) n);
  return TRUE;
}

char *
hf_3mf_find_model (const HfZip *zip, GError **error)
{
  static const GMarkupParser functions = { relation_cb, NULL, NULL, NULL, NULL };
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GMarkupParseContext) context = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *found = NULL;
  HfZipMember member;

  if (hf_zip_find (zip, "_rels/.rels", &member)) {
    if (!hf_zip_read (zip, &member, MAX_RELATIONS, take_bytes, text, error))
      return NULL;
    context = g_markup_parse_context_new (&functions, 0, &found, NULL);
    g_string_erase (text, 0, (gssize) mark_bytes (text->str, text->len));
    if (!g_markup_parse_context_parse (context, text->str, (gssize) text->len, &local) ||
        !g_markup_parse_context_end_parse (context, &local)) {
      fail_xml (zip->name, local, error);
      return NULL;
    }
  }
  return found ? g_steal_pointer (&found) : g_strdup ("3D/3dmodel.model");
}
