/* Two columns of labels; what is wrong is said in words and in the color of warnings. A button copies
   them: were the labels selectable, each would stop the Tab key. */
#include "view/certificate.h"

#include "core/text.h"
#include "view/accessible.h"
#include "view/count-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef enum {
  LINE_SIZE,
  LINE_PARTS,
  LINE_CLOSED,
  LINE_MANIFOLD,
  LINE_GENUS,
  LINE_VOLUME,
  LINE_COUNT,
  LINE_SMOOTH,
  LINE_DECIMATE,
  LINE_CHANGE,
  LINE_AREA,
  LINE_BOUNDS,
  N_LINES,
} Line;

static const char *const names[N_LINES] = {
  N_ ("Triangles"),  N_ ("Parts"),  N_ ("Closed"),    N_ ("Manifold"),
  N_ ("Genus"),      N_ ("Volume"), N_ ("By voxels"), N_ ("Smoothing"),
  N_ ("Decimation"), N_ ("Off by"), N_ ("Area"),      N_ ("Extent"),
};

static const char *const meanings[N_LINES] = {
  N_ ("Triangles, and vertices as in the file; vertices at the same place are one for all that "
      "follows"),
  N_ ("Pieces that are not connected; inside out: closed, but its triangles face inwards, and it "
      "is no "
      "cavity of another"),
  N_ ("Watertight: every edge has exactly two triangles; else how many open borders there are"),
  N_ ("No edge with more than two triangles, no vertex where the surface touches itself, all "
      "triangles agree on which side is out"),
  N_ ("Handles of all pieces together, as of a torus; only of a closed, manifold surface"),
  N_ ("Enclosed by the triangles (divergence theorem)"),
  N_ ("Voxels at or above the level, counted; the difference to the enclosed volume"),
  N_ ("What smoothing changed: volume, and how far vertices moved (mean, most)"),
  N_ ("What decimation changed: volume"),
  N_ ("How far this surface is from the one before smoothing and decimation: mean, and where it is "
      "farthest"),
  N_ ("Of all triangles"),
  N_ ("Size along left-right, anterior-posterior, superior-inferior"),
};

struct _HfCertificate {
  GtkWidget parent_instance;

  GtkWidget *name[N_LINES];
  GtkWidget *value[N_LINES];
};

G_DEFINE_FINAL_TYPE (HfCertificate, hf_certificate, GTK_TYPE_WIDGET)

static void
set_line (HfCertificate *self, Line line, gboolean bad, char *text)
{
  gtk_label_set_text (GTK_LABEL (self->value[line]), text ? text : "");
  gtk_widget_set_visible (self->value[line], text != NULL);
  gtk_widget_set_visible (self->name[line], text != NULL);
  if (bad)
    gtk_widget_add_css_class (self->value[line], "warning");
  else
    gtk_widget_remove_css_class (self->value[line], "warning");
  g_free (text);
}

/* That fit its size. */
static int
ml_digits (double ml)
{
  return fabs (ml) < 10 ? 3 : fabs (ml) < 1000 ? 2 : 1;
}

/* "12.345 ml" */
static char *
ml_text (double ml)
{
  return g_strdup_printf (_ ("%.*f ml"), ml_digits (ml), ml);
}

/* "+0.665 ml": more than before */
static char *
change_text (double ml)
{
  const int digits = ml_digits (ml);

  return g_strdup_printf (_ ("%+.*f ml"), digits, hf_text_number (ml, digits));
}

static char *
percent_text (double part, double whole)
{
  return g_strdup_printf ("%+.2f %%", hf_text_number (whole != 0 ? 100 * part / whole : 0, 2));
}

/* "12 (24 vertices at 8 places)" */
static char *
size_text (const HfMeshReport *report)
{
  g_autofree char *triangles = hf_count_text (report->triangles);
  g_autofree char *vertices = hf_count_text (report->vertices);
  g_autofree char *places = hf_count_text (report->places);

  return report->places < report->vertices
             ? g_strdup_printf (_ ("%s (%s vertices at %s places)"), triangles, vertices, places)
             : g_strdup_printf (_ ("%s (%s vertices)"), triangles, vertices);
}

