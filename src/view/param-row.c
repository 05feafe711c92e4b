/* The value lives in the session; the widgets follow it. A drag of the slider is one step of
   undo. */
#include "view/param-row.h"

#include "core/error.h"
#include "core/text.h"
#include "view/accessible.h"
#include "view/slice-text.h"
#include "view/wheel.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <stdio.h>

#define ENTRY_CHARS 6 /* at least */

struct _HfParamRow {
  HfPanel parent_instance;

  int id; /* HfParamId; -1: not set yet */
  char *label;
  char *limit_text;  /* nullable: what the maximum is shown as */
  char *least_text;  /* nullable: what the minimum is shown as */
  gboolean own_line; /* of the slider, below label and entry */
  gboolean slider;
  double slider_low, slider_high;
  gboolean following;        /* the widgets are being set from the session */
  HfSession *dragged;        /* owned: a key is held that drags the slider; NULL: none is */
  double told;               /* what was taken for a text that was refused; NAN: nothing was */
  GtkAdjustment *adjustment; /* of the entry; owned */
  GtkAdjustment *slider_adjustment; /* owned */
  GtkWidget *control;               /* spin button, switch or drop-down; a child */
  GtkWidget *unit;                  /* label; a child; NULL: the parameter has none */
  GtkWidget *scale;                 /* a child; NULL: the row has no slider */
};

G_DEFINE_FINAL_TYPE (HfParamRow, hf_param_row, HF_TYPE_PANEL)

enum {
  PROP_0,
  PROP_PARAM,
  PROP_LABEL,
  PROP_SLIDER,
  PROP_LOW,
  PROP_HIGH,
  PROP_LIMIT,
  PROP_LEAST,
  PROP_OWN_LINE,
  N_PROPS
};
static GParamSpec *props[N_PROPS];

static const HfParam *
param_of (HfParamRow *self)
{
  return hf_param (self->id);
}

/* Shows the session's value. */
static void
follow (HfParamRow *self)
{
  HfSession *session = hf_panel_session (self);
  double value;

  if (!session || self->id < 0 || !self->control)
    return;
  value = hf_session_get (session, self->id);
  self->following = TRUE;
  if (GTK_IS_SWITCH (self->control))
    gtk_switch_set_active (GTK_SWITCH (self->control), value != 0);
  else if (GTK_IS_DROP_DOWN (self->control))
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->control), (guint) value);
  else {
    gtk_adjustment_set_value (self->adjustment, value);
    gtk_adjustment_set_value (self->slider_adjustment, value);
  }
  self->following = FALSE;
}

/* NULL where the parameter is no value of voxels, which the table gives the unit HU. */
static HfVolume *
volume_of (HfParamRow *self)
{
  HfSession *session = hf_panel_session (self);

  return session && g_str_equal (param_of (self)->unit, "HU") ? hf_session_volume (session) : NULL;
}

static void
set_value (HfParamRow *self, double value)
{
  HfSession *session = hf_panel_session (self);

  if (session && !self->following)
    hf_session_set (session, self->id, value);
}

static void
adjusted_cb (HfParamRow *self, GtkAdjustment *adjustment)
{
  double value = gtk_adjustment_get_value (adjustment);

  if (self->limit_text && adjustment == self->slider_adjustment &&
      value >= gtk_adjustment_get_upper (adjustment))
    value = param_of (self)->max; /* the slider's end means no limit */
  set_value (self, value);
}

static void
switched_cb (HfParamRow *self, GParamSpec *pspec, GtkSwitch *control)
{
  set_value (self, gtk_switch_get_active (control));
}

static void
chosen_cb (HfParamRow *self, GParamSpec *pspec, GtkDropDown *control)
{
  set_value (self, gtk_drop_down_get_selected (control));
}

/* As few decimals as the value needs, at most three. */
static gboolean
output_cb (GtkSpinButton *spin, HfParamRow *self)
{
  double value = gtk_adjustment_get_value (self->adjustment);
  g_autofree char *text = g_strdup_printf ("%.3f", hf_text_number (value, 3));

  if (self->limit_text && value >= param_of (self)->max) {
    gtk_editable_set_text (GTK_EDITABLE (spin), self->limit_text);
    return TRUE;
  }
  if (self->least_text && value <= param_of (self)->min) {
    gtk_editable_set_text (GTK_EDITABLE (spin), self->least_text);
    return TRUE;
  }
  while (g_str_has_suffix (text, "0"))
    text[strlen (text) - 1] = '\0';
  if (!g_ascii_isdigit (text[strlen (text) - 1]))
    text[strlen (text) - 1] = '\0';
  if (g_strcmp0 (text, gtk_editable_get_text (GTK_EDITABLE (spin))) != 0)
    gtk_editable_set_text (GTK_EDITABLE (spin), text);
  return TRUE;
}

