/* The panels beside the pictures, in a real window. The laws: rows and session say the same, both
   ways; a click on a tissue is one step of undo; the chain's list edits the chain; the numbers are
   those of the mask; the preview's pixels are the mask's voxels where the picture's voxels are, in
   every plane and with tilt; resampling asks first and can be undone; what is saved is what is
   shown. */
#include "files/npy.h"
#include "image/morphology.h"
#include "session/mask-steps.h"
#include "view/chain-list.h"
#include "view/count-text.h"
#include "view/export.h"
#include "view/histogram-panel.h"
#include "view/histogram-plot.h"
#include "view/init.h"
#include "view/param-row.h"
#include "view/preview-image.h"
#include "view/preview-pictures.h"
#include "view/preview-strip.h"
#include "view/preview-zoom.h"
#include "view/resample-dialog.h"
#include "view/saved-toast.h"
#include "view/slice-layers.h"
#include "view/surface-panel.h"
#include "view/threshold-panel.h"
#include "view/undo-keys.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define NI 48
#define NJ 40
#define NK 24

/* A ball of 1000 HU with a speck beside it in air; rows and columns may be flipped, slices shear. */
static HfVolume *
make_volume (gboolean awkward)
{
  const int size[3] = { NI, NJ, NK };
  const double row[3] = { awkward ? -1 : 1, 0, 0 }, column[3] = { 0, awkward ? -1 : 1, 0 };
  const double spacing[3] = { 0.5, 0.7, 1.5 };
  double origins[NK * 3];
  HfVolumeInfo *info = hf_volume_info_new ();
  HfVolume *volume;

  for (int k = 0; k < NK; k++) {
    origins[3 * k] = 10;
    origins[3 * k + 1] = awkward ? 20 + 0.4 * k : 20;
    origins[3 * k + 2] = 1.5 * k;
  }
  info->is_hu = TRUE;
  info->modality = (g_free (info->modality), g_strdup ("CT"));
  volume = hf_volume_new (hf_geometry_new (size, row, column, spacing, origins, FALSE, NULL), info,
                          NULL);
  for (int k = 0; k < NK; k++) {
    for (int j = 0; j < NJ; j++)
      for (int i = 0; i < NI; i++) {
        double r = hypot (hypot (i - 22, j - 18), k - 11);

        ((gint16 *) hf_volume_row (volume, j, k))[i] =
            r < 9 || (i == 40 && j == 33) ? 1000 : -1000 + (i * 7 + j * 3 + k) % 40;
      }
    hf_volume_set_slice_status (volume, k, HF_SLICE_READY);
  }
  return volume;
}

static HfSession *
make_session (void)
{
  g_autoptr (HfVolume) volume = make_volume (FALSE);
  HfSession *session = hf_session_new ();

  hf_session_set_volume (session, volume);
  return session;
}

static GtkWidget *
show (GtkWidget *widget)
{
  GtkWidget *window = gtk_window_new (), *scrolled = gtk_scrolled_window_new ();

  gtk_window_set_default_size (GTK_WINDOW (window), 900, 800);
  gtk_window_set_child (GTK_WINDOW (window), scrolled); /* as in the inspector: a panel may grow */
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), widget);
  gtk_window_present (GTK_WINDOW (window));
  return window;
}

/* Runs the main loop until condition; fails where it hangs. */
static gboolean
timed_out_cb (gpointer flag)
{
  *(gboolean *) flag = TRUE;
  return G_SOURCE_REMOVE;
}

#define WAIT_FOR(condition)                                                                        \
  G_STMT_START                                                                                     \
  {                                                                                                \
    gboolean late = FALSE;                                                                         \
    guint source = g_timeout_add_seconds (150, timed_out_cb, &late);                               \
    while (!(condition) && !late)                                                                  \
      g_main_context_iteration (NULL, TRUE);                                                       \
    g_assert_true (condition);                                                                     \
    if (!late)                                                                                     \
      g_source_remove (source);                                                                    \
  }                                                                                                \
  G_STMT_END

/* The first widget of a type below another one, depth first; skips n of them. */
static GtkWidget *
find (GtkWidget *widget, GType type, int *skip)
{
  if (G_TYPE_CHECK_INSTANCE_TYPE (widget, type) && (*skip)-- == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child)) {
    GtkWidget *found = find (child, type, skip);

    if (found)
      return found;
  }
  return NULL;
}

static gpointer
nth (gpointer widget, GType type, int n)
{
  GtkWidget *found = find (widget, type, &n);

  g_assert_nonnull (found);
  return found;
}

static gboolean
has_text (GtkWidget *widget, const char *text)
{
  const char *own = GTK_IS_LABEL (widget) ? gtk_label_get_text (GTK_LABEL (widget))
                    : GTK_IS_INSCRIPTION (widget)
                        ? gtk_inscription_get_text (GTK_INSCRIPTION (widget))
                        : NULL;

  if (own && gtk_widget_get_visible (widget) && strstr (own, text))
    return TRUE;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    if (has_text (child, text))
      return TRUE;
  return FALSE;
}

/* A button by its label. */
static GtkWidget *
button (GtkWidget *widget, const char *label)
{
  GtkWidget *found = NULL;

  if (GTK_IS_BUTTON (widget) && g_strcmp0 (gtk_button_get_label (GTK_BUTTON (widget)), label) == 0)
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = button (child, label);
  return found;
}

/* The last widget of a type below another one. */
static gpointer
last (GtkWidget *widget, GType type)
{
  GtkWidget *found = NULL;

  for (int n = 0;; n++) {
    int skip = n;
    GtkWidget *next = find (widget, type, &skip);

    if (!next)
      return found;
    found = next;
  }
}

static guint
n_texts (GtkWidget *widget, const char *text)
{
  guint n = GTK_IS_LABEL (widget) && gtk_widget_is_visible (widget) &&
            strstr (gtk_label_get_text (GTK_LABEL (widget)), text);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    n += n_texts (child, text);
  return n;
}

