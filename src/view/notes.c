/* The notes of a session, the one that is being drawn, and what they measure. */
#include "view/notes.h"

#include "core/text.h"
#include "image/ellipse.h"
#include "view/slice-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

struct _HfNotes {
  GObject parent;
  HfSession *session; /* borrowed: the session owns us */
  GPtrArray *texts;   /* of all notes, nullable: measured when they are asked for */
  HfNote draft;
  guint draft_of;  /* the note that it takes the place of; the number of notes: a new one */
  int draft_point; /* the point that is moved; -1: there is no draft */
  int selected;
};

G_DEFINE_FINAL_TYPE (HfNotes, hf_notes, G_TYPE_OBJECT)

static guint changed_signal;

static void
hf_notes_finalize (GObject *object)
{
  g_ptr_array_unref (HF_NOTES (object)->texts);
  G_OBJECT_CLASS (hf_notes_parent_class)->finalize (object);
}

static void
hf_notes_class_init (HfNotesClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = hf_notes_finalize;
  changed_signal = g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
hf_notes_init (HfNotes *self)
{
  self->texts = g_ptr_array_new_with_free_func (g_free);
  self->draft_point = -1;
  self->selected = -1;
}

const char *
hf_tool_name (HfTool tool)
{
  static const char *const names[HF_N_TOOLS] = { "none", "distance", "angle", "ellipse" };

  return names[tool];
}

/* --- what is measured --- */

static double
dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

static void
subtract (const double a[3], const double b[3], double result[3])
{
  for (int n = 0; n < 3; n++)
    result[n] = a[n] - b[n];
}

static double
distance_mm (const HfNote *note)
{
  double line[3];

  subtract (note->points[1], note->points[0], line);
  return sqrt (dot (line, line));
}

static double
angle_deg (const HfNote *note)
{
  double a[3], b[3], length;

  subtract (note->points[0], note->points[1], a);
  subtract (note->points[2], note->points[1], b);
  length = sqrt (dot (a, a) * dot (b, b));
  return length > 0 ? acos (CLAMP (dot (a, b) / length, -1, 1)) * 180 / G_PI : 0;
}

/* Of a slab it is said, so that nobody takes it for one slice. */
static char *
ellipse_text (HfSession *session, const HfNote *note)
{
  const HfVolume *volume = hf_session_volume (session);
  const HfResliceOptions options = hf_session_reslice_options (session);
  const char *unit = hf_volume_info (volume)->is_hu ? " HU" : "";
  g_autofree char *area = NULL, *slab = hf_slice_text_slab (session), *values = NULL;
  HfEllipseStats stats;

  hf_ellipse_stats (volume, note->plane, &options, note->points[0], note->points[1], &stats);
  area = stats.area_mm2 < 1000 ? g_strdup_printf (_ ("area %.1f mm²"), stats.area_mm2)
                               : g_strdup_printf (_ ("area %.2f cm²"), stats.area_mm2 / 100);
  if (stats.n)
    values =
        g_strdup_printf (_ ("mean %.1f%s  sd %.1f%s\nmin %.0f  max %.0f%s\n%s"),
                         hf_text_number (stats.mean, 1), unit, stats.deviation, unit,
                         hf_text_number (stats.min, 0), hf_text_number (stats.max, 0), unit, area);
  else
    values = g_strdup_printf (_ ("no voxel inside\n%s"), area);
  return slab ? g_strconcat (slab, "\n", values, NULL) : g_steal_pointer (&values);
}

static char *
measure (HfSession *session, const HfNote *note)
{
  if (note->kind == HF_TOOL_DISTANCE)
    return g_strdup_printf ("%.1f mm", distance_mm (note));
  if (note->kind == HF_TOOL_ANGLE)
    return g_strdup_printf ("%.1f°", angle_deg (note));
  return hf_session_volume (session) ? ellipse_text (session, note) : g_strdup ("");
}

/* Another volume, or another slab. */
static void
measured_changed_cb (HfNotes *self)
{
  g_ptr_array_set_size (self->texts, 0);
  g_signal_emit (self, changed_signal, 0);
}

/* --- the notes of the session --- */

static guint
n_finished (HfNotes *self)
{
  GArray *notes = hf_session_notes (self->session);

  return notes ? notes->len : 0;
}

/* Drawn, taken back, or gone with their volume. */
static void
notes_changed_cb (HfNotes *self)
{
  self->draft_point = -1;
  self->selected = -1;
  measured_changed_cb (self);
}

HfNotes *
hf_notes_of (HfSession *session)
{
  HfNotes *self = g_object_get_data (G_OBJECT (session), "hf-notes");

  if (!self) {
    self = g_object_new (HF_TYPE_NOTES, NULL);
    self->session = session;
    g_object_set_data_full (G_OBJECT (session), "hf-notes", self, g_object_unref);
    g_signal_connect_object (session, "changed::series", G_CALLBACK (notes_changed_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "changed::notes", G_CALLBACK (notes_changed_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "changed::volume", G_CALLBACK (measured_changed_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "changed::slices", G_CALLBACK (measured_changed_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "changed::view", G_CALLBACK (measured_changed_cb), self,
                             G_CONNECT_SWAPPED);
  }
  return self;
}

guint
hf_notes_n (HfNotes *self)
{
  guint n = n_finished (self);

  return hf_notes_draft (self) && self->draft_of == n ? n + 1 : n;
}

const HfNote *
hf_notes_get (HfNotes *self, guint n)
{
  g_return_val_if_fail (n < hf_notes_n (self), NULL);
  if (hf_notes_draft (self) && self->draft_of == n)
    return &self->draft;
  return &g_array_index (hf_session_notes (self->session), HfNote, n);
}

const char *
hf_notes_text (HfNotes *self, guint n)
{
  g_return_val_if_fail (n < hf_notes_n (self), NULL);
  if (n >= self->texts->len)
    g_ptr_array_set_size (self->texts, n + 1);
  if (!self->texts->pdata[n])
    self->texts->pdata[n] = measure (self->session, hf_notes_get (self, n));
  return self->texts->pdata[n];
}

/* A step of undo. */
static void
replace (HfNotes *self, GArray *notes, int selected)
{
  hf_session_set_notes (self->session, notes);
  hf_notes_select (self, selected);
}

static GArray *
copy (HfNotes *self)
{
  GArray *notes = hf_session_notes (self->session), *result;

  result = g_array_new (FALSE, FALSE, sizeof (HfNote));
  return notes ? g_array_append_vals (result, notes->data, notes->len) : result;
}

void
hf_notes_remove (HfNotes *self, guint n)
{
  g_autoptr (GArray) notes = NULL;

  g_return_if_fail (n < hf_notes_n (self));
  hf_notes_cancel (self);
  if (n >= n_finished (self)) /* it was the draft */
    return;
  notes = copy (self);
  g_array_remove_index (notes, n);
  replace (self, notes, -1);
}

void
hf_notes_clear (HfNotes *self)
{
  hf_notes_cancel (self);
  if (n_finished (self))
    replace (self, NULL, -1);
}

int
hf_notes_selected (HfNotes *self)
{
  return hf_notes_draft (self) ? (int) self->draft_of : self->selected;
}

void
hf_notes_select (HfNotes *self, int n)
{
  if (self->selected == n)
    return;
  self->selected = n;
  g_signal_emit (self, changed_signal, 0);
}

/* --- the draft --- */

static void
draft_changed (HfNotes *self)
{
  if (self->draft_of < self->texts->len)
    g_clear_pointer (&self->texts->pdata[self->draft_of], g_free);
  g_signal_emit (self, changed_signal, 0);
}

const HfNote *
hf_notes_draft (HfNotes *self)
{
  return self->draft_point >= 0 ? &self->draft : NULL;
}

int
hf_notes_draft_point (HfNotes *self)
{
  return self->draft_point;
}

void
hf_notes_begin (HfNotes *self, HfTool kind, HfPlane plane, const double mm[3])
{
  hf_notes_cancel (self);
  self->draft = (HfNote){ .kind = kind, .plane = plane, .n_points = kind == HF_TOOL_ANGLE ? 3 : 2 };
  memcpy (self->draft.points[0], mm, sizeof self->draft.points[0]);
  self->draft_of = n_finished (self);
  self->draft_point = 1;
  hf_notes_move (self, mm);
}

void
hf_notes_grab (HfNotes *self, guint n, int point)
{
  hf_notes_cancel (self);
  g_return_if_fail (n < n_finished (self));
  self->draft = *hf_notes_get (self, n);
  self->draft_of = n;
  self->draft_point = point;
  hf_notes_select (self, n);
}

/* Of a new one the points that are still to come go with it. */
void
hf_notes_move (HfNotes *self, const double mm[3])
{
  int last = self->draft_of == n_finished (self) ? self->draft.n_points - 1 : self->draft_point;

  g_return_if_fail (self->draft_point >= 0);
  for (int point = self->draft_point; point <= last; point++)
    memcpy (self->draft.points[point], mm, sizeof self->draft.points[point]);
  draft_changed (self);
}

void
hf_notes_place (HfNotes *self)
{
  const HfNote draft = self->draft;
  const guint n = self->draft_of;
  const gboolean is_new = n == n_finished (self);
  g_autoptr (GArray) notes = NULL;

  g_return_if_fail (self->draft_point >= 0);
  if (is_new && ++self->draft_point < draft.n_points)
    return;
  self->draft_point = -1;
  if (!is_new && memcmp (&draft, hf_notes_get (self, n), sizeof draft) == 0)
    return;
  notes = copy (self);
  g_array_set_size (notes, MAX (notes->len, n + 1));
  g_array_index (notes, HfNote, n) = draft;
  replace (self, notes, n);
}

gboolean
hf_notes_cancel (HfNotes *self)
{
  if (self->draft_point < 0)
    return FALSE;
  self->draft_point = -1;
  draft_changed (self);
  return TRUE;
}
