/* A hash table of places, and the vertices of a mesh that share one. */
#include "mesh/places.h"

#include "mesh/mesh-private.h"

#include <string.h>

void
hf_places_clear (HfPlaces *self)
{
  g_clear_pointer (&self->slots, g_free);
}

/* The bits of a place, with one zero. */
static inline void
get_bits (const float point[3], guint32 bits[3])
{
  const float plain[3] = { point[0] + 0.0f, point[1] + 0.0f, point[2] + 0.0f };

  memcpy (bits, plain, sizeof plain);
}

static inline gsize
hash_bits (const guint32 bits[3])
{
  guint64 hash = bits[0] * 0x9e3779b97f4a7c15u;

  hash = (hash ^ hash >> 29 ^ bits[1]) * 0xbf58476d1ce4e5b9u;
  hash = (hash ^ hash >> 32 ^ bits[2]) * 0x94d049bb133111ebu;
  return (gsize) (hash ^ hash >> 31);
}

static inline guint32 *
find_slot (HfPlaces *self, const float *positions, const guint32 bits[3])
{
  gsize slot = hash_bits (bits) & (self->n_slots - 1);

  for (; self->slots[slot] != 0; slot = (slot + 1) & (self->n_slots - 1)) {
    guint32 there[3];

    get_bits (positions + 3 * (gsize) (self->slots[slot] - 1), there);
    if (memcmp (there, bits, sizeof there) == 0)
      break;
  }
  return &self->slots[slot];
}

static void
grow (HfPlaces *self, const float *positions)
{
  self->n_slots = MAX (self->n_slots * 2, 1024);
  g_free (self->slots);
  self->slots = g_new0 (guint32, self->n_slots);
  for (guint32 v = 0; v < self->n_entered; v++) {
    guint32 bits[3], *slot;

    get_bits (positions + 3 * (gsize) v, bits);
    slot = find_slot (self, positions, bits);
    if (*slot == 0)
      *slot = v + 1;
  }
}

guint32
hf_places_find (HfPlaces *self, const float *positions, guint32 n, const float point[3])
{
  guint32 bits[3], *slot;

  self->n_entered = n;
  if (n * 3ull >= self->n_slots * 2ull)
    grow (self, positions);
  get_bits (point, bits);
  slot = find_slot (self, positions, bits);
  if (*slot == 0)
    *slot = n + 1;
  return *slot - 1;
}

void
hf_mesh_find_places (HfMesh *self)
{
  const guint32 n = hf_mesh_n_vertices (self);
  const float *positions = hf_mesh_positions (self);
  g_autofree guint32 *first = g_new (guint32, (gsize) n + 1);
  g_auto (HfPlaces) places = { 0 };
  guint32 n_places = 0;

  for (guint32 v = 0; v < n; v++) {
    first[v] = hf_places_find (&places, positions, v, positions + 3 * (gsize) v);
    n_places += first[v] == v;
  }
  hf_mesh_set_places (self, n_places < n ? g_steal_pointer (&first) : NULL, n_places);
}
