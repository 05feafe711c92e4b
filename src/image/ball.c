/* Erosion and dilation with a ball, or an ellipsoid where voxels are not cubes, exactly.

   A ball is a set of rows: from a voxel of slice k it reaches a piece of every row of every slice that
   is near enough. In an even stack these pieces have the voxel's column in their middle; where slices
   lie aside of each other (tilt) they are moved, and how far slices are from each other is in the
   geometry alone, so that the pieces are found for each slice anew. Each row of the mask is dilated
   along itself by every width once, and these copies are ORed, moved, into all rows of the result that
   the ball reaches. An erosion is the dilation of the complement, with the outside (0 in the mask)
   set; outside of the stack its first or last step goes on. */
#include "image/morphology-private.h"

#include <math.h>
#include <string.h>

#define TIE 1e-9 /* a voxel as near to the surface of the ball as this belongs to it */

/* The columns that the ball reaches in a row: shift - width .. shift + width (+ 1) from its center. */
typedef struct {
  int width; /* -1: none */
  int shift;
  gboolean odd; /* one column more at the end */
} Row;

/* What a ball around a voxel of one slice reaches. */
typedef struct {
  int begin, end; /* slices; -1 and the number of slices stand for what is outside */
  int *first;     /* row of each slice, from the center's */
  Row *rows;      /* n_rows for each slice */
  int n_allocated;
} Element;

typedef struct {
  const HfMask *mask;
  HfMask *out;
  gboolean grow;
  const double *radius;       /* 3, voxels (of the median step along k) */
  const HfGeometry *geometry; /* nullable: slices lie straight above each other at equal steps */
  int n_rows;                 /* of a ball in a slice, at most */
  int n_widths;
  gsize pad, stride; /* words before a copy's row, and from copy to copy */
  HfProgress *progress;
} Job;

static double
dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* From voxel (i, j, k) to (i, j, z), along row, column and normal, in voxels. */
static void
offset_of (const Job *job, int k, int z, double offset[3])
{
  double from[3], way[3];
  const double *spacing;

  offset[0] = offset[1] = 0;
  offset[2] = z - k;
  if (!job->geometry)
    return;
  spacing = hf_geometry_spacing (job->geometry);
  hf_geometry_voxel_to_patient (job->geometry, (double[3]){ 0, 0, k }, from);
  hf_geometry_voxel_to_patient (job->geometry, (double[3]){ 0, 0, z }, way);
  for (int a = 0; a < 3; a++)
    way[a] -= from[a];
  offset[0] = dot (way, hf_geometry_row (job->geometry)) / spacing[0];
  offset[1] = dot (way, hf_geometry_column (job->geometry)) / spacing[1];
  offset[2] = dot (way, hf_geometry_normal (job->geometry)) / spacing[2];
}

static gboolean
reaches (const Job *job, int k, int z)
{
  double offset[3];

  offset_of (job, k, z, offset);
  return fabs (offset[2]) <= job->radius[2] + TIE;
}

/* The row that lies at offset from the center. */
static Row
find_row (const Job *job, double x, double y, double z)
{
  double in_y = y != 0 ? y / job->radius[1] : 0, in_z = z != 0 ? z / job->radius[2] : 0;
  double left = 1 - in_y * in_y - in_z * in_z, half;
  int begin, end;

  if (left < -TIE || fabs (y) > job->radius[1] + TIE)
    return (Row){ .width = -1 };
  half = job->radius[0] * sqrt (MAX (left, 0) + TIE) + TIE;
  begin = (int) ceil (-half - x);
  end = (int) floor (half - x);
  if (end < begin)
    return (Row){ .width = -1 };
  return (Row){ (end - begin) / 2, begin + (end - begin) / 2, (end - begin) % 2 };
}