static char *
parts_text (const HfMeshReport *report)
{
  g_autofree char *all = hf_count_text (report->components);
  g_autofree char *some = hf_count_text (report->inside_out);

  if (report->inside_out == 0)
    return g_steal_pointer (&all);
  if (report->components == 1)
    return g_strdup (_ ("1, inside out"));
  return g_strdup_printf (ngettext ("%s of %s parts is inside out", "%s of %s parts are inside out",
                                    report->inside_out),
                          some, all);
}

static char *
closed_text (const HfMeshReport *report)
{
  if (report->watertight)
    return g_strdup (_ ("yes, watertight"));
  if (report->boundary_loops == 0)
    return g_strdup (_ ("no: not manifold"));
  return g_strdup_printf (
      ngettext ("no: %u open border", "no: %u open borders", report->boundary_loops),
      report->boundary_loops);
}

/* "no: 1 edge, 2 vertices, not oriented"; NULL: nothing is wrong */
static char *
manifold_faults (const HfMeshReport *report)
{
  const guint edges = report->nonmanifold_edges, vertices = report->nonmanifold_vertices;
  g_autoptr (GPtrArray) faults = g_ptr_array_new_with_free_func (g_free);
  g_autofree char *all = NULL;

  if (edges > 0)
    g_ptr_array_add (faults, g_strdup_printf (ngettext ("%u edge", "%u edges", edges), edges));
  if (vertices > 0)
    g_ptr_array_add (faults,
                     g_strdup_printf (ngettext ("%u vertex", "%u vertices", vertices), vertices));
  if (!report->oriented)
    g_ptr_array_add (faults, g_strdup (_ ("not oriented")));
  if (faults->len == 0)
    return NULL;
  g_ptr_array_add (faults, NULL);
  all = g_strjoinv (", ", (char **) faults->pdata);
  return g_strdup_printf (_ ("no: %s"), all);
}

static void
show_topology (HfCertificate *self, const HfMeshReport *report)
{
  char *faults = manifold_faults (report);

  set_line (self, LINE_SIZE, FALSE, size_text (report));
  set_line (self, LINE_PARTS, report->inside_out > 0, parts_text (report));
  set_line (self, LINE_CLOSED, !report->watertight, closed_text (report));
  set_line (self, LINE_MANIFOLD, faults != NULL, faults ? faults : g_strdup (_ ("yes, oriented")));
  set_line (self, LINE_GENUS, FALSE,
            report->genus >= 0 ? g_strdup_printf ("%d", report->genus) : NULL);
}

/* Of a mesh without open borders it is exact, manifold or not. */
static char *
volume_text (const HfMeshReport *report)
{
  if (report->volume_exact)
    return ml_text (report->volume_ml);
  return g_strdup (report->boundary_loops > 0 ? _ ("not closed: no volume")
                                              : _ ("not oriented: no volume"));
}

/* What is known, and "…" where it is on its way: what is below does not move then. */
static void
set_change (HfCertificate *self, Line line, char *text, gboolean awaited)
{
  set_line (self, line, FALSE, text ? text : awaited ? g_strdup ("…") : NULL);
}

static gboolean
is_smoothed (const HfParams *params)
{
  return params && params->value[HF_PARAM_SMOOTH] > 0;
}

static gboolean
is_decimated (const HfParams *params)
{
  return params && params->value[HF_PARAM_DECIMATE] < 1;
}

static void
show_changes (HfCertificate *self,
              const HfMeshReport *report,
              const HfSurfaceChanges *changes,
              const HfParams *awaited)
{
  char *counted = NULL, *smoothing = NULL, *decimation = NULL;

  if (changes && !isnan (changes->voxel_ml)) {
    g_autofree char *ml = ml_text (changes->voxel_ml);
    g_autofree char *percent =
        percent_text (changes->voxel_ml - report->volume_ml, report->volume_ml);

    counted = g_strdup_printf ("%s (%s)", ml, percent);
  }
  if (changes && !isnan (changes->plain_ml) && changes->smooth_max_mm > 0) {
    g_autofree char *ml = change_text (changes->smooth_ml - changes->plain_ml);

    smoothing = g_strdup_printf (_ ("%s, moved %.2f mm (most %.2f)"), ml, changes->smooth_mean_mm,
                                 changes->smooth_max_mm);
  }
  if (changes && changes->is_decimated) {
    double change = report->volume_ml - changes->smooth_ml;
    g_autofree char *ml = change_text (change);
    g_autofree char *percent = percent_text (change, changes->smooth_ml);

    decimation = g_strdup_printf ("%s (%s)", ml, percent);
  }
  set_change (self, LINE_COUNT, counted, awaited && awaited->value[HF_PARAM_MIN_ML] == 0);
  set_change (self, LINE_SMOOTH, smoothing, is_smoothed (awaited));
  set_change (self, LINE_DECIMATE, decimation, is_decimated (awaited));
}

