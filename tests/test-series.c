/* The laws: images form a volume by what is true in patient space. Order and places come from the
   positions whatever order files, numbers and tags have; a series is split only where positions
   repeat, and only by a tag that does not take it apart; nothing is left out without a word; values
   keep their steps. */
#include "core/series.h"

#include <math.h>
#include <string.h>

static const double axial[6] = { 1, 0, 0, 0, 1, 0 };

/* A stack of n CT slices from origin on, step apart, in files 0..n-1. */
static void
fill (
    HfHeader *headers, int n, const double cosines[6], const double origin[3], const double step[3])
{
  for (int k = 0; k < n; k++) {
    HfHeader *h = &headers[k];

    *h = (HfHeader){ .version = HF_HEADER_VERSION,
                     .file = (guint32) k,
                     .n_frames = 1,
                     .flags = HF_HAS_POSITION | HF_HAS_ORIENTATION | HF_HAS_SPACING |
                              HF_HAS_RESCALE | HF_IS_HU,
                     .columns = 8,
                     .rows = 6,
                     .spacing = { 0.5, 0.7 },
                     .slice_thickness = 9,
                     .bits_allocated = 16,
                     .bits_stored = 12,
                     .high_bit = 11,
                     .samples_per_pixel = 1,
                     .slope = 1,
                     .intercept = -1024,
                     .instance_number = k + 1,
                     .series_number = 3 };
    strcpy (h->study_uid, "1.2");
    strcpy (h->series_uid, "1.2.3");
    g_snprintf (h->sop_uid, sizeof h->sop_uid, "1.2.3.%d", k + 1);
    strcpy (h->modality, "CT");
    strcpy (h->image_type, "ORIGINAL\\PRIMARY\\AXIAL");
    memcpy (h->orientation, cosines, sizeof h->orientation);
    for (int a = 0; a < 3; a++)
      h->position[a] = origin[a] + k * step[a];
  }
}

static void
fill_axial (HfHeader *headers, int n, double gap)
{
  const double origin[3] = { -10, -20, 100 }, step[3] = { 0, 0, gap };

  fill (headers, n, axial, origin, step);
}

static const HfSeries *
nth (const HfSeriesList *list, guint n)
{
  g_assert_cmpuint (n, <, list->series->len);
  return g_ptr_array_index (list->series, n);
}

static const HfWarning *
find_warning (const HfSeries *series, HfCode code)
{
  for (guint n = 0; n < series->warnings->len; n++) {
    const HfWarning *warning = g_ptr_array_index (series->warnings, n);

    if (warning->code == code)
      return warning;
  }
  return NULL;
}

/* Every warning but these codes is a surprise. */
static void
assert_warnings (const HfSeries *series, HfCode a, HfCode b)
{
  for (guint n = 0; n < series->warnings->len; n++) {
    const HfWarning *warning = g_ptr_array_index (series->warnings, n);

    g_assert_true (warning->code == a || warning->code == b);
    g_assert_cmpuint (strlen (warning->message), >, 20);
  }
  g_assert_true (a == HF_CODE_OK || find_warning (series, a));
  g_assert_true (b == HF_CODE_OK || find_warning (series, b));
}

static void
shuffle (HfHeader *headers, int n)
{
  for (int k = n - 1; k > 0; k--) {
    int other = g_test_rand_int_range (0, k + 1);
    HfHeader keep = headers[k];

    headers[k] = headers[other];
    headers[other] = keep;
  }
}

static void
assert_ascending (const HfSeries *series)
{
  for (int k = 0; k < series->n_slices; k++)
    for (int a = 0; a < 3; a++)
      g_assert_cmpfloat (hf_geometry_origin (series->geometry, k)[a], ==,
                         series->headers[k].position[a]);
  for (int k = 1; k < series->n_slices; k++)
    g_assert_cmpfloat (hf_geometry_position (series->geometry, k), >,
                       hf_geometry_position (series->geometry, k - 1));
}

/* Axial, sagittal, coronal, oblique, feet first, reversed: in any order of files, one even volume
 * with the true spacing (never the slice thickness, which lies here). */
