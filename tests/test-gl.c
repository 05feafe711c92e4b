/* The laws of the renderer, drawn off the screen: a sphere lies where the camera says; transparent
   triangles in order look the same from two opposite sides; the picked place is the true one within
   0.5 mm; no picture is blank; clip planes and slices cut where they should. Runs with whatever
   OpenGL is there, and is repeated as OpenGL 3.3 and on another driver. */
#include "core/pages.h"
#include "gl/depth-sort.h"
#include "gl/program.h"
#include "gl/rect.h"
#include "gl/renderer.h"
#include "gl/screen.h"
#include "gl/still.h"
#include "gl/target.h"
#include "mesh/pick.h"
#include "mesh/process.h"

#include <epoxy/gl.h>
#include <math.h>
#include <stdlib.h>

#define SIZE 240
#define RADIUS 50.0f

/* A sphere of rings and sectors, with bumps of a share of its radius. */
static HfMesh *
make_sphere (const float center[3], float radius, float bumps)
{
  const int rings = 48, sectors = 96;
  HfMesh *mesh = hf_mesh_new ((rings + 1) * sectors, rings * sectors * 2);
  guint32 *t = hf_mesh_triangles (mesh);

  for (int r = 0; r <= rings; r++)
    for (int s = 0; s < sectors; s++) {
      const double a = G_PI * r / rings, b = 2 * G_PI * s / sectors;
      const float n[3] = { (float) (sin (a) * cos (b)), (float) (sin (a) * sin (b)),
                           (float) cos (a) };
      const float size = radius * (1 + bumps * (float) (sin (8 * a) * sin (6 * b)));
      const int v = r * sectors + s;

      for (int axis = 0; axis < 3; axis++) {
        hf_mesh_positions (mesh)[3 * v + axis] = center[axis] + size * n[axis];
        hf_mesh_normals (mesh)[3 * v + axis] = n[axis];
      }
    }
  for (int r = 0; r < rings; r++)
    for (int s = 0; s < sectors; s++) {
      const guint32 a = r * sectors + s, b = r * sectors + (s + 1) % sectors;
      const guint32 quad[6] = { a, a + sectors, b + sectors, a, b + sectors, b };

      for (int n = 0; n < 6; n++)
        *t++ = quad[n];
    }
  return mesh;
}

/* One sphere from the front, without anything else in the picture. */
static void
make_scene (HfScene *scene, float bumps)
{
  g_autoptr (HfMesh) mesh = make_sphere ((float[]){ 20, -30, 400 }, RADIUS, bumps);
  float low[3], high[3];

  hf_scene_init (scene);
  hf_scene_add (scene, mesh, NULL);
  scene->axes = scene->marker = FALSE;
  scene->transparent = TRUE;
  hf_scene_bounds (scene, low, high);
  hf_camera_set_bounds (&scene->camera, low, high);
  hf_camera_look (&scene->camera, HF_LOOK_ANTERIOR);
  hf_camera_fit (&scene->camera, 1);
}

static guint8 *
draw (const HfScene *scene)
{
  g_autoptr (GError) error = NULL;
  guint8 *pixels = hf_scene_to_pixels (scene, SIZE, SIZE, &error);

  g_assert_no_error (error);
  return pixels;
}

typedef struct {
  double mean, deviation, coverage; /* of green; share of pixels with any alpha */
  double x, y;                      /* middle of what is covered, px */
  double alpha;                     /* mean where covered */
} Statistics;

static Statistics
measure (const guint8 *pixels)
{
  Statistics result = { 0 };
  double squares = 0;
  int covered = 0;

  for (int n = 0; n < SIZE * SIZE; n++) {
    const guint8 *p = pixels + 4 * n;

    result.mean += p[1];
    squares += (double) p[1] * p[1];
    if (p[3] < 8)
      continue;
    covered++;
    result.alpha += p[3] / 255.0;
    result.x += n % SIZE;
    result.y += n / SIZE;
  }
  result.mean /= SIZE * SIZE;
  result.deviation = sqrt (squares / (SIZE * SIZE) - result.mean * result.mean);
  result.coverage = (double) covered / (SIZE * SIZE);
  result.x /= MAX (covered, 1);
  result.y /= MAX (covered, 1);
  result.alpha /= MAX (covered, 1);
  return result;
}

