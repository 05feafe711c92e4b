/* Edge collapses in passes, on all cores.

   A pass finds for every vertex what its cheapest edge costs, and then collapses edges, the cheap
   ones first, up to a limit that leaves work for later passes; a vertex takes part once a pass. The
   mesh is cut into slabs along its longest side. Vertices whose neighbors lie in the same slab belong
   to it alone, so that the slabs can be worked on side by side; where they are cut moves from pass to
   pass. How many slabs there are depends on the mesh only: the result does not depend on the number
   of threads. */
#include "mesh/collapse.h"

#include "mesh/collapse-private.h"

#include <math.h>
#include <string.h>

#define GRAIN 4096         /* vertices */
#define MAX_SLABS 16       /* and one more, where they are moved by half a slab */
#define SLAB_VERTICES 4096 /* at least */
#define BUCKET_BITS                                                                                \
  11 /* sign, exponent and the first bits of a cost: coarse, so that vertices of
                             one bucket come in their order, neighbors together */
#define N_BUCKETS (1 << BUCKET_BITS)
#define LARGEST_SHARE 0.6 /* of the vertices that a pass looks at */
#define MAX_PASSES 200
#define MAX_IDLE 4 /* passes in which next to nothing went */

typedef struct {
  HfCollapse mesh;
  guint n_slabs;
  int axis; /* of the slabs */
  float low, per_mm, shift;
  gboolean is_first; /* no quadrics yet */
  guint32 *list;     /* vertices by slab, then by cost */
  guint32 *starts;   /* of each slab's buckets in the list; one more */
  guint limit;       /* the first bucket that is left for later */
  guint32 *quotas;   /* triangles that each slab may drop */
  guint32 *dropped;  /* triangles that each slab has dropped */
} Passes;

static inline guint
bucket_of (float cost)
{
  guint32 bits;

  memcpy (&bits, &cost, sizeof bits);
  return bits >> (32 - BUCKET_BITS);
}

/* Where every vertex's triangles are. */
static void
find_around (HfCollapse *mesh)
{
  const gsize n = mesh->n_vertices, n_corners = 3 * (gsize) mesh->n_triangles;
  guint32 *first = mesh->first;

  /* Counted two places up, so that after the filling first[v] is where v's triangles begin. */
  memset (first, 0, sizeof (guint32) * (n + 2));
  for (gsize c = 0; c < n_corners; c++)
    first[mesh->triangles[c] + 2]++;
  for (gsize v = 2; v < n + 2; v++)
    first[v] += first[v - 1];
  for (gsize c = 0; c < n_corners; c++)
    mesh->around[first[mesh->triangles[c] + 1]++] = (guint32) (c / 3);
}

static void
find_slabs (gsize begin, gsize end, gpointer data)
{
  Passes *self = data;

  for (gsize v = begin; v < end; v++) {
    const float at = self->mesh.positions[3 * v + self->axis];

    self->mesh.slab[v] = (guint8) ((at - self->low) * self->per_mm + self->shift);
  }
}

static void
find_places (gsize begin, gsize end, gpointer data)
{
  Passes *self = data;
  HfCollapse *mesh = &self->mesh;

  for (gsize v = begin; v < end; v++) {
    HfStar star;

    mesh->locked[v] = 0;
    if (!self->is_first && mesh->place[v] != HF_PLACE_RIM) /* only a rim may end */
      continue;
    mesh->place[v] = HF_PLACE_FIXED;
    if (!hf_star_find (&star, mesh, (guint32) v))
      continue;
    mesh->place[v] = hf_star_place (&star, mesh);
    if (self->is_first && mesh->place[v] != HF_PLACE_FIXED)
      hf_star_quadric (&star, mesh, (guint32) v, &mesh->quadrics[v]);
  }
}