static void
test_orientations (void)
{
  const double c = cos (0.4), s = sin (0.4);
  const double cosines[][6] = {
    { 1, 0, 0, 0, 1, 0 },  { -1, 0, 0, 0, 1, 0 }, { 0, 1, 0, 0, 0, -1 },
    { 1, 0, 0, 0, 0, -1 }, { c, s, 0, -s, c, 0 }, { c, 0, s, 0, 1, 0 },
  };

  for (gsize n = 0; n < G_N_ELEMENTS (cosines); n++)
    for (int sign = -1; sign <= 1; sign += 2) {
      const double *r = cosines[n], *d = cosines[n] + 3, origin[3] = { 11, -7, 33 };
      const double step[3] = { 2.5 * sign * (r[1] * d[2] - r[2] * d[1]),
                               2.5 * sign * (r[2] * d[0] - r[0] * d[2]),
                               2.5 * sign * (r[0] * d[1] - r[1] * d[0]) };
      HfHeader headers[9];
      g_autoptr (HfSeriesList) list = NULL;

      fill (headers, 9, cosines[n], origin, step);
      shuffle (headers, 9);
      list = hf_series_list_new (headers, 9);
      g_assert_cmpuint (list->series->len, ==, 1);
      g_assert_cmpuint (list->rejected->len, ==, 0);
      g_assert_cmpint (nth (list, 0)->n_slices, ==, 9);
      g_assert_cmpfloat_with_epsilon (hf_geometry_spacing (nth (list, 0)->geometry)[2], 2.5, 1e-9);
      assert_ascending (nth (list, 0));
      assert_warnings (nth (list, 0), HF_CODE_OK, HF_CODE_OK);
      g_assert_cmpint (nth (list, 0)->headers[0].file, ==, sign > 0 ? 0 : 8);
    }
}

static void
test_one_and_two_slices (void)
{
  HfHeader headers[2];
  g_autoptr (HfSeriesList) one = NULL;
  g_autoptr (HfSeriesList) two = NULL;

  fill_axial (headers, 2, -4);
  one = hf_series_list_new (headers, 1);
  two = hf_series_list_new (headers, 2);
  assert_warnings (nth (one, 0), HF_CODE_SINGLE_SLICE, HF_CODE_ASSUMED_SPACING);
  g_assert_cmpfloat (hf_geometry_spacing (nth (one, 0)->geometry)[2], ==, 9);
  assert_warnings (nth (two, 0), HF_CODE_OK, HF_CODE_OK);
  g_assert_cmpfloat_with_epsilon (hf_geometry_spacing (nth (two, 0)->geometry)[2], 4, 1e-12);
  g_assert_cmpuint (nth (two, 0)->headers[0].file, ==, 1);
}

/* The GE head of the real data: tilted, gaps of 4.002, 1.081 and 6.999 mm, 21 acquisition numbers,
 * two thicknesses, two image types; one volume. */
static void
test_ge_head (void)
{
  const double tilt = 18.5 * G_PI / 180;
  HfHeader headers[28];
  g_autoptr (HfSeriesList) list = NULL;
  double along = 0;

  fill_axial (headers, 28, 1);
  for (int k = 0; k < 28; k++) {
    HfHeader *h = &headers[k];

    along += k == 0 ? 0 : k <= 13 ? 4.002 : k == 14 ? 1.081 : 6.999;
    h->position[1] = -20 + along * tan (tilt);
    h->position[2] = along;
    h->acquisition_number = k < 14 ? k + 1 : 15 + (k - 14) / 2;
    h->slice_thickness = k < 14 ? 4 : 7;
    strcpy (h->image_type, k < 14 ? "ORIGINAL\\PRIMARY\\AXIAL\\ADD" : "ORIGINAL\\PRIMARY\\AXIAL");
  }
  shuffle (headers, 28);
  list = hf_series_list_new (headers, 28);
  g_assert_cmpuint (list->series->len, ==, 1);
  g_assert_cmpint (nth (list, 0)->n_slices, ==, 28);
  assert_warnings (nth (list, 0), HF_CODE_UNEVEN_SPACING, HF_CODE_GANTRY_TILT);
  g_assert_cmpint (hf_geometry_n_missing (nth (list, 0)->geometry), ==, 0);
  g_assert_nonnull (strstr (find_warning (nth (list, 0), HF_CODE_GANTRY_TILT)->message, "18.5"));
  g_assert_nonnull (strstr (find_warning (nth (list, 0), HF_CODE_UNEVEN_SPACING)->message,
                            "13 × 4.002 mm, 1 × 1.081 mm, 13 × 6.999 mm"));
}