static void
test_sphere (void)
{
  for (int mode = 0; mode < 4; mode++) {
    g_autofree guint8 *pixels = NULL;
    Statistics found;
    HfScene scene;
    double px;

    make_scene (&scene, 0);
    scene.camera.orthographic = mode & 1;
    scene.surfaces[0].opacity = mode & 2 ? 0.5f : 1;
    hf_camera_pan (&scene.camera, 10, -7, scene.camera.center, SIZE, SIZE);
    pixels = draw (&scene);
    found = measure (pixels);
    g_assert_cmpfloat_with_epsilon (found.x, SIZE / 2 + 10, 1.5);
    g_assert_cmpfloat_with_epsilon (found.y, SIZE / 2 - 7, 1.5);
    px = RADIUS / hf_camera_mm_per_px (&scene.camera, SIZE);
    if (!scene.camera.orthographic) /* the outline of a sphere is nearer than its middle */
      px /= sqrt (1 - pow (RADIUS / scene.camera.distance, 2));
    g_assert_cmpfloat_with_epsilon (found.coverage * SIZE * SIZE / (G_PI * px * px), 1, 0.02);
    g_assert_cmpfloat (found.deviation, >, 20);
    if (mode & 2)
      g_assert_cmpfloat_with_epsilon (found.alpha, 0.85, 0.1); /* two layers and the rim */
    else
      g_assert_cmpfloat (found.alpha, >, 0.97);
    hf_scene_clear (&scene);
  }
}

/* Opposite sides of one body that looks the same from both: what is blended in order must too.
   Unsorted triangles would show its near side once, its far side once. */
static void
test_order (void)
{
  Statistics found[2];

  for (int side = 0; side < 2; side++) {
    g_autofree guint8 *pixels = NULL;
    HfScene scene;

    make_scene (&scene, 0.15f);
    scene.surfaces[0].opacity = 0.5f;
    hf_camera_look (&scene.camera, side ? HF_LOOK_POSTERIOR : HF_LOOK_ANTERIOR);
    pixels = draw (&scene);
    found[side] = measure (pixels);
    hf_scene_clear (&scene);
  }
  g_assert_cmpfloat_with_epsilon (found[0].mean, found[1].mean, 0.01 * found[0].mean);
  g_assert_cmpfloat_with_epsilon (found[0].deviation, found[1].deviation,
                                  0.02 * found[0].deviation);
  g_assert_cmpfloat (found[0].deviation, >, 15);
}

/* Each of as many as there may be has its own color. */
static void
test_many_surfaces (void)
{
  g_autoptr (HfMesh) sphere = make_sphere ((float[]){ 0, 0, 0 }, 30, 0);
  g_autofree guint8 *pixels = NULL;
  const guint8 *middle;
  float low[3], high[3];
  HfScene scene;

  hf_scene_init (&scene);
  scene.axes = scene.marker = FALSE;
  for (int n = 0; n < HF_SCENE_MAX_SURFACES; n++) {
    hf_scene_add (&scene, sphere, NULL);
    memcpy (scene.surfaces[n].color, (float[]){ 1, 0, 0 }, sizeof scene.surfaces[n].color);
    scene.surfaces[n].visible = n == HF_SCENE_MAX_SURFACES - 1;
  }
  memcpy (scene.surfaces[HF_SCENE_MAX_SURFACES - 1].color, (float[]){ 0, 1, 0 }, 12);
  hf_scene_bounds (&scene, low, high);
  hf_camera_set_bounds (&scene.camera, low, high);
  hf_camera_fit (&scene.camera, 1);
  pixels = draw (&scene);
  middle = pixels + 4 * (SIZE / 2 * SIZE + SIZE / 2);
  g_assert_cmpint (middle[1], >, middle[0] + 40);
  hf_scene_clear (&scene);
}

/* Red before green from the front, green before red from behind, also across two meshes. */
static void
test_two_surfaces (void)
{
  for (int side = 0; side < 2; side++) {
    g_autoptr (HfMesh) near = make_sphere ((float[]){ 0, -40, 0 }, 30, 0);
    g_autoptr (HfMesh) far = make_sphere ((float[]){ 0, 40, 0 }, 30, 0);
    g_autofree guint8 *pixels = NULL;
    const guint8 *middle;
    float low[3], high[3];
    HfScene scene;

    hf_scene_init (&scene);
    scene.axes = scene.marker = FALSE;
    scene.transparent = TRUE;
    hf_scene_add (&scene, near, NULL);
    hf_scene_add (&scene, far, NULL);
    for (int n = 0; n < 2; n++) {
      scene.surfaces[n].color[0] = n == 0;
      scene.surfaces[n].color[1] = n == 1;
      scene.surfaces[n].color[2] = 0;
      scene.surfaces[n].opacity = 0.6f;
    }
    hf_scene_bounds (&scene, low, high);
    hf_camera_set_bounds (&scene.camera, low, high);
    hf_camera_look (&scene.camera, side ? HF_LOOK_POSTERIOR : HF_LOOK_ANTERIOR);
    hf_camera_fit (&scene.camera, 1);
    pixels = draw (&scene);
    middle = pixels + 4 * (SIZE / 2 * SIZE + SIZE / 2);
    g_assert_cmpint (middle[side], >, middle[!side] + 40);
    hf_scene_clear (&scene);
  }
}