/* A number as people write it: also with the minus that the program itself shows, with the locale's
   decimal sign or a point, and with the unit behind it. */
static gboolean
parse_number (HfParamRow *self, const char *text, double *value)
{
  g_auto (GStrv) parts = g_strsplit (text, "\342\210\222", -1); /* U+2212 */
  g_autofree char *plain = g_strjoinv ("-", parts);
  char *end = NULL;

  *value = g_strtod (plain, &end);
  if (end == plain || !isfinite (*value))
    return FALSE;
  g_strstrip (end);
  return !*end || (self->unit && g_str_equal (end, gtk_label_get_text (GTK_LABEL (self->unit))));
}

/* Tells what was wrong with the text, which stands until another value is entered. NAN: nothing. */
static void
tell (HfParamRow *self, double taken, GError *error)
{
  HfSession *session = hf_panel_session (self);

  if (session && (error || !isnan (self->told)))
    hf_session_set_message (session, error);
  self->told = taken;
}

/* What the text stands for: the nearest number that the parameter can have, and the old value where
   it is no number. */
static double
take_text (HfParamRow *self, const char *text)
{
  const HfParam *param = param_of (self);
  const char *label = self->label ? self->label : param->name;
  double old = gtk_adjustment_get_value (self->adjustment), value, nearest;
  g_autoptr (GError) error = NULL;

  if (!parse_number (self, text, &value)) {
    error = g_error_new (HF_ERROR, HF_CODE_BAD_VALUE,
                         _ ("%s: “%s” is not a number; enter one from %g to %g; it stays at %g"),
                         label, text, param->min, param->max, old);
    tell (self, old, error);
    return old;
  }
  nearest = CLAMP (value, param->min, param->max);
  if (value != nearest) {
    error = g_error_new (HF_ERROR, HF_CODE_BAD_VALUE, _ ("%s: %s is not from %g to %g; taken: %g"),
                         label, text, param->min, param->max, nearest);
    tell (self, nearest, error);
  } else if (value != self->told)
    tell (self, NAN, NULL);
  return nearest;
}

/* The text of the limit, or nothing, is the maximum, that of the least the minimum; everything else is
   a number. */
static int
input_cb (GtkSpinButton *spin, double *value, HfParamRow *self)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (spin));

  if (self->limit_text && (!*text || g_strcmp0 (text, self->limit_text) == 0))
    *value = param_of (self)->max;
  else if (self->least_text && g_strcmp0 (text, self->least_text) == 0)
    *value = param_of (self)->min;
  else
    *value = take_text (self, text);
  return TRUE;
}

/* The arrows, pages and ends, also of the number pad, and plus and minus: what a GtkScale listens to. */
static gboolean
moves_slider (guint key)
{
  return (key >= GDK_KEY_Home && key <= GDK_KEY_End) ||
         (key >= GDK_KEY_KP_Home && key <= GDK_KEY_KP_End) || key == GDK_KEY_plus ||
         key == GDK_KEY_minus || key == GDK_KEY_KP_Add || key == GDK_KEY_KP_Subtract;
}

static void
let_key_go (HfParamRow *self)
{
  g_autoptr (HfSession) session = g_steal_pointer (&self->dragged);

  if (session)
    hf_session_end_drag (session);
}

/* A press begins a drag and a release ends it, of a button and of a key, which repeats while it is held. The slider's own
   gestures claim the events, so they are only looked at. */
static gboolean
slider_event_cb (HfParamRow *self, GdkEvent *event)
{
  HfSession *session = hf_panel_session (self);
  GdkEventType type = gdk_event_get_event_type (event);

  if (type == GDK_KEY_RELEASE)
    let_key_go (self);
  if (session && type == GDK_KEY_PRESS && !self->dragged &&
      moves_slider (gdk_key_event_get_keyval (event))) {
    self->dragged = g_object_ref (session);
    hf_session_begin_drag (session);
  }
  if (session && (type == GDK_BUTTON_PRESS || type == GDK_TOUCH_BEGIN))
    hf_session_begin_drag (session);
  else if (session &&
           (type == GDK_BUTTON_RELEASE || type == GDK_TOUCH_END || type == GDK_TOUCH_CANCEL))
    hf_session_end_drag (session);
  return FALSE;
}

