/* Our side of the rows of reading and writing. Usage: bench-source VOLUME.npy (with its spacing);
   HF_BENCH_SERIES is the folder of the series that the volume comes from. */
#include "files/npy.h"
#include "session/source.h"

#include <glib/gstdio.h>
#include <stdio.h>

#include "bench.h"

static HfVolume *volume;
static const char *volume_path;
static char *copy_path;
static const char *folder;

static double
sum_of (const HfVolume *of)
{
  const int *size = hf_volume_size (of);
  double sum = 0;

  for (int k = 0; k < size[2]; k++)
    for (int j = 0; j < size[1]; j++) {
      const gint16 *row = hf_volume_row (of, j, k);
      gint64 part = 0;

      for (int i = 0; i < size[0]; i++)
        part += row[i];
      sum += part;
    }
  return sum;
}

static HfSource *
open_folder (void)
{
  g_autoptr (GError) error = NULL;
  HfSource *source = hf_source_open (folder, NULL, &error);

  if (!source)
    g_error ("%s: %s", folder, error->message);
  return source;
}

/* Headers read, checked, grouped and ordered; the loader's start is in it. */
static double
headers (void)
{
  g_autoptr (HfSource) source = open_folder ();

  return hf_source_n_files (source);
}

static double
load (void)
{
  g_autoptr (HfSource) source = open_folder ();
  g_autoptr (GPtrArray) warnings = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (HfVolume) loaded = hf_source_volume_new (source, 0, &error);

  if (!loaded || !hf_source_load (source, 0, loaded, 0, NULL, NULL, NULL, &warnings, &error))
    g_error ("%s: %s", folder, error->message);
  bench_done ();
  return sum_of (loaded);
}

/* Over the file of the turn before: this one waits for the disk, so that the old one survives. */
static double
npy_replace (void)
{
  g_autoptr (GError) error = NULL;

  if (!hf_npy_write (copy_path, volume, FALSE, NULL, &error))
    g_error ("%s", error->message);
  return 0;
}

static double
npy_save (void)
{
  g_autofree char *sidecar = hf_sidecar_path (copy_path);
  double check;

  g_unlink (copy_path);
  g_unlink (sidecar);
  bench_begin ();
  check = npy_replace ();
  bench_done ();
  return check;
}

static double
npy_load (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (HfVolume) again = hf_npy_read (volume_path, NULL, NULL, &error);

  if (!again)
    g_error ("%s", error->message);
  return hf_volume_row (again, 7, 7)[7];
}

int
main (int argc, char **argv)
{
  static const BenchRow rows[] = {
    { "headers", headers },
    { "load", load },
    { "load-pydicom", load },
    { "npy-save", npy_save },
    { "npy-replace", npy_replace },
    { "npy-load", npy_load },
    BENCH_END,
  };
  g_autoptr (GError) error = NULL;
  int result;

  folder = g_getenv ("HF_BENCH_SERIES");
  volume_path = argc > 1 ? argv[1] : NULL;
  volume = volume_path ? hf_npy_read (volume_path, NULL, NULL, &error) : NULL;
  if (!volume || !folder) {
    g_printerr ("usage: HF_BENCH_SERIES=FOLDER bench-source VOLUME.npy%s%s\n", error ? ": " : "",
                error ? error->message : "");
    return 2;
  }
  copy_path = g_strconcat (volume_path, ".ours.npy", NULL);
  result = bench_main (rows);
  g_unlink (copy_path);
  return result;
}
