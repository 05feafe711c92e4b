/* Distances from points to triangles by a tree of boxes: triangles along a space-filling curve, four to
   a leaf, four boxes to a node, every level an array of its own. Vertices come along such a curve too: each begins with the triangle that was
   nearest to the vertex before it, so that it looks into few boxes.

   Measured are vertices and the middles of triangles: the vertices that decimation leaves are some of those that were
   there, and lie on the surface before however far from it the triangles between them are.

   The nearest place on a triangle: Ericson, Real-Time Collision Detection (2005), 5.1.5. */
#include "mesh/distance.h"

#include "mesh/mesh-private.h"
#include "mesh/report.h"

#include <math.h>

#define FAN 4         /* triangles of a leaf, boxes of a node */
#define MAX_LEVELS 17 /* 4^16 leaves are more than a mesh has triangles */
#define CHUNK 4096    /* points that are summed up by themselves, for any number of threads */

/* The boxes of the FAN children of a node, side by side; of children that are not there low is
   above everything. */
typedef struct {
  float low[3][FAN], high[3][FAN];
} Node;

typedef struct {
  float corner[3][3];
} Triangle;

typedef struct {
  guint32 n;               /* triangles */
  Triangle *triangles;     /* in the order of the curve */
  Node *nodes;             /* of all levels: the children of level 0 are triangles */
  guint32 n_levels;        /* the last one has one node */
  gsize first[MAX_LEVELS]; /* node of each level */
  gsize n_nodes[MAX_LEVELS];
} Tree;

typedef struct {
  const HfMesh *mesh;
  const guint32 *order;
  Tree *tree;
  guint32 level; /* that is made */
} Build;

