/* Connected components by runs: every row of the mask is cut into runs of set bits, runs that touch
   (in the row before and in the slice before) are united (union-find, the lowest number is the
   root), and everything that is asked comes from the sizes of the roots. A skull of 3.8 million
   voxels is 150 thousand runs. */
#include "image/components.h"

typedef struct {
  guint16 begin, end; /* voxels i, end not included: sides are at most 32768 */
} Run;

typedef struct {
  const HfMask *mask;
  Run *runs;
  guint32 n_runs, room; /* in runs */
  guint32 *row_start;   /* first run of each row, order (k, j); one more at the end */
  guint32 *parent;      /* of each run: in the end its root, which is its own */
  guint64 *size;        /* voxels, of roots */
  guint n_components;
} Labels;

static guint32
find_root (guint32 *parent, guint32 run)
{
  while (parent[run] != run)
    run = parent[run] = parent[parent[run]];
  return run;
}

static void
unite (guint32 *parent, guint32 a, guint32 b)
{
  a = find_root (parent, a);
  b = find_root (parent, b);
  parent[MAX (a, b)] = MIN (a, b);
}

/* Adds the runs of a row, of which there can be 32 in a word. */
static void
add_runs (Labels *self, const guint64 *words, gsize n_words)
{
  gboolean open = FALSE;
  Run run = { 0 }, *next;

  if (self->room - self->n_runs < 32 * n_words) {
    self->room += self->room / 2 + (guint32) (32 * n_words);
    self->runs = g_renew (Run, self->runs, self->room);
  }
  next = self->runs + self->n_runs;

  for (gsize w = 0; w < n_words; w++) {
    guint64 left = open ? ~words[w] : words[w]; /* a bit where the next run ends, or begins */

    while (left) {
      int bit = __builtin_ctzll (left);

      if (open) {
        run.end = (guint16) (64 * w + bit);
        *next++ = run;
      } else
        run.begin = (guint16) (64 * w + bit);
      open = !open;
      left = ~left & (~(guint64) 0 << bit); /* the other kind of change, past this one */
    }
  }
  if (open) {
    run.end = (guint16) (64 * n_words);
    *next++ = run;
  }
  self->n_runs = (guint32) (next - self->runs);
}

/* Unites the runs a..a_end and b..b_end of two neighboring rows that have a column in common. */
static void
unite_rows (Labels *self, guint32 a, guint32 a_end, guint32 b, guint32 b_end)
{
  const Run *runs = self->runs;

  while (a < a_end && b < b_end)
    if (runs[a].end <= runs[b].begin)
      a++;
    else if (runs[b].end <= runs[a].begin)
      b++;
    else {
      unite (self->parent, a, b);
      if (runs[a].end < runs[b].end)
        a++;
      else
        b++;
    }
}

static void
unite_all (Labels *self)
{
  const int *size = hf_mask_size (self->mask);
  const guint32 *start = self->row_start;

  for (int k = 0; k < size[2]; k++)
    for (int j = 0; j < size[1]; j++) {
      gsize row = (gsize) k * size[1] + j;

      if (j > 0)
        unite_rows (self, start[row], start[row + 1], start[row - 1], start[row]);
      if (k > 0)
        unite_rows (self, start[row], start[row + 1], start[row - size[1]],
                    start[row - size[1] + 1]);
    }
}

static Labels *
labels_new (const HfMask *mask)
{
  const int *size = hf_mask_size (mask);
  gsize rows = (gsize) size[1] * size[2];
  Labels *self = g_new0 (Labels, 1);

  self->mask = mask;
  self->row_start = g_new (guint32, rows + 1);
  for (gsize row = 0; row < rows; row++) {
    self->row_start[row] = self->n_runs;
    add_runs (self, hf_mask_row (mask, (int) (row % size[1]), (int) (row / size[1])),
              hf_mask_words (mask));
  }
  self->row_start[rows] = self->n_runs;

  self->parent = g_new (guint32, self->n_runs);
  for (guint32 run = 0; run < self->n_runs; run++)
    self->parent[run] = run;
  unite_all (self);

  self->size = g_new0 (guint64, self->n_runs);
  for (guint32 run = 0; run < self->n_runs; run++) {
    guint32 root = self->parent[self->parent[run]]; /* parents come first and are done */

    self->parent[run] = root;
    self->size[root] += (guint64) (self->runs[run].end - self->runs[run].begin);
    self->n_components += root == run;
  }
  return self;
}

static void
labels_free (Labels *self)
{
  g_free (self->runs);
  g_free (self->row_start);
  g_free (self->parent);
  g_free (self->size);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Labels, labels_free)

static void
set_run (guint64 *words, Run run)
{
  guint first = run.begin / 64, last = (run.end - 1u) / 64;
  guint64 head = ~(guint64) 0 << run.begin % 64;
  guint64 tail = ~(guint64) 0 >> (63 - (run.end - 1u) % 64);

  if (first == last) {
    words[first] |= head & tail;
    return;
  }
  words[first] |= head;
  for (guint w = first + 1; w < last; w++)
    words[w] = ~(guint64) 0;
  words[last] |= tail;
}

/* The runs whose root has at least min_size voxels, or only those of one root. */
static HfMask *
paint (Labels *self, guint64 min_size, gint64 only_root)
{
  const int *size = hf_mask_size (self->mask);
  HfMask *out = hf_mask_new (size);

  for (gsize row = 0; row < (gsize) size[1] * size[2]; row++) {
    guint64 *words = hf_mask_row (out, (int) (row % size[1]), (int) (row / size[1]));

    for (guint32 run = self->row_start[row]; run < self->row_start[row + 1]; run++) {
      guint32 root = self->parent[run];

      if (only_root < 0 ? self->size[root] >= min_size : root == only_root)
        set_run (words, self->runs[run]);
    }
  }
  return out;
}

/* The component with most voxels, of equals the one that comes first in (k, j, i); empty where the
   mask is. n_components (nullable): of the mask. */
HfMask *
hf_components_largest (const HfMask *mask, guint *n_components)
{
  g_autoptr (Labels) labels = labels_new (mask);
  guint32 best = 0;

  for (guint32 run = 1; run < labels->n_runs; run++)
    if (labels->size[run] > labels->size[best])
      best = run;
  if (n_components)
    *n_components = labels->n_components;
  return paint (labels, 0, best);
}

HfMask *
hf_components_at (const HfMask *mask, const int voxel[3])
{
  const int *size = hf_mask_size (mask);
  g_autoptr (Labels) labels = NULL;
  gsize row = (gsize) voxel[2] * size[1] + voxel[1];

  for (int a = 0; a < 3; a++)
    if (voxel[a] < 0 || voxel[a] >= size[a])
      return hf_mask_new (size);
  labels = labels_new (mask);
  for (guint32 run = labels->row_start[row]; run < labels->row_start[row + 1]; run++) {
    const Run *r = &labels->runs[run];

    if (voxel[0] >= r->begin && voxel[0] < r->end)
      return paint (labels, 0, labels->parent[run]);
  }
  return hf_mask_new (size);
}

/* Without the components that have fewer voxels. */
HfMask *
hf_components_min_size (const HfMask *mask, guint64 voxels)
{
  g_autoptr (Labels) labels = labels_new (mask);

  return paint (labels, voxels, -1);
}

guint
hf_components_count (const HfMask *mask)
{
  g_autoptr (Labels) labels = labels_new (mask);

  return labels->n_components;
}
