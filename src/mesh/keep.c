/* A mesh of some triangles of another: counted in fixed chunks, then every chunk knows its place. */
#include "mesh/mesh-private.h"

#include <string.h>

#define CHUNK 65536 /* triangles or vertices */

typedef struct {
  const HfMesh *from;
  const guint8 *keep; /* of every triangle */
  guint32 *number;    /* of every vertex: 0 unused, then its number in the new mesh + 1 */
  gsize *triangles;   /* of every chunk: where it begins; while counted, how many */
  gsize *vertices;
  gint n_cap; /* atomic */
  HfMesh *to;
} Keep;

static void
count_triangles (gsize begin, gsize end, gpointer data)
{
  Keep *self = data;
  const gsize n = hf_mesh_n_triangles (self->from), n_open = n - hf_mesh_n_cap (self->from);
  const guint32 *corners = hf_mesh_triangles (self->from);

  for (gsize chunk = begin; chunk < end; chunk++) {
    gsize kept = 0;
    gint n_cap = 0;

    for (gsize t = chunk * CHUNK; t < MIN ((chunk + 1) * CHUNK, n); t++) {
      if (!self->keep[t])
        continue;
      kept++;
      n_cap += t >= n_open;
      for (int c = 0; c < 3; c++) /* several threads may write the same 1 */
        __atomic_store_n (&self->number[corners[3 * t + c]], 1, __ATOMIC_RELAXED);
    }
    self->triangles[chunk + 1] = kept;
    g_atomic_int_add (&self->n_cap, n_cap);
  }
}

static void
count_vertices (gsize begin, gsize end, gpointer data)
{
  Keep *self = data;
  const gsize n = hf_mesh_n_vertices (self->from);

  for (gsize chunk = begin; chunk < end; chunk++) {
    gsize kept = 0;

    for (gsize v = chunk * CHUNK; v < MIN ((chunk + 1) * CHUNK, n); v++)
      kept += self->number[v];
    self->vertices[chunk + 1] = kept;
  }
}

static gsize
add_up (gsize *first, gsize n_chunks)
{
  first[0] = 0;
  for (gsize chunk = 0; chunk < n_chunks; chunk++)
    first[chunk + 1] += first[chunk];
  return first[n_chunks];
}

static void
copy_vertices (gsize begin, gsize end, gpointer data)
{
  const Keep *self = data;
  const gsize n = hf_mesh_n_vertices (self->from);

  for (gsize chunk = begin; chunk < end; chunk++) {
    gsize to = self->vertices[chunk];

    for (gsize v = chunk * CHUNK; v < MIN ((chunk + 1) * CHUNK, n); v++) {
      if (!self->number[v])
        continue;
      memcpy (hf_mesh_positions (self->to) + 3 * to, hf_mesh_positions (self->from) + 3 * v,
              sizeof (float) * 3);
      memcpy (hf_mesh_normals (self->to) + 3 * to, hf_mesh_normals (self->from) + 3 * v,
              sizeof (float) * 3);
      self->number[v] = (guint32) ++to;
    }
  }
}

static void
copy_triangles (gsize begin, gsize end, gpointer data)
{
  const Keep *self = data;
  const gsize n = hf_mesh_n_triangles (self->from);
  const guint32 *corners = hf_mesh_triangles (self->from);

  for (gsize chunk = begin; chunk < end; chunk++) {
    guint32 *to = hf_mesh_triangles (self->to) + 3 * self->triangles[chunk];

    for (gsize t = chunk * CHUNK; t < MIN ((chunk + 1) * CHUNK, n); t++)
      for (int c = 0; c < 3 && self->keep[t]; c++)
        *to++ = self->number[corners[3 * t + c]] - 1;
  }
}

/* A mesh of the triangles for which keep is not 0, with the vertices that they use, both in the
   old order. */
HfMesh *
hf_mesh_keep (const HfMesh *self, const guint8 *keep)
{
  const gsize n_triangles = hf_mesh_n_triangles (self), n_vertices = hf_mesh_n_vertices (self);
  const gsize chunks_t = (n_triangles + CHUNK - 1) / CHUNK;
  const gsize chunks_v = (n_vertices + CHUNK - 1) / CHUNK;
  g_autofree guint32 *number = g_new0 (guint32, n_vertices + 1);
  g_autofree gsize *first_triangles = g_new (gsize, chunks_t + 1);
  g_autofree gsize *first_vertices = g_new (gsize, chunks_v + 1);
  Keep work = { self, keep, number, first_triangles, first_vertices, 0, NULL };

  hf_parallel_for (chunks_t, 1, count_triangles, &work);
  hf_parallel_for (chunks_v, 1, count_vertices, &work);
  work.to = hf_mesh_new ((guint32) add_up (first_vertices, chunks_v),
                         (guint32) add_up (first_triangles, chunks_t));
  if (!work.to)
    return NULL;
  hf_parallel_for (chunks_v, 1, copy_vertices, &work);
  hf_parallel_for (chunks_t, 1, copy_triangles, &work);
  hf_mesh_set_n_cap (work.to, (guint32) work.n_cap);
  if (hf_mesh_places (self))
    hf_mesh_find_places (work.to);
  return work.to;
}
