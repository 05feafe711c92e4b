/* Size is sealed before anyone else gets the descriptor: who could shrink the file could kill us
   with SIGBUS. The mapping is of a second, read-only opening of it: a writable one, even if only
   mapped for reading, would keep the seal against writing from ever being set. */
#include "session/voxels.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <sys/mman.h>
#include <unistd.h>

#ifndef F_SEAL_FUTURE_WRITE
#define F_SEAL_FUTURE_WRITE 0x0010
#endif

struct _HfVoxels {
  gatomicrefcount refs;
  int fd; /* -1: sealed */
  gint16 *data;
  gsize bytes;
};

static gint16 *
map_for_reading (int fd, gsize bytes)
{
  g_autofree char *path = g_strdup_printf ("/proc/self/fd/%d", fd);
  int reader = open (path, O_RDONLY | O_CLOEXEC);
  void *data = mmap (NULL, bytes, PROT_READ, MAP_SHARED, reader >= 0 ? reader : fd, 0);

  if (reader >= 0)
    close (reader);
  return data == MAP_FAILED ? NULL : data;
}

HfVoxels *
hf_voxels_new (const int size[3], GError **error)
{
  HfVoxels *self = g_new0 (HfVoxels, 1);

  g_atomic_ref_count_init (&self->refs);
  self->bytes = hf_volume_bytes_for (size);
  self->fd = memfd_create ("hounsfield-voxels", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (hf_volume_fits (self->bytes) && self->fd >= 0 &&
      ftruncate (self->fd, (off_t) self->bytes) == 0 &&
      fcntl (self->fd, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW) == 0)
    self->data = map_for_reading (self->fd, self->bytes);
  if (self->data)
    return self;
  g_set_error (error, HF_ERROR, HF_CODE_NO_MEMORY,
               _ ("A volume of %d x %d x %d voxels needs %.1f GiB of memory, which is not there "
                  "(%s). Close other programs, or open a series with fewer slices."),
               size[0], size[1], size[2], 2.0 * size[0] * size[1] * size[2] / (1 << 30),
               g_strerror (errno));
  hf_voxels_unref (self);
  return NULL;
}

HfVoxels *
hf_voxels_ref (HfVoxels *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
hf_voxels_unref (HfVoxels *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  if (self->data)
    munmap (self->data, self->bytes);
  if (self->fd >= 0)
    close (self->fd);
  g_free (self);
}

int
hf_voxels_fd (const HfVoxels *self)
{
  return self->fd;
}

guint64
hf_voxels_bytes (const HfVoxels *self)
{
  return self->bytes;
}

const gint16 *
hf_voxels_data (const HfVoxels *self)
{
  return self->data;
}

void
hf_voxels_fill_slice (HfVoxels *self, const int size[3], int k)
{
  gsize pitch = hf_volume_pitch_for (size[0]), row_bytes = pitch * sizeof (gint16);
  g_autofree gint16 *row = g_new (gint16, pitch);

  for (gsize i = 0; i < pitch; i++)
    row[i] = HF_VOLUME_PADDING;
  for (int j = 0; j < size[1] && self->fd >= 0; j++)
    if (pwrite (self->fd, row, row_bytes, (off_t) (((gsize) k * size[1] + j) * row_bytes)) < 0)
      g_warning ("a damaged slice cannot be blanked: %s", g_strerror (errno));
}

gboolean
hf_voxels_seal (HfVoxels *self)
{
  gboolean ok =
      self->fd >= 0 && (fcntl (self->fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SEAL) == 0 ||
                        fcntl (self->fd, F_ADD_SEALS, F_SEAL_FUTURE_WRITE | F_SEAL_SEAL) == 0);

  if (self->fd >= 0)
    close (self->fd);
  self->fd = -1;
  return ok;
}

static void
free_voxels (gpointer data)
{
  hf_voxels_unref (data);
}

/* n_slices of the series from first_slice on, over this memory, pending. */
HfVolume *
hf_voxels_volume (HfVoxels *self, const HfSeries *series, int first_slice, int n_slices)
{
  const int *size = hf_geometry_size (series->geometry);
  gboolean is_whole = n_slices == size[2];
  HfGeometry *geometry = is_whole ? hf_geometry_ref (series->geometry) : NULL;
  HfVolume *volume;

  if (!geometry) {
    const int part[3] = { size[0], size[1], n_slices };
    g_autofree double *origins = g_new (double, 3 * n_slices);

    for (int n = 0; n < 3 * n_slices; n++)
      origins[n] = hf_geometry_origin (series->geometry, first_slice + n / 3)[n % 3];
    geometry = hf_geometry_new (part, hf_geometry_row (series->geometry),
                                hf_geometry_column (series->geometry),
                                hf_geometry_spacing (series->geometry), origins, FALSE, NULL);
    if (!geometry)
      return NULL;
  }
  volume = hf_volume_new_take (
      geometry, hf_volume_info_copy (series->info, is_whole ? n_slices : 0), self->data,
      hf_volume_pitch_for (size[0]), hf_voxels_ref (self), free_voxels);
  hf_volume_set_scale (volume, series->scale, series->offset);
  if (series->has_padding)
    hf_volume_set_padding_value (volume, series->padding_value);
  for (int k = 0; k < n_slices; k++)
    hf_volume_set_slice_status (volume, k, HF_SLICE_PENDING);
  return volume;
}
