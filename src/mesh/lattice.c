/* The samples of a surface: which slices take part, one bit a sample, and how many vertices and
   triangles each row will have.

   Everything that follows is exact counting: with the numbers of all rows added up, every row knows
   where its vertices and triangles go, so rows are emitted in any order by any thread and the
   result is always the same. */
#include "core/wide.h"
#include "mesh/surface-private.h"

#include <math.h>
#include <string.h>

static gboolean
has_padding (const gint16 *voxels, int width)
{
  gint16 least = G_MAXINT16; /* padding is the least that there is */

  for (int i = 0; i < width; i++)
    least = voxels[i] < least ? voxels[i] : least;
  return least == HF_VOLUME_PADDING;
}

/* Bits 0, 2, 4 ... of a word, together. */
static inline guint64
every_second (guint64 w)
{
  w &= 0x5555555555555555u;
  w = (w | w >> 1) & 0x3333333333333333u;
  w = (w | w >> 2) & 0x0f0f0f0f0f0f0f0fu;
  w = (w | w >> 4) & 0x00ff00ff00ff00ffu;
  w = (w | w >> 8) & 0x0000ffff0000ffffu;
  return (w | w >> 16) & 0xffffffffu;
}

/* Every step-th of the bits of a row of voxels, one place up for the ring: the bits of a row of
   samples. */
static void
take_samples (const HfLattice *self, const guint64 *voxel_bits, guint64 *out)
{
  int n = self->size[0] - 2;
  guint64 carry = 0;

  for (int w = 0; w * 64 < n; w++) {
    guint64 word = 0;

    if (self->step == 1)
      word = voxel_bits[w];
    else if (self->step == 2)
      word = every_second (voxel_bits[2 * w]) | every_second (voxel_bits[2 * w + 1]) << 32;
    else
      for (int b = 0; b < 64 && w * 64 + b < n; b++) {
        gsize i = (gsize) (w * 64 + b) * self->step;

        word |= (voxel_bits[i / 64] >> i % 64 & 1) << b;
      }
    out[w] = word << 1 | carry;
    carry = word >> 63;
  }
  if (n % 64 == 0)
    out[n / 64] = carry;
}

static const HfThreshold with_data = { HF_VOLUME_PADDING + 1, G_MAXINT16 };

static void
find_row (HfLattice *self, int y, int z, guint64 *scratch)
{
  int width = hf_volume_size (self->volume)[0];
  const gint16 *voxels = hf_lattice_voxels (self, y, z);
  gsize row = hf_lattice_row (self, y, z);

  hf_threshold_row (&self->inside, voxels, (gsize) width, scratch);
  if (self->mask) {
    const guint64 *mask = hf_mask_row (self->mask, (y - 1) * self->step, self->planes[z].k);

    for (int w = 0; w * 64 < width; w++)
      scratch[w] &= mask[w];
  }
  take_samples (self, scratch, self->bits + row * self->words);

  self->padded[row] = has_padding (voxels, width);
  if (self->padded[row]) {
    g_atomic_int_set (&self->has_padding, TRUE);
    hf_threshold_row (&with_data, voxels, (gsize) width, scratch);
    take_samples (self, scratch, self->valid + row * self->words);
  }
}

typedef struct {
  HfLattice *self;
  HfProgress *progress;
} Job;

static void
find_planes (gsize begin, gsize end, gpointer data)
{
  Job *job = data;
  HfLattice *self = job->self;
  gsize words = (gsize) hf_volume_size (self->volume)[0] / 64 + 2;
  g_autofree guint64 *scratch = g_new0 (guint64, words);

  for (gsize z = begin; z < end && !hf_progress_cancelled (job->progress); z++)
    for (int y = 1; y < self->size[1] - 1 && self->planes[z].k >= 0; y++)
      find_row (self, y, (int) z, scratch);
}

void
hf_lattice_find_inside (HfLattice *self, HfProgress *progress)
{
  Job job = { self, progress };

  hf_parallel_for ((gsize) self->size[2], 4, find_planes, &job);
}

/* The bits of samples with data among the 33 that a block of cells looks at, as the window of a
   row. */
static guint64
valid_window (const HfLattice *self, int y, int z, gsize block)
{
  gsize row = hf_lattice_row (self, y, z);
  gsize first = 32 * block, n = (gsize) self->size[0] - 2; /* samples 1 .. n are real */
  guint64 bits = G_MAXUINT64;

  if (!hf_lattice_is_real (self, y, z))
    return 0;
  if (self->padded[row])
    return hf_lattice_window (self->valid + row * self->words, block);
  if (first == 0)
    bits &= ~1ull;
  if (first + 63 > n)
    bits &= n < first ? 0 : (2ull << (n - first)) - 1;
  return bits;
}

gboolean
hf_lattice_is_plain (const HfLattice *self, int y, int z)
{
  for (int n = 0; n < 4; n++)
    if (!hf_lattice_is_real (self, y + (n & 1), z + (n >> 1)) ||
        self->padded[hf_lattice_row (self, y + (n & 1), z + (n >> 1))])
      return FALSE;
  return TRUE;
}

