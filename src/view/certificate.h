/* The certificate of a mesh as a table: what can be trusted about it. */
#pragma once

#include "mesh/report.h"
#include "session/surface-changes.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HF_TYPE_CERTIFICATE (hf_certificate_get_type ())
G_DECLARE_FINAL_TYPE (HfCertificate, hf_certificate, HF, CERTIFICATE, GtkWidget)

/* report NULL: no mesh; changes NULL: not known. awaited, nullable: the changes that these parameters make are being
   measured; their lines are there already. */
void hf_certificate_show (HfCertificate *self,
                          const HfMeshReport *report,
                          const HfSurfaceChanges *changes,
                          const HfParams *awaited);

G_END_DECLS
