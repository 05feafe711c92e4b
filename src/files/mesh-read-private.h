/* What the readers of meshes share: the bytes, and the mesh that is put together. */
#pragma once

#include "core/error.h"
#include "files/mesh-read.h"

G_BEGIN_DECLS

typedef struct {
  const char *name; /* of the file, for messages */
  const guint8 *data;
  gsize n; /* bytes; data[n] is 0 */
  gsize at;
  guint first;        /* number of the first vertex, for messages: as the format counts */
  gboolean continues; /* text: a backslash at the end of a line joins the next one to it */

  GArray *positions; /* of 3 float, mm */
  GArray *triangles; /* of 3 guint32 */
  gboolean is_ras;   /* the positions: x and y are to be turned around */
} HfMeshReader;

typedef gboolean (*HfMeshReadFunc) (HfMeshReader *self, GError **error);

gboolean hf_mesh_read_stl_binary (HfMeshReader *self, GError **error);
gboolean hf_mesh_read_stl_text (HfMeshReader *self, GError **error);
gboolean hf_mesh_read_ply (HfMeshReader *self, GError **error);
gboolean hf_mesh_read_obj (HfMeshReader *self, GError **error);
gboolean hf_mesh_read_glb (HfMeshReader *self, GError **error);
gboolean hf_mesh_read_3mf (HfMeshReader *self, GError **error);

/* Does the text name the frame RAS: "space RAS" (ours) or "SPACE=RAS" (3D Slicer's)? */
gboolean hf_mesh_says_ras (const char *text, gsize n);
/* FALSE with CORRUPT: "NAME: ...". */
gboolean hf_mesh_reader_fail (const HfMeshReader *self, GError **error, const char *format, ...)
    G_GNUC_PRINTF (3, 4);
void hf_mesh_reader_add_vertex (HfMeshReader *self, const float point[3]);
/* A polygon with the corners as numbers of vertices that are there. */
gboolean
hf_mesh_reader_add_polygon (HfMeshReader *self, const gint64 *corners, gsize n, GError **error);

/* Text: the next word of the line (of at most 63 bytes), FALSE at its end. */
gboolean hf_mesh_reader_word (HfMeshReader *self, char word[64]);
gboolean hf_mesh_reader_next_line (HfMeshReader *self);  /* FALSE at the end of the file */
gboolean hf_mesh_reader_skip_lines (HfMeshReader *self); /* to the next word; FALSE: none */
gboolean hf_mesh_reader_number (HfMeshReader *self, double *number); /* a word of the line */

/* Little or big endian, at any place. */
static inline guint32
hf_mesh_reader_u32 (const guint8 *p, gboolean big)
{
  return big ? (guint32) p[0] << 24 | (guint32) p[1] << 16 | (guint32) p[2] << 8 | p[3]
             : (guint32) p[3] << 24 | (guint32) p[2] << 16 | (guint32) p[1] << 8 | p[0];
}

G_END_DECLS
