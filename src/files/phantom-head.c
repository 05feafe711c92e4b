/* A head in millimeters. The origin lies midway between the ear canals; x to the left, y to the
   back, z up. Sizes are those of an adult; a radiologist will miss much, but a window, a threshold
   and a surface find what they look for: air, fat, skin, muscle, three-layered skull, grey and
   white matter, CSF, a clot, sinuses, jaw, teeth, vertebrae and metal.

   Painted from the outside to the inside; what comes later covers what was there. */
#include "files/phantom-head.h"

#include "files/phantom-shapes.h"

#include <math.h>

/* clang-format off */
#define E(x, y, z, rx, ry, rz, hu, ...) { HF_SHAPE_ELLIPSOID, { x, y, z }, { rx, ry, rz }, 0, hu, __VA_ARGS__ }
#define C(x, y, z, x2, y2, z2, r, hu, ...) { HF_SHAPE_CAPSULE, { x, y, z }, { x2, y2, z2 }, r, hu, __VA_ARGS__ }
#define B(x, y, z, hx, hy, hz, r, hu, ...) { HF_SHAPE_BOX, { x, y, z }, { hx, hy, hz }, r, hu, __VA_ARGS__ }
#define NONE HF_TEXTURE_NONE
#define BOTH HF_SHAPE_BOTH
#define IN_BODY HF_SHAPE_IN_BODY
#define IN_CAVITY HF_SHAPE_IN_CAVITY

/* The skin; shapes flow into each other over BODY_BLEND mm. */
#define BODY_BLEND 16.0f
static const HfShape body_shapes[] = {
  E (0, 4, 46, 79, 98, 80, 0, NONE, 0),          /* cranium */
  E (0, 6, 0, 71, 74, 58, 0, NONE, 0),           /* base of the skull */
  E (0, -36, -20, 62, 54, 56, 0, NONE, 0),       /* middle of the face */
  E (40, -18, -56, 23, 43, 42, 0, NONE, BOTH),   /* jaw */
  E (0, -58, -78, 31, 28, 24, 0, NONE, 0),       /* chin */
  C (26, -54, -80, 44, -18, -76, 15, 0, NONE, BOTH), /* between chin and jaw */
  E (27, -64, 9, 24, 27, 20, 0, NONE, BOTH),     /* around the eyes */
  E (28, -62, -34, 25, 24, 28, 0, NONE, BOTH),   /* cheeks */
  E (0, 20, -140, 62, 60, 134, 0, NONE, 0),      /* neck */
  E (0, 40, -168, 112, 58, 92, 0, NONE, 0),      /* trapezius */
  C (52, 44, -122, 140, 34, -139, 36, 0, NONE, BOTH), /* slope of the shoulders */
  E (154, 32, -160, 54, 50, 60, 0, NONE, BOTH),  /* deltoids */
  E (0, 22, -182, 150, 78, 80, 0, NONE, 0),      /* chest */
};
#define DETAIL_BLEND 7.0f
static const HfShape detail_shapes[] = {
  C (0, -88, 2, 0, -100, -24, 6.5f, 0, NONE, 0),  /* bridge of the nose */
  E (0, -98, -30, 12, 13, 10, 0, NONE, 0),        /* its tip */
  E (11, -90, -33, 7, 9, 8, 0, NONE, BOTH),       /* its wings */
  E (0, -84, -54, 22, 8, 5, 0, NONE, 0),          /* lips */
  E (0, -82, -63, 18, 8, 5, 0, NONE, 0),
  E (0, -78, 24, 46, 14, 9, 0, NONE, 0),          /* brow */
  E (75, 17, 4, 7, 13, 27, 0, NONE, BOTH),        /* ears */
  E (82, 25, 9, 4, 11, 21, 0, NONE, BOTH),
};

/* The inside of the skull. */
#define CAVITY_BLEND 26.0f
static const HfShape cavity_shapes[] = {
  E (0, 4, 62, 68, 86, 53, 0, NONE, 0),          /* vault */
  E (32, -14, 22, 27, 33, 20, 0, NONE, BOTH),    /* middle fossae */
  E (0, 43, 10, 50, 42, 34, 0, NONE, 0),          /* posterior fossa */
};

