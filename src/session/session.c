/* The model of a window: the object itself, where one looks, how things are shown, and the parameters. */
#include "session/session-private.h"

#include <math.h>
#include <string.h>

#define REST_MS 200 /* a hand that drags and has not moved for so long rests */

G_DEFINE_FINAL_TYPE (HfSession, hf_session, G_TYPE_OBJECT)

static GParamSpec *properties[HF_N_PARAMS + 1]; /* parameter id + 1 */
static guint changed_signal;

void
hf_session_emit (HfSession *self, const char *detail)
{
  g_signal_emit (self, changed_signal, g_quark_from_string (detail));
}

void
hf_session_feed_derive (HfSession *self)
{
  hf_derive_set_input (self->derive, self->document.original, &self->params, self->edits,
                       hf_session_is_dragging (self));
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
  hf_session_emit (self, "cursor");
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

void
hf_session_center_cursor (HfSession *self)
{
  const int *size = hf_volume_size (self->document.original);
  const double voxel[3] = { size[0] / 2, size[1] / 2, size[2] / 2 };

  hf_geometry_voxel_to_patient (hf_volume_geometry (self->document.original), voxel,
                                self->document.cursor);
  hf_session_emit (self, "cursor");
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
  hf_session_emit (self, "view");
}

static void
set_flag (HfSession *self, gboolean *flag, gboolean value)
{
  value = !!value;
  if (*flag == value)
    return;
  *flag = value;
  hf_session_emit (self, "view");
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
  hf_session_emit (self, "highlight");
}

/* --- parameters --- */

void
hf_session_set_param_quietly (HfSession *self, HfParamId id, double value)
{
  value = hf_param_clamp (id, value);
  if (self->params.value[id] == value)
    return;
  self->params.value[id] = value;
  g_object_notify_by_pspec (G_OBJECT (self), properties[id + 1]);
}

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

HfResliceOptions
hf_session_reslice_options (HfSession *self)
{
  const double *value = self->params.value;

  return (HfResliceOptions){ (HfInterpolation) value[HF_PARAM_INTERPOLATION],
                             value[HF_PARAM_SLAB_MM], (HfSlabMode) value[HF_PARAM_SLAB_MODE] };
}

static gboolean
rest_cb (gpointer data)
{
  HfSession *self = data;

  self->rest_id = 0;
  hf_session_feed_derive (self);
  hf_session_emit (self, "rest");
  return G_SOURCE_REMOVE;
}

/* The button need not be released for the results that take long. */
static void
hand_moves (HfSession *self)
{
  g_clear_handle_id (&self->rest_id, g_source_remove);
  self->rest_id = g_timeout_add (REST_MS, rest_cb, self);
}

/* What follows from a change of results: a step of undo (one for a whole drag), new results, a
   signal. */
static void
result_changed (HfSession *self, const HfParams *before)
{
  g_auto (HfUndoState) state = { 0 };

  hf_session_remember (self, &state);
  state.params = *before;
  if (!hf_derive_same_surface (before, &self->params)) /* its parts are others */
    g_clear_pointer (&self->edits, g_array_unref);
  if (self->drags > 0)
    hand_moves (self);
  hf_session_feed_derive (self);
  if (self->drags == 0)
    hf_session_push_undo (self,
                          &state); /* whoever hears of it sees that results are on their way */
  hf_session_emit (self, "params");
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
  hf_session_set_param_quietly (self, id, value);
  if (self->params.value[id] == before.value[id])
    return;
  if (hf_param (id)->is_result) {
    result_changed (self, &before);
  } else if (id == HF_PARAM_COLORMAP) {
    g_clear_pointer (&self->display, hf_display_unref);
    hf_session_emit (self, "window");
  } else {
    hf_session_emit (self, "view");
  }
}

/* Everything at once, as one step of undo: a recipe, a tissue's range, undo itself. */
static void
assign (HfSession *self, const HfParams *params)
{
  for (int id = 0; id < HF_N_PARAMS; id++)
    hf_session_set_param_quietly (self, id, params->value[id]);
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
  hf_session_emit (self, "window");
  hf_session_emit (self, "view");
  if (!hf_params_same_result (&before, params))
    result_changed (self, &before);
}

void
hf_session_set_chain (HfSession *self, const HfStep *chain, guint n_steps)
{
  HfParams params = self->params;

  g_return_if_fail (n_steps <= HF_CHAIN_MAX);
  memset (params.chain, 0, sizeof params.chain);
  for (guint n = 0; n < n_steps; n++)
    params.chain[n] = chain[n];
  params.n_steps = n_steps;
  hf_session_set_params (self, &params);
}

void
hf_session_begin_drag (HfSession *self)
{
  if (self->drags++ > 0)
    return;
  hf_session_remember (self, &self->before_drag);
  hand_moves (self);
}

void
hf_session_end_drag (HfSession *self)
{
  g_return_if_fail (self->drags > 0);
  if (--self->drags > 0)
    return;
  g_clear_handle_id (&self->rest_id, g_source_remove);
  if (!hf_params_same_result (&self->before_drag.params, &self->params))
    hf_session_push_undo (self, &self->before_drag);
  hf_undo_state_clear (&self->before_drag);
  hf_session_feed_derive (self);
  hf_session_emit (self, "rest");
}

gboolean
hf_session_is_dragging (HfSession *self)
{
  return self->rest_id != 0;
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

/* --- notes --- */

GArray *
hf_session_notes (HfSession *self)
{
  return self->document.notes;
}

static void
replace_notes (HfSession *self, GArray *notes)
{
  if (self->document.notes == notes)
    return;
  g_clear_pointer (&self->document.notes, g_array_unref);
  self->document.notes = notes ? g_array_ref (notes) : NULL;
  hf_session_emit (self, "notes");
}

void
hf_session_set_notes (HfSession *self, GArray *notes)
{
  if (self->document.notes == notes)
    return;
  hf_session_begin_step (self);
  replace_notes (self, notes);
}

/* --- undo --- */

void
hf_session_recall (HfSession *self, const HfUndoState *state)
{
  assign (self, &state->params);
  replace_notes (self, state->notes);
  hf_session_recall_surfaces (self, state);
  hf_session_feed_derive (self);
  hf_session_emit (self, "params");
  hf_session_emit (self, "undo");
}

static void
travel (HfSession *self, gboolean (*step) (HfUndo *, HfUndoState *))
{
  g_auto (HfUndoState) state = { 0 };

  if (self->drags > 0)
    return;
  hf_session_remember (self, &state);
  if (step (self->undo, &state))
    hf_session_recall (self, &state);
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

  g_clear_handle_id (&self->rest_id, g_source_remove);
  hf_session_let_go_of_opening (self);
  hf_document_clear (&self->document);
  hf_document_clear (&self->previous);
  hf_derive_free (self->derive);
  hf_undo_free (self->undo);
  g_free (self->presets);
  g_clear_pointer (&self->display, hf_display_unref);
  g_clear_error (&self->message);
  g_free (self->message_about);
  g_free (self->saved);
  g_free (self->opened_path);
  g_ptr_array_unref (self->all_warnings);
  hf_session_free_surfaces (self);
  hf_undo_state_clear (&self->before_drag);
  g_free (self->wanted_series);
  g_free (self->mesh_path);
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
  hf_session_reset_presets (self);
  self->derive = hf_derive_new (hf_session_derived_cb, self);
  self->all_warnings = g_ptr_array_new ();
  hf_session_init_surfaces (self);
  self->crosshair = TRUE;
  self->highlight[0] = self->highlight[1] = NAN;
}

HfSession *
hf_session_new (void)
{
  return g_object_new (HF_TYPE_SESSION, NULL);
}