static void
test_sort (void)
{
  g_autoptr (HfMesh) a = make_sphere ((float[]){ 0, 0, 0 }, 30, 0.1f);
  g_autoptr (HfMesh) b = make_sphere ((float[]){ 20, 0, 0 }, 30, 0.1f);
  const HfDepthPart parts[2] = { { a, 0 }, { b, hf_mesh_n_vertices (a) } };
  const float axis[3] = { 0.6f, 0, 0.8f };
  guint32 n = 0;
  HF_AUTO_PAGES guint32 *order = hf_depth_sort (parts, 2, axis, NULL, &n);
  g_autofree guint8 *seen = NULL;
  double last = -G_MAXDOUBLE, sum = 0;

  g_assert_cmpuint (n, ==, hf_mesh_n_triangles (a) + hf_mesh_n_triangles (b));
  seen = g_malloc0 (hf_mesh_n_vertices (a) + hf_mesh_n_vertices (b));
  for (guint32 t = 0; t < n; t++) {
    double depth = 0;

    for (int corner = 0; corner < 3; corner++) {
      const guint32 v = order[3 * t + corner];
      const float *p = v < parts[1].base ? hf_mesh_positions (a) + 3 * v
                                         : hf_mesh_positions (b) + 3 * (v - parts[1].base);

      g_assert_cmpuint (v, <, hf_mesh_n_vertices (a) + hf_mesh_n_vertices (b));
      seen[v] = 1;
      depth += (p[0] * axis[0] + p[1] * axis[1] + p[2] * axis[2]) / 3;
    }
    g_assert_cmpfloat (depth, >, last - 0.05); /* the step of 11 bits */
    last = MAX (last, depth);
    sum += depth;
  }
  for (guint32 v = 0; v < hf_mesh_n_vertices (a) + hf_mesh_n_vertices (b); v++)
    g_assert_true (seen[v]);
  g_assert_true (isfinite (sum));
}

static guint8 *
draw_in (HfTarget *target, HfRenderer *renderer, const HfScene *scene)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (
      hf_renderer_draw (renderer, scene, hf_target_framebuffer (target), SIZE, SIZE, &error));
  g_assert_no_error (error);
  return hf_target_read (target);
}

/* Triangles that no pixel shows are left out, and the picture is the same, pixel for pixel. */
static void
test_unseen (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HfTarget) target = hf_target_new (&error);
  HfRenderer *renderer = target ? hf_renderer_new (&error) : NULL;

  g_assert_no_error (error);
  g_assert_true (hf_target_resize (target, SIZE, SIZE, &error));
  for (int orthographic = 0; orthographic < 2 && hf_renderer_is_software (renderer);
       orthographic++) {
    g_autofree guint8 *all = NULL, *seen = NULL;
    gsize n_all, n_seen;
    HfScene scene;

    make_scene (&scene, 0.3f);
    scene.camera.orthographic = orthographic;
    scene.camera.distance *= 5;
    hf_scene_sort (&scene, 0, 0);
    n_all = g_bytes_get_size (scene.order);
    all = draw_in (target, renderer, &scene);
    hf_scene_sort (&scene, SIZE, SIZE);
    n_seen = g_bytes_get_size (scene.order);
    seen = draw_in (target, renderer, &scene);
    g_assert_cmpuint (n_seen, <, n_all / 4 * 3);
    g_assert_cmpmem (all, SIZE * SIZE * 4, seen, SIZE * SIZE * 4);
    hf_scene_clear (&scene);
  }
  hf_renderer_free (renderer);
}

/* A triangle is taken for a little larger than it is, and for seen where its place is not known. */
static void
test_coverage (void)
{
  const float around[3][2] = { { 4.3f, 7.3f }, { 4.8f, 7.4f }, { 4.5f, 7.9f } };
  const float between[3][2] = { { 4.6f, 7.1f }, { 5.4f, 7.2f }, { 5.1f, 7.4f } };
  const float beside[3][2] = { { 4.505f, 7.2f }, { 4.9f, 7.5f }, { 4.505f, 7.8f } };
  const float sliver[3][2] = { { 4.1f, 7.2f }, { 5.9f, 8.9f }, { 5.8f, 8.9f } };
  const float behind[2] = { NAN, NAN };

  g_assert_true (hf_coverage_has_pixel (around[0], around[1], around[2]));
  g_assert_true (hf_coverage_has_pixel (around[0], around[2], around[1]));
  g_assert_false (hf_coverage_has_pixel (between[0], between[1], between[2]));
  g_assert_true (hf_coverage_has_pixel (beside[0], beside[1], beside[2]));
  g_assert_false (hf_coverage_has_pixel (sliver[0], sliver[1], sliver[2]));
  g_assert_false (hf_coverage_has_pixel (sliver[0], sliver[2], sliver[1]));
  g_assert_true (hf_coverage_has_pixel (between[0], between[1], behind));
}

