/* Drawn with cairo: 81 values, made anew only where another place is picked. */
#include "view/profile-card.h"

#include "core/text.h"
#include "core/tissues.h"
#include "view/accessible.h"
#include "view/slice-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define WIDTH 160 /* low and wide, so that a small pane keeps most of its picture */
#define HEIGHT 92
#define MARGIN 34   /* px, for the numbers at the left */
#define BOTTOM 16   /* px, for those below */
#define SIDE_MM 2.0 /* where the tissues of both sides are looked up */

struct _HfProfileCard {
  GtkWidget parent_instance;

  GtkWidget *box, *plot;
  GtkLabel *words;
  HfProfile profile;
  double level;
  double low, high; /* of the plot */
};

G_DEFINE_FINAL_TYPE (HfProfileCard, hf_profile_card, GTK_TYPE_WIDGET)

/* What a surface is more likely of: an organ than a finding or a material, the narrower range of either. */
static gboolean
is_likelier (const HfTissue *tissue, const HfTissue *other)
{
  if (tissue->lane != other->lane)
    return tissue->lane == HF_LANE_ORGAN;
  return tissue->outer_high - tissue->outer_low < other->outer_high - other->outer_low;
}

/* The likeliest of the ranges that a value lies in; NULL: none. */
static const char *
tissue_of (double value)
{
  const HfTissue *found = NULL, *tissues;
  guint n;

  tissues = hf_tissues (&n);
  for (guint t = 0; t < n; t++) {
    const HfTissue *tissue = &tissues[t];

    if (tissue->lane == HF_LANE_THRESHOLD || value < tissue->outer_low ||
        value > tissue->outer_high)
      continue;
    if (!found || is_likelier (tissue, found))
      found = tissue;
  }
  return found ? _ (found->name) : NULL;
}

static double
x_of (double mm, int width)
{
  return MARGIN + (mm + HF_PROFILE_REACH_MM) / (2 * HF_PROFILE_REACH_MM) * (width - MARGIN - 6);
}

static double
y_of (const HfProfileCard *self, double value, int height)
{
  return 6 + (self->high - value) / (self->high - self->low) * (height - BOTTOM - 6);
}

static void
draw_number (cairo_t *cr, double x, double y, double align, double value, const char *unit)
{
  g_autofree char *text = g_strdup_printf ("%.0f%s", value, unit);
  cairo_text_extents_t size;

  cairo_text_extents (cr, text, &size);
  cairo_move_to (cr, x - align * size.x_advance, y);
  cairo_show_text (cr, text);
}

