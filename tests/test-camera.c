/* The laws of the camera: project and ray are inverse; what a hand holds stays under it (orbit about
   a pivot, dolly about the pointer, pan); the turntable keeps superior upright; standard views show
   the right side; and no input, a size of 0 included, ever makes a NaN. */
#include "mesh/camera.h"

#include <math.h>

#define WIDTH 800
#define HEIGHT 600

static void
camera_new (HfCamera *camera)
{
  hf_camera_init (camera);
  hf_camera_set_bounds (camera, (float[]){ -80, -100, -60 }, (float[]){ 70, 90, 120 });
  hf_camera_fit (camera, (double) WIDTH / HEIGHT);
}

static void
assert_finite (const HfCamera *camera)
{
  float view[16], projection[16];

  for (int n = 0; n < 4; n++)
    g_assert_true (isfinite (camera->rotation[n]));
  for (int n = 0; n < 3; n++)
    g_assert_true (isfinite (camera->center[n]));
  g_assert_true (isfinite (camera->distance) && camera->distance > 0);
  hf_camera_matrices (camera, 0, 0, view, projection);
  for (int n = 0; n < 16; n++)
    g_assert_true (isfinite (view[n]) && isfinite (projection[n]));
}

static void
test_project_and_ray (void)
{
  HfCamera camera;

  camera_new (&camera);
  for (int orthographic = 0; orthographic < 2; orthographic++)
    for (int n = 0; n < 50; n++) {
      const float mm[3] = { (float) g_test_rand_double_range (-80, 70),
                            (float) g_test_rand_double_range (-100, 90),
                            (float) g_test_rand_double_range (-60, 120) };
      float screen[3], origin[3], direction[3], along = 0, off = 0;

      camera.orthographic = orthographic;
      hf_camera_orbit (&camera, g_test_rand_double_range (-1, 1), g_test_rand_double_range (-1, 1),
                       mm);
      g_assert_true (hf_camera_project (&camera, mm, WIDTH, HEIGHT, screen));
      hf_camera_ray (&camera, screen[0], screen[1], WIDTH, HEIGHT, origin, direction);
      for (int axis = 0; axis < 3; axis++)
        along += (mm[axis] - origin[axis]) * direction[axis];
      for (int axis = 0; axis < 3; axis++)
        off += powf (mm[axis] - origin[axis] - along * direction[axis], 2);
      g_assert_cmpfloat (along, >, 0);
      g_assert_cmpfloat (sqrtf (off), <, 0.05);
    }
}

static void
assert_stays (const HfCamera *camera, const float mm[3], double x, double y, double within)
{
  float screen[3];

  g_assert_true (hf_camera_project (camera, mm, WIDTH, HEIGHT, screen));
  g_assert_cmpfloat_with_epsilon (screen[0], x, within);
  g_assert_cmpfloat_with_epsilon (screen[1], y, within);
}

static void
test_under_the_hand (void)
{
  const float pivot[3] = { 30, -40, 50 };
  float screen[3], origin[3], direction[3], at[3];
  HfCamera camera;

  for (int mode = 0; mode < 4; mode++) {
    camera_new (&camera);
    hf_camera_set_free (&camera, mode & 1);
    camera.orthographic = mode >> 1;
    hf_camera_project (&camera, pivot, WIDTH, HEIGHT, screen);
    hf_camera_orbit (&camera, 0.7, -0.3, pivot);
    assert_stays (&camera, pivot, screen[0], screen[1], 0.1);
    hf_camera_pan (&camera, 40, -25, pivot, WIDTH, HEIGHT);
    assert_stays (&camera, pivot, screen[0] + 40, screen[1] - 25, 0.1);
    /* The place that a dolly keeps lies at the center's depth. */
    hf_camera_ray (&camera, 500, 200, WIDTH, HEIGHT, origin, direction);
    {
      float towards[3], depth = 0, slope = 0;

      hf_camera_direction (&camera, towards);
      for (int n = 0; n < 3; n++) {
        depth += (camera.center[n] - origin[n]) * towards[n];
        slope += direction[n] * towards[n];
      }
      for (int n = 0; n < 3; n++)
        at[n] = origin[n] + direction[n] * depth / slope;
    }
    hf_camera_dolly (&camera, 1.8, 500, 200, WIDTH, HEIGHT);
    assert_stays (&camera, at, 500, 200, 0.1);
    assert_finite (&camera);
  }
}

static void
test_upright (void)
{
  const float pivot[3] = { 10, 0, 0 };
  float below[3], above[3];
  HfCamera camera;

  camera_new (&camera);
  camera.orthographic = TRUE; /* perspective lets verticals lean, rightly */
  for (int n = 0; n < 200; n++) {
    const float low[3] = { camera.center[0], camera.center[1], camera.center[2] - 10 };
    const float high[3] = { camera.center[0], camera.center[1], camera.center[2] + 10 };

    hf_camera_orbit (&camera, g_test_rand_double_range (-2, 2), g_test_rand_double_range (-2, 2),
                     pivot);
    hf_camera_project (&camera, low, WIDTH, HEIGHT, below);
    hf_camera_project (&camera, high, WIDTH, HEIGHT, above);
    g_assert_cmpfloat (above[1], <=, below[1] + 0.5);
    g_assert_cmpfloat_with_epsilon (above[0], below[0], 0.5);
  }
  /* Free rotation tips over, and the turntable puts it right again. */
  hf_camera_set_free (&camera, TRUE);
  hf_camera_look (&camera, HF_LOOK_ANTERIOR);
  hf_camera_orbit (&camera, 0, G_PI, camera.center);
  hf_camera_project (&camera, (float[]){ camera.center[0], camera.center[1], 1000 }, WIDTH, HEIGHT,
                     above);
  g_assert_cmpfloat (above[1], >, HEIGHT / 2);
  hf_camera_set_free (&camera, FALSE);
  hf_camera_project (&camera, (float[]){ camera.center[0], camera.center[1], 1000 }, WIDTH, HEIGHT,
                     above);
  g_assert_cmpfloat (above[1], <, HEIGHT / 2);
}

