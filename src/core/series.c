/* From groups of records to series: geometry, what a person reads, scale, warnings, rank. */
#include "core/series.h"

#include "core/series-private.h"
#include "core/text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define NO_SPACING 1.0 /* mm, where a file gives none */

HfRejected *
hf_rejected_new (guint32 file, HfCode code, const char *reason)
{
  HfRejected *self = g_new0 (HfRejected, 1);

  self->file = file;
  self->code = code;
  self->reason = g_utf8_make_valid (reason, -1);
  return self;
}

static void
rejected_free (gpointer data)
{
  HfRejected *self = data;

  if (!self)
    return;
  g_free (self->reason);
  g_free (self);
}

static void
series_free (gpointer data)
{
  HfSeries *self = data;

  g_clear_pointer (&self->geometry, hf_geometry_unref);
  g_clear_pointer (&self->info, hf_volume_info_free);
  g_ptr_array_unref (self->warnings);
  g_free (self->headers);
  g_free (self);
}

void
hf_series_list_free (HfSeriesList *self)
{
  g_ptr_array_unref (self->series);
  g_ptr_array_unref (self->rejected);
  g_free (self);
}

static void
set_text (char **field, char *text)
{
  g_free (*field);
  *field = text;
}

/* The windows of the middle slice, each once. */
static void
set_voi (HfVolumeInfo *info, const HfHeader *header)
{
  static const char *const functions[] = { "LINEAR", "LINEAR_EXACT", "SIGMOID" };

  info->voi = g_new0 (HfVoi, header->n_voi + 1);
  for (guint n = 0; n < header->n_voi; n++) {
    const HfHeaderVoi *from = &header->voi[n];
    guint same = 0;

    while (same < info->n_voi &&
           (info->voi[same].width != from->width || info->voi[same].level != from->level))
      same++;
    if (same < info->n_voi)
      continue;
    info->voi[info->n_voi++] =
        (HfVoi){ from->width, from->level, hf_text_to_utf8 (from->explanation, header->charset),
                 g_strdup (functions[header->voi_function]) };
  }
}

/* The middle slice speaks for the series. */
static void
set_info (HfSeries *self)
{
  const HfHeader *header = &self->headers[self->n_slices / 2];
  HfVolumeInfo *info = self->info = hf_volume_info_new ();
  const struct {
    char **field;
    const char *raw;
  } texts[] = {
    { &info->patient_id, header->patient_id },
    { &info->birth_date, header->birth_date },
    { &info->sex, header->sex },
    { &info->study_date, header->study_date },
    { &info->study_time, header->study_time },
    { &info->study_description, header->study_description },
    { &info->study_uid, header->study_uid },
    { &info->series_uid, header->series_uid },
    { &info->series_description, header->series_description },
    { &info->modality, header->modality },
    { &info->manufacturer, header->manufacturer },
    { &info->kernel, header->kernel },
    { &info->transfer_syntax, header->transfer_syntax },
    { &info->frame_of_reference_uid, header->frame_of_reference_uid },
  };

  for (gsize n = 0; n < G_N_ELEMENTS (texts); n++)
    set_text (texts[n].field, hf_text_to_utf8 (texts[n].raw, header->charset));
  set_text (&info->patient_name, hf_text_name_to_utf8 (header->patient_name, header->charset));
  info->series_number = header->series_number;
  info->kvp = header->kvp;
  info->slice_thickness = header->slice_thickness;
  info->is_inverted = header->photometric == HF_PHOTOMETRIC_MONOCHROME1;
  info->is_hu = TRUE;
  info->slice_slope = g_new (double, self->n_slices);
  info->slice_intercept = g_new (double, self->n_slices);
  for (int k = 0; k < self->n_slices; k++) {
    info->is_lossy = info->is_lossy || (self->headers[k].flags & HF_IS_LOSSY);
    info->is_hu = info->is_hu && (self->headers[k].flags & HF_IS_HU);
    info->slice_slope[k] = self->headers[k].slope;
    info->slice_intercept[k] = self->headers[k].intercept;
  }
  set_voi (info, header);
}

static void
set_padding (HfSeries *self)
{
  self->padding_value = HF_VOLUME_PADDING;
  for (int k = 0; k < self->n_slices && !self->has_padding; k++) {
    const HfHeader *header = &self->headers[k];

    if (!(header->flags & HF_HAS_PADDING))
      continue;
    self->has_padding = TRUE;
    self->padding_value = header->slope * header->padding + header->intercept;
  }
}

