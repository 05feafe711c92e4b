/* Panes 2 px apart; what lies between them is dragged to share the room otherwise. */
#include "view/pane-grid.h"

#include <math.h>

#define GAP 2  /* px between panes */
#define GRAB 5 /* px to both sides of a gap from where it is dragged */

struct _HfPaneGrid {
  GtkWidget parent;
  GtkWidget *panes[HF_N_PANES];
  HfLayout layout;
  int maximized; /* -1: none */
  int active;
  double split[2]; /* share of the width and of the height left and above */
  gboolean drag[2];
  double start[2]; /* split when the drag began */
};

enum { PROP_ACTIVE = 1, N_PROPS };

static GParamSpec *props[N_PROPS];

G_DEFINE_FINAL_TYPE (HfPaneGrid, hf_pane_grid, GTK_TYPE_WIDGET)

const char *
hf_layout_name (HfLayout layout)
{
  static const char *const names[HF_N_LAYOUTS] = { "quad", "row", "main" };

  return names[layout];
}

gboolean
hf_pane_grid_is_shown (HfPaneGrid *self, int n)
{
  if (self->maximized >= 0)
    return n == self->maximized;
  return self->layout != HF_LAYOUT_ROW || n < 3;
}

static void
update_visibility (HfPaneGrid *self)
{
  for (int n = 0; n < HF_N_PANES; n++)
    if (self->panes[n])
      gtk_widget_set_child_visible (self->panes[n], hf_pane_grid_is_shown (self, n));
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

static void
focus_in_cb (GtkEventControllerFocus *focus, HfPaneGrid *self)
{
  GtkWidget *pane = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (focus));

  for (int n = 0; n < HF_N_PANES; n++)
    if (self->panes[n] == pane)
      hf_pane_grid_set_active (self, n);
}

void
hf_pane_grid_set_pane (HfPaneGrid *self, int n, GtkWidget *pane)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_return_if_fail (n >= 0 && n < HF_N_PANES && !self->panes[n]);
  self->panes[n] = pane;
  g_signal_connect (focus, "enter", G_CALLBACK (focus_in_cb), self);
  gtk_widget_add_controller (pane, focus);
  gtk_widget_add_css_class (pane, "pane");
  if (n == self->active)
    gtk_widget_add_css_class (pane, "active");
  gtk_widget_set_overflow (pane, GTK_OVERFLOW_HIDDEN);
  gtk_widget_set_parent (pane, GTK_WIDGET (self));
  update_visibility (self);
}

void
hf_pane_grid_set_layout (HfPaneGrid *self, HfLayout layout)
{
  if (self->layout == layout && self->maximized < 0)
    return;
  self->layout = layout;
  self->maximized = -1;
  update_visibility (self);
}

void
hf_pane_grid_set_maximized (HfPaneGrid *self, int n)
{
  if (self->maximized == n)
    return;
  self->maximized = n;
  update_visibility (self);
}

int
hf_pane_grid_maximized (HfPaneGrid *self)
{
  return self->maximized;
}

void
hf_pane_grid_set_active (HfPaneGrid *self, int n)
{
  if (self->active == n)
    return;
  for (int pane = 0; pane < HF_N_PANES; pane++)
    if (self->panes[pane] && pane == n)
      gtk_widget_add_css_class (self->panes[pane], "active");
    else if (self->panes[pane])
      gtk_widget_remove_css_class (self->panes[pane], "active");
  self->active = n;
  if (self->layout == HF_LAYOUT_MAIN)
    gtk_widget_queue_allocate (GTK_WIDGET (self));
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_ACTIVE]);
}

int
hf_pane_grid_active (HfPaneGrid *self)
{
  return self->active;
}

static void
place (HfPaneGrid *self, int n, int x, int y, int width, int height)
{
  if (!self->panes[n] || !gtk_widget_should_layout (self->panes[n]))
    return;
  gtk_widget_size_allocate (self->panes[n],
                            &(GtkAllocation){ x, y, MAX (1, width), MAX (1, height) }, -1);
}

static void
allocate_main (HfPaneGrid *self, int width, int height, int left)
{
  int small = 0, part = (height - 2 * GAP) / 3;

  for (int n = 0; n < HF_N_PANES; n++) {
    if (n == self->active) {
      place (self, n, 0, 0, left, height);
      continue;
    }
    place (self, n, left + GAP, small * (part + GAP), width - left - GAP,
           small == 2 ? height - 2 * (part + GAP) : part);
    small++;
  }
}

