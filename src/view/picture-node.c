/* GTK 4.8's cairo renderer converts every texture through floats, in every frame: 7 of 18 ms of a
   slice step. A cairo node with the pixels as they are costs a copy to the screen. */
#include "view/picture-node.h"

#include <gsk/gskcairorenderer.h>

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

/* The node's recording refers to the pixels; were their surface finished before it, cairo would copy
   them first. So the recording owns the surface. */
static GskRenderNode *
cairo_node (GBytes *bgra, int width, int height, const graphene_rect_t *bounds, HfPixels kind)
{
  static const cairo_user_data_key_t pixels_key, surface_key;
  GskRenderNode *node = gsk_cairo_node_new (bounds);
  cairo_t *cr = gsk_cairo_node_get_draw_context (node);
  cairo_surface_t *surface = cairo_image_surface_create_for_data (
      (guchar *) g_bytes_get_data (bgra, NULL),
      kind == HF_PIXELS_OPAQUE ? CAIRO_FORMAT_RGB24 : CAIRO_FORMAT_ARGB32, width, height,
      width * 4);

  cairo_surface_set_user_data (surface, &pixels_key, g_bytes_ref (bgra), unref_bytes);
  cairo_surface_set_user_data (cairo_get_target (cr), &surface_key, surface, destroy_surface);
  cairo_translate (cr, bounds->origin.x, bounds->origin.y);
  cairo_scale (cr, bounds->size.width / width, bounds->size.height / height);
  cairo_set_source_surface (cr, surface, 0, 0);
  /* Pixel for pixel, or stretched while something moves. */
  cairo_pattern_set_filter (cairo_get_source (cr), width < bounds->size.width
                                                       ? CAIRO_FILTER_BILINEAR
                                                       : CAIRO_FILTER_NEAREST);
  cairo_rectangle (cr, 0, 0, width, height);
  cairo_fill (cr);
  cairo_destroy (cr);
  return node;
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
