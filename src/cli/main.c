/* hounsfield-cli: everything that needs no display, for scripts and for checks. */
#include "cli/commands.h"

#include <locale.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>

static const HfCommand commands[] = {
  // clang-format off
  { "info", "PATH [--json]",
    "What a path holds: series, geometry, values, and what is wrong with them", hf_cmd_info },
  { "probe", "PATH --at X,Y,Z ... | --voxel I,J,K ... [--interpolation nearest|linear] [--json]",
    "The values at places (LPS, mm) or voxels", hf_cmd_probe },
  { "tags", "PATH [--file FILE] [--json]",
    "The DICOM data set of one file", hf_cmd_tags },
  { "render", "PATH|MESHFILE [--level HU] [--view anterior|...] [--size WxH] [--opacity A] [--axes] -o OUT.png",
    "A picture of the surface", hf_cmd_render },
  { "slice", "PATH --plane axial|sagittal|coronal [--index N | --mm X] -o OUT.png",
    "A picture of one slice", hf_cmd_slice },
  { "export", "PATH -o OUT.npy|nii|nii.gz|nrrd [--spacing X,Y,Z]",
    "The volume as a file for other programs", hf_cmd_export },
  { "mesh", "PATH --level HU [--step N] [the mask's options] [--no-keep-largest] [--smooth N] "
    "[--decimate RATIO] -o OUT.stl|ply|obj|glb|3mf",
    "The surface at a level as a file for printers and other programs", hf_cmd_mesh },
  { "check", "MESHFILE [--json]",
    "What can be trusted about a mesh: closed, manifold, parts, volume, area", hf_cmd_check },
  { "histogram", "PATH [--bins N] [--range A,B] [--json | -o OUT.png|csv]",
    "How often every value occurs", hf_cmd_histogram },
  { "mask", "PATH [--above HU] [--below HU] [--ops open,erode,close,dilate] -o OUT.npy",
    "Threshold, then the morphology of --ops where it is given", hf_cmd_mask },
  { "notebook", "PATH -o DIR",
    "Every step of the notebook, in order", hf_cmd_notebook },
  { "recipe", "RECIPE.json PATH -o DIR",
    "What the viewer saved as a recipe, made again: volume, mask, histogram, surface", hf_cmd_recipe },
  // clang-format on
};

static void
print_help (FILE *to)
{
  fputs ("Usage: hounsfield-cli COMMAND PATH [OPTIONS]\n"
         "PATH is a folder, a DICOM file, a DICOMDIR, a .npy, .nii, .nii.gz, .nrrd or .inv3 file;\n"
         "MESHFILE is a .stl, .ply, .obj, .glb or .3mf file.\n\n",
         to);
  for (gsize n = 0; n < G_N_ELEMENTS (commands); n++)
    fprintf (to, "  %-10s %s\n", commands[n].name, commands[n].summary);
  fputs ("\nhounsfield-cli COMMAND --help tells a command's options.\n"
         "Every command that opens a volume takes --voxel-spacing X,Y,Z (mm) for a .npy that does "
         "not know its own.\n"
         "Exit status: 0 done, 1 could not (the reason is on stderr), 2 wrong usage.\n",
         to);
}

/* What a script gets must be whole: a full disk under stdout is no success. */
static HfExit
end (HfExit status)
{
  if (fflush (stdout) == 0 && !ferror (stdout))
    return status;
  fputs ("hounsfield-cli: the result could not be written to standard output. Is the disk full?\n",
         stderr);
  return HF_EXIT_FAILED;
}

static HfExit
run (const char *name, int argc, char **argv)
{
  if (g_str_equal (name, "--help") || g_str_equal (name, "-h") || g_str_equal (name, "help")) {
    print_help (stdout);
    return HF_EXIT_DONE;
  }
  if (g_str_equal (name, "--version") || (argc == 3 && g_str_equal (argv[2], "--version"))) {
    puts ("hounsfield-cli " HF_VERSION);
    return HF_EXIT_DONE;
  }
  for (gsize n = 0; n < G_N_ELEMENTS (commands); n++)
    if (g_str_equal (commands[n].name, name))
      return commands[n].run (&commands[n], argc - 1, argv + 1);
  fprintf (stderr, "hounsfield-cli: there is no command “%s”. See hounsfield-cli --help\n", name);
  return HF_EXIT_USAGE;
}

int
main (int argc, char **argv)
{
  /* Names of files and text follow the user; numbers are the same everywhere. */
  setlocale (LC_ALL, "");
  setlocale (LC_NUMERIC, "C");
  setlocale (LC_MESSAGES, "C"); /* what scripts read does not change with the user's language */
  signal (SIGXFSZ, SIG_IGN);    /* a file that may not grow (ulimit -f) is an error, not the end */

  if (argc < 2) {
    print_help (stderr);
    return HF_EXIT_USAGE;
  }
  return (int) end (run (argv[1], argc, argv));
}
