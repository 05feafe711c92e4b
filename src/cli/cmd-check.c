/* hounsfield-cli check: what can be trusted about a mesh file. */
#include "cli/commands.h"
#include "files/mesh-read.h"
#include "mesh/report.h"

#include <stdio.h>

static void
print_text (const HfMeshReport *r)
{
  g_autofree char *at_places =
      r->places < r->vertices ? g_strdup_printf (" at %u places", r->places) : g_strdup ("");

  printf ("triangles            %u\n", r->triangles);
  printf ("vertices             %u%s\n", r->vertices, at_places);
  printf ("components           %u\n", r->components);
  if (r->inside_out == 0)
    printf ("inside out           none\n");
  else
    printf ("inside out           %u of %u part%s %s inside out\n", r->inside_out, r->components,
            r->components == 1 ? "" : "s", r->inside_out == 1 ? "is" : "are");
  printf ("watertight           %s\n", r->watertight           ? "yes"
                                       : r->boundary_loops > 0 ? "no: open"
                                                               : "no: not manifold");
  printf ("boundary loops       %u\n", r->boundary_loops);
  printf ("non-manifold edges   %u\n", r->nonmanifold_edges);
  printf ("non-manifold corners %u\n", r->nonmanifold_vertices);
  printf ("oriented             %s\n", r->oriented ? "yes" : "no");
  if (r->genus >= 0)
    printf ("genus                %d\n", r->genus);
  else
    printf ("genus                - (not closed, or not manifold)\n");
  printf ("volume               %.6g ml%s\n", r->volume_ml,
          r->volume_exact         ? ""
          : r->boundary_loops > 0 ? " (means little: the mesh is open)"
                                  : " (means little: the mesh is not oriented)");
  printf ("area                 %.6g cm2\n", r->area_cm2);
  printf ("bounds               %.6g %.6g %.6g to %.6g %.6g %.6g mm\n", r->bounds_mm[0],
          r->bounds_mm[1], r->bounds_mm[2], r->bounds_mm[3], r->bounds_mm[4], r->bounds_mm[5]);
}

HfExit
hf_cmd_check (const HfCommand *self, int argc, char **argv)
{
  g_auto (GStrv) paths = NULL;
  gboolean json = FALSE;
  // clang-format off
  const GOptionEntry entries[] = {
    { "json", 0, 0, G_OPTION_ARG_NONE, &json, "Print JSON", NULL },
    { NULL },
  };
  // clang-format on
  g_autoptr (HfMesh) mesh = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;
  HfMeshReport report;

  if (!hf_command_parse (self, argc, argv, entries, NULL, 1, 1, &paths))
    return HF_EXIT_USAGE;
  mesh = hf_mesh_read (paths[0], &error);
  if (!mesh)
    return hf_command_failed (paths[0], error);
  hf_mesh_report (mesh, &report);
  if (json) {
    text = hf_mesh_report_json (&report);
    puts (text);
  } else
    print_text (&report);
  return HF_EXIT_DONE;
}
