/* The laws: every pixel of every plane shows the voxel at its place, for any orientation, tilt and
   spacing (voxels encode their index, so that no flip or transposition goes unseen); a picture is
   what the sampler gives pixel by pixel; interpolation meets the voxels' own values and keeps
   polynomials; padding, holes, pending and damaged slices never mix in; the number of threads does
   not matter. */
#include "core/parallel.h"
#include "image/reslice.h"
#include "image/sample.h"

#include <math.h>
#include <string.h>

#define NI 11
#define NJ 9
#define NK 8

static const double orientations[][6] = {
  { 1, 0, 0, 0, 1, 0 },  { -1, 0, 0, 0, -1, 0 }, { 0, 1, 0, 0, 0, -1 },
  { 1, 0, 0, 0, 0, -1 }, { 0, -1, 0, 1, 0, 0 },  { 0.8, 0.6, 0, -0.6, 0.8, 0 },
};

/* gaps: mm from slice to slice, NULL for 2 mm; drift: mm along row and column a slice. */
static HfVolume *
volume_new (int orientation, const double *gaps, double drift_row, double drift_column)
{
  const double *o = orientations[orientation];
  const double normal[3] = { o[1] * o[5] - o[2] * o[4], o[2] * o[3] - o[0] * o[5],
                             o[0] * o[4] - o[1] * o[3] };
  const int size[3] = { NI, NJ, NK };
  const double spacing[3] = { 0.5, 0.75, 2 };
  double origins[3 * NK], place = 0;
  HfGeometry *geometry;
  HfVolume *volume;

  for (int k = 0; k < NK; k++) {
    for (int a = 0; a < 3; a++)
      origins[3 * k + a] =
          5 * (a + 1) + place * normal[a] + k * drift_row * o[a] + k * drift_column * o[3 + a];
    place += gaps ? gaps[k] : 2;
  }
  geometry = hf_geometry_new (size, o, o + 3, spacing, origins, TRUE, NULL);
  g_assert_nonnull (geometry);
  volume = hf_volume_new (geometry, hf_volume_info_new (), NULL);
  for (int k = 0; k < NK; k++)
    for (int j = 0; j < NJ; j++)
      for (int i = 0; i < NI; i++)
        ((gint16 *) hf_volume_row (volume, j, k))[i] = (gint16) (i + 20 * j + 400 * k - 1000);
  return volume;
}

static gint16 *
picture (const HfVolume *volume, const HfView *view, const HfResliceOptions *options)
{
  HfImage image = { g_new (gint16, view->width * view->height), view->width, view->height };

  hf_reslice (volume, view, options, &image);
  return image.pixels;
}

static void
place_of (const HfView *view, double x, double y, double mm[3])
{
  for (int a = 0; a < 3; a++)
    mm[a] = view->origin[a] + x * view->right[a] + y * view->down[a];
}

static void
assert_nearest (const HfVolume *volume, const HfView *view)
{
  const HfResliceOptions options = { HF_INTERPOLATION_NEAREST, 0, HF_SLAB_MIP };
  g_autofree gint16 *pixels = picture (volume, view, &options);
  int seen = 0;

  for (int y = 0; y < view->height; y++)
    for (int x = 0; x < view->width; x++) {
      gint16 pixel = pixels[y * view->width + x];
      double mm[3], value;

      place_of (view, x, y, mm);
      value = hf_volume_probe (volume, mm, FALSE);
      g_assert_cmpint (pixel, ==, isnan (value) ? HF_VOLUME_PADDING : (int) value);
      seen += pixel != HF_VOLUME_PADDING;
    }
  g_assert_cmpint (seen, >, 20);
}

static void
center (const HfVolume *volume, double off, double mm[3])
{
  const double middle[3] = { 4 + off, 3 + off, 3 + off };

  hf_geometry_voxel_to_patient (hf_volume_geometry (volume), middle, mm);
}

/* Head-first supine, the plainest case, by hand: rows and columns of the picture are those of the
   voxels. */
