/* Series in the order of their list; those of one patient, and of one study, stand together under a
   heading where there are several. Thumbnails are made one after the other, and only while nothing else reads the source. */
#include "view/series-strip.h"

#include "view/init.h"
#include "view/slice-text.h"

#include "core/text.h"
#include "image/display.h"
#include "image/reslice.h"

#include <glib/gi18n-lib.h>

struct _HfSeriesStrip {
  HfPanel parent_instance;
  GtkWidget *scroller;
  GtkListBox *list;
  HfSource *source;     /* whose series are listed; owned, nullable */
  GCancellable *cancel; /* of the thumbnails of that source */
  GtkListBoxRow **rows; /* by series; owned array */
  guint n_rows;
  gboolean has_headings;     /* more than one study */
  guint next;                /* series whose thumbnail comes next */
  gboolean working;          /* a thumbnail is being made */
  guint working_on;          /* of this series */
  gconstpointer working_for; /* of this source; only compared */
};

G_DEFINE_FINAL_TYPE (HfSeriesStrip, hf_series_strip, HF_TYPE_PANEL)

#define THUMBNAIL_PX 96

/* In the plane that it was scanned in: the others of one slice are lines. */
static GdkTexture *
picture_of (HfVolume *volume)
{
  const HfGeometry *geometry = hf_volume_geometry (volume);
  const HfVolumeInfo *info = hf_volume_info (volume);
  HfWindow window = { .function = HF_WINDOW_LINEAR, .inverted = info->is_inverted };
  g_autofree gint16 *values = g_new (gint16, THUMBNAIL_PX * THUMBNAIL_PX);
  guint32 *pixels = g_new (guint32, THUMBNAIL_PX * THUMBNAIL_PX);
  HfImage image = { values, THUMBNAIL_PX, THUMBNAIL_PX };
  HfResliceOptions options = { .interpolation = HF_INTERPOLATION_LINEAR };
  double middle[3];
  HfPlane plane = HF_PLANE_AXIAL;
  HfView view;
  g_autoptr (HfDisplay) display = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (info->n_voi) {
    window.width = info->voi[0].width;
    window.level = info->voi[0].level;
  } else
    hf_window_auto (volume, &window.width, &window.level);
  display = hf_display_new (volume, &window);
  while (plane + 1 < HF_N_PLANES && hf_plane_axis (geometry, plane) != 2)
    plane++;
  hf_geometry_voxel_to_patient (
      geometry, (double[]){ hf_volume_size (volume)[0] / 2, hf_volume_size (volume)[1] / 2, 0 },
      middle);
  hf_plane_fit (geometry, plane, middle, THUMBNAIL_PX, THUMBNAIL_PX, &view);
  hf_reslice (volume, &view, &options, &image);
  hf_display_map (display, &image, pixels, THUMBNAIL_PX * 4);
  bytes = g_bytes_new_take (pixels, THUMBNAIL_PX * THUMBNAIL_PX * 4);
  return gdk_memory_texture_new (THUMBNAIL_PX, THUMBNAIL_PX, GDK_MEMORY_DEFAULT, bytes,
                                 THUMBNAIL_PX * 4);
}

static void next_thumbnail (HfSeriesStrip *self);

static void
thumbnail_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  HfSeriesStrip *self = data;
  HfSession *session = hf_panel_session (self);
  g_autoptr (HfVolume) volume =
      session ? hf_session_thumbnail_finish (session, result, NULL) : NULL;
  gboolean is_listed = self->working_for == self->source && self->working_on < self->n_rows;

  self->working = FALSE;
  if (is_listed && volume) {
    g_autoptr (GdkTexture) texture = picture_of (volume);

    gtk_picture_set_paintable (
        g_object_get_data (G_OBJECT (self->rows[self->working_on]), "picture"),
        GDK_PAINTABLE (texture));
  }
  if (session)
    next_thumbnail (self);
  g_object_unref (self);
}

/* One at a time: the session lets one thread at a time read a source. */
static void
next_thumbnail (HfSeriesStrip *self)
{
  const HfSeriesList *list = self->source ? hf_source_series (self->source) : NULL;
  HfSession *session = hf_panel_session (self);

  if (!list || self->working || self->next >= list->series->len ||
      hf_session_state (session) != HF_STATE_READY)
    return;
  self->working = TRUE;
  self->working_for = self->source;
  self->working_on = self->next++;
  hf_session_thumbnail_async (session, self->working_on, self->cancel, thumbnail_cb,
                              g_object_ref (self));
}

