/* The numbers come from a job of the panel's own: counting, and walking the chain again step by
   step, is too long for the main thread. */
#include "view/threshold-panel.h"

#include "session/latest.h"
#include "session/mask-steps.h"
#include "view/chain-list.h"
#include "view/count-text.h"
#include "view/export.h"
#include "view/init.h"
#include "view/notebook-text.h"
#include "view/param-row.h"

#include <glib/gi18n-lib.h>

struct _HfThresholdPanel {
  HfPanel parent_instance;

  /* template */
  HfParamRow *above, *below, *element, *radius, *radius_mm, *per_slice, *mask_largest, *opacity;
  HfChainList *chain;
  GtkLabel *numbers, *notebook_text;
  GtkSpinner *spinner;
  GtkWidget *save;
  GtkSwitch *show, *notebook;

  HfLatest *counting;
};

G_DEFINE_FINAL_TYPE (HfThresholdPanel, hf_threshold_panel, HF_TYPE_PANEL)

typedef struct {
  HfVolume *volume;
  HfMask *mask;
  HfParams params;
  gboolean with_steps;
} CountInput;

static void
free_input (gpointer data)
{
  CountInput *input = data;

  hf_volume_unref (input->volume);
  hf_mask_unref (input->mask);
  g_free (input);
}

static gpointer
count (gpointer data, HfProgress *progress, GError **error)
{
  CountInput *input = data;
  HfMaskSteps *steps = g_new (HfMaskSteps, 1);

  if (!hf_mask_steps (input->volume, input->mask, &input->params, input->with_steps, progress,
                      steps))
    g_clear_pointer (&steps, g_free);
  return steps;
}

static void
counted (gpointer result, const GError *error, gpointer data)
{
  HfThresholdPanel *self = data;
  g_autofree HfMaskSteps *steps = result;
  g_autofree char *voxels = NULL, *text = NULL;

  if (!steps)
    return;
  voxels = hf_count_text (steps->voxels);
  text = g_strdup_printf (_ ("%s voxels, %.*f ml"), voxels, steps->ml < 100 ? 3 : 1, steps->ml);
  gtk_label_set_text (self->numbers, text);
  hf_chain_list_set_effects (self->chain, steps);
}

/* What each step did is not counted while a handle is dragged, as it would take the time of the mask
   itself: what was counted before goes with the total that it belonged to. */
static void
mask_changed_cb (HfThresholdPanel *self)
{
  HfSession *session = hf_panel_session (self);
  HfVolume *volume = hf_session_volume (session);
  HfMask *mask = hf_session_mask (session);
  gboolean busy = hf_session_is_busy (session, HF_WANT_MASK);
  CountInput *input;

  gtk_spinner_set_spinning (self->spinner, busy);
  gtk_widget_set_sensitive (self->save, mask != NULL);
  if (!mask || !volume) {
    gtk_label_set_text (self->numbers, volume ? "" : _ ("Open a series to set a threshold"));
    hf_chain_list_set_effects (self->chain, NULL);
    return;
  }
  if (busy && !hf_session_is_dragging (session))
    return; /* a newer mask is on its way */
  input = g_new0 (CountInput, 1);
  input->volume = hf_volume_ref (volume);
  input->mask = hf_mask_ref (mask);
  input->params = *hf_session_params (session);
  input->with_steps = !hf_session_is_dragging (session);
  hf_latest_push (self->counting, input);
}

/* The sliders cover the values that are there; the entries take everything. */
static void
histogram_changed_cb (HfThresholdPanel *self)
{
  hf_param_row_cover_values (self->above, 1, 0);
  hf_param_row_cover_values (self->below, 0, 1);
}

static void
update_notebook (HfThresholdPanel *self)
{
  HfSession *session = hf_panel_session (self);
  gboolean shown = hf_session_notebook (session);
  g_autofree char *text = hf_notebook_text (session);

  gtk_label_set_text (self->notebook_text, text);
  gtk_widget_set_visible (GTK_WIDGET (self->notebook_text), shown);
}

static void
view_changed_cb (HfThresholdPanel *self)
{
  HfSession *session = hf_panel_session (self);

  gtk_switch_set_active (self->show, hf_session_show_mask (session));
  gtk_switch_set_active (self->notebook, hf_session_notebook (session));
  update_notebook (self);
}

static void
params_changed_cb (HfThresholdPanel *self)
{
  HfSession *session = hf_panel_session (self);
  gboolean ball = hf_session_get (session, HF_PARAM_ELEMENT) == HF_ELEMENT_BALL;

  gtk_widget_set_sensitive (GTK_WIDGET (self->radius_mm), ball);
  gtk_widget_set_sensitive (GTK_WIDGET (self->radius),
                            !ball || hf_session_get (session, HF_PARAM_RADIUS_MM) == 0);
  gtk_spinner_set_spinning (self->spinner, hf_session_is_busy (session, HF_WANT_MASK));
  update_notebook (self);
}

