/* The lettered cube in the lower left corner, and the scale bar in the lower right one. Their places
   are taken before texts are laid out. In small pictures both are smaller; in tiny ones they are left out. */
#include "gl/marker.h"

#include "gl/axes.h"

#include <cglm/cglm.h>

static const char *const letters[3][2] = { { "R", "L" }, { "A", "P" }, { "I", "S" } };

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
draw_cube_face (HfAxes *self, int axis, int side, const float at[2], float radius)
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
draw_cube (HfAxes *self)
{
  const float side = (float) MIN (self->width, self->height) / self->px; /* logical px */
  const float radius = 17 * self->px * CLAMP (side / 600, 0.6f, 1);
  const float at[2] = { 2.6f * radius, (float) self->height - 2.6f * radius };
  const float reach = 1.8f * radius; /* of a corner that looks at the viewer's side */
  const HfRect rect = { { at[0] - reach, at[1] - reach }, { at[0] + reach, at[1] + reach } };

  if (self->width < 12 * radius || self->height < 12 * radius || !hf_axes_take (self, &rect))
    return; /* small panes keep their middle free */
  for (int axis = 0; axis < 3 && self->overlay; axis++)
    for (int end = 0; end < 2; end++)
      draw_cube_face (self, axis, end, at, radius);
}

/* At the right, above the name of the view: numbers of the axes end in the middle. */
static void
draw_scale_bar (HfAxes *self)
{
  const double mm = hf_camera_mm_per_px (&self->scene->camera, self->height);
  const double length = hf_nice_step (mm * MIN (70 * self->px, 0.14f * (float) self->width));
  const float y = (float) self->height - 48 * self->px, px = (float) (length / mm);
  const float x = (float) self->width - px - 12 * self->px, tick = 4 * self->px;
  const HfRect rect = { { x - 6 * self->px, y - tick - 4 * self->px },
                        { x + px + 6 * self->px, y + 22 * self->px } };
  const HfInk ink = *hf_axes_ink (self, HF_INK_BAR);
  g_autofree char *text = g_strdup_printf ("%g mm", length);

  if (self->height < (self->scene->axes ? 300 : 150) * self->px || !hf_axes_take (self, &rect) ||
      !self->overlay)
    return;
  hf_overlay_line (self->overlay, (float[]){ x, y }, (float[]){ x + px, y }, 2 * self->px, ink);
  for (int end = 0; end < 2; end++)
    hf_overlay_line (self->overlay, (float[]){ x + (float) end * px, y - tick },
                     (float[]){ x + (float) end * px, y + tick }, 2 * self->px, ink);
  hf_overlay_text (self->overlay, text, 12 * self->px, FALSE,
                   (float[]){ x + px / 2, y + 5 * self->px }, (float[]){ 0.5f, 0 },
                   *hf_axes_ink (self, HF_INK_TEXT));
}

void
hf_marker_draw (HfAxes *self)
{
  draw_cube (self);
  if (self->scene->camera.orthographic)
    draw_scale_bar (self);
}
