/* What may happen to one vertex.

   An edge collapses only where the surface stays what it is: the vertices that both ends have as
   neighbors are those of the triangles at the edge and no others (the link condition: Dey,
   Edelsbrunner, Guha, Nekhayev 1999), so that parts, holes and genus stay and a closed manifold
   stays one; no triangle turns over; rims of caps and boundaries stay lines. */
#include "mesh/collapse-private.h"

#include <math.h>

#define LEAST_COSINE 0.2f     /* between a triangle before and after */
#define LEAST_ROUNDNESS 1e-3f /* twice the area over the longest edge's square */
#define EDGE_WEIGHT 4.0f      /* of the line of a rim or boundary, times edge^2 */
#define SHORTER 1e-4f         /* of flat places the short edges first: mm2 an edge^2 */

gboolean
hf_star_find (HfStar *self, const HfCollapse *collapse, guint32 vertex)
{
  self->n = 0;
  for (guint32 k = collapse->first[vertex]; k < collapse->first[vertex + 1]; k++) {
    const guint32 t = collapse->around[k];
    const guint32 *corner = collapse->triangles + 3 * (gsize) t;
    const int c = corner[0] == vertex ? 0 : corner[1] == vertex ? 1 : 2;

    if (collapse->dead[t])
      continue;
    if (self->n == HF_STAR_MAX)
      return FALSE;
    self->next[self->n] = corner[(c + 1) % 3];
    self->last[self->n] = corner[(c + 2) % 3];
    self->triangle[self->n++] = t;
  }
  return TRUE;
}

static inline int
find (const guint32 *vertices, guint n, guint32 vertex)
{
  for (guint i = 0; i < n; i++)
    if (vertices[i] == vertex)
      return (int) i;
  return -1;
}

static gboolean
is_cap (const HfCollapse *collapse, guint32 triangle)
{
  return triangle >= collapse->n_open;
}

/* From triangle to triangle: do all hang together in one fan? begin: where an open one begins. */
static gboolean
is_fan (const HfStar *self, guint begin, gboolean open)
{
  guint visited = 1;
  guint32 at = self->last[begin];

  while (visited < self->n) {
    const int i = find (self->next, self->n, at);

    if (i < 0 || (guint) i == begin)
      return FALSE;
    at = self->last[i];
    visited++;
  }
  return open ? find (self->next, self->n, at) < 0 : at == self->next[begin];
}

HfPlace
hf_star_place (const HfStar *self, const HfCollapse *collapse)
{
  guint n_caps = 0, begin = 0, n_begins = 0;

  for (guint i = 0; i < self->n; i++) {
    n_caps += is_cap (collapse, self->triangle[i]);
    if (self->next[i] == self->last[i] || find (self->next, i, self->next[i]) >= 0 ||
        find (self->last, i, self->last[i]) >= 0)
      return HF_PLACE_FIXED;
    if (find (self->last, self->n, self->next[i]) < 0) {
      begin = i;
      n_begins++;
    }
  }
  if (self->n == 0 || n_begins > 1 || !is_fan (self, begin, n_begins == 1))
    return HF_PLACE_FIXED;
  if (n_begins == 1)
    return n_caps > 0 && n_caps < self->n ? HF_PLACE_FIXED : HF_PLACE_BOUNDARY;
  return n_caps == 0 ? HF_PLACE_INNER : n_caps == self->n ? HF_PLACE_CAP : HF_PLACE_RIM;
}

/* Is the edge to a neighbor part of the line that a rim or boundary is? */
static gboolean
is_line (const HfStar *self, const HfCollapse *collapse, guint32 neighbor)
{
  const int out = find (self->next, self->n, neighbor), in = find (self->last, self->n, neighbor);

  if (out < 0 || in < 0)
    return TRUE;
  return is_cap (collapse, self->triangle[out]) != is_cap (collapse, self->triangle[in]);
}

static inline void
subtract (const HfCollapse *collapse, guint32 a, guint32 b, float out[3])
{
  for (int x = 0; x < 3; x++)
    out[x] = collapse->positions[3 * (gsize) a + x] - collapse->positions[3 * (gsize) b + x];
}

static inline void
cross (const float u[3], const float v[3], float out[3])
{
  for (int x = 0; x < 3; x++)
    out[x] = u[(x + 1) % 3] * v[(x + 2) % 3] - u[(x + 2) % 3] * v[(x + 1) % 3];
}

static inline float
dot (const float u[3], const float v[3])
{
  return u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
}

/* Adds a plane through the vertex; normal of any length. */
static void
add_plane (HfQuadric *quadric, const float normal[3], float weight)
{
  const float square = dot (normal, normal);

  if (!(square > 0))
    return;
  weight /= square;
  for (int x = 0; x < 3; x++)
    quadric->a[x] += weight * normal[x] * normal[x];
  quadric->a[3] += weight * normal[0] * normal[1];
  quadric->a[4] += weight * normal[0] * normal[2];
  quadric->a[5] += weight * normal[1] * normal[2];
}

/* Of the mesh as it came: every plane goes through the vertex, so only A is there. */
void
hf_star_quadric (const HfStar *self, const HfCollapse *collapse, guint32 vertex, HfQuadric *quadric)
{
  const HfPlace place = collapse->place[vertex];
  const gboolean has_line = place == HF_PLACE_RIM || place == HF_PLACE_BOUNDARY;

  *quadric = (HfQuadric){ 0 };
  for (guint i = 0; i < self->n; i++) {
    float u[3], v[3], normal[3], across[3], area;

    subtract (collapse, self->next[i], vertex, u);
    subtract (collapse, self->last[i], vertex, v);
    cross (u, v, normal);
    area = sqrtf (dot (normal, normal)) / 2;
    add_plane (quadric, normal, area);
    quadric->weight += area;
    if (has_line && is_line (self, collapse, self->next[i])) {
      cross (u, normal, across);
      add_plane (quadric, across, EDGE_WEIGHT * dot (u, u));
    }
    if (has_line && is_line (self, collapse, self->last[i])) {
      cross (v, normal, across);
      add_plane (quadric, across, EDGE_WEIGHT * dot (v, v));
    }
  }
}

