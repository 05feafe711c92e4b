/* The actions that take something out of the window: pictures, prints, volumes, masks, surfaces and recipes. Those that
   end in -to take the file's name, for D-Bus and tests; the others ask for it. */
#include "app/main-window-private.h"

#include "view/export.h"

typedef void (*Func) (HfMainWindow *self);
typedef void (*PathFunc) (HfMainWindow *self, const char *path);

static void
export_volume (HfMainWindow *self)
{
  hf_export_volume (GTK_WIDGET (self), self->session);
}

static void
export_volume_to (HfMainWindow *self, const char *path)
{
  hf_export_volume_to (self->session, path);
}

static void
export_mask (HfMainWindow *self)
{
  hf_export_mask (GTK_WIDGET (self), self->session);
}

static void
export_mask_to (HfMainWindow *self, const char *path)
{
  hf_export_mask_to (self->session, path);
}

static void
export_surface (HfMainWindow *self)
{
  hf_export_surface (GTK_WIDGET (self), self->session, HF_MESH_LPS);
}

static void
export_surface_to (HfMainWindow *self, const char *path)
{
  hf_export_surface_to (self->session, path, HF_MESH_LPS);
}

static void
print (HfMainWindow *self)
{
  hf_main_window_print (self, NULL);
}

static const struct {
  const char *name;
  Func ask;
  PathFunc to; /* NULL, or the action takes a path instead of asking */
} outputs[] = {
  { "copy-view", hf_main_window_copy_view },
  { "save-view", hf_main_window_save_view },
  { "screenshot", NULL, hf_main_window_screenshot },
  { "export-volume", export_volume },
  { "export-volume-to", NULL, export_volume_to },
  { "export-mask", export_mask },
  { "export-mask-to", NULL, export_mask_to },
  { "export-surface", export_surface },
  { "export-surface-to", NULL, export_surface_to },
  { "save-recipe", hf_main_window_save_recipe },
  { "save-recipe-to", NULL, hf_main_window_save_recipe_to },
  { "open-recipe", hf_main_window_open_recipe },
  { "open-recipe-from", NULL, hf_main_window_open_recipe_from },
  { "print", print },
  { "print-to", NULL, hf_main_window_print },
};

static void
activate_cb (GSimpleAction *action, GVariant *parameter, HfMainWindow *self)
{
  for (guint n = 0; n < G_N_ELEMENTS (outputs); n++) {
    if (!g_str_equal (outputs[n].name, g_action_get_name (G_ACTION (action))))
      continue;
    if (outputs[n].to)
      outputs[n].to (self, g_variant_get_string (parameter, NULL));
    else
      outputs[n].ask (self);
  }
}

void
hf_main_window_add_export_actions (HfMainWindow *self)
{
  for (guint n = 0; n < G_N_ELEMENTS (outputs); n++) {
    g_autoptr (GSimpleAction) action =
        g_simple_action_new (outputs[n].name, outputs[n].to ? G_VARIANT_TYPE_STRING : NULL);

    g_signal_connect (action, "activate", G_CALLBACK (activate_cb), self);
    g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (action));
  }
}