/* Top row first; of the same size nothing changes; twice as large, one color stays, what lies between
   two pixels is between their values, and the outermost pixels stay. */
static void
test_screen (void)
{
  enum { W = 7, H = 5 };
  guint32 from[W * H], same[W * H], large[(2 * W + 1) * (2 * H + 1)];

  for (int y = 0; y < H; y++)
    for (int x = 0; x < W; x++)
      from[y * W + x] = 0xff000000u | (guint32) (20 * x) << 16 | (guint32) (30 * y);
  hf_screen_fill (from, W, H, same, W, H);
  for (int y = 0; y < H; y++)
    g_assert_cmpmem (same + y * W, sizeof *same * W, from + (H - 1 - y) * W, sizeof *from * W);
  for (int odd = 0; odd < 2; odd++) {
    const int w = 2 * W + odd, h = 2 * H + odd;

    hf_screen_fill (from, W, H, large, w, h);
    for (int y = 0; y < h; y++)
      for (int x = 0; x < w; x++) {
        const double at[2] = { CLAMP (x / 2.0 - 0.25, 0, W - 1), CLAMP (y / 2.0 - 0.25, 0, H - 1) };
        const guint32 pixel = large[y * w + x];

        g_assert_cmpuint (pixel >> 24, ==, 0xff);
        g_assert_cmpfloat_with_epsilon (pixel >> 16 & 255, 20 * at[0], 3);
        g_assert_cmpfloat_with_epsilon (pixel & 255, 30 * (H - 1 - at[1]), 3);
      }
  }
  hf_screen_swap (same, 1);
  g_assert_cmphex (same[0], ==, 0xff000000u | 30 * (H - 1) << 16);
}

static void
test_pick (void)
{
  g_autoptr (HfPicker) picker = NULL;
  HfScene scene;
  int hits = 0;

  make_scene (&scene, 0);
  picker = hf_picker_new (scene.surfaces[0].mesh);
  for (int y = 1; y < SIZE; y += 7)
    for (int x = 1; x < SIZE; x += 7) {
      const float center[3] = { 20, -30, 400 };
      float origin[3], direction[3], b = 0, c = -RADIUS * RADIUS, along;
      HfPick pick;
      gboolean hit;

      hf_camera_ray (&scene.camera, x, y, SIZE, SIZE, origin, direction);
      hit = hf_picker_pick (picker, origin, direction, NULL, 0, &pick);
      for (int n = 0; n < 3; n++) {
        b += (origin[n] - center[n]) * direction[n];
        c += (origin[n] - center[n]) * (origin[n] - center[n]);
      }
      if (b * b < c - 60) /* clearly beside the true sphere */
        g_assert_false (hit);
      if (b * b < c + 60)
        continue;
      g_assert_true (hit);
      hits++;
      along = -b - sqrtf (b * b - c);
      for (int n = 0; n < 3; n++)
        g_assert_cmpfloat_with_epsilon (pick.mm[n], origin[n] + along * direction[n], 0.5);
      g_assert_cmpuint (pick.triangle, <, hf_mesh_n_triangles (scene.surfaces[0].mesh));
    }
  g_assert_cmpint (hits, >, 200);
  hf_scene_clear (&scene);
}

/* A clip plane through the middle leaves one half, and picking sees the far wall through it. */
static void
test_clip (void)
{
  g_autoptr (HfPicker) picker = NULL;
  g_autofree guint8 *pixels = NULL;
  const float clip[1][4] = { { 0, 1, 0, 30 } }; /* y >= -30: without the front half */
  float origin[3], direction[3];
  const guint8 *middle;
  HfScene scene;
  HfPick pick;

  make_scene (&scene, 0);
  scene.surfaces[0].opacity = 1;
  scene.n_clips = 1;
  for (int n = 0; n < 4; n++)
    scene.clips[0][n] = clip[0][n];
  pixels = draw (&scene);
  middle = pixels + 4 * (SIZE / 2 * SIZE + SIZE / 2);
  g_assert_cmpint (middle[3], ==, 255);
  g_assert_cmpint (middle[0], >, middle[2] + 20); /* the inner side is tinted warm */
  picker = hf_picker_new (scene.surfaces[0].mesh);
  hf_camera_ray (&scene.camera, SIZE / 2, SIZE / 2, SIZE, SIZE, origin, direction);
  g_assert_true (hf_picker_pick (picker, origin, direction, clip, 1, &pick));
  g_assert_cmpfloat_with_epsilon (pick.mm[1], -30 + RADIUS, 0.5);
  hf_scene_clear (&scene);
}

