/* One buffer of triangles and one atlas texture: letters in red, their soft shadow in green. Every
   text is laid out once for its size; when the atlas is full it starts anew. */
#include "gl/overlay.h"

#include "gl/program.h"

#include <math.h>
#include <pango/pangocairo.h>
#include <string.h>

#define ATLAS 1024 /* px */
#define GAP 3      /* px about a text, for its shadow */

typedef struct {
  float px[2];
  float at[2];
  float edge[2];
  guint8 color[4];
} Vertex;

typedef struct {
  int x, y, width, height; /* in the atlas, px, with GAP on all sides */
} Slot;

struct _HfOverlay {
  GArray *vertices;  /* of Vertex, three a triangle */
  GHashTable *slots; /* "px bold text" -> Slot */
  PangoContext *pango;
  guint8 *pixels; /* of the atlas, two bytes each */
  int shelf_x, shelf_y, shelf_height;
  gboolean atlas_changed;
  GLuint program, array, buffer, atlas;
};

HfOverlay *
hf_overlay_new (GError **error)
{
  const GLuint program = hf_program_new ("overlay.vert", "overlay.frag", NULL, error);
  g_autoptr (PangoFontMap) fonts = NULL;
  HfOverlay *self;

  if (!program)
    return NULL;
  self = g_new0 (HfOverlay, 1);
  self->program = program;
  self->vertices = g_array_new (FALSE, FALSE, sizeof (Vertex));
  self->slots = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  fonts = pango_cairo_font_map_new ();
  self->pango = pango_font_map_create_context (fonts);
  self->pixels = g_malloc0 (ATLAS * ATLAS * 2);
  self->atlas_changed = TRUE;
  glGenVertexArrays (1, &self->array);
  glGenBuffers (1, &self->buffer);
  glGenTextures (1, &self->atlas);
  glBindVertexArray (self->array);
  glBindBuffer (GL_ARRAY_BUFFER, self->buffer);
  for (guint n = 0; n < 4; n++)
    glEnableVertexAttribArray (n);
  glVertexAttribPointer (0, 2, GL_FLOAT, FALSE, sizeof (Vertex), NULL);
  glVertexAttribPointer (1, 2, GL_FLOAT, FALSE, sizeof (Vertex), (void *) offsetof (Vertex, at));
  glVertexAttribPointer (2, 2, GL_FLOAT, FALSE, sizeof (Vertex), (void *) offsetof (Vertex, edge));
  glVertexAttribPointer (3, 4, GL_UNSIGNED_BYTE, TRUE, sizeof (Vertex),
                         (void *) offsetof (Vertex, color));
  glBindTexture (GL_TEXTURE_2D, self->atlas);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MIN_FILTER, GL_LINEAR);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_MAG_FILTER, GL_LINEAR);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_WRAP_S, GL_CLAMP_TO_EDGE);
  glTexParameteri (GL_TEXTURE_2D, GL_TEXTURE_WRAP_T, GL_CLAMP_TO_EDGE);
  glBindVertexArray (0);
  return self;
}

void
hf_overlay_free (HfOverlay *self)
{
  if (!self)
    return;
  glDeleteProgram (self->program);
  glDeleteVertexArrays (1, &self->array);
  glDeleteBuffers (1, &self->buffer);
  glDeleteTextures (1, &self->atlas);
  g_array_unref (self->vertices);
  g_hash_table_unref (self->slots);
  g_object_unref (self->pango);
  g_free (self->pixels);
  g_free (self);
}

static void
add_vertex (HfOverlay *self, float x, float y, float u, float v, float edge, float half, HfInk ink)
{
  const Vertex vertex = { { x, y },
                          { u, v },
                          { edge, half },
                          { (guint8) (ink.r * 255), (guint8) (ink.g * 255), (guint8) (ink.b * 255),
                            (guint8) (ink.a * 255) } };

  g_array_append_val (self->vertices, vertex);
}