static GtkWidget *
make_slider (HfParamRow *self)
{
  GtkWidget *slider = gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, self->slider_adjustment);
  GtkEventController *events = gtk_event_controller_legacy_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  const HfParam *param = param_of (self);
  gboolean whole = param->type == HF_PARAM_TYPE_INTEGER || g_str_equal (param->unit, "HU");

  self->scale = slider;
  gtk_range_set_round_digits (GTK_RANGE (slider), whole ? 0 : 2);
  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (events, "event", G_CALLBACK (slider_event_cb), self);
  gtk_widget_add_controller (slider, events);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (let_key_go), self);
  gtk_widget_add_controller (slider, focus);
  g_signal_connect_swapped (slider, "unmap", G_CALLBACK (let_key_go), self);
  hf_wheel_pass_by (slider);
  gtk_widget_set_hexpand (slider, TRUE);
  gtk_widget_set_size_request (slider, 90, -1);
  gtk_widget_set_tooltip_text (
      slider, _ ("Drag with Shift held, or press the arrow keys, to move by single steps"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (slider), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  self->label ? self->label : "", -1);
  return slider;
}

GtkWidget *
hf_param_row_entry_new (GtkAdjustment *adjustment)
{
  GtkWidget *spin = gtk_spin_button_new (adjustment, 0, 3);

  for (GtkWidget *child = gtk_widget_get_first_child (spin); child;
       child = gtk_widget_get_next_sibling (child))
    if (GTK_IS_BUTTON (child))
      gtk_widget_set_visible (child, FALSE);
  hf_wheel_pass_by (spin);
  gtk_editable_set_width_chars (GTK_EDITABLE (spin), ENTRY_CHARS);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (spin), ENTRY_CHARS);
  gtk_editable_set_alignment (GTK_EDITABLE (spin), 1);
  gtk_widget_add_css_class (spin, "numeric");
  return spin;
}

static GtkWidget *
make_entry (HfParamRow *self)
{
  GtkWidget *spin = hf_param_row_entry_new (self->adjustment);

  g_signal_connect (spin, "output", G_CALLBACK (output_cb), self);
  g_signal_connect (spin, "input", G_CALLBACK (input_cb), self);
  return spin;
}

static void
set_ranges (HfParamRow *self)
{
  const HfParam *param = param_of (self);
  gboolean all = self->slider_high <= self->slider_low;
  double low = all ? param->min : self->slider_low;
  double high = all ? param->max : self->slider_high;
  gboolean fine = param->type == HF_PARAM_TYPE_NUMBER && param->max <= 1;
  HfVolume *volume = volume_of (self);
  double step = volume                            ? hf_volume_step (volume)
                : fine                            ? 0.05
                : g_str_equal (param->unit, "mm") ? 0.1
                                                  : 1;

  self->following = TRUE;
  gtk_adjustment_configure (self->adjustment, gtk_adjustment_get_value (self->adjustment),
                            param->min, param->max, step, step * 10, 0);
  gtk_adjustment_configure (self->slider_adjustment,
                            gtk_adjustment_get_value (self->slider_adjustment), low, high,
                            fine ? 0.01 : step, (high - low) / 20, 0);
  self->following = FALSE;
  follow (self);
}

/* Values of voxels may be fractions, and have no unit. */
static void
follow_volume (HfParamRow *self)
{
  HfVolume *volume = volume_of (self);

  if (!volume)
    return;
  gtk_label_set_text (GTK_LABEL (self->unit), hf_slice_text_unit (volume));
  if (self->scale)
    gtk_range_set_round_digits (GTK_RANGE (self->scale), hf_volume_digits (volume));
  set_ranges (self);
}

static GtkWidget *
make_choices (const HfParam *param)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);

  for (int n = 0; param->choices[n]; n++) {
    g_autofree char *name = g_strdup (_ (param->choices[n]));

    name[0] = g_ascii_toupper (name[0]);
    gtk_string_list_append (list, name);
  }
  return gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&list)), NULL);
}

