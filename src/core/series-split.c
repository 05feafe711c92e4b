/* A stack in which places repeat is several volumes: phases, kernels, energies, sides of the body.

   They are told apart by the first tag that makes every part unique, then by two tags together, then
   by the order of their times at every place, then by where they lie in the plane. A tag that is
   different in every slice would make every part unique as well, and take the volume apart: parts
   must not crumble. See docs/formats.md. */
#include "core/series-private.h"

#include <math.h>
#include <string.h>

#define FEW_SLICES 3 /* parts of fewer are crumbs, where there are more parts than repeats */

/* How many slices the fullest place of a sorted group holds. */
static guint
multiplicity (const HfGroup *self)
{
  guint most = 0, here = 0;

  for (guint n = 0; n < self->slices->len; n++) {
    here =
        n > 0 && hf_group_same_place (self, hf_group_slice (self, n - 1), hf_group_slice (self, n))
            ? here + 1
            : 1;
    most = MAX (most, here);
  }
  return most;
}

/* What tells repeats apart, in the order in which it is tried. */
typedef enum {
  BY_TEMPORAL,
  BY_ACQUISITION,
  BY_KERNEL,
  BY_IMAGE_TYPE_2, /* its first two values */
  BY_IMAGE_TYPE,
  BY_ECHO,
  BY_ECHO_TIME,
  BY_KVP,
  BY_TRIGGER,
  BY_PHASE,
  BY_CONTENT_TIME,
  BY_ACQUISITION_TIME,
  BY_DIMENSION, /* and the following: indices of a multi-frame file */
  BY_SERIES_NUMBER = BY_DIMENSION + HF_N_DIMENSIONS,
  BY_DESCRIPTION,
  BY_FRAME_OF_REFERENCE,
  BY_THICKNESS,
  N_TAGS
} Tag;

static char *
tag_value (const HfHeader *header, Tag tag)
{
  const char *second = strchr (header->image_type, '\\');
  const char *third = second ? strchr (second + 1, '\\') : NULL;

  switch (tag) {
  case BY_TEMPORAL:
    return g_strdup_printf ("%d", header->flags & HF_HAS_TEMPORAL ? header->temporal_position : 0);
  case BY_ACQUISITION:
    return g_strdup_printf ("%d", header->acquisition_number);
  case BY_KERNEL:
    return g_strdup (header->kernel);
  case BY_IMAGE_TYPE_2:
    return third ? g_strndup (header->image_type, third - header->image_type)
                 : g_strdup (header->image_type);
  case BY_IMAGE_TYPE:
    return g_strdup (header->image_type);
  case BY_ECHO:
    return g_strdup_printf ("%d", header->echo_number);
  case BY_ECHO_TIME:
    return g_strdup_printf ("%.3f", header->echo_time);
  case BY_KVP:
    return g_strdup_printf ("%.3f", header->kvp);
  case BY_TRIGGER:
    return g_strdup_printf ("%.3f", header->trigger_time);
  case BY_PHASE:
    return g_strdup_printf ("%.3f", header->phase);
  case BY_CONTENT_TIME:
    return g_strdup (header->content_time);
  case BY_ACQUISITION_TIME:
    return g_strdup (header->acquisition_time);
  case BY_SERIES_NUMBER:
    return g_strdup_printf ("%d", header->series_number);
  case BY_DESCRIPTION:
    return g_strdup (header->series_description);
  case BY_FRAME_OF_REFERENCE:
    return g_strdup (header->frame_of_reference_uid);
  case BY_THICKNESS:
    return g_strdup_printf ("%.3f", header->slice_thickness);
  default:
    return g_strdup_printf ("%u", header->dimension[tag - BY_DIMENSION]);
  }
}

/* Parts of equal tags, each in order; first and second may be the same tag. */
static GPtrArray *
partition (const HfGroup *self, Tag first, Tag second)
{
  GPtrArray *parts = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_group_free);
  g_autoptr (GHashTable) by_value = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  for (guint n = 0; n < self->slices->len; n++) {
    g_autofree char *a = tag_value (hf_group_slice (self, n), first);
    g_autofree char *b = tag_value (hf_group_slice (self, n), second);
    g_autofree char *value = g_strdup_printf ("%s\n%s", a, b);
    HfGroup *part = g_hash_table_lookup (by_value, value);

    if (!part) {
      part = hf_group_new (self);
      g_ptr_array_add (parts, part);
      g_hash_table_insert (by_value, g_steal_pointer (&value), part);
    }
    g_ptr_array_add (part->slices, (gpointer) hf_group_slice (self, n));
  }
  return parts;
}

static guint
fewest_slices (GPtrArray *parts)
{
  guint fewest = G_MAXUINT;

  for (guint n = 0; n < parts->len; n++)
    fewest = MIN (fewest, ((HfGroup *) g_ptr_array_index (parts, n))->slices->len);
  return fewest;
}

/* TRUE where no part repeats a position and the series does not crumble. There may be more parts
   than repeats: of acquisitions that overlap, each meets only its neighbors. */