static void
test_rows (void)
{
  g_autoptr (HfSession) session = make_session ();
  GtkWidget *below = g_object_new (HF_TYPE_PARAM_ROW, "param", "below", "label", "Below", "slider",
                                   TRUE, "slider-low", -1000.0, "slider-high", 1000.0, "limit-text",
                                   "no limit", "session", session, NULL);
  GtkWidget *element = hf_param_row_new (session, HF_PARAM_ELEMENT, "Element");
  GtkWidget *step = hf_param_row_new (session, HF_PARAM_STEP, "Step");
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *window;
  GtkEditable *entry;

  gtk_box_append (GTK_BOX (box), below);
  gtk_box_append (GTK_BOX (box), element);
  gtk_box_append (GTK_BOX (box), step);
  window = show (box);
  entry = nth (below, GTK_TYPE_SPIN_BUTTON, 0);
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "no limit");
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (entry), 512.5);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_BELOW), ==, 512.5);
  g_assert_cmpstr (gtk_editable_get_text (entry), ==, "512.5");
  gtk_editable_set_text (entry, "no limit");
  gtk_spin_button_update (GTK_SPIN_BUTTON (entry));
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_BELOW), ==, hf_param (HF_PARAM_BELOW)->max);
  gtk_range_set_value (nth (below, GTK_TYPE_SCALE, 0), 300);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_BELOW), ==, 300);
  gtk_range_set_value (nth (below, GTK_TYPE_SCALE, 0), 1000); /* its end: no limit */
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_BELOW), ==, hf_param (HF_PARAM_BELOW)->max);
  hf_session_undo (session);
  g_assert_cmpfloat (gtk_spin_button_get_value (GTK_SPIN_BUTTON (entry)), ==, 300);
  gtk_drop_down_set_selected (nth (element, GTK_TYPE_DROP_DOWN, 0), HF_ELEMENT_BALL);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_ELEMENT), ==, HF_ELEMENT_BALL);
  hf_session_set (session, HF_PARAM_STEP, 4);
  g_assert_cmpstr (gtk_editable_get_text (nth (step, GTK_TYPE_SPIN_BUTTON, 0)), ==, "4");
  gtk_spin_button_set_value (nth (step, GTK_TYPE_SPIN_BUTTON, 0), 99); /* must be clamped */
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_STEP), ==, 16);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What is typed into an entry, and read as when Enter is pressed. */
static void
enter (GtkEditable *entry, const char *text)
{
  gtk_editable_set_text (entry, text);
  gtk_spin_button_update (GTK_SPIN_BUTTON (entry));
}

static gboolean
is_told (HfSession *session, const char *text)
{
  return hf_session_message (session) &&
         strstr (hf_session_message (session)->message, text) != NULL;
}

/* A text that is no number changes nothing and is told; the minus that is shown is read. */
static void
test_entries (void)
{
  static const char *const rubbish[] = { "abc", "", "-", "12x", "nan", "1e999", "12 voxels" };
  g_autoptr (HfSession) session = make_session ();
  GtkWidget *row = hf_param_row_new (session, HF_PARAM_ABOVE, "Above");
  GtkWidget *window = show (row);
  GtkEditable *entry = nth (row, GTK_TYPE_SPIN_BUTTON, 0);

  for (gsize n = 0; n < G_N_ELEMENTS (rubbish); n++) {
    hf_session_set_message (session, NULL);
    enter (entry, rubbish[n]);
    g_assert_cmpfloat (hf_session_get (session, HF_PARAM_ABOVE), ==, 250);
    g_assert_cmpstr (gtk_editable_get_text (entry), ==, "250");
    g_assert_true (is_told (session, "not a number"));
  }
  gtk_spin_button_update (GTK_SPIN_BUTTON (entry)); /* as when the focus leaves: still told */
  g_assert_nonnull (hf_session_message (session));
  g_assert_false (hf_session_can_undo (session));
  enter (entry, "\342\210\222300 HU");
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_ABOVE), ==, -300);
  g_assert_null (hf_session_message (session));
  enter (entry, "99999999999");
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_ABOVE), ==, 1e9);
  g_assert_true (is_told (session, "99999999999"));
  enter (entry, " 12.5 ");
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_ABOVE), ==, 12.5);
  g_assert_null (hf_session_message (session));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_histogram (void)
{
  g_autoptr (HfSession) session = make_session ();
  GtkWidget *panel = g_object_new (HF_TYPE_HISTOGRAM_PANEL, "session", session, NULL);
  GtkWidget *window = show (panel);
  HfHistogramPlot *plot = nth (panel, HF_TYPE_HISTOGRAM_PLOT, 0);
  const HfBins *bins;
  guint64 sum = 0, n_all = NI * NJ * NK;
  guint n_tissues;
  const HfTissue *tissues = hf_tissues (&n_tissues);

  g_assert_false (has_text (panel, "No voxels"));
  WAIT_FOR (hf_histogram_plot_bins (plot) != NULL);
  bins = hf_histogram_plot_bins (plot);
  g_assert_cmpuint (bins->n_bins, ==, 50);
  for (guint n = 0; n < bins->n_bins; n++)
    sum += bins->counts[n];
  g_assert_cmpuint (sum, ==, n_all);
  g_assert_true (has_text (panel, "min -1000, max 1000 HU"));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button (panel, "1 HU")), TRUE);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_BINS), ==, 0);
  g_assert_cmpstr (gtk_editable_get_text (nth (panel, GTK_TYPE_SPIN_BUTTON, 0)), ==, "—");
  g_assert_cmpuint (hf_histogram_plot_bins (plot)->n_bins, ==, 2001);
  hf_histogram_plot_set_scope (plot, HF_SCOPE_AXIAL);
  g_assert_cmpuint (hf_histogram_plot_bins (plot)->n_voxels, ==, NI * NJ);
  hf_histogram_plot_set_scope (plot, HF_SCOPE_INSIDE);
  WAIT_FOR (hf_session_mask (session) && hf_histogram_plot_bins (plot) != NULL);
  g_assert_cmpuint (hf_histogram_plot_bins (plot)->n_voxels, ==,
                    hf_mask_count (hf_session_mask (session)));
  hf_histogram_plot_set_scope (plot, HF_SCOPE_OUTSIDE);
  WAIT_FOR (hf_histogram_plot_bins (plot) != NULL);
  g_assert_cmpuint (hf_histogram_plot_bins (plot)->n_voxels, ==,
                    n_all - hf_mask_count (hf_session_mask (session)));
  for (guint t = 0; t < n_tissues; t++) {
    const HfTissue *tissue = &tissues[t];

    hf_histogram_plot_take_tissue (plot, t);
    g_assert_cmpfloat (hf_session_get (session, HF_PARAM_ABOVE), <=, tissue->low);
    g_assert_cmpfloat (hf_session_get (session, HF_PARAM_BELOW), >, tissue->high);
    hf_session_undo (session);
    g_assert_cmpfloat (hf_session_get (session, HF_PARAM_ABOVE), ==, 250);
    g_assert_false (hf_session_can_undo (session));
  }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* As if the controller of a type heard something. */
