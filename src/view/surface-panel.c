/* What smoothing and decimation changed, and the count of voxels, come from a job of the panel's
   own, after the fine surface is there. */
#include "view/surface-panel.h"

#include "session/latest.h"
#include "session/surface-changes.h"
#include "view/accessible.h"
#include "view/certificate.h"
#include "view/drag-out.h"
#include "view/export.h"
#include "view/init.h"
#include "view/param-row.h"
#include "view/slice-text.h"
#include "view/surface-list.h"
#include "view/surface-state.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* HU of the buttons under the level; ui/surface-panel.ui says the same. */
#define BONE_HU 350
#define SKIN_HU -300 /* between air (-1000) and fat, nearer to fat */

struct _HfSurfacePanel {
  HfPanel parent_instance;

  /* template */
  HfParamRow *level, *opacity, *step, *in_mask, *close_border, *keep_largest, *min_ml, *smooth,
      *decimate;
  GtkColorChooser *color;
  HfSurfaceState *state;
  HfCertificate *certificate;
  GtkWidget *levels, *buttons, *keep, *export;
  GtkDropDown *frame; /* of everything that is exported */
  GtkWidget *handle;  /* is dragged into other programs */
  HfSurfaceList *kept;

  HfLatest *measuring;
  HfMesh *measured; /* what the changes below belong to; a key, never dereferenced */
  HfSurfaceChanges changes;
};

G_DEFINE_FINAL_TYPE (HfSurfacePanel, hf_surface_panel, HF_TYPE_PANEL)

typedef struct {
  HfVolume *volume;
  HfMask *mask; /* nullable */
  HfParams params;
  HfMesh *mesh; /* of which the changes are */
  HfSurfaceChanges changes;
} MeasureInput;

static void
free_input (gpointer data)
{
  MeasureInput *input = data;

  hf_volume_unref (input->volume);
  g_clear_pointer (&input->mask, hf_mask_unref);
  hf_mesh_unref (input->mesh);
  g_free (input);
}

/* The result is what the input has become. */
static gpointer
run_measure (gpointer data, HfProgress *progress, GError **error)
{
  const MeasureInput *input = data;
  MeasureInput *result = g_new (MeasureInput, 1);

  *result = *input;
  result->volume = hf_volume_ref (input->volume);
  result->mask = input->mask ? hf_mask_ref (input->mask) : NULL;
  result->mesh = hf_mesh_ref (input->mesh);
  if (!hf_surface_changes (input->volume, input->mask, &input->params, progress, &result->changes))
    g_clear_pointer (&result, free_input);
  return result;
}

static void show (HfSurfacePanel *self);

static void
measured (gpointer data, const GError *error, gpointer user_data)
{
  HfSurfacePanel *self = user_data;
  MeasureInput *result = data;

  if (result) {
    self->measured = result->mesh;
    self->changes = result->changes;
    if (hf_panel_session (self))
      hf_session_note_changes (hf_panel_session (self), result->mesh, &result->changes);
    free_input (result);
  }
  show (self);
}

static void
measure_changes (HfSurfacePanel *self, HfSession *session, HfMesh *mesh)
{
  MeasureInput *input = g_new0 (MeasureInput, 1);
  gboolean in_mask = hf_session_get (session, HF_PARAM_IN_MASK) != 0;

  input->volume = hf_volume_ref (hf_session_volume (session));
  input->mask =
      in_mask && hf_session_mask (session) ? hf_mask_ref (hf_session_mask (session)) : NULL;
  input->params = *hf_session_params (session);
  input->mesh = hf_mesh_ref (mesh);
  hf_latest_push (self->measuring, input);
}

/* What the certificate is of: the live surface, or without a volume the newest mesh file. */
static const HfMeshReport *
shown_report (HfSession *session, gboolean fine)
{
  const HfKeptSurface *alone = hf_session_alone (session);

  if (fine)
    return hf_session_surface_report (session);
  return alone ? &alone->report : NULL;
}

/* Without a volume nothing can be built: only what is there is shown. */
static void
show_controls (HfSurfacePanel *self, gboolean volume)
{
  GtkWidget *controls[] = { GTK_WIDGET (self->level),
                            GTK_WIDGET (self->opacity),
                            GTK_WIDGET (self->step),
                            GTK_WIDGET (self->in_mask),
                            GTK_WIDGET (self->close_border),
                            GTK_WIDGET (self->keep_largest),
                            GTK_WIDGET (self->min_ml),
                            GTK_WIDGET (self->smooth),
                            GTK_WIDGET (self->decimate),
                            self->keep,
                            gtk_widget_get_parent (GTK_WIDGET (self->color)) };

  for (gsize n = 0; n < G_N_ELEMENTS (controls); n++)
    gtk_widget_set_visible (controls[n], volume);
}

