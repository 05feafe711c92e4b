/* 3MF (3MF Core Specification 1.3): what the build of the package's model shows, as one mesh. An object
   is put as often as it is used, through the matrices of what it lies in. */
#include "files/mesh-read-3mf-private.h"

#include "core/error.h"

#include <string.h>

#define MAX_DEPTH 64                  /* of objects in objects */
#define SMALL ((guint64) 1 << 20)     /* points and corners that any file may show */
#define MAX_SHOWN ((guint64) 1 << 30) /* as many as GArray and HfMesh can count */

typedef struct {
  HfMeshReader *reader;
  const Hf3mfModel *model;
  guint64 budget; /* points and corners that may still be made: objects used again cost again */
  GError **error;
} Assembly;

static void
multiply (const double a[12], const double b[12], double out[12])
{
  for (int row = 0; row < 4; row++)
    for (int column = 0; column < 3; column++) {
      out[3 * row + column] = row == 3 ? b[9 + column] : 0;
      for (int n = 0; n < 3; n++)
        out[3 * row + column] += a[3 * row + n] * b[3 * n + column];
    }
}

static gboolean
is_mirror (const double m[12])
{
  return m[0] * (m[4] * m[8] - m[5] * m[7]) - m[1] * (m[3] * m[8] - m[5] * m[6]) +
             m[2] * (m[3] * m[7] - m[4] * m[6]) <
         0;
}

static void
add_point (Assembly *self, const float *in, const double m[12])
{
  float out[3];

  for (int a = 0; a < 3; a++)
    out[a] = (float) (in[0] * m[a] + in[1] * m[3 + a] + in[2] * m[6 + a] + m[9 + a]);
  hf_mesh_reader_add_vertex (self->reader, out);
}

/* Triangles of a mirrored object are turned over, so that their outer sides stay outside. */
static gboolean
add_mesh (Assembly *self, const Hf3mfObject *object, const double matrix[12])
{
  const float *points = (const float *) self->model->points->data; /* NULL where there are none */
  const guint32 *triangles = (const guint32 *) self->model->triangles->data;
  const gint64 first = self->reader->positions->len;
  const int second = is_mirror (matrix) ? 2 : 1;

  for (gsize n = 0; n < object->n_points; n++)
    add_point (self, points + 3 * (object->first_point + n), matrix);
  for (gsize n = 0; n < object->n_triangles; n++) {
    const guint32 *triangle = triangles + 3 * (object->first_triangle + n);
    const gint64 corners[3] = { first + triangle[0], first + triangle[second],
                                first + triangle[3 - second] };

    if (!hf_mesh_reader_add_polygon (self->reader, corners, 3, self->error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
add_use (Assembly *self, const Hf3mfUse *use, const double parent[12], int depth)
{
  const guint place =
      GPOINTER_TO_UINT (g_hash_table_lookup (self->model->by_id, GUINT_TO_POINTER (use->object)));
  Hf3mfObject *object =
      place ? &g_array_index (self->model->objects, Hf3mfObject, place - 1) : NULL;
  guint64 cost;
  double matrix[12];

  if (!object)
    return hf_mesh_reader_fail (self->reader, self->error, "object %u is used and not there",
                                use->object);
  if (object->is_open || depth > MAX_DEPTH)
    return hf_mesh_reader_fail (self->reader, self->error,
                                "object %u lies in itself, or too deep in others", use->object);
  cost = 1 + object->n_points + 3 * (guint64) object->n_triangles;
  if (cost > self->budget)
    return hf_mesh_reader_fail (
        self->reader, self->error,
        "uses its objects more often than a file of its size may. Save it as STL "
        "or PLY.");
  self->budget -= cost;
  multiply (use->matrix, parent, matrix);
  if (!add_mesh (self, object, matrix))
    return FALSE;
  object->is_open = TRUE;
  for (guint n = 0; n < object->n_uses; n++)
    if (!add_use (self, &g_array_index (self->model->uses, Hf3mfUse, object->first_use + n), matrix,
                  depth + 1))
      return FALSE;
  object->is_open = FALSE;
  return TRUE;
}

static gboolean
read_package (HfMeshReader *self, Hf3mfModel *model, GError **error)
{
  g_autofree char *name = NULL;
  HfZipMember member;
  HfZip zip;

  if (!hf_zip_open (&zip, self->name, self->data, self->n, error))
    return FALSE;
  name = hf_3mf_find_model (&zip, error);
  if (!name)
    return FALSE;
  if (!hf_zip_find (&zip, name, &member))
    return hf_mesh_reader_fail (self, error, "is a zip, and holds no model “%s” as 3MF files do",
                                name);
  return hf_3mf_model_read (model, self, &zip, &member, error);
}

gboolean
hf_mesh_read_3mf (HfMeshReader *self, GError **error)
{
  g_auto (Hf3mfModel) model = { 0 };
  Assembly assembly = { self, &model, MIN (SMALL + 16 * (guint64) self->n, MAX_SHOWN), error };
  double unit[12] = { 0 };

  hf_3mf_model_init (&model);
  if (!read_package (self, &model, error))
    return FALSE;
  self->is_ras = model.is_ras;
  if (model.items->len == 0)
    return hf_mesh_reader_fail (
        self, error,
        "its build is empty: it shows none of its %u objects. Put them on the "
        "plate, or save them as STL.",
        model.objects->len);
  unit[0] = unit[4] = unit[8] = model.unit_mm;
  for (guint n = 0; n < model.items->len; n++)
    if (!add_use (&assembly, &g_array_index (model.items, Hf3mfUse, n), unit, 0))
      return FALSE;
  return TRUE;
}
