/* What lies over the picture of a slice view: crosshair, notes, letters, corner texts. Nothing covers
   the center of the picture; in small panes lines are left out before they overlap. */
#include "view/slice-view-private.h"

#include "view/note-label.h"
#include "view/piece.h"

#include <math.h>

#define MARGIN 8 /* px from the edge to text */
#define GAP 14   /* px around the crosshair's center that stay free */
#define LETTER_BAND 24
#define COLUMN_RIGHT 40 /* px that the name of the vertical line needs at its right */
#define RULER_SHARE 0.2 /* of the width, at most */
#define RULER_TEXT 70   /* px that its length takes in words */

static const GdkRGBA corner_color = { 0.902, 0.902, 0.902, 1 };

void
hf_plane_color (HfPlane plane, GdkRGBA *color)
{
  static const char *const colors[HF_N_PLANES] = { "#F34A33", "#EDD54C", "#6EB04B" };

  gdk_rgba_parse (color, colors[plane]);
}

HfPlane
hf_plane_vertical (HfPlane plane)
{
  return plane == HF_PLANE_SAGITTAL ? HF_PLANE_CORONAL : HF_PLANE_SAGITTAL;
}

HfPlane
hf_plane_horizontal (HfPlane plane)
{
  return plane == HF_PLANE_AXIAL ? HF_PLANE_CORONAL : HF_PLANE_AXIAL;
}

/* align: 0 left of x, 0.5 middle, 1 right; valign: the same for y. */
static void
append_text (HfSliceView *self,
             GtkSnapshot *snapshot,
             const HfTextStyle *style,
             double x,
             double y,
             double align,
             double valign)
{
  const HfTextPicture *picture = hf_text_pictures_get (self->texts, GTK_WIDGET (self), style);

  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (round (x - align * picture->width),
                                                          round (y - valign * picture->height)));
  gtk_snapshot_append_node (snapshot, picture->node);
  gtk_snapshot_restore (snapshot);
}

static int
line_height_px (HfSliceView *self)
{
  const HfTextStyle probe = { .text = "Hg" };

  return hf_text_pictures_get (self->texts, GTK_WIDGET (self), &probe)->height;
}

static void
draw_text (HfSliceView *self,
           GtkSnapshot *snapshot,
           const char *text,
           double x,
           double y,
           double align,
           double valign,
           const GdkRGBA *color)
{
  append_text (self, snapshot, &(HfTextStyle){ .text = text, .bold = TRUE, .color = *color }, x, y,
               align, valign);
}

/* --- corners --- */

/* "|-----| 50 mm" with its right end at x, its line at y. */
static void
draw_ruler (HfSliceView *self, GtkSnapshot *snapshot, double x, double y)
{
  static const GdkRGBA color = { 0.902, 0.902, 0.902, 1 }, shadow = { 0, 0, 0, 0.55 };
  g_autofree char *text = NULL;
  double mm_per_px, mm, length;
  HfTextStyle style;
  HfView view;

  if (!hf_slice_view_mapping (self, 1, &view))
    return;
  mm_per_px = sqrt (view.right[0] * view.right[0] + view.right[1] * view.right[1] +
                    view.right[2] * view.right[2]);
  mm = hf_slice_text_ruler_mm (mm_per_px, gtk_widget_get_width (GTK_WIDGET (self)) * RULER_SHARE);
  length = round (mm / mm_per_px);
  text = g_strdup_printf ("%g mm", mm);
  style = (HfTextStyle){ .text = text, .color = color };
  append_text (self, snapshot, &style, x, y, 1, 0.5);
  x = round (x - hf_text_pictures_get (self->texts, GTK_WIDGET (self), &style)->width - 8 - length);
  y = round (y);
  gtk_snapshot_append_color (snapshot, &shadow, &GRAPHENE_RECT_INIT (x - 1, y - 1, length + 2, 3));
  gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (x, y, length, 1));
  for (int end = 0; end < 2; end++) {
    double at = x + end * (length - 1);

    gtk_snapshot_append_color (snapshot, &shadow, &GRAPHENE_RECT_INIT (at - 1, y - 5, 3, 11));
    gtk_snapshot_append_color (snapshot, &color, &GRAPHENE_RECT_INIT (at, y - 4, 1, 9));
  }
}