static gboolean
one_thickness (const HfSeries *self)
{
  for (int k = 1; k < self->n_slices; k++)
    if (fabs (self->headers[k].slice_thickness - self->headers[0].slice_thickness) > 1e-3)
      return FALSE;
  return TRUE;
}

/* Images without a place stand on the axes of the patient, the first one at the origin. */
static HfGeometry *
geometry_of (const HfSeries *self, const HfGroup *group, GError **error)
{
  static const double axial[6] = { 1, 0, 0, 0, 1, 0 };
  const HfHeader *first = &self->headers[0];
  const int size[3] = { (int) first->columns, (int) first->rows, self->n_slices };
  const double thickness = first->slice_thickness > 0 ? first->slice_thickness : NO_SPACING;
  const double spacing[3] = { first->spacing[0] > 0 ? first->spacing[0] : NO_SPACING,
                              first->spacing[1] > 0 ? first->spacing[1] : NO_SPACING, thickness };
  g_autofree double *origins = g_new0 (double, 3 * (gsize) self->n_slices);

  for (int k = 0; k < self->n_slices; k++)
    if (group->placed)
      memcpy (origins + 3 * k, self->headers[k].position, sizeof self->headers[k].position);
    else
      origins[3 * k + 2] = k * thickness;
  if (!group->placed)
    return hf_geometry_new (size, axial, axial + 3, spacing, origins, FALSE, error);
  return hf_geometry_new (size, group->row, group->column, spacing, origins, one_thickness (self),
                          error);
}

/* Warnings that the group knows, and the headers do not. */
static void
warn_of_group (HfSeries *self, const HfGroup *group)
{
  HfWarning *warning;

  if (group->copies->len) {
    warning = hf_warning_new (
        HF_CODE_DUPLICATE_SLICES,
        g_dngettext (GETTEXT_PACKAGE,
                     "%u file is left out: another file holds a slice at the same place",
                     "%u files are left out: another file holds a slice at the same place",
                     group->copies->len),
        group->copies->len);
    warning->files = g_array_ref (group->copies);
    g_ptr_array_add (self->warnings, warning);
  }
  if (!group->placed && self->n_slices > 1)
    g_ptr_array_add (
        self->warnings,
        hf_warning_new (HF_CODE_ASSUMED_SPACING,
                        "The files do not say where their %d images lie: they are shown in the "
                        "order of their numbers, %g mm apart. Nothing can be measured across them",
                        self->n_slices, hf_geometry_spacing (self->geometry)[2]));
}

/* NULL, and every file of the group in rejected, where it makes no volume. */
static HfSeries *
series_new (const HfGroup *group, GPtrArray *rejected)
{
  HfSeries *self = g_new0 (HfSeries, 1);
  g_autoptr (GError) error = NULL;
  HfWarning *rounded;

  self->n_slices = (int) group->slices->len;
  self->warnings = g_ptr_array_new_with_free_func ((GDestroyNotify) hf_warning_free);
  self->headers = g_new (HfHeader, self->n_slices);
  for (int k = 0; k < self->n_slices; k++)
    self->headers[k] = *(const HfHeader *) g_ptr_array_index (group->slices, k);
  self->geometry = geometry_of (self, group, &error);
  if (!self->geometry) {
    for (int k = 0; k < self->n_slices; k++)
      g_ptr_array_add (
          rejected, hf_rejected_new (self->headers[k].file, HF_CODE_BAD_GEOMETRY, error->message));
    series_free (self);
    return NULL;
  }
  set_info (self);
  set_padding (self);
  rounded = hf_series_choose_scale (self);
  warn_of_group (self, group);
  hf_series_add_warnings (self);
  if (rounded)
    g_ptr_array_add (self->warnings, rounded);
  return self;
}

static gboolean
is_of (const HfSeries *self, const char *const *modalities)
{
  return g_strv_contains (modalities, self->info->modality);
}

/* What one looks for in a folder comes first: a volume, then one slice of what a scanner measured, then what was drawn or
   computed over such images, then pictures without a place or of another kind. */
static int
rank (const HfSeries *self)
{
  static const char *const scanned[] = { "CT", "MR", "PT", "NM", NULL };
  static const char *const drawn[] = { "RTDOSE", "SEG", NULL };
  gboolean is_placed = (self->headers[0].flags & HF_HAS_POSITION) != 0;

  if (!is_placed)
    return 3;
  if (is_of (self, drawn) || (self->headers[0].flags & HF_IS_LOCALIZER))
    return 2;
  if (self->n_slices > 1)
    return 0;
  return is_of (self, scanned) ? 1 : 3;
}

static gint64
n_voxels (const HfSeries *self)
{
  const int *size = hf_geometry_size (self->geometry);

  return (gint64) size[0] * size[1] * size[2];
}

