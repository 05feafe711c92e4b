/* The slider and the entry follow the session and set it; slices are counted from 1 for people. */
#include "view/slice-pane.h"

#include "view/drag-out.h"
#include "view/init.h"
#include "view/piece.h"

struct _HfSlicePane {
  GtkWidget parent;
  HfSession *session; /* owned, nullable */
  HfPlane plane;
  GtkWidget *box;
  HfSliceView *view;
  HfPiece *row; /* slider, entry, total */
  GtkWidget *scale;
  GtkAdjustment *adjustment; /* 1 .. n */
  GtkEditable *entry;
  GtkLabel *total;
  GtkWidget *handle; /* is dragged into other programs */
  gboolean updating; /* the session is being followed, not set */
};

enum { PROP_SESSION = 1, PROP_PLANE, N_PROPS };

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (HfSlicePane, hf_slice_pane, GTK_TYPE_WIDGET)

HfSliceView *
hf_slice_pane_view (HfSlicePane *self)
{
  return self->view;
}

static void
show_number (HfSlicePane *self)
{
  g_autofree char *text = g_strdup_printf ("%d", hf_session_slice (self->session, self->plane) + 1);

  if (g_str_equal (gtk_editable_get_text (self->entry), text))
    return;
  gtk_editable_set_text (self->entry, text);
  hf_piece_touch (self->row);
}

static void
update (HfSlicePane *self)
{
  HfVolume *volume = self->session ? hf_session_volume (self->session) : NULL;
  int n;
  g_autofree char *total = NULL;

  gtk_widget_set_sensitive (GTK_WIDGET (self->row), volume != NULL);
  if (!volume)
    return;
  n = hf_plane_n_slices (hf_volume_geometry (volume), self->plane);
  total = g_strdup_printf ("/ %d", n);
  self->updating = TRUE;
  gtk_adjustment_set_upper (self->adjustment, n);
  gtk_adjustment_set_value (self->adjustment, hf_session_slice (self->session, self->plane) + 1);
  gtk_label_set_text (self->total, total);
  show_number (self);
  self->updating = FALSE;
}

static void
slider_cb (GtkAdjustment *adjustment, HfSlicePane *self)
{
  if (!self->updating && self->session)
    hf_session_set_slice (self->session, self->plane,
                          (int) (gtk_adjustment_get_value (adjustment) - 0.5));
}

static void
entry_cb (GtkEditable *entry, HfSlicePane *self)
{
  guint64 number;

  if (self->session &&
      g_ascii_string_to_unsigned (gtk_editable_get_text (entry), 10, 1, G_MAXINT, &number, NULL))
    hf_session_set_slice (self->session, self->plane, (int) number - 1);
  if (self->session)
    show_number (self); /* what was typed may have been out of range */
}

static void
entry_activate_cb (GtkEditable *entry, HfSlicePane *self)
{
  entry_cb (entry, self);
  gtk_widget_grab_focus (GTK_WIDGET (self->view)); /* keys mean the picture again */
}

/* GtkRange would go by a page a notch. */
static gboolean
scroll_cb (GtkEventControllerScroll *scroll, double dx, double dy, HfSlicePane *self)
{
  return hf_slice_view_scroll (self->view, scroll, dy);
}

static void
entry_leave_cb (GtkEventControllerFocus *focus, HfSlicePane *self)
{
  entry_cb (self->entry, self);
}

static GdkContentProvider *
drag_picture (gpointer data)
{
  HfSlicePane *self = data;
  g_autoptr (GdkTexture) texture = hf_slice_view_capture (self->view);
  g_autofree char *name =
      g_strdup_printf ("%s-%d.png", hf_plane_name (self->plane),
                       self->session ? hf_session_slice (self->session, self->plane) + 1 : 0);

  return texture ? hf_drag_out_picture (texture, name) : NULL;
}

static void
set_session (HfSlicePane *self, HfSession *session)
{
  if (self->session == session)
    return;
  if (self->session)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_set_object (&self->session, session);
  g_object_set (self->view, "session", session, NULL);
  if (session) {
    g_signal_connect_object (session, "changed::volume", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "changed::cursor", G_CALLBACK (update), self,
                             G_CONNECT_SWAPPED);
  }
  update (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION]);
}

static void
hf_slice_pane_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HfSlicePane *self = HF_SLICE_PANE (object);

  if (id == PROP_SESSION)
    set_session (self, g_value_get_object (value));
  else if (id == PROP_PLANE) {
    self->plane = g_value_get_int (value);
    g_object_set (self->view, "plane", self->plane, NULL);
    update (self);
  } else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
hf_slice_pane_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HfSlicePane *self = HF_SLICE_PANE (object);

  if (id == PROP_SESSION)
    g_value_set_object (value, self->session);
  else if (id == PROP_PLANE)
    g_value_set_int (value, self->plane);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
hf_slice_pane_dispose (GObject *object)
{
  HfSlicePane *self = HF_SLICE_PANE (object);

  if (self->session) {
    g_signal_handlers_disconnect_by_data (self->session, self);
    g_object_set (self->view, "session", NULL, NULL);
    g_clear_object (&self->session);
  }
  gtk_widget_dispose_template (GTK_WIDGET (self), HF_TYPE_SLICE_PANE);
  G_OBJECT_CLASS (hf_slice_pane_parent_class)->dispose (object);
}

static void
hf_slice_pane_class_init (HfSlicePaneClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;

  object_class->set_property = hf_slice_pane_set_property;
  object_class->get_property = hf_slice_pane_get_property;
  object_class->dispose = hf_slice_pane_dispose;
  props[PROP_SESSION] = g_param_spec_object ("session", NULL, NULL, HF_TYPE_SESSION, flags);
  props[PROP_PLANE] = g_param_spec_int ("plane", NULL, NULL, 0, HF_N_PLANES - 1, 0, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  g_type_ensure (HF_TYPE_PIECE);
  g_type_ensure (HF_TYPE_SLICE_VIEW);
  gtk_widget_class_set_css_name (widget_class, "slicepane");
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_template_from_resource (widget_class, HF_RESOURCE_PREFIX "ui/slice-pane.ui");
  gtk_widget_class_bind_template_child (widget_class, HfSlicePane, box);
  gtk_widget_class_bind_template_child (widget_class, HfSlicePane, view);
  gtk_widget_class_bind_template_child (widget_class, HfSlicePane, row);
  gtk_widget_class_bind_template_child (widget_class, HfSlicePane, adjustment);
  gtk_widget_class_bind_template_child (widget_class, HfSlicePane, scale);
  gtk_widget_class_bind_template_child (widget_class, HfSlicePane, entry);
  gtk_widget_class_bind_template_child (widget_class, HfSlicePane, total);
  gtk_widget_class_bind_template_child (widget_class, HfSlicePane, handle);
  gtk_widget_class_bind_template_callback (widget_class, slider_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, entry_leave_cb);
  gtk_widget_class_bind_template_callback (widget_class, scroll_cb);
}

static void
hf_slice_pane_init (HfSlicePane *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hf_slice_view_add_step_keys (self->view, self->scale);
  hf_drag_out_add (self->handle, drag_picture, self);
}
