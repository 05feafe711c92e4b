/* Writing .npy: the array and its sidecar are both complete beside their places before either is
   renamed, so that a full disk leaves both old files. */
#include "files/npy.h"

#include "files/atomic.h"
#include "files/values.h"

#include <string.h>

typedef struct {
  HfAtomic *array;
  HfAtomic *sidecar; /* NULL: nothing can be written beside the array */
} Pair;

static void
pair_clear (Pair *self)
{
  g_clear_pointer (&self->array, hf_atomic_free);
  g_clear_pointer (&self->sidecar, hf_atomic_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Pair, pair_clear)

/* Magic, version, length, dict; padded with spaces to 64 bytes, as numpy does. */
static gboolean
write_header (HfAtomic *file, const char *descr, const int size[3], GError **error)
{
  g_autofree char *dict =
      g_strdup_printf ("{'descr': '%s', 'fortran_order': False, 'shape': (%d, %d, %d), }", descr,
                       size[2], size[1], size[0]);
  guint length = (guint) (10 + strlen (dict) + 1 + 63) / 64 * 64 - 10;
  g_autofree char *padded = g_strdup_printf ("%-*s\n", (int) length - 1, dict);
  const guint8 start[10] = { 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, length & 255, length >> 8 };

  return hf_atomic_write (file, start, sizeof start, error) &&
         hf_atomic_write (file, padded, length, error);
}

static gboolean
write_pair (Pair *pair, const char *path, const char *descr, const HfVolume *volume, GError **error)
{
  g_autofree char *sidecar = hf_sidecar_path (path);

  pair->array = hf_atomic_new (path, error);
  if (pair->array == NULL)
    return FALSE;
  if (hf_atomic_can_write_beside (path)) {
    pair->sidecar = hf_atomic_new (sidecar, error);
    if (pair->sidecar == NULL)
      return FALSE;
  }
  return write_header (pair->array, descr, hf_volume_size (volume), error);
}

static gboolean
commit_pair (Pair *pair, const char *json, GError **error)
{
  if (pair->sidecar == NULL)
    return hf_atomic_commit (pair->array, error);
  return hf_atomic_write (pair->sidecar, json, strlen (json), error) &&
         hf_atomic_write (pair->sidecar, "\n", 1, error) && hf_atomic_commit (pair->array, error) &&
         hf_atomic_commit (pair->sidecar, error);
}

static gboolean
write_part (gpointer file, gconstpointer data, gsize n, GError **error)
{
  return hf_atomic_write (file, data, n, error);
}

gboolean
hf_npy_write (const char *path,
              const HfVolume *volume,
              gboolean with_patient,
              HfProgress *progress,
              GError **error)
{
  HfValues values = hf_values_begin (volume);
  g_auto (Pair) pair = { NULL, NULL };
  g_autofree char *json = NULL;

  if (!write_pair (&pair, path, values.as_float ? "<f4" : "<i2", volume, error) ||
      !hf_atomic_reserve (pair.array, hf_values_bytes (volume, &values), error) ||
      !hf_values_write (volume, &values, progress, write_part, pair.array, error))
    return FALSE;
  json = hf_sidecar_format (volume, with_patient, hf_values_padding_is_plain (&values),
                            values.as_float);
  return commit_pair (&pair, json, error);
}

gboolean
hf_npy_write_mask (const char *path,
                   const HfMask *mask,
                   const HfVolume *volume,
                   HfProgress *progress,
                   GError **error)
{
  const int *size = hf_mask_size (mask);
  g_autofree guint8 *row = g_malloc ((gsize) size[0]);
  g_auto (Pair) pair = { NULL, NULL };
  g_autofree char *json = NULL;

  if (!write_pair (&pair, path, "|u1", volume, error))
    return FALSE;
  for (int k = 0; k < size[2]; k++) {
    if (hf_values_stopped (progress, k, size[2], error))
      return FALSE;
    for (int j = 0; j < size[1]; j++) {
      const guint64 *bits = hf_mask_row (mask, j, k);

      for (int i = 0; i < size[0]; i++)
        row[i] = bits[i / 64] >> i % 64 & 1;
      if (!hf_atomic_write (pair.array, row, (gsize) size[0], error))
        return FALSE;
    }
  }
  json = hf_sidecar_format (volume, FALSE, FALSE, FALSE);
  return commit_pair (&pair, json, error);
}