static void
show (HfSurfacePanel *self)
{
  HfSession *session = hf_panel_session (self);
  HfMesh *mesh = hf_session_surface (session);
  gboolean busy = hf_session_is_busy (session, HF_WANT_SURFACE);
  gboolean coarse = mesh && hf_session_surface_is_coarse (session);
  gboolean measured = mesh && mesh == self->measured;
  gboolean volume = hf_session_volume (session) != NULL;
  gboolean kept = hf_session_kept_surfaces (session)->len > 0;

  hf_certificate_show (
      self->certificate, shown_report (session, mesh && !coarse), measured ? &self->changes : NULL,
      mesh && !measured && hf_latest_is_busy (self->measuring) ? hf_session_params (session)
                                                               : NULL);
  gtk_widget_set_sensitive (self->keep, mesh && !coarse && !busy);
  gtk_widget_set_sensitive (self->export, hf_export_certified (session, NULL) != NULL);
  gtk_widget_set_visible (self->buttons, volume || kept);
  show_controls (self, volume);
  gtk_widget_set_visible (self->levels,
                          volume && hf_volume_info (hf_session_volume (session))->is_hu);
  gtk_widget_set_visible (GTK_WIDGET (self->state), (busy || !mesh || coarse) && (volume || !kept));
}

static void
surface_changed_cb (HfSurfacePanel *self)
{
  HfSession *session = hf_panel_session (self);
  HfMesh *mesh = hf_session_surface (session);

  if (!mesh)
    self->measured = NULL;
  if (mesh && mesh != self->measured && !hf_session_surface_is_coarse (session) &&
      !hf_session_is_busy (session, HF_WANT_SURFACE) && hf_session_volume (session) &&
      !hf_session_surface_is_edited (session))
    measure_changes (self, session, mesh);
  show (self);
}

static void
histogram_changed_cb (HfSurfacePanel *self)
{
  hf_param_row_cover_values (self->level, -1, -1);
}

static void
color_cb (HfSurfacePanel *self)
{
  GdkRGBA rgba;

  gtk_color_chooser_get_rgba (self->color, &rgba);
  if (hf_panel_session (self))
    hf_session_set_surface_rgb (hf_panel_session (self), hf_rgb_from_rgba (&rgba));
}

static void
surfaces_changed_cb (HfSurfacePanel *self)
{
  GdkRGBA rgba;

  hf_rgba_from_rgb (hf_session_surface_rgb (hf_panel_session (self)), &rgba);
  gtk_color_chooser_set_rgba (self->color, &rgba);
  show (self);
}

/* Of the live surface where it stays. */
static char *
live_name (HfSession *session)
{
  g_autofree char *level =
      hf_slice_text_value (hf_session_volume (session), hf_session_get (session, HF_PARAM_LEVEL));

  return g_strdup_printf (_ ("Level %s"), level);
}

/* What is known of the live surface is known of the kept one, too. */
static void
note_changes (HfSurfacePanel *self, HfSession *session, HfMesh *live)
{
  if (live && live == self->measured)
    hf_session_note_changes (session, live, &self->changes);
}

static void
keep_cb (HfSurfacePanel *self)
{
  HfSession *session = hf_panel_session (self);
  g_autofree char *name = live_name (session);

  hf_session_keep_surface (session, name, hf_session_next_rgb (session));
  note_changes (self, session, hf_session_surface (session));
}

static void
change_kept_cb (HfSurfacePanel *self, guint index)
{
  HfSession *session = hf_panel_session (self);
  HfMesh *live = hf_session_surface (session);
  g_autofree char *name = live_name (session);

  hf_session_change_kept (session, index, name);
  note_changes (self, session, live);
}

static void
bone_cb (HfSurfacePanel *self)
{
  hf_session_set (hf_panel_session (self), HF_PARAM_LEVEL, BONE_HU);
}

static void
skin_cb (HfSurfacePanel *self)
{
  hf_session_set (hf_panel_session (self), HF_PARAM_LEVEL, SKIN_HU);
}

static void
export_cb (HfSurfacePanel *self)
{
  hf_export_surface (GTK_WIDGET (self), hf_panel_session (self),
                     gtk_drop_down_get_selected (self->frame));
}

static void
export_kept_cb (HfSurfacePanel *self, guint index)
{
  hf_export_kept (GTK_WIDGET (self), hf_panel_session (self), index,
                  gtk_drop_down_get_selected (self->frame));
}

/* What Export would write; the preview of a slider that still moves is nothing to hand out. */
static GdkContentProvider *
drag_surface (gpointer data)
{
  HfSurfacePanel *self = data;
  HfSession *session = hf_panel_session (self);
  g_autofree char *name = NULL;
  HfMesh *mesh = session ? hf_export_certified (session, &name) : NULL;
  g_autofree char *file = g_strconcat (name, ".stl", NULL);

  return mesh ? hf_drag_out_mesh (mesh, gtk_drop_down_get_selected (self->frame), file) : NULL;
}

