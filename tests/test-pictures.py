#!/usr/bin/python3
"""test-pictures.py HOUNSFIELD-CLI [--write]: slices of a made head equal the pictures in golden/pictures.

The head has nothing that is the same on two sides: a ball at the left front top, an F at the right, so that a mirror, a turn
or a shift by a pixel cannot hide. Each picture differs from its golden one by at most MEAN gray levels in the mean and MOST in
any pixel: another compiler rounds a pixel by one level, which a color table or an edge of 2000 HU in a window of 400 widens to
a few; a shift by half a pixel is a mean of more than 1. That mirrors and shifts are seen is tested with the golden pictures.
--write makes them anew; a person looks at each before it is committed."""

import os
import subprocess
import sys
import tempfile
import unittest

try:
    import numpy as np
    from PIL import Image

    import dicom_maker
except ImportError as reason:
    print(f"skipped: {reason}")
    sys.exit(77)

CLI = os.path.abspath(sys.argv[1])
WRITE = "--write" in sys.argv
GOLDEN = os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden", "pictures")
MEAN, MOST = 0.25, 8  # of 255
SIZE = (60, 72, 24)  # voxels, of 3 x 2.5 x 7 mm
SPACING = (3, 2.5)
TILTED = [(0, np.tan(np.radians(-18)) * 7 * (k - 11.5), 7.0 * k) for k in range(SIZE[2])]
UNEVEN = [(0, 0, z) for z in np.cumsum([0] + [4.0] * 11 + [12.0] * 2 + [7.0] * 10)]
EVEN = [(0, 0, 7.0 * k) for k in range(SIZE[2])]

# name: (where the slices lie, what follows the path)
PICTURES = {
    "axial": (EVEN, "--plane axial --window 400/40"),
    "sagittal": (EVEN, "--plane sagittal --window 400/40"),
    "coronal": (EVEN, "--plane coronal --window 400/40"),
    "axial-bone-cubic": (EVEN, "--plane axial --index 17 --preset bone --interpolation cubic --size 300x300"),
    "axial-viridis": (EVEN, "--plane axial --index 17 --window 1500/300 --colormap viridis"),
    "axial-nearest": (EVEN, "--plane axial --window 400/40 --interpolation nearest --size 200x240"),
    "sagittal-mip": (EVEN, "--plane sagittal --window 1600/400 --slab 120 --mode mip"),
    "coronal-minip": (EVEN, "--plane coronal --window 1600/-200 --slab 30 --mode minip"),
    "sagittal-tilted": (TILTED, "--plane sagittal --window 400/40"),
    "coronal-tilted": (TILTED, "--plane coronal --window 400/40"),
    "sagittal-uneven": (UNEVEN, "--plane sagittal --window 400/40"),
    "coronal-missing": ([p for k, p in enumerate(EVEN) if k not in (9, 10)], "--plane coronal --window 400/40"),
}


def head(positions):
    """HU of a head, sampled where the slices lie; mm, LPS, its middle at the middle of the even series."""
    i, j = np.meshgrid(np.arange(SIZE[0]), np.arange(SIZE[1]))
    voxels = []
    for origin in positions:
        x = (i - (SIZE[0] - 1) / 2) * SPACING[0] + origin[0]
        y = (j - (SIZE[1] - 1) / 2) * SPACING[1] + origin[1]
        z = np.full(x.shape, origin[2] - 80.0)

        def inside(cx, cy, cz, rx, ry, rz):
            return ((x - cx) / rx) ** 2 + ((y - cy) / ry) ** 2 + ((z - cz) / rz) ** 2 < 1

        def box(low, high):
            return np.all([(a >= l) & (a < h) for a, l, h in zip((x, y, z), low, high)], axis=0)

        hu = np.full(x.shape, -1000.0)
        hu[inside(0, -75, -10, 14, 20, 16)] = 30  # nose
        hu[inside(0, 0, 0, 74, 82, 78)] = 40
        hu[inside(0, 0, 0, 68, 76, 72)] = 1100
        brain = inside(0, 0, 0, 60, 68, 64)
        hu[brain] = (30 + 0.2 * x)[brain]
        hu[inside(25, -35, 30, 16, 16, 20)] = 150  # ball: left, front, top
        hu[inside(-10, 30, -30, 12, 25, 18)] = -600  # air: right, back, below
        for low, high in (((-45, -30, -28), (-37, 30, 28)), ((-45, -30, -28), (-15, -20, 28)), ((-45, -5, -28), (-23, 5, 28))):
            hu[box(low, high)] = 700  # an F, seen from below, at the right
        voxels.append(hu)
    return np.round(np.array(voxels)).astype(np.int16)


def pixels(path):
    return np.asarray(Image.open(path).convert("RGB")).astype(int)


def difference(a, b):
    """Mean and greatest, in levels of 255."""
    if a.shape != b.shape:
        return 255, 255
    return np.abs(a - b).mean(), np.abs(a - b).max()


class Pictures(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(cls.folder.cleanup)
        cls.series = {}

    def render(self, name, out):
        positions, words = PICTURES[name]
        key = id(positions)
        if key not in self.series:
            folder = os.path.join(self.folder.name, f"series{len(self.series)}")
            os.mkdir(folder)
            for k, hu in enumerate(head(positions)):
                origin = [positions[k][0] - (SIZE[0] - 1) / 2 * SPACING[0], positions[k][1] - (SIZE[1] - 1) / 2 * SPACING[1],
                          positions[k][2]]
                dicom_maker.make_slice(os.path.join(folder, f"{(k * 7) % 31:02}"), hu, origin, k + 1, spacing=SPACING,
                                       RescaleSlope=1, RescaleIntercept=0)
            self.series[key] = folder
        ran = subprocess.run([CLI, "slice", self.series[key], "--size=160x160", *words.split(), "-o", out], capture_output=True, text=True, timeout=900)
        self.assertEqual(ran.returncode, 0, ran.stderr)

    def test_pictures(self):
        for name in PICTURES:
            with self.subTest(name):
                golden = os.path.join(GOLDEN, name + ".png")
                out = golden if WRITE else os.path.join(self.folder.name, name + ".png")
                self.render(name, out)
                mean, most = difference(pixels(out), pixels(golden))
                self.assertLessEqual(mean, MEAN)
                self.assertLessEqual(most, MOST)

    def test_mirrors_and_shifts_are_seen(self):
        for name in PICTURES:
            golden = pixels(os.path.join(GOLDEN, name + ".png"))
            for kind, other in (("left and right", golden[:, ::-1]), ("top and bottom", golden[::-1]),
                                ("a pixel aside", np.roll(golden, 1, axis=1)), ("a pixel down", np.roll(golden, 1, axis=0)),
                                ("half a pixel", (golden + np.roll(golden, 1, axis=1)) // 2)):
                with self.subTest(name, kind=kind):
                    self.assertGreater(difference(golden, other)[0], 2 * MEAN)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
