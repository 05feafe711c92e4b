/* One line of text, a spinner, and buttons of which those are seen that help. */
#include "view/surface-state.h"

#include "core/error.h"

#include <glib/gi18n-lib.h>

struct _HfSurfaceState {
  HfPanel parent_instance;

  GtkLabel *text;
  GtkWidget *spinner, *buttons;
  GtkWidget *cancel, *again, *step, *anyway;
};

G_DEFINE_FINAL_TYPE (HfSurfaceState, hf_surface_state, HF_TYPE_PANEL)

static const char *
why (HfSession *session, gboolean busy)
{
  const GError *error = hf_session_surface_error (session);
  HfVolume *volume = hf_session_volume (session);

  if (!volume)
    return _ ("Open a series to build a surface from it");
  if (hf_session_surface_is_coarse (session)) /* also while a hand drags, and none is built */
    return _ ("Preview; the fine surface follows");
  if (busy)
    return _ ("Building the surface…");
  if (!hf_volume_is_complete (volume))
    return _ ("The surface is built when all slices are there");
  if (g_error_matches (error, HF_ERROR, HF_CODE_CANCELLED))
    return _ ("Building the surface was cancelled");
  return error ? error->message : _ ("No surface at this level");
}

static void
follow (HfSurfaceState *self)
{
  HfSession *session = hf_panel_session (self);
  const gboolean busy = session && hf_session_is_busy (session, HF_WANT_SURFACE);
  const GError *error = session && !busy ? hf_session_surface_error (session) : NULL;
  const int step = (int) hf_error_offer (error);
  g_autofree char *label = g_strdup_printf (_ ("Build with step %d"), step);

  gtk_label_set_text (self->text, session ? why (session, busy)
                                          : _ ("Open a series to build a surface from it"));
  gtk_widget_set_visible (self->spinner, busy);
  gtk_spinner_set_spinning (GTK_SPINNER (self->spinner), busy);
  gtk_button_set_label (GTK_BUTTON (self->step), label);
  gtk_widget_set_visible (self->cancel, busy);
  gtk_widget_set_visible (self->again, g_error_matches (error, HF_ERROR, HF_CODE_CANCELLED));
  gtk_widget_set_visible (self->step, step > 0 && step <= hf_param (HF_PARAM_STEP)->max);
  gtk_widget_set_visible (self->anyway, g_error_matches (error, HF_ERROR, HF_CODE_TOO_LARGE));
}

static void
again_cb (HfSurfaceState *self)
{
  hf_session_rebuild_surface (hf_panel_session (self));
}

static void
step_cb (HfSurfaceState *self)
{
  HfSession *session = hf_panel_session (self);

  hf_session_set (session, HF_PARAM_STEP, hf_error_offer (hf_session_surface_error (session)));
}

static void
anyway_cb (HfSurfaceState *self)
{
  hf_session_set (hf_panel_session (self), HF_PARAM_MOST, hf_param (HF_PARAM_MOST)->max);
}

static GtkWidget *
add_button (HfSurfaceState *self, const char *label, GCallback clicked)
{
  GtkWidget *button = gtk_button_new_with_label (label);

  if (clicked)
    g_signal_connect_swapped (button, "clicked", clicked, self);
  gtk_box_append (GTK_BOX (self->buttons), button);
  return button;
}

static void
refresh (HfPanel *panel)
{
  follow (HF_SURFACE_STATE (panel));
}

static void
hf_surface_state_class_init (HfSurfaceStateClass *class)
{
  HF_PANEL_CLASS (class)->refresh = refresh;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "surfacestate");
}

static void
hf_surface_state_init (HfSurfaceState *self)
{
  static const char *const signals[] = { "changed::surface", "changed::progress", "changed::volume",
                                         "changed::slices" };
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  self->text = GTK_LABEL (gtk_label_new (NULL));
  self->spinner = gtk_spinner_new ();
  self->buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->cancel = add_button (self, _ ("Cancel"), NULL);
  self->again = add_button (self, _ ("Build it"), G_CALLBACK (again_cb));
  self->step = add_button (self, "", G_CALLBACK (step_cb));
  self->anyway = add_button (self, _ ("Build it anyway"), G_CALLBACK (anyway_cb));
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->cancel), "win.cancel");
  gtk_label_set_wrap (self->text, TRUE);
  gtk_label_set_xalign (self->text, 0);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (self->text));
  gtk_box_append (GTK_BOX (line), self->spinner);
  gtk_widget_set_parent (line, GTK_WIDGET (self));
  gtk_widget_set_parent (self->buttons, GTK_WIDGET (self));
  for (gsize n = 0; n < G_N_ELEMENTS (signals); n++)
    hf_panel_on (self, signals[n], G_CALLBACK (follow));
  follow (self);
}

GtkWidget *
hf_surface_state_new (void)
{
  return g_object_new (HF_TYPE_SURFACE_STATE, NULL);
}

const char *
hf_surface_state_text (HfSurfaceState *self)
{
  return gtk_label_get_text (self->text);
}
