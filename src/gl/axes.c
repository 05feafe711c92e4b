/* The box is the one of the scene, so that all axes have one scale. A grid lies on the three walls
   behind the surface; numbers stand at the edges that form the outline, where they cover nothing.
   Letters are those of the patient: -x R, +x L, -y A, +y P, -z I, +z S.

   A text that would be cut, or stand on another one, is left out: half a number reads as another one.
   Without an overlay all is only measured, for fit.c. */
#include "gl/axes.h"

#include "gl/axes-private.h"
#include "gl/marker.h"

#include <cglm/cglm.h>

#define TICK_GAP 52 /* logical px between numbers, at least */
#define NUMBER_PX 11.5f
#define LETTER_PX 14
#define EDGE_PX 2 /* logical, between a text and the edge of the picture */

static const char *const letters[3][2] = { { "R", "L" }, { "A", "P" }, { "I", "S" } };

const HfInk *
hf_axes_ink (const HfAxes *self, HfAxesInk which)
{
  static const HfInk over_dark[HF_N_INKS] = {
    [HF_INK_GRID] = { 0.62f, 0.66f, 0.72f, 0.13f }, [HF_INK_WALL] = { 0.62f, 0.66f, 0.72f, 0.30f },
    [HF_INK_EDGE] = { 0.66f, 0.69f, 0.74f, 0.75f }, [HF_INK_BAR] = { 0.80f, 0.81f, 0.83f, 1 },
    [HF_INK_TEXT] = { 0.80f, 0.81f, 0.83f, 1 },     [HF_INK_LETTER] = { 0.98f, 0.84f, 0.53f, 1 },
  };
  /* Over paper or a dark page, nobody knows: lines halfway between, dark letters with a light rim. */
  static const HfInk over_any[HF_N_INKS] = {
    [HF_INK_GRID] = { 0.46f, 0.49f, 0.54f, 0.25f }, [HF_INK_WALL] = { 0.46f, 0.49f, 0.54f, 0.50f },
    [HF_INK_EDGE] = { 0.46f, 0.49f, 0.54f, 0.90f }, [HF_INK_BAR] = { 0.46f, 0.49f, 0.54f, 1 },
    [HF_INK_TEXT] = { 0.16f, 0.17f, 0.20f, 1 },     [HF_INK_LETTER] = { 0.48f, 0.27f, 0.00f, 1 },
  };

  return &(self->scene->transparent ? over_any : over_dark)[which];
}

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

gboolean
hf_axes_on_screen (const HfAxes *self, const float mm[3], float out[2])
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
find_front (HfAxes *self)
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

void
hf_axes_init (
    HfAxes *self, HfOverlay *overlay, const HfScene *scene, int width, int height, double px)
{
  float middle[3], extent = 0;

  *self = (HfAxes){
    .overlay = overlay, .scene = scene, .width = width, .height = height, .px = (float) px
  };
  hf_scene_bounds (scene, self->low, self->high);
  for (int n = 0; n < 3; n++)
    extent = MAX (extent, self->high[n] - self->low[n]);
  for (int n = 0; n < 3; n++) { /* some air between surface and walls */
    self->low[n] -= 0.03f * extent;
    self->high[n] += 0.03f * extent;
    middle[n] = (self->low[n] + self->high[n]) / 2;
  }
  if (!hf_axes_on_screen (self, middle, self->middle)) {
    self->middle[0] = width / 2.0f;
    self->middle[1] = height / 2.0f;
  }
  find_front (self);
}

static void
edge_ends (const HfAxes *self, int axis, int u_side, int v_side, float from[3], float to[3])
{
  const int u = (axis + 1) % 3, v = (axis + 2) % 3;

  from[axis] = self->low[axis];
  to[axis] = self->high[axis];
  from[u] = to[u] = u_side ? self->high[u] : self->low[u];
  from[v] = to[v] = v_side ? self->high[v] : self->low[v];
}

/* The step of the numbers along an axis: what its longest edge on the screen has room for. */
static double
tick_step (const HfAxes *self, int axis, float *length_px)
{
  *length_px = 0;
  for (int side = 0; side < 4; side++) {
    float from[3], to[3], a[2], b[2];

    edge_ends (self, axis, side & 1, side >> 1, from, to);
    if (hf_axes_on_screen (self, from, a) && hf_axes_on_screen (self, to, b))
      *length_px = MAX (*length_px, hypotf (b[0] - a[0], b[1] - a[1]));
  }
  if (*length_px < 1)
    return 0;
  return hf_nice_step ((self->high[axis] - self->low[axis]) * TICK_GAP * self->px / *length_px);
}

