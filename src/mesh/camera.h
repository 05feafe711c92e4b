/* The camera of the mesh view: where it stands in patient space, and how a hand moves it.

   Patient space is LPS mm. Eye space has x to the right, y up and z towards the viewer; screen
   positions are pixels, y downwards. A plain value: copy it freely. Nothing here divides by a size
   of 0, so that a widget may ask before it has one. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef enum {
  HF_LOOK_ANTERIOR, /* seen from the front: the patient's right at the left of the screen */
  HF_LOOK_POSTERIOR,
  HF_LOOK_LEFT, /* seen from the patient's left */
  HF_LOOK_RIGHT,
  HF_LOOK_SUPERIOR, /* anterior at the top */
  HF_LOOK_INFERIOR,
  HF_LOOK_OBLIQUE, /* from the front, a little from the left and from above */
  HF_N_LOOKS
} HfLook;

typedef struct {
  float rotation[4];     /* unit quaternion x y z w: patient -> eye */
  float center[3];       /* LPS mm: what is in the middle of the picture */
  float distance;        /* mm from the eye to the center */
  float low[3], high[3]; /* LPS mm: the box that has to be seen */
  gboolean orthographic;
  gboolean free; /* free rotation: superior may leave the vertical */
} HfCamera;

void hf_camera_init (HfCamera *self);
void hf_camera_set_bounds (HfCamera *self, const float low[3], const float high[3]);
void hf_camera_fit (HfCamera *self, double aspect); /* width / height; keeps the direction */
void hf_camera_look (HfCamera *self, HfLook look);
void hf_camera_set_free (HfCamera *self, gboolean free); /* back: superior is upright again */

/* Turns about a place, which stays where it is on the screen. Radians: the scene follows the hand
 * to the right and downwards. */
void hf_camera_orbit (HfCamera *self, double right, double down, const float pivot[3]);
/* Moves the scene with the hand, at the depth of a place. */
void hf_camera_pan (
    HfCamera *self, double dx_px, double dy_px, const float at[3], int width, int height);
/* Nearer by a factor (2: twice as large) at a place on the screen, which stays. */
void hf_camera_dolly (HfCamera *self, double factor, double x, double y, int width, int height);

void hf_camera_direction (const HfCamera *self, float towards_eye[3]); /* unit, LPS */
const char *hf_camera_name (const HfCamera *self);                     /* "anterior", "oblique" */
const char *hf_look_name (HfLook look);                                /* "anterior" */
int hf_look_find (const char *name);                                   /* -1: none */
void hf_camera_matrices (
    const HfCamera *self, int width, int height, float view[16], float projection[16]);
/* x, y in px, z = depth 0..1; FALSE behind the eye. */
gboolean
hf_camera_project (const HfCamera *self, const float mm[3], int width, int height, float screen[3]);
/* The ray of a pixel, from the eye (orthographic: from before everything); direction is unit. */
void hf_camera_ray (const HfCamera *self,
                    double x,
                    double y,
                    int width,
                    int height,
                    float origin[3],
                    float direction[3]);
double hf_camera_mm_per_px (const HfCamera *self, int height); /* at the center */

G_END_DECLS
