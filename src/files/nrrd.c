/* A text header of "field: value" lines, an empty line, then the voxels. */
#include "files/nrrd.h"

#include "core/error.h"
#include "files/affine.h"
#include "files/output.h"
#include "files/values.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_HEADER (1 << 20) /* bytes */

typedef struct {
  const char *name;   /* of the file */
  GHashTable *fields; /* lower case name -> value */
  int dimension;
  gint64 size[3];
  HfSampleType type;
  gboolean big;
  gboolean gzip;
  double matrix[12]; /* voxel -> LPS mm */
} Header;

/* A line without its end; NULL at an error. One byte at a time: zlib and the page cache buffer. */
static char *
read_line (HfInput *input, gsize *budget, GError **error)
{
  g_autoptr (GString) line = g_string_new (NULL);

  for (;;) {
    char c;

    if ((*budget)-- == 0) {
      g_set_error (error, HF_ERROR, HF_CODE_CORRUPT, _ ("%s: the header has no end"),
                   hf_input_name (input));
      return NULL;
    }
    if (!hf_input_read (input, &c, 1, error))
      return NULL;
    if (c == '\n')
      break;
    g_string_append_c (line, c ? c : ' ');
  }
  if (line->len && line->str[line->len - 1] == '\r')
    g_string_truncate (line, line->len - 1);
  return g_string_free (g_steal_pointer (&line), FALSE);
}

static gboolean
read_fields (HfInput *input, Header *self, GError **error)
{
  gsize budget = MAX_HEADER;
  g_autofree char *magic = NULL;

  if (!hf_input_starts_with (input, "NRRD000", 7))
    return hf_fail (self->name, HF_CODE_CORRUPT, error, "This is not an NRRD file");
  magic = read_line (input, &budget, error);
  while (magic != NULL) {
    g_autofree char *line = read_line (input, &budget, error);
    char *colon, *pair;

    if (line == NULL)
      return FALSE;
    if (*line == '\0')
      return TRUE;
    colon = strstr (line, ": ");
    pair = strstr (line, ":="); /* key:=value says nothing about the voxels */
    if (*line == '#' || colon == NULL || (pair && pair < colon))
      continue;
    *colon = '\0';
    g_hash_table_replace (self->fields, g_ascii_strdown (line, -1),
                          g_strdup (g_strstrip (colon + 2)));
  }
  return FALSE;
}

static const char *
field (const Header *self, const char *name)
{
  const char *value = g_hash_table_lookup (self->fields, name);

  return value ? value : "";
}

/* Up to n numbers from words apart by spaces, commas and brackets; "none" ends them. */
static int
parse_numbers (const char *text, double *numbers, int n)
{
  for (int a = 0; a < n; a++) {
    char *end;
    double number;

    text += strspn (text, " ,()\t");
    number = g_ascii_strtod (text, &end);
    if (end == text || !isfinite (number))
      return a;
    numbers[a] = number;
    text = end;
  }
  return n;
}

static gboolean
parse_type (Header *self, GError **error)
{
  static const struct {
    const char *names;
    HfSampleType type;
  } types[] = {
    { ";signed char;int8;int8_t;", HF_SAMPLE_I8 },
    { ";uchar;unsigned char;uint8;uint8_t;", HF_SAMPLE_U8 },
    { ";short;short int;signed short;signed short int;int16;int16_t;", HF_SAMPLE_I16 },
    { ";ushort;unsigned short;unsigned short int;uint16;uint16_t;", HF_SAMPLE_U16 },
    { ";int;signed int;int32;int32_t;", HF_SAMPLE_I32 },
    { ";uint;unsigned int;uint32;uint32_t;", HF_SAMPLE_U32 },
    { ";longlong;long long;long long int;signed long long;signed long long int;int64;int64_t;",
      HF_SAMPLE_I64 },
    { ";ulonglong;unsigned long long;unsigned long long int;uint64;uint64_t;", HF_SAMPLE_U64 },
    { ";float;", HF_SAMPLE_F32 },
    { ";double;", HF_SAMPLE_F64 },
  };
  g_autofree char *word = g_strconcat (";", field (self, "type"), ";", NULL);

  for (gsize n = 0; n < G_N_ELEMENTS (types); n++)
    if (strlen (word) > 2 && strstr (types[n].names, word)) {
      self->type = types[n].type;
      return TRUE;
    }
  return hf_fail (self->name, HF_CODE_UNSUPPORTED_BITS, error,
                  "The type “%s” is no integer or float", field (self, "type"));
}

