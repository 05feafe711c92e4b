/* Any bytes as a .npy, and as a sidecar: refused, or a volume that can be read. */
#include "files/npy.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size)
{
  g_autoptr (HfInput) input = hf_input_new_memory (bytes, size);
  HfSidecar *sidecar = hf_sidecar_parse ("a.json", (const char *) bytes, size, NULL);
  g_autoptr (HfVolume) volume = hf_npy_read_input (input, NULL, NULL, NULL, NULL);

  if (volume && hf_volume_n_voxels (volume) < 100000)
    for (int k = 0; k < hf_volume_size (volume)[2]; k++)
      hf_volume_value (volume, hf_volume_row (volume, 0, k)[hf_volume_size (volume)[0] - 1]);
  g_clear_pointer (&sidecar, hf_sidecar_free);
  return 0;
}
