/* Opening a path for a command: the series, the whole volume, and the warnings on stderr. */
#include "cli/command.h"

#include <stdio.h>

#define MAX_ROUNDS 4

static void
tell (const HfSource *source, GPtrArray *warnings)
{
  for (guint n = 0; warnings && n < warnings->len; n++) {
    const HfWarning *warning = g_ptr_array_index (warnings, n);

    g_autofree char *text = hf_source_warning_text (source, warning, FALSE);

    fprintf (stderr, "%s: %s\n", hf_code_name (warning->code), text);
  }
}

HfVolume *
hf_opened_load (HfSource *source, int series, GPtrArray **warnings, GError **error)
{
  double range[2];

  for (int round = 0; round < MAX_ROUNDS; round++) {
    g_autoptr (HfVolume) volume = hf_source_volume_new (source, series, error);

    g_clear_pointer (warnings, g_ptr_array_unref);
    if (!volume || !hf_source_load (source, series, volume, 0, NULL, NULL, NULL, warnings, error))
      return NULL;
    if (round + 1 == MAX_ROUNDS || !hf_source_measure (source, series, volume, *warnings, range) ||
        !hf_source_refine (source, series, volume, *warnings, range))
      return g_steal_pointer (&volume);
  }
  return NULL;
}

HfOpened *
hf_opened_new (const char *path, const char *series, GError **error)
{
  g_autoptr (HfOpened) self = g_new0 (HfOpened, 1);

  self->source = hf_source_open_spaced (path, hf_command_voxel_spacing (), NULL, error);
  if (!self->source)
    return NULL;
  self->index = hf_source_find (self->source, series, error);
  if (self->index < 0)
    return NULL;
  self->series = g_ptr_array_index (hf_source_series (self->source)->series, self->index);
  self->volume = hf_opened_load (self->source, self->index, &self->warnings, error);
  if (!self->volume)
    return NULL;
  tell (self->source, hf_source_warnings (self->source));
  tell (self->source, self->series->warnings);
  tell (self->source, self->warnings);
  return g_steal_pointer (&self);
}

void
hf_opened_free (HfOpened *self)
{
  g_clear_pointer (&self->volume, hf_volume_unref);
  g_clear_pointer (&self->warnings, g_ptr_array_unref);
  g_clear_pointer (&self->source, hf_source_unref);
  g_free (self);
}
