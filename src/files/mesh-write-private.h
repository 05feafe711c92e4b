/* What the writers of meshes share. */
#pragma once

#include "files/atomic.h"
#include "files/mesh-write.h"

G_BEGIN_DECLS

typedef struct {
  const HfMesh *mesh;
  HfMeshFrame frame;
  const char *frame_name; /* "LPS" */
  HfProgress *progress;
  HfAtomic *file;
} HfMeshWriter;

typedef gboolean (*HfMeshWriteFunc) (HfMeshWriter *self, GError **error);

gboolean hf_mesh_write_stl (HfMeshWriter *self, GError **error);
gboolean hf_mesh_write_ply (HfMeshWriter *self, GError **error);
gboolean hf_mesh_write_obj (HfMeshWriter *self, GError **error);
gboolean hf_mesh_write_glb (HfMeshWriter *self, GError **error);
gboolean hf_mesh_write_3mf (HfMeshWriter *self, GError **error);

/* FALSE with CANCELLED where someone wants it to stop; else notes how far it is. */
gboolean hf_mesh_writer_go_on (HfMeshWriter *self, double done, GError **error);
/* Three numbers of the mesh in the frame of the file. */
void hf_mesh_writer_turn (const HfMeshWriter *self, const float lps[3], float out[3]);
/* "-12.34567": rounded to 1e-5, zeros at the end left out; returns the end. Room for 32. */
char *hf_mesh_print_number (char *to, float number);
char *hf_mesh_print_integer (char *to, guint64 number);

G_END_DECLS
