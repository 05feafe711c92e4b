/* The 256 cases of marching cubes (Lorensen and Cline 1987), made by walking the faces instead of
   being typed in.

   On every face the crossings are joined so that inside corners which touch only diagonally are
   cut apart. The rule looks at the face alone, so two cells that share one agree: the surface has
   no holes. Every polygon is cut into triangles by diagonals that do not lie in a face, since the
   cell behind that face could have the same one, and four triangles would meet there. */
#include "mesh/surface-private.h"

#include <string.h>

/* Corners of the faces, counter-clockwise seen from outside. */
static const int faces[6][4] = { { 0, 4, 6, 2 }, { 1, 3, 7, 5 }, { 0, 1, 5, 4 },
                                 { 2, 6, 7, 3 }, { 0, 2, 3, 1 }, { 4, 5, 7, 6 } };

typedef struct {
  int edge[12];
  int n;
} Polygon;

static int
edge_between (int corner_a, int corner_b)
{
  int axis = corner_a ^ corner_b, low = corner_a & corner_b;
  int x = low & 1, y = low >> 1 & 1, z = low >> 2;

  switch (axis) {
  case 1:
    return y + 2 * z;
  case 2:
    return 4 + z + 4 * x;
  default:
    return 6 + y + 4 * x;
  }
}

gboolean
hf_cases_share_face (int edge_a, int edge_b)
{
  for (int f = 0; f < 6; f++) {
    gboolean has_a = FALSE, has_b = FALSE;

    for (int n = 0; n < 4; n++) {
      int edge = edge_between (faces[f][n], faces[f][(n + 1) & 3]);

      has_a |= edge == edge_a;
      has_b |= edge == edge_b;
    }
    if (has_a && has_b)
      return TRUE;
  }
  return FALSE;
}

/* next[e]: the edge whose crossing follows that of e around the polygon, on the face where the walk
   goes from e into inside corners and out of them again. -1: no crossing on e. */
static void
join_crossings (guint bits, int next[12])
{
  for (int e = 0; e < 12; e++)
    next[e] = -1;
  for (int f = 0; f < 6; f++)
    for (int n = 0; n < 4; n++) {
      int a = faces[f][n], b = faces[f][(n + 1) & 3], m = n;

      if (!(bits >> a & 1) || bits >> b & 1)
        continue;
      while (bits >> faces[f][(m + 3) & 3] & 1)
        m = (m + 3) & 3;
      next[edge_between (faces[f][(m + 3) & 3], faces[f][m])] = edge_between (a, b);
    }
}

static gboolean
is_good_diagonal (const Polygon *p, int a, int b)
{
  gboolean is_side = b - a == 1 || b - a == p->n - 1;

  return is_side || !hf_cases_share_face (p->edge[a], p->edge[b]);
}

/* Cuts the part of a polygon between corners first and last into triangles; FALSE where no way
   avoids the faces. */
static gboolean
cut (const Polygon *p, int first, int last, guint8 *out, int *n_out)
{
  int n_before = *n_out;

  if (last - first < 2)
    return TRUE;
  for (int middle = first + 1; middle < last; middle++) {
    guint8 *triangle;

    *n_out = n_before;
    if (!is_good_diagonal (p, first, middle) || !is_good_diagonal (p, middle, last))
      continue;
    triangle = out + 3 * (*n_out)++;
    triangle[0] = (guint8) p->edge[first];
    triangle[1] = (guint8) p->edge[middle];
    triangle[2] = (guint8) p->edge[last];
    if (cut (p, first, middle, out, n_out) && cut (p, middle, last, out, n_out))
      return TRUE;
  }
  return FALSE;
}

static int
make_triangles (guint bits, guint8 *out)
{
  int next[12], n = 0;
  guint used = 0;

  join_crossings (bits, next);
  for (int e = 0; e < 12; e++) {
    Polygon polygon = { .n = 0 };

    for (int at = e; next[at] >= 0 && !(used >> at & 1); at = next[at]) {
      used |= 1u << at;
      polygon.edge[polygon.n++] = at;
    }
    if (!cut (&polygon, 0, polygon.n - 1, out, &n))
      g_assert_not_reached ();
  }
  g_assert (n <= HF_CASE_TRIANGLES);
  return n;
}

static HfCases *
make_cases (void)
{
  static HfCases cases;

  for (guint bits = 0; bits < 256; bits++) {
    guint corner[8];

    for (int c = 0; c < 8; c++)
      corner[c] = bits >> c & 1;
    cases.n[bits] = (guint8) make_triangles (bits, cases.edge[bits]);
    cases.along_x[bits] = (HfLanes){ corner[0] ^ corner[1], corner[2] ^ corner[3],
                                     corner[4] ^ corner[5], corner[6] ^ corner[7] };
    cases.at_x[bits] = (HfLanes){ corner[0] ^ corner[2], corner[4] ^ corner[6],
                                  corner[0] ^ corner[4], corner[2] ^ corner[6] };
  }
  return &cases;
}

const HfCases *
hf_cases (void)
{
  static gsize once;

  if (g_once_init_enter (&once))
    g_once_init_leave (&once, (gsize) make_cases ());
  return (const HfCases *) once;
}
