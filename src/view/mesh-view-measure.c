/* Distances and angles between places on the surface: D or A, then clicks; Enter takes the place of the
   crosshair, for who has no mouse (without a volume the place in the middle of the picture, where a
   cross shows it); Escape takes the measure away. One measure at a time. */
#include "view/mesh-area.h"
#include "view/mesh-view-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static double
distance_mm (const float a[3], const float b[3])
{
  return sqrt (pow (a[0] - b[0], 2) + pow (a[1] - b[1], 2) + pow (a[2] - b[2], 2));
}

/* At the second of three places. */
static double
angle_degrees (const float p[3][3])
{
  const double a = distance_mm (p[1], p[0]), b = distance_mm (p[1], p[2]);
  const double c = distance_mm (p[0], p[2]);

  return a > 0 && b > 0 ? acos (CLAMP ((a * a + b * b - c * c) / (2 * a * b), -1, 1)) * 180 / G_PI
                        : 0;
}

static char *
describe (HfMeshView *self)
{
  if (self->n_measured < self->measure)
    return g_strdup_printf (self->measure == 2 ? _ ("Distance: point %d of %d")
                                               : _ ("Angle: point %d of %d"),
                            self->n_measured + 1, self->measure);
  if (self->measure == 2)
    return g_strdup_printf (_ ("%.1f mm"), distance_mm (self->measured[0], self->measured[1]));
  return g_strdup_printf (_ ("%.1f°"), angle_degrees ((const float (*)[3]) self->measured));
}

char *
hf_mesh_view_measure_text (HfMeshView *self)
{
  return self->measure ? describe (self) : g_strdup ("");
}

/* Where the places are on the screen now. */
void
hf_mesh_view_update_measure (HfMeshView *self)
{
  const int width = gtk_widget_get_width (self->area), height = gtk_widget_get_height (self->area);
  g_autofree char *text = self->measure ? describe (self) : NULL;
  float path[3][2], screen[3];
  int n = 0;

  for (; n < self->n_measured && width > 0 && height > 0; n++) {
    if (!hf_camera_project (&self->scene.camera, self->measured[n], width, height, screen))
      break;
    memcpy (path[n], screen, sizeof path[n]);
  }
  hf_mesh_area_set_path (HF_MESH_AREA (self->area), (const float (*)[2]) path,
                         n == self->n_measured ? n : 0, text);
}

/* FALSE: nothing is measured, the click is for somebody else. */
gboolean
hf_mesh_view_measure_at (HfMeshView *self, const double mm[3])
{
  if (!self->measure)
    return FALSE;
  if (self->n_measured == self->measure)
    self->n_measured = 0; /* the next one */
  for (int a = 0; a < 3; a++)
    self->measured[self->n_measured][a] = (float) mm[a];
  self->n_measured++;
  hf_mesh_view_update_measure (self);
  if (self->n_measured == self->measure) {
    g_autofree char *text = describe (self);

    gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                    text, -1);
  }
  return TRUE;
}

void
hf_mesh_view_start_measure (HfMeshView *self, int n_points)
{
  self->measure = n_points;
  self->n_measured = 0;
  hf_mesh_view_update_measure (self);
  hf_mesh_view_update_marker (self);
}

/* The same key again puts it away. */
static void
measure (HfMeshView *self, int n_points)
{
  hf_mesh_view_start_measure (self, self->measure == n_points ? 0 : n_points);
}

static void
distance_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  measure (HF_MESH_VIEW (widget), 2);
}

static void
angle_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  measure (HF_MESH_VIEW (widget), 3);
}

/* Without a measure the key is for somebody else. */
static gboolean
escape_cb (GtkWidget *widget, GVariant *args, gpointer data)
{
  if (!HF_MESH_VIEW (widget)->measure)
    return FALSE;
  measure (HF_MESH_VIEW (widget), 0);
  return TRUE;
}

static void
end_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  measure (HF_MESH_VIEW (widget), 0);
}

static void
here_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  HfMeshView *self = HF_MESH_VIEW (widget);
  double mm[3];

  if (hf_panel_session (self) && hf_session_volume (hf_panel_session (self)))
    hf_session_cursor (hf_panel_session (self), mm);
  else if (!hf_mesh_view_pick (self, gtk_widget_get_width (self->area) / 2.0,
                               gtk_widget_get_height (self->area) / 2.0, mm))
    return;
  hf_mesh_view_measure_at (self, mm);
}

void
hf_mesh_view_class_init_measure (GtkWidgetClass *class)
{
  gtk_widget_class_install_action (class, "mesh.distance", NULL, distance_action);
  gtk_widget_class_install_action (class, "mesh.angle", NULL, angle_action);
  gtk_widget_class_install_action (class, "mesh.measure-here", NULL, here_action);
  gtk_widget_class_install_action (class, "mesh.measure-end", NULL, end_action);
  gtk_widget_class_add_binding_action (class, GDK_KEY_d, 0, "mesh.distance", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_a, 0, "mesh.angle", NULL);
  gtk_widget_class_add_binding_action (class, GDK_KEY_Return, 0, "mesh.measure-here", NULL);
  gtk_widget_class_add_binding (class, GDK_KEY_Escape, 0, escape_cb, NULL);
}