static void
test_by_hand (void)
{
  g_autoptr (HfVolume) volume = volume_new (0, NULL, 0, 0);
  const HfResliceOptions options = { HF_INTERPOLATION_CUBIC, 0, HF_SLAB_MIP };
  const HfGeometry *geometry = hf_volume_geometry (volume);
  HfView view = { { 5, 10, 15 + 2 * 2 }, { 0.5, 0, 0 }, { 0, 0.75, 0 }, NI, NJ };
  g_autofree gint16 *axial = picture (volume, &view, &options), *sagittal = NULL, *coronal = NULL;

  for (int j = 0; j < NJ; j++)
    for (int i = 0; i < NI; i++)
      g_assert_cmpint (axial[j * NI + i], ==, i + 20 * j + 400 * 2 - 1000);
  view = (HfView){ { 5 + 0.5 * 3, 10, 15 + 2 * (NK - 1) }, { 0, 0.75, 0 }, { 0, 0, -2 }, NJ, NK };
  sagittal = picture (volume, &view, &options);
  for (int k = 0; k < NK; k++)
    for (int j = 0; j < NJ; j++)
      g_assert_cmpint (sagittal[(NK - 1 - k) * NJ + j], ==, 3 + 20 * j + 400 * k - 1000);
  view = (HfView){ { 5, 10 + 0.75 * 6, 15 + 2 * (NK - 1) }, { 0.5, 0, 0 }, { 0, 0, -2 }, NI, NK };
  coronal = picture (volume, &view, &options);
  for (int k = 0; k < NK; k++)
    for (int i = 0; i < NI; i++)
      g_assert_cmpint (coronal[(NK - 1 - k) * NI + i], ==, i + 20 * 6 + 400 * k - 1000);
  g_assert_true (hf_geometry_is_even (geometry));
}

static void
test_all_planes (void)
{
  static const double uneven[NK] = { 2, 1, 3, 2, 0.5, 2, 2, 2 };
  static const double holes[NK] = { 2, 2, 6, 2, 2, 4, 2, 2 };

  for (guint n = 0; n < G_N_ELEMENTS (orientations); n++)
    for (int kind = 0; kind < 6; kind++)
      for (int plane = 0; plane < HF_N_PLANES; plane++) {
        const double *gaps = kind % 3 == 1 ? uneven : kind % 3 == 2 ? holes : NULL;
        g_autoptr (HfVolume) volume =
            volume_new (n, gaps, kind / 3 ? 0.21 : 0, kind / 3 ? -0.33 : 0);
        double mm[3];
        HfView view;

        center (volume, 0.13, mm);
        hf_plane_fit (hf_volume_geometry (volume), plane, mm, 61, 47, &view);
        assert_nearest (volume, &view);
      }
}

/* The fast way and the sampler are one function. */
static void
assert_like_sampler (const HfVolume *volume, const HfView *view)
{
  g_auto (HfSampler) sampler = { 0 };

  hf_sampler_init (&sampler, volume);
  for (int interpolation = 0; interpolation <= HF_INTERPOLATION_CUBIC; interpolation++) {
    const HfResliceOptions options = { interpolation, 0, HF_SLAB_MIP };
    g_autofree gint16 *pixels = picture (volume, view, &options);

    for (int y = 0; y < view->height; y++)
      for (int x = 0; x < view->width; x++) {
        gint16 pixel = pixels[y * view->width + x], expected;
        double mm[3], voxel[3];

        place_of (view, x, y, mm);
        hf_geometry_patient_to_voxel (sampler.geometry, mm, voxel);
        expected = hf_sampler_at (&sampler, voxel, interpolation);
        g_assert_cmpint ((pixel == HF_VOLUME_PADDING), ==, (expected == HF_VOLUME_PADDING));
        g_assert_cmpint (ABS (pixel - expected), <=, 1); /* sums in another order */
      }
  }
}

static void
add_padding (HfVolume *volume)
{
  for (int n = 0; n < 40; n++)
    ((gint16 *) hf_volume_row (volume, n * 7 % NJ, n * 5 % NK))[n * 3 % NI] = HF_VOLUME_PADDING;
}

static void
test_fast_is_exact (void)
{
  static const double uneven[NK] = { 2, 1, 3, 2, 0.5, 2, 2, 2 };
  static const double holes[NK] = { 2, 2, 6, 2, 2, 4, 2, 2 };

  for (guint n = 0; n < G_N_ELEMENTS (orientations); n++)
    for (int kind = 0; kind < 24; kind++)
      for (int plane = 0; plane < HF_N_PLANES; plane++) {
        const double *gaps = kind % 3 == 1 ? uneven : kind % 3 == 2 ? holes : NULL;
        g_autoptr (HfVolume) volume = volume_new (n, gaps, 0, kind / 3 % 2 ? -0.33 : 0);
        double mm[3];
        HfView view;

        if (kind / 6 % 2)
          add_padding (volume);
        if (kind / 12) {
          hf_volume_set_slice_status (volume, 2, HF_SLICE_PENDING);
          hf_volume_set_slice_status (volume, 6, HF_SLICE_DAMAGED);
        }
        center (volume, 0.4, mm);
        hf_plane_fit (hf_volume_geometry (volume), plane, mm, 45, 37, &view);
        assert_like_sampler (volume, &view);
      }
}

static void
test_oblique (void)
{
  g_autoptr (HfVolume) volume = volume_new (0, NULL, 0, 0.2);
  HfView view = { { 4.013, 9.027, 14.019 }, { 0.2, 0.1, 0.1 }, { -0.05, 0.1, 0.3 }, 40, 60 };

  assert_nearest (volume, &view);
  assert_like_sampler (volume, &view);
}

