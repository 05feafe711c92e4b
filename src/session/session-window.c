/* Window and presets: what is black and what is white. */
#include "session/session-private.h"

void
hf_session_apply_window (HfSession *self, double width, double level, HfWindowFunction function)
{
  self->window_function = function;
  hf_session_set_param_quietly (self, HF_PARAM_WINDOW_WIDTH, width);
  hf_session_set_param_quietly (self, HF_PARAM_WINDOW_LEVEL, level);
  g_clear_pointer (&self->display, hf_display_unref);
  hf_session_emit (self, "window");
}

void
hf_session_set_window (HfSession *self, double width, double level)
{
  self->document.auto_window = FALSE;
  if (hf_param_clamp (HF_PARAM_WINDOW_WIDTH, width) == self->params.value[HF_PARAM_WINDOW_WIDTH] &&
      hf_param_clamp (HF_PARAM_WINDOW_LEVEL, level) == self->params.value[HF_PARAM_WINDOW_LEVEL])
    return;
  hf_session_apply_window (self, width, level, HF_WINDOW_LINEAR);
}

static HfWindowFunction
voi_function (const HfVoi *voi)
{
  return g_strcmp0 (voi->function, "SIGMOID") == 0        ? HF_WINDOW_SIGMOID
         : g_strcmp0 (voi->function, "LINEAR_EXACT") == 0 ? HF_WINDOW_LINEAR_EXACT
                                                          : HF_WINDOW_LINEAR;
}

void
hf_session_auto_window (HfSession *self)
{
  double width, level;

  hf_window_auto (self->document.original, &width, &level);
  hf_session_apply_window (self, width, level, HF_WINDOW_LINEAR);
}

const HfPreset *
hf_session_presets (HfSession *self, guint *n)
{
  hf_presets (n);
  return self->presets;
}

void
hf_session_set_preset (HfSession *self, int key, double width, double level)
{
  guint n;

  hf_presets (&n);
  for (guint p = 0; p < n; p++)
    if (self->presets[p].key == key) {
      self->presets[p].width = hf_param_clamp (HF_PARAM_WINDOW_WIDTH, width);
      self->presets[p].level = hf_param_clamp (HF_PARAM_WINDOW_LEVEL, level);
    }
  hf_session_emit (self, "window");
}

void
hf_session_reset_presets (HfSession *self)
{
  guint n;
  const HfPreset *presets = hf_presets (&n);

  g_free (self->presets);
  self->presets = g_memdup2 (presets, n * sizeof *presets);
  hf_session_emit (self, "window");
}

/* Keys of the presets: 0 automatic, 1 the file's own (again: the next), 2..9 of core/tissues.h. */
void
hf_session_preset (HfSession *self, int key)
{
  const HfVolumeInfo *info =
      self->document.original ? hf_volume_info (self->document.original) : NULL;
  const HfPreset *presets;
  guint n;

  if (!info)
    return;
  self->document.auto_window = key == 0 || (key == 1 && info->n_voi == 0);
  if (self->document.auto_window) {
    hf_session_auto_window (self);
  } else if (key == 1) {
    const HfVoi *voi = &info->voi[self->document.voi++ % info->n_voi];

    hf_session_apply_window (self, voi->width, voi->level, voi_function (voi));
  }
  presets = hf_session_presets (self, &n);
  for (guint p = 0; p < n; p++)
    if (presets[p].key == key)
      hf_session_set_window (self, presets[p].width, presets[p].level);
}

const char *
hf_session_preset_name (HfSession *self)
{
  double width = self->params.value[HF_PARAM_WINDOW_WIDTH],
         level = self->params.value[HF_PARAM_WINDOW_LEVEL];
  const HfVolumeInfo *info =
      self->document.original ? hf_volume_info (self->document.original) : NULL;
  const HfPreset *presets;
  guint n;

  if (info && self->document.auto_window)
    return "Auto";
  presets = hf_session_presets (self, &n);
  for (guint p = 0; p < n; p++)
    if (presets[p].width == width && presets[p].level == level)
      return presets[p].name;
  for (guint v = 0; info && v < info->n_voi; v++)
    if (info->voi[v].width == width && info->voi[v].level == level)
      return info->voi[v].explanation && *info->voi[v].explanation ? info->voi[v].explanation
                                                                   : "From the file";
  return "";
}

HfDisplay *
hf_session_display (HfSession *self)
{
  HfVolume *volume = hf_session_volume (self);
  HfWindow window;

  if (self->display || !volume)
    return self->display;
  window = (HfWindow){
    .width = self->params.value[HF_PARAM_WINDOW_WIDTH],
    .level = self->params.value[HF_PARAM_WINDOW_LEVEL],
    .function = self->window_function,
    .colormap = self->params.value[HF_PARAM_COLORMAP],
    .inverted = hf_volume_info (volume)->is_inverted,
  };
  self->display = hf_display_new (volume, &window);
  return self->display;
}
