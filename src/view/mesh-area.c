/* In software a picture at rest comes from a thread (gl/still.h): putting it through OpenGL again
   would cost as much as all slices together, in every frame of the window. */
#include "view/mesh-area.h"

#include "view/picture-node.h"
#include "view/piece.h"

#include <math.h>

#define MARKER_PX 1.6f

struct _HfMeshArea {
  GtkGLArea parent_instance;

  GBytes *bgra; /* nullable */
  int width, height;
  guint n_pictures;
  GskRenderNode *node; /* of bgra and the widget's size; nullable */
  gboolean has_marker;
  float marker[3][2][2];
  float path[3][2];
  int n_path;
  char *path_text; /* nullable */
};

G_DEFINE_FINAL_TYPE (HfMeshArea, hf_mesh_area, GTK_TYPE_GL_AREA)

static guint resized_signal;

/* Of another size it is old: GtkGLArea must draw, and tell that it was resized. */
static gboolean
fits (HfMeshArea *self)
{
  const int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  return self->bgra && self->width == gtk_widget_get_width (GTK_WIDGET (self)) * scale &&
         self->height == gtk_widget_get_height (GTK_WIDGET (self)) * scale;
}

static GskRenderNode *
picture_node (HfMeshArea *self)
{
  GtkWidget *widget = GTK_WIDGET (self);

  if (!self->node)
    self->n_pictures++;
  if (!self->node)
    self->node = hf_picture_node_new (
        self->bgra, self->width, self->height,
        &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget)),
        HF_PIXELS_OPAQUE, widget);
  return self->node;
}

static void
draw_line (GtkSnapshot *snapshot, const float from[2], const float to[2], const GdkRGBA *color)
{
  const float dx = to[0] - from[0], dy = to[1] - from[1];

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (from[0], from[1]));
  gtk_snapshot_rotate (snapshot, (float) (atan2f (dy, dx) * 180 / G_PI));
  gtk_snapshot_append_color (snapshot, color,
                             &GRAPHENE_RECT_INIT (0, -MARKER_PX / 2, hypotf (dx, dy), MARKER_PX));
  gtk_snapshot_restore (snapshot);
}

/* Beside the last place; in the upper left corner below the coordinates while there is none. */
static void
draw_path (HfMeshArea *self, GtkSnapshot *snapshot)
{
  static const GdkRGBA ink = { 1, 0.83f, 0.35f, 1 }, shadow = { 0, 0, 0, 0.8f };
  g_autoptr (PangoLayout) layout =
      gtk_widget_create_pango_layout (GTK_WIDGET (self), self->path_text);
  const float *last = self->n_path ? self->path[self->n_path - 1] : NULL;
  const float x = last ? last[0] + 10 : 10, y = last ? last[1] + 8 : 32;

  for (int n = 0; n < self->n_path; n++)
    gtk_snapshot_append_color (
        snapshot, &ink, &GRAPHENE_RECT_INIT (self->path[n][0] - 3, self->path[n][1] - 3, 6, 6));
  for (int n = 1; n < self->n_path; n++)
    draw_line (snapshot, self->path[n - 1], self->path[n], &ink);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x + 1, y + 1));
  gtk_snapshot_append_layout (snapshot, layout, &shadow);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (-1, -1));
  gtk_snapshot_append_layout (snapshot, layout, &ink);
  gtk_snapshot_restore (snapshot);
}

/* Of another size, until the right one comes: as high as the widget, in the middle. */
static void
draw_old_picture (HfMeshArea *self, GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (self);
  const float width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  const float wide = height * self->width / self->height;
  g_autoptr (GskRenderNode) node = hf_picture_node_new (
      self->bgra, self->width, self->height,
      &GRAPHENE_RECT_INIT ((width - wide) / 2, 0, wide, height), HF_PIXELS_OPAQUE, widget);

  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, width, height));
  gtk_snapshot_append_node (snapshot, node);
  gtk_snapshot_pop (snapshot);
}

