/* Where the pixels of a slice view lie in the patient: fit, zoom and pan. */
#include "view/slice-view-private.h"

#include <math.h>
#include <string.h>

static void
unit_vector (const double v[3], double unit[3])
{
  double length = sqrt (v[0] * v[0] + v[1] * v[1] + v[2] * v[2]);

  for (int n = 0; n < 3; n++)
    unit[n] = v[n] / length;
}

void
hf_slice_view_forget_fit (HfSliceView *self)
{
  g_clear_pointer (&self->fitted.volume, hf_volume_unref);
}

/* The whole plane through the cursor; the same is wanted a dozen times in a frame. */
static const HfView *
fit (HfSliceView *self, HfVolume *volume, const double cursor[3], int width, int height)
{
  const HfView *view = &self->fitted.view;

  if (volume == self->fitted.volume && width == view->width && height == view->height &&
      memcmp (cursor, self->fitted.cursor, sizeof self->fitted.cursor) == 0)
    return view;
  hf_slice_view_forget_fit (self);
  self->fitted.volume = hf_volume_ref (volume);
  memcpy (self->fitted.cursor, cursor, sizeof self->fitted.cursor);
  hf_plane_fit (hf_volume_geometry (volume), self->plane, cursor, width, height,
                &self->fitted.view);
  return view;
}

/* Where the pixels of this view lie, with scale device pixels a widget pixel. */
gboolean
hf_slice_view_mapping (HfSliceView *self, int scale, HfView *view)
{
  HfVolume *volume = self->session ? hf_session_volume (self->session) : NULL;
  int width = gtk_widget_get_width (GTK_WIDGET (self)) * scale;
  int height = gtk_widget_get_height (GTK_WIDGET (self)) * scale;
  double cursor[3], right[3], down[3], across, along;

  if (!volume || width < 1 || height < 1)
    return FALSE;
  hf_session_cursor (self->session, cursor); /* may lie between slices: a slice is shown */
  hf_plane_move_to (hf_volume_geometry (volume), self->plane,
                    hf_session_slice (self->session, self->plane), cursor);
  *view = *fit (self, volume, cursor, width, height);
  unit_vector (view->right, right);
  unit_vector (view->down, down);
  across = (width - 1) / 2.0;
  along = (height - 1) / 2.0;
  for (int n = 0; n < 3; n++) {
    double center = view->origin[n] + across * view->right[n] + along * view->down[n] +
                    self->pan_mm[0] * right[n] + self->pan_mm[1] * down[n];

    view->right[n] /= self->zoom;
    view->down[n] /= self->zoom;
    view->origin[n] = center - across * view->right[n] - along * view->down[n];
  }
  return TRUE;
}

gboolean
hf_slice_view_to_patient (HfSliceView *self, double x, double y, double mm[3])
{
  HfView view;

  if (!hf_slice_view_mapping (self, 1, &view))
    return FALSE;
  for (int n = 0; n < 3; n++)
    mm[n] = view.origin[n] + (x - 0.5) * view.right[n] + (y - 0.5) * view.down[n];
  return TRUE;
}

static double
dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* The place in the picture that mm is seen at, along the picture's normal. */
gboolean
hf_slice_view_from_patient (HfSliceView *self, const double mm[3], double *x, double *y)
{
  HfView view;
  double from[3], rr, rd, dd, fr, fd, area;

  if (!hf_slice_view_mapping (self, 1, &view))
    return FALSE;
  for (int n = 0; n < 3; n++)
    from[n] = mm[n] - view.origin[n];
  rr = dot (view.right, view.right);
  rd = dot (view.right, view.down);
  dd = dot (view.down, view.down);
  fr = dot (from, view.right);
  fd = dot (from, view.down);
  area = rr * dd - rd * rd;
  *x = (fr * dd - fd * rd) / area + 0.5;
  *y = (fd * rr - fr * rd) / area + 0.5;
  return TRUE;
}

/* It belongs to the slice that is seen here. */
gboolean
hf_slice_view_shows_note (HfSliceView *self, const HfNote *note)
{
  const HfGeometry *geometry = hf_volume_geometry (hf_session_volume (self->session));

  return note->plane == self->plane && hf_plane_slice_at (geometry, self->plane, note->points[0]) ==
                                           hf_session_slice (self->session, self->plane);
}

void
hf_slice_view_pan_by (HfSliceView *self, double dx, double dy)
{
  HfView view;

  if (!hf_slice_view_mapping (self, 1, &view))
    return;
  self->pan_mm[0] -= dx * sqrt (dot (view.right, view.right));
  self->pan_mm[1] -= dy * sqrt (dot (view.down, view.down));
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

/* Zooms; what is seen at x, y stays there. */
void
hf_slice_view_zoom_at (HfSliceView *self, double factor, double x, double y)
{
  double before[3], x_after, y_after, zoom = CLAMP (self->zoom * factor, 0.1, 64);

  if (zoom == self->zoom || !hf_slice_view_to_patient (self, x, y, before))
    return;
  self->zoom = zoom;
  hf_slice_view_from_patient (self, before, &x_after, &y_after);
  hf_slice_view_pan_by (self, x - x_after, y - y_after);
}
