/* What is done to a mesh after it was made. Every function returns a new mesh. */
#pragma once

#include "core/parallel.h"
#include "core/params.h"
#include "core/volume.h"
#include "image/mask.h"
#include "mesh/mesh.h"

G_BEGIN_DECLS

HfMesh *hf_mesh_largest_part (const HfMesh *mesh,
                              guint *n_parts); /* by enclosed volume, then by triangles */
HfMesh *hf_mesh_drop_small (const HfMesh *mesh, double min_ml, guint *n_dropped);
HfMesh *hf_mesh_part_of (const HfMesh *mesh,
                         guint32 triangle); /* the part that holds the triangle */
HfMesh *hf_mesh_without_part (const HfMesh *mesh, guint32 triangle); /* all others */
HfMesh *hf_mesh_smooth (const HfMesh *mesh,
                        int iterations,
                        HfProgress *progress); /* windowed sinc: Taubin 1996 */
HfMesh *hf_mesh_decimate (const HfMesh *mesh,
                          double ratio,
                          HfProgress *progress,
                          GError **error); /* topology stays; never unreduced in silence */
HfMesh *hf_mesh_proxy (const HfMesh *mesh,
                       guint32 max_triangles); /* coarse: for turning in software */

/* For drawing only: faces that meet at more than 40 degrees have normals of their own there, and vertices
   are repeated for them. The same mesh where there is no such edge, and of very many triangles. */
HfMesh *hf_mesh_crease (const HfMesh *mesh);

/* The whole road: surface, parts, smoothing, decimation, as the parameters say. mask: of
   hf_mask_from_params or NULL. */
HfMesh *hf_mesh_from_params (const HfVolume *volume,
                             const HfMask *mask,
                             const HfParams *params,
                             HfProgress *progress,
                             GError **error);
/* The first and the second half of that road: surface and parts; smoothing and decimation. */
HfMesh *hf_mesh_plain (const HfVolume *volume,
                       const HfMask *mask,
                       const HfParams *params,
                       HfProgress *progress,
                       GError **error);
HfMesh *
hf_mesh_finish (const HfMesh *plain, const HfParams *params, HfProgress *progress, GError **error);

G_END_DECLS
