/* Any bytes as a .nrrd: refused, or a volume that can be read. */
#include "files/nrrd.h"

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size);

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size)
{
  g_autoptr (HfInput) input = hf_input_new_memory (bytes, size);
  g_autoptr (HfVolume) volume = hf_nrrd_read_input (input, NULL, NULL);

  if (volume && hf_volume_n_voxels (volume) < 100000)
    for (int k = 0; k < hf_volume_size (volume)[2]; k++)
      hf_volume_value (volume, hf_volume_row (volume, 0, k)[hf_volume_size (volume)[0] - 1]);
  return 0;
}
