/* The notes of a session, and what they measure. */
#include "view/notes.h"

#include "core/text.h"
#include "image/ellipse.h"
#include "view/slice-text.h"

#include <glib/gi18n-lib.h>
#include <math.h>

struct _HfNotes {
  GObject parent;
  HfSession *session; /* borrowed: the session owns us */
  GPtrArray *notes;   /* of HfNote */
  int selected;
};

G_DEFINE_FINAL_TYPE (HfNotes, hf_notes, G_TYPE_OBJECT)

static guint changed_signal;

static void
note_free (gpointer data)
{
  HfNote *note = data;

  g_free (note->text);
  g_free (note);
}

static void
hf_notes_finalize (GObject *object)
{
  g_ptr_array_unref (HF_NOTES (object)->notes);
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
  self->notes = g_ptr_array_new_with_free_func (note_free);
  self->selected = -1;
}

const char *
hf_tool_name (HfTool tool)
{
  static const char *const names[HF_N_TOOLS] = { "none", "distance", "angle", "ellipse" };

  return names[tool];
}

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

static void
update (HfNotes *self, HfNote *note)
{
  g_free (note->text);
  if (note->kind == HF_TOOL_DISTANCE)
    note->text = g_strdup_printf ("%.1f mm", distance_mm (note));
  else if (note->kind == HF_TOOL_ANGLE)
    note->text = g_strdup_printf ("%.1f°", angle_deg (note));
  else
    note->text =
        hf_session_volume (self->session) ? ellipse_text (self->session, note) : g_strdup ("");
}

/* Another volume, or another slab. */
static void
measured_changed_cb (HfNotes *self)
{
  for (guint n = 0; n < self->notes->len; n++)
    update (self, self->notes->pdata[n]);
  g_signal_emit (self, changed_signal, 0);
}

HfNotes *
hf_notes_of (HfSession *session)
{
  HfNotes *self = g_object_get_data (G_OBJECT (session), "hf-notes");

  if (!self) {
    self = g_object_new (HF_TYPE_NOTES, NULL);
    self->session = session;
    g_object_set_data_full (G_OBJECT (session), "hf-notes", self, g_object_unref);
    g_signal_connect_object (session, "changed::series", G_CALLBACK (hf_notes_clear), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "changed::volume", G_CALLBACK (measured_changed_cb), self,
                             G_CONNECT_SWAPPED);
    g_signal_connect_object (session, "changed::view", G_CALLBACK (measured_changed_cb), self,
                             G_CONNECT_SWAPPED);
  }
  return self;
}

guint
hf_notes_n (HfNotes *self)
{
  return self->notes->len;
}

const HfNote *
hf_notes_get (HfNotes *self, guint n)
{
  g_return_val_if_fail (n < self->notes->len, NULL);
  return self->notes->pdata[n];
}

/* A note with all its points at mm; it becomes the selected one. */
guint
hf_notes_add (HfNotes *self, HfTool kind, HfPlane plane, const double mm[3])
{
  HfNote *note = g_new0 (HfNote, 1);

  note->kind = kind;
  note->plane = plane;
  note->n_points = kind == HF_TOOL_ANGLE ? 3 : 2;
  for (int point = 0; point < 3; point++)
    for (int n = 0; n < 3; n++)
      note->points[point][n] = mm[n];
  g_ptr_array_add (self->notes, note);
  self->selected = self->notes->len - 1;
  update (self, note);
  g_signal_emit (self, changed_signal, 0);
  return self->selected;
}

void
hf_notes_set_point (HfNotes *self, guint n, int point, const double mm[3])
{
  HfNote *note;

  g_return_if_fail (n < self->notes->len && point < 3);
  note = self->notes->pdata[n];
  for (int c = 0; c < 3; c++)
    note->points[point][c] = mm[c];
  update (self, note);
  g_signal_emit (self, changed_signal, 0);
}

void
hf_notes_remove (HfNotes *self, guint n)
{
  g_return_if_fail (n < self->notes->len);
  g_ptr_array_remove_index (self->notes, n);
  self->selected = -1;
  g_signal_emit (self, changed_signal, 0);
}

void
hf_notes_clear (HfNotes *self)
{
  g_ptr_array_set_size (self->notes, 0);
  self->selected = -1;
  g_signal_emit (self, changed_signal, 0);
}

int
hf_notes_selected (HfNotes *self)
{
  return self->selected;
}

void
hf_notes_select (HfNotes *self, int n)
{
  if (self->selected == n)
    return;
  self->selected = n;
  g_signal_emit (self, changed_signal, 0);
}