static const HfShape table_shapes[] = {
  B (0, 142, -60, 196, 5, 400, 12, 160, NONE, 0),     /* shell of carbon fiber */
  B (0, 142, -60, 196, 5, 400, 10.4f, -905, NONE, 0), /* around foam */
  B (0, 125.5f, -60, 176, 0.6f, 400, 1, 160, NONE, 0), /* what the body lies on */
  B (0, 128.3f, -60, 176, 1.6f, 400, 0.2f, -930, NONE, 0),
};

static const HfShape deep_fat_shapes[] = {
  E (34, -60, -32, 15, 18, 17, -95, HF_TEXTURE_NONE, BOTH | IN_BODY), /* cheeks */
  E (45, -8, -56, 10, 20, 22, -70, HF_TEXTURE_FLESH, BOTH | IN_BODY),
  E (22, 6, -66, 10, 12, 44, -85, HF_TEXTURE_FLESH, BOTH | IN_BODY),  /* around the vessels */
  E (0, 68, -70, 8, 12, 60, -95, NONE, IN_BODY),                     /* nape */
};

static const HfShape flesh_shapes[] = {
  E (55, -18, -44, 8, 20, 30, 58, NONE, BOTH | IN_BODY),  /* masseter */
  E (38, -18, -36, 6, 14, 24, 56, NONE, BOTH | IN_BODY),  /* pterygoids */
  E (66, -22, 28, 5, 28, 30, 55, NONE, BOTH | IN_BODY),   /* temporalis */
  C (60, 26, -32, 34, -10, -130, 10, 56, NONE, BOTH | IN_BODY), /* sternocleidomastoid */
  E (18, 46, -80, 14, 12, 60, 54, NONE, BOTH | IN_BODY),  /* neck extensors */
  E (20, 62, -78, 16, 8, 55, 55, NONE, BOTH | IN_BODY),
  C (30, 4, -30, 27, 2, -130, 4, 48, NONE, BOTH | IN_BODY),  /* carotid artery */
  C (36, 12, -30, 33, 10, -130, 5.5f, 46, NONE, BOTH | IN_BODY), /* jugular vein */
  E (46, 2, -36, 12, 16, 22, 15, NONE, BOTH | IN_BODY),   /* parotid gland */
  E (30, -38, -82, 10, 15, 9, 45, NONE, BOTH | IN_BODY),  /* submandibular gland */
  E (0, -44, -58, 25, 32, 19, 58, NONE, IN_BODY),         /* tongue */
  E (0, -52, -76, 18, 22, 7, 54, NONE, IN_BODY),          /* floor of the mouth */
  E (0, -46, -58, 0.9f, 24, 13, 10, NONE, IN_BODY),       /* septum of the tongue */
};

static const HfShape brain_shapes[] = {
  E (0, 30, 8, 50, 44, 28, 36, NONE, IN_CAVITY),          /* cerebellum: its bed */
  E (0, 12, 10, 14, 13, 18, 32, NONE, IN_CAVITY),         /* pons, midbrain */
  C (0, 16, 8, 0, 26, -34, 8, 33, NONE, 0),               /* medulla */
  E (0, -6, 24, 16, 12, 8, 9, NONE, IN_CAVITY),           /* basal cistern */
  E (0, 8, 29, 12, 9, 9, 32, NONE, IN_CAVITY),
  C (44, -26, 30, 58, 2, 40, 2.6f, 9, NONE, BOTH | IN_CAVITY), /* Sylvian fissure */
  C (46, -6, 36, 60, 20, 50, 1.8f, 10, NONE, BOTH | IN_CAVITY),
  E (13, -20, 56, 5, 13, 9, 40, NONE, BOTH | IN_CAVITY),  /* caudate nucleus */
  E (26, -6, 44, 5.5f, 17, 11, 40, NONE, BOTH | IN_CAVITY), /* putamen */
  E (9, 12, 46, 8, 13, 9, 39, NONE, BOTH | IN_CAVITY),    /* thalamus */
  C (19, -16, 48, 16, 4, 48, 1.8f, 24, NONE, BOTH | IN_CAVITY), /* internal capsule */
  C (8, -30, 56, 9, 4, 65, 5.2f, 8, NONE, BOTH),          /* lateral ventricles */
  C (9, 4, 65, 21, 34, 56, 5.8f, 8, NONE, BOTH),
  C (21, 34, 56, 24, 56, 50, 4.2f, 8, NONE, BOTH),
  C (22, 34, 54, 34, 10, 28, 3, 8, NONE, BOTH),
  E (8, -32, 54, 6, 8, 8, 8, NONE, BOTH),
  B (0, -6, 60, 0.7f, 22, 4, 0, 36, NONE, 0),             /* septum */
  E (0, 6, 44, 2.2f, 15, 9, 8, NONE, 0),                  /* third ventricle */
  C (0, 18, 34, 0, 26, 16, 1.2f, 8, NONE, 0),             /* aqueduct */
  E (0, 29, 8, 7, 5, 9, 8, NONE, 0),                      /* fourth ventricle */
  E (20, 36, 53, 2.8f, 4.5f, 3, 150, NONE, BOTH),         /* calcified plexus */
  E (0, 22, 50, 2.6f, 3, 2.4f, 220, NONE, 0),             /* pineal gland */
  C (9, -16, 20, 4, -14, 21, 1.8f, 44, NONE, BOTH | IN_CAVITY), /* carotids, basilar artery */
  C (0, 0, 2, 0, -4, 18, 1.7f, 46, NONE, IN_CAVITY),
  C (8, -18, 24, 40, -20, 28, 1.4f, 45, NONE, BOTH | IN_CAVITY), /* middle cerebral artery */
  E (-62, 8, 68, 15, 36, 30, 68, HF_TEXTURE_CLOT, IN_CAVITY), /* epidural clot, on the right */
};

