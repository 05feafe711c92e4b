/* The answer opens the file again: its geometry is what everything else hangs on. */
#include "view/spacing-bar.h"

#include "view/init.h"

struct _HfSpacingBar {
  HfPanel parent_instance;
  GtkRevealer *revealer;
  GtkSpinButton *x, *y, *z; /* mm */
  HfSource *dismissed;      /* only compared */
};

G_DEFINE_FINAL_TYPE (HfSpacingBar, hf_spacing_bar, HF_TYPE_PANEL)

static void
update (HfSpacingBar *self)
{
  HfSession *session = hf_panel_session (self);
  HfSource *source = hf_session_source (session);
  HfVolume *volume = hf_session_original (session);
  gboolean asks = source && volume && hf_source_asks_spacing (source) && source != self->dismissed;

  if (asks) {
    const double *mm = hf_geometry_spacing (hf_volume_geometry (volume));

    gtk_spin_button_set_value (self->x, mm[0]);
    gtk_spin_button_set_value (self->y, mm[1]);
    gtk_spin_button_set_value (self->z, mm[2]);
  }
  gtk_revealer_set_reveal_child (self->revealer, asks);
}

static void
use_cb (GtkWidget *widget, HfSpacingBar *self)
{
  HfSession *session = hf_panel_session (self);
  HfSource *source = hf_session_source (session);
  GtkSpinButton *const entries[3] = { self->x, self->y, self->z };
  g_autofree char *path = source ? g_strdup (hf_source_path (source)) : NULL;
  double mm[3];

  for (int a = 0; a < 3; a++) {
    gtk_spin_button_update (entries[a]);
    mm[a] = gtk_spin_button_get_value (entries[a]);
  }
  if (path)
    hf_session_open_spaced (session, path, NULL, mm);
}

static void
dismiss_cb (GtkButton *button, HfSpacingBar *self)
{
  self->dismissed = hf_session_source (hf_panel_session (self));
  update (self);
}

static void
hf_spacing_bar_refresh (HfPanel *panel)
{
  update (HF_SPACING_BAR (panel));
}

static void
hf_spacing_bar_class_init (HfSpacingBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  HF_PANEL_CLASS (klass)->refresh = hf_spacing_bar_refresh;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HF_RESOURCE_PREFIX "ui/spacing-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, HfSpacingBar, revealer);
  gtk_widget_class_bind_template_child (widget_class, HfSpacingBar, x);
  gtk_widget_class_bind_template_child (widget_class, HfSpacingBar, y);
  gtk_widget_class_bind_template_child (widget_class, HfSpacingBar, z);
  gtk_widget_class_bind_template_callback (widget_class, use_cb);
  gtk_widget_class_bind_template_callback (widget_class, dismiss_cb);
}

static void
hf_spacing_bar_init (HfSpacingBar *self)
{
  GtkSpinButton *const *entries[3] = { &self->x, &self->y, &self->z };

  gtk_widget_init_template (GTK_WIDGET (self));
  for (int a = 0; a < 3;
       a++) /* Enter; the text's own, as spin buttons tell of it only in GTK 4.14 */
    g_signal_connect (gtk_editable_get_delegate (GTK_EDITABLE (*entries[a])), "activate",
                      G_CALLBACK (use_cb), self);
  hf_panel_on (self, "changed::series", G_CALLBACK (update));
}
