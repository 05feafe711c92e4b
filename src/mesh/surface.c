/* The isosurface: flying edges (Schroeder, Maynard, Geveci 2015) from one bit a voxel.

   Three passes: the bits, exact counts, and the vertices and triangles themselves; all of them on
   all cores, with results that do not depend on how many there are. */
#include "mesh/surface.h"

#include "core/error.h"
#include "mesh/mesh-private.h"
#include "mesh/surface-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

/* The values of the samples with data. FALSE: there is none. */
static gboolean
find_range (const HfLattice *self, double *low, double *high)
{
  gint16 least = G_MAXINT16, most = HF_VOLUME_PADDING;

  for (int z = 0; z < self->size[2]; z++)
    for (int y = 1; y < self->size[1] - 1 && self->planes[z].k >= 0; y++) {
      const gint16 *voxels = hf_lattice_voxels (self, y, z);

      for (int x = 0; x < self->size[0] - 2; x++) {
        gint16 voxel = voxels[x * self->step];

        most = MAX (most, voxel);
        least = MIN (least, voxel == HF_VOLUME_PADDING ? G_MAXINT16 : voxel);
      }
    }
  *low = hf_volume_value (self->volume, least);
  *high = hf_volume_value (self->volume, most);
  return most != HF_VOLUME_PADDING;
}

static gboolean
fail_empty (const HfLattice *self, const HfSurfaceOptions *options, GError **error)
{
  double low, high;

  if (!find_range (self, &low, &high))
    g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE,
                 _ ("The volume holds no voxel with data: there is no surface"));
  else if (options->level <= low || options->level > high)
    g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE,
                 _ ("The level %g lies outside of the volume's values, %g to %g: choose a level "
                    "between them"),
                 options->level, low, high);
  else if (options->mask)
    g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE,
                 _ ("Inside the mask no value reaches the level %g: there is no surface; lower the "
                    "level or widen the mask"),
                 options->level);
  else
    g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE,
                 _ ("The surface at level %g has no triangles at step %d: choose a smaller step"),
                 options->level, options->step);
  return FALSE;
}

static guint64
physical_memory (void)
{
  return (guint64) sysconf (_SC_PHYS_PAGES) * (guint64) sysconf (_SC_PAGESIZE);
}

/* What keeping parts, smoothing and the certificate need beside the mesh itself, measured. */
#define BYTES_TO_WORK_WITH(bytes) (3 * (bytes))

static guint64
most_of (const HfSurfaceOptions *options)
{
  return options->most_triangles > 0 ? options->most_triangles : HF_SURFACE_MOST_TRIANGLES;
}

/* Triangles fall with the square of the step: the least step that leaves few enough. */
static int
find_step (int step, guint64 triangles, guint64 most)
{
  return step * MAX (2, (int) ceil (sqrt ((double) triangles / (double) MAX (most, 1))));
}

static char *
triangles_text (double n)
{
  return n < 1e6 ? g_strdup_printf (_ ("%.0f triangles"), n)
                 : g_strdup_printf (_ ("%.1f million triangles"), n / 1e6);
}

static gboolean
fail_too_large (const HfSurfaceOptions *options,
                guint64 triangles,
                guint64 bytes,
                gboolean fits,
                GError **error)
{
  const guint64 room =
      (guint64) ((double) physical_memory () / 4 * 3 / BYTES_TO_WORK_WITH (bytes) * triangles);
  const int step = find_step (options->step, triangles, MIN (most_of (options), room));
  const double fewer = (double) options->step / step;
  g_autofree char *memory =
      g_format_size_full (BYTES_TO_WORK_WITH (bytes), G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *all = triangles_text ((double) triangles);
  g_autofree char *few = triangles_text ((double) triangles * fewer * fewer);
  GError *reason = g_error_new (
      HF_ERROR, fits ? HF_CODE_TOO_LARGE : HF_CODE_NO_MEMORY,
      _ ("The surface at level %g would have %s and need %s of memory, which is %s: choose a step "
         "of "
         "%d (about %s)"),
      options->level, all, memory,
      fits ? _ ("more than a surface is made with unasked") : _ ("not there"), step, few);

  hf_error_set_offer (reason, step);
  g_propagate_error (error, reason);
  return FALSE;
}

static gboolean
check_options (const HfVolume *volume, const HfSurfaceOptions *options, GError **error)
{
  const int *size = hf_volume_size (volume);

  if (options->step < 1 || !isfinite (options->level)) {
    g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE,
                 _ ("The level %g or the step %d is no number that "
                    "a surface can have"),
                 options->level, options->step);
    return FALSE;
  }
  if (options->mask && memcmp (hf_mask_size (options->mask), size, 3 * sizeof (int)) != 0) {
    g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE,
                 _ ("The mask does not have the size of the volume, %d x %d x %d voxels"), size[0],
                 size[1], size[2]);
    return FALSE;
  }
  for (int a = 0; a < 3; a++)
    if (size[a] <= options->step) {
      g_set_error (
          error, HF_ERROR, HF_CODE_BAD_VALUE,
          g_dngettext (GETTEXT_PACKAGE,
                       "A surface with step %d needs more than %d voxel along every axis; "
                       "the volume has %d x %d x %d",
                       "A surface with step %d needs more than %d voxels along every axis; "
                       "the volume has %d x %d x %d",
                       (gulong) options->step),
          options->step, options->step, size[0], size[1], size[2]);
      return FALSE;
    }
  return TRUE;
}

static gboolean
fail_cancelled (GError **error)
{
  g_set_error_literal (error, HF_ERROR, HF_CODE_CANCELLED, _ ("The surface was cancelled"));
  return FALSE;
}

