/* A camera as rotation, center and distance. Turning about another place than the center keeps
   that place's position in eye space: with eye = R (x - center), center' = pivot - R'^T R (pivot -
   center).

   The turntable derives azimuth and elevation from the rotation instead of storing them, so that
   free rotation and turntable share one state. */
#include "mesh/camera.h"

#include <cglm/cglm.h>
#include <string.h>

#define FIELD_OF_VIEW glm_rad (25.0f) /* vertical; long lenses flatter anatomy */
#define MIN_DISTANCE 1.0f             /* mm */
#define MAX_DISTANCE 1e6f

static const struct {
  const char *name;
  float azimuth, elevation; /* degrees: of the eye, from anterior towards left, upwards */
} looks[HF_N_LOOKS] = {
  [HF_LOOK_ANTERIOR] = { "anterior", 0, 0 },    [HF_LOOK_POSTERIOR] = { "posterior", 180, 0 },
  [HF_LOOK_LEFT] = { "left", 90, 0 },           [HF_LOOK_RIGHT] = { "right", -90, 0 },
  [HF_LOOK_SUPERIOR] = { "superior", 180, 90 }, [HF_LOOK_INFERIOR] = { "inferior", 0, -90 },
  [HF_LOOK_OBLIQUE] = { "oblique", 35, 18 },
};

static void
rotation_matrix (const HfCamera *self, mat4 out)
{
  versor q;

  memcpy (q, self->rotation, sizeof q);
  glm_quat_mat4 (q, out);
}

/* Rows of the rotation: right, up and towards the eye, in LPS. */
static void
set_turntable (HfCamera *self, float azimuth, float elevation)
{
  const float ca = cosf (azimuth), sa = sinf (azimuth), ce = cosf (elevation),
              se = sinf (elevation);
  mat4 m = GLM_MAT4_IDENTITY_INIT;
  vec3 right = { ca, sa, 0 }, back = { sa * ce, -ca * ce, se }, up;
  versor q;

  glm_vec3_cross (back, right, up);
  for (int n = 0; n < 3; n++) {
    m[n][0] = right[n];
    m[n][1] = up[n];
    m[n][2] = back[n];
  }
  glm_mat4_quat (m, q);
  glm_quat_normalize (q);
  memcpy (self->rotation, q, sizeof q);
}

static void
get_turntable (const HfCamera *self, float *azimuth, float *elevation)
{
  mat4 m;

  rotation_matrix (self, m);
  *elevation = asinf (CLAMP (m[2][2], -1, 1));
  /* From straight above and below, the direction to the right tells where the eye came from. */
  if (fabsf (m[2][2]) > 0.99f)
    *azimuth = atan2f (m[1][0], m[0][0]);
  else
    *azimuth = atan2f (m[0][2], -m[1][2]);
}

void
hf_camera_init (HfCamera *self)
{
  *self = (HfCamera){ .distance = 500, .low = { -100, -100, -100 }, .high = { 100, 100, 100 } };
  hf_camera_look (self, HF_LOOK_OBLIQUE);
}

void
hf_camera_set_bounds (HfCamera *self, const float low[3], const float high[3])
{
  for (int n = 0; n < 3; n++) {
    if (!isfinite (low[n]) || !isfinite (high[n]) || high[n] < low[n])
      return;
  }
  memcpy (self->low, low, sizeof self->low);
  memcpy (self->high, high, sizeof self->high);
}

/* The box's corners in eye space, about its middle, decide how near the eye may come. */
void
hf_camera_fit (HfCamera *self, double aspect)
{
  const float tan_y = tanf (FIELD_OF_VIEW / 2) * 0.82f; /* leaves room for numbers and letters */
  const float tan_x = tan_y * (float) (isfinite (aspect) && aspect > 0.01 ? MIN (aspect, 100) : 1);
  float distance = MIN_DISTANCE;
  mat4 m;

  rotation_matrix (self, m);
  for (int n = 0; n < 3; n++)
    self->center[n] = (self->low[n] + self->high[n]) / 2;
  for (int corner = 0; corner < 8; corner++) {
    vec3 p, e;

    for (int n = 0; n < 3; n++)
      p[n] = (corner >> n & 1 ? self->high[n] : self->low[n]) - self->center[n];
    glm_mat4_mulv3 (m, p, 0, e);
    distance = MAX (distance, MAX (fabsf (e[0]) / tan_x, fabsf (e[1]) / tan_y) +
                                  (self->orthographic ? 0 : e[2]));
  }
  self->distance = CLAMP (distance, MIN_DISTANCE, MAX_DISTANCE);
}