static void
test_missing (void)
{
  HfHeader headers[10];
  g_autoptr (HfSeriesList) list = NULL;
  const HfWarning *warning;

  fill_axial (headers, 10, 3);
  memmove (headers + 4, headers + 6, 4 * sizeof *headers); /* slices 4 and 5 are gone */
  list = hf_series_list_new (headers, 8);
  assert_warnings (nth (list, 0), HF_CODE_MISSING_SLICES, HF_CODE_OK);
  warning = find_warning (nth (list, 0), HF_CODE_MISSING_SLICES);
  g_assert_cmpuint (warning->positions->len, ==, 2);
  g_assert_cmpfloat_with_epsilon (g_array_index (warning->positions, double, 0), 112, 1e-9);
  g_assert_cmpfloat_with_epsilon (g_array_index (warning->positions, double, 1), 115, 1e-9);
  g_assert_cmpfloat_with_epsilon (hf_geometry_spacing (nth (list, 0)->geometry)[2], 3, 1e-12);
}

/* Cosines of three decimals, different in the last one from file to file. */
static void
test_rounded_cosines (void)
{
  const double cosines[6] = { 0.921, 0.389, 0, -0.389, 0.921, 0 }, step[3] = { 0, 0, 2 },
               origin[3] = { 0, 0, 0 };
  HfHeader headers[6];
  g_autoptr (HfSeriesList) list = NULL;

  fill (headers, 6, cosines, origin, step);
  for (int k = 0; k < 6; k += 2)
    headers[k].orientation[1] = 0.39;
  list = hf_series_list_new (headers, 6);
  g_assert_cmpuint (list->series->len, ==, 1);
  assert_warnings (nth (list, 0), HF_CODE_OK, HF_CODE_OK);
}

/* Size, spacing, orientation, stack, series and study are the key. */
static void
test_key (void)
{
  for (int what = 0; what < 6; what++) {
    HfHeader headers[8];
    g_autoptr (HfSeriesList) list = NULL;

    fill_axial (headers, 8, 2);
    for (int k = 5; k < 8; k++) {
      HfHeader *h = &headers[k];
      const double coronal[6] = { 1, 0, 0, 0, 0, -1 };

      if (what == 0)
        h->columns = 9;
      else if (what == 1)
        h->spacing[1] = 0.71;
      else if (what == 2)
        strcpy (h->stack_id, "2");
      else if (what == 3)
        strcpy (h->series_uid, "1.2.4");
      else if (what == 4)
        strcpy (h->study_uid, "1.3");
      else
        memcpy (h->orientation, coronal, sizeof coronal), h->position[1] = 5 * k;
    }
    list = hf_series_list_new (headers, 8);
    g_assert_cmpuint (list->series->len, ==, 2);
    g_assert_cmpint (nth (list, 0)->n_slices, ==, 5);
    g_assert_cmpint (nth (list, 1)->n_slices, ==, 3);
    assert_warnings (nth (list, 0), HF_CODE_OTHER_SERIES, HF_CODE_OK);
  }
}

/* Three times the same five places. */
static void
fill_repeats (HfHeader headers[15])
{
  fill_axial (headers, 15, 0);
  for (int n = 0; n < 15; n++)
    headers[n].position[2] = 2 * (n % 5);
}

static void
test_repeats (void)
{
  for (int tag = 0; tag < 8; tag++) {
    HfHeader headers[15];
    g_autoptr (HfSeriesList) list = NULL;

    fill_repeats (headers);
    for (int n = 0; n < 15; n++) {
      HfHeader *h = &headers[n];
      int t = n / 5;

      if (tag == 0)
        h->temporal_position = t + 1, h->flags |= HF_HAS_TEMPORAL;
      else if (tag == 1)
        h->acquisition_number = t;
      else if (tag == 2)
        g_snprintf (h->kernel, sizeof h->kernel, "B%d0", t);
      else if (tag == 3)
        g_snprintf (h->image_type, sizeof h->image_type, "DERIVED\\PRIMARY\\AXIAL\\E%d", t);
      else if (tag == 4)
        h->echo_number = t;
      else if (tag == 5)
        h->trigger_time = 33.3 * t;
      else if (tag == 6)
        g_snprintf (h->content_time, sizeof h->content_time, "1201%02d", t);
      else /* a time of its own for every image */
        g_snprintf (h->content_time, sizeof h->content_time, "1201%02d", n);
    }
    shuffle (headers, 15);
    list = hf_series_list_new (headers, 15);
    g_assert_cmpuint (list->series->len, ==, 3);
    for (guint p = 0; p < 3; p++) {
      g_assert_cmpint (nth (list, p)->n_slices, ==, 5);
      g_assert_cmpuint (nth (list, p)->headers[0].file, ==, 5 * p);
      for (int k = 1; k < 5; k++)
        g_assert_cmpuint (nth (list, p)->headers[k].file, ==, 5 * p + k);
    }
    g_assert_cmpuint (list->rejected->len, ==, 0);
  }
}

