/* Reading .npy. The header is a Python literal; only the plain one that numpy writes is understood,
   with its keys in any order. Structured, object and text arrays are refused. */
#include "files/npy.h"

#include "core/error.h"
#include "files/samples.h"

#include <math.h>
#include <string.h>

#define MAX_HEADER 65536 /* bytes; numpy itself trusts 10000 */

typedef struct {
  HfSampleType type;
  gboolean big_endian;
  gboolean fortran;
  gint64 size[3]; /* i, j, k */
} Header;

static char *
read_dict (HfInput *input, GError **error)
{
  guint8 start[8], length_bytes[4] = { 0 };
  g_autofree char *dict = NULL;
  gsize length;

  if (!hf_input_read (input, start, sizeof start, error))
    return NULL;
  if (memcmp (start, "\x93NUMPY", 6) != 0 || start[6] < 1 || start[6] > 3) {
    hf_fail (hf_input_name (input), HF_CODE_CORRUPT, error,
             "This is not a .npy file of version 1, 2 or 3");
    return NULL;
  }
  if (!hf_input_read (input, length_bytes, start[6] == 1 ? 2 : 4, error))
    return NULL;
  length = length_bytes[0] | length_bytes[1] << 8 | length_bytes[2] << 16 |
           (gsize) length_bytes[3] << 24;
  if (length > MAX_HEADER) {
    hf_fail (hf_input_name (input), HF_CODE_CORRUPT, error, "a header of %zu bytes", length);
    return NULL;
  }
  dict = g_malloc0 (length + 1);
  return hf_input_read (input, dict, length, error) ? g_steal_pointer (&dict) : NULL;
}

static const char *
skip_space (const char *at)
{
  while (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r')
    at++;
  return at;
}

/* A quoted word into word (of n bytes); NULL where there is none. */
static const char *
take_word (const char *at, char *word, gsize n)
{
  char quote = *(at = skip_space (at));
  const char *end = quote == '\'' || quote == '"' ? strchr (at + 1, quote) : NULL;

  if (end == NULL || (gsize) (end - at) > n)
    return NULL;
  memcpy (word, at + 1, (gsize) (end - at - 1));
  word[end - at - 1] = '\0';
  return end + 1;
}

/* (140, 512, 512) with up to 8 sides; Python 2 wrote 140L. */
static const char *
take_shape (const char *at, gint64 *shape, int *n)
{
  at = skip_space (at);
  if (*at++ != '(')
    return NULL;
  for (*n = 0;;) {
    char *end;

    at = skip_space (at);
    if (*at == ')')
      return at + 1;
    if (!g_ascii_isdigit (*at) || *n == 8)
      return NULL;
    shape[(*n)++] = g_ascii_strtoll (at, &end, 10); /* too large: G_MAXINT64, refused later */
    at = skip_space (*end == 'L' ? end + 1 : end);
    if (*at == ',')
      at++;
    else if (*at != ')')
      return NULL;
  }
}

static gboolean
parse_type (HfInput *input, const char *descr, Header *header, GError **error)
{
  static const struct {
    const char *name;
    HfSampleType type;
  } types[] = {
    { "b1", HF_SAMPLE_U8 },  { "u1", HF_SAMPLE_U8 },  { "i1", HF_SAMPLE_I8 },
    { "u2", HF_SAMPLE_U16 }, { "i2", HF_SAMPLE_I16 }, { "u4", HF_SAMPLE_U32 },
    { "i4", HF_SAMPLE_I32 }, { "u8", HF_SAMPLE_U64 }, { "i8", HF_SAMPLE_I64 },
    { "f2", HF_SAMPLE_F16 }, { "f4", HF_SAMPLE_F32 }, { "f8", HF_SAMPLE_F64 },
  };
  gboolean has_order = strchr ("<>|=", descr[0]) != NULL && descr[0];

  header->big_endian = descr[0] == '>' || (descr[0] == '=' && G_BYTE_ORDER == G_BIG_ENDIAN);
  for (gsize n = 0; n < G_N_ELEMENTS (types); n++)
    if (strcmp (descr + has_order, types[n].name) == 0) {
      header->type = types[n].type;
      return TRUE;
    }
  return hf_fail (hf_input_name (input), HF_CODE_UNSUPPORTED_BITS, error,
                  "The type '%s' is no bool, integer or float of up to 8 bytes; in numpy, "
                  "astype('int16') before save",
                  descr);
}

static gboolean
parse_shape (HfInput *input, const gint64 *shape, int n, Header *header, GError **error)
{
  if (n != 2 && n != 3)
    return hf_fail (hf_input_name (input), HF_CODE_BAD_GEOMETRY, error,
                    "The array has %d dimensions; 2 (a slice) or 3 (k, j, i) are possible", n);
  for (int a = 0; a < 3; a++)
    header->size[a] = a < n ? shape[n - 1 - a] : 1;
  return TRUE;
}

static gboolean
parse_dict (HfInput *input, const char *dict, Header *header, GError **error)
{
  const char *at = skip_space (dict);
  char key[32], descr[32] = "";
  gint64 shape[8];
  int n_shape = -1, n_order = 0;

  at = *at == '{' ? at + 1 : NULL;
  while (at && *(at = skip_space (at)) != '}') {
    at = take_word (at, key, sizeof key);
    at = at ? skip_space (at) : NULL;
    if (at == NULL || *at != ':')
      return hf_fail (hf_input_name (input), HF_CODE_CORRUPT, error,
                      "The header of the .npy file makes no sense");
    at = skip_space (at + 1);
    if (strcmp (key, "descr") == 0 && (*at == '[' || *at == '('))
      return hf_fail (hf_input_name (input), HF_CODE_UNSUPPORTED_BITS, error,
                      "Structured arrays hold no volume");
    if (strcmp (key, "descr") == 0)
      at = take_word (at, descr, sizeof descr);
    else if (strcmp (key, "shape") == 0)
      at = take_shape (at, shape, &n_shape);
    else if (strcmp (key, "fortran_order") == 0 &&
             (g_str_has_prefix (at, "True") || g_str_has_prefix (at, "False"))) {
      header->fortran = *at == 'T';
      at += header->fortran ? 4 : 5;
      n_order++;
    } else
      at = NULL;
    at = at ? skip_space (at) : NULL;
    at = at && *at == ',' ? at + 1 : at;
  }
  if (at == NULL || *at != '}' || n_shape < 0 || n_order == 0 || descr[0] == '\0')
    return hf_fail (hf_input_name (input), HF_CODE_CORRUPT, error,
                    "The header of the .npy file makes no sense");
  return parse_type (input, descr, header, error) &&
         parse_shape (input, shape, n_shape, header, error);
}

/* Where the voxels are when nobody says so: along the patient's axes, at the origin. */
static HfGeometry *
plain_geometry (const int size[3], const double *spacing, GPtrArray *warnings, GError **error)
{
  static const double axes[9] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 }, ones[3] = { 1, 1, 1 };
  static const double origin[3] = { 0, 0, 0 };

  if (spacing == NULL && warnings)
    g_ptr_array_add (warnings, hf_warning_new (HF_CODE_ASSUMED_SPACING,
                                               "The file does not say how large its voxels are; "
                                               "1 x 1 x 1 mm is assumed"));
  return hf_geometry_new_even (size, origin, axes, spacing ? spacing : ones, error);
}

