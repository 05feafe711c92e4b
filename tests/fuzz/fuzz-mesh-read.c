/* Any bytes as a mesh file of every kind: refused, or a mesh whose triangles name vertices that are
   there and whose certificate can be made. The first byte picks the ending; "x": the model of a 3MF, since
   no XML that was changed within a zip would have the right checksum. */
#include "../zip-bytes.h"
#include "files/mesh-read.h"
#include "mesh/report.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size);

static guint8 *
wrap (const guint8 *xml, gsize *size)
{
  ZipMaker maker = { .is_stored = TRUE };

  zip_add (&maker, "3D/3dmodel.model", xml, *size - 1);
  return zip_end (&maker, size);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, gsize size)
{
  static const char *const names[] = { "a.stl", "a.ply", "a.obj", "a.glb", "a.3mf" };
  g_autofree guint8 *data = NULL;
  g_autoptr (HfMesh) mesh = NULL;
  HfMeshReport report;

  if (size < 1)
    return 0;
  if (bytes[0] == 'x')
    data = wrap (bytes + 1, &size);
  else {
    data = g_malloc (size); /* of its own, so that a byte beyond is noticed */
    memcpy (data, bytes + 1, --size);
    data[size] = 0;
  }
  mesh = hf_mesh_read_memory (names[bytes[0] == 'x' ? 4 : bytes[0] % 5], data, size, NULL);
  if (!mesh)
    return 0;
  for (gsize c = 0; c < 3 * (gsize) hf_mesh_n_triangles (mesh); c++)
    if (hf_mesh_triangles (mesh)[c] >= hf_mesh_n_vertices (mesh))
      abort ();
  hf_mesh_report (mesh, &report);
  return 0;
}