/* Tells border vertices of slabs too. */
static void
find_costs (gsize begin, gsize end, gpointer data)
{
  Passes *self = data;
  HfCollapse *mesh = &self->mesh;

  for (gsize v = begin; v < end; v++) {
    const guint8 slab = __atomic_load_n (&mesh->slab[v], __ATOMIC_RELAXED);
    gboolean is_border = FALSE;
    float cost = INFINITY;
    HfStar star;

    if (mesh->place[v] == HF_PLACE_FIXED || !hf_star_find (&star, mesh, (guint32) v)) {
      mesh->cost[v] = INFINITY;
      __atomic_store_n (&mesh->slab[v], slab | HF_SLAB_BORDER, __ATOMIC_RELAXED);
      continue;
    }
    for (guint i = 0; i < 2 * star.n; i++) {
      const guint32 other = i < star.n ? star.next[i] : star.last[i - star.n];
      const guint8 there = __atomic_load_n (&mesh->slab[other], __ATOMIC_RELAXED);

      is_border |= (there & ~HF_SLAB_BORDER) != slab;
      if (i < star.n || mesh->place[v] == HF_PLACE_BOUNDARY)
        cost = fminf (cost, hf_star_cost (&star, mesh, (guint32) v, other));
    }
    mesh->cost[v] = cost;
    if (is_border)
      __atomic_store_n (&mesh->slab[v], slab | HF_SLAB_BORDER, __ATOMIC_RELAXED);
  }
}

/* Fills the list, sets the limit so that at most "share" of the vertices are looked at, and gives
   every slab its part of the triangles that may go. */
static void
plan (Passes *self, guint32 n_wanted, double share)
{
  const HfCollapse *mesh = &self->mesh;
  const guint n_slots = self->n_slabs * N_BUCKETS;
  g_autofree guint32 *counts = g_new0 (guint32, N_BUCKETS);
  guint32 *starts = self->starts;
  guint64 below = 0, n_listed = 0;

  memset (starts, 0, sizeof (guint32) * (n_slots + 2));
  for (gsize v = 0; v < mesh->n_vertices; v++) {
    if (!isfinite (mesh->cost[v]))
      continue;
    counts[bucket_of (mesh->cost[v])]++;
    if (!(mesh->slab[v] & HF_SLAB_BORDER))
      starts[mesh->slab[v] * N_BUCKETS + bucket_of (mesh->cost[v]) + 2]++;
  }
  for (gsize s = 2; s < n_slots + 2; s++)
    starts[s] += starts[s - 1];
  for (gsize v = 0; v < mesh->n_vertices; v++)
    if (isfinite (mesh->cost[v]) && !(mesh->slab[v] & HF_SLAB_BORDER))
      self->list[starts[mesh->slab[v] * N_BUCKETS + bucket_of (mesh->cost[v]) + 1]++] = (guint32) v;

  for (self->limit = 0; self->limit < N_BUCKETS && below < share * mesh->n_vertices; self->limit++)
    below += counts[self->limit];
  for (guint s = 0; s < self->n_slabs; s++)
    n_listed += starts[s * N_BUCKETS + self->limit] - starts[s * N_BUCKETS];
  for (guint s = 0; s < self->n_slabs; s++) {
    const guint64 n = starts[s * N_BUCKETS + self->limit] - starts[s * N_BUCKETS];

    self->quotas[s] = (guint32) ((n * n_wanted + n_listed - 1) / MAX (n_listed, 1));
  }
}

/* The cheapest edge of a vertex that may collapse, as the mesh is now; dearer than the limit is for
   a later pass. */
static guint
collapse_vertex (HfCollapse *mesh, guint32 vertex, guint limit)
{
  float costs[2 * HF_STAR_MAX];
  guint32 targets[2 * HF_STAR_MAX];
  guint n = 0;
  HfStar star;

  if (mesh->locked[vertex] || !hf_star_find (&star, mesh, vertex))
    return 0;
  for (guint i = 0; i < 2 * star.n; i++) {
    const guint32 target = i < star.n ? star.next[i] : star.last[i - star.n];
    float cost;

    if ((i >= star.n && mesh->place[vertex] != HF_PLACE_BOUNDARY) || mesh->locked[target] ||
        (mesh->slab[target] & HF_SLAB_BORDER))
      continue;
    cost = hf_star_cost (&star, mesh, vertex, target);
    if (!isfinite (cost) || bucket_of (cost) >= limit)
      continue;
    costs[n] = cost;
    targets[n++] = target;
  }
  while (n > 0) {
    guint best = 0, dropped;

    for (guint i = 1; i < n; i++)
      best = costs[i] < costs[best] ? i : best;
    dropped = hf_star_collapse (&star, mesh, vertex, targets[best]);
    if (dropped > 0)
      return dropped;
    n--;
    costs[best] = costs[n];
    targets[best] = targets[n];
  }
  return 0;
}