/* A white slice through the middle, seen from the front, hides the far half of nothing else. */
static void
test_plane (void)
{
  g_autofree guint8 *pixels = NULL;
  guint32 *white = g_new (guint32, 100);
  const guint8 *corner;
  float at[3] = { -25, -30, 445 }, screen[3];
  HfScene scene;

  make_scene (&scene, 0);
  for (int n = 0; n < 100; n++)
    white[n] = 0xffffffff;
  scene.planes[HF_PLANE_CORONAL] = (HfScenePlane){
    .bgra = g_bytes_new_take (white, 400),
    .view = { { -25, -30, 445 }, { 10, 0, 0 }, { 0, 0, -10 }, 10, 10 },
  };
  pixels = draw (&scene);
  g_assert_true (hf_camera_project (&scene.camera, at, SIZE, SIZE, screen));
  corner = pixels + 4 * ((int) screen[1] * SIZE + (int) screen[0]);
  g_assert_cmpint (corner[0], ==, 255); /* outside of the sphere: the slice alone */
  g_assert_cmpint (corner[2], ==, 255);
  hf_scene_clear (&scene);
}

/* Where a slice is transparent the surface behind it is seen through it; where it is solid it hides it. */
static void
test_see_through (void)
{
  g_autofree guint8 *bare = NULL, *behind = NULL;
  guint32 *slice = g_new0 (guint32, 200 * 200);
  const int left = 4 * (SIZE / 2 * SIZE + SIZE * 2 / 5), right = left + 4 * SIZE / 5;
  HfScene scene;

  make_scene (&scene, 0);
  scene.surfaces[0].opacity = 1;
  bare = draw (&scene);
  for (int n = 0; n < 200 * 200; n++)
    slice[n] = n % 200 < 100 ? 0x40000000 : 0xffffffff;
  scene.planes[HF_PLANE_CORONAL] = (HfScenePlane){
    .bgra = g_bytes_new_take (slice, 200 * 200 * 4),
    .view = { { -80, -90, 500 }, { 1, 0, 0 }, { 0, 0, -1 }, 200, 200 },
  };
  behind = draw (&scene);
  g_assert_cmpfloat_with_epsilon (behind[left], 0.75 * bare[left], 0.1 * bare[left]);
  g_assert_cmpint (behind[right], ==, 255);
  g_assert_cmpint (bare[right], <, 250);
  hf_scene_clear (&scene);
}

static void
test_furniture (void)
{
  g_autofree guint8 *bare = NULL, *full = NULL, *edged = NULL;
  int changed = 0, darker = 0;
  HfScene scene;

  make_scene (&scene, 0);
  scene.transparent = FALSE;
  scene.surfaces[0].opacity = 1;
  bare = draw (&scene);
  scene.axes = scene.marker = TRUE;
  scene.camera.orthographic = TRUE;
  hf_camera_look (&scene.camera, HF_LOOK_OBLIQUE);
  full = draw (&scene);
  scene.edges = TRUE;
  edged = draw (&scene);
  for (int n = 0; n < SIZE * SIZE; n++) {
    g_assert_cmpint (bare[4 * n + 3], ==, 255); /* a background everywhere */
    g_assert_cmpint (full[4 * n + 3], ==, 255);
    changed += ABS (bare[4 * n] - full[4 * n]) > 24;
    darker += edged[4 * n + 1] + 8 < full[4 * n + 1];
  }
  g_assert_cmpint (changed, >, SIZE * SIZE / 200);
  g_assert_cmpint (darker, >, SIZE * SIZE / 50);
  hf_scene_clear (&scene);
}

/* A picture with axes that the camera was put before. */
static void
make_fitted (HfScene *scene, int mode, int width, int height)
{
  make_scene (scene, 0);
  scene->axes = scene->marker = TRUE;
  scene->camera.orthographic = mode & 1;
  hf_camera_look (&scene->camera, (HfLook) (mode >> 1));
  hf_scene_fit (scene, width, height, 1);
}