void
hf_camera_look (HfCamera *self, HfLook look)
{
  g_return_if_fail (look < HF_N_LOOKS);
  set_turntable (self, glm_rad (looks[look].azimuth), glm_rad (looks[look].elevation));
}

void
hf_camera_set_free (HfCamera *self, gboolean free)
{
  float azimuth, elevation;

  self->free = free;
  if (free)
    return;
  get_turntable (self, &azimuth, &elevation);
  set_turntable (self, azimuth, elevation);
}

void
hf_camera_orbit (HfCamera *self, double right, double down, const float pivot[3])
{
  mat4 before, after, back;
  vec3 offset;

  if (!isfinite (right) || !isfinite (down))
    return;
  rotation_matrix (self, before);
  if (self->free) {
    versor q, yaw, pitch, turned;

    memcpy (q, self->rotation, sizeof q);
    glm_quatv (yaw, (float) right, (vec3){ 0, 1, 0 });
    glm_quatv (pitch, (float) down, (vec3){ 1, 0, 0 });
    glm_quat_mul (pitch, yaw, turned);
    glm_quat_mul (turned, q, q);
    glm_quat_normalize (q);
    memcpy (self->rotation, q, sizeof q);
  } else {
    float azimuth, elevation;

    get_turntable (self, &azimuth, &elevation);
    elevation = CLAMP (elevation + (float) down, -GLM_PI_2f, GLM_PI_2f);
    set_turntable (self, azimuth - (float) right, elevation);
  }
  rotation_matrix (self, after);
  glm_mat4_transpose_to (after, back);
  for (int n = 0; n < 3; n++)
    offset[n] = pivot[n] - self->center[n];
  glm_mat4_mulv3 (before, offset, 0, offset);
  glm_mat4_mulv3 (back, offset, 0, offset);
  for (int n = 0; n < 3; n++)
    self->center[n] = pivot[n] - offset[n];
}

/* mm of a pixel at a distance before the eye. */
static double
mm_per_px_at (const HfCamera *self, double distance, int height)
{
  return 2 * tan (FIELD_OF_VIEW / 2) * distance / MAX (height, 1);
}

double
hf_camera_mm_per_px (const HfCamera *self, int height)
{
  return mm_per_px_at (self, self->distance, height);
}

/* Moves the center by an offset in eye space. */
static void
move_center (HfCamera *self, float right, float up)
{
  mat4 m;

  rotation_matrix (self, m);
  for (int n = 0; n < 3; n++)
    self->center[n] += m[n][0] * right + m[n][1] * up;
}

void
hf_camera_pan (HfCamera *self, double dx_px, double dy_px, const float at[3], int width, int height)
{
  double distance = self->distance, scale;
  mat4 m;

  if (width <= 0 || height <= 0)
    return;
  rotation_matrix (self, m);
  if (!self->orthographic)
    for (int n = 0; n < 3; n++)
      distance -= m[n][2] * (at[n] - self->center[n]);
  scale = mm_per_px_at (self, MAX (distance, MIN_DISTANCE), height);
  move_center (self, (float) (-dx_px * scale), (float) (dy_px * scale));
}

void
hf_camera_dolly (HfCamera *self, double factor, double x, double y, int width, int height)
{
  const double old = self->distance;
  double moved;

  if (width <= 0 || height <= 0 || !isfinite (factor) || factor <= 0)
    return;
  self->distance = (float) CLAMP (old / factor, MIN_DISTANCE, MAX_DISTANCE);
  moved = mm_per_px_at (self, old, height) - hf_camera_mm_per_px (self, height);
  move_center (self, (float) ((x - width / 2.0) * moved), (float) (-(y - height / 2.0) * moved));
}

void
hf_camera_direction (const HfCamera *self, float towards_eye[3])
{
  mat4 m;

  rotation_matrix (self, m);
  for (int n = 0; n < 3; n++)
    towards_eye[n] = m[n][2];
}

const char *
hf_look_name (HfLook look)
{
  return look < HF_N_LOOKS ? looks[look].name : "";
}

int
hf_look_find (const char *name)
{
  for (int n = 0; n < HF_N_LOOKS; n++)
    if (g_ascii_strcasecmp (name, looks[n].name) == 0)
      return n;
  return -1;
}

