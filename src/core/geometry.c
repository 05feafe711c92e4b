/* Voxel <-> patient for stacks whose slices each have their own origin.

   Between two slices the origin moves on the straight line from one to the other, which is what a
   tilted gantry does (shear) and all that can be known where gaps are uneven. Outside of the stack
   the first or last step goes on.

   Even, tilted, uneven and missing are read from the positions alone: the DICOM tags
   Gantry/Detector Tilt, Slice Thickness and Spacing Between Slices are wrong too often
   (docs/formats.md). */
#include "core/geometry.h"

#include "core/error.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_SIDE 32768  /* voxels along one axis */
#define EVEN_MM 0.01    /* steps that differ by less are equal, */
#define EVEN_SHARE 0.01 /* or by less than this share of the median */
#define HOLE_SHARE 0.05 /* a hole's gap is a whole multiple of the median within this share */
#define DRIFT_MM 0.01   /* sideways motion per slice from which on a stack is tilted */

struct _HfGeometry {
  gatomicrefcount refs;
  int size[3];
  double row[3];     /* unit, LPS */
  double column[3];  /* unit, orthogonal to row */
  double normal[3];  /* row x column */
  double spacing[3]; /* mm */
  double *origins;   /* size[2] x 3, LPS mm, owned */
  double *positions; /* size[2]: origin . normal, strictly ascending, owned */
  guint8 *missing;   /* size[2]: slices missing between k and k + 1, owned */
  gboolean even;
  double drift_mm; /* sideways motion per slice */
  double tilt_deg;
};

static double
dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void
cross (const double a[3], const double b[3], double out[3])
{
  out[0] = a[1] * b[2] - a[2] * b[1];
  out[1] = a[2] * b[0] - a[0] * b[2];
  out[2] = a[0] * b[1] - a[1] * b[0];
}

static gboolean
normalize (double v[3])
{
  double length = sqrt (dot (v, v));

  if (!(length > 0.1 && length < 10)) /* also not a number */
    return FALSE;
  for (int a = 0; a < 3; a++)
    v[a] /= length;
  return TRUE;
}

/* Unit vectors at right angles from cosines that a file may have rounded. */
static gboolean
set_directions (HfGeometry *self, const double row[3], const double column[3])
{
  double skew;

  memcpy (self->row, row, sizeof self->row);
  memcpy (self->column, column, sizeof self->column);
  if (!normalize (self->row) || !normalize (self->column))
    return FALSE;
  skew = dot (self->row, self->column);
  if (fabs (skew) > 0.02)
    return FALSE;
  for (int a = 0; a < 3; a++)
    self->column[a] -= skew * self->row[a];
  normalize (self->column);
  cross (self->row, self->column, self->normal);
  return TRUE;
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *) a - *(const double *) b;

  return difference < 0 ? -1 : difference > 0;
}

static double
median_gap (const HfGeometry *self)
{
  gsize n = MAX (self->size[2], 2) - 1u;
  g_autofree double *gaps = g_new (double, n);

  for (gsize k = 0; k < n; k++)
    gaps[k] = self->positions[k + 1] - self->positions[k];
  qsort (gaps, n, sizeof *gaps, compare_doubles);
  return gaps[n / 2];
}

/* Spacing, evenness, holes and tilt from the positions. FALSE where two slices share a position. */
static gboolean
study_stack (HfGeometry *self, gboolean find_holes)
{
  int last = self->size[2] - 1;
  double tolerance, along, span[3], sideways;

  self->even = TRUE;
  if (last == 0)
    return TRUE;
  for (int k = 0; k < last; k++)
    if (!(self->positions[k + 1] - self->positions[k] > 1e-5))
      return FALSE;

  self->spacing[2] = median_gap (self);
  tolerance = MAX (EVEN_MM, EVEN_SHARE * self->spacing[2]);
  for (int k = 0; k < last; k++) {
    double gap = self->positions[k + 1] - self->positions[k];
    double multiple = round (gap / self->spacing[2]);

    if (fabs (gap - self->spacing[2]) <= tolerance)
      continue;
    self->even = FALSE;
    if (find_holes && multiple >= 2 && multiple < 200 &&
        fabs (gap - multiple * self->spacing[2]) <= HOLE_SHARE * self->spacing[2])
      self->missing[k] = (guint8) (multiple - 1);
  }

  along = self->positions[last] - self->positions[0];
  for (int a = 0; a < 3; a++)
    span[a] = self->origins[3 * last + a] - self->origins[a] - along * self->normal[a];
  sideways = sqrt (dot (span, span));
  self->drift_mm = sideways / last;
  self->tilt_deg = self->drift_mm < DRIFT_MM ? 0 : atan2 (sideways, along) * 180 / G_PI;
  return TRUE;
}

