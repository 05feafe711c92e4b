/* Which keys do which actions: the table of docs/guide.md, "In a slice view". */
#include "app/main-window-private.h"
#include "view/undo-keys.h"

/* Keys without Ctrl must reach entries first, so these are heard on their way back up. */
static const struct {
  const char *trigger;
  const char *action;
} keys[] = {
  { "0", "win.preset(0)" },
  { "1", "win.preset(1)" },
  { "2", "win.preset(2)" },
  { "3", "win.preset(3)" },
  { "4", "win.preset(4)" },
  { "5", "win.preset(5)" },
  { "6", "win.preset(6)" },
  { "7", "win.preset(7)" },
  { "8", "win.preset(8)" },
  { "9", "win.preset(9)" },
  { "r", "win.reset-view" },
  { "Escape", "win.escape" },
  { "f", "win.fit" },
  { "i", "win.interpolation-next" },
  { "o", "win.overlay-next" },
  { "c", "win.cine" },
  { "d", "win.tool::distance" },
  { "a", "win.tool::angle" },
  { "e", "win.tool::ellipse" },
  { "x", "win.crosshair" },
  { "p", "win.privacy" },
  { "m", "win.show-mask" },
  { "question", "win.show-help-overlay" },
  { "Delete", "win.delete-note" },
  { "Up", "win.step(-1)" },
  { "Down", "win.step(1)" },
  { "plus", "win.zoom(1.25)" },
  { "minus", "win.zoom(0.8)" },
  { "<Control>c", "win.copy-view" },
};

void
hf_main_window_add_keys (HfMainWindow *self)
{
  GtkEventController *controller = gtk_shortcut_controller_new ();

  for (guint n = 0; n < G_N_ELEMENTS (keys); n++) {
    g_autofree char *name = NULL;
    g_autoptr (GVariant) target = NULL;
    GtkShortcut *shortcut;

    if (!g_action_parse_detailed_name (keys[n].action, &name, &target, NULL))
      g_error ("bad action %s", keys[n].action);
    shortcut = gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys[n].trigger),
                                 gtk_named_action_new (name));
    gtk_shortcut_set_arguments (shortcut, target);
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller), shortcut);
  }
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
  hf_undo_keys_add (GTK_WIDGET (self), self->session);
}

void
hf_main_window_set_accels (GtkApplication *application)
{
  static const struct {
    const char *action;
    const char *accels[3];
  } accels[] = { { "win.open-folder", { "<Control>o" } },
                 { "win.open-file", { "<Control><Shift>o" } },
                 { "win.preview", { "F8" } },
                 { "win.inspector", { "F9" } },
                 { "win.fullscreen", { "F11" } },
                 { "window.close", { "<Control>w" } },
                 { "win.print", { "<Control>p" } },
                 { "app.preferences", { "<Control>comma" } },
                 { "app.new-window", { "<Control>n" } },
                 { "app.quit", { "<Control>q" } } };

  for (guint n = 0; n < G_N_ELEMENTS (accels); n++)
    gtk_application_set_accels_for_action (application, accels[n].action, accels[n].accels);
}