guint64
hf_lattice_find_cap_cells (const HfLattice *self, int y, int z, gsize block)
{
  guint64 valid = valid_window (self, y, z, block) & valid_window (self, y + 1, z, block) &
                  valid_window (self, y, z + 1, block) & valid_window (self, y + 1, z + 1, block);

  return ~(valid & valid >> 1);
}

/* The vertices on edges along an axis from the samples of a row; other: the row at the other ends,
   NULL for x. */
G_ALWAYS_INLINE static inline guint32
count_edges (const HfLattice *self, const guint64 *row, const guint64 *other)
{
  guint32 n = 0;

  for (gsize w = 0; w + 1 < self->words; w++)
    n += (guint32) __builtin_popcountll (hf_lattice_crossed (self, row, other, w));
  return n;
}

G_ALWAYS_INLINE static inline void
count_triangles (const HfLattice *self, const guint64 *const rows[4], int y, int z, HfLatticeRow *n)
{
  const HfCases *cases = hf_cases ();
  gsize n_blocks = (gsize) (self->size[0] + 31) / 32;
  gboolean is_plain = hf_lattice_is_plain (self, y, z);
  guint64 crossed = 0;

  if (!is_plain && !self->has_caps)
    return;
  for (gsize block = 0; block < n_blocks; block++) {
    guint64 window[4], active, cap;

    crossed = block & 1 ? crossed >> 32 : hf_lattice_active (rows, block / 2);
    if (!(guint32) crossed)
      continue;
    for (int r = 0; r < 4; r++)
      window[r] = hf_lattice_window (rows[r], block);
    cap = hf_lattice_cap_cells (self, is_plain, y, z, block);
    for (active = (guint32) crossed & ~cap; active; active &= active - 1)
      n->triangles += cases->n[hf_lattice_case (window, __builtin_ctzll (active))];
    for (cap &= self->has_caps ? (guint32) crossed : 0; cap; cap &= cap - 1)
      n->caps += cases->n[hf_lattice_case (window, __builtin_ctzll (cap))];
  }
}

G_ALWAYS_INLINE static inline void
count_row (HfLattice *self, int y, int z)
{
  const gsize row = hf_lattice_row (self, y, z), words = self->words;
  const guint64 *const rows[4] = { self->bits + row * words, self->bits + (row + 1) * words,
                                   self->bits + (row + self->size[1]) * words,
                                   self->bits + (row + self->size[1] + 1) * words };
  const gboolean is_real = hf_lattice_is_real (self, y, z);
  HfLatticeRow n = { .x = count_edges (self, rows[0], NULL) };

  if (self->has_caps || (is_real && hf_lattice_is_real (self, y + 1, z)))
    n.y = count_edges (self, rows[0], rows[1]);
  if (self->has_caps || (is_real && hf_lattice_is_real (self, y, z + 1)))
    n.z = count_edges (self, rows[0], rows[2]);
  count_triangles (self, rows, y, z, &n);
  self->rows[row] = n;
}

HF_WIDE static void
count_planes (gsize begin, gsize end, gpointer data)
{
  Job *job = data;
  HfLattice *self = job->self;

  for (gsize z = begin; z < end && !hf_progress_cancelled (job->progress); z++)
    for (int y = 0; y < self->size[1] - 1; y++)
      count_row (self, y, (int) z);
}

/* Counts, and turns the counts of the rows into their first numbers. The totals are exact also
   where they are more than a mesh can hold; the rows' numbers are not, then.

   Caps that nobody wants are not counted; but beside padding also edges between two voxels belong to
   caps only, and those are found when all is made. */
void
hf_lattice_count (HfLattice *self, gboolean has_caps, HfProgress *progress)
{
  Job job = { self, progress };
  gsize n_rows = (gsize) self->size[1] * self->size[2];
  guint64 vertices = 0, triangles = 0, caps = 0;

  self->has_caps = has_caps || self->has_padding;
  hf_parallel_for ((gsize) self->size[2] - 1, 4, count_planes, &job);
  for (gsize r = 0; r <= n_rows; r++) {
    HfLatticeRow n = self->rows[r];

    self->rows[r] =
        (HfLatticeRow){ (guint32) vertices, (guint32) (vertices + n.x),
                        (guint32) (vertices + n.x + n.y), (guint32) triangles, (guint32) caps };
    vertices += (guint64) n.x + n.y + n.z;
    triangles += n.triangles;
    caps += n.caps;
  }
  self->n_vertices = vertices;
  self->n_triangles = triangles;
  self->n_caps = caps;
}

static gboolean
is_hole_between (const HfGeometry *geometry, int k0, int k1)
{
  for (int k = k0; k < k1; k++)
    if (hf_geometry_missing_after (geometry, k))
      return TRUE;
  return FALSE;
}

static void
add_plane (GArray *planes, int k)
{
  const HfLatticePlane plane = { .k = k };
  gboolean follows_nothing =
      planes->len > 0 && g_array_index (planes, HfLatticePlane, planes->len - 1).k < 0;

  if (k >= 0 || !follows_nothing)
    g_array_append_val (planes, plane);
}

