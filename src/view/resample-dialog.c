/* The rows edit a draft: a session without a volume. Only "Resample" carries its values over, as one
   step of undo, because resampling takes too long to follow every digit that is typed. */
#include "view/resample-dialog.h"

#include "image/resample.h"
#include "view/accessible.h"
#include "view/init.h"
#include "view/param-row.h"
#include "view/resample-pictures.h"
#include "view/undo-keys.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define POLL_MS 80
#define PICTURE_PX 180

struct _HfResampleDialog {
  HfPanel parent_instance;

  /* template */
  HfParamRow *spacing_x, *spacing_y, *spacing_z, *resample_interpolation, *resample_grid,
      *resample_clamp, *resample_lowpass;
  GtkLabel *sentence, *refused, *size, *ours, *theirs, *theirs_text, *no_pictures;
  GtkSwitch *notebook;
  GtkWidget *beside;
  GtkProgressBar *progress;
  GtkWidget *original, *cancel, *apply;
  GtkPicture *picture_ours, *picture_theirs, *picture_difference;

  HfResamplePictures *pictures;
  HfSession *draft; /* owned */
  HfParams before;  /* what "Resample" was pressed on, and what it made of it */
  HfParams applied;
  guint poll; /* source: progress is looked at while a job runs */
};

G_DEFINE_FINAL_TYPE (HfResampleDialog, hf_resample_dialog, HF_TYPE_PANEL)

static void
options_of (HfSession *session, HfResampleOptions *options)
{
  *options = (HfResampleOptions){
    .spacing = { hf_session_get (session, HF_PARAM_SPACING_X),
                 hf_session_get (session, HF_PARAM_SPACING_Y),
                 hf_session_get (session, HF_PARAM_SPACING_Z) },
    .interpolation = hf_session_get (session, HF_PARAM_RESAMPLE_INTERPOLATION),
    .grid = hf_session_get (session, HF_PARAM_RESAMPLE_GRID),
    .clamp = hf_session_get (session, HF_PARAM_RESAMPLE_CLAMP) != 0,
    .lowpass = hf_session_get (session, HF_PARAM_RESAMPLE_LOWPASS) != 0,
  };
}

/* The notebook's grid lays ends on ends: its spacing is another one than asked for. */
static char *
grid_sentence (const HfVolume *volume, const HfResampleOptions *options, const int size[3])
{
  const int *old = hf_volume_size (volume);
  const double *spacing = hf_geometry_spacing (hf_volume_geometry (volume));
  double real[3];

  if (options->grid == HF_GRID_EXACT)
    return g_strdup (_ ("Voxel centers lie at the asked spacing, uneven and tilted input in true "
                        "mm."));
  for (int a = 0; a < 3; a++)
    real[a] = size[a] > 1 ? spacing[a] * (old[a] - 1) / (size[a] - 1) : spacing[a];
  return g_strdup_printf (_ ("As the notebook does it: first and last centers stay where they are, "
                             "so that the spacing becomes %.4f × %.4f × %.4f mm."),
                          real[0], real[1], real[2]);
}

/* Shape, spacing, and how far the last voxel lies from where its number says that it is. */
static char *
result_text (const HfVolume *volume, const HfResampleOptions *options)
{
  const int *old = hf_volume_size (volume);
  const double *spacing = hf_geometry_spacing (hf_volume_geometry (volume));
  double real[3], off[3];
  int size[3];

  if (!hf_resample_size (hf_volume_geometry (volume), options, size, NULL))
    return g_strdup ("—");
  for (int a = 0; a < 3; a++) {
    gboolean ends = options->grid == HF_GRID_NOTEBOOK && size[a] > 1;

    real[a] = ends ? spacing[a] * (old[a] - 1) / (size[a] - 1) : options->spacing[a];
    off[a] = fabs (real[a] - options->spacing[a]) * (size[a] - 1);
  }
  return g_strdup_printf (_ ("%d × %d × %d voxels\n%.4f × %.4f × %.4f mm\n"
                             "last voxel off by %.2f, %.2f, %.2f mm"),
                          size[0], size[1], size[2], real[0], real[1], real[2], off[0], off[1],
                          off[2]);
}