/* The bones of the face; they flow into each other and into the vault. */
#define FACE_BLEND 7.0f
#define FACE_TABLE 2.2f /* mm of compact bone around the spongy one */
static const HfShape face_shapes[] = {
  E (0, -77, 34, 30, 8, 18, 0, NONE, 0),           /* frontal bone with its sinuses */
  C (12, -84, 25, 40, -76, 27, 4.5f, 0, NONE, BOTH), /* brows */
  C (45, -74, 24, 49, -68, -4, 4, 0, NONE, BOTH),  /* rims of the orbits */
  C (22, -81, -9, 46, -72, -8, 4, 0, NONE, BOTH),
  E (46, -65, -15, 9, 9, 9, 0, NONE, BOTH),        /* cheek bones */
  C (50, -60, -13, 62, -36, -6, 2.8f, 0, NONE, BOTH), /* zygomatic arches */
  C (62, -36, -6, 61, -6, -3, 2.6f, 0, NONE, BOTH),
  C (25, -62, -12, 26, -60, -34, 10, 0, NONE, BOTH), /* upper jaw */
  E (0, -62, -40, 29, 19, 10, 0, NONE, 0),
  C (17, -80, -28, 12, -86, 14, 3, 0, NONE, BOTH), /* its frontal processes */
  C (4, -88, 10, 4, -98, -12, 2.2f, 0, NONE, BOTH), /* nasal bones */
};

static const HfShape bone_shapes[] = {
  C (62, 20, 2, 13, -10, 4, 8.5f, 1250, NONE, BOTH),      /* petrous bones */
  C (58, 18, -2, 18, -8, 2, 6.5f, 900, HF_TEXTURE_SPONGE, BOTH),
  E (54, 22, -12, 12.5f, 15, 20, 900, NONE, BOTH | IN_BODY), /* mastoids */
  E (54, 22, -12, 11, 13, 18, 820, HF_TEXTURE_CELLS, BOTH | IN_BODY),
  E (0, -18, 4, 17, 22, 14, 850, NONE, 0),                /* sphenoid, clivus */
  E (0, -18, 4, 15, 20, 12, 420, HF_TEXTURE_SPONGE, 0),
  C (0, -6, 2, 0, 12, -22, 6, 620, HF_TEXTURE_SPONGE, 0),
  B (10, -16, 20, 2, 1, 4, 1.5f, 800, NONE, BOTH),        /* clinoid processes */
  E (10, -78, 33, 9, 4.4f, 12, -980, NONE, BOTH),
  E (31, -54, 10, 21.2f, 27, 18.2f, 950, NONE, BOTH | IN_BODY), /* walls of the orbits */
  C (17, -26, -6, 19, -30, -36, 3, 850, NONE, BOTH),      /* pterygoid processes */
  C (34, 12, -14, 38, 4, -40, 1.8f, 900, NONE, BOTH),     /* styloid processes */
};

