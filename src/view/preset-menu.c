/* Made by hand and not from a .ui: the numbers are the user's. */
#include "view/preset-menu.h"

#include <glib/gi18n-lib.h>

static void
append (GMenu *section, const char *label, const char *action, int key)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target (item, action, "i", key);
  g_menu_append_item (section, item);
}

void
hf_preset_menu_fill (GMenu *section, HfSession *session, const char *action, gboolean all)
{
  guint n;
  const HfPreset *presets = hf_session_presets (session, &n);

  g_menu_remove_all (section);
  if (all) {
    append (section, _ ("Automatic"), action, 0);
    append (section, _ ("From the file"), action, 1);
  }
  for (guint p = 0; p < n; p++) {
    g_autofree char *label =
        g_strdup_printf ("%s %g / %s%g", _ (presets[p].name), presets[p].width,
                         presets[p].level < 0 ? "-" : "", ABS (presets[p].level));

    append (section, label, action, presets[p].key);
  }
}
