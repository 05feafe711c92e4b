/* 20 bytes a vertex: position as float, normal packed into 10 bits each, number of the surface. */
#include "gl/surface-buffers.h"

#include "core/parallel.h"
#include "gl/program.h"

#include <epoxy/gl.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BATCH (3 << 14) /* indices */
#define SMALL (1 << 16) /* triangles whose edges are sorted: 20 ms */
#define IN_FLIGHT 2     /* batches that the driver may hold; in software each is 1 to 2 MB */

typedef struct {
  float position[3];
  guint32 normal; /* GL_INT_2_10_10_10_REV */
  guint32 surface;
} Vertex;

struct _HfSurfaceBuffers {
  HfMesh *meshes[HF_SCENE_MAX_SURFACES];
  guint32 first_vertex[HF_SCENE_MAX_SURFACES + 1];
  guint32 first_triangle[HF_SCENE_MAX_SURFACES + 1];
  guint n_meshes;
  GLuint array, vertices;
  GLuint triangles, edges; /* index buffers; made when first asked for */
  GLuint lengths;          /* of the edges at every vertex, mm; made with them */
  guint32 first_edge[HF_SCENE_MAX_SURFACES + 1];
  gboolean each_twice[HF_SCENE_MAX_SURFACES]; /* every edge, in either direction */
  GLuint piece; /* the batch of an order that is drawn: the order itself is drawn once */
  gboolean have_triangles, have_edges;
  gboolean software;
  GLsync done[IN_FLIGHT]; /* of the last batches; nullable; in software only */
  guint n_batches;
};

HfSurfaceBuffers *
hf_surface_buffers_new (void)
{
  HfSurfaceBuffers *self = g_new0 (HfSurfaceBuffers, 1);

  self->software = hf_gl_is_software ();
  glGenVertexArrays (1, &self->array);
  glGenBuffers (1, &self->vertices);
  glGenBuffers (1, &self->triangles);
  glGenBuffers (1, &self->piece);
  glGenBuffers (1, &self->edges);
  glGenBuffers (1, &self->lengths);
  return self;
}

static void
forget (HfSurfaceBuffers *self)
{
  for (guint n = 0; n < self->n_meshes; n++)
    g_clear_pointer (&self->meshes[n], hf_mesh_unref);
  self->n_meshes = 0;
  self->have_triangles = self->have_edges = FALSE;
}

void
hf_surface_buffers_free (HfSurfaceBuffers *self)
{
  if (!self)
    return;
  forget (self);
  for (int n = 0; n < IN_FLIGHT; n++)
    glDeleteSync (self->done[n]);
  glDeleteVertexArrays (1, &self->array);
  glDeleteBuffers (
      5, (GLuint[]){ self->vertices, self->triangles, self->piece, self->edges, self->lengths });
  g_free (self);
}

gboolean
hf_surface_buffers_holds (HfSurfaceBuffers *self, const HfScene *scene)
{
  if (self->n_meshes != scene->n_surfaces)
    return FALSE;
  for (guint n = 0; n < self->n_meshes; n++)
    if (self->meshes[n] != hf_scene_mesh (scene, n))
      return FALSE;
  return TRUE;
}

static guint32
pack_normal (const float n[3])
{
  guint32 packed = 0;

  for (int axis = 0; axis < 3; axis++) {
    const int part = (int) lrintf (CLAMP (n[axis], -1.0f, 1.0f) * 511);

    packed |= ((guint32) part & 1023) << (10 * axis);
  }
  return packed;
}

typedef struct {
  const float *positions;
  const float *normals;
  guint32 surface;
  Vertex *out;
} Pack;

static void
pack (gsize begin, gsize end, gpointer data)
{
  const Pack *self = data;

  for (gsize v = begin; v < end; v++) {
    for (int n = 0; n < 3; n++)
      self->out[v].position[n] = self->positions[3 * v + n];
    self->out[v].normal = pack_normal (self->normals + 3 * v);
    self->out[v].surface = self->surface;
  }
}

static void
upload_vertices (HfSurfaceBuffers *self)
{
  const GLsizeiptr bytes =
      MAX (self->first_vertex[self->n_meshes], 1) * (GLsizeiptr) sizeof (Vertex);
  Vertex *out;

  glBindBuffer (GL_ARRAY_BUFFER, self->vertices);
  glBufferData (GL_ARRAY_BUFFER, bytes, NULL, GL_STATIC_DRAW);
  out =
      glMapBufferRange (GL_ARRAY_BUFFER, 0, bytes, GL_MAP_WRITE_BIT | GL_MAP_INVALIDATE_BUFFER_BIT);
  for (guint n = 0; out && n < self->n_meshes; n++) {
    Pack job = { hf_mesh_positions (self->meshes[n]), hf_mesh_normals (self->meshes[n]), n,
                 out + self->first_vertex[n] };

    hf_parallel_for (hf_mesh_n_vertices (self->meshes[n]), 65536, pack, &job);
  }
  if (out)
    glUnmapBuffer (GL_ARRAY_BUFFER);
  glEnableVertexAttribArray (0);
  glEnableVertexAttribArray (1);
  glEnableVertexAttribArray (2);
  glVertexAttribPointer (0, 3, GL_FLOAT, FALSE, sizeof (Vertex), NULL);
  glVertexAttribPointer (1, 4, GL_INT_2_10_10_10_REV, TRUE, sizeof (Vertex),
                         (void *) offsetof (Vertex, normal));
  glVertexAttribIPointer (2, 1, GL_UNSIGNED_INT, sizeof (Vertex),
                          (void *) offsetof (Vertex, surface));
}