static GtkWidget *
row_new (const HfSeries *series)
{
  g_autofree char *count =
      g_strdup_printf (ngettext ("%d image", "%d images", series->n_slices), series->n_slices);
  const char *description = series->info->series_description;
  g_autofree char *name = g_strdup_printf ("%d%s%s", series->info->series_number,
                                           description[0] ? " · " : "", description);
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *picture = gtk_picture_new (), *title = gtk_label_new (name);
  GtkWidget *images = gtk_label_new (count);

  gtk_widget_set_size_request (picture, THUMBNAIL_PX, THUMBNAIL_PX);
  gtk_widget_set_halign (picture, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (picture, "thumbnail");
  gtk_label_set_ellipsize (GTK_LABEL (title), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (title), 12);
  gtk_widget_set_tooltip_text (row, name);
  gtk_widget_add_css_class (images, "dim");
  gtk_widget_add_css_class (images, "numeric");
  gtk_box_append (GTK_BOX (box), picture);
  gtk_box_append (GTK_BOX (box), title);
  gtk_box_append (GTK_BOX (box), images);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  g_object_set_data (G_OBJECT (row), "picture", picture);
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  return row;
}

static gboolean
same_patient (const HfSeries *a, const HfSeries *b)
{
  return g_str_equal (a->info->patient_id, b->info->patient_id) &&
         g_str_equal (a->info->patient_name, b->info->patient_name);
}

static gboolean
same_study (const HfSeries *a, const HfSeries *b)
{
  return same_patient (a, b) && g_str_equal (a->info->study_uid, b->info->study_uid);
}

/* The first series of the list that is like one of them. */
static guint
first_like (const HfSeriesList *list,
            guint series,
            gboolean (*is_like) (const HfSeries *, const HfSeries *))
{
  guint n = 0;

  while (n < series && !is_like (list->series->pdata[n], list->series->pdata[series]))
    n++;
  return n;
}

static guint
series_of (GtkListBoxRow *row)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "series"));
}

static int
compare_rows (GtkListBoxRow *a, GtkListBoxRow *b, gpointer data)
{
  const HfSeriesList *list = hf_source_series (((HfSeriesStrip *) data)->source);
  guint x = series_of (a), y = series_of (b);
  const guint ranks[3][2] = {
    { first_like (list, x, same_patient), first_like (list, y, same_patient) },
    { first_like (list, x, same_study), first_like (list, y, same_study) },
    { x, y },
  };

  for (guint n = 0; n < 3; n++)
    if (ranks[n][0] != ranks[n][1])
      return ranks[n][0] < ranks[n][1] ? -1 : 1;
  return 0;
}

static void
add_heading (GtkWidget *box, const char *text, const char *css)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 14);
  gtk_widget_add_css_class (label, css);
  gtk_widget_set_tooltip_text (label, text);
  if (*text)
    gtk_box_append (GTK_BOX (box), label);
  else
    g_object_unref (g_object_ref_sink (label));
}

/* Patient and study, where the row above is of another one. */
static void
head (GtkListBoxRow *row, GtkListBoxRow *before, gpointer data)
{
  HfSeriesStrip *self = data;
  const GPtrArray *list = self->has_headings ? hf_source_series (self->source)->series : NULL;
  const HfSeries *series = list ? list->pdata[series_of (row)] : NULL;
  const HfSeries *above = list && before ? list->pdata[series_of (before)] : NULL;
  GtkWidget *box = NULL;

  if (list && !(above && same_study (above, series))) {
    gboolean hidden = hf_session_privacy (hf_panel_session (self)) && !series->info->is_sample;
    g_autofree char *date = hf_slice_text_date (series->info->study_date);
    g_autofree char *name =
        hidden ? g_strdup (_ ("Name hidden")) : hf_text_name (series->info->patient_name);

    box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
    gtk_widget_add_css_class (box, "series-heading");
    if (!above || !same_patient (above, series))
      add_heading (box, name, "heading");
    add_heading (box, date, "numeric");
    add_heading (box, series->info->study_description, "dim");
  }
  gtk_list_box_row_set_header (row, box);
}