/* Also of an open surface. */
static void
show_distance (HfCertificate *self, const HfSurfaceChanges *changes, const HfParams *awaited)
{
  char *off = NULL;

  if (changes && changes->has_change) {
    const HfMeshDistance *there = &changes->change.there, *back = &changes->change.back;

    off = g_strdup_printf (_ ("%.3f mm (most %.2f)"), (there->mean_mm + back->mean_mm) / 2,
                           MAX (there->max_mm, back->max_mm));
  }
  set_change (self, LINE_CHANGE, off, is_smoothed (awaited) || is_decimated (awaited));
}

void
hf_certificate_show (HfCertificate *self,
                     const HfMeshReport *report,
                     const HfSurfaceChanges *changes,
                     const HfParams *awaited)
{
  const double *bounds = report ? report->bounds_mm : NULL;

  gtk_widget_set_visible (GTK_WIDGET (self), report != NULL);
  if (!report)
    return;
  show_topology (self, report);
  set_line (self, LINE_VOLUME, !report->volume_exact, volume_text (report));
  show_changes (self, report, report->volume_exact ? changes : NULL,
                report->volume_exact ? awaited : NULL);
  show_distance (self, changes, awaited);
  set_line (self, LINE_AREA, FALSE, g_strdup_printf (_ ("%.1f cm²"), report->area_cm2));
  set_line (self, LINE_BOUNDS, FALSE,
            g_strdup_printf (_ ("%.1f × %.1f × %.1f mm"), bounds[3] - bounds[0],
                             bounds[4] - bounds[1], bounds[5] - bounds[2]));
}

static void
dispose (GObject *object)
{
  GtkWidget *child;

  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (hf_certificate_parent_class)->dispose (object);
}

static void
hf_certificate_class_init (HfCertificateClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "certificate");
}

/* A line of the table for every line that is shown, with a tab between name and value. */
static void
copy_cb (HfCertificate *self)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (int line = 0; line < N_LINES; line++)
    if (gtk_widget_get_visible (self->value[line]))
      g_string_append_printf (text, "%s\t%s\n", _ (names[line]),
                              gtk_label_get_text (GTK_LABEL (self->value[line])));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text->str);
}

static GtkWidget *
make_copy_button (HfCertificate *self)
{
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-copy-symbolic");

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_valign (button, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (button, _ ("Copy the certificate"));
  hf_accessible_name (button, _ ("Copy the certificate"));
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (copy_cb), self);
  return button;
}

static GtkWidget *
make_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_add_css_class (label, style);
  return label;
}

static void
hf_certificate_init (HfCertificate *self)
{
  GtkWidget *grid = gtk_grid_new ();

  gtk_grid_set_column_spacing (GTK_GRID (grid), 12);
  gtk_grid_set_row_spacing (GTK_GRID (grid), 2);
  for (int line = 0; line < N_LINES; line++) {
    self->name[line] = make_label (_ (names[line]), "dim-label");
    self->value[line] = make_label (NULL, "numeric");
    gtk_label_set_wrap (GTK_LABEL (self->value[line]), TRUE);
    gtk_widget_set_hexpand (self->value[line], TRUE);
    gtk_widget_set_tooltip_text (self->name[line], _ (meanings[line]));
    gtk_grid_attach (GTK_GRID (grid), self->name[line], 0, line, 1, 1);
    gtk_grid_attach (GTK_GRID (grid), self->value[line], 1, line, 1, 1);
  }
  gtk_grid_attach (GTK_GRID (grid), make_copy_button (self), 2, 0, 1, 3);
  gtk_widget_set_parent (grid, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}