const char *
hf_camera_name (const HfCamera *self)
{
  static const HfLook of_axis[3][2] = { { HF_LOOK_RIGHT, HF_LOOK_LEFT },
                                        { HF_LOOK_ANTERIOR, HF_LOOK_POSTERIOR },
                                        { HF_LOOK_INFERIOR, HF_LOOK_SUPERIOR } };
  float d[3];

  hf_camera_direction (self, d);
  for (int n = 0; n < 3; n++)
    if (fabsf (d[n]) > 0.9998f) /* within 1 degree */
      return looks[of_axis[n][d[n] > 0]].name;
  return looks[HF_LOOK_OBLIQUE].name;
}

/* The nearest and the farthest of the box along the line of sight, with some room for axes. */
static void
depth_range (const HfCamera *self, mat4 view, float *near_mm, float *far_mm)
{
  float nearest = FLT_MAX, farthest = -FLT_MAX, room;

  for (int corner = 0; corner < 8; corner++) {
    vec3 p, e;

    for (int n = 0; n < 3; n++)
      p[n] = corner >> n & 1 ? self->high[n] : self->low[n];
    glm_mat4_mulv3 (view, p, 1, e);
    nearest = MIN (nearest, -e[2]);
    farthest = MAX (farthest, -e[2]);
  }
  room = 1 + 0.15f * (farthest - nearest);
  *near_mm = nearest - room;
  *far_mm = farthest + room;
  if (self->orthographic)
    return;
  *near_mm = MAX (*near_mm, MAX (0.1f, *far_mm / 4000));
  *far_mm = MAX (*far_mm, *near_mm * 2);
}

static void
get_matrices (const HfCamera *self, int width, int height, mat4 view, mat4 projection)
{
  const float aspect = (float) MAX (width, 1) / (float) MAX (height, 1);
  float near_mm, far_mm;
  vec3 center;

  rotation_matrix (self, view);
  glm_vec3_negate_to ((float *) self->center, center);
  glm_translate (view, center);
  view[3][2] -= self->distance;
  depth_range (self, view, &near_mm, &far_mm);
  if (self->orthographic) {
    const float half = self->distance * tanf (FIELD_OF_VIEW / 2);

    glm_ortho (-half * aspect, half * aspect, -half, half, near_mm, far_mm, projection);
  } else {
    glm_perspective (FIELD_OF_VIEW, aspect, near_mm, far_mm, projection);
  }
}

void
hf_camera_matrices (
    const HfCamera *self, int width, int height, float view[16], float projection[16])
{
  mat4 v, p;

  get_matrices (self, width, height, v, p);
  memcpy (view, v, sizeof v);
  memcpy (projection, p, sizeof p);
}

gboolean
hf_camera_project (const HfCamera *self, const float mm[3], int width, int height, float screen[3])
{
  vec4 p = { mm[0], mm[1], mm[2], 1 };
  mat4 v, m;

  get_matrices (self, width, height, v, m);
  glm_mat4_mulv (v, p, p);
  glm_mat4_mulv (m, p, p);
  if (p[3] <= 1e-6f)
    return FALSE;
  screen[0] = (p[0] / p[3] + 1) / 2 * width;
  screen[1] = (1 - p[1] / p[3]) / 2 * height;
  screen[2] = (p[2] / p[3] + 1) / 2;
  return TRUE;
}

void
hf_camera_ray (const HfCamera *self,
               double x,
               double y,
               int width,
               int height,
               float origin[3],
               float direction[3])
{
  const double scale = hf_camera_mm_per_px (self, height);
  const float right = (float) ((x - MAX (width, 1) / 2.0) * scale);
  const float up = (float) (-(y - MAX (height, 1) / 2.0) * scale);
  mat4 v, p, m;
  float near_mm, far_mm;
  vec3 in_eye, from;

  get_matrices (self, width, height, v, p);
  rotation_matrix (self, m);
  glm_mat4_transpose (m);
  depth_range (self, v, &near_mm, &far_mm);
  if (self->orthographic) {
    glm_vec3_copy ((vec3){ 0, 0, -1 }, in_eye);
    glm_vec3_copy ((vec3){ right, up, self->distance - near_mm }, from);
  } else {
    glm_vec3_copy ((vec3){ right, up, -self->distance }, in_eye);
    glm_vec3_copy ((vec3){ 0, 0, self->distance }, from);
  }
  glm_vec3_normalize (in_eye);
  glm_mat4_mulv3 (m, in_eye, 0, in_eye);
  glm_mat4_mulv3 (m, from, 0, from);
  for (int n = 0; n < 3; n++) {
    direction[n] = in_eye[n];
    origin[n] = self->center[n] + from[n];
  }
}
