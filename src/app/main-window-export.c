/* The actions that take something out of the window: pictures, prints, volumes, masks, surfaces and recipes. Those that
   end in -to take the file's name, for D-Bus and tests; the others ask for it. */
#include "app/main-window-private.h"

#include "view/export.h"

static void
copy_view_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_main_window_copy_view (data);
}

static void
save_view_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_main_window_save_view (data);
}

static void
screenshot_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_main_window_screenshot (data, g_variant_get_string (parameter, NULL));
}

static void
export_volume_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_export_volume (data, HF_MAIN_WINDOW (data)->session);
}

static void
export_volume_to_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_export_volume_to (HF_MAIN_WINDOW (data)->session, g_variant_get_string (parameter, NULL));
}

static void
export_mask_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_export_mask (data, HF_MAIN_WINDOW (data)->session);
}

static void
export_mask_to_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_export_mask_to (HF_MAIN_WINDOW (data)->session, g_variant_get_string (parameter, NULL));
}

static void
export_surface_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_export_mesh (data, HF_MAIN_WINDOW (data)->session, HF_MESH_LPS);
}

static void
export_surface_to_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_export_mesh_to (HF_MAIN_WINDOW (data)->session, g_variant_get_string (parameter, NULL),
                     HF_MESH_LPS);
}

static void
save_recipe_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_main_window_save_recipe (data);
}

static void
save_recipe_to_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_main_window_save_recipe_to (data, g_variant_get_string (parameter, NULL));
}

static void
open_recipe_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_main_window_open_recipe (data);
}

static void
open_recipe_from_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_main_window_open_recipe_from (data, g_variant_get_string (parameter, NULL));
}

static void
print_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_main_window_print (data, NULL);
}

static void
print_to_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  hf_main_window_print (data, g_variant_get_string (parameter, NULL));
}

static const GActionEntry actions[] = {
  { "copy-view", copy_view_cb },
  { "save-view", save_view_cb },
  { "screenshot", screenshot_cb, "s" },
  { "export-volume", export_volume_cb },
  { "export-volume-to", export_volume_to_cb, "s" },
  { "export-mask", export_mask_cb },
  { "export-mask-to", export_mask_to_cb, "s" },
  { "export-surface", export_surface_cb },
  { "export-surface-to", export_surface_to_cb, "s" },
  { "save-recipe", save_recipe_cb },
  { "save-recipe-to", save_recipe_to_cb, "s" },
  { "open-recipe", open_recipe_cb },
  { "open-recipe-from", open_recipe_from_cb, "s" },
  { "print", print_cb },
  { "print-to", print_to_cb, "s" },
};

void
hf_main_window_add_export_actions (HfMainWindow *self)
{
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
}
