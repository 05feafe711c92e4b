/* The box is the one of the scene, so that all axes have one scale. A grid lies on the three walls
   behind the surface; numbers stand at the edges that form the outline, where they cover nothing.
   Letters are those of the patient: -x R, +x L, -y A, +y P, -z I, +z S. */
#include "gl/axes.h"

#include <cglm/cglm.h>

#define TICK_GAP 52 /* logical px between numbers, at least */

static const HfInk grid_ink = { 0.62f, 0.66f, 0.72f, 0.13f };
static const HfInk wall_ink = { 0.62f, 0.66f, 0.72f, 0.30f };
static const HfInk edge_ink = { 0.66f, 0.69f, 0.74f, 0.75f };
static const HfInk text_ink = { 0.80f, 0.81f, 0.83f, 1 };
static const HfInk letter_ink = { 0.98f, 0.84f, 0.53f, 1 };
static const char *const letters[3][2] = { { "R", "L" }, { "A", "P" }, { "I", "S" } };

typedef struct {
  HfOverlay *overlay;
  const HfScene *scene;
  int width, height;
  float px;
  float low[3], high[3];
  float middle[2];      /* of the box, on the screen */
  gboolean front[3][2]; /* the wall at low, high of each axis faces the eye */
} Axes;

double
hf_nice_step (double at_least)
{
  const double power = pow (10, floor (log10 (MAX (at_least, 1e-9))));

  for (int n = 0; n < 3; n++) {
    static const double nice[3] = { 1, 2, 5 };

    if (power * nice[n] >= at_least * 0.999)
      return power * nice[n];
  }
  return power * 10;
}

static gboolean
on_screen (const Axes *self, const float mm[3], float out[2])
{
  float screen[3];

  if (!hf_camera_project (&self->scene->camera, mm, self->width, self->height, screen))
    return FALSE;
  out[0] = screen[0];
  out[1] = screen[1];
  return TRUE;
}

/* Which walls show their outer side: the eye is beyond their plane. */
static void
find_front (Axes *self)
{
  const HfCamera *camera = &self->scene->camera;
  float towards[3];

  hf_camera_direction (camera, towards);
  for (int n = 0; n < 3; n++) {
    const float eye = camera->center[n] + towards[n] * camera->distance;

    if (camera->orthographic) {
      self->front[n][0] = towards[n] < -1e-4f;
      self->front[n][1] = towards[n] > 1e-4f;
    } else {
      self->front[n][0] = eye < self->low[n];
      self->front[n][1] = eye > self->high[n];
    }
  }
}

static void
axes_init (Axes *self, HfOverlay *overlay, const HfScene *scene, int width, int height, double px)
{
  float middle[3], extent = 0;

  *self = (Axes){ overlay, scene, width, height, (float) px };
  hf_scene_bounds (scene, self->low, self->high);
  for (int n = 0; n < 3; n++)
    extent = MAX (extent, self->high[n] - self->low[n]);
  for (int n = 0; n < 3; n++) { /* some air between surface and walls */
    self->low[n] -= 0.03f * extent;
    self->high[n] += 0.03f * extent;
    middle[n] = (self->low[n] + self->high[n]) / 2;
  }
  if (!on_screen (self, middle, self->middle)) {
    self->middle[0] = width / 2.0f;
    self->middle[1] = height / 2.0f;
  }
  find_front (self);
}

static void
edge_ends (const Axes *self, int axis, int u_side, int v_side, float from[3], float to[3])
{
  const int u = (axis + 1) % 3, v = (axis + 2) % 3;

  from[axis] = self->low[axis];
  to[axis] = self->high[axis];
  from[u] = to[u] = u_side ? self->high[u] : self->low[u];
  from[v] = to[v] = v_side ? self->high[v] : self->low[v];
}

/* The step of the numbers along an axis: what its longest edge on the screen has room for. */
static double
tick_step (const Axes *self, int axis, float *length_px)
{
  *length_px = 0;
  for (int side = 0; side < 4; side++) {
    float from[3], to[3], a[2], b[2];

    edge_ends (self, axis, side & 1, side >> 1, from, to);
    if (on_screen (self, from, a) && on_screen (self, to, b))
      *length_px = MAX (*length_px, hypotf (b[0] - a[0], b[1] - a[1]));
  }
  if (*length_px < 1)
    return 0;
  return hf_nice_step ((self->high[axis] - self->low[axis]) * TICK_GAP * self->px / *length_px);
}

