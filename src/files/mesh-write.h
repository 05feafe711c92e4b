/* Meshes for printers and other programs: binary STL, PLY, OBJ, GLB, 3MF, by the ending of the name.

   Coordinates are mm in the frame asked for; unit and frame are written where the format can carry
   them (STL: the header, PLY and OBJ: comments, 3MF: unit and metadata, GLB: extras, and a node that
   turns and scales to the meters with Y up that glTF asks for). */
#pragma once

#include "core/parallel.h"
#include "mesh/mesh.h"

G_BEGIN_DECLS

typedef enum {
  HF_MESH_LPS, /* DICOM: left, posterior, superior */
  HF_MESH_RAS, /* NIfTI, Slicer: right, anterior, superior */
} HfMeshFrame;

gboolean hf_mesh_can_write (const char *path);     /* does its ending name a format? */
char *hf_mesh_certificate_path (const char *path); /* "skull.stl.json" */
gboolean hf_mesh_write (const char *path,
                        const HfMesh *mesh,
                        HfMeshFrame frame,
                        gboolean with_certificate,
                        HfProgress *progress,
                        GError **error);

G_END_DECLS
