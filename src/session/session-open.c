/* Documents: a path is scanned, a series loads slice by slice, and the one before stays until the new one is whole. */
#include "core/error.h"
#include "files/mesh-read.h"
#include "session/kept.h"
#include "session/session-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define PATIENCE_SECONDS 3 /* a disk that was asleep has turned by then */

void
hf_document_clear (HfDocument *document)
{
  g_clear_pointer (&document->source, hf_source_unref);
  g_clear_pointer (&document->original, hf_volume_unref);
  g_clear_pointer (&document->warnings, g_ptr_array_unref);
  g_clear_pointer (&document->notes, g_array_unref);
  g_clear_pointer (&document->kept, g_ptr_array_unref);
  g_clear_pointer (&document->undo, hf_undo_free);
  g_clear_pointer (&document->edits, g_array_unref);
  memset (document, 0, sizeof *document);
  document->series = -1;
}

static void
set_state (HfSession *self, HfState state)
{
  if (self->state == state)
    return;
  self->state = state;
  hf_session_emit (self, "state");
}

/* Something to show: a volume, or surfaces alone. */
static HfState
resting_state (HfSession *self)
{
  return self->document.original || self->kept->len ? HF_STATE_READY : HF_STATE_EMPTY;
}

void
hf_session_rest (HfSession *self)
{
  if (self->state == HF_STATE_EMPTY || self->state == HF_STATE_READY)
    set_state (self, resting_state (self));
}

void
hf_session_let_go_of_opening (HfSession *self)
{
  g_clear_pointer (&self->opening, hf_opening_cancel);
  g_clear_pointer (&self->meshes_to_open, g_strfreev);
  g_cancellable_cancel (self->reading_mesh);
  g_clear_object (&self->reading_mesh);
  g_clear_pointer (&self->arriving, hf_volume_unref);
  g_clear_pointer (&self->arriving_source, hf_source_unref);
  g_clear_pointer (&self->refused, hf_source_unref);
}

static void
first_window (HfSession *self)
{
  const HfVolumeInfo *info = hf_volume_info (self->document.original);

  self->document.voi = 0;
  hf_session_preset (self, info->n_voi ? 1 : 0);
}

/* A threshold for HU finds nothing in other values: there it begins in their middle. */
static void
first_levels (HfSession *self)
{
  const HfParamId ids[] = { HF_PARAM_ABOVE, HF_PARAM_LEVEL };
  const HfVolume *volume = self->document.original, *before = self->previous.original;
  gboolean is_hu = hf_volume_info (volume)->is_hu;
  double width, middle;

  if (is_hu && (!before || hf_volume_info (before)->is_hu))
    return;
  hf_window_auto (volume, &width, &middle);
  middle = rint (middle / hf_volume_step (volume)) * hf_volume_step (volume);
  for (gsize n = 0; n < G_N_ELEMENTS (ids); n++)
    hf_session_set_param_quietly (self, ids[n], is_hu ? hf_param (ids[n])->fallback : middle);
  hf_session_emit (self, "params");
}

static gboolean
is_same_series (const HfDocument *a, const HfDocument *b)
{
  return a->source && a->source == b->source && a->series == b->series;
}

/* The scanner's frame of reference tells that millimeters are the same in both, hence that both are of one patient.
   A series that is read again, with finer values, may have none. */
static gboolean
shares_space (const HfDocument *a, const HfDocument *b)
{
  const char *frame;

  if (!a->original || !b->original)
    return FALSE;
  if (is_same_series (a, b))
    return TRUE;
  frame = hf_volume_info (a->original)->frame_of_reference_uid;
  return *frame && g_str_equal (frame, hf_volume_info (b->original)->frame_of_reference_uid);
}

/* One patient's surfaces are not shown beside another's slices. */
static void
set_aside_kept (HfSession *self)
{
  self->previous.kept = hf_kept_list_take_levels (self->kept);
  if (self->previous.kept)
    hf_session_emit (self, "surfaces");
}

/* The new volume takes the place of the old one, which is kept until all of the new one is there.
 */
static void
adopt (HfSession *self)
{
  gboolean same_place;
  double voxel[3];

  if (!self->arriving)
    return;
  hf_document_clear (&self->previous);
  self->previous = self->document;
  self->previous_window[0] = self->params.value[HF_PARAM_WINDOW_WIDTH];
  self->previous_window[1] = self->params.value[HF_PARAM_WINDOW_LEVEL];
  memset (&self->document, 0, sizeof self->document);
  self->document.source = g_steal_pointer (&self->arriving_source);
  self->document.series = self->arriving_series;
  self->document.original = g_steal_pointer (&self->arriving);
  self->document.serial = is_same_series (&self->document, &self->previous)
                              ? self->previous.serial /* read again, for finer values */
                              : ++self->last_serial;
  same_place = shares_space (&self->document, &self->previous);
  if (!same_place)
    set_aside_kept (self);
  if (is_same_series (&self->document, &self->previous) && self->previous.notes)
    self->document.notes =
        g_array_ref (self->previous.notes); /* it is read again, for finer values */
  same_place =
      same_place && hf_geometry_patient_to_voxel (hf_volume_geometry (self->document.original),
                                                  self->previous.cursor, voxel);
  self->previous.undo = self->undo;
  self->undo = hf_undo_new ();
  self->previous.params = self->params;
  self->previous.edits = g_steal_pointer (&self->edits);
  self->params.value[HF_PARAM_RESAMPLE] = 0;
  hf_session_set_param_quietly (self, HF_PARAM_MOST, hf_param (HF_PARAM_MOST)->fallback);
  hf_session_feed_derive (self);
  if (same_place) {
    memcpy (self->document.cursor, self->previous.cursor, sizeof self->document.cursor);
    hf_session_emit (self, "cursor");
  } else
    hf_session_center_cursor (self);
  first_window (self);
  hf_session_emit (self, "series");
  hf_session_emit (self, "undo");
}

