/* The model of a window: what is open, where one looks, and the parameters; results come from
   session/derive.h. */
#include "session/session.h"

#include "core/error.h"
#include "core/tissues.h"
#include "session/derive.h"
#include "session/kept.h"
#include "session/open.h"
#include "session/undo.h"

#include <math.h>
#include <string.h>

#define LIGHT_BLUE 0xadd8e6 /* the notebook's surface */

/* What one open volume brings with it; the one before is kept until a new one has been loaded. */
typedef struct {
  HfSource *source;    /* owned, nullable */
  int series;          /* -1: none */
  HfVolume *original;  /* owned, nullable */
  GPtrArray *warnings; /* of HfWarning, found while loading; owned, nullable */
  int n_loaded;
  double cursor[3];     /* LPS mm */
  gboolean auto_window; /* the window follows the voxels until a person sets it */
  guint voi;            /* next window of the file */
} Document;

struct _HfSession {
  GObject parent;
  HfState state;
  Document document;
  Document previous; /* while the new document loads */
  double previous_window[2];
  HfVolume *arriving; /* owned: its first slice is not there yet */
  int arriving_series;
  HfSource *arriving_source; /* owned */
  HfOpening *opening;        /* owned, nullable */
  char *wanted_series;       /* for the path that is being scanned; nullable */
  GPtrArray *all_warnings;   /* borrowed entries; rebuilt on demand */
  GError *message;           /* nullable */

  HfParams params;
  HfUndo *undo;
  HfParams before_drag;
  int drags; /* nested begin_drag */
  HfDerive *derive;
  HfDisplay *display;               /* cache for the present window */
  HfWindowFunction window_function; /* of the file's window, as long as that one is shown */

  GPtrArray *kept; /* of HfKeptSurface */
  guint32 surface_rgb;

  HfOverlay overlay;
  gboolean privacy;
  gboolean crosshair;
  gboolean show_mask;
  gboolean notebook;
  double highlight[2]; /* in the volume's unit, NAN: none */
};

G_DEFINE_FINAL_TYPE (HfSession, hf_session, G_TYPE_OBJECT)

static GParamSpec *properties[HF_N_PARAMS + 1]; /* parameter id + 1 */
static guint changed_signal;

static void
emit (HfSession *self, const char *detail)
{
  g_signal_emit (self, changed_signal, g_quark_from_string (detail));
}

static void
document_clear (Document *document)
{
  g_clear_pointer (&document->source, hf_source_unref);
  g_clear_pointer (&document->original, hf_volume_unref);
  g_clear_pointer (&document->warnings, g_ptr_array_unref);
  memset (document, 0, sizeof *document);
  document->series = -1;
}

static void
set_state (HfSession *self, HfState state)
{
  if (self->state == state)
    return;
  self->state = state;
  emit (self, "state");
}

static void
feed_derive (HfSession *self)
{
  hf_derive_set_input (self->derive, self->document.original, &self->params, self->drags > 0);
}

/* --- results --- */

static void
derived_cb (HfDerived kind, const GError *error, gpointer data)
{
  static const char *const details[] = { "volume", "histogram", "mask", "surface", "progress" };
  HfSession *self = data;

  if (error && !g_error_matches (error, HF_ERROR, HF_CODE_CANCELLED))
    hf_session_set_message (self, error);
  if (kind == HF_DERIVED_VOLUME)
    g_clear_pointer (&self->display, hf_display_unref);
  emit (self, details[kind]);
}

HfVolume *
hf_session_volume (HfSession *self)
{
  return hf_derive_volume (self->derive);
}

HfVolume *
hf_session_original (HfSession *self)
{
  return self->document.original;
}

HfHistogram *
hf_session_histogram (HfSession *self)
{
  return hf_derive_histogram (self->derive);
}

HfHistogram *
hf_session_histogram_inside (HfSession *self)
{
  return hf_derive_histogram_inside (self->derive);
}

HfMask *
hf_session_mask (HfSession *self)
{
  return hf_derive_mask (self->derive);
}

HfMesh *
hf_session_surface (HfSession *self)
{
  return hf_derive_surface (self->derive);
}

gboolean
hf_session_surface_is_coarse (HfSession *self)
{
  return hf_derive_surface_is_coarse (self->derive);
}

