/* Controls beside view/preview-pictures.h. */
#include "view/preview-strip.h"

#include "view/accessible.h"
#include "view/count-text.h"
#include "view/init.h"
#include "view/param-row.h"
#include "view/piece.h"
#include "view/preview-pictures.h"

#include <glib/gi18n-lib.h>

struct _HfPreviewStrip {
  HfPanel parent_instance;

  /* template */
  HfPreviewPictures *pictures;
  HfPiece *row; /* slider, entry, count */
  GtkDropDown *plane;
  GtkRange *slider;
  GtkAdjustment *slice;
  GtkSpinButton *entry;
  GtkLabel *count;
  GtkInscription *numbers; /* changes with every slice: a label would lay the window out again */
  GtkToggleButton *flat, *solid; /* 2D, 3D */
  GtkSwitch *differences, *notebook;
  HfParamRow *above;

  gboolean following;
};

G_DEFINE_FINAL_TYPE (HfPreviewStrip, hf_preview_strip, HF_TYPE_PANEL)

/* Slices are counted from 1 on the screen. */
static void
follow_slice (HfPreviewStrip *self)
{
  HfSession *session = hf_panel_session (self);
  HfVolume *volume = hf_session_volume (session);
  HfPlane plane = hf_preview_pictures_plane (self->pictures);
  int n = volume ? hf_plane_n_slices (hf_volume_geometry (volume), plane) : 1;
  g_autofree char *text = g_strdup_printf ("/ %d", n);

  if (gtk_adjustment_get_value (self->slice) != hf_session_slice (session, plane) + 1)
    hf_piece_touch (self->row);
  self->following = TRUE;
  gtk_adjustment_configure (self->slice, hf_session_slice (session, plane) + 1, 1, n, 1, 10, 0);
  gtk_label_set_text (self->count, text);
  gtk_widget_set_sensitive (GTK_WIDGET (self), volume != NULL);
  self->following = FALSE;
}

static void
slice_cb (HfPreviewStrip *self)
{
  if (!self->following && hf_panel_session (self))
    hf_session_set_slice (hf_panel_session (self), hf_preview_pictures_plane (self->pictures),
                          (int) gtk_adjustment_get_value (self->slice) - 1);
}

static void
plane_cb (HfPreviewStrip *self)
{
  hf_preview_pictures_set_plane (self->pictures, gtk_drop_down_get_selected (self->plane));
  if (hf_panel_session (self))
    follow_slice (self);
}

static void
flat_cb (HfPreviewStrip *self)
{
  if (!self->following && hf_panel_session (self))
    hf_session_set (hf_panel_session (self), HF_PARAM_PER_SLICE,
                    gtk_toggle_button_get_active (self->flat));
}

static void
differences_cb (HfPreviewStrip *self)
{
  hf_preview_pictures_set_differences (self->pictures, gtk_switch_get_active (self->differences));
}

static void
notebook_cb (HfPreviewStrip *self)
{
  if (hf_panel_session (self))
    hf_session_set_notebook (hf_panel_session (self), gtk_switch_get_active (self->notebook));
}

static void
updated_cb (HfPreviewStrip *self)
{
  guint64 binarized, optimized;
  g_autofree char *text = NULL;

  if (hf_preview_pictures_counts (self->pictures, &binarized, &optimized)) {
    g_autofree char *before = hf_count_text (binarized);
    g_autofree char *after = hf_count_text (optimized);

    text = g_strdup_printf (_ ("This slice: %s voxels, cleaned %s"), before, after);
  }
  if (text && hf_session_notebook (hf_panel_session (self)) &&
      hf_preview_pictures_plane (self->pictures) == HF_PLANE_CORONAL) {
    g_autofree char *numbers = g_steal_pointer (&text);

    text = g_strdup_printf (_ ("%s\nThe notebook mirrors this: left is on the left"), numbers);
  }
  gtk_inscription_set_text (self->numbers, text ? text : "");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->pictures), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Preview: original, binarized, optimized"),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text ? text : "", -1);
}