static inline float
quadric_at (const HfQuadric *q, const float d[3])
{
  const float x = q->a[0] * d[0] + q->a[3] * d[1] + q->a[4] * d[2] + 2 * q->b[0];
  const float y = q->a[3] * d[0] + q->a[1] * d[1] + q->a[5] * d[2] + 2 * q->b[1];
  const float z = q->a[4] * d[0] + q->a[5] * d[1] + q->a[2] * d[2] + 2 * q->b[2];

  return fabsf (x * d[0] + y * d[1] + z * d[2] + q->c);
}

/* Adds a quadric whose vertex lies d away: what it says of a place is the same. */
static void
quadric_add (HfQuadric *to, const HfQuadric *from, const float d[3])
{
  const float ad[3] = { from->a[0] * d[0] + from->a[3] * d[1] + from->a[4] * d[2],
                        from->a[3] * d[0] + from->a[1] * d[1] + from->a[5] * d[2],
                        from->a[4] * d[0] + from->a[5] * d[1] + from->a[2] * d[2] };

  for (int n = 0; n < 6; n++)
    to->a[n] += from->a[n];
  to->c += dot (ad, d) + 2 * dot (from->b, d) + from->c;
  for (int x = 0; x < 3; x++)
    to->b[x] += from->b[x] + ad[x];
  to->weight += from->weight;
}

float
hf_star_cost (const HfStar *self, const HfCollapse *collapse, guint32 vertex, guint32 target)
{
  const HfPlace place = collapse->place[vertex], there = collapse->place[target];
  const HfQuadric *quadric = &collapse->quadrics[vertex];
  float d[3];

  if (there == HF_PLACE_FIXED || (place == HF_PLACE_CAP && there == HF_PLACE_INNER) ||
      ((place == HF_PLACE_RIM || place == HF_PLACE_BOUNDARY) &&
       (there != place || !is_line (self, collapse, target))))
    return INFINITY;
  subtract (collapse, target, vertex, d);
  return quadric_at (quadric, d) / (quadric->weight + G_MINFLOAT) + SHORTER * dot (d, d);
}

/* A neighbor of both ends that is no corner of a triangle at their edge, or two triangles that would
   become one, and the surface would no longer be one. */
static gboolean
keeps_links (const HfStar *a, const HfStar *b, guint32 vertex, guint32 target)
{
  const gboolean is_edge_closed =
      find (a->next, a->n, target) >= 0 && find (a->last, a->n, target) >= 0;
  const guint n_shared = is_edge_closed ? 2 : 1;
  guint n_common = 0;

  if (a->n + b->n < 4 + n_shared || a->n + b->n > HF_STAR_MAX)
    return FALSE;
  if (n_shared == 2 && a->n == 3 && b->n == 3)
    return FALSE;
  for (guint i = 0; i < a->n; i++)
    n_common += find (b->next, b->n, a->next[i]) >= 0 || find (b->last, b->n, a->next[i]) >= 0;
  for (guint i = 0; i < a->n; i++) /* the far end of an open fan */
    if (find (a->next, a->n, a->last[i]) < 0)
      n_common += find (b->next, b->n, a->last[i]) >= 0 || find (b->last, b->n, a->last[i]) >= 0;
  return n_common == n_shared;
}

/* Do the triangles that stay look the way they did, and stay triangles? */
static gboolean
keeps_sides (const HfStar *self, const HfCollapse *collapse, guint32 vertex, guint32 target)
{
  for (guint i = 0; i < self->n; i++) {
    float edge[3], from[3], to[3], before[3], after[3], square, longest;

    if (self->next[i] == target || self->last[i] == target)
      continue;
    subtract (collapse, self->last[i], self->next[i], edge);
    subtract (collapse, vertex, self->next[i], from);
    subtract (collapse, target, self->next[i], to);
    cross (edge, from, before);
    cross (edge, to, after);
    square = dot (after, after);
    longest = MAX (dot (edge, edge), dot (to, to));
    if (!(square > LEAST_ROUNDNESS * LEAST_ROUNDNESS * longest * longest) ||
        !(dot (before, after) > LEAST_COSINE * sqrtf (square * dot (before, before))))
      return FALSE;
  }
  return TRUE;
}

guint
hf_star_collapse (const HfStar *self, HfCollapse *collapse, guint32 vertex, guint32 target)
{
  guint n_dropped = 0;
  HfStar there;
  float d[3];

  if (!hf_star_find (&there, collapse, target) || !keeps_links (self, &there, vertex, target) ||
      !keeps_sides (self, collapse, vertex, target))
    return 0;
  for (guint i = 0; i < self->n; i++) {
    const guint32 t = self->triangle[i];
    guint32 *corner = collapse->triangles + 3 * (gsize) t;

    if (self->next[i] == target || self->last[i] == target) {
      collapse->dead[t] = 1;
      n_dropped++;
    } else
      corner[corner[0] == vertex ? 0 : corner[1] == vertex ? 1 : 2] = target;
  }
  subtract (collapse, target, vertex, d);
  quadric_add (&collapse->quadrics[target], &collapse->quadrics[vertex], d);
  collapse->locked[vertex] = collapse->locked[target] = 1;
  return n_dropped;
}