static void
collapse_slabs (gsize begin, gsize end, gpointer data)
{
  Passes *self = data;

  for (gsize s = begin; s < end; s++) {
    const guint32 from = self->starts[s * N_BUCKETS];
    const guint32 to = self->starts[s * N_BUCKETS + self->limit];

    self->dropped[s] = 0;
    for (guint32 i = from; i < to && self->dropped[s] < self->quotas[s]; i++)
      self->dropped[s] += collapse_vertex (&self->mesh, self->list[i], self->limit);
  }
}

/* Leaves out what is gone, in place; the order stays, so caps stay last. */
static void
compact (HfCollapse *mesh, guint32 *number)
{
  guint32 n = 0, n_triangles = 0, n_open = 0;

  memset (number, 0, sizeof (guint32) * mesh->n_vertices);
  for (guint32 t = 0; t < mesh->n_triangles; t++)
    for (int c = 0; c < 3 && !mesh->dead[t]; c++)
      number[mesh->triangles[3 * (gsize) t + c]] = 1;
  for (guint32 v = 0; v < mesh->n_vertices; v++) {
    if (!number[v])
      continue;
    number[v] = n;
    memmove (mesh->positions + 3 * (gsize) n, mesh->positions + 3 * (gsize) v, 3 * sizeof (float));
    mesh->quadrics[n] = mesh->quadrics[v];
    mesh->place[n++] = mesh->place[v];
  }
  for (guint32 t = 0; t < mesh->n_triangles; t++) {
    if (mesh->dead[t]) {
      mesh->dead[t] = 0;
      continue;
    }
    for (int c = 0; c < 3; c++)
      mesh->triangles[3 * (gsize) n_triangles + c] = number[mesh->triangles[3 * (gsize) t + c]];
    n_open += t < mesh->n_open;
    n_triangles++;
  }
  mesh->n_vertices = n;
  mesh->n_triangles = n_triangles;
  mesh->n_open = n_open;
}

static void
choose_slabs (Passes *self, const HfMesh *original, guint32 n_wanted, guint pass)
{
  float low[3], high[3];
  guint n;

  hf_mesh_bounds (original, low, high);
  self->axis = 0;
  for (int a = 1; a < 3; a++)
    if (high[a] - low[a] > high[self->axis] - low[self->axis])
      self->axis = a;
  n = CLAMP (self->mesh.n_vertices / SLAB_VERTICES, 1, MAX_SLABS);
  if (n_wanted < 64 * n)
    n = 1;
  self->low = low[self->axis];
  self->per_mm = n == 1 ? 0 : n * 0.9999f / fmaxf (high[self->axis] - self->low, 1e-6f);
  self->shift = n == 1 || pass % 2 == 0 ? 0 : 0.5f;
  self->n_slabs = n + (self->shift > 0);
}

/* Returns how many triangles went. */
static guint32
run_pass (Passes *self, guint32 n_wanted, double share)
{
  HfCollapse *mesh = &self->mesh;
  guint32 n_before = mesh->n_triangles;

  find_around (mesh);
  hf_parallel_for (mesh->n_vertices, GRAIN, find_slabs, self);
  hf_parallel_for (mesh->n_vertices, GRAIN, find_places, self);
  hf_parallel_for (mesh->n_vertices, GRAIN, find_costs, self);
  plan (self, n_wanted, share);
  hf_parallel_for (self->n_slabs, 1, collapse_slabs, self);
  compact (mesh, self->list);
  self->is_first = FALSE;
  return n_before - mesh->n_triangles;
}

