/* Which writer, the certificate, and what the writers share. A file is whole or not there. */
#include "files/mesh-write-private.h"

#include "core/error.h"
#include "mesh/report.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

static const struct {
  const char *ending;
  HfMeshWriteFunc write;
} formats[] = {
  { ".stl", hf_mesh_write_stl }, { ".ply", hf_mesh_write_ply }, { ".obj", hf_mesh_write_obj },
  { ".glb", hf_mesh_write_glb }, { ".3mf", hf_mesh_write_3mf },
};

static HfMeshWriteFunc
find_format (const char *path)
{
  g_autofree char *lower = g_ascii_strdown (path, -1);

  for (gsize n = 0; n < G_N_ELEMENTS (formats); n++)
    if (g_str_has_suffix (lower, formats[n].ending))
      return formats[n].write;
  return NULL;
}

gboolean
hf_mesh_can_write (const char *path)
{
  return find_format (path) != NULL;
}

char *
hf_mesh_certificate_path (const char *path)
{
  return g_strconcat (path, ".json", NULL);
}

gboolean
hf_mesh_writer_go_on (HfMeshWriter *self, double done, GError **error)
{
  hf_progress_set (self->progress, done);
  if (!hf_progress_cancelled (self->progress))
    return TRUE;
  g_set_error_literal (error, HF_ERROR, HF_CODE_CANCELLED, _ ("Writing the mesh was cancelled"));
  return FALSE;
}

void
hf_mesh_writer_turn (const HfMeshWriter *self, const float lps[3], float out[3])
{
  float sign = self->frame == HF_MESH_RAS ? -1 : 1;

  out[0] = sign * lps[0];
  out[1] = sign * lps[1];
  out[2] = lps[2];
}

char *
hf_mesh_print_integer (char *to, guint64 number)
{
  char digits[24];
  int n = 0;

  do
    digits[n++] = (char) ('0' + number % 10);
  while ((number /= 10) > 0);
  while (n > 0)
    *to++ = digits[--n];
  return to;
}

char *
hf_mesh_print_number (char *to, float number)
{
  double scaled = round (fabs ((double) number) * 1e5);
  guint64 whole, rest;

  if (!(scaled < 1e15)) {
    g_ascii_formatd (to, 32, "%.9g", number);
    return to + strlen (to);
  }
  whole = (guint64) scaled / 100000;
  rest = (guint64) scaled % 100000;
  if (number < 0 && scaled > 0)
    *to++ = '-';
  to = hf_mesh_print_integer (to, whole);
  if (rest > 0)
    *to++ = '.';
  for (guint64 unit = 10000; rest > 0; unit /= 10) {
    *to++ = (char) ('0' + rest / unit);
    rest %= unit;
  }
  return to;
}

static gboolean
write_certificate (const char *path, const HfMeshWriter *writer, GError **error)
{
  g_autofree char *beside = hf_mesh_certificate_path (path);
  g_autofree char *json = NULL, *text = NULL;
  HfMeshReport report;

  hf_mesh_report (writer->mesh, &report);
  json = hf_mesh_report_json (&report);
  /* the certificate's own object, with the frame of its bounds first */
  text = g_strdup_printf ("{\"unit\": \"mm\", \"frame\": \"LPS\", \"file_frame\": \"%s\", %s\n",
                          writer->frame_name, json + 1);
  return hf_atomic_write_file (beside, text, strlen (text), error);
}

gboolean
hf_mesh_write (const char *path,
               const HfMesh *mesh,
               HfMeshFrame frame,
               gboolean with_certificate,
               HfProgress *progress,
               GError **error)
{
  HfMeshWriteFunc write = find_format (path);
  g_autoptr (HfAtomic) file = NULL;
  HfMeshWriter writer = { mesh, frame, frame == HF_MESH_RAS ? "RAS" : "LPS", progress, NULL };

  if (!write) {
    g_set_error (error, HF_ERROR, HF_CODE_BAD_VALUE,
                 _ ("“%s” names no format of meshes: end it in .stl, .ply, .obj, .glb or .3mf"),
                 path);
    return FALSE;
  }
  file = hf_atomic_new (path, error);
  if (!file)
    return FALSE;
  writer.file = file;
  if (!write (&writer, error) || !hf_atomic_commit (file, error))
    return FALSE;
  hf_progress_set (progress, 1);
  return !with_certificate || !hf_atomic_can_write_beside (path) ||
         write_certificate (path, &writer, error);
}