/* Volumes of one file: by what tells them apart, then as they come. */
static int
compare_parts (const HfHeader *x, const HfHeader *y)
{
  int order = strcmp (x->stack_id, y->stack_id);

  if (order == 0 && x->temporal_position != y->temporal_position)
    order = x->temporal_position < y->temporal_position ? -1 : 1;
  if (order == 0 && x->acquisition_number != y->acquisition_number)
    order = x->acquisition_number < y->acquisition_number ? -1 : 1;
  if (order == 0)
    order = strcmp (x->acquisition_time, y->acquisition_time);
  if (order == 0)
    order = x->frame < y->frame ? -1 : x->frame > y->frame;
  return order;
}

static int
compare_series (gconstpointer a, gconstpointer b)
{
  const HfSeries *x = *(const HfSeries *const *) a, *y = *(const HfSeries *const *) b;
  gint64 more = n_voxels (x) - n_voxels (y);

  if (rank (x) != rank (y))
    return rank (x) - rank (y);
  if (more)
    return more < 0 ? 1 : -1;
  if (x->info->series_number != y->info->series_number)
    return x->info->series_number < y->info->series_number ? -1 : 1;
  if (x->headers[0].instance_number != y->headers[0].instance_number)
    return x->headers[0].instance_number < y->headers[0].instance_number ? -1 : 1;
  if (x->headers[0].file != y->headers[0].file)
    return x->headers[0].file < y->headers[0].file ? -1 : 1;
  return compare_parts (&x->headers[0], &y->headers[0]);
}

static int
compare_rejected (gconstpointer a, gconstpointer b)
{
  const HfRejected *x = *(const HfRejected *const *) a, *y = *(const HfRejected *const *) b;

  return x->file < y->file ? -1 : x->file > y->file;
}

/* By file, each file once for one code: frames of a file share their fate. */
static void
sort_rejected (GPtrArray *rejected)
{
  guint kept = 0;

  g_ptr_array_sort (rejected, compare_rejected);
  for (guint n = 0; n < rejected->len; n++) {
    HfRejected *next = rejected->pdata[n], *last = kept ? rejected->pdata[kept - 1] : NULL;

    if (last && last->file == next->file && last->code == next->code)
      rejected_free (next);
    else
      rejected->pdata[kept++] = next;
  }
  for (guint n = kept; n < rejected->len; n++)
    rejected->pdata[n] = NULL;
  g_ptr_array_set_size (rejected, (gint) kept);
}

static void
warn_of_others (GPtrArray *series)
{
  HfSeries *first = g_ptr_array_index (series, 0);
  gboolean is_largest = TRUE;

  for (guint n = 1; n < series->len; n++)
    is_largest = is_largest && n_voxels (series->pdata[n]) <= n_voxels (first);
  g_ptr_array_add (
      first->warnings,
      is_largest
          ? hf_warning_new (HF_CODE_OTHER_SERIES,
                            "%u more series lie here; this one, the largest, is open",
                            series->len - 1)
          : hf_warning_new (HF_CODE_OTHER_SERIES,
                            "%u more series lie here, larger ones of another kind among them; this "
                            "one is open",
                            series->len - 1));
}

/* The series of n checked records (hf_header_check), and what became of the rest. Records are
 * copied. Never NULL; series is empty where there is nothing to show. */
HfSeriesList *
hf_series_list_new (const HfHeader *headers, gsize n)
{
  HfSeriesList *self = g_new0 (HfSeriesList, 1);
  g_autoptr (GPtrArray) groups = NULL;

  self->series = g_ptr_array_new_with_free_func (series_free);
  self->rejected = g_ptr_array_new_with_free_func (rejected_free);
  groups = hf_groups_new (headers, n, self->rejected);
  for (guint g = 0; g < groups->len; g++) {
    HfSeries *series = series_new (g_ptr_array_index (groups, g), self->rejected);

    if (series)
      g_ptr_array_add (self->series, series);
  }
  g_ptr_array_sort (self->series, compare_series);
  sort_rejected (self->rejected);
  if (self->series->len > 1)
    warn_of_others (self->series);
  return self;
}

int
hf_series_list_add_picture (HfSeriesList *self, const HfHeader *headers, gsize n)
{
  g_autoptr (GPtrArray) refused = g_ptr_array_new_with_free_func (rejected_free);
  HfGroup *group = hf_group_new_picture (headers, n);
  HfSeries *series = series_new (group, refused);

  hf_group_free (group);
  if (!series)
    return -1;
  g_ptr_array_add (self->series, series);
  return (int) self->series->len - 1;
}
