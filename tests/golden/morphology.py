"""Golden masks of scipy.ndimage: tests/golden/morphology.h, the MD5 of the bytes 0/1 in order (k, j, i)."""
import hashlib
import pathlib
import sys

import numpy as np
from scipy import ndimage

from _boxes import SIZES, boxes

OPS = ["opening", "erosion", "closing", "dilation"]


def ball(radius, spacing, per_slice):
    reach = [0 if a == 2 and per_slice else int(radius / spacing[a] + 1e-9) for a in range(3)]
    z, y, x = np.ogrid[-reach[2] : reach[2] + 1, -reach[1] : reach[1] + 1, -reach[0] : reach[0] + 1]
    return (x * spacing[0]) ** 2 + (y * spacing[1]) ** 2 + (z * spacing[2]) ** 2 <= radius**2 * (1 + 1e-9)


def apply(volume, op, structure, iterations, per_slice):
    function = getattr(ndimage, "binary_" + op)
    if not per_slice:
        return function(volume, structure, iterations)
    if structure.ndim == 3:
        structure = structure[0]
    return np.stack([function(plane, structure, iterations) for plane in volume])


def digest(volume):
    return hashlib.md5(np.ascontiguousarray(volume, np.uint8).tobytes()).hexdigest()


lines = ["/* Made by tests/golden/morphology.py with scipy %s. */" % __import__("scipy").__version__, "// clang-format off"]
lines += ["static const struct {", "  int size[3];", "  guint32 seed;", "  HfOp op;", "  HfElementSpec spec;"]
lines += ["  double spacing[3];", "  guint64 count;", "  const char *md5;", "} golden[] = {"]
specs = [("CROSS", 1, 0), ("CROSS", 3, 0), ("CROSS", 9, 0), ("BALL", 2, 0), ("BALL", 5, 0), ("BALL", 1, 5.0), ("BALL", 1, 2.0)]
for n, size in enumerate(SIZES):
    spacing = [(0.451, 0.451, 0.9), (1.0, 1.0, 1.0), (0.7, 0.7, 5.0)][n % 3]
    volume = boxes(size, 1000 + n)
    for element, radius, mm in specs:
        for per_slice in (0, 1):
            for op in OPS:
                if element == "CROSS":
                    structure, iterations = ndimage.generate_binary_structure(2 if per_slice else 3, 1), radius
                else:
                    structure, iterations = ball(mm or radius, spacing if mm else (1, 1, 1), per_slice), 1
                result = apply(volume, op, structure, iterations, per_slice)
                lines.append(
                    '  { { %d, %d, %d }, %d, HF_OP_%s, { HF_ELEMENT_%s, %d, %g, %d }, { %g, %g, %g }, %d, "%s" },'
                    % (*size, 1000 + n, {"opening": "OPEN", "erosion": "ERODE", "closing": "CLOSE", "dilation": "DILATE"}[op],
                       element, radius, mm, per_slice, *spacing, result.sum(), digest(result)))
lines += ["};", "// clang-format on"]
pathlib.Path(sys.argv[1], "tests/golden/morphology.h").write_text("\n".join(lines) + "\n")

# The largest component, by scipy.ndimage.label.
lines = ["/* Made by tests/golden/morphology.py: scipy.ndimage.label. */", "// clang-format off"]
lines += ["static const struct {", "  int size[3];", "  guint32 seed;", "  guint n_components;", "  guint64 largest;"]
lines += ["  guint64 over_ten; /* voxels in components of at least 10 */", "  const char *md5; /* of the largest */", "} golden[] = {"]
for n, size in enumerate(SIZES):
    volume = ndimage.binary_erosion(boxes(size, 2000 + n), iterations=1) if n % 2 else boxes(size, 2000 + n)
    labels, count = ndimage.label(volume)
    sizes = np.bincount(labels.ravel())[1:]
    largest = labels == sizes.argmax() + 1 if count else volume
    lines.append('  { { %d, %d, %d }, %d, %d, %d, %d, "%s" },'
                 % (*size, 2000 + n, count, largest.sum(), sizes[sizes >= 10].sum() if count else 0, digest(largest)))
lines += ["};", "// clang-format on"]
pathlib.Path(sys.argv[1], "tests/golden/components.h").write_text("\n".join(lines) + "\n")