static const HfShape space_shapes[] = {
  E (31, -62, 10, 19.5f, 30, 16.5f, -90, NONE, BOTH | IN_BODY), /* orbits: fat */
  E (31, -90, 10, 20, 9, 13, 38, NONE, BOTH | IN_BODY),   /* lids */
  E (31, -76, 10, 12.4f, 12.4f, 12.4f, 55, NONE, BOTH),   /* eyes */
  E (31, -76, 10, 11.2f, 11.2f, 11.2f, 12, NONE, BOTH),
  E (31, -85, 10, 4.6f, 2, 4.6f, 95, NONE, BOTH),         /* lenses */
  C (30, -64, 10, 14, -36, 12, 2.2f, 34, NONE, BOTH),     /* optic nerves */
  C (20, -72, 10, 15, -40, 11, 1.8f, 52, NONE, BOTH),     /* eye muscles */
  C (43, -70, 10, 20, -40, 12, 1.8f, 52, NONE, BOTH),
  C (31, -72, 22, 18, -40, 15, 1.6f, 52, NONE, BOTH),
  C (31, -72, -2, 18, -42, 8, 1.6f, 52, NONE, BOTH),
  E (8, -52, 6, 6.5f, 24, 10, 500, HF_TEXTURE_CELLS, BOTH), /* ethmoid cells */
  E (8, -26, 5, 7.5f, 11, 9, -990, NONE, BOTH),           /* sphenoid sinuses */
  E (25, -54, -20, 14, 18, 16, 600, NONE, BOTH),          /* maxillary sinuses in thin bone */
  E (25, -54, -20, 12.8f, 16.8f, 14.8f, -995, NONE, BOTH),
  E (25, -50, -33, 11, 13, 4, 28, NONE, BOTH),            /* fluid, a polyp */
  E (0, -60, -16, 12, 36, 19, -990, NONE, IN_BODY),       /* nasal cavity */
  E (0, -92, -28, 8, 10, 9, -960, NONE, IN_BODY),
  C (5.5f, -94, -33, 6, -100, -46, 3.6f, -990, NONE, BOTH), /* nostrils */
  E (0, -62, -16, 1.5f, 38, 18, 120, NONE, IN_BODY),      /* septum */
  E (6.5f, -58, -27, 3.4f, 20, 4.5f, 48, NONE, BOTH),      /* turbinates */
  C (6.5f, -72, -26, 6.5f, -42, -26, 0.9f, 320, NONE, BOTH),
  E (6, -54, -15, 2.8f, 16, 4, 48, NONE, BOTH),
  C (6, -64, -14, 6, -44, -14, 0.7f, 260, NONE, BOTH),
  E (0, -18, -28, 13, 9, 14, -990, NONE, 0),              /* nasopharynx */
  C (0, -14, -36, 0, -6, -80, 6, -990, NONE, 0),          /* oropharynx */
  E (0, -8, -60, 11, 5, 16, -985, NONE, 0),
  C (0, -6, -78, 0, -22, -104, 7, -990, NONE, 0),         /* larynx, trachea */
  C (0, -22, -104, 0, -16, -160, 8.5f, -995, NONE, 0),
  C (0, -14, -34, 0, -8, -46, 4, 50, NONE, 0),            /* uvula */
  E (0, -16, -74, 9, 2, 9, 60, NONE, 0),                  /* epiglottis */
  E (0, -54, -40, 19, 22, 2.2f, -960, NONE, IN_BODY),     /* mouth */
  B (0, -55, -36, 18, 18, 1.2f, 1.2f, 900, NONE, IN_BODY), /* hard palate */
  C (52, 8, 0, 84, 12, 2, 3.2f, -980, NONE, BOTH),        /* ear canals */
  E (46, 7, 2, 4, 5, 7, -960, NONE, BOTH),                /* middle ears */
  E (45, 8, 4, 1, 1.4f, 1.6f, 1200, NONE, BOTH),          /* ossicles */
  E (36, 4, 3, 2.6f, 2.6f, 2.2f, 60, NONE, BOTH),         /* cochleae */
};

