/* What a person drew on slices: distances, angles and ellipses. Points are LPS mm; a note belongs
   to the slice of the plane on which it was drawn.

   One list for all views of a session, kept with it. */
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
  char *text; /* what it measures, lines with units */
} HfNote;

#define HF_TYPE_NOTES (hf_notes_get_type ())
G_DECLARE_FINAL_TYPE (HfNotes, hf_notes, HF, NOTES, GObject) /* signal "changed" */

HfNotes *hf_notes_of (HfSession *session); /* (transfer none) */
guint hf_notes_n (HfNotes *self);
const HfNote *hf_notes_get (HfNotes *self, guint n);
guint hf_notes_add (HfNotes *self, HfTool kind, HfPlane plane, const double mm[3]);
void hf_notes_set_point (HfNotes *self, guint n, int point, const double mm[3]);
void hf_notes_remove (HfNotes *self, guint n);
void hf_notes_clear (HfNotes *self);
int hf_notes_selected (HfNotes *self); /* -1: none */
void hf_notes_select (HfNotes *self, int n);
const char *hf_tool_name (HfTool tool); /* "distance" */

G_END_DECLS
