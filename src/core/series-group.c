/* Which images belong to one volume, and in which order.

   The key is what must be equal in a stack: study, series, size, pixel spacing, orientation, stack
   of a multi-frame file. Slice thickness, instance and acquisition numbers, image type and times
   are no part of it: real scanners change them within a volume (a GE head has 21 acquisition
   numbers and two thicknesses). Only where positions repeat is a group split
   (core/series-split.c). See docs/formats.md. */
#include "core/series-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define SAME_SPACING 1e-4     /* mm */
#define SAME_DIRECTION 1e-5   /* 1 - cosine, 0.26 degrees: files round cosines to three decimals */
#define SAME_PLACE_SHARE 0.01 /* of a pixel: positions that are nearer are the same */
#define SAME_PLACE_MM 0.01

void
hf_group_free (HfGroup *self)
{
  if (!self)
    return;
  g_ptr_array_unref (self->slices);
  g_array_unref (self->copies);
  g_free (self);
}

/* An empty group with the directions of another. */
HfGroup *
hf_group_new (const HfGroup *like)
{
  HfGroup *self = like ? g_memdup2 (like, sizeof *like) : g_new0 (HfGroup, 1);

  self->slices = g_ptr_array_new ();
  self->copies = g_array_new (FALSE, FALSE, sizeof (guint32));
  return self;
}

static double
dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

double
hf_group_position (const HfGroup *self, const HfHeader *header)
{
  return dot (self->normal, header->position);
}

static gboolean
is_placed (const HfHeader *header)
{
  return (header->flags & HF_HAS_POSITION) && (header->flags & HF_HAS_ORIENTATION);
}

/* Unit vectors at right angles, as hf_geometry_new() makes them. */
static gboolean
set_directions (HfGroup *self, const double orientation[6])
{
  double length[2], skew;
  double *axes[2] = { self->row, self->column };

  for (int n = 0; n < 2; n++) {
    length[n] = sqrt (dot (orientation + 3 * n, orientation + 3 * n));
    if (!(length[n] > 0.1))
      return FALSE;
    for (int a = 0; a < 3; a++)
      axes[n][a] = orientation[3 * n + a] / length[n];
  }
  skew = dot (self->row, self->column);
  if (fabs (skew) > 0.02)
    return FALSE;
  for (int a = 0; a < 3; a++)
    self->column[a] -= skew * self->row[a];
  for (int a = 0; a < 3; a++) {
    int b = (a + 1) % 3, c = (a + 2) % 3;

    self->normal[a] = self->row[b] * self->column[c] - self->row[c] * self->column[b];
  }
  return TRUE;
}

static gboolean
same_orientation (const HfHeader *a, const HfHeader *b)
{
  for (int n = 0; n < 6; n += 3) {
    double lengths = sqrt (dot (a->orientation + n, a->orientation + n) *
                           dot (b->orientation + n, b->orientation + n));

    if (!(dot (a->orientation + n, b->orientation + n) > (1 - SAME_DIRECTION) * lengths))
      return FALSE;
  }
  return TRUE;
}

static gboolean
same_group (const HfHeader *a, const HfHeader *b)
{
  if (!g_str_equal (a->series_uid, b->series_uid) || !g_str_equal (a->study_uid, b->study_uid) ||
      a->columns != b->columns || a->rows != b->rows || !g_str_equal (a->stack_id, b->stack_id))
    return FALSE;
  if (fabs (a->spacing[0] - b->spacing[0]) > SAME_SPACING ||
      fabs (a->spacing[1] - b->spacing[1]) > SAME_SPACING || is_placed (a) != is_placed (b))
    return FALSE;
  return !is_placed (a) || same_orientation (a, b);
}

/* by_series: from series UID to the newest group of the series. */
static HfGroup *
find_group (GHashTable *by_series, const HfHeader *header)
{
  HfGroup *group = g_hash_table_lookup (by_series, header->series_uid);

  while (group && !same_group (g_ptr_array_index (group->slices, 0), header))
    group = group->sibling;
  return group;
}

/* Why an image is in no volume; OK: it may be. */
static HfCode
why_not (const HfHeader *header, const char **reason)
{
  *reason = header->reason;
  if (header->code != HF_CODE_OK)
    return header->code;
  if (hf_header_is_color (header)) {
    *reason =
        _ ("This is a color picture (a screen capture or a photograph), not an image of values");
    return HF_CODE_NOT_GRAYSCALE;
  }
  if (header->flags & HF_IS_LOCALIZER) {
    *reason = _ (
        "This is a localizer (scout, topogram): a projection that shows where to scan, no slice");
    return HF_CODE_LOCALIZER;
  }
  return HF_CODE_OK;
}

