/* State and painting of a slice view. Reslicing happens in snapshot, at device pixels; the texture is
   kept while nothing changes, so that a step in one view costs the others only a crosshair. */
#include "view/slice-view-private.h"

#include <math.h>

enum { PROP_SESSION = 1, PROP_PLANE, PROP_TOOL, PROP_CINE, PROP_CINE_RATE, N_PROPS };

static GParamSpec *props[N_PROPS];
static guint maximize_signal;

#define PAINTED_MAX 4096 /* indices that are remembered */
#define BACKLOG_MAX 30   /* half a second at 60 Hz; more than that is a throw, not paging */

G_DEFINE_FINAL_TYPE (HfSliceView, hf_slice_view, GTK_TYPE_WIDGET)

HfSession *
hf_slice_view_session (HfSliceView *self)
{
  return self->session;
}

HfPlane
hf_slice_view_plane (HfSliceView *self)
{
  return self->plane;
}

const GArray *
hf_slice_view_painted (HfSliceView *self)
{
  return self->painted;
}

guint
hf_slice_view_n_pictures (HfSliceView *self)
{
  return hf_slice_picture_n_made (self->picture);
}

guint
hf_slice_view_n_skipped (HfSliceView *self)
{
  return self->n_skipped;
}

double
hf_slice_view_zoom (HfSliceView *self)
{
  return self->zoom;
}

static HfVolume *
volume_of (HfSliceView *self)
{
  return self->session ? hf_session_volume (self->session) : NULL;
}

void
hf_slice_view_reset (HfSliceView *self)
{
  self->zoom = 1;
  self->pan_mm[0] = self->pan_mm[1] = 0;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
hf_slice_view_set_tool (HfSliceView *self, HfTool tool)
{
  if (self->tool == tool)
    return;
  self->tool = tool;
  if (self->notes)
    hf_notes_cancel (self->notes);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), tool ? "crosshair" : NULL);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TOOL]);
}

static double
dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* 1 where a growing index goes to superior, anterior or left; else -1. */
static int
direction (HfSliceView *self)
{
  static const double towards[HF_N_PLANES][3] = { { 0, 0, 1 }, { 1, 0, 0 }, { 0, -1, 0 } };
  const HfGeometry *geometry = hf_volume_geometry (volume_of (self));
  int n = hf_plane_n_slices (geometry, self->plane);
  double first[3], last[3], way[3];

  hf_session_cursor (self->session, first);
  hf_session_cursor (self->session, last);
  hf_plane_move_to (geometry, self->plane, 0, first);
  hf_plane_move_to (geometry, self->plane, n - 1, last);
  for (int c = 0; c < 3; c++)
    way[c] = last[c] - first[c];
  return dot (way, towards[self->plane]) < 0 ? -1 : 1;
}

static void
advance_cine (HfSliceView *self, gint64 now)
{
  int n = hf_plane_n_slices (hf_volume_geometry (volume_of (self)), self->plane);

  if (now - self->cine_time < G_USEC_PER_SEC / self->cine_rate)
    return;
  self->cine_time = now;
  hf_session_set_slice (self->session, self->plane,
                        (hf_session_slice (self->session, self->plane) + 1) % n);
}

static gboolean
tick_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  HfSliceView *self = HF_SLICE_VIEW (widget);
  int sign = self->backlog < 0 ? -1 : 1;

  if (!volume_of (self))
    self->backlog = 0;
  else if (self->backlog) {
    self->backlog -= sign;
    hf_session_set_slice (self->session, self->plane,
                          hf_session_slice (self->session, self->plane) + sign);
  } else if (self->cine)
    advance_cine (self, gdk_frame_clock_get_frame_time (clock));
  if (self->backlog || self->cine)
    return G_SOURCE_CONTINUE;
  self->tick = 0;
  return G_SOURCE_REMOVE;
}

static void
want_tick (HfSliceView *self)
{
  if (!self->tick)
    self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), tick_cb, NULL, NULL);
}

void
hf_slice_view_step (HfSliceView *self, int slices, gboolean towards)
{
  int n, index, target;

  if (!volume_of (self))
    return;
  n = hf_plane_n_slices (hf_volume_geometry (volume_of (self)), self->plane);
  index = hf_session_slice (self->session, self->plane);
  if (towards)
    slices *= direction (self);
  target = CLAMP (index + self->backlog + slices, 0, n - 1);
  if (!self->backlog)
    self->n_skipped = 0;
  if (ABS (target - index) > BACKLOG_MAX) { /* too far behind: jump, and say what was passed */
    int rest = target > index ? target - BACKLOG_MAX : target + BACKLOG_MAX;

    self->n_skipped += (guint) ABS (rest - index);
    hf_session_set_slice (self->session, self->plane, rest);
    index = rest;
  }
  self->backlog = target - index;
  if (self->backlog)
    want_tick (self);
}

