/* Our side of the mesh layer's rows. Usage: bench-mesh VOLUME.npy SX SY SZ (mm). */
#include "files/mesh-write.h"
#include "files/npy.h"
#include "mesh/process.h"
#include "mesh/report.h"
#include "mesh/surface.h"

#include <glib/gstdio.h>
#include <stdio.h>

#include "bench.h"

#define LEVEL 350 /* HU */

static HfVolume *volume;
static HfMesh *whole;
static HfMesh *largest;
static char *stl;

static HfMesh *
make_surface (int step)
{
  const HfSurfaceOptions options = { .level = LEVEL, .step = step };

  return hf_surface (volume, &options, NULL, NULL);
}

static double
surface (void)
{
  g_autoptr (HfMesh) mesh = make_surface (1);

  return hf_mesh_n_triangles (mesh);
}

static double
surface_step_2 (void)
{
  g_autoptr (HfMesh) mesh = make_surface (2);

  return hf_mesh_n_triangles (mesh);
}

static double
parts (void)
{
  guint n;
  G_GNUC_UNUSED g_autoptr (HfMesh) part = hf_mesh_largest_part (whole, &n);

  return n;
}

static double
smooth (void)
{
  g_autoptr (HfMesh) mesh = hf_mesh_smooth (largest, 20, NULL);

  return hf_mesh_n_vertices (mesh);
}

static double
decimate (void)
{
  g_autoptr (HfMesh) mesh = hf_mesh_decimate (largest, 0.1, NULL, NULL);

  return (double) hf_mesh_n_triangles (mesh) / hf_mesh_n_triangles (largest);
}

static double
proxy (void)
{
  g_autoptr (HfMesh) mesh = hf_mesh_proxy (largest, 100000);

  return hf_mesh_n_triangles (mesh) <= 100000;
}

static double
certificate (void)
{
  HfMeshReport report;

  hf_mesh_report (whole, &report);
  return report.area_cm2;
}

static double
write_stl (void)
{
  GStatBuf status = { 0 };

  hf_mesh_write (stl, whole, HF_MESH_LPS, FALSE, NULL, NULL);
  g_stat (stl, &status);
  return (double) status.st_size;
}

int
main (int argc, char **argv)
{
  static const BenchRow rows[] = {
    { "surface", surface },
    { "surface-step2", surface_step_2 },
    { "surface-step2-live", surface_step_2 },
    { "parts", parts },
    { "smooth", smooth },
    { "decimate", decimate },
    { "proxy", proxy },
    { "report", certificate },
    { "stl", write_stl },
    BENCH_END,
  };
  g_autoptr (GError) error = NULL;
  double spacing[3];
  int result;

  for (int a = 0; a < 3 && argc == 5; a++)
    spacing[a] = g_ascii_strtod (argv[2 + a], NULL);
  volume = argc == 5 ? hf_npy_read (argv[1], spacing, NULL, &error) : NULL;
  if (!volume) {
    g_printerr ("usage: bench-mesh VOLUME.npy SX SY SZ: %s\n", error ? error->message : "");
    return 2;
  }
  stl = g_strconcat (argv[1], ".stl", NULL);
  whole = make_surface (1);
  largest = hf_mesh_largest_part (whole, NULL);
  result = bench_main (rows);
  g_unlink (stl);
  g_free (stl);
  hf_mesh_unref (largest);
  hf_mesh_unref (whole);
  hf_volume_unref (volume);
  return result;
}