/* Where the patient's left (+x) and superior (+z), or posterior (+y), lie on the screen. */
static void
test_looks (void)
{
  static const struct {
    HfLook look;
    float right[3], up[3];
  } cases[] = {
    { HF_LOOK_ANTERIOR, { 1, 0, 0 }, { 0, 0, 1 } },
    { HF_LOOK_POSTERIOR, { -1, 0, 0 }, { 0, 0, 1 } },
    { HF_LOOK_LEFT, { 0, 1, 0 }, { 0, 0, 1 } },
    { HF_LOOK_RIGHT, { 0, -1, 0 }, { 0, 0, 1 } },
    { HF_LOOK_SUPERIOR, { -1, 0, 0 }, { 0, -1, 0 } },
    { HF_LOOK_INFERIOR, { 1, 0, 0 }, { 0, -1, 0 } },
  };

  for (guint n = 0; n < G_N_ELEMENTS (cases); n++) {
    float right[3], up[3], screen[3];
    HfCamera camera;

    camera_new (&camera);
    hf_camera_look (&camera, cases[n].look);
    hf_camera_fit (&camera, 1);
    g_assert_cmpstr (hf_camera_name (&camera), ==, hf_look_name (cases[n].look));
    for (int axis = 0; axis < 3; axis++) {
      right[axis] = camera.center[axis] + 20 * cases[n].right[axis];
      up[axis] = camera.center[axis] + 20 * cases[n].up[axis];
    }
    g_assert_true (hf_camera_project (&camera, right, 400, 400, screen));
    g_assert_cmpfloat (screen[0], >, 210);
    g_assert_cmpfloat_with_epsilon (screen[1], 200, 0.5);
    g_assert_true (hf_camera_project (&camera, up, 400, 400, screen));
    g_assert_cmpfloat (screen[1], <, 190);
    g_assert_cmpfloat_with_epsilon (screen[0], 200, 0.5);
  }
  g_assert_cmpint (hf_look_find ("Superior"), ==, HF_LOOK_SUPERIOR);
  g_assert_cmpint (hf_look_find ("above"), ==, -1);
}

static void
test_fit (void)
{
  for (int n = 0; n < 2 * HF_N_LOOKS; n++) {
    HfCamera camera;

    camera_new (&camera);
    camera.orthographic = n & 1;
    hf_camera_look (&camera, n / 2);
    hf_camera_fit (&camera, (double) WIDTH / HEIGHT);
    for (int corner = 0; corner < 8; corner++) {
      float mm[3], screen[3];

      for (int axis = 0; axis < 3; axis++)
        mm[axis] = corner >> axis & 1 ? camera.high[axis] : camera.low[axis];
      g_assert_true (hf_camera_project (&camera, mm, WIDTH, HEIGHT, screen));
      g_assert_cmpfloat (screen[0], >, 0);
      g_assert_cmpfloat (screen[0], <, WIDTH);
      g_assert_cmpfloat (screen[1], >, 0);
      g_assert_cmpfloat (screen[1], <, HEIGHT);
      g_assert_cmpfloat (screen[2], >, 0);
      g_assert_cmpfloat (screen[2], <, 1);
    }
  }
}

static void
test_no_nan (void)
{
  const float origin[3] = { 0 };
  float screen[3], from[3], direction[3];
  HfCamera camera;

  camera_new (&camera);
  hf_camera_fit (&camera, 0);
  hf_camera_fit (&camera, NAN);
  hf_camera_pan (&camera, 10, 10, origin, 0, 0);
  hf_camera_dolly (&camera, 2, 0, 0, 0, 0);
  hf_camera_dolly (&camera, 0, 0, 0, WIDTH, HEIGHT);
  hf_camera_dolly (&camera, NAN, 0, 0, WIDTH, HEIGHT);
  hf_camera_orbit (&camera, NAN, 0, origin);
  hf_camera_orbit (&camera, 0, INFINITY, origin);
  hf_camera_set_bounds (&camera, (float[]){ NAN, 0, 0 }, (float[]){ 1, 1, 1 });
  hf_camera_set_bounds (&camera, (float[]){ 5, 5, 5 }, (float[]){ 5, 5, 5 });
  hf_camera_fit (&camera, 1);
  assert_finite (&camera);
  hf_camera_ray (&camera, 0, 0, 0, 0, from, direction);
  hf_camera_project (&camera, origin, 0, 0, screen);
  for (int n = 0; n < 3; n++)
    g_assert_true (isfinite (from[n]) && isfinite (direction[n]) && isfinite (screen[n]));
  for (int n = 0; n < 300; n++)
    hf_camera_dolly (&camera, n < 150 ? 3 : 0.2, 1, 1, WIDTH, HEIGHT);
  assert_finite (&camera);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/camera/project-and-ray", test_project_and_ray);
  g_test_add_func ("/camera/under-the-hand", test_under_the_hand);
  g_test_add_func ("/camera/upright", test_upright);
  g_test_add_func ("/camera/looks", test_looks);
  g_test_add_func ("/camera/fit", test_fit);
  g_test_add_func ("/camera/no-nan", test_no_nan);
  return g_test_run ();
}