/* How many of n lines a pane of this height has room for. */
static int
n_fitting (HfSliceView *self, HfCorner corner, int n)
{
  double room = gtk_widget_get_height (GTK_WIDGET (self)) * 0.36 - MARGIN;

  return CLAMP (MAX (0, (int) (room / line_height_px (self))) - (corner == HF_CORNER_TOP_LEFT), 0,
                n);
}

static int
room_px (HfSliceView *self)
{
  return gtk_widget_get_width (GTK_WIDGET (self)) / 2.0 - MARGIN - LETTER_BAND / 2.0;
}

/* What the text in a corner takes of the pane, from its edges inwards (px). */
static void
measure_corner (
    HfSliceView *self, const HfSliceTextState *state, HfCorner corner, float *width, float *height)
{
  g_auto (GStrv) lines = hf_slice_text (self->session, state, corner);
  int n = g_strv_length (lines), fitting = n_fitting (self, corner, n);
  gboolean bottom = corner == HF_CORNER_BOTTOM_LEFT || corner == HF_CORNER_BOTTOM_RIGHT;
  gboolean ruled = corner == HF_CORNER_BOTTOM_RIGHT && n > 0 && fitting == n;
  float widest = ruled ? gtk_widget_get_width (GTK_WIDGET (self)) * RULER_SHARE + RULER_TEXT : 0;

  for (int line = bottom ? n - fitting : 0; line < (bottom ? n : fitting); line++) {
    const HfTextStyle style = { .text = lines[line],
                                .room_px = room_px (self),
                                .color = corner_color };

    widest = MAX (widest, hf_text_pictures_get (self->texts, GTK_WIDGET (self), &style)->width);
  }
  *width = MARGIN + widest;
  *height = MARGIN + (fitting + ruled) * line_height_px (self);
}

static void
draw_corner (HfSliceView *self,
             GtkSnapshot *snapshot,
             const HfSliceTextState *state,
             HfCorner corner)
{
  g_auto (GStrv) lines = hf_slice_text (self->session, state, corner);
  int width = gtk_widget_get_width (GTK_WIDGET (self)), n = g_strv_length (lines);
  int height = gtk_widget_get_height (GTK_WIDGET (self)), line_height = line_height_px (self);
  int fitting = n_fitting (self, corner, n);
  gboolean bottom = corner == HF_CORNER_BOTTOM_LEFT || corner == HF_CORNER_BOTTOM_RIGHT;
  gboolean right = corner == HF_CORNER_TOP_RIGHT || corner == HF_CORNER_BOTTOM_RIGHT;
  gboolean titled = corner == HF_CORNER_TOP_LEFT;
  double y;

  if (!n)
    return;
  if (corner == HF_CORNER_BOTTOM_RIGHT && fitting == n)
    draw_ruler (self, snapshot, width - MARGIN, height - MARGIN - (n + 0.5) * line_height);
  y = bottom ? height - MARGIN - fitting * line_height : MARGIN + titled * (line_height + 2);
  for (int line = bottom ? n - fitting : 0; line < (bottom ? n : fitting); line++) {
    append_text (
        self, snapshot,
        &(HfTextStyle){ .text = lines[line], .room_px = room_px (self), .color = corner_color },
        right ? width - MARGIN : MARGIN, y, right, 0);
    y += line_height;
  }
}

static void
draw_title (HfSliceView *self, GtkSnapshot *snapshot)
{
  static const GdkRGBA white = { 1, 1, 1, 1 };
  int height = line_height_px (self);
  GskRoundedRect dot;
  GdkRGBA color;

  hf_plane_color (self->plane, &color);
  gsk_rounded_rect_init_from_rect (&dot,
                                   &GRAPHENE_RECT_INIT (MARGIN, MARGIN + height / 2 - 4, 8, 8), 4);
  gtk_snapshot_push_rounded_clip (snapshot, &dot);
  gtk_snapshot_append_color (snapshot, &color, &dot.bounds);
  gtk_snapshot_pop (snapshot);
  draw_text (self, snapshot, hf_plane_title (self->plane), MARGIN + 14, MARGIN, 0, 0, &white);
}