static void
make_control (HfParamRow *self)
{
  const HfParam *param = param_of (self);

  if (param->type == HF_PARAM_TYPE_BOOLEAN) {
    self->control = gtk_switch_new ();
    g_signal_connect_swapped (self->control, "notify::active", G_CALLBACK (switched_cb), self);
  } else if (param->type == HF_PARAM_TYPE_CHOICE) {
    self->control = make_choices (param);
    g_signal_connect_swapped (self->control, "notify::selected", G_CALLBACK (chosen_cb), self);
  } else {
    self->control = make_entry (self);
    set_ranges (self);
  }
  gtk_widget_set_valign (self->control, GTK_ALIGN_CENTER);
  hf_accessible_name (self->control, self->label ? self->label : param->name);
}

/* Where label, entry and unit stand: the row, or its first line. */
static void
add_part (HfParamRow *self, GtkWidget *line, GtkWidget *part)
{
  if (line)
    gtk_box_append (GTK_BOX (line), part);
  else
    gtk_widget_set_parent (part, GTK_WIDGET (self));
}

/* The first of two lines. */
static GtkWidget *
make_line (HfParamRow *self)
{
  GtkOrientable *layout = GTK_ORIENTABLE (gtk_widget_get_layout_manager (GTK_WIDGET (self)));
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_orientable_set_orientation (layout, GTK_ORIENTATION_VERTICAL);
  gtk_box_layout_set_spacing (GTK_BOX_LAYOUT (layout), 0);
  gtk_widget_set_parent (line, GTK_WIDGET (self));
  return line;
}

static void
constructed (GObject *object)
{
  HfParamRow *self = HF_PARAM_ROW (object);
  GtkWidget *label = gtk_label_new (self->label), *line;
  g_autofree char *signal = NULL;

  G_OBJECT_CLASS (hf_param_row_parent_class)->constructed (object);
  g_return_if_fail (self->id >= 0);
  signal = g_strconcat ("notify::", param_of (self)->name, NULL);
  hf_panel_on (self, signal, G_CALLBACK (follow));
  hf_panel_on (self, "changed::volume", G_CALLBACK (follow_volume));
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  line = self->own_line ? make_line (self) : NULL;
  gtk_widget_set_hexpand (label, !self->slider || line);
  if (self->slider && !line)
    gtk_label_set_width_chars (GTK_LABEL (label), 9);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  add_part (self, line, label);
  if (self->slider)
    gtk_widget_set_parent (make_slider (self), GTK_WIDGET (self));
  make_control (self);
  add_part (self, line, self->control);
  if (*param_of (self)->unit) {
    self->unit = gtk_label_new (_ (param_of (self)->unit));
    gtk_widget_add_css_class (self->unit, "dim-label");
    gtk_label_set_xalign (GTK_LABEL (self->unit), 0);
    add_part (self, line, self->unit);
  }
  gtk_widget_set_tooltip_text (GTK_WIDGET (self), _ (param_of (self)->meaning));
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  HfParamRow *self = HF_PARAM_ROW (object);

  if (id == PROP_PARAM)
    g_value_set_string (value, self->id < 0 ? NULL : param_of (self)->name);
  else if (id == PROP_LABEL)
    g_value_set_string (value, self->label);
  else if (id == PROP_SLIDER)
    g_value_set_boolean (value, self->slider);
  else if (id == PROP_LOW || id == PROP_HIGH)
    g_value_set_double (value, id == PROP_LOW ? self->slider_low : self->slider_high);
  else if (id == PROP_OWN_LINE)
    g_value_set_boolean (value, self->own_line);
  else
    g_value_set_string (value, id == PROP_LIMIT ? self->limit_text : self->least_text);
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  HfParamRow *self = HF_PARAM_ROW (object);

  if (id == PROP_PARAM)
    self->id = g_value_get_string (value) ? hf_param_find (g_value_get_string (value)) : -1;
  else if (id == PROP_LABEL)
    self->label = g_value_dup_string (value);
  else if (id == PROP_SLIDER)
    self->slider = g_value_get_boolean (value);
  else if (id == PROP_LOW)
    self->slider_low = g_value_get_double (value);
  else if (id == PROP_HIGH)
    self->slider_high = g_value_get_double (value);
  else if (id == PROP_OWN_LINE)
    self->own_line = g_value_get_boolean (value);
  else if (id == PROP_LIMIT)
    self->limit_text = g_value_dup_string (value);
  else
    self->least_text = g_value_dup_string (value);
}

