/* The result of a slice is computed at once where the slice alone decides it (2D operations in the
   scanned plane: 0.05 ms); elsewhere it is cut from the session's mask, which follows. */
#include "view/preview-pictures.h"

#include "image/morphology.h"
#include "session/mask-steps.h"
#include "view/notebook-text.h"
#include "view/picture-node.h"
#include "view/piece.h"
#include "view/preview-image.h"
#include "view/preview-input.h"
#include "view/preview-zoom.h"
#include "view/theme.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define GAP 6       /* px between pictures */
#define TITLE_PX 20 /* height of a picture's title at usual letters */
#define N_PICTURES 4

typedef enum {
  STALE_NOTHING,
  STALE_ORIGINAL, /* another window: its colors */
  STALE_ALL,
} Stale;

/* What of a picture the volume can fill. */
typedef struct {
  HfView view;
  int x, y; /* where it begins, device px */
} Part;

struct _HfPreviewPictures {
  HfPanel parent_instance;

  HfPlane plane;
  gboolean differences;
  Stale stale;
  GdkFrameClock *clock; /* while realized */
  gulong update_id;
  HfMask *binarized; /* of the slice; owned, nullable */
  HfMask *optimized;
  HfMask *notebook;
  GskRenderNode *pictures[N_PICTURES]; /* owned, nullable; at 0, 0 */
  guint n_made;                        /* times that all were made */
  int width, height;                   /* of a picture, device px */
  gint32 *map;                         /* of hf_preview_map() for what follows */
  HfView map_view;
  HfVolume *map_volume; /* owned, nullable */
  HfPreviewZoom zoom;
  double notebook_hu; /* the notebook's threshold as it is told over its picture; NAN: as ours */
  PangoLayout *titles[N_PICTURES];
};

G_DEFINE_FINAL_TYPE (HfPreviewPictures, hf_preview_pictures, HF_TYPE_PANEL)

enum { UPDATED, N_SIGNALS };
static guint signals[N_SIGNALS];

static HfMask *
optimize (HfPreviewPictures *self, HfSession *session, int index)
{
  HfVolume *volume = hf_session_volume (session);
  const HfParams *params = hf_session_params (session);
  HfMask *mask = hf_session_mask (session);
  gboolean alone = params->value[HF_PARAM_PER_SLICE] && !params->value[HF_PARAM_MASK_LARGEST] &&
                   hf_plane_axis (hf_volume_geometry (volume), self->plane) == 2;
  double cursor[3];

  if (alone)
    return hf_mask_slice_from_params (volume, self->plane, index, params, NULL);
  hf_session_cursor (session, cursor);
  return mask ? hf_preview_cut (volume, mask, self->plane, cursor) : NULL;
}

/* What the notebook gives: its threshold on the slice's stored values, then the same chain. */
static HfMask *
as_notebook (HfPreviewPictures *self, HfSession *session, int index)
{
  HfVolume *volume = hf_session_volume (session);
  HfParams params = *hf_session_params (session);
  double hu, slope, intercept;

  if (!hf_notebook_threshold (volume, hf_session_slice (session, HF_PLANE_AXIAL),
                              params.value[HF_PARAM_ABOVE], &hu, &slope, &intercept))
    hu = params.value[HF_PARAM_ABOVE];
  if (hu != self->notebook_hu)
    g_clear_object (&self->titles[N_PICTURES - 1]);
  params.value[HF_PARAM_ABOVE] = self->notebook_hu = hu;
  params.value[HF_PARAM_BELOW] = hf_param (HF_PARAM_BELOW)->max;
  params.value[HF_PARAM_MASK_LARGEST] = 0;
  return hf_mask_slice_from_params (volume, self->plane, index, &params, NULL);
}

static void
drop (HfPreviewPictures *self)
{
  g_clear_pointer (&self->binarized, hf_mask_unref);
  g_clear_pointer (&self->optimized, hf_mask_unref);
  g_clear_pointer (&self->notebook, hf_mask_unref);
  for (int n = 0; n < N_PICTURES; n++)
    g_clear_pointer (&self->pictures[n], gsk_render_node_unref);
}