static void
hf_pane_grid_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  HfPaneGrid *self = HF_PANE_GRID (widget);
  int left = (int) ((width - GAP) * self->split[0] + 0.5);
  int top = (int) ((height - GAP) * self->split[1] + 0.5), third = (width - 2 * GAP) / 3;

  if (self->maximized >= 0)
    place (self, self->maximized, 0, 0, width, height);
  else if (self->layout == HF_LAYOUT_MAIN)
    allocate_main (self, width, height, (int) ((width - GAP) * 0.68));
  else if (self->layout == HF_LAYOUT_ROW)
    for (int n = 0; n < 3; n++)
      place (self, n, n * (third + GAP), 0, n == 2 ? width - 2 * (third + GAP) : third, height);
  else
    for (int n = 0; n < HF_N_PANES; n++)
      place (self, n, n & 1 ? left + GAP : 0, n & 2 ? top + GAP : 0,
             n & 1 ? width - left - GAP : left, n & 2 ? height - top - GAP : top);
}

static void
hf_pane_grid_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  HfPaneGrid *self = HF_PANE_GRID (widget);

  *minimum = *natural = 0;
  for (int n = 0; n < HF_N_PANES; n++) {
    int pane_minimum, pane_natural;

    if (!self->panes[n])
      continue;
    gtk_widget_measure (self->panes[n], orientation, -1, &pane_minimum, &pane_natural, NULL, NULL);
    *minimum = MAX (*minimum, 2 * pane_minimum + GAP);
    *natural = MAX (*natural, 2 * pane_natural + GAP);
  }
}

/* --- the gaps --- */

static gboolean
near_gap (HfPaneGrid *self, double x, double y, gboolean gap[2])
{
  double left = gtk_widget_get_width (GTK_WIDGET (self)) * self->split[0];
  double top = gtk_widget_get_height (GTK_WIDGET (self)) * self->split[1];
  gboolean quad = self->layout == HF_LAYOUT_QUAD && self->maximized < 0;

  gap[0] = quad && fabs (x - left) <= GRAB;
  gap[1] = quad && fabs (y - top) <= GRAB;
  return gap[0] || gap[1];
}

static void
drag_begin_cb (GtkGestureDrag *gesture, double x, double y, HfPaneGrid *self)
{
  gboolean near = near_gap (self, x, y, self->drag);

  self->start[0] = self->split[0];
  self->start[1] = self->split[1];
  gtk_gesture_set_state (GTK_GESTURE (gesture),
                         near ? GTK_EVENT_SEQUENCE_CLAIMED : GTK_EVENT_SEQUENCE_DENIED);
}

static void
drag_update_cb (GtkGestureDrag *gesture, double x, double y, HfPaneGrid *self)
{
  double moved[2] = { x / MAX (1, gtk_widget_get_width (GTK_WIDGET (self))),
                      y / MAX (1, gtk_widget_get_height (GTK_WIDGET (self))) };

  for (int n = 0; n < 2; n++)
    if (self->drag[n])
      self->split[n] = CLAMP (self->start[n] + moved[n], 0.2, 0.8);
  gtk_widget_queue_allocate (GTK_WIDGET (self));
}

static void
motion_cb (GtkEventControllerMotion *motion, double x, double y, HfPaneGrid *self)
{
  gboolean gap[2];

  near_gap (self, x, y, gap);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self), gap[0] && gap[1] ? "move"
                                                      : gap[0]         ? "col-resize"
                                                      : gap[1]         ? "row-resize"
                                                                       : NULL);
}

/* --- the class --- */

static void
hf_pane_grid_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ACTIVE)
    hf_pane_grid_set_active (HF_PANE_GRID (object), g_value_get_int (value));
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
hf_pane_grid_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  if (id == PROP_ACTIVE)
    g_value_set_int (value, HF_PANE_GRID (object)->active);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
hf_pane_grid_dispose (GObject *object)
{
  HfPaneGrid *self = HF_PANE_GRID (object);

  for (int n = 0; n < HF_N_PANES; n++)
    g_clear_pointer (&self->panes[n], gtk_widget_unparent);
  G_OBJECT_CLASS (hf_pane_grid_parent_class)->dispose (object);
}

static void
hf_pane_grid_class_init (HfPaneGridClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->set_property = hf_pane_grid_set_property;
  object_class->get_property = hf_pane_grid_get_property;
  object_class->dispose = hf_pane_grid_dispose;
  widget_class->size_allocate = hf_pane_grid_size_allocate;
  widget_class->measure = hf_pane_grid_measure;
  props[PROP_ACTIVE] =
      g_param_spec_int ("active", NULL, NULL, 0, HF_N_PANES - 1, 0,
                        G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_css_name (widget_class, "panegrid");
}

static void
hf_pane_grid_init (HfPaneGrid *self)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkEventController *motion = gtk_event_controller_motion_new ();

  self->maximized = -1;
  self->split[0] = self->split[1] = 0.5;
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (drag), GTK_PHASE_CAPTURE);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect (motion, "motion", G_CALLBACK (motion_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}
