/* Two convex figures are apart where a line along a side of one of them has them on its two sides. */
#include "gl/rect.h"

gboolean
hf_rect_meets (const HfRect *self, const HfRect *other)
{
  return self->low[0] < other->high[0] && other->low[0] < self->high[0] &&
         self->low[1] < other->high[1] && other->low[1] < self->high[1];
}

static void
reach (const float (*corners)[2], const float across[2], float *low, float *high)
{
  *low = G_MAXFLOAT;
  *high = -G_MAXFLOAT;
  for (int n = 0; n < 4; n++) {
    const float at = corners[n][0] * across[0] + corners[n][1] * across[1];

    *low = MIN (*low, at);
    *high = MAX (*high, at);
  }
}

gboolean
hf_rect_meets_quad (const HfRect *self, const float corners[4][2])
{
  const float own[4][2] = { { self->low[0], self->low[1] },
                            { self->high[0], self->low[1] },
                            { self->high[0], self->high[1] },
                            { self->low[0], self->high[1] } };

  for (int n = 0; n < 6; n++) {
    const float *a = n < 4 ? corners[n] : own[n - 4],
                *b = n < 4 ? corners[(n + 1) & 3] : own[n - 3];
    const float across[2] = { a[1] - b[1], b[0] - a[0] };
    float low[2], high[2];

    reach (own, across, &low[0], &high[0]);
    reach (corners, across, &low[1], &high[1]);
    if (high[0] < low[1] || high[1] < low[0])
      return FALSE;
  }
  return TRUE;
}