/* All axes share the finest step that every well visible axis has room for: a square grid. */
static double
grid_step (const Axes *self)
{
  float longest = 0, length;
  double step = 0;

  for (int axis = 0; axis < 3; axis++) {
    const double own = tick_step (self, axis, &length);

    if (length > longest) {
      longest = length;
      step = own;
    }
  }
  return step;
}

static void
draw_line_mm (Axes *self, const float from[3], const float to[3], float width, HfInk ink)
{
  float a[2], b[2];

  if (on_screen (self, from, a) && on_screen (self, to, b))
    hf_overlay_line (self->overlay, a, b, width * self->px, ink);
}

/* Lines across one wall at the ticks of one of its two axes. */
static void
draw_grid (Axes *self, int wall, int side, int along, double step)
{
  const int across = 3 - wall - along;
  const float at = side ? self->high[wall] : self->low[wall];
  float from[3], to[3];

  from[wall] = to[wall] = at;
  from[across] = self->low[across];
  to[across] = self->high[across];
  for (double tick = ceil (self->low[along] / step) * step; tick <= self->high[along];
       tick += step) {
    from[along] = to[along] = (float) tick;
    draw_line_mm (self, from, to, 1, grid_ink);
  }
}

void
hf_axes_behind (HfOverlay *overlay, const HfScene *scene, int width, int height, double px)
{
  double step;
  Axes self;

  if (!scene->axes || width < 1 || height < 1)
    return;
  axes_init (&self, overlay, scene, width, height, px);
  step = grid_step (&self);
  for (int wall = 0; wall < 3; wall++)
    for (int side = 0; side < 2; side++) {
      if (self.front[wall][side] || step <= 0)
        continue;
      /* Seen from within the slab of this axis both walls are edge-on: one is enough. */
      if (side == 1 && !self.front[wall][0])
        continue;
      for (int along = 0; along < 3; along++)
        if (along != wall)
          draw_grid (&self, wall, side, along, step);
    }
  for (int axis = 0; axis < 3; axis++)
    for (int n = 0; n < 4; n++) {
      const int u = (axis + 1) % 3, v = (axis + 2) % 3;
      float from[3], to[3];

      if (self.front[u][n & 1] && self.front[v][n >> 1])
        continue; /* this edge is before the surface */
      edge_ends (&self, axis, n & 1, n >> 1, from, to);
      draw_line_mm (&self, from, to, 1, wall_ink);
    }
}

/* The edge of an axis that carries its numbers: part of the outline, lowest on the screen for the
 * horizontal axes, leftmost for the vertical one. */
static gboolean
find_edge (const Axes *self, int axis, float from[3], float to[3])
{
  const int u = (axis + 1) % 3, v = (axis + 2) % 3;
  float best = -FLT_MAX;

  for (int n = 0; n < 4; n++) {
    float f[3], t[3], a[2], b[2], score;

    if (self->front[u][n & 1] == self->front[v][n >> 1])
      continue;
    edge_ends (self, axis, n & 1, n >> 1, f, t);
    if (!on_screen (self, f, a) || !on_screen (self, t, b))
      continue;
    if (hypotf (a[0] - b[0], a[1] - b[1]) < 40 * self->px)
      continue;
    score = fabsf (a[1] - b[1]) > 1.5f * fabsf (a[0] - b[0]) ? -(a[0] + b[0]) : a[1] + b[1];
    if (score > best) {
      best = score;
      memcpy (from, f, sizeof f);
      memcpy (to, t, sizeof t);
    }
  }
  return best > -FLT_MAX;
}

/* Away from the box, at a right angle to its edge. */
static void
find_outward (const Axes *self, const float a[2], const float b[2], float out[2])
{
  const float dx = b[0] - a[0], dy = b[1] - a[1], length = MAX (hypotf (dx, dy), 1e-3f);
  float side;

  out[0] = -dy / length;
  out[1] = dx / length;
  side = out[0] * ((a[0] + b[0]) / 2 - self->middle[0]) +
         out[1] * ((a[1] + b[1]) / 2 - self->middle[1]);
  if (side < 0) {
    out[0] = -out[0];
    out[1] = -out[1];
  }
}

