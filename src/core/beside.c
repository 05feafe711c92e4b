/* The kernel knows the program's own file, whatever it was called by. */
#include "core/beside.h"

char *
hf_beside_program (const char *const *places, gsize n_places, const char *name, GFileTest test)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);
  g_autofree char *folder = program ? g_path_get_dirname (program) : NULL;

  for (gsize n = 0; folder && n < n_places; n++) {
    g_autofree char *place = g_build_filename (folder, places[n], NULL);
    g_autofree char *path = g_build_filename (place, name, NULL);

    if (g_file_test (path, test))
      return g_steal_pointer (&place);
  }
  return NULL;
}