static const HfShape jaw_shapes[] = {
  E (48, -14, -42, 5, 15, 32, 1350, NONE, BOTH),          /* rami */
  E (48, -14, -42, 3, 12.5f, 29, 420, HF_TEXTURE_SPONGE, BOTH),
  E (50, -3, -10, 9, 5, 6, 1150, NONE, BOTH),             /* condyles */
  E (50, -3, -10, 7.4f, 3.6f, 4.6f, 480, HF_TEXTURE_SPONGE, BOTH),
  C (49, -5, -12, 48, -8, -30, 4.2f, 1250, NONE, BOTH),
  C (47, -24, -32, 48, -28, -14, 2.8f, 1250, NONE, BOTH), /* coronoid processes */
  C (18, -30, -92, 0, -48, -93, 2.6f, 650, NONE, BOTH),   /* hyoid */
};

static const HfShape spine_shapes[] = {
  E (0, 30, -34, 17, 18, 10, 8, NONE, 0),                 /* foramen magnum */
  E (20, 20, -44, 10, 11, 8.5f, 1100, NONE, BOTH),        /* atlas */
  E (20, 20, -44, 8.3f, 9.3f, 6.8f, 480, HF_TEXTURE_SPONGE, BOTH),
  C (18, 10, -44, 0, 4, -44, 3.4f, 1000, NONE, BOTH),
  C (22, 32, -44, 14, 44, -44, 3.2f, 1000, NONE, BOTH),
  C (14, 44, -44, 0, 49, -44, 3.2f, 1000, NONE, BOTH),
  C (30, 20, -44, 38, 22, -45, 4, 800, NONE, BOTH),
  C (0, 12, -60, 0, 11, -36, 5.6f, 1150, NONE, 0),        /* axis with its tooth */
  C (0, 12, -58, 0, 11, -38, 4, 480, HF_TEXTURE_SPONGE, 0),
  E (0, 14, -61, 13, 9.5f, 8, 1000, NONE, 0),
  E (0, 14, -61, 11.3f, 7.8f, 6.3f, 380, HF_TEXTURE_SPONGE, 0),
  E (18, 21, -58, 8, 8, 6.5f, 900, NONE, BOTH),
  C (16, 28, -61, 0, 50, -64, 4, 1000, NONE, BOTH),
  C (0, 50, -64, 0, 62, -68, 5, 850, NONE, 0),
};

static const HfShape cord_shapes[] = {
  C (0, 29, -32, 0, 31, -170, 9, 10, NONE, 0),
  C (0, 28, -30, 0, 31, -170, 5.6f, 36, NONE, 0),
};

/* What of the shoulders and the chest the last slices show. */
static const HfShape shoulder_shapes[] = {
  E (72, 62, -118, 40, 17, 32, 56, HF_TEXTURE_FLESH, BOTH | IN_BODY), /* levator, supraspinatus */
  E (36, 20, -138, 29, 34, 38, -40, NONE, BOTH | IN_BODY),  /* tops of the lungs in their fat */
  E (36, 20, -138, 27, 32, 36, -870, NONE, BOTH | IN_BODY),
  C (24, -44, -134, 92, -2, -101, 6, 1150, NONE, BOTH | IN_BODY), /* collar bones */
  C (92, -2, -101, 146, 24, -103, 5.4f, 1150, NONE, BOTH | IN_BODY),
  C (24, -44, -134, 92, -2, -101, 3.8f, 430, HF_TEXTURE_SPONGE, BOTH | IN_BODY),
  C (92, -2, -101, 146, 24, -103, 3.2f, 430, HF_TEXTURE_SPONGE, BOTH | IN_BODY),
  C (148, 26, -104, 128, 66, -110, 7, 950, NONE, BOTH | IN_BODY), /* acromion, spine of the scapula */
  C (148, 26, -104, 128, 66, -110, 5, 420, HF_TEXTURE_SPONGE, BOTH | IN_BODY),
};

static const HfShape metal_shapes[] = {
  C (36, -21, 88, 48, -27, 114, 1.7f, 4000, NONE, 0),     /* a pin of titanium, on the left */
  C (47.5f, -26.8f, 113, 48.4f, -27.2f, 115, 3.4f, 4000, NONE, 0), /* its head */
};
/* clang-format on */

