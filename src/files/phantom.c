/* From the anatomy to voxels and files. Noise is a sum of four 16-bit numbers of a counter-based
   generator (SplitMix64; Steele et al. 2014): whole numbers only, so that rows may be made in any
   order by any thread. */
#include "files/phantom.h"

#include "core/beside.h"
#include "core/error.h"
#include "files/dicom-write.h"
#include "files/phantom-head.h"
#include "files/phantom-shapes.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define SEED 0x485368656164ULL
#define LOWEST -1024 /* HU: 12 bits with intercept -1024 */
#define HIGHEST 3071

static const double center[3] = { 0, 2, 11.5 }; /* of the grid, mm */

void
hf_phantom_spec_init (HfPhantomSpec *self)
{
  *self = (HfPhantomSpec){ { 512, 512, 234 }, { 1, 1, 1 }, HF_PHANTOM_NOISE };
}

double
hf_phantom_value (const double mm[3])
{
  float value;

  hf_phantom_head_row (mm[0], 1, mm[1], mm[2], 1, &value);
  return CLAMP (value, LOWEST, HIGHEST);
}

static void
first_voxel (const HfPhantomSpec *spec, double mm[3])
{
  for (int a = 0; a < 3; a++)
    mm[a] = center[a] - 0.5 * (spec->size[a] - 1) * spec->spacing[a];
}

HfGeometry *
hf_phantom_geometry (const HfPhantomSpec *spec)
{
  static const double axes[9] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
  double origin[3];

  first_voxel (spec, origin);
  return hf_geometry_new_even (spec->size, origin, axes, spec->spacing, NULL);
}

static inline guint64
random_bits (guint64 counter)
{
  guint64 z = SEED + counter * 0x9e3779b97f4a7c15ULL;

  z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ULL;
  z = (z ^ z >> 27) * 0x94d049bb133111ebULL;
  return z ^ z >> 31;
}

/* Whole HU with noise; the factor is sigma over that of four 16-bit numbers, in 1/2^24. */
static void
row_with_noise (const HfPhantomSpec *spec, int j, int k, gint16 *to)
{
  gint64 factor = llrint (spec->noise / 37837.2 * (1 << 24));
  guint64 counter = ((guint64) k * (guint64) spec->size[1] + (guint64) j) * (guint64) spec->size[0];
  float row[HF_PHANTOM_MAX_ROW];
  double origin[3];

  first_voxel (spec, origin);
  hf_phantom_head_row (origin[0], spec->spacing[0], origin[1] + j * spec->spacing[1],
                       origin[2] + k * spec->spacing[2], spec->size[0], row);
  for (int i = 0; i < spec->size[0]; i++) {
    guint64 bits = random_bits (counter + (guint64) i);
    gint64 sum =
        (gint64) ((bits & 0xffff) + (bits >> 16 & 0xffff) + (bits >> 32 & 0xffff) + (bits >> 48)) -
        131070;
    gint64 value = ((gint64) (row[i] * 256) * 65536 + sum * factor + (1 << 23)) >> 24;

    to[i] = (gint16) CLAMP (value, LOWEST, HIGHEST);
  }
}

typedef struct {
  const HfPhantomSpec *spec;
  HfVolume *volume;   /* or */
  const char *folder; /* files */
  HfProgress *progress;
  gint done;  /* atomic: slices */
  gint error; /* atomic: errno of the first that failed */
} Job;

static gboolean
job_stopped (Job *job)
{
  return hf_progress_cancelled (job->progress) || g_atomic_int_get (&job->error);
}

static void
job_slice_done (Job *job)
{
  int done = g_atomic_int_add (&job->done, 1) + 1;

  if (job->progress)
    hf_progress_set (job->progress, (double) done / job->spec->size[2]);
}

static void
fill_slices (gsize begin, gsize end, gpointer data)
{
  Job *job = data;
  gsize pitch = hf_volume_pitch (job->volume), rows = (gsize) job->spec->size[1];

  for (gsize k = begin; k < end && !job_stopped (job); k++) {
    for (gsize j = 0; j < rows; j++)
      row_with_noise (job->spec, (int) j, (int) k,
                      hf_volume_writable (job->volume) + pitch * (k * rows + j));
    job_slice_done (job);
  }
}

