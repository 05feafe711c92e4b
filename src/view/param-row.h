/* One line for one parameter: its name, a slider where that helps, and a typed entry, a switch or a
   list, whatever the table of parameters asks for.

   Properties: "session", "param" (the parameter's name in the table), "label", "slider",
   "slider-low", "slider-high" (the slider's part of the range; equal: all of it), "limit-text"
   (what the entry says at the maximum, e.g. "no limit"). */
#pragma once

#include "view/panel.h"

G_BEGIN_DECLS

#define HF_TYPE_PARAM_ROW (hf_param_row_get_type ())
G_DECLARE_FINAL_TYPE (HfParamRow, hf_param_row, HF, PARAM_ROW, HfPanel)

GtkWidget *hf_param_row_new (HfSession *session, HfParamId id, const char *label);
/* A spin button without its buttons: arrow keys work, and a narrow panel has room. */
GtkWidget *hf_param_row_entry_new (GtkAdjustment *adjustment);
void hf_param_row_cover_values (HfParamRow *self, int below, int above); /* when they change */

G_END_DECLS