static void
find_element (const Job *job, int k, Element *element)
{
  const int n_slices = hf_mask_size (job->mask)[2];
  int n;

  for (element->begin = k; element->begin > -1 && reaches (job, k, element->begin - 1);)
    element->begin--;
  for (element->end = k + 1; element->end <= n_slices && reaches (job, k, element->end);)
    element->end++;
  n = element->end - element->begin;
  if (n > element->n_allocated) {
    element->n_allocated = n;
    element->first = g_renew (int, element->first, n);
    element->rows = g_renew (Row, element->rows, (gsize) n * job->n_rows);
  }
  for (int z = element->begin; z < element->end; z++) {
    int first;
    double offset[3];
    Row *row = element->rows + (gsize) (z - element->begin) * job->n_rows;

    offset_of (job, k, z, offset);
    first = (int) floor (-offset[1] - job->radius[1] - TIE);
    element->first[z - element->begin] = first;
    for (int y = 0; y < job->n_rows; y++)
      row[y] = find_row (job, offset[0], first + y + offset[1], offset[2]);
  }
}

static void
element_clear (Element *element)
{
  g_free (element->first);
  g_free (element->rows);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Element, element_clear)

/* to = from dilated by one voxel to both sides; both have a word more at each end. */
static void
widen (const guint64 *from, guint64 *restrict to, gsize words)
{
  const guint64 *left = from - 1, *right = from + 1;

  for (gsize w = 0; w < words; w++)
    to[w] = from[w] | from[w] << 1 | left[w] >> 63 | from[w] >> 1 | right[w] << 63;
}

static guint64
outside_of (const Job *job)
{
  return job->grow ? 0 : ~(guint64) 0;
}

/* copies[w]: the row, or its complement, dilated by w; a row begins after pad words, which take what
   leaves it (and may be moved back into it), but for the first and the last. FALSE where there is
   nothing to spread. */
static gboolean
make_copies (const Job *job, const guint64 *row, gsize words, guint64 *copies)
{
  guint64 flip = outside_of (job), any = 0;

  for (gsize w = 0; w < job->stride; w++)
    copies[w] = flip;
  for (gsize w = 0; w < words; w++)
    any |= copies[w + job->pad] = row[w] ^ flip;
  if (job->grow && !any)
    return FALSE;
  for (int width = 1; width < job->n_widths; width++, copies += job->stride) {
    guint64 *next = copies + job->stride;

    next[0] = next[job->stride - 1] = flip;
    widen (copies + 1, next + 1, job->stride - 2);
  }
  return TRUE;
}

static guint64
word_of (const Job *job, const guint64 *copy, gssize w)
{
  gssize at = w + (gssize) job->pad;

  return at < 0 || at >= (gssize) job->stride ? outside_of (job) : copy[at];
}

/* out |= the copy, moved by shift voxels to higher columns. */
static void
add_moved (const Job *job, const guint64 *copy, int shift, gsize words, guint64 *out)
{
  int bits = shift & 63, whole = (shift - bits) / 64;

  for (gssize w = 0; w < (gssize) words; w++) {
    out[w] |= word_of (job, copy, w - whole) << bits;
    if (bits)
      out[w] |= word_of (job, copy, w - whole - 1) >> (64 - bits);
  }
}

static void
add_row (const Job *job, const guint64 *copies, const Row *row, gsize words, guint64 *restrict out)
{
  const guint64 *restrict copy = copies + (gsize) row->width * job->stride;

  if (row->shift == 0 && !row->odd) {
    copy += job->pad;
    for (gsize w = 0; w < words; w++)
      out[w] |= copy[w];
    return;
  }
  add_moved (job, copy, row->shift, words, out);
  if (row->odd)
    add_moved (job, copy, row->shift + 1, words, out);
}