static void
pictures_cb (GdkTexture *const textures[3], gpointer data)
{
  HfResampleDialog *self = data;
  GtkPicture *const pictures[3] = { self->picture_ours, self->picture_theirs,
                                    self->picture_difference };

  for (int n = 0; n < 3; n++)
    gtk_picture_set_paintable (pictures[n], GDK_PAINTABLE (textures[n]));
}

static void
request_pictures (HfResampleDialog *self, HfVolume *volume, const HfResampleOptions *options)
{
  HfSession *session = hf_panel_session (self);
  const HfWindow window = { .width = hf_session_get (session, HF_PARAM_WINDOW_WIDTH),
                            .level = hf_session_get (session, HF_PARAM_WINDOW_LEVEL),
                            .inverted = hf_volume_info (volume)->is_inverted };
  int side = PICTURE_PX * gtk_widget_get_scale_factor (GTK_WIDGET (self));

  gboolean made = hf_session_state (session) == HF_STATE_READY &&
                  hf_resample_pictures_request (self->pictures, volume, options, &window, side);

  gtk_widget_set_visible (GTK_WIDGET (self->no_pictures), !made);
  if (made)
    return;
  gtk_picture_set_paintable (self->picture_ours, NULL);
  gtk_picture_set_paintable (self->picture_theirs, NULL);
  gtk_picture_set_paintable (self->picture_difference, NULL);
}

/* The notebook's result beside ours. */
static void
compare (HfResampleDialog *self, HfVolume *volume, const HfResampleOptions *asked)
{
  gboolean shown = hf_session_notebook (hf_panel_session (self));
  HfResampleOptions options = *asked;
  g_autofree char *ours = NULL, *theirs = NULL;

  gtk_switch_set_active (self->notebook, shown);
  gtk_widget_set_visible (self->beside, shown);
  gtk_widget_set_visible (GTK_WIDGET (self->theirs_text), shown);
  if (!shown)
    return;
  options.grid = HF_GRID_EXACT;
  ours = result_text (volume, &options);
  options.grid = HF_GRID_NOTEBOOK;
  theirs = result_text (volume, &options);
  gtk_label_set_text (self->ours, ours);
  gtk_label_set_text (self->theirs, theirs);
  request_pictures (self, volume, &options);
}

/* Of the values alone: rows lie further apart in memory than they are long. */
static char *
data_size (const int size[3])
{
  return g_format_size_full ((guint64) size[0] * size[1] * size[2] * sizeof (gint16),
                             G_FORMAT_SIZE_IEC_UNITS);
}

static void
describe (HfResampleDialog *self)
{
  HfSession *session = hf_panel_session (self);
  HfVolume *volume = session ? hf_session_original (session) : NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *bytes = NULL, *old_bytes = NULL, *text = NULL, *sentence = NULL;
  HfResampleOptions options;
  const int *old;
  int size[3];

  gtk_widget_set_sensitive (self->apply, FALSE);
  if (!volume) {
    gtk_label_set_text (self->size, _ ("Open a series first."));
    return;
  }
  options_of (self->draft, &options);
  compare (self, volume, &options);
  if (!hf_resample_size (hf_volume_geometry (volume), &options, size, &error)) {
    gtk_label_set_text (self->size, error->message);
    return;
  }
  old = hf_volume_size (volume);
  bytes = data_size (size);
  old_bytes = data_size (old);
  text = g_strdup_printf (_ ("%d × %d × %d voxels, %s (as loaded: %d × %d × %d, %s)"), size[0],
                          size[1], size[2], bytes, old[0], old[1], old[2], old_bytes);
  sentence = grid_sentence (volume, &options, size);
  gtk_label_set_text (self->size, text);
  gtk_label_set_text (self->sentence, sentence);
  gtk_widget_set_sensitive (self->apply, !hf_session_is_busy (session, HF_WANT_VOLUME));
}

static void follow (HfResampleDialog *self);

static gboolean
poll_cb (gpointer data)
{
  HfResampleDialog *self = data;

  self->poll = 0;
  follow (self);
  return G_SOURCE_REMOVE;
}

