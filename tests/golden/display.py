"""Golden gray levels: tests/golden/display.h, by pydicom's apply_windowing (PS3.3 C.11.2.1), and histograms: histogram.h, by numpy."""
import pathlib
import sys

import numpy as np
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.pixel_data_handlers.util import apply_windowing

from _boxes import values

WINDOWS = [(400, 40), (80, 40), (2500, 480), (1, 100), (1, 0.5), (2, 0), (4095.5, 1023.25), (65536, 0), (1500, -600)]
VALUES = np.array([-32767, -1024, -1000, -600, -160, -159, -1, 0, 1, 2, 39, 40, 41, 99, 100, 101, 239, 240, 1000, 3071, 32767], np.int16)


def gray(width, level, function):
    ds = Dataset()
    ds.file_meta = FileMetaDataset()
    ds.PhotometricInterpretation = "MONOCHROME2"
    ds.PixelRepresentation = 1
    ds.BitsStored = 16
    ds.WindowWidth, ds.WindowCenter, ds.VOILUTFunction = width, level, function
    with np.errstate(over="ignore"):
        y = apply_windowing(VALUES, ds).astype(float)
    return (y + 32768) / 65535 * 255


lines = ["/* Made by tests/golden/display.py with pydicom %s: 255 times the gray level. */" % __import__("pydicom").__version__]
lines += ["// clang-format off", "static const gint16 values[] = { %s };" % ", ".join(map(str, VALUES))]
lines += ["static const struct {", "  double width, level;", "  HfWindowFunction function;", "  double gray[%d];" % len(VALUES), "} golden[] = {"]
for function in ("LINEAR", "LINEAR_EXACT", "SIGMOID"):
    for width, level in WINDOWS:
        row = ", ".join("%.3f" % v for v in gray(width, level, function))
        lines.append("  { %r, %r, HF_WINDOW_%s, { %s } }," % (width, level, function, row))
lines += ["};", "// clang-format on"]
root = pathlib.Path(sys.argv[1])
root.joinpath("tests/golden/display.h").write_text("\n".join(lines) + "\n")

volume = values((37, 23, 11), 4000, -1024, 3072)
CASES = [(-1024, 3071, 39), (-1024, 3071, 99), (-1024, 3071, 50), (-1024, 3071, 256), (-1000, 1000, 7), (0, 1, 3), (-200.5, 300.25, 33), (100, 100, 4), (5000, 6000, 5),
         (-1024.0, 3071.0, 4095)]
lines = ["/* Made by tests/golden/display.py with numpy %s: numpy.histogram. */" % np.__version__, "// clang-format off"]
lines += ["static const double expected_mean = %.12g, expected_deviation = %.12g;" % (volume.mean(dtype=float), volume.std(dtype=float))]
lines += ["static const double quantiles[][2] = {"]
lines += ["  { %g, %.12g }," % (q, np.quantile(volume, q)) for q in (0, 0.01, 0.25, 0.5, 0.777, 0.99, 1)] + ["};"]
lines += ["static const struct {", "  double low, high;", "  guint n_bins;", "  guint64 total;",
          "  guint64 weighted; /* the sum of count x (bin + 1) */", "  double edge; /* that begins the last bin */", "} golden[] = {"]
for low, high, bins in CASES:
    counts, edges = np.histogram(volume, bins, (low, high))
    lines.append("  { %r, %r, %d, %d, %d, %.17g }," % (low, high, bins, counts.sum(), (counts * (np.arange(bins) + 1)).sum(), edges[-2]))
lines += ["};", "// clang-format on"]
root.joinpath("tests/golden/histogram.h").write_text("\n".join(lines) + "\n")
