/* The header is 348 bytes, then 4 of extension flag; offsets below are those of nifti1.h. */
#include "files/nifti.h"

#include "core/error.h"
#include "files/affine.h"
#include "files/output.h"
#include "files/values.h"

#include <math.h>
#include <string.h>

#define HEADER 348
#define MAX_OFFSET (64 << 20) /* extensions before the voxels: more is nonsense */

enum {
  AT_DIM = 40,
  AT_TYPE = 70,
  AT_BITS = 72,
  AT_PIXDIM = 76,
  AT_OFFSET = 108,
  AT_SLOPE = 112,
  AT_INTER = 116,
  AT_UNITS = 123,
  AT_DESCRIPTION = 148,
  AT_QFORM = 252,
  AT_SFORM = 254,
  AT_QUATERN = 256, /* b, c, d, then the offset x, y, z */
  AT_SROW = 280,
  AT_MAGIC = 344
};

typedef struct {
  const char *name; /* of the file */
  guint8 bytes[HEADER];
  gboolean big;
} Header;

static int
get_short (const Header *self, int at)
{
  const guint8 *p = self->bytes + at;

  return (gint16) (self->big ? p[0] << 8 | p[1] : p[1] << 8 | p[0]);
}

static double
get_float (const Header *self, int at)
{
  guint32 bits;
  float value;

  memcpy (&bits, self->bytes + at, 4);
  bits = self->big ? GUINT32_FROM_BE (bits) : GUINT32_FROM_LE (bits);
  memcpy (&value, &bits, 4);
  return value;
}

static gboolean
read_header (HfInput *input, Header *self, GError **error)
{
  guint32 size;

  self->name = hf_input_name (input);
  if (hf_input_starts_with (input, "\x1f\x8b", 2))
    hf_input_gunzip (input);
  if (!hf_input_read (input, self->bytes, HEADER, error))
    return FALSE;
  memcpy (&size, self->bytes, 4);
  self->big = GUINT32_FROM_BE (size) == HEADER;
  if (GUINT32_FROM_LE (size) == 540 || GUINT32_FROM_BE (size) == 540)
    return hf_fail (self->name, HF_CODE_UNSUPPORTED_BITS, error,
                    "This is NIfTI-2; convert it to NIfTI-1 (fslchfiletype, nibabel)");
  if ((!self->big && GUINT32_FROM_LE (size) != HEADER) || memcmp (self->bytes + AT_MAGIC, "n", 1))
    return hf_fail (self->name, HF_CODE_CORRUPT, error, "This is not a NIfTI-1 file");
  if (memcmp (self->bytes + AT_MAGIC, "n+1", 4) != 0)
    return hf_fail (self->name, HF_CODE_CORRUPT, error,
                    "The voxels are in a second file (.img); only single .nii files are read");
  return TRUE;
}

static gboolean
parse_size (const Header *self, gint64 size[3], GError **error)
{
  int n = get_short (self, AT_DIM);

  if (n < 2 || n > 7)
    return hf_fail (self->name, HF_CODE_BAD_GEOMETRY, error, "The image has %d dimensions", n);
  for (int a = 0; a < 3; a++)
    size[a] = a < n ? get_short (self, AT_DIM + 2 + 2 * a) : 1;
  for (int a = 3; a < n; a++)
    if (get_short (self, AT_DIM + 2 + 2 * a) > 1)
      return hf_fail (self->name, HF_CODE_BAD_GEOMETRY, error,
                      "The file holds %d volumes (dimension %d); split it into single ones",
                      get_short (self, AT_DIM + 2 + 2 * a), a + 1);
  return TRUE;
}