static gboolean
check_numbers (const int size[3], const double spacing[3], const double *origins, GError **error)
{
  for (int a = 0; a < 3; a++) {
    if (size[a] < 1 || size[a] > MAX_SIDE) {
      g_set_error (
          error, HF_ERROR, HF_CODE_BAD_GEOMETRY,
          _ ("The volume has %d x %d x %d voxels; between 1 and %d along each axis are possible"),
          size[0], size[1], size[2], MAX_SIDE);
      return FALSE;
    }
    if (!(spacing[a] > 1e-4 && spacing[a] < 1e4)) {
      g_set_error (
          error, HF_ERROR, HF_CODE_BAD_GEOMETRY,
          _ ("The voxel spacing is %g x %g x %g mm; each must lie between 0.0001 and 10000 mm"),
          spacing[0], spacing[1], spacing[2]);
      return FALSE;
    }
  }
  for (int n = 0; n < 3 * size[2]; n++)
    if (!(fabs (origins[n]) < 1e7)) {
      g_set_error (error, HF_ERROR, HF_CODE_BAD_GEOMETRY,
                   _ ("The position of slice %d is not a place"), n / 3 + 1);
      return FALSE;
    }
  return TRUE;
}

/* A stack of slices with the size (i, j, k), direction cosines and the spacing in mm; origins holds
   the center of voxel (0, 0, k) of every slice, LPS mm, ascending along row x column. spacing[2]
   counts only for a single slice. With find_holes gaps that are whole multiples of the median are
   taken for missing slices. BAD_GEOMETRY where the numbers make no stack. */
HfGeometry *
hf_geometry_new (const int size[3],
                 const double row[3],
                 const double column[3],
                 const double spacing[3],
                 const double *origins,
                 gboolean find_holes,
                 GError **error)
{
  g_autoptr (HfGeometry) self = NULL;

  if (!check_numbers (size, spacing, origins, error))
    return NULL;
  self = g_new0 (HfGeometry, 1);
  g_atomic_ref_count_init (&self->refs);
  memcpy (self->size, size, sizeof self->size);
  memcpy (self->spacing, spacing, sizeof self->spacing);
  self->origins = g_memdup2 (origins, sizeof (double) * 3 * size[2]);
  self->positions = g_new (double, size[2]);
  self->missing = g_new0 (guint8, size[2]);
  if (!set_directions (self, row, column)) {
    g_set_error (
        error, HF_ERROR, HF_CODE_BAD_GEOMETRY,
        _ ("The image orientation %g\\%g\\%g\\%g\\%g\\%g is not two directions at right angles"),
        row[0], row[1], row[2], column[0], column[1], column[2]);
    return NULL;
  }
  for (int k = 0; k < size[2]; k++)
    self->positions[k] = dot (origins + 3 * k, self->normal);
  if (!study_stack (self, find_holes)) {
    g_set_error (error, HF_ERROR, HF_CODE_BAD_GEOMETRY,
                 _ ("Two slices lie at the same position or out of order"));
    return NULL;
  }
  return g_steal_pointer (&self);
}

/* An even stack; direction holds the unit vectors of i, j, k one after the other (k counts as +-
   row x column, or sheared). */
HfGeometry *
hf_geometry_new_even (const int size[3],
                      const double origin[3],
                      const double direction[9],
                      const double spacing[3],
                      GError **error)
{
  g_autofree double *origins = NULL;

  if (size[2] < 1 || size[2] > MAX_SIDE) {
    g_set_error (error, HF_ERROR, HF_CODE_BAD_GEOMETRY, _ ("The volume has %d slices"), size[2]);
    return NULL;
  }
  origins = g_new (double, 3 * size[2]);
  for (int k = 0; k < size[2]; k++)
    for (int a = 0; a < 3; a++)
      origins[3 * k + a] = origin[a] + k * spacing[2] * direction[6 + a];
  return hf_geometry_new (size, direction, direction + 3, spacing, origins, FALSE, error);
}

