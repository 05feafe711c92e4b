/* Erosion and dilation with a cross, 64 voxels at a time: a word and its six neighbors are combined
   by AND or OR.

   All passes run in one sweep over the slices: pass p works one slice behind pass p - 1, and only
   three slices of every pass are alive (per slice there are just two), so nothing but the voxels (or the first mask) and the
   results goes through memory. Every thread takes a slab of slices and computes what it needs of
   its neighbors' for itself.

   Slices lie in frames of zero words and zero rows, which are the outside (0, as scipy's default):
   so a slice is one long loop without borders. */
#include "image/morphology-private.h"

#include "core/wide.h"

#include <string.h>

typedef struct {
  HfCross *cross;
  int size[3];
  gsize words;       /* of a row of a mask */
  gsize pitch;       /* words of a row with its frame */
  gsize plane_words; /* words of a slice with its frame */
  guint64 tail;      /* the bits of a row's last word */
} Job;

#define ALIVE 3 /* slices of every pass that are kept */

static guint64 *
plane_at (const Job *job, guint64 *planes, guint pass, int k)
{
  if (job->cross->per_slice)
    return planes + job->plane_words * (pass % 2);
  return planes + job->plane_words * (1 + pass * ALIVE + (guint) k % ALIVE);
}

static guint64 *
framed_row (const Job *job, guint64 *plane, int j)
{
  return plane + job->pitch * (j + 1) + 1;
}

/* Slice k of what the passes begin with. */
static void
load_plane (const Job *job, int k, guint64 *plane)
{
  const HfCross *cross = job->cross;
  gboolean has_data = cross->mask || hf_volume_slice_status (cross->volume, k) == HF_SLICE_READY;

  for (int j = 0; j < job->size[1]; j++) {
    guint64 *row = framed_row (job, plane, j);

    if (!has_data)
      memset (row, 0, sizeof *row * job->words);
    else if (cross->mask)
      memcpy (row, hf_mask_row (cross->mask, j, k), sizeof *row * job->words);
    else
      hf_threshold_row (&cross->threshold, hf_volume_row (cross->volume, j, k), job->size[0], row);
  }
}

static void
store_plane (const Job *job, HfMask *mask, int k, guint64 *plane)
{
  for (int j = 0; j < job->size[1]; j++)
    memcpy (hf_mask_row (mask, j, k), framed_row (job, plane, j), sizeof (guint64) * job->words);
}

HF_WIDE static void
erode (const guint64 *below,
       const guint64 *plane,
       const guint64 *above,
       guint64 *restrict out,
       gsize n,
       gsize pitch)
{
  const guint64 *left = plane - 1, *right = plane + 1, *up = plane - pitch, *down = plane + pitch;

  for (gsize w = 0; w < n; w++)
    out[w] = plane[w] & (plane[w] << 1 | left[w] >> 63) & (plane[w] >> 1 | right[w] << 63) & up[w] &
             down[w] & below[w] & above[w];
}

HF_WIDE static void
dilate (const guint64 *below,
        const guint64 *plane,
        const guint64 *above,
        guint64 *restrict out,
        gsize n,
        gsize pitch)
{
  const guint64 *left = plane - 1, *right = plane + 1, *up = plane - pitch, *down = plane + pitch;

  for (gsize w = 0; w < n; w++)
    out[w] = plane[w] | plane[w] << 1 | left[w] >> 63 | plane[w] >> 1 | right[w] << 63 | up[w] |
             down[w] | below[w] | above[w];
}

/* Clears what a dilation put into the frame and past the width. */
static void
clear_frame (const Job *job, guint64 *plane)
{
  for (int j = 0; j < job->size[1]; j++) {
    guint64 *row = framed_row (job, plane, j);

    row[-1] = row[job->words] = 0;
    row[job->words - 1] &= job->tail;
  }
}

static void
run_pass (const Job *job, guint64 *planes, guint pass, int k)
{
  guint64 *outside = planes; /* in the volume: the first plane stays zero */
  guint64 *plane = plane_at (job, planes, pass - 1, k), *out = plane_at (job, planes, pass, k);
  guint64 *below = k > 0 ? plane_at (job, planes, pass - 1, k - 1) : outside;
  guint64 *above = k + 1 < job->size[2] ? plane_at (job, planes, pass - 1, k + 1) : outside;
  gsize n = job->pitch * job->size[1] - 2; /* from the first row's first word to the last's last */
  gsize first = job->pitch + 1;

  if (job->cross->per_slice)
    below = above = plane;
  if (job->cross->grow[pass - 1]) {
    dilate (below + first, plane + first, above + first, out + first, n, job->pitch);
    clear_frame (job, out);
  } else
    erode (below + first, plane + first, above + first, out + first, n, job->pitch);
}

/* Slices begin..end of all results. */
static void
run_slab (gsize begin, gsize end, gpointer data)
{
  const Job *job = data;
  HfCross *cross = job->cross;
  int n = (int) cross->n_passes, late = cross->per_slice ? 0 : 1; /* slices behind */
  int n_planes = cross->per_slice ? 2 : 1 + ALIVE * (n + 1);
  guint64 *planes = g_malloc0_n (job->plane_words * n_planes, sizeof *planes);

  for (int t = MAX ((int) begin - late * n, 0);
       t < MIN ((int) end + late * n, job->size[2]) + late * n; t++) {
    if (hf_progress_cancelled (cross->progress))
      break;
    for (int pass = 0; pass <= n; pass++) {
      int k = t - late * pass, more = late * (n - pass); /* that later passes look at */

      if (k < MAX ((int) begin - more, 0) || k >= MIN ((int) end + more, job->size[2]))
        continue;
      if (pass == 0)
        load_plane (job, k, plane_at (job, planes, 0, k));
      else
        run_pass (job, planes, pass, k);
      if (cross->out[pass] && k >= (int) begin && k < (int) end)
        store_plane (job, cross->out[pass], k, plane_at (job, planes, pass, k));
    }
  }
  g_free (planes);
}

gboolean
hf_cross_run (HfCross *self, const int size[3])
{
  gsize words = ((gsize) size[0] + 63) / 64;
  Job job = { self, { size[0], size[1], size[2] }, words, words + 2, 0, 0 };
  gsize slabs = hf_parallel_threads () * (self->per_slice ? 4 : 1);

  job.plane_words = job.pitch * (size[1] + 2);
  job.tail = ~(guint64) 0 >> (63 - (size[0] - 1) % 64);
  hf_parallel_for (size[2], (size[2] + slabs - 1) / slabs, run_slab, &job);
  return !hf_progress_cancelled (self->progress);
}
