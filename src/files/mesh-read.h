/* Meshes of other programs: STL (binary, text), PLY (text, binary of both byte orders), OBJ, GLB, 3MF.

   What kind it is follows from the bytes, and from the ending only where they do not tell. STL's
   corners are merged where they are equal to the last bit. Polygons become fans of triangles;
   triangles with a corner twice are left out; normals are made anew. Coordinates are taken for
   LPS mm; they become so where the head of the file says "space RAS" (ours) or "SPACE=RAS" (3D Slicer's).
   Those of GLB are, as glTF says, meters with Y up, and become LPS mm: a file of ours comes back as it
   was. 3MF names its unit; what its build shows is read, all of it as one mesh. Nothing in a file is
   trusted: no size is allocated that the file's length does not bear out. */
#pragma once

#include "mesh/mesh.h"

G_BEGIN_DECLS

gboolean hf_mesh_can_read (const char *path); /* does its ending name a format? */
HfMesh *hf_mesh_read (const char *path, GError **error);
HfMesh *hf_mesh_read_memory (const char *name,
                             const guint8 *data,
                             gsize n,
                             GError **error); /* 0 at data[n] */

G_END_DECLS