static void
follow (HfResampleDialog *self)
{
  HfSession *session = hf_panel_session (self);
  gboolean busy;

  if (!session)
    return;
  busy = hf_session_is_busy (session, HF_WANT_VOLUME);
  gtk_widget_set_visible (GTK_WIDGET (self->progress), busy);
  gtk_widget_set_visible (self->cancel, busy);
  gtk_widget_set_visible (self->original,
                          !busy && hf_session_get (session, HF_PARAM_RESAMPLE) != 0);
  gtk_progress_bar_set_fraction (self->progress, hf_session_progress (session, HF_WANT_VOLUME));
  describe (self);
  if (busy && !self->poll)
    self->poll = g_timeout_add (POLL_MS, poll_cb, self);
}

HfSession *
hf_resample_dialog_draft (HfResampleDialog *self)
{
  return self->draft;
}

void
hf_resample_dialog_apply (HfResampleDialog *self)
{
  HfSession *session = hf_panel_session (self);
  HfParams params;

  if (!session || !hf_session_original (session))
    return;
  self->before = params = *hf_session_params (session);
  for (int id = HF_PARAM_SPACING_X; id <= HF_PARAM_RESAMPLE_LOWPASS; id++)
    params.value[id] = hf_session_get (self->draft, id);
  params.value[HF_PARAM_RESAMPLE] = 1;
  self->applied = params;
  hf_session_set_params (session, &params);
  follow (self);
}

static void
notebook_cb (HfResampleDialog *self)
{
  if (hf_panel_session (self))
    hf_session_set_notebook (hf_panel_session (self), gtk_switch_get_active (self->notebook));
}

static void
original_cb (HfResampleDialog *self)
{
  hf_session_set (hf_panel_session (self), HF_PARAM_RESAMPLE, 0);
}

/* Back to what was shown, which stops the job too, because nobody wants its result any more. That is an undo where nothing else was
   changed meanwhile. */
static void
cancel_cb (HfResampleDialog *self)
{
  HfSession *session = hf_panel_session (self);
  HfParams params = *hf_session_params (session);

  if (hf_params_equal (&params, &self->applied)) {
    hf_session_undo (session);
    return;
  }
  for (int id = HF_PARAM_RESAMPLE; id <= HF_PARAM_RESAMPLE_LOWPASS; id++)
    params.value[id] = self->before.value[id];
  hf_session_set_params (session, &params);
}

/* A spacing that there cannot be. */
static void
refused_cb (HfResampleDialog *self)
{
  const GError *error = hf_session_message (self->draft);

  gtk_label_set_text (self->refused, error ? error->message : "");
  gtk_widget_set_visible (GTK_WIDGET (self->refused), error != NULL);
}

static void
refresh (HfPanel *panel)
{
  HfResampleDialog *self = HF_RESAMPLE_DIALOG (panel);
  HfSession *session = hf_panel_session (self);

  hf_session_set_params (self->draft, hf_session_params (session));
  follow (self);
}

static void
dispose (GObject *object)
{
  HfResampleDialog *self = HF_RESAMPLE_DIALOG (object);

  g_clear_handle_id (&self->poll, g_source_remove);
  if (self->draft)
    g_signal_handlers_disconnect_by_data (self->draft, self);
  g_clear_object (&self->draft);
  g_clear_pointer (&self->pictures, hf_resample_pictures_free);
  G_OBJECT_CLASS (hf_resample_dialog_parent_class)->dispose (object);
}

