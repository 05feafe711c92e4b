/* The values along the normal of the surface at a picked place: a small plot over the mesh view, and in
   words how sharp the edge is and what lies on both sides of it. */
#pragma once

#include "core/volume.h"
#include "mesh/profile.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define HF_TYPE_PROFILE_CARD (hf_profile_card_get_type ())
G_DECLARE_FINAL_TYPE (HfProfileCard, hf_profile_card, HF, PROFILE_CARD, GtkWidget)

GtkWidget *hf_profile_card_new (void); /* hidden until there is something to show */
/* level: of the surface, NAN: it has none that is known. volume: which the values are of; says their unit, and whether they have
   tissues' names. */
void hf_profile_card_show (HfProfileCard *self,
                           const HfProfile *profile,
                           double level,
                           const HfVolume *volume);
const char *hf_profile_card_text (HfProfileCard *self);

G_END_DECLS
