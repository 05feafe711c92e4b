/* make-series FOLDER [options]: a small DICOM series for tests. The stored value of voxel (i, j, k)
   is its own number (k * rows + j) * columns + i (cut to the bits that are stored), so that a mirror,
   a swap or a wrong order cannot hide. Slices lie along the normal of the orientation; files are
   named so that their order by name is not the order in space. */
#include "files/dicom-write.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
  char *size;        /* "12,10,8" */
  char *spacing;     /* "0.5,0.7,2" mm */
  char *origin;      /* "0,0,0" mm */
  char *orientation; /* "1,0,0,0,1,0" */
  char *positions;   /* "0,2,4.5": mm along the normal, instead of even steps */
  char *drop;        /* "3,4": slices that are missing */
  char *duplicate;   /* "2": slices that are there twice */
  char *syntax;      /* implicit explicit big deflated rle */
  char *series_uid;
  double shear; /* mm that every slice moves along its columns: gantry tilt */
  double slope;
  double intercept;
  int bits;
  int padding;
  gboolean is_signed;
  gboolean no_rescale;
  gboolean no_preamble;
} Options;

static Options options = { .slope = 1, .intercept = -1024, .bits = 12, .padding = G_MININT };

static const GOptionEntry entries[] = {
  { "size", 0, 0, G_OPTION_ARG_STRING, &options.size, "columns,rows,slices", "I,J,K" },
  { "spacing", 0, 0, G_OPTION_ARG_STRING, &options.spacing, "mm", "X,Y,Z" },
  { "origin", 0, 0, G_OPTION_ARG_STRING, &options.origin, "mm", "X,Y,Z" },
  { "orientation", 0, 0, G_OPTION_ARG_STRING, &options.orientation, "row and column", "6 numbers" },
  { "positions", 0, 0, G_OPTION_ARG_STRING, &options.positions, "mm along the normal", "N,N,..." },
  { "drop", 0, 0, G_OPTION_ARG_STRING, &options.drop, "slices left out", "K,K,..." },
  { "duplicate", 0, 0, G_OPTION_ARG_STRING, &options.duplicate, "slices written twice", "K,K,..." },
  { "syntax", 0, 0, G_OPTION_ARG_STRING, &options.syntax, "transfer syntax", "NAME" },
  { "series-uid", 0, 0, G_OPTION_ARG_STRING, &options.series_uid, "UID", "UID" },
  { "shear", 0, 0, G_OPTION_ARG_DOUBLE, &options.shear, "mm a slice along columns", "MM" },
  { "slope", 0, 0, G_OPTION_ARG_DOUBLE, &options.slope, "rescale slope", "S" },
  { "intercept", 0, 0, G_OPTION_ARG_DOUBLE, &options.intercept, "rescale intercept", "I" },
  { "bits", 0, 0, G_OPTION_ARG_INT, &options.bits, "bits stored, up to 16", "N" },
  { "padding", 0, 0, G_OPTION_ARG_INT, &options.padding, "stored value of the first row", "V" },
  { "signed", 0, 0, G_OPTION_ARG_NONE, &options.is_signed, "stored values are signed", NULL },
  { "no-rescale", 0, 0, G_OPTION_ARG_NONE, &options.no_rescale, "no slope and intercept", NULL },
  { "no-preamble", 0, 0, G_OPTION_ARG_NONE, &options.no_preamble, "no meta information", NULL },
  { NULL },
};

static int
parse_numbers (const char *text, double *numbers, int max)
{
  g_auto (GStrv) words = g_strsplit (text, ",", -1);
  int n = 0;

  for (; words[n] && n < max; n++)
    numbers[n] = g_ascii_strtod (words[n], NULL);
  return n;
}

static gboolean
holds (const char *list, int k)
{
  double numbers[256];
  int n = list ? parse_numbers (list, numbers, 256) : 0;

  for (int a = 0; a < n; a++)
    if ((int) numbers[a] == k)
      return TRUE;
  return FALSE;
}

static HfSyntax
parse_syntax (const char *name)
{
  static const char *const names[] = { "implicit", "explicit", "big", "deflated", "rle", NULL };

  for (int n = 0; name && names[n]; n++)
    if (strcmp (name, names[n]) == 0)
      return (HfSyntax) n;
  return HF_SYNTAX_EXPLICIT;
}

typedef struct {
  int size[3];
  double spacing[3];
  double origin[3];
  double axes[6];
  double positions[4096];
  int n_positions;
} Stack;