const HfMeshReport *
hf_session_surface_report (HfSession *self)
{
  return hf_derive_surface_report (self->derive);
}

GPtrArray *
hf_session_kept_surfaces (HfSession *self)
{
  return self->kept;
}

void
hf_session_keep_surface (HfSession *self, const char *name, guint32 rgb)
{
  HfMesh *mesh = hf_session_surface (self);

  if (!mesh)
    return;
  hf_kept_list_add (self->kept, mesh, name, rgb, self->params.value[HF_PARAM_SURFACE_OPACITY]);
  emit (self, "surfaces");
}

void
hf_session_add_mesh (HfSession *self, HfMesh *mesh, const char *name)
{
  hf_kept_list_add (self->kept, mesh, name, LIGHT_BLUE, 1);
  emit (self, "surfaces");
}

void
hf_session_set_kept (HfSession *self, guint index, guint32 rgb, double opacity, gboolean visible)
{
  HfKeptSurface *kept;

  g_return_if_fail (index < self->kept->len);
  kept = g_ptr_array_index (self->kept, index);
  kept->rgb = rgb;
  kept->opacity = CLAMP (opacity, 0, 1);
  kept->visible = !!visible;
  emit (self, "surfaces");
}

void
hf_session_remove_kept (HfSession *self, guint index)
{
  g_return_if_fail (index < self->kept->len);
  g_ptr_array_remove_index (self->kept, index);
  emit (self, "surfaces");
}

guint32
hf_session_surface_rgb (HfSession *self)
{
  return self->surface_rgb;
}

void
hf_session_set_surface_rgb (HfSession *self, guint32 rgb)
{
  if (self->surface_rgb == rgb)
    return;
  self->surface_rgb = rgb;
  emit (self, "surfaces");
}

void
hf_session_hold (HfSession *self, HfWant want)
{
  hf_derive_hold (self->derive, want, 1);
}

void
hf_session_release (HfSession *self, HfWant want)
{
  hf_derive_hold (self->derive, want, -1);
}

gboolean
hf_session_is_busy (HfSession *self, HfWant want)
{
  return hf_derive_is_busy (self->derive, want);
}

double
hf_session_progress (HfSession *self, HfWant want)
{
  return hf_derive_progress (self->derive, want);
}

/* --- window --- */

static void
set_param_quietly (HfSession *self, HfParamId id, double value)
{
  value = hf_param_clamp (id, value);
  if (self->params.value[id] == value)
    return;
  self->params.value[id] = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[id + 1]);
}

static void
apply_window (HfSession *self, double width, double level, HfWindowFunction function)
{
  self->window_function = function;
  set_param_quietly (self, HF_PARAM_WINDOW_WIDTH, width);
  set_param_quietly (self, HF_PARAM_WINDOW_LEVEL, level);
  g_clear_pointer (&self->display, hf_display_unref);
  emit (self, "window");
}

void
hf_session_set_window (HfSession *self, double width, double level)
{
  self->document.auto_window = FALSE;
  if (hf_param_clamp (HF_PARAM_WINDOW_WIDTH, width) == self->params.value[HF_PARAM_WINDOW_WIDTH] &&
      hf_param_clamp (HF_PARAM_WINDOW_LEVEL, level) == self->params.value[HF_PARAM_WINDOW_LEVEL])
    return;
  apply_window (self, width, level, HF_WINDOW_LINEAR);
}

static HfWindowFunction
voi_function (const HfVoi *voi)
{
  return g_strcmp0 (voi->function, "SIGMOID") == 0        ? HF_WINDOW_SIGMOID
         : g_strcmp0 (voi->function, "LINEAR_EXACT") == 0 ? HF_WINDOW_LINEAR_EXACT
                                                          : HF_WINDOW_LINEAR;
}

static void
auto_window (HfSession *self)
{
  double width, level;

  hf_window_auto (self->document.original, &width, &level);
  apply_window (self, width, level, HF_WINDOW_LINEAR);
}

