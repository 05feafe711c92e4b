/* A table from what a text is to its picture. While slices are paged only one or two texts
   change; pictures that no view wanted lately are dropped when there are many. */
#include "view/text-pictures.h"

#include "view/picture-node.h"

#include <math.h>

#define FONT_PT 9.75 /* 13 px at 96 dpi; follows the user's text size */
#define EDGE 2       /* px around the letters for their dark edge */
#define MANY 128
#define OLD 180 /* frames of a view */

struct _HfTextPictures {
  guint n_users;
  PangoFontDescription *font; /* of all entries; nullable */
  GHashTable *entries;        /* key -> Entry */
  guint frame;
  int baseline[2]; /* of the font alone, plain and bold; Pango units, 0: not known yet */
};

typedef struct {
  HfTextPicture picture;
  guint frame; /* that wanted it last */
} Entry;

static void
entry_free (gpointer data)
{
  Entry *entry = data;

  gsk_render_node_unref (entry->picture.node);
  g_free (entry);
}

static HfTextPictures shared;

HfTextPictures *
hf_text_pictures_acquire (void)
{
  if (!shared.n_users++)
    shared.entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, entry_free);
  return &shared;
}

void
hf_text_pictures_release (HfTextPictures *self)
{
  if (--self->n_users)
    return;
  g_hash_table_unref (self->entries);
  g_clear_pointer (&self->font, pango_font_description_free);
  *self = (HfTextPictures){ 0 };
}

void
hf_text_pictures_restyle (HfTextPictures *self, GtkWidget *widget)
{
  const PangoFontDescription *font =
      pango_context_get_font_description (gtk_widget_get_pango_context (widget));

  if (self->font && pango_font_description_equal (self->font, font))
    return;
  g_clear_pointer (&self->font, pango_font_description_free);
  self->font = pango_font_description_copy (font);
  g_hash_table_remove_all (self->entries);
  self->baseline[0] = self->baseline[1] = 0;
}

static gboolean
is_old (gpointer key, gpointer value, gpointer data)
{
  return ((HfTextPictures *) data)->frame - ((Entry *) value)->frame > OLD;
}

void
hf_text_pictures_begin (HfTextPictures *self)
{
  self->frame++;
  if (g_hash_table_size (self->entries) > MANY && self->frame % OLD == 0)
    g_hash_table_foreach_remove (self->entries, is_old, self);
}

static PangoLayout *
lay_out (GtkWidget *widget, const HfTextStyle *style)
{
  PangoLayout *layout = gtk_widget_create_pango_layout (widget, style->text);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_size_new ((int) (FONT_PT * PANGO_SCALE)));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  if (style->bold)
    pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_SEMIBOLD));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  if (style->room_px > 0) {
    pango_layout_set_width (layout, style->room_px * PANGO_SCALE);
    pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
    pango_layout_set_single_paragraph_mode (layout, TRUE);
  }
  return layout;
}

/* How far a line hangs lower than one of the font alone: letters of another script come from a font that may be taller, and the
   lines of a corner lie at equal distances. */
static int
sag_px (HfTextPictures *self, PangoLayout *layout, gboolean bold)
{
  int *baseline = &self->baseline[bold != FALSE];

  if (!*baseline) {
    g_autoptr (PangoLayout) plain = pango_layout_copy (layout);

    pango_layout_set_text (plain, "0", -1);
    *baseline = pango_layout_get_baseline (plain);
  }
  return PANGO_PIXELS (pango_layout_get_baseline (layout) - *baseline);
}

/* A soft dark edge, then the letters: their shape is made once and laid there in turn. */
static void
paint (cairo_t *cr, PangoLayout *layout, int y, const GdkRGBA *color)
{
  static const double around[][2] = { { -1, 0 }, { 1, 0 }, { 0, -1 }, { 0, 1 }, { 1, 1 } };
  cairo_surface_t *letters;

  cairo_push_group_with_content (cr, CAIRO_CONTENT_ALPHA);
  cairo_move_to (cr, EDGE, y);
  pango_cairo_show_layout (cr, layout);
  letters = cairo_get_group_target (cr);
  cairo_surface_reference (letters);
  cairo_pattern_destroy (cairo_pop_group (cr));

  cairo_set_source_rgba (cr, 0, 0, 0, 0.55);
  for (guint n = 0; n < G_N_ELEMENTS (around); n++)
    cairo_mask_surface (cr, letters, around[n][0], around[n][1]);
  gdk_cairo_set_source_rgba (cr, color);
  cairo_mask_surface (cr, letters, 0, 0);
  cairo_surface_destroy (letters);
}

static Entry *
entry_new (HfTextPictures *self, GtkWidget *widget, const HfTextStyle *style)
{
  g_autoptr (PangoLayout) layout = lay_out (widget, style);
  int scale = gtk_widget_get_scale_factor (widget), width, height;
  Entry *entry = g_new (Entry, 1);
  g_autoptr (GBytes) bytes = NULL;
  cairo_surface_t *surface;
  guint32 *pixels;
  cairo_t *cr;

  pango_layout_get_pixel_size (layout, &entry->picture.width, &entry->picture.height);
  width = entry->picture.width + 2 * EDGE;
  height = entry->picture.height + 2 * EDGE;
  pixels = g_new0 (guint32, (gsize) width * scale * height * scale);
  bytes = g_bytes_new_take (pixels, (gsize) width * scale * height * scale * 4);
  surface = cairo_image_surface_create_for_data ((guchar *) pixels, CAIRO_FORMAT_ARGB32,
                                                 width * scale, height * scale, width * scale * 4);
  cairo_surface_set_device_scale (surface, scale, scale);
  cr = cairo_create (surface);
  paint (cr, layout, EDGE - sag_px (self, layout, style->bold), &style->color);
  cairo_destroy (cr);
  cairo_surface_finish (surface);
  cairo_surface_destroy (surface);
  entry->picture.node = hf_picture_node_new (bytes, width * scale, height * scale,
                                             &GRAPHENE_RECT_INIT (-EDGE, -EDGE, width, height),
                                             HF_PIXELS_TRANSPARENT, widget);
  return entry;
}

const HfTextPicture *
hf_text_pictures_get (HfTextPictures *self, GtkWidget *widget, const HfTextStyle *style)
{
  g_autofree char *key = g_strdup_printf (
      "%d %d %d %02x%02x%02x %s", gtk_widget_get_scale_factor (widget), style->bold, style->room_px,
      (int) (style->color.red * 255), (int) (style->color.green * 255),
      (int) (style->color.blue * 255), style->text);
  Entry *entry = g_hash_table_lookup (self->entries, key);

  if (!entry) {
    entry = entry_new (self, widget, style);
    g_hash_table_insert (self->entries, g_steal_pointer (&key), entry);
  }
  entry->frame = self->frame;
  return &entry->picture;
}