/* What was done to the document that is open again, with what it has made of it. */
static void
recall_steps (HfSession *self)
{
  const HfParams *params = &self->document.params;

  hf_undo_free (self->undo);
  self->undo = g_steal_pointer (&self->document.undo);
  g_clear_pointer (&self->edits, g_array_unref);
  self->edits = g_steal_pointer (&self->document.edits);
  for (int id = 0; id < HF_N_PARAMS; id++)
    if (hf_param (id)->is_result)
      hf_session_set_param_quietly (self, id, params->value[id]);
  memcpy (self->params.chain, params->chain, sizeof self->params.chain);
  self->params.n_steps = params->n_steps;
}

/* Loading came to nothing: what was open before is open again. */
static void
restore (HfSession *self)
{
  if (self->state == HF_STATE_LOADING && !self->arriving) {
    hf_document_clear (&self->document);
    self->document = self->previous;
    memset (&self->previous, 0, sizeof self->previous);
    self->previous.series = -1;
    recall_steps (self);
    if (self->document.kept)
      g_ptr_array_extend_and_steal (self->kept, g_steal_pointer (&self->document.kept));
    hf_session_feed_derive (self);
    hf_session_emit (self, "params");
    hf_session_emit (self, "surfaces");
    if (self->document.original)
      hf_session_apply_window (self, self->previous_window[0], self->previous_window[1],
                               HF_WINDOW_LINEAR);
    hf_session_emit (self, "series");
    hf_session_emit (self, "cursor");
    hf_session_emit (self, "undo");
  }
  hf_session_let_go_of_opening (self);
  set_state (self, resting_state (self));
}

static void
slices_cb (int n_done, gpointer data)
{
  HfSession *self = data;

  if (n_done > 0)
    adopt (self);
  self->document.n_loaded = n_done;
  if (n_done > 0 && self->document.auto_window)
    hf_session_auto_window (self);
  hf_session_emit (self, "slices");
}

static void start_loading (HfSession *self, HfSource *source, int series);

static void
loaded_cb (GPtrArray *warnings, const double *clipped, const GError *error, gpointer data)
{
  HfSession *self = data;

  if (error) {
    HfSource *source = self->arriving_source ? self->arriving_source : self->document.source;
    g_autoptr (HfSource) refused = hf_source_ref (source); /* whose files tell why */

    hf_session_set_message_about (self, error, hf_source_path (source));
    restore (self);
    self->refused = g_steal_pointer (&refused);
    hf_session_emit (self, "state");
    return;
  }
  adopt (self);
  first_levels (self);
  g_clear_pointer (&self->opening, hf_opening_free);
  hf_document_clear (&self->previous);
  if (warnings)
    self->document.warnings = g_ptr_array_ref (warnings);
  if (self->document.auto_window)
    hf_session_auto_window (self);
  set_state (self, HF_STATE_READY);
  hf_session_emit (self, "slices");
  hf_session_feed_derive (self);
  if (clipped && hf_source_refine (self->document.source, self->document.series,
                                   self->document.original, warnings, clipped))
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
  hf_session_let_go_of_opening (self);
  self->arriving = hf_source_volume_new (source, series, &error);
  if (!self->arriving) {
    hf_session_set_message (self, error);
    set_state (self, resting_state (self));
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
  if (source)
    self->refused = hf_source_ref (source);
  hf_session_set_message_about (self, error ? error : refused, self->opened_path);
  set_state (self, resting_state (self));
}

const char *
hf_session_mesh_path (HfSession *self)
{
  return self->reading_mesh ? NULL : self->mesh_path;
}

static void open_mesh (HfSession *self, const char *path);

/* Of the mesh that was read last, beside what was told of the others of the same opening. */
static void
tell_too (HfSession *self, const GError *error)
{
  g_autoptr (GError) both = NULL;

  if (self->message) {
    g_autofree char *before =
        hf_session_message_text (self); /* of another file, which privacy may hide */

    both = g_error_new (error->domain, error->code, "%s\n%s", before, error->message);
  }
  hf_session_set_message_about (self, both ? both : error, self->mesh_path);
}

static void
open_next_mesh (HfSession *self)
{
  g_auto (GStrv) paths = g_steal_pointer (&self->meshes_to_open);

  if (!paths || !paths[0]) {
    set_state (self, resting_state (self));
    return;
  }
  self->meshes_to_open = g_strdupv (paths + 1);
  open_mesh (self, paths[0]);
  set_state (self, HF_STATE_SCANNING);
}

static void
mesh_read_cb (GObject *object, GAsyncResult *result, gpointer data)
{
  g_autoptr (HfSession) self = data;
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;
  HfMeshReport report;
  g_autoptr (HfMesh) mesh = hf_opening_mesh_finish (result, &report, &error);

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&self->reading_mesh);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_IS_DIRECTORY) && !self->meshes_to_open) {
    g_autofree char *path = g_steal_pointer (&self->mesh_path);

    self->opening = hf_opening_scan (path, NULL, &opening_funcs, self);
    return;
  }
  name = g_path_get_basename (self->mesh_path);
  if (mesh) {
    hf_session_add_mesh (self, mesh, &report, name);
  } else {
    tell_too (self, error);
    g_clear_pointer (&self->mesh_path, g_free);
  }
  open_next_mesh (self);
}