/* Keys of the presets: 0 automatic, 1 the file's own (again: the next), 2..9 of core/tissues.h. */
void
hf_session_preset (HfSession *self, int key)
{
  const HfVolumeInfo *info =
      self->document.original ? hf_volume_info (self->document.original) : NULL;
  const HfPreset *presets;
  guint n;

  if (!info)
    return;
  self->document.auto_window = key == 0 || (key == 1 && info->n_voi == 0);
  if (self->document.auto_window) {
    auto_window (self);
  } else if (key == 1) {
    const HfVoi *voi = &info->voi[self->document.voi++ % info->n_voi];

    apply_window (self, voi->width, voi->level, voi_function (voi));
  }
  presets = hf_presets (&n);
  for (guint p = 0; p < n; p++)
    if (presets[p].key == key)
      hf_session_set_window (self, presets[p].width, presets[p].level);
}

const char *
hf_session_preset_name (HfSession *self)
{
  double width = self->params.value[HF_PARAM_WINDOW_WIDTH],
         level = self->params.value[HF_PARAM_WINDOW_LEVEL];
  const HfVolumeInfo *info =
      self->document.original ? hf_volume_info (self->document.original) : NULL;
  const HfPreset *presets;
  guint n;

  if (info && self->document.auto_window)
    return "Auto";
  presets = hf_presets (&n);
  for (guint p = 0; p < n; p++)
    if (presets[p].width == width && presets[p].level == level)
      return presets[p].name;
  for (guint v = 0; info && v < info->n_voi; v++)
    if (info->voi[v].width == width && info->voi[v].level == level)
      return info->voi[v].explanation && *info->voi[v].explanation ? info->voi[v].explanation
                                                                   : "From the file";
  return "";
}

HfDisplay *
hf_session_display (HfSession *self)
{
  HfVolume *volume = hf_session_volume (self);
  HfWindow window;

  if (self->display || !volume)
    return self->display;
  window = (HfWindow){
    .width = self->params.value[HF_PARAM_WINDOW_WIDTH],
    .level = self->params.value[HF_PARAM_WINDOW_LEVEL],
    .function = self->window_function,
    .colormap = self->params.value[HF_PARAM_COLORMAP],
    .inverted = hf_volume_info (volume)->is_inverted,
  };
  self->display = hf_display_new (volume, &window);
  return self->display;
}

/* --- cursor --- */

void
hf_session_cursor (HfSession *self, double mm[3])
{
  memcpy (mm, self->document.cursor, sizeof self->document.cursor);
}

/* Moves the crosshair; a place outside of the volume is brought to its border. */
void
hf_session_set_cursor (HfSession *self, const double mm[3])
{
  HfVolume *volume = hf_session_volume (self);
  double voxel[3], inside[3];
  const int *size;

  if (!volume)
    return;
  size = hf_volume_size (volume);
  hf_geometry_patient_to_voxel (hf_volume_geometry (volume), mm, voxel);
  for (int a = 0; a < 3; a++)
    voxel[a] = CLAMP (voxel[a], 0, size[a] - 1);
  hf_geometry_voxel_to_patient (hf_volume_geometry (volume), voxel, inside);
  if (memcmp (inside, self->document.cursor, sizeof inside) == 0)
    return;
  memcpy (self->document.cursor, inside, sizeof inside);
  emit (self, "cursor");
}

int
hf_session_slice (HfSession *self, HfPlane plane)
{
  HfVolume *volume = hf_session_volume (self);

  return volume ? hf_plane_slice_at (hf_volume_geometry (volume), plane, self->document.cursor) : 0;
}

void
hf_session_set_slice (HfSession *self, HfPlane plane, int index)
{
  HfVolume *volume = hf_session_volume (self);
  double mm[3];
  int n;

  if (!volume)
    return;
  n = hf_plane_n_slices (hf_volume_geometry (volume), plane);
  hf_session_cursor (self, mm);
  hf_plane_move_to (hf_volume_geometry (volume), plane, CLAMP (index, 0, n - 1), mm);
  hf_session_set_cursor (self, mm);
}

static void
center_cursor (HfSession *self)
{
  const int *size = hf_volume_size (self->document.original);
  const double voxel[3] = { size[0] / 2, size[1] / 2, size[2] / 2 };

  hf_geometry_voxel_to_patient (hf_volume_geometry (self->document.original), voxel,
                                self->document.cursor);
  emit (self, "cursor");
}

