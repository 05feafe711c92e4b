/* Rows are made anew only where the operations themselves changed, so that a switch keeps the
   focus. */
#include "view/chain-list.h"

#include "view/accessible.h"
#include "view/count-text.h"

#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct {
  GtkWidget *row; /* a child of the list */
  GtkCheckButton *check;
  GtkLabel *gained; /* colored by the style sheets */
  GtkLabel *lost;
  GtkLabel *unchanged; /* why there are no numbers */
  GtkWidget *up;       /* a button */
} Row;

struct _HfChainList {
  HfPanel parent_instance;

  GtkWidget *list;            /* GtkListBox */
  GtkWidget *add;             /* GtkMenuButton */
  HfStep chain[HF_CHAIN_MAX]; /* as shown */
  guint n_steps;
  Row rows[HF_CHAIN_MAX];
  gboolean following;
};

G_DEFINE_FINAL_TYPE (HfChainList, hf_chain_list, HF_TYPE_PANEL)

static const char *
op_title (HfOp op)
{
  static const char *const titles[HF_N_OPS] = { N_ ("Open"), N_ ("Erode"), N_ ("Close"),
                                                N_ ("Dilate") };

  return _ (titles[op]);
}

static const char *
op_meaning (HfOp op)
{
  static const char *const meanings[HF_N_OPS] = {
    N_ ("Open: removes what is thinner than the element"),
    N_ ("Erode: takes a layer away"),
    N_ ("Close: fills gaps that are narrower than the element"),
    N_ ("Dilate: adds a layer"),
  };

  return _ (meanings[op]);
}

static void
store (HfChainList *self, const HfStep *chain, guint n_steps)
{
  if (hf_panel_session (self))
    hf_session_set_chain (hf_panel_session (self), chain, n_steps);
}

static guint
index_of (HfChainList *self, gpointer widget)
{
  GtkWidget *row = gtk_widget_get_ancestor (widget, GTK_TYPE_LIST_BOX_ROW);

  return gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
}

static void
move (HfChainList *self, guint from, guint to)
{
  HfStep chain[HF_CHAIN_MAX];
  HfStep moved = self->chain[from];

  if (from >= self->n_steps || to >= self->n_steps || from == to)
    return;
  memcpy (chain, self->chain, sizeof chain);
  memmove (&chain[from], &chain[from + 1], sizeof *chain * (self->n_steps - from - 1));
  memmove (&chain[to + 1], &chain[to], sizeof *chain * (self->n_steps - 1 - to));
  chain[to] = moved;
  store (self, chain, self->n_steps);
}

static void
toggled_cb (HfChainList *self, GtkCheckButton *check)
{
  HfStep chain[HF_CHAIN_MAX];

  if (self->following)
    return;
  memcpy (chain, self->chain, sizeof chain);
  chain[index_of (self, check)].off = !gtk_check_button_get_active (check);
  store (self, chain, self->n_steps);
}

/* Rows were made anew: the focus goes on where the hand expects it. */
static void
up_cb (HfChainList *self, GtkWidget *button)
{
  guint at = index_of (self, button);

  if (at == 0)
    return;
  move (self, at, at - 1);
  gtk_widget_grab_focus (self->rows[at - 1].up);
}

/* Alt+Up and Alt+Down carry the row that has the focus. */
static gboolean
key_cb (GtkEventControllerKey *controller,
        guint key,
        guint code,
        GdkModifierType state,
        HfChainList *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (controller));
  guint at = index_of (self, row);
  guint to = key == GDK_KEY_Up ? at - 1 : at + 1; /* before the first: far too large */

  if ((key != GDK_KEY_Up && key != GDK_KEY_Down) ||
      (state & gtk_accelerator_get_default_mod_mask ()) != GDK_ALT_MASK)
    return FALSE;
  if (to < self->n_steps) {
    move (self, at, to);
    gtk_widget_grab_focus (self->rows[to].row);
  }
  return TRUE;
}