static void
run_passes (Passes *self, const HfMesh *original, guint32 target, HfProgress *progress)
{
  const guint32 n_first = self->mesh.n_triangles;
  double share = LARGEST_SHARE;
  guint n_idle = 0;

  for (guint pass = 0; pass < MAX_PASSES && self->mesh.n_triangles > target; pass++) {
    const guint32 n_wanted = self->mesh.n_triangles - target;
    guint32 n_gone;

    if (hf_progress_cancelled (progress))
      return;
    choose_slabs (self, original, n_wanted, pass);
    n_gone = run_pass (self, n_wanted, MIN (share, 1.5 * n_wanted / self->mesh.n_triangles + 0.01));
    hf_progress_set (progress, (double) (n_first - self->mesh.n_triangles) / (n_first - target));
    if (n_gone > n_wanted / 50)
      continue;
    share = 1; /* little is left that may go: look at all of it */
    if (n_gone <= self->mesh.n_triangles / 2000 && ++n_idle == MAX_IDLE)
      return;
  }
}

static void
passes_init (Passes *self, const HfMesh *mesh)
{
  const gsize n = hf_mesh_n_vertices (mesh), n_triangles = hf_mesh_n_triangles (mesh);

  *self = (Passes){
    .mesh = {
      .n_vertices = (guint32) n,
      .n_triangles = (guint32) n_triangles,
      .n_open = (guint32) (n_triangles - hf_mesh_n_cap (mesh)),
      .positions = g_memdup2 (hf_mesh_positions (mesh), sizeof (float) * 3 * n),
      .triangles = g_memdup2 (hf_mesh_triangles (mesh), sizeof (guint32) * 3 * n_triangles),
      .quadrics = g_new0 (HfQuadric, n),
      .first = g_new (guint32, n + 2),
      .around = g_new (guint32, 3 * n_triangles),
      .dead = g_malloc0 (n_triangles),
      .locked = g_malloc0 (n),
      .place = g_malloc0 (n),
      .slab = g_malloc0 (n),
      .cost = g_new (float, n),
    },
    .is_first = TRUE,
    .list = g_new (guint32, n),
    .starts = g_new (guint32, (MAX_SLABS + 1) * N_BUCKETS + 2),
    .quotas = g_new0 (guint32, MAX_SLABS + 1),
    .dropped = g_new0 (guint32, MAX_SLABS + 1),
  };
}

static void
passes_clear (Passes *self)
{
  g_free (self->mesh.positions);
  g_free (self->mesh.triangles);
  g_free (self->mesh.quadrics);
  g_free (self->mesh.first);
  g_free (self->mesh.around);
  g_free (self->mesh.dead);
  g_free (self->mesh.locked);
  g_free (self->mesh.place);
  g_free (self->mesh.slab);
  g_free (self->mesh.cost);
  g_free (self->list);
  g_free (self->starts);
  g_free (self->quotas);
  g_free (self->dropped);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Passes, passes_clear)

HfMesh *
hf_mesh_collapse (const HfMesh *mesh, guint32 target, HfProgress *progress)
{
  g_auto (Passes) passes = { 0 };
  const HfCollapse *left = &passes.mesh;
  HfMesh *result;

  passes_init (&passes, mesh);
  run_passes (&passes, mesh, target, progress);
  if (hf_progress_cancelled (progress))
    return NULL;
  result = hf_mesh_new (left->n_vertices, left->n_triangles);
  if (!result)
    return NULL;
  memcpy (hf_mesh_positions (result), left->positions, sizeof (float) * 3 * left->n_vertices);
  memcpy (hf_mesh_triangles (result), left->triangles, sizeof (guint32) * 3 * left->n_triangles);
  hf_mesh_set_n_cap (result, left->n_triangles - left->n_open);
  hf_mesh_update_normals (result);
  return result;
}
