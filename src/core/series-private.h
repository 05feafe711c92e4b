/* What the files core/series*.c share; nobody else includes it. */
#pragma once

#include "core/series.h"

G_BEGIN_DECLS

/* Images that may form one volume: same study, series, size, spacing, orientation and stack.
   Headers are borrowed from the caller of hf_series_list_new(). */
typedef struct _HfGroup HfGroup;

struct _HfGroup {
  GPtrArray *slices; /* of const HfHeader, owned array */
  GArray *copies;    /* of guint32: files that were left out because another holds the same slice */
  gboolean placed;   /* all have position and orientation */
  double row[3];     /* unit, LPS; when placed */
  double column[3];
  double normal[3];
  HfGroup *sibling; /* the next of the same series while groups are gathered, borrowed */
};

/* Groups whose slices are in order and at places of their own. What belongs to none goes to
   rejected. */
GPtrArray *hf_groups_new (const HfHeader *headers, gsize n, GPtrArray *rejected);
/* The frames of one file as they come, one frame at its own place. */
HfGroup *hf_group_new_picture (const HfHeader *headers, gsize n);
HfGroup *hf_group_new (const HfGroup *like); /* empty, with the directions of another; nullable */
void hf_group_free (HfGroup *self);
const HfHeader *hf_group_slice (const HfGroup *self, guint n);
gboolean hf_group_same_place (const HfGroup *self, const HfHeader *a, const HfHeader *b);
/* The volumes that a sorted group holds (of HfGroup, owned) where its places repeat; NULL where they
   do not, or nothing tells them apart. */
GPtrArray *hf_group_split (const HfGroup *self);
double hf_group_position (const HfGroup *self, const HfHeader *header); /* mm along the normal */

HfRejected *hf_rejected_new (guint32 file, HfCode code, const char *reason);

/* Chooses scale and offset of the voxels; a warning where values cannot all be kept. */
HfWarning *hf_series_choose_scale (HfSeries *self);
/* Everything of a series that a person must be told, from its headers and its geometry. */
void hf_series_add_warnings (HfSeries *self);

G_END_DECLS
