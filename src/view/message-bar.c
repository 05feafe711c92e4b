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
  GtkWidget *files; /* a button */
  GtkRevealer *notice_revealer;
  GtkLabel *notice_text;
  GtkWidget *details;
  GtkLabel *details_text;
  char *dismissed; /* the warnings that a person has put away */
};

G_DEFINE_FINAL_TYPE (HfMessageBar, hf_message_bar, HF_TYPE_PANEL)

/* Nothing was a slice, and something can be shown as a picture of its own. */
static gboolean
can_show_anyway (HfSession *session)
{
  return g_error_matches (hf_session_message (session), HF_ERROR, HF_CODE_NO_IMAGES) &&
         hf_session_files (session) && hf_source_can_show_any (hf_session_files (session));
}

static void
update_error (HfMessageBar *self)
{
  HfSession *session = hf_panel_session (self);
  g_autofree char *text = hf_session_message_text (session);

  if (text) {
    gtk_label_set_text (self->error_text, text);
    gtk_widget_set_visible (self->files, can_show_anyway (session));
  }
  gtk_revealer_set_reveal_child (self->error_revealer, text != NULL);
}

/* The warnings, but the one that the spacing bar tells with its question. */
static GPtrArray *
told_here (HfSession *session)
{
  HfSource *source = hf_session_source (session);
  GPtrArray *all = hf_session_warnings (session), *told = g_ptr_array_new ();
  gboolean asks = source && hf_source_asks_spacing (source);

  for (guint n = 0; all && n < all->len; n++)
    if (!asks || ((HfWarning *) all->pdata[n])->code != HF_CODE_ASSUMED_SPACING)
      g_ptr_array_add (told, all->pdata[n]);
  return told;
}

/* One a line, with their files. */
static char *
warnings_text (HfSession *session, gboolean is_hidden)
{
  HfSource *source = hf_session_source (session);
  g_autoptr (GPtrArray) warnings = told_here (session);
  GString *text = g_string_new (NULL);

  for (guint n = 0; n < warnings->len; n++) {
    const HfWarning *warning = warnings->pdata[n];
    g_autofree char *words =
        source ? hf_source_warning_text (source, warning, is_hidden) : g_strdup (warning->message);

    g_string_append_printf (text, "%s• %s", n ? "\n" : "", words);
  }
  return g_string_free (text, FALSE);
}

/* "297 of 300 slices; 3 not readable"; NULL: all are whole. */
static char *
losses (const HfVolume *volume)
{
  int n = hf_volume_size (volume)[2], damaged = 0, cut = 0;

  for (int k = 0; k < n; k++)
    if (hf_volume_slice_status (volume, k) == HF_SLICE_DAMAGED)
      damaged++;
    else if (hf_volume_missing_rows (volume, k) > 0)
      cut++;
  if (cut && damaged)
    return g_strdup_printf (_ ("%d of %d slices are whole; %d incomplete, %d not readable"),
                            n - damaged - cut, n, cut, damaged);
  if (cut)
    return g_strdup_printf (_ ("%d of %d slices are whole; %d incomplete"), n - cut, n, cut);
  if (damaged)
    return g_strdup_printf (_ ("%d of %d slices; %d not readable"), n - damaged, n, damaged);
  return NULL;
}

/* What is lost, or the first warning. */
static char *
headline (HfSession *session)
{
  HfVolume *volume = hf_session_original (session);
  g_autoptr (GPtrArray) warnings = told_here (session);
  char *lost = volume ? losses (volume) : NULL;

  if (lost)
    return lost;
  if (!warnings->len)
    return g_strdup ("");
  if (warnings->len == 1)
    return g_strdup (((HfWarning *) warnings->pdata[0])->message);
  return g_strdup_printf (_ ("%s (and %u more)"), ((HfWarning *) warnings->pdata[0])->message,
                          warnings->len - 1);
}

static void
update_notice (HfMessageBar *self)
{
  HfSession *session = hf_panel_session (self);
  gboolean ready = hf_session_state (session) == HF_STATE_READY;
  g_autofree char *all = warnings_text (session, hf_session_privacy (session));
  g_autofree char *told = warnings_text (session, FALSE), *first = headline (session);
  gboolean shown = ready && first[0] && g_strcmp0 (told, self->dismissed) != 0;

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
  self->dismissed = warnings_text (hf_panel_session (self), FALSE);
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
  gtk_widget_class_bind_template_child (widget_class, HfMessageBar, files);
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
  hf_panel_on (self, "changed::view", G_CALLBACK (update)); /* privacy */
  hf_panel_on (self, "changed::state", G_CALLBACK (update_notice));
  hf_panel_on (self, "changed::series", G_CALLBACK (update_notice));
  hf_panel_on (self, "changed::volume", G_CALLBACK (update_notice));
}