/* --- opening --- */

static void
let_go_of_opening (HfSession *self)
{
  g_clear_pointer (&self->opening, hf_opening_cancel);
  g_clear_pointer (&self->arriving, hf_volume_unref);
  g_clear_pointer (&self->arriving_source, hf_source_unref);
}

static void
first_window (HfSession *self)
{
  const HfVolumeInfo *info = hf_volume_info (self->document.original);

  self->document.voi = 0;
  hf_session_preset (self, info->n_voi ? 1 : 0);
}

/* The new volume takes the place of the old one, which is kept until all of the new one is there.
 */
static void
adopt (HfSession *self)
{
  gboolean same_place = FALSE;

  if (!self->arriving)
    return;
  document_clear (&self->previous);
  self->previous = self->document;
  self->previous_window[0] = self->params.value[HF_PARAM_WINDOW_WIDTH];
  self->previous_window[1] = self->params.value[HF_PARAM_WINDOW_LEVEL];
  memset (&self->document, 0, sizeof self->document);
  self->document.source = g_steal_pointer (&self->arriving_source);
  self->document.series = self->arriving_series;
  self->document.original = g_steal_pointer (&self->arriving);
  if (self->previous.original) {
    const char *frame = hf_volume_info (self->document.original)->frame_of_reference_uid;
    double voxel[3];

    same_place =
        *frame &&
        g_str_equal (frame, hf_volume_info (self->previous.original)->frame_of_reference_uid) &&
        hf_geometry_patient_to_voxel (hf_volume_geometry (self->document.original),
                                      self->previous.cursor, voxel);
  }
  hf_undo_clear (self->undo);
  self->params.value[HF_PARAM_RESAMPLE] = 0;
  feed_derive (self);
  if (same_place)
    memcpy (self->document.cursor, self->previous.cursor, sizeof self->document.cursor);
  else
    center_cursor (self);
  first_window (self);
  emit (self, "series");
  emit (self, "undo");
}

/* Loading came to nothing: what was open before is open again. */
static void
restore (HfSession *self)
{
  if (self->state == HF_STATE_LOADING && !self->arriving) {
    document_clear (&self->document);
    self->document = self->previous;
    memset (&self->previous, 0, sizeof self->previous);
    self->previous.series = -1;
    feed_derive (self);
    if (self->document.original)
      apply_window (self, self->previous_window[0], self->previous_window[1], HF_WINDOW_LINEAR);
    emit (self, "series");
    emit (self, "cursor");
  }
  let_go_of_opening (self);
  set_state (self, self->document.original ? HF_STATE_READY : HF_STATE_EMPTY);
}

static void
slices_cb (int n_done, gpointer data)
{
  HfSession *self = data;

  if (n_done > 0)
    adopt (self);
  self->document.n_loaded = n_done;
  if (n_done > 0 && self->document.auto_window)
    auto_window (self);
  emit (self, "slices");
}

static void start_loading (HfSession *self, HfSource *source, int series);

static void
loaded_cb (GPtrArray *warnings, const GError *error, gpointer data)
{
  HfSession *self = data;

  if (error) {
    hf_session_set_message (self, error);
    restore (self);
    return;
  }
  adopt (self);
  g_clear_pointer (&self->opening, hf_opening_free);
  document_clear (&self->previous);
  if (warnings)
    self->document.warnings = g_ptr_array_ref (warnings);
  if (self->document.auto_window)
    auto_window (self);
  set_state (self, HF_STATE_READY);
  emit (self, "slices");
  feed_derive (self);
  if (self->document.source && hf_source_refine (self->document.source, self->document.series,
                                                 self->document.original, warnings))
    start_loading (self, self->document.source, self->document.series);
}

static void scanned_cb (HfSource *source, const GError *error, gpointer data);

static const HfOpeningFuncs opening_funcs = { scanned_cb, slices_cb, loaded_cb };

