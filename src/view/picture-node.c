/* GTK 4.8's cairo renderer converts every texture through floats, in every frame: 7 of 18 ms of a
   slice step. A cairo node with the pixels as they are costs copies only: cairo plays its recording into fresh memory and paints that.
   In strips that memory stays in the processor's cache. The pixels reach the recording as a raster source: of a surface cairo would
   keep a snapshot, and copy it when the surface ends, though nobody needs it any more. */
#include "view/picture-node.h"

#include <gsk/gskcairorenderer.h>

#define STRIP_PIXELS 32768 /* 128 KiB */

static gboolean
paints_with_cairo (GtkWidget *widget)
{
  GtkNative *native = gtk_widget_get_native (widget);
  GskRenderer *renderer = native ? gtk_native_get_renderer (native) : NULL;

  return renderer && GSK_IS_CAIRO_RENDERER (renderer);
}

/* The callbacks of a raster source. Its data is an image surface, of which each copy of the pattern holds a reference. */
static cairo_surface_t *
acquire (cairo_pattern_t *pattern,
         void *pixels,
         cairo_surface_t *target,
         const cairo_rectangle_int_t *extents)
{
  return cairo_surface_reference (pixels);
}

static void
release (cairo_pattern_t *pattern, void *pixels, cairo_surface_t *acquired)
{
  cairo_surface_destroy (acquired);
}

static cairo_status_t
copy (cairo_pattern_t *pattern, void *pixels, const cairo_pattern_t *other)
{
  cairo_surface_reference (pixels);
  return CAIRO_STATUS_SUCCESS;
}

static void
finish (cairo_pattern_t *pattern, void *pixels)
{
  cairo_surface_destroy (pixels);
}

static cairo_pattern_t *
pattern_new (cairo_surface_t *pixels)
{
  cairo_pattern_t *pattern = cairo_pattern_create_raster_source (
      cairo_surface_reference (pixels), cairo_surface_get_content (pixels),
      cairo_image_surface_get_width (pixels), cairo_image_surface_get_height (pixels));

  cairo_raster_source_pattern_set_acquire (pattern, acquire, release);
  cairo_raster_source_pattern_set_copy (pattern, copy);
  cairo_raster_source_pattern_set_finish (pattern, finish);
  return pattern;
}

static void
unref_bytes (gpointer bytes)
{
  g_bytes_unref (bytes);
}

/* Rows top .. bottom - 1 of the pixels. */
static GskRenderNode *
strip_node (cairo_pattern_t *pixels,
            int width,
            int height,
            const graphene_rect_t *bounds,
            int top,
            int bottom)
{
  const float scale_y = bounds->size.height / height;
  GskRenderNode *node =
      gsk_cairo_node_new (&GRAPHENE_RECT_INIT (bounds->origin.x, bounds->origin.y + top * scale_y,
                                               bounds->size.width, (bottom - top) * scale_y));
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);

  cairo_translate (cr, bounds->origin.x, bounds->origin.y);
  cairo_scale (cr, bounds->size.width / width, scale_y);
  cairo_set_source (cr, pixels);
  cairo_rectangle (cr, 0, top, width, bottom - top);
  cairo_fill (cr);
  cairo_destroy (cr);
  return node;
}

/* How many rows of pixels a strip has: whole ones in logical px, else there would be seams. */
static int
strip_rows (int width, int height, const graphene_rect_t *bounds)
{
  const int scale = (int) (width / bounds->size.width);

  if (scale < 1 || scale * bounds->size.width != width || scale * bounds->size.height != height)
    return height;
  return MAX (STRIP_PIXELS / width / scale, 1) * scale;
}

static GskRenderNode *
cairo_node (GBytes *bgra, int width, int height, const graphene_rect_t *bounds, HfPixels kind)
{
  static const cairo_user_data_key_t pixels_key;
  const int rows = strip_rows (width, height, bounds);
  g_autoptr (GPtrArray) strips =
      g_ptr_array_new_with_free_func ((GDestroyNotify) gsk_render_node_unref);
  cairo_surface_t *surface = cairo_image_surface_create_for_data (
      (guchar *) g_bytes_get_data (bgra, NULL),
      kind == HF_PIXELS_OPAQUE ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32, width, height,
      width * 4);
  cairo_pattern_t *pixels = pattern_new (surface);

  cairo_surface_set_user_data (surface, &pixels_key, g_bytes_ref (bgra), unref_bytes);
  /* Pixel for pixel, or stretched while something moves. */
  cairo_pattern_set_filter (pixels, width < bounds->size.width ? CAIRO_FILTER_BILINEAR
                                                               : CAIRO_FILTER_NEAREST);
  for (int top = 0; top < height; top += rows)
    g_ptr_array_add (strips,
                     strip_node (pixels, width, height, bounds, top, MIN (top + rows, height)));
  cairo_pattern_destroy (pixels);
  cairo_surface_destroy (surface);
  if (strips->len == 1)
    return gsk_render_node_ref (g_ptr_array_index (strips, 0));
  return gsk_container_node_new ((GskRenderNode **) strips->pdata, strips->len);
}

GskRenderNode *
hf_picture_node_new (GBytes *bgra,
                     int width,
                     int height,
                     const graphene_rect_t *bounds,
                     HfPixels kind,
                     GtkWidget *widget)
{
  g_autoptr (GdkTexture) texture = NULL;

  if (paints_with_cairo (widget))
    return cairo_node (bgra, width, height, bounds, kind);
  texture = gdk_memory_texture_new (width, height, GDK_MEMORY_DEFAULT, bgra, (gsize) width * 4);
  return gsk_texture_node_new (texture, bounds);
}

static void
append_black (GtkSnapshot *snapshot, float left, float top, float right, float bottom)
{
  if (right > left && bottom > top)
    gtk_snapshot_append_color (snapshot, &(GdkRGBA){ 0, 0, 0, 1 },
                               &GRAPHENE_RECT_INIT (left, top, right - left, bottom - top));
}

void
hf_picture_append_border (GtkSnapshot *snapshot,
                          const graphene_rect_t *all,
                          const graphene_rect_t *inside)
{
  const float left = all->origin.x, right = left + all->size.width;
  const float top = all->origin.y, bottom = top + all->size.height;
  const float above = inside->origin.y, below = above + inside->size.height;

  append_black (snapshot, left, top, right, above);
  append_black (snapshot, left, above, inside->origin.x, below);
  append_black (snapshot, inside->origin.x + inside->size.width, above, right, below);
  append_black (snapshot, left, below, right, bottom);
}