/* The holder of the head: a gutter of foam in a shell, around the back of the head. */
static void
paint_holder (const HfPhantomRow *row)
{
  if (row->y < 40 || row->z < -70)
    return;
  for (int i = 0; i < row->n; i++) {
    float x = row->x0 + (float) i * row->dx;
    float radius = sqrtf (x * x * 1.1f + (row->y - 4) * (row->y - 4));
    float end = MAX (60 - row->y, -66 - row->z);
    float foam = MAX (fabsf (radius - 105) - 5, end),
          shell = MAX (fabsf (radius - 111) - 0.9f, end);

    row->value[i] += (-930 - row->value[i]) * hf_phantom_cover (foam);
    row->value[i] += (140 - row->value[i]) * hf_phantom_cover (shell);
  }
}

/* Scalp, fat under it, and flesh: by depth under the skin. */
static void
paint_body (const HfPhantomRow *row)
{
  for (int i = 0; i < row->n; i++) {
    float d = row->body[i], x = row->x0 + (float) i * row->dx, fat;

    if (d > 1 || row->cavity[i] < -1) /* outside, or under the brain to come */
      continue;
    row->value[i] += (45 - row->value[i]) * hf_phantom_cover (d);
    if (d > -1)
      continue;
    row->value[i] += (-98 - row->value[i]) * hf_phantom_cover (d + 1.8f);
    if (d >= -3)
      continue;
    fat = 5.5f;
    if (d > -10)
      fat = 4.5f + 2 * hf_phantom_noise (row, x, HF_NOISE_FAT);
    row->value[i] += (hf_phantom_texture (row, HF_TEXTURE_FLESH, 54, x) - row->value[i]) *
                     hf_phantom_cover ((d + fat) * 0.6f);
  }
}

/* mm; thin at the temples and the base, thick at the back of the head */
static float
skull_thickness (const HfPhantomRow *row, float x)
{
  float y = row->y, z = row->z;
  float temple = x * x * (1.0f / (68 * 68)), base = (40 - z) * 0.05f;

  return 6.6f + 0.012f * y - 2.2f * temple -
         (base < 0      ? 0
          : base > 1.6f ? 1.6f
                        : base) +
         0.5f * hf_phantom_noise (row, x, HF_NOISE_SKULL);
}

static float
smooth_union (float a, float b, float blend)
{
  float h = blend - fabsf (a - b);

  h = h < 0 ? 0 : h;
  return MIN (a, b) - h * h / (4 * blend);
}

/* Two tables of compact bone with spongy bone between them, around the cavity. */
static void
paint_skull (const HfPhantomRow *row)
{
  float face[HF_PHANTOM_MAX_ROW];

  hf_phantom_distance_reset (row, face);
  for (gsize n = 0; n < G_N_ELEMENTS (face_shapes); n++)
    hf_phantom_distance_join (row, &face_shapes[n], FACE_BLEND, face);
  for (int i = 0; i < row->n; i++) {
    float d = row->cavity[i], x = row->x0 + (float) i * row->dx, thick, inside;
    float bone = MAX (face[i], row->body[i] + 2.5f);

    if ((d < -1 || d > 10) && bone > 8)
      continue;
    thick = skull_thickness (row, x);
    bone = MAX (smooth_union (MAX (d - thick, -d), bone, FACE_BLEND), -d);
    row->value[i] += (1300 - row->value[i]) * hf_phantom_cover (bone);
    inside = MIN (MAX (d - (thick - 1.9f), 1.6f - d), face[i] + FACE_TABLE);
    inside = MAX (inside, MAX (bone + 1.6f, 1.6f - d));
    if (inside < 1)
      row->value[i] += (hf_phantom_texture (row, HF_TEXTURE_SPONGE, 520, x) - row->value[i]) *
                       hf_phantom_cover (inside);
  }
}

/* Cerebrum: a ribbon of grey matter around white, folded along the zeros of a noise; CSF in the
 * folds and under the skull; cerebellum with narrow leaves. */