static void
start_loading (HfSession *self, HfSource *source, int series)
{
  g_autoptr (GError) error = NULL;

  if (self->state == HF_STATE_LOADING)
    restore (self);
  let_go_of_opening (self);
  self->arriving = hf_source_volume_new (source, series, &error);
  if (!self->arriving) {
    hf_session_set_message (self, error);
    set_state (self, self->document.original ? HF_STATE_READY : HF_STATE_EMPTY);
    return;
  }
  self->arriving_source = hf_source_ref (source);
  self->arriving_series = series;
  self->opening = hf_opening_load (source, series, self->arriving, &opening_funcs, self);
  set_state (self, HF_STATE_LOADING);
}

static void
scanned_cb (HfSource *source, const GError *error, gpointer data)
{
  HfSession *self = data;
  g_autoptr (GError) refused = NULL;
  int series = -1;

  g_clear_pointer (&self->opening, hf_opening_free);
  if (source)
    series = hf_source_find (source, self->wanted_series, &refused);
  if (series >= 0) {
    start_loading (self, source, series);
    return;
  }
  hf_session_set_message (self, error ? error : refused);
  set_state (self, self->document.original ? HF_STATE_READY : HF_STATE_EMPTY);
}

void
hf_session_open (HfSession *self, const char *path, const char *series)
{
  hf_session_set_message (self, NULL);
  if (self->state == HF_STATE_LOADING)
    restore (self);
  let_go_of_opening (self);
  g_free (self->wanted_series);
  self->wanted_series = g_strdup (series);
  self->opening = hf_opening_scan (path, &opening_funcs, self);
  set_state (self, HF_STATE_SCANNING);
}

void
hf_session_open_series (HfSession *self, int index)
{
  g_autoptr (HfSource) source = NULL;

  if (!self->document.source || index == self->document.series || index < 0 ||
      index >= (int) hf_source_series (self->document.source)->series->len)
    return;
  source = hf_source_ref (self->document.source);
  hf_session_set_message (self, NULL);
  start_loading (self, source, index);
}

void
hf_session_cancel (HfSession *self)
{
  if (self->opening)
    restore (self);
  hf_derive_cancel (self->derive);
}

void
hf_session_close (HfSession *self)
{
  let_go_of_opening (self);
  document_clear (&self->previous);
  document_clear (&self->document);
  hf_undo_clear (self->undo);
  feed_derive (self);
  set_state (self, HF_STATE_EMPTY);
  emit (self, "series");
  emit (self, "undo");
}

void
hf_session_set_volume (HfSession *self, HfVolume *volume)
{
  let_go_of_opening (self);
  self->arriving = hf_volume_ref (volume);
  self->arriving_series = -1;
  adopt (self);
  document_clear (&self->previous);
  self->document.n_loaded = hf_volume_size (volume)[2];
  set_state (self, HF_STATE_READY);
  emit (self, "slices");
}

HfState
hf_session_state (HfSession *self)
{
  return self->state;
}

HfSource *
hf_session_source (HfSession *self)
{
  return self->document.source;
}

int
hf_session_series (HfSession *self)
{
  return self->document.original ? self->document.series : -1;
}

int
hf_session_n_loaded (HfSession *self)
{
  return self->document.n_loaded;
}

static void
add_warnings (GPtrArray *all, GPtrArray *some)
{
  for (guint n = 0; some && n < some->len; n++)
    g_ptr_array_add (all, g_ptr_array_index (some, n));
}

/* All that a person must be told about what is open (transfer none, until the next call). */
GPtrArray *
hf_session_warnings (HfSession *self)
{
  Document *document = &self->document;

  g_ptr_array_set_size (self->all_warnings, 0);
  if (document->source) {
    const HfSeriesList *list = hf_source_series (document->source);

    add_warnings (self->all_warnings, hf_source_warnings (document->source));
    if (document->series >= 0 && document->series < (int) list->series->len) {
      const HfSeries *series = g_ptr_array_index (list->series, document->series);

      add_warnings (self->all_warnings, series->warnings);
    }
  }
  add_warnings (self->all_warnings, document->warnings);
  return self->all_warnings;
}

void
hf_session_thumbnail_async (HfSession *self,
                            int series,
                            GCancellable *cancellable,
                            GAsyncReadyCallback callback,
                            gpointer data)
{
  const HfSeriesList *list = hf_source_series (self->document.source);
  const HfSeries *which = g_ptr_array_index (list->series, series);

  hf_opening_slice_async (self->document.source, series, which->n_slices / 2, cancellable, callback,
                          data);
}