static void
hf_resample_dialog_class_init (HfResampleDialogClass *class)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (class);

  g_type_ensure (HF_TYPE_PARAM_ROW);
  G_OBJECT_CLASS (class)->dispose = dispose;
  HF_PANEL_CLASS (class)->refresh = refresh;
  gtk_widget_class_set_template_from_resource (widget_class,
                                               HF_RESOURCE_PREFIX "ui/resample-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, HfResampleDialog, spacing_x);
  gtk_widget_class_bind_template_child (widget_class, HfResampleDialog, spacing_y);
  gtk_widget_class_bind_template_child (widget_class, HfResampleDialog, spacing_z);
  gtk_widget_class_bind_template_child (widget_class, HfResampleDialog, resample_interpolation);
  gtk_widget_class_bind_template_child (widget_class, HfResampleDialog, resample_grid);
  gtk_widget_class_bind_template_child (widget_class, HfResampleDialog, resample_clamp);
  gtk_widget_class_bind_template_child (widget_class, HfResampleDialog, resample_lowpass);
  gtk_widget_class_bind_template_child (widget_class, HfResampleDialog, sentence);
  gtk_widget_class_bind_template_child (widget_class, HfResampleDialog, size);
  gtk_widget_class_bind_template_child (widget_class, HfResampleDialog, refused);
  gtk_widget_class_bind_template_child (widget_class, HfResampleDialog, notebook);
  gtk_widget_class_bind_template_child (widget_class, HfResampleDialog, beside);
  gtk_widget_class_bind_template_child (widget_class, HfResampleDialog, ours);
  gtk_widget_class_bind_template_child (widget_class, HfResampleDialog, theirs);
  gtk_widget_class_bind_template_child (widget_class, HfResampleDialog, theirs_text);
  gtk_widget_class_bind_template_child (widget_class, HfResampleDialog, no_pictures);
  gtk_widget_class_bind_template_child (widget_class, HfResampleDialog, picture_ours);
  gtk_widget_class_bind_template_child (widget_class, HfResampleDialog, picture_theirs);
  gtk_widget_class_bind_template_child (widget_class, HfResampleDialog, picture_difference);
  gtk_widget_class_bind_template_child (widget_class, HfResampleDialog, progress);
  gtk_widget_class_bind_template_child (widget_class, HfResampleDialog, original);
  gtk_widget_class_bind_template_child (widget_class, HfResampleDialog, cancel);
  gtk_widget_class_bind_template_child (widget_class, HfResampleDialog, apply);
  gtk_widget_class_bind_template_callback (widget_class, hf_resample_dialog_apply);
  gtk_widget_class_bind_template_callback (widget_class, notebook_cb);
  gtk_widget_class_bind_template_callback (widget_class, original_cb);
  gtk_widget_class_bind_template_callback (widget_class, cancel_cb);
  gtk_widget_class_set_css_name (widget_class, "resampledialog");
}

static void
hf_resample_dialog_init (HfResampleDialog *self)
{
  HfParamRow **rows[] = { &self->spacing_x,       &self->spacing_y,
                          &self->spacing_z,       &self->resample_interpolation,
                          &self->resample_grid,   &self->resample_clamp,
                          &self->resample_lowpass };

  gtk_widget_init_template (GTK_WIDGET (self));
  self->draft = hf_session_new ();
  hf_params_init (&self->before);
  self->pictures = hf_resample_pictures_new (pictures_cb, self);
  for (gsize n = 0; n < G_N_ELEMENTS (rows); n++)
    g_object_set (*rows[n], "session", self->draft, NULL);
  g_signal_connect_swapped (self->draft, "changed::params", G_CALLBACK (describe), self);
  g_signal_connect_swapped (self->draft, "changed::message", G_CALLBACK (refused_cb), self);
  hf_panel_on (self, "changed::params", G_CALLBACK (follow));
  hf_panel_on (self, "changed::view", G_CALLBACK (describe));
  hf_panel_on (self, "changed::progress", G_CALLBACK (follow));
  hf_panel_on (self, "changed::volume", G_CALLBACK (follow));
}

void
hf_resample_dialog_present (GtkWindow *parent, HfSession *session)
{
  GtkWidget *window = gtk_window_new ();

  hf_accessible_escape_closes (GTK_WINDOW (window));
  hf_undo_keys_add (window, session);
  gtk_window_set_title (GTK_WINDOW (window), _ ("Resample"));
  gtk_window_set_transient_for (GTK_WINDOW (window), parent);
  gtk_window_set_destroy_with_parent (GTK_WINDOW (window), TRUE);
  gtk_window_set_resizable (GTK_WINDOW (window), FALSE);
  gtk_window_set_child (GTK_WINDOW (window),
                        g_object_new (HF_TYPE_RESAMPLE_DIALOG, "session", session, NULL));
  gtk_window_present (GTK_WINDOW (window));
}