/* Zero mm, the level, and the numbers of both axes. */
static void
draw_frame (HfProfileCard *self, cairo_t *cr, int width, int height)
{
  cairo_set_line_width (cr, 1);
  cairo_set_source_rgba (cr, 1, 1, 1, 0.25);
  cairo_move_to (cr, x_of (0, width), 6);
  cairo_line_to (cr, x_of (0, width), height - BOTTOM);
  cairo_stroke (cr);
  cairo_set_source_rgba (cr, 0.80, 0.80, 0.82, 1);
  cairo_set_font_size (cr, 10);
  draw_number (cr, MARGIN - 4, 14, 1, self->high, "");
  draw_number (cr, MARGIN - 4, height - BOTTOM, 1, self->low, "");
  for (int mm = -10; mm <= 10; mm += 10)
    draw_number (cr, x_of (mm, width), height - 3, mm == 10 ? 1 : 0.5, mm, mm == 10 ? " mm" : "");
  if (isnan (self->level) || self->level < self->low || self->level > self->high)
    return;
  cairo_set_source_rgba (cr, 1, 0.83, 0.35, 0.9);
  cairo_set_dash (cr, (double[]){ 4, 3 }, 2, 0);
  cairo_move_to (cr, MARGIN, y_of (self, self->level, height));
  cairo_line_to (cr, width - 6, y_of (self, self->level, height));
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
draw_cb (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  HfProfileCard *self = data;
  gboolean pen_down = FALSE;

  draw_frame (self, cr, width, height);
  cairo_set_source_rgb (cr, 0.56, 0.78, 0.96);
  cairo_set_line_width (cr, 1.6);
  for (guint n = 0; n < HF_PROFILE_N; n++) {
    const double value = self->profile.value[n], x = x_of (hf_profile_mm (n), width);

    if (!isnan (value))
      (pen_down ? cairo_line_to : cairo_move_to) (cr, x, y_of (self, value, height));
    pen_down = !isnan (value);
  }
  cairo_stroke (cr);
}

static void
find_range (HfProfileCard *self)
{
  self->low = G_MAXDOUBLE;
  self->high = -G_MAXDOUBLE;
  for (guint n = 0; n < HF_PROFILE_N; n++)
    if (!isnan (self->profile.value[n])) {
      self->low = MIN (self->low, self->profile.value[n]);
      self->high = MAX (self->high, self->profile.value[n]);
    }
  if (self->low > self->high)
    self->low = self->high = 0;
  self->low = floor (self->low / 50) * 50;
  self->high = MAX (ceil (self->high / 50) * 50, self->low + 50);
}

static const char *
tissue_in (const HfVolume *volume, double value)
{
  return hf_volume_info (volume)->is_hu ? tissue_of (value) : NULL;
}

/* What a thin wall is made of is not found at a fixed depth: the highest value near the surface. */
static void
append_most (HfProfileCard *self, GString *words, const HfVolume *volume)
{
  g_autofree char *text = NULL;
  double most = -G_MAXDOUBLE, at = 0;
  const char *tissue;

  for (guint n = 0; n < HF_PROFILE_N; n++)
    if (fabs (hf_profile_mm (n)) <= 2 * SIDE_MM && self->profile.value[n] > most) {
      most = self->profile.value[n];
      at = hf_profile_mm (n);
    }
  if (most == -G_MAXDOUBLE)
    return;
  text = hf_slice_text_value (volume, most);
  tissue = tissue_in (volume, most);
  g_string_append_c (words, '\n');
  g_string_append_printf (words, _ ("highest near it: %s at %+.2f mm"), text, at);
  if (tissue)
    g_string_append_printf (words, " · %s", tissue);
}

static void
append_side (HfProfileCard *self, GString *words, double mm, const HfVolume *volume)
{
  const double at = (mm + HF_PROFILE_REACH_MM) / HF_PROFILE_STEP_MM;
  const double value = self->profile.value[(guint) lround (at)];
  g_autofree char *text = hf_slice_text_value (volume, value);
  const char *tissue = isnan (value) ? NULL : tissue_in (volume, value);

  if (isnan (value))
    return;
  g_string_append_c (words, '\n');
  g_string_append_printf (words, mm < 0 ? _ ("2 mm inside: %s") : _ ("2 mm outside: %s"), text);
  if (tissue)
    g_string_append_printf (words, " · %s", tissue);
}

void
hf_profile_card_show (HfProfileCard *self,
                      const HfProfile *profile,
                      double level,
                      const HfVolume *volume)
{
  const double edge = isnan (level) ? NAN : hf_profile_crossing (profile, level);
  g_autofree char *level_text = hf_slice_text_value (volume, level);
  GString *words = g_string_new (NULL);

  self->profile = *profile;
  self->level = level;
  find_range (self);
  g_string_append_printf (words, "x %.1f   y %.1f   z %.1f mm", hf_text_number (profile->at[0], 1),
                          hf_text_number (profile->at[1], 1), hf_text_number (profile->at[2], 1));
  append_most (self, words, volume);
  append_side (self, words, -SIDE_MM, volume);
  append_side (self, words, SIDE_MM, volume);
  if (!isnan (edge)) {
    g_string_append_c (words, '\n');
    g_string_append_printf (words, _ ("%s is passed at %+.2f mm"), level_text,
                            fabs (edge) < 0.005 ? 0 : edge); /* not -0.00 */
  }
  gtk_label_set_text (self->words, words->str);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                  words->str, -1);
  g_string_free (words, TRUE);
  gtk_widget_queue_draw (self->plot);
  gtk_widget_set_visible (GTK_WIDGET (self), TRUE);
}

const char *
hf_profile_card_text (HfProfileCard *self)
{
  return gtk_widget_get_visible (GTK_WIDGET (self)) ? gtk_label_get_text (self->words) : "";
}

static void
close_cb (HfProfileCard *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

static void
dispose (GObject *object)
{
  g_clear_pointer (&HF_PROFILE_CARD (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (hf_profile_card_parent_class)->dispose (object);
}

static void
hf_profile_card_class_init (HfProfileCardClass *class)
{
  G_OBJECT_CLASS (class)->dispose = dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (class), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (class), GTK_ACCESSIBLE_ROLE_GROUP);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (class), "profilecard");
}

static void
hf_profile_card_init (HfProfileCard *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  GtkWidget *title = gtk_label_new (_ ("Values along the normal"));
  GtkWidget *close = gtk_button_new_from_icon_name ("window-close-symbolic");
  GtkWidget *side = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->plot = gtk_drawing_area_new ();
  self->words = GTK_LABEL (gtk_label_new (NULL));
  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (self->plot), WIDTH);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (self->plot), HEIGHT);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->plot), draw_cb, self, NULL);
  gtk_widget_set_hexpand (title, TRUE);
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (self->words, 0);
  gtk_label_set_selectable (self->words, TRUE);
  gtk_label_set_ellipsize (self->words, PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (GTK_WIDGET (self->words), "caption");
  gtk_widget_add_css_class (GTK_WIDGET (self->words), "numeric");
  gtk_widget_add_css_class (close, "flat");
  gtk_widget_add_css_class (close, "small");
  gtk_widget_set_tooltip_text (close, _ ("Close"));
  hf_accessible_name (close, _ ("Close"));
  hf_accessible_name (GTK_WIDGET (self), _ ("Values along the normal"));
  g_signal_connect_swapped (close, "clicked", G_CALLBACK (close_cb), self);
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), close);
  gtk_box_append (GTK_BOX (side), head);
  gtk_box_append (GTK_BOX (side), GTK_WIDGET (self->words));
  gtk_box_append (GTK_BOX (self->box), self->plot);
  gtk_box_append (GTK_BOX (self->box), side);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

GtkWidget *
hf_profile_card_new (void)
{
  return g_object_new (HF_TYPE_PROFILE_CARD, NULL);
}
