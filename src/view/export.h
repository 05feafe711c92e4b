/* Saving what is open: a dialog, then a thread, then silence or the session's message. */
#pragma once

#include "files/mesh-write.h"
#include "session/session.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/* parent: any widget of the window */
void hf_export_volume (GtkWidget *parent, HfSession *session); /* .npy .nii .nii.gz .nrrd */
void hf_export_mask (GtkWidget *parent, HfSession *session);   /* .npy */
/* What hf_export_certified() says, or a kept surface; .stl .ply .obj .glb .3mf, with its certificate. */
void hf_export_surface (GtkWidget *parent, HfSession *session, HfMeshFrame frame);
void hf_export_kept (GtkWidget *parent, HfSession *session, guint index, HfMeshFrame frame);

/* The live surface once it is fine; where no volume is open the newest mesh; else NULL. (transfer none)
   name: of a file of it, without an ending, nullable. */
HfMesh *hf_export_certified (HfSession *session, char **name);

/* The same without a dialog. */
void hf_export_volume_to (HfSession *session, const char *path);
void hf_export_mask_to (HfSession *session, const char *path);
void hf_export_surface_to (HfSession *session, const char *path, HfMeshFrame frame);

G_END_DECLS
