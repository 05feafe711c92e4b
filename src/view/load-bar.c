/* Shown while files are looked at, slices are read, and the volume is resampled, whoever asked for it. */
#include "view/load-bar.h"

#include "view/init.h"

#include <glib/gi18n-lib.h>

#define POLL_MS 80

struct _HfLoadBar {
  HfPanel parent_instance;
  GtkWidget *box;
  GtkProgressBar *progress;
  GtkLabel *text;
  GtkWidget *cancel;
  char *waiting; /* nullable: what is waited for besides the session */
  guint pulse;   /* timeout while the number of files is not known */
  guint watch;   /* timeout while files are opened: do they answer? */
  guint poll;    /* timeout while the volume is resampled: how far is it? */
};

G_DEFINE_FINAL_TYPE (HfLoadBar, hf_load_bar, HF_TYPE_PANEL)

static gboolean
pulse_cb (gpointer data)
{
  gtk_progress_bar_pulse (HF_LOAD_BAR (data)->progress);
  return G_SOURCE_CONTINUE;
}

static void
show_loading (HfLoadBar *self)
{
  HfVolume *volume = hf_session_original (hf_panel_session (self));
  int n = volume ? hf_volume_size (volume)[2] : 0,
      loaded = hf_session_n_loaded (hf_panel_session (self));
  g_autofree char *text =
      n ? g_strdup_printf (_ ("%d of %d slices"), loaded, n) : g_strdup (_ ("Reading slices"));

  g_clear_handle_id (&self->pulse, g_source_remove);
  gtk_progress_bar_set_fraction (self->progress, n ? CLAMP (loaded / (double) n, 0, 1) : 0);
  gtk_label_set_text (self->text, text);
}

static void
show_unknown (HfLoadBar *self, const char *text)
{
  gtk_label_set_text (self->text, text);
  if (!self->pulse)
    self->pulse = g_timeout_add (100, pulse_cb, self);
}

static gboolean
show_unanswered (HfLoadBar *self)
{
  g_autofree char *place = hf_session_unanswered (hf_panel_session (self));
  g_autofree char *text = NULL;

  if (!place)
    return FALSE;
  text = g_strdup_printf (_ ("No answer from %s. Cancel, or wait until the network or the disk is "
                             "there again."),
                          place);
  show_unknown (self, text);
  return TRUE;
}

static void update (HfLoadBar *self);

static gboolean
watch_cb (gpointer data)
{
  update (HF_LOAD_BAR (data));
  return G_SOURCE_CONTINUE;
}

static gboolean
poll_cb (gpointer data)
{
  HfLoadBar *self = data;

  gtk_progress_bar_set_fraction (self->progress,
                                 hf_session_progress (hf_panel_session (self), HF_WANT_VOLUME));
  return G_SOURCE_CONTINUE;
}

static void
show_resampling (HfLoadBar *self)
{
  g_clear_handle_id (&self->pulse, g_source_remove);
  gtk_label_set_text (self->text, _ ("Resampling"));
  poll_cb (self);
  if (!self->poll)
    self->poll = g_timeout_add (POLL_MS, poll_cb, self);
}

static void
set_watching (HfLoadBar *self, gboolean busy)
{
  if (!busy)
    g_clear_handle_id (&self->watch, g_source_remove);
  else if (!self->watch)
    self->watch = g_timeout_add_seconds (1, watch_cb, self);
}

static void
update (HfLoadBar *self)
{
  HfState state = hf_session_state (hf_panel_session (self));
  gboolean busy = state == HF_STATE_SCANNING || state == HF_STATE_LOADING;
  gboolean resampling = !busy && hf_session_is_busy (hf_panel_session (self), HF_WANT_VOLUME);

  set_watching (self, busy);
  if (!resampling)
    g_clear_handle_id (&self->poll, g_source_remove);
  gtk_widget_set_visible (self->box, busy || resampling || self->waiting);
  gtk_widget_set_visible (self->cancel, busy || resampling);
  if (busy && show_unanswered (self))
    return;
  if (state == HF_STATE_LOADING)
    show_loading (self);
  else if (state == HF_STATE_SCANNING)
    show_unknown (self, _ ("Looking at the files"));
  else if (resampling)
    show_resampling (self);
  else if (self->waiting)
    show_unknown (self, self->waiting);
  else
    g_clear_handle_id (&self->pulse, g_source_remove);
}

void
hf_load_bar_set_waiting (HfLoadBar *self, const char *text)
{
  g_free (self->waiting);
  self->waiting = g_strdup (text);
  update (self);
}

static void
hf_load_bar_refresh (HfPanel *panel)
{
  update (HF_LOAD_BAR (panel));
}

static void
hf_load_bar_dispose (GObject *object)
{
  HfLoadBar *self = HF_LOAD_BAR (object);

  g_clear_handle_id (&self->pulse, g_source_remove);
  g_clear_handle_id (&self->watch, g_source_remove);
  g_clear_handle_id (&self->poll, g_source_remove);
  g_clear_pointer (&self->waiting, g_free);
  G_OBJECT_CLASS (hf_load_bar_parent_class)->dispose (object);
}

static void
hf_load_bar_class_init (HfLoadBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_load_bar_dispose;
  HF_PANEL_CLASS (klass)->refresh = hf_load_bar_refresh;
  gtk_widget_class_set_template_from_resource (widget_class, HF_RESOURCE_PREFIX "ui/load-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, HfLoadBar, box);
  gtk_widget_class_bind_template_child (widget_class, HfLoadBar, progress);
  gtk_widget_class_bind_template_child (widget_class, HfLoadBar, text);
  gtk_widget_class_bind_template_child (widget_class, HfLoadBar, cancel);
}

static void
hf_load_bar_init (HfLoadBar *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hf_panel_on (self, "changed::state", G_CALLBACK (update));
  hf_panel_on (self, "changed::slices", G_CALLBACK (update));
  hf_panel_on (self, "changed::volume", G_CALLBACK (update));
  hf_panel_on (self, "changed::progress", G_CALLBACK (update));
  hf_panel_on (self, "changed::params", G_CALLBACK (update));
}
