/* The program: its windows, its colors, and what belongs to no single window. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HF_TYPE_APPLICATION (hf_application_get_type ())
G_DECLARE_FINAL_TYPE (HfApplication, hf_application, HF, APPLICATION, GtkApplication)

HfApplication *hf_application_new (void);

G_END_DECLS
