/* hounsfield-phantom: writes the sample, or a phantom of another size, as a DICOM series. */
#include "files/phantom.h"

#include <stdio.h>
#include <stdlib.h>

static int
usage (const char *program)
{
  fprintf (stderr, "usage: %s FOLDER [NX NY NZ SX SY SZ [NOISE]]    (voxels, mm, HU)\n", program);
  return 2;
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;
  HfPhantomSpec spec;

  hf_phantom_spec_init (&spec);
  if ((argc != 2 && argc != 8 && argc != 9) || argv[1][0] == '-')
    return usage (argv[0]);
  for (int a = 0; argc > 2 && a < 3; a++) {
    spec.size[a] = atoi (argv[2 + a]);
    spec.spacing[a] = g_ascii_strtod (argv[5 + a], NULL);
  }
  if (argc == 9)
    spec.noise = g_ascii_strtod (argv[8], NULL);
  if (g_file_test (argv[1], G_FILE_TEST_EXISTS) && argc == 2)
    return 0; /* the sample is there already */
  if (!hf_phantom_write (&spec, argv[1], NULL, &error)) {
    fprintf (stderr, "%s: %s\n", argv[0], error->message);
    return 1;
  }
  return 0;
}