static float
brain_value (const HfPhantomRow *row, float x, float depth)
{
  float y = row->y, z = row->z;
  gboolean cerebellum = y > 4 && z < 24 + 0.22f * (y - 10) - 0.004f * x * x;
  float size = cerebellum ? 0.17f : 0.072f; /* cells of the folds a mm */
  float reach = 20, fold, grey, sulcus;

  if (depth > 34 && fabsf (x) > 9) /* no fold goes so deep */
    return 27.5f;
  if (!cerebellum)
    reach = 23 + 9 * hf_phantom_noise (row, x, HF_NOISE_DEPTH);
  fold = hf_phantom_noise (row, x, cerebellum ? HF_NOISE_LEAVES : HF_NOISE_FOLDS) +
         0.3f * hf_phantom_noise (row, x, cerebellum ? HF_NOISE_LEAVES_FINE : HF_NOISE_FOLDS_FINE);
  fold = fabsf (fold) / (size * 1.5f); /* about mm from the fold */
  if (!cerebellum && z > 30) /* the fissure between the hemispheres, around the callosum */
    fold = MIN (fold, fabsf (x) + (y > 40 || y < -44 || z > 76 ? 0.2f : 30));
  grey = MIN (MAX (fold - 2.7f, depth - reach), depth - 4.2f);
  sulcus = MIN (MAX (fold - (1.15f - 0.05f * depth), depth - reach + 2), depth - 1.3f);
  return 27.5f + 11 * hf_phantom_cover (grey * 0.45f) - 27 * hf_phantom_cover (sulcus * 0.7f);
}

/* Falx, tentorium and the large sinuses of blood: thin bright sheets. */
static float
sheets (float x, float y, float z, float depth)
{
  float falx = MAX (fabsf (x) - 0.8f, MAX (58 + 0.1f * (y > 0 ? -y : y) - z, depth - 34));
  float tent = MAX (fabsf (z - (26 + 0.22f * (y - 10) - 0.004f * x * x)) - 0.8f, 14 - y);
  float sagittal = fabsf (x) - 4 + 0.8f * depth; /* triangle under the vault */

  sagittal = MAX (sagittal, MAX (58 - z, -y - 70));
  return MIN (MIN (falx, tent), sagittal);
}

static void
paint_brain (const HfPhantomRow *row)
{
  for (int i = 0; i < row->n; i++) {
    float depth = -row->cavity[i], x = row->x0 + (float) i * row->dx, value, sheet;

    if (depth < -1)
      continue;
    value = brain_value (row, x, depth);
    sheet = sheets (x, row->y, row->z, depth);
    value += (58 - value) * hf_phantom_cover (sheet);
    row->value[i] += (value - row->value[i]) * hf_phantom_cover (-depth);
  }
}

/* The horseshoe of the lower jaw: compact bone around marrow. */
static void
paint_mandible (const HfPhantomRow *row)
{
  float pz = fabsf (row->z + 79) - 11, py = (row->y + 26) * (1.0f / 48);

  if (pz > 8 || row->y < -90 || row->y > -4)
    return;
  for (int i = 0; i < row->n; i++) {
    float px = (row->x0 + (float) i * row->dx) * (1.0f / 44);
    float ring = fabsf (sqrtf (px * px + py * py) - 1) * 45 - 1, d, inner;
    float out = MAX (ring, 0), up = MAX (pz + 4, 0), most = MAX (ring, pz + 4);

    d = MAX (sqrtf (out * out + up * up) + MIN (most, 0) - 4, row->y + 12);
    d = MAX (d, row->body[i] + 4);
    inner = MAX (d + 2.2f, row->y + 14);
    if (d > 1)
      continue;
    row->value[i] += (1400 - row->value[i]) * hf_phantom_cover (d);
    row->value[i] += (hf_phantom_texture (row, HF_TEXTURE_SPONGE, 420, px * 44) - row->value[i]) *
                     hf_phantom_cover (inner);
  }
}

/* Sixteen teeth in each jaw, along the horseshoe; places by a rational circle. */
static void
paint_teeth (const HfPhantomRow *row)
{
  if (row->z < -84 || row->z > -32 || row->y > -14)
    return;
  for (int n = 0; n < 8; n++) {
    float t = 0.055f + 0.105f * (float) n; /* tan of half the angle from the front */
    float c = (1 - t * t) / (1 + t * t), s = 2 * t / (1 + t * t);
    float width = n < 3 ? 3.1f : n < 5 ? 3.4f : 4.6f;
    float x = 44 * s, y = -26 - 48 * c, up_x = 42 * s, up_y = -26 - 50 * c;
    const HfShape teeth[] = {
      C (x, y, -63, x, y, -77, 1.9f, 1500, NONE, BOTH), /* root, crown of enamel, dentin, pulp */
      E (x, y, -62, width, 3.9f, 5.6f, 2500, NONE, BOTH),
      E (x, y, -63, width - 1.3f, 2.6f, 4.4f, 1650, NONE, BOTH),
      C (x, y, -64, x, y, -74, 0.6f, 150, NONE, BOTH),
      C (up_x, up_y, -50, up_x, up_y, -38, 1.9f, 1500, NONE, BOTH),
      E (up_x, up_y, -51, width, 3.9f, 5.6f, 2500, NONE, BOTH),
      E (up_x, up_y, -50, width - 1.3f, 2.6f, 4.4f, 1650, NONE, BOTH),
      C (up_x, up_y, -50, up_x, up_y, -40, 0.6f, 150, NONE, BOTH),
    };
    const HfShape filling = E (x, y, -59, 2.6f, 2, 2, 3600, NONE, 0);

    hf_phantom_paint (row, teeth, G_N_ELEMENTS (teeth));
    if (n == 6)
      hf_phantom_paint (row, &filling, 1);
  }
}

