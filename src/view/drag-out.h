/* Handles that are dragged into another program: a picture of a view, a surface as STL. The keyboard has Ctrl+C and the
   exports for the same.

   A picture goes over as pixels, or as a file where that is what the other program takes; files are written in a
   thread once they are asked for, into the user's run-time folder, and go away with the program. */
#pragma once

#include "files/mesh-write.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* What is dragged, asked for when a drag begins; NULL: nothing is there. (transfer full) */
typedef GdkContentProvider *(*HfDragOutFunc) (gpointer data);

void hf_drag_out_add (GtkWidget *handle, HfDragOutFunc func, gpointer data);
GdkContentProvider *hf_drag_out_picture (GdkTexture *texture, const char *name); /* refs texture */
GdkContentProvider *hf_drag_out_mesh (HfMesh *mesh, HfMeshFrame frame, const char *name); /* refs */

G_END_DECLS
