/* Rows are made anew where surfaces came or went, not where their looks changed. */
#include "view/surface-list.h"

#include "view/accessible.h"
#include "view/certificate.h"
#include "view/count-text.h"
#include "view/param-row.h"
#include "view/wheel.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct {
  guint id; /* of the surface */
  GtkWidget *row;
  GtkWidget *name; /* a toggle: shows the certificate */
  HfCertificate *certificate;
  GtkCheckButton *visible;
  GtkColorChooser *color;
  GtkRange *opacity;
  GtkWidget *export;
  GtkWidget *change;
} Row;

struct _HfSurfaceList {
  HfPanel parent_instance;

  GtkWidget *list;
  GArray *rows; /* of Row */
  gboolean following;
};

static void follow (HfSurfaceList *self);

G_DEFINE_FINAL_TYPE (HfSurfaceList, hf_surface_list, HF_TYPE_PANEL)

void
hf_rgba_from_rgb (guint32 rgb, GdkRGBA *rgba)
{
  *rgba =
      (GdkRGBA){ (rgb >> 16 & 255) / 255.0f, (rgb >> 8 & 255) / 255.0f, (rgb & 255) / 255.0f, 1 };
}

guint32
hf_rgb_from_rgba (const GdkRGBA *rgba)
{
  return (guint32) lround (rgba->red * 255) << 16 | (guint32) lround (rgba->green * 255) << 8 |
         (guint32) lround (rgba->blue * 255);
}

static guint
index_of (gpointer widget)
{
  GtkWidget *row = gtk_widget_get_ancestor (widget, GTK_TYPE_LIST_BOX_ROW);

  return gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row));
}

/* Takes what the controls of a row say. */
static void
changed_cb (HfSurfaceList *self, GtkWidget *control)
{
  guint at;
  Row *row;
  GdkRGBA rgba;

  if (self->following || !hf_panel_session (self))
    return;
  at = index_of (control);
  row = &g_array_index (self->rows, Row, at);
  gtk_color_chooser_get_rgba (row->color, &rgba);
  hf_session_set_kept (hf_panel_session (self), at, hf_rgb_from_rgba (&rgba),
                       gtk_range_get_value (row->opacity),
                       gtk_check_button_get_active (row->visible));
}

static void
export_cb (HfSurfaceList *self, GtkWidget *button)
{
  g_signal_emit_by_name (self, "export", index_of (button));
}

static void
change_cb (HfSurfaceList *self, GtkWidget *button)
{
  g_signal_emit_by_name (self, "change", index_of (button));
}

static void
remove_cb (HfSurfaceList *self, GtkWidget *button)
{
  hf_session_remove_kept (hf_panel_session (self), index_of (button));
}

/* The name of a mesh file is as private as that of any other. */
static const char *
shown_name (HfSurfaceList *self, const HfKeptSurface *surface)
{
  return isnan (surface->level) && hf_session_privacy (hf_panel_session (HF_PANEL (self)))
             ? _ ("Name hidden")
             : surface->name;
}

/* "Level 350 HU: 1,930,112 triangles, 412.3 ml, 2034.1 cm²" */
static char *
describe (const HfKeptSurface *surface, const char *name)
{
  const HfMeshReport *report = &surface->report;
  g_autofree char *triangles = hf_count_text (report->triangles);

  if (report->volume_exact)
    return g_strdup_printf (_ ("%s: %s triangles, %.1f ml, %.1f cm²"), name, triangles,
                            report->volume_ml, report->area_cm2);
  return g_strdup_printf (report->boundary_loops > 0
                              ? _ ("%s: %s triangles, not closed, %.1f cm²")
                              : _ ("%s: %s triangles, not oriented, %.1f cm²"),
                          name, triangles, report->area_cm2);
}

static GtkWidget *
make_name (void)
{
  GtkWidget *name = gtk_toggle_button_new ();
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_button_set_child (GTK_BUTTON (name), label);
  gtk_widget_add_css_class (name, "flat");
  gtk_widget_set_hexpand (name, TRUE);
  return name;
}

/* name: what a screen reader says, and the tooltip */
static void
add_control (GtkWidget *box, GtkWidget *control, const char *name)
{
  hf_accessible_name (control, name);
  gtk_widget_set_tooltip_text (control, name);
  gtk_widget_set_valign (control, GTK_ALIGN_CENTER);
  gtk_box_append (GTK_BOX (box), control);
}

static GtkWidget *
make_button (const char *icon)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "small");
  return button;
}

/* A slider and what can be typed in its place. */
static GtkRange *
add_opacity (GtkWidget *box)
{
  GtkAdjustment *adjustment = gtk_adjustment_new (1, 0, 1, 0.05, 0.1, 0);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *label = gtk_label_new (_ ("Opacity"));
  GtkWidget *scale = gtk_scale_new (GTK_ORIENTATION_HORIZONTAL, adjustment);
  GtkWidget *entry = hf_param_row_entry_new (adjustment);

  gtk_range_set_round_digits (GTK_RANGE (scale), 2);
  gtk_widget_set_hexpand (scale, TRUE);
  hf_wheel_pass_by (scale);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (entry), 2);
  gtk_box_append (GTK_BOX (line), label);
  add_control (line, scale, _ ("Opacity"));
  add_control (line, entry, _ ("Opacity"));
  gtk_box_append (GTK_BOX (box), line);
  return GTK_RANGE (scale);
}