/* What is cut off shows nothing, and what stays shows the same. */
static void
assert_trims (const HfVolume *volume, HfView view)
{
  const HfResliceOptions options = { HF_INTERPOLATION_LINEAR, 0, HF_SLAB_MIP };
  g_autofree gint16 *whole = picture (volume, &view, &options), *kept = NULL;
  HfView part = view;
  int left, top;

  hf_view_trim (hf_volume_geometry (volume), &part, &left, &top);
  kept = picture (volume, &part, &options);
  g_assert_cmpint (part.width, >=, 1);
  g_assert_cmpint (part.height, >=, 1);
  for (int y = 0; y < view.height; y++)
    for (int x = 0; x < view.width; x++) {
      gboolean inside = x >= left && x < left + part.width && y >= top && y < top + part.height;

      g_assert_cmpint (whole[y * view.width + x], ==,
                       inside ? kept[(y - top) * part.width + x - left] : HF_VOLUME_PADDING);
    }
}

static void
test_trim (void)
{
  static const double uneven[NK] = { 2, 1, 3, 2, 0.5, 2, 2, 2 };

  for (guint n = 0; n < G_N_ELEMENTS (orientations); n++)
    for (int kind = 0; kind < 4; kind++)
      for (int plane = 0; plane < HF_N_PLANES; plane++) {
        g_autoptr (HfVolume) volume =
            volume_new (n, kind % 2 ? uneven : NULL, 0, kind / 2 ? -0.33 : 0);
        double mm[3];
        HfView view, part;
        int x, y;

        center (volume, 0.13, mm);
        hf_plane_fit (hf_volume_geometry (volume), plane, mm, 120, 20, &view);
        assert_trims (volume, view);
        part = view;
        hf_view_trim (hf_volume_geometry (volume), &part, &x, &y);
        g_assert_cmpint (part.width, <, 120);
        for (int steps = -2; steps <= 2; steps++) { /* moved aside, in the end out of sight */
          HfView moved = view;

          for (int a = 0; a < 3; a++)
            moved.origin[a] += steps * (40 * view.right[a] + 7 * view.down[a]);
          assert_trims (volume, moved);
        }
      }
}

/* Linear and cubic keep what is linear; Catmull-Rom keeps parabolas too; edges are continued. */
static void
test_polynomials (void)
{
  g_autoptr (HfVolume) volume = volume_new (0, NULL, 0, 0);
  g_auto (HfSampler) sampler = { 0 };

  hf_sampler_init (&sampler, volume);
  for (double t = 0; t < 5; t += 0.25) {
    const double voxel[3] = { 1 + t, 1.5 + t, 1 + t }, outside[3] = { -0.4, 2, 3 };
    double expected = voxel[0] + 20 * voxel[1] + 400 * voxel[2] - 1000;

    for (int way = HF_INTERPOLATION_LINEAR; way <= HF_INTERPOLATION_CUBIC; way++) {
      g_assert_cmpfloat_with_epsilon (hf_sampler_at (&sampler, voxel, way), expected, 0.51);
      g_assert_cmpint (hf_sampler_at (&sampler, outside, way), ==, 40 + 1200 - 1000);
    }
  }
  for (int i = 0; i < NI; i++)
    ((gint16 *) hf_volume_row (volume, 3, 3))[i] = (gint16) (100 * i * i);
  for (double i = 1; i < NI - 2; i += 0.125) {
    const double voxel[3] = { i, 3, 3 };

    g_assert_cmpfloat_with_epsilon (hf_sampler_at (&sampler, voxel, HF_INTERPOLATION_CUBIC),
                                    100 * i * i, 0.51);
  }
}

/* One padded voxel blackens its own cell and lends its value to no other. */
static void
test_padding (void)
{
  g_autoptr (HfVolume) volume = volume_new (0, NULL, 0, 0);
  double mm[3];
  HfView view;

  ((gint16 *) hf_volume_row (volume, 3, 3))[4] = HF_VOLUME_PADDING;
  center (volume, 0, mm);
  hf_plane_fit (hf_volume_geometry (volume), HF_PLANE_AXIAL, mm, 110, 130, &view);
  for (int way = 0; way <= HF_INTERPOLATION_CUBIC; way++) {
    const HfResliceOptions options = { way, 0, HF_SLAB_MIP };
    g_autofree gint16 *pixels = picture (volume, &view, &options);

    for (int y = 0; y < view.height; y++)
      for (int x = 0; x < view.width; x++) {
        gint16 pixel = pixels[y * view.width + x];
        double place[3], value;

        place_of (&view, x, y, place);
        value = hf_volume_probe (volume, place, FALSE);
        g_assert_cmpint ((pixel == HF_VOLUME_PADDING), ==, (isnan (value) != 0));
        if (pixel != HF_VOLUME_PADDING)
          g_assert_cmpfloat (fabs (pixel - value), <, 20);
      }
  }
}