/* ORs the copies of row j into the rows of slices begin..end that its ball reaches. */
static void
spread_row (
    const Job *job, const Element *element, int j, const guint64 *copies, int begin, int end)
{
  const int n_columns = hf_mask_size (job->mask)[1];
  gsize words = hf_mask_words (job->mask);

  for (int z = MAX (element->begin, begin); z < MIN (element->end, end); z++) {
    const Row *rows = element->rows + (gsize) (z - element->begin) * job->n_rows;
    int first = j + element->first[z - element->begin];

    for (int y = MAX (first, 0); y < MIN (first + job->n_rows, n_columns); y++)
      if (rows[y - first].width >= 0)
        add_row (job, copies, &rows[y - first], words, hf_mask_row (job->out, y, z));
  }
}

/* The rows of slice k from which its ball does not reach out of the volume. */
static void
rows_inside (const Job *job, const Element *element, int *first, int *last)
{
  const int *size = hf_mask_size (job->mask);

  *first = 0;
  *last = size[1] - 1;
  for (int z = element->begin; z < element->end; z++)
    for (int y = 0; y < job->n_rows; y++) {
      int way = element->first[z - element->begin] + y;

      if (element->rows[(gsize) (z - element->begin) * job->n_rows + y].width < 0)
        continue;
      *first = z < 0 || z >= size[2] ? size[1] : MAX (*first, -way);
      *last = MIN (*last, size[1] - 1 - way);
    }
}

/* Turns the dilated complement of slice k back. */
static void
finish_slice (const Job *job, const Element *element, int k)
{
  const int *size = hf_mask_size (job->mask);
  gsize words = hf_mask_words (job->mask);
  int first = 0, last = size[1] - 1;

  if (!job->grow)
    rows_inside (job, element, &first, &last);
  for (int j = 0; j < size[1]; j++) {
    guint64 *row = hf_mask_row (job->out, j, k);

    if (!job->grow)
      for (gsize w = 0; w < words; w++)
        row[w] = j >= first && j <= last ? ~row[w] : 0;
    row[words - 1] &= ~(guint64) 0 >> (63 - (size[0] - 1) % 64);
  }
}

static void
run_slab (gsize begin, gsize end, gpointer data)
{
  const Job *job = data;
  const int *size = hf_mask_size (job->mask);
  gsize words = hf_mask_words (job->mask);
  g_autofree guint64 *copies = g_new (guint64, job->n_widths * job->stride);
  g_auto (Element) element = { 0 };
  int first = (int) begin, last = (int) end;

  while (first > 0 && reaches (job, first - 1, (int) begin))
    first--;
  while (last < size[2] && reaches (job, last, (int) end - 1))
    last++;
  for (int k = first; k < last && !hf_progress_cancelled (job->progress); k++) {
    find_element (job, k, &element);
    for (int j = 0; j < size[1]; j++)
      if (make_copies (job, hf_mask_row (job->mask, j, k), words, copies))
        spread_row (job, &element, j, copies, (int) begin, (int) end);
  }
  for (int k = (int) begin; k < (int) end; k++) {
    find_element (job, k, &element);
    finish_slice (job, &element, k);
  }
}

HfMask *
hf_ball_run (const HfMask *mask,
             gboolean grow,
             const double radius[3],
             const HfGeometry *geometry,
             HfProgress *progress)
{
  const int *size = hf_mask_size (mask);
  g_autoptr (HfMask) out = hf_mask_new (size);
  const int reach = (int) floor (radius[0] * sqrt (1 + TIE) + TIE); /* as find_row() has it */
  Job job = { mask, out, grow, radius, geometry, .progress = progress };
  gsize slabs = hf_parallel_threads () * 2;

  job.n_rows = (int) floor (2 * (radius[1] + TIE)) + 2;
  job.n_widths = reach + 1;
  job.pad = (gsize) reach / 64 + 2;
  job.stride = hf_mask_words (mask) + 2 * job.pad;
  hf_parallel_for (size[2], (size[2] + slabs - 1) / slabs, run_slab, &job);
  return hf_progress_cancelled (progress) ? NULL : g_steal_pointer (&out);
}