/* All axes share the finest step that every well visible axis has room for: a square grid. */
static double
grid_step (const HfAxes *self)
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
draw_line_mm (HfAxes *self, const float from[3], const float to[3], float width, HfInk ink)
{
  float a[2], b[2];

  if (hf_axes_on_screen (self, from, a) && hf_axes_on_screen (self, to, b))
    hf_overlay_line (self->overlay, a, b, width * self->px, ink);
}

/* Lines across one wall at the ticks of one of its two axes. */
static void
draw_grid (HfAxes *self, int wall, int side, int along, double step)
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
    draw_line_mm (self, from, to, 1, *hf_axes_ink (self, HF_INK_GRID));
  }
}

void
hf_axes_behind (HfOverlay *overlay, const HfScene *scene, int width, int height, double px)
{
  double step;
  HfAxes self;

  if (!scene->axes || width < 1 || height < 1)
    return;
  hf_axes_init (&self, overlay, scene, width, height, px);
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
      draw_line_mm (&self, from, to, 1, *hf_axes_ink (&self, HF_INK_WALL));
    }
}

/* The edge of an axis that carries its numbers: part of the outline, lowest on the screen for the
 * horizontal axes, leftmost for the vertical one. */
static gboolean
find_edge (const HfAxes *self, int axis, float from[3], float to[3])
{
  const int u = (axis + 1) % 3, v = (axis + 2) % 3;
  float best = -FLT_MAX;

  for (int n = 0; n < 4; n++) {
    float f[3], t[3], a[2], b[2], score;

    if (self->front[u][n & 1] == self->front[v][n >> 1])
      continue;
    edge_ends (self, axis, n & 1, n >> 1, f, t);
    if (!hf_axes_on_screen (self, f, a) || !hf_axes_on_screen (self, t, b))
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
find_outward (const HfAxes *self, const float a[2], const float b[2], float out[2])
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

gboolean
hf_axes_take (HfAxes *self, const HfRect *rect)
{
  const float edge = EDGE_PX * self->px;

  if (rect->low[0] < edge || rect->low[1] < edge || rect->high[0] > (float) self->width - edge ||
      rect->high[1] > (float) self->height - edge)
    return FALSE;
  for (guint n = 0; n < self->n_taken; n++)
    if (hf_rect_meets (rect, &self->taken[n]))
      return FALSE;
  if (self->n_taken < HF_AXES_RECTS)
    self->taken[self->n_taken++] = *rect;
  return TRUE;
}

/* Without letters at hand: as wide as those of DejaVu, which are wide. */
static void
guess_size (const char *text, float px, float size[2])
{
  size[0] = 0;
  size[1] = 1.2f * px;
  for (const char *c = text; *c; c = g_utf8_next_char (c))
    size[0] += px * (*c == ' ' ? 0.33f : *c == 'm' ? 0.98f : g_ascii_isupper (*c) ? 0.8f : 0.66f);
}

gboolean
hf_axes_text (HfAxes *self,
              const char *text,
              float px,
              gboolean bold,
              const float at[2],
              const float anchor[2],
              HfInk ink)
{
  float size[2];
  HfRect rect;

  if (self->overlay)
    hf_overlay_text_size (self->overlay, text, px, bold, size);
  else
    guess_size (text, px, size);
  for (int n = 0; n < 2; n++) {
    const float air = n == 1 ? 0.15f * size[n] : 0; /* above and below the letters */

    rect.low[n] = at[n] - anchor[n] * size[n] + air;
    rect.high[n] = rect.low[n] + size[n] - 2 * air;
  }
  if (!hf_axes_take (self, &rect))
    return FALSE;
  if (self->overlay)
    hf_overlay_text (self->overlay, text, px, bold, at, anchor, ink);
  return TRUE;
}

/* An axis as it is seen: the edge that carries its numbers. */
typedef struct {
  int axis;
  float from[3], a[2], b[2]; /* its low end, and both on the screen */
  float out[2], length_px;
  double step; /* mm between numbers */
} Scale;

static gboolean
scale_init (Scale *self, const HfAxes *axes, int axis)
{
  float to[3], longest;

  self->axis = axis;
  if (!find_edge (axes, axis, self->from, to))
    return FALSE;
  hf_axes_on_screen (axes, self->from, self->a);
  hf_axes_on_screen (axes, to, self->b);
  find_outward (axes, self->a, self->b, self->out);
  self->length_px = MAX (hypotf (self->b[0] - self->a[0], self->b[1] - self->a[1]), 1e-3f);
  self->step = MAX (grid_step (axes), tick_step (axes, axis, &longest));
  return TRUE;
}

/* With the unit where it is still to be said. FALSE: there is no room for that. */
static gboolean
draw_number (HfAxes *self, const Scale *scale, double tick, const float at[2], gboolean *unit_said)
{
  const double value = fabs (tick) < scale->step / 2 ? 0 : tick;
  const float anchor[2] = { 0.5f - 0.5f * scale->out[0], 0.5f - 0.5f * scale->out[1] };
  const float end[2] = { at[0] + scale->out[0] * 9 * self->px,
                         at[1] + scale->out[1] * 9 * self->px };

  for (int bare = *unit_said; bare < 2; bare++) {
    g_autofree char *text =
        g_strdup_printf ("%s%g%s", value < 0 ? "\u2212" : "", fabs (value), bare ? "" : " mm");

    if (hf_axes_text (self, text, NUMBER_PX * self->px, FALSE, end, anchor,
                      *hf_axes_ink (self, HF_INK_TEXT))) {
      *unit_said |= !bare;
      return *unit_said;
    }
  }
  return FALSE;
}

/* From the last number on, which has the unit: the last one that is seen. */
static gboolean
draw_ticks (HfAxes *self, const Scale *scale)
{
  const double low = self->low[scale->axis], high = self->high[scale->axis], step = scale->step;
  const double room = (high - low) * 24 * self->px / MAX (scale->length_px, 1);
  gboolean all = TRUE, unit_said = FALSE;

  for (double tick = floor (high / step) * step; step > 0 && tick >= low; tick -= step) {
    float mm[3] = { scale->from[0], scale->from[1], scale->from[2] }, at[2], end[2];

    mm[scale->axis] = (float) tick;
    if (!hf_axes_on_screen (self, mm, at))
      continue;
    for (int n = 0; n < 2; n++)
      end[n] = at[n] + scale->out[n] * 5 * self->px;
    if (self->overlay)
      hf_overlay_line (self->overlay, at, end, self->px, *hf_axes_ink (self, HF_INK_EDGE));
    if (tick >= low + room && tick <= high - room) /* else the letters stand there */
      all = draw_number (self, scale, tick, at, &unit_said) && all;
  }
  return all;
}

/* The letter at an end of an axis that is seen is not cut by the edge of the picture. */
static void
keep_inside (const HfAxes *self, const float axis_end[2], float letter[2])
{
  const float room = 10 * self->px;
  const float sizes[2] = { (float) self->width, (float) self->height };

  for (int n = 0; n < 2; n++)
    if (axis_end[n] < 0 || axis_end[n] > sizes[n])
      return;
  for (int n = 0; n < 2; n++)
    letter[n] = MAX (room, MIN (letter[n], sizes[n] - room));
}

/* Beyond the end of the axis; where that is taken a little farther out. */
static gboolean
draw_letter (HfAxes *self, const Scale *scale, int side)
{
  const float *end = side ? scale->b : scale->a;

  for (int farther = 0; farther < 3; farther++) {
    float at[2];

    for (int n = 0; n < 2; n++) {
      const float along = (scale->b[n] - scale->a[n]) / scale->length_px * (side ? 1 : -1);

      at[n] = end[n] + (along * (15 + 8 * (float) farther) + scale->out[n] * 4) * self->px;
    }
    keep_inside (self, end, at);
    if (hf_axes_text (self, letters[scale->axis][side], LETTER_PX * self->px, TRUE, at,
                      (float[]){ 0.5f, 0.5f }, *hf_axes_ink (self, HF_INK_LETTER)))
      return TRUE;
  }
  return FALSE;
}

/* Letters first: numbers can be guessed from their neighbors. */
gboolean
hf_axes_draw_scales (HfAxes *self)
{
  gboolean all = TRUE, seen[3];
  Scale scales[3];

  for (int axis = 0; axis < 3; axis++) {
    seen[axis] = scale_init (&scales[axis], self, axis);
    if (seen[axis] && self->overlay)
      hf_overlay_line (self->overlay, scales[axis].a, scales[axis].b, 1.2f * self->px,
                       *hf_axes_ink (self, HF_INK_EDGE));
    for (int side = 0; seen[axis] && side < 2; side++)
      all = draw_letter (self, &scales[axis], side) && all;
  }
  for (int axis = 0; axis < 3; axis++)
    if (seen[axis])
      all = draw_ticks (self, &scales[axis]) && all;
  return all;
}

/* The place of the crosshair: three short lines in the colors of the planes. */
static void
draw_cursor (HfAxes *self)
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
  HfAxes self;

  if (width < 1 || height < 1)
    return;
  hf_axes_init (&self, overlay, scene, width, height, px);
  if (scene->show_cursor)
    draw_cursor (&self);
  if (scene->marker)
    hf_marker_draw (&self);
  if (scene->axes)
    hf_axes_draw_scales (&self);
}
