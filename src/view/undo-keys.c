/* GTK's entries undo their own letters, and would swallow the keys; what they hold is a number of the session, so that its undo is
   meant. Text that is no number keeps its own. */
#include "view/undo-keys.h"

typedef void (*Travel) (HfSession *session);

/* What has been typed so far is taken first: it is what goes back. */
static gboolean
travel (GtkWidget *window, HfSession *session, Travel go)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (window));
  GtkWidget *spin = focus ? gtk_widget_get_ancestor (focus, GTK_TYPE_SPIN_BUTTON) : NULL;

  if (GTK_IS_EDITABLE (focus) && !spin)
    return FALSE;
  if (spin)
    gtk_spin_button_update (GTK_SPIN_BUTTON (spin));
  go (session);
  return TRUE;
}

static gboolean
undo_cb (GtkWidget *window, GVariant *unused, gpointer session)
{
  return travel (window, session, hf_session_undo);
}

static gboolean
redo_cb (GtkWidget *window, GVariant *unused, gpointer session)
{
  return travel (window, session, hf_session_redo);
}

void
hf_undo_keys_add (GtkWidget *window, HfSession *session)
{
  GtkEventController *keys = gtk_shortcut_controller_new ();
  const struct {
    const char *trigger;
    GtkShortcutFunc func;
  } shortcuts[] = { { "<Control>z", undo_cb }, { "<Control><Shift>z", redo_cb } };

  for (gsize n = 0; n < G_N_ELEMENTS (shortcuts); n++)
    gtk_shortcut_controller_add_shortcut (
        GTK_SHORTCUT_CONTROLLER (keys),
        gtk_shortcut_new (
            gtk_shortcut_trigger_parse_string (shortcuts[n].trigger),
            gtk_callback_action_new (shortcuts[n].func, g_object_ref (session), g_object_unref)));
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_widget_add_controller (window, keys);
}