/* Nothing tells them apart: the lowest number stays, the others are named. */
static void
test_repeats_alike (void)
{
  HfHeader headers[15];
  g_autoptr (HfSeriesList) list = NULL;

  fill_repeats (headers);
  list = hf_series_list_new (headers, 15);
  g_assert_cmpuint (list->series->len, ==, 1);
  g_assert_cmpuint (find_warning (nth (list, 0), HF_CODE_DUPLICATE_SLICES)->files->len, ==, 10);
  g_assert_cmpuint (list->rejected->len, ==, 10);
  for (int k = 0; k < 5; k++)
    g_assert_cmpint (nth (list, 0)->headers[k].instance_number, ==, k + 1);
}

/* One slice twice, and every slice with an acquisition number and a time of its own: the volume is
 * not taken apart. */
static void
test_one_repeat (void)
{
  HfHeader headers[11];
  g_autoptr (HfSeriesList) list = NULL;

  fill_axial (headers, 11, 2);
  for (int k = 0; k < 11; k++) {
    headers[k].acquisition_number = k;
    g_snprintf (headers[k].content_time, sizeof headers[k].content_time, "1201%02d", k);
  }
  headers[10].position[2] = headers[4].position[2];
  list = hf_series_list_new (headers, 11);
  g_assert_cmpuint (list->series->len, ==, 1);
  g_assert_cmpint (nth (list, 0)->n_slices, ==, 10);
  g_assert_cmpuint (nth (list, 0)->headers[4].file, ==, 4);
  assert_warnings (nth (list, 0), HF_CODE_DUPLICATE_SLICES, HF_CODE_OK);
}

static void
test_copies (void)
{
  HfHeader headers[8];
  g_autoptr (HfSeriesList) list = NULL;

  fill_axial (headers, 4, 2);
  memcpy (headers + 4, headers, 4 * sizeof *headers);
  for (guint32 n = 0; n < 8; n++)
    headers[n].file = n;
  list = hf_series_list_new (headers, 8);
  g_assert_cmpuint (list->series->len, ==, 1);
  g_assert_cmpint (nth (list, 0)->n_slices, ==, 4);
  assert_warnings (nth (list, 0), HF_CODE_DUPLICATE_SLICES, HF_CODE_OK);
  g_assert_cmpuint (list->rejected->len, ==, 4);
  g_assert_cmpuint (((HfRejected *) list->rejected->pdata[0])->file, ==, 4);
}

/* A bad writer gave all files one SOP instance UID: places differ, so all stay. */
static void
test_same_uid_other_place (void)
{
  HfHeader headers[4];
  g_autoptr (HfSeriesList) list = NULL;

  fill_axial (headers, 4, 2);
  for (int n = 0; n < 4; n++)
    strcpy (headers[n].sop_uid, "1.2.3.4");
  list = hf_series_list_new (headers, 4);
  g_assert_cmpint (nth (list, 0)->n_slices, ==, 4);
  assert_warnings (nth (list, 0), HF_CODE_OK, HF_CODE_OK);
}

static void
test_rejected (void)
{
  HfHeader headers[7];
  g_autoptr (HfSeriesList) list = NULL;
  static const HfCode expected[] = { HF_CODE_LOCALIZER, HF_CODE_NOT_GRAYSCALE, HF_CODE_NO_DICOM,
                                     HF_CODE_BAD_GEOMETRY };

  fill_axial (headers, 7, 2);
  headers[3].flags |= HF_IS_LOCALIZER;
  headers[4].samples_per_pixel = 3;
  headers[5].code = HF_CODE_NO_DICOM;
  strcpy (headers[5].reason, "This is a text");
  headers[6].flags &= ~HF_HAS_POSITION;
  list = hf_series_list_new (headers, 7);
  g_assert_cmpuint (list->series->len, ==, 1);
  g_assert_cmpint (nth (list, 0)->n_slices, ==, 3);
  g_assert_cmpuint (list->rejected->len, ==, 4);
  for (guint n = 0; n < 4; n++) {
    const HfRejected *rejected = g_ptr_array_index (list->rejected, n);

    g_assert_cmpuint (rejected->file, ==, 3 + n);
    g_assert_cmpint (rejected->code, ==, expected[n]);
    g_assert_cmpuint (strlen (rejected->reason), >, 10);
  }
}