static gboolean
parse_layout (Header *self, GError **error)
{
  const char *encoding = field (self, "encoding"), *endian = field (self, "endian");
  double numbers[4] = { 0 };

  parse_numbers (field (self, "dimension"), numbers, 1);
  self->dimension = (int) CLAMP (numbers[0], 0, 16);
  if (self->dimension != 2 && self->dimension != 3)
    return hf_fail (self->name, HF_CODE_BAD_GEOMETRY, error,
                    "The array has %d dimensions; 2 or 3 are possible", self->dimension);
  if (parse_numbers (field (self, "sizes"), numbers, 4) != self->dimension)
    return hf_fail (self->name, HF_CODE_CORRUPT, error, "sizes is not %d numbers", self->dimension);
  for (int a = 0; a < 3; a++)
    self->size[a] = a < self->dimension ? (gint64) CLAMP (numbers[a], -1, 1e9) : 1;
  if (*field (self, "data file") || *field (self, "datafile"))
    return hf_fail (self->name, HF_CODE_CORRUPT, error,
                    "The voxels are in a second file; only attached .nrrd files are read");
  self->gzip = strcmp (encoding, "gzip") == 0 || strcmp (encoding, "gz") == 0;
  if (!self->gzip && strcmp (encoding, "raw") != 0)
    return hf_fail (self->name, HF_CODE_UNSUPPORTED_SYNTAX, error,
                    "The encoding “%s” is not read; save it as raw or gzip", encoding);
  self->big = strcmp (endian, "big") == 0;
  if (!self->big && strcmp (endian, "little") != 0 && self->type > HF_SAMPLE_I8)
    return hf_fail (self->name, HF_CODE_CORRUPT, error, "endian is neither big nor little");
  return TRUE;
}

/* How x and y of the file's space become LPS. */
static void
parse_space (Header *self, GPtrArray *warnings)
{
  g_autofree char *space = g_ascii_strdown (field (self, "space"), -1);
  gboolean las = strcmp (space, "left-anterior-superior") == 0 || strcmp (space, "las") == 0;
  gboolean ras = strcmp (space, "right-anterior-superior") == 0 || strcmp (space, "ras") == 0;
  gboolean lps = strcmp (space, "left-posterior-superior") == 0 || strcmp (space, "lps") == 0;

  for (int a = 0; a < 4; a++) {
    self->matrix[a] *= ras ? -1 : 1;
    self->matrix[4 + a] *= ras || las ? -1 : 1;
  }
  if (!ras && !las && !lps && warnings)
    g_ptr_array_add (warnings,
                     hf_warning_new (HF_CODE_ASSUMED_SPACING,
                                     "The file does not say how the patient lies in it; left, "
                                     "right, front and back are assumed"));
}

static gboolean
parse_place (Header *self, GPtrArray *warnings, GError **error)
{
  double directions[9], origin[3] = { 0 }, spacings[3] = { 1, 1, 1 };
  const char *text = field (self, "space directions");
  int n = parse_numbers (text, directions, 9);

  memset (self->matrix, 0, sizeof self->matrix);
  if (*text && n != 9)
    return hf_fail (self->name, HF_CODE_BAD_GEOMETRY, error,
                    "space directions is not 3 times 3 numbers");
  parse_numbers (field (self, "space origin"), origin, 3);
  for (int a = 0; a < 3; a++)
    self->matrix[4 * a + 3] = origin[a];
  if (*text) {
    for (int axis = 0; axis < 3; axis++)
      for (int a = 0; a < 3; a++)
        self->matrix[4 * a + axis] = directions[3 * axis + a];
    parse_space (self, warnings);
    return TRUE;
  }
  if (parse_numbers (field (self, "spacings"), spacings, self->dimension) < self->dimension &&
      warnings)
    g_ptr_array_add (warnings, hf_warning_new (HF_CODE_ASSUMED_SPACING,
                                               "The file does not say how large its voxels are; "
                                               "1 mm is assumed where it is missing"));
  for (int axis = 0; axis < 3; axis++)
    self->matrix[5 * axis] = fabs (spacings[axis]);
  return TRUE;
}

