/* What resampling gives and what the notebook's gives, as pictures: the middle coronal slice of both
   results in the same millimeters, and how far they are apart. Made in the background; the newest
   input wins. */
#pragma once

#include "image/display.h"
#include "image/resample.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

typedef struct _HfResamplePictures HfResamplePictures;

/* ours, the notebook's, the difference: black where they are equal, white where they differ by the
   width of the window. In the main context; (transfer none) */
typedef void (*HfResamplePicturesDone) (GdkTexture *const textures[3], gpointer data);

HfResamplePictures *hf_resample_pictures_new (HfResamplePicturesDone done, gpointer data);
void hf_resample_pictures_free (HfResamplePictures *self); /* done is not called any more */
/* side: px of a picture. Volumes that would not be made in a moment give no pictures: FALSE. */
gboolean hf_resample_pictures_request (HfResamplePictures *self,
                                       HfVolume *volume,
                                       const HfResampleOptions *options,
                                       const HfWindow *window,
                                       int side);

G_END_DECLS