static void
draw_letters (HfSliceView *self, GtkSnapshot *snapshot)
{
  static const GdkRGBA color = { 0.98, 0.85, 0.45, 1 };
  double width = gtk_widget_get_width (GTK_WIDGET (self));
  double height = gtk_widget_get_height (GTK_WIDGET (self)), back[3];
  HfView view;
  char letters[4];

  if (!hf_slice_view_mapping (self, 1, &view))
    return;
  hf_geometry_letters (view.right, letters);
  draw_text (self, snapshot, letters, width - MARGIN, height / 2, 1, 0.5, &color);
  hf_geometry_letters (view.down, letters);
  draw_text (self, snapshot, letters, width / 2, height - MARGIN, 0.5, 1, &color);
  for (int n = 0; n < 3; n++)
    back[n] = -view.right[n];
  hf_geometry_letters (back, letters);
  draw_text (self, snapshot, letters, MARGIN, height / 2, 0, 0.5, &color);
  for (int n = 0; n < 3; n++)
    back[n] = -view.down[n];
  hf_geometry_letters (back, letters);
  draw_text (self, snapshot, letters, width / 2, MARGIN, 0.5, 0, &color);
}

/* --- crosshair --- */

static void
line (GtkSnapshot *snapshot, double x, double y, double width, double height, const GdkRGBA *color)
{
  static const GdkRGBA shadow = { 0, 0, 0, 0.35 };

  if (width <= 0 || height <= 0)
    return;
  if (width > height)
    gtk_snapshot_append_color (snapshot, &shadow, &GRAPHENE_RECT_INIT (x, y + 1, width, height));
  else
    gtk_snapshot_append_color (snapshot, &shadow, &GRAPHENE_RECT_INIT (x + 1, y, width, height));
  gtk_snapshot_append_color (snapshot, color, &GRAPHENE_RECT_INIT (x, y, width, height));
}

typedef struct {
  float x, y; /* of the center, whole px */
  float width, height;
  GdkRGBA colors[2]; /* of the vertical and the horizontal line */
  float name_x;      /* right end of the horizontal line's name */
  float name_y;      /* lower end of the vertical line's name */
} Cross;

/* At the ends of the lines, but beside and above what stands in the corners. */
static void
place_names (HfSliceView *self, const HfSliceTextState *state, Cross *cross)
{
  const float line_height = line_height_px (self);
  float width, height;

  cross->name_x = cross->width - LETTER_BAND - 2;
  cross->name_y = cross->height - LETTER_BAND - 2;
  measure_corner (self, state, HF_CORNER_TOP_RIGHT, &width, &height);
  if (cross->y - 2 - line_height < height)
    cross->name_x = MIN (cross->name_x, cross->width - width - MARGIN);
  measure_corner (self, state, HF_CORNER_BOTTOM_RIGHT, &width, &height);
  if (cross->y - 2 > cross->height - height)
    cross->name_x = MIN (cross->name_x, cross->width - width - MARGIN);
  if (cross->x + COLUMN_RIGHT > cross->width - width)
    cross->name_y = MIN (cross->name_y, cross->height - height - 2);
  measure_corner (self, state, HF_CORNER_BOTTOM_LEFT, &width, &height);
  if (cross->x < width)
    cross->name_y = MIN (cross->name_y, cross->height - height - 2);
}

static gboolean
find_cross (HfSliceView *self, const HfSliceTextState *state, Cross *cross)
{
  double cursor[3], x, y;

  hf_session_cursor (self->session, cursor);
  if (!hf_session_crosshair (self->session) || !hf_slice_view_from_patient (self, cursor, &x, &y))
    return FALSE;
  cross->x = floorf ((float) x);
  cross->y = floorf ((float) y);
  cross->width = gtk_widget_get_width (GTK_WIDGET (self));
  cross->height = gtk_widget_get_height (GTK_WIDGET (self));
  hf_plane_color (hf_plane_vertical (self->plane), &cross->colors[0]);
  hf_plane_color (hf_plane_horizontal (self->plane), &cross->colors[1]);
  cross->colors[0].alpha = cross->colors[1].alpha = 0.85f;
  place_names (self, state, cross);
  return TRUE;
}