/* length_px: of the axis on the screen */
static void
draw_ticks (
    Axes *self, int axis, const float from[3], const float out[2], double step, float length_px)
{
  const double room = (self->high[axis] - self->low[axis]) * 24 * self->px / MAX (length_px, 1);
  const double last = floor ((self->high[axis] - room) / step) * step;
  const float anchor[2] = { 0.5f - 0.5f * out[0], 0.5f - 0.5f * out[1] };

  for (double tick = ceil (self->low[axis] / step) * step; tick <= self->high[axis]; tick += step) {
    const double value = fabs (tick) < step / 2 ? 0 : tick;
    g_autofree char *text = g_strdup_printf ("%s%g%s", value < 0 ? "\u2212" : "", fabs (value),
                                             tick > last - step / 2 ? " mm" : "");
    float mm[3] = { from[0], from[1], from[2] }, at[2], end[2];

    mm[axis] = (float) tick;
    if (!on_screen (self, mm, at))
      continue;
    for (int n = 0; n < 2; n++)
      end[n] = at[n] + out[n] * 5 * self->px;
    hf_overlay_line (self->overlay, at, end, self->px, edge_ink);
    if (tick < self->low[axis] + room || tick > self->high[axis] - room)
      continue; /* the letters stand there */
    for (int n = 0; n < 2; n++)
      end[n] = at[n] + out[n] * 9 * self->px;
    hf_overlay_text (self->overlay, text, 11.5 * self->px, FALSE, end, anchor, text_ink);
  }
}

/* The letter at an end of an axis that is seen is not cut by the edge of the picture. */
static void
keep_inside (const Axes *self, const float axis_end[2], float letter[2])
{
  const float room = 10 * self->px;
  const float sizes[2] = { (float) self->width, (float) self->height };

  for (int n = 0; n < 2; n++)
    if (axis_end[n] < 0 || axis_end[n] > sizes[n])
      return;
  for (int n = 0; n < 2; n++)
    letter[n] = MAX (room, MIN (letter[n], sizes[n] - room));
}

static void
draw_axis (Axes *self, int axis)
{
  float from[3], to[3], a[2], b[2], out[2], length, end[2], along[2];
  double step;

  if (!find_edge (self, axis, from, to))
    return;
  step = MAX (grid_step (self), tick_step (self, axis, &length));
  on_screen (self, from, a);
  on_screen (self, to, b);
  find_outward (self, a, b, out);
  hf_overlay_line (self->overlay, a, b, 1.2f * self->px, edge_ink);
  length = MAX (hypotf (b[0] - a[0], b[1] - a[1]), 1e-3f);
  if (step > 0)
    draw_ticks (self, axis, from, out, step, length);
  for (int n = 0; n < 2; n++)
    along[n] = (b[n] - a[n]) / length;
  for (int side = 0; side < 2; side++) {
    for (int n = 0; n < 2; n++)
      end[n] =
          (side ? b[n] : a[n]) + (side ? 1 : -1) * along[n] * 15 * self->px + out[n] * 4 * self->px;
    keep_inside (self, side ? b : a, end);
    hf_overlay_text (self->overlay, letters[axis][side], 14 * self->px, TRUE, end,
                     (float[]){ 0.5f, 0.5f }, letter_ink);
  }
}

/* Eye space of the lettered cube: only the rotation, on the screen y is downwards. */
static void
turn (const HfCamera *camera, const float v[3], float out[3])
{
  versor q;
  mat4 m;
  vec3 in = { v[0], v[1], v[2] };

  memcpy (q, camera->rotation, sizeof q);
  glm_quat_mat4 (q, m);
  glm_mat4_mulv3 (m, in, 0, in);
  out[0] = in[0];
  out[1] = -in[1];
  out[2] = in[2];
}