void
hf_overlay_line (HfOverlay *self, const float from[2], const float to[2], float width, HfInk ink)
{
  static const int corners[6][2] = { { 0, 0 }, { 1, 0 }, { 1, 1 }, { 0, 0 }, { 1, 1 }, { 0, 1 } };
  const float dx = to[0] - from[0], dy = to[1] - from[1], length = hypotf (dx, dy);
  const float half = width / 2, reach = half + 1;

  if (!(length > 1e-3f) || !isfinite (length))
    return;
  for (int n = 0; n < 6; n++) {
    const float *end = corners[n][0] ? to : from;
    const float side = corners[n][1] ? reach : -reach;

    add_vertex (self, end[0] - dy / length * side, end[1] + dx / length * side, -1, -1, side, half,
                ink);
  }
}

void
hf_overlay_quad (HfOverlay *self, const float corners[4][2], HfInk ink)
{
  static const int order[6] = { 0, 1, 2, 0, 2, 3 };

  for (int n = 0; n < 6; n++)
    add_vertex (self, corners[order[n]][0], corners[order[n]][1], -1, -1, 0, 1e3f, ink);
  for (int n = 0; n < 4; n++) /* soft edges */
    hf_overlay_line (self, corners[n], corners[(n + 1) & 3], 0.6f, ink);
}

/* Two pictures of 8 bits: the letters, and a line about them that becomes the shadow. */
static void
paint (PangoLayout *layout, int width, int height, gboolean shadow, guint8 *out, int channel)
{
  const int stride = cairo_format_stride_for_width (CAIRO_FORMAT_A8, width);
  g_autofree guint8 *bytes = g_malloc0 ((gsize) stride * height);
  cairo_surface_t *surface =
      cairo_image_surface_create_for_data (bytes, CAIRO_FORMAT_A8, width, height, stride);
  cairo_t *cr = cairo_create (surface);

  cairo_move_to (cr, GAP, GAP);
  if (shadow) {
    pango_cairo_layout_path (cr, layout);
    for (int n = 0; n < 3; n++) {
      cairo_set_source_rgba (cr, 0, 0, 0, 0.4);
      cairo_set_line_width (cr, 1.5 + 1.5 * n);
      cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
      cairo_stroke_preserve (cr);
    }
  } else {
    pango_cairo_show_layout (cr, layout);
  }
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      out[((gsize) y * ATLAS + x) * 2 + channel] = bytes[(gsize) y * stride + x];
  cairo_surface_destroy (surface);
}

