/* How often every value occurs: counted exactly, one bin a voxel value, and gathered into bins as
   numpy.histogram does. */
#pragma once

#include "image/mask.h"

G_BEGIN_DECLS

typedef struct _HfHistogram HfHistogram; /* immutable, reference counted */

HfHistogram *
hf_histogram_new (const HfVolume *volume, const HfMask *mask, gboolean inside); /* mask nullable */
HfHistogram *hf_histogram_new_slice (const HfVolume *volume, HfPlane plane, int index);
HfHistogram *hf_histogram_ref (HfHistogram *self);
void hf_histogram_unref (HfHistogram *self);

guint64 hf_histogram_n_voxels (const HfHistogram *self); /* padding left out */
gboolean
hf_histogram_range (const HfHistogram *self, double *min, double *max); /* FALSE: no voxel */
double hf_histogram_mean (const HfHistogram *self);
double hf_histogram_deviation (const HfHistogram *self);
double hf_histogram_quantile (const HfHistogram *self, double q);
guint64
hf_histogram_count (const HfHistogram *self, double low, double high, gboolean high_included);
/* numpy.histogram (values, bins, (low, high)): the last bin holds its upper edge. Fills edges
   (n_bins + 1), counts (n_bins). */
void hf_histogram_bins (
    const HfHistogram *self, double low, double high, guint n_bins, double *edges, guint64 *counts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (HfHistogram, hf_histogram_unref)

G_END_DECLS
