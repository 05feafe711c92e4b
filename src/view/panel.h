/* What the widgets beside the pictures have in common: the property "session", signals of the
   session that follow it, and results that are asked for only while the widget can be seen. */
#pragma once

#include "session/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HF_TYPE_PANEL (hf_panel_get_type ())
G_DECLARE_DERIVABLE_TYPE (HfPanel, hf_panel, HF, PANEL, GtkWidget)

struct _HfPanelClass {
  GtkWidgetClass parent_class;

  /* Another session (never NULL): show it. Nullable. */
  void (*refresh) (HfPanel *self);
};

HfSession *hf_panel_session (gpointer self); /* nullable (transfer none) */
void
hf_panel_on (gpointer self, const char *signal, GCallback callback); /* in init; callback (self) */
void hf_panel_want (gpointer self, HfWant want, gboolean wanted);

G_END_DECLS