/* A group for an image that fits in no other; NULL where its directions are none. */
static HfGroup *
open_group (GPtrArray *groups, GHashTable *by_series, const HfHeader *header)
{
  HfGroup *group = hf_group_new (NULL);

  group->placed = is_placed (header);
  if (group->placed && !set_directions (group, header->orientation)) {
    hf_group_free (group);
    return NULL;
  }
  group->sibling = g_hash_table_lookup (by_series, header->series_uid);
  g_hash_table_insert (by_series, (gpointer) header->series_uid, group);
  g_ptr_array_add (groups, group);
  return group;
}

static GPtrArray *
gather (const HfHeader *headers, gsize n, GHashTable *by_series, GPtrArray *rejected)
{
  GPtrArray *groups = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_group_free);

  for (gsize i = 0; i < n; i++) {
    const char *reason;
    HfCode code = why_not (&headers[i], &reason);
    HfGroup *group = NULL;

    if (code == HF_CODE_OK) {
      group = find_group (by_series, &headers[i]);
      if (!group)
        group = open_group (groups, by_series, &headers[i]);
      code = HF_CODE_BAD_GEOMETRY;
      reason = _ ("Image Orientation (Patient) is not two directions at right angles");
    }
    if (group)
      g_ptr_array_add (group->slices, (gpointer) &headers[i]);
    else
      g_ptr_array_add (rejected, hf_rejected_new (headers[i].file, code, reason));
  }
  return groups;
}

/* The order of a stack: by place, and at one place by number. */
static int
compare_slices (gconstpointer a, gconstpointer b, gpointer data)
{
  const HfGroup *group = data;
  const HfHeader *x = *(const HfHeader *const *) a, *y = *(const HfHeader *const *) b;

  if (group->placed) {
    double difference = hf_group_position (group, x) - hf_group_position (group, y);

    if (difference != 0)
      return difference < 0 ? -1 : 1;
  }
  if (x->instance_number != y->instance_number)
    return x->instance_number < y->instance_number ? -1 : 1;
  if (x->file != y->file)
    return x->file < y->file ? -1 : 1;
  return x->frame < y->frame ? -1 : x->frame > y->frame;
}

const HfHeader *
hf_group_slice (const HfGroup *self, guint n)
{
  return g_ptr_array_index (self->slices, n);
}

gboolean
hf_group_same_place (const HfGroup *self, const HfHeader *a, const HfHeader *b)
{
  double pixel = a->spacing[0] > 0 ? MIN (a->spacing[0], a->spacing[1]) : 1;

  return fabs (hf_group_position (self, a) - hf_group_position (self, b)) <
         MIN (SAME_PLACE_MM, SAME_PLACE_SHARE * pixel);
}

/* The same instance twice is one image; one with the same UID at another place is a file with a bad
 * UID, and stays. */
static void
drop_copies (HfGroup *self, GPtrArray *rejected)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_autoptr (GPtrArray) all = g_steal_pointer (&self->slices);

  self->slices = g_ptr_array_new ();
  for (guint n = 0; n < all->len; n++) {
    const HfHeader *header = g_ptr_array_index (all, n);
    const HfHeader *first;
    g_autofree char *key = g_strdup_printf ("%s/%u", header->sop_uid, header->frame);

    first = *header->sop_uid ? g_hash_table_lookup (seen, key) : NULL;
    if (first && first->file != header->file && first->instance_number == header->instance_number &&
        memcmp (first->position, header->position, sizeof first->position) == 0) {
      g_array_append_val (self->copies, header->file);
      g_ptr_array_add (
          rejected,
          hf_rejected_new (header->file, HF_CODE_DUPLICATE_SLICES,
                           _ ("A copy: another file holds the same image (SOP instance)")));
      continue;
    }
    g_ptr_array_add (self->slices, (gpointer) header);
    if (!first)
      g_hash_table_insert (seen, g_steal_pointer (&key), (gpointer) header);
  }
}

/* Of slices at one place only the first stays: the one with the lowest instance number. */
static void
drop_repeats (HfGroup *self, GPtrArray *rejected)
{
  g_autoptr (GPtrArray) all = g_steal_pointer (&self->slices);

  self->slices = g_ptr_array_new ();
  for (guint n = 0; n < all->len; n++) {
    const HfHeader *header = g_ptr_array_index (all, n);

    if (self->slices->len &&
        hf_group_same_place (self, hf_group_slice (self, self->slices->len - 1), header)) {
      g_array_append_val (self->copies, header->file);
      g_ptr_array_add (rejected,
                       hf_rejected_new (header->file, HF_CODE_DUPLICATE_SLICES,
                                        _ ("Another file with a lower instance number lies at the "
                                           "same place, and nothing tells the two apart")));
      continue;
    }
    g_ptr_array_add (self->slices, (gpointer) header);
  }
}

