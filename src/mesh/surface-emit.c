/* From counted bits to vertices and triangles, row by row, every row for itself. */
#include "core/wide.h"
#include "mesh/mesh-private.h"
#include "mesh/surface-vertex.h"

#include <string.h>

typedef struct {
  const HfLattice *lattice;
  HfMesh *mesh;
  HfProgress *progress;
  gint planes_done; /* atomic */
} Emit;

static gboolean
is_padded_around (const HfLattice *self, int y, int z)
{
  for (int dz = -1; dz <= 2; dz++)
    for (int dy = -1; dy <= 2; dy++)
      if (hf_lattice_is_real (self, y + dy, z + dz) &&
          self->padded[hf_lattice_row (self, y + dy, z + dz)])
        return TRUE;
  return FALSE;
}

/* Bits of the samples from which an edge may be gathered without looking: no padding at it, at
   its other end or at any neighbor of the two. */
static void
find_safe (const HfLattice *self, int y, int z, guint64 *safe)
{
  gsize last = self->words - 1;

  memset (safe, 0xff, sizeof *safe * self->words);
  if (!self->has_padding || !is_padded_around (self, y, z))
    return;
  for (int dz = -1; dz <= 2; dz++)
    for (int dy = -1; dy <= 2; dy++) {
      gsize row = hf_lattice_row (self, y + dy, z + dz);

      if (hf_lattice_is_real (self, y + dy, z + dz) && self->padded[row])
        for (gsize w = 0; w <= last; w++)
          safe[w] &= self->valid[row * self->words + w];
    }
  for (gsize w = 0, before = 0; w <= last; w++) {
    guint64 now = safe[w], after = w < last ? safe[w + 1] : 0;

    safe[w] = now & (now << 1 | before >> 63) & (now >> 1 | after << 63) & (now >> 2 | after << 62);
    before = now;
  }
}

/* The vertices on edges along one axis from a row; other: the row at the other ends, NULL for x. */
G_ALWAYS_INLINE static inline void
emit_edges (
    HfVertexRow *edges, const guint64 *row, const guint64 *other, const guint64 *safe, guint32 id)
{
  const HfLattice *lattice = edges->lattice;
  gboolean plain = hf_vertex_row_is_plain (edges);

  for (gsize w = 0; w + 1 < lattice->words; w++) {
    guint64 crossed = hf_lattice_crossed (lattice, row, other, w);
    guint64 special = plain ? ~safe[w] : G_MAXUINT64;

    if (!other)
      special |= hf_lattice_at_ring (lattice, w);
    for (; crossed; crossed &= crossed - 1) {
      int bit = __builtin_ctzll (crossed), x = (int) w * 64 + bit;

      if (G_UNLIKELY (special >> bit & 1))
        hf_vertex_row_add_special (edges, id++, x);
      else
        hf_vertex_row_add (edges, id++, x);
    }
  }
  hf_vertex_row_flush (edges);
}

G_ALWAYS_INLINE static inline void
emit_vertices (const Emit *emit, int y, int z, guint64 *safe, HfVertexRow *edges)
{
  const HfLattice *lattice = emit->lattice;
  gsize row = hf_lattice_row (lattice, y, z), words = lattice->words;
  const HfLatticeRow *n = &lattice->rows[row];
  const guint64 *bits = lattice->bits + row * words;
  const guint64 *others[3] = { NULL, bits + words, bits + words * lattice->size[1] };
  guint32 first[4] = { n->x, n->y, n->z, n[1].x };

  if (first[0] == first[3])
    return;
  find_safe (lattice, y, z, safe);
  for (int axis = 0; axis < 3; axis++) {
    if (first[axis] == first[axis + 1])
      continue;
    hf_vertex_row_begin (edges, axis, y, z);
    emit_edges (edges, bits, others[axis], safe, first[axis]);
  }
}