/* One thing for GTK to paint anew, not three. */
static void
draw_marker (HfMeshArea *self, GtkSnapshot *snapshot)
{
  static const GdkRGBA colors[3] = { { 0.93f, 0.84f, 0.30f, 0.95f },   /* x: through sagittal */
                                     { 0.43f, 0.69f, 0.29f, 0.95f },   /* y: through coronal */
                                     { 0.95f, 0.29f, 0.20f, 0.95f } }; /* z: through axial */
  GtkSnapshot *piece = gtk_snapshot_new ();
  float low[2], high[2];

  for (int c = 0; c < 2; c++) {
    low[c] = high[c] = self->marker[0][0][c];
    for (int end = 1; end < 6; end++) {
      low[c] = MIN (low[c], self->marker[end / 2][end % 2][c]);
      high[c] = MAX (high[c], self->marker[end / 2][end % 2][c]);
    }
    low[c] = floorf (low[c] - MARKER_PX);
    high[c] = ceilf (high[c] + MARKER_PX);
  }
  for (int axis = 0; axis < 3; axis++)
    draw_line (piece, self->marker[axis][0], self->marker[axis][1], &colors[axis]);
  hf_piece_append (snapshot, piece,
                   &GRAPHENE_RECT_INIT (low[0], low[1], high[0] - low[0], high[1] - low[1]));
}

static void
hf_mesh_area_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HfMeshArea *self = HF_MESH_AREA (widget);

  if (fits (self))
    gtk_snapshot_append_node (snapshot, picture_node (self));
  else if (!gtk_gl_area_get_error (GTK_GL_AREA (widget)))
    GTK_WIDGET_CLASS (hf_mesh_area_parent_class)->snapshot (widget, snapshot);
  else if (self->bgra)
    draw_old_picture (self, snapshot);
  if (!self->has_marker && !self->path_text)
    return;
  gtk_snapshot_push_clip (snapshot, &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget),
                                                         gtk_widget_get_height (widget)));
  if (self->has_marker)
    draw_marker (self, snapshot);
  if (self->path_text)
    draw_path (self, snapshot);
  gtk_snapshot_pop (snapshot);
}

void
hf_mesh_area_set_picture (HfMeshArea *self, GBytes *pixels, int width, int height)
{
  if (!pixels && !self->bgra)
    return;
  g_clear_pointer (&self->bgra, g_bytes_unref);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  self->bgra = pixels ? g_bytes_ref (pixels) : NULL;
  self->width = width;
  self->height = height;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

guint
hf_mesh_area_n_pictures (HfMeshArea *self)
{
  return self->n_pictures;
}

gboolean
hf_mesh_area_has_picture (HfMeshArea *self)
{
  return self->bgra != NULL;
}

/* GtkGLArea cannot show again what it drew before: without a picture it draws anew. */
void
hf_mesh_area_set_marker (HfMeshArea *self, const float ends[3][2][2])
{
  if (!ends && !self->has_marker)
    return;
  self->has_marker = ends != NULL;
  if (ends)
    memcpy (self->marker, ends, sizeof self->marker);
  if (self->bgra)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  else
    gtk_gl_area_queue_render (GTK_GL_AREA (self));
}

void
hf_mesh_area_set_path (HfMeshArea *self, const float (*points)[2], int n, const char *text)
{
  if (!text && !self->path_text)
    return;
  g_free (self->path_text);
  self->path_text = g_strdup (text);
  self->n_path = text ? n : 0;
  if (self->n_path > 0)
    memcpy (self->path, points, sizeof self->path[0] * (gsize) self->n_path);
  if (self->bgra)
    gtk_widget_queue_draw (GTK_WIDGET (self));
  else
    gtk_gl_area_queue_render (GTK_GL_AREA (self));
}

/* GtkGLArea's own signal comes with what it draws; without OpenGL it draws nothing. */
static void
hf_mesh_area_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  GTK_WIDGET_CLASS (hf_mesh_area_parent_class)->size_allocate (widget, width, height, baseline);
  if (gtk_gl_area_get_error (GTK_GL_AREA (widget)))
    g_signal_emit (widget, resized_signal, 0);
}

static void
hf_mesh_area_finalize (GObject *object)
{
  HfMeshArea *self = HF_MESH_AREA (object);

  g_clear_pointer (&self->bgra, g_bytes_unref);
  g_clear_pointer (&self->node, gsk_render_node_unref);
  g_free (self->path_text);
  G_OBJECT_CLASS (hf_mesh_area_parent_class)->finalize (object);
}

static void
hf_mesh_area_class_init (HfMeshAreaClass *class)
{
  G_OBJECT_CLASS (class)->finalize = hf_mesh_area_finalize;
  GTK_WIDGET_CLASS (class)->snapshot = hf_mesh_area_snapshot;
  GTK_WIDGET_CLASS (class)->size_allocate = hf_mesh_area_size_allocate;
  resized_signal = g_signal_new ("resized", G_TYPE_FROM_CLASS (class), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
hf_mesh_area_init (HfMeshArea *self)
{
}

GtkWidget *
hf_mesh_area_new (void)
{
  return g_object_new (HF_TYPE_MESH_AREA, NULL);
}