static void
params_changed_cb (HfPreviewStrip *self)
{
  gboolean flat = hf_session_get (hf_panel_session (self), HF_PARAM_PER_SLICE) != 0;

  self->following = TRUE;
  gtk_toggle_button_set_active (flat ? self->flat : self->solid, TRUE);
  self->following = FALSE;
}

static void
view_changed_cb (HfPreviewStrip *self)
{
  gtk_switch_set_active (self->notebook, hf_session_notebook (hf_panel_session (self)));
}

static void
histogram_changed_cb (HfPreviewStrip *self)
{
  hf_param_row_cover_values (self->above, 1, 0);
}

static void
refresh (HfPanel *panel)
{
  HfPreviewStrip *self = HF_PREVIEW_STRIP (panel);

  g_object_set (self->pictures, "session", hf_panel_session (self), NULL);
  g_object_set (self->above, "session", hf_panel_session (self), NULL);
  histogram_changed_cb (self);
  params_changed_cb (self);
  view_changed_cb (self);
  follow_slice (self);
}

static void
hf_preview_strip_class_init (HfPreviewStripClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  g_type_ensure (HF_TYPE_PIECE);
  g_type_ensure (HF_TYPE_PREVIEW_PICTURES);
  g_type_ensure (HF_TYPE_PARAM_ROW);
  HF_PANEL_CLASS (class)->refresh = refresh;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HF_RESOURCE_PREFIX "ui/preview-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, HfPreviewStrip, pictures);
  gtk_widget_class_bind_template_child (widget_class, HfPreviewStrip, row);
  gtk_widget_class_bind_template_child (widget_class, HfPreviewStrip, plane);
  gtk_widget_class_bind_template_child (widget_class, HfPreviewStrip, slider);
  gtk_widget_class_bind_template_child (widget_class, HfPreviewStrip, slice);
  gtk_widget_class_bind_template_child (widget_class, HfPreviewStrip, entry);
  gtk_widget_class_bind_template_child (widget_class, HfPreviewStrip, count);
  gtk_widget_class_bind_template_child (widget_class, HfPreviewStrip, numbers);
  gtk_widget_class_bind_template_child (widget_class, HfPreviewStrip, flat);
  gtk_widget_class_bind_template_child (widget_class, HfPreviewStrip, solid);
  gtk_widget_class_bind_template_child (widget_class, HfPreviewStrip, differences);
  gtk_widget_class_bind_template_child (widget_class, HfPreviewStrip, notebook);
  gtk_widget_class_bind_template_child (widget_class, HfPreviewStrip, above);
  gtk_widget_class_bind_template_callback (widget_class, slice_cb);
  gtk_widget_class_bind_template_callback (widget_class, plane_cb);
  gtk_widget_class_bind_template_callback (widget_class, flat_cb);
  gtk_widget_class_bind_template_callback (widget_class, differences_cb);
  gtk_widget_class_bind_template_callback (widget_class, notebook_cb);
  gtk_widget_class_bind_template_callback (widget_class, updated_cb);
  gtk_widget_class_set_css_name (widget_class, "previewstrip");
}

static void
hf_preview_strip_init (HfPreviewStrip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  hf_accessible_name (GTK_WIDGET (self->plane), _ ("Plane"));
  hf_panel_want (self, HF_WANT_HISTOGRAM, TRUE); /* the range of the slider */
  hf_panel_on (self, "changed::cursor", G_CALLBACK (follow_slice));
  hf_panel_on (self, "changed::volume", G_CALLBACK (follow_slice));
  hf_panel_on (self, "changed::histogram", G_CALLBACK (histogram_changed_cb));
  hf_panel_on (self, "changed::params", G_CALLBACK (params_changed_cb));
  hf_panel_on (self, "changed::view", G_CALLBACK (view_changed_cb));
}
