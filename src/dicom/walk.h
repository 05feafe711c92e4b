/* A walk over the elements of a DICOM data set (PS3.5 section 7), that believes nothing: every
   length is held against the end of what encloses it, depth and number of elements have limits.

   The caller's function sees every element, and says which sequences to go into. */
#pragma once

#include "core/error.h"
#include "dicom/reader.h"

G_BEGIN_DECLS

#define HF_WALK_DEPTH 64
#define HF_WALK_ELEMENTS 1000000u
#define HF_TAG(group, element) ((guint32) (group) << 16 | (element))
#define HF_VR(a, b) ((guint16) ((guint8) (a) << 8 | (guint8) (b)))
#define HF_TAG_PIXELS HF_TAG (0x7fe0, 0x0010)

typedef struct {
  guint32 tag;
  guint16 vr;       /* HF_VR (); 0 in implicit VR */
  guint64 start;    /* offset of the element */
  guint64 at;       /* of its value */
  guint64 length;   /* bytes of the value that are in the file; 0 where undefined */
  guint64 promised; /* what the element says; more than length only for cut pixels */
  gboolean is_undefined;
} HfElement;

typedef enum {
  HF_STEP_OVER,
  HF_STEP_INTO, /* this sequence's items: its elements come next */
  HF_STEP_STOP  /* the walk is done */
} HfStep;

typedef struct _HfWalk HfWalk;
typedef HfStep (*HfWalkFunc) (HfWalk *walk, const HfElement *element, gpointer data);

struct _HfWalk {
  HfReader *reader;
  gboolean is_explicit;
  gboolean is_big_endian;
  guint depth;                 /* 0: not in a sequence */
  guint32 path[HF_WALK_DEPTH]; /* the sequences that we are in */
  guint item[HF_WALK_DEPTH];   /* number of the item in each */
  guint n_elements;
  gboolean is_stopped;
  HfWalkFunc func;
  gpointer data;
};

void hf_walk_init (HfWalk *self,
                   HfReader *reader,
                   gboolean is_explicit,
                   gboolean is_big_endian,
                   HfWalkFunc func,
                   gpointer data);
/* [start, end) of the reader. CORRUPT with the place where the structure breaks. */
gboolean hf_walk_run (HfWalk *self, guint64 start, guint64 end, GError **error);

/* Numbers in the byte order of the data set; 0 where the value is too short. */
guint32 hf_walk_u16 (HfWalk *self, const HfElement *element);
guint32 hf_walk_u32 (HfWalk *self, const HfElement *element);
gboolean hf_walk_is_vr (const guint8 letters[2]); /* one of the VRs of PS3.5 table 6.2-1 */

G_END_DECLS
