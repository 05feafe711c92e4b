/* Tables of presets and tissues. An anchor (air, water) is a range of no width. */
#include "core/tissues.h"

#include <glib/gi18n-lib.h>

// clang-format off
static const HfTissue tissues[] = {
  { N_ ("air"),              HF_LANE_MATERIAL, -1000, -1000, -1000, -1000 },
  { N_ ("lung"),             HF_LANE_ORGAN,     -950,  -550,  -950,  -550 },
  { N_ ("fat"),              HF_LANE_MATERIAL,  -120,   -90,  -190,   -30 },
  { N_ ("water"),            HF_LANE_MATERIAL,     0,     0,     0,     0 },
  { N_ ("cerebrospinal fluid"), HF_LANE_ORGAN,     0,    15,     0,    15 },
  { N_ ("unclotted blood"),  HF_LANE_MATERIAL,    13,    50,    13,    50 },
  { N_ ("white matter"),     HF_LANE_ORGAN,       20,    30,    20,    30 },
  { N_ ("grey matter"),      HF_LANE_ORGAN,       37,    45,    37,    45 },
  { N_ ("kidney"),           HF_LANE_ORGAN,       20,    40,    20,    40 },
  { N_ ("muscle"),           HF_LANE_ORGAN,       10,    40,   -29,   150 },
  { N_ ("spleen"),           HF_LANE_ORGAN,       35,    55,    35,    55 },
  { N_ ("liver"),            HF_LANE_ORGAN,       45,    65,    40,    70 },
  { N_ ("clotted blood"),    HF_LANE_MATERIAL,    50,    75,    40,    90 },
  { N_ ("acute subdural"),   HF_LANE_MATERIAL,    75,   100,    75,   100 },
  { N_ ("contrast-filled"),  HF_LANE_MATERIAL,   100,   300,   100,   300 },
  { N_ ("stones"),           HF_LANE_MATERIAL,   100,   900,   100,   900 },
  { N_ ("cancellous bone"),  HF_LANE_ORGAN,      148,   661,   148,   661 },
  { N_ ("cortical bone"),    HF_LANE_ORGAN,      500,  1900,   250,  3000 },
  { N_ ("enamel"),           HF_LANE_ORGAN,     1553,  2850,  1553,  2850 },
  { N_ ("emphysema"),        HF_LANE_THRESHOLD, -1024, -950, -1024,  -950 },
  { N_ ("calcium score"),    HF_LANE_THRESHOLD,  130,  3071,   130,  3071 },
  { N_ ("all bone, for meshes"), HF_LANE_THRESHOLD, 226, 3071, 226,  3071 },
  { N_ ("notebook's surface level"), HF_LANE_THRESHOLD, 350, 350, 350, 350 },
  { N_ ("metal"),            HF_LANE_MATERIAL,  3071, 32767,  3071, 32767 },
};

static const HfPreset presets[] = {
  { N_ ("Brain"),       "brain",       2,   80,   40 },
  { N_ ("Subdural"),    "subdural",    3,  200,   75 },
  { N_ ("Stroke"),      "stroke",      4,   40,   40 },
  { N_ ("Soft tissue"), "soft-tissue", 5,  400,   40 },
  { N_ ("Liver"),       "liver",       6,  150,   90 },
  { N_ ("Lung"),        "lung",        7, 1500, -600 },
  { N_ ("Bone"),        "bone",        8, 2500,  480 },
  { N_ ("Full"),        "full",        9, 4095, 1023.5 },
};
// clang-format on

const HfTissue *
hf_tissues (guint *n)
{
  *n = G_N_ELEMENTS (tissues);
  return tissues;
}

const HfPreset *
hf_presets (guint *n)
{
  *n = G_N_ELEMENTS (presets);
  return presets;
}

const HfPreset *
hf_preset_find (const char *option)
{
  for (guint n = 0; n < G_N_ELEMENTS (presets); n++)
    if (g_str_equal (presets[n].option, option))
      return &presets[n];
  return NULL;
}