static void
headings_again (HfSeriesStrip *self)
{
  gtk_list_box_invalidate_headers (self->list);
}

static void
fill (HfSeriesStrip *self)
{
  const HfSeriesList *list = self->source ? hf_source_series (self->source) : NULL;
  gboolean has_headings = FALSE;
  GtkListBoxRow *row;

  self->has_headings = FALSE; /* the rows that go are of another list */
  while ((row = gtk_list_box_get_row_at_index (self->list, 0)))
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  g_free (self->rows);
  self->rows = g_new (GtkListBoxRow *, self->n_rows + 1);
  for (guint n = 0; n < self->n_rows; n++) {
    self->rows[n] = GTK_LIST_BOX_ROW (row_new (list->series->pdata[n]));
    g_object_set_data (G_OBJECT (self->rows[n]), "series", GUINT_TO_POINTER (n));
    has_headings = has_headings || first_like (list, n, same_study) > 0;
  }
  self->has_headings = has_headings;
  for (guint n = 0; n < self->n_rows; n++)
    gtk_list_box_append (self->list, GTK_WIDGET (self->rows[n]));
  gtk_widget_set_visible (GTK_WIDGET (self), list && list->series->len > 1);
}

/* A file that is "shown anyway" adds one. */
static guint
n_series (HfSource *source)
{
  return source ? hf_source_series (source)->series->len : 0;
}

static void
update (HfSeriesStrip *self)
{
  HfSource *source = hf_session_source (hf_panel_session (self));

  if (source != self->source || n_series (source) != self->n_rows) {
    if (self->cancel)
      g_cancellable_cancel (self->cancel);
    g_clear_object (&self->cancel);
    self->cancel = g_cancellable_new ();
    g_clear_pointer (&self->source, hf_source_unref);
    self->source = source ? hf_source_ref (source) : NULL;
    self->next = 0;
    self->n_rows = n_series (source);
    fill (self);
  }
  if (gtk_widget_get_visible (GTK_WIDGET (self))) {
    int series = hf_session_series (hf_panel_session (self));

    gtk_list_box_select_row (
        self->list, series >= 0 && (guint) series < self->n_rows ? self->rows[series] : NULL);
    next_thumbnail (self);
  }
}

static void
activated_cb (GtkListBox *list, GtkListBoxRow *row, HfSeriesStrip *self)
{
  int series = (int) series_of (row);

  if (series != hf_session_series (hf_panel_session (self)))
    hf_session_open_series (hf_panel_session (self), series);
}

static void
hf_series_strip_refresh (HfPanel *panel)
{
  update (HF_SERIES_STRIP (panel));
}

static void
hf_series_strip_dispose (GObject *object)
{
  HfSeriesStrip *self = HF_SERIES_STRIP (object);

  if (self->cancel)
    g_cancellable_cancel (self->cancel);
  g_clear_object (&self->cancel);
  g_clear_pointer (&self->rows, g_free);
  self->n_rows = 0;
  if (self->list) {
    gtk_list_box_set_sort_func (self->list, NULL, NULL, NULL);
    gtk_list_box_set_header_func (self->list, NULL, NULL, NULL);
  }
  g_clear_pointer (&self->source, hf_source_unref);
  G_OBJECT_CLASS (hf_series_strip_parent_class)->dispose (object);
}

static void
hf_series_strip_class_init (HfSeriesStripClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = hf_series_strip_dispose;
  HF_PANEL_CLASS (klass)->refresh = hf_series_strip_refresh;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HF_RESOURCE_PREFIX "ui/series-strip.ui");
  gtk_widget_class_bind_template_child (widget_class, HfSeriesStrip, scroller);
  gtk_widget_class_bind_template_child (widget_class, HfSeriesStrip, list);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
hf_series_strip_init (HfSeriesStrip *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_list_box_set_sort_func (self->list, compare_rows, self, NULL);
  gtk_list_box_set_header_func (self->list, head, self, NULL);
  hf_panel_on (self, "changed::view", G_CALLBACK (headings_again));
  hf_panel_on (self, "changed::series", G_CALLBACK (update));
  hf_panel_on (self, "changed::state", G_CALLBACK (update));
}
