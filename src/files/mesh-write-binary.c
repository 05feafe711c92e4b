/* Binary STL (3D Systems 1989) and binary PLY (Turk 1994), both little endian. Records are filled
   in on all cores, a few megabytes at a time. */
#include "files/mesh-write-private.h"

#include <math.h>
#include <string.h>

#define CHUNK 65536 /* records */
#define GRAIN 8192

typedef struct {
  const HfMeshWriter *writer;
  gsize first; /* record of the chunk */
  guint8 *bytes;
} Chunk;

/* Fills records [begin, end) of the chunk. */
typedef HfParallelFunc Fill;

static gboolean
write_records (HfMeshWriter *self, gsize n, gsize record, Fill fill, double done[2], GError **error)
{
  g_autofree guint8 *bytes = g_malloc (CHUNK * record);
  Chunk chunk = { .writer = self, .bytes = bytes };

  for (; chunk.first < n; chunk.first += CHUNK) {
    gsize count = MIN (CHUNK, n - chunk.first);

    if (!hf_mesh_writer_go_on (
            self, done[0] + (done[1] - done[0]) * (double) chunk.first / (double) n, error))
      return FALSE;
    hf_parallel_for (count, GRAIN, fill, &chunk);
    if (!hf_atomic_write (self->file, bytes, count * record, error))
      return FALSE;
  }
  return TRUE;
}

static void
put_float (guint8 *to, float number)
{
  guint32 bits;

  memcpy (&bits, &number, 4);
  bits = GUINT32_TO_LE (bits);
  memcpy (to, &bits, 4);
}

static void
put_integer (guint8 *to, guint32 number)
{
  number = GUINT32_TO_LE (number);
  memcpy (to, &number, 4);
}

static void
put_point (const HfMeshWriter *self, guint8 *to, const float lps[3])
{
  float point[3];

  hf_mesh_writer_turn (self, lps, point);
  for (int a = 0; a < 3; a++)
    put_float (to + 4 * a, point[a]);
}

static void
find_normal (const float *a, const float *b, const float *c, float normal[3])
{
  float u[3] = { b[0] - a[0], b[1] - a[1], b[2] - a[2] };
  float v[3] = { c[0] - a[0], c[1] - a[1], c[2] - a[2] };
  float length;

  normal[0] = u[1] * v[2] - u[2] * v[1];
  normal[1] = u[2] * v[0] - u[0] * v[2];
  normal[2] = u[0] * v[1] - u[1] * v[0];
  length = sqrtf (normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2]);
  for (int n = 0; n < 3; n++)
    normal[n] = length > 0 ? normal[n] / length : 0;
}

static void
fill_stl (gsize begin, gsize end, gpointer data)
{
  const Chunk *chunk = data;
  const HfMeshWriter *self = chunk->writer;
  const float *positions = hf_mesh_positions (self->mesh);

  for (gsize n = begin; n < end; n++) {
    const guint32 *corner = hf_mesh_triangles (self->mesh) + 3 * (chunk->first + n);
    guint8 *to = chunk->bytes + 50 * n;
    const float *p[3];
    float normal[3];

    for (int c = 0; c < 3; c++)
      p[c] = positions + 3 * (gsize) corner[c];
    find_normal (p[0], p[1], p[2], normal);
    put_point (self, to, normal);
    for (int c = 0; c < 3; c++)
      put_point (self, to + 12 + 12 * c, p[c]);
    to[48] = to[49] = 0;
  }
}

gboolean
hf_mesh_write_stl (HfMeshWriter *self, GError **error)
{
  guint8 head[84] = { 0 };

  /* must not begin with "solid": that is how text files begin */
  g_snprintf ((char *) head, 80, "Hounsfield binary STL; UNIT=mm; SPACE=%s", self->frame_name);
  put_integer (head + 80, hf_mesh_n_triangles (self->mesh));
  return hf_atomic_write (self->file, head, sizeof head, error) &&
         write_records (self, hf_mesh_n_triangles (self->mesh), 50, fill_stl, (double[2]){ 0, 1 },
                        error);
}

static void
fill_ply_vertices (gsize begin, gsize end, gpointer data)
{
  const Chunk *chunk = data;

  for (gsize n = begin; n < end; n++) {
    gsize v = 3 * (chunk->first + n);

    put_point (chunk->writer, chunk->bytes + 24 * n, hf_mesh_positions (chunk->writer->mesh) + v);
    put_point (chunk->writer, chunk->bytes + 24 * n + 12,
               hf_mesh_normals (chunk->writer->mesh) + v);
  }
}

static void
fill_ply_faces (gsize begin, gsize end, gpointer data)
{
  const Chunk *chunk = data;

  for (gsize n = begin; n < end; n++) {
    chunk->bytes[13 * n] = 3;
    for (int c = 0; c < 3; c++)
      put_integer (chunk->bytes + 13 * n + 1 + 4 * c,
                   hf_mesh_triangles (chunk->writer->mesh)[3 * (chunk->first + n) + c]);
  }
}

gboolean
hf_mesh_write_ply (HfMeshWriter *self, GError **error)
{
  g_autofree char *head = g_strdup_printf (
      "ply\nformat binary_little_endian 1.0\ncomment Hounsfield; unit mm; space %s\n"
      "element vertex %u\nproperty float x\nproperty float y\nproperty float z\n"
      "property float nx\nproperty float ny\nproperty float nz\n"
      "element face %u\nproperty list uchar int vertex_indices\nend_header\n",
      self->frame_name, hf_mesh_n_vertices (self->mesh), hf_mesh_n_triangles (self->mesh));

  return hf_atomic_write (self->file, head, strlen (head), error) &&
         write_records (self, hf_mesh_n_vertices (self->mesh), 24, fill_ply_vertices,
                        (double[2]){ 0, 0.5 }, error) &&
         write_records (self, hf_mesh_n_triangles (self->mesh), 13, fill_ply_faces,
                        (double[2]){ 0.5, 1 }, error);
}
