/* Fewer triangles: decimation that keeps the shape, by meshoptimizer's edge collapses (quadrics). */
#include "core/error.h"
#include "mesh/mesh-private.h"
#include "mesh/process.h"

#include <meshoptimizer.h>
#include <string.h>

/* Errors that are allowed one after the other until the target is reached, as shares of the mesh's
   extent. */
static const float allowed_errors[] = { 0.002f, 0.02f, 1.0f };

/* The triangles with all corners on the caps of the old mesh go last, as caps of the new one. */
static guint32
sort_caps (const HfMesh *mesh, guint32 *triangles, gsize n)
{
  gsize n_old = hf_mesh_n_triangles (mesh), n_cap_old = hf_mesh_n_cap (mesh), n_open = 0;
  g_autofree guint8 *on_cap = g_malloc0 ((gsize) hf_mesh_n_vertices (mesh) + 1);
  g_autofree guint32 *caps = g_new (guint32, 3 * n + 1);
  gsize n_caps = 0;

  for (gsize c = 3 * (n_old - n_cap_old); c < 3 * n_old; c++)
    on_cap[hf_mesh_triangles (mesh)[c]] = 1;
  for (gsize t = 0; t < n; t++) {
    const guint32 *corner = triangles + 3 * t;
    gboolean is_cap = on_cap[corner[0]] && on_cap[corner[1]] && on_cap[corner[2]];

    memmove (is_cap ? caps + 3 * n_caps++ : triangles + 3 * n_open++, corner, sizeof (guint32) * 3);
  }
  memcpy (triangles + 3 * n_open, caps, sizeof (guint32) * 3 * n_caps);
  return (guint32) n_caps;
}

/* A mesh of other triangles over the same vertices; those that are not used are dropped. */
static HfMesh *
mesh_of (const HfMesh *mesh, guint32 *triangles, gsize n)
{
  guint32 n_cap = sort_caps (mesh, triangles, n);
  g_autoptr (HfMesh) all = hf_mesh_new (hf_mesh_n_vertices (mesh), (guint32) n);
  g_autofree guint8 *keep = g_malloc (n + 1);

  if (!all)
    return NULL;
  memset (keep, 1, n + 1);
  memcpy (hf_mesh_positions (all), hf_mesh_positions (mesh),
          sizeof (float) * 3 * hf_mesh_n_vertices (mesh));
  memcpy (hf_mesh_normals (all), hf_mesh_normals (mesh),
          sizeof (float) * 3 * hf_mesh_n_vertices (mesh));
  memcpy (hf_mesh_triangles (all), triangles, sizeof (guint32) * 3 * n);
  hf_mesh_set_n_cap (all, n_cap);
  return hf_mesh_keep (all, keep);
}

/* About ratio times as many triangles. An error where that cannot be had: a mesh that is hardly
   smaller is not what was asked for. */
HfMesh *
hf_mesh_decimate (const HfMesh *mesh, double ratio, GError **error)
{
  gsize n_before = hf_mesh_n_triangles (mesh), n = n_before;
  gsize target = MAX ((gsize) (ratio * (double) n_before), 1);
  g_autofree guint32 *triangles = NULL;
  HfMesh *result;

  if (!(ratio > 0 && ratio <= 1)) {
    g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE,
                 "A mesh cannot be decimated to %g of its triangles: choose a share above 0 and at "
                 "most 1",
                 ratio);
    return NULL;
  }
  if (ratio == 1 || n_before == 0)
    return hf_mesh_ref ((HfMesh *) mesh);

  triangles = g_new (guint32, 3 * n_before);
  for (gsize e = 0; e < G_N_ELEMENTS (allowed_errors) && n > target + target / 20; e++)
    n = meshopt_simplify (triangles, hf_mesh_triangles (mesh), 3 * n_before,
                          hf_mesh_positions (mesh), hf_mesh_n_vertices (mesh), 3 * sizeof (float),
                          3 * target, allowed_errors[e], 0, NULL) /
        3;
  if (n == 0 || (n > 2 * target && n > n_before / 10)) {
    g_set_error (
        error, HF_ERROR, HF_CODE_BAD_VALUE,
        "The mesh has %zu triangles and its shape lets them be reduced to %zu, not to %zu: "
        "choose a larger share, keep only the largest part, or smooth first",
        n_before, n, target);
    return NULL;
  }
  result = mesh_of (mesh, triangles, n);
  if (!result) {
    g_set_error_literal (error, HF_ERROR, HF_CODE_NO_MEMORY,
                         "There is no memory for the decimated mesh");
    return NULL;
  }
  hf_mesh_update_normals (result);
  return result;
}