static void
open_mesh (HfSession *self, const char *path)
{
  g_free (self->mesh_path);
  self->mesh_path = g_strdup (path);
  self->reading_mesh = g_cancellable_new ();
  hf_opening_mesh_async (path, self->reading_mesh, mesh_read_cb, g_object_ref (self));
}

void
hf_session_open (HfSession *self, const char *path, const char *series)
{
  hf_session_open_spaced (self, path, series, NULL);
}

void
hf_session_open_spaced (HfSession *self,
                        const char *path,
                        const char *series,
                        const double *spacing)
{
  hf_session_set_message (self, NULL);
  if (self->state == HF_STATE_LOADING)
    restore (self);
  hf_session_let_go_of_opening (self);
  g_free (self->wanted_series);
  self->wanted_series = g_strdup (series);
  g_free (self->opened_path);
  self->opened_path = g_strdup (path);
  if (hf_mesh_can_read (path))
    open_mesh (self, path);
  else
    self->opening = hf_opening_scan (path, spacing, &opening_funcs, self);
  set_state (self, HF_STATE_SCANNING);
}

void
hf_session_open_meshes (HfSession *self, const char *const *paths)
{
  hf_session_set_message (self, NULL);
  if (self->state == HF_STATE_LOADING)
    restore (self);
  hf_session_let_go_of_opening (self);
  self->meshes_to_open = g_strdupv ((char **) paths);
  open_next_mesh (self);
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

HfSource *
hf_session_files (HfSession *self)
{
  return self->refused ? self->refused : self->document.source;
}

void
hf_session_show_file (HfSession *self, HfSource *source, guint32 file)
{
  g_autoptr (HfSource) own = hf_source_ref (source);
  g_autoptr (GError) error = NULL;
  int index = hf_source_show_file (source, file, &error);

  hf_session_set_message_about (self, error, hf_source_file_name (source, file));
  if (index >= 0 && !(source == self->document.source && index == self->document.series))
    start_loading (self, own, index);
}

/* What is asked for is again what is seen: otherwise the same could not be asked for another time. That it was asked for
   is no step of undo any more. */
static void
stay_at_the_volume (HfSession *self)
{
  const HfParams asked = self->params;
  g_auto (HfUndoState) now = { 0 };

  hf_session_remember (self, &now);
  hf_derive_shown_resampling (self->derive, &now.params);
  hf_undo_forget_resampling (self->undo, &asked, &now);
  hf_session_recall (self, &now);
}

void
hf_session_cancel (HfSession *self)
{
  if (self->opening || self->reading_mesh)
    restore (self);
  else if (hf_derive_is_busy (self->derive, HF_WANT_VOLUME))
    stay_at_the_volume (self);
  hf_derive_cancel (self->derive);
}

void
hf_session_close (HfSession *self)
{
  hf_session_let_go_of_opening (self);
  hf_document_clear (&self->previous);
  hf_document_clear (&self->document);
  g_ptr_array_set_size (self->kept, 0);
  g_clear_pointer (&self->edits, g_array_unref);
  hf_undo_clear (self->undo);
  hf_session_feed_derive (self);
  set_state (self, HF_STATE_EMPTY);
  hf_session_emit (self, "surfaces");
  hf_session_emit (self, "series");
  hf_session_emit (self, "undo");
}

void
hf_session_set_volume (HfSession *self, HfVolume *volume)
{
  hf_session_let_go_of_opening (self);
  self->arriving = hf_volume_ref (volume);
  self->arriving_series = -1;
  adopt (self);
  hf_document_clear (&self->previous);
  self->document.n_loaded = hf_volume_size (volume)[2];
  set_state (self, HF_STATE_READY);
  hf_session_emit (self, "slices");
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

char *
hf_session_unanswered (HfSession *self)
{
  g_autofree char *path = NULL;

  if (self->opening)
    path = hf_opening_unanswered (self->opening, PATIENCE_SECONDS);
  if (path && hf_session_privacy (self))
    return g_strdup (_ ("the place"));
  return path ? g_filename_display_name (path) : NULL;
}

int
hf_session_n_loaded (HfSession *self)
{
  return self->document.n_loaded;
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