static void
set_cine (HfSliceView *self, gboolean cine)
{
  if (self->cine == cine)
    return;
  self->cine = cine;
  if (cine)
    want_tick (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_CINE]);
}

/* --- painting --- */

static void
note_painted (HfSliceView *self)
{
  int index = hf_session_slice (self->session, self->plane);

  if (self->painted->len && g_array_index (self->painted, int, self->painted->len - 1) == index)
    return;
  if (self->painted->len == PAINTED_MAX)
    g_array_remove_range (self->painted, 0, PAINTED_MAX / 2);
  g_array_append_val (self->painted, index);
}

/* The picture of what is to be seen now, of the widget's size; (transfer none), nullable. */
static GskRenderNode *
update_picture (HfSliceView *self)
{
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  HfPictureInput input = { .volume = volume_of (self), .mask_opacity = 0 };

  input.display = hf_session_display (self->session);
  if (!input.display || !hf_slice_view_mapping (self, scale, &input.view))
    return NULL;
  if (hf_session_show_mask (self->session)) {
    input.mask = hf_session_mask (self->session);
    input.mask_opacity = hf_session_get (self->session, HF_PARAM_MASK_OPACITY);
  }
  input.has_highlight =
      hf_session_highlight (self->session, &input.highlight[0], &input.highlight[1]);
  input.options = hf_session_reslice_options (self->session);
  input.revision = hf_session_n_loaded (self->session);
  hf_slice_picture_update (self->picture, &input);
  note_painted (self);
  return hf_slice_picture_node (self->picture, GTK_WIDGET (self),
                                gtk_widget_get_width (GTK_WIDGET (self)),
                                gtk_widget_get_height (GTK_WIDGET (self)));
}

static void
hf_slice_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  HfSliceView *self = HF_SLICE_VIEW (widget);
  GskRenderNode *picture = volume_of (self) ? update_picture (self) : NULL;
  graphene_rect_t all =
      GRAPHENE_RECT_INIT (0, 0, gtk_widget_get_width (widget), gtk_widget_get_height (widget));

  gtk_snapshot_push_clip (snapshot, &all);
  if (picture)
    gtk_snapshot_append_node (snapshot, picture);
  else
    gtk_snapshot_append_color (snapshot, &(GdkRGBA){ 0, 0, 0, 1 }, &all);
  if (volume_of (self))
    hf_slice_view_draw_overlay (self, snapshot, picture);
  gtk_snapshot_pop (snapshot);
}

/* What this view shows, as a picture of its own; device pixels. */
GdkTexture *
hf_slice_view_capture (HfSliceView *self)
{
  GtkNative *native = gtk_widget_get_native (GTK_WIDGET (self));
  int scale = gtk_widget_get_scale_factor (GTK_WIDGET (self));
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;

  if (!native || !gtk_native_get_renderer (native))
    return NULL;
  gtk_snapshot_scale (snapshot, scale, scale);
  hf_slice_view_snapshot (GTK_WIDGET (self), snapshot);
  node = gtk_snapshot_to_node (snapshot);
  return node ? gsk_renderer_render_texture (gtk_native_get_renderer (native), node, NULL) : NULL;
}

/* --- the session --- */

static gboolean
describe_cb (gpointer data)
{
  HfSliceView *self = data;
  g_autofree char *text = hf_slice_text_description (self->session, self->plane);

  self->describe_later = 0;
  if (g_strcmp0 (text, self->described) == 0)
    return G_SOURCE_REMOVE;
  g_free (self->described);
  self->described = g_strdup (text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  hf_plane_title (self->plane), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  text, -1);
  return G_SOURCE_REMOVE;
}

static void
changed_cb (HfSliceView *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (!self->describe_later)
    self->describe_later = g_idle_add (describe_cb, self);
}

static void
volume_changed_cb (HfSliceView *self)
{
  self->backlog = 0;
  hf_slice_view_forget_fit (self);
  g_array_set_size (self->painted, 0);
  changed_cb (self);
}

static void
series_changed_cb (HfSliceView *self)
{
  hf_slice_view_reset (self);
  volume_changed_cb (self);
}

