/* The base of the panels. Every child is unparented in dispose, so that a template needs no more
   than its widgets. */
#include "view/panel.h"

typedef struct {
  HfSession *session; /* owned, nullable */
  GSignalGroup *signals;
  gboolean wants[HF_N_WANTS]; /* by the widget */
  gboolean holds[HF_N_WANTS]; /* asked of the session */
} HfPanelPrivate;

G_DEFINE_ABSTRACT_TYPE_WITH_PRIVATE (HfPanel, hf_panel, GTK_TYPE_WIDGET)

enum { PROP_0, PROP_SESSION, N_PROPS };
static GParamSpec *props[N_PROPS];

static void
update_holds (HfPanel *self)
{
  HfPanelPrivate *priv = hf_panel_get_instance_private (self);
  gboolean mapped = gtk_widget_get_mapped (GTK_WIDGET (self));

  for (int want = 0; priv->session && want < HF_N_WANTS; want++) {
    gboolean hold = mapped && priv->wants[want];

    if (hold == priv->holds[want])
      continue;
    priv->holds[want] = hold;
    (hold ? hf_session_hold : hf_session_release) (priv->session, want);
  }
}

static void
drop_session (HfPanel *self)
{
  HfPanelPrivate *priv = hf_panel_get_instance_private (self);

  if (!priv->session)
    return;
  for (int want = 0; want < HF_N_WANTS; want++)
    if (priv->holds[want])
      hf_session_release (priv->session, want);
  memset (priv->holds, 0, sizeof priv->holds);
  g_clear_object (&priv->session);
}

static void
set_session (HfPanel *self, HfSession *session)
{
  HfPanelPrivate *priv = hf_panel_get_instance_private (self);

  if (session == priv->session)
    return;
  drop_session (self);
  priv->session = session ? g_object_ref (session) : NULL;
  g_signal_group_set_target (priv->signals, session);
  update_holds (self);
  if (session && HF_PANEL_GET_CLASS (self)->refresh)
    HF_PANEL_GET_CLASS (self)->refresh (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_SESSION]);
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_object (value, hf_panel_session (object));
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  set_session (HF_PANEL (object), g_value_get_object (value));
}

static void
map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (hf_panel_parent_class)->map (widget);
  update_holds (HF_PANEL (widget));
}

static void
unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (hf_panel_parent_class)->unmap (widget);
  update_holds (HF_PANEL (widget));
}

static void
dispose (GObject *object)
{
  HfPanelPrivate *priv = hf_panel_get_instance_private (HF_PANEL (object));
  GtkWidget *child;

  drop_session (HF_PANEL (object));
  g_clear_object (&priv->signals);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (hf_panel_parent_class)->dispose (object);
}

static void
hf_panel_class_init (HfPanelClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);

  object_class->get_property = get_property;
  object_class->set_property = set_property;
  object_class->dispose = dispose;
  GTK_WIDGET_CLASS (class)->map = map;
  GTK_WIDGET_CLASS (class)->unmap = unmap;
  props[PROP_SESSION] =
      g_param_spec_object ("session", NULL, NULL, HF_TYPE_SESSION,
                           G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BOX_LAYOUT);
}

static void
hf_panel_init (HfPanel *self)
{
  HfPanelPrivate *priv = hf_panel_get_instance_private (self);
  GtkLayoutManager *box = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  gtk_orientable_set_orientation (GTK_ORIENTABLE (box), GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (box), 6);
  priv->signals = g_signal_group_new (HF_TYPE_SESSION);
}

HfSession *
hf_panel_session (gpointer self)
{
  HfPanelPrivate *priv = hf_panel_get_instance_private (HF_PANEL (self));

  return priv->session;
}

void
hf_panel_on (gpointer self, const char *signal, GCallback callback)
{
  HfPanelPrivate *priv = hf_panel_get_instance_private (HF_PANEL (self));

  g_signal_group_connect_swapped (priv->signals, signal, callback, self);
}

/* Asks the session for a result for as long as the widget is mapped. */
void
hf_panel_want (gpointer self, HfWant want, gboolean wanted)
{
  HfPanelPrivate *priv = hf_panel_get_instance_private (HF_PANEL (self));

  priv->wants[want] = wanted;
  update_holds (HF_PANEL (self));
}
