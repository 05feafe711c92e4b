/* A tar archive, mostly compressed with gzip, of main.plist (what the matrix is) and matrix.dat
   (int16, order z, y, x). Entries come in any order: the archive is read until main.plist, then again
   until the matrix. Only these two are read, nothing is unpacked to the disk.

   InVesalius shows what it saves with y upwards: row 0 is the patient's back. DICOM's row 0 is the
   front, so rows are turned around here. */
#include "files/inv3.h"

#include "core/error.h"
#include "files/plist.h"
#include "files/samples.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define BLOCK 512           /* bytes of a tar block */
#define MAX_PLIST (1 << 20) /* bytes */
#define MAX_ENTRIES 100000
#define MAX_SKIP (1ULL << 36) /* bytes */

static void
rewind_archive (HfInput *input)
{
  hf_input_rewind (input);
  if (hf_input_starts_with (input, "\x1f\x8b", 2))
    hf_input_gunzip (input);
}

/* POSIX ustar: name at 0, size in octal at 124. */
static guint64
entry_size (const char *block)
{
  guint64 size = 0;

  for (int a = 124; a < 136 && block[a]; a++)
    if (block[a] >= '0' && block[a] <= '7')
      size = size * 8 + (guint64) (block[a] - '0');
  return size;
}

static gboolean
is_named (const char *block, const char *wanted)
{
  g_autofree char *name = g_strndup (block, 100);
  g_autofree char *base = g_path_get_basename (name);

  return strcmp (base, wanted) == 0;
}

/* Goes to the contents of the first file of that name. */
static gboolean
find_entry (HfInput *input, const char *wanted, guint64 *size, GError **error)
{
  char block[BLOCK];

  rewind_archive (input);
  for (int n = 0; n < MAX_ENTRIES; n++) {
    if (!hf_input_read (input, block, BLOCK, error))
      return FALSE;
    if (block[0] == '\0')
      break;
    *size = entry_size (block);
    if ((block[156] == '0' || block[156] == '\0') && is_named (block, wanted))
      return TRUE;
    if (*size > MAX_SKIP || !hf_input_skip (input, (*size + BLOCK - 1) / BLOCK * BLOCK, error))
      break;
  }
  if (error && *error == NULL)
    g_set_error (error, HF_ERROR, HF_CODE_CORRUPT,
                 _ ("%s: there is no %s in it; this is no project of InVesalius"),
                 hf_input_name (input), wanted);
  return FALSE;
}

static GHashTable *
read_project (HfInput *input, GError **error)
{
  g_autofree char *text = NULL;
  guint64 size;

  if (!find_entry (input, "main.plist", &size, error))
    return NULL;
  if (size > MAX_PLIST) {
    g_set_error (error, HF_ERROR, HF_CODE_CORRUPT, _ ("%s: main.plist is too large"),
                 hf_input_name (input));
    return NULL;
  }
  text = g_malloc0 ((gsize) size + 1);
  return hf_input_read (input, text, (gsize) size, error)
             ? hf_plist_parse (hf_input_name (input), text, (gsize) size, error)
             : NULL;
}

static double
number_at (GHashTable *project, const char *path, int n)
{
  g_autofree char *full = g_strdup_printf ("%s/%d", path, n);
  const char *text = g_hash_table_lookup (project, full);

  return text ? g_ascii_strtod (text, NULL) : NAN;
}

static HfGeometry *
make_geometry (HfInput *input, GHashTable *project, const int size[3], GError **error)
{
  static const double axes[9] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 }, origin[3] = { 0, 0, 0 };
  double spacing[3];

  for (int a = 0; a < 3; a++) {
    spacing[a] = number_at (project, "spacing", a);
    if (!(spacing[a] > 0 && spacing[a] < 1e6)) {
      g_set_error (error, HF_ERROR, HF_CODE_BAD_GEOMETRY, _ ("%s: a spacing of %g mm"),
                   hf_input_name (input), spacing[a]);
      return NULL;
    }
  }
  return hf_geometry_new_even (size, origin, axes, spacing, error);
}

static HfVolumeInfo *
make_info (GHashTable *project)
{
  const char *modality = g_hash_table_lookup (project, "modality");
  const char *name = g_hash_table_lookup (project, "name");
  HfVolumeInfo *info = hf_volume_info_new ();

  if (modality) {
    g_free (info->modality);
    info->modality = g_strdup (modality);
  }
  if (name) {
    g_free (info->patient_name);
    info->patient_name = g_strdup (name);
  }
  info->is_hu = modality == NULL || strcmp (modality, "CT") == 0;
  return info;
}

static gboolean
parse_shape (
    HfInput *input, GHashTable *project, int size[3], guint64 there, gsize *bytes, GError **error)
{
  const char *type = g_hash_table_lookup (project, "matrix/dtype");
  gint64 sides[3];

  if (type && strcmp (type, "int16") != 0) {
    g_set_error (error, HF_ERROR, HF_CODE_UNSUPPORTED_BITS, _ ("%s: a matrix of type %s"),
                 hf_input_name (input), type);
    return FALSE;
  }
  for (int a = 0; a < 3; a++) {
    double side = number_at (project, "matrix/shape", 2 - a);

    sides[a] = side >= 1 && side <= 1e9 ? (gint64) side : 0;
  }
  if (!hf_samples_check (hf_input_name (input), sides, HF_SAMPLE_I16,
                         MIN (there, hf_input_limit (input)), bytes, error))
    return FALSE;
  for (int a = 0; a < 3; a++)
    size[a] = (int) sides[a];
  return TRUE;
}

static HfVolume *
read_matrix (HfInput *input, GHashTable *project, GError **error)
{
  const char *file = g_hash_table_lookup (project, "matrix/filename");
  g_autofree guint8 *data = NULL;
  HfGeometry *geometry;
  HfSamples samples;
  guint64 there;
  gsize bytes;
  int size[3];

  if (!find_entry (input, file ? file : "matrix.dat", &there, error) ||
      !parse_shape (input, project, size, there, &bytes, error))
    return NULL;
  data = hf_samples_read (input, bytes, error);
  if (data == NULL)
    return NULL;
  geometry = make_geometry (input, project, size, error);
  if (geometry == NULL)
    return NULL;
  hf_samples_init (&samples, data, HF_SAMPLE_I16, FALSE, size);
  samples.first += samples.stride[1] * (size[1] - 1);
  samples.stride[1] = -samples.stride[1];
  return hf_samples_volume (&samples, geometry, make_info (project), error);
}

HfVolume *
hf_inv3_read_input (HfInput *input, GPtrArray *warnings, GError **error)
{
  GError *local = NULL;
  g_autoptr (GHashTable) project = read_project (input, &local);
  g_autoptr (HfVolume) volume = project ? read_matrix (input, project, &local) : NULL;

  if (volume == NULL)
    g_propagate_error (error, local);
  return g_steal_pointer (&volume);
}

HfVolume *
hf_inv3_read (const char *path, GPtrArray *warnings, GError **error)
{
  g_autoptr (HfInput) input = hf_input_open (path, error);

  return input ? hf_inv3_read_input (input, warnings, error) : NULL;
}