static void
connect_session (HfSliceView *self)
{
  static const char *const redraw[] = { "changed::slices",   "changed::cursor", "changed::window",
                                        "changed::view",     "changed::mask",   "changed::params",
                                        "changed::highlight" };

  for (guint n = 0; n < G_N_ELEMENTS (redraw); n++)
    g_signal_connect_object (self->session, redraw[n], G_CALLBACK (changed_cb), self,
                             G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "changed::volume", G_CALLBACK (volume_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "changed::series", G_CALLBACK (series_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->notes = hf_notes_of (self->session);
  g_signal_connect_object (self->notes, "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

static void
set_session (HfSliceView *self, HfSession *session)
{
  if (self->session == session)
    return;
  if (self->session) {
    g_signal_handlers_disconnect_by_data (self->session, self);
    g_signal_handlers_disconnect_by_data (self->notes, self);
    self->notes = NULL;
  }
  g_set_object (&self->session, session);
  if (session)
    connect_session (self);
  volume_changed_cb (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION]);
}

/* --- the class --- */

static void
hf_slice_view_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GTK_WIDGET_CLASS (hf_slice_view_parent_class)->css_changed (widget, change);
  hf_text_pictures_restyle (HF_SLICE_VIEW (widget)->texts, widget);
}

static void
hf_slice_view_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HfSliceView *self = HF_SLICE_VIEW (object);

  switch (id) {
  case PROP_SESSION:
    set_session (self, g_value_get_object (value));
    break;
  case PROP_PLANE:
    self->plane = g_value_get_int (value);
    hf_slice_view_forget_fit (self);
    changed_cb (self);
    break;
  case PROP_TOOL:
    hf_slice_view_set_tool (self, g_value_get_int (value));
    break;
  case PROP_CINE:
    set_cine (self, g_value_get_boolean (value));
    break;
  case PROP_CINE_RATE:
    self->cine_rate = g_value_get_double (value);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hf_slice_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HfSliceView *self = HF_SLICE_VIEW (object);

  switch (id) {
  case PROP_SESSION:
    g_value_set_object (value, self->session);
    break;
  case PROP_PLANE:
    g_value_set_int (value, self->plane);
    break;
  case PROP_TOOL:
    g_value_set_int (value, self->tool);
    break;
  case PROP_CINE:
    g_value_set_boolean (value, self->cine);
    break;
  case PROP_CINE_RATE:
    g_value_set_double (value, self->cine_rate);
    break;
  default:
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
  }
}

static void
hf_slice_view_dispose (GObject *object)
{
  HfSliceView *self = HF_SLICE_VIEW (object);

  set_session (self, NULL);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_object (&self->presets);
  g_clear_handle_id (&self->describe_later, g_source_remove);
  G_OBJECT_CLASS (hf_slice_view_parent_class)->dispose (object);
}

static void
hf_slice_view_finalize (GObject *object)
{
  HfSliceView *self = HF_SLICE_VIEW (object);

  hf_slice_picture_free (self->picture);
  hf_text_pictures_release (self->texts);
  g_array_unref (self->painted);
  g_free (self->described);
  G_OBJECT_CLASS (hf_slice_view_parent_class)->finalize (object);
}

static void
hf_slice_view_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  *minimum = 64;
  *natural = 320;
}

static void
hf_slice_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HfSliceView *self = HF_SLICE_VIEW (widget);

  if (self->menu)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

static void
hf_slice_view_class_init (HfSliceViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->set_property = hf_slice_view_set_property;
  object_class->get_property = hf_slice_view_get_property;
  object_class->dispose = hf_slice_view_dispose;
  object_class->finalize = hf_slice_view_finalize;
  widget_class->snapshot = hf_slice_view_snapshot;
  widget_class->measure = hf_slice_view_measure;
  widget_class->size_allocate = hf_slice_view_size_allocate;
  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, HF_TYPE_SESSION, flags);
  props[PROP_PLANE] = g_param_spec_int ("plane", NULL, NULL, 0, HF_N_PLANES - 1, 0, flags);
  props[PROP_TOOL] = g_param_spec_int ("tool", NULL, NULL, 0, HF_N_TOOLS - 1, 0, flags);
  props[PROP_CINE] = g_param_spec_boolean ("cine", NULL, NULL, FALSE, flags);
  props[PROP_CINE_RATE] = g_param_spec_double ("cine-rate", NULL, NULL, 1, 60, 15, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  maximize_signal = g_signal_new ("maximize", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                  NULL, NULL, G_TYPE_NONE, 0);
  widget_class->css_changed = hf_slice_view_css_changed;
  gtk_widget_class_set_css_name (widget_class, "sliceview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
  hf_slice_view_class_add_keys (widget_class);
}

static void
hf_slice_view_init (HfSliceView *self)
{
  self->picture = hf_slice_picture_new ();
  self->texts = hf_text_pictures_acquire ();
  self->painted = g_array_new (FALSE, FALSE, sizeof (int));
  self->zoom = 1;
  self->cine_rate = 15;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (self), TRUE);
  hf_slice_view_add_input (self);
}
