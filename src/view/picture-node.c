/* GTK 4.8's cairo renderer converts every texture through floats, in every frame: 7 of 18 ms of a
   slice step. A cairo node with the pixels as they are costs copies only: cairo plays its recording into fresh memory and paints that.
   In strips that memory stays in the processor's cache. */
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

static void
unref_bytes (gpointer bytes)
{
  g_bytes_unref (bytes);
}

static void
destroy_surface (gpointer surface)
{
  cairo_surface_destroy (surface);
}

/* Rows top .. bottom - 1 of the surface. Its recording refers to the pixels; were their surface finished before it, cairo would copy
   them first. So the recording owns the surface. */
static GskRenderNode *
strip_node (cairo_surface_t *surface, const graphene_rect_t *bounds, int top, int bottom)
{
  static const cairo_user_data_key_t surface_key;
  const int width = cairo_image_surface_get_width (surface);
  const float scale_y = bounds->size.height / cairo_image_surface_get_height (surface);
  GskRenderNode *node =
      gsk_cairo_node_new (&GRAPHENE_RECT_INIT (bounds->origin.x, bounds->origin.y + top * scale_y,
                                               bounds->size.width, (bottom - top) * scale_y));
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);

  cairo_surface_set_user_data (cairo_get_target (cr), &surface_key,
                               cairo_surface_reference (surface), destroy_surface);
  cairo_translate (cr, bounds->origin.x, bounds->origin.y);
  cairo_scale (cr, bounds->size.width / width, scale_y);
  cairo_set_source_surface (cr, surface, 0, 0);
  /* Pixel for pixel, or stretched while something moves. */
  cairo_pattern_set_filter (cairo_get_source (cr), width < bounds->size.width
                                                       ? CAIRO_FILTER_BILINEAR
                                                       : CAIRO_FILTER_NEAREST);
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

  cairo_surface_set_user_data (surface, &pixels_key, g_bytes_ref (bgra), unref_bytes);
  for (int top = 0; top < height; top += rows)
    g_ptr_array_add (strips, strip_node (surface, bounds, top, MIN (top + rows, height)));
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
