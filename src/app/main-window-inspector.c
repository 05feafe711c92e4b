/* The inspector at the right: its sections, and the rail of icons that is there while it is folded. */
#include "app/main-window-private.h"

#include "app/settings.h"
#include "view/accessible.h"
#include "view/histogram-panel.h"
#include "view/preview-strip.h"
#include "view/surface-panel.h"
#include "view/threshold-panel.h"

#include <glib/gi18n.h>

static void
folded_cb (GtkExpander *section, GParamSpec *pspec, const char *key)
{
  hf_settings_set_boolean (key, gtk_expander_get_expanded (section));
}

/* A section: its title folds it, which is remembered under the key. */
static GtkWidget *
add_section (HfMainWindow *self, const char *title, GType type, const char *key)
{
  GtkWidget *expander = gtk_expander_new (title);
  GtkWidget *panel = g_object_new (type, "session", self->session, NULL);

  gtk_expander_set_child (GTK_EXPANDER (expander), panel);
  gtk_expander_set_expanded (GTK_EXPANDER (expander), hf_settings_boolean (key, TRUE));
  g_signal_connect (expander, "notify::expanded", G_CALLBACK (folded_cb), (gpointer) key);
  gtk_widget_add_css_class (expander, "section");
  hf_accessible_name (expander, title);
  gtk_box_append (self->inspector_box, expander);
  return expander;
}

/* Where the section is, is known when it has been laid out: in the frame after the next. */
static gboolean
scroll_cb (GtkWidget *section, GdkFrameClock *clock, gpointer data)
{
  HfMainWindow *self = data;
  GtkAdjustment *place =
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->inspector));
  graphene_rect_t bounds;

  if (++self->scroll_frames < 3)
    return G_SOURCE_CONTINUE;
  if (gtk_widget_compute_bounds (section, GTK_WIDGET (self->inspector_box), &bounds))
    gtk_adjustment_set_value (place, bounds.origin.y);
  return G_SOURCE_REMOVE;
}

/* An icon of the rail: opens the inspector where its section begins. */
static void
section_cb (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  static const char *const names[HF_N_SECTIONS] = { "histogram", "threshold", "surfaces" };
  HfMainWindow *self = data;

  for (int n = 0; n < HF_N_SECTIONS; n++) {
    if (!g_str_equal (names[n], g_variant_get_string (parameter, NULL)))
      continue;
    g_action_group_change_action_state (G_ACTION_GROUP (self), "inspector",
                                        g_variant_new_boolean (TRUE));
    gtk_expander_set_expanded (GTK_EXPANDER (self->sections[n]), TRUE);
    self->scroll_frames = 0;
    gtk_widget_add_tick_callback (self->sections[n], scroll_cb, self, NULL);
  }
}

/* For a section that has the focus GTK scrolls to its end; what shows the focus is its title. Comes after GTK's own handler, which
   was connected with the template. */
static void
focus_cb (HfMainWindow *self)
{
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  GtkAdjustment *place =
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->inspector));
  double top = gtk_adjustment_get_value (place), page = gtk_adjustment_get_page_size (place);
  graphene_rect_t section, title;

  for (int n = 0; n < HF_N_SECTIONS; n++)
    if (focus == self->sections[n] &&
        gtk_widget_compute_bounds (focus, GTK_WIDGET (self->inspector_box), &section) &&
        gtk_widget_compute_bounds (gtk_expander_get_label_widget (GTK_EXPANDER (focus)),
                                   GTK_WIDGET (self->inspector_box), &title)) {
      double end = title.origin.y + title.size.height;

      gtk_adjustment_set_value (place, MIN (MAX (top, end - page), section.origin.y));
    }
}

void
hf_main_window_add_inspector (HfMainWindow *self)
{
  static const GActionEntry section = { .name = "section",
                                        .activate = section_cb,
                                        .parameter_type = "s" };
  GtkWidget *strip = g_object_new (HF_TYPE_PREVIEW_STRIP, "session", self->session, NULL);

  self->sections[0] =
      add_section (self, _ ("Histogram"), HF_TYPE_HISTOGRAM_PANEL, "show-histogram");
  self->sections[1] =
      add_section (self, _ ("Threshold"), HF_TYPE_THRESHOLD_PANEL, "show-threshold");
  self->sections[HF_SECTION_SURFACES] =
      add_section (self, _ ("Surfaces"), HF_TYPE_SURFACE_PANEL, "show-surfaces");
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (focus_cb), NULL);
  gtk_widget_set_hexpand (strip, TRUE);
  gtk_box_append (GTK_BOX (self->preview), strip);
  g_action_map_add_action_entries (G_ACTION_MAP (self), &section, 1, self);
}