static GskRenderNode *
node_new (HfPreviewPictures *self, const Part *part, guint32 *bgra)
{
  const int width = part->view.width, height = part->view.height;
  g_autoptr (GBytes) bytes = g_bytes_new_take (bgra, (gsize) width * height * 4);
  float scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));

  return hf_picture_node_new (
      bytes, width, height,
      &GRAPHENE_RECT_INIT (part->x / scale, part->y / scale, width / scale, height / scale),
      HF_PIXELS_OPAQUE, GTK_WIDGET (self));
}

static GskRenderNode *
paint_original (HfPreviewPictures *self, HfSession *session, const Part *part)
{
  const HfView *view = &part->view;
  gsize n = (gsize) view->width * view->height;
  g_autofree gint16 *pixels = g_new (gint16, n);
  guint32 *bgra = g_new (guint32, n);
  HfImage image = { .pixels = pixels, .width = view->width, .height = view->height };
  HfResliceOptions options = { .interpolation = hf_session_get (session, HF_PARAM_INTERPOLATION) };

  hf_reslice (hf_session_volume (session), view, &options, &image);
  hf_display_map (hf_session_display (session), &image, bgra, (gsize) view->width * 4);
  return node_new (self, part, bgra);
}

static GskRenderNode *
paint_mask (HfPreviewPictures *self, const Part *part, const HfMask *mask, const HfMask *before)
{
  gsize n = (gsize) part->view.width * part->view.height;
  guint32 *bgra = g_new (guint32, n);

  hf_preview_paint (self->map, n, mask, before, bgra);
  return node_new (self, part, bgra);
}

/* The same pixels lie on the same bits as long as only the window or the threshold changes. */
static void
update_map (HfPreviewPictures *self, HfVolume *volume, const HfView *view)
{
  if (self->map && self->map_volume == volume && memcmp (&self->map_view, view, sizeof *view) == 0)
    return;
  g_free (self->map);
  g_clear_pointer (&self->map_volume, hf_volume_unref);
  self->map = g_new (gint32, (gsize) view->width * view->height);
  self->map_view = *view;
  self->map_volume = hf_volume_ref (volume);
  hf_preview_map (volume, self->plane, view, self->map);
}

/* The notebook's coronal picture has the patient's left on the left: the view from behind. */
static void
mirror (Part *part, int width)
{
  HfView *view = &part->view;

  part->x = width - part->x - view->width;
  for (int a = 0; a < 3; a++) {
    view->origin[a] += (view->width - 1) * view->right[a];
    view->right[a] = -view->right[a];
  }
}

static void
paint_results (HfPreviewPictures *self, HfVolume *volume, Part part)
{
  update_map (self, volume, &part.view);
  self->pictures[1] = paint_mask (self, &part, self->binarized, NULL);
  if (self->optimized)
    self->pictures[2] =
        paint_mask (self, &part, self->optimized, self->differences ? self->binarized : NULL);
  if (self->notebook && self->plane == HF_PLANE_CORONAL) {
    mirror (&part, self->width);
    update_map (self, volume, &part.view);
  }
  if (self->notebook)
    self->pictures[3] =
        paint_mask (self, &part, self->notebook, self->differences ? self->optimized : NULL);
}

static int
n_pictures (HfPreviewPictures *self)
{
  HfSession *session = hf_panel_session (self);

  return session && hf_session_notebook (session) ? N_PICTURES : N_PICTURES - 1;
}

/* Of the slice: what the parameters give, and its pictures. */
static void
make_results (HfPreviewPictures *self, HfSession *session, const Part *part)
{
  HfVolume *volume = hf_session_volume (session);
  int index = hf_session_slice (session, self->plane);
  double cursor[3];

  hf_session_cursor (session, cursor);
  self->binarized =
      hf_preview_threshold (volume, self->plane, cursor, hf_session_get (session, HF_PARAM_ABOVE),
                            hf_session_get (session, HF_PARAM_BELOW));
  self->optimized = optimize (self, session, index);
  if (hf_session_notebook (session))
    self->notebook = as_notebook (self, session, index);
  paint_results (self, volume, *part);
}

/* Whole pixels: pictures are not blurred. */
static int
title_height (GtkWidget *widget)
{
  return (int) ceil (TITLE_PX * hf_theme_text_scale (widget));
}