static gboolean
is_good_split (GPtrArray *parts, guint repeats)
{
  if (parts->len < 2 || (parts->len > repeats && fewest_slices (parts) < FEW_SLICES))
    return FALSE;
  for (guint n = 0; n < parts->len; n++)
    if (multiplicity (g_ptr_array_index (parts, n)) > 1)
      return FALSE;
  return TRUE;
}

static int
compare_content_times (gconstpointer a, gconstpointer b, gpointer data)
{
  const HfHeader *x = *(const HfHeader *const *) a, *y = *(const HfHeader *const *) b;

  return strcmp (x->content_time, y->content_time);
}

static int
compare_acquisition_times (gconstpointer a, gconstpointer b, gpointer data)
{
  const HfHeader *x = *(const HfHeader *const *) a, *y = *(const HfHeader *const *) b;

  return strcmp (x->acquisition_time, y->acquisition_time);
}

static int
compare_triggers (gconstpointer a, gconstpointer b, gpointer data)
{
  const HfHeader *x = *(const HfHeader *const *) a, *y = *(const HfHeader *const *) b;

  return x->trigger_time < y->trigger_time ? -1 : x->trigger_time > y->trigger_time;
}

static double
along (const double direction[3], const HfHeader *header)
{
  return direction[0] * header->position[0] + direction[1] * header->position[1] +
         direction[2] * header->position[2];
}

/* Stacks beside each other: they do not overlap, so that what is nearer than a picture is wide is the
   same one. */
static int
compare_sides (gconstpointer a, gconstpointer b, gpointer data)
{
  const HfGroup *group = data;
  const HfHeader *x = *(const HfHeader *const *) a, *y = *(const HfHeader *const *) b;
  const double *directions[2] = { group->row, group->column };

  for (int n = 0; n < 2; n++) {
    double difference = along (directions[n], x) - along (directions[n], y);

    if (fabs (difference) > MAX (x->spacing[n], 1e-3))
      return difference < 0 ? -1 : 1;
  }
  return 0;
}

/* Every place was taken equally often and at different times (or beside each other): the first of
 * every place is one volume, and so on. NULL: not so. */
static GPtrArray *
split_by_rank (const HfGroup *self, guint repeats, GCompareDataFunc compare)
{
  g_autoptr (GPtrArray) parts = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_group_free);

  if (self->slices->len % repeats || self->slices->len == repeats)
    return NULL;
  for (guint r = 0; r < repeats; r++)
    g_ptr_array_add (parts, hf_group_new (self));
  for (guint n = 0; n < self->slices->len; n += repeats) {
    g_autofree gpointer *here = g_memdup2 (self->slices->pdata + n, repeats * sizeof *here);

    if (!hf_group_same_place (self, here[0], here[repeats - 1]))
      return NULL;
    g_qsort_with_data (here, (gint) repeats, sizeof *here, compare, (gpointer) self);
    for (guint r = 0; r < repeats; r++) {
      if (r > 0 && compare (&here[r - 1], &here[r], (gpointer) self) == 0)
        return NULL;
      g_ptr_array_add (((HfGroup *) g_ptr_array_index (parts, r))->slices, here[r]);
    }
  }
  return g_steal_pointer (&parts);
}

/* Pictures that all lie at one place and are no CT slices (screen captures on a localizer): each
 * for itself. NULL: not so. */
static GPtrArray *
split_captures (const HfGroup *self, guint repeats)
{
  GPtrArray *parts;

  if (self->slices->len != repeats ||
      !g_str_has_prefix (hf_group_slice (self, 0)->sop_class, "1.2.840.10008.5.1.4.1.1.7"))
    return NULL;
  parts = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_group_free);
  for (guint n = 0; n < repeats; n++) {
    HfGroup *part = hf_group_new (self);

    g_ptr_array_add (part->slices, (gpointer) hf_group_slice (self, n));
    g_ptr_array_add (parts, part);
  }
  return parts;
}

/* The parts of a group whose places repeat; NULL where nothing tells them apart. */
static GPtrArray *
split (const HfGroup *self, guint repeats)
{
  static const GCompareDataFunc ranks[] = { compare_triggers, compare_content_times,
                                            compare_acquisition_times, compare_sides };

  for (int first = 0; first < N_TAGS; first++) {
    g_autoptr (GPtrArray) parts = partition (self, first, first);

    if (is_good_split (parts, repeats))
      return g_steal_pointer (&parts);
  }
  for (int first = 0; first < N_TAGS; first++)
    for (int second = first + 1; second < N_TAGS; second++) {
      g_autoptr (GPtrArray) parts = partition (self, first, second);

      if (is_good_split (parts, repeats))
        return g_steal_pointer (&parts);
    }
  for (guint n = 0; n < G_N_ELEMENTS (ranks); n++) {
    GPtrArray *parts = split_by_rank (self, repeats, ranks[n]);

    if (parts)
      return parts;
  }
  return NULL;
}

GPtrArray *
hf_group_split (const HfGroup *self)
{
  guint repeats = multiplicity (self);
  GPtrArray *parts;

  if (repeats < 2)
    return NULL;
  parts = split_captures (self, repeats);
  return parts ? parts : split (self, repeats);
}