static gboolean
parse_type (const Header *self, HfSampleType *type, GError **error)
{
  static const struct {
    int code;
    HfSampleType type;
  } types[] = {
    { 2, HF_SAMPLE_U8 },   { 256, HF_SAMPLE_I8 },  { 4, HF_SAMPLE_I16 },    { 512, HF_SAMPLE_U16 },
    { 8, HF_SAMPLE_I32 },  { 768, HF_SAMPLE_U32 }, { 1024, HF_SAMPLE_I64 }, { 1280, HF_SAMPLE_U64 },
    { 16, HF_SAMPLE_F32 }, { 64, HF_SAMPLE_F64 },
  };
  int code = get_short (self, AT_TYPE);

  for (gsize n = 0; n < G_N_ELEMENTS (types); n++)
    if (types[n].code == code) {
      *type = types[n].type;
      return TRUE;
    }
  return hf_fail (self->name, HF_CODE_UNSUPPORTED_BITS, error,
                  "The data type %d is no integer or float of up to 64 bits", code);
}

/* Method 2 of nifti1.h: a rotation as a quaternion, and pixdim. */
static void
matrix_of_qform (const Header *self, double matrix[12])
{
  double b = get_float (self, AT_QUATERN), c = get_float (self, AT_QUATERN + 4),
         d = get_float (self, AT_QUATERN + 8), square = b * b + c * c + d * d;
  double a = square < 1 ? sqrt (1 - square) : 0, shrink = square > 1 ? 1 / sqrt (square) : 1;
  double handed = get_float (self, AT_PIXDIM) < 0 ? -1 : 1;

  b *= shrink;
  c *= shrink;
  d *= shrink;
  {
    const double rotation[9] = {
      a * a + b * b - c * c - d * d, 2 * (b * c - a * d),           2 * (b * d + a * c),
      2 * (b * c + a * d),           a * a + c * c - b * b - d * d, 2 * (c * d - a * b),
      2 * (b * d - a * c),           2 * (c * d + a * b),           a * a + d * d - b * b - c * c,
    };

    for (int row = 0; row < 3; row++) {
      for (int axis = 0; axis < 3; axis++)
        matrix[4 * row + axis] = rotation[3 * row + axis] *
                                 fabs (get_float (self, AT_PIXDIM + 4 + 4 * axis)) *
                                 (axis == 2 ? handed : 1);
      matrix[4 * row + 3] = get_float (self, AT_QUATERN + 12 + 4 * row);
    }
  }
}

/* Voxel -> LPS mm. */
static gboolean
parse_matrix (const Header *self, double matrix[12], GPtrArray *warnings, GError **error)
{
  int units = self->bytes[AT_UNITS] & 7;
  double mm = units == 1 ? 1000 : units == 3 ? 0.001 : 1;

  memset (matrix, 0, 12 * sizeof *matrix);
  if (get_short (self, AT_SFORM) > 0) {
    for (int a = 0; a < 12; a++)
      matrix[a] = get_float (self, AT_SROW + 4 * a);
  } else if (get_short (self, AT_QFORM) > 0) {
    matrix_of_qform (self, matrix);
  } else {
    for (int a = 0; a < 3; a++)
      matrix[5 * a] = fabs (get_float (self, AT_PIXDIM + 4 + 4 * a));
    if (warnings)
      g_ptr_array_add (warnings,
                       hf_warning_new (HF_CODE_ASSUMED_SPACING,
                                       "The file does not say how the patient lies in it; left, "
                                       "right, front and back are assumed"));
  }
  for (int a = 0; a < 12; a++) {
    matrix[a] *= mm;
    if (!isfinite (matrix[a]))
      return hf_fail (self->name, HF_CODE_BAD_GEOMETRY, error,
                      "The place of the voxels is no number");
  }
  hf_affine_flip_xy (matrix);
  return TRUE;
}

/* A slope of 0, or nonsense, means that there is none. */
static void
parse_slope (const Header *self, HfSamples *samples)
{
  double slope = get_float (self, AT_SLOPE), inter = get_float (self, AT_INTER);

  if (!isfinite (slope) || slope == 0 || !isfinite (inter))
    return;
  samples->slope = slope;
  samples->intercept = inter;
}

