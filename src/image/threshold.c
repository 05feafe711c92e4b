/* The threshold: a range of voxel values, and the bits of a row that lie in it.

   A voxel is in the range where voxel - low, as an unsigned number, is no more than high - low: one
   subtraction that wraps and one that saturates. */
#include "image/mask-private.h"

#include <math.h>
#include <string.h>
#ifdef __SSE2__
#include <immintrin.h>
#endif

/* The voxels of above < value < below as a closed range; padding is never in it. */
HfThreshold
hf_threshold_new (const HfVolume *volume, double above, double below)
{
  double scale = hf_volume_scale (volume), offset = hf_volume_offset (volume);
  double low = MAX (floor ((above - offset) / scale) + 1, HF_VOLUME_PADDING + 1);
  double high = MIN (ceil ((below - offset) / scale) - 1, G_MAXINT16);

  if (!(low <= high))
    return (HfThreshold){ 1, 0 }; /* none */
  return (HfThreshold){ (gint16) low, (gint16) high };
}

#ifdef __SSE2__

static guint64
word_16_bytes (const gint16 *voxels, const HfThreshold *self)
{
  const __m128i low = _mm_set1_epi16 (self->low);
  const __m128i width = _mm_set1_epi16 ((gint16) (self->high - self->low));
  guint64 inside = 0;

  for (int part = 0; part < 4; part++) {
    __m128i a = _mm_loadu_si128 ((const __m128i *) (voxels + 16 * part));
    __m128i b = _mm_loadu_si128 ((const __m128i *) (voxels + 16 * part + 8));

    a = _mm_subs_epu16 (_mm_sub_epi16 (a, low), width);
    b = _mm_subs_epu16 (_mm_sub_epi16 (b, low), width);
    a = _mm_cmpeq_epi8 (_mm_packs_epi16 (a, b), _mm_setzero_si128 ());
    inside |= (guint64) (guint32) _mm_movemask_epi8 (a) << (16 * part);
  }
  return inside;
}

__attribute__ ((target ("avx2"))) static inline guint64
word_32_bytes (const gint16 *voxels, __m256i low, __m256i width)
{
  guint64 inside = 0;

  for (int part = 0; part < 2; part++) {
    __m256i a = _mm256_loadu_si256 ((const __m256i *) (voxels + 32 * part));
    __m256i b = _mm256_loadu_si256 ((const __m256i *) (voxels + 32 * part + 16));

    a = _mm256_subs_epu16 (_mm256_sub_epi16 (a, low), width);
    b = _mm256_subs_epu16 (_mm256_sub_epi16 (b, low), width);
    a = _mm256_permute4x64_epi64 (_mm256_packs_epi16 (a, b), 0xd8); /* halves back in order */
    a = _mm256_cmpeq_epi8 (a, _mm256_setzero_si256 ());
    inside |= (guint64) (guint32) _mm256_movemask_epi8 (a) << (32 * part);
  }
  return inside;
}

__attribute__ ((target ("avx2"))) static void
words_32_bytes (const HfThreshold *self, const gint16 *voxels, gsize n_words, guint64 *bits)
{
  const __m256i low = _mm256_set1_epi16 (self->low);
  const __m256i width = _mm256_set1_epi16 ((gint16) (self->high - self->low));

  for (gsize w = 0; w < n_words; w++)
    bits[w] = word_32_bytes (voxels + 64 * w, low, width);
}

static void
words_of (const HfThreshold *self, const gint16 *voxels, gsize n_words, guint64 *bits)
{
  if (__builtin_cpu_supports ("avx2")) {
    words_32_bytes (self, voxels, n_words, bits);
    return;
  }
  for (gsize w = 0; w < n_words; w++)
    bits[w] = word_16_bytes (voxels + 64 * w, self);
}

#else

static void
words_of (const HfThreshold *self, const gint16 *voxels, gsize n_words, guint64 *bits)
{
  for (gsize w = 0; w < n_words; w++, voxels += 64) {
    bits[w] = 0;
    for (int i = 0; i < 64; i++)
      bits[w] |= (guint64) ((voxels[i] >= self->low) & (voxels[i] <= self->high)) << i;
  }
}

#endif

/* n voxels to bits, the last word filled up with zeros. Reads up to 63 voxels past the end, which
   volumes allow (HF_VOLUME_SLACK). */
void
hf_threshold_row (const HfThreshold *self, const gint16 *voxels, gsize n, guint64 *bits)
{
  gsize n_words = (n + 63) / 64;

  if (self->low > self->high) {
    memset (bits, 0, sizeof *bits * n_words);
    return;
  }
  words_of (self, voxels, n_words, bits);
  bits[n_words - 1] &= ~(guint64) 0 >> (63 - (n - 1) % 64);
}