static gboolean
check_spec (const HfPhantomSpec *spec, GError **error)
{
  for (int a = 0; a < 3; a++)
    if (spec->size[a] < 1 || spec->size[a] > HF_PHANTOM_MAX_ROW || !(spec->spacing[a] > 0) ||
        spec->spacing[a] > 1000) {
      g_set_error (
          error, HF_ERROR, HF_CODE_BAD_VALUE,
          _ ("A phantom of %d voxels at %g mm cannot be made; 1 to %d at up to 1000 mm can"),
          spec->size[a], spec->spacing[a], HF_PHANTOM_MAX_ROW);
      return FALSE;
    }
  return TRUE;
}

static gboolean
check_job (Job *job, const char *what, GError **error)
{
  int number = g_atomic_int_get (&job->error);

  if (number)
    g_set_error (error, HF_ERROR, HF_CODE_IO, _ ("Could not write the sample to %s: %s"), what,
                 g_strerror (number));
  else if (hf_progress_cancelled (job->progress))
    g_set_error (error, HF_ERROR, HF_CODE_CANCELLED, _ ("Cancelled"));
  else
    return TRUE;
  return FALSE;
}

HfVolume *
hf_phantom_volume (const HfPhantomSpec *spec, HfProgress *progress, GError **error)
{
  g_autoptr (HfVolume) volume = NULL;
  HfVolumeInfo *info;
  Job job = { spec, NULL, NULL, progress, 0, 0 };

  if (!check_spec (spec, error))
    return NULL;
  info = hf_volume_info_new ();
  info->is_hu = TRUE;
  info->is_sample = TRUE;
  g_free (info->modality);
  info->modality = g_strdup ("CT");
  volume = hf_volume_new (hf_phantom_geometry (spec), info, error);
  if (volume == NULL)
    return NULL;
  job.volume = volume;
  hf_parallel_for ((gsize) spec->size[2], 1, fill_slices, &job);
  return check_job (&job, "memory", error) ? g_steal_pointer (&volume) : NULL;
}

static GByteArray *
format_slice (const HfPhantomSpec *spec, int k)
{
  gsize n = (gsize) spec->size[0] * (gsize) spec->size[1];
  g_autofree gint16 *pixels = g_new (gint16, n);
  g_autofree char *sop = g_strdup_printf ("2.25.32759041736841926059123867001554%07d", k + 1);
  HfDicomImage image;

  for (int j = 0; j < spec->size[1]; j++)
    row_with_noise (spec, j, k, pixels + (gsize) j * (gsize) spec->size[0]);
  for (gsize a = 0; a < n; a++)
    pixels[a] -= LOWEST;
  hf_dicom_image_init (&image);
  image.study_uid = HF_PHANTOM_STUDY;
  image.series_uid = HF_PHANTOM_SERIES;
  image.frame_uid = "2.25.327590417368419260591238670015530816003";
  image.sop_uid = sop;
  image.patient_name = "Phantom^Head";
  image.patient_id = "SAMPLE";
  image.series_description = "Sample head, computed";
  image.instance_number = k + 1;
  image.columns = spec->size[0];
  image.rows = spec->size[1];
  image.spacing[0] = spec->spacing[0];
  image.spacing[1] = spec->spacing[1];
  image.thickness = spec->spacing[2];
  first_voxel (spec, image.position);
  image.position[2] += k * spec->spacing[2];
  image.window_width = 80;
  image.window_level = 40;
  image.pixels = pixels;
  return hf_dicom_image_format (&image);
}

static int
write_file (const char *path, const GByteArray *bytes)
{
  int fd = g_open (path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644), result = 0;

  if (fd < 0)
    return errno;
  for (gsize done = 0; done < bytes->len && result == 0;) {
    ssize_t n = write (fd, bytes->data + done, bytes->len - done);

    if (n > 0)
      done += (gsize) n;
    else if (n == 0 || errno != EINTR)
      result = n == 0 ? ENOSPC : errno;
  }
  return close (fd) == 0 || result ? result : errno;
}

static char *
slice_path (const char *folder, gsize k)
{
  return g_strdup_printf ("%s/slice-%04" G_GSIZE_FORMAT ".dcm", folder, k + 1);
}