/* The slices that take part, with planes of nothing at both ends, in holes, and instead of slices
   without data. */
static void
choose_planes (HfLattice *self)
{
  const HfGeometry *geometry = hf_volume_geometry (self->volume);
  GArray *planes = g_array_new (FALSE, FALSE, sizeof (HfLatticePlane));

  add_plane (planes, -1);
  for (int k = 0; k < hf_volume_size (self->volume)[2]; k += self->step) {
    if (k > 0 && is_hole_between (geometry, k - self->step, k))
      add_plane (planes, -1);
    add_plane (planes, hf_volume_slice_status (self->volume, k) == HF_SLICE_READY ? k : -1);
  }
  add_plane (planes, -1);
  self->size[2] = (int) planes->len;
  self->planes = (HfLatticePlane *) g_array_free (planes, FALSE);
}

static double
dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void
find_shear (const HfLattice *self, HfLatticePlane *plane)
{
  const HfGeometry *geometry = hf_volume_geometry (self->volume);
  const double *high = self->planes[plane->above].origin;
  const double *low = self->planes[plane->below].origin;
  double between[3] = { high[0] - low[0], high[1] - low[1], high[2] - low[2] };

  if (plane->above > plane->below)
    plane->per_z = (float) (1 / dot (between, hf_geometry_normal (geometry)));
  plane->shear[0] = (float) dot (between, hf_geometry_row (geometry));
  plane->shear[1] = (float) dot (between, hf_geometry_column (geometry));
}

/* Where the planes lie. Next to nothing a plane takes the step of its other side. */
static void
place_planes (HfLattice *self)
{
  const HfGeometry *geometry = hf_volume_geometry (self->volume);
  HfLatticePlane *planes = self->planes;

  for (int z = 0; z < self->size[2]; z++)
    if (planes[z].k >= 0) {
      hf_geometry_voxel_to_patient (geometry, (double[3]){ 0, 0, planes[z].k }, planes[z].origin);
      planes[z].voxels = hf_volume_slice (self->volume, planes[z].k);
    }
  for (int z = 0; z < self->size[2]; z++) {
    HfLatticePlane *plane = &planes[z];
    double mean[3];

    if (plane->k < 0)
      continue;
    plane->below = planes[z - 1].k >= 0 ? z - 1 : z;
    plane->above = planes[z + 1].k >= 0 ? z + 1 : z;
    hf_geometry_step (geometry, mean);
    for (int a = 0; a < 3; a++)
      plane->step[a] = plane->above > z   ? planes[z + 1].origin[a] - plane->origin[a]
                       : plane->below < z ? plane->origin[a] - planes[z - 1].origin[a]
                                          : mean[a] * self->step;
    find_shear (self, plane);
  }
}

static void
place_rows (HfLattice *self)
{
  const HfGeometry *geometry = hf_volume_geometry (self->volume);
  double origin[3], along_i[3], along_j[3];

  hf_geometry_voxel_to_patient (geometry, (double[3]){ 0, 0, 0 }, origin);
  hf_geometry_voxel_to_patient (geometry, (double[3]){ self->step, 0, 0 }, along_i);
  hf_geometry_voxel_to_patient (geometry, (double[3]){ 0, self->step, 0 }, along_j);
  for (int a = 0; a < 3; a++) {
    self->row[a] = along_i[a] - origin[a];
    self->column[a] = along_j[a] - origin[a];
  }
}

/* NULL: no memory. */
HfLattice *
hf_lattice_new (const HfVolume *volume, const HfSurfaceOptions *options)
{
  HfLattice *self = g_new0 (HfLattice, 1);
  const int *size = hf_volume_size (volume);
  double level = (options->level - hf_volume_offset (volume)) / hf_volume_scale (volume);
  gsize n_rows;

  self->volume = volume;
  self->mask = options->mask;
  self->step = options->step;
  self->pitch = hf_volume_pitch (volume) * (gsize) self->step;
  self->level = (float) level;
  self->inside = (HfThreshold){ (gint16) CLAMP (ceil (level), HF_VOLUME_PADDING + 1, G_MAXINT16),
                                (gint16) (level > G_MAXINT16 ? HF_VOLUME_PADDING : G_MAXINT16) };
  for (int a = 0; a < 2; a++)
    self->size[a] = (size[a] + self->step - 1) / self->step + 2;
  choose_planes (self);
  place_planes (self);
  place_rows (self);

  self->words = (gsize) (self->size[0] + 63) / 64 + 1;
  n_rows = (gsize) self->size[1] * self->size[2];
  self->bits = g_try_new0 (guint64, n_rows * self->words);
  self->valid = g_try_new0 (guint64, n_rows * self->words);
  self->padded = g_try_new0 (guint8, n_rows);
  self->rows = g_try_new0 (HfLatticeRow, n_rows + 1);
  if (!self->bits || !self->valid || !self->padded || !self->rows)
    g_clear_pointer (&self, hf_lattice_free);
  return self;
}

void
hf_lattice_free (HfLattice *self)
{
  g_free (self->planes);
  g_free (self->bits);
  g_free (self->valid);
  g_free (self->padded);
  g_free (self->rows);
  g_free (self);
}
