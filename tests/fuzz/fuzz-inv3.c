/* Any bytes as a .inv3: archive and property list: refused, or a volume that can be read. */
#include "files/inv3.h"
#include "files/plist.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size)
{
  g_autoptr (HfInput) input = hf_input_new_memory (bytes, size);
  GHashTable *values = hf_plist_parse ("a.plist", (const char *) bytes, size, NULL);
  g_autoptr (HfVolume) volume = hf_inv3_read_input (input, NULL, NULL);

  if (volume && hf_volume_n_voxels (volume) < 100000)
    for (int k = 0; k < hf_volume_size (volume)[2]; k++)
      hf_volume_value (volume, hf_volume_row (volume, 0, k)[hf_volume_size (volume)[0] - 1]);
  g_clear_pointer (&values, g_hash_table_unref);
  return 0;
}
