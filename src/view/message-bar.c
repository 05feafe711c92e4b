/* Two bars, none of which stops anybody from working: errors (with a copy button) and warnings (with details). */
#include "view/message-bar.h"

#include "view/init.h"

#include "core/series.h"

#include <glib/gi18n-lib.h>

struct _HfMessageBar {
  HfPanel parent_instance;
  GtkWidget *bars;
  GtkRevealer *error_revealer;
  GtkLabel *error_text;
  GtkRevealer *notice_revealer;
  GtkLabel *notice_text;
  GtkWidget *details;
  GtkLabel *details_text;
  char *dismissed; /* the warnings that a person has put away */
};

G_DEFINE_FINAL_TYPE (HfMessageBar, hf_message_bar, HF_TYPE_PANEL)

static void
update_error (HfMessageBar *self)
{
  const GError *error = hf_session_message (hf_panel_session (self));

  if (error)
    gtk_label_set_text (self->error_text, error->message);
  gtk_revealer_set_reveal_child (self->error_revealer, error != NULL);
}

/* All warnings, one a line. */
static char *
warnings_text (HfSession *session)
{
  GPtrArray *warnings = hf_session_warnings (session);
  GString *text = g_string_new (NULL);

  for (guint n = 0; warnings && n < warnings->len; n++) {
    const HfWarning *warning = warnings->pdata[n];

    g_string_append_printf (text, "%s• %s", n ? "\n" : "", warning->message);
  }
  return g_string_free (text, FALSE);
}

static int
n_damaged (const HfVolume *volume)
{
  int n = 0;

  for (int k = 0; k < hf_volume_size (volume)[2]; k++)
    n += hf_volume_slice_status (volume, k) == HF_SLICE_DAMAGED;
  return n;
}

/* "297 of 300 slices; 3 not readable", or the first warning. */
static char *
headline (HfSession *session)
{
  HfVolume *volume = hf_session_original (session);
  GPtrArray *warnings = hf_session_warnings (session);
  int damaged = volume ? n_damaged (volume) : 0, n = volume ? hf_volume_size (volume)[2] : 0;

  if (damaged)
    return g_strdup_printf (_ ("%d of %d slices; %d not readable"), n - damaged, n, damaged);
  if (!warnings || !warnings->len)
    return g_strdup ("");
  if (warnings->len == 1)
    return g_strdup (((HfWarning *) warnings->pdata[0])->message);
  return g_strdup_printf (_ ("%s (and %u more)"), ((HfWarning *) warnings->pdata[0])->message,
                          warnings->len - 1);
}

static void
update_notice (HfMessageBar *self)
{
  gboolean ready = hf_session_state (hf_panel_session (self)) == HF_STATE_READY;
  g_autofree char *all = warnings_text (hf_panel_session (self)),
                  *first = headline (hf_panel_session (self));
  gboolean shown = ready && first[0] && g_strcmp0 (all, self->dismissed) != 0;

  if (shown) {
    gtk_label_set_text (self->notice_text, first);
    gtk_label_set_text (self->details_text, all);
    gtk_widget_set_visible (self->details, !g_str_has_suffix (all, first) || strchr (all, '\n'));
  }
  gtk_revealer_set_reveal_child (self->notice_revealer, shown);
}

static void
update (HfMessageBar *self)
{
  update_error (self);
  update_notice (self);
}

static void
copy_cb (GtkButton *button, HfMessageBar *self)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)),
                          gtk_label_get_text (self->error_text));
}

static void
dismiss_error_cb (GtkButton *button, HfMessageBar *self)
{
  hf_session_set_message (hf_panel_session (self), NULL);
}

static void
dismiss_notice_cb (GtkButton *button, HfMessageBar *self)
{
  g_free (self->dismissed);
  self->dismissed = warnings_text (hf_panel_session (self));
  update_notice (self);
}

static void
hf_message_bar_refresh (HfPanel *panel)
{
  update (HF_MESSAGE_BAR (panel));
}

static void
hf_message_bar_dispose (GObject *object)
{
  HfMessageBar *self = HF_MESSAGE_BAR (object);

  g_clear_pointer (&self->dismissed, g_free);
  G_OBJECT_CLASS (hf_message_bar_parent_class)->dispose (object);
}

static void
hf_message_bar_class_init (HfMessageBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_message_bar_dispose;
  HF_PANEL_CLASS (klass)->refresh = hf_message_bar_refresh;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HF_RESOURCE_PREFIX "ui/message-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, HfMessageBar, bars);
  gtk_widget_class_bind_template_child (widget_class, HfMessageBar, error_revealer);
  gtk_widget_class_bind_template_child (widget_class, HfMessageBar, error_text);
  gtk_widget_class_bind_template_child (widget_class, HfMessageBar, notice_revealer);
  gtk_widget_class_bind_template_child (widget_class, HfMessageBar, notice_text);
  gtk_widget_class_bind_template_child (widget_class, HfMessageBar, details);
  gtk_widget_class_bind_template_child (widget_class, HfMessageBar, details_text);
  gtk_widget_class_bind_template_callback (widget_class, copy_cb);
  gtk_widget_class_bind_template_callback (widget_class, dismiss_error_cb);
  gtk_widget_class_bind_template_callback (widget_class, dismiss_notice_cb);
}

static void
hf_message_bar_init (HfMessageBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hf_panel_on (self, "changed::message", G_CALLBACK (update_error));
  hf_panel_on (self, "changed::state", G_CALLBACK (update_notice));
  hf_panel_on (self, "changed::series", G_CALLBACK (update_notice));
  hf_panel_on (self, "changed::volume", G_CALLBACK (update_notice));
}