static void
write_slices (gsize begin, gsize end, gpointer data)
{
  Job *job = data;

  for (gsize k = begin; k < end && !job_stopped (job); k++) {
    g_autofree char *path = slice_path (job->folder, k);
    g_autoptr (GByteArray) bytes = format_slice (job->spec, (int) k);
    int number = write_file (path, bytes);

    if (number)
      g_atomic_int_compare_and_exchange (&job->error, 0, number);
    job_slice_done (job);
  }
}

static void
remove_slices (const HfPhantomSpec *spec, const char *folder)
{
  for (gsize k = 0; k < (gsize) spec->size[2]; k++) {
    g_autofree char *path = slice_path (folder, k);

    g_unlink (path);
  }
  g_rmdir (folder);
}

gboolean
hf_phantom_write (const HfPhantomSpec *spec,
                  const char *folder,
                  HfProgress *progress,
                  GError **error)
{
  g_autofree char *parent = g_path_get_dirname (folder);
  g_autofree char *temporary = g_strconcat (folder, ".XXXXXX", NULL);
  Job job = { spec, NULL, temporary, progress, 0, 0 };

  if (!check_spec (spec, error))
    return FALSE;
  if (g_mkdir_with_parents (parent, 0755) != 0 || g_mkdtemp_full (temporary, 0755) == NULL) {
    g_set_error (error, HF_ERROR, HF_CODE_IO, _ ("Could not make the folder %s: %s"), folder,
                 g_strerror (errno));
    return FALSE;
  }
  hf_parallel_for ((gsize) spec->size[2], 1, write_slices, &job);
  /* Somebody else may have been first: theirs is the same. */
  if (!job_stopped (&job) && rename (temporary, folder) != 0 && errno != EEXIST &&
      errno != ENOTEMPTY)
    job.error = errno;
  if (g_file_test (temporary, G_FILE_TEST_EXISTS))
    remove_slices (spec, temporary);
  return check_job (&job, folder, error);
}

/* What was built or installed with the running program, or NULL. */
static char *
folder_beside_program (void)
{
  static const char *const places[] = { "../../share/sample", "../share/hounsfield/sample" };
  g_autofree char *folder =
      hf_beside_program (places, G_N_ELEMENTS (places), NULL, G_FILE_TEST_IS_DIR);

  return folder ? g_canonicalize_filename (folder, NULL) : NULL;
}

/* Samples of older versions take 123 MB each. Only folders that hold nothing but slices go. */
static void
remove_old_samples (const char *cache, const char *current)
{
  g_autoptr (GDir) dir = g_dir_open (cache, 0, NULL);
  HfPhantomSpec spec;
  const char *name;

  hf_phantom_spec_init (&spec);
  while (dir && (name = g_dir_read_name (dir))) {
    g_autofree char *folder = g_build_filename (cache, name, NULL);

    if (g_str_has_prefix (name, "sample-") && !g_str_equal (name, current) &&
        g_file_test (folder, G_FILE_TEST_IS_DIR) && !g_file_test (folder, G_FILE_TEST_IS_SYMLINK))
      remove_slices (&spec, folder);
  }
}

static char *
ensure_in_cache (HfProgress *progress, GError **error)
{
  const char *name = "sample-" HF_PHANTOM_VERSION;
  g_autofree char *cache = g_build_filename (g_get_user_cache_dir (), "hounsfield", NULL);
  g_autofree char *folder = g_build_filename (cache, name, NULL);
  HfPhantomSpec spec;

  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&folder);
  hf_phantom_spec_init (&spec);
  if (!hf_phantom_write (&spec, folder, progress, error))
    return NULL;
  remove_old_samples (cache, name);
  return g_steal_pointer (&folder);
}

char *
hf_phantom_ensure (HfProgress *progress, GError **error)
{
  const char *given = g_getenv ("HF_SAMPLE_DIR");
  g_autofree char *folder = given ? g_strdup (given) : folder_beside_program ();
  HfPhantomSpec spec;

  if (folder == NULL)
    return ensure_in_cache (progress, error);
  if (g_file_test (folder, G_FILE_TEST_IS_DIR))
    return g_steal_pointer (&folder);
  hf_phantom_spec_init (&spec);
  return hf_phantom_write (&spec, folder, progress, error) ? g_steal_pointer (&folder) : NULL;
}