/* A copy, so that the sidecar stays the caller's. NULL where it belongs to another array. */
static HfGeometry *
sidecar_geometry (const HfSidecar *sidecar, const int size[3])
{
  return sidecar && memcmp (hf_geometry_size (sidecar->geometry), size, sizeof (int) * 3) == 0
             ? hf_geometry_ref (sidecar->geometry)
             : NULL;
}

static void
warn_other_size (GPtrArray *warnings)
{
  if (warnings)
    g_ptr_array_add (warnings, hf_warning_new (HF_CODE_ASSUMED_SPACING,
                                               "The .json file beside this one describes an array "
                                               "of another size and was not used"));
}

static HfVolumeInfo *
plain_info (void)
{
  HfVolumeInfo *info = hf_volume_info_new ();

  info->is_hu = TRUE; /* bare arrays come from scripts that made HU */
  return info;
}

HfVolume *
hf_npy_read_input (HfInput *input,
                   const HfSidecar *sidecar,
                   const double *spacing,
                   GPtrArray *warnings,
                   GError **error)
{
  g_autofree char *dict = read_dict (input, error);
  g_autoptr (HfGeometry) geometry = NULL;
  HfVolumeInfo *info;
  Header header = { 0 };
  HfSamples samples;
  gsize bytes;
  int size[3];

  if (dict == NULL || !parse_dict (input, dict, &header, error) ||
      !hf_samples_check (hf_input_name (input), header.size, header.type, hf_input_limit (input),
                         &bytes, error))
    return NULL;
  for (int a = 0; a < 3; a++)
    size[a] = (int) header.size[a];
  geometry = sidecar_geometry (sidecar, size);
  if (sidecar && geometry == NULL)
    warn_other_size (warnings);
  info = geometry ? hf_volume_info_copy (sidecar->info, 0) : plain_info ();
  hf_samples_init (&samples, NULL, header.type, header.big_endian, size);
  if (geometry) {
    samples.padding = sidecar->padding;
    samples.scale = sidecar->scale;
    samples.offset = sidecar->offset;
  } else if ((geometry = plain_geometry (size, spacing, warnings, error)) == NULL) {
    hf_volume_info_free (info);
    return NULL;
  }
  if (header.fortran) {
    gssize sample = (gssize) hf_sample_bytes (header.type);

    samples.stride[2] = sample;
    samples.stride[1] = sample * size[2];
    samples.stride[0] = sample * size[2] * size[1];
  }
  return hf_samples_read_volume (&samples, input, bytes, g_steal_pointer (&geometry), info, error);
}

HfVolume *
hf_npy_read (const char *path, const double *spacing, GPtrArray *warnings, GError **error)
{
  g_autoptr (HfInput) input = hf_input_open (path, error);
  g_autoptr (HfSidecar) sidecar = NULL;
  GError *local = NULL;

  if (input == NULL)
    return NULL;
  sidecar = hf_sidecar_read (path, &local);
  if (local) {
    g_propagate_error (error, local);
    return NULL;
  }
  return hf_npy_read_input (input, sidecar, spacing, warnings, error);
}