static void
remove_cb (HfChainList *self, GtkWidget *button)
{
  HfStep chain[HF_CHAIN_MAX];
  guint at = index_of (self, button);

  memcpy (chain, self->chain, sizeof chain);
  memmove (&chain[at], &chain[at + 1], sizeof *chain * (self->n_steps - at - 1));
  store (self, chain, self->n_steps - 1);
  gtk_widget_grab_focus (self->n_steps ? self->rows[MIN (at, self->n_steps - 1)].row : self->add);
}

static void
add_cb (GtkWidget *widget, const char *action, GVariant *op)
{
  HfChainList *self = HF_CHAIN_LIST (widget);
  HfStep chain[HF_CHAIN_MAX];

  if (self->n_steps == HF_CHAIN_MAX)
    return;
  memcpy (chain, self->chain, sizeof chain);
  chain[self->n_steps] = (HfStep){ .op = (HfOp) g_variant_get_int32 (op) };
  store (self, chain, self->n_steps + 1);
}

static GdkContentProvider *
drag_prepare_cb (GtkDragSource *source, double x, double y, HfChainList *self)
{
  GtkWidget *handle = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (source));

  return gdk_content_provider_new_typed (G_TYPE_UINT, index_of (self, handle));
}

static void
drag_begin_cb (GtkDragSource *source, GdkDrag *drag, GtkWidget *row)
{
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (row);

  gtk_drag_source_set_icon (source, picture, 12, gtk_widget_get_height (row) / 2);
}

static gboolean
drop_cb (GtkDropTarget *target, const GValue *value, double x, double y, HfChainList *self)
{
  GtkWidget *row = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (target));

  move (self, g_value_get_uint (value), gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)));
  return TRUE;
}

static GtkWidget *
icon_button (HfChainList *self, const char *icon, const char *tooltip, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (button, tooltip);
  hf_accessible_name (button, tooltip);
  g_signal_connect_swapped (button, "clicked", clicked, self);
  return button;
}

static void
add_dragging (HfChainList *self, GtkWidget *row, GtkWidget *handle)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_UINT, GDK_ACTION_COPY);
  GtkEventController *keys = gtk_event_controller_key_new ();

  g_signal_connect (source, "prepare", G_CALLBACK (drag_prepare_cb), self);
  g_signal_connect (source, "drag-begin", G_CALLBACK (drag_begin_cb), row);
  g_signal_connect (target, "drop", G_CALLBACK (drop_cb), self);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (key_cb), self);
  gtk_widget_add_controller (handle, GTK_EVENT_CONTROLLER (source));
  gtk_widget_add_controller (row, GTK_EVENT_CONTROLLER (target));
  gtk_widget_add_controller (row, keys);
  gtk_widget_set_tooltip_text (handle,
                               _ ("Drag to change the order, or press Alt+Up and Alt+Down"));
  gtk_widget_set_cursor_from_name (handle, "grab");
}

static GtkLabel *
effect_label (GtkWidget *box, const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 1);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "numeric");
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, css_class);
  gtk_box_append (GTK_BOX (box), label);
  return GTK_LABEL (label);
}

static void
make_row (HfChainList *self, guint n)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *handle = gtk_image_new_from_icon_name ("list-drag-handle-symbolic");
  GtkWidget *check = gtk_check_button_new_with_label (op_title (self->chain[n].op));
  GtkWidget *up = icon_button (self, "go-up-symbolic", _ ("Earlier"), G_CALLBACK (up_cb));

  gtk_widget_add_css_class (handle, "dim-label");
  gtk_widget_set_tooltip_text (check, op_meaning (self->chain[n].op));
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (toggled_cb), self);
  gtk_box_append (GTK_BOX (box), handle);
  gtk_box_append (GTK_BOX (box), check);
  self->rows[n] = (Row){ .row = row, .check = GTK_CHECK_BUTTON (check), .up = up };
  self->rows[n].unchanged = effect_label (box, "unchanged");
  self->rows[n].gained = effect_label (box, "gained");
  self->rows[n].lost = effect_label (box, "lost");
  gtk_widget_set_hexpand (GTK_WIDGET (self->rows[n].unchanged), TRUE);
  gtk_box_append (GTK_BOX (box), up);
  gtk_box_append (GTK_BOX (box), icon_button (self, "window-close-symbolic", _ ("Remove"),
                                              G_CALLBACK (remove_cb)));
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row);
  hf_accessible_name (row, op_title (self->chain[n].op));
  add_dragging (self, row, handle);
}

