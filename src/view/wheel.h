/* The wheel over a control. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* The wheel scrolls what the control lies in and never changes its value: who scrolls through a
   panel must not move the threshold that passes under the pointer. */
void hf_wheel_pass_by (GtkWidget *control);

G_END_DECLS