static PangoLayout *
lay_out (HfOverlay *self, const char *text, double px, gboolean bold)
{
  PangoLayout *layout = pango_layout_new (self->pango);
  PangoFontDescription *font = pango_font_description_from_string ("Cantarell, DejaVu Sans, sans");

  pango_font_description_set_absolute_size (font, px * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_layout_set_text (layout, text, -1);
  pango_font_description_free (font);
  return layout;
}

/* A place for width x height px in the atlas; when there is none, what was there is forgotten. */
static gboolean
find_place (HfOverlay *self, int width, int height, Slot *slot)
{
  if (width > ATLAS || height > ATLAS)
    return FALSE;
  if (self->shelf_x + width > ATLAS) {
    self->shelf_x = 0;
    self->shelf_y += self->shelf_height;
    self->shelf_height = 0;
  }
  if (self->shelf_y + height > ATLAS) {
    g_hash_table_remove_all (self->slots);
    memset (self->pixels, 0, ATLAS * ATLAS * 2);
    self->shelf_x = self->shelf_y = self->shelf_height = 0;
  }
  *slot = (Slot){ self->shelf_x, self->shelf_y, width, height };
  self->shelf_x += width;
  self->shelf_height = MAX (self->shelf_height, height);
  return TRUE;
}

static const Slot *
find_text (HfOverlay *self, const char *text, double px, gboolean bold)
{
  g_autofree char *key = g_strdup_printf ("%.1f %d %s", px, bold, text);
  Slot *slot = g_hash_table_lookup (self->slots, key);
  g_autoptr (PangoLayout) layout = NULL;
  int width, height;
  Slot place;

  if (slot)
    return slot;
  layout = lay_out (self, text, px, bold);
  pango_layout_get_pixel_size (layout, &width, &height);
  if (!find_place (self, width + 2 * GAP, height + 2 * GAP, &place))
    return NULL;
  for (int channel = 0; channel < 2; channel++)
    paint (layout, place.width, place.height, channel == 1,
           self->pixels + ((gsize) place.y * ATLAS + place.x) * 2, channel);
  self->atlas_changed = TRUE;
  slot = g_memdup2 (&place, sizeof place);
  g_hash_table_insert (self->slots, g_steal_pointer (&key), slot);
  return slot;
}

/* corner: the upper left one; across and down: to the others. */
static void
add_text (HfOverlay *self,
          const Slot *slot,
          const float corner[2],
          const float across[2],
          const float down[2],
          HfInk ink)
{
  static const int order[6] = { 0, 1, 3, 0, 3, 2 };

  for (int n = 0; n < 6; n++) {
    const int u = order[n] & 1, v = order[n] >> 1;

    add_vertex (self, corner[0] + u * across[0] + v * down[0],
                corner[1] + u * across[1] + v * down[1], slot->x + u * slot->width,
                slot->y + v * slot->height, 0, 1e3f, ink);
  }
}

void
hf_overlay_text_size (HfOverlay *self, const char *text, double px, gboolean bold, float size[2])
{
  const Slot *slot = find_text (self, text, px, bold);

  size[0] = slot ? (float) (slot->width - 2 * GAP) : 0;
  size[1] = slot ? (float) (slot->height - 2 * GAP) : 0;
}

void
hf_overlay_text (HfOverlay *self,
                 const char *text,
                 double px,
                 gboolean bold,
                 const float at[2],
                 const float anchor[2],
                 HfInk ink)
{
  const Slot *slot = find_text (self, text, px, bold);

  if (!slot)
    return;
  /* Whole pixels keep letters sharp. */
  add_text (self, slot,
            (float[]){ roundf (at[0] - GAP - anchor[0] * (slot->width - 2 * GAP)),
                       roundf (at[1] - GAP - anchor[1] * (slot->height - 2 * GAP)) },
            (float[]){ slot->width, 0 }, (float[]){ 0, slot->height }, ink);
}

void
hf_overlay_text_on (HfOverlay *self,
                    const char *text,
                    double px,
                    const float middle[2],
                    const float across[2],
                    const float up[2],
                    HfInk ink)
{
  const Slot *slot = find_text (self, text, px, TRUE);
  float corner[2], a[2], d[2];

  if (!slot)
    return;
  for (int n = 0; n < 2; n++) {
    a[n] = across[n] * slot->width;
    d[n] = -up[n] * slot->height;
    corner[n] = middle[n] - a[n] / 2 - d[n] / 2;
  }
  add_text (self, slot, corner, a, d, ink);
}

void
hf_overlay_draw (HfOverlay *self, int width, int height)
{
  if (self->vertices->len == 0)
    return;
  glActiveTexture (GL_TEXTURE0);
  glBindTexture (GL_TEXTURE_2D, self->atlas);
  if (self->atlas_changed) {
    glPixelStorei (GL_UNPACK_ALIGNMENT, 1);
    glTexImage2D (GL_TEXTURE_2D, 0, GL_RG8, ATLAS, ATLAS, 0, GL_RG, GL_UNSIGNED_BYTE, self->pixels);
    self->atlas_changed = FALSE;
  }
  glUseProgram (self->program);
  glUniform2f (glGetUniformLocation (self->program, "u_size"), width, height);
  glUniform2f (glGetUniformLocation (self->program, "u_atlas_size"), ATLAS, ATLAS);
  glUniform1i (glGetUniformLocation (self->program, "u_atlas"), 0);
  glDisable (GL_DEPTH_TEST);
  glDisable (GL_CULL_FACE);
  glEnable (GL_BLEND);
  glBlendFunc (GL_ONE, GL_ONE_MINUS_SRC_ALPHA);
  glBindVertexArray (self->array);
  glBindBuffer (GL_ARRAY_BUFFER, self->buffer);
  glBufferData (GL_ARRAY_BUFFER, (GLsizeiptr) self->vertices->len * sizeof (Vertex),
                self->vertices->data, GL_STREAM_DRAW);
  glDrawArrays (GL_TRIANGLES, 0, (GLsizei) self->vertices->len);
  glBindVertexArray (0);
  g_array_set_size (self->vertices, 0);
}