/* Frames of one file are refused together: the file is named once. */
static void
test_rejected_frames (void)
{
  HfHeader headers[6];
  g_autoptr (HfSeriesList) list = NULL;

  fill_axial (headers, 6, 2);
  for (guint32 n = 0; n < 6; n++) {
    headers[n].samples_per_pixel = 3;
    headers[n].file = n / 3;
    headers[n].frame = n % 3;
    headers[n].n_frames = 3;
  }
  list = hf_series_list_new (headers, 6);
  g_assert_cmpuint (list->rejected->len, ==, 2);
}

/* Pictures of other modalities can be looked at, each for itself, after the volumes. */
static void
test_pictures (void)
{
  HfHeader headers[5];
  g_autoptr (HfSeriesList) list = NULL;

  fill_axial (headers, 5, 2);
  for (int n = 0; n < 2; n++) {
    strcpy (headers[n].modality, "CR");
    strcpy (headers[n].series_uid, "1.9");
    headers[n].columns = headers[n].rows = 2000;
    headers[n].flags = HF_HAS_IMAGER_SPACING;
  }
  list = hf_series_list_new (headers, 5);
  g_assert_cmpuint (list->series->len, ==, 3);
  g_assert_cmpint (nth (list, 0)->n_slices, ==, 3);
  assert_warnings (nth (list, 1), HF_CODE_SINGLE_SLICE, HF_CODE_ASSUMED_SPACING);
  g_assert_cmpstr (nth (list, 2)->info->modality, ==, "CR");
}

/* A dose or a segmentation lies over the images, however large it is; and what is said is true. */
static void
test_dose_after_images (void)
{
  static const char *const drawn[] = { "RTDOSE", "SEG" };
  static const char *const scanned[] = { "CT", "MR", "PT", "NM" };

  for (guint d = 0; d < G_N_ELEMENTS (drawn); d++)
    for (guint s = 0; s < G_N_ELEMENTS (scanned); s++)
      for (int n_images = 1; n_images <= 2; n_images++) {
        HfHeader headers[9];
        g_autoptr (HfSeriesList) list = NULL;

        fill_axial (headers, 9, 2);
        for (int n = 0; n < 9; n++) {
          strcpy (headers[n].modality, n < n_images ? scanned[s] : drawn[d]);
          strcpy (headers[n].series_uid, n < n_images ? "1.2.3" : "1.9");
        }
        list = hf_series_list_new (headers, 9);
        g_assert_cmpuint (list->series->len, ==, 2);
        g_assert_cmpstr (nth (list, 0)->info->modality, ==, scanned[s]);
        g_assert_cmpstr (nth (list, 1)->info->modality, ==, drawn[d]);
        g_assert_null (
            strstr (find_warning (nth (list, 0), HF_CODE_OTHER_SERIES)->message, "largest"));
      }
}

/* CT slices that only have numbers: stacked, and said. Frames of one file likewise. */
static void
test_unplaced (void)
{
  HfHeader headers[6];
  g_autoptr (HfSeriesList) list = NULL;

  fill_axial (headers, 6, 2);
  for (guint32 n = 0; n < 6; n++)
    headers[n].flags &= ~(HF_HAS_POSITION | HF_HAS_ORIENTATION);
  for (guint32 n = 3; n < 6; n++) {
    strcpy (headers[n].series_uid, "1.9");
    strcpy (headers[n].modality, "US");
    headers[n].file = 3;
    headers[n].instance_number = 1;
    headers[n].frame = n - 3;
    headers[n].n_frames = 3;
  }
  list = hf_series_list_new (headers, 6);
  g_assert_cmpuint (list->series->len, ==, 2);
  for (guint n = 0; n < 2; n++) {
    g_assert_cmpint (nth (list, n)->n_slices, ==, 3);
    g_assert_nonnull (find_warning (nth (list, n), HF_CODE_ASSUMED_SPACING));
  }
}