/* The name of the other plane. */
static void
draw_cross_name (HfSliceView *self, GtkSnapshot *snapshot, const Cross *cross, gboolean horizontal)
{
  static const char *const names[HF_N_PLANES] = { "Ax", "Sag", "Cor" };

  if (horizontal)
    draw_text (self, snapshot, names[hf_plane_horizontal (self->plane)], cross->name_x,
               cross->y - 2, 1, 1, &cross->colors[1]);
  else
    draw_text (self, snapshot, names[hf_plane_vertical (self->plane)], cross->x + 4, cross->name_y,
               0, 1, &cross->colors[0]);
}

/* The vertical line from top to bottom, without a gap: it stays while the other one moves. */
static void
draw_cross_column (HfSliceView *self, GtkSnapshot *snapshot, const Cross *cross)
{
  GtkSnapshot *piece = gtk_snapshot_new ();

  line (piece, cross->x, LETTER_BAND, 1, cross->height - 2 * LETTER_BAND, &cross->colors[0]);
  draw_cross_name (self, piece, cross, FALSE);
  hf_piece_append (snapshot, piece,
                   &GRAPHENE_RECT_INIT (cross->x - GAP, 0, 2 * GAP + COLUMN_RIGHT, cross->height));
}

/* The horizontal line, and the gap: there the picture is painted again, over the vertical line. */
static void
draw_cross_band (HfSliceView *self,
                 GtkSnapshot *snapshot,
                 const Cross *cross,
                 GskRenderNode *picture)
{
  const float above = MAX (line_height_px (self) + 6, GAP), below = cross->y + GAP;
  GtkSnapshot *piece = gtk_snapshot_new ();

  gtk_snapshot_append_node (piece, picture);
  line (piece, cross->x, LETTER_BAND, 1, cross->y - GAP - LETTER_BAND, &cross->colors[0]);
  line (piece, cross->x, below, 1, cross->height - LETTER_BAND - below, &cross->colors[0]);
  line (piece, LETTER_BAND, cross->y, cross->x - GAP - LETTER_BAND, 1, &cross->colors[1]);
  line (piece, cross->x + GAP, cross->y, cross->width - LETTER_BAND - cross->x - GAP, 1,
        &cross->colors[1]);
  draw_cross_name (self, piece, cross, FALSE);
  draw_cross_name (self, piece, cross, TRUE);
  hf_piece_append (snapshot, piece,
                   &GRAPHENE_RECT_INIT (0, cross->y - above, cross->width, above + GAP));
}

/* Two pieces: lines and names by themselves are so many that GTK paints all panes (view/piece.h). */
static void
draw_crosshair (HfSliceView *self,
                GtkSnapshot *snapshot,
                const HfSliceTextState *state,
                GskRenderNode *picture)
{
  Cross cross;

  if (!picture || !find_cross (self, state, &cross))
    return;
  if (cross.x >= 0 && cross.x < cross.width)
    draw_cross_column (self, snapshot, &cross);
  if (cross.y >= 0 && cross.y < cross.height)
    draw_cross_band (self, snapshot, &cross, picture);
}

/* --- notes --- */

static void
draw_note_lines (HfSliceView *self, cairo_t *cr, const HfNote *note, double points[3][2])
{
  if (note->kind == HF_TOOL_ELLIPSE) {
    cairo_save (cr);
    cairo_translate (cr, (points[0][0] + points[1][0]) / 2, (points[0][1] + points[1][1]) / 2);
    cairo_scale (cr, fabs (points[1][0] - points[0][0]) / 2 + 0.01,
                 fabs (points[1][1] - points[0][1]) / 2 + 0.01);
    cairo_arc (cr, 0, 0, 1, 0, 2 * G_PI);
    cairo_restore (cr);
  } else
    for (int point = 0; point < note->n_points; point++)
      cairo_line_to (cr, points[point][0], points[point][1]);
  cairo_stroke (cr);
  for (int point = 0; point < note->n_points; point++) {
    cairo_arc (cr, points[point][0], points[point][1], 2.5, 0, 2 * G_PI);
    cairo_fill (cr);
  }
}

