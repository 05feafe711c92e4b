/* Window presets that the user set: kept from one start to the next, and shown in the menu. */
#include "app/main-window-private.h"
#include "app/settings.h"
#include "view/preset-menu.h"

#define FORMAT "a(idd)" /* key, width, level */

static void
fill_menu (HfMainWindow *self)
{
  hf_preset_menu_fill (self->window_presets, self->session, "win.preset", TRUE);
  hf_preset_menu_fill (self->keep_presets, self->session, "win.preset-keep", FALSE);
}

static void
save (HfMainWindow *self)
{
  GVariantBuilder builder = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE (FORMAT));
  guint n;
  const HfPreset *mine = hf_session_presets (self->session, &n), *usual = hf_presets (&n);

  for (guint p = 0; p < n; p++)
    if (mine[p].width != usual[p].width || mine[p].level != usual[p].level)
      g_variant_builder_add (&builder, "(idd)", mine[p].key, mine[p].width, mine[p].level);
  hf_settings_set_variant ("presets", g_variant_builder_end (&builder));
  fill_menu (self);
}

static void
restore (HfMainWindow *self)
{
  g_autoptr (GVariant) kept = hf_settings_variant ("presets");
  GVariantIter iter;
  double width, level;
  int key;

  if (kept && g_variant_iter_init (&iter, kept) > 0)
    while (g_variant_iter_next (&iter, "(idd)", &key, &width, &level))
      hf_session_set_preset (self->session, key, width, level);
}

static void
keep_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  HfMainWindow *self = data;

  hf_session_set_preset (self->session, g_variant_get_int32 (parameter),
                         hf_session_get (self->session, HF_PARAM_WINDOW_WIDTH),
                         hf_session_get (self->session, HF_PARAM_WINDOW_LEVEL));
  save (self);
}

static void
reset_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_session_reset_presets (HF_MAIN_WINDOW (data)->session);
  save (data);
}

void
hf_main_window_add_presets (HfMainWindow *self)
{
  static const GActionEntry actions[] = { { "preset-keep", keep_cb, "i" },
                                          { "presets-reset", reset_cb } };

  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  restore (self);
  fill_menu (self);
}
