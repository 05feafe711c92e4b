/* Made by tests/golden/display.py with numpy 1.24.2: numpy.histogram. */
// clang-format off
static const double expected_mean = 1017.92628993, expected_deviation = 1179.57457794;
static const double quantiles[][2] = {
  { 0, -1024 },
  { 0.01, -985.4 },
  { 0.25, 2 },
  { 0.5, 1026 },
  { 0.777, 2147 },
  { 0.99, 3033.4 },
  { 1, 3071 },
};
static const struct {
  double low, high;
  guint n_bins;
  guint64 total;
  guint64 weighted; /* the sum of count x (bin + 1) */
  double edge; /* that begins the last bin */
} golden[] = {
  { -1024, 3071, 39, 9361, 186718, 2966 },
  { -1024, 3071, 99, 9361, 466792, 3029.636363636364 },
  { -1024, 3071, 50, 9361, 238053, 2989.1000000000004 },
  { -1024, 3071, 256, 9361, 1199632, 3055.00390625 },
  { -1000, 1000, 7, 4561, 18260, 714.28571428571422 },
  { 0, 1, 3, 3, 7, 0.66666666666666663 },
  { -200.5, 300.25, 33, 1204, 20412, 285.07575757575756 },
  { 100, 100, 4, 0, 0, 100.25 },
  { 5000, 6000, 5, 0, 0, 5800 },
  { -1024.0, 3071.0, 4095, 9361, 19123832, 3070 },
};
// clang-format on