static GtkEventController *
controller (GtkWidget *widget, GType type)
{
  g_autoptr (GListModel) all = gtk_widget_observe_controllers (widget);
  GtkEventController *found = NULL;

  for (guint n = 0; n < g_list_model_get_n_items (all); n++) {
    g_autoptr (GtkEventController) one = g_list_model_get_item (all, n);

    if (G_OBJECT_TYPE (one) == type)
      found = one;
  }
  g_assert_nonnull (found);
  return found;
}

static void
key (GtkWidget *widget, guint key, GdkModifierType state, int times)
{
  for (gboolean handled = FALSE; times > 0; times--) {
    g_signal_emit_by_name (controller (widget, GTK_TYPE_EVENT_CONTROLLER_KEY), "key-pressed", key,
                           0, state, &handled);
    g_assert_true (handled);
  }
}

/* Keys reach all that the pointer reaches: bars light up, handles move, a tissue becomes the
   threshold; a handle does not pass its twin, and no key moves what has not the focus. */
static void
test_histogram_keys (void)
{
  g_autoptr (HfSession) session = make_session ();
  GtkWidget *panel = g_object_new (HF_TYPE_HISTOGRAM_PANEL, "session", session, NULL);
  GtkWidget *window = show (panel), *plot = nth (panel, HF_TYPE_HISTOGRAM_PLOT, 0);
  double low, high, level = hf_session_get (session, HF_PARAM_WINDOW_LEVEL);
  const double no_limit = hf_param (HF_PARAM_BELOW)->max;

  g_assert_true (gtk_widget_get_focusable (plot));
  WAIT_FOR (hf_histogram_plot_bins (HF_HISTOGRAM_PLOT (plot)) != NULL);
  g_signal_emit_by_name (controller (plot, GTK_TYPE_EVENT_CONTROLLER_FOCUS), "enter");
  g_assert_true (has_text (panel, "Bars: "));
  key (plot, GDK_KEY_Right, 0, 2);
  g_assert_true (hf_session_highlight (session, &low, &high));
  g_assert_cmpfloat_with_epsilon (low, -960, 1e-9);
  key (plot, GDK_KEY_End, 0, 1);
  g_assert_true (hf_session_highlight (session, &low, &high));
  g_assert_cmpfloat (high, >, 1000);
  key (plot, GDK_KEY_Down, 0, 1); /* the lower threshold */
  g_assert_false (hf_session_highlight (session, &low, &high));
  key (plot, GDK_KEY_Left, GDK_SHIFT_MASK, 3);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_ABOVE), ==, 220);
  g_assert_true (has_text (panel, "Threshold above: 220 HU"));
  key (plot, GDK_KEY_Down, 0, 1); /* the upper one, from no limit and back */
  key (plot, GDK_KEY_Left, 0, 1);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_BELOW), ==, 1000);
  key (plot, GDK_KEY_Page_Up, 0, 1);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_BELOW), ==, no_limit);
  key (plot, GDK_KEY_Page_Down, 0, 100);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_BELOW), ==, 221);
  key (plot, GDK_KEY_Down, 0, 3); /* black, white, the middle */
  key (plot, GDK_KEY_Right, 0, 5);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_WINDOW_LEVEL), ==, level + 5);
  key (plot, GDK_KEY_Down, 0, 3); /* there is nothing under the tissues */
  key (plot, GDK_KEY_Right, 0, 3);
  key (plot, GDK_KEY_Return, 0, 1);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_ABOVE), ==, -121); /* air, lung, fat */
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_BELOW), ==, -89);
  g_signal_emit_by_name (controller (plot, GTK_TYPE_EVENT_CONTROLLER_FOCUS), "leave");
  g_assert_true (has_text (panel, "Point at a bar"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* What is said of a bar that is pointed at is its line of the table. */
static void
test_histogram_table (void)
{
  g_autoptr (HfSession) session = make_session ();
  GtkWidget *plot = g_object_new (HF_TYPE_HISTOGRAM_PLOT, "session", session, NULL);
  GtkWidget *window = show (plot);
  g_autofree char *table = NULL;
  g_auto (GStrv) lines = NULL;

  hf_session_set (session, HF_PARAM_BINS, 7);
  WAIT_FOR (hf_histogram_plot_bins (HF_HISTOGRAM_PLOT (plot)) != NULL);
  table = hf_chart_csv (hf_histogram_plot_bins (HF_HISTOGRAM_PLOT (plot)));
  lines = g_strsplit (table, "\n", -1);
  for (guint n = 1; n <= 7; n++) {
    g_auto (GStrv) fields = g_strsplit (lines[n], ",", -1);
    g_autofree char *said = NULL, *count = NULL;
    double low, high;

    key (plot, GDK_KEY_Right, 0, 1);
    said = hf_histogram_plot_hover_text (HF_HISTOGRAM_PLOT (plot));
    g_assert_cmpint (sscanf (said, "%lf … %lf HU", &low, &high), ==, 2);
    g_assert_cmpfloat_with_epsilon (low, g_ascii_strtod (fields[0], NULL), 1e-4);
    g_assert_cmpfloat_with_epsilon (high, g_ascii_strtod (fields[1], NULL), 1e-4);
    count = hf_count_text (g_ascii_strtoull (fields[2], NULL, 10));
    g_assert_nonnull (strstr (said, count));
  }
  gtk_window_destroy (GTK_WINDOW (window));
}

/* A bin that is pointed at lights up exactly its voxels. */
static void
test_highlight (void)
{
  g_autoptr (HfSession) session = make_session ();
  HfVolume *volume = hf_session_volume (session);
  const double middle[3] = { NI / 2, NJ / 2, NK / 2 };
  gint16 values[80 * 60], nearest[80 * 60];
  guint32 bgra[80 * 60] = { 0 };
  HfImage image = { .pixels = nearest, .width = 80, .height = 60 };
  const HfResliceOptions options = { .interpolation = HF_INTERPOLATION_NEAREST };
  double cursor[3], low, high;
  int n_lit = 0;
  HfView view;

  g_assert_false (hf_session_highlight (session, &low, &high));
  hf_session_set_highlight (session, -990, -980);
  g_assert_true (hf_session_highlight (session, &low, &high));
  hf_geometry_voxel_to_patient (hf_volume_geometry (volume), middle, cursor);
  hf_plane_fit (hf_volume_geometry (volume), HF_PLANE_AXIAL, cursor, 80, 60, &view);
  hf_layer_highlight (volume, &view, low, high, values, bgra);
  hf_reslice (volume, &view, &options, &image);
  for (gsize p = 0; p < G_N_ELEMENTS (bgra); p++) {
    g_assert_cmpint (bgra[p] != 0, ==, nearest[p] >= -990 && nearest[p] < -980);
    n_lit += bgra[p] != 0;
  }
  g_assert_cmpint (n_lit, >, 100);
  hf_session_set_highlight (session, NAN, NAN);
  g_assert_false (hf_session_highlight (session, &low, &high));
}

static char *
chain_of (HfSession *session)
{
  return hf_params_format_chain (hf_session_params (session));
}

static void
assert_chain (HfSession *session, const char *expected)
{
  g_autofree char *chain = chain_of (session);

  g_assert_cmpstr (chain, ==, expected);
}

static void
test_chain (void)
{
  g_autoptr (HfSession) session = make_session ();
  GtkWidget *list = g_object_new (HF_TYPE_CHAIN_LIST, "session", session, NULL);
  GtkWidget *window = show (list);
  GtkWidget *rows;

  rows = nth (list, GTK_TYPE_LIST_BOX, 0);
  gtk_check_button_set_active (nth (rows, GTK_TYPE_CHECK_BUTTON, 1), FALSE);
  assert_chain (session, "open,-erode,close,dilate");
  g_signal_emit_by_name (nth (rows, GTK_TYPE_BUTTON, 4), "clicked"); /* "close" up */
  assert_chain (session, "open,close,-erode,dilate");
  g_signal_emit_by_name (nth (rows, GTK_TYPE_BUTTON, 0), "clicked"); /* the first stays */
  assert_chain (session, "open,close,-erode,dilate");
  g_signal_emit_by_name (nth (rows, GTK_TYPE_BUTTON, 1), "clicked"); /* "open" away */
  assert_chain (session, "close,-erode,dilate");
  gtk_widget_activate_action (list, "chain.add", "i", HF_OP_OPEN);
  assert_chain (session, "close,-erode,dilate,open");
  for (int n = 0; n < 2 * HF_CHAIN_MAX; n++) /* no more than fit */
    gtk_widget_activate_action (list, "chain.add", "i", HF_OP_DILATE);
  g_assert_cmpuint (hf_session_params (session)->n_steps, ==, HF_CHAIN_MAX);
  while (hf_session_can_undo (session))
    hf_session_undo (session);
  assert_chain (session, "open,erode,close,dilate");
  g_assert_true (gtk_check_button_get_active (nth (rows, GTK_TYPE_CHECK_BUTTON, 1)));
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_steps (void)
{
  g_autoptr (HfVolume) volume = make_volume (FALSE);
  g_autoptr (HfMask) mask = NULL;
  HfParams params;
  HfMaskSteps steps;
  gint64 balance;

  hf_params_init (&params);
  params.value[HF_PARAM_PER_SLICE] = 0;
  mask = hf_mask_from_params (volume, &params, NULL, NULL);
  g_assert_true (hf_mask_steps (volume, mask, &params, TRUE, NULL, &steps));
  g_assert_cmpuint (steps.voxels, ==, hf_mask_count (mask));
  g_assert_cmpuint (steps.n_steps, ==, 4);
  balance = steps.threshold;
  for (guint n = 0; n < steps.n_steps; n++)
    balance += (gint64) steps.step[n].added - (gint64) steps.step[n].removed;
  g_assert_cmpint (balance, ==, steps.voxels);
  g_assert_cmpuint (steps.step[0].added, ==, 0); /* opening only removes: here the speck */
  g_assert_cmpuint (steps.step[0].removed, >=, NK);
  g_assert_cmpuint (steps.step[1].removed, >, 0);
}

static void
test_threshold (void)
{
  g_autoptr (HfSession) session = make_session ();
  GtkWidget *panel = g_object_new (HF_TYPE_THRESHOLD_PANEL, "session", session, NULL);
  GtkWidget *window = show (panel);
  g_autofree char *count = NULL;

  WAIT_FOR (hf_session_mask (session) != NULL);
  count = hf_count_text (hf_mask_count (hf_session_mask (session)));
  WAIT_FOR (has_text (panel, count));
  g_assert_true (has_text (panel, "ml"));
  hf_session_set_notebook (session, TRUE);
  g_assert_true (has_text (panel, "stores the values"));
  hf_session_set_notebook (session, FALSE);
  g_assert_false (has_text (panel, "stores the values"));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Values beyond 16 bits: the threshold and the level of the surface reach them, by slider and by entry, and are shown
   digit by digit. */
static void
test_wide_values (void)
{
  HfVolume *volume = make_volume (FALSE);
  g_autoptr (HfSession) session = hf_session_new ();
  GtkWidget *panels[] = { g_object_new (HF_TYPE_THRESHOLD_PANEL, "session", session, NULL),
                          g_object_new (HF_TYPE_SURFACE_PANEL, "session", session, NULL) };
  GtkWidget *plot = g_object_new (HF_TYPE_HISTOGRAM_PLOT, "session", session, NULL), *plotted;
  g_autofree char *text = NULL;
  const HfParamId ids[] = { HF_PARAM_ABOVE, HF_PARAM_LEVEL };

  ((HfVolumeInfo *) hf_volume_info (volume))->is_hu = FALSE; /* nobody shares it yet */
  hf_volume_set_scale (volume, 2000, -6e6);                  /* -8000000 to -4000000 */
  hf_session_set_volume (session, volume);
  hf_volume_unref (volume);
  for (gsize n = 0; n < G_N_ELEMENTS (panels); n++) {
    GtkWidget *window = show (panels[n]);
    GtkRange *slider = nth (panels[n], GTK_TYPE_SCALE, 0);

    WAIT_FOR (gtk_adjustment_get_upper (gtk_range_get_adjustment (slider)) <= 0);
    g_assert_cmpfloat (gtk_adjustment_get_lower (gtk_range_get_adjustment (slider)), >, -8100000);
    gtk_range_set_value (slider, -5000000);
    g_assert_cmpfloat (hf_session_get (session, ids[n]), ==, -5000000);
    enter (nth (panels[n], GTK_TYPE_SPIN_BUTTON, 0), "-7900000");
    g_assert_cmpfloat (hf_session_get (session, ids[n]), ==, -7900000);
    g_assert_cmpint (gtk_editable_get_width_chars (nth (panels[n], GTK_TYPE_SPIN_BUTTON, 0)), >=,
                     strlen ("-7900000"));
    gtk_window_destroy (GTK_WINDOW (window));
  }
  plotted = show (plot);
  WAIT_FOR (hf_histogram_plot_bins (HF_HISTOGRAM_PLOT (plot)) != NULL);
  hf_session_set (session, HF_PARAM_ABOVE, -7654321);
  g_signal_emit_by_name (controller (plot, GTK_TYPE_EVENT_CONTROLLER_FOCUS), "enter");
  key (plot, GDK_KEY_Down, 0, 1);
  text = hf_histogram_plot_hover_text (HF_HISTOGRAM_PLOT (plot));
  g_assert_nonnull (strstr (text, "-7654321"));
  gtk_window_destroy (GTK_WINDOW (plotted));
  g_assert_null (hf_session_message (session));
}

/* A pixel of the preview is white exactly where the nearest voxel is above the threshold. */
static void
check_preview (HfVolume *volume, HfPlane plane)
{
  HfGeometry *geometry = hf_volume_geometry (volume);
  g_autoptr (HfMask) whole = hf_mask_threshold (volume, 0, 1e6);
  int index = hf_plane_n_slices (geometry, plane) * 2 / 5, n_white = 0, n_wrong = 0;
  const double middle[3] = { NI / 2, NJ / 2, NK / 2 };
  g_autoptr (HfMask) direct = NULL;
  g_autoptr (HfMask) sliced = NULL;
  gint32 map[100 * 90];
  guint32 bgra[100 * 90];
  gint16 pixels[100 * 90];
  HfImage image = { .pixels = pixels, .width = 100, .height = 90 };
  HfResliceOptions options = { .interpolation = HF_INTERPOLATION_NEAREST };
  HfMaskStep difference;
  double cursor[3];
  HfView view;

  hf_geometry_voxel_to_patient (geometry, middle, cursor);
  hf_plane_move_to (geometry, plane, index, cursor);
  sliced = hf_preview_cut (volume, whole, plane, cursor);
  direct = hf_preview_threshold (volume, plane, cursor, 0, 1e6);
  difference = hf_mask_compare (direct, sliced);
  g_assert_cmpuint (difference.added + difference.removed, ==, 0);
  hf_plane_fit (geometry, plane, cursor, 100, 90, &view);
  for (int a = 0; a < 3; a++) /* no pixel on the border of two voxels */
    view.origin[a] += 0.0137 * view.right[a] + 0.0171 * view.down[a];
  hf_preview_map (volume, plane, &view, map);
  hf_preview_paint (map, G_N_ELEMENTS (map), sliced, NULL, bgra);
  hf_reslice (volume, &view, &options, &image);
  for (gsize p = 0; p < G_N_ELEMENTS (map); p++) {
    gboolean white = (bgra[p] & 0xffffff) != 0;

    n_white += white;
    n_wrong += white != (pixels[p] > 0);
  }
  g_assert_cmpint (n_white, >, 200);
  g_assert_cmpint (n_wrong, <=, n_white / 60); /* the outermost half voxel is drawn or not */
}

/* At its maximum the upper threshold is none, in every plane, whatever the values stand for. */
static void
test_preview_no_limit (void)
{
  g_autoptr (HfVolume) volume = make_volume (FALSE);
  const double middle[3] = { 22, 18, 11 };
  double cursor[3];

  hf_volume_set_scale (volume, 100, 0); /* the ball: 100,000 */
  hf_geometry_voxel_to_patient (hf_volume_geometry (volume), middle, cursor);
  for (int plane = 0; plane < HF_N_PLANES; plane++) {
    g_autoptr (HfMask) limited = hf_preview_threshold (volume, plane, cursor, 0, 30000);
    g_autoptr (HfMask) mask =
        hf_preview_threshold (volume, plane, cursor, 0, hf_param (HF_PARAM_BELOW)->max);

    g_assert_cmpuint (hf_mask_count (limited), ==, 0);
    g_assert_cmpuint (hf_mask_count (mask), >, 200);
  }
}

static void
test_preview (void)
{
  g_autoptr (HfVolume) straight = make_volume (FALSE);
  g_autoptr (HfVolume) awkward = make_volume (TRUE);

  for (HfPlane plane = 0; plane < HF_N_PLANES; plane++) {
    check_preview (straight, plane);
    check_preview (awkward, plane);
  }
}

static double
apart (const double a[3], const double b[3])
{
  return hypot (hypot (a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
}

static void
place_of (const HfView *view, double x, double y, double mm[3])
{
  for (int a = 0; a < 3; a++)
    mm[a] = view->origin[a] + x * view->right[a] + y * view->down[a];
}

/* What lies under the pointer stays there; all the way back is where it began; no picture is left. */
static void
test_preview_zoom (void)
{
  g_autoptr (HfVolume) volume = make_volume (TRUE);
  const double middle[3] = { 22, 18, 11 };
  double cursor[3], before[3], after[3];
  HfPreviewZoom zoom;
  HfView fit, view;

  hf_geometry_voxel_to_patient (hf_volume_geometry (volume), middle, cursor);
  hf_plane_fit (hf_volume_geometry (volume), HF_PLANE_SAGITTAL, cursor, 120, 90, &fit);
  hf_preview_zoom_init (&zoom);
  for (int n = 0; n < 5; n++) {
    view = fit;
    hf_preview_zoom_apply (&zoom, &view);
    place_of (&view, 80, 30, before);
    hf_preview_zoom_at (&zoom, &fit, 80, 30, 1.5);
    view = fit;
    hf_preview_zoom_apply (&zoom, &view);
    place_of (&view, 80, 30, after);
    g_assert_cmpfloat (apart (before, after), <, 1e-9);
  }
  g_assert_cmpfloat_with_epsilon (zoom.zoom, pow (1.5, 5), 1e-9);
  place_of (&view, 50, 40, before);
  hf_preview_zoom_pan (&zoom, &fit, 7, -4);
  view = fit;
  hf_preview_zoom_apply (&zoom, &view);
  place_of (&view, 57, 36, after);
  g_assert_cmpfloat (apart (before, after), <, 1e-9);
  hf_preview_zoom_pan (&zoom, &fit, 1e6, 1e6); /* to the edge and no further */
  view = fit;
  hf_preview_zoom_apply (&zoom, &view);
  place_of (&fit, -0.5, -0.5, before);
  place_of (&view, -0.5, -0.5, after);
  g_assert_cmpfloat (apart (before, after), <, 1e-9);
  hf_preview_zoom_at (&zoom, &fit, 3, 5, 0);
  view = fit;
  hf_preview_zoom_apply (&zoom, &view);
  g_assert_cmpmem (&view, sizeof view, &fit, sizeof fit);
}

static void
scroll (GtkWidget *widget, double dy)
{
  gboolean handled;

  g_signal_emit_by_name (controller (widget, GTK_TYPE_EVENT_CONTROLLER_SCROLL), "scroll", 0.0, dy,
                         &handled);
  g_assert_true (handled);
}

static void
test_strip (void)
{
  g_autoptr (HfSession) session = make_session ();
  GtkWidget *strip = g_object_new (HF_TYPE_PREVIEW_STRIP, "session", session, NULL);
  GtkWidget *window = show (strip);

  WAIT_FOR (has_text (strip, "This slice:"));
  hf_session_set_slice (session, HF_PLANE_AXIAL, 9);
  scroll (nth (strip, HF_TYPE_PREVIEW_PICTURES, 0), -2);
  g_assert_cmpint (hf_session_slice (session, HF_PLANE_AXIAL), ==, 11);
  gtk_range_set_value (nth (strip, GTK_TYPE_SCALE, 0), 3);
  g_assert_cmpint (hf_session_slice (session, HF_PLANE_AXIAL), ==, 2);
  gtk_drop_down_set_selected (nth (strip, GTK_TYPE_DROP_DOWN, 0), HF_PLANE_CORONAL);
  g_assert_true (has_text (strip, "/ 40"));
  hf_session_set_slice (session, HF_PLANE_CORONAL, 7);
  g_assert_cmpfloat (gtk_range_get_value (nth (strip, GTK_TYPE_SCALE, 0)), ==, 8);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button (strip, "3D")), TRUE);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_PER_SLICE), ==, 0);
  hf_session_undo (session);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_PER_SLICE), ==, 1);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_surface (void)
{
  g_autoptr (HfSession) session = make_session ();
  GtkWidget *panel = g_object_new (HF_TYPE_SURFACE_PANEL, "session", session, NULL);
  GtkWidget *window = show (panel);

  WAIT_FOR (has_text (panel, "yes, watertight"));
  WAIT_FOR (has_text (panel, "By voxels"));
  g_signal_emit_by_name (button (panel, "Skin -300 HU"), "clicked");
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_LEVEL), ==, -300);
  g_signal_emit_by_name (button (panel, "Bone 350 HU"), "clicked");
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_LEVEL), ==, 350);
  WAIT_FOR (!hf_session_is_busy (session, HF_WANT_SURFACE) &&
            !hf_session_surface_is_coarse (session));
  g_signal_emit_by_name (button (panel, "Keep, add another"), "clicked");
  g_assert_cmpuint (hf_session_kept_surfaces (session)->len, ==, 1);
  g_assert_true (has_text (panel, "Level 350 HU"));
  g_assert_cmpuint (n_texts (panel, "By voxels"), ==, 1);
  gtk_toggle_button_set_active (last (panel, GTK_TYPE_TOGGLE_BUTTON), TRUE); /* its name */
  WAIT_FOR (n_texts (panel, "By voxels") == 2); /* in its certificate too */
  gtk_spin_button_set_value (last (panel, GTK_TYPE_SPIN_BUTTON), 0.3);
  g_assert_cmpfloat (
      ((const HfKeptSurface *) g_ptr_array_index (hf_session_kept_surfaces (session), 0))->opacity,
      ==, 0.3);
  {
    const HfMeshReport *report = hf_session_surface_report (session);

    hf_session_add_mesh (session, hf_session_surface (session), report, "Roe-Richard.stl");
    g_assert_true (has_text (panel, "Roe-Richard.stl"));
    hf_session_set_privacy (session, TRUE); /* names of files are names of patients */
    g_assert_false (has_text (panel, "Roe"));
    g_assert_true (has_text (panel, "Level 350 HU"));
    hf_session_set_privacy (session, FALSE);
    g_assert_true (has_text (panel, "Roe-Richard.stl"));
    hf_session_remove_kept (session, 1);
  }
  hf_session_remove_kept (session, 0);
  g_assert_false (has_text (panel, "Level 350 HU"));
  hf_session_set (session, HF_PARAM_SMOOTH, 10);
  WAIT_FOR (n_texts (panel, "Off by") == 1); /* what is still measured has its line */
  g_assert_cmpuint (n_texts (panel, "…"), >=, 3);
  WAIT_FOR (has_text (panel, "moved"));
  g_assert_false (has_text (panel, "Decimation"));
  hf_session_set (session, HF_PARAM_DECIMATE, 0.5);
  WAIT_FOR (has_text (panel, "Decimation"));
  hf_session_begin_drag (session);
  hf_session_set (session, HF_PARAM_LEVEL, 400);
  WAIT_FOR (hf_session_surface_is_coarse (session));
  g_assert_cmpuint (n_texts (panel, "Preview; the fine surface follows"), ==, 1);
  hf_session_end_drag (session);
  hf_session_set (session, HF_PARAM_LEVEL, 3000); /* outside of the values */
  WAIT_FOR (has_text (panel, "The level 3000 lies outside"));
  g_assert_nonnull (hf_session_surface_error (session));
  g_assert_null (hf_session_message (session)); /* said in the panel, not over everything */
  hf_session_set (session, HF_PARAM_LEVEL, 350);
  WAIT_FOR (hf_session_surface (session));
  g_assert_null (hf_session_surface_error (session));
  gtk_window_destroy (GTK_WINDOW (window));
}