/* No letter and no number is cut by the edge of the picture, from any side and in small pictures. */
static void
test_inside (void)
{
  const int sizes[3][2] = { { 320, 240 }, { 640, 480 }, { 240, 400 } };

  for (int size = 0; size < 3; size++)
    for (int mode = 0; mode < 2 * HF_N_LOOKS; mode++) {
      const int width = sizes[size][0], height = sizes[size][1];
      g_autoptr (GError) error = NULL;
      g_autofree guint8 *pixels = NULL;
      HfScene scene;

      make_fitted (&scene, mode, width, height);
      pixels = hf_scene_to_pixels (&scene, width, height, &error);
      g_assert_no_error (error);
      for (int n = 0; n < width * height; n++)
        if (n % width == 0 || n % width == width - 1 || n < width || n >= (height - 1) * width)
          g_assert_cmpint (pixels[4 * n + 3], ==, 0);
      hf_scene_clear (&scene);
    }
}

/* On no background texts are dark, for paper, with a light rim, for a dark page. */
static void
test_paper (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *pixels = NULL;
  int dark = 0, light = 0;
  HfScene scene;

  make_fitted (&scene, 2 * HF_LOOK_OBLIQUE, 640, 480);
  scene.marker = FALSE;
  pixels = hf_scene_to_pixels (&scene, 640, 480, &error);
  g_assert_no_error (error);
  for (const guint8 *p = pixels; p < pixels + 640 * 480 * 4; p += 4) {
    dark += p[3] > 240 && MAX (MAX (p[0], p[1]), p[2]) < 70;
    light += p[3] > 100 && MIN (MIN (p[0], p[1]), p[2]) > 0.9 * p[3];
  }
  g_assert_cmpint (dark, >, 20);
  g_assert_cmpint (light, >, 100);
  hf_scene_clear (&scene);
}

static void
test_rect (void)
{
  const HfRect rect = { { 10, 10 }, { 20, 20 } };
  const float around[4][2] = { { 0, 0 }, { 50, 0 }, { 50, 50 }, { 0, 50 } };
  const float in[4][2] = { { 14, 14 }, { 16, 14 }, { 16, 16 }, { 14, 16 } };
  const float beside[4][2] = { { 21, 0 }, { 50, 0 }, { 50, 50 }, { 21, 50 } };
  const float aslant[4][2] = { { 0, 18 }, { 18, 0 }, { 0, -18 }, { -18, 0 } };
  const float touching[4][2] = { { 0, 24 }, { 24, 0 }, { 0, -24 }, { -24, 0 } };

  g_assert_true (hf_rect_meets_quad (&rect, around));
  g_assert_true (hf_rect_meets_quad (&rect, in));
  g_assert_false (hf_rect_meets_quad (&rect, beside));
  g_assert_false (hf_rect_meets_quad (&rect, aslant));
  g_assert_true (hf_rect_meets_quad (&rect, touching));
  g_assert_true (hf_rect_meets (&rect, &(HfRect){ { 19, 19 }, { 30, 30 } }));
  g_assert_false (hf_rect_meets (&rect, &(HfRect){ { 20, 0 }, { 30, 30 } }));
}

static double
brightness (const guint8 *pixels)
{
  double sum = 0;
  int n_covered = 0;

  for (const guint8 *p = pixels; p < pixels + SIZE * SIZE * 4; p += 4) {
    sum += p[3] == 255 ? p[1] : 0;
    n_covered += p[3] == 255;
  }
  return sum / MAX (n_covered, 1);
}

/* However small triangles are on the screen, their edges leave most of the surface's light. */
static void
test_dense_edges (void)
{
  for (int farther = 0; farther < 2; farther++) {
    g_autofree guint8 *plain = NULL, *edged = NULL;
    double share;
    HfScene scene;

    make_scene (&scene, 0);
    scene.surfaces[0].opacity = 1;
    scene.camera.distance *= farther ? 4 : 1;
    plain = draw (&scene);
    scene.edges = TRUE;
    edged = draw (&scene);
    share = brightness (edged) / brightness (plain);
    g_assert_cmpfloat (share, >, 0.55);
    g_assert_cmpfloat (share, <, 0.95);
    hf_scene_clear (&scene);
  }
}

/* While it turns a surface has the light that it has at rest with its edges: with those of a proxy that is nearly as fine,
   and without any where they would look like another mesh. */
static void
test_edges_of_proxy (void)
{
  for (int coarser = 0; coarser < 2; coarser++) {
    double share[2]; /* of the light that is left: at rest, turning */
    HfScene scene;

    make_scene (&scene, 0);
    scene.surfaces[0].opacity = 1;
    scene.surfaces[0].proxy = hf_mesh_proxy (
        scene.surfaces[0].mesh, hf_mesh_n_triangles (scene.surfaces[0].mesh) / (coarser ? 20 : 4));
    for (scene.coarse = FALSE; scene.coarse < 2; scene.coarse++) {
      g_autofree guint8 *plain = NULL, *edged = NULL;

      scene.edges = FALSE;
      plain = draw (&scene);
      scene.edges = TRUE;
      edged = draw (&scene);
      share[scene.coarse] = brightness (edged) / brightness (plain);
    }
    g_assert_cmpfloat_with_epsilon (share[1], share[0], 0.08);
    hf_scene_clear (&scene);
  }
}