static gboolean
skip_to_voxels (HfInput *input, const Header *self, GError **error)
{
  double lines = 0, bytes = 0;

  parse_numbers (field (self, "line skip"), &lines, 1);
  parse_numbers (field (self, "byte skip"), &bytes, 1);
  if (lines != 0 || bytes < 0 || bytes > MAX_HEADER)
    return hf_fail (self->name, HF_CODE_UNSUPPORTED_SYNTAX, error,
                    "line skip and byte skip are not read");
  if (self->gzip)
    hf_input_gunzip (input);
  return hf_input_skip (input, (guint64) bytes, error);
}

static HfVolume *
read_voxels (HfInput *input, const Header *self, GError **error)
{
  g_autofree guint8 *data = NULL;
  HfGeometry *geometry;
  HfVolumeInfo *info;
  HfSamples samples;
  gsize bytes;
  int size[3];

  if (!skip_to_voxels (input, self, error) ||
      !hf_samples_check (self->name, self->size, self->type, hf_input_limit (input), &bytes, error))
    return NULL;
  data = hf_samples_read (input, bytes, error);
  if (data == NULL)
    return NULL;
  for (int a = 0; a < 3; a++)
    size[a] = (int) self->size[a];
  hf_samples_init (&samples, data, self->type, self->big, size);
  geometry = hf_affine_geometry (self->matrix, size, &samples, error);
  if (geometry == NULL) {
    g_prefix_error (error, "%s: ", self->name);
    return NULL;
  }
  info = hf_volume_info_new ();
  info->is_hu = TRUE; /* the format has no unit; CT is what this program is for */
  return hf_samples_volume (&samples, geometry, info, error);
}

HfVolume *
hf_nrrd_read_input (HfInput *input, GPtrArray *warnings, GError **error)
{
  g_autoptr (GHashTable) fields = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  Header header = { .name = hf_input_name (input), .fields = fields };

  if (!read_fields (input, &header, error) || !parse_type (&header, error) ||
      !parse_layout (&header, error) || !parse_place (&header, warnings, error))
    return NULL;
  return read_voxels (input, &header, error);
}

HfVolume *
hf_nrrd_read (const char *path, GPtrArray *warnings, GError **error)
{
  g_autoptr (HfInput) input = hf_input_open (path, error);

  return input ? hf_nrrd_read_input (input, warnings, error) : NULL;
}

static void
append_vector (GString *text, double x, double y, double z)
{
  const double numbers[3] = { x, y, z };

  for (int a = 0; a < 3; a++) {
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    g_string_append (text, a ? "," : "(");
    g_string_append (text, g_ascii_dtostr (number, sizeof number, numbers[a] + 0.0));
  }
  g_string_append_c (text, ')');
}

static GString *
make_header (const HfVolume *volume, const double m[12], gboolean as_float)
{
  const int *size = hf_volume_size (volume);
  GString *text = g_string_new ("NRRD0004\n"
                                "# Complete NRRD file format specification at:\n"
                                "# http://teem.sourceforge.net/nrrd/format.html\n");

  g_string_append_printf (text, "type: %s\ndimension: 3\n", as_float ? "float" : "short");
  g_string_append_printf (text, "space: left-posterior-superior\nsizes: %d %d %d\n", size[0],
                          size[1], size[2]);
  g_string_append (text, "space directions:");
  for (int axis = 0; axis < 3; axis++) {
    g_string_append_c (text, ' ');
    append_vector (text, m[axis], m[4 + axis], m[8 + axis]);
  }
  g_string_append (text, "\nkinds: domain domain domain\nendian: little\nencoding: raw\n"
                         "space origin: ");
  append_vector (text, m[3], m[7], m[11]);
  g_string_append (text, "\n\n");
  return text;
}

static gboolean
write_part (gpointer output, gconstpointer data, gsize n, GError **error)
{
  return hf_output_write (output, data, n, error);
}

gboolean
hf_nrrd_write (const char *path,
               const HfVolume *volume,
               gboolean with_patient,
               HfProgress *progress,
               GError **error)
{
  HfValues values = hf_values_begin (volume);
  g_autoptr (HfOutput) output = NULL;
  g_autoptr (GString) header = NULL;
  double matrix[12];

  if (!hf_affine_from_geometry (hf_volume_geometry (volume), matrix, error))
    return FALSE;
  output = hf_output_new (path, FALSE, error);
  header = make_header (volume, matrix, values.as_float);
  return output != NULL && hf_output_write (output, header->str, header->len, error) &&
         hf_values_write (volume, &values, progress, write_part, output, error) &&
         hf_output_commit (output, error);
}