/* The first picture in a tree of widgets that has something to show. */
static GtkPicture *
picture_with_content (GtkWidget *widget)
{
  GtkPicture *found = NULL;

  if (GTK_IS_PICTURE (widget) && gtk_picture_get_paintable (GTK_PICTURE (widget)))
    return GTK_PICTURE (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child && !found;
       child = gtk_widget_get_next_sibling (child))
    found = picture_with_content (child);
  return found;
}

/* The notebook's result is shown beside ours on request, and not where it would not fit. */
static void
test_resample_beside (void)
{
  g_autoptr (HfSession) session = make_session ();
  GtkWidget *dialog = g_object_new (HF_TYPE_RESAMPLE_DIALOG, "session", session, NULL);
  GtkWidget *window = show (dialog);
  HfSession *draft = hf_resample_dialog_draft (HF_RESAMPLE_DIALOG (dialog));

  hf_session_set (draft, HF_PARAM_SPACING_X, 2);
  g_assert_null (picture_with_content (dialog));
  hf_session_set_notebook (session, TRUE);
  WAIT_FOR (picture_with_content (dialog) != NULL);
  for (int id = HF_PARAM_SPACING_X; id <= HF_PARAM_SPACING_Z; id++)
    hf_session_set (draft, id, 0.01);
  g_assert_null (picture_with_content (dialog));
  g_assert_true (has_text (dialog, "No pictures:"));
  hf_session_set (draft, HF_PARAM_SPACING_X, 2); /* destroyed while it is at work */
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_resample (void)
{
  g_autoptr (HfSession) session = make_session ();
  GtkWidget *dialog = g_object_new (HF_TYPE_RESAMPLE_DIALOG, "session", session, NULL);
  GtkWidget *window = show (dialog);
  HfVolume *original = hf_session_original (session);

  hf_session_set (hf_resample_dialog_draft (HF_RESAMPLE_DIALOG (dialog)), HF_PARAM_SPACING_X, 2);
  g_assert_true (hf_session_volume (session) == original); /* nothing happens unasked */
  g_assert_false (hf_session_can_undo (session));
  g_assert_true (has_text (dialog, "as loaded: 48 × 40 × 24, 90.0\302\240KiB"));
  hf_resample_dialog_apply (HF_RESAMPLE_DIALOG (dialog));
  WAIT_FOR (hf_session_volume (session) != original);
  g_assert_cmpfloat_with_epsilon (
      hf_geometry_spacing (hf_volume_geometry (hf_session_volume (session)))[0], 2, 1e-9);
  hf_session_undo (session);
  WAIT_FOR (hf_session_volume (session) == original);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
test_saving (void)
{
  g_autoptr (HfSession) session = make_session ();
  g_autofree char *dir = g_dir_make_tmp ("hf-panels-XXXXXX", NULL);
  g_autofree char *mask = g_build_filename (dir, "mask.npy", NULL);
  g_autofree char *csv = g_build_filename (dir, "histogram.csv", NULL);
  g_autofree char *nowhere = g_build_filename (dir, "none", "volume.npy", NULL);
  g_autofree char *text = NULL;
  GtkWidget *panel = g_object_new (HF_TYPE_HISTOGRAM_PANEL, "session", session, NULL);
  GtkWidget *window = show (panel);
  HfHistogramPlot *plot = nth (panel, HF_TYPE_HISTOGRAM_PLOT, 0);

  hf_session_hold (session, HF_WANT_MASK);
  WAIT_FOR (hf_session_mask (session) && hf_histogram_plot_bins (plot));
  hf_export_mask_to (session, mask);
  WAIT_FOR (g_file_test (mask, G_FILE_TEST_EXISTS));
  hf_histogram_panel_save (HF_HISTOGRAM_PANEL (panel), csv);
  g_assert_true (g_file_get_contents (csv, &text, NULL, NULL));
  g_assert_true (g_str_has_prefix (text, "low_hu,high_hu,voxels\n-1000,"));
  g_assert_null (hf_session_message (session));
  hf_export_volume_to (session, nowhere); /* must fail, and say so */
  WAIT_FOR (hf_session_message (session) != NULL);
  hf_session_release (session, HF_WANT_MASK);
  gtk_window_destroy (GTK_WINDOW (window));
}

static void
items_shown_cb (GDBusConnection *bus,
                const char *sender,
                const char *path,
                const char *interface,
                const char *method,
                GVariant *parameters,
                GDBusMethodInvocation *call,
                gpointer shown)
{
  g_autofree const char **uris = NULL;

  g_variant_get (parameters, "(^a&s&s)", &uris, NULL);
  *(char **) shown = g_filename_from_uri (uris[0], NULL, NULL);
  g_dbus_method_invocation_return_value (call, NULL);
}

static void
named_cb (GDBusConnection *bus, const char *name, gpointer is_named)
{
  *(gboolean *) is_named = TRUE;
}

/* What was written is told by its name, which privacy hides, and the file manager is asked to show it. */
static void
test_saved (void)
{
  static const char xml[] =
      "<node><interface name='org.freedesktop.FileManager1'><method name='ShowItems'>"
      "<arg type='as' direction='in'/><arg type='s' direction='in'/></method></interface></node>";
  static const GDBusInterfaceVTable table = { items_shown_cb, NULL, NULL, { NULL } };
  g_autoptr (HfSession) session = make_session ();
  g_autofree char *dir = g_dir_make_tmp ("hf-panels-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (dir, "Roe, Jane.nrrd", NULL);
  g_autofree char *nowhere = g_build_filename (dir, "none", "volume.npy", NULL);
  g_autofree char *shown = NULL;
  g_autoptr (GDBusNodeInfo) node = g_dbus_node_info_new_for_xml (xml, NULL);
  g_autoptr (GDBusConnection) bus = g_bus_get_sync (G_BUS_TYPE_SESSION, NULL, NULL);
  GtkWidget *toast = g_object_new (HF_TYPE_SAVED_TOAST, "session", session, NULL);
  GtkWidget *window = show (toast);
  GtkRevealer *revealer = nth (toast, GTK_TYPE_REVEALER, 0);
  gboolean is_named = FALSE;
  guint object, name;

  object = g_dbus_connection_register_object (bus, "/org/freedesktop/FileManager1",
                                              node->interfaces[0], &table, &shown, NULL, NULL);
  name = g_bus_own_name_on_connection (bus, "org.freedesktop.FileManager1", 0, named_cb, NULL,
                                       &is_named, NULL);
  WAIT_FOR (is_named);
  hf_export_volume_to (session, nowhere);
  WAIT_FOR (hf_session_message (session) != NULL);
  g_assert_false (gtk_revealer_get_reveal_child (revealer)); /* nothing was */
  hf_export_volume_to (session, path);
  WAIT_FOR (gtk_revealer_get_reveal_child (revealer));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_assert_true (has_text (toast, "Roe, Jane.nrrd"));
  hf_session_set_privacy (session, TRUE);
  g_assert_false (has_text (toast, "Roe"));
  g_signal_emit_by_name (button (toast, "Show in folder"), "clicked");
  WAIT_FOR (shown != NULL);
  g_assert_cmpstr (shown, ==, path);
  g_assert_false (gtk_revealer_get_reveal_child (revealer));
  g_bus_unown_name (name);
  g_dbus_connection_unregister_object (bus, object);
  gtk_window_destroy (GTK_WINDOW (window));
}

/* Widgets let go of what they hold: the session is nobody's but the test's afterwards. */
static void
test_release (void)
{
  HfSession *session = make_session ();
  const GType types[] = { HF_TYPE_HISTOGRAM_PANEL, HF_TYPE_THRESHOLD_PANEL, HF_TYPE_SURFACE_PANEL,
                          HF_TYPE_PREVIEW_STRIP,   HF_TYPE_RESAMPLE_DIALOG, HF_TYPE_SAVED_TOAST };
  gpointer weak = session;

  g_object_add_weak_pointer (G_OBJECT (session), &weak);
  for (gsize n = 0; n < G_N_ELEMENTS (types); n++) {
    GtkWidget *window = show (g_object_new (types[n], "session", session, NULL));

    gtk_window_destroy (GTK_WINDOW (window));
  }
  g_object_unref (session);
  WAIT_FOR (weak == NULL);
}

/* What Ctrl+Z (0) or Ctrl+Shift+Z (1) of hf_undo_keys_add() does in a window. */
static void
press_key (GtkWidget *window, guint which)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (window);

  for (guint n = 0; n < g_list_model_get_n_items (controllers); n++) {
    g_autoptr (GtkEventController) keys = g_list_model_get_item (controllers, n);
    g_autoptr (GtkShortcut) shortcut = NULL;

    if (!GTK_IS_SHORTCUT_CONTROLLER (keys) ||
        gtk_event_controller_get_propagation_phase (keys) != GTK_PHASE_CAPTURE ||
        g_list_model_get_n_items (G_LIST_MODEL (keys)) != 2)
      continue;
    shortcut = g_list_model_get_item (G_LIST_MODEL (keys), which);
    g_assert_true (
        gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, window, NULL));
    return;
  }
  g_assert_not_reached ();
}

/* In an entry the keys take back what was done to the session, a number that has only been typed included. */
static void
test_undo_in_entry (void)
{
  g_autoptr (HfSession) session = make_session ();
  GtkWidget *row = hf_param_row_new (session, HF_PARAM_ABOVE, "Above"), *window = show (row);
  GtkWidget *entry = nth (row, GTK_TYPE_SPIN_BUTTON, 0);

  hf_undo_keys_add (window, session);
  hf_session_set (session, HF_PARAM_ABOVE, 300);
  g_assert_true (gtk_widget_grab_focus (entry));
  gtk_editable_set_text (GTK_EDITABLE (entry), "400");
  press_key (window, 0);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_ABOVE), ==, 300);
  press_key (window, 0);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_ABOVE), ==, 250);
  press_key (window, 1);
  press_key (window, 1);
  g_assert_cmpfloat (hf_session_get (session, HF_PARAM_ABOVE), ==, 400);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  hf_view_init ();
  g_test_add_func ("/panels/rows", test_rows);
  g_test_add_func ("/panels/entries", test_entries);
  g_test_add_func ("/panels/histogram", test_histogram);
  g_test_add_func ("/panels/histogram-keys", test_histogram_keys);
  g_test_add_func ("/panels/histogram-table", test_histogram_table);
  g_test_add_func ("/panels/highlight", test_highlight);
  g_test_add_func ("/panels/chain", test_chain);
  g_test_add_func ("/panels/steps", test_steps);
  g_test_add_func ("/panels/threshold", test_threshold);
  g_test_add_func ("/panels/wide-values", test_wide_values);
  g_test_add_func ("/panels/preview", test_preview);
  g_test_add_func ("/panels/preview-no-limit", test_preview_no_limit);
  g_test_add_func ("/panels/preview-zoom", test_preview_zoom);
  g_test_add_func ("/panels/strip", test_strip);
  g_test_add_func ("/panels/surface", test_surface);
  g_test_add_func ("/panels/resample", test_resample);
  g_test_add_func ("/panels/resample-beside", test_resample_beside);
  g_test_add_func ("/panels/undo-in-entry", test_undo_in_entry);
  g_test_add_func ("/panels/saving", test_saving);
  g_test_add_func ("/panels/saved", test_saved);
  g_test_add_func ("/panels/release", test_release);
  return g_test_run ();
}