static void
draw_cube_face (Axes *self, int axis, int side, const float at[2], float radius)
{
  /* Letters stand upright on the sides, and above and below as seen from the front. */
  const float up_mm[3] = { 0, axis == 2 ? (side ? 1 : -1) : 0, axis == 2 ? 0 : 1 };
  float normal_mm[3] = { 0 }, right_mm[3], n[3], u[3], r[3], corners[4][2], middle[2], shade;
  const float red = axis == 0, green = axis == 2, yellow = axis == 1;
  const float across[4] = { -1, 1, 1, -1 }, above[4] = { -1, -1, 1, 1 };

  normal_mm[axis] = side ? 1 : -1;
  glm_vec3_cross ((float *) up_mm, normal_mm, right_mm);
  turn (&self->scene->camera, normal_mm, n);
  if (n[2] < 0.02f)
    return;
  turn (&self->scene->camera, up_mm, u);
  turn (&self->scene->camera, right_mm, r);
  shade = 0.30f + 0.34f * MAX (0, -0.35f * n[0] - 0.60f * n[1] + 0.72f * n[2]);
  for (int i = 0; i < 2; i++) {
    middle[i] = at[i] + n[i] * radius;
    for (int c = 0; c < 4; c++)
      corners[c][i] = middle[i] + (across[c] * r[i] + above[c] * u[i]) * radius * 0.96f;
  }
  hf_overlay_quad (self->overlay, corners,
                   (HfInk){ shade * (0.80f + 0.22f * (yellow + red)),
                            shade * (0.84f + 0.10f * (yellow + green)),
                            shade * (0.98f - 0.12f * yellow), 0.96f });
  hf_overlay_text_on (self->overlay, letters[axis][side], 1.25 * radius, middle, r, u,
                      (HfInk){ 1, 1, 1, MIN (1, 0.35f + n[2]) });
}

static void
draw_cube (Axes *self)
{
  const float radius = 17 * self->px;
  const float at[2] = { 2.6f * radius, self->height - 2.6f * radius };

  if (self->width < 12 * radius || self->height < 12 * radius)
    return; /* small panes keep their middle free */
  for (int axis = 0; axis < 3; axis++)
    for (int side = 0; side < 2; side++)
      draw_cube_face (self, axis, side, at, radius);
}

/* At the right, above the name of the view: numbers of the axes end in the middle. */
static void
draw_scale_bar (Axes *self)
{
  const double mm = hf_camera_mm_per_px (&self->scene->camera, self->height);
  const double length = hf_nice_step (mm * 70 * self->px);
  const float y = self->height - 48 * self->px, px = (float) (length / mm);
  const float x = self->width - px - 12 * self->px, tick = 4 * self->px;
  g_autofree char *text = g_strdup_printf ("%g mm", length);

  hf_overlay_line (self->overlay, (float[]){ x, y }, (float[]){ x + px, y }, 2 * self->px,
                   text_ink);
  for (int end = 0; end < 2; end++)
    hf_overlay_line (self->overlay, (float[]){ x + end * px, y - tick },
                     (float[]){ x + end * px, y + tick }, 2 * self->px, text_ink);
  hf_overlay_text (self->overlay, text, 12 * self->px, FALSE,
                   (float[]){ x + px / 2, y + 5 * self->px }, (float[]){ 0.5f, 0 }, text_ink);
}

/* The place of the crosshair: three short lines in the colors of the planes. */
static void
draw_cursor (Axes *self)
{
  static const HfInk inks[3] = { { 0.93f, 0.84f, 0.30f, 0.95f },   /* along x: through sagittal */
                                 { 0.43f, 0.69f, 0.29f, 0.95f },   /* along y: through coronal */
                                 { 0.95f, 0.29f, 0.20f, 0.95f } }; /* along z: through axial */
  const float reach =
      (float) hf_camera_mm_per_px (&self->scene->camera, self->height) * 9 * self->px;

  for (int axis = 0; axis < 3; axis++) {
    float from[3], to[3];

    memcpy (from, self->scene->cursor, sizeof from);
    memcpy (to, self->scene->cursor, sizeof to);
    from[axis] -= reach;
    to[axis] += reach;
    draw_line_mm (self, from, to, 1.6f, inks[axis]);
  }
}

void
hf_axes_before (HfOverlay *overlay, const HfScene *scene, int width, int height, double px)
{
  Axes self;

  if (width < 1 || height < 1)
    return;
  axes_init (&self, overlay, scene, width, height, px);
  if (scene->show_cursor)
    draw_cursor (&self);
  if (scene->axes)
    for (int axis = 0; axis < 3; axis++)
      draw_axis (&self, axis);
  if (scene->marker)
    draw_cube (&self);
  if (scene->marker && scene->camera.orthographic)
    draw_scale_bar (&self);
}