static void
refresh (HfPanel *panel)
{
  HfSurfacePanel *self = HF_SURFACE_PANEL (panel);
  gpointer parts[] = { self->level,        self->opacity, self->step,   self->in_mask,
                       self->close_border, self->min_ml,  self->smooth, self->decimate,
                       self->keep_largest, self->kept,    self->state };

  for (gsize n = 0; n < G_N_ELEMENTS (parts); n++)
    g_object_set (parts[n], "session", hf_panel_session (self), NULL);
  histogram_changed_cb (self);
  surfaces_changed_cb (self);
  surface_changed_cb (self);
}

static void
dispose (GObject *object)
{
  HfSurfacePanel *self = HF_SURFACE_PANEL (object);

  g_clear_pointer (&self->measuring, hf_latest_free);
  G_OBJECT_CLASS (hf_surface_panel_parent_class)->dispose (object);
}

static void
hf_surface_panel_class_init (HfSurfacePanelClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  g_type_ensure (HF_TYPE_CERTIFICATE);
  g_type_ensure (HF_TYPE_PARAM_ROW);
  g_type_ensure (HF_TYPE_SURFACE_LIST);
  g_type_ensure (HF_TYPE_SURFACE_STATE);
  G_OBJECT_CLASS (class)->dispose = dispose;
  HF_PANEL_CLASS (class)->refresh = refresh;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HF_RESOURCE_PREFIX "ui/surface-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, HfSurfacePanel, level);
  gtk_widget_class_bind_template_child (widget_class, HfSurfacePanel, opacity);
  gtk_widget_class_bind_template_child (widget_class, HfSurfacePanel, step);
  gtk_widget_class_bind_template_child (widget_class, HfSurfacePanel, in_mask);
  gtk_widget_class_bind_template_child (widget_class, HfSurfacePanel, close_border);
  gtk_widget_class_bind_template_child (widget_class, HfSurfacePanel, keep_largest);
  gtk_widget_class_bind_template_child (widget_class, HfSurfacePanel, min_ml);
  gtk_widget_class_bind_template_child (widget_class, HfSurfacePanel, smooth);
  gtk_widget_class_bind_template_child (widget_class, HfSurfacePanel, decimate);
  gtk_widget_class_bind_template_child (widget_class, HfSurfacePanel, color);
  gtk_widget_class_bind_template_child (widget_class, HfSurfacePanel, state);
  gtk_widget_class_bind_template_child (widget_class, HfSurfacePanel, certificate);
  gtk_widget_class_bind_template_child (widget_class, HfSurfacePanel, levels);
  gtk_widget_class_bind_template_child (widget_class, HfSurfacePanel, buttons);
  gtk_widget_class_bind_template_child (widget_class, HfSurfacePanel, keep);
  gtk_widget_class_bind_template_child (widget_class, HfSurfacePanel, export);
  gtk_widget_class_bind_template_child (widget_class, HfSurfacePanel, frame);
  gtk_widget_class_bind_template_child (widget_class, HfSurfacePanel, kept);
  gtk_widget_class_bind_template_callback (widget_class, color_cb);
  gtk_widget_class_bind_template_callback (widget_class, bone_cb);
  gtk_widget_class_bind_template_callback (widget_class, skin_cb);
  gtk_widget_class_bind_template_callback (widget_class, keep_cb);
  gtk_widget_class_bind_template_callback (widget_class, export_cb);
  gtk_widget_class_bind_template_callback (widget_class, export_kept_cb);
  gtk_widget_class_bind_template_callback (widget_class, change_kept_cb);
  gtk_widget_class_bind_template_child (widget_class, HfSurfacePanel, handle);
  gtk_widget_class_set_css_name (widget_class, "surfacepanel");
}

static void
hf_surface_panel_init (HfSurfacePanel *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hf_accessible_name (GTK_WIDGET (self->color), _ ("Color of the surface"));
  hf_drag_out_add (self->handle, drag_surface, self);
  hf_accessible_name (GTK_WIDGET (self->frame), _ ("Axes of the file"));
  self->measuring = hf_latest_new (run_measure, free_input, free_input, measured, self);
  hf_panel_want (self, HF_WANT_SURFACE, TRUE);
  hf_panel_want (self, HF_WANT_HISTOGRAM, TRUE); /* the range of the slider */
  hf_panel_on (self, "changed::surface", G_CALLBACK (surface_changed_cb));
  hf_panel_on (self, "changed::progress", G_CALLBACK (show));
  hf_panel_on (self, "changed::volume", G_CALLBACK (surface_changed_cb));
  hf_panel_on (self, "changed::surfaces", G_CALLBACK (surfaces_changed_cb));
  hf_panel_on (self, "changed::histogram", G_CALLBACK (histogram_changed_cb));
}