static gboolean
skip_to_voxels (HfInput *input, const Header *self, GError **error)
{
  double offset = get_float (self, AT_OFFSET);

  if (!(offset >= HEADER && offset <= MAX_OFFSET))
    return hf_fail (self->name, HF_CODE_CORRUPT, error, "The voxels start at byte %g", offset);
  return hf_input_skip (input, (guint64) offset - HEADER, error);
}

HfVolume *
hf_nifti_read_input (HfInput *input, GPtrArray *warnings, GError **error)
{
  g_autofree guint8 *data = NULL;
  HfGeometry *geometry;
  HfVolumeInfo *info;
  HfSamples samples;
  HfSampleType type = HF_SAMPLE_I16;
  double matrix[12];
  Header header;
  gint64 sides[3];
  gsize bytes;
  int size[3];

  if (!read_header (input, &header, error) || !parse_size (&header, sides, error) ||
      !parse_type (&header, &type, error) || !parse_matrix (&header, matrix, warnings, error) ||
      !skip_to_voxels (input, &header, error) ||
      !hf_samples_check (header.name, sides, type, hf_input_limit (input), &bytes, error))
    return NULL;
  data = hf_samples_read (input, bytes, error);
  if (data == NULL)
    return NULL;
  for (int a = 0; a < 3; a++)
    size[a] = (int) sides[a];
  hf_samples_init (&samples, data, type, header.big, size);
  parse_slope (&header, &samples);
  geometry = hf_affine_geometry (matrix, size, &samples, error);
  if (geometry == NULL) {
    g_prefix_error (error, "%s: ", header.name);
    return NULL;
  }
  info = hf_volume_info_new ();
  info->is_hu = TRUE; /* the format has no unit; CT is what this program is for */
  return hf_samples_volume (&samples, geometry, info, error);
}

HfVolume *
hf_nifti_read (const char *path, GPtrArray *warnings, GError **error)
{
  g_autoptr (HfInput) input = hf_input_open (path, error);

  return input ? hf_nifti_read_input (input, warnings, error) : NULL;
}

static void
put_short (Header *self, int at, int value)
{
  guint16 bits = GUINT16_TO_LE ((guint16) value);

  memcpy (self->bytes + at, &bits, 2);
}

static void
put_float (Header *self, int at, double number)
{
  float value = (float) number;
  guint32 bits;

  memcpy (&bits, &value, 4);
  bits = GUINT32_TO_LE (bits);
  memcpy (self->bytes + at, &bits, 4);
}

/* The quaternion of a rotation (nifti_mat44_to_quatern of the reference code). */
static void
put_qform (Header *self, const double matrix[12])
{
  double r[9], q[4], norm[3];
  int best = 0;

  for (int axis = 0; axis < 3; axis++) {
    norm[axis] = sqrt (matrix[axis] * matrix[axis] + matrix[4 + axis] * matrix[4 + axis] +
                       matrix[8 + axis] * matrix[8 + axis]);
    for (int row = 0; row < 3; row++)
      r[3 * row + axis] = matrix[4 * row + axis] / norm[axis];
  }
  q[0] = 1 + r[0] + r[4] + r[8];
  q[1] = 1 + r[0] - r[4] - r[8];
  q[2] = 1 - r[0] + r[4] - r[8];
  q[3] = 1 - r[0] - r[4] + r[8];
  for (int a = 1; a < 4; a++)
    best = q[a] > q[best] + 1e-9 ? a : best;
  {
    double m = 0.5 * sqrt (q[best]), w = 0.25 / m; /* the largest part; 1 / (4 m) */
    const double parts[4][4] = {
      { m, (r[7] - r[5]) * w, (r[2] - r[6]) * w, (r[3] - r[1]) * w },
      { (r[7] - r[5]) * w, m, (r[1] + r[3]) * w, (r[2] + r[6]) * w },
      { (r[2] - r[6]) * w, (r[1] + r[3]) * w, m, (r[5] + r[7]) * w },
      { (r[3] - r[1]) * w, (r[2] + r[6]) * w, (r[5] + r[7]) * w, m },
    };
    double sign = parts[best][0] < 0 ? -1 : 1;

    for (int a = 0; a < 3; a++) {
      put_float (self, AT_QUATERN + 4 * a, sign * parts[best][a + 1]);
      put_float (self, AT_QUATERN + 12 + 4 * a, matrix[4 * a + 3]);
    }
  }
  put_short (self, AT_QFORM, 1);
}