static void
parse_stack (Stack *stack)
{
  double size[3] = { 12, 10, 8 };

  *stack = (Stack){ .spacing = { 0.5, 0.7, 2 }, .axes = { 1, 0, 0, 0, 1, 0 } };
  if (options.size)
    parse_numbers (options.size, size, 3);
  if (options.spacing)
    parse_numbers (options.spacing, stack->spacing, 3);
  if (options.origin)
    parse_numbers (options.origin, stack->origin, 3);
  if (options.orientation)
    parse_numbers (options.orientation, stack->axes, 6);
  if (options.positions)
    size[2] = stack->n_positions = parse_numbers (options.positions, stack->positions, 4096);
  for (int a = 0; a < 3; a++)
    stack->size[a] = (int) size[a];
}

static void
place_slice (const Stack *stack, int k, double position[3])
{
  const double *r = stack->axes, *c = stack->axes + 3;
  const double normal[3] = { r[1] * c[2] - r[2] * c[1], r[2] * c[0] - r[0] * c[2],
                             r[0] * c[1] - r[1] * c[0] };
  double along = stack->n_positions ? stack->positions[k] : k * stack->spacing[2];

  for (int a = 0; a < 3; a++)
    position[a] = stack->origin[a] + along * normal[a] + k * options.shear * c[a];
}

static void
fill_pixels (const Stack *stack, int k, guint16 *pixels)
{
  int columns = stack->size[0], rows = stack->size[1];

  for (int j = 0; j < rows; j++)
    for (int i = 0; i < columns; i++) {
      int number = (k * rows + j) * columns + i;

      if (options.is_signed) /* half of them below zero */
        number -= stack->size[2] * rows * columns / 2;
      if (options.padding != G_MININT && j == 0)
        number = options.padding;
      pixels[j * columns + i] = (guint16) (number & ((1 << options.bits) - 1));
      if (options.is_signed && number < 0)
        pixels[j * columns + i] |= (guint16) ~((1 << options.bits) - 1);
    }
}

static gboolean
write_slice (const char *folder, const Stack *stack, int k, int copy, GError **error)
{
  g_autofree guint16 *pixels = g_new (guint16, stack->size[0] * stack->size[1]);
  g_autofree char *sop = g_strdup_printf ("2.25.77000%d%04d", copy + 1, k + 1);
  g_autofree char *name = g_strdup_printf ("%04d-%d.dcm", (k * 7919 + 13) % 9973, copy);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GByteArray) bytes = NULL;
  HfDicomImage image;

  hf_dicom_image_init (&image);
  fill_pixels (stack, k, pixels);
  place_slice (stack, k, image.position);
  memcpy (image.orientation, stack->axes, sizeof image.orientation);
  memcpy (image.spacing, stack->spacing, sizeof image.spacing);
  image.syntax = parse_syntax (options.syntax);
  image.no_preamble = options.no_preamble;
  image.study_uid = "2.25.770001";
  image.series_uid = options.series_uid ? options.series_uid : "2.25.770002";
  image.sop_uid = sop;
  image.instance_number = k + 1;
  image.columns = stack->size[0];
  image.rows = stack->size[1];
  image.thickness = stack->spacing[2];
  image.bits_stored = options.bits;
  image.is_signed = options.is_signed;
  image.slope = options.slope;
  image.intercept = options.intercept;
  image.no_rescale = options.no_rescale;
  image.has_padding = options.padding != G_MININT;
  image.padding = options.padding;
  image.pixels = pixels;
  bytes = hf_dicom_image_format (&image);
  return g_file_set_contents (path, (const char *) bytes->data, bytes->len, error);
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("FOLDER");
  g_autoptr (GError) error = NULL;
  g_autofree Stack *stack = g_new0 (Stack, 1);
  gboolean fine;

  g_option_context_add_main_entries (context, entries, NULL);
  fine = g_option_context_parse (context, &argc, &argv, &error);
  if (!fine || argc != 2 || options.bits < 1 || options.bits > 16) {
    fprintf (stderr, "make-series: %s\n", error ? error->message : "FOLDER expected; see --help");
    return 2;
  }
  g_mkdir_with_parents (argv[1], 0755);
  parse_stack (stack);
  for (int k = 0; fine && k < stack->size[2]; k++) {
    if (!holds (options.drop, k))
      fine = write_slice (argv[1], stack, k, 0, &error);
    if (fine && holds (options.duplicate, k))
      fine = write_slice (argv[1], stack, k, 1, &error);
  }
  if (!fine)
    fprintf (stderr, "make-series: %s\n", error->message);
  return fine ? 0 : 1;
}