/* taken: of graphene_rect_t, where labels are. */
static void
draw_label (HfSliceView *self,
            GtkSnapshot *snapshot,
            const HfTextStyle *style,
            const graphene_rect_t *note,
            GArray *taken)
{
  const HfTextPicture *picture = hf_text_pictures_get (self->texts, GTK_WIDGET (self), style);
  const graphene_rect_t pane = GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (GTK_WIDGET (self)),
                                                   gtk_widget_get_height (GTK_WIDGET (self)));
  graphene_rect_t label = GRAPHENE_RECT_INIT (0, 0, picture->width, picture->height);

  hf_note_label_place (&label, note, &pane, taken);
  g_array_append_val (taken, label);
  append_text (self, snapshot, style, label.origin.x, label.origin.y, 0, 0);
}

static void
draw_note (HfSliceView *self, GtkSnapshot *snapshot, guint n, GArray *taken)
{
  static const GdkRGBA plain = { 0.45, 0.82, 0.95, 1 }, chosen = { 1, 0.86, 0.35, 1 };
  const GdkRGBA *color = (int) n == hf_notes_selected (self->notes) ? &chosen : &plain;
  const HfNote *note = hf_notes_get (self->notes, n);
  const HfTextStyle style = { .text = hf_notes_text (self->notes, n), .color = *color };
  double points[3][2];
  graphene_rect_t around;
  cairo_t *cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (GTK_WIDGET (self)),
                                     gtk_widget_get_height (GTK_WIDGET (self))));

  for (int p = 0; p < note->n_points; p++) {
    hf_slice_view_from_patient (self, note->points[p], &points[p][0], &points[p][1]);
    if (p == 0)
      around = GRAPHENE_RECT_INIT (points[p][0], points[p][1], 0, 0);
    graphene_rect_expand (&around, &GRAPHENE_POINT_INIT (points[p][0], points[p][1]), &around);
  }
  cairo_set_line_width (cr, 3);
  cairo_set_source_rgba (cr, 0, 0, 0, 0.5);
  draw_note_lines (self, cr, note, points);
  cairo_set_line_width (cr, 1.5);
  gdk_cairo_set_source_rgba (cr, color);
  draw_note_lines (self, cr, note, points);
  cairo_destroy (cr);
  draw_label (self, snapshot, &style, &around, taken);
}

static void
draw_notes (HfSliceView *self, GtkSnapshot *snapshot)
{
  g_autoptr (GArray) taken = g_array_new (FALSE, FALSE, sizeof (graphene_rect_t));

  for (guint n = 0; n < hf_notes_n (self->notes); n++)
    if (hf_slice_view_shows_note (self, hf_notes_get (self->notes, n)))
      draw_note (self, snapshot, n, taken);
}

static void
draw_box (HfSliceView *self, GtkSnapshot *snapshot)
{
  const HfDrag *drag = &self->drag;
  double x = MIN (drag->start[0], drag->start[0] + drag->last[0]);
  double y = MIN (drag->start[1], drag->start[1] + drag->last[1]);
  GskRoundedRect box;

  if (drag->mode != HF_DRAG_BOX)
    return;
  gsk_rounded_rect_init_from_rect (
      &box, &GRAPHENE_RECT_INIT (x, y, fabs (drag->last[0]) + 1, fabs (drag->last[1]) + 1), 0);
  gtk_snapshot_append_border (
      snapshot, &box, (float[4]){ 1, 1, 1, 1 },
      (GdkRGBA[4]){ { 1, 1, 1, 1 }, { 1, 1, 1, 1 }, { 1, 1, 1, 1 }, { 1, 1, 1, 1 } });
}

void
hf_slice_view_draw_overlay (HfSliceView *self, GtkSnapshot *snapshot, GskRenderNode *picture)
{
  HfSliceTextState state = { .plane = self->plane,
                             .has_pointer = self->has_pointer,
                             .zoom = self->zoom,
                             .n_skipped = self->n_skipped };

  hf_text_pictures_begin (self->texts);
  if (state.has_pointer)
    hf_slice_view_to_patient (self, self->pointer[0], self->pointer[1], state.pointer_mm);
  draw_crosshair (self, snapshot, &state, picture);
  draw_notes (self, snapshot);
  draw_box (self, snapshot);
  draw_letters (self, snapshot);
  draw_title (self, snapshot);
  for (int corner = 0; corner < HF_N_CORNERS; corner++)
    draw_corner (self, snapshot, &state, corner);
}