static void
make_header (Header *self, const HfVolume *volume, double matrix[12])
{
  const int *size = hf_volume_size (volume);

  memset (self, 0, sizeof *self);
  hf_affine_flip_xy (matrix); /* RAS */
  self->bytes[0] = HEADER & 255;
  self->bytes[1] = HEADER >> 8;
  put_short (self, AT_DIM, 3);
  for (int a = 0; a < 7; a++)
    put_short (self, AT_DIM + 2 + 2 * a, a < 3 ? size[a] : 1);
  put_short (self, AT_TYPE, 4);
  put_short (self, AT_BITS, 16);
  put_float (self, AT_PIXDIM, 1);
  for (int axis = 0; axis < 3; axis++)
    put_float (self, AT_PIXDIM + 4 + 4 * axis,
               sqrt (matrix[axis] * matrix[axis] + matrix[4 + axis] * matrix[4 + axis] +
                     matrix[8 + axis] * matrix[8 + axis]));
  put_float (self, AT_OFFSET, HEADER + 4);
  put_float (self, AT_SLOPE, hf_volume_scale (volume));
  put_float (self, AT_INTER, hf_volume_offset (volume));
  self->bytes[AT_UNITS] = 2; /* mm */
  memcpy (self->bytes + AT_DESCRIPTION, "Hounsfield", 10);
  for (int a = 0; a < 12; a++)
    put_float (self, AT_SROW + 4 * a, matrix[a]);
  put_short (self, AT_SFORM, 1);
  if (!hf_geometry_is_tilted (hf_volume_geometry (volume)))
    put_qform (self, matrix);
  memcpy (self->bytes + AT_MAGIC, "n+1", 4);
}

/* Voxels as they are; padding as the stored number nearest to its value, and so at least below all
 * others: the format knows no padding. */
static gboolean
write_voxels (HfOutput *output, const HfVolume *volume, HfProgress *progress, GError **error)
{
  const int *size = hf_volume_size (volume);
  double stored = rint ((hf_volume_padding_value (volume) - hf_volume_offset (volume)) /
                        hf_volume_scale (volume));
  gint16 padding = (gint16) CLAMP (stored, G_MININT16, G_MAXINT16);
  g_autofree gint16 *row = g_new (gint16, size[0]);

  for (int k = 0; k < size[2]; k++) {
    if (hf_values_stopped (progress, k, size[2], error))
      return FALSE;
    for (int j = 0; j < size[1]; j++) {
      const gint16 *from = hf_volume_row (volume, j, k);

      for (int i = 0; i < size[0]; i++)
        row[i] = GINT16_TO_LE (from[i] == HF_VOLUME_PADDING ? padding : from[i]);
      if (!hf_output_write (output, row, sizeof *row * (gsize) size[0], error))
        return FALSE;
    }
  }
  return TRUE;
}

gboolean
hf_nifti_write (const char *path,
                const HfVolume *volume,
                gboolean with_patient,
                HfProgress *progress,
                GError **error)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);
  g_autoptr (HfOutput) output = NULL;
  static const guint8 no_extension[4];
  double matrix[12];
  Header header;

  if (!hf_affine_from_geometry (hf_volume_geometry (volume), matrix, error))
    return FALSE;
  make_header (&header, volume, matrix);
  output = hf_output_new (path, g_str_has_suffix (lower, ".gz"), error);
  return output != NULL && hf_output_write (output, header.bytes, HEADER, error) &&
         hf_output_write (output, no_extension, 4, error) &&
         write_voxels (output, volume, progress, error) && hf_output_commit (output, error);
}