static void
test_errors (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HfMesh) nothing = hf_mesh_new (0, 0);
  g_autofree guint8 *pixels = NULL;
  HfScene scene;

  hf_scene_init (&scene);
  g_assert_null (hf_scene_to_pixels (&scene, 0, 10, &error));
  g_assert_nonnull (error);
  g_clear_error (&error);
  g_assert_null (hf_scene_to_pixels (&scene, 1000000, 10, &error));
  g_assert_nonnull (error);
  hf_scene_add (&scene, nothing, NULL); /* a surface without triangles is no surface */
  pixels = draw (&scene);
  g_assert_cmpfloat (measure (pixels).alpha, >, 0.99);
  hf_scene_clear (&scene);
}

/* OpenGL and OpenGL ES draw the same picture: levels of 8 bits differ by rounding, and edges by a
   pixel here and there. */
static void
test_es (void)
{
  const gboolean was = hf_gl_prefers_es ();
  g_autoptr (HfMesh) inner = make_sphere ((float[]){ 30, -30, 400 }, 20, 0);
  guint8 *pictures[2];
  HfScene scene;
  double sum = 0;
  int n_far = 0;

  make_scene (&scene, 0.1f);
  hf_scene_add (&scene, inner, NULL);
  scene.surfaces[1].opacity = 1;
  scene.surfaces[1].color[1] = 0.2f;
  scene.edges = scene.axes = scene.marker = TRUE;
  scene.transparent = FALSE;
  scene.clips[0][1] = -1;
  scene.clips[0][3] = 10;
  scene.n_clips = 1;
  for (int es = 0; es < 2; es++) {
    hf_gl_set_prefers_es (es);
    pictures[es] = draw (&scene);
  }
  hf_gl_set_prefers_es (was);
  for (int i = 0; i < SIZE * SIZE * 4; i++) {
    const int difference = abs (pictures[0][i] - pictures[1][i]);

    sum += difference;
    n_far += difference > 8;
  }
  g_assert_cmpfloat (sum / (SIZE * SIZE * 4), <, 0.25);
  g_assert_cmpint (n_far, <, SIZE * SIZE * 4 / 200);
  g_free (pictures[0]);
  g_free (pictures[1]);
  hf_scene_clear (&scene);
}

typedef struct {
  GMainLoop *loop;
  int n_done, width;
} Stills;

static void
still_done_cb (GBytes *pixels, int width, int height, const GError *error, gpointer data)
{
  Stills *stills = data;

  g_assert_no_error (error);
  g_assert_cmpuint (g_bytes_get_size (pixels), ==, (gsize) width * height * 4);
  stills->width = width;
  if (++stills->n_done == 2)
    g_main_loop_quit (stills->loop);
}

/* The newest of many requests is answered, in two steps, and the others are not. */
static void
test_still (void)
{
  Stills stills = { g_main_loop_new (NULL, FALSE), 0, 0 };
  HfStill *still = hf_still_new (still_done_cb, &stills);
  HfScene scene;

  make_scene (&scene, 0);
  scene.smooth = 2;
  for (int n = 0; n < 20; n++)
    hf_still_request (still, &scene, 100 + n, 80);
  g_main_loop_run (stills.loop);
  g_assert_cmpint (stills.width, ==, 119);
  hf_still_request (still, &scene, 50, 50);
  hf_still_free (still); /* while it works */
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_cmpint (stills.n_done, ==, 2);
  g_main_loop_unref (stills.loop);
  hf_scene_clear (&scene);
}

typedef struct {
  GMainLoop *loop;
  GBytes *pixels;
} Shot;

static void
shot_done_cb (GBytes *pixels, int width, int height, const GError *error, gpointer data)
{
  Shot *shot = data;

  g_assert_no_error (error);
  shot->pixels = g_bytes_ref (pixels);
  g_main_loop_quit (shot->loop);
}

/* What a thread shows first, of a scene whose triangles nobody put in order. */
static GBytes *
first_picture (const HfScene *scene)
{
  Shot shot = { g_main_loop_new (NULL, FALSE), NULL };
  HfStill *still = hf_still_new (shot_done_cb, &shot);

  hf_still_request (still, scene, SIZE, SIZE);
  g_main_loop_run (shot.loop);
  hf_still_free (still);
  g_main_loop_unref (shot.loop);
  return shot.pixels;
}