static gboolean
same_ops (HfChainList *self, const HfParams *params)
{
  if (self->n_steps != params->n_steps)
    return FALSE;
  for (guint n = 0; n < self->n_steps; n++)
    if (self->chain[n].op != params->chain[n].op)
      return FALSE;
  return TRUE;
}

static void
follow (HfChainList *self)
{
  const HfParams *params = hf_session_params (hf_panel_session (self));
  gboolean same = same_ops (self, params);

  self->following = TRUE;
  for (guint n = 0; !same && n < self->n_steps; n++)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), self->rows[n].row);
  memcpy (self->chain, params->chain, sizeof self->chain);
  self->n_steps = params->n_steps;
  for (guint n = 0; n < self->n_steps; n++) {
    if (!same)
      make_row (self, n);
    gtk_check_button_set_active (self->rows[n].check, !self->chain[n].off);
  }
  gtk_widget_set_visible (self->list, self->n_steps > 0);
  gtk_widget_set_sensitive (self->add, self->n_steps < HF_CHAIN_MAX);
  self->following = FALSE;
}

static void
refresh (HfPanel *panel)
{
  follow (HF_CHAIN_LIST (panel));
}

static void
hf_chain_list_class_init (HfChainListClass *class)
{
  HF_PANEL_CLASS (class)->refresh = refresh;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "chainlist");
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (class), "chain.add", "i", add_cb);
}

static void
hf_chain_list_init (HfChainList *self)
{
  g_autoptr (GMenu) menu = g_menu_new ();

  for (int op = 0; op < HF_N_OPS; op++) {
    g_autofree char *action = g_strdup_printf ("chain.add(%d)", op);

    g_menu_append (menu, op_title (op), action);
  }
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "chain");
  gtk_widget_set_parent (self->list, GTK_WIDGET (self));
  hf_accessible_name (self->list, _ ("Operations on the mask"));
  self->add = gtk_menu_button_new ();
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->add), _ ("Add an operation…"));
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (self->add), TRUE);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->add), G_MENU_MODEL (menu));
  hf_accessible_name (self->add, _ ("Add an operation"));
  gtk_widget_set_parent (self->add, GTK_WIDGET (self));
  hf_panel_on (self, "changed::params", G_CALLBACK (follow));
}

static void
show_count (GtkLabel *label, const char *sign, guint64 count)
{
  g_autofree char *digits = hf_count_text (count);
  g_autofree char *text = g_strconcat (sign, digits, NULL);

  gtk_label_set_text (label, count ? text : "");
  gtk_widget_set_visible (GTK_WIDGET (label), count > 0);
}

/* "+12,345 -678" beside every step, in the colors of the differences in the preview; "…" where the steps
   of a mask are not counted yet. */
void
hf_chain_list_set_effects (HfChainList *self, const HfMaskSteps *steps)
{
  gboolean counted = steps && steps->n_steps > 0;
  gboolean known = steps && steps->n_steps == self->n_steps;

  for (guint n = 0; n < self->n_steps; n++) {
    const Row *row = &self->rows[n];
    gboolean on = known && !self->chain[n].off;
    guint64 added = on ? steps->step[n].added : 0, removed = on ? steps->step[n].removed : 0;
    const char *why = self->chain[n].off && steps ? _ ("off")
                      : steps && !counted         ? "…"
                      : !known                    ? ""
                                                  : _ ("no change");

    show_count (row->gained, "+", added);
    show_count (row->lost, "-", removed);
    gtk_label_set_text (row->unchanged, added || removed ? "" : why);
  }
}