HfVolume *
hf_session_thumbnail_finish (HfSession *self, GAsyncResult *result, GError **error)
{
  return hf_opening_slice_finish (result, error);
}

const GError *
hf_session_message (HfSession *self)
{
  return self->message;
}

void
hf_session_set_message (HfSession *self, const GError *error)
{
  if (!error && !self->message)
    return;
  g_clear_error (&self->message);
  self->message = error ? g_error_copy (error) : NULL;
  emit (self, "message");
}

/* --- how things are shown --- */

HfOverlay
hf_session_overlay (HfSession *self)
{
  return self->overlay;
}

void
hf_session_set_overlay (HfSession *self, HfOverlay overlay)
{
  if (self->overlay == overlay)
    return;
  self->overlay = overlay;
  emit (self, "view");
}

static void
set_flag (HfSession *self, gboolean *flag, gboolean value)
{
  value = !!value;
  if (*flag == value)
    return;
  *flag = value;
  emit (self, "view");
}

gboolean
hf_session_privacy (HfSession *self)
{
  return self->privacy;
}

void
hf_session_set_privacy (HfSession *self, gboolean privacy)
{
  set_flag (self, &self->privacy, privacy);
}

gboolean
hf_session_crosshair (HfSession *self)
{
  return self->crosshair;
}

void
hf_session_set_crosshair (HfSession *self, gboolean crosshair)
{
  set_flag (self, &self->crosshair, crosshair);
}

gboolean
hf_session_show_mask (HfSession *self)
{
  return self->show_mask;
}

void
hf_session_set_show_mask (HfSession *self, gboolean show)
{
  set_flag (self, &self->show_mask, show);
}

gboolean
hf_session_notebook (HfSession *self)
{
  return self->notebook;
}

void
hf_session_set_notebook (HfSession *self, gboolean show)
{
  set_flag (self, &self->notebook, show);
}

/* FALSE: nothing is lit up. */
gboolean
hf_session_highlight (HfSession *self, double *low, double *high)
{
  *low = self->highlight[0];
  *high = self->highlight[1];
  return !isnan (*low) && !isnan (*high);
}

void
hf_session_set_highlight (HfSession *self, double low, double high)
{
  double old_low, old_high;
  gboolean was_set = hf_session_highlight (self, &old_low, &old_high);

  if (isnan (low) || isnan (high) ? !was_set : old_low == low && old_high == high)
    return;
  self->highlight[0] = low;
  self->highlight[1] = high;
  emit (self, "highlight");
}

/* --- parameters --- */

const HfParams *
hf_session_params (HfSession *self)
{
  return &self->params;
}

double
hf_session_get (HfSession *self, HfParamId id)
{
  return self->params.value[id];
}

/* What follows from a change of results: a step of undo (one for a whole drag), new results, a
   signal. */
static void
result_changed (HfSession *self, const HfParams *before)
{
  if (self->drags == 0) {
    hf_undo_push (self->undo, before);
    emit (self, "undo");
  }
  feed_derive (self);
  emit (self, "params");
}

void
hf_session_set (HfSession *self, HfParamId id, double value)
{
  const HfParams before = self->params;

  if (id == HF_PARAM_WINDOW_WIDTH) {
    hf_session_set_window (self, value, self->params.value[HF_PARAM_WINDOW_LEVEL]);
    return;
  }
  if (id == HF_PARAM_WINDOW_LEVEL) {
    hf_session_set_window (self, self->params.value[HF_PARAM_WINDOW_WIDTH], value);
    return;
  }
  set_param_quietly (self, id, value);
  if (self->params.value[id] == before.value[id])
    return;
  if (hf_param (id)->is_result) {
    result_changed (self, &before);
  } else if (id == HF_PARAM_COLORMAP) {
    g_clear_pointer (&self->display, hf_display_unref);
    emit (self, "window");
  } else {
    emit (self, "view");
  }
}

