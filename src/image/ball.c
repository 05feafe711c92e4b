/* Erosion and dilation with a ball, or an ellipsoid where voxels are not cubes, exactly.

   A ball is a set of rows: at (dy, dz) from the center its row reaches w (dy, dz) voxels to both
   sides. So each row of the mask is dilated along itself by every width once, and these copies are
   ORed into all rows of the result that the ball reaches. An erosion is the dilation of the
   complement, with the outside (0 in the mask) set. */
#include "image/morphology-private.h"

#include <math.h>
#include <string.h>

#define TIE 1e-9 /* a voxel as near to the surface of the ball as this belongs to it */

typedef struct {
  const HfMask *mask;
  HfMask *out;
  gboolean grow;
  int reach[3];
  int *
      width; /* of the row at (dy, dz), -1: none; (2 reach[1] + 1) x (2 reach[2] + 1), dy fastest */
  HfProgress *progress;
} Job;

static int
width_at (const Job *job, int dy, int dz)
{
  return job->width[(dz + job->reach[2]) * (2 * job->reach[1] + 1) + dy + job->reach[1]];
}

static void
find_widths (Job *job, const double radius[3])
{
  int *width;

  for (int a = 0; a < 3; a++)
    job->reach[a] = (int) floor (radius[a] + TIE);
  width = job->width = g_new (int, (2 * job->reach[1] + 1) * (2 * job->reach[2] + 1));
  for (int dz = -job->reach[2]; dz <= job->reach[2]; dz++)
    for (int dy = -job->reach[1]; dy <= job->reach[1]; dy++) {
      double y = dy ? dy / radius[1] : 0, z = dz ? dz / radius[2] : 0;
      double left = 1 - y * y - z * z;

      *width++ = left < -TIE ? -1 : (int) floor (radius[0] * sqrt (MAX (left, 0) + TIE) + TIE);
    }
}

/* to = from dilated by one voxel to both sides; both have a word more at each end. */
static void
widen (const guint64 *from, guint64 *restrict to, gsize words)
{
  const guint64 *left = from - 1, *right = from + 1;

  for (gsize w = 0; w < words; w++)
    to[w] = from[w] | from[w] << 1 | left[w] >> 63 | from[w] >> 1 | right[w] << 63;
}

/* copies[w]: the row, or its complement, dilated by w; each words + 2 long. FALSE where there is
   nothing to spread. */
static gboolean
make_copies (const Job *job, const guint64 *row, gsize words, guint64 *copies)
{
  guint64 flip = job->grow ? 0 : ~(guint64) 0, any = 0;
  guint64 *copy = copies;

  copy[0] = copy[words + 1] = flip;
  for (gsize w = 0; w < words; w++)
    any |= copy[w + 1] = row[w] ^ flip;
  if (job->grow && !any)
    return FALSE;
  for (int width = 1; width <= job->reach[0]; width++, copy += words + 2) {
    guint64 *next = copy + words + 2;

    next[0] = next[words + 1] = flip;
    widen (copy + 1, next + 1, words);
  }
  return TRUE;
}

/* ORs the copies of row (j, k) into the rows of slices begin..end that its ball reaches. */
static void
spread_row (const Job *job, int j, int k, const guint64 *copies, int begin, int end)
{
  const int *size = hf_mask_size (job->mask);
  gsize words = hf_mask_words (job->mask);

  for (int z = MAX (k - job->reach[2], begin); z < MIN (k + job->reach[2] + 1, end); z++)
    for (int y = MAX (j - job->reach[1], 0); y < MIN (j + job->reach[1] + 1, size[1]); y++) {
      int width = width_at (job, y - j, z - k);
      const guint64 *restrict copy = copies + (gsize) MAX (width, 0) * (words + 2) + 1;
      guint64 *restrict out = hf_mask_row (job->out, y, z);

      if (width < 0)
        continue;
      for (gsize w = 0; w < words; w++)
        out[w] |= copy[w];
    }
}

/* Turns the dilated complement back; rows from which the ball reaches out of the volume are
   empty. */
static void
finish_row (const Job *job, int j, int k)
{
  const int *size = hf_mask_size (job->mask);
  gsize words = hf_mask_words (job->mask);
  guint64 *row = hf_mask_row (job->out, j, k);
  gboolean inside = j >= job->reach[1] && j < size[1] - job->reach[1] && k >= job->reach[2] &&
                    k < size[2] - job->reach[2];

  if (!job->grow)
    for (gsize w = 0; w < words; w++)
      row[w] = inside ? ~row[w] : 0;
  row[words - 1] &= ~(guint64) 0 >> (63 - (size[0] - 1) % 64);
}

static void
run_slab (gsize begin, gsize end, gpointer data)
{
  const Job *job = data;
  const int *size = hf_mask_size (job->mask);
  gsize words = hf_mask_words (job->mask);
  g_autofree guint64 *copies = g_new (guint64, (job->reach[0] + 1) * (words + 2));
  int first = MAX ((int) begin - job->reach[2], 0);
  int last = MIN ((int) end + job->reach[2], size[2]);

  for (int k = first; k < last && !hf_progress_cancelled (job->progress); k++)
    for (int j = 0; j < size[1]; j++)
      if (make_copies (job, hf_mask_row (job->mask, j, k), words, copies))
        spread_row (job, j, k, copies, (int) begin, (int) end);
  for (gsize k = begin; k < end; k++)
    for (int j = 0; j < size[1]; j++)
      finish_row (job, j, (int) k);
}

HfMask *
hf_ball_run (const HfMask *mask, gboolean grow, const double radius[3], HfProgress *progress)
{
  const int *size = hf_mask_size (mask);
  g_autoptr (HfMask) out = hf_mask_new (size);
  Job job = { mask, out, grow, { 0 }, NULL, progress };
  gsize slabs = hf_parallel_threads () * 2;

  find_widths (&job, radius);
  hf_parallel_for (size[2], (size[2] + slabs - 1) / slabs, run_slab, &job);
  g_free (job.width);
  return hf_progress_cancelled (progress) ? NULL : g_steal_pointer (&out);
}