HfGeometry *
hf_geometry_ref (HfGeometry *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
hf_geometry_unref (HfGeometry *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_free (self->origins);
  g_free (self->positions);
  g_free (self->missing);
  g_free (self);
}

const int *
hf_geometry_size (const HfGeometry *self)
{
  return self->size;
}

const double *
hf_geometry_row (const HfGeometry *self)
{
  return self->row;
}

const double *
hf_geometry_column (const HfGeometry *self)
{
  return self->column;
}

const double *
hf_geometry_normal (const HfGeometry *self)
{
  return self->normal;
}

const double *
hf_geometry_spacing (const HfGeometry *self)
{
  return self->spacing;
}

const double *
hf_geometry_origin (const HfGeometry *self, int k)
{
  return self->origins + 3 * k;
}

double
hf_geometry_position (const HfGeometry *self, int k)
{
  return self->positions[k];
}

void
hf_geometry_step (const HfGeometry *self, double step[3])
{
  int last = self->size[2] - 1;

  for (int a = 0; a < 3; a++)
    step[a] = last ? (self->origins[3 * last + a] - self->origins[a]) / last
                   : self->normal[a] * self->spacing[2];
}

gboolean
hf_geometry_is_even (const HfGeometry *self)
{
  return self->even;
}

gboolean
hf_geometry_is_tilted (const HfGeometry *self)
{
  return self->tilt_deg > 0;
}

double
hf_geometry_tilt_deg (const HfGeometry *self)
{
  return self->tilt_deg;
}

int
hf_geometry_missing_after (const HfGeometry *self, int k)
{
  return k >= 0 && k < self->size[2] - 1 ? self->missing[k] : 0;
}

gboolean
hf_geometry_in_hole (const HfGeometry *self, double k)
{
  double below = floor (k);
  double share = 0.5 / (1 + hf_geometry_missing_after (self, (int) below));

  return share < 0.5 && k - below > share && k - below < 1 - share;
}

int
hf_geometry_n_missing (const HfGeometry *self)
{
  int n = 0;

  for (int k = 0; k < self->size[2]; k++)
    n += self->missing[k];
  return n;
}

/* The last slice at or below the position, 0 .. size - 2 (0 for a single slice). */
static int
slice_below (const HfGeometry *self, double position)
{
  int low = 0, high = self->size[2] - 1;

  while (high - low > 1) {
    int middle = (low + high) / 2;

    if (self->positions[middle] <= position)
      low = middle;
    else
      high = middle;
  }
  return low;
}

/* The origin of the plane at fraction f between slices k and k + 1; f may lie outside of 0..1. */
static void
origin_between (const HfGeometry *self, int k, double f, double origin[3])
{
  const double *a = self->origins + 3 * k;

  for (int x = 0; x < 3; x++) {
    double step = self->size[2] > 1 ? a[3 + x] - a[x] : self->normal[x] * self->spacing[2];

    origin[x] = a[x] + f * step;
  }
}

/* Continuous voxel indices, also outside of the volume, to LPS mm. */
void
hf_geometry_voxel_to_patient (const HfGeometry *self, const double voxel[3], double mm[3])
{
  int k = CLAMP ((int) floor (CLAMP (voxel[2], -1, self->size[2])), 0, MAX (self->size[2] - 2, 0));

  origin_between (self, k, voxel[2] - k, mm);
  for (int a = 0; a < 3; a++)
    mm[a] +=
        voxel[0] * self->spacing[0] * self->row[a] + voxel[1] * self->spacing[1] * self->column[a];
}

/* LPS mm to continuous voxel indices; TRUE where the place lies in a voxel of the volume (-0.5 ..
   size - 0.5). */
gboolean
hf_geometry_patient_to_voxel (const HfGeometry *self, const double mm[3], double voxel[3])
{
  double position = dot (mm, self->normal);
  int k = slice_below (self, position);
  double step = self->size[2] > 1 ? self->positions[k + 1] - self->positions[k] : self->spacing[2];
  double f = (position - self->positions[k]) / step;
  double origin[3], in_plane[3];
  gboolean inside = TRUE;

  origin_between (self, k, f, origin);
  for (int a = 0; a < 3; a++)
    in_plane[a] = mm[a] - origin[a];
  voxel[0] = dot (in_plane, self->row) / self->spacing[0];
  voxel[1] = dot (in_plane, self->column) / self->spacing[1];
  voxel[2] = k + f;
  for (int a = 0; a < 3; a++)
    inside = inside && voxel[a] >= -0.5 && voxel[a] <= self->size[a] - 0.5;
  return inside;
}

void
hf_geometry_bounds (const HfGeometry *self, double low[3], double high[3])
{
  for (int a = 0; a < 3; a++) {
    low[a] = G_MAXDOUBLE;
    high[a] = -G_MAXDOUBLE;
  }
  for (int k = 0; k < self->size[2]; k++)
    for (int corner = 0; corner < 4; corner++) {
      const double voxel[3] = { corner & 1 ? self->size[0] - 1 : 0,
                                corner & 2 ? self->size[1] - 1 : 0, k };
      double mm[3];

      hf_geometry_voxel_to_patient (self, voxel, mm);
      for (int a = 0; a < 3; a++) {
        low[a] = MIN (low[a], mm[a]);
        high[a] = MAX (high[a], mm[a]);
      }
    }
}

static const char positive[3] = { 'L', 'P', 'S' }, negative[3] = { 'R', 'A', 'I' };

static int
main_axis (const double direction[3], int other_than)
{
  int best = other_than == 0 ? 1 : 0;

  for (int a = 0; a < 3; a++)
    if (a != other_than && fabs (direction[a]) > fabs (direction[best]) + 1e-6)
      best = a;
  return best;
}

char
hf_geometry_letter (const double direction[3])
{
  int a = main_axis (direction, -1);

  return direction[a] < 0 ? negative[a] : positive[a];
}

/* The main patient direction and, where the vector leans more than about 6 degrees to another one,
   that one's letter too. */
void
hf_geometry_letters (const double direction[3], char letters[4])
{
  int a = main_axis (direction, -1), b = main_axis (direction, a);
  double length = sqrt (dot (direction, direction));

  letters[0] = hf_geometry_letter (direction);
  letters[1] = fabs (direction[b]) < 0.1 * length ? '\0'
               : direction[b] < 0                 ? negative[b]
                                                  : positive[b];
  letters[2] = '\0';
}