/* Vertebrae C3 to C7: body, disc, joints, arch and spine. */
static void
paint_vertebrae (const HfPhantomRow *row)
{
  for (int n = 0; n < 4; n++) {
    float z = -78 - 16 * (float) n, y = 15 + (float) n;
    const HfShape parts[] = {
      E (0, y, z + 8.5f, 11, 8.5f, 3.4f, 85, NONE, 0),
      B (0, y, z, 8, 5, 3.2f, 3.4f, 950, NONE, 0),
      B (0, y, z, 7.4f, 4.4f, 2.6f, 2.4f, 300, HF_TEXTURE_SPONGE, 0),
      C (11, y + 5, z, 17, y + 10, z, 3, 900, NONE, BOTH),
      E (18, y + 7, z, 6.5f, 7, 6.5f, 950, NONE, BOTH),
      E (18, y + 7, z, 5, 5.5f, 5, 420, HF_TEXTURE_SPONGE, BOTH),
      C (16, y + 14, z - 1, 0, y + 30, z - 3, 3, 950, NONE, BOTH),
      C (0, y + 30, z - 3, 0, y + 42, z - 8, 3.2f, 850, NONE, 0),
    };

    hf_phantom_paint (row, parts, G_N_ELEMENTS (parts));
  }
}

static void
find_distances (const HfPhantomRow *row)
{
  hf_phantom_distance_reset (row, row->body);
  for (gsize n = 0; n < G_N_ELEMENTS (body_shapes); n++)
    hf_phantom_distance_join (row, &body_shapes[n], BODY_BLEND, row->body);
  for (gsize n = 0; n < G_N_ELEMENTS (detail_shapes); n++)
    hf_phantom_distance_join (row, &detail_shapes[n], DETAIL_BLEND, row->body);
  hf_phantom_distance_reset (row, row->cavity);
  for (gsize n = 0; n < G_N_ELEMENTS (cavity_shapes); n++)
    hf_phantom_distance_join (row, &cavity_shapes[n], CAVITY_BLEND, row->cavity);
}

#define PAINT(row, shapes) hf_phantom_paint (row, shapes, G_N_ELEMENTS (shapes))

void
hf_phantom_head_row (double x0, double dx, double y, double z, int n, float *value)
{
  float body[HF_PHANTOM_MAX_ROW], cavity[HF_PHANTOM_MAX_ROW];
  HfNoise noises[HF_N_NOISES] = { 0 };
  const HfPhantomRow row = {
    .n = MIN (n, HF_PHANTOM_MAX_ROW),
    .x0 = (float) x0,
    .dx = (float) dx,
    .y = (float) y,
    .z = (float) z,
    .value = value,
    .body = body,
    .cavity = cavity,
    .noises = noises,
  };

  for (int i = 0; i < row.n; i++)
    value[i] = -1000;
  PAINT (&row, table_shapes);
  paint_holder (&row);
  find_distances (&row);
  paint_body (&row);
  PAINT (&row, deep_fat_shapes);
  PAINT (&row, flesh_shapes);
  paint_skull (&row);
  paint_brain (&row);
  PAINT (&row, brain_shapes);
  PAINT (&row, bone_shapes);
  PAINT (&row, space_shapes);
  PAINT (&row, jaw_shapes);
  paint_mandible (&row);
  paint_teeth (&row);
  PAINT (&row, spine_shapes);
  PAINT (&row, shoulder_shapes);
  paint_vertebrae (&row);
  PAINT (&row, cord_shapes);
  PAINT (&row, metal_shapes);
}