static void
test_pending (void)
{
  g_autoptr (HfVolume) volume = volume_new (0, NULL, 0, 0);
  const HfResliceOptions options = { HF_INTERPOLATION_CUBIC, 0, HF_SLAB_MIP };
  HfView view = { { 5 + 0.5 * 3, 10, 15 }, { 0, 0.75, 0 }, { 0, 0, 0.25 }, NJ, 8 * NK };
  g_autofree gint16 *pixels = NULL;

  hf_volume_set_slice_status (volume, 4, HF_SLICE_PENDING);
  memset ((gint16 *) hf_volume_slice (volume, 4), 0x55,
          sizeof (gint16) * hf_volume_pitch (volume) * NJ);
  pixels = picture (volume, &view, &options);
  for (int y = 0; y < view.height - 4; y++) {
    double k = y / 8.0;
    gint16 pixel = pixels[y * NJ + 2];

    if (k >= 3.5 && k < 4.5)
      g_assert_cmpint (pixel, ==, HF_VOLUME_PADDING);
    else if (k > 3 && k < 5)
      g_assert_cmpint (pixel, ==, 3 + 40 + 400 * (k < 4 ? 3 : 5) - 1000);
    else if (k <= 2 || k >= 6)
      g_assert_cmpfloat_with_epsilon (pixel, 3 + 40 + 400 * MIN (k, NK - 1) - 1000,
                                      k < 1 ? 40 : 40);
  }
}

static void
test_slab (void)
{
  g_autoptr (HfVolume) volume = volume_new (0, NULL, 0, 0);
  HfView view = { { 5, 10, 15 + 2 * 3 }, { 0.5, 0, 0 }, { 0, 0.75, 0 }, NI, NJ };
  /* 5 mm hold the slices at -2, 0 and 2 mm */
  const int expected[3] = { 400 * 4 - 1000, 400 * 2 - 1000, 400 * 3 - 1000 };

  for (int mode = HF_SLAB_MIP; mode <= HF_SLAB_MEAN; mode++) {
    const HfResliceOptions options = { HF_INTERPOLATION_CUBIC, 5, mode };
    g_autofree gint16 *pixels = picture (volume, &view, &options);

    for (int j = 0; j < NJ; j++)
      for (int i = 0; i < NI; i++)
        g_assert_cmpint (pixels[j * NI + i], ==, i + 20 * j + expected[mode]);
  }
  /* padding is not a minimum and not part of a mean */
  ((gint16 *) hf_volume_row (volume, 1, 2))[1] = HF_VOLUME_PADDING;
  for (int mode = HF_SLAB_MINIP; mode <= HF_SLAB_MEAN; mode++) {
    const HfResliceOptions options = { HF_INTERPOLATION_NEAREST, 5, mode };
    g_autofree gint16 *pixels = picture (volume, &view, &options);

    g_assert_cmpint (pixels[NI + 1], ==, 21 - 1000 + (mode == HF_SLAB_MINIP ? 1200 : 1400));
  }
}

static void
test_threads (void)
{
  g_autoptr (HfVolume) volume = volume_new (5, NULL, 0.1, -0.2);
  const HfResliceOptions options = { HF_INTERPOLATION_CUBIC, 4, HF_SLAB_MEAN };
  g_autofree gint16 *one = NULL, *many = NULL;
  double mm[3];
  HfView view;

  center (volume, 0.3, mm);
  hf_plane_fit (hf_volume_geometry (volume), HF_PLANE_CORONAL, mm, 400, 333, &view);
  hf_parallel_set_threads (1);
  one = picture (volume, &view, &options);
  hf_parallel_set_threads (7);
  many = picture (volume, &view, &options);
  hf_parallel_set_threads (0);
  g_assert_cmpmem (one, 2 * 400 * 333, many, 2 * 400 * 333);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/reslice/by-hand", test_by_hand);
  g_test_add_func ("/reslice/all-planes", test_all_planes);
  g_test_add_func ("/reslice/fast-is-exact", test_fast_is_exact);
  g_test_add_func ("/reslice/oblique", test_oblique);
  g_test_add_func ("/reslice/trim", test_trim);
  g_test_add_func ("/reslice/polynomials", test_polynomials);
  g_test_add_func ("/reslice/padding", test_padding);
  g_test_add_func ("/reslice/pending", test_pending);
  g_test_add_func ("/reslice/slab", test_slab);
  g_test_add_func ("/reslice/threads", test_threads);
  return g_test_run ();
}