static void
refresh (HfPanel *panel)
{
  follow (HF_PARAM_ROW (panel));
  follow_volume (HF_PARAM_ROW (panel));
}

static void
finalize (GObject *object)
{
  HfParamRow *self = HF_PARAM_ROW (object);

  g_free (self->label);
  g_free (self->limit_text);
  g_free (self->least_text);
  g_object_unref (self->adjustment);
  g_object_unref (self->slider_adjustment);
  G_OBJECT_CLASS (hf_param_row_parent_class)->finalize (object);
}

static void
hf_param_row_class_init (HfParamRowClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_CONSTRUCT_ONLY | G_PARAM_STATIC_STRINGS;

  object_class->constructed = constructed;
  object_class->get_property = get_property;
  object_class->set_property = set_property;
  object_class->finalize = finalize;
  HF_PANEL_CLASS (class)->refresh = refresh;
  props[PROP_PARAM] = g_param_spec_string ("param", NULL, NULL, NULL, flags);
  props[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, flags);
  props[PROP_SLIDER] = g_param_spec_boolean ("slider", NULL, NULL, FALSE, flags);
  props[PROP_LOW] =
      g_param_spec_double ("slider-low", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);
  props[PROP_HIGH] =
      g_param_spec_double ("slider-high", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, flags);
  props[PROP_LIMIT] = g_param_spec_string ("limit-text", NULL, NULL, NULL, flags);
  props[PROP_LEAST] = g_param_spec_string ("least-text", NULL, NULL, NULL, flags);
  props[PROP_OWN_LINE] = g_param_spec_boolean ("own-line", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, props);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "paramrow");
}

static void
hf_param_row_init (HfParamRow *self)
{
  self->told = NAN;
  GtkLayoutManager *box = gtk_widget_get_layout_manager (GTK_WIDGET (self));

  self->id = -1;
  gtk_orientable_set_orientation (GTK_ORIENTABLE (box), GTK_ORIENTATION_HORIZONTAL);
  self->adjustment = g_object_ref_sink (gtk_adjustment_new (0, 0, 0, 1, 10, 0));
  self->slider_adjustment = g_object_ref_sink (gtk_adjustment_new (0, 0, 0, 1, 10, 0));
  g_signal_connect_swapped (self->adjustment, "value-changed", G_CALLBACK (adjusted_cb), self);
  g_signal_connect_swapped (self->slider_adjustment, "value-changed", G_CALLBACK (adjusted_cb),
                            self);
}

GtkWidget *
hf_param_row_new (HfSession *session, HfParamId id, const char *label)
{
  return g_object_new (HF_TYPE_PARAM_ROW, "param", hf_param (id)->name, "label", label, "session",
                       session, NULL);
}

/* All letters of the values that the slider covers have room in the entry. */
static void
fit_entry (HfParamRow *self)
{
  const int digits = hf_volume_digits (volume_of (self));
  const int chars = MAX (snprintf (NULL, 0, "%.*f", digits, self->slider_low),
                         snprintf (NULL, 0, "%.*f", digits, self->slider_high));

  gtk_editable_set_width_chars (GTK_EDITABLE (self->control), MAX (chars, ENTRY_CHARS));
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->control), MAX (chars, ENTRY_CHARS));
}

/* The part of the range that the slider covers; the entry takes all of it. */
static void
set_slider_range (HfParamRow *self, double low, double high)
{
  if (low == self->slider_low && high == self->slider_high)
    return;
  self->slider_low = low;
  self->slider_high = high;
  set_ranges (self);
  fit_entry (self);
}

/* The slider covers the values of the volume that is open, and so many steps more at either end. */
void
hf_param_row_cover_values (HfParamRow *self, int below, int above)
{
  HfSession *session = hf_panel_session (self);
  HfHistogram *histogram = session ? hf_session_histogram (session) : NULL;
  HfVolume *volume = volume_of (self);
  double min, max, step;

  if (!volume || !histogram || !hf_histogram_range (histogram, &min, &max) || max <= min)
    return;
  step = hf_volume_step (volume);
  set_slider_range (self, (floor (min / step) - below) * step, (ceil (max / step) + above) * step);
}