/* Everything at once, as one step of undo: a recipe, a tissue's range, undo itself. */
static void
assign (HfSession *self, const HfParams *params)
{
  for (int id = 0; id < HF_N_PARAMS; id++)
    set_param_quietly (self, id, params->value[id]);
  memcpy (self->params.chain, params->chain, sizeof self->params.chain);
  self->params.n_steps = params->n_steps;
  g_clear_pointer (&self->display, hf_display_unref);
}

void
hf_session_set_params (HfSession *self, const HfParams *params)
{
  const HfParams before = self->params;

  if (hf_params_equal (&before, params))
    return;
  assign (self, params);
  emit (self, "window");
  emit (self, "view");
  if (!hf_params_same_result (&before, params))
    result_changed (self, &before);
}

void
hf_session_set_chain (HfSession *self, const HfStep *chain, guint n_steps)
{
  HfParams params = self->params;

  g_return_if_fail (n_steps <= HF_CHAIN_MAX);
  memset (params.chain, 0, sizeof params.chain);
  memcpy (params.chain, chain, sizeof *chain * n_steps);
  params.n_steps = n_steps;
  hf_session_set_params (self, &params);
}

void
hf_session_begin_drag (HfSession *self)
{
  if (self->drags++ == 0)
    self->before_drag = self->params;
}

void
hf_session_end_drag (HfSession *self)
{
  g_return_if_fail (self->drags > 0);
  if (--self->drags > 0)
    return;
  if (!hf_params_same_result (&self->before_drag, &self->params)) {
    hf_undo_push (self->undo, &self->before_drag);
    emit (self, "undo");
  }
  feed_derive (self);
}

gboolean
hf_session_is_dragging (HfSession *self)
{
  return self->drags > 0;
}

gboolean
hf_session_can_undo (HfSession *self)
{
  return hf_undo_can_undo (self->undo);
}

gboolean
hf_session_can_redo (HfSession *self)
{
  return hf_undo_can_redo (self->undo);
}

static void
travel (HfSession *self, gboolean (*step) (HfUndo *, HfParams *))
{
  HfParams params = self->params;

  if (self->drags > 0 || !step (self->undo, &params))
    return;
  assign (self, &params);
  feed_derive (self);
  emit (self, "params");
  emit (self, "undo");
}

void
hf_session_undo (HfSession *self)
{
  travel (self, hf_undo_undo);
}

void
hf_session_redo (HfSession *self)
{
  travel (self, hf_undo_redo);
}

/* --- object --- */

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_double (value, hf_session_get (HF_SESSION (object), id - 1));
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  hf_session_set (HF_SESSION (object), id - 1, g_value_get_double (value));
}

static void
finalize (GObject *object)
{
  HfSession *self = HF_SESSION (object);

  let_go_of_opening (self);
  document_clear (&self->document);
  document_clear (&self->previous);
  hf_derive_free (self->derive);
  hf_undo_free (self->undo);
  g_clear_pointer (&self->display, hf_display_unref);
  g_clear_error (&self->message);
  g_ptr_array_unref (self->all_warnings);
  g_ptr_array_unref (self->kept);
  g_free (self->wanted_series);
  G_OBJECT_CLASS (hf_session_parent_class)->finalize (object);
}

static void
hf_session_class_init (HfSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->get_property = get_property;
  object_class->set_property = set_property;
  object_class->finalize = finalize;
  for (int id = 0; id < HF_N_PARAMS; id++) {
    const HfParam *param = hf_param (id);

    properties[id + 1] = g_param_spec_double (
        param->name, NULL, param->meaning, param->min, param->max, param->fallback,
        G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY);
  }
  g_object_class_install_properties (object_class, G_N_ELEMENTS (properties), properties);
  changed_signal =
      g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST | G_SIGNAL_DETAILED, 0,
                    NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
hf_session_init (HfSession *self)
{
  hf_params_init (&self->params);
  self->document.series = self->previous.series = -1;
  self->undo = hf_undo_new ();
  self->derive = hf_derive_new (derived_cb, self);
  self->all_warnings = g_ptr_array_new ();
  self->kept = hf_kept_list_new ();
  self->surface_rgb = LIGHT_BLUE;
  self->crosshair = TRUE;
  self->highlight[0] = self->highlight[1] = NAN;
}

HfSession *
hf_session_new (void)
{
  return g_object_new (HF_TYPE_SESSION, NULL);
}