static void
upload_triangles (HfSurfaceBuffers *self)
{
  const gsize bytes = sizeof (guint32) * 3;
  const guint32 total = self->first_triangle[self->n_meshes];

  glBindBuffer (GL_ELEMENT_ARRAY_BUFFER, self->triangles);
  glBufferData (GL_ELEMENT_ARRAY_BUFFER, (GLsizeiptr) (total * bytes), NULL, GL_STATIC_DRAW);
  for (guint n = 0; n < self->n_meshes; n++) {
    const guint32 count = hf_mesh_n_triangles (self->meshes[n]);
    const guint32 *from = hf_mesh_triangles (self->meshes[n]);
    g_autofree guint32 *moved = NULL;

    if (self->first_vertex[n] > 0) {
      moved = g_new (guint32, (gsize) count * 3);
      for (gsize i = 0; i < (gsize) count * 3; i++)
        moved[i] = from[i] + self->first_vertex[n];
      from = moved;
    }
    glBufferSubData (GL_ELEMENT_ARRAY_BUFFER, (GLintptr) (self->first_triangle[n] * bytes),
                     (GLsizeiptr) (count * bytes), from);
  }
  self->have_triangles = TRUE;
}

void
hf_surface_buffers_set (HfSurfaceBuffers *self, const HfScene *scene)
{
  if (hf_surface_buffers_holds (self, scene))
    return;
  forget (self);
  self->n_meshes = scene->n_surfaces;
  for (guint n = 0; n < self->n_meshes; n++) {
    self->meshes[n] = hf_mesh_ref (hf_scene_mesh (scene, n));
    /* At a seam, where one place has several vertices, a twin has other numbers. */
    self->each_twice[n] =
        !scene->surfaces[n].open && self->meshes[n] == scene->surfaces[n].mesh &&
        hf_mesh_n_places (self->meshes[n]) == hf_mesh_n_vertices (self->meshes[n]);
    self->first_vertex[n + 1] = self->first_vertex[n] + hf_mesh_n_vertices (self->meshes[n]);
    self->first_triangle[n + 1] = self->first_triangle[n] + hf_mesh_n_triangles (self->meshes[n]);
  }
  glBindVertexArray (self->array);
  upload_vertices (self);
  glBindVertexArray (0);
}

/* The mean length of the edges that meet at every vertex, mm. */
static void
find_lengths (HfMesh *mesh, float *lengths)
{
  const guint32 n = hf_mesh_n_vertices (mesh), *v = hf_mesh_triangles (mesh);
  g_autofree guint32 *count = g_new0 (guint32, (gsize) n + 1);
  const float *p = hf_mesh_positions (mesh);

  memset (lengths, 0, sizeof *lengths * n);
  for (gsize i = 0; i < 3 * (gsize) hf_mesh_n_triangles (mesh); i++) {
    const gsize a = v[i], b = v[i % 3 == 2 ? i - 2 : i + 1];
    const float x = p[3 * b] - p[3 * a], y = p[3 * b + 1] - p[3 * a + 1];
    const float z = p[3 * b + 2] - p[3 * a + 2], length = sqrtf (x * x + y * y + z * z);

    lengths[a] += length;
    lengths[b] += length;
    count[a]++;
    count[b]++;
  }
  for (guint32 i = 0; i < n; i++)
    lengths[i] /= (float) MAX (count[i], 1);
}

static void
upload_lengths (HfSurfaceBuffers *self)
{
  const guint32 n = self->first_vertex[self->n_meshes];
  g_autofree float *lengths = g_new (float, (gsize) n + 1);

  for (guint m = 0; m < self->n_meshes; m++)
    find_lengths (self->meshes[m], lengths + self->first_vertex[m]);
  glBindBuffer (GL_ARRAY_BUFFER, self->lengths);
  glBufferData (GL_ARRAY_BUFFER, (GLsizeiptr) (sizeof *lengths * MAX (n, 1)), lengths,
                GL_STATIC_DRAW);
  glEnableVertexAttribArray (3);
  glVertexAttribPointer (3, 1, GL_FLOAT, FALSE, 0, NULL);
}

static int
compare_edges (gconstpointer a, gconstpointer b)
{
  const guint64 one = *(const guint64 *) a, other = *(const guint64 *) b;

  return (one > other) - (one < other);
}