static Row
make_row (HfSurfaceList *self, const HfKeptSurface *surface)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *visible = gtk_check_button_new ();
  GtkWidget *color = gtk_color_button_new ();
  GtkWidget *name = make_name ();
  GtkWidget *change = make_button ("document-edit-symbolic");
  GtkWidget *export = make_button ("document-save-symbolic");
  GtkWidget *remove = make_button ("window-close-symbolic");
  GtkWidget *certificate = g_object_new (HF_TYPE_CERTIFICATE, NULL);
  Row row = { surface->id,
              gtk_list_box_row_new (),
              name,
              HF_CERTIFICATE (certificate),
              GTK_CHECK_BUTTON (visible),
              GTK_COLOR_CHOOSER (color),
              NULL,
              export,
              change };

  add_control (line, visible, _ ("Visible"));
  add_control (line, color, _ ("Color"));
  gtk_box_append (GTK_BOX (line), name);
  add_control (line, change, _ ("Change its level: this surface and the one above change places"));
  add_control (line, export, _ ("Export…"));
  add_control (line, remove, _ ("Remove"));
  gtk_box_append (GTK_BOX (box), line);
  row.opacity = add_opacity (box);
  gtk_box_append (GTK_BOX (box), certificate);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row.row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row.row), FALSE);
  gtk_list_box_append (GTK_LIST_BOX (self->list), row.row);
  g_signal_connect_swapped (visible, "toggled", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (color, "color-set", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (row.opacity, "value-changed", G_CALLBACK (changed_cb), self);
  g_signal_connect_swapped (name, "toggled", G_CALLBACK (follow), self);
  g_signal_connect_swapped (change, "clicked", G_CALLBACK (change_cb), self);
  g_signal_connect_swapped (export, "clicked", G_CALLBACK (export_cb), self);
  g_signal_connect_swapped (remove, "clicked", G_CALLBACK (remove_cb), self);
  return row;
}

static gboolean
has_rows_of (HfSurfaceList *self, GPtrArray *kept)
{
  if (kept->len != self->rows->len)
    return FALSE;
  for (guint n = 0; n < kept->len; n++)
    if (g_array_index (self->rows, Row, n).id !=
        ((const HfKeptSurface *) g_ptr_array_index (kept, n))->id)
      return FALSE;
  return TRUE;
}

static void
show_surface (HfSurfaceList *self, const Row *row, const HfKeptSurface *surface)
{
  const gboolean open = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (row->name));
  const char *name = shown_name (self, surface);
  g_autofree char *told = describe (surface, name);
  GdkRGBA rgba;

  hf_rgba_from_rgb (surface->rgb, &rgba);
  gtk_color_chooser_set_rgba (row->color, &rgba);
  gtk_range_set_value (row->opacity, surface->opacity);
  gtk_check_button_set_active (row->visible, surface->visible);
  gtk_label_set_text (GTK_LABEL (gtk_button_get_child (GTK_BUTTON (row->name))), name);
  hf_accessible_name (row->row, name);
  hf_accessible_name (row->name, name);
  gtk_widget_set_tooltip_text (row->name, told);
  gtk_widget_set_sensitive (row->export, !surface->stale);
  gtk_widget_set_visible (row->change,
                          hf_session_can_change_kept (hf_panel_session (HF_PANEL (self)), surface));
  hf_certificate_show (row->certificate, open ? &surface->report : NULL,
                       surface->is_measured && !surface->edits ? &surface->changes : NULL, NULL);
}

static void
follow (HfSurfaceList *self)
{
  GPtrArray *kept = hf_session_kept_surfaces (hf_panel_session (self));

  self->following = TRUE;
  if (!has_rows_of (self, kept)) {
    for (guint n = 0; n < self->rows->len; n++)
      gtk_list_box_remove (GTK_LIST_BOX (self->list), g_array_index (self->rows, Row, n).row);
    g_array_set_size (self->rows, 0);
    for (guint n = 0; n < kept->len; n++) {
      Row row = make_row (self, g_ptr_array_index (kept, n));

      g_array_append_val (self->rows, row);
    }
  }
  for (guint n = 0; n < kept->len; n++)
    show_surface (self, &g_array_index (self->rows, Row, n), g_ptr_array_index (kept, n));
  gtk_widget_set_visible (GTK_WIDGET (self), kept->len > 0);
  self->following = FALSE;
}

static void
refresh (HfPanel *panel)
{
  follow (HF_SURFACE_LIST (panel));
}

static void
finalize (GObject *object)
{
  g_array_unref (HF_SURFACE_LIST (object)->rows);
  G_OBJECT_CLASS (hf_surface_list_parent_class)->finalize (object);
}

static void
hf_surface_list_class_init (HfSurfaceListClass *class)
{
  G_OBJECT_CLASS (class)->finalize = finalize;
  HF_PANEL_CLASS (class)->refresh = refresh;
  g_signal_new ("export", HF_TYPE_SURFACE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                1, G_TYPE_UINT);
  g_signal_new ("change", HF_TYPE_SURFACE_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                1, G_TYPE_UINT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "surfacelist");
}

static void
hf_surface_list_init (HfSurfaceList *self)
{
  self->rows = g_array_new (FALSE, FALSE, sizeof (Row));
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (self->list, "chain");
  gtk_widget_set_parent (self->list, GTK_WIDGET (self));
  hf_accessible_name (self->list, _ ("Surfaces that stay"));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
  hf_panel_on (self, "changed::surfaces", G_CALLBACK (follow));
  hf_panel_on (self, "changed::view", G_CALLBACK (follow)); /* privacy */
}
