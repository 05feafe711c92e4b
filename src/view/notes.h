/* What a person drew on slices: distances, angles and ellipses. Points are LPS mm; a note belongs
   to the slice of the plane on which it was drawn.

   One list for all views of a session, kept with it. The notes themselves are a value of the
   session's that only ever is replaced by another one, each time as one step of undo. While a note
   is drawn, or a point of it is moved, it is a draft: it is seen among the others, and becomes
   one of them when it is finished. */
#pragma once

#include "session/session.h"

G_BEGIN_DECLS

typedef enum {
  HF_TOOL_NONE,
  HF_TOOL_DISTANCE, /* 2 points */
  HF_TOOL_ANGLE,    /* 3 points, the second is the vertex */
  HF_TOOL_ELLIPSE,  /* 2 opposite corners of the box around it */
  HF_N_TOOLS
} HfTool;

typedef struct {
  HfTool kind;
  HfPlane plane;
  double points[3][3]; /* LPS mm */
  int n_points;
} HfNote;

#define HF_TYPE_NOTES (hf_notes_get_type ())
G_DECLARE_FINAL_TYPE (HfNotes, hf_notes, HF, NOTES, GObject) /* signal "changed" */

HfNotes *hf_notes_of (HfSession *session); /* (transfer none) */
guint hf_notes_n (HfNotes *self);          /* with the draft of a new one, which is the last */
const HfNote *hf_notes_get (HfNotes *self, guint n); /* valid until the next change */
const char *hf_notes_text (HfNotes *self, guint n);  /* what it measures, lines with units */
void hf_notes_remove (HfNotes *self, guint n);
void hf_notes_clear (HfNotes *self);
int hf_notes_selected (HfNotes *self); /* -1: none */
void hf_notes_select (HfNotes *self, int n);

/* The draft: of a new note, whose second point is moved first, or of a point of note n. */
void hf_notes_begin (HfNotes *self, HfTool kind, HfPlane plane, const double mm[3]);
void hf_notes_grab (HfNotes *self, guint n, int point);
const HfNote *hf_notes_draft (HfNotes *self); /* nullable */
int hf_notes_draft_point (HfNotes *self);     /* that is moved; -1: there is no draft */
void hf_notes_move (HfNotes *self, const double mm[3]);
void hf_notes_place (HfNotes *self); /* the point stays: on to the next one, or it is finished */
gboolean hf_notes_cancel (HfNotes *self); /* FALSE: there was no draft */
const char *hf_tool_name (HfTool tool);   /* "distance" */

G_END_DECLS