static void
tree_clear (Tree *self)
{
  g_free (self->triangles);
  g_free (self->nodes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Tree, tree_clear)

static void
copy_triangles (gsize begin, gsize end, gpointer data)
{
  const Build *build = data;

  for (gsize t = begin; t < end; t++) {
    const guint32 *v = hf_mesh_triangles (build->mesh) + 3 * (gsize) build->order[t];

    for (int c = 0; c < 3; c++)
      for (int a = 0; a < 3; a++)
        build->tree->triangles[t].corner[c][a] =
            hf_mesh_positions (build->mesh)[3 * (gsize) v[c] + a];
  }
}

/* The box of child c of a node of level 0 */
static void
bound_triangle (const Triangle *triangle, Node *node, int c)
{
  for (int a = 0; a < 3; a++) {
    const float x = triangle->corner[0][a], y = triangle->corner[1][a], z = triangle->corner[2][a];

    node->low[a][c] = MIN (x, MIN (y, z));
    node->high[a][c] = MAX (x, MAX (y, z));
  }
}

/* The box of child c of a node above */
static void
bound_node (const Node *child, Node *node, int c)
{
  for (int a = 0; a < 3; a++)
    for (int n = 0; n < FAN; n++) {
      node->low[a][c] = MIN (node->low[a][c], child->low[a][n]);
      node->high[a][c] = MAX (node->high[a][c], child->high[a][n]);
    }
}

static void
make_nodes (gsize begin, gsize end, gpointer data)
{
  const Build *build = data;
  const Tree *tree = build->tree;
  const guint32 level = build->level;
  const gsize n_children = level == 0 ? tree->n : tree->n_nodes[level - 1];

  for (gsize n = begin; n < end; n++) {
    Node *node = &tree->nodes[tree->first[level] + n];

    for (int c = 0; c < FAN; c++) {
      for (int a = 0; a < 3; a++) {
        node->low[a][c] = G_MAXFLOAT;
        node->high[a][c] = -G_MAXFLOAT;
      }
      if (FAN * n + c >= n_children)
        continue;
      if (level == 0)
        bound_triangle (&tree->triangles[FAN * n + c], node, c);
      else
        bound_node (&tree->nodes[tree->first[level - 1] + FAN * n + c], node, c);
    }
  }
}

static void
tree_init (Tree *self, const HfMesh *mesh)
{
  g_autofree guint32 *order = g_new (guint32, (gsize) hf_mesh_n_triangles (mesh) + 1);
  Build build = { mesh, order, self, 0 };
  gsize n = hf_mesh_n_triangles (mesh), sum = 0;

  self->n = (guint32) n;
  self->triangles = g_new (Triangle, n);
  hf_mesh_sort_triangles (mesh, order);
  hf_parallel_for (n, 65536, copy_triangles, &build);
  do {
    n = (n + FAN - 1) / FAN;
    self->first[self->n_levels] = sum;
    self->n_nodes[self->n_levels++] = n;
    sum += n;
  } while (n > 1);
  self->nodes = g_new (Node, sum);
  for (build.level = 0; build.level < self->n_levels; build.level++)
    hf_parallel_for (self->n_nodes[build.level], 4096, make_nodes, &build);
}

static inline double
dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static inline double
square_of (const double from[3], const double u[3], double s, const double v[3], double t)
{
  double sum = 0;

  for (int a = 0; a < 3; a++) {
    const double x = from[a] - s * u[a] - t * v[a];

    sum += x * x;
  }
  return sum;
}

/* mm2 to the nearest place on a triangle. */
static double
square_to_triangle (const float p[3], const Triangle *triangle)
{
  double u[3], v[3], w[3]; /* from the first corner: to the second, the third, the point */
  double d1, d2, d3, d4, d5, d6, va, vb, vc;

  for (int a = 0; a < 3; a++) {
    u[a] = (double) triangle->corner[1][a] - triangle->corner[0][a];
    v[a] = (double) triangle->corner[2][a] - triangle->corner[0][a];
    w[a] = (double) p[a] - triangle->corner[0][a];
  }
  d1 = dot (u, w);
  d2 = dot (v, w);
  if (d1 <= 0 && d2 <= 0)
    return square_of (w, u, 0, v, 0);
  d3 = d1 - dot (u, u);
  d4 = d2 - dot (u, v);
  if (d3 >= 0 && d4 <= d3)
    return square_of (w, u, 1, v, 0);
  vc = d1 * d4 - d3 * d2;
  if (vc <= 0 && d1 >= 0 && d3 <= 0 && d1 > d3)
    return square_of (w, u, d1 / (d1 - d3), v, 0);
  d5 = d1 - dot (u, v);
  d6 = d2 - dot (v, v);
  if (d6 >= 0 && d5 <= d6)
    return square_of (w, u, 0, v, 1);
  vb = d5 * d2 - d1 * d6;
  if (vb <= 0 && d2 >= 0 && d6 <= 0 && d2 > d6)
    return square_of (w, u, 0, v, d2 / (d2 - d6));
  va = d3 * d6 - d5 * d4;
  if (va <= 0 && d4 >= d3 && d5 >= d6 && d4 - d3 + d5 - d6 > 0) {
    const double t = (d4 - d3) / (d4 - d3 + d5 - d6);

    return square_of (w, u, 1 - t, v, t);
  }
  if (!(va + vb + vc > 0)) /* no area */
    return square_of (w, u, 0, v, 0);
  return square_of (w, u, vb / (va + vb + vc), v, vc / (va + vb + vc));
}

/* mm2 to the boxes of a node; less than the truth by rounding only. */
static inline void
squares_to_boxes (const Node *node, const float p[3], float square[FAN])
{
  for (int c = 0; c < FAN; c++) {
    float sum = 0;

    for (int a = 0; a < 3; a++) {
      float below = node->low[a][c] - p[a], above = p[a] - node->high[a][c];
      float out = below > above ? below : above;

      out = out > 0 ? out : 0;
      sum += out * out;
    }
    square[c] = sum * 0.999999f;
  }
}

typedef struct {
  float square; /* to its box */
  guint32 level;
  guint32 node; /* of its level */
} Visit;

/* Puts the children of a node that may be nearer than "nearest" on the stack, the nearest on top. */
static guint
push_children (const Tree *tree, const Visit *at, const float p[3], double nearest, Visit *stack)
{
  float square[FAN];
  guint n = 0;

  squares_to_boxes (&tree->nodes[tree->first[at->level] + at->node], p, square);
  for (guint32 c = 0; c < FAN; c++) {
    const Visit visit = { square[c], at->level - 1, FAN * at->node + c };
    guint place = n;

    if (!(square[c] < nearest))
      continue;
    for (; place > 0 && stack[place - 1].square < visit.square; place--)
      stack[place] = stack[place - 1];
    stack[place] = visit;
    n++;
  }
  return n;
}

static void
look_into_leaf (
    const Tree *tree, guint32 leaf, const float p[3], double *nearest, guint32 *triangle)
{
  float square[FAN];

  squares_to_boxes (&tree->nodes[leaf], p, square);
  for (guint32 c = 0; c < FAN; c++) {
    const guint32 t = FAN * leaf + c;
    double found;

    if (!(square[c] < *nearest))
      continue;
    found = square_to_triangle (p, &tree->triangles[t]);
    if (found < *nearest) {
      *nearest = found;
      *triangle = t;
    }
  }
}

/* mm2; triangle: where to begin, and then the nearest one */
static double
square_to_tree (const Tree *tree, const float p[3], guint32 *triangle)
{
  Visit stack[FAN * MAX_LEVELS];
  double nearest = square_to_triangle (p, &tree->triangles[*triangle]);
  guint n = 0;

  stack[n++] = (Visit){ 0, tree->n_levels - 1, 0 };
  while (n > 0) {
    const Visit at = stack[--n];

    if (!(at.square < nearest))
      continue;
    if (at.level == 0)
      look_into_leaf (tree, at.node, p, &nearest, triangle);
    else
      n += push_children (tree, &at, p, nearest, stack + n);
  }
  return nearest;
}

typedef struct {
  double most, sum, squares; /* mm2, mm, mm2 */
  guint64 n;
} Sum;

typedef struct {
  const HfMesh *mesh;
  gboolean middles;     /* of triangles; else vertices */
  const guint32 *order; /* of vertices or triangles */
  const guint8 *used;   /* of each vertex: it belongs to a triangle */
  const Tree *tree;
  Sum *sums; /* of each chunk */
  HfProgress *progress;
} Measure;

/* The point that a vertex or a triangle is measured at; FALSE: none */
static gboolean
get_point (const Measure *self, guint32 number, float point[3])
{
  const float *positions = hf_mesh_positions (self->mesh);
  const guint32 *corner = hf_mesh_triangles (self->mesh) + 3 * (gsize) number;

  if (!self->middles && !self->used[number])
    return FALSE;
  for (int a = 0; a < 3; a++)
    point[a] = self->middles
                   ? (positions[3 * (gsize) corner[0] + a] + positions[3 * (gsize) corner[1] + a] +
                      positions[3 * (gsize) corner[2] + a]) /
                         3
                   : positions[3 * (gsize) number + a];
  return TRUE;
}

static gsize
count_points (const Measure *self)
{
  return self->middles ? hf_mesh_n_triangles (self->mesh) : hf_mesh_n_vertices (self->mesh);
}

static void
measure_chunks (gsize begin, gsize end, gpointer data)
{
  Measure *self = data;
  const gsize n = count_points (self);

  for (gsize chunk = begin; chunk < end; chunk++) {
    Sum sum = { 0 };
    guint32 triangle = 0;

    if (hf_progress_cancelled (self->progress))
      return;
    for (gsize i = chunk * CHUNK; i < MIN ((chunk + 1) * CHUNK, n); i++) {
      float point[3];
      double square;

      if (!get_point (self, self->order[i], point))
        continue;
      square = square_to_tree (self->tree, point, &triangle);
      sum.most = MAX (sum.most, square);
      sum.sum += sqrt (square);
      sum.squares += square;
      sum.n++;
    }
    self->sums[chunk] = sum;
  }
}

/* Adds the vertices or the middles of all triangles. */
static void
measure_points (Measure *self, Sum *all)
{
  const gsize n = count_points (self), n_chunks = (n + CHUNK - 1) / CHUNK;
  g_autofree guint32 *order = g_new (guint32, n + 1);
  g_autofree Sum *sums = g_new0 (Sum, n_chunks + 1);

  if (self->middles)
    hf_mesh_sort_triangles (self->mesh, order);
  else
    hf_mesh_sort_vertices (self->mesh, order);
  self->order = order;
  self->sums = sums;
  hf_parallel_for (n_chunks, 1, measure_chunks, self);
  for (gsize c = 0; c < n_chunks; c++) {
    all->most = MAX (all->most, sums[c].most);
    all->sum += sums[c].sum;
    all->squares += sums[c].squares;
    all->n += sums[c].n;
  }
}

gboolean
hf_mesh_distance (const HfMesh *from,
                  const HfMesh *to,
                  HfProgress *progress,
                  HfMeshDistance *distance)
{
  g_autofree guint8 *used = g_malloc0 ((gsize) hf_mesh_n_vertices (from) + 1);
  g_auto (Tree) tree = { 0 };
  Measure measure = { .mesh = from, .used = used, .tree = &tree, .progress = progress };
  Sum all = { 0 };

  *distance = (HfMeshDistance){ 0 };
  if (hf_mesh_n_triangles (from) == 0 || hf_mesh_n_triangles (to) == 0)
    return FALSE;
  for (gsize c = 0; c < 3 * (gsize) hf_mesh_n_triangles (from); c++)
    used[hf_mesh_triangles (from)[c]] = 1;
  tree_init (&tree, to);
  for (int middles = FALSE; middles <= TRUE; middles++) {
    measure.middles = middles;
    measure_points (&measure, &all);
  }
  if (hf_progress_cancelled (progress))
    return FALSE;
  distance->max_mm = sqrt (all.most);
  distance->mean_mm = all.sum / (double) all.n;
  distance->rms_mm = sqrt (all.squares / (double) all.n);
  return TRUE;
}

static double
enclosed_ml (const HfMesh *mesh)
{
  double ml, cm2;

  hf_mesh_measure (mesh, &ml, &cm2);
  return ml;
}

gboolean
hf_mesh_change (const HfMesh *before,
                const HfMesh *after,
                HfProgress *progress,
                HfMeshChange *change)
{
  change->before_ml = enclosed_ml (before);
  change->after_ml = enclosed_ml (after);
  return hf_mesh_distance (before, after, progress, &change->there) &&
         hf_mesh_distance (after, before, progress, &change->back);
}

static void
append_distance (GString *text, const char *name, const HfMeshDistance *distance)
{
  const double values[] = { distance->max_mm, distance->mean_mm, distance->rms_mm };
  static const char *const names[] = { "max", "mean", "rms" };

  g_string_append_printf (text, ", \"%s\": {", name);
  for (guint n = 0; n < G_N_ELEMENTS (values); n++) {
    char digits[G_ASCII_DTOSTR_BUF_SIZE];

    g_string_append_printf (text, "%s\"%s\": %s", n ? ", " : "", names[n],
                            g_ascii_formatd (digits, sizeof digits, "%.6g", values[n]));
  }
  g_string_append_c (text, '}');
}

char *
hf_mesh_change_json (const HfMeshChange *change)
{
  GString *text = g_string_new (NULL);
  char before[G_ASCII_DTOSTR_BUF_SIZE], after[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_printf (text, "{\"before_ml\": %s, \"after_ml\": %s",
                   g_ascii_formatd (before, sizeof before, "%.9g", change->before_ml),
                   g_ascii_formatd (after, sizeof after, "%.9g", change->after_ml));
  append_distance (text, "before_to_after_mm", &change->there);
  append_distance (text, "after_to_before_mm", &change->back);
  g_string_append_c (text, '}');
  return g_string_free (text, FALSE);
}