/* Every stored value comes back to within half of the smallest step of the source. */
static void
assert_steps_kept (const HfSeries *series)
{
  for (int k = 0; k < series->n_slices; k++) {
    const HfHeader *h = &series->headers[k];
    double low = h->is_signed ? -ldexp (1, (int) h->bits_stored - 1) : 0;

    for (double stored = low; stored < low + ldexp (1, (int) h->bits_stored); stored += 97) {
      double value = stored * h->slope + h->intercept;
      double voxel = rint ((value - series->offset) / series->scale);

      g_assert_cmpfloat (fabs (voxel), <=, 32768);
      g_assert_cmpfloat (fabs (series->scale * voxel + series->offset - value), <=,
                         0.5 * fabs (h->slope) + 1e-6);
    }
  }
}

static void
test_scale (void)
{
  HfHeader headers[3];
  g_autoptr (HfSeriesList) ct = NULL;
  g_autoptr (HfSeriesList) fraction = NULL;
  g_autoptr (HfSeriesList) wide = NULL;
  g_autoptr (HfSeriesList) pet = NULL;
  g_autoptr (HfSeriesList) dose = NULL;

  fill_axial (headers, 3, 2);
  headers[1].intercept = -1000; /* integers that differ: still HU */
  ct = hf_series_list_new (headers, 3);
  g_assert_cmpfloat (nth (ct, 0)->scale, ==, 1);
  g_assert_cmpfloat (nth (ct, 0)->offset, ==, 0);

  for (int k = 0; k < 3; k++)
    headers[k].slope = 0.25, headers[k].intercept = 0.125;
  fraction = hf_series_list_new (headers, 3);
  g_assert_cmpfloat (nth (fraction, 0)->scale, ==, 0.25);
  g_assert_cmpfloat (nth (fraction, 0)->offset, ==, 0.125);

  for (int k = 0; k < 3; k++) {
    headers[k].slope = 1;
    headers[k].intercept = 0;
    headers[k].bits_stored = 16;
    headers[k].flags &= ~HF_IS_HU;
  }
  wide = hf_series_list_new (headers, 3);
  g_assert_cmpfloat (nth (wide, 0)->scale, ==, 1);
  g_assert_cmpfloat (nth (wide, 0)->offset, ==, 32767);
  assert_steps_kept (nth (wide, 0));

  for (int k = 0; k < 3; k++) {
    headers[k].slope = 0.11 + 0.07 * k;
    headers[k].bits_stored = 14;
  }
  pet = hf_series_list_new (headers, 3);
  assert_steps_kept (nth (pet, 0));
  assert_warnings (nth (pet, 0), HF_CODE_OK, HF_CODE_OK);

  for (int k = 0; k < 3; k++)
    headers[k].bits_stored = headers[k].bits_allocated = 32;
  dose = hf_series_list_new (headers, 3);
  assert_warnings (nth (dose, 0), HF_CODE_CLIPPED, HF_CODE_OK);
}

/* CT beyond int16: the range that was seen decides, and nothing is lost. 32 bits: rounds until the
   steps of the source are kept. */
static void
test_refine (void)
{
  HfHeader headers[3];
  g_autoptr (HfSeriesList) ct = NULL;
  g_autoptr (HfSeriesList) dose = NULL;
  HfSeries *series;
  int rounds = 0;

  fill_axial (headers, 3, 2);
  for (int k = 0; k < 3; k++)
    headers[k].bits_stored = 16;
  ct = hf_series_list_new (headers, 3);
  series = ct->series->pdata[0];
  g_assert_false (hf_series_refine (series, -1024, 3071, FALSE, FALSE));
  g_assert_true (hf_series_refine (series, -1024, 32767, FALSE, TRUE));
  while (hf_series_refine (series, -1024, 51280, FALSE, FALSE))
    rounds++;
  g_assert_cmpint (rounds, <=, 1);
  g_assert_cmpfloat (series->scale, ==, 1);
  g_assert_cmpfloat (series->offset, ==, rint (series->offset));
  g_assert_cmpfloat (-1024 - series->offset, >=, -32767);
  g_assert_cmpfloat (51280 - series->offset, <=, 32767);
  assert_warnings (series, HF_CODE_OK, HF_CODE_OK);

  for (int k = 0; k < 3; k++) {
    headers[k].bits_stored = headers[k].bits_allocated = 32;
    headers[k].slope = 1e-6;
    headers[k].intercept = 0;
    headers[k].flags &= ~HF_IS_HU;
  }
  dose = hf_series_list_new (headers, 3);
  series = dose->series->pdata[0];
  for (rounds = 0; rounds < 4; rounds++) {
    double low = series->offset + series->scale * floor ((0.01 - series->offset) / series->scale);
    double high = series->offset + series->scale * ceil ((0.05 - series->offset) / series->scale);

    if (!hf_series_refine (series, low, high, FALSE, FALSE))
      break;
  }
  g_assert_cmpint (rounds, <, 4);
  g_assert_cmpfloat (series->scale, ==, 1e-6);
  assert_warnings (series, HF_CODE_OK, HF_CODE_OK);
}

