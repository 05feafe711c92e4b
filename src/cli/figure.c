/* A picture in memory; text by Pango, so that names in any script are right. */
#include "cli/figure.h"

#include "files/png.h"

#include <math.h>
#include <pango/pangocairo.h>

struct _HfFigure {
  cairo_surface_t *surface; /* owned */
  cairo_t *cr;              /* owned */
};

HfFigure *
hf_figure_new (int width, int height)
{
  HfFigure *self = g_new0 (HfFigure, 1);

  self->surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  self->cr = cairo_create (self->surface);
  cairo_set_source_rgb (self->cr, 1, 1, 1);
  cairo_paint (self->cr);
  return self;
}

void
hf_figure_free (HfFigure *self)
{
  cairo_destroy (self->cr);
  cairo_surface_destroy (self->surface);
  g_free (self);
}

void
hf_figure_text (HfFigure *self, double x, double y, double px, const char *text)
{
  PangoLayout *layout = pango_cairo_create_layout (self->cr);
  PangoFontDescription *font = pango_font_description_from_string ("Sans");

  pango_font_description_set_absolute_size (font, px * PANGO_SCALE);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  cairo_set_source_rgb (self->cr, 0.1, 0.1, 0.1);
  cairo_move_to (self->cr, x, y);
  pango_cairo_show_layout (self->cr, layout);
  pango_font_description_free (font);
  g_object_unref (layout);
}

/* The view of a slice that fills a box; cursor is set to a place on it. */
static void
fit (const HfVolume *volume, HfPlane plane, int index, const int box[4], HfView *view)
{
  HfGeometry *geometry = hf_volume_geometry (volume);
  const int *size = hf_geometry_size (geometry);
  const double middle[3] = { (size[0] - 1) / 2.0, (size[1] - 1) / 2.0, (size[2] - 1) / 2.0 };
  double cursor[3];

  hf_geometry_voxel_to_patient (geometry, middle, cursor);
  hf_plane_move_to (geometry, plane, index, cursor);
  hf_plane_fit (geometry, plane, cursor, box[2], box[3], view);
}

static void
paint (HfFigure *self, guint32 *colors, const int box[4])
{
  cairo_surface_t *picture = cairo_image_surface_create_for_data (
      (guchar *) colors, CAIRO_FORMAT_RGB24, box[2], box[3],
      cairo_format_stride_for_width (CAIRO_FORMAT_RGB24, box[2]));

  cairo_set_source_surface (self->cr, picture, box[0], box[1]);
  cairo_paint (self->cr);
  cairo_surface_destroy (picture);
}

void
hf_figure_slice (HfFigure *self,
                 const HfVolume *volume,
                 HfPlane plane,
                 int index,
                 const HfWindow *window,
                 const int box[4])
{
  gsize n = (gsize) box[2] * (gsize) box[3];
  g_autofree gint16 *pixels = g_new (gint16, n);
  g_autofree guint32 *colors = g_new (guint32, n);
  g_autoptr (HfDisplay) display = hf_display_new (volume, window);
  const HfResliceOptions how = { .interpolation = HF_INTERPOLATION_LINEAR };
  HfImage image = { pixels, box[2], box[3] };
  HfView view;

  fit (volume, plane, index, box, &view);
  hf_reslice (volume, &view, &how, &image);
  hf_display_map (display, &image, colors, sizeof *colors * (gsize) box[2]);
  paint (self, colors, box);
}

void
hf_figure_mask (HfFigure *self,
                const HfVolume *volume,
                HfPlane plane,
                int index,
                const HfMask *mask,
                const int box[4])
{
  HfGeometry *geometry = hf_volume_geometry (volume);
  const int *size = hf_geometry_size (geometry);
  g_autofree guint32 *colors = g_new0 (guint32, (gsize) box[2] * (gsize) box[3]);
  gboolean flip[2];
  int axis[2];
  HfView view;

  fit (volume, plane, index, box, &view);
  hf_plane_axes (geometry, plane, axis, flip);
  for (int y = 0; y < box[3]; y++)
    for (int x = 0; x < box[2]; x++) {
      double mm[3], voxel[3];
      int at[2];

      for (int a = 0; a < 3; a++)
        mm[a] = view.origin[a] + x * view.right[a] + y * view.down[a];
      if (!hf_geometry_patient_to_voxel (geometry, mm, voxel))
        continue;
      for (int n = 0; n < 2; n++) {
        at[n] = CLAMP ((int) floor (voxel[axis[n]] + 0.5), 0, size[axis[n]] - 1);
        at[n] = flip[n] ? size[axis[n]] - 1 - at[n] : at[n];
      }
      if (hf_mask_get (mask, at[0], at[1], 0))
        colors[(gsize) y * (gsize) box[2] + (gsize) x] = 0xffffffff;
    }
  paint (self, colors, box);
}

gboolean
hf_figure_write (HfFigure *self, const char *path, GError **error)
{
  cairo_surface_flush (self->surface);
  return hf_png_write (path, HF_PNG_BGRX, cairo_image_surface_get_data (self->surface),
                       cairo_image_surface_get_width (self->surface),
                       cairo_image_surface_get_height (self->surface),
                       (gsize) cairo_image_surface_get_stride (self->surface), NULL, error);
}