static void
rested_cb (HfThresholdPanel *self)
{
  if (!hf_session_is_dragging (hf_panel_session (self)))
    mask_changed_cb (self); /* a drag ended, or holds still: now the steps are counted */
}

static void
show_cb (HfThresholdPanel *self)
{
  if (hf_panel_session (self))
    hf_session_set_show_mask (hf_panel_session (self), gtk_switch_get_active (self->show));
}

static void
notebook_cb (HfThresholdPanel *self)
{
  if (hf_panel_session (self))
    hf_session_set_notebook (hf_panel_session (self), gtk_switch_get_active (self->notebook));
}

static void
save_cb (HfThresholdPanel *self)
{
  hf_export_mask (GTK_WIDGET (self), hf_panel_session (self));
}

static void
refresh (HfPanel *panel)
{
  HfThresholdPanel *self = HF_THRESHOLD_PANEL (panel);
  gpointer parts[] = { self->above,  self->below,     self->element,
                       self->radius, self->radius_mm, self->per_slice,
                       self->chain,  self->opacity,   self->mask_largest };

  for (gsize n = 0; n < G_N_ELEMENTS (parts); n++)
    g_object_set (parts[n], "session", hf_panel_session (self), NULL);
  histogram_changed_cb (self);
  view_changed_cb (self);
  params_changed_cb (self);
  mask_changed_cb (self);
}

static void
dispose (GObject *object)
{
  HfThresholdPanel *self = HF_THRESHOLD_PANEL (object);

  g_clear_pointer (&self->counting, hf_latest_free);
  G_OBJECT_CLASS (hf_threshold_panel_parent_class)->dispose (object);
}

static void
hf_threshold_panel_class_init (HfThresholdPanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  g_type_ensure (HF_TYPE_CHAIN_LIST);
  g_type_ensure (HF_TYPE_PARAM_ROW);
  G_OBJECT_CLASS (class)->dispose = dispose;
  HF_PANEL_CLASS (class)->refresh = refresh;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HF_RESOURCE_PREFIX "ui/threshold-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, HfThresholdPanel, above);
  gtk_widget_class_bind_template_child (widget_class, HfThresholdPanel, below);
  gtk_widget_class_bind_template_child (widget_class, HfThresholdPanel, element);
  gtk_widget_class_bind_template_child (widget_class, HfThresholdPanel, radius);
  gtk_widget_class_bind_template_child (widget_class, HfThresholdPanel, radius_mm);
  gtk_widget_class_bind_template_child (widget_class, HfThresholdPanel, per_slice);
  gtk_widget_class_bind_template_child (widget_class, HfThresholdPanel, mask_largest);
  gtk_widget_class_bind_template_child (widget_class, HfThresholdPanel, opacity);
  gtk_widget_class_bind_template_child (widget_class, HfThresholdPanel, chain);
  gtk_widget_class_bind_template_child (widget_class, HfThresholdPanel, numbers);
  gtk_widget_class_bind_template_child (widget_class, HfThresholdPanel, notebook_text);
  gtk_widget_class_bind_template_child (widget_class, HfThresholdPanel, spinner);
  gtk_widget_class_bind_template_child (widget_class, HfThresholdPanel, save);
  gtk_widget_class_bind_template_child (widget_class, HfThresholdPanel, show);
  gtk_widget_class_bind_template_child (widget_class, HfThresholdPanel, notebook);
  gtk_widget_class_bind_template_callback (widget_class, show_cb);
  gtk_widget_class_bind_template_callback (widget_class, notebook_cb);
  gtk_widget_class_bind_template_callback (widget_class, save_cb);
  gtk_widget_class_set_css_name (widget_class, "thresholdpanel");
}

static void
hf_threshold_panel_init (HfThresholdPanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->counting = hf_latest_new (count, free_input, g_free, counted, self);
  hf_panel_want (self, HF_WANT_MASK, TRUE);
  hf_panel_want (self, HF_WANT_HISTOGRAM, TRUE); /* the range of the sliders */
  hf_panel_on (self, "changed::mask", G_CALLBACK (mask_changed_cb));
  hf_panel_on (self, "changed::volume", G_CALLBACK (mask_changed_cb));
  hf_panel_on (self, "changed::undo", G_CALLBACK (rested_cb));
  hf_panel_on (self, "changed::rest", G_CALLBACK (rested_cb));
  hf_panel_on (self, "changed::histogram", G_CALLBACK (histogram_changed_cb));
  hf_panel_on (self, "changed::params", G_CALLBACK (params_changed_cb));
  hf_panel_on (self, "changed::volume", G_CALLBACK (params_changed_cb));
  hf_panel_on (self, "changed::view", G_CALLBACK (view_changed_cb));
}