/* Counts, and says what is wrong with the result. */
static gboolean
check_counts (const HfLattice *self, const HfSurfaceOptions *options, GError **error)
{
  guint64 triangles = self->n_triangles + self->n_caps;
  guint64 bytes = hf_mesh_bytes_for (self->n_vertices, triangles);
  gboolean fits = triangles <= G_MAXUINT32 / 3 && self->n_vertices <= G_MAXUINT32 &&
                  BYTES_TO_WORK_WITH (bytes) <= physical_memory () / 4 * 3;

  if (self->n_triangles == 0)
    return fail_empty (self, options, error);
  if (!fits || triangles > most_of (options))
    return fail_too_large (options, triangles, bytes, fits, error);
  return TRUE;
}

typedef struct {
  guint32 *triangles;
  guint8 *unused;       /* of each vertex: only caps use it */
  guint32 n_vertices;   /* that are left */
  const guint32 *moved; /* where vertex n_vertices + n went */
} Open;

static void
find_used (gsize begin, gsize end, gpointer data)
{
  Open *open = data;

  for (gsize c = 3 * begin; c < 3 * end; c++)
    if (__atomic_load_n (&open->unused[open->triangles[c]], __ATOMIC_RELAXED))
      __atomic_store_n (&open->unused[open->triangles[c]], 0, __ATOMIC_RELAXED);
}

static void
follow_moved (gsize begin, gsize end, gpointer data)
{
  Open *open = data;

  for (gsize c = 3 * begin; c < 3 * end; c++)
    if (open->triangles[c] >= open->n_vertices)
      open->triangles[c] = open->moved[open->triangles[c] - open->n_vertices];
}

/* Drops the caps, and the vertices that only they use: in their places come the last ones. */
static void
drop_caps (HfMesh *mesh, guint32 n_caps)
{
  guint32 n = hf_mesh_n_triangles (mesh) - n_caps, last = hf_mesh_n_vertices (mesh);
  g_autofree guint8 *unused = g_malloc0 ((gsize) last + 1);
  g_autofree guint32 *moved = NULL;
  Open open = { hf_mesh_triangles (mesh), unused, last, NULL };

  for (gsize c = 3 * (gsize) n; c < 3 * ((gsize) n + n_caps); c++)
    unused[open.triangles[c]] = 1;
  hf_parallel_for (n, 65536, find_used, &open);
  for (gsize v = 0; v < last; v++)
    open.n_vertices -= unused[v];
  open.moved = moved = g_new (guint32, (gsize) last - open.n_vertices + 1);
  for (guint32 v = 0; v < open.n_vertices; v++) {
    if (!unused[v])
      continue;
    while (unused[--last])
      ;
    moved[last - open.n_vertices] = v;
    memcpy (hf_mesh_positions (mesh) + 3 * (gsize) v, hf_mesh_positions (mesh) + 3 * (gsize) last,
            12);
    memcpy (hf_mesh_normals (mesh) + 3 * (gsize) v, hf_mesh_normals (mesh) + 3 * (gsize) last, 12);
  }
  hf_parallel_for (n, 65536, follow_moved, &open);
  hf_mesh_shrink (mesh, open.n_vertices, n);
}

HfMesh *
hf_surface (const HfVolume *volume,
            const HfSurfaceOptions *options,
            HfProgress *progress,
            GError **error)
{
  HfLattice *lattice;
  HfMesh *mesh = NULL;

  if (!check_options (volume, options, error))
    return NULL;
  lattice = hf_lattice_new (volume, options);
  if (!lattice) {
    g_set_error (error, HF_ERROR, HF_CODE_NO_MEMORY,
                 _ ("There is no memory for the bits of the surface: choose a larger step than %d"),
                 options->step);
    return NULL;
  }
  hf_lattice_find_inside (lattice, progress);
  hf_progress_set (progress, 0.2);
  hf_lattice_count (lattice, options->close_border, progress);
  hf_progress_set (progress, 0.4);

  if (hf_progress_cancelled (progress))
    fail_cancelled (error);
  else if (check_counts (lattice, options, error)) {
    mesh = hf_mesh_new ((guint32) lattice->n_vertices,
                        (guint32) (lattice->n_triangles + lattice->n_caps));
    if (mesh)
      hf_lattice_emit (lattice, mesh, progress);
    if (mesh && !options->close_border && lattice->n_caps > 0)
      drop_caps (mesh, (guint32) lattice->n_caps);
    else if (mesh)
      hf_mesh_set_n_cap (mesh, (guint32) lattice->n_caps);
    if (!mesh)
      fail_too_large (
          options, lattice->n_triangles + lattice->n_caps,
          hf_mesh_bytes_for (lattice->n_vertices, lattice->n_triangles + lattice->n_caps), FALSE,
          error);
  }
  hf_lattice_free (lattice);
  if (mesh && hf_progress_cancelled (progress)) {
    g_clear_pointer (&mesh, hf_mesh_unref);
    fail_cancelled (error);
  }
  hf_progress_set (progress, 1);
  return mesh;
}

/* FALSE: no such surface can be counted. */
gboolean
hf_surface_estimate (const HfVolume *volume,
                     const HfSurfaceOptions *options,
                     guint64 *triangles,
                     guint64 *bytes)
{
  HfLattice *lattice;

  if (!check_options (volume, options, NULL))
    return FALSE;
  lattice = hf_lattice_new (volume, options);
  if (!lattice)
    return FALSE;
  hf_lattice_find_inside (lattice, NULL);
  hf_lattice_count (lattice, options->close_border, NULL);
  *triangles = lattice->n_triangles + (options->close_border ? lattice->n_caps : 0);
  *bytes = hf_mesh_bytes_for (lattice->n_vertices, lattice->n_triangles + lattice->n_caps);
  hf_lattice_free (lattice);
  return TRUE;
}
