/* Where the camera stands so that surfaces, numbers and letters have room in the picture, and the box of the
   axes keeps out of the corners of the cube and the scale bar. All that is measured as it will be drawn;
   the camera goes away from the middle in small steps until it fits. */
#include "gl/axes-private.h"
#include "gl/marker.h"

#define AWAY 1.03f /* a step */
#define MOST_STEPS 18

/* Whether the box comes into a place on the screen: one of its sides does. */
static gboolean
box_meets (const HfAxes *self, const HfRect *rect)
{
  for (int wall = 0; wall < 3; wall++)
    for (int side = 0; side < 2; side++) {
      float corners[4][2];

      for (int n = 0; n < 4; n++) {
        const int u = (wall + 1) % 3, v = (wall + 2) % 3;
        float mm[3];

        mm[wall] = side ? self->high[wall] : self->low[wall];
        mm[u] = n == 1 || n == 2 ? self->high[u] : self->low[u];
        mm[v] = n >= 2 ? self->high[v] : self->low[v];
        if (!hf_axes_on_screen (self, mm, corners[n]))
          return TRUE;
      }
      if (hf_rect_meets_quad (rect, (const float (*)[2]) corners))
        return TRUE;
    }
  return FALSE;
}

static gboolean
has_room (const HfScene *scene, int width, int height, double px)
{
  HfAxes self;

  hf_axes_init (&self, NULL, scene, width, height, px);
  if (scene->marker)
    hf_marker_draw (&self);
  for (guint n = 0; n < self.n_taken; n++)
    if (box_meets (&self, &self.taken[n]))
      return FALSE;
  return !scene->axes || hf_axes_draw_scales (&self);
}

void
hf_scene_fit (HfScene *scene, int width, int height, double px)
{
  float low[3], high[3], nearest;

  hf_scene_bounds (scene, low, high);
  hf_camera_set_bounds (&scene->camera, low, high);
  hf_camera_fit (&scene->camera, (double) width / MAX (height, 1));
  nearest = scene->camera.distance;
  if (width < 1 || height < 1)
    return;
  for (int step = 0; step < MOST_STEPS; step++, scene->camera.distance *= AWAY)
    if (has_room (scene, width, height, px))
      return;
  scene->camera.distance = nearest; /* a tiny picture: what has no room is left out */
}