/* May images without a place be stacked by their numbers? Slices of a tomographic modality. */
static gboolean
is_numbered_stack (const HfGroup *self)
{
  static const char *const tomographic[] = { "CT", "MR", "PT", "NM", NULL };

  if (!g_strv_contains (tomographic, hf_group_slice (self, 0)->modality))
    return FALSE;
  for (guint n = 1; n < self->slices->len; n++)
    if (hf_group_slice (self, n - 1)->instance_number >= hf_group_slice (self, n)->instance_number)
      return FALSE;
  return TRUE;
}

/* Frames of one file are a stack; other images only where they are numbered slices, else each is a
 * picture for itself. */
static void
add_unplaced (GPtrArray *out, HfGroup *group)
{
  HfGroup *singles = hf_group_new (group), *file = NULL;

  for (guint n = 0; n < group->slices->len; n++) {
    const HfHeader *header = hf_group_slice (group, n);
    HfGroup *to = singles;

    if (header->n_frames > 1) {
      if (!file || hf_group_slice (file, 0)->file != header->file) {
        file = hf_group_new (group);
        g_ptr_array_add (out, file);
      }
      to = file;
    }
    g_ptr_array_add (to->slices, (gpointer) header);
  }
  for (guint n = 0; n < singles->slices->len && !is_numbered_stack (singles); n++) {
    HfGroup *single = hf_group_new (group);

    g_ptr_array_add (single->slices, (gpointer) hf_group_slice (singles, n));
    g_ptr_array_add (out, single);
  }
  if (singles->slices->len && is_numbered_stack (singles))
    g_ptr_array_add (out, singles);
  else
    hf_group_free (singles);
  hf_group_free (group);
}

static void
add_placed (GPtrArray *out, HfGroup *group, GPtrArray *rejected)
{
  g_autoptr (GPtrArray) parts = hf_group_split (group);

  if (!parts) {
    drop_repeats (group, rejected);
    g_ptr_array_add (out, group);
    return;
  }
  g_array_append_vals (((HfGroup *) g_ptr_array_index (parts, 0))->copies, group->copies->data,
                       group->copies->len);
  g_ptr_array_extend_and_steal (out, g_steal_pointer (&parts));
  hf_group_free (group);
}

/* A CT image without a place in a series whose other images have one is no slice of it. */
static gboolean
is_stray (GHashTable *by_series, const HfGroup *group)
{
  const HfHeader *header = hf_group_slice (group, 0);
  HfGroup *other = g_hash_table_lookup (by_series, header->series_uid);

  if (group->placed || !g_str_equal (header->modality, "CT"))
    return FALSE;
  while (other && !other->placed)
    other = other->sibling;
  return other != NULL;
}

static void
reject_strays (HfGroup *group, GPtrArray *rejected)
{
  for (guint n = 0; n < group->slices->len; n++)
    g_ptr_array_add (rejected,
                     hf_rejected_new (hf_group_slice (group, n)->file, HF_CODE_BAD_GEOMETRY,
                                      _ ("It does not say where it lies, while the other images of "
                                         "its series do")));
}

GPtrArray *
hf_groups_new (const HfHeader *headers, gsize n, GPtrArray *rejected)
{
  g_autoptr (GHashTable) by_series = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GPtrArray) groups = gather (headers, n, by_series, rejected);
  g_autofree gboolean *stray = g_new0 (gboolean, groups->len + 1);
  GPtrArray *out = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_group_free);

  for (guint g = 0; g < groups->len; g++)
    stray[g] = is_stray (by_series, g_ptr_array_index (groups, g));
  for (guint g = 0; g < groups->len; g++) {
    HfGroup *group = g_ptr_array_index (groups, g);

    groups->pdata[g] = NULL; /* moves to out */
    drop_copies (group, rejected);
    g_ptr_array_sort_with_data (group->slices, compare_slices, group);
    if (stray[g]) {
      reject_strays (group, rejected);
      hf_group_free (group);
    } else if (group->placed) {
      add_placed (out, group, rejected);
    } else {
      add_unplaced (out, group);
    }
  }
  return out;
}

HfGroup *
hf_group_new_picture (const HfHeader *headers, gsize n)
{
  HfGroup *self = hf_group_new (NULL);

  self->placed = n == 1 && is_placed (headers) && set_directions (self, headers->orientation);
  for (gsize frame = 0; frame < n; frame++)
    g_ptr_array_add (self->slices, (gpointer) &headers[frame]);
  return self;
}