static void
measure_pictures (HfPreviewPictures *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  int scale = gtk_widget_get_scale_factor (widget), n = n_pictures (self);

  self->width = (gtk_widget_get_width (widget) - GAP * (n - 1)) / n * scale;
  self->height = (gtk_widget_get_height (widget) - title_height (widget)) * scale;
}

static void
make (HfPreviewPictures *self)
{
  HfSession *session = hf_panel_session (self);
  HfVolume *volume = session ? hf_session_volume (session) : NULL;
  gboolean all = self->stale == STALE_ALL;
  double cursor[3];
  Part part;

  self->stale = STALE_NOTHING;
  measure_pictures (self);
  if (all) {
    self->n_made++;
    drop (self);
  }
  if (volume && hf_session_display (session) && self->width > 0 && self->height > 0) {
    hf_session_cursor (session, cursor);
    hf_plane_fit (hf_volume_geometry (volume), self->plane, cursor, self->width, self->height,
                  &part.view);
    hf_preview_zoom_apply (&self->zoom, &part.view);
    hf_view_trim (hf_volume_geometry (volume), &part.view, &part.x, &part.y);
    g_clear_pointer (&self->pictures[0], gsk_render_node_unref);
    self->pictures[0] = paint_original (self, session, &part);
    if (all)
      make_results (self, session, &part);
  }
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (all)
    g_signal_emit (self, signals[UPDATED], 0);
}

static void
update_cb (HfPreviewPictures *self)
{
  if (self->stale && gtk_widget_get_mapped (GTK_WIDGET (self)))
    make (self);
}

/* Made in the frame's update phase, after everybody's tick: what changes several times before a frame
   is made once, and a slice that is stepped in a frame is seen here in the same. Folded
   away nothing is made; map comes here again. */
static void
want (HfPreviewPictures *self, Stale stale)
{
  self->stale = MAX (self->stale, stale);
  if (self->clock && gtk_widget_get_mapped (GTK_WIDGET (self)))
    gdk_frame_clock_request_phase (self->clock, GDK_FRAME_CLOCK_PHASE_UPDATE);
}

static void
invalidate (HfPreviewPictures *self)
{
  want (self, STALE_ALL);
}

static void
window_changed_cb (HfPreviewPictures *self)
{
  want (self, STALE_ORIGINAL);
}

static void
realize (GtkWidget *widget)
{
  HfPreviewPictures *self = HF_PREVIEW_PICTURES (widget);

  GTK_WIDGET_CLASS (hf_preview_pictures_parent_class)->realize (widget);
  self->clock = gtk_widget_get_frame_clock (widget);
  self->update_id = g_signal_connect_data (self->clock, "update", G_CALLBACK (update_cb), self,
                                           NULL, G_CONNECT_AFTER | G_CONNECT_SWAPPED);
}

static void
unrealize (GtkWidget *widget)
{
  HfPreviewPictures *self = HF_PREVIEW_PICTURES (widget);

  g_clear_signal_handler (&self->update_id, self->clock);
  self->clock = NULL;
  GTK_WIDGET_CLASS (hf_preview_pictures_parent_class)->unrealize (widget);
}

/* "As the notebook: above -774 HU"; what else there is to say is in the tooltip. */
static char *
notebook_title (HfPreviewPictures *self)
{
  const char *name =
      self->plane == HF_PLANE_CORONAL ? _ ("As the notebook (mirrored)") : _ ("As the notebook");
  HfSession *session = hf_panel_session (self);
  HfVolume *volume = session ? hf_session_volume (session) : NULL;

  if (!volume)
    return g_strdup (name);
  return g_strdup_printf (_ ("%s: above %g%s"), name, self->notebook_hu,
                          hf_volume_info (volume)->is_hu ? " HU" : "");
}

static void
draw_title (HfPreviewPictures *self, GtkSnapshot *snapshot, int picture, double x, double width)
{
  static const char *const titles[N_PICTURES] = { N_ ("Original"), N_ ("Binarized"),
                                                  N_ ("Optimized"), N_ ("As the notebook") };
  static const GdkRGBA on_dark = { 0.604, 0.604, 0.627, 1 }, on_light = { 0.361, 0.361, 0.388, 1 };

  if (!self->titles[picture]) {
    g_autofree char *notebook = picture == N_PICTURES - 1 ? notebook_title (self) : NULL;

    self->titles[picture] = gtk_widget_create_pango_layout (
        GTK_WIDGET (self), notebook ? notebook : _ (titles[picture]));
    pango_layout_set_ellipsize (self->titles[picture], PANGO_ELLIPSIZE_END);
  }
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (x, 1));
  pango_layout_set_width (self->titles[picture], (int) (width * PANGO_SCALE));
  gtk_snapshot_append_layout (snapshot, self->titles[picture],
                              hf_theme_is_light (GTK_WIDGET (self)) ? &on_light : &on_dark);
  gtk_snapshot_restore (snapshot);
}