/* One cell: the numbers of the vertices on its edges, then its triangles out of them. */
static inline guint32 *
emit_cell (const HfCases *cases, guint bits, HfLanes *along_x, HfLanes *at_x, guint32 *out)
{
  guint32 id[12];
  const guint8 *edge = cases->edge[bits];

  memcpy (id, along_x, sizeof *along_x);
  memcpy (id + 4, at_x, sizeof *at_x);
  *at_x += cases->at_x[bits];
  *along_x += cases->along_x[bits];
  memcpy (id + 8, at_x, sizeof *at_x);
  for (int n = 0; n < cases->n[bits]; n++, out += 3, edge += 3) {
    out[0] = id[edge[0]];
    out[1] = id[edge[1]];
    out[2] = id[edge[2]];
  }
  return out;
}

G_ALWAYS_INLINE static inline void
emit_triangles (const Emit *emit, int y, int z)
{
  const HfLattice *lattice = emit->lattice;
  const HfCases *cases = hf_cases ();
  gsize row = hf_lattice_row (lattice, y, z), words = lattice->words;
  gsize corner[4] = { row, row + 1, row + lattice->size[1], row + lattice->size[1] + 1 };
  const guint64 *bits[4];
  const HfLatticeRow *rows = lattice->rows;
  HfLanes along_x = { rows[corner[0]].x, rows[corner[1]].x, rows[corner[2]].x, rows[corner[3]].x };
  HfLanes at_x = { rows[corner[0]].y, rows[corner[2]].y, rows[corner[0]].z, rows[corner[1]].z };
  guint32 *triangles = hf_mesh_triangles (emit->mesh);
  guint32 *out = triangles + 3 * (gsize) rows[row].triangles;
  guint32 *out_cap = triangles + 3 * (gsize) (lattice->n_triangles + rows[row].caps);
  gsize n_blocks = (gsize) (lattice->size[0] + 31) / 32;
  gboolean is_plain = hf_lattice_is_plain (lattice, y, z);
  guint64 crossed = 0;

  for (int n = 0; n < 4; n++)
    bits[n] = lattice->bits + corner[n] * words;
  for (gsize block = 0; block < n_blocks; block++) {
    guint64 window[4], active, cap;

    crossed = block & 1 ? crossed >> 32 : hf_lattice_active (bits, block / 2);
    if (!(guint32) crossed)
      continue;
    for (int n = 0; n < 4; n++)
      window[n] = hf_lattice_window (bits[n], block);
    cap = hf_lattice_cap_cells (lattice, is_plain, y, z, block);
    active = lattice->has_caps ? (guint32) crossed : (guint32) crossed & ~cap;
    for (; active; active &= active - 1) {
      int cell = __builtin_ctzll (active);
      guint corners = hf_lattice_case (window, cell);

      if (G_UNLIKELY (cap >> cell & 1))
        out_cap = emit_cell (cases, corners, &along_x, &at_x, out_cap);
      else
        out = emit_cell (cases, corners, &along_x, &at_x, out);
    }
  }
}

HF_WIDE static void
emit_planes (gsize begin, gsize end, gpointer data)
{
  Emit *emit = data;
  const HfLattice *lattice = emit->lattice;
  g_autofree guint64 *safe = g_new (guint64, lattice->words);
  HfVertexRow edges;

  hf_vertex_row_init (&edges, lattice, emit->mesh);
  for (gsize z = begin; z < end && !hf_progress_cancelled (emit->progress); z++) {
    for (int y = 0; y < lattice->size[1] - 1; y++) {
      const HfLatticeRow *n = lattice->rows + hf_lattice_row (lattice, y, (int) z);

      emit_vertices (emit, y, (int) z, safe, &edges);
      if (n[0].triangles != n[1].triangles || n[0].caps != n[1].caps)
        emit_triangles (emit, y, (int) z);
    }
    hf_progress_set (emit->progress,
                     0.4 + 0.6 * g_atomic_int_add (&emit->planes_done, 1) / lattice->size[2]);
  }
}

void
hf_lattice_emit (const HfLattice *self, HfMesh *mesh, HfProgress *progress)
{
  Emit emit = { self, mesh, progress, 0 };

  hf_parallel_for ((gsize) self->size[2] - 1, 1, emit_planes, &emit);
}