/* lines: pairs of vertices. Each pair stays once, in either direction; returns where they end now. */
static guint32 *
sort_edges (guint32 *lines, guint32 *end)
{
  const gsize n = (gsize) (end - lines) / 2;
  g_autofree guint64 *edges = g_new (guint64, n + 1);

  for (gsize e = 0; e < n; e++)
    edges[e] =
        (guint64) MIN (lines[2 * e], lines[2 * e + 1]) << 32 | MAX (lines[2 * e], lines[2 * e + 1]);
  qsort (edges, n, sizeof *edges, compare_edges);
  end = lines;
  for (gsize e = 0; e < n; e++)
    if (e == 0 || edges[e] != edges[e - 1]) {
      *end++ = (guint32) (edges[e] >> 32);
      *end++ = (guint32) edges[e];
    }
  return end;
}

/* Every edge as a line. Of a closed mesh each is there once: its other triangle has it the other way round. Of others those
   of two triangles are there twice; in large ones they stay, which costs less than finding them. */
static void
upload_edges (HfSurfaceBuffers *self)
{
  const gsize total = self->first_triangle[self->n_meshes];
  g_autofree guint32 *lines = g_new (guint32, MAX (total, 1) * 6);
  guint32 *to = lines;

  for (guint n = 0; n < self->n_meshes; n++) {
    const guint32 *v = hf_mesh_triangles (self->meshes[n]);
    const guint32 n_triangles = hf_mesh_n_triangles (self->meshes[n]);
    guint32 *const first = to;

    for (guint32 t = 0; t < n_triangles; t++, v += 3)
      for (int corner = 0; corner < 3; corner++) {
        const guint32 a = v[corner], b = v[(corner + 1) % 3];

        if (a > b && self->each_twice[n])
          continue;
        *to++ = a + self->first_vertex[n];
        *to++ = b + self->first_vertex[n];
      }
    if (!self->each_twice[n] && n_triangles <= SMALL)
      to = sort_edges (first, to);
    self->first_edge[n + 1] = (guint32) ((to - lines) / 2);
  }
  glBindBuffer (GL_ELEMENT_ARRAY_BUFFER, self->edges);
  glBufferData (GL_ELEMENT_ARRAY_BUFFER, (GLsizeiptr) ((gsize) (to - lines) * sizeof *lines), lines,
                GL_STATIC_DRAW);
  upload_lengths (self);
  self->have_edges = TRUE;
}

/* In batches: llvmpipe puts all that it was told to draw aside before it draws it, 100 MB for a skull in one piece, and as
   much for what was flushed but is not drawn yet. So a batch waits until the one before the last is drawn. */
static void
draw_batch (HfSurfaceBuffers *self, GLenum mode, gsize first, gsize count)
{
  GLsync *done = &self->done[self->n_batches++ % IN_FLIGHT];

  if (*done) {
    glClientWaitSync (*done, GL_SYNC_FLUSH_COMMANDS_BIT, GL_TIMEOUT_IGNORED);
    glDeleteSync (*done);
  }
  glDrawElements (mode, (GLsizei) count, GL_UNSIGNED_INT, (void *) (first * sizeof (guint32)));
  if (!self->software)
    return;
  *done = glFenceSync (GL_SYNC_GPU_COMMANDS_COMPLETE, 0);
  glFlush ();
}

static void
draw_range (HfSurfaceBuffers *self, GLenum mode, GLuint indices, gsize first, gsize count)
{
  glBindVertexArray (self->array);
  glBindBuffer (GL_ELEMENT_ARRAY_BUFFER, indices);
  for (gsize done = 0; done < count; done += BATCH)
    draw_batch (self, mode, first + done, MIN (count - done, BATCH));
  glBindVertexArray (0);
}

void
hf_surface_buffers_draw (HfSurfaceBuffers *self, guint surface)
{
  glBindVertexArray (self->array);
  if (!self->have_triangles)
    upload_triangles (self);
  draw_range (self, GL_TRIANGLES, self->triangles, (gsize) self->first_triangle[surface] * 3,
              (gsize) hf_mesh_n_triangles (self->meshes[surface]) * 3);
}

void
hf_surface_buffers_draw_edges (HfSurfaceBuffers *self, guint surface)
{
  glBindVertexArray (self->array);
  if (!self->have_edges)
    upload_edges (self);
  draw_range (self, GL_LINES, self->edges, (gsize) self->first_edge[surface] * 2,
              (gsize) (self->first_edge[surface + 1] - self->first_edge[surface]) * 2);
}

void
hf_surface_buffers_draw_sorted (HfSurfaceBuffers *self, GBytes *order)
{
  const guint32 *indices = g_bytes_get_data (order, NULL);
  const gsize count = g_bytes_get_size (order) / sizeof *indices;

  glBindVertexArray (self->array);
  glBindBuffer (GL_ELEMENT_ARRAY_BUFFER, self->piece);
  for (gsize done = 0; done < count; done += BATCH) {
    const gsize n = MIN (count - done, BATCH);

    glBufferData (GL_ELEMENT_ARRAY_BUFFER, (GLsizeiptr) (n * sizeof *indices), indices + done,
                  GL_STREAM_DRAW);
    draw_batch (self, GL_TRIANGLES, 0, n);
  }
  glBindVertexArray (0);
}