static void
draw_pictures (HfPreviewPictures *self, GtkSnapshot *snapshot, float width, float top)
{
  for (int p = 0; p < n_pictures (self); p++) {
    if (!self->pictures[p])
      continue;
    gtk_snapshot_save (snapshot);
    gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (p * (width + GAP), top));
    gtk_snapshot_append_node (snapshot, self->pictures[p]);
    gtk_snapshot_restore (snapshot);
  }
}

static void
snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HfPreviewPictures *self = HF_PREVIEW_PICTURES (widget);
  const int n = n_pictures (self), top = title_height (widget), all = gtk_widget_get_width (widget);
  const float height = gtk_widget_get_height (widget) - top;
  const float width = (all - GAP * (n - 1)) / n;
  graphene_rect_t area = hf_piece_area (all, gtk_widget_get_height (widget), self->n_made);
  GtkSnapshot *piece = gtk_snapshot_new ();

  for (int p = 0; p < n && width > 0 && height > 0; p++) {
    float x = p * (width + GAP);

    graphene_rect_t inside = GRAPHENE_RECT_INIT (0, 0, 0, 0);

    draw_title (self, snapshot, p, x, width);
    if (self->pictures[p])
      gsk_render_node_get_bounds (self->pictures[p], &inside);
    graphene_rect_offset (&inside, x, (float) top);
    hf_picture_append_border (snapshot, &GRAPHENE_RECT_INIT (x, (float) top, width, height),
                              &inside);
  }
  draw_pictures (self, piece, width, top);
  hf_piece_append (snapshot, piece, &area);
}

static void
map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (hf_preview_pictures_parent_class)->map (widget);
  invalidate (HF_PREVIEW_PICTURES (widget));
}

static void
size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  invalidate (HF_PREVIEW_PICTURES (widget));
}

static void
measure (GtkWidget *widget,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 240 : 200;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 640 : 210;
  *minimum_baseline = *natural_baseline = -1;
}

static void
refresh (HfPanel *panel)
{
  invalidate (HF_PREVIEW_PICTURES (panel));
}

static void
forget_titles (HfPreviewPictures *self)
{
  for (int n = 0; n < N_PICTURES; n++)
    g_clear_object (&self->titles[n]);
}

/* The theme's font has changed. */
static void
css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (hf_preview_pictures_parent_class)->css_changed (widget, change);
  forget_titles (HF_PREVIEW_PICTURES (widget));
}

static void
dispose (GObject *object)
{
  HfPreviewPictures *self = HF_PREVIEW_PICTURES (object);

  drop (self);
  forget_titles (self);
  g_clear_pointer (&self->map, g_free);
  g_clear_pointer (&self->map_volume, hf_volume_unref);
  G_OBJECT_CLASS (hf_preview_pictures_parent_class)->dispose (object);
}

/* What is nearest to a volume or a plane is nothing to another. */
static void
show_all (HfPreviewPictures *self)
{
  hf_preview_zoom_init (&self->zoom);
}

/* Which picture lies at x; its left edge, logical px. */
static int
picture_at (HfPreviewPictures *self, double x, double *left)
{
  int n = n_pictures (self);
  double step = (gtk_widget_get_width (GTK_WIDGET (self)) + GAP) / (double) n;
  int picture = CLAMP ((int) (x / step), 0, n - 1);

  *left = picture * step;
  return picture;
}

static gboolean
is_mirrored (HfPreviewPictures *self, int picture)
{
  return picture == N_PICTURES - 1 && self->plane == HF_PLANE_CORONAL;
}