static void
test_values_warned (void)
{
  HfHeader headers[3];
  g_autoptr (HfSeriesList) list = NULL;

  fill_axial (headers, 3, 2);
  headers[0].flags |= HF_IS_LOSSY;
  headers[1].flags = (headers[1].flags & ~HF_HAS_RESCALE) | HF_HAS_PADDING;
  headers[1].padding = -500;
  list = hf_series_list_new (headers, 3);
  g_assert_nonnull (find_warning (nth (list, 0), HF_CODE_NO_RESCALE));
  g_assert_cmpuint (find_warning (nth (list, 0), HF_CODE_LOSSY)->files->len, ==, 1);
  g_assert_nonnull (find_warning (nth (list, 0), HF_CODE_PADDING));
  g_assert_cmpfloat (nth (list, 0)->padding_value, ==, -1524);
  g_assert_true (nth (list, 0)->info->is_lossy);
}

static void
test_info (void)
{
  HfHeader headers[3];
  g_autoptr (HfSeriesList) list = NULL;

  fill_axial (headers, 3, 2);
  for (int k = 0; k < 3; k++) {
    strcpy (headers[k].charset, "ISO_IR 100");
    strcpy (headers[k].patient_name, "Buc^J\351r\364me");
    headers[k].n_voi = 3;
    for (int n = 0; n < 3; n++)
      headers[k].voi[n] = (HfHeaderVoi){ n == 2 ? 2000 : 80, 40, "BRAIN" };
  }
  list = hf_series_list_new (headers, 3);
  g_assert_cmpstr (nth (list, 0)->info->patient_name, ==, "Buc^Jérôme");
  g_assert_cmpuint (nth (list, 0)->info->n_voi, ==, 2);
  g_assert_cmpfloat (nth (list, 0)->info->voi[1].width, ==, 2000);
  g_assert_cmpfloat (nth (list, 0)->info->slice_intercept[2], ==, -1024);
}

static void
test_nothing (void)
{
  g_autoptr (HfSeriesList) list = hf_series_list_new (NULL, 0);

  g_assert_cmpuint (list->series->len, ==, 0);
  g_assert_cmpuint (list->rejected->len, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/series/orientations", test_orientations);
  g_test_add_func ("/series/one-and-two-slices", test_one_and_two_slices);
  g_test_add_func ("/series/ge-head", test_ge_head);
  g_test_add_func ("/series/missing", test_missing);
  g_test_add_func ("/series/rounded-cosines", test_rounded_cosines);
  g_test_add_func ("/series/key", test_key);
  g_test_add_func ("/series/repeats", test_repeats);
  g_test_add_func ("/series/repeats-alike", test_repeats_alike);
  g_test_add_func ("/series/one-repeat", test_one_repeat);
  g_test_add_func ("/series/copies", test_copies);
  g_test_add_func ("/series/same-uid-other-place", test_same_uid_other_place);
  g_test_add_func ("/series/rejected", test_rejected);
  g_test_add_func ("/series/rejected-frames", test_rejected_frames);
  g_test_add_func ("/series/pictures", test_pictures);
  g_test_add_func ("/series/dose-after-images", test_dose_after_images);
  g_test_add_func ("/series/unplaced", test_unplaced);
  g_test_add_func ("/series/scale", test_scale);
  g_test_add_func ("/series/refine", test_refine);
  g_test_add_func ("/series/values-warned", test_values_warned);
  g_test_add_func ("/series/info", test_info);
  g_test_add_func ("/series/nothing", test_nothing);
  return g_test_run ();
}