/* The order of triangles is right in every picture, also in the first one at rest and while something moves. */
static void
test_ordered (void)
{
  for (int coarse = 0; coarse < 2; coarse++) {
    g_autoptr (GBytes) found = NULL, right = NULL;
    HfScene scene;

    make_scene (&scene, 0.3f);
    scene.surfaces[0].proxy = hf_mesh_ref (scene.surfaces[0].mesh);
    scene.transparent = FALSE;
    scene.coarse = coarse;
    scene.smooth = coarse ? 1 : 2;
    found = first_picture (&scene);
    hf_scene_sort (&scene, 0, 0);
    right = first_picture (&scene);
    g_assert_true (g_bytes_equal (found, right));
    hf_scene_clear (&scene);
  }
}

static gint reset_in; /* atomic: questions to the driver until then */

/* The driver's notice, and what a reset does: all that was uploaded is gone. */
static GLenum EPOXY_CALLSPEC
reset_status (void)
{
  if (g_atomic_int_add (&reset_in, -1) != 1)
    return GL_NO_ERROR;
  glUseProgram (0);
  for (GLuint name = 1; name < 100; name++)
    glDeleteProgram (name);
  return GL_INNOCENT_CONTEXT_RESET;
}

/* After a reset of the driver before, while or after a picture is drawn the same picture comes, of a new context. */
static void
test_lost (void)
{
  typeof (epoxy_glGetGraphicsResetStatus) driver = epoxy_glGetGraphicsResetStatus;
  Shot shot = { g_main_loop_new (NULL, FALSE), NULL };
  HfStill *still = hf_still_new (shot_done_cb, &shot);
  g_autoptr (GBytes) whole = NULL;
  gboolean gives_notice = FALSE; /* not every driver does */
  HfScene scene;

  make_scene (&scene, 0);
  epoxy_glGetGraphicsResetStatus = reset_status;
  for (int n = 0; n <= 3; n++) {
    g_atomic_int_set (&reset_in, n);
    hf_still_request (still, &scene, 100, 80);
    g_main_loop_run (shot.loop);
    if (!whole) {
      whole = g_bytes_ref (shot.pixels);
      gives_notice = g_atomic_int_get (&reset_in) < 0;
    }
    g_assert_true (!gives_notice || g_atomic_int_get (&reset_in) <= 0);
    g_assert_true (g_bytes_equal (whole, shot.pixels));
    g_bytes_unref (shot.pixels);
  }
  hf_still_free (still);
  epoxy_glGetGraphicsResetStatus = driver;
  g_main_loop_unref (shot.loop);
  hf_scene_clear (&scene);
}

int
main (int argc, char **argv)
{
  HfScene scene;
  g_autoptr (GError) error = NULL;
  g_autofree guint8 *pixels = NULL;

  g_test_init (&argc, &argv, NULL);
  hf_scene_init (&scene);
  pixels = hf_scene_to_pixels (&scene, 8, 8, &error);
  if (!pixels) {
    g_print ("skipped: %s\n", error->message);
    return 77;
  }
  g_test_add_func ("/gl/sphere", test_sphere);
  g_test_add_func ("/gl/order", test_order);
  g_test_add_func ("/gl/two-surfaces", test_two_surfaces);
  g_test_add_func ("/gl/many-surfaces", test_many_surfaces);
  g_test_add_func ("/gl/sort", test_sort);
  g_test_add_func ("/gl/unseen", test_unseen);
  g_test_add_func ("/gl/coverage", test_coverage);
  g_test_add_func ("/gl/screen", test_screen);
  g_test_add_func ("/gl/pick", test_pick);
  g_test_add_func ("/gl/clip", test_clip);
  g_test_add_func ("/gl/plane", test_plane);
  g_test_add_func ("/gl/furniture", test_furniture);
  g_test_add_func ("/gl/see-through", test_see_through);
  g_test_add_func ("/gl/inside", test_inside);
  g_test_add_func ("/gl/paper", test_paper);
  g_test_add_func ("/gl/rect", test_rect);
  g_test_add_func ("/gl/dense-edges", test_dense_edges);
  g_test_add_func ("/gl/edges-of-proxy", test_edges_of_proxy);
  g_test_add_func ("/gl/errors", test_errors);
  g_test_add_func ("/gl/es", test_es);
  g_test_add_func ("/gl/still", test_still);
  g_test_add_func ("/gl/ordered", test_ordered);
  g_test_add_func ("/gl/lost", test_lost);
  return g_test_run ();
}
