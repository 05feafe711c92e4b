/* Made by tests/golden/morphology.py: scipy.ndimage.label. */
// clang-format off
static const struct {
  int size[3];
  guint32 seed;
  guint n_components;
  guint64 largest;
  guint64 over_ten; /* voxels in components of at least 10 */
  const char *md5; /* of the largest */
} golden[] = {
  { { 70, 7, 5 }, 2000, 5, 1346, 1384, "d3a660719a624f1ef81d2b927701b913" },
  { { 65, 13, 9 }, 2001, 3, 467, 636, "f62ec04c1ea9a6fc28863036b8ddf88d" },
  { { 64, 33, 1 }, 2002, 1, 1579, 1579, "9bbd9edfc234967e1f68ecb0e25445da" },
  { { 1, 1, 4 }, 2003, 0, 0, 0, "f1d3ff8443297732862df21dc4e57262" },
  { { 130, 20, 3 }, 2004, 2, 3506, 3575, "5c3a7e878ad539bf2c1eabbfa64cd3d2" },
  { { 1, 1, 1 }, 2005, 0, 0, 0, "93b885adfe0da089cdf634904fd59f71" },
  { { 31, 30, 12 }, 2006, 6, 3978, 4081, "159b20c1e6b7e96138944b6b4fc4a38e" },
  { { 128, 1, 6 }, 2007, 0, 0, 0, "33c250bf306b7cbbd3dd71b6029b8784" },
  { { 200, 40, 1 }, 2008, 1, 6624, 6624, "3d98b800f099225c6647fcf40daed624" },
};
// clang-format on