/* The picture as it is without any zoom. FALSE where there is none. */
static gboolean
fitted (HfPreviewPictures *self, HfView *fit)
{
  HfSession *session = hf_panel_session (self);
  HfVolume *volume = session ? hf_session_volume (session) : NULL;
  double cursor[3];

  if (!volume || self->width <= 0 || self->height <= 0)
    return FALSE;
  hf_session_cursor (session, cursor);
  hf_plane_fit (hf_volume_geometry (volume), self->plane, cursor, self->width, self->height, fit);
  return TRUE;
}

void
hf_preview_pictures_zoom_at (HfPreviewPictures *self, double x, double y, double factor)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  double left;
  int picture = picture_at (self, x, &left);
  HfView fit;

  if (!fitted (self, &fit))
    return;
  x = (x - left) * scale - 0.5;
  y = (y - title_height (GTK_WIDGET (self))) * scale - 0.5;
  hf_preview_zoom_at (&self->zoom, &fit, is_mirrored (self, picture) ? fit.width - 1 - x : x, y,
                      factor);
  invalidate (self);
}

/* x: where the drag began. */
void
hf_preview_pictures_pan (HfPreviewPictures *self, double x, double dx, double dy)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  double left;
  int picture = picture_at (self, x, &left);
  HfView fit;

  if (!fitted (self, &fit))
    return;
  hf_preview_zoom_pan (&self->zoom, &fit, (is_mirrored (self, picture) ? -dx : dx) * scale,
                       dy * scale);
  invalidate (self);
}

static gboolean
query_tooltip (GtkWidget *widget, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  HfPreviewPictures *self = HF_PREVIEW_PICTURES (widget);
  g_autofree char *text = NULL;
  double left;

  if (!hf_panel_session (self) || y >= title_height (widget))
    return FALSE;
  text = picture_at (self, x, &left) == N_PICTURES - 1
             ? hf_notebook_text (hf_panel_session (self))
             : g_strdup (_ ("Wheel: slice. Ctrl+wheel: zoom. Shift+drag: move. Double click: all "
                            "of the slice"));
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
hf_preview_pictures_class_init (HfPreviewPicturesClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  G_OBJECT_CLASS (class)->dispose = dispose;
  HF_PANEL_CLASS (class)->refresh = refresh;
  widget_class->map = map;
  widget_class->snapshot = snapshot;
  widget_class->measure = measure;
  widget_class->css_changed = css_changed;
  widget_class->query_tooltip = query_tooltip;
  widget_class->realize = realize;
  widget_class->unrealize = unrealize;
  widget_class->size_allocate = size_allocate;
  signals[UPDATED] = g_signal_new ("updated", HF_TYPE_PREVIEW_PICTURES, G_SIGNAL_RUN_LAST, 0, NULL,
                                   NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_css_name (widget_class, "previewpictures");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
hf_preview_pictures_init (HfPreviewPictures *self)
{
  static const char *const kinds[] = { "changed::volume", "changed::slices", "changed::cursor",
                                       "changed::view",   "changed::params", "changed::mask" };

  gtk_widget_set_layout_manager (GTK_WIDGET (self), NULL);
  hf_preview_zoom_init (&self->zoom);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  hf_preview_input_add (self);
  hf_panel_want (self, HF_WANT_MASK, TRUE);
  for (gsize n = 0; n < G_N_ELEMENTS (kinds); n++)
    hf_panel_on (self, kinds[n], G_CALLBACK (invalidate));
  hf_panel_on (self, "changed::window", G_CALLBACK (window_changed_cb));
  hf_panel_on (self, "changed::volume", G_CALLBACK (show_all));
}

void
hf_preview_pictures_set_plane (HfPreviewPictures *self, HfPlane plane)
{
  if (plane == self->plane)
    return;
  self->plane = plane;
  show_all (self);
  g_clear_object (&self->titles[N_PICTURES - 1]);
  invalidate (self);
}

HfPlane
hf_preview_pictures_plane (HfPreviewPictures *self)
{
  return self->plane;
}

void
hf_preview_pictures_set_differences (HfPreviewPictures *self, gboolean shown)
{
  if (shown == self->differences)
    return;
  self->differences = shown;
  invalidate (self);
}

gboolean
hf_preview_pictures_counts (HfPreviewPictures *self, guint64 *binarized, guint64 *optimized)
{
  if (!self->binarized || !self->optimized)
    return FALSE;
  *binarized = hf_mask_count (self->binarized);
  *optimized = hf_mask_count (self->optimized);
  return TRUE;
}
